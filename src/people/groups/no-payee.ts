import type { EntityManager } from 'typeorm';
import { Refused } from '../../rules/refused';

/** Whoever is written to be paid, or to sign, is a person or a body. The database says the same of every row. @param field where the name was typed @throws Refused `a-group-is-no-payee` */
export async function refuseGroup(db: Pick<EntityManager, 'query'>, { foundation, name, field }: { foundation: number; name: string | null; field: string }): Promise<void> {
  const [{ is }] = await db.query<[{ is: boolean }]>('SELECT is_a_group($1, $2) AS is', [foundation, name]);
  if (is) throw new Refused('a-group-is-no-payee', { field }, 'I3');
}
