import type { EntityManager } from 'typeorm';

import { type Lang, nameIn } from '../../platform/words';
import { type Day, dayOf } from '../../rules/day';

/** What waits for a member: votes that are open and in which they have taken no ballot, or said nothing. */
export async function waitsForMember(db: Pick<EntityManager, 'query'>, { foundation, party, now, lang }: { foundation: number; party: number; now: Date; lang: Lang }): Promise<{ what: string; facts: Record<string, string>; href: string; due: Day | null }[]> {
  const rows = await db.query<{ id: number; motion: string; question: string; closes: Date }[]>(
    `SELECT v.id, m.number AS motion, ${nameIn(lang) === 'name' ? 'm.question' : "coalesce(nullif(m.english_question, ''), m.question)"} AS question, v.closes_at AS closes
     FROM vote v JOIN motion m ON m.id = v.motion JOIN vote_roll r ON r.vote = v.id AND r.party = $2 LEFT JOIN vote_issue i ON i.vote = v.id
     WHERE v.foundation = $1 AND v.opens_at <= $3 AND v.closes_at > $3 AND NOT vote_is_annulled(v.id) AND NOT EXISTS (SELECT FROM vote_result x WHERE x.vote = v.id) AND NOT EXISTS (SELECT FROM recusal x WHERE x.motion = v.motion AND x.party = $2)
       AND coalesce(get_bit(i.taken | i.papers, r.nth - 1), 0) = 0 AND NOT EXISTS (SELECT FROM vote_choice c WHERE c.vote = v.id AND c.party = $2)
     ORDER BY v.closes_at, v.id`, [foundation, party, now]);
  return rows.map(({ id, motion, question, closes }) => ({ what: 'my-council.vote', facts: { motion, question }, href: `/me/votes/${id}`, due: dayOf(closes) }));
}
