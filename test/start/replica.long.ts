import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { dataSourceOptions } from '../../src/platform/database';
import { type Cluster, socketFolder, socketUrl, startCluster, SUPERUSER } from '../../src/platform/embedded-postgres';
import { APP_ROLE, createRolesAndDatabase, OWNER_ROLE } from '../../src/platform/local-database';
import { ROOT, Started, until } from './started';

jest.setTimeout(120_000);

const DATABASE = 'sizhu';
const GIFT = '备库试笔';

// Two PostgreSQL servers, the second a streaming standby of the first, and the real program beside them.
let folder: string, primary: Cluster, standby: Cluster, app: Started, books: DataSource, first: Client, second: Client;
let port = 21_000 + (process.pid % 20_000);
const at = (name: 'primary' | 'standby'): string => join(folder, name);
const environment = (): Record<string, string> => ({
  DATA_DIR: join(folder, 'var'), PORT: String(port++),
  DATABASE_URL: socketUrl(at('primary'), APP_ROLE, DATABASE), DATABASE_OWNER_URL: socketUrl(at('primary'), OWNER_ROLE, DATABASE), DATABASE_REPLICA_URLS: socketUrl(at('standby'), APP_ROLE, DATABASE),
});
const startPrimary = (): Promise<Cluster> => startCluster({ dataDir: at('primary'), settings: { fsync: 'off' } });
/** It notes down every statement, with the name of the program that asks. */
const startStandby = (): Promise<Cluster> => startCluster({ dataDir: at('standby'), settings: {
  fsync: 'off', log_statement: 'all', log_line_prefix: '%a|', primary_conninfo: `host=${socketFolder(at('primary'))} port=5432 user=${SUPERUSER} application_name=standby`,
} });
async function connect(name: 'primary' | 'standby'): Promise<Client> {
  const client = new Client({ connectionString: socketUrl(at(name), SUPERUSER, DATABASE) });
  client.on('error', () => undefined); // its server is stopped below
  await client.connect();
  return client;
}

beforeAll(async () => {
  execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT });
  folder = mkdtempSync(join(tmpdir(), 'sizhu-replica-'));
  chmodSync(folder, 0o755);
  primary = await startPrimary();
  await createRolesAndDatabase(socketUrl(at('primary'), SUPERUSER, 'postgres'), DATABASE);
  for (const task of ['migrate', 'seed']) {
    const done = new Started({ ...environment(), DATABASE_REPLICA_URLS: '' }, `tasks/${task}.js`);
    if ((await done.exit) !== 0) throw new Error(done.said);
  }
  await primary.stop();
  execFileSync('cp', ['-a', at('primary'), at('standby')]);
  writeFileSync(join(at('standby'), 'standby.signal'), '');
  [primary, standby] = await Promise.all([startPrimary(), startStandby()]);
  [first, second] = await Promise.all([connect('primary'), connect('standby')]);
  books = await new DataSource(dataSourceOptions(environment().DATABASE_URL!)).initialize();
  app = await new Started(environment()).serves();
});
afterAll(async () => {
  await app?.kill('SIGTERM').exit;
  await Promise.all([books?.destroy(), first?.end(), second?.end()]);
  await Promise.all([primary?.stop(), standby?.stop()]);
  for (const left of [folder, socketFolder(at('primary')), socketFolder(at('standby'))]) rmSync(left, { recursive: true, force: true });
});

const standbyLog = (): string => readFileSync(`${at('standby')}.log`, 'utf8');
/** What the program has asked of the standby so far. */
const asked = (): number => standbyLog().match(/^sizhu\|LOG:.*(SELECT|COPY)/gm)?.length ?? 0;
const get = async (path: string): Promise<{ status: number; text: string }> => {
  const reply = await fetch(app.address + path, { redirect: 'manual' });
  return { status: reply.status, text: await reply.text() };
};
const caughtUp = async (): Promise<void> => {
  const [{ now }] = (await first.query<{ now: string }>('SELECT pg_current_wal_lsn() AS now')).rows as [{ now: string }];
  await until(async () => (await second.query<{ there: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1 AS there', [now])).rows[0]!.there);
};

let gifts = 0;
/** A gift of one's own words; the program numbers it. */
async function give(): Promise<{ note: string; no: string }> {
  const note = `${GIFT}${++gifts}`;
  const one = async <T>(sql: string): Promise<T> => (await books.query<T[]>(sql))[0]!;
  const fund = await one<FundRef>("SELECT id, foundation, class FROM fund WHERE code = 'elder-lunch'");
  const { bank, day } = await one<{ bank: number; day: string }>(`SELECT id AS bank, (now() AT TIME ZONE 'Asia/Shanghai')::date AS day FROM place WHERE account = '1002' AND foundation = ${fund.foundation}`);
  const entry = await books.transaction((tx) => new Ledger().enter(tx, bankGift({ fund, bank, day, sum: 100n, source: `replica:${gifts}`, note })));
  let no = '';
  await until(async () => Boolean((no = (await books.query<{ voucher: string }[]>('SELECT voucher FROM sealed_entry WHERE entry = $1', [entry]))[0]?.voucher ?? '')));
  return { note, no };
}

const BOOK = ['/', '/ledger', '/ledger?format=csv', '/ledger?format=json', '/funds/elder-lunch/ledger', '/funds/elder-lunch/ledger?format=csv', '/funds/elder-lunch/ledger?format=json', '/verification', '/api/v1/funds', '/api/v1/funds/elder-lunch', '/api/v1/entries'];
const LISTS = ['/', '/ledger', '/ledger?format=csv', '/ledger?format=json', '/funds/elder-lunch/ledger', '/funds/elder-lunch/ledger?format=csv', '/api/v1/entries'];
const ELSEWHERE = ['/funds', '/funds/elder-lunch', '/verification/checkpoint', '/ledger/journal.txt', '/api/v1/checkpoints/latest', '/health/ready'];

const showing = async (note: string): Promise<string[]> => {
  const shown: string[] = [];
  for (const path of LISTS) if ((await get(path)).text.includes(note)) shown.push(path);
  return shown;
};

it('the standby is one: it receives what the first writes, and writes nothing', async () => {
  await caughtUp();
  expect((await second.query('SELECT pg_is_in_recovery() AS standby')).rows).toEqual([{ standby: true }]);
  expect((await first.query('SELECT application_name, state FROM pg_stat_replication')).rows).toEqual([{ application_name: 'standby', state: 'streaming' }]);
  await expect(second.query('CREATE TABLE mine (x int)')).rejects.toMatchObject({ code: '25006' });
});

it.each(BOOK)('%s is answered by the standby', async (path) => {
  const before = asked();
  expect((await get(path)).status).toBe(200);
  expect(asked()).toBeGreaterThan(before);
});

it('so is an entry, its proof and its number', async () => {
  const { no } = await give();
  await caughtUp();
  for (const [path, status] of [[`/entries/${no}`, 200], [`/api/v1/entries/${no}`, 200], [`/api/v1/entries/${no}/proof`, 200], [`/verification?no=${no}`, 200], [`/verification/${no}`, 302]] as const) {
    const before = asked();
    expect([path, (await get(path)).status]).toEqual([path, status]);
    expect(asked()).toBeGreaterThan(before);
  }
});

it.each(ELSEWHERE)('%s is answered too', async (path) => {
  expect((await get(path)).status).toBe(200);
});

it('the connections are the program’s', async () => {
  const { rows } = await second.query("SELECT DISTINCT usename, datname FROM pg_stat_activity WHERE application_name = 'sizhu'");
  expect(rows).toEqual([{ usename: APP_ROLE, datname: DATABASE }]);
});

it('while the standby stands still the book shows the older state, what is written goes to the first, and a new entry is found there', async () => {
  await caughtUp();
  await second.query('SELECT pg_wal_replay_pause()');
  await until(async () => (await second.query<{ state: string }>('SELECT pg_get_wal_replay_pause_state() AS state')).rows[0]!.state === 'paused');
  const { note, no } = await give();
  const begun = await fetch(`${app.address}/api/v1/funds/elder-lunch/donations`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ amount: '9000' }) });
  expect(begun.status).toBe(201);
  const { no: gift } = (await begun.json()) as { no: string };
  const known = async (client: Client): Promise<number> => (await client.query('SELECT FROM donation WHERE no = $1', [gift])).rowCount!;
  expect([await known(first), await known(second)]).toEqual([1, 0]);
  expect(await showing(note)).toEqual([]);
  expect((await get(`/entries/${no}`)).text).toContain(note);

  await second.query('SELECT pg_wal_replay_resume()');
  await caughtUp();
  expect(await showing(note)).toEqual(LISTS);
  expect(await known(second)).toBe(1);
});

it('nobody has tried to write on the standby', () => {
  const wrong = standbyLog().split('\n').filter((line) => /^sizhu\|(ERROR|FATAL)/.test(line));
  expect(wrong).toEqual([]);
  expect(app.said).not.toMatch(/25006|read-only transaction|"level":[56]0/);
});

it('connections that the standby ends are made again', async () => {
  await second.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sizhu'");
  for (const path of BOOK) expect([path, (await get(path)).status]).toEqual([path, 200]);
});

it('when the standby is stopped the first answers, the log says so, and the standby is asked again when it is back', async () => {
  await standby.stop();
  for (const path of [...BOOK, ...ELSEWHERE]) expect([path, (await get(path)).status]).toEqual([path, 200]);
  const { note } = await give();
  expect(await showing(note)).toEqual(LISTS);
  expect(app.said.match(/replica .* does not answer/g)).toHaveLength(1);
  expect(app.said).not.toMatch(/"level":[56]0/);

  standby = await startStandby();
  second = await connect('standby');
  const before = asked();
  await until(async () => (await get('/ledger')).status === 200 && asked() > before);
  await caughtUp();
  expect(await showing(note)).toEqual(LISTS);
});

it('starts without its standby', async () => {
  expect(await app.kill('SIGTERM').exit).toBe(0);
  await standby.stop();
  app = await new Started(environment()).serves();
  expect(app.said).toMatch(/replica .* does not answer/);
  for (const path of BOOK) expect([path, (await get(path)).status]).toEqual([path, 200]);
});
