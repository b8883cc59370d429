import { Client } from 'pg';
import { Households } from '../../src/funds/purses/households.service';
import type { Purse } from '../../src/funds/purses/purses.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { ledgerTable, table } from '../support/ledger-table';
import { formKey, openPurse, paidIn, PURSES, staff } from '../support/purses';

jest.setTimeout(60_000);

// Wang Guifang keeps the money of No. 3. From her telephone she hands in what she has collected and sees whose door has not answered, and nothing else.

let house: TestApp;
let foundation: Foundation;
let two: [number, number];
let [li, zhou]: AtDesk[] = [];
let wang: ReturnType<TestApp['visitor']>;
let stranger: typeof wang;
let purse: Purse;
const MINE = '/me/purses/building-3';
const day = '2026-11-03';

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-03T02:00:00Z') });
  foundation = await preparing(house);
  two = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  [li, zhou] = [await atDesk(house, two[0]), await atDesk(house, two[1])];
  purse = await openPurse(house, foundation, two, { code: 'building-3', doors: ['101', '102', '103', '201', '202'], day: '2026-11-01' });
  await openPurse(house, foundation, two, { code: 'building-4', doors: ['101'], day: '2026-11-01' });
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const reads = async (visitor: typeof wang, path: string): Promise<string> => plain((await visitor.get(path).expect(200)).text);
async function byTelephone(number: string): Promise<typeof wang> {
  const visitor = house.visitor();
  await visitor.post('/me/codes').type('form').send({ number }).expect(303);
  const [, code] = new RegExp(`${number} [^·]*?验证码 (\\d{6})，`).exec(await reads(house.visitor(), '/outbox'))!;
  await visitor.post('/me/sessions').type('form').send({ code }).expect(303);
  return visitor;
}
const handsIn = (rows: string, more: Record<string, string> = {}) => wang.post(`${MINE}/lists`).type('form').send({ key: formKey(), way: 'cash', day, rows, ...more });
const listIn = (location: string): string => /lists\/(\d+)/.exec(location)![1]!;

it('her telephone is entered at the desk, and opens this purse and no other; nobody else’s opens it', async () => {
  expect(await li!.sends(`${PURSES}/building-3/keepers`, { keeperName: '', phone: '123' })).toMatchObject({ status: 422, text: expect.stringMatching(/请填写楼组长的姓名.*手机号/) });
  expect(await li!.sends(`${PURSES}/building-3/keepers`, { keeperName: '王桂芳', phone: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写手机号') });
  expect(await li!.sends(`${PURSES}/building-3/keepers`, { keeperName: '王桂芳', phone: '１３８ 0000 8001' })).toMatchObject({ status: 303 });
  expect(await zhou!.sends(`${PURSES}/building-3/keepers`, { keeperName: '王桂芳', phone: '13800008001' })).toMatchObject({ status: 422, text: expect.stringContaining('已经登记过') });
  expect(await li!.reads(`${PURSES}/building-3`)).not.toContain('13800008001');
  [wang, stranger] = [await byTelephone('13800008001'), await byTelephone('13800008002')];
  expect(await reads(wang, '/me')).toContain('我管的楼组自治金 building-3 自治金');
  expect(await reads(stranger, '/me')).not.toContain('我管的楼组自治金');
  expect(await reads(wang, MINE)).toContain('楼组长：王桂芳');
  for (const path of [MINE, `${MINE}/reminders`, `${MINE}/lists/1`]) await stranger.get(path).expect(404);
  await wang.get('/me/purses/building-4').expect(404);
  await wang.get('/me/purses/nowhere').expect(404);
  expect((await house.request().get(MINE)).headers.location).toBe('/me/sign-in');
  expect((await house.request().get('/funds/building-3').expect(200)).text).not.toMatch(/王桂芳|8001/);
});

let list: string;

it('she hands in a list; it is refused whole with its line, sent twice it is one, and the desk is told', async () => {
  expect(plain((await handsIn('101 50\n999 10').expect(422)).text)).toContain('第 2 行的 999');
  expect(plain((await handsIn('').expect(422)).text)).toContain('请写门牌和金额');
  const form = { key: formKey(), way: 'cash', day, rows: '101 50\n102室，100\n103 150' };
  const sent = await wang.post(`${MINE}/lists`).type('form').send(form).expect(303);
  expect((await wang.post(`${MINE}/lists`).type('form').send(form).expect(303)).headers.location).toBe(sent.headers.location);
  list = listIn(sent.headers.location!);
  expect(await reads(wang, `${MINE}/lists/${list}`)).toMatch(/300\.00 元 等清点/);
  expect(await li!.reads('/desk')).toContain('清点王桂芳交来的名册：building-3 自治金');
  // nothing is booked by it, and nobody is asked about it
  expect(await one('SELECT (SELECT count(*) FROM purse_sheet)::int AS sheets, (SELECT money FROM fund_balance WHERE fund = $1) AS money', [purse.fund.id])).toEqual({ sheets: 0, money: 0n });
});

it('what does not agree with the money goes back to her with the reason', async () => {
  const path = `${PURSES}/building-3/lists/${list}`;
  expect(await li!.sends(`${path}/sheets`, { n100: '2' })).toMatchObject({ status: 422, text: expect.stringContaining('名册合计 300.00 元，清点是 200.00 元') });
  expect(await li!.sends(`${path}/returns`, { why: '' })).toMatchObject({ status: 422 });
  expect(await li!.sends(`${path}/returns`, { why: '只有 200 元' })).toMatchObject({ status: 303 });
  expect(await li!.sends(`${path}/sheets`, { n100: '3' })).toMatchObject({ status: 409 });
  expect(await reads(wang, `${MINE}/lists/${list}`)).toMatch(/已退回.*只有 200 元/);
  const wrong = listIn((await handsIn('101 5').expect(303)).headers.location!);
  expect(await reads(wang, (await wang.post(`${MINE}/lists/${wrong}/withdrawals`).expect(303)).headers.location!)).toContain('已收回');
  await wang.post(`${MINE}/lists/${wrong}/withdrawals`).expect(409);
  expect(await li!.reads('/desk')).not.toContain('清点王桂芳交来的名册');
});

it('counted by one and again by another it is booked; she sees whose door has not answered, and only of her own lists', async () => {
  list = listIn((await handsIn('101 50\n102 100\n103 50').expect(303)).headers.location!);
  const taken = await li!.sends(`${PURSES}/building-3/lists/${list}/sheets`, { n100: '2' });
  expect(taken).toMatchObject({ status: 303 });
  const sheet = /sheets\/(\d+)/.exec(taken.to!)![1]!;
  await wang.post(`${MINE}/lists/${list}/withdrawals`).expect(409);
  expect(await reads(wang, MINE)).toContain('已清点一遍，等复点');
  // withdrawn at the desk the list is open again, and is counted again
  expect(await li!.sends(`${PURSES}/building-3/sheets/${sheet}/withdrawals`, { why: '数错了' })).toMatchObject({ status: 303 });
  expect(await li!.reads('/desk')).toContain('清点王桂芳交来的名册');
  const again = await li!.sends(`${PURSES}/building-3/lists/${list}/sheets`, { n100: '2' });
  const counted = /sheets\/(\d+)/.exec(again.to!)![1]!;
  expect(await li!.sends(`${PURSES}/building-3/sheets/${counted}/counts`, { n100: '2' })).toMatchObject({ status: 422 });
  expect(await zhou!.sends(`${PURSES}/building-3/sheets/${counted}/counts`, { n100: '2' })).toMatchObject({ status: 303 });
  // 201 and 202 paid at the desk: their doors and sums are none of hers
  await paidIn(house, purse, two, { day, gave: { 201: 7_777n, 202: 8_888n } });
  const households = house.app.get(Households);
  for (const [door, right] of [['101', true], ['102', false]] as const) {
    const { token } = (await households.makeSlips(purse, { door }, staff(two[0])))[0]!;
    const [asked] = await households.asked(token, foundation.id);
    await households.answer(token, foundation.id, { contribution: asked!, right, words: right ? null : '我家交的是 60' });
  }
  const shown = await reads(wang, MINE);
  expect(shown).toMatch(/还没确认的住户 1 /);
  expect(shown).toMatch(/说记得不对、基金会正在查的： 102/);
  for (const secret of ['77.77', '88.88', '我家交的是']) expect([secret, shown.includes(secret)]).toEqual([secret, false]);
  const strips = await reads(wang, `${MINE}/reminders`);
  expect([strips.includes('103'), strips.includes('201'), strips.includes('/c/')]).toEqual([true, false, false]);
  expect(await reads(wang, `${MINE}/lists/${list}`)).toMatch(/已入账.*101 50\.00 11月3日 对 102 100\.00 11月3日 有异议 103 50\.00/);
});

it('past every page a list becomes no other sheet, and whoever keeps the purse no more hands in nothing', async () => {
  const raw = new Client({ connectionString: house.config.databaseUrl });
  await raw.connect();
  try {
    const asks = (sql: string, values: unknown[]): Promise<string> => refusalOf(raw.query(sql, values));
    const { sheet } = await one<{ sheet: bigint }>("SELECT max(id) AS sheet FROM purse_sheet WHERE sum = 16665");
    const open = listIn((await handsIn('101 166.65').expect(303)).headers.location!);
    expect(await asks('INSERT INTO keeper_list_sheet (list, purse, sheet) VALUES ($1, $2, $3)', [open, purse.fund.id, sheet])).toBe('a_sheet_is_what_the_list_says');
    expect(await asks('INSERT INTO keeper_list_sheet (list, purse, sheet) VALUES ($1, $2, $3)', [list, purse.fund.id, sheet])).toBe('a_list_is_taken_once');
    expect(await asks("INSERT INTO keeper_list_withdrawal (list, at, why) VALUES ($1, now(), 'x')", [list])).toBe('a_list_is_taken_once');
    expect(await li!.sends(`${PURSES}/building-3/closings`, { why: '结束' })).toMatchObject({ status: 422 });
    const { id } = await one<{ id: number }>('SELECT id FROM purse_keeper');
    expect(await li!.sends(`${PURSES}/building-3/keepers/${id}/ends`, {})).toMatchObject({ status: 303 });
    expect(await li!.sends(`${PURSES}/building-3/keepers/${id}/ends`, {})).toMatchObject({ status: 409 });
    await wang.get(MINE).expect(404);
    await handsIn('101 1').expect(404);
    expect(await asks("INSERT INTO keeper_list (purse, keeper, form_key, way, day, sum, sent_at) VALUES ($1, $2, 'raw', 'cash', $3, 1, now())", [purse.fund.id, id, day])).toBe('a_list_is_of_whoever_keeps_the_purse');
    // what she had handed in is still counted, or given back
    expect(await li!.sends(`${PURSES}/building-3/lists/${open}/returns`, { why: '已换人管' })).toMatchObject({ status: 303 });
  } finally {
    await raw.end();
  }
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    agency in | building-3 | Cash | 200.00 |
    | | Liability for what is held in trust | | 200.00
    agency in | building-3 | Cash | 166.65 |
    | | Liability for what is held in trust | | 166.65`);
});
