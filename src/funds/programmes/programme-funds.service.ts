import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { type Entitlement, entitlement, type Formula, type Households, type Payer, PAYERS, type Zone } from '../../rules/entitlement';
import { allocate, type Fen, grouped } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { figuresOf, programmeFund } from './programmes.queries';

/** Which programme fund, by its code. */
export interface Which { readonly foundation: Pick<Foundation, 'id' | 'jurisdiction'>; readonly code: string }

export interface Count { readonly day: Day; readonly households: Households; readonly source: string }
export interface Assessment { readonly year: number; readonly count: number; readonly zone: Zone; readonly rural: boolean; readonly formulas: readonly Formula[]; readonly dues: readonly Day[] }
export type Decision = { readonly confirmed: true } | { readonly confirmed: false; readonly why: string };

/** What a programme fund is entitled to (M09, M10): households counted, a year assessed, each by one person and confirmed by another; what came. */
@Injectable()
export class ProgrammeFunds {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Records how many households there are, by a source. @throws NotFoundException, Refused `day-in-the-future`, `a-count-of-households-counts-some` */
  async count(which: Which, { day, households, source }: Count, by: Person): Promise<number> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const { id } = await programmeFund(tx, which);
      const [row] = await tx.query<[{ id: number }]>(
        'INSERT INTO household_count (foundation, fund, day, self_governed, work_unit, managed, scattered, source, counted_by, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id',
        [which.foundation.id, id, day, households['self-governed'], households['work-unit'], households.managed, households.scattered, source, by.id, this.clock.now()]);
      return row.id;
    });
  }

  /** A second person has compared it with its source, or refuses it. @throws NotFoundException, Refused `nobody-confirms-the-households-they-counted`, `a-count-of-households-is-decided-once` */
  async decideCount(which: Which, id: number, decision: Decision, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const [found] = await tx.query<{ by: number }[]>('SELECT counted_by AS by FROM household_count WHERE id = $1 AND fund = $2', [id, fund.id]);
      if (!found) throw new NotFoundException();
      await tx.query('INSERT INTO household_count_decision (count, foundation, fund, counted_by, confirmed, why, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        [id, which.foundation.id, fund.id, found.by, decision.confirmed, decision.confirmed ? null : decision.why, by.id, this.clock.now()]);
    });
  }

  /**
   * Works out what the fund is entitled to in a year, and by which days each payer pays: in equal parts, odd fen first.
   * @throws NotFoundException, Refused `an-entitlement-rests-on-a-confirmed-count`, `an-entitlement-has-days`, and what `rules/entitlement` says
   */
  async assess(which: Which, asked: Assessment, by: Person): Promise<number> {
    const dues = [...new Set(asked.dues)].sort();
    if (dues.length === 0 || dues.some((day) => !day.startsWith(`${asked.year}-`))) throw new Refused('an-entitlement-has-days', { field: 'due1', year: String(asked.year) });
    return this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const found = await this.workedOut(tx, which, fund.id, asked);
      const [row] = await tx.query<[{ id: number }]>(
        'INSERT INTO entitlement (foundation, fund, year, count, zone, rural, formulas, city, district, parts, assessed_by, assessed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id',
        [which.foundation.id, fund.id, asked.year, asked.count, asked.zone, asked.rural, asked.formulas, found.payers.city, found.payers.district, asJson(found.parts), by.id, this.clock.now()]);
      for (const payer of PAYERS) await this.writeDues(tx, row.id, payer, found.payers[payer], dues);
      return row.id;
    });
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-entitlement-they-assessed`, `an-entitlement-is-decided-once` */
  async decideEntitlement(which: Which, id: number, decision: Decision, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const [found] = await tx.query<{ by: number; year: number }[]>('SELECT assessed_by AS by, year FROM entitlement WHERE id = $1 AND fund = $2', [id, fund.id]);
      if (!found) throw new NotFoundException();
      await tx.query('INSERT INTO entitlement_decision (entitlement, foundation, fund, year, assessed_by, confirmed, why, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [id, which.foundation.id, fund.id, found.year, found.by, decision.confirmed, decision.confirmed ? null : decision.why, by.id, this.clock.now()]);
    });
  }

  /**
   * A subsidy that stands on the bank's statement counts for what a payer owes; a part of it where it brought what several owe, or what is owed for two years.
   * @param sum null: all of it that counts for nothing yet
   * @throws NotFoundException, Refused `an-entitlement-is-met-by-matched-subsidies`, `an-entitlement-is-confirmed-before-it-is-met`, `a-subsidy-counts-for-no-more-than-it-brought`
   */
  async receive(which: Which, { entry, year, payer, sum }: { entry: bigint; year: number; payer: Payer; sum: Fen | null }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const [open] = await tx.query<{ money: Fen }[]>('SELECT money FROM open_subsidy WHERE entry = $1 AND fund = $2', [entry, fund.id]);
      if (!open) throw new Refused('an-entitlement-is-met-by-matched-subsidies', { field: 'entry' });
      if (sum !== null && (sum <= 0n || sum > open.money)) throw new Refused('a-subsidy-counts-for-no-more-than-it-brought', { field: 'receiptSum', left: grouped(open.money) });
      await tx.query('INSERT INTO entitlement_receipt (entry, foundation, fund, year, payer, sum, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [entry, which.foundation.id, fund.id, year, payer, sum ?? open.money, by.id, this.clock.now()]);
    });
  }

  /** What was counted for the wrong payer or year counts no more, and may be counted anew. @throws NotFoundException, Refused `what-was-counted-is-taken-back-once` */
  async takeBack(which: Which, { receipt, why }: { receipt: number; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const found = await tx.query<unknown[]>('SELECT FROM entitlement_receipt WHERE id = $1 AND fund = $2', [receipt, fund.id]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('INSERT INTO entitlement_receipt_withdrawal (receipt, foundation, fund, why, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3, $4, $5, $6)', [receipt, which.foundation.id, fund.id, why, by.id, this.clock.now()]);
    });
  }

  private async workedOut(tx: EntityManager, { foundation }: Which, fund: number, { count, ...asked }: Assessment): Promise<Entitlement> {
    const [counted] = await tx.query<{ selfGoverned: number; workUnit: number; managed: number; scattered: number }[]>(
      `SELECT c.self_governed AS "selfGoverned", c.work_unit AS "workUnit", c.managed, c.scattered FROM household_count c JOIN household_count_decision d ON d.count = c.id AND d.confirmed WHERE c.id = $1 AND c.fund = $2`, [count, fund]);
    if (!counted) throw new Refused('an-entitlement-rests-on-a-confirmed-count', { field: 'count' });
    const households: Households = { 'self-governed': counted.selfGoverned, 'work-unit': counted.workUnit, managed: counted.managed, scattered: counted.scattered };
    return entitlement(await figuresOf(tx), { ...asked, households, jurisdiction: foundation.jurisdiction });
  }

  private async writeDues(tx: EntityManager, id: number, payer: Payer, sum: bigint, dues: readonly Day[]): Promise<void> {
    if (sum === 0n) return;
    const parts = allocate(sum, dues.map(() => 1n));
    for (const [at, due] of dues.entries()) if (parts[at]! > 0n) await tx.query('INSERT INTO entitlement_due (entitlement, payer, due, sum) VALUES ($1, $2, $3, $4)', [id, payer, due, parts[at]]);
  }
}

/** Sums as text: JSON knows no whole numbers of this size. */
const asJson = (parts: Entitlement['parts']): string => JSON.stringify(parts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
