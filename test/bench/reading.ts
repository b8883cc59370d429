import { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { csvSql } from '../../src/disclosure/download';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants } from 'node:zlib';
import { type Figure, type Ground, median, shown } from './ground';
import { Server } from './server';

const LONG = 1_000_000;
const SHORT = 10_000;
const PAGE_ROUNDS = 40;
const FILE_ROUNDS = 3;
const MEMORY_GOAL_MB = 150;
const KB = 1024;

/** What residents read: the first page of a long ledger against a short one, and the whole of it as a file. */
export async function benchPages(ground: Ground): Promise<Figure[]> {
  const db = new Client({ connectionString: ground.ownerUrl });
  await db.connect();
  console.log(`  (making books of ${LONG} and ${SHORT} entries)`);
  let server: Server | undefined;
  try {
    await makeBooks(db);
    server = await Server.start(ground, 'src/main.js');
    return [await pages(server), ...(await files(server, ground)), ...(await sizes(server))];
  } finally {
    await server?.stop();
    await db.end();
  }
}

async function pages(server: Server): Promise<Figure> {
  const read = async (fund: string): Promise<number> => {
    const begun = performance.now();
    const answer = await fetch(`${server.origin}/funds/${fund}/ledger`);
    await answer.text();
    if (!answer.ok) throw new Error(`${fund}: ${answer.status}`);
    return performance.now() - begun;
  };
  for (let warm = 0; warm < 10; warm++) await read('long').then(() => read('short'));
  const times: { long: number; short: number }[] = [];
  for (let round = 0; round < PAGE_ROUNDS; round++) times.push({ short: await read('short'), long: await read('long') });
  const [long, short] = [median(times.map((t) => t.long)), median(times.map((t) => t.short))];
  return {
    what: `first ledger page of a fund with ${LONG} entries`, ratio: long / short, goal: '≤ 1.3', met: long / short <= 1.3,
    detail: `medians of ${PAGE_ROUNDS} alternating rounds: ${shown(long)} ms against ${shown(short)} ms`, baseline: `the same page of a fund with ${SHORT} entries`,
  };
}

async function files(server: Server, ground: Ground): Promise<Figure[]> {
  const sql = csvSql({ foundation: 1, fund: await fundId(ground) }, { q: null, kind: null, month: null, min: null, max: null }, 'zh');
  const ratios: number[] = [];
  const told: string[] = [];
  await sleep(2_000);
  const idle = server.memory();
  server.forgetPeak();
  for (let round = 0; round < FILE_ROUNDS; round++) {
    const copied = await timed(() => copy(ground, sql));
    const fetched = await timed(() => download(`${server.origin}/funds/long/ledger?format=csv`));
    ratios.push(fetched.rate / copied.rate);
    told.push(`${shown(fetched.bytes / KB / KB)} MB in ${shown(fetched.seconds)} s against ${shown(copied.seconds)} s`);
  }
  const above = server.peak() - idle;
  return [
    { what: `CSV of ${LONG} lines over HTTP`, ratio: median(ratios), goal: '≥ 0.5', met: median(ratios) >= 0.5, detail: told.join('; '), baseline: `COPY of the same query and columns by this process: ${sql.replace(/\s+/g, ' ')}` },
    { what: `memory while the CSV is read, in ${MEMORY_GOAL_MB} MB above idle`, ratio: above / MEMORY_GOAL_MB, goal: '< 1', met: above < MEMORY_GOAL_MB, detail: `peak ${shown(server.peak())} MB, idle ${shown(idle)} MB`, baseline: 'VmHWM of the server process against its VmRSS before' },
  ];
}

async function sizes(server: Server): Promise<Figure[]> {
  const page = await (await fetch(`${server.origin}/funds/long/ledger`)).text();
  const packed = (text: string | Buffer, quality: number): number => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }).length;
  const asset = async (pattern: RegExp): Promise<number> => packed(Buffer.from(await (await fetch(`${server.origin}${pattern.exec(page)![0]}`)).arrayBuffer()), 11);
  const figure = (what: string, bytes: number, most: number): Figure => ({ what, ratio: bytes / (most * KB), goal: '≤ 1', met: bytes <= most * KB, detail: `${bytes} bytes Brotli`, baseline: `${most} KB (ux C10)` });
  return [
    figure('HTML of a ledger page of 50 rows', packed(page, 4), 8),
    figure('CSS', await asset(/\/assets\/public\.\w+\.css/), 8),
    figure('JS', await asset(/\/assets\/site\.\w+\.js/), 3),
  ];
}

async function timed(work: () => Promise<number>): Promise<{ bytes: number; seconds: number; rate: number }> {
  const begun = performance.now();
  const bytes = await work();
  const seconds = (performance.now() - begun) / 1000;
  return { bytes, seconds, rate: 1 / seconds };
}

async function download(url: string): Promise<number> {
  const answer = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  if (!answer.ok || !answer.body) throw new Error(`${url}: ${answer.status}`);
  let bytes = 0;
  for await (const part of answer.body) bytes += (part as Uint8Array).length;
  return bytes;
}

async function copy(ground: Ground, sql: string): Promise<number> {
  const client = new Client({ connectionString: ground.appUrl });
  await client.connect();
  try {
    let bytes = 0;
    for await (const part of client.query(copyTo(sql))) bytes += (part as Buffer).length;
    return bytes;
  } finally {
    await client.end();
  }
}

async function fundId(ground: Ground): Promise<number> {
  const client = new Client({ connectionString: ground.appUrl });
  await client.connect();
  const { rows } = await client.query<{ id: number }>("SELECT id FROM fund WHERE code = 'long'");
  await client.end();
  return rows[0]!.id;
}

/**
 * Sealed gifts in a foundation of their own, as the posting function and the sealer would have left them; written at once by the owner.
 * @param funds a fund each: its code, and how many gifts it has had
 */
export async function makeBooks(db: Client, code = 'reading', funds: readonly (readonly [code: string, entries: number])[] = [['short', SHORT], ['long', LONG]]): Promise<number> {
  const { rows: [foundation] } = await db.query<{ id: number }>(`INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
    VALUES ($1, '测量', 'Reading', 'p', 'p', 'r', 'r', '1', 'h', 'h', '测量之印') RETURNING id`, [code]);
  const of = foundation!.id;
  const { rows: [place] } = await db.query<{ id: number }>("INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1009', 'clearing', 'c', 'c') RETURNING id", [of]);
  const { rows: [last] } = await db.query<{ id: string }>('SELECT coalesce(max(id), 0) AS id FROM journal_entry');
  const first = Number(last!.id);
  for (const table of ['journal_entry', 'entry_fund', 'posting', 'sealed_entry']) await db.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  let from = 0;
  for (const [code, entries] of funds) {
    const { rows } = await db.query<{ id: number }>("SELECT ledger_open_fund($2, $1, 'restricted', $1, $1, '2024-01-01') AS id", [code, of]);
    const fund = rows[0]!.id;
    const days = `('2024-01-01'::date + ((g * 900::bigint) / ${entries})::int)`;
    const standard = `CASE WHEN ${days} < '2026-01-01' THEN 2004 ELSE 2026 END`;
    const range = `generate_series(1, ${entries}) g`;
    const id = `${first + from} + g`;
    await db.query(`INSERT INTO journal_entry (id, foundation, kind, forced, standard, day, fact_day, source) SELECT ${id}, ${of}, 'online gift', false, ${standard}, ${days}, ${days}, 'made:' || (${id}) FROM ${range}`);
    await db.query(`INSERT INTO entry_words (entry, party, party_salt) SELECT ${id}, '爱心人士', '' FROM ${range}`);
    await db.query(`INSERT INTO entry_fund (entry, fund, foundation, class, day, money, owed, promised, worth, money_after) SELECT ${id}, ${fund}, ${of}, 'restricted', ${days}, 9000, 0, 0, 9000, g::bigint * 9000 FROM ${range}`);
    await db.query(`INSERT INTO posting (entry, line, fund, standard, account, debit, place) SELECT ${id}, l, ${fund}, ${standard}, CASE l WHEN 1 THEN '1009' ELSE '410102' END, CASE l WHEN 1 THEN 9000 ELSE -9000 END, CASE l WHEN 1 THEN ${place!.id} END FROM ${range}, generate_series(1, 2) l`);
    await db.query(`INSERT INTO sealed_entry (foundation, number, entry, voucher, day, money, money_after) SELECT ${of}, ${from} + g, ${id}, 'SR-' || to_char(${days}, 'YYYY-MM') || '-' || (${from} + g), ${days}, 9000, (${from} + g)::bigint * 9000 FROM ${range}`);
    await db.query(`UPDATE fund_balance SET money = ${entries}::bigint * 9000, worth = ${entries}::bigint * 9000 WHERE fund = ${fund}`);
    await db.query(`INSERT INTO fund_month SELECT ${of}, ${fund}, date_trunc('month', day)::date, sum(money), 0, count(*), 0 FROM entry_fund WHERE fund = ${fund} GROUP BY 3`);
    from += entries;
  }
  await db.query(`INSERT INTO fund_month SELECT ${of}, 0, month, sum(received), 0, sum(received_count), 0 FROM fund_month WHERE foundation = ${of} GROUP BY month`);
  await db.query(`INSERT INTO account_month SELECT * FROM account_month_anew WHERE foundation = ${of}`);
  await db.query(`INSERT INTO log_head (foundation, size, hashed, money) VALUES (${of}, ${from}, ${from}, ${from}::bigint * 9000)`);
  for (const table of ['journal_entry', 'entry_fund', 'posting', 'sealed_entry']) await db.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  // the nightly full check is not what is measured here
  await db.query("INSERT INTO verification_run (finished_at, answers) VALUES (now(), '[]')");
  await db.query('VACUUM ANALYZE');
  return of;
}
