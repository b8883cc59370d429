import type { Month } from './day';
import type { Fen } from './money';

/** What wears out: bought in a month at a cost, used for some months, worth its residue then. */
export interface WearsOut {
  readonly bought: Month;
  readonly cost: Fen;
  readonly residue: Fen;
  readonly months: number;
}

/**
 * Straight-line depreciation 年限平均法 of one month. What was bought this month wears from the next one on; the months
 * together are the cost less the residue, to the fen.
 */
export function depreciationOf({ bought, cost, residue, months }: WearsOut, month: Month): Fen {
  const age = monthsBetween(bought, month);
  if (age < 1 || age > months) return 0n;
  const until = (n: number): Fen => ((cost - residue) * BigInt(n)) / BigInt(months);
  return until(age) - until(age - 1);
}

/** Whole months from one to another; negative if `to` is earlier. */
export function monthsBetween(from: Month, to: Month): number {
  const count = (month: Month): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return count(to) - count(from);
}
