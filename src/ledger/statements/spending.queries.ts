import type { Foundation } from '../../people/foundations';
import type { Asks } from '../../platform/read-database';
import { addDays, type Day, daysBetween, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { findInForce, type Policy } from '../../rules/policy';
import { type Bases, judgeSpending, type Limits, type Measure, measureOf, type Share, type Spent, toYearEnd, withCosts } from '../../rules/spending';
import type { AccountClass, Role } from '../chart';
import type { Kind } from '../kinds';
import { openedOn, openedWithin } from './statements.queries';

/** 189 art. 5 counts falls in value 资产减值损失 among management cost, also since they have an account of their own [A]. */
const MANAGEMENT: readonly Role[] = ['management', 'value loss'];
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
  /** The day on which the books were opened with a balance, where the year had begun before: what came earlier in it is not in these books. */
  readonly since: Day | null;
}

type Sums = MonthOfSpending & { readonly worth: Fen; readonly carried: Fen; readonly moved: boolean };

/** A year and the three before it, the newest first. */
export async function yearsOfSpending(db: Asks, foundation: number, year: number): Promise<YearOfSpending[]> {
  const cost = (which: string): string => `coalesce(sum(m.debit - m.credit) FILTER (WHERE a.class = 'E' AND m.kind NOT IN (${list(RETURNED)}, 'year closing') AND ${which}), 0)::bigint`;
  const rows = await db.query<(Sums & { year: number; month: number })[]>(
    `SELECT extract(year FROM m.month)::int AS year, extract(month FROM m.month)::int AS month,
       ${cost("a.role = 'programme'")} AS charitable, ${cost(`a.role IN (${list(MANAGEMENT)})`)} AS management, ${cost("a.role = 'fundraising'")} AS fundraising, ${cost('true')} AS total,
       coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class = 'I' AND m.kind <> 'year closing'), 0)::bigint AS income, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.role = 'gift' AND m.kind <> 'year closing'), 0)::bigint AS raised,
       coalesce(sum(m.debit - m.credit) FILTER (WHERE a.class = 'E' AND m.kind IN (${list(RETURNED)})), 0)::bigint AS returned,
       coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class IN ('N', 'I', 'E') AND m.kind <> 'opening balance'), 0)::bigint AS worth, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class IN ('N', 'I', 'E') AND m.kind = 'opening balance'), 0)::bigint AS carried,
       bool_or(m.kind NOT IN ('opening balance', 'chart migration')) AS moved
     FROM (SELECT month, standard, account, kind, debit, credit FROM account_month WHERE foundation = $1 AND month < $2
           UNION ALL SELECT p.month, p.standard, p.account, p.kind, GREATEST(0, p.debit), GREATEST(0, -p.debit) FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry WHERE q.foundation = $1 AND p.month < $2) m
     JOIN account a ON a.standard = m.standard AND a.code = m.account GROUP BY m.month ORDER BY m.month`, [foundation, `${year + 1}-01-01`]);
  const opened = await openedOn(db, foundation);
  return [0, 1, 2, 3].map((back) => yearIn(rows, year - back, opened));
}

function yearIn(rows: readonly (Sums & { year: number; month: number })[], year: number, opened: Day | null): YearOfSpending {
  const months = Array.from({ length: 12 }, (_, at) => rows.find((row) => row.year === year && row.month === at + 1) ?? NOTHING);
  const to = rows.filter((row) => row.year <= year);
  const next = rows.filter((row) => row.year === year + 1);
  const since = openedWithin(opened, year);
  const opensNext = opened === `${year + 1}-01-01`;
  const total = (of: readonly Sums[], what: keyof MonthOfSpending | 'worth' | 'carried'): Fen => of.reduce((sum, row) => sum + row[what], 0n);
  return {
    year, months,
    income: total(months, 'income'), charitable: total(months, 'charitable'), management: total(months, 'management'), fundraising: total(months, 'fundraising'), total: total(months, 'total'), raised: total(months, 'raised'), returned: total(months, 'returned'),
    // what an opening balance of next New Year's Day carries over was there at the end of this year; one of a later day tells nothing of it
    netAssets: total(to, 'worth') + total(to, 'carried') + (opensNext ? total(next, 'carried') : 0n),
    knows: { income: since === null && to.some(({ moved }) => moved), netAssets: to.length > 0 || opensNext }, since,
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
  const there = RULES.flatMap((rule): [string, SpendingPolicy][] => {
    const found = findInForce(read, { rule, jurisdiction, day });
    return found ? [[rule, found]] : [];
  });
  return new Map(there);
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

/** The policy that a measure's share comes from. */
export const ruleOf = ({ band }: Measure, which: 'spending-least' | 'management-most'): string => `${which}-${band === null ? 'qualified' : `band-${band + 1}`}`;

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

/** What somebody should know before they approve a voucher: words under `warning.<code>`. It hinders nobody. */
export interface SpendingWarning {
  readonly code: 'management-above-its-share' | 'management-above-its-tax-share' | 'spending-below-its-least' | 'spending-behind-and-management';
  readonly facts: Readonly<{ sum: Fen; most: Share; required: Fen; year: number }>;
  /** Where the figure stands. */
  readonly source: string;
}

/** What a voucher would make more or less of, in the year of its day. */
export interface Costs {
  readonly day: Day;
  readonly charitable: Fen;
  readonly management: Fen;
  readonly total: Fen;
}

/** The costs of lines of the books; of a reversal less than nothing. What is booked as cost and is none is left out. */
export function costsOf(lines: readonly { readonly role: Role; readonly class: AccountClass; readonly debit: Fen }[], { kind, day }: { kind: Kind; day: Day }): Costs {
  const sum = (of: (line: (typeof lines)[number]) => boolean): Fen => ([...RETURNED, 'year closing'].includes(kind) ? 0n : lines.filter(of).reduce((all, { debit }) => all + debit, 0n));
  return { day, charitable: sum(({ role }) => role === 'programme'), management: sum(({ role }) => MANAGEMENT.includes(role)), total: sum((line) => line.class === 'E') };
}

/**
 * Whether a voucher would break the ratios of the year in which it is booked, or break them further. To be asked before it is
 * approved; an empty list means there is nothing to say. What only adds to charitable spending breaks nothing.
 */
export async function spendingWarnings(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction' | 'certificate'>, { day, ...costs }: Costs, today: Day): Promise<SpendingWarning[]> {
  if (costs.management <= 0n && costs.charitable >= 0n && costs.total >= 0n) return [];
  const year = yearOf(day);
  const { years: [now], measure, policies, qualified } = await spendingOf(db, foundation, { year, today });
  if (!measure || !now) return [];
  const after = withCosts(now, costs);
  const [before, then] = [judgeSpending(measure, now), judgeSpending(measure, after)];
  const atEnd = judgeSpending(measure, { ...after, charitable: toYearEnd(after.charitable, goneOf(year, today)) });
  const facts = { sum: 0n, most: measure.most, required: then.required ?? 0n, year };
  const source = (which: Parameters<typeof ruleOf>[1]): string => policies.get(ruleOf(measure, which))?.source ?? '';
  const tax = policies.get(qualified ? 'tax-management-most-qualified' : 'tax-management-most');
  const overTax = (spent: Spent): Fen => (tax ? spent.management - (tax.value * spent.total) / 10_000n : 0n);
  const warnings: (SpendingWarning | false | undefined)[] = [
    !then.managementMet && then.headroom < before.headroom && { code: 'management-above-its-share', facts: { ...facts, sum: -then.headroom }, source: source('management-most') },
    // stricter, and without a sum below which nothing is measured: a foundation within its own share can still lose 税前扣除资格 (regulations § 3.4)
    then.managementMet && tax && overTax(after) > 0n && overTax(after) > overTax(now) && { code: 'management-above-its-tax-share', facts: { ...facts, sum: overTax(after), most: tax.value }, source: tax.source },
    // a year that is over: what is taken back from its charitable spending now is missing in it for good
    year < yearOf(today) && costs.charitable < 0n && !then.spendingMet && { code: 'spending-below-its-least', facts: { ...facts, sum: then.shortfall }, source: source('spending-least') },
    // from October on a year that falls behind can hardly be caught up with (regulations 11 F6)
    year === yearOf(today) && today.slice(5) >= '10-01' && now.since === null && !atEnd.spendingMet && { code: 'spending-behind-and-management', facts: { ...facts, sum: atEnd.shortfall }, source: source('spending-least') },
  ];
  return warnings.filter((one): one is SpendingWarning => Boolean(one));
}

/** The warnings as sentences, each with where its figure stands and where the ratios of its year are. */
export const warningsIn = (t: (key: string, values: Record<string, string>) => string, warnings: readonly SpendingWarning[], said: (sum: Fen) => string): { text: string; source: string; path: string }[] =>
  warnings.map(({ code, facts, source }) => ({ path: `/desk/ratios?year=${facts.year}`, text: t(`warning.${code}`, { sum: said(facts.sum), most: percent(facts.most), required: said(facts.required), year: String(facts.year) }), source }));

/** Hundredths of a per cent for people: 8%; 12.34%. */
export function percent(share: Share): string {
  const size = share < 0n ? -share : share;
  const rest = String(size % 100n).padStart(2, '0').replace(/0+$/, '');
  return `${share < 0n ? '−' : ''}${size / 100n}${rest && `.${rest}`}%`;
}
