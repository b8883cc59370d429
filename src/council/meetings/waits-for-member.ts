import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';
import { bodyName } from './bodies';

/** What meetings wait for from a member: an answer to a notice, their name beneath minutes. */
export async function waitsForMember(db: Pick<EntityManager, 'query'>, { foundation, party, now, lang }: { foundation: number; party: number; now: Date; lang: Lang }): Promise<{ what: string; facts: Record<string, string>; href: string; due: string | null }[]> {
  const answers = await db.query<{ number: string; body: string; day: string }[]>(
    `SELECT m.number, ${bodyName('m', lang)} AS body, m.day FROM standing_meeting m CROSS JOIN meeting_members(m.id) s
     WHERE m.foundation = $1 AND s.party = $2 AND m.starts_at > $3 AND meeting_newest_answer(m.id, $2) IS NULL AND NOT EXISTS (SELECT FROM standing_meeting_proxy p WHERE p.meeting = m.id AND p.giver = $2) ORDER BY m.starts_at`, [foundation, party, now]);
  const minutes = await db.query<{ number: string; body: string }[]>(
    `SELECT m.number, ${bodyName('m', lang)} AS body FROM meeting_minutes v JOIN standing_meeting m ON m.id = v.meeting CROSS JOIN minutes_wait_for(v.id) w
     WHERE v.foundation = $1 AND w.party = $2 AND NOT EXISTS (SELECT FROM meeting_minutes n WHERE n.meeting = v.meeting AND n.nth > v.nth) AND NOT EXISTS (SELECT FROM signed_minutes g WHERE g.id = v.id) ORDER BY v.id`, [foundation, party]);
  const row = (what: string, { number, body }: { number: string; body: string }, due: string | null) => ({ what, facts: { number, body }, href: `/me/meetings/${number}`, due });
  return [...answers.map((one) => row('my-council.meeting-answer', one, one.day)), ...minutes.map((one) => row('my-council.minutes', one, null))];
}
