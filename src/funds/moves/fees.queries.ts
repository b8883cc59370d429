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

  /** The first day that no fee was taken for; null without a clause. */
  async next(fund: Pick<FundRef, 'id'>, db: Asks = this.db): Promise<Day | null> {
    const [row] = await db.query<[{ next: Day | null }]>(
      `SELECT coalesce((SELECT max(m.to_day) + 1 FROM standing_move m WHERE m.fund = $1 AND m.act = 'fee'), (SELECT min(from_day) FROM fund_fee_term WHERE fund = $1)) AS next`, [fund.id]);
    return row.next;
  }

  /**
   * The fee of the period that ends on a day.
   * @throws Refused `a-fee-is-taken-by-agreement-alone`, `a-fee-is-taken-once-for-a-period`, `a-fee-is-taken-when-its-period-is-over`, `a-fee-is-taken-on-its-day`, `a-fee-of-the-balance-is-of-a-year`
   */
  async of(db: Asks, fund: Pick<FundRef, 'id'>, { to, today }: { to: Day; today: Day }): Promise<DueFee> {
    const [from, terms] = [await this.next(fund, db), await this.terms(fund, db)];
    if (from === null) throw new Refused('a-fee-is-taken-by-agreement-alone', {}, 'C11');
    if (to < from) throw new Refused('a-fee-is-taken-once-for-a-period', { field: 'to', from });
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
