import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../../platform/access';
import { Clock } from '../../../platform/clock';
import { type Purse, Purses } from '../purses.service';

/** Whoever keeps a building's money, signed in by telephone. */
export interface Keeper {
  readonly id: number;
  readonly name: string;
  readonly purse: Purse;
}

/** Stair leaders 楼组长: which telephone opens the pages of which purse. */
@Injectable()
export class PurseKeepers {
  constructor(private readonly db: DataSource, private readonly purses: Purses, private readonly clock: Clock) {}

  /** @throws Refused `a-keeper-is-named-once`, `what-is-given-to-a-gift-fund-is-a-gift` */
  async name({ fund }: Purse, { name, phone }: { name: string; phone: string }, by: Person): Promise<void> {
    await this.db.query('INSERT INTO purse_keeper (purse, foundation, name, phone, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)', [fund.id, fund.foundation, name, phone, by.id, this.clock.now()]);
  }

  /** From this moment on the telephone opens nothing here; what was handed in stays. @throws NotFoundException, Refused `a-keeper-ends-once` */
  async end({ fund }: Purse, keeper: number, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO purse_keeper_end (keeper, by_person, at) SELECT id, $3, $4 FROM purse_keeper WHERE id = $1 AND purse = $2 RETURNING keeper', [keeper, fund.id, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @throws NotFoundException for a purse that this telephone does not keep */
  async find(foundation: number, phone: string, code: string): Promise<Keeper> {
    const purse = await this.purses.find(foundation, code);
    const [row] = await this.db.query<{ id: number; name: string }[]>('SELECT id, name FROM standing_keeper WHERE purse = $1 AND phone = $2', [purse.fund.id, phone]);
    if (!row) throw new NotFoundException();
    return { ...row, purse };
  }

  /** The purses that a telephone keeps. */
  async of(foundation: number, phone: string): Promise<{ code: string; name: string; englishName: string; place: string }[]> {
    return this.db.query(
      `SELECT f.code, f.name, f.english_name AS "englishName", o.place FROM standing_keeper k JOIN fund f ON f.id = k.purse JOIN purse p ON p.fund = k.purse JOIN purse_opening o ON o.id = p.opening
       WHERE k.foundation = $1 AND k.phone = $2 ORDER BY f.code`, [foundation, phone]);
  }
}

/** Whoever keeps a purse gets their code however many strangers ask for some. */
export async function keepsAPurse(db: Pick<EntityManager, 'query'>, { foundation, phone }: { foundation: number; phone: string }): Promise<boolean> {
  const rows = await db.query<unknown[]>('SELECT 1 FROM standing_keeper WHERE foundation = $1 AND phone = $2 LIMIT 1', [foundation, phone]);
  return rows.length > 0;
}
