import { CHART, codesOf, type Role } from '../ledger/chart';
import type { Asks } from '../platform/read-database';
import { monthOf, yearOf, type Day, type Month } from '../rules/day';
import type { Fen } from '../rules/money';
import { lastOf } from './rows.queries';
import type { Scope, Sums } from './scope.queries';

/** 四柱 of a span: opening + received − paid = closing. */
export interface Pillars {
  readonly span: 'month' | 'year';
  readonly from: Day;
  readonly to: Day;
  readonly opening: Fen;
  /** The day on which the books were opened with a balance, where it lies within the span. */
  readonly opened: Day | null;
  readonly received: Fen;
  readonly paid: Fen;
  readonly closing: Fen;
  readonly receivedCount: number;
  readonly paidCount: number;
}

/** The pillars of a month, or of the year so far: read from the monthly roll-up, a few rows however long the ledger is. Money with which the books were opened was there before. */
export async function pillarsOf(db: Asks, { foundation, fund }: Scope, { month, today }: { month: Month | null; today: Day }): Promise<Pillars> {
  const from = month === null ? `${yearOf(today)}-01-01` : `${month}-01`;
  const last = month === null ? `${yearOf(today)}-12-31` : lastOf(month);
  const [row] = await db.query<[Omit<Pillars, 'span' | 'from' | 'to'>]>(
    `SELECT (coalesce(sum(received - paid) FILTER (WHERE month < $3), 0) + coalesce(sum(carried), 0))::bigint AS opening, max(opened) FILTER (WHERE month >= $3) AS opened,
       coalesce(sum(received) FILTER (WHERE month >= $3), 0)::bigint AS received, coalesce(sum(paid) FILTER (WHERE month >= $3), 0)::bigint AS paid,
       coalesce(sum(carried + received - paid), 0)::bigint AS closing,
       coalesce(sum(received_count) FILTER (WHERE month >= $3), 0)::int AS "receivedCount", coalesce(sum(paid_count) FILTER (WHERE month >= $3), 0)::int AS "paidCount"
     FROM fund_movement WHERE foundation = $1 AND fund = $2 AND month <= $4`, [foundation, fund ?? 0, from, last]);
  return { span: month === null ? 'year' : 'month', from, to: last < today ? last : today < from ? from : today, ...row };
}

/** Months in which the scope moved money, newest first. */
export async function monthsOf(db: Asks, { foundation, fund }: Scope): Promise<Month[]> {
  const rows = await db.query<{ month: Day }[]>('SELECT month FROM fund_month WHERE foundation = $1 AND fund = $2 ORDER BY month DESC', [foundation, fund ?? 0]);
  return rows.map((row) => monthOf(row.month));
}

/** What stands beside the money: money + receivable + goods + things − inTrust − owed = worth. What is promised is still among the money. */
export interface Beneath extends Sums {
  /** With disputed money and advances. */
  readonly receivable: Fen;
  readonly goods: Fen;
  /** Investments and fixed assets, less what they have lost. */
  readonly things: Fen;
  /** Money of agency funds: their owners', so not among the worth. */
  readonly inTrust: Fen;
}

const DUE: readonly Role[] = ['receivable', 'disputed', 'prepaid'];
const codes = (found: readonly string[]): string => found.map((code) => `'${code}'`).join(', ');
/** Written out, so that the partial index on these accounts is found. */
const BESIDE = codes(codesOf(CHART.filter((a) => a.class === 'A')));
const RECEIVABLE = codes(codesOf(CHART.filter((a) => DUE.includes(a.role))));
const GOODS = codes(codesOf(CHART.filter((a) => a.role === 'stock')));

export async function beneathOf(db: Asks, { foundation, fund }: Scope): Promise<Beneath> {
  const [row] = await db.query<[Beneath]>(
    `WITH funds AS (SELECT * FROM fund_sealed WHERE foundation = $1 AND ($2::int IS NULL OR fund = $2)), beside AS (
       SELECT sum(p.debit) FILTER (WHERE p.account IN (${RECEIVABLE})) AS receivable, sum(p.debit) FILTER (WHERE p.account IN (${GOODS})) AS goods,
         sum(p.debit) FILTER (WHERE p.account NOT IN (${RECEIVABLE}, ${GOODS})) AS things
       FROM funds f JOIN posting p ON p.fund = f.fund AND p.account IN (${BESIDE})
       WHERE NOT EXISTS (SELECT FROM entry_to_number q WHERE q.foundation = $1 AND q.entry = p.entry))
     SELECT coalesce(sum(money), 0)::bigint AS money, coalesce(sum(owed), 0)::bigint AS owed, coalesce(sum(promised), 0)::bigint AS promised, coalesce(sum(worth), 0)::bigint AS worth,
       coalesce((SELECT receivable FROM beside), 0)::bigint AS receivable, coalesce((SELECT goods FROM beside), 0)::bigint AS goods, coalesce((SELECT things FROM beside), 0)::bigint AS things,
       coalesce(sum(money) FILTER (WHERE class = 'agency'), 0)::bigint AS "inTrust" FROM funds`,
    [foundation, fund]);
  return row;
}

