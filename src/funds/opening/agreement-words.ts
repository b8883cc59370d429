import { longDay, money } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import { type AgreementText, CLAUSES, englishOf } from './agreement-text';

type Fee = Pick<AgreementText, 'feeRate' | 'feeBase' | 'feeDay'> & { readonly fee: string | null; readonly englishFee: string | null };

/** The host's fee as agreed, in words; null when none is taken. An agreement older than its figures has its own words. */
export function feeInWords({ fee, englishFee, feeRate, feeBase, feeDay }: Fee, lang: Lang): string | null {
  if (feeRate === 0) return lang === 'zh' ? fee : englishFee;
  return wordsOf(lang)(`fund-agreement.fee.${feeBase}`, { rate: rateInWords(feeRate), day: String(feeDay) });
}

/** 325 is 3.25 */
export const rateInWords = (rate: number): string => String(rate / 100);

export interface ShownClause { readonly of: string; readonly name: string; readonly text: string }

/** An agreement clause by clause, as its page and its sheet show it; a clause that an older one does not have is left out. */
export function shownText(text: AgreementText & Fee, lang: Lang): ShownClause[] {
  const t = wordsOf(lang);
  const zh = lang === 'zh';
  const written = Object.fromEntries(CLAUSES.map((clause) => [clause, zh ? text[clause] : text[englishOf(clause)]])) as Record<(typeof CLAUSES)[number], string>;
  const start = text.startingSum > 0n ? t('fund-agreement.start.text', { sum: money(text.startingSum, lang), day: longDay(text.startingBy!, lang) }) : '';
  const yearly = text.yearlyAddition > 0n ? t('fund-agreement.yearly.text', { sum: money(text.yearlyAddition, lang), years: String(text.yearlyYears) }) : '';
  const clauses: [string, string][] = [
    ['name', zh ? text.name : text.englishName], ['party', zh ? text.party : text.englishParty], ['kind', `${t(`fund-kind.${text.kind}`)}${text.preserved ? t('fund-agreement.preserved') : ''}`],
    ['purpose', written.purpose], ['purposes', text.purposes.map((tag) => t(`purpose-tag.${tag}`)).join(zh ? '、' : ', ')], ['use', written.use], ['hostDuties', written.hostDuties], ['partyDuties', written.partyDuties],
    ['committee', written.committee], ['naming', written.naming], ['fee', feeInWords(text, lang) ?? t('fund.fee.none')], ['sums', [start, yearly].filter(Boolean).join(zh ? '' : ' ') || t('fund-agreement.sums.none')],
    ['term', text.termTo === null ? t('fund-agreement.term.open', { from: longDay(text.termFrom, lang) }) : t('fund-agreement.term.to', { from: longDay(text.termFrom, lang), to: longDay(text.termTo, lang) })],
    ['termination', written.termination], ['remainingProperty', `${t(`rest-rule.${text.remainingPropertyRule}`)}${zh ? '。' : '. '}${written.remainingProperty}`], ['disclosure', written.disclosure],
  ];
  return clauses.filter(([, words]) => words.trim() !== '').map(([of, words]) => ({ of, name: t(`fund-agreement.clause.${of}`), text: words }));
}
