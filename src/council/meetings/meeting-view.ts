import { type Lang, wordsOf } from '../../platform/words';
import { missingFor } from '../../rules/meetings';
import type { RuleOfBody } from './bodies';
import { comes, type ItemRow, type MeetingRow, type MemberRow } from './meetings.queries';

/** Where a meeting stands: to come, begun, or called off. */
export interface MeetingView extends MeetingRow { readonly state: 'coming' | 'held' | 'off' }

export const viewOf = (meeting: MeetingRow, now: Date): MeetingView => ({ ...meeting, state: meeting.calledOff ? 'off' : now < meeting.startsAt ? 'coming' : 'held' });

/** The agenda with what each motion needs, and its result in people. */
export function itemsInWords(items: readonly ItemRow[], lang: Lang): (ItemRow & { readonly says: string | null; readonly undecided: string | null })[] {
  const t = wordsOf(lang);
  return items.map((item) => ({
    ...item,
    says: item.result && t(`meeting.result.${item.result.carried ? 'carried' : 'lost'}`, { for: item.result.for, against: item.result.against, abstained: item.result.abstained, needed: item.result.needed }),
    undecided: item.motion && !item.result && item.present < item.needed ? t('meeting.item.no-quorum', { needed: item.needed, present: item.present }) : null,
  }));
}

export interface QuorumLine { readonly about: string; readonly says: string; readonly missing: number; readonly text: string }

/** How many have to be there, of the meeting and of each motion from which somebody stands back; before it begins by who says they come, then by who was there. */
export function quorumInWords({ rule, members, items, meeting }: { rule: RuleOfBody; members: readonly MemberRow[]; items: readonly ItemRow[]; meeting: MeetingView }, lang: Lang): QuorumLine[] {
  const t = wordsOf(lang);
  const expected = members.map((member) => ({ party: member.party, comes: meeting.state === 'coming' ? comes(member, members) : member.how !== null }));
  const line = (about: string, recused: readonly number[]): QuorumLine => {
    const { entitled, needed, coming, missing } = missingFor(rule, expected, recused);
    const facts = { seated: members.length, recused: recused.length, entitled, needed, coming, missing };
    return { about, says: t(`meeting.quorum.says${recused.length > 0 ? '-recused' : ''}`, facts), missing, text: t(`meeting.quorum.${meeting.state === 'coming' ? 'coming' : 'there'}${missing > 0 ? '-missing' : ''}`, facts) };
  };
  return [line(t('meeting.quorum.all'), []), ...items.filter(({ motion, recused }) => motion !== null && recused.length > 0).map(({ motion, recused }) => line(t('meeting.quorum.motion', { number: motion!.number }), recused))];
}
