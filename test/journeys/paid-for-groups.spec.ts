import type { FundRef } from '../../src/ledger/draft';
import { bankGift, goodsGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { plainText } from '../support/at-telephone';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { AGREEMENT, LAUNDRY, sheet } from '../support/enterprises';
import { bareFund } from '../support/funds';
import { GARDENERS, registered, saidYes } from '../support/groups';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { sendsFiles } from '../support/papers';

// The laundry gives to the courtyard's fund; out of it flowers, a course and small change reach Aunt Shen's gardeners, who are paid nothing themselves. Everybody sees the whole way.
jest.setTimeout(120_000);

const clock = new SetClock('2026-11-16T02:00:00Z');
const GROUP = '/desk/groups/liuyin-gardeners';
const CARRIER = '柳荫里居民委员会';
let house: TestApp;
let foundation: Foundation;
let ids: Record<'li' | 'zhou' | 'wang' | 'han', number>;
const at = {} as Record<'li' | 'zhou' | 'wang' | 'han', AtDesk>;
let court: FundRef;
let bank: number;
let before: bigint;
const ways = {} as Record<'vendors' | 'carrier' | 'goods' | 'advance', string>;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  ids = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), zhou: await appointed(house, foundation, '周晓', 'bookkeeper'), wang: await appointed(house, foundation, '王建国', 'secretary-general'), han: await appointed(house, foundation, '韩雪', 'programme-officer') };
  await itIs('2026-11-16T02:00:00Z');
  court = { id: await bareFund(house.db, { foundation: foundation.id, code: 'courtyard', class: 'restricted', name: '院落专项基金', englishName: 'Courtyard fund', openedOn: '2026-01-01' }), foundation: foundation.id, class: 'restricted' };
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
  await registered(house, foundation, ids.han);
  await saidYes(house, foundation, GARDENERS, 3);
  await laundryGives(300_000n);
  before = await lastEntry(house.db);
});
afterAll(() => house?.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const name of ['li', 'zhou', 'wang', 'han'] as const) at[name] = await atDesk(house, ids[name]);
}
async function laundryGives(sum: bigint): Promise<void> {
  expect(await at.li.sends('/desk/enterprises', LAUNDRY)).toMatchObject({ status: 303 });
  expect(await at.li.sends('/desk/enterprises/liuyin-laundry/consents', { level: 'sums', consentFrom: '2026-01-01', givenBy: '柳青' })).toMatchObject({ status: 303 });
  expect(await sendsFiles(at.li, '/desk/enterprises/liuyin-laundry/agreements', { ...AGREEMENT, fund1: String(court.id), weight1: '100' }, sheet())).toMatchObject({ status: 303 });
  expect(await at.wang.sends('/desk/enterprises/liuyin-laundry/agreements/1/confirmations', { version: '1' })).toMatchObject({ status: 303 });
  const line = String((await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day: '2026-11-02', sum, reference: 'S1', party: LAUNDRY.name, memo: '' }] })).get('S1'));
  expect(await at.wang.sends('/desk/enterprises/liuyin-laundry/agreements/1/receipts', { line, paidFor: '2026-01-01' })).toMatchObject({ status: 303 });
}
const FORM = { fund: 'courtyard', bank: 'bank', bill: 'payable', advance: 'receivable', day: '2026-11-16', note: '花苗', papers: '发票 1 张' };
const asks = (form: Record<string, string>, who = at.li): ReturnType<AtDesk['sends']> => who.sends('/desk/vouchers/proposals', { ...FORM, ...form });
const proposed = async (form: Record<string, string>): Promise<string> => {
  const { status, text, to } = await asks(form);
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return to!.replace('?done=proposed', '');
};
/** Whoever does not handle the cost approves it: costs by Zhou, money by Wang. */
const booked = async (form: Record<string, string>, by: AtDesk): Promise<string> => {
  const page = await proposed(form);
  const { status, text } = await by.sends(`${page}/approvals`, {});
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  await house.app.get(Sealer).seal();
  return (await house.db.query<[{ voucher: string }]>('SELECT voucher FROM sealed_entry ORDER BY entry DESC LIMIT 1'))[0].voucher;
};
const cost = (sum: string, party: string): Promise<string> => booked({ template: 'cost-accepted', sum, cost: 'programme', owed: 'payable', party }, at.zhou);
const seen = async (path: string): Promise<string> => plainText((await house.request().get(path).expect(200)).text);

it('before money has a way to the group nobody is asked for which group a payment is; then each way fits its own kind', async () => {
  expect(await at.li.reads('/desk/vouchers/proposals/new?template=payment')).not.toContain('name="way"');
  expect(await at.li.sends(`${GROUP}/routes`, { routeKind: 'vendors', routeFrom: '2026-11-05', routeBasis: '凭发票直付' })).toMatchObject({ status: 303 });
  expect(await at.li.sends(`${GROUP}/routes`, { routeKind: 'goods', routeFrom: '2026-11-05', routeBasis: '领用单' })).toMatchObject({ status: 303 });
  expect(await at.li.sends(`${GROUP}/carriers`, { carrierKind: 'residents-committee', carrierName: CARRIER, creditCode: '91310101MA1FPX2L03', holder: CARRIER, party: CARRIER, carrierFrom: '2026-11-05', carrierBasis: '三方协议' })).toMatchObject({ status: 303 });
  expect(await at.li.sends(`${GROUP}/advances`, { most: '500', advanceFrom: '2026-11-05', clearBy: '2026-11-20', advanceBasis: '居民会议' })).toMatchObject({ status: 303 });
  for (const { id, kind } of await house.db.query<{ id: number; kind: keyof typeof ways }[]>('SELECT id, kind FROM resident_group_route')) ways[kind] = String(id);
  const form = plainText(await at.li.reads('/desk/vouchers/proposals/new?template=payment'));
  expect(form).toMatch(/用于哪个居民自组织（没有就不选） 不是为自组织付的 柳荫里护花队 · 直付商家 柳荫里护花队 · 承接主体 · 柳荫里居民委员会/);
  expect(form).not.toContain('备用金 ·');
  expect(plainText(await at.li.reads('/desk/vouchers/proposals/new?template=advance'))).toContain('柳荫里护花队 · 备用金');
  expect(plainText(await at.li.reads('/desk/vouchers/proposals/new?template=goods-used'))).toContain('柳荫里护花队 · 实物');
  // what came back is asked of what went
  expect(await at.li.reads('/desk/vouchers/proposals/new?template=payment-returned')).not.toContain('name="way"');
});

it('a payment says that it is for the group, and with how much of it; what cannot be is refused in words', async () => {
  await cost('800', '示例园艺店');
  const form = { template: 'payment', sum: '800', party: '示例园艺店', way: ways.vendors };
  const no = async (other: Record<string, string>): Promise<string> => {
    const { status, text } = await asks({ ...form, ...other });
    expect(status).toBe(422);
    return text;
  };
  expect(await no({ part: '８００.01' })).toContain('不能超过这笔的 800.00 元');
  expect(await no({ part: '0' })).toContain('金额应大于 0');
  expect(await no({ part: '甲' })).toContain('金额');
  expect(await no({ way: '', part: '100' })).toContain('请选择用于哪个居民自组织');
  expect(await no({ way: '999' })).toContain('页面上的选项已经变了');
  expect(await no({ way: ways.goods })).toContain('这种资金渠道和这类凭证对不上');
  expect(await no({ way: ways.carrier })).toContain('“对方”应是登记的承接主体');
  expect(await no({ way: '', party: ' 柳荫里 护花队' })).toContain('这是居民自组织的名称，不能作收款人');
  expect((await asks({ template: 'cost-accepted', sum: '1', cost: 'programme', owed: 'payable', party: 'LIUYIN gardeners' })).text).toContain('这是居民自组织的名称，不能作收款人');
  expect(await no({ day: '2026-11-04' })).toContain('业务日期不在这种资金渠道的起止日之内');
  const page = await proposed({ ...form, part: '600' });
  // whoever approves compares it with the rest
  expect(plainText(await at.wang.reads(page))).toMatch(/用于居民自组织 柳荫里护花队 ，直付商家 600\.00/);
  expect(await at.wang.sends(`${page}/approvals`, {})).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  const [{ no: number }] = await house.db.query<[{ no: string }]>('SELECT voucher AS no FROM sealed_entry ORDER BY entry DESC LIMIT 1');
  expect(plainText(await at.wang.reads(`/desk/vouchers/${number}`))).toMatch(/用于居民自组织 柳荫里护花队 ，直付商家 600\.00/);
  expect(await seen(`/entries/${number}`)).toMatch(/用于居民自组织 柳荫里护花队 600\.00/);
});

it('the carrier, the lead and the store room: each by its own way, and nobody is named who did not say so', async () => {
  await cost('400', CARRIER);
  await booked({ template: 'payment', sum: '400', party: CARRIER, way: ways.carrier, note: '绿化课' }, at.wang);
  expect((await asks({ template: 'advance', sum: '300', party: '沈阿姨', way: ways.advance })).text).toContain('备用金的“对方”请留空');
  expect((await asks({ template: 'advance', sum: '500.01', way: ways.advance })).text).toContain('这笔备用金上限 500.00 元，已付 0.00 元');
  expect((await asks({ template: 'advance', sum: '300', way: ways.vendors, part: '300.01' })).text).toContain('不能超过这笔的 300.00 元');
  await booked({ template: 'advance', sum: '300', way: ways.advance, note: '零星工具' }, at.wang);
  expect((await asks({ template: 'advance', sum: '200.01', way: ways.advance })).text).toContain('已付 300.00 元');
  expect(await at.li.reads('/desk/vouchers/proposals/new?template=advance-handed-back')).toContain('name="way"');
  expect((await asks({ template: 'advance-handed-back', sum: '300', way: ways.advance, part: '300' })).status).toBe(303);
  await booked({ template: 'advance-handed-back', sum: '80', way: ways.advance, note: '余款交回' }, at.wang);
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, goodsGift({ day: '2026-11-16', source: 'story:goods', fund: court, sum: 12_000n, party: '花友', note: '花盆' })));
  await booked({ template: 'goods-used', sum: '120', way: ways.goods, note: '花盆 6 只' }, at.wang);
  const page = await seen('/groups/liuyin-gardeners');
  expect(page).toMatch(/为它付的钱 2026年：1,220\.00 元 另领用实物 120\.00 元/);
  expect(page).toMatch(/花盆 6 只 院落专项基金 实物 120\.00.*余款交回.*备用金 −80\.00.*零星工具.*备用金 300\.00.*柳荫里居民委员会，绿化课.*承接主体 400\.00.*示例园艺店，花苗.*直付商家 600\.00/);
  expect(plainText(await at.han.reads(GROUP))).toMatch(/为它付的钱 2026年：1,220\.00/);
  expect(plainText(await at.li.reads(`${GROUP}/money`))).toMatch(/上限 500\.00 元，2026年11月20日前清账 凭证上已付 220\.00 元/);
});

it('the loop: the laundry, the fund, the group, those who were paid; what no voucher says passes by', async () => {
  const page = await seen('/loop');
  expect(page).toContain('用于楼组、承接方和其他收款方共 1,420.00 元');
  expect(page).toMatch(/用于哪个居民自组织 1\. 柳荫里护花队 1,220\.00 2\. 院落专项基金：没写明用于哪个小组，或留着 1,780\.00 付给谁、留多少 1\. 示例园艺店 800\.00 2\. 柳荫里居民委员会 400\.00 3\. 负责人备用金 220\.00 4\. 留到以后 1,580\.00/);
  expect(page).toMatch(/柳荫里护花队 为它付出 1,220\.00 元 一起照看院子里的花坛，柳荫里小区 3 至 5 号楼，成员 3 名/);
  const csv = (await house.request().get('/loop?format=csv')).text.trim().split('\r\n').slice(1);
  expect(csv).toEqual([
    '2026,"柳荫洗衣服务有限公司","院落专项基金",3000.00', '2026,"院落专项基金","柳荫里护花队",1220.00', '2026,"院落专项基金","示例园艺店",200.00', '2026,"院落专项基金","留到以后",1580.00',
    '2026,"柳荫里护花队","示例园艺店",600.00', '2026,"柳荫里护花队","柳荫里居民委员会",400.00', '2026,"柳荫里护花队","负责人备用金",220.00']);
  expect((await house.request().get('/en/api/v1/loop')).body).toMatchObject({
    given: '300000', used: '142000', served: [{ from: { kind: 'group', code: 'liuyin-gardeners', name: 'Liuyin Gardeners' }, to: { kind: 'payee' }, sum: '60000' }, { sum: '40000' }, { to: { kind: 'lead', name: 'Advances to leads of groups' }, sum: '22000' }],
  });
  expect(await seen('/en/loop')).toMatch(/For which residents’ groups 1\. Liuyin Gardeners 1,220\.00/);
  const { text } = await house.request().get('/loop');
  expect(text).toContain('href="/groups/liuyin-gardeners#paid-2026"');
  expect((await house.request().get('/groups/liuyin-gardeners')).text).toContain('id="paid-2026"');
  // never by its name as a payee, nor its lead's
  expect(page).not.toContain('沈阿姨');
});

it('a payment that is taken back takes its part back; one whose return was told before is not', async () => {
  const [{ no }] = await house.db.query<[{ no: string }]>(`SELECT s.voucher AS no FROM sealed_entry s JOIN entry_words w ON w.entry = s.entry JOIN journal_entry e ON e.id = s.entry WHERE w.note = '绿化课' AND e.kind = 'payment'`);
  const { to } = await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '', why: '付错了账户' });
  expect(await at.wang.sends(`${to!.split('?')[0]}/approvals`, {})).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await seen('/groups/liuyin-gardeners')).toMatch(/2026年：820\.00 元.*冲销凭证.*−400\.00/);
  expect(await seen('/loop')).toMatch(/1\. 柳荫里护花队 820\.00/);
  const [{ advance }] = await house.db.query<[{ advance: string }]>(`SELECT s.voucher AS advance FROM sealed_entry s JOIN entry_words w ON w.entry = s.entry WHERE w.note = '零星工具'`);
  expect(await at.li.sends(`/desk/vouchers/${advance}/reversals`, { day: '', why: '没有借' })).toMatchObject({ status: 422 });
});

it('nothing more is paid for it when it falls under three, while what was stays where it was', async () => {
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: '2026-11-16', source: 'story:gift', fund: court, sum: 10_000n, bank, party: '李梅' })));
  await cost('50', '示例园艺店');
  const page = await proposed({ template: 'payment', sum: '50', party: '示例园艺店', way: ways.vendors });
  const [{ gu }] = await house.db.query<[{ gu: number }]>("SELECT id AS gu FROM resident_group_member WHERE name = '小顾'");
  expect(await at.han.sends(`${GROUP}/departures`, { left: String(gu), leftDay: '2026-11-16', leftWhy: '搬走' })).toMatchObject({ status: 303 });
  expect(plainText(await at.wang.reads(page))).toContain('这个自组织现在不足三名成员同意');
  expect(await at.wang.sends(`${page}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('不能为它付款') });
  expect(await at.li.reads('/desk/vouchers/proposals/new?template=payment')).not.toContain('name="way"');
  expect(await seen('/loop')).toMatch(/1\. 柳荫里护花队 820\.00.*成员 2 名/);
  expect(await seen('/groups/liuyin-gardeners')).toMatch(/成员不足三名.*2026年：820\.00/);
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    cost accepted | courtyard | Programme cost | 800.00 |
     | | Payables | | 800.00
    payment | courtyard | Payables | 800.00 |
     | | Bank deposits | | 800.00
    cost accepted | courtyard | Programme cost | 400.00 |
     | | Payables | | 400.00
    payment | courtyard | Payables | 400.00 |
     | | Bank deposits | | 400.00
    advance | courtyard | Other receivables | 300.00 |
     | | Bank deposits | | 300.00
    advance handed back | courtyard | Bank deposits | 80.00 |
     | | Other receivables | | 80.00
    goods gift | courtyard | Goods in stock | 120.00 |
     | | Donation income, restricted | | 120.00
    goods used | courtyard | Programme cost | 120.00 |
     | | Goods in stock | | 120.00
    reversal | courtyard | Payables | | 400.00
     | | Bank deposits | 400.00 |
    bank gift | courtyard | Bank deposits | 100.00 |
     | | Donation income, restricted | | 100.00
    cost accepted | courtyard | Programme cost | 50.00 |
     | | Payables | | 50.00`);
});
