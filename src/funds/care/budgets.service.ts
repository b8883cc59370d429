import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { fundByCode } from './care.service';

export interface Line { readonly code: string; readonly name: string; readonly englishName: string }
export interface LineSum { readonly line: number; readonly sum: Fen }

/** Lines of a fund 预算科目 and what they may cost in a year 年度预算: prepared by one person, approved by another. */
@Injectable()
export class FundBudgets {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws NotFoundException, Refused `a-line-has-its-own-code` */
  async addLine(foundation: number, code: string, line: Line, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      await tx.query('INSERT INTO fund_line (fund, code, name, english_name, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)', [fund, line.code, line.name, line.englishName, by.id, this.clock.now()]);
    });
  }

  /** Draws up the budget of a year, all lines of it; the one before stays as it was. @throws NotFoundException, Refused `a-budget-has-figures` */
  async prepare(foundation: number, code: string, { year, sums }: { year: number; sums: readonly LineSum[] }, by: Pick<Person, 'id'>): Promise<number> {
    if (!sums.some(({ sum }) => sum > 0n)) throw new Refused('a-budget-has-figures', { field: 'sums' });
    return this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      const [budget] = await tx.query<[{ id: number }]>('INSERT INTO fund_budget (fund, year, prepared_by, prepared_at) VALUES ($1, $2, $3, $4) RETURNING id', [fund, year, by.id, this.clock.now()]);
      for (const { line, sum } of sums) await tx.query('INSERT INTO fund_budget_line (budget, fund, line, sum) VALUES ($1, $2, $3, $4)', [budget.id, fund, line, sum]);
      return budget.id;
    });
  }

  /** @throws NotFoundException, Refused `nobody-approves-the-budget-they-prepared`, `a-budget-is-approved-once` */
  async approve(foundation: number, code: string, budget: number, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      const [row] = await tx.query<{ preparedBy: number }[]>('SELECT prepared_by AS "preparedBy" FROM fund_budget WHERE id = $1 AND fund = $2', [budget, fund]);
      if (!row) throw new NotFoundException();
      if (row.preparedBy === by.id) throw new Refused('nobody-approves-the-budget-they-prepared');
      await tx.query('INSERT INTO fund_budget_approval (budget, prepared_by, approved_by, approved_at) VALUES ($1, $2, $3, $4)', [budget, row.preparedBy, by.id, this.clock.now()]);
    });
  }

  /** Says to which line costs and promises belong; said again, the newest holds. What keeps a promise belongs where the promise does. @throws NotFoundException, Refused `a-line-is-of-a-fund-of-the-entry` */
  async tag(foundation: number, code: string, { line, entries }: { line: number; entries: readonly bigint[] }, by: Pick<Person, 'id'>): Promise<void> {
    if (entries.length === 0) throw new Refused('nothing-picked', { field: 'entry' });
    await this.db.transaction(async (tx) => {
      const fund = await fundByCode(tx, foundation, code);
      const found = await tx.query<unknown[]>('SELECT 1 FROM fund_line WHERE id = $1 AND fund = $2', [line, fund]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('INSERT INTO entry_line (entry, fund, line, tagged_by, tagged_at) SELECT entry, $2, $3, $4, $5 FROM unnest($1::bigint[]) entry', [entries.map(String), fund, line, by.id, this.clock.now()]);
    });
  }
}
