import {
  newBalanceTransaction, newCharge, newEvent, newIntent, newRefund, newSession,
  type BalanceTransaction, type Charge, type Event, type Intent, type Kind, type Method, type Minor, type Ordered, type Refund, type Seconds, type Session, type Thing,
} from './stripe-objects';

/**
 * What Stripe does with a gift, without Stripe and without money: sessions, payments, their fees, refunds and the events that
 * tell of them. It serves those who try the software without keys, and every test of the way a gift takes.
 */
export interface Habits {
  now: () => Date;
  /** Where the page of a session is, given its id. */
  pageOf: (session: string) => string;
  /** The currency of the account's balance, if not that of the gift: how many of its hundredths one hundredth of the gift is worth. */
  settlement?: { currency: string; exchangeRate: number };
  /** Whether a charge's fee is told only when asked for by `tellFees`, as Stripe often does some seconds later. */
  feeLater?: boolean;
  /** After how many seconds a payment or refund that was left pending comes to its end by itself. */
  pendingFor?: Seconds;
}

/** `paid-later` and `fails-later`: the session is completed unpaid, and the end comes by `settle` or by itself. `declined` leaves it open. */
export type Outcome = 'paid' | 'paid-later' | 'fails-later' | 'declined';

/** What the API does not show of a session but its page and its payment need. */
export interface Backstage {
  what: string;
  payee: string | null;
  description: string | null;
  metadata: Record<string, string>;
  method: Method | null;
}

interface Pending {
  at: Seconds;
  succeeds: boolean;
}

/** The act does not fit the object's state, e.g. paying a session that is over. */
export class NotPossible extends Error {}

export class StripeImitation {
  private readonly things = new Map<string, Thing>();
  private readonly kinds = new Map<Kind, Thing[]>();
  private readonly openSessions = new Set<string>();
  private readonly outbox = new Set<string>();
  private readonly backstage = new Map<string, Backstage>();
  private readonly pending = new Map<string, Pending>();

  /** Grows with every change, each of which makes a thing or delivers an event. */
  changes = 0;

  /** The request that causes the events now made; null when the giver or time does. */
  cause: Event['request'] = { id: null, idempotency_key: null };

  constructor(private readonly habits: Habits, saved: string | null = null) {
    if (saved === null) return;
    const state = JSON.parse(saved) as Saved;
    for (const thing of state.things) this.keep(thing);
    for (const [id, backstage] of state.backstage) this.backstage.set(id, backstage);
    for (const [id, pending] of state.pending) this.pending.set(id, pending);
  }

  /** Everything as one JSON text, for the constructor of the next start. */
  save(): string {
    return JSON.stringify({ things: [...this.things.values()], backstage: [...this.backstage], pending: [...this.pending] } satisfies Saved);
  }

  seconds(): Seconds {
    return Math.floor(this.habits.now().getTime() / 1000);
  }

  find<K extends Kind>(kind: K, id: string): Extract<Thing, { object: K }> | null {
    const thing = this.things.get(id);
    return thing?.object === kind ? (thing as Extract<Thing, { object: K }>) : null;
  }

  /** All of a kind, newest first, as Stripe lists them. */
  all<K extends Kind>(kind: K): Extract<Thing, { object: K }>[] {
    return [...(this.kinds.get(kind) ?? [])].reverse() as Extract<Thing, { object: K }>[];
  }

  any(id: string): Thing | null {
    return this.things.get(id) ?? null;
  }

  backstageOf(session: Session): Backstage {
    return this.backstage.get(session.id)!;
  }

  /** Lets time do its part: sessions expire, pending payments and refunds come to their end. */
  tick(): void {
    const now = this.seconds();
    for (const id of [...this.openSessions]) if (this.openSession(id).expires_at <= now) this.expire(id);
    for (const [id, { at, succeeds }] of [...this.pending]) if (at <= now) this.settle(id, succeeds);
  }

  open(order: Omit<Ordered, 'created' | 'url'>, backstage: Omit<Backstage, 'method'>): Session {
    const session = this.keep(newSession({ ...order, created: this.seconds(), url: this.habits.pageOf }));
    this.backstage.set(session.id, { ...backstage, method: null });
    return session;
  }

  expire(id: string): Session {
    const session = this.openSession(id);
    this.openSessions.delete(id);
    Object.assign(session, { status: 'expired', url: null } satisfies Partial<Session>);
    this.tell('checkout.session.expired', session);
    return session;
  }

  /** The giver pays on the session's page. */
  pay(id: string, method: Method, outcome: Outcome = 'paid'): Session {
    const session = this.openSession(id);
    if (!session.payment_method_types.includes(method)) throw new NotPossible(`${method} is not among the ways to pay of ${id}`);
    const backstage = this.backstageOf(session);
    backstage.method = method;
    const intent = this.intentOf(session) ?? this.startIntent(session, backstage);

    if (outcome === 'declined') {
      this.fail(intent, 'card_declined', 'Your card was declined.');
      return session;
    }
    this.openSessions.delete(id);
    Object.assign(session, { status: 'complete', url: null, customer_details: payer(session) } satisfies Partial<Session>);
    if (outcome === 'paid') {
      const charge = this.succeed(intent, session, method);
      this.tell('checkout.session.completed', session);
      if (!this.habits.feeLater) this.tellFee(charge);
      return session;
    }
    intent.status = 'processing';
    this.tell('payment_intent.processing', intent);
    this.tell('checkout.session.completed', session);
    this.wait(session.id, outcome === 'paid-later');
    return session;
  }

  /** Brings a pending payment (by its session's id) or a pending refund to its end. */
  settle(id: string, succeeds: boolean): void {
    if (!this.pending.delete(id)) throw new NotPossible(`nothing of ${id} is pending`);
    const refund = this.find('refund', id);
    if (refund) {
      if (!succeeds) return this.failRefund(id);
      refund.status = 'succeeded';
      return this.tell('refund.updated', refund, { status: 'pending' });
    }
    const session = this.find('checkout.session', id)!;
    const intent = this.intentOf(session)!;
    if (!succeeds) {
      this.fail(intent, 'payment_intent_payment_attempt_failed', 'The payment failed.');
      return this.tell('checkout.session.async_payment_failed', session);
    }
    const charge = this.succeed(intent, session, this.backstageOf(session).method!);
    this.tell('checkout.session.async_payment_succeeded', session);
    if (!this.habits.feeLater) this.tellFee(charge);
  }

  /** Tells the fees that are still unknown. */
  tellFees(): void {
    for (const charge of this.all('charge').reverse()) if (charge.balance_transaction === null) this.tellFee(charge);
  }

  /** Gives money back; to a wallet it takes its time. The fee is not given back. */
  refund(charge: Charge, asked: { sum: Minor; reason: string | null; metadata: Record<string, string> }): Refund {
    const pending = charge.payment_method_details?.type !== 'card';
    const refund = this.keep(newRefund(charge, { ...asked, created: this.seconds(), status: pending ? 'pending' : 'succeeded' }));
    refund.balance_transaction = this.move(refund.id, charge, { gross: -asked.sum, type: pending ? 'payment_refund' : 'refund', category: 'refund' }).id;
    charge.amount_refunded += asked.sum;
    charge.refunded = charge.amount_refunded === charge.amount;
    this.tell('refund.created', refund);
    this.tell('charge.refunded', charge, { amount_refunded: charge.amount_refunded - asked.sum, refunded: false });
    if (pending) this.wait(refund.id, true);
    return refund;
  }

  /** The giver's bank sends a refund back, perhaps weeks after it seemed done: the money is ours again. */
  failRefund(id: string): void {
    const refund = this.find('refund', id);
    if (!refund || refund.status === 'failed') throw new NotPossible(`${id} is no refund that could fail`);
    this.pending.delete(id);
    const charge = this.find('charge', refund.charge as string)!;
    const type = charge.payment_method_details?.type === 'card' ? 'refund_failure' : 'payment_failure_refund';
    const before = refund.status;
    refund.failure_balance_transaction = this.move(refund.id, charge, { gross: refund.amount, type, category: 'refund_failure' }).id;
    refund.failure_reason = 'expired_or_canceled_card';
    refund.status = 'failed';
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
    this.tell('refund.updated', refund, { status: before });
    this.tell('refund.failed', refund);
  }

  /** Events not yet delivered, oldest first. */
  undelivered(): Event[] {
    return [...this.outbox].map((id) => this.find('event', id)!);
  }

  delivered(event: Event): void {
    this.changes++;
    event.pending_webhooks = 0;
    this.outbox.delete(event.id);
  }

  private openSession(id: string): Session {
    const session = this.find('checkout.session', id);
    if (session?.status !== 'open') throw new NotPossible(`${id} is no open session`);
    return session;
  }

  private intentOf(session: Session): Intent | null {
    return session.payment_intent === null ? null : this.find('payment_intent', session.payment_intent as string);
  }

  /** As with Stripe, a payment begins with the first attempt to pay, not with the session. */
  private startIntent(session: Session, backstage: Backstage): Intent {
    const intent = this.keep(newIntent(session, { ...backstage, created: this.seconds() }));
    session.payment_intent = intent.id;
    this.tell('payment_intent.created', intent);
    return intent;
  }

  private succeed(intent: Intent, session: Session, method: Method): Charge {
    const charge = this.keep(newCharge(intent, { created: this.seconds(), method, email: session.customer_email }));
    Object.assign(intent, {
      status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null, payment_method: charge.payment_method,
    } satisfies Partial<Intent>);
    session.payment_status = 'paid';
    this.tell('charge.succeeded', charge);
    this.tell('payment_intent.succeeded', intent);
    return charge;
  }

  private fail(intent: Intent, code: string, message: string): void {
    intent.status = 'requires_payment_method';
    intent.last_payment_error = { type: 'card_error', code, message };
    this.tell('payment_intent.payment_failed', intent);
  }

  private tellFee(charge: Charge): void {
    const type = charge.payment_method_details?.type === 'card' ? 'charge' : 'payment';
    charge.balance_transaction = this.move(charge.id, charge, { gross: charge.amount, type, category: 'charge' }).id;
    this.tell('charge.updated', charge, { balance_transaction: null });
  }

  /** A movement on the account's balance, in its currency; only what comes in pays a fee. */
  private move(source: string, charge: Charge, { gross, type, category }: { gross: Minor; type: string; category: string }): BalanceTransaction {
    const rate = this.habits.settlement && this.habits.settlement.currency !== charge.currency ? this.habits.settlement : null;
    const settled = rate ? Math.sign(gross) * nearest(Math.abs(gross) * rate.exchangeRate) : gross;
    return this.keep(newBalanceTransaction({
      created: this.seconds(), currency: rate?.currency ?? charge.currency, exchangeRate: rate?.exchangeRate ?? null,
      gross: settled, cost: category === 'charge' ? feeOn(settled) : 0, source, type, category, description: charge.description,
    }));
  }

  private wait(id: string, succeeds: boolean): void {
    this.pending.set(id, { at: this.seconds() + (this.habits.pendingFor ?? 60), succeeds });
  }

  private keep<T extends Thing>(thing: T): T {
    this.changes++;
    this.things.set(thing.id, thing);
    const alike = this.kinds.get(thing.object);
    if (alike) alike.push(thing);
    else this.kinds.set(thing.object, [thing]);
    if (thing.object === 'checkout.session' && thing.status === 'open') this.openSessions.add(thing.id);
    if (thing.object === 'event' && thing.pending_webhooks > 0) this.outbox.add(thing.id);
    return thing;
  }

  private tell(type: string, about: Thing, previous?: object): void {
    this.keep(newEvent(type, about, { created: this.seconds(), cause: this.cause, ...(previous && { previous }) }));
  }
}

interface Saved {
  things: Thing[];
  backstage: [string, Backstage][];
  pending: [string, Pending][];
}

const nearest = (n: number): Minor => Math.floor(n + 0.5);

/** 2.9 %, to the nearest hundredth. */
const feeOn = (gross: Minor): Minor => nearest((gross * 29) / 1000);

function payer({ customer_email: email }: Session): NonNullable<Session['customer_details']> {
  return { address: null, business_name: null, email, individual_name: null, name: null, phone: null, tax_exempt: 'none', tax_ids: [] };
}
