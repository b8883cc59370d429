import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';
import { meetingsOf } from './meetings.queries';

/** Meetings that have a motion on their agenda, the newest first, for the motion's page (`shared/motion-meetings`). */
export async function meetingsOfMotion(db: Pick<EntityManager, 'query'>, motion: number, lang: Lang): Promise<object[]> {
  const [row] = await db.query<{ foundation: number }[]>('SELECT foundation FROM motion WHERE id = $1', [motion]);
  return row ? meetingsOf(db, row.foundation, lang, { motion }) : [];
}
