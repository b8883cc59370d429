import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { openDay } from '../../bank/bookings.service';
import type { FundClass } from '../../ledger/kinds';
import { remainingProperty } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import { refuseGroup } from '../../people/groups/no-payee';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { isCreditCode } from '../../rules/identity';
import { type Fen, grouped } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { lifeOf } from './life';

/** To whom what remains goes, and where that is published. */
export interface HandedOn {
  readonly fund: string;
  readonly place: string;
  readonly sum: Fen;
  readonly day: Day;
  readonly receiver: string;
  readonly creditCode: string;
  /** Why its purpose is the same or similar (400 art. 33; CL 18). */
  readonly purpose: string;
  readonly published: string;
}

/** What remains of a foundation in liquidation 剩余财产: handed on by two people, out of each fund by name, in the books to the fen. */
@Injectable()
export class RemainingProperty {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** @throws Refused `only-a-liquidation-hands-on-what-remains`, `a-receiver-is-known-by-its-credit-code`, `what-remains-goes-to-no-business`, `what-remains-goes-to-another` */
  async record(foundation: number, said: HandedOn, by: Person): Promise<number> {
    if (said.day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    if (!isCreditCode(said.creditCode)) throw new Refused('a-receiver-is-known-by-its-credit-code', { field: 'creditCode' }, 'GB 32100');
    if (said.creditCode.startsWith('9')) throw new Refused('what-remains-goes-to-no-business', { field: 'creditCode' }, '400 art. 33; CL 18');
    return this.db.transaction(async (tx) => {
      await this.refuseAlive(tx, foundation);
      await refuseGroup(tx, { foundation, name: said.receiver, field: 'receiver' });
      if ((await tx.query<unknown[]>('SELECT FROM foundation WHERE id = $1 AND credit_code = $2', [foundation, said.creditCode])).length > 0) throw new Refused('what-remains-goes-to-another', { field: 'creditCode' }, '400 art. 33');
      const [row] = await tx.query<{ id: number }[]>(
        `INSERT INTO remaining_property (foundation, fund, place, sum, day, receiver, credit_code, purpose, published, recorded_by, recorded_at)
         SELECT $1, f.id, p.id, $4, $5, $6, $7, $8, $9, $10, $11 FROM fund f, place p WHERE f.foundation = $1 AND f.code = $2 AND f.class <> 'agency' AND p.foundation = $1 AND p.code = $3 AND p.account = '1002' RETURNING id`,
        [foundation, said.fund, said.place, said.sum, said.day, said.receiver, said.creditCode, said.purpose, said.published, by.id, this.clock.now()]);
      if (!row) throw new Refused('choice-unknown', { field: 'fund' });
      return row.id;
    });
  }

  /** A second person has compared it with the receiver's paper; it is booked. @throws NotFoundException, Refused `nobody-hands-on-what-they-recorded`, `remaining-property-is-handed-on-once`, `creditors-are-heard-before-anything-is-handed-on`, `debts-are-paid-before-anything-is-handed-on` */
  async confirm(foundation: number, id: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const found = await this.find(tx, foundation, id);
      if (found.recorded_by === by.id) throw new Refused('nobody-hands-on-what-they-recorded');
      if (found.confirmed) throw new Refused('remaining-property-is-handed-on-once');
      if (found.withdrawn) throw new Refused('remaining-property-is-withdrawn-once');
      await this.refuseAlive(tx, foundation);
      await this.refuseBeforeDebts(tx, foundation, found.day);
      const entry = await this.ledger.enter(tx, remainingProperty({
        day: await openDay(tx, foundation, found.day), factDay: found.day, source: `remaining-property:${id}`, party: found.receiver, note: found.purpose, fund: { id: found.fund, foundation, class: found.class }, sum: found.sum, bank: found.place,
      }));
      await this.vouchers.made(tx, foundation, found.recorded_by, [entry]);
      await tx.query('INSERT INTO remaining_property_confirmation (remaining, foundation, recorded_by, confirmed_by, confirmed_at, entry) VALUES ($1, $2, $3, $4, $5, $6)', [id, foundation, found.recorded_by, by.id, this.clock.now(), entry]);
    });
  }

  /** @throws NotFoundException, Refused `remaining-property-is-handed-on-once`, `remaining-property-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      if ((await this.find(tx, foundation, id)).confirmed) throw new Refused('remaining-property-is-handed-on-once');
      await tx.query('INSERT INTO remaining_property_withdrawal (remaining, why, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3, $4)', [id, why, by.id, this.clock.now()]);
    });
  }

  private async refuseAlive(tx: EntityManager, foundation: number): Promise<void> {
    if ((await lifeOf(tx, foundation)) !== 'liquidating') throw new Refused('only-a-liquidation-hands-on-what-remains', {}, '400 art. 33');
  }

  /** What remains is what is left when creditors have been heard and every debt is paid. */
  private async refuseBeforeDebts(tx: EntityManager, foundation: number, day: Day): Promise<void> {
    const [{ until, owed }] = await tx.query<[{ until: Day; owed: Fen }]>(
      `SELECT (SELECT a.creditors_until FROM life_act a JOIN life_act_confirmation c ON c.act = a.id WHERE a.foundation = $1 AND a.kind = 'liquidation') AS until,
         (SELECT coalesce(sum(owed) FILTER (WHERE owed > 0), 0)::bigint FROM fund_balance WHERE foundation = $1) AS owed`, [foundation]);
    if (day <= until) throw new Refused('creditors-are-heard-before-anything-is-handed-on', { until }, '400 art. 18');
    if (owed > 0n) throw new Refused('debts-are-paid-before-anything-is-handed-on', { owed: grouped(owed) }, '400 art. 33');
  }

  private async find(tx: EntityManager, foundation: number, id: number): Promise<Found> {
    const [row] = await tx.query<Found[]>(
      `SELECT r.fund, f.class, r.place, r.sum, r.day, r.receiver, r.purpose, r.recorded_by, EXISTS (SELECT FROM remaining_property_confirmation c WHERE c.remaining = r.id) AS confirmed,
         EXISTS (SELECT FROM remaining_property_withdrawal w WHERE w.remaining = r.id) AS withdrawn
       FROM remaining_property r JOIN fund f ON f.id = r.fund WHERE r.id = $1 AND r.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    return row;
  }
}

interface Found { fund: number; class: FundClass; place: number; sum: Fen; day: Day; receiver: string; purpose: string; recorded_by: number; confirmed: boolean; withdrawn: boolean }
