import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../../platform/access';
import { Clock } from '../../../platform/clock';
import type { Day } from '../../../rules/day';
import type { Fen } from '../../../rules/money';
import { Refused } from '../../../rules/refused';
import { PurseSheets } from '../purse-sheets.service';
import type { Purse } from '../purses.service';
import type { SheetLine } from '../sheet-rows';
import type { Keeper } from './keepers.service';

/** What a keeper has collected, as written in the notebook. */
export interface HandedIn {
  readonly key: string;
  readonly way: 'cash' | 'transfer';
  readonly day: Day;
  readonly lines: readonly SheetLine[];
}

/** Lists that keepers hand in: nothing is booked by them. Somebody of ours counts the money and makes one a sheet; from there on it goes as any other. */
@Injectable()
export class KeeperLists {
  constructor(private readonly db: DataSource, private readonly sheets: PurseSheets, private readonly clock: Clock) {}

  /** All of it or none; the same form sent twice is one list. @throws Refused with its line `sheet-door-not-on-the-list`; `a-closed-purse-takes-nothing`, `a-list-is-of-whoever-keeps-the-purse` */
  async handIn({ id: keeper, purse }: Keeper, { key, way, day, lines }: HandedIn): Promise<bigint> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const [again] = await tx.query<{ id: bigint }[]>('SELECT id FROM keeper_list WHERE form_key = $1 AND keeper = $2', [key, keeper]);
      if (again) return again.id;
      const households = await this.sheets.behindDoors(tx, purse, lines, 'rows');
      const [list] = await tx.query<[{ id: bigint }]>('INSERT INTO keeper_list (purse, keeper, form_key, way, day, sum, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id',
        [purse.fund.id, keeper, key, way, day, lines.reduce((all, line) => all + line.sum, 0n), this.clock.now()]);
      await tx.query('INSERT INTO keeper_list_line (list, purse, household, sum, day) SELECT $1, $2, household, sum, day FROM unnest($3::bigint[], $4::bigint[], $5::date[]) c (household, sum, day)',
        [list.id, purse.fund.id, households, lines.map((line) => line.sum), lines.map((line) => line.day)]);
      return list.id;
    });
  }

  /**
   * Somebody of ours has the money, of cash counted for the first time: the list is a sheet of the notebook, recorded by them.
   * @throws NotFoundException, Refused `a-list-is-taken-once`, `a-sheet-of-cash-is-the-cash-that-was-counted`
   */
  async take(purse: Purse, list: bigint, pieces: readonly number[], by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      await tx.query('SELECT purse_hold($1)', [purse.fund.id]);
      const [it] = await tx.query<{ way: 'cash' | 'transfer'; day: Day; open: boolean; times: number }[]>(
        `SELECT l.way, l.day, ${OPEN_LIST} AS open, (SELECT count(*)::int FROM keeper_list_sheet s WHERE s.list = l.id) AS times FROM keeper_list l WHERE l.id = $1 AND l.purse = $2`, [list, purse.fund.id]);
      if (!it) throw new NotFoundException();
      if (!it.open) throw new Refused('a-list-is-taken-once');
      const lines = await tx.query<{ household: bigint; sum: Fen; day: Day }[]>('SELECT household, sum, day FROM keeper_list_line WHERE list = $1 ORDER BY household', [list]);
      const sheet = await this.sheets.write(tx, purse, { key: `keeper-list-${list}-${it.times + 1}`, way: it.way, day: it.day, pieces: it.way === 'cash' ? pieces : null, lines }, by);
      await tx.query('INSERT INTO keeper_list_sheet (list, purse, sheet) VALUES ($1, $2, $3)', [list, purse.fund.id, sheet]);
      return sheet;
    });
  }

  /** Given back by us with the reason, or called back by the keeper. @throws NotFoundException, Refused `a-list-is-withdrawn-once`, `a-list-is-taken-once` */
  async giveBack(of: { purse: Purse } | Keeper, list: bigint, why: string, by: Person | null): Promise<void> {
    const done = await this.db.query<unknown[]>(
      `INSERT INTO keeper_list_withdrawal (list, by_person, at, why) SELECT id, $3, $4, $5 FROM keeper_list WHERE id = $1 AND purse = $2 AND ($6::int IS NULL OR keeper = $6) RETURNING list`,
      [list, of.purse.fund.id, by?.id ?? null, this.clock.now(), why, by === null && 'id' in of ? of.id : null]);
    if (done.length === 0) throw new NotFoundException();
  }
}

/** Of the list `l`: it waits to be counted. */
export const OPEN_LIST = 'sheet_of_list(l.id) IS NULL AND NOT EXISTS (SELECT FROM keeper_list_withdrawal w WHERE w.list = l.id)';
