import { Client } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { figureAt, STATEMENTS } from '../../src/ledger/statements/statement';
import { rowsBehind } from '../../src/ledger/statements/statements.queries';
import { Statements } from '../../src/ledger/statements/statements.service';
import { dataSourceOptions } from '../../src/platform/database';
import { type Figure, type Ground, median, shown } from './ground';
import { askMatching, makeStatements } from './matching';
import { makeBooks } from './reading';

const LONG = 1_000_000;
const SHORT = 10_000;
const ROUNDS = 25;
const MONTH = '2026-06';

/** The statements of books of a million postings, and the rows behind a figure of them, against books of ten thousand, as many months long; and then what the bank says of them. */
export async function benchStatements(ground: Ground): Promise<Figure[]> {
  const owner = new Client({ connectionString: ground.ownerUrl });
  await owner.connect();
  console.log(`  (making books of ${LONG} and ${SHORT} postings)`);
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  try {
    // two postings an entry
    const [short, long] = [await makeBooks(owner, 'short', [['short', SHORT / 2]]), await makeBooks(owner, 'long', [['long', LONG / 2]])];
    const statements = new Statements();
    const timed = async (work: (tx: EntityManager) => Promise<unknown>): Promise<number> => {
      const begun = performance.now();
      await db.transaction('REPEATABLE READ', work);
      return performance.now() - begun;
    };
    const make = (foundation: number): Promise<number> => timed(async (tx) => {
      for (const name of STATEMENTS) await statements.statement(tx, { foundation, name, month: MONTH, lang: 'zh' });
    });
    // all the money there is, and the gifts of a month that is long past: the newest lines, and those a walk has to find
    const open = (foundation: number): Promise<number> => timed(async (tx) => {
      for (const [name, line, column] of [['balance-sheet', 'money', 'end'], ['activities', 'gifts', 'month']] as const) {
        const { figure } = figureAt((await statements.statement(tx, { foundation, name, month: MONTH, lang: 'zh' })).tables, line, column)!;
        await rowsBehind(tx, { foundation, month: MONTH }, figure, { at: { side: 'newest' }, most: 51, what: "''", lang: 'zh' });
      }
    });
    const match = async (foundation: number): Promise<number> => {
      const begun = performance.now();
      await askMatching(db, foundation, MONTH);
      return performance.now() - begun;
    };
    const compared = async (what: string, work: (foundation: number) => Promise<number>, most = 2): Promise<Figure> => {
      for (let warm = 0; warm < 10; warm++) await work(long).then(() => work(short));
      const times: { long: number; short: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) times.push({ short: await work(short), long: await work(long) });
      const [ofLong, ofShort] = [median(times.map((t) => t.long)), median(times.map((t) => t.short))];
      return {
        what, ratio: ofLong / ofShort, goal: `≤ ${most}`, met: ofLong / ofShort <= most,
        detail: `medians of ${ROUNDS} alternating rounds: ${shown(ofLong)} ms against ${shown(ofShort)} ms`, baseline: `the same of ${SHORT} postings over the same months`,
      };
    };
    const figures = [await compared(`the five statements of ${LONG} postings`, make), await compared(`a statement of ${LONG} postings and the first rows behind a figure of it, twice`, open)];
    const superuser = new Client({ connectionString: ground.superuserUrl });
    await superuser.connect();
    await makeStatements(superuser, [short, long]).finally(() => superuser.end());
    return [...figures, await compared(`what the page of matching asks of a clearing account with ${LONG / 2} postings, a thousand of them open`, match, 3)];
  } finally {
    await db.destroy();
    await owner.end();
  }
}
