import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { PurposeTag } from '../../rules/fund-opening';
import { Refused } from '../../rules/refused';

export const PURPOSE_BASES = ['consent', 'filing'] as const;

/** What a fund is to be for, in the words of the paper that allows it. */
export interface PurposeChange {
  readonly basis: (typeof PURPOSE_BASES)[number];
  /** Whose consent. */
  readonly givers: string | null;
  /** Under which number the changed plan was filed. */
  readonly filingNo: string | null;
  /** Of the consent, or of the filing. */
  readonly day: Day;
  readonly reason: string;
  readonly purpose: string;
  readonly englishPurpose: string;
  readonly purposes: readonly PurposeTag[];
  readonly use: string;
  readonly englishUse: string;
}

/** A change of purpose 变更用途: entered with its paper by one, compared by another; then a supplementary agreement takes its words (CL 56). */
@Injectable()
export class PurposeChanges {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /** @throws Refused `day-in-the-future`, `givers-missing`, `filing-no-missing`, `purposes-missing`, `a-change-of-purpose-shows-its-paper`, `a-fund-that-ends-keeps-its-purpose` */
  async enter(fund: FundRef, asked: PurposeChange, papers: readonly string[], by: Person): Promise<void> {
    if (asked.day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    if (asked.basis === 'consent' && !asked.givers) throw new Refused('givers-missing', { field: 'givers' }, 'CL 56');
    if (asked.basis === 'filing' && !asked.filingNo) throw new Refused('filing-no-missing', { field: 'filingNo' }, 'CL 56');
    if (asked.purposes.length === 0) throw new Refused('purposes-missing', { field: 'purposes' }, 'C8');
    if (papers.length === 0) throw new Refused('a-change-of-purpose-shows-its-paper', { field: 'file' }, 'CL 56');
    const consent = asked.basis === 'consent';
    await this.db.transaction(async (tx) => {
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO purpose_change (foundation, fund, basis, givers, filing_no, day, reason, purpose, english_purpose, purposes, use, english_use, entered_by, entered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
        [fund.foundation, fund.id, asked.basis, consent ? asked.givers : null, consent ? null : asked.filingNo, asked.day, asked.reason, asked.purpose, asked.englishPurpose, asked.purposes, asked.use, asked.englishUse, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'purpose_change', id, foundation: fund.foundation }, papers, by);
    });
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-change-they-entered`, `a-change-of-purpose-is-confirmed-once`, `a-change-of-purpose-is-withdrawn-once`, `a-change-of-purpose-shows-its-paper` */
  async confirm(fund: FundRef, change: number, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const added = await tx.query<unknown[]>(
        `INSERT INTO purpose_change_confirmation (change, fund, entered_by, confirmed_by, confirmed_at) SELECT id, fund, entered_by, $3, $4 FROM purpose_change WHERE id = $1 AND fund = $2 RETURNING change`, [change, fund.id, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }

  /** @throws NotFoundException, Refused `a-change-of-purpose-is-withdrawn-once`, `what-both-have-signed-is-not-withdrawn` */
  async withdraw(fund: FundRef, change: number, why: string, by: Pick<Person, 'id'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      const added = await tx.query<unknown[]>(
        `INSERT INTO purpose_change_withdrawal (change, why, withdrawn_by, withdrawn_at) SELECT id, $3, $4, $5 FROM purpose_change WHERE id = $1 AND fund = $2 RETURNING change`, [change, fund.id, why, by.id, this.clock.now()]);
      if (added.length === 0) throw new NotFoundException();
    });
  }
}
