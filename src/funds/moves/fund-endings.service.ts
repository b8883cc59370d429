import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { interestIn, type Relation } from '../../rules/interest';
import { grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';

export interface Announcement {
  readonly reason: string;
  readonly basis: 'agreement' | 'similar purpose';
  /** The clause of the agreement in its words, or why the purpose is similar. */
  readonly basisNote: string;
  /** Another fund of the house by its code, or another body by its number as a party. */
  readonly to: { readonly fund: string } | { readonly party: number };
  readonly resolution: number | null;
}

/** How a fund is held 冻结, and how it comes to its end 终止. Each act takes the fund's guard row first. */
@Injectable()
export class FundEndings {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** From now on nothing that anyone chooses leaves the fund. @throws Refused `a-fund-is-frozen-once-at-a-time`, `the-house-itself-is-not-frozen` */
  async freeze(fund: FundRef, { reason, takesGifts }: { reason: string; takesGifts: boolean }, by: Person): Promise<void> {
    await this.db.query('SELECT freeze_fund($1, $2, $3, $4, $5)', [fund.id, reason, takesGifts, by.id, this.clock.now()]);
  }

  /** @throws Refused `a-fund-is-unfrozen-once`, `whoever-froze-a-fund-does-not-unfreeze-it` */
  async thaw(fund: FundRef, { reason }: { reason: string }, by: Person): Promise<void> {
    await this.db.query('SELECT thaw_fund($1, $2, $3, $4)', [fund.id, reason, by.id, this.clock.now()]);
  }

  /**
   * Announces that a fund comes to its end: from this moment no gift begins and nothing new is spent.
   * @throws Refused `a-fund-ends-once`, `the-rest-of-a-preserved-fund-stays-preserved`, `the-rest-goes-to-a-living-fund`, `the-rest-goes-to-no-single-person`, `the-rest-never-goes-to-donor-or-kin` with the way, `the-rest-goes-as-the-clause-says`, `other-purposes-are-not-similar`,
   * `a-fund-takes-the-rest-of-others-first`, `a-council-decides-by-resolution`
   */
  async announce(fund: FundRef, { reason, basis, basisNote, to, resolution }: Announcement, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (basis === 'similar purpose' && resolution === null) throw new Refused('a-council-decides-by-resolution', { field: 'resolution' }, 'CL 58');
      const target = 'fund' in to ? await this.fundNamed(tx, fund, to.fund) : null;
      const party = 'party' in to ? to.party : null;
      await this.refuseLosingPrincipal(tx, fund, target);
      if (party !== null) await this.refuseKin(tx, fund, party);
      await tx.query('SELECT announce_fund_ending($1, $2, $3, $4, $5, $6, $7, $8, $9)', [fund.id, reason, basis, basisNote, target, party, resolution, by.id, this.clock.now()]);
    });
  }

  /** Takes the announcement back, as long as nothing of the rest has gone. @throws Refused `an-ending-that-has-given-its-rest-stands` */
  async withdraw(fund: FundRef, { why }: { why: string }, by: Person): Promise<void> {
    await this.db.query('SELECT withdraw_fund_ending($1, $2, $3, $4)', [fund.id, why, by.id, this.clock.now()]);
  }

  /**
   * Closes a fund in which nothing is left, by another person than announced it.
   * @throws Refused `a-closing-is-announced-first`, `whoever-announced-a-closing-does-not-close`, `gifts-under-way-come-to-their-end-first`, `a-fund-is-closed-at-zero` with the sums, `a-fund-is-closed-once`
   */
  async close(fund: FundRef, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [held] = await tx.query<[{ money: Fen; owed: Fen; promised: Fen; worth: Fen; way: bigint; closed: boolean }]>(
        `SELECT b.money, b.owed, b.promised, b.worth, fund_gifts_under_way(b.fund, $2) AS way, EXISTS (SELECT FROM fund_closing c WHERE c.fund = b.fund) AS closed FROM fund_balance b WHERE b.fund = $1`, [fund.id, this.clock.now()]);
      if (!held.closed && held.way > 0n) throw new Refused('gifts-under-way-come-to-their-end-first', { count: String(held.way) });
      if (!held.closed && (held.money !== 0n || held.owed !== 0n || held.promised !== 0n || held.worth !== 0n))
        throw new Refused('a-fund-is-closed-at-zero', { money: grouped(held.money), owed: grouped(held.owed), promised: grouped(held.promised), worth: grouped(held.worth) }, 'M02');
      await tx.query('SELECT fund_close($1, $2, $3)', [fund.id, by.id, this.clock.now()]);
    });
  }

  /** Where the public was told of the closing. @throws Refused `a-closing-is-published-once`, `a-closing-is-published-when-it-is-closed` */
  async publish(fund: FundRef, { day, place }: { day: Day; place: string }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.query('INSERT INTO fund_closing_publication (fund, day, place, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [fund.id, day, place, by.id, this.clock.now()]);
  }

  private async fundNamed(tx: EntityManager, fund: FundRef, code: string): Promise<number> {
    const [row] = await tx.query<{ id: number }[]>('SELECT id FROM fund WHERE foundation = $1 AND code = $2', [fund.foundation, code]);
    if (!row) throw new Refused('fund-missing', { field: 'to' });
    if (row.id === fund.id) throw new Refused('a-transfer-is-between-two-funds', { field: 'to' });
    return row.id;
  }

  /** What was given to be kept is kept where it goes. */
  private async refuseLosingPrincipal(tx: EntityManager, fund: FundRef, target: number | null): Promise<void> {
    const found = await tx.query<unknown[]>(`SELECT FROM fund_balance b WHERE b.fund = $1 AND b.class = 'preserved' AND b.floor > 0 AND NOT EXISTS (SELECT FROM fund t WHERE t.id = $2 AND t.class = 'preserved')`, [fund.id, target]);
    if (found.length > 0) throw new Refused('the-rest-of-a-preserved-fund-stays-preserved', { field: 'to' }, 'CL 58');
  }

  /** By which way the receiver stands to whoever founded the fund or gave to it (CL 58; C10). The database says it again, without the way. */
  private async refuseKin(tx: EntityManager, fund: FundRef, receiver: number): Promise<void> {
    const day = this.clock.today();
    const givers = await tx.query<{ id: number; name: string }[]>('SELECT DISTINCT y.id, y.name FROM givers_of_fund($1) g JOIN party y ON y.foundation = $2 AND y.name = g.name', [fund.id, fund.foundation]);
    const relations = await tx.query<Relation[]>(
      `SELECT id, a, kind, b, from_day AS "from", to_day AS "to" FROM relation_time WHERE foundation = $1 AND $2::date BETWEEN from_day AND coalesce(to_day, 'infinity')`, [fund.foundation, day]);
    const near = givers.find(({ id }) => interestIn({ person: id, payee: receiver, relations, day }) !== null);
    if (near) throw new Refused('the-rest-never-goes-to-donor-or-kin', { field: 'to', giver: near.name }, 'CL 58');
  }
}
