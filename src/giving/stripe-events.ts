import type Stripe from 'stripe';

/** The kinds of events that can mean something to us: those to subscribe to. */
export const HEARD: ReadonlySet<string> = new Set<Stripe.Event['type']>([
  'checkout.session.completed', 'checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed', 'checkout.session.expired',
  'charge.updated', 'refund.created', 'refund.updated', 'refund.failed',
]);

/** What an event of the payment provider means to us. Everything we do not know is `nothing`, and never fails. */
export type News =
  | { readonly is: 'paid'; readonly paid: Paid }
  | { readonly is: 'pending'; readonly session: string; readonly at: Date }
  | { readonly is: 'ended'; readonly session: string; readonly how: 'failed' | 'expired'; readonly at: Date }
  | { readonly is: 'refund'; readonly refund: Refunded }
  | { readonly is: 'fee told'; readonly payment: string }
  | { readonly is: 'nothing' };

/** Money has arrived at the provider. */
export interface Paid {
  readonly session: string;
  /** The provider's number of the payment, pi_…; one payment, one number, however many events tell of it. */
  readonly payment: string;
  /** Our donation, if the session says one. */
  readonly donation: string | null;
  /** Smallest units of its currency. */
  readonly units: number;
  /** Lower case, `cny`. */
  readonly currency: string;
  readonly at: Date;
}

export interface Refunded {
  readonly id: string;
  readonly payment: string;
  readonly units: number;
  readonly currency: string;
  /** The money came back to us. */
  readonly failed: boolean;
  readonly at: Date;
}

/** One function: an inbox row → what it means. Order and repetition do not matter; each event is read by itself. */
export function newsOf(event: Stripe.Event): News {
  const at = new Date(event.created * 1000);
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded': {
      const session = event.data.object;
      const payment = idOf(session.payment_intent);
      if (session.mode !== 'payment') return { is: 'nothing' };
      if (session.payment_status === 'unpaid') return { is: 'pending', session: session.id, at };
      if (session.payment_status !== 'paid' || payment === null) return { is: 'nothing' };
      return { is: 'paid', paid: { session: session.id, payment, donation: session.client_reference_id, units: session.amount_total ?? 0, currency: session.currency ?? '', at } };
    }
    case 'checkout.session.async_payment_failed':
      return { is: 'ended', session: event.data.object.id, how: 'failed', at };
    case 'checkout.session.expired':
      return { is: 'ended', session: event.data.object.id, how: 'expired', at };
    case 'charge.updated': {
      const payment = idOf(event.data.object.payment_intent);
      return payment !== null && event.data.object.balance_transaction ? { is: 'fee told', payment } : { is: 'nothing' };
    }
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const refund = event.data.object;
      const payment = idOf(refund.payment_intent);
      // money leaves the provider's balance when the refund is made; before that (requires_action) nothing has happened yet
      if (payment === null || refund.status === 'requires_action') return { is: 'nothing' };
      const failed = refund.status === 'failed' || refund.status === 'canceled';
      return { is: 'refund', refund: { id: refund.id, payment, units: refund.amount, currency: refund.currency, failed, at: new Date(refund.created * 1000) } };
    }
    default:
      return { is: 'nothing' };
  }
}

const idOf = (reference: string | { id: string } | null): string | null => (typeof reference === 'string' ? reference : (reference?.id ?? null));
