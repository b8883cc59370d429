import { Refused } from './refused';

/** Money in fen 分, a hundredth of a yuan. Whole, exact, never a float. */
export type Fen = bigint;

/** The largest sum the books take at once: 10 billion yuan. Beyond it a typing mistake is surer than a gift. */
export const LARGEST: Fen = 1_000_000_000_000n;

const FULL_WIDTH = /[０-９．，￥－＋　]/g;
const narrow = (text: string): string =>
  text.replace(FULL_WIDTH, (c) => (c === '　' ? ' ' : c === '￥' ? '¥' : String.fromCharCode(c.charCodeAt(0) - 0xfee0)));

/**
 * Reads a sum of yuan as people type it (`90`, `1,000.5`, `￥ 36．00`, `90元`) into fen.
 * Full-width characters, commas or spaces between groups of three, `¥` and `元` are accepted. A space elsewhere between
 * digits is refused: `12 50` may have meant 12.50.
 * @throws Refused `amount-missing`, `amount-not-a-sum`, `amount-finer-than-fen`, `amount-not-positive`, `amount-too-large`
 */
export function yuan(text: string): Fen {
  const plain = narrow(text).trim().replace(/^¥\s*/, '').replace(/\s*元$/, '');
  if (plain === '') throw new Refused('amount-missing');
  const parts = /^([+-]?)(\d{1,3}(?:[,、 ]\d{3})+|\d+)(?:[.。](\d*))?$/.exec(plain);
  if (!parts) throw new Refused('amount-not-a-sum');
  const [, sign, whole = '', decimals = ''] = parts;
  if (/[^0]/.test(decimals.slice(2))) throw new Refused('amount-finer-than-fen');
  const fen = BigInt(whole.replace(/\D/g, '')) * 100n + BigInt(decimals.slice(0, 2).padEnd(2, '0'));
  if (sign === '-' || fen === 0n) throw new Refused('amount-not-positive');
  if (fen > LARGEST) throw new Refused('amount-too-large');
  return fen;
}

/** Fen as plain decimal yuan, `-1234.56`: for files and machines. */
export function plain(fen: Fen): string {
  const abs = fen < 0n ? -fen : fen;
  return `${fen < 0n ? '-' : ''}${abs / 100n}.${String(abs % 100n).padStart(2, '0')}`;
}

/** Fen for people to read, `1,234.56`, with a true minus sign (U+2212). */
export function grouped(fen: Fen): string {
  return plain(fen).replace('-', '−').replace(/\B(?=(\d{3})+(?!\d))(?=[^.]*\.)/g, ',');
}

/**
 * Splits a whole by weights so that the parts add up to it exactly (largest remainder; ties go to the earlier part).
 * @throws RangeError when there is no positive weight or one is negative
 */
export function allocate(whole: Fen, weights: readonly bigint[]): Fen[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((w) => w < 0n)) throw new RangeError('allocate: weights must be non-negative and one of them positive');
  const sign = whole < 0n ? -1n : 1n;
  const shares = weights.map((w, index) => ({ index, share: (whole * sign * w) / sum, rest: (whole * sign * w) % sum }));
  let left = whole * sign - shares.reduce((a, s) => a + s.share, 0n);
  for (const s of [...shares].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    s.share += 1n;
    left -= 1n;
  }
  return shares.map((s) => s.share * sign);
}
