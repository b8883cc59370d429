import { costAccepted, payment } from '../../src/ledger/entries';
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
  expect(await seen('/loop')).toContain('还没有社区企业交来的钱');
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

it('lets the sums be known: due, paid, late', async () => {
  expect(await reports(li, PAGE, { period: '2026-01-01', netProfit: '9,001' })).toMatchObject({ status: 303 });
  expect(await wang.sends(`${PAGE}/report-confirmations`, { report: '1' })).toMatchObject({ status: 303 });
  clock.set('2026-05-02T02:00:00Z');
  [li, wang] = [await atDesk(house, by), wang];
  wang = await atDesk(house, (await house.db.query<[{ id: number }]>(`SELECT id FROM person WHERE name = '王建国'`))[0].id);
  const line = String((await shows(house, { foundation: foundation.id, by, lines: [{ day: '2026-04-20', sum: 200_000n, reference: 'S1', party: LAUNDRY.name, memo: '' }] })).get('S1'));
  expect(await wang.sends(`${PAGE}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await lets('sums')).toMatchObject({ status: 303 });
  // 33.33 % of 9,001.00 is 3,000.0333
  expect(await seen('/enterprises/liuyin-laundry')).toMatch(/2026年第一季度 3,000\.03 2,000\.00 1,000\.03 逾期未交 2026年4月20日到账/);
  expect(await seen('/enterprises')).toContain('有 1 期逾期');
  expect(await seen('/en/enterprises/liuyin-laundry')).toContain('One period late');
  const csv = (await house.request().get('/enterprises?format=csv')).text;
  expect(csv).toContain('"柳荫洗衣服务有限公司","91310101MA1FPX1K0C","净利润的 33.33%","2026年第一季度","逾期未交","2026-04-30",3000.03,2000.00,0.00,1000.03,,');
  expect((await house.request().get('/enterprises?format=xlsx')).headers['content-type']).toContain('spreadsheetml');
  const { body } = await house.request().get('/api/v1/enterprises');
  expect(body.enterprises[0]).toMatchObject({ code: 'liuyin-laundry', told: 'sums', promises: [{ funds: ['lunch', 'lamps'], periods: [{ from: '2026-04-01', state: 'running' }, { from: '2026-01-01', state: 'overdue', due: '300003', received: '200000', open: '100003', revenue: null }] }] });
  expect(await lets('figures')).toMatchObject({ status: 303 });
  expect(await seen('/enterprises/liuyin-laundry')).toContain('2026年第一季度 9,001.00 3,000.03');
});

it('the loop: what it gave, the funds, who was paid, what for; it changes with the books', async () => {
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
  expect(page).toContain('2026年，社区企业交来 2,000.00 元，收到这些钱的基金用出 1,600.00 元');
  expect(page).toMatch(/柳荫洗衣服务有限公司 午餐专项基金 1,000\.00 柳荫洗衣服务有限公司 楼道灯专项基金 1,000\.00 午餐专项基金 红灯笼食堂 600\.00 午餐专项基金 留到以后 400\.00 楼道灯专项基金 &#x3D;王师傅电工 1,000\.00/);
  expect((await house.request().get('/loop?format=csv')).text).toContain(`"'=王师傅电工"`);
  expect((await house.request().get('/loop?format=csv')).text).toContain('2026,"午餐专项基金","留到以后",400.00');
  expect(await seen('/loop?year=2025')).toContain('还没有社区企业交来的钱');
  // who no longer lets the sums be known is told without a name
  expect(await lets('kept')).toMatchObject({ status: 303 });
  expect(await seen('/loop')).toMatch(/其他社区企业 午餐专项基金 1,000\.00/);
  expect(await seen('/loop')).not.toContain('柳荫洗衣');
  expect(await complaints(house)).toEqual({});
});
