import { Refused } from './refused';

/** Money in fen 分, a hundredth of a yuan. Whole, exact, never a float. */
export type Fen = bigint;

/** The largest sum the books take at once: 10 billion yuan. Beyond it a typing mistake is surer than a gift. */
export const LARGEST: Fen = 1_000_000_000_000n;

const FULL_WIDTH = /[０-９．，￥－＋　]/g;
const narrow = (text: string): string =>
  text.replace(FULL_WIDTH, (c) => (c === '　' ? ' ' : c === '￥' ? '¥' : String.fromCharCode(c.charCodeAt(0) - 0xfee0)));

/** What people write behind a number to say how many of it. */
const TIMES: Readonly<Record<string, bigint>> = { 千: 1_000n, 万: 10_000n, 萬: 10_000n, 百万: 1_000_000n, 千万: 10_000_000n, 亿: 100_000_000n };
const SUM = /^([+-]?)(\d{1,3}(?:[,、 ]\d{3})+|\d+)(?:[.。](\d*))?$/;
/** Digits, and yet no sum: `1,00` and `12 50` in their separators, `5w` and `5万3` in what they leave out. */
const UNCLEAR = /^[+-]?\d[\d,、 .。百千万萬亿]*[wk]?$/i;

/**
 * Reads a sum of yuan as people type it (`90`, `1,000.5`, `￥ 36．00`, `90元`, `1.2万`) into fen.
 * Full-width characters, commas or spaces between groups of three, `¥`, `人民币` and `RMB` before it, `元`, `元整` and `块` behind it, and `万` and its like are
 * accepted. What can be read in two ways is refused: `12 50` may have meant 12.50, `12.500` twelve thousand, `5万3` 53,000.
 * @throws Refused `amount-missing`, `amount-not-a-sum`, `amount-not-clear`, `amount-finer-than-fen`, `amount-not-positive`, `amount-too-large`
 */
export function yuan(text: string): Fen {
  const said = narrow(text).trim().replace(/^(?:¥|人民币|RMB|CNY)\s*/i, '').replace(/\s*(?:元整|圆整|元|圆|块钱|块)$/, '');
  if (said === '') throw new Refused('amount-missing');
  const [, number = said, times = ''] = /^(.*?)\s*(百万|千万|千|万|萬|亿)$/.exec(said) ?? [];
  const [, sign, whole, decimals = ''] = SUM.exec(number) ?? [];
  if (whole === undefined) throw new Refused(UNCLEAR.test(said) ? 'amount-not-clear' : 'amount-not-a-sum');
  const [digits, parts] = [BigInt(whole.replace(/\D/g, '') + decimals) * (TIMES[times] ?? 1n) * 100n, 10n ** BigInt(decimals.length)];
  if (digits % parts !== 0n) throw new Refused('amount-finer-than-fen');
  if (times === '' && decimals.length === 3 && !whole.startsWith('0')) throw new Refused('amount-not-clear');
  const fen = digits / parts;
  if (sign === '-' || fen === 0n) throw new Refused('amount-not-positive');
  if (fen > LARGEST) throw new Refused('amount-too-large');
  return fen;
}

/** The same where nothing may be said: an empty cell, `0.00`, or the dash that accountants write for it. @throws Refused as `yuan` */
export const yuanOrNothing = (text: string): Fen => (/^(?:¥?\s*0*(?:\.0*)?\s*元?|[-–—]+)$/.test(narrow(text).trim()) ? 0n : yuan(text));

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
