import type { Kind } from '../../ledger/kinds';
import { whatOf } from '../../ledger/words-of-entries';
import type { Asks } from '../../platform/read-database';
import { nameIn, type Lang } from '../../platform/words';
import { lastDay, type Day, type Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Row } from '../rows.queries';

/** A month of a fund: its four pillars, and whether the month is closed. */
export interface MonthRow {
  readonly month: Month;
  readonly opening: Fen;
  readonly received: Fen;
  readonly paid: Fen;
  readonly closing: Fen;
  readonly receivedCount: number;
  readonly paidCount: number;
  /** The day on which the books were opened with a balance, where it was in this month. */
  readonly opened: Day | null;
  readonly sealedOn: Day | null;
}

/** All months of a fund, newest first: from the first in which it was there to the one that is running, or in which it was closed. */
export async function monthsOfFund(db: Asks, { foundation, fund, today }: { foundation: number; fund: number; today: Day }): Promise<MonthRow[]> {
  return db.query<MonthRow[]>(
    `WITH books AS (SELECT min(month) AS first, min(month) FILTER (WHERE fund = $2) AS own FROM account_month WHERE foundation = $1),
       span AS (SELECT coalesce(LEAST(b.own, GREATEST(date_trunc('month', f.opened_on)::date, b.first)), date_trunc('month', f.opened_on)::date) AS first,
           GREATEST(date_trunc('month', LEAST($3::date, coalesce((SELECT c.day FROM fund_closing c WHERE c.fund = f.id), $3::date)))::date, (SELECT max(month) FROM fund_month WHERE foundation = $1 AND fund = $2)) AS last
         FROM fund f, books b WHERE f.id = $2),
       months AS (SELECT g.month::date AS month FROM span, generate_series(span.first, span.last, interval '1 month') g (month))
     SELECT to_char(m.month, 'YYYY-MM') AS month, coalesce(x.received, 0)::bigint AS received, coalesce(x.paid, 0)::bigint AS paid, coalesce(x.received_count, 0)::int AS "receivedCount", coalesce(x.paid_count, 0)::int AS "paidCount",
       (sum(coalesce(x.carried + x.received - x.paid, 0)) OVER w - coalesce(x.received - x.paid, 0))::bigint AS opening, (sum(coalesce(x.carried + x.received - x.paid, 0)) OVER w)::bigint AS closing,
       x.opened::text AS opened, p.sealed_on::text AS "sealedOn"
     FROM months m LEFT JOIN fund_movement x ON x.foundation = $1 AND x.fund = $2 AND x.month = m.month LEFT JOIN accounting_period p ON p.foundation = $1 AND p.month = m.month
     WINDOW w AS (ORDER BY m.month) ORDER BY m.month DESC`, [foundation, fund, today]);
}

/** What came or went by one kind of entry, with the fund on the other side where there is one. */
export interface Flow {
  readonly kind: Kind;
  /** Entries that take such ones back. */
  readonly reverses: boolean;
  readonly other: { readonly code: string; readonly name: string } | null;
  readonly received: Fen;
  readonly paid: Fen;
  readonly receivedCount: number;
  readonly paidCount: number;
}

/** What an opening balance brought was there before: it is no receipt. */
export async function flowsOf(db: Asks, { foundation, fund, from, to, lang }: { foundation: number; fund: number; from: Month; to: Month; lang: Lang }): Promise<Flow[]> {
  const rows = await db.query<(Omit<Flow, 'other'> & { code: string | null; name: string | null })[]>(
    `WITH moved AS (
       SELECT kind, reverses, other, received, paid, received_count, paid_count FROM fund_flow WHERE foundation = $1 AND fund = $2 AND month BETWEEN $3 AND $4
       UNION ALL SELECT 'opening balance', false, 0, -GREATEST(0, carried), -GREATEST(0, -carried), -(carried > 0)::int, -(carried < 0)::int FROM fund_movement WHERE foundation = $1 AND fund = $2 AND month BETWEEN $3 AND $4 AND carried <> 0)
     SELECT m.kind, m.reverses, f.code, f.${nameIn(lang)} AS name, sum(m.received)::bigint AS received, sum(m.paid)::bigint AS paid, sum(m.received_count)::int AS "receivedCount", sum(m.paid_count)::int AS "paidCount"
     FROM moved m LEFT JOIN fund f ON f.id = m.other
     GROUP BY 1, 2, 3, 4 HAVING sum(m.received) <> 0 OR sum(m.paid) <> 0 ORDER BY GREATEST(sum(m.received), sum(m.paid)) DESC, m.kind, f.code`, [foundation, fund, `${from}-01`, `${to}-01`]);
  return rows.map(({ code, name, ...row }) => ({ ...row, other: code === null ? null : { code, name: name! } }));
}

export const ROWS_MOST = 50;

/** Rows of a month by their day, newest first, at most one more than are shown: each list has its index, so that a long month costs what a short one does. */
export async function rowsOfMonth(db: Asks, { fund, month, which, lang }: { fund: number; month: Month; which: 'spent' | 'received'; lang: Lang }): Promise<Row[]> {
  return db.query<Row[]>(
    `SELECT s.number, s.voucher AS no, s.day, e.kind, ${whatOf(lang)} AS what, l.money::bigint AS money, l.money_after::bigint AS balance, '' AS "fundCodes", '' AS "fundNames", rv.voucher AS reverses, rb.voucher AS "reversedBy"
     FROM (SELECT m.entry, m.day, m.money, m.money_after FROM entry_fund m WHERE m.fund = $1 AND m.day BETWEEN $2 AND $3 AND ${which === 'spent' ? 'm.money < 0 AND m.worth = 0' : 'm.money > 0'}
           AND EXISTS (SELECT FROM sealed_entry s WHERE s.entry = m.entry) ORDER BY m.day DESC, m.entry DESC LIMIT ${ROWS_MOST + 1}) l
     JOIN sealed_entry s ON s.entry = l.entry JOIN journal_entry e ON e.id = l.entry
     LEFT JOIN entry_words w ON w.entry = l.entry LEFT JOIN sealed_entry rv ON rv.entry = e.reverses
     LEFT JOIN journal_entry re ON re.reverses = l.entry LEFT JOIN sealed_entry rb ON rb.entry = re.id
     ORDER BY l.day DESC, l.entry DESC`, [fund, `${month}-01`, lastDay(month)]);
}
