import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Papers } from '../people/papers/papers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';
import { type Body, type Majority, refuseUndecided, ruleOf, type Vote } from '../rules/resolution';
import { bodyRules, kinBeyondTheLaw } from './resolutions.queries';

/** A decision as its signed paper has it. */
export interface Decision extends Vote {
  readonly body: Body;
  readonly majority: Majority;
  readonly number: string;
  readonly day: Day;
  readonly subject: string;
  /** Of households: which building's, by the code of its purse. */
  readonly purse?: string | undefined;
}

/** Resolutions 决议: what a body has decided on paper, entered by one person and compared with the paper by another (regulations B5, B6; M19). */
@Injectable()
export class Resolutions {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Enters a decision with the files of its signed paper. @returns its id
   * @throws Refused `a-resolution-rests-on-a-quorum`, `a-resolution-was-carried-by-its-majority`, `a-resolution-counts-its-voters`, `a-resolution-is-recorded-once`, `a-resolution-is-not-of-a-day-to-come`, `a-council-counts-everybody-in-office`, `households-decide-for-one-building`, `households-are-counted-by-their-list`
   */
  async record(foundation: number, decision: Decision, by: Person, papers: readonly string[] = []): Promise<number> {
    const { body, majority, number, day, subject, entitled, present } = decision;
    if (day > this.clock.today()) throw new Refused('a-resolution-is-not-of-a-day-to-come', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const [{ members }] = await tx.query<[{ members: number }]>(
        `SELECT count(DISTINCT o.party)::int AS members FROM office_time o WHERE o.foundation = $1 AND o.office = 'director' AND o.from_day < $2 AND $2 < o.last_day`, [foundation, day]);
      if (body === 'council' && entitled < members) throw new Refused('a-council-counts-everybody-in-office', { field: 'entitled', members: String(members) }, '400 art. 21; CL 55');
      const purse = body === 'households' ? await this.building(tx, foundation, decision) : null;
      refuseUndecided(ruleOf(await bodyRules(tx), decision), decision);
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at, purse)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
        [foundation, body, majority, number, day, subject, entitled, present, decision.for, decision.against, by.id, this.clock.now(), purse]);
      await this.papers.attach(tx, { column: 'resolution', id: row.id, foundation }, papers, by);
      return row.id;
    });
  }

  /**
   * A second person has found it on the signed paper; from now on acts may rest on it.
   * @param standsBecause why it stands although more family sat on the council than the law allows (B2)
   * @throws NotFoundException, Refused `a-council-beyond-the-law-says-why-it-decides`, `nobody-confirms-the-resolution-they-recorded`, `a-resolution-shows-its-signed-paper`, `a-resolution-is-confirmed-once`, `a-withdrawn-resolution-stays-withdrawn`
   */
  async confirm(foundation: number, id: number, by: Person, standsBecause: string | null = null): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, id);
      if (standsBecause === null && (await kinBeyondTheLaw(tx, id)) > 0) throw new Refused('a-council-beyond-the-law-says-why-it-decides', { field: 'standsBecause' }, '400 art. 20');
      await tx.query(
        `INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at, stands_because)
         SELECT id, foundation, body, majority, recorded_by, $2, $3, $4 FROM resolution WHERE id = $1`, [id, by.id, this.clock.now(), standsBecause]);
    });
  }

  /** Takes back what was entered wrongly, before it is confirmed. @throws NotFoundException, Refused `a-confirmed-resolution-stands`, `a-resolution-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.refuseMissing(tx, foundation, id);
      await tx.query('INSERT INTO resolution_withdrawal (resolution, why, by_person, at) VALUES ($1, $2, $3, $4)', [id, why, by.id, this.clock.now()]);
    });
  }

  /** The purse of the building that decided, all of whose households are counted. */
  private async building(tx: EntityManager, foundation: number, { purse, day, entitled }: Decision): Promise<number> {
    const [found] = await tx.query<{ id: number; fewest: number; most: number }[]>(
      `SELECT f.id, n.fewest, n.most FROM fund f JOIN fund_kind k ON k.fund = f.id AND k.kind = 'purse', LATERAL households_on(f.id, $3) n WHERE f.foundation = $1 AND f.code = $2`, [foundation, purse ?? '', day]);
    if (!found) throw new Refused('households-decide-for-one-building', { field: 'purse' }, '城市居委会组织法 16');
    if (entitled < found.fewest || entitled > found.most) throw new Refused('households-are-counted-by-their-list', { field: 'entitled', n: String(found.most) }, 'M03');
    return found.id;
  }

  private async refuseMissing(tx: EntityManager, foundation: number, id: number): Promise<void> {
    const found = await tx.query<unknown[]>('SELECT FROM resolution WHERE id = $1 AND foundation = $2', [id, foundation]);
    if (found.length === 0) throw new NotFoundException();
  }
}
