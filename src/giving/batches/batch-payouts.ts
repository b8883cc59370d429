import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Expected, ExpectsMoney, StatementLine } from '../../bank/expected-money';
import { payout } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';

/** The payouts that platforms have announced with their lists. The money lies at the platform until a line of the bank shows it. */
@Injectable()
export class BatchPayouts implements ExpectsMoney {
  readonly name = 'batch-payout';

  constructor(private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await db.query<{ id: number; payout: Fen; last_day: Day; name: string; english_name: string }[]>(
      `SELECT b.id, b.payout, b.last_day, p.name, p.english_name FROM gift_batch b JOIN gift_batch_posting t ON t.batch = b.id JOIN place p ON p.id = b.place
       WHERE b.foundation = $1 AND b.bank = $2 AND NOT EXISTS (SELECT FROM gift_batch_payout o WHERE o.batch = b.id) ORDER BY b.id`, [foundation, place]);
    return rows.map(({ id, payout: sum, last_day: day, name, english_name }) => ({
      key: String(id), sum, day, reference: null, party: name, words: { zh: `${name}结算，批次 ${id}`, en: `Payout of ${english_name}, batch ${id}` },
    }));
  }

  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint> {
    const [batch] = await tx.query<{ id: number; place: number; payout: Fen; uploaded_by: number; general: number; name: string }[]>(
      `SELECT b.id, b.place, b.payout, b.uploaded_by, f.id AS general, p.name FROM gift_batch b JOIN gift_batch_posting t ON t.batch = b.id JOIN place p ON p.id = b.place
       JOIN fund f ON f.foundation = b.foundation AND f.class = 'general' WHERE b.id = $1 AND b.foundation = $2 AND b.bank = $3`, [key, line.foundation, line.place]);
    if (!batch) throw new Refused('nothing-is-expected-there');
    if (batch.uploaded_by === by.id) throw new Refused('nobody-matches-the-payout-of-their-own-batch');
    if (batch.payout !== line.sum) throw new Refused('a-payout-arrives-as-it-was-announced', { announced: grouped(batch.payout), arrived: grouped(line.sum) });
    const entry = await this.ledger.enter(tx, payout({
      day: line.day, source: `batch-payout:${batch.id}`, party: batch.name, general: { id: batch.general, foundation: line.foundation, class: 'general' }, sum: batch.payout, bank: line.place, clearing: batch.place,
    }));
    await tx.query('INSERT INTO gift_batch_payout (batch, uploaded_by, matched_by, matched_at, entry) VALUES ($1, $2, $3, $4, $5)', [batch.id, batch.uploaded_by, by.id, this.clock.now(), entry]);
    await this.vouchers.made(tx, line.foundation, batch.uploaded_by, [entry]); // another finds it at the bank
    return entry;
  }
}
