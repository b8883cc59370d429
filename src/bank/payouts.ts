import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { payout } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import type { Person } from '../platform/access';
import { grouped } from '../rules/money';
import { Refused } from '../rules/refused';
import { openDay } from './bookings.service';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from './expected-money';
import { Matches, postingsAt } from './matches.service';
import { generalFundOf, type Place } from './places';

/** As providers call what they pay out to a bank. */
export const IS_PAYOUT = `(l.kind LIKE 'payout%' OR l.kind LIKE '%提现%')`;

type Row = Place & { line: bigint; day: string; sum: bigint; reference: string; ours: string | null; memo: string | null };

/** What a provider says it has paid out is expected at our banks. The bank's line books it, and the provider's own line is matched with its other half. */
@Injectable()
export class Payouts implements ExpectsMoney {
  readonly name = 'payout';

  constructor(private readonly ledger: Ledger, private readonly matches: Matches, expected: ExpectedMoney) {
    expected.add(this);
  }

  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await this.open(db, foundation, `EXISTS (SELECT FROM place b WHERE b.id = $2 AND b.account = '1002')`, [place]);
    return rows.map((row) => ({
      key: String(row.line), sum: -row.sum, day: row.day, reference: row.ours ?? row.reference, party: null,
      words: { zh: `${row.name}结算到银行 ${row.ours ?? row.reference}`, en: `${row.englishName} pays out ${row.ours ?? row.reference}` },
    }));
  }

  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint> {
    const [paid] = /^\d{1,18}$/.test(key) ? await this.open(tx, line.foundation, 'l.id = $2', [key]) : [];
    if (!paid) throw new Refused('expected-money-is-gone');
    if (-paid.sum !== line.sum) throw new Refused('a-match-joins-equal-sums', { field: 'sum', line: grouped(line.sum), other: grouped(-paid.sum) });
    const entry = await this.ledger.enter(tx, payout({
      day: await openDay(tx, line.foundation, line.day), factDay: line.day, source: `payout:${paid.ours ?? paid.reference}`, general: await generalFundOf(tx, line.foundation), sum: line.sum,
      bank: line.place, clearing: paid.id, party: paid.name,
    }));
    await this.matches.join(tx, paid, { lines: [paid.line], postings: await postingsAt(tx, paid, entry) }, ['booked'], by);
    return entry;
  }

  private open(db: EntityManager, foundation: number, which: string, value: unknown[]): Promise<Row[]> {
    return db.query<Row[]>(
      `SELECT l.id AS line, l.day, l.sum, l.reference, l.ours, l.memo, p.id, p.foundation, p.code, p.account, p.name, p.english_name AS "englishName"
       FROM bank_line l JOIN place p ON p.id = l.place AND p.account = '1009'
       WHERE l.foundation = $1 AND ${which} AND l.sum < 0 AND ${IS_PAYOUT} AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) ORDER BY l.day, l.id`, [foundation, ...value]);
  }
}
