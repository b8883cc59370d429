import { costAccepted, payment } from '../../src/ledger/entries';
import { WithheldNames } from '../../src/enterprises/public-name';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { AGREEMENT, LAUNDRY, reports, sheet } from '../support/enterprises';
import { bareFund } from '../support/funds';
import { sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

// What neighbours see of the laundry's promise, as far as it lets them, and how its money reaches them.
jest.setTimeout(120_000);

const clock = new SetClock('2026-04-10T02:00:00Z');
const HERE = '/desk/enterprises/liuyin-laundry';
const PAGE = `${HERE}/agreements/1`;
let house: TestApp;
let foundation: Foundation;
let li: AtDesk;
let wang: AtDesk;
let by: number;
let bank: number;
const funds = {} as Record<'lunch' | 'lamps', FundRef>;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  by = await appointed(house, foundation, '李敏', 'bookkeeper');
  li = await atDesk(house, by);
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  for (const [code, name] of [['lunch', '午餐专项基金'], ['lamps', '楼道灯专项基金']] as const)
    funds[code] = { id: await bareFund(house.db, { foundation: foundation.id, code, class: 'restricted', name, englishName: code, openedOn: '2026-01-01' }), foundation: foundation.id, class: 'restricted' };
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
});
afterAll(() => house?.close());

const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const seen = async (path: string): Promise<string> => words((await house.request().get(path)).text);
const lets = (level: string): Promise<{ status: number }> => li.sends(`${HERE}/consents`, { level, consentFrom: '2026-04-01', givenBy: '柳青，经理' });

it('before anything is agreed the pages say so', async () => {
  expect(await seen('/enterprises')).toContain('还没有同意公开的社区企业');
  expect(await seen('/loop')).toContain('这一年没有可以公开的社区企业交款');
  expect((await house.request().get('/loop?year=twenty')).status).toBe(404);
  expect((await house.request().get('/loop?format=csv')).status).toBe(404);
  expect((await house.request().get('/enterprises?format=pdf')).status).toBe(404);
});

it('an enterprise that lets nobody know is nowhere', async () => {
  expect(await li.sends('/desk/enterprises', LAUNDRY)).toMatchObject({ status: 303 });
  expect(await sendsFiles(li, `${HERE}/agreements`, { ...AGREEMENT, fund1: String(funds.lunch.id), weight1: '50', fund2: String(funds.lamps.id), weight2: '50' }, sheet())).toMatchObject({ status: 303 });
  expect(await wang.sends(`${PAGE}/confirmations`, { version: '1' })).toMatchObject({ status: 303 });
  expect(await seen('/enterprises')).not.toContain('柳荫洗衣');
  expect((await house.request().get('/enterprises/liuyin-laundry')).status).toBe(404);
  expect((await house.request().get('/api/v1/enterprises')).body).toEqual({ enterprises: [] });
});

it('lets it be known whether it keeps its word, and not for how much', async () => {
  expect(await lets('kept')).toMatchObject({ status: 303 });
  expect(await seen('/enterprises')).toMatch(/柳荫洗衣服务有限公司 .*承诺每季度交净利润的 33\.33% .*没有逾期 2026年第一季度：待申报/);
  const page = await seen('/enterprises/liuyin-laundry');
  expect(page).toMatch(/2026年第一季度 待申报 2026年4月30日前交/);
  expect(page).not.toContain('应交 已到账');
});

/** Every public door through which the name of an enterprise could come out beside a sum. */
const DOORS = ['/', '/ledger', '/ledger?q=柳荫', '/ledger?format=csv', '/ledger?format=json', '/funds', '/funds/lunch', '/funds/lunch/ledger', '/funds/lunch/ledger?format=csv', '/funds/lunch/statements', '/funds/lunch/statements/2026-04', '/api/v1/entries', '/api/v1/entries?q=柳荫', '/ledger/journal.txt',
  '/loop', '/loop?year=2026', '/api/v1/loop', '/income', '/income?format=csv&by=way', '/verification', '/about'];
async function namedAt(): Promise<string[]> {
  const found: string[] = [];
  const entries = await house.db.query<{ voucher: string }[]>('SELECT voucher FROM sealed_entry');
  for (const path of [...DOORS, ...entries.flatMap(({ voucher }) => [`/entries/${voucher}`, `/api/v1/entries/${voucher}`])]) {
    for (const base of ['', '/en']) {
      const { status, text } = await house.request().get(base + encodeURI(path));
      // a search repeats what was searched for
      if (status !== 200 && status !== 404) found.push(`${status} ${path}`);
      if (/柳荫洗衣|Liuyin Laundry/.test(text)) found.push(base + path);
    }
  }
  return found;
}
async function pays(reference: string, day: string, sum: bigint): Promise<void> {
  const line = String((await shows(house, { foundation: foundation.id, by, lines: [{ day, sum, reference, party: LAUNDRY.name, memo: '' }] })).get(reference));
  expect(await wang.sends(`${PAGE}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
}
async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  li = await atDesk(house, by);
  wang = await atDesk(house, (await house.db.query<[{ id: number }]>(`SELECT id FROM person WHERE name = '王建国'`))[0].id);
}

it('says what it does with a report: reported, checked, due', async () => {
  expect(await reports(li, PAGE, { period: '2026-01-01', netProfit: '9,001' })).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toContain('2026年第一季度 已申报，待核实 2026年4月30日前交');
  expect(await wang.sends(`${PAGE}/report-confirmations`, { report: '1' })).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toContain('2026年第一季度 待交 2026年4月30日前交');
});

it('is named beside no sum while its word alone is known: not in the books, and no day leads to its entry', async () => {
  await itIs('2026-05-02T02:00:00Z');
  await pays('S1', '2026-04-20', 200_000n);
  expect(await namedAt()).toEqual([]);
  const page = await seen('/enterprises/liuyin-laundry');
  expect(page).toContain('2026年第一季度 逾期未交');
  expect(page).not.toMatch(/日到账|2,000|3,000|9,001/);
  const csv = (await house.request().get('/enterprises?format=csv')).text;
  expect(csv).toContain('"2026年第一季度","逾期未交","2026-04-30",,,,,,');
  expect((await house.request().get('/api/v1/enterprises/liuyin-laundry')).body.promises[0].periods[1]).toEqual({ from: '2026-01-01', to: '2026-03-31', state: 'overdue', reported: true, restated: false, dueDay: '2026-04-30', due: null, received: null, waived: null, open: null, revenue: null, netProfit: null });
  expect(await seen('/loop')).toContain('这一年没有可以公开的社区企业交款');
  expect((await house.request().get('/loop?year=2026&format=csv')).status).toBe(404);
});

it('lets the sums be known: due, paid, late', async () => {
  expect(await lets('sums')).toMatchObject({ status: 303 });
  // 33.33 % of 9,001.00 is 3,000.0333
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/2026年第一季度 3,000\.03 2,000\.00 1,000\.03 逾期未交 2026年4月20日到账 2026年4月30日前交/);
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/2026年第二季度 待核实 0\.00 待核实 进行中/);
  expect(await seen('/enterprises')).toContain('有 1 期逾期');
  expect(await seen('/en/enterprises/liuyin-laundry')).toContain('One period late');
  const csv = (await house.request().get('/enterprises?format=csv')).text;
  expect(csv).toContain('"柳荫洗衣服务有限公司","91310101MA1FPX1K0C","净利润的 33.33%","2026年第一季度","逾期未交","2026-04-30",3000.03,2000.00,0.00,1000.03,,');
  expect((await house.request().get('/enterprises?format=xlsx')).headers['content-type']).toContain('spreadsheetml');
  const { body } = await house.request().get('/api/v1/enterprises');
  expect(body.enterprises[0]).toMatchObject({ code: 'liuyin-laundry', told: 'sums', promises: [{ funds: ['lunch', 'lamps'], periods: [{ from: '2026-04-01', state: 'running', due: null, open: null }, { from: '2026-01-01', state: 'overdue', due: '300003', received: '200000', open: '100003', revenue: null }] }] });
  expect(await lets('figures')).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toContain('2026年第一季度 9,001.00 3,000.03');
});

it('the programs’ door: the same, with a tag and for other sites; an unknown one is told in words', async () => {
  const answer = await house.request().get('/api/v1/enterprises').set('origin', 'https://neighbours.example');
  expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*', etag: expect.any(String) });
  expect((await house.request().get('/api/v1/enterprises').set('if-none-match', answer.headers.etag!)).status).toBe(304);
  const unknown = await house.request().get('/api/v1/enterprises/nobody');
  expect([unknown.status, unknown.headers['content-type']]).toEqual([404, expect.stringContaining('problem+json')]);
  expect((await house.request().get('/enterprises/nobody')).text).toContain('没有');
  const { body } = await house.request().get('/api/v1/openapi.json');
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/enterprises', '/api/v1/enterprises/{code}', '/api/v1/loop']));
});

it('the loop: what it gave, the funds, whom they backed, what for; it changes with the books', async () => {
  const ledger = house.app.get(Ledger);
  const spend = async (fund: FundRef, party: string, sum: bigint): Promise<void> => {
    await house.db.transaction(async (tx) => {
      await ledger.enter(tx, costAccepted({ day: '2026-05-02', source: `cost:${party}`, party, fund, sum, for: 'programme' }));
      await ledger.enter(tx, payment({ day: '2026-05-02', source: `paid:${party}`, party, fund, sum, bank }));
    });
  };
  await spend(funds.lunch, '红灯笼食堂', 60_000n);
  await spend(funds.lamps, '=王师傅电工', 100_000n);
  await house.app.get(Sealer).seal();
  const page = await seen('/loop');
  expect(page).toContain('2026年，同意公开金额的社区企业交来 2,000.00 元；收到这些钱的基金用于楼组、承接方和其他收款方共 1,600.00 元。这些基金当年收到的钱里，企业交来的占 100.0%。');
  expect(page).toMatch(/柳荫洗衣服务有限公司 午餐专项基金 1,000\.00 柳荫洗衣服务有限公司 楼道灯专项基金 1,000\.00 楼道灯专项基金 &#x3D;王师傅电工 1,000\.00 午餐专项基金 红灯笼食堂 600\.00 午餐专项基金 留到以后 400\.00/);
  expect((await house.request().get('/loop?format=csv')).text).toContain(`"'=王师傅电工"`);
  expect((await house.request().get('/loop?format=csv')).text).toContain('2026,"午餐专项基金","留到以后",400.00');
  expect((await house.request().get('/loop?format=xlsx')).headers['content-type']).toContain('spreadsheetml');
  expect(await seen('/loop?year=2025')).toContain('这一年没有可以公开的社区企业交款');
  expect((await house.request().get('/api/v1/loop')).body).toMatchObject({ years: [2026], year: 2026, given: '200000', used: '160000', within: '0', came: [{ from: { kind: 'enterprise', code: 'liuyin-laundry' }, to: { code: 'lunch' }, sum: '100000' }, {}] });
  // each sum leads to its entries
  const paths = [...(await house.request().get('/loop')).text.matchAll(/<td class="r"[^>]*><a href="([^"]+)"/g)].map(([, path]) => path!.replaceAll('&amp;', '&'));
  expect(paths).toHaveLength(5);
  for (const path of paths) expect((await house.request().get(path)).status).toBe(200);
});

it('who lets its sums be known no longer is named beside none of them, from that day on, at no door', async () => {
  await pays('S2', '2026-05-02', 50_000n);
  expect(await namedAt()).not.toEqual([]);
  expect(await li.sends(`${HERE}/consents`, { level: 'kept', consentFrom: '2026-05-04', givenBy: '柳青，经理' })).toMatchObject({ status: 303 });
  await house.app.get(WithheldNames).run();
  expect(await namedAt()).not.toEqual([]);
  await itIs('2026-05-04T00:00:00Z');
  await house.app.get(WithheldNames).run();
  expect(await namedAt()).toEqual([]);
  expect(await seen('/enterprises/liuyin-laundry')).not.toMatch(/日到账|2,500|3,000/);
  expect(await seen('/income')).toContain('2,500.00');
  // what it lets be known again is known of what comes from now on
  expect(await li.sends(`${HERE}/consents`, { level: 'sums', consentFrom: '2026-05-04', givenBy: '柳青，经理' })).toMatchObject({ status: 303 });
  expect(await seen('/loop')).toContain('柳荫洗衣服务有限公司');
  expect(await li.sends(`${HERE}/consents`, { level: 'nothing', consentFrom: '2026-05-04', givenBy: '柳青，经理' })).toMatchObject({ status: 303 });
  expect(await namedAt()).toEqual([]);
  expect((await house.request().get('/enterprises/liuyin-laundry')).status).toBe(404);
  // nobody takes a name out of the books for a day that is over
  expect(await house.db.query(`SELECT withhold_names('2026-05-01')`)).toEqual([{ withhold_names: 0 }]);
  expect(await complaints(house)).toEqual({});
});

it('is late with what a restatement adds only after its own day; what the council waives is not kept and not late', async () => {
  expect(await li.sends(`${HERE}/consents`, { level: 'sums', consentFrom: '2026-05-04', givenBy: '柳青，经理' })).toMatchObject({ status: 303 });
  await pays('S3', '2026-05-03', 50_003n);
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/2026年第一季度 3,000\.03 3,000\.03 0\.00 已交清/);
  expect(await reports(li, PAGE, { period: '2026-01-01', netProfit: '12,001', restatedWhy: '审计调整' })).toMatchObject({ status: 303 });
  expect(await wang.sends(`${PAGE}/report-confirmations`, { report: '2' })).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/2026年第一季度 3,999\.93 3,000\.03 999\.90 待交 已更正 2026年5月3日到账 2026年6月3日前交/);
  await itIs('2026-06-03T15:59:00Z');
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/999\.90 待交 已更正/);
  await itIs('2026-06-03T16:01:00Z');
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/999\.90 逾期未交 已更正/);
  const council = await resolved(house, foundation.id, [by, (await house.db.query<[{ id: number }]>(`SELECT id FROM person WHERE name = '王建国'`))[0].id], { body: 'council' });
  expect(await wang.sends(`${PAGE}/waivers`, { waived: '2026-01-01', waivedSum: '999.90', waivedBy: String(council), waivedWhy: '台风停业' })).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/3,000\.03 豁免 999\.90 元 0\.00 部分豁免，其余已交/);
  expect(await complaints(house)).toEqual({});
});
