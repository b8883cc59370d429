import { randomUUID } from 'node:crypto';
import { signatureOf } from '../../src/giving/practice/event-delivery';
import { Fees } from '../../src/giving/fees.service';
import { Settlement } from '../../src/giving/settlement.service';
import { costAccepted } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Clock } from '../../src/platform/clock';
import { complaints } from '../support/checks';
import { appointed, atDesk } from '../support/desk';
import { givingHouse, type House } from '../support/giving';
import { ledgerTable, table } from '../support/ledger-table';

// What the payment provider may tell us besides "paid": later, never, twice, otherwise than asked, and back again.
let house: House;
beforeEach(async () => {
  house = await givingHouse();
});
afterEach(async () => {
  expect(await complaints(house)).toEqual({});
  await house.close();
});

/** Li gives to the lunches and stands at the provider's page. */
async function li(amount = '50', way: 'card' | 'alipay' | 'wechat' = 'card'): Promise<{ link: string; session: string; donation: string }> {
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: amount, display: 'anon' }).expect(303);
  const link = begun.headers.location!;
  const sent = await house.request().post(`${link}/payments`).type('form').send({ way }).expect(303);
  const session = /cs_\w+/.exec(sent.headers.location!)![0];
  const [row] = await house.db.query<{ donation: string }[]>('SELECT donation FROM checkout WHERE session = $1', [session]);
  return { link, session, donation: row!.donation };
}
const stripe = () => house.stripe.practice.imitation;
const pay = (session: string): unknown => stripe().pay(session, 'card', 'paid');

/** An event of our own making, signed as the provider signs. */
async function tell(type: string, object: object, { at = Math.trunc(Date.now() / 1000), secret = house.config.stripeWebhookSecret, id = `evt_${randomUUID().replaceAll('-', '')}` } = {}) {
  const body = JSON.stringify({ id, object: 'event', api_version: '2026-10-28.endive', created: at, type, data: { object }, livemode: false, pending_webhooks: 1, request: null });
  return house.request().post('/stripe/events').set('content-type', 'application/json').set('stripe-signature', signatureOf(body, { secret, at })).send(body);
}
const paidSession = (changes: object): object => ({
  id: 'cs_test_none', object: 'checkout.session', mode: 'payment', payment_status: 'paid', status: 'complete', payment_intent: `pi_${randomUUID().slice(0, 8)}`, client_reference_id: null, amount_total: 5000, currency: 'cny', ...changes,
});

it('news of money are kept whatever characters stand in them', async () => {
  expect((await tell('payment_intent.created', { id: 'pi_1', object: 'payment_intent', shipping: { name: 'half \uD800, none \0, lost \uFFFD' } })).status).toBe(200);
  const [event] = await house.db.query<{ body: string }[]>('SELECT body FROM inbox_event');
  expect(JSON.parse(event!.body)).toMatchObject({ data: { object: { shipping: { name: 'half \uD800, none \0, lost \uFFFD' } } } });
});

it('a wallet pays later: nothing is booked until the money is there', async () => {
  const { link, session } = await li('50', 'alipay');
  stripe().pay(session, 'alipay', 'paid-later');
  await house.settle();
  expect(await ledgerTable(house.db)).toBe('');
  const waiting = await house.request().get(link).expect(200);
  expect(waiting.text).toContain('正在确认');
  expect(waiting.headers.refresh).toBe('3');
  house.clock.set(new Date(Date.now() + 5 * 60_000).toISOString());
  const unknown = await house.request().get(link).expect(200);
  expect([unknown.headers.refresh, unknown.text.includes('不要再付')]).toEqual([undefined, true]); // it may take days: nobody's browser asks every three seconds till then
  stripe().settle(session, true);
  await house.settle();
  expect((await house.request().get(link)).text).toContain('SR-');
});

it('a wallet fails later: the gift stays and can be paid again under its own number', async () => {
  const { link, session } = await li('50', 'alipay');
  stripe().pay(session, 'alipay', 'fails-later');
  stripe().settle(session, false);
  await house.settle();
  const again = await house.request().get(link).expect(200);
  expect(again.text).toContain('GF-');
  const sent = await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303);
  const second = /cs_\w+/.exec(sent.headers.location!)![0];
  expect(second).not.toBe(session);
  pay(second);
  await house.settle();
  expect((await house.request().get(link)).text).toContain('SR-');
});

it('a session runs out: a new one is opened on asking', async () => {
  const { link, session } = await li();
  stripe().expire(session);
  await house.settle();
  expect((await house.request().get(link)).text).toContain('超过了付款时间');
  const sent = await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303);
  expect(sent.headers.location).not.toContain(session);
});

it('choosing another way to pay ends the first session, so that none is paid twice', async () => {
  const { link, session } = await li();
  const sent = await house.request().post(`${link}/payments`).type('form').send({ way: 'wechat' }).expect(303);
  expect(sent.headers.location).not.toContain(session);
  expect(stripe().find('checkout.session', session)!.status).toBe('expired');
});

it('another sum than asked goes to 2209 of the general fund: owed, never income', async () => {
  const { session, donation, link } = await li('50');
  await tell('checkout.session.completed', paidSession({ id: session, client_reference_id: donation, amount_total: 5100 })).then((r) => expect(r.status).toBe(200));
  await house.settle();
  expect(await ledgerTable(house.db)).toBe(table`
    paid, not as asked | general | Payment clearing | 51.00 |
     | | Other payables: unidentified money | | 51.00`);
  expect((await house.request().get(link)).text).toContain('请不要再付一次');
});

it('is listed for staff, and for nobody else', async () => {
  await tell('checkout.session.completed', paidSession({ amount_total: 4321 }));
  const { session, donation } = await li('50');
  await tell('checkout.session.completed', paidSession({ id: session, client_reference_id: donation, currency: 'usd', amount_total: 700 }));
  await house.settle();
  await house.request().get('/desk/payments').expect(303);
  const min = await atDesk(house, await appointed(house, house.foundation, '李敏', 'bookkeeper'));
  const text = await min.reads('/desk/payments');
  expect(text).toContain('43.21');
  expect(text).toContain('找不到对应的捐赠');
  expect(text).toContain('700 USD');
});

it('money for no gift of ours, or for one that is paid already, goes there too', async () => {
  await tell('checkout.session.completed', paidSession({ amount_total: 100 }));
  const { session, donation } = await li('50');
  pay(session);
  await house.settle();
  await tell('checkout.session.completed', paidSession({ id: session, client_reference_id: donation, amount_total: 5000 }));
  await house.settle();
  const kinds = await house.db.query<{ kind: string; n: bigint }[]>('SELECT kind, count(*) AS n FROM journal_entry GROUP BY kind ORDER BY kind');
  expect(kinds).toEqual([{ kind: 'online gift', n: 1n }, { kind: 'paid, not as asked', n: 2n }, { kind: 'payment fee', n: 1n }]);
});

it('another currency is not fen: it waits until the provider says what arrived', async () => {
  const { session, donation } = await li('50');
  await tell('checkout.session.completed', paidSession({ id: session, client_reference_id: donation, currency: 'usd' }));
  await house.settle();
  expect(await ledgerTable(house.db)).toBe('');
  expect(await house.db.query('SELECT currency FROM stray_payment')).toEqual([{ currency: 'usd' }]);
});

it.each([['anon', '捐赠人没有同意公开'], ['masked', '示*'], ['full', '示例物业有限公司（王秀英）']])('the check page of a receipt names its donor as far as they agreed: %s', async (display, shown) => {
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '50', display, name: '王秀英', receipt: '1', title: '示例物业有限公司（王秀英）' }).expect(303);
  const link = begun.headers.location!;
  const sent = await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303);
  pay(/cs_\w+/.exec(sent.headers.location!)![0]);
  await house.settle();
  const [no] = /R-\d{4}-\d{6}/.exec((await house.request().get(link)).text)!;
  const page = await house.request().get(`/receipts/${no}`).expect(200);
  expect(page.text).toContain(`<dt>抬头</dt><dd>${shown}</dd>`);
  if (display !== 'full') expect(page.text).not.toContain('王');
});

it('a part is refunded, then the rest; the receipt is void at the end', async () => {
  const { link, session } = await li('50');
  pay(session);
  await house.settle();
  const receipt = /R-\d{4}-\d{6}/.exec((await house.request().get(link)).text)![0];
  const charge = stripe().all('charge')[0]!;
  stripe().refund(charge, { sum: 2000, reason: null, metadata: {} });
  await house.settle((events) => [...events].reverse());
  expect((await house.request().get(link)).text).toContain('20.00');
  expect((await house.request().get(`/receipts/${receipt}`)).text).not.toContain('已作废');
  stripe().refund(charge, { sum: 3000, reason: null, metadata: {} });
  await house.settle((events) => [...events, ...events]);
  expect((await house.request().get(`/receipts/${receipt}`)).text).toContain('作废');
  // the fee was taken and is not given back: the fund is short of it, and says so
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([{ missing: 145n }]);
});

it('a refund that comes back is owed to the donor, also when its failure is told first', async () => {
  const { session } = await li('50');
  pay(session);
  await house.settle();
  const refund = stripe().refund(stripe().all('charge')[0]!, { sum: 5000, reason: null, metadata: {} });
  stripe().failRefund(refund.id);
  await house.settle((events) => [...events].reverse());
  expect(await ledgerTable(house.db)).toBe(table`
    online gift | elder-lunch | Payment clearing | 50.00 |
     | | Donation income, restricted | | 50.00
    payment fee | elder-lunch | Fundraising cost | 1.45 |
     | | Payment clearing | | 1.45
    provider refund | elder-lunch | Donation income, restricted | 50.00 |
     | | Payment clearing | | 50.00
    refund failed | elder-lunch | Payment clearing | 50.00 |
     | | Other payables: refunds to be paid again | | 50.00`);
});

it('a refund told before its payment waits for it', async () => {
  const { session } = await li('50');
  pay(session);
  stripe().refund(stripe().all('charge')[0]!, { sum: 5000, reason: null, metadata: {} });
  await house.settle((events) => events.filter((e) => e.type.startsWith('refund')));
  expect(await ledgerTable(house.db)).toBe('');
  await house.settle();
  await house.db.query('UPDATE inbox_event SET next_try_at = now() WHERE done_at IS NULL');
  await house.settle();
  const kinds = await house.db.query<{ kind: string }[]>("SELECT kind FROM journal_entry WHERE kind <> 'payment fee' ORDER BY id");
  expect(kinds.map((k) => k.kind)).toEqual(['online gift', 'provider refund']);
});

it('an event of a kind nobody knows, and one of a kind not handled yet, are kept and never fail', async () => {
  expect((await tell('charge.dispute.created', { id: 'dp_1', object: 'dispute' })).status).toBe(200);
  expect((await tell('moon.risen', { id: 'moon', object: 'moon' })).status).toBe(200);
  await house.settle();
  expect(await house.db.query('SELECT DISTINCT outcome FROM inbox_event')).toEqual([{ outcome: 'nothing to do' }]);
});

it('a broken event does not hold up the others', async () => {
  await tell('checkout.session.completed', { ...paidSession({}), amount_total: 12.5, client_reference_id: 'not a uuid' });
  const { session } = await li('50');
  pay(session);
  await house.settle();
  expect(await house.db.query('SELECT kind FROM journal_entry ORDER BY id')).toEqual([{ kind: 'online gift' }, { kind: 'payment fee' }]);
  const [waiting] = await house.db.query<{ tries: number; outcome: string }[]>('SELECT tries, outcome FROM inbox_event WHERE done_at IS NULL');
  expect(waiting!.tries).toBeGreaterThan(0); // as often as there was time for
  await house.db.query("UPDATE inbox_event SET done_at = now() WHERE done_at IS NULL");
});

it('forged, altered and stale news are refused and leave nothing', async () => {
  expect((await tell('checkout.session.completed', paidSession({}), { secret: 'whsec_of_somebody_else' })).status).toBe(400);
  expect((await tell('checkout.session.completed', paidSession({}), { at: Math.trunc(Date.now() / 1000) - 600 })).status).toBe(400);
  await house.request().post('/stripe/events').set('content-type', 'application/json').send('{}').expect(400);
  await house.request().post('/stripe/events?x=%00').send({}).expect(422);
  await house.request().post('/stripe/events').set('content-type', 'application/json').set('stripe-signature', 't=1,v1=00').send(`"${'x'.repeat(1_100_000)}"`).expect(413);
  expect(await house.db.query('SELECT 1 FROM inbox_event')).toEqual([]);
});

it('two workers settle the same inbox at once: each gift once', async () => {
  for (let n = 0; n < 12; n++) pay((await li('10')).session);
  await house.stripe.practice.delivery.deliver((events) => [...events, ...events]);
  const settlement = house.app.get(Settlement);
  await Promise.all([settlement.run(), settlement.run(), settlement.run()]);
  await house.settle();
  await Promise.all([house.app.get(Fees).run(), house.app.get(Fees).run()]);
  expect(await house.db.query("SELECT count(*) AS n, count(DISTINCT source) AS sources FROM journal_entry WHERE kind = 'online gift'")).toEqual([{ n: 12n, sources: 12n }]);
  expect(await house.db.query('SELECT max(serial) AS last, count(*) AS n FROM receipt')).toEqual([{ last: 12, n: 12n }]);
});

it('another process has told the fee while this one was asking: it stays the one fee', async () => {
  await house.close();
  house = await givingHouse({ feeLater: true });
  pay((await li('10')).session);
  await house.settle();
  stripe().tellFees();
  house.clock.set(new Date(Date.now() + 60_000).toISOString());
  const [payment] = await house.db.query<{ id: bigint }[]>('SELECT id FROM payment');
  house.stripe.disturb({ kind: 'delay', milliseconds: 300 }, 1);
  const asking = house.app.get(Fees).run();
  await house.db.transaction(async (other) => {
    await new Promise((later) => setTimeout(later, 150));
    await other.query('SELECT 1 FROM payment WHERE id = $1 FOR UPDATE', [payment!.id]);
    await new Promise((later) => setTimeout(later, 400));
    await other.query("INSERT INTO payment_fee (payment, balance_transaction, fee) VALUES ($1, 'txn_by_another', 0)", [payment!.id]);
  });
  await asking;
  expect(await house.db.query('SELECT balance_transaction FROM payment_fee')).toEqual([{ balance_transaction: 'txn_by_another' }]);
});

it('the provider is slow, fails, or loses the answer after the effect: never a second session', async () => {
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '10', display: 'anon' }).expect(303);
  const link = begun.headers.location!;
  house.stripe.disturb({ kind: 'drop' }, 1);
  house.stripe.disturb({ kind: 'status', status: 500 }, 1);
  await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303);
  expect(stripe().all('checkout.session')).toHaveLength(1);
  house.stripe.disturb({ kind: 'status', status: 500 }, 5);
  const other = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '10', display: 'anon' }).expect(303);
  const said = await house.request().post(`${other.headers.location!}/payments`).type('form').send({ way: 'card' }).expect(422);
  expect(said.text).toContain('没有扣款');
});

describe('an account that settles in another currency', () => {
  it('the gift is no income any more but unidentified money', async () => {
    await house.close();
    house = await givingHouse({ settlement: { currency: 'hkd', exchangeRate: 1.1 } });
    const { session, link } = await li('50');
    pay(session);
    await house.settle();
    expect(await ledgerTable(house.db)).toBe(table`
      online gift | elder-lunch | Payment clearing | 50.00 |
       | | Donation income, restricted | | 50.00
      kept in another currency | elder-lunch | Donation income, restricted | 50.00 |
       | | Between funds | | 50.00
       | general | Between funds | 50.00 |
       | | Other payables: unidentified money | | 50.00`);
    expect((await house.request().get(link)).status).toBe(200);
  });

  it('also where the fund has spent the gift already: the shortfall is told', async () => {
    await house.close();
    house = await givingHouse({ settlement: { currency: 'hkd', exchangeRate: 1.1 }, feeLater: true });
    const { session } = await li('50');
    pay(session);
    await house.settle();
    const [fund] = await house.db.query<{ id: number; foundation: number }[]>("SELECT id, foundation FROM fund WHERE code = 'elder-lunch'");
    await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, costAccepted({ fund: { ...fund!, class: 'restricted' }, sum: 5_000n, for: 'programme', day: house.app.get(Clock).today(), source: 'delivery:1' })));
    stripe().tellFees();
    await house.settle();
    expect(await house.db.query('SELECT money, owed, free FROM fund_balance WHERE fund = $1', [fund!.id])).toEqual([{ money: 0n, owed: 5_000n, free: -5_000n }]);
    expect(await house.db.query('SELECT missing FROM shortfall')).toEqual([{ missing: 5_000n }]);
  });
});

it('the fee may be told later', async () => {
  await house.close();
  house = await givingHouse({ feeLater: true });
  const { session } = await li('50');
  pay(session);
  await house.settle();
  expect(await house.db.query('SELECT 1 FROM payment_fee')).toEqual([]);
  stripe().tellFees();
  await house.settle();
  expect(await house.db.query('SELECT fee FROM payment_fee')).toEqual([{ fee: 145n }]);
});
