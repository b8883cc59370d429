import { DataSource } from 'typeorm';
import type { FundRef } from '../../src/ledger/draft';
import { onlineGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Runs } from '../../src/ledger/runs';
import { dataSourceOptions } from '../../src/platform/database';
import { type Figure, type Ground, median, percentile, shown } from './ground';

const CALLERS = 64;
const FUNDS = 1000;
const ROUND_MS = 3_000;
const ROUNDS = 5;
const BASELINE = 'BEGIN; UPDATE bench_row SET v = v + $1 WHERE id = $2; INSERT INTO bench_log (r, v) VALUES ($2, $1); COMMIT';

/** Posting through the runs that the settle worker joins, against one UPDATE and one INSERT per transaction: same process, server and pool. */
export async function benchPosting(ground: Ground): Promise<Figure[]> {
  const owner = await new DataSource({ ...dataSourceOptions(ground.ownerUrl), poolSize: 1 }).initialize();
  await owner.query('CREATE TABLE bench_row (id int PRIMARY KEY, v bigint NOT NULL) WITH (fillfactor = 30)');
  await owner.query('CREATE TABLE bench_log (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, r int NOT NULL, v bigint NOT NULL)');
  await owner.query(`INSERT INTO bench_row SELECT g, 0 FROM generate_series(1, ${FUNDS}) g`);
  await owner.query('GRANT SELECT, INSERT, UPDATE ON bench_row, bench_log TO sizhu_app');
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  try {
    const ledger = new Ledger();
    const { funds, clearing } = await openFunds(db, owner);
    const runs = new Runs(db, ledger);
    let n = 0;
    const post = (hot: boolean) => async (): Promise<void> => {
      const draft = onlineGift({ day: '2026-11-20', source: `bench:${++n}`, fund: hot ? funds[0]! : funds[n % FUNDS]!, sum: 10_000n, clearing });
      const verdict = await runs.join(() => ({ drafts: [draft], record: ([its]) => its! }));
      if ('refused' in verdict) throw verdict.refused;
    };
    const simple = (hot: boolean) => async (): Promise<void> => {
      const row = hot ? 1 : (++n % FUNDS) + 1;
      await db.transaction(async (tx) => {
        await tx.query('UPDATE bench_row SET v = v + $1 WHERE id = $2', [10_000, row]);
        await tx.query('INSERT INTO bench_log (r, v) VALUES ($2, $1)', [10_000, row]);
      });
    };
    const figures: Figure[] = [];
    for (const hot of [false, true]) {
      await drive(simple(hot), 500);
      await drive(post(hot), 500);
      const rounds: { ratio: number; rate: number; base: number; p50: number; p99: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const before = await drive(simple(hot), ROUND_MS / 2);
        const posted = await drive(post(hot), ROUND_MS);
        const after = await drive(simple(hot), ROUND_MS / 2);
        const base = (before.rate + after.rate) / 2;
        rounds.push({ ratio: posted.rate / base, rate: posted.rate, base, p50: posted.p50, p99: posted.p99 });
      }
      const ratio = median(rounds.map((r) => r.ratio));
      figures.push({
        what: `posting, ${CALLERS} callers, ${hot ? 'one hot fund' : `${FUNDS} funds`}`, ratio, goal: '≥ 1.5 (aim 2.5)', met: ratio >= 1.5, baseline: BASELINE,
        detail: `rounds ${rounds.map((r) => shown(r.ratio)).join(' ')}; p50 ${shown(median(rounds.map((r) => r.p50)))} ms, p99 ${shown(median(rounds.map((r) => r.p99)))} ms; about ${Math.floor(median(rounds.map((r) => r.rate)))} entries/s here against ${Math.floor(median(rounds.map((r) => r.base)))}`,
      });
    }
    return figures;
  } finally {
    await db.destroy();
    await owner.destroy();
  }
}

async function openFunds(db: DataSource, owner: DataSource): Promise<{ funds: FundRef[]; clearing: number }> {
  const [foundation] = await db.query<{ id: number }[]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
     VALUES ('posting', '测量', 'Posting', 'p', 'p', 'r', 'r', '1', 'h', 'h', '测量之印') RETURNING id`);
  const [place] = await db.query<{ id: number }[]>(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1009', 'clearing', 'c', 'c') RETURNING id`, [foundation!.id]);
  const rows = await owner.query<{ id: number }[]>(`SELECT ledger_open_fund($1, 'f' || n, 'restricted', 'f' || n, 'f' || n, '2026-01-01') AS id FROM generate_series(1, ${FUNDS}) n`, [foundation!.id]); // without agreements: here only the books are measured
  const funds = rows.map(({ id }): FundRef => ({ id, foundation: foundation!.id, class: 'restricted' }));
  return { funds, clearing: place!.id };
}

/** So many callers, each calling again as soon as it is answered. */
async function drive(call: () => Promise<void>, milliseconds: number): Promise<{ rate: number; p50: number; p99: number }> {
  const times: number[] = [];
  const begun = performance.now();
  const end = begun + milliseconds;
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    while (performance.now() < end) {
      const start = performance.now();
      await call();
      times.push(performance.now() - start);
    }
  }));
  return { rate: times.length / ((performance.now() - begun) / 1000), p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
