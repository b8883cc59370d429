import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { xlsx } from '../support/sheets';

let house: TestApp;
let foundation: Foundation;
let an: AtDesk;
let bai: AtDesk;
let he: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  foundation = await preparing(house);
  [an, bai, he] = (await Promise.all((['bookkeeper', 'secretary-general', 'bookkeeper'] as const).map(async (role, at) => atDesk(house, await appointed(house, foundation, ['安宁', '白露', '何清'][at]!, role))))) as [AtDesk, AtDesk, AtDesk];
});
afterAll(() => house.close());

const about = { day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2019-05-20', registeredSum: '200万', madeGoodBy: '', madeGoodUntil: '' };

it('a sheet as accountants keep it is read too: a title above, dashes for nothing, a total below, other columns between', async () => {
  const rows: unknown[][] = [['莲花社区基金会余额表'], ['2025年12月31日'], [], ['科目编码', '科目名称', '基金名称', '存放处', '借方余额（元）', '贷方余额（元）'],
    [1002, '银行存款', 'original', '示例银行，尾号 0426', '2,000,000.00', '-'], [310101, '注册资金', 'original', '', ' - ', '200万'], [1002, '银行存款', 'general', 'bank', 0.1, ''], [3101, '非限定性净资产', '一般基金', null, null, 0.1],
    ['', '', '合计', '', '2,000,000.10', '2,000,000.10']];
  const request = an.visitor.post('/desk/opening/preparations');
  for (const [field, value] of Object.entries(about)) void request.field(field, value);
  expect(await request.attach('file', await xlsx(rows), '余额表.xlsx')).toMatchObject({ status: 303 });
  expect(await an.reads('/desk/opening')).toContain('2,000,000.10');
  // two who press at once: one signature, one entry
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT id FROM opening_preparation WHERE foundation = $1', [foundation.id]);
  const both = await Promise.all([bai, he].map((who) => who.sends('/desk/opening/signatures', { preparation: String(id) })));
  expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await house.db.query('SELECT count(*)::int AS n FROM journal_entry WHERE foundation = $1', [foundation.id])).toEqual([{ n: 1 }]);
});
