import type { EntityManager } from 'typeorm';
import type { Day } from '../rules/day';

/** What an enterprise lets us publish on a day; nothing until it has said so. */
export async function consentOn(db: Pick<EntityManager, 'query'>, enterprise: number, day: Day): Promise<'nothing' | 'kept' | 'sums' | 'figures'> {
  const [row] = await db.query<{ level: 'nothing' | 'kept' | 'sums' | 'figures' }[]>('SELECT level FROM enterprise_consent WHERE enterprise = $1 AND from_day <= $2 ORDER BY from_day DESC, id DESC LIMIT 1', [enterprise, day]);
  return row?.level ?? 'nothing';
}

/** The books are public and tell the sum: they name an enterprise that lets its sums be known. */
export async function publicName(db: Pick<EntityManager, 'query'>, { id, name }: { id: number; name: string }, day: Day): Promise<string | null> {
  const level = await consentOn(db, id, day);
  return level === 'sums' || level === 'figures' ? name : null;
}
