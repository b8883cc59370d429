import type { Asks } from '../../platform/read-database';
import type { Day } from '../../rules/day';
import { allocate, type Fen } from '../../rules/money';

/** Where income comes from (M06). Who gave is known by the number on their receipt alone; everything else is unknown, and said so. */
export const ORIGINS = ['individuals', 'enterprises', 'foundations', 'organisations', 'government', 'services', 'interest', 'other', 'unknown'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface YearOfIncome {
  readonly year: number;
  readonly total: Fen;
  /** Those that there are, in their order; parts of a thousand add up to it. */
  readonly rows: readonly { readonly origin: Origin; readonly sum: Fen; readonly perMille: number }[];
  /** Pooled by residents for their own building 受托代理: theirs, and no income of the foundation. */
  readonly inTrust: Fen;
}

/**
 * The income of each year by its origin, the newest first: sums from the monthly roll-up of numbered entries; of gifts and services, what is
 * known of those who paid from their own rows, so that it costs as much as there are identified givers, however many gifts there are.
 */
export async function incomeByYear(db: Asks, foundation: number): Promise<YearOfIncome[]> {
  const [booked, known] = [await bookedByYear(db, foundation), await knownByYear(db, foundation)];
  return [...new Set(booked.map(({ year }) => year))].sort((a, b) => b - a).map((year) => {
    const sums = new Map<Origin, Fen>();
    const add = (origin: Origin, sum: Fen): void => void sums.set(origin, (sums.get(origin) ?? 0n) + sum);
    const of = (what: string): Fen => booked.find((row) => row.year === year && row.what === what)?.sum ?? 0n;
    for (const what of ['government', 'enterprises', 'foundations', 'services', 'interest', 'other'] as const) add(what, of(what));
    add('unknown', of('gifts'));
    for (const { origin, role, sum } of known.filter((row) => row.year === year)) {
      add(origin, sum);
      add(role === 'gift' ? 'unknown' : 'services', -sum);
    }
    const rows = ORIGINS.map((origin) => ({ origin, sum: sums.get(origin) ?? 0n })).filter(({ sum }) => sum !== 0n);
    const weights = rows.map(({ sum }) => (sum > 0n ? sum : 0n));
    const shares = weights.some((weight) => weight > 0n) ? allocate(1000n, weights) : weights;
    return { year, total: rows.reduce((all, { sum }) => all + sum, 0n), rows: rows.map((row, at) => ({ ...row, perMille: Number(shares[at]) })), inTrust: of('in-trust') };
  });
}

interface Booked { year: number; what: string; sum: Fen }
const bookedByYear = (db: Asks, foundation: number): Promise<Booked[]> => db.query<Booked[]>(
  `SELECT extract(year FROM m.month)::int AS year, CASE WHEN a.role = 'agency liability' THEN 'in-trust' WHEN a.role = 'subsidy' THEN 'government' WHEN m.kind = 'enterprise share' THEN 'enterprises' WHEN m.kind = 'spin-off received' THEN 'foundations'
     WHEN a.role = 'gift' THEN 'gifts' WHEN a.role IN ('service income', 'sales') THEN 'services' WHEN a.role = 'investment income' OR m.kind = 'interest' THEN 'interest' ELSE 'other' END AS what, sum(m.credit - m.debit)::bigint AS sum
   FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account AND (a.class = 'I' OR (a.role = 'agency liability' AND m.kind = 'agency in'))
   WHERE m.foundation = $1 AND m.kind NOT IN ('year closing', 'opening balance', 'chart migration') GROUP BY 1, 2`, [foundation]);

interface Known { year: number; origin: Origin; role: 'gift' | 'service income'; sum: Fen }
/** With what was given back or reversed of it. A contract with an authority is the state's money, whatever it is called (M09). */
const knownByYear = (db: Asks, foundation: number): Promise<Known[]> => db.query<Known[]>(
  `WITH identified AS MATERIALIZED (SELECT id, origin_of_identity(id_number) AS origin FROM donor WHERE id_number IS NOT NULL),
     told AS (
       SELECT DISTINCT ON (entry) entry, origin FROM (
         SELECT p.entry, i.origin FROM identified i JOIN donation d ON d.donor = i.id AND d.foundation = $1 JOIN payment p ON p.donation = d.id
         UNION ALL SELECT x.entry, i.origin FROM identified i JOIN offline_gift g ON g.donor = i.id AND g.foundation = $1 JOIN offline_gift_end x ON x.gift = g.id AND x.entry IS NOT NULL
         UNION ALL SELECT e.entry, i.origin FROM identified i JOIN gift_batch_line l ON l.donor = i.id JOIN gift_batch b ON b.id = l.batch AND b.foundation = $1 JOIN gift_batch_entry e ON e.batch = l.batch AND e.line = l.line
         UNION ALL SELECT x.entry, 'government' FROM offline_gift g JOIN offline_gift_end x ON x.gift = g.id AND x.entry IS NOT NULL WHERE g.foundation = $1 AND g.way = 'purchase') g
       WHERE origin IS NOT NULL ORDER BY entry, origin),
     -- and what was given back of it; either may be reversed
     settled AS (SELECT entry, origin FROM told UNION SELECT r.entry, t.origin FROM told t JOIN payment p ON p.entry = t.entry JOIN refund r ON r.payment = p.id),
     moved AS (SELECT entry, origin FROM settled UNION SELECT v.id, t.origin FROM settled t JOIN journal_entry v ON v.reverses = t.entry)
   SELECT extract(year FROM s.day)::int AS year, m.origin, a.role, (-sum(p.debit))::bigint AS sum FROM moved m JOIN sealed_entry s ON s.entry = m.entry JOIN posting p ON p.entry = m.entry
     JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ('gift', 'service income') JOIN journal_entry e ON e.id = m.entry
   WHERE e.kind <> 'enterprise share' GROUP BY 1, 2, 3 HAVING sum(p.debit) <> 0`, [foundation]);

/** The operating model of a foundation (M06), the newest first. */
export const modelsOf = (db: Asks, foundation: number): Promise<{ model: string; from: Day; resolution: string }[]> =>
  db.query('SELECT o.model, o.from_day AS "from", r.number AS resolution FROM operating_model o JOIN resolution r ON r.id = o.resolution WHERE o.foundation = $1 ORDER BY o.from_day DESC', [foundation]);
