import { Client } from 'pg';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { post, refusalOf } from '../support/forged';
import { ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let wang: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  foundation = await preparing(house);
  li = await atDesk(house, await appointed(house, foundation, '李敏', 'bookkeeper'));
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  await bareFund(house.db, { foundation: foundation.id, code: 'elder-lunch', class: 'restricted', name: '银龄午餐专项基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-05' });
});
afterAll(() => house.close());

const SHEET = `基金,科目,存放处,借方,贷方
original,1002,bank,1950000,
original,310101,,,1950000
general,1002,bank,62000.5,
general,1201,,500,
general,2202,,,300
general,3101,,,62200.5
elder-lunch,1002,示例银行，尾号 0426,88000,
elder-lunch,3102,,,88000
`.replace('示例银行，尾号 0426', '"示例银行，尾号 0426"');
const about = { day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2019-05-20', registeredSum: '2,000,000', madeGoodBy: '示例物业有限公司', madeGoodUntil: '2026-12-31' };

async function brings(who: AtDesk, sheet: string, form: Record<string, string> = {}): Promise<{ status: number; text: string; to?: string }> {
  const request = who.visitor.post('/desk/opening/preparations');
  for (const [field, value] of Object.entries({ ...about, ...form })) void request.field(field, value);
  const { status, text, headers } = await request.attach('file', Buffer.from(sheet), '期初.csv');
  return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}

it('a sheet to be filled in names the funds and places', async () => {
  const csv = (await li.visitor.get('/desk/opening/template.csv').expect(200)).text;
  expect(csv).toContain('original,1002,bank,,\r\noriginal,310101,,,');
  const { body } = await li.visitor.get('/desk/opening/template.xlsx').buffer(true).parse((answer, done) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
  });
  const request = li.visitor.post('/desk/opening/preparations');
  for (const [field, value] of Object.entries(about)) void request.field(field, value);
  // left as it is, it says nothing, and that is told
  expect((await request.attach('file', body as Buffer, 'a.xlsx')).text).toContain('表里没有一个金额');
});

it('mistakes are told by line, and of the whole', async () => {
  const wrong = await brings(li, `基金,科目,存放处,借方,贷方
nobody,1002,bank,1,
general,9999,,1,
general,3102,,,1
general,1002,elsewhere,1,
general,3101,bank,,1
general,3101,,1,1
`);
  expect(wrong.status).toBe(422);
  for (const words of ['2 没有基金叫「nobody」', '3 期初日所用的会计制度里', '4 一般基金 这一类基金不能有科目 3102 的余额', '5 科目 1002 下没有存放处「elsewhere」', '6 科目 3101 不是钱', '7 一行只能填借方或贷方']) expect(wrong.text).toContain(words);
  expect((await brings(li, SHEET.replace('general,3101,,,62200.5', 'general,3101,,,62200'))).text).toContain('一般基金 借贷不平，相差 0.50 元');
  expect((await brings(li, `${SHEET}general,Z01,,5,\ngeneral,3101,,,5\n`)).text).toContain('合计应为零，现在是 5.00 元');
  expect((await brings(li, `${SHEET}elder-lunch,3102,,88001,\nelder-lunch,2202,,,88001\n`)).text).toContain('净资产是 −1.00 元，不能小于零');
  expect((await brings(li, SHEET, { madeGoodBy: '', madeGoodUntil: '' })).text).toContain('原始基金比登记的数额少 50,000.00 元');
  expect((await brings(li, SHEET, { madeGoodUntil: '' })).text).toContain('请写明由谁补足、补足到哪一天');
  expect((await brings(li, SHEET, { registeredSum: '1,999,999' })).text).toContain('原始基金');
  expect((await brings(li, SHEET, { registeredOn: '2026-01-01' })).text).toContain('期初日不能早于登记日');
  expect((await brings(li, SHEET, { madeGoodUntil: '2026-06-29' })).text).toContain('补足的日期已经过了');
  expect((await brings(li, '一张没有表头的表\n1,2,3\n')).text).toContain('认不出表头');
  expect((await brings(li, SHEET.replace('500,', '=SUM(D2:D3),'))).text).toContain('第 5 行有公式');
  expect(await house.db.query('SELECT 1 FROM opening_preparation')).toEqual([]);
});

it('Li prepares it, and does not sign it; Wang signs, once', async () => {
  expect(await brings(li, SHEET)).toMatchObject({ status: 303, to: '/desk/opening?done=preparation' });
  const page = await li.reads('/desk/opening');
  expect(page.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain('一般基金 62,000.50 0.00 0.00 62,000.50');
  for (const words of ['还差 50,000.00 元', '示例物业有限公司，2026年12月31日 前', '2,100,000.50', '编制的人不能自己签字']) expect(page).toContain(words);
  expect(await li.sends('/desk/opening/signatures', { preparation: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('编制的人不能自己签字') });
  expect(await brings(li, SHEET)).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/opening/signatures', { preparation: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('有人重新编制了期初余额') });
  expect(await wang.sends('/desk/opening/signatures', { preparation: '2' })).toMatchObject({ status: 303, to: '/desk/opening?done=signature' });
  expect((await wang.sends('/desk/opening/signatures', { preparation: '2' })).status).toBe(409);
  expect(await brings(li, SHEET)).toMatchObject({ status: 409, text: expect.stringContaining('已经登记') });
});

it('from then on it is a registered foundation with a floor and an open shortfall', async () => {
  await house.app.get(Sealer).seal();
  expect(await house.db.query(`SELECT floor, worth, short FROM fund_balance WHERE class = 'original'`)).toEqual([{ floor: 200_000_000n, worth: 195_000_000n, short: 5_000_000n }]);
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([{ missing: 5_000_000n }]);
  expect(await li.reads('/desk/founding')).toContain('53310000MJ0000001G');
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2025-12-31 | opening balance | original | Bank deposits | 1950000.00 |
    | | | Unrestricted net assets: registered fund | | 1950000.00
    | | general | Bank deposits | 62000.50 |
    | | | Goods in stock | 500.00 |
    | | | Payables | | 300.00
    | | | Unrestricted net assets | | 62200.50
    | | elder-lunch | Bank deposits | 88000.00 |
    | | | Restricted net assets | | 88000.00`);
  expect(await complaints(house)).toEqual({});
  // what the named person pays in makes it whole
  expect(await li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '50,000', reference: 'ICBC9', valueDay: '2026-03-01' })).toMatchObject({ status: 303 });
  const [{ recorder }] = await house.db.query<[{ recorder: number }]>('SELECT recorded_by AS recorder FROM founding_contribution');
  const lines = await shows(house, { foundation: foundation.id, by: recorder, lines: [{ day: '2026-03-01', sum: 5_000_000n, reference: 'ICBC9' }] });
  expect(await wang.sends('/desk/founding/contributions/1/confirmations', { line: String(lines.get('ICBC9')) })).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([]);
  // opening + received − paid = closing, fund by fund and of the foundation, wherever it is told
  await house.app.get(Sealer).seal();
  const told = async (path: string): Promise<string> => (await li.reads(path)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(await told('/desk/opening')).toContain('原始基金 1,950,000.00 50,000.00 0.00 2,000,000.00 一般基金 62,000.50 0.00 0.00 62,000.50 银龄午餐专项基金 88,000.00 0.00 0.00 88,000.00 合计 2,100,000.50 50,000.00 0.00 2,150,000.50');
  expect(await told('/desk/statements/funds?month=2025-12')).toContain('基金会合计 2,100,000.50 — — 2,100,000.50');
  expect(await told('/desk/closing/2025-12')).toContain('合计 2,100,000.50 0.00 0.00 2,100,000.50');
  expect(await told('/desk/closing/2026-03')).toContain('合计 2,100,000.50 50,000.00 0.00 2,150,000.50');
  expect(await told('/desk')).toContain('2,150,000.50');
  const read = async (path: string): Promise<string> => (await house.request().get(path).expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(await read('/ledger?month=2025-12')).toMatch(/开账时 2025年12月31日 2,100,000\.50 \+ 本月收入 0 笔 0\.00 − 本月支出 0 笔 0\.00 = 现在结存 到2025年12月31日 2,100,000\.50/);
  expect(await read('/ledger')).toMatch(/2,100,000\.50 \+ 本年收入 1 笔 50,000\.00 − 本年支出 0 笔 0\.00 = 现在结存 \S+ 2,150,000\.50/);
  // a signed opening balance is not taken back by a voucher
  const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM opening_signature o JOIN sealed_entry s ON s.entry = o.entry`);
  expect(await li.sends(`/desk/vouchers/${no}/reversals`, { why: '重来', day: '' })).toMatchObject({ status: 422, text: expect.stringContaining('不') });
  expect(await told('/desk/statements?month=2026-03')).toMatch(/2,100,000\.50 .*50,000\.00 .*0\.00 .*2,150,000\.50/);
});

it('what an opening balance and the general fund have brought counts when the registered sum is raised', async () => {
  const [{ l, w }] = await house.db.query<[{ l: number; w: number }]>('SELECT min(recorded_by) AS l, (SELECT max(signed_by) FROM opening_signature) AS w FROM founding_contribution');
  const decided = String(await resolved(house, foundation.id, [l, w], { majority: 'special', day: '2026-03-02', subject: '同意原始基金增加 100 元' }));
  await li.sends('/desk/founding/pledges', { pledger: '示例物业有限公司', pledged: '100', dueDay: '2026-06-30', resolution: decided });
  await li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '100', reference: 'ICBC10', valueDay: '2026-03-03' });
  const lines = await shows(house, { foundation: foundation.id, by: l, lines: [{ day: '2026-03-03', sum: 10_000n, reference: 'ICBC10' }] });
  expect(await wang.sends('/desk/founding/contributions/2/confirmations', { line: String(lines.get('ICBC10')) })).toMatchObject({ status: 303 });
  const change = { kind: 'change', day: '2026-03-04', why: '增资', paperName: '核准通知书', paperNumber: '示例民变 1 号', sum: '2,000,100.01', asKind: 'non-public', resolution: decided };
  expect(await li.sends('/desk/founding/life', change)).toMatchObject({ status: 422, text: expect.stringContaining('还差 0.01 元') });
  expect(await li.sends('/desk/founding/life', { ...change, sum: '2,000,100' })).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/founding/life/1/confirmations', {})).toMatchObject({ status: 303 });
  expect(await house.db.query(`SELECT floor, short FROM fund_balance WHERE class = 'original'`)).toEqual([{ floor: 200_010_000n, short: 0n }]);
  expect(await complaints(house)).toEqual({});
});

it('past the desk the database says the same: a second one, the same person, another entry than was signed', async () => {
  const clerk = new Client({ connectionString: house.config.databaseUrl });
  await clerk.connect();
  const [{ entry }] = await house.db.query<[{ entry: bigint }]>('SELECT entry FROM opening_signature');
  const people = (await house.db.query<{ id: number }[]>('SELECT id FROM person ORDER BY id')).map(({ id }) => id);
  const open = (preparation: number, by: number): Promise<string> => refusalOf(clerk.query('SELECT foundation_open($1, $2, $3, now())', [preparation, entry, by]));
  expect(await open(2, people[1]!)).toBe('an_opening_balance_is_signed_once');
  const again = async (foundation: number): Promise<number> => (await clerk.query<{ id: number }>(
    `INSERT INTO opening_preparation (foundation, day, certificate, registered_on, registered_sum, file_name, prepared_by, prepared_at)
     SELECT $1, day, certificate, registered_on, registered_sum, file_name, prepared_by, prepared_at FROM opening_preparation WHERE id = 2 RETURNING id`, [foundation])).rows[0]!.id;
  expect(await open(await again(foundation.id), people[1]!)).toMatch(/opening_signature_entry_key|a_foundation_signs_one_opening_balance/);
  const other = await preparing(house, 'qingshi', '青石巷社区基金会');
  const forged = await again(other.id);
  expect(await open(forged, people[0]!)).toBe('nobody_signs_the_opening_balance_they_prepared');
  expect(await open(forged, people[1]!)).toBe('opening_signature_entry_key');
  expect(await refusalOf(clerk.query('INSERT INTO opening_signature SELECT $1, foundation, prepared_by, signed_by, signed_at, entry FROM opening_signature', [forged]))).toBe('42501');
  // an entry of its own, and not what was signed
  const lunch = await clerk.query<{ id: number }>(`SELECT f.id FROM fund f WHERE foundation = $1 AND class = 'general'`, [other.id]);
  const bank = await clerk.query<{ id: number }>(`SELECT id FROM place WHERE foundation = $1 AND account = '1002'`, [other.id]);
  const [own] = await post(clerk, [{ foundation: other.id, kind: 'opening balance', day: '2025-12-31', lines: [{ fund: lunch.rows[0]!.id, account: '1002', debit: 5n, place: bank.rows[0]!.id }, { fund: lunch.rows[0]!.id, account: '3101', debit: -5n }] }]);
  expect(await refusalOf(clerk.query('SELECT foundation_open($1, $2, $3, now())', [forged, own, people[1]]))).toBe('an_opening_balance_is_booked_as_it_was_signed');
  await clerk.end();
  // and the check of every night names it
  expect(Object.keys(await complaints(house))).toContain('every-opening-balance-is-signed-by-two');
});
