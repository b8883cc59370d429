import type { Fen } from './money';

const DIGITS = '零壹贰叁肆伍陆柒捌玖';
const UNITS = [[100_000_000n, '亿'], [10_000n, '万'], [1_000n, '仟'], [100n, '佰'], [10n, '拾']] as const;

/**
 * A sum in formal capitals, as receipts, agreements and payments carry it: 人民币肆万捌仟陆佰元整.
 * 整 closes a sum that ends at 元 or 角, never at 分 (会计基础工作规范 art. 52). Zeros between digits are read once;
 * the 零 that the rule leaves free (after a section that ends in zero) is not written (支付结算办法, annex 1).
 * @throws RangeError for a negative sum: what goes the other way is said in words, not by a sign
 */
export function capital(fen: Fen): string {
  if (fen < 0n) throw new RangeError('capital: a sum in capitals is not negative');
  const whole = fen / 100n;
  const jiao = (fen / 10n) % 10n;
  const rest = fen % 10n;
  if (jiao === 0n && rest === 0n) return `人民币${spoken(whole)}元整`;
  const yuan = whole === 0n ? '' : `${spoken(whole)}元`;
  const tenths = jiao > 0n ? `${spoken(jiao)}角` : yuan && '零';
  return `人民币${yuan}${tenths}${rest > 0n ? `${spoken(rest)}分` : '整'}`;
}

function spoken(n: bigint): string {
  for (const [unit, name] of UNITS) {
    if (n < unit) continue;
    const rest = n % unit;
    return spoken(n / unit) + name + (rest === 0n ? '' : (rest < unit / 10n ? '零' : '') + spoken(rest));
  }
  return DIGITS.charAt(Number(n));
}
