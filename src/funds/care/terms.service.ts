import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

/** With how much a fund begins at least, by the foundation's own word; what the place asks for goes before it. */
@Injectable()
export class FundTerms {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Sets it from a day on; what held before stays readable. @throws Refused `terms-are-set-once-a-day` */
  async set(foundation: number, { sum, from, source }: { sum: Fen; from: Day; source: string }, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.query('INSERT INTO fund_terms (foundation, from_day, starting_sum, source, set_by, set_at) VALUES ($1, $2, $3, $4, $5, $6)', [foundation, from, sum, source, by.id, this.clock.now()]);
  }
}
