import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';
import { type Day, dayOf } from '../../rules/day';

/** One thing that waits for a member: its sentence, what it names, and where it is done. */
export interface Waits { readonly what: string; readonly facts: Readonly<Record<string, string>>; readonly href: string; readonly due: Day | null }

/** Motions before a body they have a seat on, of which they have not said yet whether they have an interest in them. */
export async function waitsForMember(db: Pick<EntityManager, 'query'>, { foundation, party, now, lang }: { foundation: number; party: number; now: Date; lang: Lang }): Promise<Waits[]> {
  const rows = await db.query<{ number: string; question: string }[]>(
    `SELECT m.number, ${lang === 'zh' ? 'm.question' : "CASE WHEN m.english_question = '' THEN m.question ELSE m.english_question END AS question"} FROM formal_motion m
     WHERE m.foundation = $1 AND EXISTS (SELECT FROM motion_members(m.id, $3) b WHERE b.party = $2) AND NOT EXISTS (SELECT FROM vote_result v WHERE v.motion = m.id)
       AND NOT EXISTS (SELECT FROM interest_declaration d WHERE d.motion = m.id AND d.party = $2) AND NOT EXISTS (SELECT FROM recusal r WHERE r.motion = m.id AND r.party = $2) AND NOT EXISTS (SELECT FROM related_members(m.id, $3) x WHERE x.party = $2)
     ORDER BY m.id`, [foundation, party, dayOf(now)]);
  return rows.map(({ number, question }) => ({ what: 'my-council.waits.declare', facts: { number, question }, href: `/me/motions/${number}`, due: null }));
}
