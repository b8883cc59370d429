import { Client } from 'pg';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { startApp, SetClock, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { addsPaper } from '../support/papers';

let house: TestApp;
let li: AtDesk;
let zhou: AtDesk;
let line: bigint;
let place: number;
let foundation: number;
let recorder: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  const f = await preparing(house);
  foundation = f.id;
  place = (await house.db.query<{ id: number }[]>(`SELECT id FROM place WHERE account = '1002'`))[0]!.id;
  li = await atDesk(house, await appointed(house, f, '李敏', 'bookkeeper'));
  const by = await appointed(house, f, '陈静', 'cashier');
  recorder = by;
  zhou = await atDesk(house, await appointed(house, f, '周晓', 'bookkeeper'));
  line = (await shows(house, { foundation, by, lines: [{ day: '2026-06-28', sum: 120_050n, reference: 'ICBC-0041', party: '示例物业有限公司', memo: '给老人午餐' }] })).get('ICBC-0041')!;
});
afterAll(() => house.close());

it('a gift is recorded from a line of the statement: its sum, day and party are in the form, its account is the gift’s', async () => {
  const page = await li.reads(`/desk/gifts/new?line=${line}`);
  for (const text of ['name="amount" value="1200.50"', 'name="day" value="2026-06-28"', 'name="name" value="示例物业有限公司"', `name="line" value="${line}"`, 'ICBC-0041']) expect([text, page.includes(text)]).toEqual([text, true]);
  const fund = String((await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id);
  const form = { key: 'form-of-the-bank-line', fund, day: '2026-06-28', amount: '1200.50', display: 'full', name: '示例物业有限公司', line: String(line) };
  expect(await li.sends('/desk/gifts/transfers', form)).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT line, place, sum, recorded_by IS NOT NULL AS said FROM offline_gift')).toEqual([{ line, place, sum: 120_050n, said: true }]);
  expect(await li.sends('/desk/gifts/transfers', { ...form, key: 'another-form-of-the-line' })).toMatchObject({ status: 409, text: expect.stringContaining('这笔银行流水已经登记过一笔捐赠') });
  expect(await li.sends('/desk/gifts/transfers', { ...form, key: 'a-form-of-no-line-at-all', line: String(line + 1n) })).toMatchObject({ status: 422, text: expect.stringContaining('没有这笔银行流水') });
});

it('whoever recorded it does not match it; somebody else does, and it is booked', async () => {
  const choice = /name="choice" value="(\d+~[a-z-]+:[^"]+)"/;
  const proposed = choice.exec(await zhou.reads('/desk/bank/bank/matching?month=2026-06'))![1]!;
  expect(await li.sends('/desk/bank/bank/matches', { choice: proposed, month: '2026-06' })).toMatchObject({ status: 422, text: expect.stringContaining('不能') });
  expect(await zhou.sends('/desk/bank/bank/matches', { choice: proposed, month: '2026-06' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | general | Bank deposits | 1200.50 |
     | | Donation income, unrestricted | | 1200.50`);
  expect(await zhou.reads('/desk/bank/bank/matching?month=2026-06')).toContain('两边都没有未对上的');
  expect(await complaints(house)).toEqual({});
});

describe('a gift that was recorded wrongly from its line', () => {
  it('says first that its match is to be undone, then is reversed, and leads to the form for the right gift', async () => {
    const wang = await atDesk(house, await appointed(house, { id: foundation } as Foundation, '王建国', 'secretary-general'));
    const booked = await wang.reads('/desk/gifts/1');
    expect(booked).toMatch(/这笔账已经和银行流水 ICBC-0041 对上。请先打开那笔匹配撤销它/);
    expect(booked).not.toContain('/desk/gifts/1/reversals');
    const path = /href="(\/desk\/bank\/bank\/matches\/\d+)"/.exec(booked)![1]!;
    expect(await zhou.sends(`${path}/undoings`, { why: '记错了基金' })).toMatchObject({ status: 303 });
    expect(await wang.reads('/desk/gifts/1')).toContain('/desk/gifts/1/reversals');
    expect(await wang.sends('/desk/gifts/1/reversals', { why: '记错了基金' })).toMatchObject({ status: 303 });
    const reversed = await zhou.reads('/desk/gifts/1');
    expect(reversed).toMatch(new RegExp(`流水 ICBC-0041（1,200\\.50 元）空出来了[^]*href="/desk/gifts/new\\?line(=|&#x3D;)${line}"`));
    // no slip of a gift that is none
    expect(reversed).not.toContain('/slip');
  });

  it('what was withdrawn leads back to its line', async () => {
    const free = (await shows(house, { foundation, by: recorder, lines: [{ day: '2026-06-29', sum: 5_000n, reference: 'ICBC-0042' }] })).get('ICBC-0042')!;
    const fund = String((await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id);
    const { to } = await li.sends('/desk/gifts/transfers', { day: '2026-06-29', amount: '50', display: 'full', name: '示例物业有限公司', key: 'form-of-the-free-line', fund, line: String(free) });
    const [, gift] = /gifts\/(\d+)/.exec(to!)!;
    expect(await li.sends(`/desk/gifts/${gift}/withdrawals`, { why: '捐赠人写错了' })).toMatchObject({ status: 303 });
    expect(await li.reads(`/desk/gifts/${gift}`)).toMatch(/银行流水 ICBC-0042（50\.00 元）还没有入账，可以用它重新登记/);
  });
});

it('who waits in vain for the books, while a long list is booked, is told so and keeps what they typed', async () => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  await owner.query('BEGIN');
  await owner.query('SELECT 1 FROM fund_balance FOR UPDATE');
  const fund = String((await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id);
  const recorded = await li.sends('/desk/gifts/goods', { key: 'form-of-some-goods-1', fund, day: '2026-06-29', amount: '100', display: 'anon', words: '棉被两条', proof: 'invoice', proofName: '发票 1 号' });
  await addsPaper(li, recorded.to!.split('?')[0]!.replace('/desk/', ''));
  const waits = zhou.sends(`${recorded.to!.split('?')[0]}/confirmations`, {});
  // the database gives up after thirty seconds; here somebody tells it to
  for (let cancelled = 0; cancelled === 0;) {
    [{ cancelled }] = await house.db.query<[{ cancelled: number }]>(`SELECT count(pg_cancel_backend(pid))::int AS cancelled FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND wait_event_type = 'Lock'`);
  }
  expect(await waits).toMatchObject({ status: 503, text: expect.stringMatching(/可能正在整批入账，等了 30 秒还没有轮到。什么也没有记下，填的都还在/) });
  await owner.query('ROLLBACK');
  await owner.end();
  expect(await zhou.sends(`${recorded.to!.split('?')[0]}/confirmations`, {})).toMatchObject({ status: 303 });
});
