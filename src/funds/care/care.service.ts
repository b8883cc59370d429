import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, type Day } from '../../rules/day';
import type { Seat } from '../../rules/fund-opening';
import { Refused } from '../../rules/refused';

/** A seat in the committee of a fund. */
export interface Seated { readonly name: string; readonly side: Seat['side']; readonly chairs: boolean; readonly from: Day; readonly to: Day | null }

/** Who looks after a fund: its committee 管委会 and the one person in the house who answers for it. */
@Injectable()
export class FundCare {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Seats somebody. @throws NotFoundException, Refused `somebody-sits-once-in-a-committee`, `a-committee-has-one-chair`, `a-supervisor-does-not-chair`, `a-seat-ends-after-it-begins` */
  async seat(foundation: number, code: string, { name, side, chairs, from, to }: Seated, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      await tx.query('INSERT INTO fund_committee_seat (fund, name, side, chairs, from_day, to_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [fund, name, side, chairs, from, to, by.id, this.clock.now()]);
    });
  }

  /** Enters the last day of a seat. @throws NotFoundException also when it has one, Refused `a-seat-ends-after-it-begins` */
  async unseat(foundation: number, code: string, seat: number, lastDay: Day): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      const [, ended] = await tx.query<[unknown, number]>('UPDATE fund_committee_seat SET to_day = $3 WHERE id = $1 AND fund = $2 AND to_day IS NULL', [seat, fund, lastDay]);
      if (ended === 0) throw new NotFoundException();
    });
  }

  /** Gives a fund into somebody's hands from a day on; whoever had it until then has it until the day before. @throws NotFoundException, Refused `a-manager-is-in-office`, `a-fund-has-one-manager` */
  async entrust(foundation: number, code: string, { person, from }: { person: number; from: Day }, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      const found = await tx.query<unknown[]>(`SELECT 1 FROM appointment WHERE person = $1 AND foundation = $2 AND ended_at IS NULL AND $3 BETWEEN from_day AND coalesce(to_day, 'infinity') AND role NOT IN ('supervisor', 'auditor')`, [person, foundation, from]);
      if (found.length === 0) throw new Refused('a-manager-is-in-office', { field: 'person' });
      await tx.query('UPDATE fund_manager SET to_day = $2 WHERE fund = $1 AND from_day < $3 AND to_day IS NULL', [fund, addDays(from, -1), from]);
      await tx.query('INSERT INTO fund_manager (fund, person, from_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [fund, person, from, by.id, this.clock.now()]);
    });
  }
}

/** A fund with an agreement, by its code. @throws NotFoundException */
export async function fundByCode(db: Pick<EntityManager, 'query'>, foundation: number, code: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>('SELECT f.id FROM fund f JOIN agreement a ON a.fund = f.id WHERE f.foundation = $1 AND f.code = $2', [foundation, code]);
  if (!row) throw new NotFoundException();
  return row.id;
}
