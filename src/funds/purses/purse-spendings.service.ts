import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { placesOf } from '../../bank/places';
import type { FundRef } from '../../ledger/draft';
import { agencyOut, matchReturned } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import { refuseGroup } from '../../people/groups/no-payee';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import { allocate, grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { PurseMatches } from './purse-matches.service';
import type { Purse } from './purses.service';

/** What the households have allowed by a vote: one part of their resolution. */
export interface Vote {
  /** Id of the resolution it rests on. */
  readonly resolution: string;
  readonly sum: Fen;
  readonly what: string;
  /** Nobody: it goes back to the households that gave it. */
  readonly payee: string | null;
}

export interface Spending {
  readonly key: string;
  readonly vote: string;
  readonly sum: Fen;
  readonly day: Day;
  readonly bank: string;
  readonly bill: string | null;
}

interface Allowed { readonly day: Day; readonly sum: Fen; readonly spent: Fen; readonly what: string; readonly payee: string | null }

/** A purse is spent on its households' vote alone: entered by one, compared with the signed paper by another, then spent by two up to what it allows (M03). */
@Injectable()
export class PurseSpendings {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly matches: PurseMatches, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** Enters what a confirmed resolution of the households allows. @throws Refused `households-resolution-missing`, `a-vote-is-of-one-purse`, `what-was-voted-is-entered-once`, `a-group-is-no-payee` */
  async recordVote({ fund }: Purse, { resolution, sum, what, payee }: Vote, by: Person): Promise<void> {
    await refuseGroup(this.db, { foundation: fund.foundation, name: payee, field: 'payee' });
    const done = await this.db.query<unknown[]>(
      `INSERT INTO purse_vote (foundation, purse, resolution, majority, sum, what, payee, recorded_by, recorded_at)
       SELECT c.foundation, $2, c.resolution, c.majority, $4, $5, $6, $7, $8 FROM resolution_confirmation c WHERE c.resolution::text = $3 AND c.foundation = $1 AND c.body = 'households' RETURNING id`,
      [fund.foundation, fund.id, resolution, sum, what, payee, by.id, this.clock.now()]);
    if (done.length === 0) throw new Refused('households-resolution-missing', { field: 'resolution' });
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-vote-they-recorded`, `a-vote-is-confirmed-or-withdrawn-once` */
  async confirmVote({ fund }: Purse, vote: bigint, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO purse_vote_confirmation (vote, purse, recorded_by, confirmed_by, confirmed_at) SELECT id, purse, recorded_by, $3, $4 FROM purse_vote WHERE id = $1 AND purse = $2 RETURNING vote', [vote, fund.id, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** @throws NotFoundException, Refused `a-vote-is-confirmed-or-withdrawn-once` */
  async withdrawVote({ fund }: Purse, vote: bigint, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO purse_vote_withdrawal (vote, by_person, at) SELECT id, $3, $4 FROM purse_vote WHERE id = $1 AND purse = $2 RETURNING vote', [vote, fund.id, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /**
   * Asks to spend under a vote. What goes back is shared: the street's part goes to the funds that paid its match, of the rest each household gets its share of what it gave.
   * @throws Refused `vote-missing`, `a-purse-is-spent-after-its-vote`, `bank-missing`, `a-purse-spends-no-more-than-was-voted`, `a-purse-holds-less-than-that`, `a-household-gets-back-no-more-than-it-gave`
   */
  async ask(purse: Purse, { key, vote, sum, day, bank, bill }: Spending, by: Person): Promise<bigint> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    const { foundation, id: fund } = purse.fund;
    return this.db.transaction(async (tx) => {
      await tx.query('SELECT purse_hold($1)', [fund]);
      const [again] = await tx.query<{ id: bigint }[]>('SELECT id FROM purse_spending WHERE form_key = $1 AND purse = $2', [key, fund]);
      if (again) return again.id;
      const allowed = await this.allowed(tx, purse, vote);
      if (day < allowed.day) throw new Refused('a-purse-is-spent-after-its-vote', { field: 'day', day: allowed.day });
      if (allowed.spent + sum > allowed.sum) throw new Refused('a-purse-spends-no-more-than-was-voted', { field: 'sum', left: grouped(allowed.sum - allowed.spent), voted: grouped(allowed.sum) });
      const [{ money }] = await tx.query<[{ money: Fen }]>('SELECT money FROM fund_balance WHERE fund = $1', [fund]);
      if (sum > money) throw new Refused('a-purse-holds-less-than-that', { field: 'sum', available: grouped(money) });
      const place = (await placesOf(tx, foundation)).find(({ id, account }) => String(id) === bank && account === '1002');
      if (!place) throw new Refused('bank-missing', { field: 'bank' });
      const [{ id }] = await tx.query<[{ id: bigint }]>(
        'INSERT INTO purse_spending (foundation, purse, vote, form_key, sum, day, bank, bill, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id',
        [foundation, fund, vote, key, sum, day, place.id, bill, by.id, this.clock.now()]);
      if (allowed.payee === null) await this.share(tx, purse, id, sum);
      return id;
    });
  }

  /** A second person has seen the bill and the vote: booked. @throws NotFoundException, Refused `whoever-asks-to-spend-does-not-approve-it`, `a-spending-is-booked-once`, `a-purse-spends-no-more-than-was-voted` */
  async approve(purse: Purse, spending: bigint, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.matches.hold(tx, purse.fund);
      const [it] = await tx.query<{ vote: bigint; sum: Fen; day: Day; bank: number; recorded_by: number; booked: boolean }[]>(
        'SELECT s.vote, s.sum, s.day, s.bank, s.recorded_by, EXISTS (SELECT FROM purse_spending_booking b WHERE b.spending = s.id) AS booked FROM purse_spending s WHERE s.id = $1 AND s.purse = $2', [spending, purse.fund.id]);
      if (!it) throw new NotFoundException();
      if (it.booked) throw new Refused('a-spending-is-booked-once');
      if (it.recorded_by === by.id) throw new Refused('whoever-asks-to-spend-does-not-approve-it', {}, 'E3');
      const allowed = await this.allowed(tx, purse, String(it.vote));
      if (allowed.spent + it.sum > allowed.sum) throw new Refused('a-purse-spends-no-more-than-was-voted', { left: grouped(allowed.sum - allowed.spent), voted: grouped(allowed.sum) });
      const about = { day: await this.ledger.bookingDay(tx, purse.fund.foundation, it.day), factDay: it.day, source: `purse-spending:${spending}`, note: allowed.what };
      const parts = await this.streets(tx, spending);
      const own = it.sum - parts.reduce((all, { sum }) => all + sum, 0n);
      const entry = own > 0n ? await this.ledger.enter(tx, agencyOut({ ...about, party: allowed.payee, fund: purse.fund, sum: own, bank: it.bank })) : null;
      const street = parts.length > 0 ? await this.ledger.enter(tx, matchReturned({ ...about, source: `${about.source}:street`, party: purse.name, purse: purse.fund, parts })) : null;
      await this.vouchers.made(tx, purse.fund.foundation, it.recorded_by, [entry, street].filter((one) => one !== null));
      await tx.query('INSERT INTO purse_spending_booking (spending, recorded_by, booked_by, booked_at, entry, street_entry) VALUES ($1, $2, $3, $4, $5, $6)', [spending, it.recorded_by, by.id, this.clock.now(), entry, street]);
    });
  }

  /** Not spent after all. @throws NotFoundException, Refused `a-booked-spending-stands`, `a-spending-is-withdrawn-once` */
  async withdraw({ fund }: Purse, spending: bigint, why: string, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO purse_spending_withdrawal (spending, by_person, at, why) SELECT id, $3, $4, $5 FROM purse_spending WHERE id = $1 AND purse = $2 RETURNING spending', [spending, fund.id, by.id, this.clock.now(), why]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** The bank brought it back, or it was booked wrongly. @throws NotFoundException, Refused `whoever-asks-to-spend-does-not-take-it-back`, `a-spending-is-reversed-once`, `what-is-matched-is-not-reversed` */
  async reverse(purse: Purse, spending: bigint, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.matches.hold(tx, purse.fund);
      const [it] = await tx.query<{ recorded_by: number; entry: bigint | null; street: bigint | null; payee: string | null; reversed: boolean }[]>(
        'SELECT s.recorded_by, b.entry, b.street_entry AS street, v.payee, EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = s.id) AS reversed FROM purse_spending s JOIN purse_spending_booking b ON b.spending = s.id JOIN purse_vote v ON v.id = s.vote WHERE s.id = $1 AND s.purse = $2', [spending, purse.fund.id]);
      if (!it) throw new NotFoundException();
      if (it.reversed) throw new Refused('a-spending-is-reversed-once');
      if (it.recorded_by === by.id) throw new Refused('whoever-asks-to-spend-does-not-take-it-back', {}, 'E3');
      const { foundation } = purse.fund;
      // of what went back to households the books, which are public, name none
      const day = await this.ledger.bookingDay(tx, foundation, this.clock.today());
      const mirror = (entry: bigint | null): Promise<bigint | null> => (entry === null ? Promise.resolve(null) : this.ledger.reverse(tx, { foundation, entry, day, reason: it.payee === null ? '退还结余更正' : why }));
      const [entry, street] = [await mirror(it.entry), await mirror(it.street)];
      await this.vouchers.made(tx, foundation, by.id, [entry, street].filter((one) => one !== null));
      await tx.query('INSERT INTO purse_spending_reversal (spending, by_person, at, why, entry, street_entry) VALUES ($1, $2, $3, $4, $5, $6)', [spending, by.id, this.clock.now(), why, entry, street]);
    });
  }

  /**
   * The street's part goes to its matches by what each has paid; of the households' each that gave gets its share in proportion to what it gave and has not had back, those who moved out too.
   * A broken fen is the street's.
   */
  private async share(tx: EntityManager, { fund }: Purse, spending: bigint, sum: Fen): Promise<void> {
    const [parts] = await tx.query<[{ own: Fen; street: Fen }]>('SELECT own, street FROM purse_parts($1)', [fund.id]);
    const own = (sum * parts.own) / (parts.own + parts.street);
    const households = await tx.query<{ id: bigint; gave: Fen }[]>(
      `SELECT id, gave FROM (
         SELECT c.household AS id, sum(c.sum)::bigint - coalesce((SELECT sum(r.sum) FROM standing_return r WHERE r.household = c.household), 0)::bigint AS gave
         FROM standing_contribution c WHERE c.purse = $1 GROUP BY c.household) x WHERE gave > 0 ORDER BY id`, [fund.id]);
    const given = households.reduce((all, { gave }) => all + gave, 0n);
    if (own > given) throw new Refused('a-household-gets-back-no-more-than-it-gave', { field: 'sum', given: grouped(given) });
    const matches = await tx.query<{ id: bigint; gave: Fen }[]>(
      `SELECT p.asking AS id, a.sum - coalesce((SELECT sum(r.sum) FROM standing_return r WHERE r.asking = p.asking), 0)::bigint AS gave
       FROM purse_match_payment p JOIN purse_match_asking a ON a.id = p.asking JOIN purse_match m ON m.id = p.match WHERE m.purse = $1 AND NOT EXISTS (SELECT FROM purse_match_return t WHERE t.asking = p.asking) ORDER BY id`, [fund.id]);
    await this.write(tx, { table: 'purse_return_line', column: 'household' }, { spending, fund: fund.id }, sharesOf(own, households));
    await this.write(tx, { table: 'purse_return_match', column: 'asking' }, { spending, fund: fund.id }, sharesOf(sum - own, matches));
  }

  private async write(tx: EntityManager, { table, column }: { table: string; column: string }, { spending, fund }: { spending: bigint; fund: number }, shares: readonly { id: bigint; sum: Fen }[]): Promise<void> {
    await tx.query(`INSERT INTO ${table} (spending, purse, ${column}, sum) SELECT $1, $2, id, sum FROM unnest($3::bigint[], $4::bigint[]) l (id, sum)`, [spending, fund, shares.map(({ id }) => id), shares.map(({ sum }) => sum)]);
  }

  /** What a return gives back to the funds that matched, each by the day on which it paid. */
  private async streets(tx: EntityManager, spending: bigint): Promise<{ fund: FundRef; sum: Fen; paidOn: Day }[]> {
    const rows = await tx.query<{ id: number; foundation: number; class: FundRef['class']; sum: Fen; paidOn: Day }[]>(
      `SELECT f.id, f.foundation, f.class, l.sum, e.day AS "paidOn" FROM purse_return_match l JOIN purse_match_payment p ON p.asking = l.asking JOIN journal_entry e ON e.id = p.entry
         JOIN purse_match m ON m.id = p.match JOIN match_rule r ON r.id = m.rule JOIN fund f ON f.id = r.pool WHERE l.spending = $1 ORDER BY l.asking`, [spending]);
    return rows.map(({ sum, paidOn, ...fund }) => ({ fund, sum, paidOn }));
  }

  private async allowed(tx: EntityManager, { fund }: Purse, vote: string): Promise<Allowed> {
    const [row] = await tx.query<Allowed[]>('SELECT r.day, v.sum, v.what, v.payee, vote_spent(v.id) AS spent FROM purse_vote v JOIN resolution r ON r.id = v.resolution JOIN purse_vote_confirmation c ON c.vote = v.id WHERE v.id::text = $1 AND v.purse = $2', [vote, fund.id]);
    if (!row) throw new Refused('vote-missing', { field: 'vote' });
    return row;
  }
}

function sharesOf(sum: Fen, givers: readonly { id: bigint; gave: Fen }[]): { id: bigint; sum: Fen }[] {
  if (sum === 0n) return [];
  const shares = allocate(sum, givers.map(({ gave }) => gave));
  return givers.map(({ id }, at) => ({ id, sum: shares[at]! })).filter((one) => one.sum > 0n);
}
