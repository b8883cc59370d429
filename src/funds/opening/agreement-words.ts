import { type Lang, wordsOf } from '../../platform/words';

interface Fee { readonly fee: string | null; readonly englishFee: string | null; readonly feeRate: number; readonly feeBase: 'gifts' | 'balance' | null; readonly feeDay: number | null }

/** The host's fee as agreed, in words; null when none is taken. An agreement older than its figures has its own words. */
export function feeInWords({ fee, englishFee, feeRate, feeBase, feeDay }: Fee, lang: Lang): string | null {
  if (feeRate === 0) return lang === 'zh' ? fee : englishFee;
  return wordsOf(lang)(`agreement.fee.${feeBase}`, { rate: rateInWords(feeRate), day: String(feeDay) });
}

/** 325 is 3.25 */
export const rateInWords = (rate: number): string => String(rate / 100);
