import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Papers } from '../people/papers/papers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';
import { type Body, type Majority, refuseUndecided, ruleOf, type Vote } from '../rules/resolution';
import { bodyRules } from './resolutions.queries';

/** A decision as its signed paper has it. */
export interface Decision extends Vote {
  readonly body: Body;
  readonly majority: Majority;
  readonly number: string;
  readonly day: Day;
  readonly subject: string;
}

/** Resolutions 决议: what a body has decided on paper, entered by one person and compared with the paper by another (regulations B5, B6; M19). */
@Injectable()
export class Resolutions {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Enters a decision with the files of its signed paper. @returns its id
   * @throws Refused `a-resolution-rests-on-a-quorum`, `a-resolution-was-carried-by-its-majority`, `a-resolution-counts-its-voters`, `a-resolution-is-recorded-once`, `a-resolution-is-not-of-a-day-to-come`
   */
  async record(foundation: number, decision: Decision, by: Person, papers: readonly string[] = []): Promise<number> {
    const { body, majority, number, day, subject, entitled, present } = decision;
    if (day > this.clock.today()) throw new Refused('a-resolution-is-not-of-a-day-to-come', { field: 'day' });
    return this.db.transaction(async (tx) => {
      refuseUndecided(ruleOf(await bodyRules(tx), decision), decision);
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
        [foundation, body, majority, number, day, subject, entitled, present, decision.for, decision.against, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'resolution', id: row.id, foundation }, papers, by);
      return row.id;
    });
  }

  /**
   * A second person has found it on the signed paper; from now on acts may rest on it.
   * @throws NotFoundException, Refused `nobody-confirms-the-resolution-they-recorded`, `a-resolution-shows-its-signed-paper`, `a-resolution-is-confirmed-once`, `a-withdrawn-resolution-stays-withdrawn`
   */
  async confirm(foundation: number, id: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, id);
      await tx.query(
        `INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at)
         SELECT id, foundation, body, majority, recorded_by, $2, $3 FROM resolution WHERE id = $1`, [id, by.id, this.clock.now()]);
    });
  }

  /** Takes back what was entered wrongly, before it is confirmed. @throws NotFoundException, Refused `a-confirmed-resolution-stands`, `a-resolution-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, id);
      await tx.query('INSERT INTO resolution_withdrawal (resolution, why, by_person, at) VALUES ($1, $2, $3, $4)', [id, why, by.id, this.clock.now()]);
    });
  }

  private async refuseMissing(tx: EntityManager, foundation: number, id: number): Promise<void> {
    const found = await tx.query<unknown[]>('SELECT FROM resolution WHERE id = $1 AND foundation = $2', [id, foundation]);
    if (found.length === 0) throw new NotFoundException();
  }
}
