import { Injectable } from '@nestjs/common';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Draft } from '../../ledger/draft';
import { bankGift, cashGift, donatedService, goodsGift, principalGift, serviceIncome, subsidy } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { addDays, monthOf, type Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { shownName } from '../../rules/names';
import { Refused } from '../../rules/refused';
import { Receipts } from '../receipts.service';
import { OfflineGifts, type OfflineGift, type Which } from './offline-gifts.service';

/** What came, as the counts or the bank's line say it. */
export interface Came {
  readonly sum: Fen;
  readonly day: Day;
  /** What the entry rests on. */
  readonly source: string;
  /** The bank account in which it came. */
  readonly place: number | null;
}

/** Enters in the books what was recorded, and takes it back when it was recorded wrongly. */
@Injectable()
export class GiftBookings {
  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly vouchers: Vouchers,
    private readonly gifts: OfflineGifts,
    private readonly receipts: Receipts,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Books it with its donation, payment and receipt, in the caller's transaction.
   * @throws Refused `an-offline-gift-ends-once`, `whoever-records-a-gift-does-not-book-it`, `cash-is-booked-when-two-counts-agree`
   */
  async book(tx: EntityManager, gift: OfflineGift, came: Came, by: Person): Promise<bigint> {
    if (gift.end !== null) throw new Refused('an-offline-gift-ends-once');
    const entry = await this.ledger.enter(tx, draftOf(gift, came));
    await tx.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, sum, entry) VALUES ($1, 'booked', $2, $3, $4, $5)`, [gift.id, by.id, this.clock.now(), came.sum, entry]);
    // what the donor announced nobody here has made: whoever finds it on the statement matches it
    if (gift.recordedBy !== null) await this.vouchers.made(tx, gift.foundation, gift.recordedBy, [entry]);
    if (isGift(gift)) await this.give(tx, gift, came, entry);
    return entry;
  }

  /**
   * Goods or work are as they were recorded, says a second person: booked at the value that is proved by a paper, or at one yuan.
   * @throws NotFoundException, Refused as `book`, `what-is-proved-shows-its-paper`
   */
  async confirm(which: Which, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      if (gift.way !== 'goods' && gift.way !== 'service') throw new Refused('only-goods-and-work-are-confirmed');
      await this.book(tx, gift, { sum: gift.sum!, day: gift.day, source: `offline-gift:${gift.id}`, place: null }, by);
    });
  }

  /**
   * Recorded wrongly: its mirror is booked while its month is open, and its receipt is void.
   * @throws NotFoundException, Refused `only-a-booked-gift-is-reversed`, `whoever-records-a-gift-does-not-reverse-it`, `a-gift-is-reversed-once`, `a-sealed-month-takes-no-entry`
   */
  async reverse(which: Which, reason: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      if (gift.entry === null) throw new Refused('only-a-booked-gift-is-reversed');
      if (gift.recordedBy === by.id) throw new Refused('whoever-records-a-gift-does-not-reverse-it');
      const [booked] = await tx.query<{ day: Day }[]>('SELECT day FROM journal_entry WHERE id = $1', [gift.entry]);
      const entry = await this.ledger.reverse(tx, { foundation: gift.foundation, entry: gift.entry, day: withinMonthOf(booked!.day, this.clock.today()), reason });
      await tx.query('INSERT INTO offline_gift_reversal (gift, by_person, at, reason, entry) VALUES ($1, $2, $3, $4, $5)', [gift.id, by.id, this.clock.now(), reason, entry]);
      await this.vouchers.made(tx, gift.foundation, by.id, [entry]);
    });
  }

  /** The secret of the link `/g/:token` under which the giver finds thanks and receipt; printed on the slip. */
  tokenOf(no: string): string {
    return createHmac('sha256', this.config.sessionSecret).update(`offline-gift\0${no}`).digest('base64url').slice(0, 24);
  }

  private async give(tx: EntityManager, gift: OfflineGift, { sum, day, source }: Came, entry: bigint): Promise<void> {
    const donation = (await this.announced(tx, gift)) ?? (await this.enterDonation(tx, gift, sum));
    const [payment] = await tx.query<{ id: bigint }[]>(
      'INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry, channel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id',
      [source, donation, gift.foundation, gift.fund.id, sum, this.momentOf(day), entry, gift.channel]);
    if (gift.proved || (gift.way !== 'goods' && gift.way !== 'service')) await this.receipts.issue(tx, [{ payment: payment!.id, foundation: gift.foundation, day }]);
  }

  /** What the donor began on the public form; null when they have paid it in another way since, then this is another gift. */
  private async announced(tx: EntityManager, gift: OfflineGift): Promise<string | null> {
    if (gift.donation === null) return null;
    const [paid] = await tx.query<unknown[]>('SELECT 1 FROM payment WHERE donation = $1 AND not_as_asked IS NULL', [gift.donation]);
    return paid ? null : gift.donation;
  }

  private async enterDonation(tx: EntityManager, gift: OfflineGift, sum: Fen): Promise<string> {
    const id = randomUUID();
    const now = this.clock.now();
    const [{ no }] = gift.donation === null ? [{ no: gift.no }] : await tx.query<[{ no: string }]>(`SELECT 'GF-' || $1 || '-' || lpad(nextval('donation_no')::text, 6, '0') AS no`, [gift.day.slice(0, 4)]);
    await tx.query(
      `INSERT INTO donation (id, no, foundation, fund, amount, display, donor, wants_receipt, lang, token_hash, begun_at, expires_at, principal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'zh', $9, $10, $10, $11)`,
      [id, no, gift.foundation, gift.fund.id, sum, gift.display, gift.donor, gift.wantsReceipt, createHash('sha256').update(this.tokenOf(no)).digest(), now, gift.principal]);
    return id;
  }

  /** Now, or noon of an earlier day: nobody has looked at the clock. */
  private momentOf(day: Day): Date {
    return day === this.clock.today() ? this.clock.now() : new Date(`${day}T12:00:00+08:00`);
  }
}

/** Money of the state is income and no gift. */
export const isGift = ({ way }: Pick<OfflineGift, 'way'>): boolean => way !== 'subsidy' && way !== 'purchase';

function draftOf(gift: OfflineGift, { sum, day, source, place }: Came): Draft {
  const party = isGift(gift) ? (gift.display === 'anonymous' ? null : shownName(gift)) : gift.payer;
  // a memo and a cheque name whoever pays: they stay at the desk, for the note is public
  const note = gift.way === 'transfer' || gift.way === 'cheque' ? null : gift.words;
  const about = { day, source, fund: gift.fund, sum, party, note };
  switch (gift.way) {
    case 'cash': return cashGift({ ...about, cash: place! });
    case 'transfer':
    case 'cheque': return (gift.principal ? principalGift : bankGift)({ ...about, bank: place! });
    case 'goods': return goodsGift(about);
    case 'service': return donatedService({ ...about, for: gift.serves! });
    case 'subsidy': return subsidy({ ...about, bank: place! });
    case 'purchase': return serviceIncome({ ...about, bank: place! });
  }
}

/** Today, or the last day of the month that is corrected: a mirror belongs to the month of what it takes back. */
function withinMonthOf(day: Day, today: Day): Day {
  if (monthOf(today) === monthOf(day)) return today;
  const next = addDays(`${monthOf(day)}-28`, 4);
  return addDays(`${monthOf(next)}-01`, -1);
}
