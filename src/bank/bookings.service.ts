import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Draft, FundRef } from '../ledger/draft';
import { bankFee, betweenPlaces, interest, payout, unidentifiedReceipt } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { openDayFrom, sealedUntil } from '../ledger/open-days';
import { Vouchers } from '../ledger/vouchers.service';
import type { Person } from '../platform/access';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import type { StatementLine } from './expected-money';
import { Matches, postingsAt } from './matches.service';
import { generalFundOf, type Place } from './places';

/** What a line may be when nothing in the books explains it and it is no gift. */
export const BOOKINGS = ['fee', 'interest', 'transfer', 'unidentified'] as const;
export type Booking = (typeof BOOKINGS)[number];

/** Another place of ours, cash boxes too. */
export interface Other {
  readonly id: number;
  readonly account: string;
}

/**
 * Books what only the bank knows of, out of its line, and matches it with the line in the same transaction. Whoever does it has made the
 * voucher, and another checks it at the closing. A gift is never booked so: who records a gift does not match it.
 */
@Injectable()
export class Bookings {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly matches: Matches) {}

  /** @throws Refused when the sum has the wrong sign for it, or the books say no */
  async book(place: Place, line: bigint, as: Booking, { to, note }: { to: Other | null; note: string | null }, by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      const shown = await this.matches.openLine(tx, place, line);
      await this.refuseBooked(tx, shown);
      const entry = await this.ledger.enter(tx, await this.draft(tx, place, shown, as, { to, note }));
      await this.vouchers.made(tx, place.foundation, by.id, [entry]);
      return this.matches.join(tx, place, { lines: [line], postings: await postingsAt(tx, place, entry) }, ['booked'], by);
    });
  }

  /** Its match was undone, its entry stands: ticked it is matched again, reversed it makes room for another. */
  private async refuseBooked(tx: EntityManager, { id, foundation }: StatementLine): Promise<void> {
    const [booked] = await tx.query<unknown[]>(
      'SELECT 1 FROM journal_entry e WHERE e.foundation = $1 AND bank_line_of(e.source) = $2 AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) LIMIT 1', [foundation, id]);
    if (booked) throw new Refused('a-line-is-booked-once', { field: 'as' });
  }

  private async draft(tx: EntityManager, place: Place, line: StatementLine, as: Booking, { to, note }: { to: Other | null; note: string | null }): Promise<Draft> {
    const fund = await generalFundOf(tx, place.foundation);
    const sum = line.sum < 0n ? -line.sum : line.sum;
    // the books are public: who sent it and what they wrote stay with the line
    const about = { day: await openDay(tx, place.foundation, line.day), factDay: line.day, source: line.source, party: as === 'unidentified' ? null : place.name, note };
    if ((as === 'interest' || as === 'unidentified') && line.sum < 0n) throw new Refused('what-went-out-is-no-receipt', { field: 'as' });
    if (as === 'fee' && line.sum > 0n) throw new Refused('what-came-in-is-no-fee', { field: 'as' });
    if (as !== 'transfer' && place.account !== '1002') throw new Refused('only-a-bank-has-such-lines', { field: 'as' });
    if (as === 'interest') return interest({ ...about, fund: (await keptFor(tx, place)) ?? fund, sum, bank: place.id });
    if (as === 'unidentified') return unidentifiedReceipt({ ...about, general: fund, sum, bank: place.id });
    if (as === 'fee') return bankFee({ ...about, general: fund, sum, bank: place.id, fact: await this.told(tx, line, sum) });
    await this.refuseTwice(tx, place, line);
    return this.transfer(place, line, { ...about, general: fund, sum }, to);
  }

  /** The line is the fact: the bank has taken this and no more. */
  private async told(tx: EntityManager, { foundation, source, day }: StatementLine, most: Fen): Promise<bigint> {
    const [fact] = await tx.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, source, most, day]);
    return fact!.id;
  }

  /** The other side may have booked it already, and its posting waits here for this very line. */
  private async refuseTwice(tx: EntityManager, place: Place, { sum, day }: StatementLine): Promise<void> {
    const [booked] = await tx.query<unknown[]>(
      `SELECT 1 FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE p.place = $1 AND p.debit = $2 AND e.kind IN ('between places', 'payout') AND e.day BETWEEN $3::date - 31 AND $3::date + 31
         AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.line) LIMIT 1`, [place.id, sum, day]);
    if (booked) throw new Refused('transfer-is-booked-already', { field: 'as' });
  }

  /** What goes from one place of ours to another; the other place shows it by a line of its own. */
  private transfer(place: Place, line: StatementLine, about: Omit<Parameters<typeof betweenPlaces>[0], 'from' | 'to'>, to: Other | null): Draft {
    if (!to || to.id === place.id) throw new Refused('transfer-place-missing', { field: 'to' });
    const providers = [place.account, to.account].filter((account) => account === '1009').length;
    if (providers > 0) {
      const [bank, clearing] = place.account === '1009' ? [to, place] : [place, to];
      // a provider pays out to a bank; nothing of ours goes to a provider
      if (providers === 2 || bank.account !== '1002' || (place.account === '1009') === line.sum > 0n) throw new Refused('a-provider-pays-out-to-a-bank', { field: 'to' });
      return payout({ ...about, bank: bank.id, clearing: clearing.id });
    }
    const [here, there] = [{ bank: place.id }, to.account === '1001' ? { cash: to.id } : { bank: to.id }];
    return betweenPlaces({ ...about, from: line.sum > 0n ? there : here, to: line.sum > 0n ? here : there });
  }
}

/** The one fund for which an account is kept, if it is: its interest is that fund's. */
async function keptFor(tx: EntityManager, place: Place): Promise<FundRef | null> {
  const [fund] = await tx.query<FundRef[]>('SELECT f.id, f.foundation, f.class FROM exclusive_place x JOIN fund f ON f.id = x.fund WHERE x.place = $1', [place.id]);
  return fund ?? null;
}

/** The day itself, or the first of the open month after it: a line may come late, a booking goes to an open month. */
export async function openDay(tx: EntityManager, foundation: number, day: Day): Promise<Day> {
  return openDayFrom(day, await sealedUntil(tx, foundation));
}
