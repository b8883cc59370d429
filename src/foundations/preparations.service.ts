import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Place, placesOf } from '../bank/places';
import type { FundRef } from '../ledger/draft';
import { Ledger } from '../ledger/ledger.service';
import { type Foundation, Foundations } from '../people/foundations';
import type { Day } from '../rules/day';

export interface BankAccount {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
}

@Injectable()
export class Preparations {
  constructor(private readonly db: DataSource, private readonly foundations: Foundations, private readonly ledger: Ledger) {}

  /** Begins the books of a foundation that is being prepared: its original and its general fund, and the bank account it opened. */
  async begin(facts: Omit<Foundation, 'id'>, { day, bank }: { day: Day; bank: BankAccount }): Promise<Foundation> {
    return this.db.transaction(async (tx) => {
      const foundation = await this.foundations.enter(tx, facts);
      for (const [klass, name, englishName] of [['original', '原始基金', 'Original fund'], ['general', '一般基金', 'General fund']] as const)
        await this.ledger.openFund(tx, { foundation: foundation.id, code: klass, class: klass, name, englishName, openedOn: day });
      await this.ledger.openPlace(tx, { foundation: foundation.id, account: '1002', ...bank });
      return foundation;
    });
  }
}

/** The original fund of a foundation and the bank account where its money lies. */
export async function originalFundOf(tx: EntityManager, foundation: number): Promise<{ original: FundRef; bank: Place }> {
  const [row] = await tx.query<{ fund: number }[]>(`SELECT id AS fund FROM fund WHERE foundation = $1 AND class = 'original'`, [foundation]);
  const bank = (await placesOf(tx, foundation)).find(({ account }) => account === '1002');
  if (!row || !bank) throw new Error(`The books of foundation ${foundation} were not begun`);
  return { original: { id: row.fund, foundation, class: 'original' }, bank };
}
