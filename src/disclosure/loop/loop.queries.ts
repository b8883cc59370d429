import { nameIn, type Lang } from '../../platform/words';
import type { Asks } from '../../platform/read-database';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

/**
 * Where money of the loop begins, passes or ends, in the order in which it is shown. A residents' group never is a payee (M11): it stands between a fund
 * and whoever was paid, for as much as payments say they were made for it; of what its lead was lent nobody is named.
 */
export const STATION_KINDS = [
  'enterprise', 'fund', 'group', 'purse', 'payee', 'lead',
  // what a fund received else: from others, out of another fund of the loop, of what it had before
  'other-income', 'from-within', 'before',
  // and what else became of it
  'more', 'unwritten', 'to-within', 'to-funds', 'invested', 'given-back', 'kept',
] as const;
export type StationKind = (typeof STATION_KINDS)[number];

export interface Station {
  readonly kind: StationKind;
  /** Its own; null of what we name. */
  readonly name: string | null;
  /** By which an enterprise, a fund or a purse has its page. */
  readonly code: string | null;
  /** As the books write it beside its entries. */
  readonly party: string | null;
}
export interface LoopFlow {
  readonly from: Station;
  readonly to: Station;
  readonly sum: Fen;
}
export interface YearOfLoop {
  /** Funds that enterprises have fed, with what they are for and the residents' groups that look after them today. */
  readonly funds: readonly { readonly station: Station; readonly purpose: string | null; readonly groups: readonly { readonly code: string; readonly name: string }[] }[];
  readonly came: readonly LoopFlow[];
  readonly went: readonly LoopFlow[];
  /** What was paid for residents' groups: to whom. Of each group as much as the funds let go for it. */
  readonly served: readonly LoopFlow[];
  readonly groups: readonly Served[];
}
/** A group for which something was paid, as its public page tells of it. */
export interface Served {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly purpose: string;
  readonly area: string;
  /** Who has said yes; of a group that has ended nobody. */
  readonly members: number | null;
}

/** An enterprise that lets its sums be known on $2; what others give stands in the books without their name, and here with all other income. */
const NAMED = `(SELECT c.level FROM enterprise_consent c WHERE c.enterprise = a.enterprise AND c.from_day <= $2 ORDER BY c.from_day DESC, c.id DESC LIMIT 1) IN ('sums', 'figures')`;
/** Shares that came, and what was taken back of them in their own year: of an earlier one it is nothing that anybody gave less this year. */
const SHARES = `(SELECT r.agreement, r.entry, s.day FROM profit_receipt r JOIN sealed_entry s ON s.entry = r.entry WHERE r.foundation = $1
  UNION ALL SELECT r.agreement, v.id, s.day FROM profit_receipt r JOIN sealed_entry o ON o.entry = r.entry JOIN journal_entry v ON v.reverses = r.entry JOIN sealed_entry s ON s.entry = v.id
    WHERE r.foundation = $1 AND extract(year FROM s.day) = extract(year FROM o.day))`;

/** Years in which a share came that may be told, the newest first. */
export async function yearsOfLoop(db: Asks, foundation: number, today: Day): Promise<number[]> {
  const rows = await db.query<{ year: number }[]>(
    `SELECT year FROM (SELECT extract(year FROM m.day)::int AS year, a.enterprise, x.fund, sum(x.money) AS sum FROM ${SHARES} m JOIN profit_agreement a ON a.id = m.agreement JOIN entry_fund x ON x.entry = m.entry
       WHERE ${NAMED} GROUP BY 1, 2, 3) y WHERE sum > 0 GROUP BY year ORDER BY year DESC`, [foundation, today]);
  return rows.map(({ year }) => year);
}

/** As many of those who were paid are named one by one, those with most. */
const PAYEES = 8;
/** Money that somebody outside received. */
const PAYING = ['payment', 'payment returned', 'advance', 'advance handed back', 'fixed asset bought', 'grant reclaimed', 'spin-off', 'remaining property'];
const INVESTING = ['investment bought', 'investment sold'];

/**
 * What enterprises gave in a year, by fund, with all else that those funds received, and what they did with it: numbered entries alone, what was taken back taken off.
 * Money in a fund is one: nothing says which yuan of it an enterprise gave.
 * @param today on which day enterprises let their sums be known
 */
export async function loopOf(db: Asks, foundation: number, year: number, { today, lang }: { today: Day; lang: Lang }): Promise<YearOfLoop> {
  const shares = await db.query<{ name: string; code: string; party: string; fund: number; kind: string; sum: Fen }[]>(
    `SELECT e.${nameIn(lang)} AS name, e.code, e.name AS party, x.fund, CASE a.kind WHEN 'gift' THEN 'enterprise share' ELSE 'receivable received' END AS kind, sum(x.money)::bigint AS sum
     FROM ${SHARES} m JOIN profit_agreement a ON a.id = m.agreement JOIN enterprise e ON e.id = a.enterprise JOIN entry_fund x ON x.entry = m.entry
     WHERE m.day BETWEEN make_date($3, 1, 1) AND make_date($3, 12, 31) AND ${NAMED} GROUP BY e.id, x.fund, 5 HAVING sum(x.money) > 0 ORDER BY sum(sum(x.money)) OVER (PARTITION BY e.id) DESC, e.id, 6 DESC`, [foundation, today, year]);
  const fed = [...new Set(shares.map(({ fund }) => fund))];
  const funds = await db.query<{ id: number; code: string; name: string; purpose: string | null; groups: { code: string; name: string }[] }[]>(
    `SELECT f.id, f.code, f.${nameIn(lang)} AS name, p.${lang === 'zh' ? 'summary' : 'english_summary'} AS purpose,
       coalesce((SELECT json_agg(json_build_object('code', g.code, 'name', q.${nameIn(lang)}) ORDER BY g.code) FROM standing_group_fund s JOIN resident_group g ON g.id = s.resident_group CROSS JOIN group_particulars(g.id) q WHERE s.fund = f.id AND group_stands(g.id, $2)), '[]') AS groups
     FROM fund f LEFT JOIN fund_page p ON p.fund = f.id WHERE f.id = ANY ($1) ORDER BY array_position($1::int[], f.id)`, [fed, today]);
  const flows = await flowsOf(db, fed, { year, lang });
  const payments = await paymentsOf(db, fed, { year, today });
  const groups = await groupsOf(db, payments.flatMap(({ group }) => group ?? []), { today, lang });
  // those who were paid for a group are named besides: they are how it was reached
  const named = new Set([...mostPaid(payments), ...mostPaid(payments.filter(({ group }) => group !== null))]);
  const came: LoopFlow[] = [];
  const went: LoopFlow[] = [];
  const served = new Map<string, LoopFlow>();
  for (const { id, ...fund } of funds) {
    const station: Station = { kind: 'fund', name: fund.name, code: fund.code, party: null };
    const from = new Map<string, LoopFlow>();
    const to = new Map<string, LoopFlow>();
    const received = (other: Station, sum: Fen): void => add(from, other, { from: other, to: station, sum });
    const gave = (other: Station, sum: Fen): void => add(to, other, { from: station, to: other, sum });
    let elsewhere = 0n;
    for (const { kind, other, sum: moved } of flows.filter((row) => row.fund === id)) {
      if (PAYING.includes(kind)) continue;
      // beside the shares that are named: what others gave, less what was taken back of earlier years
      const sum = moved - shares.filter((row) => row.fund === id && row.kind === kind).reduce((all, row) => all + row.sum, 0n);
      const within = other !== null && fed.includes(other.id);
      if (within && sum > 0n) received(plain('from-within'), sum);
      else if (within) gave(plain('to-within'), -sum);
      else if (sum > 0n) elsewhere += sum;
      else if (other && kind === 'match paid') gave({ kind: 'purse', name: other.name, code: other.code, party: null }, -sum);
      else gave(plain(other ? 'to-funds' : INVESTING.includes(kind) ? 'invested' : 'given-back'), -sum);
    }
    for (const { party, group, lead, sum } of payments.filter((row) => row.fund === id)) {
      const payee: Station = lead ? plain('lead') : party === null ? plain('unwritten') : named.has(party) ? { kind: 'payee', name: party, code: null, party } : plain('more');
      const its = groups.find((one) => one.id === group);
      const between: Station | null = its ? { kind: 'group', name: its.name, code: its.code, party: null } : null;
      if (sum < 0n) elsewhere -= sum;
      else gave(between ?? payee, sum);
      if (sum > 0n && between) add(served, payee, { from: between, to: payee, sum }, keyOf(between));
    }
    for (const { name, code, party, sum } of shares.filter((row) => row.fund === id)) received({ kind: 'enterprise', name, code, party }, sum);
    received(plain('other-income'), elsewhere);
    const rest = total(from) - total(to);
    if (rest > 0n) gave(plain('kept'), rest);
    else received(plain('before'), -rest);
    came.push(...from.values());
    went.push(...to.values());
  }
  return { funds: funds.map(({ code, name, purpose, groups }) => ({ station: { kind: 'fund', name, code, party: null }, purpose, groups })), came: shown(came, 'from'), went: shown(went, 'to'), served: shown([...served.values()], 'to'), groups: groups.filter(({ code }) => [...served.values()].some(({ from }) => from.code === code)) };
}

/** What moved a fund's money, from the roll-up, by kind and the fund on the other side. An opening balance was there before. */
async function flowsOf(db: Asks, funds: readonly number[], { year, lang }: { year: number; lang: Lang }): Promise<{ fund: number; kind: string; other: { id: number; code: string; name: string } | null; sum: Fen }[]> {
  return db.query(
    `SELECT w.fund, w.kind, CASE WHEN o.id IS NOT NULL THEN json_build_object('id', o.id, 'code', o.code, 'name', o.${nameIn(lang)}) END AS other, w.sum FROM (
       SELECT fund, kind, other, sum(received - paid)::bigint AS sum FROM fund_flow WHERE fund = ANY ($1) AND month BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 1) AND kind <> 'opening balance' GROUP BY 1, 2, 3) w
     LEFT JOIN fund o ON o.id = w.other ORDER BY w.fund, w.kind, w.other`, [funds, year]);
}

/** Who was paid, and for which group where that was said, less what came back. Rows that take money out have an index of their own; months in which some of it came back are few. */
function paymentsOf(db: Asks, funds: readonly number[], { year, today }: { year: number; today: Day }): Promise<{ fund: number; party: string | null; group: number | null; lead: boolean; sum: Fen }[]> {
  return db.query(
    `WITH moved AS (
       SELECT x.entry, x.fund, x.money FROM entry_fund x WHERE x.fund = ANY ($1) AND x.money < 0 AND x.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)
       UNION ALL
       SELECT x.entry, x.fund, x.money FROM (SELECT DISTINCT fund, month FROM fund_flow WHERE fund = ANY ($1) AND month BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 1) AND kind = ANY ($3) AND received > 0) m
         JOIN entry_fund x ON x.fund = m.fund AND x.day >= m.month AND x.day < m.month + interval '1 month' AND x.money > 0),
     part AS (SELECT g.* FROM paid_for_group g WHERE g.fund = ANY ($1) AND group_stood(g.resident_group, $4)),
     -- a part is for a group, the rest of it, or all, for none
     told AS (
       SELECT m.entry, m.fund, NULL::int AS "group", false AS lead, -m.money - coalesce(g.sum, 0) AS sum FROM moved m LEFT JOIN part g ON g.entry = m.entry
       UNION ALL SELECT m.entry, m.fund, g.resident_group, g.way = 'advance', g.sum FROM moved m JOIN part g ON g.entry = m.entry)
     SELECT m.fund, w.party, m."group", m.lead, sum(m.sum)::bigint AS sum FROM told m JOIN sealed_entry s ON s.entry = m.entry JOIN journal_entry e ON e.id = m.entry LEFT JOIN journal_entry o ON o.id = e.reverses LEFT JOIN entry_words w ON w.entry = coalesce(o.id, e.id)
     WHERE coalesce(o.kind, e.kind) = ANY ($3) GROUP BY 1, 2, 3, 4 HAVING sum(m.sum) <> 0 ORDER BY 5 DESC, 2, 3`, [funds, year, PAYING, today]);
}

/** Groups for which something was paid, by what their public pages tell. */
function groupsOf(db: Asks, ids: readonly number[], { today, lang }: { today: Day; lang: Lang }): Promise<Served[]> {
  return db.query(
    `SELECT g.id, g.code, q.${nameIn(lang)} AS name, q.purpose, q.area,
       CASE WHEN NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id) THEN (SELECT count(consented_at)::int FROM standing_group_member m WHERE m.resident_group = g.id) END AS members
     FROM resident_group g CROSS JOIN group_particulars(g.id) q WHERE g.id = ANY ($1) AND group_stood(g.id, $2) ORDER BY g.code`, [ids, today]);
}

function mostPaid(payments: readonly { party: string | null; sum: Fen }[]): string[] {
  const totals = new Map<string, Fen>();
  for (const { party, sum } of payments) if (party !== null && sum > 0n) totals.set(party, (totals.get(party) ?? 0n) + sum);
  return [...totals].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).slice(0, PAYEES).map(([party]) => party);
}

const plain = (kind: StationKind): Station => ({ kind, name: null, code: null, party: null });
/** Two of one name are two where they have addresses of their own. */
export const keyOf = ({ kind, code, name }: Station): string => `${kind}:${code ?? name ?? ''}`;
const total = (flows: ReadonlyMap<string, LoopFlow>): Fen => [...flows.values()].reduce((all, { sum }) => all + sum, 0n);

function add(flows: Map<string, LoopFlow>, other: Station, flow: LoopFlow, before = ''): void {
  if (flow.sum === 0n) return;
  const key = `${before} ${keyOf(other)}`;
  flows.set(key, { ...flow, sum: flow.sum + (flows.get(key)?.sum ?? 0n) });
}

/** In the order of their kinds, of one kind those with most first. */
export function shown(flows: readonly LoopFlow[], side: 'from' | 'to'): LoopFlow[] {
  const totals = new Map<string, Fen>();
  for (const flow of flows) totals.set(keyOf(flow[side]), (totals.get(keyOf(flow[side])) ?? 0n) + flow.sum);
  const rank = (flow: LoopFlow): number => STATION_KINDS.indexOf(flow[side].kind);
  return [...flows].sort((a, b) => rank(a) - rank(b) || Number(totals.get(keyOf(b[side]))! - totals.get(keyOf(a[side]))!) || (keyOf(a[side]) < keyOf(b[side]) ? -1 : keyOf(a[side]) > keyOf(b[side]) ? 1 : 0));
}
