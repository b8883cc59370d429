import { list, object, text, type Params, type Value } from './form';
import type { StripeImitation } from './stripe-imitation';
import { METHODS, type Method, type Minor, type Seconds } from './stripe-objects';

/** An answer as the API gives it to a request it does not accept. */
export class Unaccepted extends Error {
  constructor(readonly status: number, readonly error: { type: string; message: string; code?: string; param?: string }) {
    super(error.message);
  }
}
export const invalid = (message: string, more: { code?: string; param?: string } = {}, status = 400): Unaccepted =>
  new Unaccepted(status, { type: 'invalid_request_error', message, ...more });

const HALF_HOUR: Seconds = 1_800;
export const DAY: Seconds = 86_400;
/** Hundredths only: in a currency without them, 90 would be ninety. */
const CURRENCIES = ['cny', 'hkd', 'usd', 'eur', 'gbp', 'sgd'];
const LARGEST: Minor = 99_999_999;

/** What a session may be asked for. Anything else Stripe offers is refused, so that no one believes it was practised. */
const SESSION_PARAMS = [
  'allowed_payment_method_types', 'branding_settings', 'cancel_url', 'client_reference_id', 'customer_email', 'expand', 'expires_at', 'line_items', 'locale', 'metadata',
  'mode', 'payment_intent_data', 'payment_method_options', 'submit_type', 'success_url', 'ui_mode',
];

/** What a new session is to be, from the parameters. */
export function sessionAsked(params: Params, now: Seconds): Parameters<StripeImitation['open']> {
  onlyKnown(params, SESSION_PARAMS);
  if (required(params, 'mode') !== 'payment') throw invalid('Only the mode `payment` is imitated.', { param: 'mode' });
  if ((text(params.ui_mode) ?? 'hosted_page') !== 'hosted_page') throw invalid('Only the ui_mode `hosted_page` is imitated.', { param: 'ui_mode' });
  const successUrl = webAddress(required(params, 'success_url'), 'success_url');
  const cancel = text(params.cancel_url);

  const items = list(params.line_items).map((item, at) => lineItem(object(item), `line_items[${at}]`));
  const [first] = items;
  if (!first) throw missing('line_items');
  if (items.some((item) => item.currency !== first.currency)) throw invalid('All line items must have the same currency.', { param: 'line_items' });
  const sum = items.reduce((whole, item) => whole + item.sum, 0);
  if (sum > LARGEST) throw invalid('The total amount is too large.', { code: 'amount_too_large' });

  const expires = params.expires_at === undefined ? now + DAY : wholeNumber(params.expires_at, 'expires_at');
  // A minute of grace, because the caller's clock and ours are not one.
  if (expires < now + HALF_HOUR - 60) throw invalid('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', { param: 'expires_at' });
  if (expires > now + DAY + 60) throw invalid('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', { param: 'expires_at' });

  const intent = object(params.payment_intent_data);
  onlyKnown(intent, ['description', 'metadata'], 'payment_intent_data');
  onlyKnown(object(params.payment_method_options), ['wechat_pay'], 'payment_method_options');
  return [
    {
      expires, sum, successUrl,
      currency: first.currency,
      methods: methods(params.allowed_payment_method_types),
      cancelUrl: cancel === null ? null : webAddress(cancel, 'cancel_url'),
      reference: text(params.client_reference_id),
      email: text(params.customer_email),
      locale: text(params.locale),
      submitType: text(params.submit_type),
      metadata: metadata(params.metadata, 'metadata'),
    },
    {
      what: items.map((item) => item.name).join(', '),
      payee: text(object(params.branding_settings).display_name),
      description: text(intent.description),
      metadata: metadata(intent.metadata, 'payment_intent_data[metadata]'),
    },
  ];
}

function lineItem(item: Params, at: string): { sum: Minor; currency: string; name: string } {
  onlyKnown(item, ['price_data', 'quantity'], at);
  const price = object(item.price_data);
  onlyKnown(price, ['currency', 'product_data', 'unit_amount'], `${at}[price_data]`);
  const currency = required(price, 'currency', `${at}[price_data][currency]`).toLowerCase();
  if (!CURRENCIES.includes(currency)) throw invalid(`Invalid currency: ${currency}. These are imitated: ${CURRENCIES.join(', ')}.`, { param: `${at}[price_data][currency]` });
  const unit = wholeNumber(price.unit_amount, `${at}[price_data][unit_amount]`);
  const quantity = wholeNumber(item.quantity, `${at}[quantity]`);
  if (unit < 1 || quantity < 1) throw invalid('Invalid positive integer', { code: 'parameter_invalid_integer', param: at });
  return { sum: unit * quantity, currency, name: required(object(price.product_data), 'name', `${at}[price_data][product_data][name]`) };
}

function methods(value: Value | undefined): readonly Method[] {
  if (value === undefined) return METHODS;
  const asked = list(value);
  const unknown = asked.find((method) => !METHODS.some((known) => known === method));
  if (asked.length === 0 || unknown !== undefined) throw invalid(`Invalid allowed_payment_method_types: must be of ${METHODS.join(', ')}.`, { param: 'allowed_payment_method_types' });
  return METHODS.filter((known) => asked.includes(known));
}

export function metadata(value: Value | undefined, param: string): Record<string, string> {
  const entries = Object.entries(object(value));
  if (entries.length > 50) throw invalid('Metadata can have up to 50 keys.', { param });
  return Object.fromEntries(entries.map(([key, held]) => {
    if (typeof held !== 'string' || key.length > 40 || held.length > 500) throw invalid('Metadata keys have up to 40 characters, values are texts of up to 500.', { param: `${param}[${key}]` });
    return [key, held];
  }));
}

function webAddress(address: string, param: string): string {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) throw invalid('Not a valid URL', { code: 'url_invalid', param });
  return address;
}

export function wholeNumber(value: Value | undefined, param: string): number {
  if (value === undefined) throw missing(param);
  if (typeof value !== 'string' || !/^-?\d{1,15}$/.test(value)) throw invalid('Invalid integer', { code: 'parameter_invalid_integer', param });
  return Number(value);
}

function required(params: Params, name: string, param = name): string {
  const value = text(params[name]);
  if (value === null || value === '') throw missing(param);
  return value;
}

export const missing = (param: string): Unaccepted => invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });

export function onlyKnown(params: Params, known: readonly string[], within = ''): void {
  const unknown = Object.keys(params).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(`Received unknown parameter: ${within ? `${within}[${unknown}]` : unknown}`, { code: 'parameter_unknown', param: unknown });
}
