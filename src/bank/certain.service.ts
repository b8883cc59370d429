import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Person } from '../platform/access';
import { refusedFrom } from '../platform/database';
import { Refused } from '../rules/refused';
import { BankQueries } from './bank.queries';
import { Matches } from './matches.service';
import { type Certain, isOwn, Offers } from './offers';
import type { Place } from './places';

/** Of so many open lines at a time it is asked what they are. */
const AT_ONCE = 500;

/** What happens to what is certain. */
export interface Settled {
  /** Matched with what is booked. */
  readonly matched: number;
  /** Booked as it was expected, and matched. */
  readonly taken: number;
}

/** Matches what leaves no choice. What is booked already is matched as soon as a statement shows it; what would have to be booked, somebody says with their code. */
@Injectable()
export class CertainMatches {
  constructor(private readonly db: DataSource, private readonly queries: BankQueries, private readonly offers: Offers, private readonly matches: Matches) {}

  /** Books nothing. @returns how many matches */
  async match(place: Place, by: Person): Promise<number> {
    const alike = await this.db.transaction((tx) => this.matches.settle(tx, place, by));
    return alike + (await this.each(place, by, async ({ line, offer, why }) => {
      if (!('posting' in offer)) return false;
      await this.matches.match(place, { lines: [line.id], postings: [offer.posting] }, why, by);
      return true;
    }));
  }

  /** Everything that is certain, also what another folder expects. What somebody recorded themselves is left for another. */
  async settle(place: Place, by: Person): Promise<Settled> {
    const matched = await this.match(place, by);
    const taken = await this.each(place, by, async ({ line, offer, why }) => {
      if ('posting' in offer) return false;
      await this.matches.take(place, line.id, { source: offer.source, key: offer.expected.key, why }, by);
      return true;
    });
    return { matched, taken };
  }

  private async each(place: Place, by: Person, act: (one: Certain) => Promise<boolean>): Promise<number> {
    const lines = await this.queries.openLines(place, { end: 'infinity', limit: AT_ONCE }, 'zh');
    let done = 0;
    for (const one of await this.offers.certain(place, lines, 'zh')) {
      if (isOwn(one.offer, one.line, by.id)) continue;
      try {
        if (await act(one)) done++;
      } catch (error) {
        if (!(error instanceof Refused) && !refusedFrom(error)) throw error; // what the books refuse waits for somebody to look at it
      }
    }
    return done;
  }
}
