import type { EntityManager } from 'typeorm';
import type { Life } from '../../rules/life';

/** Where a foundation stands now, by its confirmed acts. */
export async function lifeOf(db: Pick<EntityManager, 'query'>, foundation: number): Promise<Life> {
  const [row] = await db.query<[{ life: Life }]>('SELECT life_of($1) AS life', [foundation]);
  return row.life;
}
