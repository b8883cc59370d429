import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { socketFolder } from '../../src/platform/embedded-postgres';
import { localDatabaseOwnerUrl } from '../../src/platform/local-database';
import { set } from '../support/database';
import { ROOT, running, Started, until } from './started';

jest.setTimeout(90_000);

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('npm start', () => {
  let folder: string, DATA_DIR: string, PORT: string;
  let port = 20_000 + (process.pid % 20_000);
  const start = (more: Record<string, string> = {}, program?: string): Started => new Started({ DATA_DIR, PORT, ...more }, program);
  const postgres = (): number => Number(readFileSync(join(DATA_DIR, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  const parent = (pid: number): number => Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

  async function asOwner<T extends object>(sql: string): Promise<T[]> {
    const client = new Client({ connectionString: localDatabaseOwnerUrl(DATA_DIR) });
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }
  /** Something committed, and whether it is still there. */
  const write = (word: string): Promise<object[]> => asOwner(`CREATE TABLE IF NOT EXISTS kept (word text); INSERT INTO kept VALUES ('${word}')`);
  const words = async (): Promise<string[]> => (await asOwner<{ word: string }>('SELECT word FROM kept ORDER BY word')).map((row) => row.word);

  beforeAll(() => execFileSync('npm', ['run', '-s', 'build'], { cwd: ROOT }));
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sizhu-start-'));
    chmodSync(folder, 0o755);
    DATA_DIR = join(folder, 'var');
    PORT = String(port++);
  });
  afterEach(async () => {
    for (const one of running) one.kill('SIGTERM');
    await Promise.all([...running].map((one) => one.exit));
    await until(() => !existsSync(join(DATA_DIR, 'postgres', 'postmaster.pid')) || !alive(postgres()));
    for (const left of [folder, socketFolder(join(DATA_DIR, 'postgres'))]) rmSync(left, { recursive: true, force: true });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('begins on an empty folder, ends on %s, and finds its books again', async (signal) => {
    const first = await start().serves();
    await write('first');
    const server = postgres();
    expect(await first.kill(signal).exit).toBe(0);
    expect(alive(server)).toBe(false);

    await start().serves();
    expect(await words()).toEqual(['first']);
  });

  it('says where Sizhu already runs, and leaves it alone', async () => {
    const first = await start().serves();
    await start({ PORT: String(port++) }).givesUp(new RegExp(`^四柱已在此目录运行.*localhost:${PORT}.*${first.pid}`), /^Sizhu already runs in this folder/);
    await start({}, 'tasks/migrate.js').exit.then((code) => expect(code).toBe(0));
    await first.serves();
  });

  it('begins once when started twice at once', async () => {
    const both = [start(), start({ PORT: String(port++) })];
    const codes = await Promise.all(both.map((one) => Promise.race([one.serves().then(() => 'serves', () => one.exit), one.exit])));
    expect(codes.sort()).toEqual([1, 'serves']);
    expect(both.map((one) => one.said).join()).toContain('already runs');
  });

  it('heals after kill -9 of node: PostgreSQL goes with it', async () => {
    const first = await start().serves();
    await write('kept');
    const server = postgres();
    first.kill('SIGKILL');
    await first.exit;
    await until(() => !alive(server));
    await start().serves();
    expect(await words()).toEqual(['kept']);
  });

  it('begins anew after a first start that was killed while it wrote the demo', async () => {
    const first = start();
    const entries = (): Promise<{ n: number }[]> => asOwner<{ n: number }>('SELECT count(*)::int AS n FROM journal_entry').catch(() => [{ n: 0 }]);
    await until(async () => (await entries())[0]!.n > 0);
    first.kill('SIGKILL');
    await first.exit;
    await start().serves();
    expect(await asOwner('SELECT code FROM foundation ORDER BY id')).toEqual([{ code: 'wutongli' }, { code: 'qingshi' }, { code: 'chaoyang' }]);
    expect((await entries())[0]!.n).toBeGreaterThan(200);
  });

  it('says so when PostgreSQL is killed, and recovers', async () => {
    const first = await start().serves();
    await write('kept');
    first.said = '';
    process.kill(postgres(), 'SIGKILL');
    await first.givesUp(/意外停止/, /has stopped unexpectedly/);
    await start().serves();
    expect(await words()).toEqual(['kept']);
  });

  it('recovers when all are killed at once, and started again at once', async () => {
    const first = await start().serves();
    await write('kept');
    const server = postgres();
    for (const pid of [first.pid, parent(server), server]) process.kill(pid, 'SIGKILL');
    await start().serves();
    expect(await words()).toEqual(['kept']);
  });

  it('ends a PostgreSQL that nobody watches any more', async () => {
    const first = await start().serves();
    await write('kept');
    const server = postgres();
    for (const pid of [parent(server), first.pid]) process.kill(pid, 'SIGKILL');
    await first.exit;
    expect(alive(server)).toBe(true);
    await start().serves();
    expect(postgres()).not.toBe(server);
    expect(await words()).toEqual(['kept']);
  });

  it('does not mistake another program for its PostgreSQL', async () => {
    const first = await start().serves();
    const file = join(DATA_DIR, 'postgres', 'postmaster.pid');
    const left = readFileSync(file, 'utf8').replace(/^\d+/, String(process.pid));
    expect(await first.kill('SIGTERM').exit).toBe(0);
    writeFileSync(file, left);
    await start().serves();
  });

  it('asks for another port when its own is taken', async () => {
    const other = createServer().listen(Number(PORT), '0.0.0.0');
    await start().givesUp(new RegExp(`^端口 ${PORT} 不可用（EADDRINUSE）`), new RegExp(`^Port ${PORT} cannot be used`)).finally(() => other.close());
    await start().serves();
  });

  it('leaves the data of another version of PostgreSQL alone', async () => {
    mkdirSync(join(DATA_DIR, 'postgres'), { recursive: true });
    writeFileSync(join(DATA_DIR, 'postgres', 'PG_VERSION'), '15\n');
    await start().givesUp(/由 PostgreSQL 15 建立/, /was made by PostgreSQL 15, this program brings 18/);
  });

  it('asks for a folder in which it may write', async () => {
    writeFileSync(DATA_DIR, 'a file, not a folder');
    await start().givesUp(/^无法在 .*读写文件/, /^Cannot read and write files in/);
    if (process.platform === 'linux') await start({ DATA_DIR: '/proc/x' }).givesUp(/^无法在 \/proc\/x 读写文件/, /^Cannot read and write files in \/proc\/x/);
  });

  it('runs as root in a folder that only root may enter', async () => {
    if (process.getuid?.() !== 0) return;
    chmodSync(folder, 0o700);
    const first = await start().serves();
    await write('kept');
    expect(await first.kill('SIGTERM').exit).toBe(0);
    await start().serves();
    expect(await words()).toEqual(['kept']);
  });

  it('says what became of the demo when it is asked for', async () => {
    const seed = async (): Promise<string> => {
      const one = start({}, 'tasks/seed.js');
      expect(await one.exit).toBe(0);
      return one.said.trim();
    };
    await start({}, 'tasks/migrate.js').exit;
    expect(await seed()).toMatch(/^示例已写入。 The demo has been written\.$/);
    expect(await seed()).toMatch(/^这里已有基金会，什么也没有写入。 .*nothing was written\.$/);
  });

  it('names every mistake in the settings', async () => {
    const mistaken = start({ LOG_LEVEL: 'loud', SMTP_URL: 'mail' });
    expect(await mistaken.exit).toBe(1);
    expect(mistaken.said.trim().split('\n')).toEqual([expect.stringContaining('请改正'), expect.stringMatching(/^SMTP_URL .* SMTP_URL /), expect.stringMatching(/^MAIL_FROM .* MAIL_FROM /), expect.stringMatching(/^LOG_LEVEL .* LOG_LEVEL /)]);
  });

  it('wants a database of one’s own to be there and up to date', async () => {
    await start({ DATABASE_URL: 'postgresql://sizhu_app@127.0.0.1:1/sizhu' }).givesUp(/^无法连接 DATABASE_URL/, /^Cannot reach the database named in DATABASE_URL \(ECONNREFUSED\)/);
    await start({ DATABASE_URL: set('TEST_SUPERUSER_URL').replace('//postgres@', '//sizhu_app@') }).givesUp(/尚未更新/, /not up to date: run npm run migrate/);
    await start({ DATABASE_URL: 'postgresql://x@127.0.0.1:1/sizhu' }, 'tasks/migrate.js').givesUp(/DATABASE_OWNER_URL/, /DATABASE_OWNER_URL/);
  });
});
