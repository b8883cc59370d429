import type { Fen } from './money';

/** How a street matches 配捐 what a building has raised by itself (regulations I11): a sum, or so many percent of it, once a threshold is reached. */
export interface MatchTerms {
  /** Reached, and not exceeded only: 500 yuan raised is enough for "500 yuan". */
  readonly threshold: Fen;
  /** One of the two. */
  readonly sum: Fen | null;
  readonly percent: number | null;
  /** No building gets more. */
  readonly cap: Fen;
}

/** What a building that has raised so much is to get. Parts of a fen are nobody's. */
export function matchDue({ threshold, sum, percent, cap }: MatchTerms, raised: Fen): Fen {
  if (raised < threshold) return 0n;
  const due = sum ?? (raised * BigInt(percent ?? 0)) / 100n;
  return due < cap ? due : cap;
}
