import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { transactionWithRetry } from '../platform/database';
import { Gatherer } from '../platform/gatherer';
import type { Draft } from './draft';
import { Ledger, type Verdict } from './ledger.service';

/** What one caller brings to a run: drafts, and what is written beside their entries once they have their verdicts. */
export interface Share<R> {
  readonly drafts: readonly Draft[];
  /** Called in the same transaction, with the verdicts of these drafts in their order. What it throws undoes this share and no other. */
  readonly record: (verdicts: readonly Verdict[]) => Promise<R> | R;
}

/** Finds out, under the run's transaction, what there is to post. May be called again when a run is tried again. */
export type Begin<R> = (tx: EntityManager) => Promise<Share<R>> | Share<R>;

/**
 * Runs of posting: what many ask for at the same moment goes into the books in one transaction, with the same two round
 * trips as a single entry. Whoever is alone waits for nobody; while runs are under way, those who come gather for the next.
 */
@Injectable()
export class Runs {
  private readonly gatherer = new Gatherer((lot: readonly Begin<unknown>[]) => this.run(lot));

  constructor(private readonly db: DataSource, private readonly ledger: Ledger) {}

  /** Joins the next run; when this returns, entries and records are committed. @throws what `begin` or `record` throws */
  async join<R>(begin: Begin<R>): Promise<R> {
    const result = await this.gatherer.add(begin);
    if (result.status === 'rejected') throw result.reason;
    return result.value as R;
  }

  private async run(lot: readonly Begin<unknown>[]): Promise<PromiseSettledResult<unknown>[]> {
    try {
      const results = await transactionWithRetry(this.db, (tx) => this.together(tx, lot));
      return results.map((value) => ({ status: 'fulfilled', value }));
    } catch (reason) {
      if (lot.length === 1) return [{ status: 'rejected', reason }];
      // one share's mistake is not the others': now each by itself
      const alone: PromiseSettledResult<unknown>[] = [];
      for (const begin of lot) alone.push(...(await this.run([begin])));
      return alone;
    }
  }

  private async together(tx: EntityManager, lot: readonly Begin<unknown>[]): Promise<unknown[]> {
    const shares: Share<unknown>[] = [];
    for (const begin of lot) shares.push(await begin(tx));
    const verdicts = await this.ledger.post(tx, shares.flatMap(({ drafts }) => drafts));
    const results: unknown[] = [];
    let next = 0;
    for (const { drafts, record } of shares) results.push(await record(verdicts.slice(next, (next += drafts.length))));
    return results;
  }
}
