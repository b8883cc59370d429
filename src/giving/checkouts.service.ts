import { Injectable, Logger } from '@nestjs/common';
import Stripe from 'stripe';
import { DataSource } from 'typeorm';
import { Refused } from '../rules/refused';
import { admit, type Raising } from '../rules/raising';
import { Clock } from '../platform/clock';
import type { Way } from './donation.form';
import type { Donation } from './donations.service';

/** A session takes money for this long; Stripe allows 30 minutes to 24 hours. */
const OPEN_HOURS = 2;

/** A try to pay. */
export interface Checkout {
  readonly attempt: number;
  readonly way: Way;
  readonly begunAt: Date;
  readonly session: string | null;
  readonly url: string | null;
  /** It came to nothing. */
  readonly ended: 'failed' | 'expired' | null;
  /** The donor has done their part, the money is still under way. */
  readonly pending: boolean;
}

/** Sends donors to the payment provider and back. */
@Injectable()
export class Checkouts {
  private readonly logger = new Logger(Checkouts.name);

  constructor(private readonly db: DataSource, private readonly stripe: Stripe, private readonly clock: Clock) {}

  /** The newest try to pay for a gift, if there was one. */
  async last(donation: string): Promise<Checkout | null> {
    const [row] = await this.db.query<Row[]>(
      `SELECT c.attempt, c.way, c.begun_at, c.session, c.url,
         (SELECT n.what FROM checkout_news n WHERE n.session = c.session AND n.what <> 'pending' LIMIT 1) AS ended,
         EXISTS (SELECT 1 FROM checkout_news n WHERE n.session = c.session AND n.what = 'pending') AS pending
       FROM checkout c WHERE c.donation = $1 ORDER BY c.attempt DESC LIMIT 1`, [donation]);
    return row ? { attempt: row.attempt, way: row.way, begunAt: row.begun_at, session: row.session, url: row.url, ended: row.ended, pending: row.pending } : null;
  }

  /**
   * Where the donor pays. As long as a session can still take money there is no second one for the same gift.
   * @param at address of the gift's page, whole; the payee's name as the donor reads it
   * @throws Refused `payment-provider-silent` when the provider does not answer in time: nothing was taken, and the same try goes on
   */
  async open(donation: Donation, raising: Raising, way: Way, at: { address: string; lang: 'zh' | 'en'; payee: string }): Promise<string> {
    admit(raising);
    const last = await this.last(donation.id);
    if (last?.session && !last.ended) {
      if (last.url && last.way === way && this.clock.now() < endOf(last.begunAt)) return last.url;
      if (!(await this.close(last.session))) return `${at.address}/returns`;
    }
    const attempt = !last ? 1 : last.session ? last.attempt + 1 : last.attempt;
    const [begun] = await this.db.query<{ begun_at: Date; way: Way }[]>(
      `INSERT INTO checkout (donation, attempt, way, begun_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (donation, attempt) DO UPDATE SET session = checkout.session RETURNING begun_at, way`, [donation.id, attempt, way, this.clock.now()]);
    const session = await this.session(donation, attempt, begun!.way, begun!.begun_at, at);
    await this.db.query('UPDATE checkout SET session = $3, url = $4 WHERE donation = $1 AND attempt = $2', [donation.id, attempt, session.id, session.url]);
    return session.url ?? at.address;
  }

  private async session(donation: Donation, attempt: number, way: Way, begunAt: Date, { address, lang, payee }: { address: string; lang: 'zh' | 'en'; payee: string }): Promise<Stripe.Checkout.Session> {
    const about = { donation: donation.id, number: donation.no };
    try {
      return await this.stripe.checkout.sessions.create({
        mode: 'payment',
        locale: lang === 'zh' ? 'zh' : 'en',
        client_reference_id: donation.id,
        metadata: about,
        payment_intent_data: { metadata: about },
        allowed_payment_method_types: [METHODS[way]],
        ...(way === 'wechat' ? { payment_method_options: { wechat_pay: { client: 'web' as const } } } : {}),
        line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: Number(donation.amount), product_data: { name: lang === 'zh' ? donation.fund.name : donation.fund.englishName } } }],
        branding_settings: { display_name: payee },
        success_url: `${address}/returns`,
        cancel_url: `${address}?back=1`,
        // from the try's own beginning, so that asking again says the same and is answered by the same session
        expires_at: Math.trunc(endOf(begunAt).getTime() / 1000),
      }, { idempotencyKey: `${donation.id}:${attempt}` });
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      this.logger.warn({ err: error, donation: donation.no }, 'the payment provider gave no session');
      throw new Refused('payment-provider-silent');
    }
  }

  /** Ends a session so that it takes no more money. False when it is too late: it has been paid, or is being paid. */
  private async close(session: string): Promise<boolean> {
    try {
      const { status } = await this.stripe.checkout.sessions.retrieve(session); // its time may have run out before the news of it came
      if (status === 'open') await this.stripe.checkout.sessions.expire(session);
      return status !== 'complete';
    } catch (error) {
      if (error instanceof Stripe.errors.StripeInvalidRequestError) return false;
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      this.logger.warn({ err: error }, 'the payment provider did not end a session');
      throw new Refused('payment-provider-silent');
    }
  }
}

const endOf = (begunAt: Date): Date => new Date(begunAt.getTime() + OPEN_HOURS * 3_600_000);
const METHODS = { card: 'card', alipay: 'alipay', wechat: 'wechat_pay' } as const;

interface Row { attempt: number; way: Way; begun_at: Date; session: string | null; url: string | null; ended: 'failed' | 'expired' | null; pending: boolean }
