import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ClosingSteps, type Pending } from '../ledger/closing-steps';
import { longDay, money } from '../platform/views';
import { type Lang, type Values, wordsOf } from '../platform/words';
import type { Month } from '../rules/day';
import { BankQueries } from './bank.queries';
import { lastDayOf } from './bank-page';
import { Identifications } from './identifications.service';
import { placesOf } from './places';

/** What of the bank keeps a month open. */
@Injectable()
export class BankClosing {
  constructor(private readonly queries: BankQueries, private readonly identifications: Identifications, steps: ClosingSteps) {
    steps.ask('bank', (db, asked) => this.bank(db, asked));
    steps.ask('unidentified', (db, asked) => this.unidentified(db, asked));
  }

  /**
   * A bank's account is told by statements to the month's end, and nothing is open on either side. A provider reports what it has paid out: what
   * it still holds may stay, and so may an account that reports nothing; lines of its own that nothing explains may not.
   */
  private async bank(db: EntityManager, { foundation, month }: { foundation: number; month: Month }): Promise<Pending[]> {
    const end = lastDayOf(month);
    const pending: Pending[] = [];
    for (const place of await placesOf(db, foundation)) {
      const { until, books, open } = await this.queries.reconciliation(place, end);
      const path = `/desk/bank/${place.code}/matching?month=${month}`;
      const stays = place.account === '1009' ? { mayStay: true as const } : {};
      const said = (key: string, values: (lang: Lang) => Values = () => ({})): Pending['words'] => words(key, (lang) => ({ ...values(lang), place: lang === 'zh' ? place.name : place.englishName }));
      if (until === null && books === 0n && open.postingCount === 0) continue; // nothing ever lay there
      if (until === null || until < end) pending.push({ words: said(until === null ? 'closing.bank.no-statement' : 'closing.bank.until', (lang): Values => (until === null ? {} : { day: longDay(until, lang) })), path: `/desk/bank/${place.code}`, ...stays });
      if (open.lineCount > 0) pending.push({ words: said('closing.bank.lines', () => ({ count: open.lineCount })), path });
      if (open.postingCount > 0 && until !== null) pending.push({ words: said('closing.bank.postings', () => ({ count: open.postingCount })), path, ...stays });
    }
    const places = await placesOf(db, foundation);
    for (const { place, count } of await this.queries.dueHolds(foundation, end)) {
      const here = places.find(({ id }) => id === place)!;
      pending.push({ words: words('closing.bank.holds', (lang) => ({ count, place: lang === 'zh' ? here.name : here.englishName })), path: `/desk/bank/${here.code}/matching?month=${month}` });
    }
    return pending;
  }

  private async unidentified(db: EntityManager, { foundation, month }: { foundation: number; month: Month }): Promise<Pending[]> {
    const held = await this.identifications.held(db, foundation, lastDayOf(month));
    return held === 0n ? [] : [{ words: words('closing.unidentified', (lang) => ({ sum: money(held, lang) })), path: '/desk/unidentified', mayStay: true }];
  }
}

const words = (key: string, values: (lang: Lang) => Values): Pending['words'] => ({ zh: wordsOf('zh')(key, values('zh')), en: wordsOf('en')(key, values('en')) });
