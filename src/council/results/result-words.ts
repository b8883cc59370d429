import { quorumInWords } from '../council-words';
import { type Lang, wordsOf } from '../../platform/words';
import { daysLeft, effectiveFrom } from '../../rules/notice-period';
import { masked, withoutNumbers } from '../../rules/names';
import type { Day } from '../../rules/day';
import type { ObjectionRow, ResultRow } from './results.queries';

export type ResultState = 'lost' | 'upheld' | 'not-posted' | 'on-notice' | 'answering' | 'ready' | 'in-effect' | 'superseded';

/** Where a result stands on a day. */
export function stateOf(row: ResultRow, objections: readonly ObjectionRow[], today: Day): ResultState {
  if (row.effect) return 'in-effect';
  if (!row.last) return 'superseded';
  if (objections.some(({ answer }) => answer?.upheld)) return 'upheld';
  if (!row.carried) return 'lost';
  if (!row.notice) return 'not-posted';
  if (today < effectiveFrom({ posted: row.notice.day, days: row.objectionDays })) return 'on-notice';
  return objections.some(({ answer }) => answer === null) ? 'answering' : 'ready';
}

/** A result in sentences, numbers of people among them. */
export function resultInWords(row: ResultRow, objections: readonly ObjectionRow[], { lang, today }: { lang: Lang; today: Day }) {
  const t = wordsOf(lang);
  const state = stateOf(row, objections, today);
  const short = { present: row.neededPresent - row.present, for: row.neededFor - row.for };
  const { notice } = row;
  return {
    ...row, state, bodyName: row.whose ?? t(`body.${row.body}`), bodyKind: t(`body.${row.body}`), silent: row.present - row.for - row.against - row.abstained,
    says: t('result.says', { entitled: String(row.entitled), present: String(row.present), neededPresent: String(row.neededPresent), for: String(row.for), neededFor: String(row.neededFor) }),
    missed: row.carried ? [] : [
      ...(short.present > 0 ? [t('result.missed.present', { n: String(short.present), needed: String(row.neededPresent) })] : []),
      ...(short.for > 0 ? [t('result.missed.for', { n: String(short.for), needed: String(row.neededFor) })] : []),
    ],
    rule: quorumInWords(row, lang),
    reading: t(`result.reading.${row.moreThan ? 'more-than' : 'at-least'}`),
    left: notice ? daysLeft({ posted: notice.day, days: row.objectionDays }, today) : null,
    effectiveFrom: notice ? effectiveFrom({ posted: notice.day, days: row.objectionDays }) : null,
    mayObject: row.last && !row.effect && (notice === null || today <= notice.last),
    path: `/motions/${row.number}/result`,
    open: objections.filter(({ answer }) => answer === null).length,
  };
}

/** An objection as everybody reads it: the name as its author wishes, no door, no telephone numbers or numbers of papers in what it says. */
export function objectionInPublic(row: ObjectionRow, { lang, today }: { lang: Lang; today: Day }): object {
  const t = wordsOf(lang);
  return {
    id: row.id, name: row.display === 'full' ? row.name : row.display === 'masked' ? masked(row.name) : t('council.a-resident'), about: t(`motion-objection.about.${row.about}`), words: withoutNumbers(row.words), day: row.day,
    due: row.answer ? null : row.due, late: row.answer === null && row.due < today,
    answer: row.answer && { ...answered(row.answer, lang), why: withoutNumbers(row.answer.why) },
  };
}

/** An answer with what counting anew has given. */
export const answered = <A extends { readonly recount: readonly number[] | null }>(answer: A, lang: Lang): A & { counted: string | null } => ({
  ...answer, counted: answer.recount && wordsOf(lang)('motion-objection.recounted', { for: String(answer.recount[0]), against: String(answer.recount[1]), abstained: String(answer.recount[2]) }),
});
