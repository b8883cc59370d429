import { bankGift } from '../../src/ledger/entries';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { reconciled } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { textOf } from '../support/pdf';

// Two months at Wutongli. Li Min keeps the books, Chen Jing keeps the cash, Wang Jianguo is the secretary-general.

let house: TestApp;
let foundation: Foundation;
let clock: SetClock;
let lunch: FundRef;
let general: FundRef;
let bank: number;
const ids: Record<string, number> = {};
const at: Record<'li' | 'zhou' | 'chen' | 'wang' | 'zhao', AtDesk> = {} as never;

beforeAll(async () => {
  clock = new SetClock('2026-09-20T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  for (const [key, name, role] of [['li', '李敏', 'bookkeeper'], ['zhou', '周晓', 'bookkeeper'], ['chen', '陈静', 'cashier'], ['wang', '王建国', 'secretary-general'], ['zhao', '赵磊', 'supervisor']] as const)
    ids[key] = await appointed(house, foundation, name, role);
  const fund = await bareFund(house.db, { foundation: foundation.id, code: 'lunch', class: 'restricted', name: '银龄午餐基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-10' });
  lunch = { id: fund, foundation: foundation.id, class: 'restricted' };
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  await signIn();
});
afterAll(() => house.close());

const here = new Set(['li', 'zhou', 'chen', 'wang', 'zhao'] as const);
/** Sessions end overnight: everybody signs in again when the clock has moved. */
async function signIn(): Promise<void> {
  for (const key of here) at[key] = await atDesk(house, ids[key]!);
}
async function itIs(time: string): Promise<void> {
  clock.set(time);
  await signIn();
}
const number = (): Promise<number> => house.app.get(Sealer).seal();
const post = (...drafts: Parameters<Ledger['post']>[1]): Promise<unknown> => house.db.transaction((tx) => house.app.get(Ledger).post(tx, drafts));
const newest = async (): Promise<string> => (await house.db.query<[{ voucher: string }]>('SELECT voucher FROM sealed_entry ORDER BY number DESC LIMIT 1'))[0].voucher;
const proposed = async (who: AtDesk, form: Record<string, string>): Promise<string> => {
  const { status, text, to } = await who.sends('/desk/vouchers/proposals', { note: '九月午餐', papers: '验收单 1 张', day: '2026-09-18', ...form });
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return to!.replace('?done=proposed', '');
};

it('gifts come in from the bank; Li proposes what lunches cost, and it is booked when Wang approves', async () => {
  await post(
    bankGift({ fund: lunch, sum: 100_000n, bank, day: '2026-09-05', source: 'bank:1', party: '李*' }),
    bankGift({ fund: general, sum: 50_000n, bank, day: '2026-09-06', source: 'bank:2', party: '爱心人士' }));
  await number();
  // what is missing is said field by field, and what was typed stays
  const bare = await at.li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'lunch', sum: '三百', day: '2026-09-31', note: '', papers: '' });
  expect(bare).toMatchObject({ status: 422, text: expect.stringMatching(/金额应为数字.*请选择费用类别.*请选择应付项目.*日期应写成.*请填写事由.*请填写附件/) });
  const path = await proposed(at.li, { template: 'cost-accepted', fund: 'lunch', sum: '３００．００ 元', cost: 'programme', owed: 'payable', party: '示例餐饮有限公司' });
  expect(await house.db.query("SELECT 1 FROM journal_entry WHERE kind = 'cost accepted'")).toEqual([]);
  const page = (await at.wang.reads(path)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(page).toMatch(/5101 业务活动成本.*300\.00.*2202 应付账款.*300\.00.*可承诺额 1,000\.00 700\.00/);
  expect((await at.li.reads(path))).toContain('您提出的凭证，由别人批准');
  expect(await at.li.sends(`${path}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('由别人批准') });
  expect((await at.chen.visitor.post(`${path}/approvals`).type('form').send({})).status).toBe(404);
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await at.zhou.sends(`${path}/approvals`, {})).toMatchObject({ status: 409, text: expect.stringContaining('已经有人处理过') });
  await number();
  const voucher = (await at.zhao.reads(`/desk/vouchers/${await newest()}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  expect(voucher).toMatch(/验收单 1 张.*制单 李敏.*审核 王建国/);
});

it('who approved the cost does not pay it: Chen proposes the payment, Zhou approves', async () => {
  const cost = await newest();
  const payment = { template: 'payment', fund: 'lunch', sum: '300', bill: 'payable', pays: cost, bank: 'bank', party: '示例餐饮有限公司' };
  expect(await at.chen.sends('/desk/vouchers/proposals', { ...payment, sum: '300.01', day: '2026-09-19', note: '付午餐款', papers: '发票 1 张' })).toMatchObject({ status: 422, text: expect.stringContaining('不超过还没有付的 300.00 元') });
  // a cashier finds only what moves money
  expect(await at.chen.sends('/desk/vouchers/proposals', { template: 'deduction', fund: 'lunch', sum: '1', deducted: 'payable', day: '2026-09-19', note: '扣', papers: '单' })).toMatchObject({ status: 422, text: expect.stringContaining('出纳只提出收付款') });
  const path = await proposed(at.chen, payment);
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('批准费用的人不能经手付款') });
  expect(await at.zhou.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await number();
  // two proposals, refused and withdrawn: nothing is booked
  const wrong = await proposed(at.li, { template: 'interest', fund: 'lunch', sum: '1', bank: 'bank' });
  expect(await at.wang.sends(`${wrong}/refusals`, { why: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
  expect(await at.wang.sends(`${wrong}/refusals`, { why: '利息归一般基金' })).toMatchObject({ status: 303 });
  const mine = await proposed(at.li, { template: 'interest', fund: 'general', sum: '1', bank: 'bank' });
  expect(await at.wang.sends(`${mine}/refusals`, { why: '' })).toMatchObject({ status: 422 });
  expect(await at.li.sends(`${mine}/withdrawals`, { why: '金额不对' })).toMatchObject({ status: 303 });
  expect(await house.db.query("SELECT 1 FROM journal_entry WHERE kind = 'interest'")).toEqual([]);
});

it('a mistake is reversed by two, in the open month, and the reversal says which and why', async () => {
  await post(bankGift({ fund: general, sum: 700n, bank, day: '2026-09-19', source: 'bank:3', party: '赵*' }));
  await number();
  const no = await newest();
  expect(await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-09-18', why: '重复' })).toMatchObject({ status: 422, text: expect.stringContaining('不能早于') });
  expect(await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '', why: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
  const { to } = await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '', why: '重复登记' });
  const path = to!.replace('?done=proposed', '');
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await number();
  expect(await at.li.reads(`/desk/vouchers/${no}`)).toContain('已冲销');
  expect(await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '', why: '再冲一次' })).toMatchObject({ status: 409, text: expect.stringContaining('已经冲销过') });
  // a reversal is not reversed
  expect(await at.li.sends(`/desk/vouchers/${await newest()}/reversals`, { day: '', why: '恢复' })).toMatchObject({ status: 422, text: expect.stringContaining('不能手工冲销') });
});

it('a fixed asset enters the register with its entry', async () => {
  const path = await proposed(at.li, { template: 'fixed-asset', fund: 'lunch', sum: '360', asset: '电饭锅', months: '36', residue: '', cost: 'programme', bank: 'bank' });
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await number();
  expect(await house.db.query('SELECT name, cost, months, bought_on FROM fixed_asset')).toEqual([{ name: '电饭锅', cost: 36_000n, months: 36, bought_on: '2026-09-18' }]);
});

it('a month is not closed before it is over', async () => {
  expect(await at.li.reads('/desk/closing/2026-09')).toContain('这个月还没有过完');
  expect(await at.li.sends('/desk/closing/2026-09/steps', { step: 'received' })).toMatchObject({ status: 422, text: expect.stringContaining('这个月还没有过完') });
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('这个月还没有过完') });
});

const STEPS = ['received', 'bank', 'unidentified', 'vouchers'];
async function closes(month: string, who: AtDesk): Promise<void> {
  for (const step of STEPS) expect([step, await who.sends(`/desk/closing/${month}/steps`, { step })]).toMatchObject([step, { status: 303 }]);
  expect(await who.sends(`/desk/closing/${month}/accruals`, {})).toMatchObject({ status: 303 });
  expect(await who.sends(`/desk/closing/${month}/releases`, {})).toMatchObject({ status: 303 });
  await number();
  expect(await who.sends(`/desk/closing/${month}/steps`, { step: 'statements' })).toMatchObject({ status: 303 });
}

const showsAll = (until: string): Promise<void> => reconciled(house, { foundation: foundation.id, until, importer: ids.zhou!, matcher: ids.wang! });

it('September is closed in seven steps', async () => {
  await itIs('2026-10-08T02:00:00Z');
  // the bank comes first: without its statement the month stays open
  expect(await at.li.sends('/desk/closing/2026-09/steps', { step: 'bank' })).toMatchObject({ status: 422, text: expect.stringContaining('还没有导入对账单') });
  await showsAll('2026-09-30');
  const page = await at.li.reads('/desk/closing/2026-09');
  expect(page.match(/未完成/g)).toHaveLength(7);
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('还有凭证没有审核') });
  // Li made vouchers by hand: somebody else checks what the system made
  expect(page).toContain('由没有手工制作本月凭证的人一并审核');
  expect(await at.li.sends('/desk/closing/2026-09/checks', {})).toMatchObject({ status: 422, text: expect.stringContaining('您手工制作过这个月的凭证') });
  expect(await at.li.sends('/desk/closing/2026-09/steps', { step: 'vouchers' })).toMatchObject({ status: 422, text: expect.stringContaining('还有凭证没有审核') });
  expect(await at.wang.sends('/desk/closing/2026-09/checks', {})).toMatchObject({ status: 303 });
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('先做解除限定') });
  const before = await lastEntry(house.db);
  await closes('2026-09', at.li);
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2026-09-30 | restriction released | lunch | Restricted net assets | 300.00 |
    | | | Unrestricted net assets | | 300.00`);
  expect((await at.wang.reads('/desk/closing/2026-09')).match(/未完成/g)).toBeNull();
});

it('whatever comes after a step opens it again, and says so', async () => {
  await post(bankGift({ fund: lunch, sum: 4_000n, bank, day: '2026-09-29', source: 'bank:4', party: '爱心人士' }));
  await number();
  await showsAll('2026-09-30');
  expect(await at.li.reads('/desk/closing/2026-09')).toContain('这一步之后又记了 1 笔账');
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('还有凭证没有审核') });
  expect(await at.wang.sends('/desk/closing/2026-09/checks', {})).toMatchObject({ status: 303 });
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('七个步骤还没有都完成') });
  await closes('2026-09', at.li);
});

it('two people seal it, and not the same one twice', async () => {
  expect((await at.chen.visitor.post('/desk/closing/2026-09/signatures').type('form').send({})).status).toBe(404);
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 303, to: '/desk/closing/2026-09?done=signature#h-sign' });
  expect(await at.li.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('您已经签过') });
  expect(await at.wang.sends('/desk/closing/2026-09/signatures', {})).toMatchObject({ status: 409, text: expect.stringContaining('刚刚有人先签了字') });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM month_signature');
  expect(await at.li.sends('/desk/closing/2026-09/signatures', { upon: String(id) })).toMatchObject({ status: 422, text: expect.stringContaining('您已经签过') });
  expect(await at.wang.reads('/desk/closing/2026-09')).toContain('李敏已于');
  expect(await at.wang.sends('/desk/closing/2026-09/signatures', { upon: String(id) })).toMatchObject({ status: 303, to: '/desk/closing/2026-09?done=seal#h-sign' });
  expect(await at.zhou.sends('/desk/closing/2026-09/signatures', { upon: String(id) })).toMatchObject({ status: 409, text: expect.stringContaining('这个月已经封账') });
  const sealed = await at.zhao.reads('/desk/closing/2026-09');
  expect([sealed.includes('账目已封'), sealed.includes('李敏和王建国签字'), sealed.includes('<form class="panel"')]).toEqual([true, true, false]);
  expect(await complaints(house)).toEqual({});
});

it('a sealed month takes nothing by hand; what happened in it is booked in the open one, with its own day beside', async () => {
  const before = await lastEntry(house.db);
  await expect(house.db.transaction((tx) => house.app.get(Ledger).reverse(tx, { foundation: foundation.id, entry: before, day: '2026-09-30', reason: 'x' }))).rejects.toMatchObject({ code: 'a-sealed-month-takes-no-entry' });
  const path = await proposed(at.li, { template: 'interest', fund: 'general', sum: '1.20', bank: 'bank', day: '2026-09-21', note: '第三季度结息', papers: '利息单' });
  expect(await at.wang.reads(path)).toContain('业务发生在2026年9月21日，那个月已经封账');
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await post(bankGift({ fund: lunch, sum: 9_000n, bank, day: '2026-09-30', source: 'bank:5', party: '王*' }));
  await number();
  expect(await house.db.query('SELECT kind, day, fact_day FROM journal_entry WHERE id > $1 ORDER BY id', [before])).toEqual([
    { kind: 'interest', day: '2026-10-01', fact_day: '2026-09-21' }, { kind: 'bank gift', day: '2026-10-01', fact_day: '2026-09-30' }]);
});

it('October wears the cooker, and one who has left office signs nothing', async () => {
  await itIs('2026-11-03T02:00:00Z');
  await showsAll('2026-10-31');
  expect(await at.wang.sends('/desk/closing/2026-10/checks', {})).toMatchObject({ status: 303 });
  const before = await lastEntry(house.db);
  await closes('2026-10', at.li);
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2026-10-31 | depreciation | lunch | Programme cost | 10.00 |
    | | | Accumulated depreciation | | 10.00
    2026-10-31 | restriction released | lunch | Restricted net assets | 10.00 |
    | | | Unrestricted net assets | | 10.00`);
  expect(await at.zhou.sends('/desk/closing/2026-10/signatures', {})).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM month_signature');
  await house.db.query("UPDATE appointment SET to_day = '2026-11-02' WHERE person = $1", [ids.zhou]);
  expect((await at.zhou.visitor.get('/desk/closing')).status).toBe(303);
  here.delete('zhou');
  expect(await at.wang.sends('/desk/closing/2026-10/signatures', { upon: String(id) })).toMatchObject({ status: 422, text: expect.stringContaining('先签字的人已经不在任') });
  expect(await at.wang.reads('/desk/closing/2026-10')).toContain('周晓已经不在任');
  expect(await at.wang.sends('/desk/closing/2026-10/signatures', {})).toMatchObject({ status: 303 });
  const [second] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM month_signature');
  expect(await at.li.sends('/desk/closing/2026-10/signatures', { upon: String(second.id) })).toMatchObject({ status: 303, to: '/desk/closing/2026-10?done=seal#h-sign' });
  // what Li's closing booked was checked by Wang
  expect(await house.db.query('SELECT DISTINCT maker, checker FROM voucher_check WHERE entry IN (SELECT entry FROM closing_entry)')).toEqual([{ maker: ids.li, checker: ids.wang }]);
});

it('a purchase told late wears for the months that were missed, and is not reversed before its wear', async () => {
  const path = await proposed(at.li, { template: 'fixed-asset', fund: 'lunch', sum: '240', asset: '保温柜', months: '24', residue: '', cost: 'programme', bank: 'bank', day: '2026-08-20', note: '保温柜', papers: '发票 1 张' });
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await number();
  await itIs('2026-12-03T02:00:00Z');
  const [{ voucher }] = await house.db.query<[{ voucher: string }]>("SELECT s.voucher FROM sealed_entry s JOIN fixed_asset a ON a.entry = s.entry WHERE a.name = '保温柜'");
  await showsAll('2026-11-30');
  expect(await at.wang.sends('/desk/closing/2026-11/checks', {})).toMatchObject({ status: 303 });
  const before = await lastEntry(house.db);
  expect(await at.li.sends('/desk/closing/2026-11/accruals', {})).toMatchObject({ status: 303 });
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2026-11-30 | depreciation | lunch | Programme cost | 10.00 |
    | | | Accumulated depreciation | | 10.00
    2026-11-30 | depreciation | lunch | Programme cost | 30.00 |
    | | | Accumulated depreciation | | 30.00`);
  expect(await at.li.sends(`/desk/vouchers/${voucher}/reversals`, { day: '', why: '退货' })).toMatchObject({ status: 422, text: expect.stringContaining('先冲销折旧凭证') });
});

it('what is written off by hand is there: goods, advances and bills are used up once', async () => {
  const form = { day: '2026-12-01', note: '发放', papers: '领用单 1 张' };
  expect(await at.li.sends('/desk/vouchers/proposals', { ...form, template: 'goods-used', fund: 'lunch', sum: '5' })).toMatchObject({ status: 422, text: expect.stringMatching(/银龄午餐基金的 1201 科目只有 0.00 元/) });
  expect(await at.li.sends('/desk/vouchers/proposals', { ...form, template: 'receivable-received', fund: 'lunch', sum: '5', bank: 'bank' })).toMatchObject({ status: 422, text: expect.stringMatching(/1122 科目只有 0.00 元/) });
});

it('money in trust passes through, a grant is reclaimed: each by its template', async () => {
  const purse = await bareFund(house.db, { foundation: foundation.id, code: 'purse', class: 'agency', name: '三号楼共管金', englishName: 'Purse of house 3', openedOn: '2026-12-01' });
  const before = await lastEntry(house.db);
  const forms: Record<string, string>[] = [
    { template: 'agency-in', fund: 'purse', sum: '80', bank: 'bank', party: '三号楼业主' },
    { template: 'agency-out', fund: 'purse', sum: '30', bank: 'bank', party: '示例电梯公司' },
    { template: 'grant-reclaimed', fund: 'lunch', sum: '12', paidOn: '2026-10-08', bank: 'bank' },
    { template: 'dividend-declared', fund: 'general', sum: '6' },
  ];
  for (const form of forms) {
    const path = await proposed(at.li, { ...form, day: '2026-12-02', note: '按决议', papers: '决议 1 份' });
    expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  }
  expect(purse).toBeGreaterThan(0);
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    agency in | purse | Bank deposits | 80.00 |
    | | Liability for what is held in trust | | 80.00
    agency out | purse | Liability for what is held in trust | 30.00 |
    | | Bank deposits | | 30.00
    grant reclaimed | lunch | Bank deposits | 12.00 |
    | | Programme cost | | 12.00
    dividend declared | general | Other receivables | 6.00 |
    | | Investment income, unrestricted | | 6.00`);
  await number();
});

it('a voucher that waits keeps its month open, and says where it is', async () => {
  const path = await proposed(at.li, { template: 'cost-accepted', fund: 'lunch', sum: '7', cost: 'programme', owed: 'payable', day: '2026-11-28', note: '米', papers: '发票 1 张' });
  expect(await at.wang.reads('/desk/closing/2026-11')).toContain(`<a href="${path}">还有 1 张待批准的凭证没有处理。</a>`);
  expect(await at.wang.sends('/desk/closing/2026-11/steps', { step: 'vouchers' })).toMatchObject({ status: 422, text: expect.stringContaining('还有没有处理完的事项') });
  expect(await at.wang.reads('/desk/closing/2026-12')).toMatch(/更早的月份还没有封账.*<a href="\/desk\/closing\/2026-11">/s);
  // Wang has checked November in bulk: what comes into it later by hand is somebody else's
  expect(await at.li.sends(`${path}/withdrawals`, { why: '重复' })).toMatchObject({ status: 303 });
});

it('hand-made vouchers are ticked in the list and checked together; one’s own are not among them', async () => {
  const [mine, theirs] = await house.db.transaction((tx) => house.app.get(Ledger).post(tx, ['m', 't'].map((source, at) => bankGift({ fund: general, sum: 100n + BigInt(at), bank, day: '2026-12-02', source: `hand:${source}` })))) as { entry: bigint }[];
  for (const [entry, who] of [[mine!.entry, ids.wang], [theirs!.entry, ids.li]]) await house.db.query('INSERT INTO voucher_maker (entry, foundation, maker) VALUES ($1, $2, $3)', [entry, foundation.id, who]);
  await number();
  const no = async (entry: bigint): Promise<string> => (await house.db.query<[{ voucher: string }]>('SELECT voucher FROM sealed_entry WHERE entry = $1', [entry]))[0].voucher;
  const [wangs, lis] = [await no(mine!.entry), await no(theirs!.entry)];
  const list = await at.wang.reads('/desk/vouchers?month=2026-12&open=1&word=SR&fund=general');
  expect([list.includes(`value="${lis}"`), list.includes(`value="${wangs}"`), list.includes('您制单，由别人审核'), list.includes('1002 银行存款')]).toEqual([true, false, true, true]);
  expect(await at.wang.reads('/desk/vouchers?month=2026-12&open=1&word=PV')).not.toContain(lis);
  const ticks = { month: '2026-12', word: 'SR', fund: 'general' };
  expect(await at.wang.sends('/desk/vouchers/checks', ticks)).toMatchObject({ status: 422, text: expect.stringContaining('请至少选中一张凭证') });
  expect(await at.wang.sends('/desk/vouchers/checks', { ...ticks, voucher: wangs })).toMatchObject({ status: 422, text: expect.stringContaining('制单人不能审核自己的凭证') });
  expect(await at.wang.sends('/desk/vouchers/checks', { ...ticks, voucher: lis })).toMatchObject({ status: 303, to: '/desk/vouchers?month=2026-12&word=SR&fund=general&open=1&done=checked' });
  expect(await at.wang.sends('/desk/vouchers/checks', { ...ticks, voucher: lis })).toMatchObject({ status: 409 });
  expect((await at.chen.visitor.post('/desk/vouchers/checks').type('form').send({ ...ticks, voucher: wangs })).status).toBe(404);
});

it('a month’s vouchers print as one file, as they are filed', async () => {
  const file = async (query: string): Promise<string> => textOf((await at.zhao.visitor.get(`/desk/vouchers/sheets?${query}`).buffer(true).parse((answer, done) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
  })).body as Buffer);
  const words = (await file('month=2026-09')).replaceAll('\n', '');
  for (const part of ['付款凭证', '付字第 0001 号', '2026年9月', '2202 应付账款', '1002 银行存款（示例银行，尾号 0426）', '300.00', '人民币叁佰元整', '附件 验收单 1 张', '会计主管', '出纳', '制单 陈静', '审核 周晓']) expect([part, words.includes(part)]).toEqual([part, true]);
  expect(words.indexOf('收字第 0001 号')).toBeLessThan(words.indexOf('付字第 0001 号'));
  expect(words.indexOf('付字第 0001 号')).toBeLessThan(words.indexOf('转字第 0001 号'));
  expect(await file('month=2026-09&word=PV')).not.toContain('收字第');
  expect(await at.zhao.reads('/desk/vouchers?month=2026-09&word=PV')).toContain('/desk/vouchers/sheets?month&#x3D;2026-09&amp;word&#x3D;PV&amp;part&#x3D;1');
  for (const query of ['month=2026-13', 'month=2019-01', 'month=2026-09&part=2']) expect([query, (await at.zhao.visitor.get(`/desk/vouchers/sheets?${query}`)).status]).toEqual([query, 404]);
});

it('vouchers print as PDF, and strange addresses lead nowhere', async () => {
  const sheet = await at.zhao.visitor.get('/desk/vouchers/JV-2026-09-0001/sheet');
  expect([sheet.status, sheet.headers['content-type'], (sheet.body as Buffer).subarray(0, 5).toString()]).toEqual([200, 'application/pdf', '%PDF-']);
  for (const path of ['/desk/vouchers/JV-2026-09-9999', '/desk/vouchers/x', '/desk/vouchers/proposals/999', '/desk/vouchers/proposals/x', '/desk/vouchers/proposals/new?template=online-gift', '/desk/closing/2026-13', '/desk/closing/x'])
    expect([path, (await at.li.visitor.get(path)).status]).toEqual([path, 404]);
});

it('leaves these books, and every named check holds', async () => {
  expect(await house.db.query("SELECT to_char(month, 'YYYY-MM') AS month, sealed_on FROM accounting_period WHERE sealed_on IS NOT NULL AND month >= '2026-09-01' ORDER BY 1")).toEqual([{ month: '2026-09', sealed_on: '2026-10-08' }, { month: '2026-10', sealed_on: '2026-11-03' }]);
  await number();
  expect(await complaints(house)).toEqual({});
});
