import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';

/**
 * Reserves that the council has set aside 理事会指定储备: a fund of class designated, opened and dissolved by its resolution. Money comes and goes by
 * vouchers of two between the general fund and it; the council can take its decision back, so it is never called restricted (解释 5).
 */
@Injectable()
export class Reserves {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `the-council-sets-a-reserve-aside`, `a-foundation-at-rest-opens-no-fund` */
  async open(foundation: number, { code, name, englishName, day, purpose, englishPurpose, resolution }: { code: string; name: string; englishName: string; day: Day; purpose: string; englishPurpose: string; resolution: number }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.query('SELECT reserve_open($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [foundation, code, name, englishName, day, purpose, englishPurpose, resolution, by.id, this.clock.now()]);
  }

  /** @throws NotFoundException, Refused `a-reserve-is-dissolved-at-zero`, `the-council-dissolves-a-reserve` */
  async dissolve(foundation: number, fund: number, { day, reason, resolution }: { day: Day; reason: string; resolution: number }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      const found = await tx.query<unknown[]>('SELECT FROM reserve WHERE fund = $1 AND foundation = $2', [fund, foundation]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('SELECT reserve_dissolve($1, $2, $3, $4, $5, $6, $7)', [foundation, fund, day, reason, resolution, by.id, this.clock.now()]);
    });
  }
}
