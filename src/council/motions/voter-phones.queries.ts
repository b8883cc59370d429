import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';

type Asks = Pick<EntityManager, 'query'>;

/** Everybody who has a seat somewhere, and by which telephone they speak. */
export interface VoterRow {
  readonly party: number; readonly name: string;
  readonly phone: { readonly id: number; readonly number: string; readonly confirmedAt: string | null; readonly by: string } | null;
}

export const votersOf = (db: Asks, foundation: number, day: Day, lang: Lang): Promise<VoterRow[]> =>
  db.query<VoterRow[]>(
    `SELECT v.party, v.name, CASE WHEN p.id IS NOT NULL THEN json_build_object('id', p.id, 'number', p.phone, 'confirmedAt', c.at, 'by', b.${nameIn(lang)}) END AS phone
     FROM (SELECT DISTINCT m.party, m.name FROM (
         SELECT x.party, x.name FROM residents_council q CROSS JOIN LATERAL body_members(q.foundation, 'residents-council', q.id, NULL, $2) x WHERE q.foundation = $1
         UNION ALL SELECT x.party, x.name FROM body_members($1, 'council', NULL, NULL, $2) x
         UNION ALL SELECT x.party, x.name FROM fund f CROSS JOIN LATERAL body_members(f.foundation, 'fund-committee', NULL, f.id, $2) x WHERE f.foundation = $1) m) v
       LEFT JOIN voter_phone p ON p.foundation = $1 AND p.party = v.party AND NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = p.id)
       LEFT JOIN voter_phone_consent c ON c.phone = p.id LEFT JOIN person b ON b.id = p.recorded_by
     ORDER BY v.name, v.party`, [foundation, day]);

/** As whom a telephone is entered; they speak once they have confirmed it. */
export interface Voter { readonly party: number; readonly name: string; readonly confirmed: boolean }

export async function voterOf(db: Asks, { foundation, phone }: { foundation: number; phone: string }): Promise<Voter | null> {
  const [row] = await db.query<Voter[]>(
    `SELECT p.party, y.name, c.phone IS NOT NULL AS confirmed FROM voter_phone p JOIN party y ON y.id = p.party LEFT JOIN voter_phone_consent c ON c.phone = p.id
     WHERE p.foundation = $1 AND p.phone = $2 AND NOT EXISTS (SELECT FROM voter_phone_end e WHERE e.phone = p.id)`, [foundation, phone]);
  return row ?? null;
}

/** A member's telephone gets its code however many strangers ask for some; so does one that has signed a proposal. */
export async function isAVoter(db: Asks, { foundation, phone }: { foundation: number; phone: string }): Promise<boolean> {
  const [row] = await db.query<[{ known: boolean }]>(
    `SELECT EXISTS (SELECT FROM voter_phone WHERE foundation = $1 AND phone = $2) OR EXISTS (SELECT FROM proposal_signature s JOIN proposal p ON p.id = s.proposal WHERE p.foundation = $1 AND s.phone = $2) AS known`, [foundation, phone]);
  return row.known;
}
