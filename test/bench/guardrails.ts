import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { EndowmentQueries } from '../../src/funds/endowment/endowment.queries';
import { Guardrails } from '../../src/funds/guardrails';
import { costAccepted } from '../../src/ledger/entries';
import { Clock } from '../../src/platform/clock';
import { dataSourceOptions } from '../../src/platform/database';
import { type Figure, type Ground, median, shown } from './ground';
import { onPaper } from '../support/moves';
import { makeBooks } from './reading';

const LONG = 1_000_000;
const SHORT = 10_000;
const ROUNDS = 40;

interface House { readonly foundation: number; readonly fund: number }

/** The guard-rails of one spend in books of a million postings, against books of ten thousand over as many days: each with an agreement, and a campaign that goes on. */
export async function benchGuardrails(ground: Ground): Promise<Figure[]> {
  const owner = new Client({ connectionString: ground.ownerUrl });
  await owner.connect();
  console.log(`  (making books of ${LONG} and ${SHORT} postings)`);
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  try {
    // two postings an entry
    const [short, long] = [await makeHouse(owner, 'short', SHORT / 2), await makeHouse(owner, 'long', LONG / 2)];
    await owner.query('VACUUM ANALYZE');
    const guardrails = new Guardrails(new EndowmentQueries(), new Clock());
    const ask = async ({ foundation, fund }: House): Promise<number> => {
      const begun = performance.now();
      const found = await guardrails.of(db.manager, costAccepted({ day: '2026-06-18', source: 'asked', fund: { id: fund, foundation, class: 'restricted' }, sum: 100n, for: 'programme' }));
      const took = performance.now() - begun;
      if (!found.some(({ check, sums }) => check === 'campaign' && sums.raised! > 0n)) throw new Error('the campaign is not seen');
      return took;
    };
    for (let warm = 0; warm < 15; warm++) await ask(long).then(() => ask(short));
    const times: { short: number; long: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) times.push({ short: await ask(short), long: await ask(long) });
    const [ofLong, ofShort] = [median(times.map((t) => t.long)), median(times.map((t) => t.short))];
    return [{
      what: `the guard-rails of one spend in books of ${LONG} postings`, ratio: ofLong / ofShort, goal: '≤ 1.3', met: ofLong / ofShort <= 1.3,
      detail: `medians of ${ROUNDS} alternating rounds: ${shown(ofLong)} ms against ${shown(ofShort)} ms`, baseline: `the same in books of ${SHORT} postings over the same days`,
    }];
  } finally {
    await db.destroy();
    await owner.end();
  }
}

async function makeHouse(owner: Client, code: string, entries: number): Promise<House> {
  const foundation = await makeBooks(owner, code, [[code, entries]]);
  const { rows: [row] } = await owner.query<{ fund: number }>('SELECT id AS fund FROM fund WHERE foundation = $1', [foundation]);
  const { fund } = row!;
  await owner.query('INSERT INTO fund_raising_day SELECT * FROM fund_raising_day_anew WHERE fund = $1', [fund]);
  await onPaper(owner, fund, '2024-01-01');
  await owner.query(`WITH filed AS (INSERT INTO campaign (foundation, filing_no, filed_on, from_day, to_day, target) VALUES ($1, 'A', '2023-12-01', '2024-01-01', '2026-12-31', 1) RETURNING id)
    INSERT INTO raising (fund, foundation, mode, from_day, campaign) SELECT $2, $1, 'public', '2024-01-01', id FROM filed`, [foundation, fund]);
  return { foundation, fund };
}
