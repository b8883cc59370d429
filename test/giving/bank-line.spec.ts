import { Client } from 'pg';
import { startApp, SetClock, type TestApp } from '../support/app';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';

let house: TestApp;
let li: AtDesk;
let place: number;
let foundation: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  const f = await preparing(house);
  foundation = f.id;
  place = (await house.db.query<{ id: number }[]>(`SELECT id FROM place WHERE account = '1002'`))[0]!.id;
  li = await atDesk(house, await appointed(house, f, '李敏', 'bookkeeper'));
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  // the table of the bank, with the columns that giving reads
  await owner.query('CREATE TABLE IF NOT EXISTS bank_line (id bigint PRIMARY KEY, foundation int, place int, day date, sum bigint, party text, reference text, memo text); GRANT SELECT ON bank_line TO sizhu_app');
  await owner.query(`INSERT INTO bank_line (id, foundation, place, day, sum, party, reference, memo) VALUES (41, $1, $2, '2026-06-28', 120050, '示例物业有限公司', 'ICBC-0041', '给老人午餐')`, [foundation, place]);
  await owner.end();
});
afterAll(() => house.close());

it('a gift is recorded from a line of the statement: its sum, day and party are in the form, its account is the gift’s', async () => {
  const page = await li.reads('/desk/gifts/new?line=41');
  for (const text of ['name="amount" value="1200.50"', 'name="day" value="2026-06-28"', 'name="name" value="示例物业有限公司"', 'name="line" value="41"', 'ICBC-0041']) expect([text, page.includes(text)]).toEqual([text, true]);
  const fund = String((await house.db.query<{ id: number }[]>(`SELECT id FROM fund WHERE class = 'general'`))[0]!.id);
  const form = { key: 'form-of-the-bank-line', fund, day: '2026-06-28', amount: '1200.50', display: 'full', name: '示例物业有限公司', line: '41' };
  expect(await li.sends('/desk/gifts/transfers', form)).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT line, place, sum, recorded_by IS NOT NULL AS said FROM offline_gift')).toEqual([{ line: 41n, place, sum: 120_050n, said: true }]);
  expect(await li.sends('/desk/gifts/transfers', { ...form, key: 'another-form-of-the-line' })).toMatchObject({ status: 409, text: expect.stringContaining('这笔银行流水已经登记过一笔捐赠') });
  expect(await li.sends('/desk/gifts/transfers', { ...form, key: 'a-form-of-no-line-at-all', line: '42' })).toMatchObject({ status: 422, text: expect.stringContaining('没有这笔银行流水') });
});
