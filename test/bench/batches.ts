import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource } from 'typeorm';
import { BatchPosting } from '../../src/giving/batches/batch-posting.service';
import { GiftBatches } from '../../src/giving/batches/batches.service';
import { Ledger } from '../../src/ledger/ledger.service';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { Clock } from '../../src/platform/clock';
import { dataSourceOptions } from '../../src/platform/database';
import { Worker } from '../../src/platform/worker';
import { type Figure, type Ground, median, shown } from './ground';

const LINES = 100_000;
const ROUNDS = 3;
const MOST_GROWTH = 300 * 2 ** 20;

/** A list of 100,000 gifts from its upload to the books, against COPY of the same lines into a table without a key: same process, server and file. */
export async function benchBatches(ground: Ground): Promise<Figure[]> {
  const db = await new DataSource(dataSourceOptions(ground.appUrl)).initialize();
  const owner = new Client({ connectionString: ground.ownerUrl });
  await owner.connect();
  await owner.query('CREATE TABLE bench_gift (no text, day date, sum numeric, fund text, name text, display text)');
  try {
    const [clock, ledger, worker] = [new Clock(), new Ledger(), new Worker()];
    const batches = new GiftBatches(db, ledger, clock, worker);
    const posting = new BatchPosting(db, ledger, new Vouchers(), clock, worker);
    const { foundation, bank, general, people } = await house(db, owner, ledger);
    const rounds: { ratio: number; read: number; book: number; copy: number; growth: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { file, gross } = list(round);
      const copy = await timed(() => copied(owner, file));
      const before = process.memoryUsage.rss();
      const peak = watched();
      let batch = 0;
      const read = await timed(async () => {
        ({ batch } = await batches.upload(foundation, { channel: 'platform', place: `平台 ${round}`, store: null, bank, bearer: general, fund: general, payout: gross - 100n, fee: 100n, columns: null },
          { originalname: 'bench.csv', size: file.length, buffer: file }, { id: people[0]!, name: '', roles: [] }));
      });
      await batches.confirm(foundation, batch, { id: people[1]!, name: '', roles: [] });
      const book = await timed(async () => {
        while (await posting.run());
      });
      const growth = peak() - before;
      const [{ posted }] = await db.query<[{ posted: number }]>('SELECT count(*)::int AS posted FROM gift_batch_entry WHERE batch = $1', [batch]);
      if (posted !== LINES) throw new Error(`${posted} lines of ${LINES} are in the books`);
      rounds.push({ ratio: copy / (read + book), read, book, copy, growth });
    }
    const middle = (of: (r: (typeof rounds)[number]) => number): number => median(rounds.map(of));
    const perSecond = (ms: number): string => String(Math.floor(LINES / (ms / 1000)));
    const growth = Math.max(...rounds.map((r) => r.growth)) / MOST_GROWTH;
    return [
      {
        what: `a list of ${LINES} gifts, from upload to the books`, ratio: middle((r) => r.ratio), goal: '≥ 0.005', met: middle((r) => r.ratio) >= 0.005, baseline: 'COPY bench_gift FROM STDIN (FORMAT csv, HEADER)',
        detail: `rounds ${rounds.map((r) => shown(r.ratio * 1000)).join(' ')} ‰; about ${perSecond(middle((r) => r.read + r.book))} lines/s here against ${perSecond(middle((r) => r.copy))}; read ${shown(middle((r) => r.read) / 1000)} s, booked ${shown(middle((r) => r.book) / 1000)} s`,
      },
      {
        what: 'growth of memory meanwhile, of 300 MB', ratio: growth, goal: '≤ 1', met: growth <= 1, baseline: 'resident memory of the process before the upload, largest of the rounds',
        detail: `rounds ${rounds.map((r) => `${Math.floor(r.growth / 2 ** 20)} MB`).join(', ')}`,
      },
    ];
  } finally {
    await owner.end();
    await db.destroy();
  }
}

async function house(db: DataSource, owner: Client, ledger: Ledger): Promise<{ foundation: number; bank: number; general: number; people: number[] }> {
  const [{ id: foundation }] = await db.query<[{ id: number }]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
     VALUES ('batches', '测量', 'Batches', 'p', 'p', 'r', 'r', '1', 'h', 'h', '测量之印') RETURNING id`);
  const [{ id: bank }] = await db.query<[{ id: number }]>(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1002', 'bank', 'b', 'b') RETURNING id`, [foundation]);
  const people = (await db.query<{ id: number }[]>(`INSERT INTO person (name, english_name) VALUES ('甲', 'A'), ('乙', 'B') RETURNING id`)).map(({ id }) => id);
  for (let n = 0; n < 20; n++) await owner.query("SELECT ledger_open_fund($1, $2, 'restricted', $2, $2, '2026-01-01')", [foundation, `f${n}`]); // without its agreement: here only the books are measured
  const general = await db.transaction((tx) => ledger.openFund(tx, { foundation, code: 'general', class: 'general', name: '一般基金', englishName: 'General fund', openedOn: '2026-01-01' }));
  return { foundation, bank, general, people };
}

function list(round: number): { file: Buffer; gross: bigint } {
  const rows = ['交易号,时间,金额,基金,姓名,公开方式'];
  let gross = 0n;
  for (let n = 0; n < LINES; n++) {
    const fen = 100 + ((n * 7919) % 100_000);
    gross += BigInt(fen);
    rows.push(`${String(round).padStart(4, '0')}${String(n).padStart(24, '0')},2026-01-${String(1 + (n % 28)).padStart(2, '0')},${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')},f${n % 20},${n % 3 === 0 ? `王芳${n},部分公开` : ','}`);
  }
  return { file: Buffer.from(`${rows.join('\n')}\n`), gross };
}

async function copied(owner: Client, file: Buffer): Promise<void> {
  await owner.query('TRUNCATE bench_gift');
  const stream = owner.query(copyFrom('COPY bench_gift FROM STDIN (FORMAT csv, HEADER)'));
  await pipeline(Readable.from([file]), stream);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Looks at the memory until it is asked for the most it has seen. */
function watched(): () => number {
  let most = process.memoryUsage.rss();
  const look = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  return () => {
    clearInterval(look);
    return Math.max(most, process.memoryUsage.rss());
  };
}
