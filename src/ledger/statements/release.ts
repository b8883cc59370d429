import type { Fen } from '../../rules/money';

/**
 * What closing a month will release 解除限定 in a fund: the month's cost as far as restricted money is left, less what has been
 * released in it already; a month of negative cost takes back, at most what was released before it, `earlier` (books § 7). `left`: restricted
 * money but for principal, before this month's release.
 */
export function releaseDue({ cost, left, released, earlier }: { cost: Fen; left: Fen; released: Fen; earlier: Fen }): Fen {
  const most = left > 0n ? left : 0n;
  const least = earlier > 0n ? -earlier : 0n;
  const now = cost < most ? cost : most;
  return (now > least ? now : least) - released;
}
