import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { addDays, firstDay, monthOf, nextMonth, type Day } from '../../rules/day';
import { type Fee, type FeeBase, type FeeDay, managementFee } from '../../rules/management-fee';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';

type Asks = Pick<EntityManager, 'query'>;

/** A fee clause as data, from its day on. */
export interface FeeTerm {
  readonly from: Day;
  readonly to: Day | null;
  readonly rate: number;
  readonly base: FeeBase;
  readonly day: number;
}

/** The fee of a period: from the day after the last one. */
export interface DueFee {
  readonly from: Day;
  readonly fee: Fee;
  /** The number of the agreement that it rests on. */
  readonly agreement: string;
}

@Injectable()
export class FeesQueries {
  constructor(private readonly db: DataSource) {}

  terms(fund: Pick<FundRef, 'id'>, db: Asks = this.db): Promise<FeeTerm[]> {
    return db.query<FeeTerm[]>('SELECT from_day AS "from", to_day AS "to", rate, base, day FROM fund_fee_term WHERE fund = $1 ORDER BY from_day', [fund.id]);
  }

  /** The first days that no fee was taken for: up to the next one that was, when a fee was taken back, else without end. Null without a clause. */
  async open(fund: Pick<FundRef, 'id'>): Promise<{ from: Day; until: Day | null } | null> {
    const [row] = await this.db.query<{ from: Day; until: Day | null }[]>(
      `WITH taken AS (SELECT from_day, to_day FROM standing_move WHERE fund = $1 AND act = 'fee')
       SELECT n.day AS "from", (SELECT min(t.from_day) - 1 FROM taken t WHERE t.from_day > n.day) AS until
       FROM (SELECT min(from_day) AS day FROM fund_fee_term WHERE fund = $1 UNION SELECT to_day + 1 FROM taken) n
       WHERE n.day IS NOT NULL AND NOT EXISTS (SELECT FROM taken t WHERE n.day BETWEEN t.from_day AND t.to_day) ORDER BY n.day LIMIT 1`, [fund.id]);
    return row ?? null;
  }

  /** From which day a period reaches to its last one: the day after the fee before it, or the first day of the clause. */
  private async from(db: Asks, fund: Pick<FundRef, 'id'>, to: Day): Promise<{ from: Day | null; taken: boolean }> {
    const [row] = await db.query<[{ from: Day | null; taken: boolean }]>(
      `SELECT coalesce((SELECT max(m.to_day) + 1 FROM standing_move m WHERE m.fund = $1 AND m.act = 'fee' AND m.to_day < $2), (SELECT min(from_day) FROM fund_fee_term WHERE fund = $1)) AS "from",
         EXISTS (SELECT FROM standing_move m WHERE m.fund = $1 AND m.act = 'fee' AND $2::date BETWEEN m.from_day AND m.to_day) AS taken`, [fund.id, to]);
    return row;
  }

  /**
   * The fee of the period that ends on a day.
   * @throws Refused `a-fee-is-taken-by-agreement-alone`, `a-fee-is-taken-once-for-a-period`, `a-fee-is-taken-when-its-period-is-over`, `a-fee-is-taken-on-its-day`, `a-fee-of-the-balance-is-of-a-year`
   */
  async of(db: Asks, fund: Pick<FundRef, 'id'>, { to, today }: { to: Day; today: Day }): Promise<DueFee> {
    const [{ from, taken }, terms] = [await this.from(db, fund, to), await this.terms(fund, db)];
    if (from === null || terms.length === 0) throw new Refused('a-fee-is-taken-by-agreement-alone', {}, 'C11');
    if (taken || to < from) throw new Refused('a-fee-is-taken-once-for-a-period', { field: 'to', from });
    if (to >= today) throw new Refused('a-fee-is-taken-when-its-period-is-over', { field: 'to' });
    const term = [...terms].reverse().find((one) => one.from <= to)!;
    const takenFrom = addDays(firstDay(nextMonth(monthOf(to))), term.day - 1);
    if (today < takenFrom) throw new Refused('a-fee-is-taken-on-its-day', { field: 'to', day: takenFrom });
    const days = await db.query<FeeDay[]>('SELECT day, base, rate, sum FROM fund_fee_days($1, $2, $3)', [fund.id, from, to]);
    const [held] = await db.query<[{ free: Fen; aboveFloor: Fen; no: string; ends: boolean }]>(
      `SELECT b.free, b.worth - b.floor AS "aboveFloor", a.no, EXISTS (SELECT FROM stopped_fund s WHERE s.fund = b.fund AND s.how = 'ending') AS ends FROM fund_balance b JOIN fund_agreement a ON a.fund = b.fund WHERE b.fund = $1`, [fund.id]);
    if (term.base === 'balance' && !to.endsWith('-12-31') && !held.ends) throw new Refused('a-fee-of-the-balance-is-of-a-year', { field: 'to' });
    return { from, fee: managementFee(days, held), agreement: held.no };
  }
}
