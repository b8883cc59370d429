import type { Fen } from './money';

/** What cash is counted by, largest first, in fen: notes and coins of 100, 50, 20, 10, 5 and 1 yuan, 5 and 1 jiao, and the coins of 5, 2 and 1 fen that boxes still hold. */
export const PIECES = [10_000n, 5_000n, 2_000n, 1_000n, 500n, 100n, 50n, 10n, 5n, 2n, 1n] as const satisfies readonly Fen[];

/** What so many pieces of each are worth. */
export const worthOf = (pieces: readonly number[]): Fen => PIECES.reduce((sum, piece, at) => sum + piece * BigInt(pieces[at] ?? 0), 0n);
