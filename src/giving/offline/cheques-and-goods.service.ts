import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Draft } from '../../ledger/draft';
import { goodsUsed } from '../../ledger/entries';
import { HeldSpends } from '../../ledger/held-spends.service';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { type Given, NOTHING_GIVEN } from '../../rules/guardrails';
import { Refused } from '../../rules/refused';
import { OfflineGifts, type Which } from './offline-gifts.service';

/** Goods that were given out, by their issue sheet. */
export interface Issue {
  readonly sum: Fen;
  readonly day: Day;
  readonly words: string;
  readonly sheet: string;
}

/** What becomes of a cheque before the bank clears it, and of goods after they were given. */
@Injectable()
export class ChequesAndGoods {
  constructor(private readonly db: DataSource, private readonly gifts: OfflineGifts, private readonly ledger: Ledger, private readonly helds: HeldSpends, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** The cheque is with the bank: from now on its line is expected. @throws NotFoundException, Refused `only-a-cheque-is-handed-in`, `a-cheque-is-handed-in-once` */
  async hand(which: Which, day: Day, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      await tx.query('INSERT INTO cheque_handing (gift, day, by_person, at) VALUES ($1, $2, $3, $4)', [gift.id, day, by.id, this.clock.now()]);
    });
  }

  /** The bank has not cleared it: nothing is booked. @throws NotFoundException, Refused `only-a-cheque-at-the-bank-bounces`, `an-offline-gift-ends-once` */
  async bounce(which: Which, reason: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      await tx.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, reason) VALUES ($1, 'bounced', $2, $3, $4)`, [gift.id, by.id, this.clock.now(), reason]);
    });
  }

  /** Goods are given out. @throws NotFoundException, Refused `only-goods-in-stock-are-issued`, `no-more-goods-are-issued-than-were-given`, `an-issue-sheet-is-recorded-once` */
  async issue(which: Which, { sum, day, words, sheet }: Issue, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      await tx.query('INSERT INTO goods_issue (gift, sum, day, words, sheet, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [gift.id, sum, day, words, sheet, by.id, this.clock.now()]);
      // refused before the goods leave, not when they are gone: what keeps a preserved fund's principal is not given away, be it goods
      const draft = goodsUsed({ day: await this.ledger.bookingDay(tx, which.foundation, day), source: 'preview', fund: gift.fund, sum });
      await this.helds.refuseBarred(tx, draft);
      await this.ledger.preview(tx, draft);
    });
  }

  /** The gift out of which goods were given. @throws NotFoundException */
  async giftOf({ foundation, id }: Which): Promise<Which> {
    const [found] = await this.db.query<{ gift: bigint }[]>('SELECT i.gift FROM goods_issue i JOIN offline_gift g ON g.id = i.gift WHERE i.id = $1 AND g.foundation = $2', [id, foundation]);
    if (!found) throw new NotFoundException();
    return { foundation, id: found.gift };
  }

  /** What giving out will be booked as. @throws NotFoundException */
  async draftOf(which: Which): Promise<Draft> {
    return (await this.asked(this.db.manager, which)).draft;
  }

  /** A second person has seen the sheet: what was given out is cost; what the guard-rails hold is let through by what is given. @returns its gift @throws NotFoundException, Refused of the guard-rails, `nobody-books-the-issue-they-recorded`, `an-issue-is-booked-once` */
  async bookIssue(which: Which, by: Person, given: Given = NOTHING_GIVEN): Promise<bigint> {
    const of = await this.giftOf(which);
    await transactionWithRetry(this.db, async (tx) => {
      const { draft, recordedBy } = await this.asked(tx, which);
      if (recordedBy === by.id) throw new Refused('nobody-books-the-issue-they-recorded', {}, 'E3');
      await this.helds.admit(tx, draft, { by: 'goods_issue', id: which.id, foundation: which.foundation, proposedBy: recordedBy }, given, by);
      const entry = await this.ledger.enter(tx, draft);
      await tx.query('INSERT INTO goods_issue_booking (issue, recorded_by, by_person, at, entry) VALUES ($1, $2, $3, $4, $5)', [which.id, recordedBy, by.id, this.clock.now(), entry]);
      await this.vouchers.made(tx, which.foundation, recordedBy, [entry]);
    });
    return of.id;
  }

  private async asked(tx: EntityManager, which: Which): Promise<{ draft: Draft; recordedBy: number }> {
    const gift = await this.gifts.find(tx, await this.giftOf(which));
    const [{ recorded_by: recordedBy, ...found }] = await tx.query<[Pick<Issue, 'sum' | 'day' | 'words'> & { recorded_by: number }]>('SELECT sum, day, words, recorded_by FROM goods_issue WHERE id = $1', [which.id]);
    const day = await this.ledger.bookingDay(tx, which.foundation, found.day);
    return { recordedBy, draft: goodsUsed({ day, factDay: found.day, source: `goods-issue:${which.id}`, note: found.words, fund: gift.fund, sum: found.sum }) };
  }
}
