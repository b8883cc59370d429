import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { openDay } from '../bank/bookings.service';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from '../bank/expected-money';
import { Matches } from '../bank/matches.service';
import type { Place } from '../bank/places';
import type { FundRef } from '../ledger/draft';
import { contributionBounced, foundingContribution } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { Vouchers } from '../ledger/vouchers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { grouped, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { originalFundOf } from './preparations.service';

/** What the bank statement shows of a founder's transfer. */
export interface Transfer {
  readonly founder: string;
  readonly sum: Fen;
  readonly reference: string;
  readonly valueDay: Day;
}

/** Which contribution of which foundation. */
export interface Which {
  readonly foundation: number;
  readonly id: number;
}

/** Money counts as received when one person has recorded it and another has found it on the bank statement (M01). */
@Injectable()
export class FoundingContributions implements ExpectsMoney {
  readonly name = 'founding-contribution';

  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly matches: Matches, expected: ExpectedMoney, private readonly clock: Clock) {
    expected.add(this);
  }

  /**
   * Records a transfer. The same transfer sent twice is one contribution.
   * @throws Refused `a-transfer-is-recorded-once` when the reference stands with other content, `a-registered-fund-takes-only-what-is-missing`
   */
  async record(foundation: number, { founder, sum, reference, valueDay }: Transfer, by: Person): Promise<number> {
    this.refuseFuture(valueDay, 'valueDay');
    return this.db.transaction(async (tx) => {
      // pressed twice at once: the second waits, and finds the first
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('founding contribution ' || $1::int || ' ' || $2::text, 0))`, [foundation, reference]);
      const [same] = await tx.query<{ id: number; same: boolean }[]>(
        `SELECT id, (founder, sum, value_day) = ($3::text, $4::bigint, $5::date) AS same FROM founding_contribution c
         WHERE foundation = $1 AND reference = $2 AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id)`, [foundation, reference, founder, sum, valueDay]);
      if (same?.same) return same.id;
      if (same) throw new Refused('a-transfer-is-recorded-once', { field: 'reference' });
      await this.refuseMoreThanRegistered(tx, foundation, sum);
      const [recorded] = await tx.query<[{ id: number }]>(
        'INSERT INTO founding_contribution (foundation, founder, sum, reference, value_day, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id', [foundation, founder, sum, reference, valueDay, by.id, this.clock.now()]);
      return recorded.id;
    });
  }

  /** Takes back what was recorded wrongly, before it is confirmed; its reference is free again. @throws NotFoundException, Refused `a-confirmed-contribution-stays`, `a-contribution-is-withdrawn-once` */
  async withdraw(which: Which, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.find(tx, which);
      await tx.query('INSERT INTO founding_contribution_withdrawal (contribution, foundation, why, withdrawn_by, withdrawn_at) VALUES ($1, $2, $3, $4, $5)', [which.id, which.foundation, why, by.id, this.clock.now()]);
    });
  }

  /**
   * Confirms a recorded transfer by its line of the bank statement: enters it in the books, on the day of the bank, and matches it with the line.
   * @throws NotFoundException, Refused `nobody-confirms-what-they-recorded`, `a-contribution-is-confirmed-once`, `a-contribution-is-the-money-of-its-bank-line`
   */
  async confirm(which: Which, line: bigint, by: Person): Promise<void> {
    const { place } = await this.db.transaction(async (tx) => this.judged(tx, which, by));
    await this.matches.take(place, line, { source: this.name, key: String(which.id), why: ['picked'] }, by);
  }

  /** What was recorded and waits for its line. */
  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await db.query<{ id: number; founder: string; sum: Fen; reference: string; value_day: Day; recorded_by: number }[]>(
      `SELECT c.id, c.founder, c.sum, c.reference, c.value_day, c.recorded_by FROM founding_contribution c
       WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_confirmation f WHERE f.contribution = c.id) AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id) ORDER BY c.id`, [foundation]);
    if (rows.length === 0 || (await originalFundOf(db, foundation)).bank.id !== place) return [];
    return rows.map(({ id, founder, sum, reference, value_day, recorded_by }) => ({
      key: String(id), sum, day: value_day, reference, party: founder, recordedBy: recorded_by, words: { zh: `原始基金出资：${founder}`, en: `Contribution to the original fund: ${founder}` },
    }));
  }

  /** The second person has found it on the statement; the match is written by whoever asked, in the same transaction. */
  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint> {
    const which = { foundation: line.foundation, id: Number(key) };
    const { found, original, place } = await this.judged(tx, which, by);
    await this.refuseMoreThanRegistered(tx, which.foundation, found.sum);
    if (line.place !== place.id || line.sum !== found.sum) throw new Refused('a-contribution-is-the-money-of-its-bank-line', { field: 'line' }, '400 art. 8');
    const entry = await this.ledger.enter(tx, foundingContribution({
      day: await openDay(tx, which.foundation, line.day), factDay: line.day, source: `founding-contribution:${which.id}`, party: found.founder, fund: original, sum: found.sum, bank: place.id,
    }));
    await this.vouchers.made(tx, which.foundation, found.recorded_by, [entry]);
    await tx.query('INSERT INTO founding_confirmation (contribution, recorded_by, confirmed_by, confirmed_at, entry, line) VALUES ($1, $2, $3, $4, $5, $6)',
      [which.id, found.recorded_by, by.id, this.clock.now(), entry, line.id]);
    return entry;
  }

  /**
   * The bank has taken a confirmed contribution back. That has happened whatever it leaves behind: it is booked in full, and
   * a registered original fund is short by it until it is made good.
   * @throws NotFoundException, Refused `only-what-is-confirmed-bounces`, `a-contribution-bounces-once`, `a-bounce-follows-its-transfer`
   */
  async bounce(which: Which, { reference, day, why }: { reference: string; day: Day; why: string }, by: Person): Promise<void> {
    this.refuseFuture(day, 'day');
    await this.db.transaction(async (tx) => {
      const found = await this.find(tx, which);
      if (found.entry === null) throw new Refused('only-what-is-confirmed-bounces');
      if (found.bounced) throw new Refused('a-contribution-bounces-once');
      if (day < found.value_day) throw new Refused('a-bounce-follows-its-transfer', { field: 'day' });
      const { original, bank } = await originalFundOf(tx, which.foundation);
      const [fact] = await tx.query<{ id: bigint }[]>(
        'INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [which.foundation, `bank:${reference}`, found.sum, day]);
      const entry = await this.ledger.enter(tx, contributionBounced({
        day, source: `founding-bounce:${which.id}`, party: found.founder, note: why, fund: original, sum: found.sum, bank: bank.id, fact: fact!.id,
      }));
      await this.vouchers.made(tx, which.foundation, by.id, [entry]);
      await tx.query(
        'INSERT INTO founding_bounce (contribution, foundation, reference, day, why, recorded_by, recorded_at, fact, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
        [which.id, which.foundation, reference, day, why, by.id, this.clock.now(), fact!.id, entry]);
    });
  }

  /** Who may confirm it, and where its money is. */
  private async judged(tx: EntityManager, which: Which, by: Person): Promise<{ found: Found; original: FundRef; place: Place }> {
    const found = await this.find(tx, which);
    if (found.recorded_by === by.id) throw new Refused('nobody-confirms-what-they-recorded', {}, 'M01');
    if (found.entry !== null) throw new Refused('a-contribution-is-confirmed-once');
    if (found.withdrawn) throw new Refused('a-withdrawn-contribution-is-not-confirmed');
    const { original, bank } = await originalFundOf(tx, which.foundation);
    return { found, original, place: bank };
  }

  private refuseFuture(day: Day, field: string): void {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field });
  }

  /** A registered sum is a fact of the register (400 art. 15): only what the bank took back may be paid in anew, and what the council has decided to raise it by. */
  private async refuseMoreThanRegistered(tx: EntityManager, foundation: number, sum: Fen): Promise<void> {
    const [original] = await tx.query<{ floor: Fen; worth: Fen; raised: Fen }[]>(
      `SELECT floor, worth, to_be_raised($1) AS raised FROM fund_balance WHERE foundation = $1 AND class = 'original'`, [foundation]);
    if (!original || original.floor === 0n) return;
    const due = original.floor + original.raised;
    const missing = original.worth < due ? due - original.worth : 0n;
    if (sum > missing) throw new Refused('a-registered-fund-takes-only-what-is-missing', { field: 'amount', missing: grouped(missing) }, '400 art. 15');
  }

  private async find(tx: EntityManager, { foundation, id }: Which): Promise<Found> {
    const [found] = await tx.query<Found[]>(
      `SELECT c.founder, c.sum, c.value_day, c.recorded_by, f.entry, b.contribution IS NOT NULL AS bounced, EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id) AS withdrawn
       FROM founding_contribution c LEFT JOIN founding_confirmation f ON f.contribution = c.id LEFT JOIN founding_bounce b ON b.contribution = c.id
       WHERE c.id = $1 AND c.foundation = $2`, [id, foundation]);
    if (!found) throw new NotFoundException();
    return found;
  }
}

interface Found {
  founder: string;
  sum: Fen;
  value_day: Day;
  recorded_by: number;
  /** Nothing before it is confirmed. */
  entry: bigint | null;
  bounced: boolean;
  withdrawn: boolean;
}
