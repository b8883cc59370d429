import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/platform/database';
import { socketFolder } from '../../src/platform/embedded-postgres';
import { localDatabaseOwnerUrl } from '../../src/platform/local-database';

const PROGRAMS = join(__dirname, '..', '..', 'src');
const READY_WITHIN_MS = 60_000;

/** The real program with its demo, on a folder, a database and a port of its own. */
export interface Demo {
  readonly origin: string;
  /** Looks into the books past the application; anew after each start. */
  readonly books: DataSource;
  /** What the clock of the program shows. */
  now(): Date;
  /** Time passes: the program ends, and starts again at that hour. Whoever was signed in may have to do so again. */
  waitsUntil(hour: Date): Promise<void>;
  /** `npm run verify` on these books: whether all checks hold, and what it said. */
  verify(): Promise<{ whole: boolean; said: string }>;
  stop(): Promise<void>;
}

export async function startDemo({ port, ...settings }: { port: number } & Record<string, string | number>): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'sizhu-walk-'));
  const DATA_DIR = join(folder, 'var');
  const { PATH = '', HOME = '' } = process.env;
  let ahead = 0;
  const env = (): Record<string, string> => ({
    PATH, HOME, DATA_DIR, PORT: String(port), ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
    ...(ahead === 0 ? {} : { NODE_OPTIONS: `--require ${join(PROGRAMS, '..', 'test/walk/moved-clock.js')}`, CLOCK_AHEAD_MS: String(ahead) }),
  });
  const clear = (): void => [folder, socketFolder(join(DATA_DIR, 'postgres'))].forEach((left) => rmSync(left, { recursive: true, force: true }));
  const start = async (): Promise<{ end: () => Promise<void>; books: DataSource }> => {
    const program = spawn(process.execPath, [join(PROGRAMS, 'main.js')], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = new Promise((done) => program.once('exit', done));
    const end = async (): Promise<void> => {
      program.kill('SIGTERM');
      await gone;
    };
    try {
      await ready(program);
    } catch (error) {
      await end();
      throw error;
    }
    return { end, books: await new DataSource(dataSourceOptions(localDatabaseOwnerUrl(DATA_DIR))).initialize() };
  };
  const stop = async (): Promise<void> => {
    await running.books.destroy();
    await running.end();
  };
  let running = await start().catch((error: unknown) => {
    clear();
    throw error;
  });
  return {
    origin: `http://localhost:${port}`,
    get books() {
      return running.books;
    },
    now: () => new Date(Date.now() + ahead),
    async waitsUntil(hour) {
      await stop();
      ahead = hour.getTime() - Date.now();
      running = await start();
    },
    verify: () => new Promise((done) => execFile(process.execPath, [join(PROGRAMS, 'tasks', 'verify.js')], { env: env() }, (error, said, complaint) => done({ whole: !error, said: said + complaint }))),
    async stop() {
      await stop();
      clear();
    },
  };
}

function ready(program: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((done, fail) => {
    const waited = setTimeout(() => fail(new Error(`not ready within ${READY_WITHIN_MS / 1000} s: ${said}`)), READY_WITHIN_MS);
    for (const stream of [program.stdout, program.stderr])
      stream?.on('data', (text) => {
        said += String(text);
        if (!said.includes('Ctrl-C')) return;
        clearTimeout(waited);
        done();
      });
    program.once('exit', (code) => {
      clearTimeout(waited);
      fail(new Error(`ended with ${code}: ${said}`));
    });
  });
}

export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
