import type { Fen } from '../../rules/money';

/** What a restricted fund did in a month: its cost, what was released 解除限定 in it, and what its restricted money gained besides. */
export interface FundMonth {
  readonly fund: number;
  readonly cost: Fen;
  readonly released: Fen;
  readonly gained: Fen;
}

/**
 * What is still to be released at the closing of the last of these months of one fund: the cost of each month as far as restricted
 * money was left, less what has been released; a month of negative cost takes back what its cost had released (books § 7).
 * What was released beyond its cost, as when a giver lifts a restriction, is nothing to be taken back.
 */
export function releaseDue(months: readonly FundMonth[]): Fen {
  let gained = 0n;
  let released = 0n;
  let target = 0n;
  let due = 0n;
  for (const month of months) {
    const before = most(target, released);
    gained += month.gained;
    released += month.released;
    target = before + (month.cost < 0n ? most(month.cost, -before) : least(month.cost, most(gained - before, 0n)));
    due = most(target - released, least(month.cost, 0n));
  }
  return due;
}

const least = (a: Fen, b: Fen): Fen => (a < b ? a : b);
const most = (a: Fen, b: Fen): Fen => (a > b ? a : b);
