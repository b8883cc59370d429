import { randomUUID } from 'node:crypto';
import { Funds } from '../../src/funds/funds.service';
import { FundEndings } from '../../src/funds/moves/fund-endings.service';
import { FundMoves } from '../../src/funds/moves/fund-moves.service';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, principalPassedOn, providerRefund } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Proposals } from '../../src/ledger/proposals.service';
import type { Person } from '../../src/platform/access';
import { Worker } from '../../src/platform/worker';
import { filed } from '../support/campaigns';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk } from '../support/desk';
import { openEndowment } from '../support/endowment';
import { refusalOf } from '../support/forged';
import { givingHouse, type House } from '../support/giving';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// Mrs Wang gives to the evergreen fund from her telephone: 500 yuan that stay, 60 that may be used. Whatever door a gift comes through, its giver is asked, and the books keep to the answer.
let house: House;
let evergreen: FundRef;
let heir: FundRef;
let li: Person;
let wang: Person;
let zhou: AtDesk;
let qian: AtDesk;

beforeAll(async () => {
  house = await givingHouse();
  evergreen = await openEndowment(house, house.foundation, { code: 'evergreen', name: '常青助老专项基金', english: 'Evergreen fund', day: '2026-01-08' });
  heir = await openEndowment(house, house.foundation, { code: 'heir', name: '长青敬老专项基金', english: 'Heir fund', day: '2026-01-08' });
  const funds = house.app.get(Funds);
  const campaign = await filed(house.db, house.foundation, { filingNo: '示例-A26002', filedOn: '2025-12-01', from: '2026-01-01', to: '2099-12-31', target: 100_000_000n });
  for (const fund of [evergreen, heir]) await funds.raise(fund, { mode: 'public', from: '2026-01-10', campaign });
  [li, wang] = [{ id: await appointed(house, house.foundation, '李敏', 'bookkeeper'), name: '', roles: ['bookkeeper'] }, { id: await appointed(house, house.foundation, '王建国', 'secretary-general'), name: '', roles: ['secretary-general'] }];
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: '2026-01-10', source: 'bank:1', fund: house.general, sum: 10_000n, bank: house.bank })));
  zhou = await atDesk(house, await appointed(house, house.foundation, '周晓', 'bookkeeper'));
  qian = await atDesk(house, await appointed(house, house.foundation, '钱进', 'cashier'));
});
afterAll(() => house?.close());

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const gives = (more: Record<string, string>, to = 'evergreen', base = '') => house.request().post(`${base}/funds/${to}/donations`).type('form').send({ key: randomUUID(), display: 'masked', name: '王秀英', phone: '13800138000', ...more });
const floorOf = async (fund: FundRef): Promise<bigint> => (await house.db.query<[{ floor: bigint }]>('SELECT floor FROM fund_balance WHERE fund = $1', [fund.id]))[0].floor;
async function paid(more: Record<string, string>): Promise<string> {
  const link = (await gives(more).expect(303)).headers.location!;
  const session = /cs_\w+/.exec((await house.request().post(`${link}/payments`).type('form').send({ way: 'card' }).expect(303)).headers.location!)![0];
  house.stripe.practice.imitation.pay(session, 'card');
  await house.settle();
  return link;
}

it('the form asks, and does not go on without an answer; nothing else is lost', async () => {
  expect((await house.request().get('/funds/evergreen/give').expect(200)).text).toMatch(/这笔钱怎样用[^]*name="keeps"[^>]*value="principal">[^]*name="keeps" value="spendable">/);
  expect((await house.request().get('/funds/elder-lunch/give').expect(200)).text).not.toContain('name="keeps"');
  const back = await gives({ other: '500' }).expect(422);
  expect(words(back.text)).toContain('请选择这笔钱是本金不动，还是可以直接使用');
  expect(back.text).toMatch(/name="other" value="500"/);
  expect(words((await gives({ other: '500' }, 'evergreen', '/en').expect(422)).text)).toContain('Choose whether this gift is kept');
  await gives({ other: '500', keeps: 'x' }).expect(422);
  // the same for programs
  const api = (principal?: boolean) => house.request().post('/api/v1/funds/evergreen/donations').send({ amount: '50000', principal });
  expect((await api().expect(422)).body).toMatchObject({ code: 'keeps-missing' });
  await api(true).expect(201);
  await house.request().post('/api/v1/funds/elder-lunch/donations').send({ amount: '50000', principal: true }).expect(201);
  expect(await house.db.query('SELECT f.code, d.principal FROM donation d JOIN fund f ON f.id = d.fund ORDER BY f.code DESC')).toEqual([{ code: 'evergreen', principal: true }, { code: 'elder-lunch', principal: false }]);
});

it('kept, it is booked as principal; the house bears the fee, and thanks, receipt and ledger say so', async () => {
  const link = (await gives({ other: '500', keeps: 'principal' }).expect(303)).headers.location!;
  expect(words((await house.request().get(link)).text)).toMatch(/这笔钱怎样用 本金不动，只用收益/);
  expect((await house.request().get(`/funds/evergreen/give?gift=${link.split('/').at(-1)}`)).text).toMatch(/value="principal" checked/);
  const kept = await paid({ other: '500', keeps: 'principal', receipt: '1' });
  expect(await floorOf(evergreen)).toBe(50_000n);
  const thanks = words((await house.request().get(kept).expect(200)).text);
  expect(thanks).toContain('这笔钱怎样用 本金不动，只用收益');
  const [{ no: receipt }] = await house.db.query<[{ no: string }]>('SELECT no FROM receipt ORDER BY serial DESC LIMIT 1');
  expect(words((await house.request().get(`/receipts/${receipt}`).expect(200)).text)).toContain('本金不动，只用收益');
  expect(await house.db.query(`SELECT f.code, e.kind, -sum(p.debit)::bigint AS sum FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.place IS NULL JOIN fund f ON f.id = p.fund WHERE e.kind <> 'bank gift' GROUP BY e.id, f.code, e.kind ORDER BY e.id`)).toEqual([
    { code: 'evergreen', kind: 'principal gift', sum: 50_000n }, { code: 'general', kind: 'payment fee', sum: expect.any(BigInt) }]);
  expect(await house.db.query('SELECT FROM shortfall')).toEqual([]);
});

it('given to be used, the floor stays', async () => {
  await paid({ other: '60', keeps: 'spendable' });
  expect(await floorOf(evergreen)).toBe(50_000n);
  expect(await house.db.query(`SELECT sum(x.worth)::bigint AS worth FROM journal_entry e JOIN entry_fund x ON x.entry = e.id WHERE e.kind = 'online gift'`)).toEqual([{ worth: 6_000n }]);
});

it('a part of it is refunded: the floor falls by that part, and no shortfall is claimed', async () => {
  house.stripe.practice.imitation.refund(house.stripe.practice.imitation.all('charge').find(({ amount }) => amount === 50_000)!, { sum: 20_000, reason: null, metadata: {} });
  await house.settle();
  expect(await floorOf(evergreen)).toBe(30_000n);
  expect(await house.db.query('SELECT FROM shortfall')).toEqual([]);
  expect(await house.db.query('SELECT kind, sum FROM principal_gift WHERE fund = $1 ORDER BY entry', [evergreen.id])).toEqual([{ kind: 'principal gift', sum: 50_000n }, { kind: 'provider refund', sum: -20_000n }]);
  expect(await complaints(house)).toEqual({});
});

it('a transfer that a donor announces is kept as they said', async () => {
  const link = (await gives({ other: '800', keeps: 'principal' }).expect(303)).headers.location!;
  await house.db.query(`WITH said AS (INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, '示例银行', '6222000011112222', $3, now()) RETURNING id)
    INSERT INTO transfer_account_confirmation (account, entered_by, confirmed_by, confirmed_at) SELECT id, $3, $4, now() FROM said`, [house.foundation.id, house.bank, li.id, wang.id]);
  await house.request().post(`${link}/payments`).type('form').send({ way: 'transfer' }).expect(303);
  expect(words((await house.request().get(link)).text)).toContain('这笔钱怎样用 本金不动，只用收益');
  expect(await house.db.query('SELECT principal, sum FROM offline_gift')).toEqual([{ principal: true, sum: 80_000n }]);
  expect(await refusalOf(house.db.query(`INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, place, sum, day, donation, reference, recorded_at) SELECT foundation, 'GF-x', 'forged', way, channel, fund, place, sum, day, d, 'ABCDEFGH', now()
    FROM offline_gift, (SELECT id AS d FROM donation d WHERE d.principal AND NOT EXISTS (SELECT FROM payment p WHERE p.donation = d.id) AND NOT EXISTS (SELECT FROM offline_gift g WHERE g.donation = d.id) LIMIT 1) x`))).toBe('a_gift_is_kept_as_its_giver_said');
  expect(await zhou.sends(`/desk/gifts/${(await house.db.query<[{ id: string }]>('SELECT id FROM offline_gift'))[0].id}/withdrawals`, { why: '捐赠人改了主意' })).toMatchObject({ status: 303 });
});

it('a list says it line by line; nothing is guessed', async () => {
  const upload = async (list: string): Promise<{ status: number; text: string; to?: string }> => {
    const request = zhou.visitor.post('/desk/batches');
    for (const [field, value] of Object.entries({ channel: 'platform', newPlace: '示例公益平台', bank: String(house.bank), bearer: '', fund: '', payout: '300', fee: '0' })) void request.field(field, value);
    const { status, text, headers } = await request.attach('file', Buffer.from(list), 'list.csv');
    return { status, text: words(text), to: headers.location };
  };
  const day = new Date().toISOString().slice(0, 10);
  const list = (a: string, b: string): string => `交易号,时间,金额,基金,本金不动\nN0000000001,${day},200,evergreen,${a}\nN0000000002,${day},70,evergreen,${b}\nN0000000003,${day},30,elder-lunch,\n`;
  expect((await upload(list('是', ''))).text).toContain('这一笔给的是留本基金');
  expect((await upload(list('是', '也许'))).text).toContain('看不懂「也许」');
  const { to } = await upload(list('是', '否'));
  expect(words(await qian.reads(to!))).toContain('其中本金不动 200.00');
  expect(await qian.sends(`${to!.split('?')[0]}/confirmations`, {})).toMatchObject({ status: 303 });
  house.app.get(Worker).wake('batches');
  await house.app.get(Worker).idle();
  await house.settle();
  expect(await floorOf(evergreen)).toBe(50_000n);
  expect(await house.db.query(`SELECT kind FROM journal_entry WHERE starts_with(source, 'batch:') ORDER BY id`)).toEqual([{ kind: 'principal gift' }, { kind: 'online gift' }, { kind: 'online gift' }]);
});

it('no SQL of the program books it otherwise, or lowers the floor by itself', async () => {
  const ledger = house.app.get(Ledger);
  const forged = (by: 'bank gift' | 'refund'): Promise<string> => refusalOf(house.db.transaction(async (tx) => {
    if (by === 'bank gift') {
      const entry = await ledger.enter(tx, bankGift({ day: '2026-11-01', source: 'forged', fund: evergreen, sum: 100n, bank: house.bank }));
      await tx.query(`INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry, channel) SELECT 'forged', d.id, d.foundation, d.fund, 100, now(), $1, 'online' FROM donation d WHERE d.principal AND NOT EXISTS (SELECT FROM payment p WHERE p.donation = d.id) LIMIT 1`, [entry]);
    } else {
      const [{ id }] = await tx.query<[{ id: bigint }]>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'forged', 100, '2026-11-01') RETURNING id`, [house.foundation.id]);
      await ledger.enter(tx, providerRefund({ day: '2026-11-01', source: 'forged', fact: id, fund: evergreen, sum: 100n, clearing: house.clearing, of: 'gift', principal: true }));
    }
  }));
  expect(await forged('bank gift')).toBe('a_gift_is_kept_as_its_giver_said');
  expect(await forged('refund')).toBe('the_floor_falls_with_the_gift_alone');
  expect(await refusalOf(house.db.query(`UPDATE donation SET principal = false`))).toBe('42501');
  expect(await refusalOf(house.db.query(`INSERT INTO donation (id, no, foundation, fund, amount, wants_receipt, lang, token_hash, begun_at, expires_at, principal) VALUES (gen_random_uuid(), 'GF-y', $1, $2, 100, false, 'zh', '\\x01', now(), now(), true)`, [house.foundation.id, house.lunch.id]))).toBe('principal_is_given_to_a_preserved_fund');
});

it('a fund that ends passes its principal on to another preserved fund alone, and it is principal there', async () => {
  const ends = (to: string): Promise<void> => house.app.get(FundEndings).announce(evergreen, { reason: '并入长青', basis: 'agreement', basisNote: '第九条', to: { fund: to }, resolution: null }, li);
  await expect(ends('elder-lunch')).rejects.toMatchObject({ code: 'the-rest-of-a-preserved-fund-stays-preserved', article: 'CL 58' });
  expect(await refusalOf(house.db.query(`SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, now())`, [evergreen.id, house.lunch.id, li.id]))).toBe('the_rest_of_a_preserved_fund_stays_preserved');
  for (const { session } of await house.db.query<{ session: string }[]>('SELECT c.session FROM checkout c WHERE NOT EXISTS (SELECT FROM payment p WHERE p.session = c.session)')) house.stripe.practice.imitation.expire(session);
  await house.settle();
  // not by an ordinary transfer
  const ledger = house.app.get(Ledger);
  expect(await refusalOf(house.db.transaction((tx) => ledger.enter(tx, principalPassedOn({ day: '2026-11-01', source: 'forged', fund: evergreen, to: heir, sum: 100n, floor: 100n }))))).toMatch(/money_between_funds_rests_on_its_act|principal_passes_on_with_the_rest/);
  await ends('heir');
  const before = await lastEntry(house.db);
  const rest = await house.app.get(FundMoves).proposeRest(evergreen, li);
  await house.app.get(Proposals).approve(house.foundation.id, rest, wang);
  expect([await floorOf(evergreen), await floorOf(heir)]).toEqual([0n, 50_000n]);
  await house.app.get(FundEndings).close(evergreen, wang);
  await house.settle();
  expect(await ledgerTable(house.db, { after: before })).toContain(table`
    transfer, restricted | evergreen | Restricted net assets: preserved principal | 500.00 |
    | | Restricted net assets | 128.26 |
    | | Between funds | | 628.26
    | heir | Between funds | 628.26 |
    | | Restricted net assets: preserved principal | | 500.00
    | | Restricted net assets | | 128.26`);
  expect(await complaints(house)).toEqual({});
});
