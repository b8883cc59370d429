import { beneathOf } from '../../src/disclosure/pillars.queries';
import { Sealer } from '../../src/ledger/sealer';
import { plain } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { everyKind, type EveryKind } from '../support/every-kind';
import { table } from '../support/ledger-table';

let test: TestApp;
let story: EveryKind;
beforeAll(async () => {
  test = await startApp({ clock: new SetClock('2026-12-31T04:00:00Z') });
  story = await everyKind(test.db);
  await test.app.get(Sealer).seal();
}, 60_000);
afterAll(() => test?.close());

it('stands beneath the pillars of every fund: money + receivable + goods + things − held for others − owed = worth', async () => {
  const funds = await test.db.query<{ id: number | null; code: string }[]>('SELECT id, code FROM fund WHERE foundation = $1 UNION ALL SELECT NULL, $2 ORDER BY id', [story.foundation, 'all']);
  const rows: string[] = [];
  for (const { id, code } of funds) {
    const { money, receivable, goods, things, inTrust, owed, worth } = await beneathOf(test.db, { foundation: story.foundation, fund: id });
    expect([code, money + receivable + goods + things - inTrust - owed]).toEqual([code, worth]);
    rows.push([code, ...[money, receivable, goods, things, inTrust, owed, worth].map(plain)].join(' | '));
  }
  expect(rows.join('\n')).toBe(table`
    original  | 1402400.00 | 0.00   | 0.00   | 598500.00 | 0.00    | 0.00    | 2000900.00
    general   | 24243.10   | 260.00 | 500.00 | 0.00      | 0.00    | 4323.60 | 20679.50
    stairs    | 1630.00    | 0.00   | 0.00   | 0.00      | 0.00    | 0.00    | 1630.00
    lunch     | 15165.40   | 0.00   | 100.00 | 2360.00   | 0.00    | 925.00  | 16700.40
    study     | 1890.00    | 70.00  | 0.00   | 0.00      | 0.00    | 0.00    | 1960.00
    evergreen | 100000.00  | 0.00   | 0.00   | 0.00      | 0.00    | 0.00    | 100000.00
    lift      | 9200.00    | 0.00   | 0.00   | 0.00      | 9200.00 | 0.00    | 0.00
    all       | 1554528.50 | 330.00 | 600.00 | 600860.00 | 9200.00 | 5248.60 | 2141869.90
  `);
});

it('reads what stands beside money by its index alone, none of a million gifts', async () => {
  const asked: string[] = [];
  await beneathOf({ query: (sql: string, values?: unknown[]) => { asked.push(sql); return test.db.query(sql, values); } }, { foundation: story.foundation, fund: null });
  const plan = await test.db.transaction(async (tx) => {
    await tx.query('SET LOCAL enable_seqscan = off'); // a table of a hundred lines would be read whole
    return tx.query<{ 'QUERY PLAN': string }[]>(`EXPLAIN ${asked[0]!}`, [story.foundation, null]);
  });
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('posting_beside_money');
  expect(text).not.toContain('posting_pkey');
});

it('is shown to residents and to machines', async () => {
  const page = await test.request().get('/f/liuyinli/ledger');
  expect(page.text).toContain('<dt>投资和固定资产</dt>');
  expect(page.text).toContain('<dt>代管的钱</dt>');
  const lunch = await test.request().get('/f/liuyinli/funds/lunch/ledger');
  expect(lunch.text).not.toContain('<dt>代管的钱</dt>');
});
