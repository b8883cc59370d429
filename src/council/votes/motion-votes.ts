import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';
import { type VoteRow, votesOf } from './votes.queries';

/** Votes on a motion as its page shows them: open, over, closed; no count of anything while one is open. */
export async function votesOfMotion(db: Pick<EntityManager, 'query'>, motion: number, { lang, now }: { lang: Lang; now: Date }): Promise<VoteRow[]> {
  const [of] = await db.query<{ foundation: number }[]>('SELECT foundation FROM motion WHERE id = $1', [motion]);
  return of ? votesOf(db, of.foundation, now, lang, motion) : [];
}
