import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';

/** What was decided on a motion, its notice with objections, and whether it has taken effect; null before its vote is closed. */
export function resultOfMotion(_db: Pick<EntityManager, 'query'>, _motion: number, _asked: { lang: Lang; now: Date }): Promise<object | null> {
  return Promise.resolve(null);
}
