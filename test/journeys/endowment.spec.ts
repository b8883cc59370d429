import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import { EndowmentQueries } from '../../src/funds/endowment/endowment.queries';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, interest, promise } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { spendingRuleCheck } from '../../src/rules/spending-rule';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { givesPrincipal, openEndowment } from '../support/endowment';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { pdf, sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let evergreen: FundRef;
let general: FundRef;
let original: FundRef;
let bank: number;
let ids: [number, number, number, number];
let li: AtDesk;
let zhou: AtDesk;
let wang: AtDesk;
let before: bigint;

const M = 100_000_000n; // a million yuan
const post = (...drafts: Parameters<Ledger['post']>[1]): Promise<unknown> => house.db.transaction((tx) => house.app.get(Ledger).post(tx, drafts));
async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  [li, zhou, wang] = [await atDesk(house, ids[0]), await atDesk(house, ids[1]), await atDesk(house, ids[2])];
}
const fundOf = async (klass: 'general' | 'original'): Promise<FundRef> => ({ id: (await house.db.query<[{ id: number }]>('SELECT id FROM fund WHERE class = $1', [klass]))[0].id, foundation: foundation.id, class: klass });
const idIn = ({ to, text }: { to?: string; text: string }): string => {
  if (!to) throw new Error(text);
  return /(\d+)(?:\?|$)/.exec(to)![1]!;
};
/** What the spending rule says of a spend. */
async function asked(spend: bigint, day: string, fund = evergreen): Promise<ReturnType<typeof spendingRuleCheck> | null> {
  const allowance = await house.app.get(EndowmentQueries).allowance(house.db, { foundation: foundation.id, fund: fund.id, day });
  return allowance && spendingRuleCheck({ ...allowance, spend });
}
/** Who proposes an order, who approves it, and who books it when the bank shows it. */
async function dealt(pool: string, form: Record<string, string>, { sum, day, reference }: { sum: bigint; day: string; reference: string }): Promise<string> {
  const id = idIn(await li.sends(`/desk/endowment/pools/${pool}/orders`, { why: '闲置资金', orderDay: day, ...form }));
  expect(await zhou.sends(`/desk/endowment/orders/${id}/approvals`, {})).toMatchObject({ status: 303 });
  const line = (await shows(house, { foundation: foundation.id, by: ids[0], lines: [{ day, sum, reference }] })).get(reference);
  expect(await wang.sends(`/desk/endowment/orders/${id}/bookings`, { line: `bank:${line}` })).toMatchObject({ status: 303, to: `/desk/endowment/orders/${id}?done=order-booked` });
  return id;
}
async function priced(pool: string, form: Record<string, string>): Promise<void> {
  expect(await sendsFiles(li, `/desk/endowment/pools/${pool}/valuations`, form, { name: '对账单.pdf', content: pdf() })).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM valuation');
  expect(await zhou.sends(`/desk/endowment/pools/${pool}/valuations/${id}/confirmations`, {})).toMatchObject({ status: 303 });
}

beforeAll(async () => {
  clock = new SetClock('2026-03-10T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  ids = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper'), await appointed(house, foundation, '王建国', 'secretary-general'), await appointed(house, foundation, '何平', 'supervisor')];
  await itIs('2026-03-10T02:00:00Z');
  [general, original] = [await fundOf('general'), await fundOf('original')];
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  const contributions = house.app.get(FoundingContributions);
  const id = await contributions.record(foundation.id, { founder: '示例物业有限公司', sum: 2n * M, reference: 'F1', valueDay: '2026-01-06' }, { id: ids[0], name: '', roles: ['bookkeeper'] });
  await contributions.confirm({ foundation: foundation.id, id }, (await shows(house, { foundation: foundation.id, by: ids[0], lines: [{ day: '2026-01-06', sum: 2n * M, reference: 'F1' }] })).get('F1')!, { id: ids[1], name: '', roles: ['bookkeeper'] });
  evergreen = await openEndowment(house, foundation, { code: 'evergreen', name: '常青助老专项基金', english: 'Evergreen fund', day: '2026-01-08' });
  await givesPrincipal(house, evergreen, { day: '2026-01-10', source: 'bank:lin', party: '林老先生', sum: 150_000_000n, bank });
  await givesPrincipal(house, evergreen, { day: '2026-02-01', source: 'bank:zhao', party: '赵*', sum: 50_000_000n, bank });
  await post(
    interest({ day: '2026-02-20', source: 'interest:1', fund: evergreen, sum: 6_000_000n, bank }), bankGift({ day: '2026-02-21', source: 'bank:g', party: '示例物业有限公司', fund: general, sum: 30_000_000n, bank }),
    costAccepted({ day: '2026-03-05', source: 'coats:1', fund: evergreen, sum: 2_000_000n, for: 'programme', party: '示例服装厂', note: '冬衣' }), promise({ day: '2026-03-06', source: 'coats:2', fund: evergreen, sum: 1_000_000n, party: '示例服装厂' }));
  await house.app.get(Sealer).seal();
  before = await lastEntry(house.db);
});
afterAll(() => house.close());

it('what was given to be kept stands gift by gift, and a resident reads it in one picture', async () => {
  const page = (await house.visitor().get('/funds/evergreen').expect(200)).text;
  expect(page).toMatch(/这笔钱的本金一直在：200\.00 万元，谁也不能动用。.*理事会还没有定支出政策；按账面，本金以外还有 30,000\.00 元可以用/s);
  const desk = await li.reads('/desk/endowment/funds/evergreen');
  expect(desk.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/林老先生 1,500,000\.00 .*赵\* 500,000\.00 .*本金 2,000,000\.00/);
  expect((await house.visitor().get('/en/endowment').expect(200)).text).toMatch(/The principal stays: ¥2\.00 million/);
});

it('a spending rule rests on a resolution of the council; in the first year it counts by its days', async () => {
  const rule = { fund: '', from: '2026-01-01', percent: '4', quarters: '12', cap: '4', least: '', resolution: '' };
  expect((await li.sends('/desk/endowment/spending-rules', { ...rule, percent: '0', quarters: '' })).text).toMatch(/比例应大于 0.*请填写季末个数.*请选择所依据的决议/);
  const committee = await resolved(house, foundation.id, [ids[0], ids[1]], { body: 'fund-committee' });
  expect(await li.sends('/desk/endowment/spending-rules', { ...rule, resolution: String(committee) })).toMatchObject({ status: 422, text: expect.stringContaining('支出政策要有理事会的决议') });
  const resolution = String(await resolved(house, foundation.id, [ids[0], ids[1]]));
  expect(await li.sends('/desk/endowment/spending-rules', { ...rule, least: '5', resolution })).toMatchObject({ status: 422, text: expect.stringContaining('保底不能高于封顶') });
  expect(await li.sends('/desk/endowment/spending-rules', { ...rule, resolution })).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/endowment/spending-rules', { ...rule, resolution })).toMatchObject({ status: 409, text: expect.stringContaining('这一天已经有一条支出政策') });
  // 1,500,000 for 356 days and 500,000 for 334, × 4 % / 365; what lies above the principal is less
  expect((await house.visitor().get('/funds/evergreen').expect(200)).text).toMatch(/2026 年最多可以用 76,821\.91 元：已用 20,000\.00 元，已承诺 10,000\.00 元。现在还可以用 30,000\.00 元。/);
  expect(await asked(4_682_191n, '2026-03-10')).toMatchObject({ verdict: 'passes', sums: { allowed: 7_682_191n, taken: 3_000_000n, left: 4_682_191n } });
  expect(await asked(4_682_192n, '2026-03-10')).toMatchObject({ verdict: 'hold', sums: { over: 1n } });
  expect(await asked(1n, '2026-03-10', general)).toBeNull();
});

let pool: string;
it('nothing is invested without the council’s policy, nor in what is forbidden, nor by one person', async () => {
  const form = { kind: 'asset-management-product', name: '安心一号', englishName: 'Steady One', institution: '示例理财有限公司', licence: 'Z7001', purpose: '', noPosts: '', role: 'short investment', maturesOn: '', price: '1' };
  expect(await li.sends('/desk/endowment/pools', { ...form, kind: 'shares' })).toMatchObject({ status: 422, text: expect.stringContaining('这一类投资是禁止的') });
  expect(await li.sends('/desk/endowment/pools', { ...form, licence: '' })).toMatchObject({ status: 422, text: expect.stringContaining('持牌机构') });
  expect(await li.sends('/desk/endowment/pools', { ...form, kind: 'direct-equity', purpose: '社区食堂' })).toMatchObject({ status: 422, text: expect.stringContaining('兼职') });
  pool = idIn(await li.sends('/desk/endowment/pools', form));
  expect(await li.sends(`/desk/endowment/pools/${pool}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('由别人批准') });
  expect(await zhou.reads('/desk')).toContain('批准投资组合：安心一号');
  expect(await zhou.sends(`/desk/endowment/pools/${pool}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await wang.sends(`/desk/endowment/pools/${pool}/approvals`, {})).toMatchObject({ status: 409 });

  const order = { side: 'buy', fund: 'evergreen', sum: '800,000', units: '', needed: '', orderDay: '2026-03-10', why: '闲置资金', resolution: '' };
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, order)).toMatchObject({ status: 422, text: expect.stringContaining('还没有定投资管理制度') });
  const policyResolution = String(await resolved(house, foundation.id, [ids[0], ids[1]]));
  expect(await li.sends('/desk/endowment/investment-policies', { policyFrom: '2026-01-06', major: '1,000,000', priceDays: '100', dealDays: '5', policyResolution })).toMatchObject({ status: 303 });

  // G1: 2,060,000 of money, of which 20,000 is owed and 10,000 promised
  expect((await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...order, needed: '1,240,000' })).text).toMatch(/最多可以投资 790,000\.00 元，多了 10,000\.00 元：可用 2,030,000\.00，减到期前要用的 1,240,000\.00、政府资助的 0\.00、约定不能投资的 0\.00/);
  await li.sends('/desk/endowment/bars', { barFund: 'evergreen', barSum: '40,000', barWhy: '赵*的捐赠协议第 3 条' });
  expect((await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...order, sum: '990,000.01', needed: '1,000,000' })).text).toMatch(/多了 0\.01 元.*约定不能投资的 40,000\.00/);
  // B6: from a million on two thirds of all members
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...order, sum: '1,000,000' })).toMatchObject({ status: 422, text: expect.stringContaining('1,000,000.00 元起是重大投资') });
  const ordinary = String(await resolved(house, foundation.id, [ids[0], ids[1]], { majority: 'special' }));
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...order, sum: '1,000,000', resolution: ordinary })).toMatchObject({ status: 422, text: expect.stringContaining('不是全体理事三分之二以上同意的') });
  const vote = String(await resolved(house, foundation.id, [ids[0], ids[1]], { majority: 'investment' }));
  const major = idIn(await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...order, sum: '1,000,000', resolution: vote }));
  expect(await zhou.reads(`/desk/endowment/orders/${major}`)).toContain('发生后 30 日内公开');
  expect(await zhou.sends(`/desk/endowment/orders/${major}/withdrawals`, { why: '不是我的' })).toMatchObject({ status: 422, text: expect.stringContaining('只有提出的人可以撤回') });
  expect(await zhou.sends(`/desk/endowment/orders/${major}/refusals`, { why: '先少买一些' })).toMatchObject({ status: 303 });
  expect(await zhou.sends(`/desk/endowment/orders/${major}/approvals`, {})).toMatchObject({ status: 409 });
});

it('units are bought at the price of the day, and booked when the bank shows the money', async () => {
  const order = idIn(await li.sends(`/desk/endowment/pools/${pool}/orders`, { side: 'buy', fund: 'evergreen', sum: '800,000', units: '', needed: '', orderDay: '2026-03-10', why: '闲置资金', resolution: '' }));
  expect(await li.sends(`/desk/endowment/orders/${order}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('自己提出的买卖，由别人批准') });
  const line = (await shows(house, { foundation: foundation.id, by: ids[0], lines: [{ day: '2026-03-10', sum: -80_000_000n, reference: 'B1' }] })).get('B1');
  // the bank shows it, but nobody has approved it
  expect(await wang.sends(`/desk/endowment/orders/${order}/bookings`, { line: `bank:${line}` })).toMatchObject({ status: 422, text: expect.stringContaining('还没有批准') });
  expect(await zhou.sends(`/desk/endowment/orders/${order}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await li.sends(`/desk/endowment/orders/${order}/bookings`, { line: `bank:${line}` })).toMatchObject({ status: 422, text: expect.stringContaining('由别人对照银行流水入账') });
  const other = (await shows(house, { foundation: foundation.id, by: ids[0], lines: [{ day: '2026-03-10', sum: -79_999_999n, reference: 'B0' }] })).get('B0');
  expect(await wang.sends(`/desk/endowment/orders/${order}/bookings`, { line: `bank:${other}` })).toMatchObject({ status: 422, text: expect.stringContaining('银行明细与这笔买卖不符') });
  expect(await wang.reads(`/desk/endowment/orders/${order}`)).toContain(`value="bank:${line}" selected`);
  expect(await wang.sends(`/desk/endowment/orders/${order}/bookings`, { line: `bank:${line}` })).toMatchObject({ status: 303 });
  expect(await li.reads(`/desk/endowment/pools/${pool}`)).toMatch(/800,000\.00 份 × 1\.0000（2026年3月10日）/);
});

it('a price is entered with its paper and confirmed by a second person; its parts add up to the statement', async () => {
  await itIs('2026-04-02T02:00:00Z');
  const form = { day: '2026-03-31', value: '820,000', price: '1.024' };
  expect(await li.sends(`/desk/endowment/pools/${pool}/valuations`, form)).toMatchObject({ status: 422, text: expect.stringContaining('份额乘净值四舍五入到分') });
  const bare = await li.sends(`/desk/endowment/pools/${pool}/valuations`, { ...form, price: '1.025' });
  expect(bare).toMatchObject({ status: 303 });
  const confirm = `/desk/endowment/pools/${pool}/valuations/1/confirmations`;
  expect(await li.sends(confirm, {})).toMatchObject({ status: 422, text: expect.stringContaining('由别人对照单据确认') });
  expect(await zhou.sends(confirm, {})).toMatchObject({ status: 422, text: expect.stringContaining('还没有附上对账单') });
  await sendsFiles(li, '/desk/papers/of/valuations/1', {}, { name: '对账单.pdf', content: pdf() });
  expect(await zhou.sends(confirm, {})).toMatchObject({ status: 303 });
  expect(await zhou.sends(`/desk/endowment/pools/${pool}/valuations/1/withdrawals`, { why: '错了' })).toMatchObject({ status: 422, text: expect.stringContaining('已确认的净值不能撤回') });

  // the general fund joins at 1.025: 102,500 yuan are 100,000 units
  await dealt(pool, { side: 'buy', fund: 'general', sum: '102,500' }, { sum: -10_250_000n, day: '2026-04-02', reference: 'B2' });
  await itIs('2026-07-01T02:00:00Z');
  await priced(pool, { day: '2026-06-30', value: '900,001.23', price: '' });
  expect((await li.reads(`/desk/endowment/pools/${pool}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/一般基金 100,000\.00 102,500\.00 100,000\.14 常青助老专项基金 800,000\.00 800,000\.00 800,001\.09 合计 900,000\.00 902,500\.00 900,001\.23/);
  // no older price than the policy allows
  await itIs('2026-07-06T02:00:00Z');
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, { side: 'sell', fund: 'evergreen', units: '1', orderDay: '2026-07-06', why: '冬衣' })).toMatchObject({ status: 422, text: expect.stringContaining('5 天内的净值，最近的是 2026-06-30') });
});

it('underwater: the page, the desk and the secretary-general are told; a sale that the principal would bear is refused before anything is sold', async () => {
  await itIs('2026-07-12T02:00:00Z');
  await priced(pool, { day: '2026-07-10', value: '', price: '0.9' });
  // 2,040,000 − 800,000 at cost + 720,000
  expect((await house.visitor().get('/funds/evergreen').expect(200)).text).toContain('现在的总值比本金少 40,000.00 元');
  expect(await wang.reads('/desk')).toMatch(/低于本金，向理事会报告：[^]*40,000\.00/);
  expect(await li.reads('/desk')).not.toContain('低于本金');
  expect(await li.reads('/desk/endowment')).toMatch(/低于本金[^]*差 40,000\.00 元/);
  const sell = { side: 'sell', fund: 'evergreen', orderDay: '2026-07-12', why: '冬衣' };
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...sell, units: '800,001' })).toMatchObject({ status: 422, text: expect.stringContaining('只有 800,000.00 份') });
  expect(await li.sends(`/desk/endowment/pools/${pool}/orders`, { ...sell, units: '500,000' })).toMatchObject({ status: 422, text: expect.stringContaining('10,000.00') });
  await dealt(pool, { ...sell, units: '100,000' }, { sum: 9_000_000n, day: '2026-07-12', reference: 'S1' });
});

it('the original fund invests, and what is gained is the general fund’s', async () => {
  await dealt(pool, { side: 'buy', fund: 'original', sum: '90,000' }, { sum: -9_000_000n, day: '2026-07-12', reference: 'B3' });
  await itIs('2026-07-20T02:00:00Z');
  await priced(pool, { day: '2026-07-20', value: '', price: '0.91' });
  await dealt(pool, { side: 'sell', fund: 'original', units: '100,000' }, { sum: 9_100_000n, day: '2026-07-20', reference: 'S2' });
  expect(await house.db.query('SELECT money, worth FROM fund_balance WHERE fund = $1', [original.id])).toEqual([{ money: 2n * M, worth: 2n * M }]);
});

it('a year later the average of its quarter-ends counts; a quarter-end without a price is not guessed', async () => {
  await itIs('2027-02-01T02:00:00Z');
  expect(await li.reads('/desk/endowment/funds/evergreen')).toContain('2026年12月31日没有可用的净值');
  expect(await zhou.reads('/desk')).toContain('登记净值：安心一号，最近一次已过期');
  expect(await asked(1n, '2027-02-01')).toMatchObject({ verdict: 'unpriced' });
  await priced(pool, { day: '2026-12-31', value: '840,000', price: '' });
  // 2,060,000 + 2,040,001.09 + 1,967,000 + 2,065,000: a quarter of it, 4 %
  expect(await asked(1n, '2027-02-01')).toMatchObject({ sums: { allowed: 8_132_001n } });
  await house.app.get(Sealer).seal();
  expect(await asked(1n, '2027-02-01')).toMatchObject({ sums: { allowed: 8_132_001n } });
});

it('a deal is reversed by a voucher, the last one first, and its units go with it', async () => {
  await house.app.get(Sealer).seal();
  const deals = await house.db.query<{ voucher: string; match: string; fund: string }[]>(
    'SELECT s.voucher, m.match::text AS match, f.code AS fund FROM investment_booking b JOIN investment_order o ON o.id = b.investment_order JOIN fund f ON f.id = o.fund JOIN sealed_entry s ON s.entry = b.entry JOIN matched_line m ON m.line = b.line ORDER BY b.entry');
  const [bought, sold] = deals.filter(({ fund }) => fund === 'evergreen');
  const undone = async (match: string): Promise<unknown> => expect(await wang.sends(`/desk/bank/bank/matches/${match}/undoings`, { why: '银行冲正' })).toMatchObject({ status: 303 });
  // what was sold since is no longer there to be given back
  await undone(bought!.match);
  expect(await li.sends(`/desk/vouchers/${bought!.voucher}/reversals`, { day: '2027-02-01', why: '银行冲正' })).toMatchObject({ status: 422, text: expect.stringContaining('只有 700,000.00 元') });
  await undone(sold!.match);
  const proposal = idIn(await li.sends(`/desk/vouchers/${sold!.voucher}/reversals`, { day: '2027-02-01', why: '银行冲正' }));
  expect(await zhou.sends(`/desk/vouchers/proposals/${proposal}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT units, cost FROM unit_holding WHERE fund = $1', [evergreen.id])).toEqual([{ units: 8_000_000_000n, cost: 80_000_000n }]);
});

it('a supervisor reads all of it and decides nothing', async () => {
  const he = await atDesk(house, ids[3]);
  expect(await he.reads('/desk/endowment')).not.toContain('pools/new');
  for (const path of ['/desk/endowment/policies', `/desk/endowment/pools/${pool}`, '/desk/endowment/orders/1', '/desk/endowment/funds/evergreen', '/desk/endowment/funds/original']) expect(await he.reads(path)).not.toContain('<form class="panel"');
  expect(await he.sends('/desk/endowment/pools', {})).toMatchObject({ status: 404 });
});

it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2026-03-10 | investment bought | evergreen | Short-term investments | 800000.00 |
    | | | Bank deposits | | 800000.00
    2026-04-02 | investment bought | general | Short-term investments | 102500.00 |
    | | | Bank deposits | | 102500.00
    2026-07-12 | investment sold | evergreen | Bank deposits | 90000.00 |
    | | | Short-term investments | | 100000.00
    | | | Investment income, restricted | 10000.00 |
    2026-07-12 | investment bought | original | Short-term investments | 90000.00 |
    | | | Bank deposits | | 90000.00
    2026-07-20 | investment sold | original | Bank deposits | 91000.00 |
    | | | Short-term investments | | 90000.00
    | | | Between funds | | 1000.00
    | | general | Between funds | 1000.00 |
    | | | Investment income, unrestricted | | 1000.00
    2027-02-01 | reversal | evergreen | Bank deposits | | 90000.00
    | | | Short-term investments | 100000.00 |
    | | | Investment income, restricted | | 10000.00`);
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});
