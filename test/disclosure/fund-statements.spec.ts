import { pillarsOf } from '../../src/disclosure/pillars.queries';
import { fundStatement } from '../../src/disclosure/fund-statements/fund-statement';
import { pillarTables } from '../../src/disclosure/fund-statements/fund-statement.files';
import { Sealer } from '../../src/ledger/sealer';
import { Statements } from '../../src/ledger/statements/statements.service';
import type { Table } from '../../src/ledger/statements/statement';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { everyKind, type EveryKind } from '../support/every-kind';
import { table } from '../support/ledger-table';
import { textOf } from '../support/pdf';

const TODAY = '2026-12-31';
let house: TestApp;
let story: EveryKind;
beforeAll(async () => {
  house = await startApp({ clock: new SetClock(`${TODAY}T04:00:00Z`) });
  story = await everyKind(house.db);
  await house.app.get(Sealer).seal();
}, 60_000);
afterAll(() => house?.close());

const of = (code: string, span: string): ReturnType<typeof fundStatement> => fundStatement(house.db, { foundation: story.foundation, code, of: span, lang: 'zh', today: TODAY });
const text = async (path: string): Promise<string> => (await house.request().get(`/f/liuyinli${path}`).expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const figure = (tables: readonly Table[], line: string, column: string): string | undefined => {
  for (const one of tables) {
    const [row, at] = [one.rows.find(({ key }) => key === line), one.columns.findIndex(({ key }) => key === column)];
    if (row && at >= 0) return plain(row.figures[at]!.sum);
  }
  return undefined;
};

it('says of every fund and month what its public ledger and the statements of the desk say', async () => {
  const funds = await house.db.query<{ id: number; code: string }[]>('SELECT id, code FROM fund WHERE foundation = $1 ORDER BY id', [story.foundation]);
  let compared = 0;
  for (const { id, code } of funds) {
    const year = await of(code, '2026');
    expect(year.pillars).toMatchObject(await sums(id, null));
    for (const { month } of year.months) {
      const statement = await of(code, month);
      const { opening, received, paid, closing } = statement.pillars;
      expect([code, month, opening + received - paid]).toEqual([code, month, closing]);
      expect({ code, month, opening, received, paid, closing }).toEqual({ code, month, ...(await sums(id, month)) });
      // what the flows say adds up to the pillars
      for (const side of ['received', 'paid'] as const) expect([code, month, side, statement.flows.reduce((all, flow) => all + flow[side], 0n)]).toEqual([code, month, side, statement.pillars[side]]);
      const desk = (await house.app.get(Statements).statement(house.db, { foundation: story.foundation, name: 'funds', month, lang: 'zh', fund: code })).tables;
      for (const [line, column] of [['income', 'month'], ['cost', 'month'], ['change', 'month'], ['change', 'year'], ['worth', 'end'], ['promised', 'end'], ['owed', 'end'], ['receivables', 'end']] as const)
        expect([code, month, line, figure(statement.tables, line, column)]).toEqual([code, month, line, figure(desk, line, column)]);
      expect([code, month, plain(closing)]).toEqual([code, month, figure(desk, 'money', 'end')]);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(40);
});

async function sums(fund: number, month: string | null): Promise<object> {
  const { opening, received, paid, closing } = await pillarsOf(house.db, { foundation: story.foundation, fund }, { month, today: TODAY });
  return { opening, received, paid, closing };
}

it('gives fees a line of their own and names the fund on the other side of a transfer', async () => {
  const rows = pillarTables(await of('lunch', '2026'), 'zh')[0]!.rows.map(({ zh, figures }) => `${zh} | ${plain(figures[0]!.sum)}`).join('\n');
  expect(rows).toBe(table`
    期初结存 | 13000.00
    加：收入 | 8007.00
    收回应收款 | 6000.00
    付款被退回 | 1425.00
    实物变卖 | 450.00
    线上捐赠 | 100.00
    预付款退回 | 20.00
    争议款退回 | 12.00
    减：支出 | 5841.60
    购置固定资产 | 2400.00
    付款 | 1475.00
    分立划出 | 1000.00
    限定性资金划转：转给晚自习基金 | 400.00
    预付款 | 300.00
    管理费：转给一般基金 | 200.00
    退还捐款 | 40.00
    争议扣款 | 20.00
    外币结算，转待查：转给一般基金 | 6.00
    支付手续费 | 0.60
    期末结存 | 15165.40`);
});

it('is a page, a file to print and a file to reckon with, in both languages', async () => {
  expect(await text('/funds/lunch/ledger')).toContain('按月、按年的收支表');
  expect(await text('/funds/lunch/statements')).toMatch(/午餐.*：收支表.*2026年12月.*未封账/);
  expect(await text('/funds/lunch/statements/2026-12')).toContain('本月账目未封，数字还会变动。');
  expect((await house.request().get('/en/f/liuyinli/funds/lunch/statements/2026').expect(200)).text).toContain('Where the money went');
  const csv = (await house.request().get('/f/liuyinli/funds/lunch/statements/2026?format=csv').expect(200)).text;
  expect(csv).toContain('"四柱","期末结存","金额",');
  const pdf = await house.request().get('/f/liuyinli/funds/lunch/statements/2026?format=pdf').responseType('blob').expect(200);
  expect(textOf(pdf.body as Buffer)).toContain('四柱');
  // a month lists what was paid for things and what came, and no list says more of itself than it holds: fees and transfers stand above
  const [{ month }] = await house.db.query<[{ month: string }]>(`SELECT to_char(x.month, 'YYYY-MM') AS month FROM fund_flow x JOIN fund f ON f.id = x.fund WHERE f.foundation = $1 AND f.code = 'lunch' AND x.kind = 'online gift' LIMIT 1`, [story.foundation]);
  const paper = await house.request().get(`/f/liuyinli/funds/lunch/statements/${month}?format=pdf`).responseType('blob').expect(200);
  expect(textOf(paper.body as Buffer).replace(/\s/g, '')).toMatch(/四柱.*线上捐赠100\.00.*收到的每一笔项目金额SR-2026-/);
  for (const gone of ['2027', '2026-13', '1999-01', 'x', '0000']) await house.request().get(`/f/liuyinli/funds/lunch/statements/${gone}`).expect(404);
  await house.request().get('/f/liuyinli/funds/nobody/statements').expect(404);
});

it('knows a month that is closed for final', async () => {
  expect([(await of('lunch', '2025-12')).final, (await of('lunch', '2025')).final, (await of('lunch', '2026-12')).final, (await of('lunch', '2026')).final]).toEqual([true, true, false, false]);
  expect(await text('/funds/lunch/statements/2025')).toContain('各月都已封账，数字不再变动。');
});

it('leaves the named checks as they were: of these books nobody has signed the opening', async () => {
  expect(await complaints(house)).toEqual({ 'every-opening-balance-is-signed-by-two': ['SR-2025-01-0001 liuyinli:1'] });
});
