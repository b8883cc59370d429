import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import type { Chore } from '../platform/worker';
import type { Day } from '../rules/day';

/** What an enterprise lets us publish on a day; nothing until it has said so. */
export async function consentOn(db: Pick<EntityManager, 'query'>, enterprise: number, day: Day): Promise<'nothing' | 'kept' | 'sums' | 'figures'> {
  const [row] = await db.query<{ level: 'nothing' | 'kept' | 'sums' | 'figures' }[]>('SELECT level FROM enterprise_consent WHERE enterprise = $1 AND from_day <= $2 ORDER BY from_day DESC, id DESC LIMIT 1', [enterprise, day]);
  return row?.level ?? 'nothing';
}

/** The books are public and have a sum in every row: they name an enterprise that lets its sums be known. */
export async function publicName(db: Pick<EntityManager, 'query'>, { id, name }: { id: number; name: string }, today: Day): Promise<string | null> {
  const level = await consentOn(db, id, today);
  return level === 'sums' || level === 'figures' ? name : null;
}

/** Takes names out of the books on the day on which an enterprise withdraws its consent; once it is written down, and every hour for what begins later. */
@Injectable()
export class WithheldNames implements Chore {
  readonly name = 'withhold names';
  readonly every = 3_600_000;

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async run(): Promise<boolean> {
    await withholdNames(this.db, this.clock.today());
    return false;
  }
}

export const withholdNames = (db: Pick<EntityManager, 'query'>, today: Day): Promise<unknown> => db.query('SELECT withhold_names($1)', [today]);
