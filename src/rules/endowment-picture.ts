import { plain, type Fen } from './money';

/** What an endowment is drawn of. Sums as of today; of the year what is said so. */
export interface Drawn {
  /** What is kept for good: the registered sum, or original gift value. */
  readonly principal: Fen;
  /** What everything in the fund is worth. */
  readonly value: Fen;
  readonly promised: Fen;
  /** What may be used this year as its rule says; nothing for the original fund, which nobody uses, and where there is no rule. */
  readonly allowed: Fen | null;
  readonly spent: Fen;
  /** Without the principal, what the books leave: net assets above it, and money that is free. */
  readonly room: Fen;
}

export const MARKS = ['principal', 'missing', 'promised', 'spendable', 'gains', 'spent'] as const;
export type Mark = (typeof MARKS)[number];
/** A piece of a bar: where it begins and how long it is, in per cent of the bar. */
export interface Piece {
  readonly mark: Mark;
  readonly sum: Fen;
  readonly x: string;
  readonly width: string;
}
export interface Picture {
  /** Principal, and what lies above it or is missing. */
  readonly whole: readonly Piece[];
  /** The year: used, promised, still to be used. Empty where there is no rule or nothing is allowed. */
  readonly year: readonly Piece[];
  readonly gains: Fen;
  /** Of the gains, what is neither promised nor to be used this year. */
  readonly resting: Fen;
  readonly missing: Fen;
  /** What may still be used this year: the least of what the rule, the books and the value leave. */
  readonly left: Fen;
  /** What keeps it below the rule, if anything does. */
  readonly heldBy: 'value' | 'books' | null;
}

/** One picture that a neighbour understands: what is kept and nobody touches, what has grown on it, and what of that is used, promised and free. */
export function endowmentPicture({ principal, value, promised, allowed, spent, room }: Drawn): Picture {
  const gains = atLeast(value - principal);
  const missing = atLeast(principal - value);
  const byRule = allowed === null ? null : atLeast(allowed - spent - promised);
  const byBooks = atLeast(room);
  const byValue = atLeast(gains - promised);
  const left = least(byRule ?? byBooks, byBooks, byValue);
  const heldBy = byRule === null || left === byRule ? null : byValue <= byBooks ? 'value' : 'books';
  const ofGains = least(promised, gains);
  const resting = gains - ofGains - left;
  const whole = piecesOf(value > principal ? value : principal, [['principal', principal - missing], ['missing', missing], ['promised', ofGains], ['spendable', left], ['gains', resting]]);
  const used = spent + promised;
  const year = allowed === null || allowed + used === 0n ? [] : piecesOf(allowed > used ? allowed : used, [['spent', spent], ['promised', promised], ['spendable', left]]);
  return { whole, year, gains, resting, missing, left, heldBy };
}

/** Pieces that stand side by side: each begins where the sums before it end, so that rounding leaves no gap. */
function piecesOf(whole: Fen, sums: readonly (readonly [Mark, Fen])[]): Piece[] {
  const at = (sum: Fen): bigint => (whole === 0n ? 0n : (sum * 10_000n) / whole);
  let before = 0n;
  return sums.flatMap(([mark, sum]) => {
    const [from, to] = [at(before), at(before + sum)];
    before += sum;
    return sum === 0n ? [] : [{ mark, sum, x: `${plain(from)}%`, width: `${plain(to - from)}%` }];
  });
}

const atLeast = (sum: Fen): Fen => (sum > 0n ? sum : 0n);
const least = (...sums: Fen[]): Fen => sums.reduce((a, b) => (b < a ? b : a));
