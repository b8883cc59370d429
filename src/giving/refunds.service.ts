import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FundClass } from '../ledger/kinds';
import { providerRefund, refundFailed } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { dayOf } from '../rules/day';
import type { Fen } from '../rules/money';
import { fenOf } from '../platform/stripe';
import { Payments } from './payments.service';
import type { Refunded } from './stripe-events';

/** Money goes back. It was decided at the payment provider and has happened: it is booked whatever it leaves behind. */
@Injectable()
export class Refunds {
  constructor(private readonly ledger: Ledger, private readonly payments: Payments) {}

  /**
   * Books a refund once, and once more when it comes back. Events may come in any order: a failure that arrives first books both.
   * @returns what became of it; null while the payment it belongs to has not been booked, so that it is tried again
   */
  async settle(tx: EntityManager, refund: Refunded): Promise<string | null> {
    await tx.query('SELECT 1 FROM payment WHERE provider_ref = $1 FOR UPDATE', [refund.payment]); // and read afterwards what others wrote meanwhile
    const [payment] = await tx.query<PaymentRow[]>(
      `SELECT p.id, p.foundation, f.id AS fund, f.class, coalesce(d.display, 'anonymous') AS display, p.not_as_asked IS NOT NULL OR c.payment IS NOT NULL AS unidentified, coalesce(d.principal, false) AS principal
       FROM payment p JOIN fund f ON f.id = p.fund LEFT JOIN donation d ON d.id = p.donation LEFT JOIN payment_in_other_currency c ON c.payment = p.id
       WHERE p.provider_ref = $1`, [refund.payment]);
    if (!payment) return null;
    if (refund.currency !== 'cny') return `refund in ${refund.currency}: waits for staff`;
    const sum = fenOf(refund.units);
    const home = (await this.payments.homes(tx, [payment.foundation])).get(payment.foundation)!;
    const fund = payment.unidentified ? home.general : { id: payment.fund, foundation: payment.foundation, class: payment.class };
    const booked = await this.booked(tx, refund.id) ?? (await this.book(tx, refund, payment, fund, sum, home.clearing));
    if (!refund.failed || booked.failed) return 'refund booked';
    const back = await this.ledger.enter(tx, refundFailed({ day: dayOf(refund.at), source: `stripe:${refund.id}:failed`, fund, sum, clearing: home.clearing, note: '退款没有到账，款项退回，应再退给捐赠人' }));
    await tx.query('UPDATE refund SET failed_entry = $2 WHERE provider_ref = $1', [refund.id, back]);
    return 'refund came back: owed to the donor';
  }

  private async booked(tx: EntityManager, id: string): Promise<{ failed: boolean } | null> {
    const [row] = await tx.query<{ failed: boolean }[]>('SELECT failed_entry IS NOT NULL AS failed FROM refund WHERE provider_ref = $1', [id]);
    return row ?? null;
  }

  private async book(tx: EntityManager, refund: Refunded, payment: PaymentRow, fund: Parameters<typeof providerRefund>[0]['fund'], sum: Fen, clearing: number): Promise<{ failed: boolean }> {
    const day = dayOf(refund.at);
    const [fact] = await tx.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [payment.foundation, `stripe:${refund.id}`, sum, day]);
    const entry = await this.ledger.enter(tx, providerRefund({ day, source: `stripe:${refund.id}`, fact: fact!.id, fund, sum, clearing, of: payment.unidentified ? 'unidentified' : 'gift', principal: payment.principal && !payment.unidentified, note: '退款给捐赠人' }));
    await tx.query('INSERT INTO refund (provider_ref, payment, amount, entry) VALUES ($1, $2, $3, $4)', [refund.id, payment.id, sum, entry]);
    return { failed: false };
  }
}

interface PaymentRow { id: bigint; foundation: number; fund: number; class: FundClass; unidentified: boolean; principal: boolean }
