import { addDays, daysBetween, firstDay, lastDay, type Day } from './day';
import { allocate, type Fen } from './money';
import { Refused } from './refused';

/** What a share is a part of: 净利润, 营业收入, 提取公积金后的盈余; or so much for each piece that is sold (CL 37). */
export const BASES = ['net-profit', 'revenue', 'surplus', 'units'] as const;
export type Base = (typeof BASES)[number];
/** For how long one report speaks; a campaign is one period from its first day to its last. */
export const PERIODS = ['month', 'quarter', 'half', 'year', 'campaign'] as const;
export type PeriodKind = (typeof PERIODS)[number];

/** A part of a whole: 33.33 % is [3333n, 10000n], a third [1n, 3n]. */
export type Fraction = readonly [parts: bigint, of: bigint];
/** What of the base lies above `from`, and not above the next step, gives this part (分段计算). */
export interface Step { readonly from: Fen; readonly rate: Fraction }
/** Weights, not parts of a whole: 33.33, 33.33 and 33.33 are a third each. */
export interface Destination { readonly fund: number; readonly weight: bigint }

/** What both have signed, from a day on. */
export interface Terms {
  readonly version: number;
  readonly from: Day;
  /** The last day; null while no end is known. */
  readonly until: Day | null;
  readonly base: Base;
  /** Beginning at 0, ascending; a percentage is one step. None where it is so much a piece. */
  readonly steps: readonly Step[];
  readonly perUnit: Fen | null;
  /** Of a whole period: the least, in a year of loss too, and the most. */
  readonly floor: Fen | null;
  readonly cap: Fen | null;
  /** What was lost is made good first, before a later period gives a share; of a share of the profit only. */
  readonly carriesLoss: boolean;
  /** In how many later periods at most; null without an end. */
  readonly lossPeriods: number | null;
  readonly funds: readonly Destination[];
}

/** What an enterprise reports of a period. A loss is a negative net profit. */
export interface Figures { readonly revenue: Fen; readonly netProfit: Fen; readonly reserve: Fen; readonly units: bigint }
export interface Period { readonly from: Day; readonly to: Day }
export interface Reported extends Period { readonly figures: Figures }
/** What is due to a fund of a period under one version. */
export interface ShareLine { readonly from: Day; readonly version: number; readonly fund: number; readonly sum: Fen }

const MONTHS: Readonly<Record<Exclude<PeriodKind, 'campaign'>, number>> = { month: 1, quarter: 3, half: 6, year: 12 };

/** The period of the calendar in which a day lies. */
export function periodAt(kind: Exclude<PeriodKind, 'campaign'>, day: Day): Period {
  const months = MONTHS[kind];
  const first = Math.floor((Number(day.slice(5, 7)) - 1) / months) * months;
  const month = (n: number): string => `${day.slice(0, 4)}-${String(n).padStart(2, '0')}`;
  return { from: firstDay(month(first + 1)), to: lastDay(month(first + months)) };
}

/** Every period that an agreement touches up to a day, the earliest first. */
export function periodsOf(kind: PeriodKind, terms: readonly Terms[], today: Day): Period[] {
  const [first] = terms;
  if (!first) return [];
  if (kind === 'campaign') return first.from <= today ? [{ from: first.from, to: first.until! }] : [];
  const found: Period[] = [];
  for (let at = periodAt(kind, first.from); at.from <= today; at = periodAt(kind, addDays(at.to, 1))) {
    if (terms.some((one) => covered(one, at) > 0)) found.push(at);
  }
  return found;
}

/**
 * What an agreement says from day to day: each version holds until the next begins, and none after its end.
 * @param versions as they were signed; `ends`: from this day on nothing is shared any more
 */
export function inForce(versions: readonly (Terms | { readonly from: Day; readonly ends: true })[]): Terms[] {
  const sorted = [...versions].sort((a, b) => (a.from < b.from ? -1 : 1));
  return sorted.flatMap((one, at): Terms[] => {
    if ('ends' in one) return [];
    const last = [one.until, sorted[at + 1] ? addDays(sorted[at + 1]!.from, -1) : null].filter((day) => day !== null).sort()[0] ?? null;
    return last !== null && last < one.from ? [] : [{ ...one, until: last }];
  });
}

/** What was lost in a period and is not made good yet. */
export interface Loss { readonly from: Day; readonly left: Fen }

/**
 * What is due of every period reported, in the order of the periods: by version and fund, only what is not nothing.
 * Worked out anew from all that is confirmed, so that a loss that is restated reaches the periods after it. `profit_assessed` in the database says the same.
 */
export function assess(terms: readonly Terms[], reports: readonly Reported[]): ShareLine[] {
  let losses: readonly Loss[] = [];
  return [...reports].sort((a, b) => (a.from < b.from ? -1 : 1)).flatMap((report) => {
    const lines = shareOf(terms, report, losses);
    losses = lossesAfter(terms, report, losses);
    return lines;
  });
}

/** One period: each version gives what it would give for the whole of it, by the days on which it holds; rounded once, half a fen up, then split. */
export function shareOf(terms: readonly Terms[], { from, to, figures }: Reported, losses: readonly Loss[]): ShareLine[] {
  const holding = terms.map((one) => ({ one, days: BigInt(covered(one, { from, to })) })).filter(({ days }) => days > 0n);
  const whole = BigInt(daysBetween(from, to) + 1);
  const parts = holding.map(({ one, days }) => ({ one, part: times(wholeShare(one, baseOf(one, figures) - sumOf(carried(one, { from, to }, losses))), [days, whole]) }));
  const all = parts.reduce<Fraction>((sum, { part }) => plus(sum, part), [0n, 1n]);
  const sum = rounded(all);
  if (sum === 0n) return [];
  const byVersion = allocate(sum, parts.map(({ part: [n, d] }) => n * (all[1] / d)));
  return parts.flatMap(({ one }, at) => {
    if (byVersion[at] === 0n) return [];
    const byFund = allocate(byVersion[at]!, one.funds.map(({ weight }) => weight));
    return one.funds.map(({ fund }, n) => ({ from, version: one.version, fund, sum: byFund[n]! })).filter((line) => line.sum !== 0n);
  });
}

const carries = ({ carriesLoss, base }: Terms): boolean => carriesLoss && (base === 'net-profit' || base === 'surplus');
/** What of earlier losses a version lets be made good in a period. */
const carried = (one: Terms, period: Period, losses: readonly Loss[]): readonly Loss[] =>
  carries(one) ? losses.filter(({ from }) => one.lossPeriods === null || periodsBetween(from, period) <= one.lossPeriods) : [];

/** What is left of losses after a period, the oldest made good first; a new one counts by the days on which it is carried. */
function lossesAfter(terms: readonly Terms[], { from, to, figures }: Reported, losses: readonly Loss[]): readonly Loss[] {
  const holding = terms.filter((one) => covered(one, { from, to }) > 0);
  const last = holding.at(-1);
  if (!last) return losses;
  let profit = baseOf(last, figures);
  const kept = carried(last, { from, to }, losses).map(({ from: since, left }) => {
    const made = profit < 0n ? 0n : profit < left ? profit : left;
    profit -= made;
    return { from: since, left: left - made };
  });
  const carrying = carries(last) ? holding.filter(carries).reduce((days, one) => days + covered(one, { from, to }), 0) : 0;
  return [...kept, { from, left: profit < 0n ? rounded([-profit * BigInt(carrying), BigInt(daysBetween(from, to) + 1)]) : 0n }].filter(({ left }) => left > 0n);
}

/** How many periods of its length a period is later than another. */
function periodsBetween(earlier: Day, { from, to }: Period): number {
  const month = (day: Day): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return (month(from) - month(earlier)) / (month(to) - month(from) + 1);
}

/** When a share is due: so many days after its period, or by a day of the so manieth month after it; a 31st is the last of a shorter month. */
export interface DueRule { readonly dueDays: number | null; readonly dueMonths: number | null; readonly dueMonthday: number | null }
export function dueDay({ dueDays, dueMonths, dueMonthday }: DueRule, to: Day): Day {
  if (dueMonths === null || dueMonthday === null) return addDays(to, dueDays ?? 0);
  const months = Number(to.slice(0, 4)) * 12 + Number(to.slice(5, 7)) - 1 + dueMonths;
  const month = `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
  const last = lastDay(month);
  const day = `${month}-${String(dueMonthday).padStart(2, '0')}`;
  return day < last ? day : last;
}

/** What an earlier assessment has to be changed by to become the later one; a restatement is nothing else. */
export function differences(before: readonly ShareLine[], after: readonly ShareLine[]): ShareLine[] {
  const sums = new Map<string, ShareLine>();
  const add = (line: ShareLine, sum: Fen): void => {
    const key = `${line.from} ${line.version} ${line.fund}`;
    sums.set(key, { ...line, sum: (sums.get(key)?.sum ?? 0n) + sum });
  };
  for (const line of after) add(line, line.sum);
  for (const line of before) add(line, -line.sum);
  return [...sums].filter(([, { sum }]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/**
 * What came, or is waived, over the funds to which something is open: by what each still lacks, none beyond it while another lacks something;
 * what is more than that by the agreed weights.
 */
export function divided(sum: Fen, funds: readonly (Destination & { readonly open: Fen })[]): Fen[] {
  const lacking = funds.map(({ open }) => (open > 0n ? open : 0n));
  const total = lacking.reduce((a, b) => a + b, 0n);
  const first = sum < total ? sum : total;
  const parts = first > 0n ? allocate(first, lacking) : funds.map(() => 0n);
  const beyond = sum > first ? allocate(sum - first, funds.map(({ weight }) => weight)) : funds.map(() => 0n);
  return parts.map((part, at) => part + beyond[at]!);
}

/**
 * Reads a part as people write it: `33.33`, `33.33%`, `1/3`; full-width digits too.
 * @throws Refused `rate-not-a-part` for what is nothing, or more than the whole
 */
export function fractionOf(text: string): Fraction {
  const said = text.normalize('NFKC').replace(/\s/g, '').replace(/。/g, '.');
  const [, a, b] = /^(\d{1,6})\/(\d{1,6})$/.exec(said) ?? [];
  const [, whole, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,4}))?%?$/.exec(said) ?? [];
  const found: Fraction | null = a && b ? [BigInt(a), BigInt(b)] : whole ? [BigInt(whole + decimals), 100n * 10n ** BigInt(decimals.length)] : null;
  if (!found || found[0] <= 0n || found[0] > found[1]) throw new Refused('rate-not-a-part');
  return found;
}

/** `33.33%` where it is one to four places, `1/3` where it is none. */
export function fractionText([parts, of]: Fraction): string {
  const tenThousandths = parts * 1_000_000n;
  if (tenThousandths % of !== 0n) return `${parts}/${of}`;
  const digits = String(tenThousandths / of).padStart(5, '0');
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '') + '%';
}

const baseOf = ({ base }: Terms, { revenue, netProfit, reserve, units }: Figures): bigint =>
  base === 'units' ? units : base === 'revenue' ? revenue : base === 'surplus' ? netProfit - reserve : netProfit;

/** For a whole period, exact. */
function wholeShare({ steps, perUnit, floor, cap }: Terms, base: bigint): Fraction {
  let share: Fraction = perUnit !== null ? [base > 0n ? base * perUnit : 0n, 1n] : [0n, 1n];
  for (const [at, { from, rate: [parts, of] }] of steps.entries()) {
    const next = steps[at + 1]?.from;
    const within = (next !== undefined && base > next ? next : base) - from;
    if (within > 0n) share = plus(share, [within * parts, of]);
  }
  if (floor !== null && share[0] < floor * share[1]) return [floor, 1n];
  if (cap !== null && share[0] > cap * share[1]) return [cap, 1n];
  return share;
}

/** Whether it says anything of a period. */
export const holdsIn = (terms: Pick<Terms, 'from' | 'until'>, period: Period): boolean => covered(terms, period) > 0;

/** On how many days of a period it holds. */
function covered({ from, until }: Pick<Terms, 'from' | 'until'>, period: Period): number {
  const first = from > period.from ? from : period.from;
  const last = until !== null && until < period.to ? until : period.to;
  return first > last ? 0 : daysBetween(first, last) + 1;
}

const sumOf = (losses: readonly Loss[]): Fen => losses.reduce((sum, { left }) => sum + left, 0n);
/** Half a fen up. */
const rounded = ([a, b]: Fraction): Fen => (2n * a + b) / (2n * b);
const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
function plus([a, b]: Fraction, [c, d]: Fraction): Fraction {
  const of = (b / gcd(b, d)) * d;
  return [a * (of / b) + c * (of / d), of];
}
export const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
