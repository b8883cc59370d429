import type { Fen } from '../../rules/money';

/**
 * What closing a month will release 解除限定 in a fund: the month's cost as far as restricted money is left, less what has been
 * released in it already; a month of negative cost takes back (books § 7). `left`: restricted money but for principal, before this month's release.
 */
export function releaseDue({ cost, left, released }: { cost: Fen; left: Fen; released: Fen }): Fen {
  const most = left > 0n ? left : 0n;
  return (cost < most ? cost : most) - released;
}
