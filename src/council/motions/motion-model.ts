import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { draftFor, type FundChoice } from '../../funds/asked-spend';
import { Guardrails } from '../../funds/guardrails';
import { type GuardLine, guardLinesIn } from '../../ledger/guard-lines';
import { money } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import { type Day, dayOf } from '../../rules/day';
import { verdictOf } from '../../rules/guardrails';
import { type Display, masked } from '../../rules/names';
import { motionSteps } from '../../rules/motion-steps';
import { meetingsOfMotion } from '../meetings/motion-meetings';
import { resultOfMotion } from '../results/motion-result';
import { votesOfMotion } from '../votes/motion-votes';
import { type MotionMember, motionMembers, type MotionRow, payeeIsBarred } from './motions.queries';

/** What the parts beside this one tell for the time line. */
interface Told { readonly calledAt?: Date; readonly notice?: { readonly day: Day } | null; readonly effect?: { readonly day: Day } | null }
type Asks = Pick<EntityManager, 'query'>;

/** As somebody wishes to be named in public. */
export const shown = (name: string, display: Display, lang: Lang): string => (display === 'full' ? name : display === 'masked' ? masked(name) : wordsOf(lang)('council.a-resident'));

/** Who tables a motion, as a page says it: residents by how many they are, a member as they wish to be named. */
export function tablerNamed({ tabledAs, tabledBy, member, memberDisplay, signatures }: Pick<MotionRow, 'tabledAs' | 'tabledBy' | 'member' | 'memberDisplay' | 'signatures'>, { publicly, lang }: { publicly: boolean; lang: Lang }): string {
  const t = wordsOf(lang);
  if (tabledAs === 'residents') return t('motion.by.residents', { count: signatures });
  return member === null ? tabledBy : t('motion.by.member', { name: publicly ? shown(tabledBy, memberDisplay, lang) : tabledBy });
}

export interface MoneyEffect { readonly says: string; readonly verdict: string; readonly guards: readonly GuardLine[]; readonly payee: string | null; readonly barred: boolean }

/** Puts a motion together for its page at the desk, in public and for a member: the same facts, with other names. */
@Injectable()
export class MotionModels {
  constructor(private readonly guardrails: Guardrails) {}

  async of(db: Asks, motion: MotionRow, { foundation, lang, now, publicly }: { foundation: number; lang: Lang; now: Date; publicly: boolean }) {
    const t = wordsOf(lang);
    const today = dayOf(now);
    const members = await motionMembers(db, motion.id, today);
    const meetings = await meetingsOfMotion(db, motion.id, lang);
    const votes = await votesOfMotion(db, motion.id, { lang, now });
    const result = await resultOfMotion(db, motion.id, { lang, now });
    const [meeting, told] = [(meetings as Told[]).at(-1)?.calledAt ?? null, (result ?? {}) as Told];
    const name = (member: MotionMember): string => (publicly ? shown(member.name, member.display, lang) : member.name);
    const back = members.filter((member) => stands(member)).map((member) => ({ name: name(member), because: member.way ? 'related' : member.back!.because, why: member.back?.because === 'declared' ? member.back.why : null, kinds: member.way ? wayInWords(member, lang) : null, way: publicly ? [] : member.way ?? [] }));
    const open = motion.state !== 'refused' && motion.state !== 'withdrawn' && motion.votedAt === null;
    return {
      motion: { ...motion, tabler: tablerNamed(motion, { publicly, lang }), payee: undefined },
      steps: motionSteps({ tabled: motion.day, review: motion.review, withdrawn: motion.withdrawnAt, meeting, vote: motion.votes > 0 ? { closed: motion.votedAt, carried: motion.carried } : null, posted: told.notice?.day ?? null, effective: told.effect?.day ?? null }),
      effect: motion.sum === null && motion.payee === null ? null : await this.effect(db, motion, { foundation, lang, today, publicly }),
      members: { seated: members.length, entitled: members.length - back.length, back }, everybodyBack: open && members.length > 0 && back.length === members.length, nobodySits: open && members.length === 0,
      majority: t(`majority.short.${motion.majority}`), meetings, votes, result,
    };
  }

  /** What it would do to the fund that pays, by every check with its sums; nothing is posted. */
  private async effect(db: Asks, { sum, spends, payee, votedAt }: MotionRow, { foundation, lang, today, publicly }: { foundation: number; lang: Lang; today: Day; publicly: boolean }): Promise<MoneyEffect> {
    const t = wordsOf(lang);
    const barred = payee !== null && (await payeeIsBarred(db, foundation, payee.id, today));
    const named = payee && (publicly && payee.kind === 'person' ? masked(payee.name) : payee.name);
    if (sum === null || spends === null) return { says: t('motion.effect.nothing'), verdict: 'none', guards: [], payee: named, barred };
    const said = { fund: spends.name, sum: money(sum, lang) };
    if (votedAt !== null) return { says: t('motion.effect.was', said), verdict: 'none', guards: [], payee: named, barred };
    const findings = await this.guardrails.of(db, draftFor({ ...spends, foundation } as FundChoice, { sum, purpose: 'programme', day: today }), lang);
    const verdict = verdictOf(findings);
    return { says: t(`motion.effect.${verdict}`, said), verdict, guards: guardLinesIn(lang, findings), payee: named, barred };
  }
}

/** Whether a member stands back, by their own word, by a row of the map, or because the map says so today. */
const stands = ({ back, way }: MotionMember): boolean => back !== null || way !== null;

/** How they are joined to the payee, without naming anybody else. */
function wayInWords({ way }: MotionMember, lang: Lang): string {
  const t = wordsOf(lang);
  return way!.length === 0 ? t('motion.related.self') : t('motion.related.by', { kinds: way!.map(({ kind }) => t(`relation.${kind}`)).join(lang === 'zh' ? '、' : ', ') });
}
