import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Group } from '../../people/groups/groups.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';

/** Which funds and purses a residents' group looks after: it says what they are for and shows them to its neighbours; their money stays the foundation's, or the households'. */
@Injectable()
export class GroupFunds {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws NotFoundException, Refused `a-group-looks-after-a-fund-once`, `an-ended-group-stays-as-it-is` */
  async entrust({ id, foundation }: Group, { fund, from, why }: { fund: string; from: Day; why: string }, by: Person): Promise<void> {
    if (from > this.clock.today()) throw new Refused('day-in-the-future', { field: 'fundFrom' });
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_fund (resident_group, foundation, fund, from_day, why, recorded_by, recorded_at) SELECT $1, f.foundation, f.id, $4, $5, $6, $7 FROM fund f WHERE f.foundation = $2 AND f.code = $3 RETURNING id', [id, foundation, fund, from, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @throws NotFoundException, Refused `a-looking-after-ends-once` */
  async end({ id }: Group, lookedAfter: number, { lastDay, why }: { lastDay: Day; why: string }, by: Person): Promise<void> {
    if (lastDay > this.clock.today()) throw new Refused('day-in-the-future', { field: 'fundDay' });
    const done = await this.db.query<unknown[]>('INSERT INTO resident_group_fund_end (looking_after, resident_group, last_day, why, by_person, at) SELECT id, resident_group, $3, $4, $5, $6 FROM resident_group_fund WHERE id = $1 AND resident_group = $2 RETURNING looking_after', [lookedAfter, id, lastDay, why, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** What is left in a fund, by the books. */
  async left(fund: number): Promise<Fen> {
    const [row] = await this.db.query<[{ money: Fen }]>('SELECT money FROM fund_balance WHERE fund = $1', [fund]);
    return row.money;
  }
}
