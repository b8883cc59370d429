import type { Foundation } from '../../people/foundations';
import type { Asks } from '../../platform/read-database';
import { addDays, type Day, daysBetween, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { findInForce, type Policy } from '../../rules/policy';
import { type Bases, type Limits, type Measure, measureOf, type Share, type Spent } from '../../rules/spending';
import type { AccountClass, Role } from '../chart';
import type { Kind } from '../kinds';
import { openedWithin } from './statements.queries';

/** 189 art. 5 counts falls in value 资产减值损失 among management cost, also since they have an account of their own [A]. */
const MANAGEMENT: readonly Role[] = ['management', 'value loss'];
/** What books as cost and is none: gifts given back, of an earlier year or by the general fund (books § 8). */
const RETURNED: readonly Kind[] = ['refund', 'covered refund', 'dispute lost'];
const list = (rules: readonly string[]): string => rules.map((rule) => `'${rule}'`).join(', ');

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

const MONTH_SUMS = ['charitable', 'management', 'fundraising', 'total', 'income', 'raised', 'returned', 'worth', 'carried'] as const;

/** All that the ratios of a year are made of, as one value of SQL: part of whatever asks for it in one moment. The books add up the months themselves (`spending_months`), of roll-ups and of what waits for its number. */
export const spendingIn = (foundation: string, until: string): string =>
  `json_build_object(
    'months', (SELECT coalesce(json_agg(json_build_object('year', y.year, 'month', y.month, 'moved', y.moved, ${MONTH_SUMS.map((sum) => `'${sum}', y.${sum}::text`).join(', ')})), '[]') FROM spending_months(${foundation}, ${until}) y),
    'opened', books_opened_on(${foundation}),
    'policies', (SELECT coalesce(json_agg(p), '[]') FROM (${POLICIES_SQL}) p))`;

/** As it comes out of `spendingIn`. */
export interface RawSpending {
  readonly months: readonly (Record<(typeof MONTH_SUMS)[number], string> & { year: number; month: number; moved: boolean })[];
  readonly opened: Day | null;
  readonly policies: readonly RawPolicy[];
}
type RawPolicy = Omit<SpendingPolicy, 'value'> & { value: string };

/** A year and the three before it, the newest first. */
const yearsOf = ({ months, opened }: RawSpending, year: number): YearOfSpending[] => {
  const rows = months.map((row) => ({ ...row, ...(Object.fromEntries(MONTH_SUMS.map((sum) => [sum, BigInt(row[sum])])) as Record<(typeof MONTH_SUMS)[number], Fen>) }));
  return [0, 1, 2, 3].map((back) => yearIn(rows, year - back, opened));
};

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

const POLICIES_SQL = `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", trim_scale(CASE WHEN rule LIKE 'net-assets-%' OR rule = 'management-free-below' THEN value ELSE value * 100 END)::text AS value, source, status
  FROM policy WHERE rule IN (${list(RULES)}) AND value IS NOT NULL`;

/** The policies in force on a day at a foundation's place, by rule. */
function policiesOf({ policies }: RawSpending, { jurisdiction }: Pick<Foundation, 'jurisdiction'>, day: Day): ReadonlyMap<string, SpendingPolicy> {
  const read = policies.map((row): SpendingPolicy => ({ ...row, value: BigInt(row.value) }));
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

/** The day by whose figures of law a year is measured: its last one when it is over. */
const measuredOn = (year: number, today: Day): Day => (yearOf(today) > year ? `${year}-12-31` : today);

export function spendingFrom(raw: RawSpending, foundation: Pick<Foundation, 'jurisdiction' | 'certificate'>, { year, today }: { year: number; today: Day }): SpendingOf {
  const day = measuredOn(year, today);
  const years = yearsOf(raw, year);
  const policies = policiesOf(raw, foundation, day);
  const limits = limitsOf(policies);
  const qualified = isQualified(foundation, day);
  return { years, policies, qualified, day, measure: limits && measureOf({ qualified, bases: basesOf(years.slice(1)), limits }) };
}

export async function spendingOf(db: Asks, foundation: Pick<Foundation, 'id' | 'jurisdiction' | 'certificate'>, { year, today }: { year: number; today: Day }): Promise<SpendingOf> {
  const [{ spending }] = await db.query<[{ spending: RawSpending }]>(`SELECT ${spendingIn('$1', '$2::date')} AS spending`, [foundation.id, `${year + 1}-01-01`]);
  return spendingFrom(spending, foundation, { year, today });
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

/** Hundredths of a per cent for people: 8%; 12.34%. */
export function percent(share: Share): string {
  const size = share < 0n ? -share : share;
  const rest = String(size % 100n).padStart(2, '0').replace(/0+$/, '');
  return `${share < 0n ? '−' : ''}${size / 100n}${rest && `.${rest}`}%`;
}
