import { randomBytes } from 'node:crypto';
import type Stripe from 'stripe';

/**
 * The objects of Stripe's API as they look when the imitation makes them. They are typed by stripe-node itself, so a release
 * of it that changes a shape is noticed by the compiler.
 */

/** The version of the API whose shapes these are, and the only one spoken. */
export const API_VERSION = '2026-10-28.endive';

/** A sum on Stripe's wire: a JSON number of hundredths. It becomes `Fen` where the application reads it, not here. */
export type Minor = number;
/** Seconds since 1970, Stripe's way of telling time. */
export type Seconds = number;

export type Method = 'card' | 'alipay' | 'wechat_pay';
export const METHODS: readonly Method[] = ['card', 'alipay', 'wechat_pay'];

export type Session = Stripe.Checkout.Session;
export type Intent = Stripe.PaymentIntent;
export type Charge = Stripe.Charge;
export type Refund = Stripe.Refund;
export type BalanceTransaction = Stripe.BalanceTransaction;
/** Stripe's own type of an event is a union of 275; here its kind is only a text. */
export type Event = Omit<Stripe.ChargeSucceededEvent, 'type' | 'data'> & { type: string; data: { object: Thing; previous_attributes?: object } };
export type Thing = Session | Intent | Charge | Refund | BalanceTransaction | Event;
export type Kind = Thing['object'];

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const letters = (length: number): string => Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');

/** An id that looks like Stripe's; that of a session is also the secret of its page. */
export const newId = (prefix: string): string => (prefix === 'cs' ? `cs_test_a1${letters(56)}` : `${prefix}_${letters(24)}`);

export interface Ordered {
  created: Seconds;
  expires: Seconds;
  url: (id: string) => string;
  sum: Minor;
  currency: string;
  methods: readonly Method[];
  successUrl: string;
  cancelUrl: string | null;
  reference: string | null;
  email: string | null;
  locale: string | null;
  submitType: string | null;
  metadata: Record<string, string>;
}

export function newSession(order: Ordered): Session {
  const id = newId('cs');
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: [...order.methods],
    amount_subtotal: order.sum,
    amount_total: order.sum,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: order.cancelUrl,
    client_reference_id: order.reference,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: order.created,
    currency: order.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: order.email,
    discounts: [],
    expires_at: order.expires,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: order.locale,
    managed_payments: null,
    metadata: order.metadata,
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: [...order.methods],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: order.submitType,
    subscription: null,
    success_url: order.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: order.url(id),
    wallet_options: null,
  };
}

export function newIntent(session: Session, { created, description, metadata }: { created: Seconds; description: string | null; metadata: Record<string, string> }): Intent {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: session.amount_total ?? 0,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${letters(24)}`,
    confirmation_method: 'automatic',
    created,
    currency: session.currency ?? '',
    customer: null,
    customer_account: null,
    description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: session.payment_method_types,
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

/** A charge by card is a `ch_`, one by a wallet a `py_`, as with Stripe. */
export function newCharge(intent: Intent, { created, method, email }: { created: Seconds; method: Method; email: string | null }): Charge {
  return {
    id: newId(method === 'card' ? 'ch' : 'py'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created,
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: newId('pm'),
    payment_method_details: { type: method, ...DETAILS[method]() },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  };
}

const DETAILS: Record<Method, () => Partial<Stripe.Charge.PaymentMethodDetails>> = {
  card: () => ({
    card: {
      amount_authorized: null,
      authorization_code: null,
      brand: 'unionpay',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'CN',
      electronic_commerce_indicator: null,
      exp_month: 12,
      exp_year: 2034,
      fingerprint: letters(16),
      funding: 'debit',
      installments: null,
      last4: '0005',
      mandate: null,
      network: 'unionpay',
      network_transaction_id: null,
      regulated_status: null,
      three_d_secure: null,
      transaction_link_id: null,
      wallet: null,
    },
  }),
  alipay: () => ({ alipay: { fingerprint: letters(16), transaction_id: `2088${letters(24)}` } }),
  wechat_pay: () => ({ wechat_pay: { fingerprint: letters(16), transaction_id: `4200${letters(24)}` } }),
};

export function newRefund(charge: Charge, { created, sum, reason, metadata, status }: {
  created: Seconds;
  sum: Minor;
  reason: string | null;
  metadata: Record<string, string>;
  status: 'succeeded' | 'pending';
}): Refund {
  const method = charge.payment_method_details?.type ?? 'card';
  return {
    id: newId('re'),
    object: 'refund',
    amount: sum,
    balance_transaction: null,
    charge: charge.id,
    created,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: { type: method, ...(method === 'card' ? { card: { type: 'refund' } } : { [method]: {} }) },
    metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status,
    transfer_reversal: null,
  };
}

export function newBalanceTransaction(movement: {
  created: Seconds;
  currency: string;
  exchangeRate: number | null;
  gross: Minor;
  cost: Minor;
  source: string;
  type: string;
  category: string;
  description: string | null;
}): BalanceTransaction {
  const { created, currency, gross, cost } = movement;
  return {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: gross,
    available_on: created + 7 * 86_400,
    balance_type: 'payments',
    created,
    currency,
    description: movement.description,
    exchange_rate: movement.exchangeRate,
    fee: cost,
    fee_details: cost === 0 ? [] : [{ amount: cost, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: gross - cost,
    reporting_category: movement.category,
    source: movement.source,
    status: 'pending',
    type: movement.type,
  };
}

/** An event keeps its object as it was at that moment. */
export function newEvent(type: string, about: Thing, { created, cause, previous }: { created: Seconds; cause: Event['request']; previous?: object }): Event {
  return {
    id: newId('evt'),
    object: 'event',
    api_version: API_VERSION,
    created,
    data: { object: structuredClone(about), ...(previous && { previous_attributes: previous }) },
    livemode: false,
    pending_webhooks: 1,
    request: cause,
    type,
  };
}
