import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { addDays, type Day } from '../rules/day';
import { Refused } from '../rules/refused';
import { Matches } from './matches.service';
import type { Place } from './places';

/** Longer than this nothing waits without being looked at again. */
const LONGEST = 90;

/** A line that nobody can explain today may wait, with its reason and until a day. */
@Injectable()
export class Holds {
  constructor(private readonly db: DataSource, private readonly matches: Matches, private readonly clock: Clock) {}

  /** @throws Refused `a-hold-ends-soon` */
  async hold(place: Place, line: bigint, { why, until }: { why: string; until: Day }, by: Person): Promise<void> {
    const last = addDays(this.clock.today(), LONGEST);
    if (until <= this.clock.today() || until > last) throw new Refused('a-hold-ends-soon', { field: 'until', last });
    await this.db.transaction(async (tx) => {
      await this.matches.openLine(tx, place, line);
      await tx.query('INSERT INTO bank_hold (line, why, until, held_by, held_at) VALUES ($1, $2, $3, $4, $5)', [line, why, until, by.id, this.clock.now()]);
    });
  }
}
