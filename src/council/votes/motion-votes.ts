import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';

/** Votes on a motion as its page shows them: open, over, closed; no count of anything while one is open. */
export function votesOfMotion(_db: Pick<EntityManager, 'query'>, _motion: number, _asked: { lang: Lang; now: Date }): Promise<object[]> {
  return Promise.resolve([]);
}
