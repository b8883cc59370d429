import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';

/** What founders have promised in writing 认缴, before the bank shows it. It counts for nothing but for knowing what is still to come (400 art. 8). */
@Injectable()
export class FoundingPledges {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `the-council-decides-to-raise-the-original-fund` after the registration, when no resolution is named */
  async record(foundation: number, { founder, sum, dueDay, resolution }: { founder: string; sum: Fen; dueDay: Day; resolution: number | null }, by: Person): Promise<void> {
    await this.db.query('INSERT INTO founding_pledge (foundation, founder, sum, due_day, resolution, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [foundation, founder, sum, dueDay, resolution, by.id, this.clock.now()]);
  }

  /** @throws Refused `pledge-missing`, `a-pledge-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    const made = await this.db.query<unknown[]>(
      'INSERT INTO founding_pledge_withdrawal (pledge, foundation, why, withdrawn_by, withdrawn_at) SELECT id, foundation, $3, $4, $5 FROM founding_pledge WHERE id = $1 AND foundation = $2 RETURNING pledge', [id, foundation, why, by.id, this.clock.now()]);
    if (made.length === 0) throw new Refused('pledge-missing');
  }
}
