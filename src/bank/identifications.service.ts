import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import { moneyIdentified } from '../ledger/entries';
import type { FundClass } from '../ledger/kinds';
import { Ledger } from '../ledger/ledger.service';
import { Vouchers } from '../ledger/vouchers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { generalFundOf } from './places';

export interface UnidentifiedRow {
  readonly entry: bigint;
  readonly day: Day;
  readonly sum: Fen;
  readonly voucher: string | null;
  /** Who booked it, and therefore does not explain it. */
  readonly maker: number | null;
  readonly by: string | null;
  readonly party: string | null;
  readonly memo: string | null;
  readonly reference: string | null;
  readonly place: string | null;
  readonly line: string | null;
}

const ASKED = `r.foundation = $1 AND r.kind = 'unidentified receipt' AND owed_by_cost(r.id) > 0 AND NOT EXISTS (SELECT FROM journal_entry x WHERE x.reverses = r.id)`;
const SUM = 'owed_by_cost(r.id)';

/** Money in the bank that nobody could explain, and what it turned out to be. One books it as unidentified, another finds out; or it goes back, by a voucher of two. */
@Injectable()
export class Identifications {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** It was a gift to a fund after all. @throws NotFoundException, Refused `who-booked-it-does-not-identify-it`, `unidentified-money-is-identified-once` */
  async identify(foundation: number, receipt: bigint, { fund: code, party, why }: { fund: string; party: string | null; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [stands] = await tx.query<{ sum: Fen; maker: number | null; done: boolean }[]>(
        `SELECT ${SUM} AS sum, v.maker, NOT (${ASKED}) AS done FROM journal_entry r LEFT JOIN voucher_maker v ON v.entry = r.id WHERE r.id = $2 AND r.foundation = $1 AND r.kind = 'unidentified receipt'`, [foundation, receipt]);
      if (!stands) throw new NotFoundException();
      if (stands.maker === by.id) throw new Refused('who-booked-it-does-not-identify-it');
      if (stands.done) throw new Refused('unidentified-money-is-identified-once');
      const [fund] = await tx.query<{ id: number; class: FundClass }[]>('SELECT id, class FROM fund WHERE foundation = $1 AND code = $2', [foundation, code]);
      if (!fund) throw new Refused('identification-fund-missing', { field: 'fund' });
      const general = await generalFundOf(tx, foundation);
      const entry = await this.ledger.enter(tx, moneyIdentified({ day: this.clock.today(), source: `identified:${receipt}`, party, note: null, fund: { id: fund.id, foundation, class: fund.class } satisfies FundRef, sum: stands.sum, general }));
      await this.vouchers.made(tx, foundation, by.id, [entry]);
      await tx.query('INSERT INTO money_identification (receipt, foundation, why, identified_by, identified_at, entry) VALUES ($1, $2, $3, $4, $5, $6)', [receipt, foundation, why, by.id, this.clock.now(), entry]);
    });
  }

  /** What waits, oldest first, with what its bank line says. */
  waiting(foundation: number, lang: Lang): Promise<UnidentifiedRow[]> {
    const name = lang === 'zh' ? 'name' : 'english_name';
    return this.db.query<UnidentifiedRow[]>(
      `SELECT r.id AS entry, r.fact_day AS day, ${SUM} AS sum, s.voucher, v.maker, y.${name} AS by, l.party, l.memo, l.reference, l.id::text AS line, a.code AS place
       FROM journal_entry r LEFT JOIN sealed_entry s ON s.entry = r.id LEFT JOIN voucher_maker v ON v.entry = r.id LEFT JOIN person y ON y.id = v.maker
         LEFT JOIN bank_line l ON r.source = 'bank-line:' || l.id LEFT JOIN place a ON a.id = l.place WHERE ${ASKED} ORDER BY r.id LIMIT 200`, [foundation]);
  }

  /** @throws NotFoundException */
  async one(foundation: number, entry: bigint, lang: Lang): Promise<UnidentifiedRow> {
    const found = (await this.waiting(foundation, lang)).find((row) => row.entry === entry);
    if (!found) throw new NotFoundException();
    return found;
  }

  /** What stands in 待查款 at all, of the bank and of the payment provider, by the end of a day. */
  async held(db: Pick<DataSource['manager'], 'query'>, foundation: number, until: Day): Promise<Fen> {
    const [row] = await db.query<{ held: Fen }[]>(
      `SELECT coalesce(-sum(p.debit), 0)::bigint AS held FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE e.foundation = $1 AND p.account = '220901' AND e.day <= $2`, [foundation, until]);
    return row!.held;
  }

  funds(foundation: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT code AS value, ${lang === 'zh' ? 'name' : 'english_name'} AS label FROM fund WHERE foundation = $1 AND class IN ('general', 'designated', 'restricted') ORDER BY class <> 'general', id`, [foundation]);
  }
}
