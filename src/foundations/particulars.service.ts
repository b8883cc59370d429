import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';

/** What the charter and the certificate say besides name and sum 住所、业务范围 (400 arts. 10, 11). */
export interface SaidParticulars {
  readonly from: Day;
  readonly domicile: string;
  readonly englishDomicile: string;
  readonly scope: string;
  readonly englishScope: string;
  /** The registrar's approval; needed once it is registered. */
  readonly approval: string | null;
}

@Injectable()
export class Particulars {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `what-is-registered-changes-at-the-registrar` */
  async record(foundation: number, said: SaidParticulars, by: Person): Promise<void> {
    if (said.from > this.clock.today()) throw new Refused('day-in-the-future', { field: 'from' });
    await this.db.query('INSERT INTO foundation_particulars (foundation, from_day, domicile, english_domicile, scope, english_scope, approval, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [foundation, said.from, said.domicile, said.englishDomicile, said.scope, said.englishScope, said.approval, by.id, this.clock.now()]);
  }
}

/** Those in force on a day. */
export async function particularsOn(db: Pick<EntityManager, 'query'>, foundation: number, day: Day): Promise<SaidParticulars | null> {
  const [row] = await db.query<SaidParticulars[]>(
    `SELECT from_day AS "from", domicile, english_domicile AS "englishDomicile", scope, english_scope AS "englishScope", approval
     FROM foundation_particulars WHERE foundation = $1 AND from_day <= $2 ORDER BY from_day DESC, id DESC LIMIT 1`, [foundation, day]);
  return row ?? null;
}
