import { type Lang, wordsOf } from '../platform/words';
import { needed, type QuorumRule } from '../rules/quorum';
import type { CouncilFinding } from '../rules/residents-council';
import type { CouncilRule } from './residents-councils.service';

const part = ([parts, of]: readonly [number, number]): string => `${parts}/${of}`;

/** How many are there, and how many for it, in one sentence. */
export function quorumInWords({ quorum, votes, countedOf, moreThan }: QuorumRule, lang: Lang): string {
  const t = wordsOf(lang);
  return t('council.rule.says', { quorum: part(quorum), votes: t(`council.rule.votes.${moreThan ? 'more-than' : 'at-least'}`, { part: part(votes), of: t(`council.rule.of.${countedOf}`) }) });
}

/** A rule in sentences, and what it comes to for those who sit there: numbers of people. */
export function ruleInWords(rule: CouncilRule, seated: number, lang: Lang): { readonly says: string; readonly people: string | null; readonly more: string } {
  const t = wordsOf(lang);
  const all = needed(rule, { seated, recused: 0, present: seated });
  return {
    says: quorumInWords(rule, lang),
    people: seated === 0 ? null : t(rule.countedOf === 'present' ? 'council.rule.people-present' : 'council.rule.people', { seated: String(seated), present: String(all.present), for: String(all.for) }),
    more: t('council.rule.more', {
      ballot: t(`council.rule.${rule.secret ? 'secret' : 'open'}`), proxies: t(`council.rule.proxies.${rule.proxies ? 'yes' : 'no'}`),
      tables: rule.tables.map((one) => t(`council.tabler.${one}`)).join(lang === 'zh' ? '、' : ', '), notice: String(rule.noticeDays), objection: String(rule.objectionDays),
    }),
  };
}

export const findingInWords = ({ code, facts }: CouncilFinding, lang: Lang): string => wordsOf(lang)(`composition.${code}`, facts);
