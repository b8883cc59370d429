import type { Asks } from '../platform/read-database';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Sought } from './filter';
import type { Scope } from './scope.queries';
import { whatOf } from '../ledger/words-of-entries';

/** An entry that somebody looked for, and where on the pages of the ledger it stands. */
export interface Found {
  readonly no: string;
  readonly number: bigint;
  readonly day: Day;
  readonly what: string;
  readonly sum: Fen;
  /** Number of the gift or of the receipt it was found by; null when by its own number or by day and sum. */
  readonly by: 'gift' | 'receipt' | null;
  /** Code of the fund whose money it moved; the first of several. */
  readonly fundCode: string | null;
  /** A page that begins before this entry shows the one looked for amidst its neighbours; null: it stands on the newest page. */
  readonly before: string | null;
}

/** How many newer neighbours are shown above an entry that was looked for. */
const NEIGHBOURS = 5;
const MOST = 20;

/** Looks for an entry by its number, by that of a gift or a receipt, or by day and sum: all of them are public already. */
export async function find(db: Asks, scope: Scope, sought: Sought, lang: Lang): Promise<Found[]> {
  const [hits, values] = 'no' in sought ? byNumber(scope, sought.no) : byDayAndSum(scope, sought);
  return db.query(
    `WITH hit AS (${hits})
     SELECT s.voucher AS no, s.number, s.day, ${whatOf(lang)} AS what, abs(hit.money)::bigint AS sum, hit.by,
       (SELECT f.code FROM entry_fund x JOIN fund f ON f.id = x.fund WHERE x.entry = s.entry ORDER BY x.money = 0, f.id LIMIT 1) AS "fundCode",
       (SELECT voucher FROM (${newer(scope)}) n ORDER BY key DESC OFFSET ${NEIGHBOURS} LIMIT 1) AS before
     FROM hit JOIN sealed_entry s ON s.entry = hit.entry JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = s.entry
     ORDER BY s.number DESC LIMIT ${MOST}`, values);
}

/** The next newer lines of the scope above `s`, one more than are shown. */
function newer({ fund }: Scope): string {
  return fund === null
    ? `SELECT n.number AS key, n.voucher FROM sealed_entry n WHERE n.foundation = s.foundation AND n.money <> 0 AND n.number > s.number ORDER BY n.number LIMIT ${NEIGHBOURS + 1}`
    : `SELECT m.entry AS key, n.voucher FROM entry_fund m JOIN sealed_entry n ON n.entry = m.entry WHERE m.fund = $2 AND m.money <> 0 AND m.entry > s.entry ORDER BY m.entry LIMIT ${NEIGHBOURS + 1}`;
}

function byNumber({ foundation, fund }: Scope, no: string): [string, unknown[]] {
  return [
    `SELECT s.entry, ${moneyOf('s')} AS money, x.by FROM (
       SELECT entry, NULL::text AS by FROM sealed_entry WHERE foundation = $1 AND voucher = $3
       UNION SELECT p.entry, 'gift' FROM donation d JOIN payment p ON p.donation = d.id WHERE d.foundation = $1 AND d.no = $3
       UNION SELECT p.entry, 'receipt' FROM receipt r JOIN payment p ON p.id = r.payment WHERE r.foundation = $1 AND r.no = $3
     ) x JOIN sealed_entry s ON s.entry = x.entry WHERE $2::int IS NULL OR EXISTS (SELECT FROM entry_fund y WHERE y.entry = s.entry AND y.fund = $2)`, [foundation, fund, no]];
}

function byDayAndSum({ foundation, fund }: Scope, { day, sum }: { day: Day; sum: Fen }): [string, unknown[]] {
  const from = fund === null ? 'sealed_entry s' : 'entry_fund m JOIN sealed_entry s ON s.entry = m.entry';
  const line = fund === null ? 's' : 'm';
  return [`SELECT s.entry, ${line}.money, NULL::text AS by FROM ${from} WHERE ${fund === null ? 's.foundation = $1 AND $2::int IS NULL' : 's.foundation = $1 AND m.fund = $2'} AND ${line}.day = $3::date AND ${line}.money = $4::bigint`, [foundation, fund, day, sum]];
}

/** What an entry moved: of the foundation, or where that is nothing, of the fund that received. */
const moneyOf = (entry: string): string => `CASE ${entry}.money WHEN 0 THEN coalesce((SELECT max(z.money) FROM entry_fund z WHERE z.entry = ${entry}.entry), 0) ELSE ${entry}.money END`;

/** A gift whose money has come and whose entry waits for its number; null when there is none. */
export async function waiting(db: Asks, foundation: number, no: string): Promise<{ readonly kind: 'gift' | 'receipt'; readonly day: Day } | null> {
  const [row] = await db.query<{ kind: 'gift' | 'receipt'; day: Day }[]>(
    `SELECT x.kind, e.day FROM (
       SELECT p.entry, 'gift' AS kind FROM donation d JOIN payment p ON p.donation = d.id WHERE d.foundation = $1 AND d.no = $2
       UNION SELECT p.entry, 'receipt' FROM receipt r JOIN payment p ON p.id = r.payment WHERE r.foundation = $1 AND r.no = $2
     ) x JOIN journal_entry e ON e.id = x.entry JOIN entry_to_number q ON q.foundation = $1 AND q.entry = x.entry`, [foundation, no]);
  return row ?? null;
}
