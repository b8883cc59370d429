import { Writable } from 'node:stream';
import { Households } from '../../src/funds/purses/households.service';
import { incomeByYear } from '../../src/disclosure/income/income.queries';
import { Sealer } from '../../src/ledger/sealer';
import type { Purse } from '../../src/funds/purses/purses.service';
import type { Foundation } from '../../src/people/foundations';
import { Logging } from '../../src/platform/logging';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { openPurse, paidIn, PURSES, slipsOf, staff } from '../support/purses';

jest.setTimeout(60_000);

// What hangs at a door: whose it is, for how long, what becomes of a no, and that nothing of it gets out.

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let li: number;
let zhou: number;
let desk: AtDesk;
let other: AtDesk;
let purse: Purse;
const DOORS = ['101', '102', '103', '201', '202', '203'];
const said: string[] = [];
const logged = new Writable({ write(chunk, _encoding, done) { said.push(String(chunk)); done(); } });

beforeAll(async () => {
  clock = new SetClock('2026-11-03T02:00:00Z');
  house = await startApp({ clock, instead: [[Logging, new Logging('info', logged)]] });
  foundation = await preparing(house);
  [li, zhou] = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  await itIs('2026-11-03T02:00:00Z');
  purse = await openPurse(house, foundation, [li, zhou], { code: 'building-3', doors: DOORS, day: '2026-11-01' });
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const itIs = async (moment: string): Promise<void> => {
  clock.set(moment);
  [desk, other] = [await atDesk(house, li), await atDesk(house, zhou)];
};
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const opens = async (token: string): Promise<string> => plain((await house.request().get(`/c/${token}`).expect(200)).text);
const answers = (token: string, form: Record<string, string>) => house.request().post(`/c/${token}/answers`).type('form').send(form);
const contribution = async (door: string): Promise<string> => (await one<{ id: string }>('SELECT c.id::text FROM standing_contribution c JOIN household h ON h.id = c.household WHERE h.door = $1', [door])).id;

it('the secret of a slip is in no log, no cache and no referrer, also when the form comes back', async () => {
  await paidIn(house, purse, [li, zhou], { day: '2026-11-03', gave: { 101: 5_000n, 102: 10_000n, 103: 15_000n, 201: 5_000n, 202: 5_000n } });
  const token = (await slipsOf(desk, 'building-3', { which: 'all' })).get('101')!;
  said.length = 0;
  const page = await house.request().get(`/c/${token}`).expect(200);
  expect(plain(page.text)).toContain('登记：李敏；复点入账：周晓');
  const id = await contribution('101');
  const back = await answers(token, { contribution: id, answer: 'no', words: '' }).expect(422);
  await answers(token, { contribution: id, answer: 'yes' }).expect(303);
  await house.request().get('/c/AAAAAAAAAAAAAAAAAAAAAAAA').expect(404);
  for (const { headers } of [page, back]) expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'strict-origin', 'x-robots-tag': 'noindex' });
  expect(said.join('')).toContain('/c/…');
  expect(said.join('')).not.toMatch(new RegExp(`${token}|AAAAAAAA`));
});

it('a no that was answered and is said again waits again for somebody', async () => {
  const token = (await slipsOf(desk, 'building-3', { which: 'door', only: '102' })).get('102')!;
  const no = { contribution: await contribution('102'), answer: 'no', words: '我家交的是 80' };
  await answers(token, no).expect(303);
  await answers(token, no).expect(303);
  expect(await one('SELECT count(*)::int AS n FROM household_answer WHERE NOT is_right')).toEqual({ n: 1 });
  const reply = async (): Promise<void> => {
    const answer = /name="answer" value="(\d+)"/.exec(await desk.reads(`${PURSES}/building-3`))![1]!;
    expect(await desk.sends(`${PURSES}/building-3/replies`, { answer, reply: '本子上是 100' })).toMatchObject({ status: 303 });
  };
  await reply();
  expect(await other.reads('/desk')).not.toContain('查一查住户的异议');
  await answers(token, no).expect(303);
  expect(await other.reads('/desk')).toContain('查一查住户的异议');
  await reply();
});

it('it is put right by a reversal whose reason, with its door, stays at the desk; the books say no more than that', async () => {
  const sheet = await one<{ id: bigint }>('SELECT id FROM purse_sheet');
  expect(await other.sends(`${PURSES}/building-3/sheets/${sheet.id}/reversals`, { why: '102 王阿姨交的是 80' })).toMatchObject({ status: 303 });
  expect(await desk.reads(`${PURSES}/building-3/sheets/${sheet.id}`)).toContain('102 王阿姨交的是 80');
  await house.app.get(Sealer).seal();
  const { voucher } = await one<{ voucher: string }>('SELECT s.voucher FROM purse_sheet_reversal r JOIN sealed_entry s ON s.entry = r.entry');
  for (const path of [`/entries/${voucher}`, '/funds/building-3', '/funds/building-3/ledger', '/funds/building-3/board', `/api/v1/entries/${voucher}`]) {
    const { text } = await house.request().get(path);
    expect([path, /102|王阿姨|交的是/.test(plain(text).replace(/[\w.-]*102\d+|\d+102/g, ''))]).toEqual([path, false]);
  }
  expect(plain((await house.request().get(`/entries/${voucher}`).expect(200)).text)).toContain('住户交款更正');
  await paidIn(house, purse, [li, zhou], { day: '2026-11-03', gave: { 101: 5_000n, 102: 8_000n, 103: 17_000n, 201: 5_000n, 202: 5_000n } });
  const token = (await slipsOf(desk, 'building-3', { which: 'door', only: '102' })).get('102')!;
  const mine = await opens(token);
  expect(mine).toContain('交了 80.00 元');
  expect(mine).toContain('已经冲销的记录');
});

it('who moved out is counted among those who could give: never do more give than there are', async () => {
  await house.app.get(Households).leave(purse, '101', '2026-11-03', staff(li));
  await house.app.get(Households).leave(purse, '203', '2026-11-03', staff(li));
  await house.app.get(Households).add(purse, [{ door: '101', shown: null }], '2026-11-03', staff(li));
  await paidIn(house, purse, [li, zhou], { day: '2026-11-03', gave: { 101: 1_000n } });
  // five live there, and one gave and moved out: five of six, with 101's both
  expect(plain((await house.request().get('/funds/building-3').expect(200)).text)).toContain('6 户中 6 户交款，平均 68.33 元');
});

it('what a household announces counts on the day the bank has it, and an old announcement is forgotten', async () => {
  const { place } = await one<{ place: number }>("SELECT id AS place FROM place WHERE account = '1002'");
  await house.db.query("INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, '示例银行', '6222000000000426', $3, now())", [foundation.id, place, li]);
  await house.db.query('INSERT INTO transfer_account_confirmation (account, entered_by, confirmed_by, confirmed_at) SELECT id, entered_by, $1, now() FROM transfer_account', [zhou]);
  const made = await slipsOf(desk, 'building-3', { which: 'all' });
  const [mine, theirs] = [made.get('201')!, made.get('202')!];
  await house.request().post(`/c/${mine}/transfers`).type('form').send({ amount: '２０' }).expect(303);
  await house.request().post(`/c/${theirs}/transfers`).type('form').send({ amount: '30' }).expect(303);
  for (const amount of ['0', '-1', '1e3', '0.001', '99999999999999']) expect([amount, (await house.request().post(`/c/${mine}/transfers`).type('form').send({ amount })).status]).toEqual([amount, 422]);
  const { reference } = await one<{ reference: string }>('SELECT reference FROM purse_sheet WHERE sum = 2000');
  await itIs('2026-11-20T02:00:00Z');
  const lines = await shows(house, { foundation: foundation.id, by: li, lines: [{ day: '2026-11-18', sum: 2_000n, reference: 'ICBC-1', party: '张三', memo: reference }] });
  const { id } = await one<{ id: bigint }>('SELECT id FROM purse_sheet WHERE reference = $1', [reference]);
  expect(await other.sends(`${PURSES}/building-3/sheets/${id}/confirmations`, { line: String(lines.get('ICBC-1')) })).toMatchObject({ status: 303 });
  const shown = await opens(mine);
  expect(shown).toContain('201 室在2026年11月18日交了 20.00 元');
  expect(shown).toContain('您家自己填的转账，周晓对照银行明细入账');
  expect(await opens(theirs)).toContain('转 30.00 元');
  await itIs('2026-12-10T02:00:00Z');
  expect(await opens(theirs)).not.toContain('转 30.00 元');

  // the match with the bank is undone first, then the sheet goes back; the household is asked about nothing any more
  expect(await desk.sends(`${PURSES}/building-3/sheets/${id}/reversals`, { why: '不是 201 的' })).toMatchObject({ status: 422, text: expect.stringContaining('先在银行对账页撤销') });
  const { match } = await one<{ match: bigint }>('SELECT match FROM matched_line WHERE line = $1', [lines.get('ICBC-1')]);
  expect(await desk.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: '不是 201 的' })).toMatchObject({ status: 303 });
  expect(await desk.sends(`${PURSES}/building-3/sheets/${id}/reversals`, { why: '不是 201 的' })).toMatchObject({ status: 303 });
  expect(await opens(mine)).not.toContain('交了 20.00 元给');
});

it('what was put right is counted nowhere: neither as pooled nor as spent, nor in what the income page says is held in trust', async () => {
  await house.app.get(Sealer).seal();
  expect(plain((await house.request().get('/funds/building-3').expect(200)).text)).toMatch(/累计收入 410\.00 − 累计支出 0\.00 = 现在结存/);
  expect(await incomeByYear(house.db, foundation.id)).toEqual([{ year: 2026, total: 0n, rows: [], inTrust: 41_000n }]);
});

it('a slip is good for a year', async () => {
  await itIs('2027-11-01T02:00:00Z');
  const token = (await slipsOf(desk, 'building-3', { which: 'door', only: '201' })).get('201')!;
  clock.set('2028-10-30T02:00:00Z');
  await opens(token);
  clock.set('2028-11-01T02:00:00Z');
  expect((await house.request().get(`/c/${token}`).expect(404)).text).toContain('这张条子不能用了');
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    agency in | building-3 | Cash | 400.00 |
    | | Liability for what is held in trust | | 400.00
    reversal | building-3 | Cash | | 400.00
    | | Liability for what is held in trust | 400.00 |
    agency in | building-3 | Cash | 400.00 |
    | | Liability for what is held in trust | | 400.00
    agency in | building-3 | Cash | 10.00 |
    | | Liability for what is held in trust | | 10.00
    agency in | building-3 | Bank deposits | 20.00 |
    | | Liability for what is held in trust | | 20.00
    reversal | building-3 | Bank deposits | | 20.00
    | | Liability for what is held in trust | 20.00 |`);
});
