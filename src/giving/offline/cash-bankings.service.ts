import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { betweenPlaces } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, type Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { figureInForce } from './cash-counts.service';

/** What the pay-in slip of the bank shows. */
export interface Banking {
  readonly bank: string;
  readonly sum: Fen;
  readonly day: Day;
  readonly slip: string;
  /** Files that came with the form, by their keys. */
  readonly papers?: readonly string[];
}

/** Cash that lies in the box longer than it may: what came on a day and was not taken to the bank by another. */
export interface Overdue {
  readonly sum: Fen;
  readonly due: Day;
}

/** Cash goes to the bank on the day it came (现金管理暂行条例 11): one person takes it there, another confirms it by the slip. */
@Injectable()
export class CashBankings {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly papers: Papers, private readonly clock: Clock) {}

  /** @throws Refused `no-more-is-banked-than-lies-in-the-box`, `a-pay-in-slip-is-recorded-once` */
  async record(foundation: number, { bank, sum, day, slip, papers = [] }: Banking, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      const [places] = await tx.query<{ cash: number | null; bank: number | null }[]>(
        `SELECT (SELECT min(id) FROM place WHERE foundation = $1 AND account = '1001') AS cash, (SELECT id FROM place WHERE foundation = $1 AND account = '1002' AND id::text = $2) AS bank`, [foundation, bank]);
      if (places?.bank == null) throw new Refused('bank-missing', { field: 'bank' });
      if (places.cash === null) throw new Refused('no-more-is-banked-than-lies-in-the-box', { field: 'amount' });
      const [made] = await tx.query<[{ id: number }]>('INSERT INTO cash_banking (foundation, cash, bank, sum, day, slip, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id',
        [foundation, places.cash, places.bank, sum, day, slip, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'banking', id: made.id, foundation }, papers, by);
    });
  }

  /**
   * A second person confirms it by the slip, and it is booked.
   * @throws NotFoundException, Refused `nobody-confirms-the-banking-they-recorded`, `a-banking-ends-once`
   */
  async confirm(which: { foundation: number; id: number }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const found = await this.find(tx, which);
      if (found.recorded_by === by.id) throw new Refused('nobody-confirms-the-banking-they-recorded', {}, 'E3');
      const [general] = await tx.query<{ id: number }[]>(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`, [which.foundation]);
      const entry = await this.ledger.enter(tx, betweenPlaces({
        day: found.day, source: `cash-banking:${which.id}`, note: found.slip, general: { id: general!.id, foundation: which.foundation, class: 'general' }, sum: found.sum, from: { cash: found.cash }, to: { bank: found.bank },
      }));
      await tx.query('INSERT INTO cash_banking_confirmation (banking, recorded_by, confirmed_by, confirmed_at, entry) VALUES ($1, $2, $3, $4, $5)', [which.id, found.recorded_by, by.id, this.clock.now(), entry]);
      await this.vouchers.made(tx, which.foundation, found.recorded_by, [entry]);
    });
  }

  /** The slip was wrong, or the money never left: said with a reason before it is confirmed. @throws NotFoundException, Refused `a-banking-ends-once` */
  async withdraw(which: { foundation: number; id: number }, reason: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, which);
      await tx.query('INSERT INTO cash_banking_withdrawal (banking, by_person, at, reason) VALUES ($1, $2, $3, $4)', [which.id, by.id, this.clock.now(), reason]);
    });
  }

  private async find(tx: EntityManager, { foundation, id }: { foundation: number; id: number }): Promise<{ cash: number; bank: number; sum: Fen; day: Day; slip: string; recorded_by: number }> {
    const [found] = await tx.query<{ cash: number; bank: number; sum: Fen; day: Day; slip: string; recorded_by: number }[]>('SELECT cash, bank, sum, day, slip, recorded_by FROM cash_banking WHERE id = $1 AND foundation = $2', [id, foundation]);
    if (!found) throw new NotFoundException();
    return found;
  }
}

/** What lies in the box and is not taken to the bank by any person: in all, and by the day on which it came, what was taken first counted as what came first. */
export async function unbanked(db: Pick<EntityManager, 'query'>, foundation: number): Promise<{ day: Day; sum: Fen }[]> {
  return db.query<{ day: Day; sum: Fen }[]>(
    `WITH came AS (
       SELECT e.day, sum(p.debit) AS sum FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN place x ON x.id = p.place
       WHERE x.foundation = $1 AND p.account = '1001' AND (p.debit > 0 OR e.kind = 'reversal') GROUP BY e.day
     ), gone AS (
       SELECT coalesce(-sum(p.debit), 0) + (SELECT coalesce(sum(b.sum), 0) FROM cash_banking b WHERE b.foundation = $1
           AND NOT EXISTS (SELECT FROM cash_banking_withdrawal w WHERE w.banking = b.id) AND NOT EXISTS (SELECT FROM cash_banking_confirmation c WHERE c.banking = b.id)) AS sum
       FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN place x ON x.id = p.place WHERE x.foundation = $1 AND p.account = '1001' AND p.debit < 0 AND e.kind <> 'reversal'
     ), run AS (SELECT day, sum, sum(sum) OVER (ORDER BY day) - (SELECT sum FROM gone) AS left FROM came)
     SELECT day, least(sum, "left")::bigint AS sum FROM run WHERE "left" > 0 AND sum > 0 ORDER BY day`, [foundation]);
}

/** What lies in the box, by the day on which it must be at the bank; null while no figure is in force. */
export async function dueCash(db: Pick<EntityManager, 'query'>, foundation: number): Promise<{ sum: Fen; due: Day | null }[]> {
  const due: { sum: Fen; due: Day | null }[] = [];
  for (const { day, sum } of await unbanked(db, foundation)) {
    const figure = await figureInForce(db, foundation, 'cash-banked-within-days', day);
    due.push({ sum, due: figure && addDays(day, Number(figure.value)) });
  }
  return due;
}

/** What should have been banked by now. */
export async function overdueCash(db: Pick<EntityManager, 'query'>, foundation: number, today: Day): Promise<Overdue[]> {
  return (await dueCash(db, foundation)).flatMap(({ sum, due }) => (due !== null && due < today ? [{ sum, due }] : []));
}
