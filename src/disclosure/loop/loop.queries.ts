import { nameIn, type Lang } from '../../platform/words';
import type { Asks } from '../../platform/read-database';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Flow } from '../../rules/loop';

/** A fund that enterprises have fed in a year. */
export interface FedFund {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly purpose: string | null;
}

/** Where a flow begins or ends, beside the names of those who let themselves be named. */
export const OTHERS = { unnamed: 'unnamed', otherIncome: 'other-income', before: 'before', passed: 'passed', unwritten: 'unwritten', more: 'more', kept: 'kept' } as const;

export interface YearOfLoop {
  readonly funds: readonly FedFund[];
  /** To funds, by code. A name in front of which `=` stands is an enterprise's; anything else is of `OTHERS`. */
  readonly came: readonly Flow[];
  readonly went: readonly Flow[];
}

/** Years in which an enterprise's share came, the newest first. */
export async function yearsOfLoop(db: Asks, foundation: number): Promise<number[]> {
  const rows = await db.query<{ year: number }[]>(
    `SELECT DISTINCT extract(year FROM s.day)::int AS year FROM profit_receipt r JOIN sealed_entry s ON s.entry = r.entry WHERE r.foundation = $1 ORDER BY 1 DESC`, [foundation]);
  return rows.map(({ year }) => year);
}

/** As many of those who were paid are named one by one, those with most. */
const NAMED = 8;

/**
 * What enterprises gave in a year, by fund, with all else that those funds received, and whom they paid with it: numbered entries alone, what was taken back taken off.
 * @param today on which day enterprises let us name them
 */
export async function loopOf(db: Asks, foundation: number, year: number, { today, lang }: { today: Day; lang: Lang }): Promise<YearOfLoop> {
  const shares = await db.query<{ enterprise: string; fund: number; sum: Fen }[]>(
    `SELECT CASE WHEN coalesce((SELECT c.level FROM enterprise_consent c WHERE c.enterprise = e.id AND c.from_day <= $3 ORDER BY c.from_day DESC, c.id DESC LIMIT 1), 'nothing') IN ('sums', 'figures') THEN '=' || e.${nameIn(lang)} ELSE $4 END AS enterprise,
       x.fund, sum(x.money)::bigint AS sum
     FROM (SELECT r.agreement, r.entry FROM profit_receipt r WHERE r.foundation = $1 UNION ALL SELECT r.agreement, v.id FROM profit_receipt r JOIN journal_entry v ON v.reverses = r.entry WHERE r.foundation = $1) m
       JOIN sealed_entry s ON s.entry = m.entry AND s.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31) JOIN entry_fund x ON x.entry = m.entry
       JOIN profit_agreement a ON a.id = m.agreement JOIN enterprise e ON e.id = a.enterprise
     GROUP BY 1, x.fund HAVING sum(x.money) > 0 ORDER BY sum(x.money) DESC, 1`, [foundation, year, today, OTHERS.unnamed]);
  const fed = [...new Set(shares.map(({ fund }) => fund))];
  const funds = await db.query<FedFund[]>(
    `SELECT f.id, f.code, f.${nameIn(lang)} AS name, p.${lang === 'zh' ? 'summary' : 'english_summary'} AS purpose FROM fund f LEFT JOIN fund_page p ON p.fund = f.id WHERE f.id = ANY ($1) ORDER BY array_position($1::int[], f.id)`, [fed]);
  // a fund's money by kind, from the roll-up: what came from elsewhere, and what passed to other funds or back
  const kinds = await db.query<{ fund: number; kind: string; sum: Fen }[]>(
    `SELECT fund, kind, sum(received - paid)::bigint AS sum FROM fund_flow WHERE fund = ANY ($1) AND month BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 1) GROUP BY 1, 2 HAVING sum(received - paid) <> 0`, [fed, year]);
  const paid = await db.query<{ fund: number; party: string; sum: Fen }[]>(
    `SELECT x.fund, coalesce(w.party, $4) AS party, (-sum(x.money))::bigint AS sum FROM entry_fund x JOIN sealed_entry s ON s.entry = x.entry JOIN journal_entry e ON e.id = x.entry LEFT JOIN journal_entry o ON o.id = e.reverses
       LEFT JOIN entry_words w ON w.entry = coalesce(o.id, e.id)
     WHERE x.fund = ANY ($1) AND x.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31) AND x.money <> 0 AND coalesce(o.kind, e.kind) = ANY ($3) GROUP BY 1, 2 HAVING sum(x.money) < 0 ORDER BY 3 DESC`, [fed, year, PAYING, OTHERS.unwritten]);
  const totals = new Map<string, Fen>();
  for (const { party, sum } of paid) totals.set(party, (totals.get(party) ?? 0n) + sum);
  const named = new Set([...totals].sort(([, a], [, b]) => (a < b ? 1 : a > b ? -1 : 0)).slice(0, NAMED).map(([party]) => party));
  const came: Flow[] = [];
  const went: Flow[] = [];
  for (const { id, code } of funds) {
    const own = shares.filter(({ fund }) => fund === id);
    const all = kinds.filter(({ fund }) => fund === id).reduce((sum, row) => sum + row.sum, 0n);
    const payees = paid.filter(({ fund }) => fund === id);
    const used = payees.reduce((sum, row) => sum + row.sum, 0n);
    const left = -kinds.filter(({ fund, kind, sum }) => fund === id && sum < 0n && !PAYING.includes(kind)).reduce((sum, row) => sum + row.sum, 0n);
    const shared = own.reduce((sum, row) => sum + row.sum, 0n);
    // less came from elsewhere than nothing where a share of an earlier year was taken back
    const net = all + used + left - shared;
    const [other, passed] = net < 0n ? [0n, left - net] : [net, left];
    const rest = shared + other - used - passed;
    add(came, ...own.map(({ enterprise, sum }) => ({ from: enterprise, to: code, sum })), { from: OTHERS.otherIncome, to: code, sum: other }, { from: OTHERS.before, to: code, sum: -rest });
    add(went, ...gathered(payees.map(({ party, sum }) => ({ from: code, to: party === OTHERS.unwritten ? party : named.has(party) ? `=${party}` : OTHERS.more, sum }))), { from: code, to: OTHERS.passed, sum: passed }, { from: code, to: OTHERS.kept, sum: rest });
  }
  return { funds, came, went };
}

/** Money that somebody outside received. */
const PAYING = ['payment', 'payment returned', 'advance', 'advance handed back', 'match paid', 'match returned', 'fixed asset bought', 'grant reclaimed'];

const add = (flows: Flow[], ...more: readonly Flow[]): void => void flows.push(...more.filter(({ sum }) => sum > 0n));

/** Flows to the same put together. */
function gathered(flows: readonly Flow[]): Flow[] {
  const all = new Map<string, Flow>();
  for (const flow of flows) all.set(flow.to, { ...flow, sum: (all.get(flow.to)?.sum ?? 0n) + flow.sum });
  return [...all.values()];
}
