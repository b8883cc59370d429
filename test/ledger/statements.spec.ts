import { Statements } from '../../src/ledger/statements/statements.service';
import { Sealer } from '../../src/ledger/sealer';
import { SetClock, startApp, type TestApp } from '../support/app';
import { everyKind, type EveryKind } from '../support/every-kind';
import { plain } from '../../src/rules/money';

let test: TestApp;
let story: EveryKind;
beforeAll(async () => {
  test = await startApp({ clock: new SetClock('2026-12-31T04:00:00Z') });
  story = await everyKind(test.db);
  await test.app.get(Sealer).seal();
}, 60_000);
afterAll(() => test?.close());

it.each(['2025-12', '2026-03', '2026-12'])('agree in %s', async (month) => {
  const st = test.app.get(Statements);
  const agreements = await st.agreements(test.db, story.foundation, month);
  for (const name of ['balance-sheet', 'activities', 'cash-flow', 'trial-balance', 'funds'] as const) {
    const { tables } = await st.statement(test.db, { foundation: story.foundation, name, month, lang: 'zh' });
    for (const t of tables) console.log([month, t.zh, ...t.rows.filter((r) => r.figures.some((f) => f.sum !== 0n)).map((r) => `${r.zh}: ${r.figures.map((f) => plain(f.sum)).join(' | ')}`)].join('\n'));
  }
  expect(agreements.filter((a) => !a.holds)).toEqual([]);
});
