import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Investment } from '../../ledger/entries';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { admitPool, type InvestmentKind } from '../../rules/investing';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { type Price, priceFrom, type Units, valueOf } from '../../rules/units';

type Asks = Pick<EntityManager, 'query'>;

export interface PoolTerms {
  readonly name: string;
  readonly englishName: string;
  readonly kind: InvestmentKind;
  readonly role: Investment;
  readonly institution: string;
  readonly licence: string | null;
  readonly purpose: string | null;
  readonly noPosts: boolean;
  readonly maturesOn: Day | null;
  readonly firstPrice: Price;
}

/** Pools 投资组合: investments that funds hold in units, and what their papers say they are worth. */
@Injectable()
export class Pools {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Proposes a pool. @returns its number
   * @throws Refused `an-investment-is-of-an-allowed-kind`, `a-product-is-of-a-licensed-institution`, `equity-says-how-it-serves-the-purpose`, `equity-is-free-of-posts-of-the-staff`
   */
  async propose(foundation: number, terms: PoolTerms, by: Person): Promise<number> {
    return this.db.transaction(async (tx) => {
      admitPool({ ...terms, allowed: await isAllowed(tx, foundation, terms.kind, this.clock.today()), voted: null });
      const equity = terms.kind === 'direct-equity';
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO pool (foundation, name, english_name, kind, role, institution, licence, purpose, no_posts, matures_on, first_price, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
        [foundation, terms.name, terms.englishName, terms.kind, equity ? 'long equity investment' : terms.role, terms.institution, terms.licence, terms.purpose, terms.noPosts, terms.maturesOn, terms.firstPrice, by.id, this.clock.now()]);
      return row.id;
    });
  }

  /**
   * A second person lets money go into it; of equity upon the vote of two thirds of all members.
   * @throws NotFoundException, Refused `nobody-approves-the-pool-they-proposed`, `equity-rests-on-its-vote`, `a-pool-rests-on-a-vote-of-all-members`, `a-pool-is-approved-once`
   */
  async approve(foundation: number, id: number, resolution: number | null, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [pool] = await tx.query<{ kind: InvestmentKind; licence: string | null; purpose: string | null; noPosts: boolean; proposedBy: number }[]>(
        'SELECT kind, licence, purpose, no_posts AS "noPosts", proposed_by AS "proposedBy" FROM pool WHERE id = $1 AND foundation = $2', [id, foundation]);
      if (!pool) throw new NotFoundException();
      if (pool.proposedBy === by.id) throw new Refused('nobody-approves-the-pool-they-proposed');
      if (resolution !== null) await refuseWithoutVote(tx, foundation, resolution, 'a-pool-rests-on-a-vote-of-all-members');
      admitPool({ ...pool, allowed: await isAllowed(tx, foundation, pool.kind, this.clock.today()), voted: resolution !== null });
      await tx.query('INSERT INTO pool_approval (pool, foundation, kind, proposed_by, approved_by, approved_at, resolution) VALUES ($1, $2, $3, $4, $5, $6, $7)', [id, foundation, pool.kind, pool.proposedBy, by.id, this.clock.now(), resolution]);
    });
  }

  /**
   * Records what a statement says a pool was worth on a day, with its paper: a price, a value, or both. @returns its number
   * @throws NotFoundException, Refused `units-times-price-is-the-value`, `a-price-is-not-of-a-day-to-come`, `a-pool-without-units-has-no-value`
   */
  async record(foundation: number, id: number, said: { day: Day; price: Price | null; value: Fen | null }, by: Person, papers: readonly string[] = []): Promise<number> {
    if (said.day > this.clock.today()) throw new Refused('a-price-is-not-of-a-day-to-come', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ units: Units }[]>('SELECT units_on($1, $3) AS units FROM pool_approval WHERE pool = $1 AND foundation = $2', [id, foundation, said.day]);
      if (!row) throw new NotFoundException();
      if (row.units === 0n) throw new Refused('a-pool-without-units-has-no-value', { field: 'day' });
      const price = said.price ?? priceFrom(said.value ?? 0n, row.units);
      const value = said.value ?? valueOf(row.units, price);
      if (valueOf(row.units, price) !== value) throw new Refused('units-times-price-is-the-value', { field: 'value' });
      const [made] = await tx.query<[{ id: number }]>(
        'INSERT INTO valuation (foundation, pool, day, units, price, value, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id', [foundation, id, said.day, row.units, price, value, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'valuation', id: made.id, foundation }, papers, by);
      return made.id;
    });
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-valuation-they-recorded`, `a-valuation-shows-its-paper`, `a-valuation-is-confirmed-once`, `a-valuation-counts-the-units-of-its-day` */
  async confirm(foundation: number, id: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { pool, recordedBy } = await this.valuation(tx, foundation, id);
      if (recordedBy === by.id) throw new Refused('nobody-confirms-the-valuation-they-recorded');
      await tx.query('INSERT INTO valuation_confirmation (valuation, pool, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5)', [id, pool, recordedBy, by.id, this.clock.now()]);
    });
  }

  /** Entered wrongly, and seen before it was confirmed. @throws NotFoundException, Refused `a-confirmed-valuation-stands`, `a-valuation-is-withdrawn-once` */
  async withdraw(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.valuation(tx, foundation, id);
      await tx.query('INSERT INTO valuation_withdrawal (valuation, by_person, at, why) VALUES ($1, $2, $3, $4)', [id, by.id, this.clock.now(), why]);
    });
  }

  private async valuation(tx: EntityManager, foundation: number, id: number): Promise<{ pool: number; recordedBy: number }> {
    const [row] = await tx.query<{ pool: number; recordedBy: number }[]>('SELECT pool, recorded_by AS "recordedBy" FROM valuation WHERE id = $1 AND foundation = $2', [id, foundation]);
    if (!row) throw new NotFoundException();
    return row;
  }
}

export const isAllowed = async (db: Asks, foundation: number, kind: InvestmentKind, day: Day): Promise<boolean> =>
  (await db.query<[{ allowed: boolean }]>('SELECT investment_is_allowed($1, $2, $3) AS allowed', [foundation, kind, day]))[0].allowed;

/** @throws Refused by the name of the law, when the resolution is none of two thirds of all members of the council */
export async function refuseWithoutVote(tx: Asks, foundation: number, resolution: number, law: string): Promise<void> {
  const found = await tx.query<unknown[]>(`SELECT FROM resolution_confirmation WHERE resolution = $1 AND foundation = $2 AND body = 'council' AND majority = 'investment'`, [resolution, foundation]);
  if (found.length === 0) throw new Refused(law, { field: 'resolution' });
}
