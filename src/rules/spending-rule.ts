import { addDays, type Day, daysBetween, yearOf } from './day';
import type { Fen } from './money';

/**
 * How much of an endowment 留本基金 may be used in a year 支出政策, as its council has resolved: a percentage of the average of its last
 * quarter-ends, so that one bad quarter does not stop the lunches. It is softer than the principal, which the books keep themselves:
 * whoever wants more asks the council.
 */
export interface SpendingRule {
  /** The first day in force; it ends the day before the next one begins. */
  readonly from: Day;
  /** In ten-thousandths: 400 is 4 %. */
  readonly percent: number;
  /** How many quarter-ends are averaged. */
  readonly quarters: number;
  /** At most so much of the newest quarter-end, in ten-thousandths. */
  readonly cap: number | null;
  /** At least so much of it. The cap is stronger. */
  readonly least: number | null;
}

export interface Endowed {
  readonly year: number;
  /** The day of the first gift of principal; while there is none, that on which the fund was opened. */
  readonly opened: Day;
  readonly rules: readonly SpendingRule[];
  /** What the fund was worth at quarter-ends before the year; nothing where no price of that time is known. */
  readonly values: readonly { readonly day: Day; readonly value: Fen | null }[];
  /** Gift by gift at original value: what a fund is measured by before it has a quarter-end behind it, each from its day on. What was given back is negative. */
  readonly gifts: readonly { readonly day: Day; readonly sum: Fen }[];
}

/** One rule's part of the year. */
export interface Part {
  readonly rule: SpendingRule;
  readonly from: Day;
  readonly to: Day;
  readonly days: number;
  /** The average that the percentage is taken of, rounded down to be read. */
  readonly base: Fen;
  /** How many quarter-ends it is the average of; 0 in the first year, which is measured by the principal. */
  readonly quarters: number;
  readonly decidedBy: 'percent' | 'cap' | 'least';
  /** Of this part alone, rounded down; the parts are added up before the whole is rounded. */
  readonly sum: Fen;
}

export interface Entitlement {
  readonly parts: readonly Part[];
  /** Nothing when a quarter-end that counts has no price, or no rule is in force on any day. */
  readonly allowed: Fen | null;
  /** Quarter-ends that count and have no price. */
  readonly unpriced: readonly Day[];
  readonly daysOfYear: number;
}

const WHOLE = 10_000n;

/** Per cent with two decimals at most, `4.25`, in ten-thousandths. */
export function readShare(typed: string): number {
  const [whole = '', part = ''] = typed.trim().split('.');
  return Number(whole + part.padEnd(2, '0'));
}

/** The quarter-ends before a year, the newest first. */
export const quarterEndsBefore = (year: number, count: number): Day[] =>
  Array.from({ length: count }, (_, back) => `${year - 1 - Math.floor(back / 4)}-${['12-31', '09-30', '06-30', '03-31'][back % 4]!}`);

/**
 * What the rules let a fund use in a year. Each rule counts for its days of the year: percent of the average of the last quarter-ends
 * before the year, fewer while the fund is young, within cap and least. In the year of its first gift the principal stands for the
 * average, each gift for its own days. The exact parts are added up and rounded down to the fen once: never more than the rule.
 */
export function entitlement({ year, opened, rules, values, gifts }: Endowed): Entitlement {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const daysOfYear = daysBetween(first, last) + 1;
  const begins = opened > first ? opened : first;
  const isFirstYear = yearOf(opened) === year;
  const inOrder = [...rules].sort((a, b) => (a.from < b.from ? -1 : 1));
  const unpriced = new Set<Day>();
  const parts: Part[] = [];
  let [above, below] = [0n, 1n];
  for (const [at, rule] of inOrder.entries()) {
    const from = rule.from > begins ? rule.from : begins;
    const next = inOrder[at + 1];
    const to = next && next.from <= last ? addDays(next.from, -1) : last;
    if (from > to) continue;
    const counted = isFirstYear ? [] : quarterEndsBefore(year, rule.quarters).filter((day) => day >= opened).map((day) => values.find((one) => one.day === day) ?? { day, value: null });
    for (const { day, value } of counted) if (value === null) unpriced.add(day);
    const days = daysBetween(from, to) + 1;
    const count = counted.length === 0 ? BigInt(days) : BigInt(counted.length);
    const byDays = gifts.reduce((all, { day, sum }) => (day > to ? all : all + sum * BigInt(daysBetween(day > from ? day : from, to) + 1)), 0n);
    const total = counted.length === 0 ? positive(byDays) : counted.reduce((all, { value }) => all + positive(value ?? 0n), 0n);
    // everything over WHOLE × count × days of the year
    const newest = counted.length === 0 ? total : positive(counted[0]!.value ?? 0n) * count;
    const by = (share: number, of: bigint): bigint => BigInt(share) * of;
    let [a, decidedBy]: [bigint, Part['decidedBy']] = [by(rule.percent, total), 'percent'];
    if (rule.least !== null && by(rule.least, newest) > a) [a, decidedBy] = [by(rule.least, newest), 'least'];
    if (rule.cap !== null && by(rule.cap, newest) < a) [a, decidedBy] = [by(rule.cap, newest), 'cap'];
    const [partAbove, partBelow] = [a * BigInt(days), WHOLE * count * BigInt(daysOfYear)];
    [above, below] = [above * partBelow + partAbove * below, below * partBelow];
    parts.push({ rule, from, to, days, base: total / count, quarters: counted.length, decidedBy, sum: partAbove / partBelow });
  }
  return { parts, allowed: parts.length === 0 || unpriced.size > 0 ? null : above / below, unpriced: [...unpriced].sort(), daysOfYear };
}

/** No rule, no limit of this kind; a missing price is not guessed: the council decides. */
export type SpendingVerdict = 'passes' | 'hold' | 'unpriced' | 'no-rule';

/**
 * Whether a spend keeps within what the rules let the fund use this year. What they do not let it use is held for a resolution of the
 * council, not refused: the principal is guarded by the books.
 */
export function spendingRuleCheck({ entitled, taken, spend }: { entitled: Entitlement; taken: Fen; spend: Fen }): { verdict: SpendingVerdict; sums: { allowed: Fen | null; taken: Fen; left: Fen | null; spend: Fen; over: Fen } } {
  const { allowed } = entitled;
  const left = allowed === null ? null : positive(allowed - taken);
  const over = left === null ? 0n : positive(spend - left);
  const verdict = entitled.parts.length === 0 ? 'no-rule' : left === null ? 'unpriced' : over > 0n ? 'hold' : 'passes';
  return { verdict, sums: { allowed, taken, left, spend, over } };
}

const positive = (sum: Fen): Fen => (sum > 0n ? sum : 0n);
