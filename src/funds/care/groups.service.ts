import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';

/** Groups of funds 基金分组: sums rolled up, and nothing else. A group holds no money, and no fund stands beneath another. */
@Injectable()
export class FundGroups {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `a-group-has-its-own-name` */
  async make(foundation: number, { name, englishName }: { name: string; englishName: string }, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.query('INSERT INTO fund_group (foundation, name, english_name, made_by, made_at) VALUES ($1, $2, $3, $4, $5)', [foundation, name, englishName, by.id, this.clock.now()]);
  }

  /** Puts a fund into a group from a day on. @throws NotFoundException, Refused `a-fund-is-in-a-group-once` */
  async join(foundation: number, group: number, { fund, from }: { fund: number; from: Day }, by: Pick<Person, 'id'>): Promise<void> {
    const written = await this.db.query<unknown[]>(
      `INSERT INTO fund_group_member (in_group, foundation, fund, from_day, recorded_by, recorded_at) SELECT g.id, g.foundation, f.id, $4, $5, $6 FROM fund_group g JOIN fund f ON f.foundation = g.foundation
       WHERE g.id = $2 AND g.foundation = $1 AND f.id = $3 RETURNING fund`, [foundation, group, fund, from, by.id, this.clock.now()]);
    if (written.length === 0) throw new NotFoundException();
  }

  /** Enters the last day of a fund in a group. @throws NotFoundException, Refused `a-membership-ends-after-it-begins` */
  async leave(foundation: number, group: number, { fund, lastDay }: { fund: number; lastDay: Day }): Promise<void> {
    const [, ended] = await this.db.query<[unknown, number]>('UPDATE fund_group_member SET to_day = $4 WHERE in_group = $2 AND foundation = $1 AND fund = $3 AND to_day IS NULL', [foundation, group, fund, lastDay]);
    if (ended === 0) throw new NotFoundException();
  }
}
