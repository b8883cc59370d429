import { Sealer } from '../../src/ledger/sealer';
import { startApp, SetClock, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';

let house: TestApp;
let li: AtDesk;
let zhou: AtDesk;
let line: bigint;
let place: number;
let foundation: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  const f = await preparing(house);
  foundation = f.id;
  place = (await house.db.query<{ id: number }[]>(`SELECT id FROM place WHERE account = '1002'`))[0]!.id;
  li = await atDesk(house, await appointed(house, f, '李敏', 'bookkeeper'));
  const by = await appointed(house, f, '陈静', 'cashier');
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
