import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startStripeServer, type PracticeOptions, type StripeServer } from '../../src/giving/practice/stripe-server';
import { API_VERSION } from '../../src/giving/practice/stripe-objects';

// The practice server is spoken to as the application speaks to Stripe: by stripe-node, over HTTP, and its events are checked by stripe-node.
const KEY = 'sk_test_practice';
const SECRET = 'whsec_practice';
const START = Date.parse('2026-11-21T08:00:00Z');

/** An endpoint such as the application's: takes an event if its signature holds, and can be told to refuse. */
class Hook {
  readonly taken: Stripe.Event[] = [];
  tries = 0;
  refusing = 0;
  private server: Server;

  async listen(): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        this.tries++;
        if (this.refusing > 0) {
          this.refusing--;
          return response.writeHead(503).end();
        }
        // The last argument is the moment of receipt: this test's clock stands still.
        this.taken.push(stripe.webhooks.constructEvent(Buffer.concat(chunks), request.headers['stripe-signature']!, SECRET, 300, undefined, now));
        response.end();
      });
    });
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/stripe/events`;
  }

  types = (): string[] => this.taken.map((event) => event.type);
  close = (): Promise<unknown> => new Promise((closed) => this.server.close(closed));
}

let now: number;
let hook: Hook;
let server: StripeServer;
let stripe: Stripe;
const servers: StripeServer[] = [];

async function start(more: Partial<PracticeOptions> = {}): Promise<void> {
  server = await startStripeServer({
    now: () => new Date(now),
    secretKey: KEY,
    endpoint: { url, secret: SECRET, pauses: [1, 1] },
    delivery: 'on-demand',
    payee: '渝中区四柱社区基金会',
    stylesheet: '/assets/site.css',
    ...more,
  });
  servers.push(server);
  stripe = client();
}
function client(more: Stripe.StripeConfig = {}): Stripe {
  const { hostname, port } = new URL(server.origin);
  return new Stripe(KEY, { host: hostname, port: Number(port), protocol: 'http', apiVersion: API_VERSION, telemetry: false, maxNetworkRetries: 2, ...more });
}

let url: string;
beforeEach(async () => {
  now = START;
  hook = new Hook();
  url = await hook.listen();
  await start();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => one.close()));
  await hook.close();
});

const gift = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Stripe.Checkout.SessionCreateParams => ({
  mode: 'payment',
  line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: 9_000, product_data: { name: '助老专项基金 <午餐>' } } }],
  allowed_payment_method_types: ['card', 'alipay', 'wechat_pay'],
  client_reference_id: 'D-7',
  metadata: { donation: 'D-7' },
  payment_intent_data: { description: 'D-7', metadata: { donation: 'D-7' } },
  success_url: 'http://localhost:3000/g/abc?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'http://localhost:3000/g/abc',
  ...more,
});
const given = (more: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> => stripe.checkout.sessions.create(gift(more));
const imitation = (): StripeServer['practice']['imitation'] => server.practice.imitation;
const deliver: StripeServer['practice']['delivery']['deliver'] = (arrange) => server.practice.delivery.deliver(arrange);

/** Presses a button on the session's page, as a browser without script does. */
const press = (session: Stripe.Checkout.Session, act: string): Promise<Response> =>
  fetch(session.url!, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ act }) });

async function paid(method: 'card' | 'alipay' | 'wechat_pay' = 'card'): Promise<{ session: Stripe.Checkout.Session; intent: string; charge: Stripe.Charge }> {
  const { id } = await given();
  imitation().pay(id, method);
  const session = await stripe.checkout.sessions.retrieve(id);
  const intent = await stripe.paymentIntents.retrieve(session.payment_intent as string, { expand: ['latest_charge.balance_transaction'] });
  return { session, intent: intent.id, charge: intent.latest_charge as Stripe.Charge };
}

describe('a gift by card', () => {
  it('from the session to the balance', async () => {
    const session = await given();
    expect(session).toMatchObject({
      object: 'checkout.session', status: 'open', payment_status: 'unpaid', amount_total: 9_000, currency: 'cny', payment_intent: null, client_reference_id: 'D-7', metadata: { donation: 'D-7' },
      allowed_payment_method_types: ['card', 'alipay', 'wechat_pay'], created: START / 1000, expires_at: START / 1000 + 86_400, livemode: false,
    });
    expect(session.id).toMatch(/^cs_test_a1\w{56}$/);

    const answer = await press(session, 'card');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `http://localhost:3000/g/abc?session=${session.id}`]);

    const complete = await stripe.checkout.sessions.retrieve(session.id);
    expect(complete).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    const intent = await stripe.paymentIntents.retrieve(complete.payment_intent as string, { expand: ['latest_charge.balance_transaction'] });
    expect(intent).toMatchObject({
      status: 'succeeded', amount: 9_000, amount_received: 9_000, description: 'D-7', metadata: { donation: 'D-7' },
      latest_charge: {
        paid: true, status: 'succeeded', metadata: { donation: 'D-7' }, payment_intent: intent.id, payment_method_details: { type: 'card' },
        balance_transaction: { amount: 9_000, fee: 261, net: 8_739, currency: 'cny', exchange_rate: null, type: 'charge', fee_details: [{ type: 'stripe_fee', amount: 261 }] },
      },
    });

    expect((await deliver()).map((event) => event.type)).toEqual(hook.types());
    expect(hook.types()).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed', 'charge.updated']);
    expect(hook.taken.every((event) => event.api_version === API_VERSION && !event.livemode)).toBe(true);
    const updated = hook.taken.at(-1) as Stripe.ChargeUpdatedEvent;
    expect(updated.data).toMatchObject({ object: { balance_transaction: expect.stringMatching(/^txn_/) }, previous_attributes: { balance_transaction: null } });
    expect(await deliver()).toEqual([]);
  });

  it('its fee may be told later, and in another currency', async () => {
    await start({ feeLater: true, settlement: { currency: 'hkd', exchangeRate: 1.0873 } });
    const { charge } = await paid();
    expect(charge.balance_transaction).toBeNull();
    await deliver();
    expect(hook.types()).not.toContain('charge.updated');

    imitation().tellFees();
    imitation().tellFees(); // told once
    const told = await stripe.charges.retrieve(charge.id, { expand: ['balance_transaction'] });
    expect(told.balance_transaction).toMatchObject({ currency: 'hkd', exchange_rate: 1.0873, amount: 9_786, fee: 284, net: 9_502 });
    expect((await deliver()).map((event) => event.type)).toEqual(['charge.updated']);
    expect((await stripe.balanceTransactions.list({ source: charge.id })).data).toHaveLength(1);
  });

  it('a declined card leaves the session open, and the next try pays', async () => {
    const session = await given();
    expect((await press(session, 'declined')).headers.get('location')).toBe(`${new URL(session.url!).pathname}?declined`);
    const after = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(after).toMatchObject({ status: 'open', payment_status: 'unpaid', payment_intent: { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } } });
    await press(session, 'card');
    const paidNow = await stripe.checkout.sessions.retrieve(session.id);
    expect(paidNow).toMatchObject({ payment_status: 'paid', payment_intent: (after.payment_intent as Stripe.PaymentIntent).id });
    await deliver();
    expect(hook.types().filter((type) => type.startsWith('payment_intent'))).toEqual(['payment_intent.created', 'payment_intent.payment_failed', 'payment_intent.succeeded']);
  });
});

describe('a gift by wallet', () => {
  it('may arrive later', async () => {
    const session = await given();
    await press(session, 'later');
    expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] })).toMatchObject({
      status: 'complete', payment_status: 'unpaid', payment_intent: { status: 'processing', latest_charge: null },
    });
    await deliver();
    expect(hook.types()).toEqual(['payment_intent.created', 'payment_intent.processing', 'checkout.session.completed']);
    expect(hook.taken[2]!.data.object).toMatchObject({ payment_status: 'unpaid' });

    now += 60_000;
    imitation().tick();
    await deliver();
    expect(hook.types().slice(3)).toEqual(['charge.succeeded', 'payment_intent.succeeded', 'checkout.session.async_payment_succeeded', 'charge.updated']);
    const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge.balance_transaction'] });
    expect((intent as Stripe.PaymentIntent).latest_charge).toMatchObject({ id: expect.stringMatching(/^py_/), payment_method_details: { type: 'alipay' }, balance_transaction: { type: 'payment' } });
  });

  it('may fail later', async () => {
    const session = await given();
    await press(session, 'fails');
    now += 60_000;
    imitation().tick();
    await deliver();
    expect(hook.types().slice(2)).toEqual(['checkout.session.completed', 'payment_intent.payment_failed', 'checkout.session.async_payment_failed']);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
    expect(() => imitation().settle(session.id, true)).toThrow('nothing of');
  });
});

describe('a session ends', () => {
  it('when its time is over, and then cannot be paid', async () => {
    const session = await given({ expires_at: START / 1000 + 1_800 });
    now += 1_799_000;
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    now += 1_000;
    imitation().tick();
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
    expect((await press(session, 'card')).headers.get('location')).toBe(new URL(session.url!).pathname);
    await deliver();
    expect(hook.types()).toEqual(['checkout.session.expired']);
  });

  it('when it is expired by us, once', async () => {
    const { id } = await given();
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null });
    await expect(stripe.checkout.sessions.expire(id)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 });
  });
});

describe('a refund', () => {
  it('to a card, in parts, never more than was paid', async () => {
    const { charge, intent } = await paid();
    const first = await stripe.refunds.create({ charge: charge.id, amount: 4_000, reason: 'duplicate', metadata: { refund: 'R-1' } });
    expect(first).toMatchObject({ status: 'succeeded', amount: 4_000, charge: charge.id, payment_intent: intent, metadata: { refund: 'R-1' } });
    await expect(stripe.refunds.create({ charge: charge.id, amount: 5_001 })).rejects.toThrow('greater than unrefunded amount');
    expect(await stripe.refunds.create({ payment_intent: intent, expand: ['balance_transaction', 'charge.balance_transaction', 'charge.payment_intent'] })).toMatchObject({
      amount: 5_000, balance_transaction: { amount: -5_000 }, charge: { balance_transaction: { amount: 9_000 }, payment_intent: { id: intent } },
    });
    await expect(stripe.refunds.create({ charge: charge.id })).rejects.toMatchObject({ code: 'charge_already_refunded' });

    expect((await stripe.refunds.list({ charge: charge.id })).data.map((refund) => refund.amount)).toEqual([5_000, 4_000]);
    expect((await stripe.refunds.list({ payment_intent: intent })).data).toHaveLength(2);
    expect(await stripe.refunds.retrieve(first.id, { expand: ['balance_transaction'] })).toMatchObject({ balance_transaction: { amount: -4_000, fee: 0, net: -4_000, type: 'refund' } });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 9_000, refunded: true });
    await deliver();
    expect(hook.types().slice(5)).toEqual(['refund.created', 'charge.refunded', 'refund.created', 'charge.refunded']);
  });

  it('to a wallet takes its time', async () => {
    const { charge } = await paid('wechat_pay');
    const refund = await stripe.refunds.create({ charge: charge.id });
    expect(refund.status).toBe('pending');
    imitation().settle(refund.id, true);
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    await deliver();
    expect(hook.types().slice(-3)).toEqual(['refund.created', 'charge.refunded', 'refund.updated']);
  });

  it('may come back from the bank', async () => {
    const { charge } = await paid();
    const refund = await stripe.refunds.create({ charge: charge.id });
    imitation().failRefund(refund.id);
    expect(await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] })).toMatchObject({
      status: 'failed', failure_reason: 'expired_or_canceled_card', failure_balance_transaction: { amount: 9_000, type: 'refund_failure' },
    });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false });
    const balance = await stripe.balanceTransactions.list();
    expect(balance.data.reduce((sum, movement) => sum + movement.net, 0)).toBe(8_739);
    await deliver();
    expect(hook.types().slice(-2)).toEqual(['refund.updated', 'refund.failed']);
    expect(() => imitation().failRefund(refund.id)).toThrow('no refund that could fail');
  });
});

describe('the same request twice', () => {
  it('has one effect and one answer; another request under the key is refused', async () => {
    const first = await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' });
    const again = await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    await expect(stripe.checkout.sessions.create(gift({ client_reference_id: 'D-8' }), { idempotencyKey: 'D-7' })).rejects.toMatchObject({
      type: 'StripeIdempotencyError', rawType: 'idempotency_error', statusCode: 400,
    });
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
    now += 86_401_000;
    expect((await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' })).id).not.toBe(first.id);
  });

  it('what was refused may be corrected under its key', async () => {
    await expect(stripe.checkout.sessions.create(gift({ success_url: 'nowhere' }), { idempotencyKey: 'D-7' })).rejects.toMatchObject({ code: 'url_invalid' });
    expect((await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' })).status).toBe('open');
  });
});

describe('on a bad day', () => {
  it('a 500 is tried again by the client', async () => {
    server.disturb({ kind: 'status', status: 500 }, 2);
    expect((await given()).status).toBe('open');
    expect(server.requests).toHaveLength(3);
    expect(new Set(server.requests.map((request) => request.headers['idempotency-key'])).size).toBe(1);
  });

  it('too many requests are said to be too many', async () => {
    server.disturb({ kind: 'status', status: 429 });
    await expect(given()).rejects.toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
  });

  it('an answer lost after the effect is found again by the key', async () => {
    server.disturb({ kind: 'drop' });
    const session = await given();
    const { data } = await stripe.checkout.sessions.list();
    expect(data.map(({ id }) => id)).toEqual([session.id]);
    expect(server.requests).toHaveLength(3);
  });

  it('an answer that comes too late is asked for again', async () => {
    server.disturb({ kind: 'delay', milliseconds: 400 });
    stripe = client({ timeout: 150 });
    await given();
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });
});

describe('events', () => {
  it('come in any order, twice, or not at all, as a test wishes', async () => {
    await paid();
    await deliver((events) => events.reverse().flatMap((event) => [event, event]).filter((event) => event.type !== 'payment_intent.created'));
    expect(hook.types()).toEqual(['charge.updated', 'checkout.session.completed', 'payment_intent.succeeded', 'charge.succeeded'].flatMap((type) => [type, type]));
    expect((await deliver()).map((event) => event.type)).toEqual(['payment_intent.created']);
  });

  it('are tried again until they are taken', async () => {
    await paid();
    hook.refusing = 6;
    expect(await deliver()).toHaveLength(5);
    expect(hook.tries).toBe(11);
    expect(new Set(hook.taken.map(({ id }) => id)).size).toBe(5);
  });

  it('that no one takes stay undelivered, and can be listed', async () => {
    await paid();
    hook.refusing = 100;
    expect(await deliver()).toEqual([]);
    expect((await stripe.events.list({ delivery_success: false })).data).toHaveLength(5);
    hook.refusing = 0;
    expect(await deliver()).toHaveLength(5);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  it('are listed newest first, page by page', async () => {
    for (let i = 0; i < 3; i++) await paid();
    const all: string[] = [];
    for await (const event of stripe.events.list({ limit: 4 })) all.push(event.id);
    expect(all).toHaveLength(15);
    expect(new Set(all).size).toBe(15);
    await deliver();
    expect(all.reverse()).toEqual(hook.taken.map(({ id }) => id));
    expect((await stripe.events.list({ type: 'charge.succeeded' })).data).toHaveLength(3);
    expect((await stripe.events.list({ types: ['charge.succeeded', 'charge.updated'], created: { gte: now / 1000 } })).data).toHaveLength(6);
    expect((await stripe.events.list({ created: { gt: now / 1000 } })).data).toEqual([]);
    expect((await stripe.events.retrieve(all[0]!)).type).toBe('payment_intent.created');
    const newest = await stripe.events.list({ limit: 1 });
    expect((await stripe.events.list({ ending_before: newest.data[0]!.id })).data).toEqual([]);
  });

  it('go out by themselves if so wished', async () => {
    await start({ delivery: 'by-itself' });
    await press(await given(), 'alipay');
    for (let waited = 0; hook.taken.length < 5 && waited < 100; waited++) await new Promise((soon) => setTimeout(soon, 20));
    expect(hook.types()).toEqual(['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'checkout.session.completed', 'charge.updated']);
  });
});

describe('the API refuses what Stripe refuses', () => {
  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, string]>([
    ['no items', { line_items: [] }, 'parameter_missing'],
    ['an address that is none', { cancel_url: 'javascript:alert(1)' }, 'url_invalid'],
    ['half a cent', { line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: 0.5, product_data: { name: 'x' } } }] }, 'parameter_invalid_integer'],
    ['nothing to pay', { line_items: [{ quantity: 1, price_data: { currency: 'cny', unit_amount: 0, product_data: { name: 'x' } } }] }, 'parameter_invalid_integer'],
    ['more than Stripe takes', { line_items: [{ quantity: 2, price_data: { currency: 'cny', unit_amount: 99_999_999, product_data: { name: 'x' } } }] }, 'amount_too_large'],
    ['what is not imitated', { allow_promotion_codes: true }, 'parameter_unknown'],
  ])('%s', async (_, more, code) => expect(given(more)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', code }));

  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>]>([
    ['an early end', { expires_at: START / 1000 + 600 }],
    ['a late end', { expires_at: START / 1000 + 90_000 }],
    ['another mode', { mode: 'subscription' }],
    ['yen, which have no hundredths', { line_items: [{ quantity: 1, price_data: { currency: 'jpy', unit_amount: 90, product_data: { name: 'x' } } }] }],
    ['an unknown way to pay', { allowed_payment_method_types: ['cash'] }],
    ['too long a note', { metadata: { note: 'x'.repeat(501) } }],
  ])('%s', async (_, more) => expect(given(more)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400 }));

  it('another key, another version, another address, an unknown id, a wrong expansion', async () => {
    const { hostname, port } = new URL(server.origin);
    const at = { host: hostname, port: Number(port), protocol: 'http' as const, telemetry: false, maxNetworkRetries: 0 };
    await expect(new Stripe('sk_test_other', at).events.list()).rejects.toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
    await expect(stripe.events.list({}, { apiVersion: '2020-01-01' })).rejects.toMatchObject({ statusCode: 400 });
    await expect(stripe.customers.list()).rejects.toMatchObject({ statusCode: 404 });
    await expect(stripe.charges.retrieve('ch_none')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
    await expect(stripe.checkout.sessions.retrieve('pi_x')).rejects.toMatchObject({ code: 'resource_missing' });
    const { charge } = await paid();
    await expect(stripe.charges.retrieve(charge.id, { expand: ['colour'] })).rejects.toThrow('cannot be expanded');
    await expect(stripe.charges.retrieve(charge.id, { expand: ['currency'] })).rejects.toThrow('cannot be expanded');
    expect((await stripe.charges.list({ expand: ['data.balance_transaction'] })).data[0]!.balance_transaction).toMatchObject({ fee: 261 });
  });
});

describe('the page', () => {
  it('takes its style from another server if so told', async () => {
    await start({ stylesheet: 'http://localhost:3000/assets/site.css' });
    const page = await fetch((await given()).url!);
    expect(page.headers.get('content-security-policy')).toContain('style-src http://localhost:3000;');
    expect(await page.text()).toContain('href="http://localhost:3000/assets/site.css"');
  });

  it('says that it is practice, shows sum, payee and use, and lets no script or stranger in', async () => {
    const page = await fetch((await given()).url!);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self' http://localhost:3000; base-uri 'none'; frame-ancestors 'none'",
    );
    for (const text of ['<html lang="zh-CN">', '练习支付 · 不会扣款', '¥90.00', '渝中区四柱社区基金会', '助老专项基金 &lt;午餐&gt;', 'href="/assets/site.css"']) expect(html).toContain(text);
    expect([...html.matchAll(/name="act" value="(\w+)"/g)].map(([, act]) => act)).toEqual(['card', 'alipay', 'wechat_pay', 'later', 'fails', 'declined', 'cancel']);
    expect(html).not.toMatch(/<script|style=|undefined|\[object/);
  });

  it('speaks English, names the payee of the session, offers only its ways to pay', async () => {
    const session = await given({ locale: 'en', allowed_payment_method_types: ['card'], branding_settings: { display_name: 'Sizhu & Co' } });
    const html = await (await fetch(session.url!)).text();
    for (const text of ['<html lang="en">', 'Practice payment, no money moves', 'Sizhu &amp; Co', 'Pay by card']) expect(html).toContain(text);
    expect([...html.matchAll(/name="act" value="(\w+)"/g)].map(([, act]) => act)).toEqual(['card', 'declined', 'cancel']);
    expect((await press(session, 'alipay')).headers.get('location')).toBe(new URL(session.url!).pathname);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  it('leads back without paying', async () => {
    const session = await given();
    expect((await press(session, 'cancel')).headers.get('location')).toBe('http://localhost:3000/g/abc');
    expect((await press(session, 'nonsense')).headers.get('location')).toBe(new URL(session.url!).pathname);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
  });

  it('a second click pays nothing, and the page then says that it is over', async () => {
    const session = await given();
    await press(session, 'card');
    await press(session, 'card');
    expect((await stripe.charges.list()).data).toHaveLength(1);
    const html = await (await fetch(session.url!)).text();
    expect(html).toContain('这次支付已经结束');
    expect(html).toContain(`href="http://localhost:3000/g/abc?session=${session.id}"`);
    expect(html).not.toContain('<form');
  });

  it('of an unknown session is not found', async () => expect((await fetch(`${server.origin}/practice/checkout/cs_test_none`)).status).toBe(404));
});

it('a restart forgets nothing', async () => {
  let state: string | null = null;
  const memory = { load: (): string | null => state, save: (text: string): void => void (state = text) };
  await start({ memory });
  const open = await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' });
  const waiting = await given();
  imitation().pay(waiting.id, 'alipay', 'paid-later');
  await paid();

  // Acts that come not over HTTP are kept with the next tick.
  server.practice.tick();
  await start({ memory });
  expect((await stripe.checkout.sessions.create(gift(), { idempotencyKey: 'D-7' })).id).toBe(open.id);
  expect((await stripe.checkout.sessions.list()).data).toHaveLength(3);
  imitation().settle(waiting.id, true);
  imitation().pay(open.id, 'card');
  expect((await stripe.charges.list()).data).toHaveLength(3);
  expect((await deliver()).map((event) => event.type)).toEqual(expect.arrayContaining(['checkout.session.async_payment_succeeded']));
  expect(hook.taken).toHaveLength(3 + 5 + 4 + 5);
});
