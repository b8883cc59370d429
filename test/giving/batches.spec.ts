import type { FundRef } from '../../src/ledger/draft';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { xlsx } from '../support/sheets';

let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let zhou: AtDesk;
let qian: AtDesk;
let lunch: FundRef;
let general: number;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-21T04:00:00Z') });
  foundation = await preparing(house);
  li = await atDesk(house, await appointed(house, foundation, '李敏', 'programme-officer'));
  zhou = await atDesk(house, await appointed(house, foundation, '周晓', 'bookkeeper'));
  qian = await atDesk(house, await appointed(house, foundation, '钱进', 'cashier'));
  const id = await bareFund(house.db, { foundation: foundation.id, code: 'elder-lunch', class: 'restricted', name: '银龄午餐专项基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-05' });
  lunch = { id, foundation: foundation.id, class: 'restricted' };
  [{ id: general }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE class = 'general'`);
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
});
afterAll(() => house.close());

interface Answer { status: number; text: string; to?: string }
const NUMBER = (n: number): string => `00001234567890123456789${String(n).padStart(5, '0')}`;
const LIST = `交易号,捐赠时间,金额（元）,项目,姓名,公开方式,手机,留言
${NUMBER(1)},2026-11-18 09:30:11,"1,000.00",elder-lunch,张建国,部分公开,13800000001,给外婆
${NUMBER(2)},2026/11/19,36,银龄午餐专项基金,王芳,公开,,
${NUMBER(3)},2026年11月20日,64.00,,,,,
`;

async function uploads(who: AtDesk, file: string | Buffer, form: Record<string, string> = {}, name = '示例平台-11月.csv'): Promise<Answer> {
  const request = who.visitor.post('/desk/batches');
  const about = { channel: 'platform', newPlace: '示例公益平台', bank: String(bank), bearer: String(general), fund: String(general), payout: '1,089', fee: '11', ...form };
  for (const [field, value] of Object.entries(about)) void request.field(field, value);
  const { status, text, headers } = await request.attach('file', Buffer.from(file as string), name);
  return { status, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), to: headers.location };
}
const booked = async (): Promise<void> => {
  house.app.get(Worker).wake('batches');
  await house.app.get(Worker).idle();
  await house.app.get(Sealer).seal();
};
const count = async (table: string): Promise<number> => (await house.db.query<[{ n: number }]>(`SELECT count(*)::int AS n FROM ${table}`))[0].n;

it('Li uploads the list of a platform: sums, first lines, and nothing is booked', async () => {
  const answer = await uploads(li, LIST);
  expect(answer).toMatchObject({ status: 303, to: '/desk/batches/1?done=upload' });
  const page = await li.reads('/desk/batches/1?done=upload');
  for (const words of ['还没有入账', '1,100.00', '1,089.00', '相符', NUMBER(1), '张*', '王芳', '爱心人士', '上传的人不能自己确认']) expect(page).toContain(words);
  expect(page).not.toContain('张建国');
  expect(page).not.toContain('给外婆');
  expect(await count('journal_entry')).toBe(0);
  expect(await zhou.reads('/desk')).toContain('确认一批捐赠：示例公益平台');
});

it('the same file again adds nothing and says so, under another name and in another format too', async () => {
  expect(await uploads(zhou, LIST, {}, '改了名.csv')).toMatchObject({ status: 303, to: '/desk/batches/1?done=again' });
  const rows = LIST.trim().split('\n').map((line) => line.replace('"1,000.00"', '1000.00').split(','));
  expect(await uploads(zhou, await xlsx([rows[0]!, ...rows.slice(1).reverse()]), {}, '另存.xlsx')).toMatchObject({ status: 303, to: '/desk/batches/1?done=again' });
  expect(await count('gift_batch')).toBe(1);
  expect(await count('gift_batch_line')).toBe(3);
  expect(await zhou.reads('/desk/batches/1?done=again')).toContain('没有新增任何一笔');
});

it('the same numbers with another sum or name are not the list that waits, and it says what to do; another payout is told too', async () => {
  for (const mended of [LIST.replace(',36,', ',63,'), LIST.replace('王芳', '王方'), LIST.replace('公开,,', '匿名,,'), LIST.replace('2026/11/19', '2026/11/18')]) {
    expect(await uploads(zhou, mended, {}, '改正.csv')).toMatchObject({ status: 422, text: expect.stringContaining('同样的交易号已在批次 1 里等待确认，但金额、日期、基金、姓名或别的列不同。如果这份才对，请先撤回批次 1 再传') });
  }
  expect(await uploads(zhou, LIST, { payout: '1,090' })).toMatchObject({ to: '/desk/batches/1?done=again' });
  expect(await zhou.reads('/desk/batches/1?done=again')).toContain('要改到账金额、手续费或基金，请先撤回再传');
  expect([await count('gift_batch'), await count('gift_batch_line'), await count('donor')]).toEqual([1, 3, 2]);
});

it('Zhou confirms with a code, and the whole is in the books; not twice, and not by Li', async () => {
  expect((await li.visitor.post('/desk/batches/1/confirmations').type('form').send({})).status).toBe(404);
  expect(await zhou.sends('/desk/batches/1/confirmations', {})).toMatchObject({ status: 303, to: '/desk/batches/1?done=confirmation' });
  await booked();
  expect(await qian.sends('/desk/batches/1/confirmations', {})).toMatchObject({ status: 409, text: expect.stringContaining('已经有人确认') });
  expect(await qian.sends('/desk/batches/1/withdrawals', {})).toMatchObject({ status: 409, text: expect.stringContaining('不能撤回') });
  expect(await zhou.reads('/desk/batches/1')).toMatch(/整批已入账[^]*钱还在平台/);
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-11-18 | online gift | elder-lunch | Payment clearing | 1000.00 |
    | | | Donation income, restricted | | 1000.00
    2026-11-19 | online gift | elder-lunch | Payment clearing | 36.00 |
    | | | Donation income, restricted | | 36.00
    2026-11-20 | online gift | general | Payment clearing | 64.00 |
    | | | Donation income, unrestricted | | 64.00
    2026-11-20 | payment fee | general | Fundraising cost | 11.00 |
    | | | Payment clearing | | 11.00`);
  const page = (await house.request().get('/ledger')).text;
  expect(page).toContain('王芳 捐赠：经示例公益平台');
  expect(page).not.toContain('给外婆');
  expect(await uploads(zhou, LIST)).toMatchObject({ status: 303, to: '/desk/batches/1?done=again' });
  expect(await complaints(house)).toEqual({});
});

it('a giver of the list gets a fiscal receipt, one, by the platform’s number or that of the voucher', async () => {
  const [code, day] = ['31060126', '2026-11-20'];
  const issue = (gift: string, number: string): Promise<Answer> => zhou.sends('/desk/gifts/fiscal-receipts', { gift, fiscalCode: code, number, checkCode: 'a1b2c3', day });
  expect(await issue(NUMBER(2), '0000000071')).toMatchObject({ status: 303 });
  expect(await count('payment')).toBe(1);
  expect(await issue(NUMBER(2), '0000000072')).toMatchObject({ status: 409 });
  const [{ voucher }] = await house.db.query<[{ voucher: string }]>(`SELECT s.voucher FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.source LIKE '%' || $1`, [NUMBER(1)]);
  // two at once, by either number
  expect((await Promise.all([issue(voucher, '0000000073'), issue(NUMBER(1), '0000000076')])).map(({ status }) => status).sort()).toEqual([303, 409]);
  // who gave without a name has nothing that a receipt could be made out to
  expect(await issue(NUMBER(3), '0000000074')).toMatchObject({ status: 422 });
  expect(await issue('0000999', '0000000075')).toMatchObject({ status: 422, text: expect.stringContaining('批量捐赠请填平台的交易号') });
  expect(await count('payment')).toBe(2);
  const list = await zhou.reads('/desk/gifts/fiscal-receipts');
  expect(list).toMatch(/0000000071[^]*王芳|王芳[^]*0000000071/);
  const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT r.no FROM receipt r ORDER BY r.serial LIMIT 1`);
  const receipt = (await house.request().get(`/receipts/${no}`)).text;
  expect(receipt).toContain('36.00');
  expect(await complaints(house)).toEqual({});
});

it('a later list that overlaps brings only what is new; what is booked otherwise is a mistake', async () => {
  const more = `${LIST}${NUMBER(4)},2026-11-21,8,elder-lunch,,,,\n`;
  expect(await uploads(li, more, { payout: '8', fee: '' })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM gift_batch');
  expect(await li.reads(`/desk/batches/${id}`)).toMatch(/3 笔以前已入账/);
  expect(await li.sends(`/desk/batches/${id}/withdrawals`, {})).toMatchObject({ status: 303 });
  expect(await count('gift_batch_line')).toBe(3);
  expect(await uploads(li, LIST.replace(',36,', ',63,'), {})).toMatchObject({ status: 422, text: expect.stringMatching(new RegExp(`3 交易号 ${NUMBER(2)} 已在批次 1 入账`)) });
});

it('mistakes are told by line, and nothing of the list is kept', async () => {
  const bad = `${LIST.split('\n')[0]}
,2026-11-18,5,,,,,
9.1E+27,2026-11-18,5,,,,,
a1,2026-11-31,5,,,,,
a2,2027-01-01,5,,,,,
a3,2026-11-18,五元,,,,,
a4,2026-11-18,5,不存在的基金,,,,
a5,2026-11-18,5,,,随便,,
a6,2026-11-18,5,,,,,
a6,2026-11-18,5,,,,,
a7,2026-11-18,0.001,original,,,,
`;
  const { status, text } = await uploads(li, bad);
  expect(status).toBe(422);
  for (const words of ['清单里有 9 处问题', '2 没有交易号', '3 交易号成了数字 9.1E+27', '4 日期应写成', '5 ', '6 金额应为数字', '7 没有接受捐赠的基金叫「不存在的基金」', '8 看不懂公开方式「随便」', '10 交易号 a6 在第 9 行已经出现过', '11 '])
    expect(text).toContain(words);
  expect(await uploads(li, await xlsx([['交易号', '时间', '金额'], [1234567890123456789012345678, '2026-11-18', 5]]), {}, 'a.xlsx')).toMatchObject({ status: 422, text: expect.stringContaining('2 交易号成了数字 1.2345678901234569e+27') });
  expect(await uploads(li, 'a,b\n"x')).toMatchObject({ status: 422, text: expect.stringContaining('文件不完整') });
  expect(await uploads(li, '交易号,时间,金额\n=1+1,2026-11-18,5\n')).toMatchObject({ status: 422, text: expect.stringContaining('第 2 行有公式') });
  expect(await uploads(li, LIST, { payout: '', fee: '一元', channel: 'platform' })).toMatchObject({ status: 422 });
  expect(await uploads(li, '交易号,时间,金额\nz1,2026-11-18,5\n', { newPlace: '', place: String(bank) })).toMatchObject({ status: 422, text: expect.stringContaining('另选或新开一处') });
  expect(await count('gift_batch_line')).toBe(3);
});

it('a list is read in GBK without a mark, with tabs and blank lines; zeros stay, and a face is no formula', async () => {
  const gbk = Buffer.concat([Buffer.from([0xbd, 0xbb, 0xd2, 0xd7, 0xba, 0xc5]), Buffer.from('\t'), Buffer.from([0xca, 0xb1, 0xbc, 0xe4]), Buffer.from('\t'), Buffer.from([0xbd, 0xf0, 0xb6, 0xee]), Buffer.from('\t'), Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]),
    Buffer.from(`\r\n\r\n0012\t20261118 093011\t1.2`), Buffer.from([0xcd, 0xf2]), Buffer.from(`\t=_=\r\n012\t2026-11-18\t￥5`.replace('￥', '')), Buffer.from('\t\r\n')]);
  expect(await uploads(li, gbk, { payout: '12,005', fee: '-' })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM gift_batch');
  expect(await house.db.query('SELECT l.no, l.sum, d.name FROM gift_batch_line l LEFT JOIN donor d ON d.id = l.donor WHERE batch = $1 ORDER BY line', [id])).toEqual([{ no: '0012', sum: 1_200_000n, name: '=_=' }, { no: '012', sum: 500n, name: null }]);
  await li.sends(`/desk/batches/${id}/withdrawals`, {});
});

it('headers that nobody knows are chosen by hand, with the file again', async () => {
  const list = `序,啥时候,多少钱\nb1,2026-11-18,5\n`;
  const asked = await uploads(li, list, { payout: '5', fee: '0' });
  expect(asked).toMatchObject({ status: 422, text: expect.stringMatching(/认不出.*哪一列是什么.*啥时候/) });
  expect(await uploads(li, list, { payout: '5', fee: '0', numberColumn: '1', timeColumn: '2' })).toMatchObject({ status: 422, text: expect.stringContaining('请选出每一个必填的列') });
  expect(await uploads(li, list, { payout: '5', fee: '0', numberColumn: '1', timeColumn: '2', amountColumn: '3' })).toMatchObject({ status: 303 });
});

it('a payout that is not the gifts less the fee cannot be confirmed', async () => {
  expect(await uploads(li, '交易号,时间,金额\nc1,2026-11-18,100\n', { payout: '98', fee: '1' })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM gift_batch');
  expect(await zhou.reads(`/desk/batches/${id}`)).toMatch(/相差 1\.00/);
  expect(await zhou.sends(`/desk/batches/${id}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('捐赠合计减手续费应等于到账金额') });
});

it('boxes are counted by two and lie in cash; a sale is sales income', async () => {
  const after = await lastEntry(house.db);
  expect(await uploads(zhou, '箱号,清点日期,金额\n1 号箱,2026-11-20,318.50\n2 号箱,2026-11-20,81.5\n', { channel: 'box', newPlace: '出纳保险箱' })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM gift_batch');
  expect(await qian.reads(`/desk/batches/${id}`)).toContain('请先自己再数一遍现金');
  expect(await zhou.sends(`/desk/batches/${id}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('上传的人不能自己确认') });
  expect(await qian.sends(`/desk/batches/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  // the numbers of our own boxes are what a hand types into a sheet
  expect(await uploads(zhou, await xlsx([['箱号', '清点日期', '金额'], [3, '2026-11-20', 5], ['03', '2026-11-20', 6]]), { channel: 'box', newPlace: '出纳保险箱' }, '募捐箱.xlsx')).toMatchObject({ status: 303 });
  await zhou.sends(`/desk/batches/${id + 1}/withdrawals`, {});
  expect(await uploads(zhou, '摊位号,日期,金额,款项性质\n桂花糕摊,2026-11-15,120,义卖\n', { channel: 'sale', newPlace: '出纳保险箱', fund: String(lunch.id) })).toMatchObject({ status: 303 });
  expect(await qian.sends(`/desk/batches/${id + 2}/confirmations`, {})).toMatchObject({ status: 303 });
  await booked();
  expect(await ledgerTable(house.db, { after })).toBe(table`
    cash gift | general | Cash | 318.50 |
    | | Donation income, unrestricted | | 318.50
    cash gift | general | Cash | 81.50 |
    | | Donation income, unrestricted | | 81.50
    goods sold | elder-lunch | Cash | 120.00 |
    | | Sales, restricted | | 120.00`);
  expect(await complaints(house)).toEqual({});
});

it('a wrong line of a booked list is reversed by its voucher: proposed by one, approved by another', async () => {
  await house.app.get(Sealer).seal();
  const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'online gift' AND e.source LIKE 'batch:%' ORDER BY s.number LIMIT 1`);
  expect(await zhou.reads(`/desk/vouchers/${no}`)).toContain('冲销这张凭证');
  const proposed = await zhou.sends(`/desk/vouchers/${no}/reversals`, { why: '平台报错了一笔', day: '' });
  expect(proposed).toMatchObject({ status: 303 });
  const wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  const [, proposal] = /(\/desk\/vouchers\/proposals\/\d+)/.exec(proposed.to!)!;
  expect(await wang.sends(`${proposal}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await count(`journal_entry WHERE kind = 'reversal'`)).toBe(1);
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});
