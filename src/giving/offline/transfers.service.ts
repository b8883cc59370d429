import { Injectable, NotFoundException } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, dayOf, type Day } from '../../rules/day';
import { admit, type Raising } from '../../rules/raising';
import { Refused } from '../../rules/refused';
import { transferReference } from '../../rules/transfer-reference';
import type { Donation } from '../donations.service';
import { AWAITED_DAYS, LAPSED } from './offline-gifts.queries';

/** Where donors transfer to. The holder is the foundation itself, always. */
export interface TransferAccount {
  readonly place: number;
  readonly bank: string;
  readonly number: string;
}

/** A transfer that a donor has announced. */
export interface Announced {
  readonly reference: string;
  readonly account: TransferAccount;
  /** The last day on which it is waited for. */
  readonly until: Day;
}

/** The newest account that two people have agreed on, of the foundation $1. */
const ACCOUNT = `SELECT a.place, a.bank, a.number FROM transfer_account a JOIN transfer_account_confirmation c ON c.account = a.id WHERE a.foundation = $1 ORDER BY c.confirmed_at DESC, a.id DESC LIMIT 1`;

/** Donors who pay by bank transfer: they copy a reference, and a line of the statement shows whether the money came. */
@Injectable()
export class Transfers {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Null while no account was confirmed: then nobody can choose a transfer. */
  async account(foundation: number, db: Pick<EntityManager, 'query'> = this.db): Promise<TransferAccount | null> {
    return (await db.query<TransferAccount[]>(ACCOUNT, [foundation]))[0] ?? null;
  }

  /** Somebody enters an account; donors see it when another has confirmed it. @throws Refused `bank-missing`, `an-account-number-is-digits` */
  async enterAccount(foundation: number, { place, bank, number }: { place: string; bank: string; number: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ id: number }[]>(`SELECT id FROM place WHERE foundation = $1 AND account = '1002' AND id::text = $2`, [foundation, place]);
      if (!found) throw new Refused('bank-missing', { field: 'place' });
      await tx.query('INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6)', [foundation, found.id, bank, number, by.id, this.clock.now()]);
    });
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-account-they-entered`, `an-account-is-confirmed-once` */
  async confirmAccount(which: { foundation: number; id: number }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ entered_by: number }[]>('SELECT entered_by FROM transfer_account WHERE id = $1 AND foundation = $2', [which.id, which.foundation]);
      if (!found) throw new NotFoundException();
      await tx.query('INSERT INTO transfer_account_confirmation (account, entered_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4)', [which.id, found.entered_by, by.id, this.clock.now()]);
    });
  }

  /**
   * The donor means to transfer. The books know nothing of it until the bank does. Said twice, it is one announcement with one reference.
   * @throws Refused when the fund may not take this gift today, or `no-account-for-transfers`
   */
  async announce(gift: Donation, raising: Raising): Promise<void> {
    admit(raising);
    await this.db.transaction(async (tx) => {
      const account = await this.account(gift.foundation, tx);
      if (!account) throw new Refused('no-account-for-transfers', { field: 'way' });
      const now = this.clock.now();
      await tx.query(
        `INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, place, sum, day, donation, reference, recorded_at, principal)
         VALUES ($1, $2, 'donation:' || $3, 'transfer', 'transfer', $4, $5, $6, $7, $3::uuid, $8, $9, $10) ON CONFLICT DO NOTHING`,
        [gift.foundation, gift.no, gift.id, gift.fund.id, account.place, gift.amount, dayOf(now), transferReference(randomBytes(7)), now, gift.principal]);
    });
  }

  /** What the donor announced; null when nothing is, or it was withdrawn or has lapsed. */
  async of(donation: string): Promise<Announced | null> {
    const [row] = await this.db.query<{ reference: string; place: number; bank: string; number: string; day: Day }[]>(
      `SELECT g.reference, g.place, a.bank, a.number, g.day FROM offline_gift g
       JOIN LATERAL (SELECT a.bank, a.number FROM transfer_account a JOIN transfer_account_confirmation c ON c.account = a.id WHERE a.place = g.place ORDER BY c.confirmed_at DESC, a.id DESC LIMIT 1) a ON true
       WHERE g.donation = $2 AND NOT ${LAPSED} AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id)`, [this.clock.now(), donation]);
    if (!row) return null;
    const { reference, place, bank, number, day } = row;
    return { reference, account: { place, bank, number }, until: addDays(day, AWAITED_DAYS) };
  }
}
