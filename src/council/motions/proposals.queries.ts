import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Display } from '../../rules/names';

type Asks = Pick<EntityManager, 'query'>;

/** A proposal of residents, as its address shows it. */
export interface ProposalRow {
  readonly id: number; readonly code: string; readonly council: string; readonly question: string; readonly explanation: string; readonly at: Date; readonly endsOn: Day;
  readonly withdrawn: boolean;
  /** The number of the motion it has become. */
  readonly motion: string | null;
  readonly signed: number;
  /** How many make it a motion. */
  readonly least: number;
  readonly leastSource: string;
}
export interface SignatureRow { readonly id: number; readonly writes: boolean; readonly phone: string; readonly name: string; readonly door: string; readonly display: Display; readonly at: Date }

const ROWS = (lang: Lang): string => `
  SELECT p.id, p.code, c.${nameIn(lang)} AS council, p.question, p.explanation, p.at, p.ends_on AS "endsOn", EXISTS (SELECT FROM proposal_end e WHERE e.proposal = p.id) AS withdrawn, m.number AS motion,
    (SELECT count(*)::int FROM standing_signature s WHERE s.proposal = p.id) AS signed, q.value::int AS least, q.source AS "leastSource"
  FROM proposal p JOIN residents_council c ON c.id = p.council CROSS JOIN LATERAL policy_for(p.foundation, 'residents-to-table', coalesce((SELECT x.day FROM motion x WHERE x.proposal = p.id), $2)) q LEFT JOIN motion m ON m.proposal = p.id
  WHERE p.foundation = $1`;

interface Asked { readonly foundation: number; readonly today: Day; readonly lang: Lang }

export async function proposalOf(db: Asks, { foundation, today, lang }: Asked, code: string): Promise<ProposalRow | null> {
  const [row] = await db.query<ProposalRow[]>(`${ROWS(lang)} AND p.code = $3`, [foundation, today, code]);
  return row ?? null;
}

/** Those a telephone has written or signed, newest first. */
export const proposalsOfPhone = (db: Asks, { foundation, today, lang }: Asked, phone: string): Promise<(ProposalRow & { writes: boolean })[]> =>
  db.query(`SELECT q.*, s.writes FROM (${ROWS(lang)}) q JOIN standing_signature s ON s.proposal = q.id AND s.phone = $3 ORDER BY q.id DESC LIMIT 50`, [foundation, today, phone]);

/** Who stands beneath it, whoever wrote it first. */
export const signaturesOf = (db: Asks, proposal: number): Promise<SignatureRow[]> =>
  db.query('SELECT id, writes, phone, name, door, display, at FROM standing_signature WHERE proposal = $1 ORDER BY writes DESC, id', [proposal]);
