import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Guardrails } from '../../funds/guardrails';
import { goodsUsed } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { NOTHING_GIVEN } from '../../rules/guardrails';
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
  constructor(private readonly db: DataSource, private readonly gifts: OfflineGifts, private readonly ledger: Ledger, private readonly guardrails: Guardrails, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

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
      await this.ledger.hold(tx, [gift.fund.id]);
      await this.guardrails.admit(tx, draft, NOTHING_GIVEN);
      await this.ledger.preview(tx, draft);
    });
  }

  /** The gift out of which goods were given. @throws NotFoundException */
  async giftOf({ foundation, id }: Which): Promise<Which> {
    const [found] = await this.db.query<{ gift: bigint }[]>('SELECT i.gift FROM goods_issue i JOIN offline_gift g ON g.id = i.gift WHERE i.id = $1 AND g.foundation = $2', [id, foundation]);
    if (!found) throw new NotFoundException();
    return { foundation, id: found.gift };
  }

  /** A second person has seen the sheet: what was given out is cost. @returns its gift @throws NotFoundException, Refused `nobody-books-the-issue-they-recorded`, `an-issue-is-booked-once` */
  async bookIssue(which: Which, by: Person): Promise<bigint> {
    const of = await this.giftOf(which);
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, of);
      const [found] = (await tx.query<(Issue & { recorded_by: number })[]>('SELECT sum, day, words, sheet, recorded_by FROM goods_issue WHERE id = $1', [which.id])) as [Issue & { recorded_by: number }];
      if (found.recorded_by === by.id) throw new Refused('nobody-books-the-issue-they-recorded', {}, 'E3');
      const entry = await this.ledger.enter(tx, goodsUsed({ day: await this.ledger.bookingDay(tx, which.foundation, found.day), factDay: found.day, source: `goods-issue:${which.id}`, note: found.words, fund: gift.fund, sum: found.sum }));
      await tx.query('INSERT INTO goods_issue_booking (issue, recorded_by, by_person, at, entry) VALUES ($1, $2, $3, $4, $5)', [which.id, found.recorded_by, by.id, this.clock.now(), entry]);
      await this.vouchers.made(tx, which.foundation, found.recorded_by, [entry]);
    });
    return of.id;
  }
}
