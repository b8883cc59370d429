import type { EntityManager } from 'typeorm';
import type { Lang } from '../../platform/words';

/** Meetings that have a motion on their agenda, for the motion's page. */
export function meetingsOfMotion(_db: Pick<EntityManager, 'query'>, _motion: number, _lang: Lang): Promise<object[]> {
  return Promise.resolve([]);
}
