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
 * Straight-line depreciation 年限平均法 up to the end of a month, all of it. What was bought this month wears from the next one on;
 * the months together are the cost less the residue, to the fen. What a closing books is this less what was booked before: a
 * month that nobody closed, or a purchase that was told late, is made up for by the next one.
 */
export function wornUntil({ bought, cost, residue, months }: WearsOut, month: Month): Fen {
  const age = Math.min(Math.max(monthsBetween(bought, month), 0), months);
  return ((cost - residue) * BigInt(age)) / BigInt(months);
}

/** Whole months from one to another; negative if `to` is earlier. */
export function monthsBetween(from: Month, to: Month): number {
  const count = (month: Month): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  return count(to) - count(from);
}
