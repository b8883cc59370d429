import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Statements } from '../../src/ledger/statements/statements.service';
import { dataSourceOptions } from '../../src/platform/database';
import { type Figure, type Ground, median, shown } from './ground';
import { makeBooks } from './reading';

const LONG = 1_000_000;
const SHORT = 10_000;
const ROUNDS = 25;
const MONTH = '2026-06';
const THREE = ['balance-sheet', 'activities', 'cash-flow'] as const;

/** The three statements of books of a million postings against books of ten thousand, as many months long. */
export async function benchStatements(ground: Ground): Promise<Figure[]> {
  const owner = new Client({ connectionString: ground.ownerUrl });
  await owner.connect();
  console.log(`  (making books of ${LONG} and ${SHORT} postings)`);
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  try {
    // two postings an entry
    const [short, long] = [await makeBooks(owner, 'short', [['short', SHORT / 2]]), await makeBooks(owner, 'long', [['long', LONG / 2]])];
    const statements = new Statements();
    const make = async (foundation: number): Promise<number> => {
      const begun = performance.now();
      await db.transaction('REPEATABLE READ', async (tx) => {
        for (const name of THREE) await statements.statement(tx, { foundation, name, month: MONTH, lang: 'zh' });
      });
      return performance.now() - begun;
    };
    for (let warm = 0; warm < 10; warm++) await make(long).then(() => make(short));
    const times: { long: number; short: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push({ short: await make(short), long: await make(long) });
    const [ofLong, ofShort] = [median(times.map((t) => t.long)), median(times.map((t) => t.short))];
    return [{
      what: `the three statements of ${LONG} postings`, ratio: ofLong / ofShort, goal: '≤ 2', met: ofLong / ofShort <= 2,
      detail: `medians of ${ROUNDS} alternating rounds: ${shown(ofLong)} ms against ${shown(ofShort)} ms`, baseline: `the same of ${SHORT} postings over the same months`,
    }];
  } finally {
    await db.destroy();
    await owner.end();
  }
}
