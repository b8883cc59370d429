import type { Foundation } from '../../people/foundations';
import type { Asks } from '../../platform/read-database';
import { addDays, type Day, daysBetween, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { inForce, type Policy } from '../../rules/policy';
import { type Bases, judgeSpending, type Limits, type Measure, measureOf, type Share, type Spent, toYearEnd, withCost } from '../../rules/spending';
import type { Kind } from '../kinds';

/** What books as cost and is none: gifts given back, of an earlier year or by the general fund (books § 8). */
const RETURNED: readonly Kind[] = ['refund', 'covered refund', 'dispute lost'];
const list = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(', ');

export interface MonthOfSpending extends Spent {
  readonly income: Fen;
  readonly fundraising: Fen;
  /** Donation income, which fundraising cost is measured by. */
  readonly raised: Fen;
  readonly returned: Fen;
}
export interface YearOfSpending extends MonthOfSpending {
  readonly year: number;
  /** January first; the months that have not been are nothing. */
  readonly months: readonly MonthOfSpending[];
  /** At its end, or as of today. */
  readonly netAssets: Fen;
  /** Whether these books know the income of the year, and its net assets at the end: an opening balance tells the latter alone. */
  readonly knows: { readonly income: boolean; readonly netAssets: boolean };
}

type Sums = MonthOfSpending & { readonly worth: Fen; readonly carried: Fen; readonly moved: boolean };

/** A year and the three before it, the newest first. */
export async function yearsOfSpending(db: Asks, foundation: number, year: number): Promise<YearOfSpending[]> {
  const cost = (which: string): string => `coalesce(sum(m.debit - m.credit) FILTER (WHERE a.class = 'E' AND m.kind NOT IN (${list(RETURNED)}, 'year closing') AND ${which}), 0)::bigint`;
  const rows = await db.query<(Sums & { year: number; month: number })[]>(
    `SELECT extract(year FROM m.month)::int AS year, extract(month FROM m.month)::int AS month,
       ${cost("a.role = 'programme'")} AS charitable, ${cost("(a.role = 'management' OR (a.role = 'value loss' AND m.standard = 2004))")} AS management, ${cost("a.role = 'fundraising'")} AS fundraising, ${cost('true')} AS total,
       coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class = 'I' AND m.kind <> 'year closing'), 0)::bigint AS income, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.role = 'gift' AND m.kind <> 'year closing'), 0)::bigint AS raised,
       coalesce(sum(m.debit - m.credit) FILTER (WHERE a.class = 'E' AND m.kind IN (${list(RETURNED)})), 0)::bigint AS returned,
       coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class IN ('N', 'I', 'E') AND m.kind <> 'opening balance'), 0)::bigint AS worth, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class IN ('N', 'I', 'E') AND m.kind = 'opening balance'), 0)::bigint AS carried,
       bool_or(m.kind NOT IN ('opening balance', 'chart migration')) AS moved
     FROM (SELECT month, standard, account, kind, debit, credit FROM account_month WHERE foundation = $1 AND month < $2
           UNION ALL SELECT p.month, p.standard, p.account, p.kind, GREATEST(0, p.debit), GREATEST(0, -p.debit) FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = $1 AND p.month < $2) m
     JOIN account a ON a.standard = m.standard AND a.code = m.account GROUP BY m.month ORDER BY m.month`, [foundation, `${year + 1}-01-01`]);
  return [0, 1, 2, 3].map((back) => yearIn(rows, year - back));
}

function yearIn(rows: readonly (Sums & { year: number; month: number })[], year: number): YearOfSpending {
  const months = Array.from({ length: 12 }, (_, at) => rows.find((row) => row.year === year && row.month === at + 1) ?? NOTHING);
  const to = rows.filter((row) => row.year <= year);
  const next = rows.filter((row) => row.year === year + 1);
  const total = (of: readonly Sums[], what: keyof MonthOfSpending | 'worth' | 'carried'): Fen => of.reduce((sum, row) => sum + row[what], 0n);
  return {
    year, months,
    income: total(months, 'income'), charitable: total(months, 'charitable'), management: total(months, 'management'), fundraising: total(months, 'fundraising'), total: total(months, 'total'), raised: total(months, 'raised'), returned: total(months, 'returned'),
    // what an opening balance of next year carries over was there at the end of this one
    netAssets: total(to, 'worth') + total(to, 'carried') + total(next, 'carried'),
    knows: { income: to.some(({ moved }) => moved), netAssets: to.length > 0 || next.some(({ carried }) => carried !== 0n) },
  };
}
const NOTHING: Sums = { charitable: 0n, management: 0n, total: 0n, income: 0n, fundraising: 0n, raised: 0n, returned: 0n, worth: 0n, carried: 0n, moved: false };

/** What the years before a year give it to be measured by. */
export function basesOf(before: readonly YearOfSpending[]): Bases {
  const three = (of: (year: YearOfSpending) => Fen | null): Bases['income'] => [0, 1, 2].map((at) => (before[at] ? of(before[at]) : null)) as [Fen | null, Fen | null, Fen | null];
  return { income: three(({ income, knows }) => (knows.income ? income : null)), netAssets: three(({ netAssets, knows }) => (knows.netAssets ? netAssets : null)) };
}

// ── Figures of law ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const BANDS = [1, 2, 3] as const;
const RULES = [
  'spending-least-qualified', 'management-most-qualified', ...BANDS.flatMap((n) => [`net-assets-band-${n}`, `spending-least-band-${n}`, `management-most-band-${n}`]), 'spending-least-band-4', 'management-most-band-4', 'management-free-below',
  'tax-spending-least-qualified', 'tax-management-most-qualified', 'tax-spending-least', 'tax-management-most', 'fundraising-most-draft',
] as const;
/** Per cent in hundredths; sums in fen. */
export type SpendingPolicy = Policy<bigint>;

/** The policies in force on a day at a foundation's place, by rule. */
export async function spendingPolicies(db: Asks, { jurisdiction }: Pick<Foundation, 'jurisdiction'>, day: Day): Promise<ReadonlyMap<string, SpendingPolicy>> {
  const rows = await db.query<(Omit<SpendingPolicy, 'value'> & { value: string })[]>(
    `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", trim_scale(CASE WHEN rule LIKE 'net-assets-%' OR rule = 'management-free-below' THEN value ELSE value * 100 END)::text AS value, source, status
     FROM policy WHERE rule = ANY ($1) AND value IS NOT NULL`, [RULES]);
  const read = rows.map((row): SpendingPolicy => ({ ...row, value: BigInt(row.value) }));
  const there = RULES.filter((rule) => rows.some((row) => row.rule === rule && row.from <= day && (row.to === null || day <= row.to)));
  return new Map(there.map((rule) => [rule, inForce(read, { rule, jurisdiction, day })]));
}

export function limitsOf(policies: ReadonlyMap<string, SpendingPolicy>): Limits | null {
  const value = (rule: string): bigint | undefined => policies.get(rule)?.value;
  const needed = RULES.filter((rule) => !rule.startsWith('tax-') && rule !== 'fundraising-most-draft');
  if (needed.some((rule) => value(rule) === undefined)) return null;
  const share = (rule: string): Share => value(rule)!;
  return {
    qualified: { least: share('spending-least-qualified'), most: share('management-most-qualified') },
    bands: [...BANDS.map((n) => ({ from: value(`net-assets-band-${n}`)!, least: share(`spending-least-band-${n}`), most: share(`management-most-band-${n}`) })), { from: 0n, least: share('spending-least-band-4'), most: share('management-most-band-4') }],
    freeBelow: value('management-free-below')!,
  };
}

/** 公开募捐资格 on a day. */
export const isQualified = ({ certificate }: Pick<Foundation, 'certificate'>, day: Day): boolean => certificate !== null && certificate.from <= day && (certificate.to === null || day <= certificate.to);

/** How far a year has gone on a day. */
export function goneOf(year: number, today: Day): { gone: number; days: number } {
  const [first, next] = [`${year}-01-01`, `${year + 1}-01-01`];
  const days = daysBetween(first, next);
  return { days, gone: yearOf(today) > year ? days : daysBetween(first, addDays(today, 1)) };
}

/** What a foundation is measured by in a year, and what it has spent so far. */
export interface SpendingOf {
  readonly years: readonly YearOfSpending[];
  readonly policies: ReadonlyMap<string, SpendingPolicy>;
  readonly qualified: boolean;
  /** Null in a year for which no figures are in force, or in which the band cannot be known. */
  readonly measure: Measure | null;
  readonly day: Day;
}

export async function spendingOf(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction' | 'certificate'>, { year, today }: { year: number; today: Day }): Promise<SpendingOf> {
  const day = yearOf(today) > year ? `${year}-12-31` : today;
  const years = await yearsOfSpending(db, foundation.id, year);
  const policies = await spendingPolicies(db, foundation, day);
  const limits = limitsOf(policies);
  const qualified = isQualified(foundation, day);
  return { years, policies, qualified, day, measure: limits && measureOf({ qualified, bases: basesOf(years.slice(1)), limits }) };
}

/** What somebody should know before they approve a cost: words under `warning.<code>`. It hinders nobody. */
export interface SpendingWarning {
  readonly code: 'management-above-its-share' | 'spending-behind-and-management';
  readonly facts: Readonly<{ sum: Fen; most: Share; required: Fen }>;
}

/**
 * Whether a cost would break the year's ratios. `management`: it is management cost, the only kind that can. To be asked before a
 * cost is approved, with the day of approval; an empty list means there is nothing to say.
 */
export async function spendingWarnings(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction' | 'certificate'>, { management, sum }: { management: boolean; sum: Fen }, today: Day): Promise<SpendingWarning[]> {
  if (!management) return [];
  const { years: [now], measure } = await spendingOf(db, foundation, { year: yearOf(today), today });
  if (!measure || !now) return [];
  const after = judgeSpending(measure, withCost(now, { sum, of: 'management' }));
  const atEnd = judgeSpending(measure, { ...now, charitable: toYearEnd(now.charitable, goneOf(now.year, today)) });
  return [
    ...(after.managementMet ? [] : [{ code: 'management-above-its-share', facts: { sum: -after.headroom, most: measure.most, required: 0n } } as const]),
    // from October on a year that falls behind can hardly be caught up with (regulations 11 F6)
    ...(today.slice(5) >= '10-01' && !atEnd.spendingMet ? [{ code: 'spending-behind-and-management', facts: { sum: atEnd.shortfall, most: measure.most, required: atEnd.required ?? 0n } } as const] : []),
  ];
}

/** The warnings as sentences. */
export const warningsIn = (t: (key: string, values: Record<string, string>) => string, warnings: readonly SpendingWarning[], said: (sum: Fen) => string): string[] =>
  warnings.map(({ code, facts }) => t(`warning.${code}`, { sum: said(facts.sum), most: percent(facts.most), required: said(facts.required) }));

/** Hundredths of a per cent for people: 8%; 12.34%. */
export function percent(share: Share): string {
  const size = share < 0n ? -share : share;
  const rest = String(size % 100n).padStart(2, '0').replace(/0+$/, '');
  return `${share < 0n ? '−' : ''}${size / 100n}${rest && `.${rest}`}%`;
}
