import { above, finding, type Rule, type Spend, type Year } from './guard-check';
import type { Fen } from './money';
import { judgeSpending, type Spent, toYearEnd, withCosts } from './spending';

/** What a spend makes of its year: guard-rails of charity and management, now and at the year's end (regulations §§ 11 F, G4). */
const factsOf = ({ year }: Year): Record<string, string> => ({ year: String(year) });
/** Management that can wait for a better year. */
const waits = ({ chosen, costs, essential }: Spend): boolean => chosen > 0n && costs.management > 0n && !essential;
/** What only adds to charitable spending breaks nothing. */
const helps = ({ costs }: Spend): boolean => costs.management <= 0n && costs.charitable >= 0n && costs.total >= 0n;

/** What a year has spent on charity, against the least it must (F1, F2). */
export const spendingRatio: Rule = ({ year }, spend) => {
  if (!year.measure || year.measure.bases.length === 0) return null;
  const after = withCosts(year.spent, spend.costs);
  const { required, shortfall } = judgeSpending(year.measure, after);
  const sums = { required: required!, after: after.charitable, missing: shortfall, room: above(after.charitable - required!) };
  const told = { facts: factsOf(year) };
  if (shortfall === 0n) return finding('spending-ratio', 'fine', 'reached', sums, year.sources.spending, told);
  // a year that is over: what is taken back from its charitable spending now is missing in it for good
  return year.past && spend.costs.charitable < 0n ? finding('spending-ratio', 'warn', 'below', sums, year.sources.spending, told) : finding('spending-ratio', 'fine', 'under-way', sums, year.sources.spending, told);
};

/** From the day on which the forecast counts: a year that falls behind holds management that can wait, and investments (F6, G4). */
export const spendingForecast: Rule = ({ year }, spend) => {
  if (!year.measure || year.measure.bases.length === 0 || !year.watched) return null;
  const after = withCosts(year.spent, spend.costs);
  const atEnd = toYearEnd(after.charitable, year.gone);
  const { required, shortfall } = judgeSpending(year.measure, { ...after, charitable: atEnd });
  const sums = { required: required!, atEnd, missing: shortfall, room: above(atEnd - required!) };
  const told = { facts: factsOf(year) };
  if (shortfall === 0n) return finding('spending-forecast', 'fine', 'reached', sums, year.sources.spending, told);
  if (spend.invested > 0n) return finding('spending-forecast', 'hold', 'no-investment', sums, '62; G4', { ...told, needs: 'reason' });
  if (waits(spend)) return finding('spending-forecast', 'hold', 'management-waits', sums, year.sources.spending, { ...told, needs: 'reason' });
  return helps(spend) ? finding('spending-forecast', 'fine', 'helps', sums, year.sources.spending, told) : finding('spending-forecast', 'warn', 'behind', sums, year.sources.spending, told);
};

/** Management of a year against the most it may be; said where a spend makes it worse (F1, F2, F4). */
export const managementRatio: Rule = ({ year }, spend) => {
  if (!year.measure) return null;
  const after = withCosts(year.spent, spend.costs);
  const [before, then] = [judgeSpending(year.measure, year.spent), judgeSpending(year.measure, after)];
  const tax = (spent: Spent): Fen => (year.tax === null ? 0n : spent.management - (year.tax * spent.total) / 10_000n);
  const sums = { management: after.management, total: after.total, over: above(-then.headroom), room: above(then.headroom), free: year.measure.freeBelow ?? 0n, overTax: above(tax(after)) };
  const shares = { most: String(year.measure.most), tax: String(year.tax ?? 0n) };
  const told = { facts: { ...factsOf(year), ...shares } };
  if (!helps(spend) && !then.managementMet && then.headroom < before.headroom) return finding('management-ratio', 'warn', 'above', sums, year.sources.management, told);
  // stricter, and without a sum below which nothing is measured: a foundation within its own share can still lose 税前扣除资格
  if (!helps(spend) && then.managementMet && tax(after) > 0n && tax(after) > tax(year.spent)) return finding('management-ratio', 'warn', 'above-tax', sums, year.sources.tax, told);
  return finding('management-ratio', 'fine', then.managementMet ? (then.managementFree ? 'free' : 'within') : 'above-already', sums, year.sources.management, told);
};

/** What management comes to at the year's end, at this pace; too much holds what can wait (F6). */
export const managementForecast: Rule = ({ year }, spend) => {
  if (!year.measure || !year.watched) return null;
  const after = withCosts(year.spent, spend.costs);
  const atEnd: Spent = { charitable: toYearEnd(after.charitable, year.gone), management: toYearEnd(after.management, year.gone), total: toYearEnd(after.total, year.gone) };
  const { managementMet, headroom } = judgeSpending(year.measure, atEnd);
  const sums = { management: atEnd.management, total: atEnd.total, over: above(-headroom), room: above(headroom) };
  const told = { facts: { ...factsOf(year), most: String(year.measure.most) } };
  if (managementMet || helps(spend)) return finding('management-forecast', 'fine', managementMet ? 'within' : 'above-already', sums, year.sources.management, told);
  return waits(spend) ? finding('management-forecast', 'hold', 'waits', sums, year.sources.management, { ...told, needs: 'reason' }) : finding('management-forecast', 'warn', 'above', sums, year.sources.management, told);
};
