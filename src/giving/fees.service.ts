import { Injectable, Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import type { Draft } from '../ledger/draft';
import type { FundClass } from '../ledger/kinds';
import { keptInAnotherCurrency, paymentFee } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { Runs, type Share } from '../ledger/runs';
import { dayOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Clock } from '../platform/clock';
import { fenOf } from '../platform/stripe';
import type { Chore } from '../platform/worker';
import { Payments } from './payments.service';

/** How many payments the provider is asked about in one round, and how many of them at once. */
const ROUND = 40;
const AT_ONCE = 4;

/**
 * The fee is its own entry, as soon as the provider's balance transaction is known. It may not be known at first, so it is asked for
 * at once when an event says so, and else ever more seldom as the payment grows older.
 */
@Injectable()
export class Fees implements Chore {
  readonly name = 'fees';
  readonly every = 5_000;
  private readonly logger = new Logger(Fees.name);

  constructor(private readonly db: DataSource, private readonly stripe: Stripe, private readonly ledger: Ledger, private readonly runs: Runs, private readonly payments: Payments, private readonly clock: Clock) {}

  async run(): Promise<boolean> {
    const waiting = await this.waiting();
    for (let at = 0; at < waiting.length; at += AT_ONCE) await Promise.all(waiting.slice(at, at + AT_ONCE).map((w) => this.settle(w)));
    return waiting.length === ROUND;
  }

  /** Payments and stray money without a fee that are due to be asked for, marked as asked so that other processes pass them over. */
  private async waiting(): Promise<Waiting[]> {
    return this.db.transaction((tx) => tx.query<Waiting[]>(
      `WITH due AS (
         SELECT p.id, NULL::text AS stray, p.provider_ref FROM payment p
         WHERE p.channel = 'online' AND p.paid_at > $1::timestamptz - interval '60 days'
           AND (p.fee_asked_at IS NULL OR p.fee_asked_at < $1::timestamptz - greatest(interval '10 seconds', ($1::timestamptz - p.paid_at) / 10))
           AND NOT EXISTS (SELECT 1 FROM payment_fee f WHERE f.payment = p.id) AND NOT EXISTS (SELECT 1 FROM payment_in_other_currency c WHERE c.payment = p.id)
         ORDER BY p.id LIMIT ${ROUND} FOR UPDATE SKIP LOCKED
       ), asked AS (UPDATE payment SET fee_asked_at = $1 FROM due WHERE payment.id = due.id),
       stray AS (
         SELECT s.provider_ref FROM stray_payment s WHERE s.payment IS NULL AND (s.asked_at IS NULL OR s.asked_at < $1::timestamptz - greatest(interval '10 seconds', ($1::timestamptz - s.paid_at) / 10))
         LIMIT ${ROUND} FOR UPDATE SKIP LOCKED
       ), asked_too AS (UPDATE stray_payment s SET asked_at = $1 FROM stray WHERE s.provider_ref = stray.provider_ref)
       SELECT id, provider_ref FROM due UNION ALL SELECT NULL, provider_ref FROM stray`, [this.clock.now()]));
  }

  private async settle({ id, provider_ref: ref }: Waiting): Promise<void> {
    const told = await this.ask(ref);
    if (!told) return;
    if (id !== null && told.currency === 'cny') return this.runs.join((tx) => this.book(tx, id, told));
    await this.db.transaction((tx) => (id === null ? this.stray(tx, ref, told) : this.otherCurrency(tx, id, told)));
  }

  private async ask(ref: string): Promise<Stripe.BalanceTransaction | null> {
    try {
      const intent = await this.stripe.paymentIntents.retrieve(ref, { expand: ['latest_charge.balance_transaction'] });
      const charge = intent.latest_charge;
      const told = typeof charge === 'object' ? charge?.balance_transaction : null;
      return typeof told === 'object' ? (told ?? null) : null;
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      this.logger.warn({ err: error, payment: ref }, 'the payment provider did not tell the fee');
      return null;
    }
  }

  private async book(tx: EntityManager, id: bigint, told: Stripe.BalanceTransaction): Promise<Share<void>> {
    const p = await this.locked(tx, id);
    if (!p || p.told) return { drafts: [], record: () => undefined };
    const fee = fenOf(told.fee);
    return {
      drafts: fee === 0n ? [] : [await this.draft(tx, p, told.id, fee, dayOf(new Date(told.created * 1000)))],
      record: async ([verdict]) => {
        if (verdict && 'refused' in verdict) throw verdict.refused;
        await tx.query('INSERT INTO payment_fee (payment, balance_transaction, fee, entry) VALUES ($1, $2, $3, $4)', [id, told.id, fee, verdict?.entry ?? null]);
      },
    };
  }

  private async draft(tx: EntityManager, p: PaymentRow, transaction: string, fee: Fen, day: Day): Promise<Draft> {
    const home = (await this.payments.homes(tx, [p.foundation])).get(p.foundation)!;
    // principal is whole from the first day on: what the provider takes for it the house bears
    const bearer = p.principal ? home.general : { id: p.fund, foundation: p.foundation, class: p.class };
    return paymentFee({
      day, source: `stripe:${transaction}`, fact: await this.fact(tx, p.foundation, transaction, fee, day), fund: bearer, sum: fee, clearing: home.clearing, note: p.gift,
    });
  }

  /**
   * The provider keeps this CNY payment in another currency: what has arrived is not what was booked. The gift moves to unidentified
   * money until staff have settled it. It has happened, so it is booked also where the fund has spent the gift: that is a shortfall.
   */
  private async otherCurrency(tx: EntityManager, id: bigint, told: Stripe.BalanceTransaction): Promise<void> {
    const p = await this.locked(tx, id);
    if (!p || p.told) return;
    const home = (await this.payments.homes(tx, [p.foundation])).get(p.foundation)!;
    const day = this.clock.today();
    const entry = p.not_as_asked !== null ? null : await this.ledger.enter(tx, keptInAnotherCurrency({
      day, source: `stripe:${told.id}`, fact: await this.fact(tx, p.foundation, told.id, p.gross, day), fund: { id: p.fund, foundation: p.foundation, class: p.class }, sum: p.gross, general: home.general, principal: p.principal,
      note: `支付机构以 ${told.currency.toUpperCase()} 入账，待查`,
    }));
    await tx.query('INSERT INTO payment_in_other_currency (payment, balance_transaction, currency, reversal, entry) VALUES ($1, $2, $3, $4, $4)', [id, told.id, told.currency, entry]);
  }

  private async fact(tx: EntityManager, foundation: number, transaction: string, most: Fen, day: Day): Promise<bigint> {
    const [fact] = await tx.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, `stripe:${transaction}`, most, day]);
    return fact!.id;
  }

  private async stray(tx: EntityManager, ref: string, told: Stripe.BalanceTransaction): Promise<void> {
    const [row] = await tx.query<{ foundation: number; session: string | null; paid_at: Date }[]>('SELECT foundation, session, paid_at FROM stray_payment WHERE provider_ref = $1 AND payment IS NULL FOR UPDATE', [ref]);
    if (!row || told.currency !== 'cny') return;
    await this.payments.bookStray(tx, { payment: ref, foundation: row.foundation, session: row.session, sum: fenOf(told.amount), at: row.paid_at });
  }

  /** Locked first and read afterwards: what another process told while we waited is seen only by a statement that begins later. */
  private async locked(tx: EntityManager, id: bigint): Promise<PaymentRow | undefined> {
    await tx.query('SELECT 1 FROM payment WHERE id = $1 FOR UPDATE', [id]);
    const [row] = await tx.query<PaymentRow[]>(
      `SELECT p.foundation, p.fund, f.class, p.gross, p.entry, p.not_as_asked, d.no AS gift, coalesce(d.principal, false) AS principal,
         EXISTS (SELECT 1 FROM payment_fee x WHERE x.payment = p.id) OR EXISTS (SELECT 1 FROM payment_in_other_currency x WHERE x.payment = p.id) AS told
       FROM payment p JOIN fund f ON f.id = p.fund LEFT JOIN donation d ON d.id = p.donation WHERE p.id = $1`, [id]);
    return row;
  }
}

interface Waiting { id: bigint | null; provider_ref: string }
interface PaymentRow { foundation: number; fund: number; class: FundClass; gross: Fen; entry: bigint; not_as_asked: string | null; gift: string | null; principal: boolean; told: boolean }
