import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { type UseOfProgramme, USES } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Which } from './programme-funds.service';
import { programmeFund } from './programmes.queries';

export interface NamedUse { readonly proposal: number; readonly use: UseOfProgramme; readonly reason: string | null; readonly resolution: number | null }
export interface Budget { readonly year: number; readonly sums: Readonly<Record<UseOfProgramme, Fen>>; readonly reason: string | null; readonly resolution: number }

/** What a programme fund's money is for: six uses, and any other for which a council has its reason (M09). */
@Injectable()
export class ProgrammeUses {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /**
   * Says what a proposed cost is for; without it nobody can approve it.
   * @throws NotFoundException, Refused `another-use-has-the-councils-reason`, `a-use-is-named-of-a-cost`, `a-cost-names-its-use-once`, `a-proposal-is-decided-once`
   */
  async name(which: Which, { proposal, use, reason, resolution }: NamedUse, by: Person): Promise<void> {
    if (use === 'other' && reason === null) throw new Refused('another-use-has-the-councils-reason', { field: 'reason' }, 'M09');
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const rests = use === 'other' ? await resolutionOf(tx, which.foundation.id, resolution, { code: 'another-use-has-the-councils-reason', field: 'resolution' }) : null;
      await tx.query('INSERT INTO programme_use (proposal, foundation, fund, use, reason, resolution, body, majority, named_by, named_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [proposal, which.foundation.id, fund.id, use, use === 'other' ? reason : null, rests?.id ?? null, rests?.body ?? null, rests?.majority ?? null, by.id, this.clock.now()]);
    });
  }

  /** The budget of a year, as a council has decided it. @throws NotFoundException, Refused `a-budget-rests-on-a-resolution`, `a-budget-gives-the-reason-of-another-use`, `a-budget-gives-money-to-something` */
  async budget(which: Which, { year, sums, reason, resolution }: Budget, by: Person): Promise<void> {
    if (USES.every((use) => sums[use] === 0n)) throw new Refused('a-budget-gives-money-to-something', { field: 'groups' });
    if (sums.other > 0n && reason === null) throw new Refused('a-budget-gives-the-reason-of-another-use', { field: 'budgetReason' }, 'M09');
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const rests = await resolutionOf(tx, which.foundation.id, resolution, { code: 'a-budget-rests-on-a-resolution', field: 'budgetResolution' });
      await tx.query('INSERT INTO programme_budget (foundation, fund, year, resolution, body, majority, reason, sums, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8::bigint[], $9, $10)',
        [which.foundation.id, fund.id, year, rests.id, rests.body, rests.majority, reason, USES.map((use) => String(sums[use])), by.id, this.clock.now()]);
    });
  }
}

/** Of the council or of the residents' council: both decide on public-service money (M09, M19). */
async function resolutionOf(tx: EntityManager, foundation: number, id: number | null, { code, field }: { code: string; field: string }): Promise<{ id: number; body: string; majority: string }> {
  const [found] = await tx.query<{ id: number; body: string; majority: string }[]>(
    `SELECT resolution AS id, body, majority FROM resolution_confirmation WHERE resolution = $1 AND foundation = $2 AND body IN ('council', 'residents-council')`, [id, foundation]);
  if (!found) throw new Refused(code, { field }, 'M09');
  return found;
}
