import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { type LifeAct, PAPER_OF, refuseOutOfOrder } from '../../rules/life';
import type { Fen } from '../../rules/money';
import { changeRegistered, type FoundationKind } from '../../rules/original-fund';
import { Refused } from '../../rules/refused';
import { lawfulFloor } from '../registrations.service';
import { lifeOf } from './life';

/** An act as the registrar's paper and the council's resolution say it. */
export interface SaidAct {
  readonly kind: LifeAct;
  readonly day: Day;
  readonly why: string;
  readonly paper: { readonly name: string; readonly number: string };
  readonly resolution: number | null;
  readonly change: { readonly sum: Fen; readonly kind: FoundationKind } | null;
  readonly liquidation: { readonly group: string; readonly creditorsUntil: Day } | null;
}

type Whose = Pick<Foundation, 'id' | 'jurisdiction'>;

/** Acts of a foundation's life 暂停、恢复、变更登记、清算、注销: entered by one with their paper, compared with it by another; only then they count. */
@Injectable()
export class LifeActs {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * @returns its id
   * @throws Refused `an-act-of-life-follows-the-one-before`, `the-life-of-a-foundation-goes-forward`, `the-council-decides-what-is-registered`, those of a change
   */
  async record(foundation: Whose, said: SaidAct, by: Person, files: readonly string[] = []): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.judge(tx, foundation, said);
      // what was withdrawn and is entered again rests on the same paper
      const [paper] = await tx.query<[{ id: number }]>(
        `WITH filed AS (INSERT INTO founding_paper (foundation, kind, name, number, day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT ON CONSTRAINT a_paper_is_filed_once DO NOTHING RETURNING id)
         SELECT id FROM filed UNION ALL SELECT id FROM founding_paper WHERE (foundation, kind, name, number, day) = ($1, $2, $3, $4, $5)`,
        [foundation.id, PAPER_OF[said.kind], said.paper.name, said.paper.number, said.day, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'founding', id: paper.id, foundation: foundation.id }, files, by);
      const [act] = await tx.query<[{ id: number }]>(
        `INSERT INTO life_act (foundation, kind, day, why, paper, resolution, registered_sum, as_kind, liquidators, creditors_until, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
        [foundation.id, said.kind, said.day, said.why, paper.id, said.resolution, said.change?.sum, said.change?.kind, said.liquidation?.group, said.liquidation?.creditorsUntil, by.id, this.clock.now()]);
      return act.id;
    });
  }

  /**
   * A second person has compared it with its paper: it counts from now on, and the floor of the original fund moves with it.
   * @throws NotFoundException, Refused `nobody-confirms-the-act-they-recorded`, `an-act-of-life-is-confirmed-once`, those of `record`, `a-foundation-ends-when-every-fund-is-at-zero`
   */
  async confirm(foundation: Whose, id: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const act = await this.find(tx, foundation.id, id);
      if (act.recorded_by === by.id) throw new Refused('nobody-confirms-the-act-they-recorded');
      if (act.confirmed) throw new Refused('an-act-of-life-is-confirmed-once');
      await this.judge(tx, foundation, act.said);
      await tx.query('SELECT foundation_life_confirm($1, $2, $3, $4)', [foundation.id, id, by.id, this.clock.now()]);
    });
  }

  /** Entered wrongly, and seen before it was confirmed. @throws NotFoundException, Refused `a-confirmed-act-of-life-stays`, `an-act-of-life-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, foundation, id);
      await tx.query('INSERT INTO life_act_withdrawal (act, why, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3, $4)', [id, why, by.id, this.clock.now()]);
    });
  }

  /** The same as the database asks, with the sums written out. */
  private async judge(tx: EntityManager, foundation: Whose, { kind, day, change, resolution }: SaidAct): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    refuseOutOfOrder(await lifeOf(tx, foundation.id), kind);
    if (!change) return;
    if (resolution === null) throw new Refused('the-council-decides-what-is-registered', { field: 'resolution' }, '400 arts. 10, 21');
    const [now] = await tx.query<[{ sum: Fen }]>('SELECT sum FROM registered_now WHERE foundation = $1', [foundation.id]);
    const required = await lawfulFloor(tx, foundation, day, change.kind);
    // what it was worth by that day and is worth still: the bank, an opening balance or the general fund has brought it
    const [{ received }] = await tx.query<[{ received: Fen }]>(
      `SELECT LEAST(b.worth, coalesce((SELECT sum(x.worth) FROM entry_fund x WHERE x.fund = b.fund AND x.day <= $2), 0))::bigint AS received FROM fund_balance b WHERE b.foundation = $1 AND b.class = 'original'`, [foundation.id, day]);
    changeRegistered({ registered: now.sum, sum: change.sum, required, received });
  }

  private async find(tx: EntityManager, foundation: number, id: number): Promise<{ recorded_by: number; confirmed: boolean; said: SaidAct }> {
    const [row] = await tx.query<(Omit<SaidAct, 'change' | 'liquidation' | 'paper'> & { sum: Fen | null; as: FoundationKind; recorded_by: number; confirmed: boolean })[]>(
      `SELECT a.kind, a.day, a.why, a.resolution, a.registered_sum AS sum, a.as_kind AS as, a.recorded_by, EXISTS (SELECT FROM life_act_confirmation c WHERE c.act = a.id) AS confirmed
       FROM life_act a WHERE a.id = $1 AND a.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    const { sum, as, recorded_by, confirmed, ...act } = row;
    return { recorded_by, confirmed, said: { ...act, paper: { name: '', number: '' }, change: sum === null ? null : { sum, kind: as }, liquidation: null } };
  }
}
