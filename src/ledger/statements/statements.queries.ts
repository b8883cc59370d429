import type { Asks } from '../../platform/read-database';
import { nameIn, type Lang } from '../../platform/words';
import { addDays, type Day, type Month, monthOf, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { CHART, codesOf, type Standard, standardOn } from '../chart';
import type { FundClass, Kind } from '../kinds';
import { CARRIED, type Fact, factsOf, type Group, type Span } from './facts';
import type { Moved } from './fund-statement';
import { releaseDue } from './release';
import type { Figure } from './statement';

/** Whose statement, and of which month; of one fund or of all. */
export interface Of {
  readonly foundation: number;
  readonly month: Month;
  readonly fund?: number;
  /** Without what waits for its number: as far as the public books speak. */
  readonly numbered?: boolean;
}

export const firstOf = (month: Month): Day => `${month}-01`;
export const lastOf = (month: Month): Day => addDays(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, -1);
export const yearStart = (month: Month): Day => `${month.slice(0, 4)}-01-01`;
/** The standard of a statement is that of its last day. */
export const standardOf = (month: Month): Standard => standardOn(lastOf(month));

/**
 * The facts of a statement: from the monthly roll-up, and from entries that wait for their number, as they are in the books too.
 * By fund where asked, else added up by class of fund: a foundation of a thousand funds has as few of them as one of ten.
 */
export async function factsFor(db: Asks, { foundation, month, fund, numbered = false }: Of, by: 'class' | 'fund' = 'class'): Promise<Fact[]> {
  const rows = await db.query<RawGroup[]>(
    `SELECT ${by === 'fund' ? 'm.fund' : '0'} AS fund, f.class, m.standard, m.account, m.kind, m.against,
       ${spans('debit')} AS debit, ${spans('credit')} AS credit
     FROM (SELECT fund, month, standard, account, kind, against, debit, credit FROM account_month WHERE foundation = $1 AND month <= $3
           UNION ALL SELECT p.fund, p.month, p.standard, p.account, p.kind, coalesce(p.against, ''), GREATEST(0, p.debit), GREATEST(0, -p.debit)
             FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = $1 AND p.month <= $3 AND NOT $5::boolean) m
     JOIN fund f ON f.id = m.fund
     WHERE $4::int IS NULL OR m.fund = $4
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 3, 4, 5, 6`, [foundation, yearStart(month), firstOf(month), fund ?? null, numbered]);
  return factsOf(rows.map(({ debit, credit, ...row }): Group => ({ ...row, debit: read(debit), credit: read(credit) })), standardOf(month));
}

interface RawGroup extends Omit<Group, 'debit' | 'credit'> { readonly debit: string[]; readonly credit: string[] }
/** As text: an array of the driver's would come as numbers. */
const spans = (column: string): string =>
  `ARRAY[coalesce(sum(m.${column}) FILTER (WHERE m.month < $2), 0), coalesce(sum(m.${column}) FILTER (WHERE m.month >= $2 AND m.month < $3), 0), coalesce(sum(m.${column}) FILTER (WHERE m.month = $3), 0)]::text[]`;
const read = ([before, earlier, month]: readonly string[]): [Fen, Fen, Fen] => [BigInt(before!), BigInt(earlier!), BigInt(month!)];

/** Months of a foundation's books, newest first: from the first entry to the month that is running. */
export async function monthsOf(db: Asks, foundation: number, today: Day): Promise<Month[]> {
  const [row] = await db.query<[{ first: Day | null }]>(
    `SELECT LEAST((SELECT min(month) FROM account_month WHERE foundation = $1), (SELECT min(p.month) FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = $1)) AS first`, [foundation]);
  const months: Month[] = [];
  const last = row.first === null ? monthOf(today) : monthOf(row.first);
  for (let month = monthOf(today); month >= last; month = monthOf(addDays(firstOf(month), -1))) months.push(month);
  return months.length > 0 ? months : [monthOf(today)];
}

/** The day of the balance with which the books were opened, if they were. */
export async function openedOn(db: Asks, foundation: number): Promise<Day | null> {
  const [row] = await db.query<[{ day: Day | null }]>('SELECT books_opened_on($1) AS day', [foundation]);
  return row.day;
}

/** The day of the opening where the year had begun before it: the year's figures begin on that day, not on the first of January. */
export const openedWithin = (opened: Day | null, year: number): Day | null => (opened !== null && yearOf(opened) === year && opened !== `${year}-01-01` ? opened : null);

export interface FundName { readonly id: number; readonly code: string; readonly name: string; readonly class: FundClass }

export const fundsOf = (db: Asks, foundation: number, lang: Lang): Promise<FundName[]> =>
  db.query<FundName[]>(`SELECT id, code, ${nameIn(lang)} AS name, class FROM fund WHERE foundation = $1 ORDER BY CASE class WHEN 'original' THEN 0 WHEN 'general' THEN 1 WHEN 'agency' THEN 3 ELSE 2 END, id`, [foundation]);

/** Whether a month is closed, and by whom; null while it may change. Nobody has signed a month that the change of the chart sealed. */
export async function sealedBy(db: Asks, { foundation, month }: Of, lang: Lang): Promise<{ on: Day; signers: string[] } | null> {
  const [row] = await db.query<{ on: Day; signers: string[] }[]>(
    `SELECT p.sealed_on AS on, CASE WHEN s.month IS NULL THEN '{}' ELSE ARRAY[a.${nameIn(lang)}, b.${nameIn(lang)}] END AS signers
     FROM accounting_period p LEFT JOIN month_seal s ON s.foundation = p.foundation AND s.month = p.month LEFT JOIN person a ON a.id = s.first_signer LEFT JOIN person b ON b.id = s.second_signer
     WHERE p.foundation = $1 AND p.month = $2 AND p.sealed_on IS NOT NULL`, [foundation, firstOf(month)]);
  return row ?? null;
}

/** How far the books of a month and those before it have their numbers, and how many of their entries still wait for theirs. */
export async function numberedTo(db: Asks, { foundation, month }: Of): Promise<{ voucher: string | null; waiting: number }> {
  const [row] = await db.query<[{ voucher: string | null; waiting: number }]>(
    `SELECT (SELECT s.voucher FROM sealed_entry s WHERE s.foundation = $1 AND s.day <= $2 ORDER BY s.day DESC, s.number DESC LIMIT 1) AS voucher,
       (SELECT count(*)::int FROM entry_to_number q JOIN journal_entry e ON e.id = q.entry WHERE q.foundation = $1 AND e.day <= $2) AS waiting`, [foundation, lastOf(month)]);
  return row;
}

/** What each fund and the foundation have received and paid, entry by entry; without what only carried over what stood before. */
export async function movedIn(db: Asks, { foundation, month }: Of, facts: readonly Fact[]): Promise<Moved[]> {
  const rows = await db.query<{ fund: number; received: Fen; paid: Fen; receivedInYear: Fen; paidInYear: Fen }[]>(
    `SELECT fund, coalesce(sum(received) FILTER (WHERE month = $3), 0)::bigint AS received, coalesce(sum(paid) FILTER (WHERE month = $3), 0)::bigint AS paid,
       sum(received)::bigint AS "receivedInYear", sum(paid)::bigint AS "paidInYear"
     FROM (SELECT fund, month, received, paid FROM fund_month WHERE foundation = $1 AND month BETWEEN $2 AND $3
           UNION ALL SELECT x.fund, date_trunc('month', x.day)::date, GREATEST(0, x.money), GREATEST(0, -x.money) FROM entry_to_number q JOIN entry_fund x ON x.entry = q.entry WHERE q.foundation = $1
           UNION ALL SELECT 0, date_trunc('month', x.day)::date, GREATEST(0, sum(x.money)), GREATEST(0, -sum(x.money)) FROM entry_to_number q JOIN entry_fund x ON x.entry = q.entry WHERE q.foundation = $1 GROUP BY x.entry, x.day) m
     WHERE month BETWEEN $2 AND $3 GROUP BY fund`, [foundation, yearStart(month), firstOf(month)]);
  const carried = await carriedIn(db, { foundation, month }, facts);
  return rows.map(({ fund, ...row }): Moved => {
    const { inMonth, inYear } = carried.get(fund) ?? { inMonth: 0n, inYear: 0n };
    return { fund, month: { received: row.received - inMonth, paid: row.paid }, year: { received: row.receivedInYear - inYear, paid: row.paidInYear } };
  });
}

/** Money that came with an opening balance: there is none in nearly every month, and then nothing is asked. */
async function carriedIn(db: Asks, { foundation, month }: Of, facts: readonly Fact[]): Promise<Map<number, { inMonth: Fen; inYear: Fen }>> {
  if (!facts.some(({ kind, accountClass }) => kind === 'opening balance' && accountClass === 'M')) return new Map();
  const rows = await db.query<{ fund: number; inMonth: Fen; inYear: Fen }[]>(
    `SELECT coalesce(fund, 0) AS fund, coalesce(sum(debit - credit) FILTER (WHERE month = $3), 0)::bigint AS "inMonth", coalesce(sum(debit - credit), 0)::bigint AS "inYear"
     FROM (SELECT m.fund, m.month, m.debit, m.credit FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE m.foundation = $1 AND m.kind = 'opening balance' AND a.class = 'M'
           UNION ALL SELECT p.fund, p.month, GREATEST(0, p.debit), GREATEST(0, -p.debit) FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry JOIN account a ON a.standard = p.standard AND a.code = p.account
             WHERE q.foundation = $1 AND p.kind = 'opening balance' AND a.class = 'M') m
     WHERE month BETWEEN $2 AND $3 GROUP BY GROUPING SETS ((fund), ())`, [foundation, yearStart(month), firstOf(month)]);
  return new Map(rows.map(({ fund, ...sums }) => [fund, sums]));
}

/** What closing will release: of the month alone, and of all months of the year to its end that are still open. */
export interface Due { readonly month: Fen; readonly year: Fen }

/** What the closing of open months will release from restricted, fund by fund, one month after the other; nothing once it has been booked. */
export async function releasesDue(db: Asks, { foundation, month }: Of): Promise<Map<number, Due>> {
  const rows = await db.query<{ fund: number; month: Day; cost: Fen; restricted: Fen; released: Fen }[]>(
    `SELECT fund, month::text AS month, coalesce(sum(debit) FILTER (WHERE cost), 0)::bigint AS cost, coalesce(sum(debit) FILTER (WHERE released), 0)::bigint AS released,
       coalesce(-sum(debit) FILTER (WHERE restricted AND NOT released), 0)::bigint AS restricted
     FROM (SELECT m.fund, m.month, m.debit - m.credit AS debit, a.class = 'E' AND m.kind <> 'year closing' AS cost, a.role = 'restricted' AND m.kind = 'restriction released' AS released,
         a.role IN ('restricted', 'prior-year correction') OR (a.sub = '02' AND m.kind <> 'principal gift') AS restricted
       FROM (SELECT fund, month, standard, account, kind, debit, credit FROM account_month WHERE foundation = $1 AND month <= $2
             UNION ALL SELECT p.fund, p.month, p.standard, p.account, p.kind, GREATEST(0, p.debit), GREATEST(0, -p.debit)
               FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = $1 AND p.month <= $2) m
       JOIN fund f ON f.id = m.fund AND f.class IN ('restricted', 'preserved')
       JOIN account a ON a.standard = m.standard AND a.code = m.account) line
     WHERE cost OR released OR restricted GROUP BY fund, month ORDER BY fund, month`, [foundation, firstOf(month)]);
  const due = new Map<number, Due>();
  for (const fund of new Set(rows.map((row) => row.fund))) {
    let [left, earlier] = [0n, 0n];
    let [ofMonth, ofYear] = [0n, 0n];
    for (const row of rows.filter((one) => one.fund === fund)) {
      left += row.restricted;
      const open = row.cost === 0n && row.released === 0n ? 0n : releaseDue({ cost: row.cost, left, released: row.released, earlier });
      left -= row.released + open;
      earlier += row.released + open;
      if (row.month >= yearStart(month)) ofYear += open;
      if (row.month === firstOf(month)) ofMonth = open;
    }
    if (ofMonth !== 0n || ofYear !== 0n) due.set(fund, { month: ofMonth, year: ofYear });
  }
  return due;
}

// ── The rows behind a figure ────────────────────────────────────────────────────────────────────────────────────────────────

/** A line of the books behind a figure, signed as the figure counts it. */
export interface RowBehind {
  readonly entry: bigint;
  readonly line: number;
  /** Null while it waits for its number. */
  readonly no: string | null;
  readonly day: Day;
  readonly what: string;
  readonly fund: string;
  /** Empty where the row is a whole entry. */
  readonly account: string;
  readonly sum: Fen;
}
/** Next to which row a page begins. */
export interface Place { readonly entry: bigint; readonly line: number }
export type At = { readonly side: 'newest' } | { readonly side: 'before' | 'after'; readonly place: Place };

/** At most `most` rows behind a figure, newest first; `after` gives those just newer than the place. */
export async function rowsBehind(db: Asks, of: Of, figure: Figure, { at, most, what, lang }: { at: At; most: number; what: string; lang: Lang }): Promise<RowBehind[]> {
  const { from, to, carried } = spanOf(figure.span, of.month);
  const values: unknown[] = [of.foundation, of.fund ?? null, from, to, most];
  const add = (value: unknown): string => `$${values.push(value)}`;
  const [side, order] = at.side === 'after' ? (['>', 'ASC'] as const) : (['<', 'DESC'] as const);
  const place = at.side === 'newest' ? null : { entry: add(at.place.entry), line: add(at.place.line) };
  const walk: Walk = { order, add, edge: (id) => (place ? `${id} ${side}= ${place.entry}::bigint` : 'true') };
  const when = whenIn(carried);
  const chosen = figure.entries ? entriesBehind(figure.entries, of.fund === undefined, when, walk) : linesBehind(figure, when, walk);
  const edge = place ? `WHERE (r.entry, r.line) ${side} (${place.entry}::bigint, ${place.line}::int)` : '';
  return db.query<RowBehind[]>(
    `WITH r AS MATERIALIZED (SELECT * FROM (${chosen}) r ${edge} ORDER BY r.entry ${order}, r.line ${order} LIMIT $5)
     SELECT r.entry, r.line, s.voucher AS no, e.day, ${what} AS what, coalesce(f.${nameIn(lang)}, '') AS fund, coalesce(r.standard || '/' || r.account, '') AS account, r.sum::bigint AS sum
     FROM r JOIN journal_entry e ON e.id = r.entry LEFT JOIN entry_words w ON w.entry = r.entry LEFT JOIN sealed_entry s ON s.entry = r.entry LEFT JOIN fund f ON f.id = r.fund
     ORDER BY r.entry DESC, r.line DESC`, values);
}

/** The kind of an entry, of a reversal that of what it takes back: asked for reversals alone, so that the walk needs no second table. */
const WAS = 'CASE WHEN e.reverses IS NULL THEN e.kind ELSE (SELECT o.kind FROM journal_entry o WHERE o.id = e.reverses) END';

/** Whether an entry is of the days of a figure, and whether what was only carried over is. */
function whenIn(carried: 'with' | 'without' | 'all'): string {
  const isCarried = `${WAS} IN (${CARRIED_SQL})`;
  if (carried === 'all') return '$3::date IS NOT NULL AND e.day <= $4::date';
  return carried === 'with' ? `(e.day < $3::date OR ${isCarried}) AND e.day <= $4::date` : `e.day BETWEEN $3::date AND $4::date AND NOT ${isCarried}`;
}

/**
 * The lines of the facts behind a figure. Entries are walked from the newest on and their lines judged one entry after the other, so
 * that the first page of a million lines is found after as many entries as it shows. What stands against money is asked only where
 * it decides the line of a statement: finding it out for every line of the books would cost more than all the rest.
 */
function linesBehind({ behind, side }: Figure, when: string, walk: Walk): string {
  const { add } = walk;
  const list = <T>(of: (part: Figure['behind'][number]) => T): T[] => behind.map(of);
  const kinds = [...new Set(list(({ fact }) => fact.kind))];
  const asked = behind.filter(({ fact }) => fact.accountClass === 'M' && AGAINST_DECIDES.includes(fact.kind));
  const key = `unnest(${add(list(({ fact }) => fact.standard))}::smallint[], ${add(list(({ fact }) => fact.code))}::text[], ${add(list(({ fact }) => fact.kind))}::text[], ${add(list(({ fact }) => fact.class))}::text[], ${add(list(({ sign }) => sign))}::int[])`;
  const against = asked.length === 0 ? 'true' : `(p.account <> ALL (${add(MONEY)}) OR e.was <> ALL (${add(AGAINST_DECIDES)}) OR (e.was, coalesce((
      SELECT CASE WHEN min(x.role) = max(x.role) THEN min(x.role) ELSE '' END FROM posting c JOIN account x ON x.standard = c.standard AND x.code = c.account
      WHERE c.entry = p.entry AND c.fund = p.fund AND x.class NOT IN ('M', 'C')), '')) IN (SELECT * FROM unnest(${add(asked.map(({ fact }) => fact.kind))}::text[], ${add(asked.map(({ fact }) => fact.against))}::text[])))`;
  return `SELECT e.id AS entry, l.line, l.fund, l.standard, l.account, l.sum
    FROM (SELECT e.id, ${WAS} AS was FROM journal_entry e WHERE e.foundation = $1 AND e.kind = ANY (${add([...kinds, 'reversal'])}) AND ${when} AND ${walk.edge('e.id')} ORDER BY e.id ${walk.order}) e
    CROSS JOIN LATERAL (
      SELECT p.line::int AS line, p.fund, p.standard, p.account, k.sign * p.debit AS sum
      FROM posting p JOIN fund f ON f.id = p.fund
      JOIN (SELECT DISTINCT * FROM ${key} k (standard, account, kind, class, sign)) k ON k.standard = p.standard AND k.account = p.account AND k.kind = e.was AND k.class = f.class
      WHERE p.entry = e.id AND ($2::int IS NULL OR p.fund = $2) AND ${against}${side === 'debit' ? ' AND p.debit > 0' : side === 'credit' ? ' AND p.debit < 0' : ''}
      ORDER BY p.line ${walk.order}) l`;
}

/** Kinds of entry whose line in 现金流量表 depends on what stands against the money; in the other statements nothing does. */
const AGAINST_DECIDES: readonly Kind[] = ['payment', 'payment returned', 'spin-off received'];
const MONEY = codesOf(CHART.filter((one) => one.class === 'M'));

/** What whole entries brought or took: of one fund, or of the foundation, where what funds pass to each other drops out. */
function entriesBehind(which: 'received' | 'paid', all: boolean, when: string, walk: Walk): string {
  const [wanted, sign] = which === 'received' ? ['> 0', ''] : ['< 0', '-'];
  return `SELECT e.id AS entry, 0 AS line, ${all ? 'NULL::int' : '$2::int'} AS fund, NULL::smallint AS standard, NULL::text AS account, ${sign}x.money AS sum
    FROM (SELECT e.id FROM journal_entry e WHERE e.foundation = $1 AND ${when} AND ${walk.edge('e.id')} ORDER BY e.id ${walk.order}) e
    CROSS JOIN LATERAL (SELECT sum(x.money) AS money FROM entry_fund x WHERE x.entry = e.id AND ($2::int IS NULL OR x.fund = $2)) x
    WHERE x.money ${wanted}`;
}

/** From which entry on, and in which direction. */
interface Walk {
  readonly order: 'ASC' | 'DESC';
  readonly edge: (id: string) => string;
  readonly add: (value: unknown) => string;
}

const CARRIED_SQL = CARRIED.map((kind) => `'${kind}'`).join(', ');

/** The days of a span, and whether what was only carried over belongs to it. */
function spanOf(span: Span, month: Month): { from: Day; to: Day; carried: 'with' | 'without' | 'all' } {
  const to = lastOf(month);
  switch (span) {
    case 'year-opening': return { from: yearStart(month), to, carried: 'with' };
    case 'month-opening': return { from: firstOf(month), to, carried: 'with' };
    case 'month': return { from: firstOf(month), to, carried: 'without' };
    case 'year': return { from: yearStart(month), to, carried: 'without' };
    case 'end': return { from: firstOf(month), to, carried: 'all' };
  }
}
