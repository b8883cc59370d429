import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { AgencyTest } from '../../rules/agency-test';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';

/** What a purse is opened with: the building, its keepers, what for, and the accountant's test. */
export interface Opening extends Omit<AgencyTest, 'passesOn'> {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly place: string;
  readonly keepers: readonly string[];
  readonly purpose: string;
  readonly rest: string;
  /** The agreement by which we only pass it on, by its name and number. */
  readonly passesOn: string | null;
  readonly day: Day;
}

/** A building purse 楼组自治金 by its fund. */
export interface Purse {
  readonly fund: FundRef;
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly place: string;
  readonly opened: Day;
  readonly closed: Day | null;
}

/** Opening and ending a purse: one answers the test, another who answers for the books confirms it (D14). */
@Injectable()
export class Purses {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Writes down what a purse is to be. @throws Refused `a-fund-has-its-own-code`, `day-in-the-future` */
  async prepare(foundation: number, o: Opening, by: Person): Promise<number> {
    if (o.day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    const [taken] = await this.db.query<unknown[]>('SELECT 1 FROM fund WHERE foundation = $1 AND code = $2', [foundation, o.code]);
    if (taken) throw new Refused('a-fund-has-its-own-code', { field: 'fundCode' });
    const [row] = await this.db.query<[{ id: number }]>(
      `INSERT INTO purse_opening (foundation, code, name, english_name, place, keepers, purpose, rest, passes_on, duty_at_once, only_between, named_by_giver, day, prepared_by, prepared_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
      [foundation, o.code, o.name, o.englishName, o.place, o.keepers, o.purpose, o.rest, o.passesOn, o.dutyAtOnce, o.onlyBetween, o.namedByGiver, o.day, by.id, this.clock.now()]);
    return row.id;
  }

  /** @throws NotFoundException, Refused `a-purse-is-opened-once`, `a-purse-opening-is-withdrawn-once` */
  async withdraw(foundation: number, opening: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, opening);
      await tx.query('INSERT INTO purse_opening_withdrawal (opening, by_person, at) VALUES ($1, $2, $3)', [opening, by.id, this.clock.now()]);
    });
  }

  /**
   * A second person has read the test and its answers: the purse is opened as what the test says it is.
   * @throws NotFoundException, Refused `nobody-confirms-the-test-they-answered`, `an-accountant-confirms-the-test-of-a-purse`, `a-purse-is-opened-once`, `a-fund-has-its-own-code`
   */
  async open(foundation: number, opening: number, by: Person): Promise<string> {
    return this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, opening);
      const [{ fund }] = await tx.query<[{ fund: number }]>('SELECT purse_open($1, $2, $3) AS fund', [opening, by.id, this.clock.now()]);
      const [{ code }] = await tx.query<[{ code: string }]>('SELECT code FROM fund WHERE id = $1', [fund]);
      return code;
    });
  }

  /** Ends a purse in which nothing is left. @throws NotFoundException, Refused `a-purse-is-closed-at-zero`, `a-fund-is-closed-once` */
  async close(foundation: number, code: string, reason: string, by: Person): Promise<void> {
    const { fund } = await this.find(foundation, code);
    await this.db.query('SELECT purse_close($1, $2, $3, $4, $5)', [fund.id, this.clock.today(), reason, by.id, this.clock.now()]);
  }

  /** @throws NotFoundException */
  async find(foundation: number, code: string, db: Pick<EntityManager, 'query'> = this.db): Promise<Purse> {
    const [row] = await db.query<(Omit<Purse, 'fund'> & { id: number; class: FundRef['class'] })[]>(
      `SELECT f.id, f.class, f.code, f.name, f.english_name AS "englishName", o.place, f.opened_on AS opened, c.day AS closed
       FROM purse p JOIN fund f ON f.id = p.fund JOIN purse_opening o ON o.id = p.opening LEFT JOIN fund_closing c ON c.fund = p.fund WHERE p.foundation = $1 AND f.code = $2`, [foundation, code]);
    if (!row) throw new NotFoundException();
    const { id, class: klass, ...rest } = row;
    return { ...rest, fund: { id, foundation, class: klass } };
  }

  private async refuseMissing(tx: EntityManager, foundation: number, opening: number): Promise<void> {
    const found = await tx.query<unknown[]>('SELECT FROM purse_opening WHERE id = $1 AND foundation = $2', [opening, foundation]);
    if (found.length === 0) throw new NotFoundException();
  }
}
