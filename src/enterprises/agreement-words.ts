import { daySpan, money } from '../platform/views';
import { type Lang, wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { type DueRule, fractionText, gcd, type Period, type PeriodKind, type Terms } from '../rules/profit-share';

/** 2026年第二季度 / second quarter of 2026 */
export function periodName(kind: PeriodKind, { from, to }: Period, lang: Lang): string {
  const t = wordsOf(lang);
  const [year, month] = [from.slice(0, 4), Number(from.slice(5, 7))];
  if (kind === 'campaign') return daySpan(from, to, lang);
  if (kind === 'year') return t('profit.period.of.year', { year });
  if (kind === 'month') return t('profit.period.of.month', { year, n: month });
  return t(`profit.period.of.${kind}.${kind === 'quarter' ? (month + 2) / 3 : month === 1 ? 1 : 2}`, { year });
}

/** What is given, as a neighbour understands it: 净利润的 30%; 超过 100,000.00 元的部分 20%. */
export function rateIn({ base, steps, perUnit }: Pick<Terms, 'base' | 'steps' | 'perUnit'>, lang: Lang): string {
  const t = wordsOf(lang);
  if (perUnit !== null) return t('profit.rate.unit', { sum: money(perUnit, lang) });
  const of = t(`profit.base.${base}`);
  return steps.map(({ from, rate }, at) => (at === 0 ? t('profit.rate', { base: of, rate: fractionText(rate) }) : t('profit.rate.above', { sum: money(from, lang), rate: fractionText(rate) }))).join(t('semicolon'));
}

/** Of a whole of weights, as a part of a hundred with two places. */
export function weightText(weight: bigint, all: bigint): string {
  const parts = (weight * 10_000n + all / 2n) / all;
  return `${parts / 100n}.${String(parts % 100n).padStart(2, '0')}%`;
}

/** The same to be typed again, exact where it can be. */
export function weightTyped(weight: bigint, all: bigint): string {
  const [part, of] = [weight / gcd(weight, all), all / gcd(weight, all)];
  return of <= 999_999n ? fractionText([part, of]) : weightText(weight, all);
}

/** By when a share is due after its period. */
export const dueIn = ({ dueDays, dueMonths, dueMonthday }: DueRule, lang: Lang): string =>
  dueDays !== null ? wordsOf(lang)('profit.due-days.of', { n: dueDays }) : wordsOf(lang)(dueMonthday === 31 ? 'profit.due-months.last' : 'profit.due-months.of', { months: dueMonths ?? 0, day: dueMonthday ?? 0 });

/** Days of a version. */
export const spanIn = (from: Day, until: Day | null, lang: Lang): string => (until === null ? wordsOf(lang)('profit.from', { day: daySpan(from, from, lang) }) : daySpan(from, until, lang));
