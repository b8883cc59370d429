import type { Asks } from '../platform/read-database';
import { nameIn, type Lang } from '../platform/words';
import type { Kind } from '../ledger/kinds';
import { addDays, type Day, type Month } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Filter } from './filter';
import { type Place, type Scope } from './scope.queries';
import { whatOf } from '../ledger/words-of-entries';

/** A line of a ledger: one sealed entry that moved money of the scope. */
export interface Row {
  readonly number: bigint;
  readonly no: string;
  readonly day: Day;
  readonly kind: Kind;
  readonly what: string;
  /** Received > 0, paid < 0. */
  readonly money: Fen;
  /** What the scope held after it. */
  readonly balance: Fen;
  /** The fund whose ledger it is; in that of the foundation, the funds whose money it moved. */
  readonly fundCodes: string;
  readonly fundNames: string;
  readonly reverses: string | null;
  readonly reversedBy: string | null;
}

/** Where a page of rows stands: the newest, or next to a place, exclusive. */
export type At = { readonly side: 'newest' } | { readonly side: 'before' | 'after'; readonly place: Place };

/** At most `most` rows, newest first; `after` gives those just newer than the place. */
export async function rowsAt(db: Asks, scope: Scope, filter: Filter, { at, most, lang }: { at: At; most: number; lang: Lang }): Promise<Row[]> {
  const values = new Values();
  const { keys, from, where } = linesOf(scope, filter, lang, values);
  const edges: string[] = [];
  if (at.side !== 'newest') {
    const place = values.add(scope.fund === null ? at.place.number : at.place.entry, 'bigint');
    // said of every joined table: the planner does not carry an inequality over from one to the other
    edges.push(...keys.map((key) => `AND ${key} ${at.side === 'after' ? '>' : '<'} ${place}`));
  }
  // A month long ago is read as a month and then put in order: the planner would walk the whole ledger down to it.
  const order = filter.month === null ? keys[0] : `${keys[0]} + 0`;
  return db.query<Row[]>(dressed(scope, lang, values,
    `SELECT ${keys[0]} AS key FROM ${from} WHERE ${where} ${edges.join(' ')} ORDER BY ${order} ${at.side === 'after' ? 'ASC' : 'DESC'} LIMIT ${values.add(most, 'int')}`), values.all);
}

/** All rows of a filter as one question, for a file: nothing of it is a parameter, for COPY takes none. */
export function allRowsSql(scope: Scope, filter: Filter, lang: Lang, escape: (text: string) => string): string {
  const values = new Values();
  const { keys, from, where } = linesOf(scope, filter, lang, values);
  const sql = dressed(scope, lang, values, `SELECT ${keys[0]} AS key FROM ${from} WHERE ${where}`);
  return sql.replace(/\$(\d+)/g, (_, n: string) => escape(String(values.all[Number(n) - 1])));
}

export interface Totals { readonly count: number; readonly in: Fen; readonly out: Fen }

/** How many rows a filter has and what they add up to: from the monthly roll-up where it can tell, else row by row. */
export async function totalsOf(db: Asks, scope: Scope, filter: Filter, lang: Lang): Promise<Totals> {
  if (filter.q === null && filter.min === null && filter.max === null) return rolledUp(db, scope, filter);
  const values = new Values();
  const { from, where, money } = linesOf(scope, filter, lang, values);
  const [row] = await db.query<[{ count: number; in: Fen; out: Fen }]>(
    `SELECT count(*)::int AS count, coalesce(sum(${money}) FILTER (WHERE ${money} > 0), 0)::bigint AS "in", coalesce(-sum(${money}) FILTER (WHERE ${money} < 0), 0)::bigint AS "out" FROM ${from} WHERE ${where}`, values.all);
  return row;
}

async function rolledUp(db: Asks, { foundation, fund }: Scope, { month, kind }: Filter): Promise<Totals> {
  const [row] = await db.query<[{ received: Fen; paid: Fen; receivedCount: number; paidCount: number }]>(
    `SELECT coalesce(sum(received), 0)::bigint AS received, coalesce(sum(paid), 0)::bigint AS paid,
       coalesce(sum(received_count), 0)::int AS "receivedCount", coalesce(sum(paid_count), 0)::int AS "paidCount"
     FROM fund_month WHERE foundation = $1 AND fund = $2 AND ($3::date IS NULL OR month = $3)`, [foundation, fund ?? 0, month === null ? null : `${month}-01`]);
  const into = kind === 'out' ? { count: 0, sum: 0n } : { count: row.receivedCount, sum: row.received };
  const out = kind === 'in' ? { count: 0, sum: 0n } : { count: row.paidCount, sum: row.paid };
  return { count: into.count + out.count, in: into.sum, out: out.sum };
}

/** So many of the newest entries are searched for words, unless a month is named: what an open page may cost. */
export const SEARCHED = 50_000;

/** Parameters in the order in which they are named; each with its type, so that a literal in its place means the same. */
class Values {
  readonly all: unknown[] = [];
  add(value: unknown, type: string): string {
    this.all.push(value);
    return `$${this.all.length}::${type}`;
  }
}

/**
 * The rows of a scope before they are dressed: a fund's lines, or the entries of the foundation. `keys[0]` is their order.
 * Without words to search, one index answers it, so that the first page of a long ledger costs what that of a short one does.
 */
function linesOf({ foundation, fund }: Scope, filter: Filter, lang: Lang, values: Values): { from: string; where: string; keys: string[]; money: string } {
  const line = fund === null ? 's' : 'm';
  const money = `${line}.money`;
  const of = values.add(foundation, 'int');
  const where = [
    fund === null ? `s.foundation = ${of}` : `m.fund = ${values.add(fund, 'int')}`,
    filter.kind === null ? `${money} <> 0` : filter.kind === 'in' ? `${money} > 0` : `${money} < 0`,
  ];
  if (filter.month !== null) where.push(`${line}.day BETWEEN ${values.add(`${filter.month}-01`, 'date')} AND ${values.add(lastOf(filter.month), 'date')}`);
  if (filter.min !== null) where.push(`abs(${money}) >= ${values.add(filter.min, 'bigint')}`);
  if (filter.max !== null) where.push(`abs(${money}) <= ${values.add(filter.max, 'bigint')}`);
  const keys = [fund === null ? 's.number' : 'm.entry'];
  let from = fund === null ? 'sealed_entry s' : 'entry_fund m';
  if (filter.q !== null) {
    if (fund !== null) {
      from += ' JOIN sealed_entry s ON s.entry = m.entry';
      keys.push('s.entry');
      where.push(`s.foundation = ${of}`);
    }
    from += ' JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = s.entry';
    const like = values.add(`%${filter.q.replace(/[\\%_]/g, '\\$&')}%`, 'text');
    where.push(`(${whatOf(lang)} ILIKE ${like} OR s.voucher ILIKE ${like})`);
    // no index knows words of two characters, as most Chinese ones are: without a month only the newest entries are read
    if (filter.month === null) where.push(`s.number > (SELECT size FROM log_head h WHERE h.foundation = ${of}) - ${SEARCHED}`);
  } else if (fund !== null) {
    // what is not sealed waits in the queue, which is all but empty
    where.push(`NOT EXISTS (SELECT FROM entry_to_number q WHERE q.foundation = ${of} AND q.entry = m.entry)`);
  }
  return { from, where: where.join(' AND '), keys, money };
}

/** Dresses the chosen lines; after they are chosen, so that a page asks for the words of its own rows only. */
function dressed({ foundation, fund }: Scope, lang: Lang, values: Values, lines: string): string {
  const of = values.add(foundation, 'int');
  const joined = (column: string, mark: string): string => `string_agg(f.${column}, '${mark}' ORDER BY f.id)`;
  const chosen = fund === null
    ? `(${lines}) p JOIN sealed_entry s ON s.foundation = ${of} AND s.number = p.key
       CROSS JOIN LATERAL (SELECT ${joined('code', ' ')} AS code, ${joined(nameIn(lang), lang === 'zh' ? '、' : ', ')} AS name FROM entry_fund x JOIN fund f ON f.id = x.fund WHERE x.entry = s.entry AND x.money <> 0) funds`
    : `(${lines}) p JOIN sealed_entry s ON s.foundation = ${of} AND s.entry = p.key JOIN entry_fund l ON l.entry = p.key AND l.fund = ${values.add(fund, 'int')}
       JOIN (SELECT id, code, ${nameIn(lang)} AS name FROM fund) funds ON funds.id = l.fund`;
  const line = fund === null ? 's' : 'l';
  return `SELECT s.number, s.voucher AS no, s.day, e.kind, ${whatOf(lang)} AS what, ${line}.money::bigint AS money, ${line}.money_after::bigint AS balance,
      funds.code AS "fundCodes", funds.name AS "fundNames", rv.voucher AS reverses, rb.voucher AS "reversedBy"
    FROM ${chosen}
    JOIN journal_entry e ON e.id = s.entry
    LEFT JOIN entry_words w ON w.entry = s.entry
    LEFT JOIN sealed_entry rv ON rv.entry = e.reverses
    LEFT JOIN journal_entry re ON re.reverses = s.entry
    LEFT JOIN sealed_entry rb ON rb.entry = re.id
    ORDER BY p.key DESC`;
}

/** Last day of a month. */
export const lastOf = (month: Month): Day => addDays(`${addDays(`${month}-28`, 4).slice(0, 7)}-01`, -1);
