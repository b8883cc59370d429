import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { CannotStart } from './cannot-start';
import type { Config } from './config';
import { type Cluster, socketFolder, socketUrl, startCluster, SUPERUSER } from './embedded-postgres';

export const OWNER_ROLE = 'sizhu_owner';
export const APP_ROLE = 'sizhu_app';
const DATABASE = 'sizhu';

const clusterFolder = (dataDir: string): string => join(dataDir, 'postgres');
export const localDatabaseUrl = (dataDir: string): string => socketUrl(clusterFolder(dataDir), APP_ROLE, DATABASE);
export const localDatabaseOwnerUrl = (dataDir: string): string => socketUrl(clusterFolder(dataDir), OWNER_ROLE, DATABASE);

export interface LocalDatabase {
  /** Tells a second start in the same folder where to find us. */
  announce(address: string): void;
  readonly died: Promise<void>;
  stop(): Promise<void>;
}

/**
 * The database under `<DATA_DIR>/postgres`, with its two roles, for one Sizhu at a time.
 * @throws CannotStart when Sizhu already runs on this folder, saying where
 */
export async function openLocalDatabase(config: Config): Promise<LocalDatabase> {
  const dataDir = clusterFolder(config.dataDir);
  const door = await holdDoor(dataDir);
  if ('runsAt' in door)
    throw new CannotStart(`四柱已在此目录运行（${door.runsAt}），请直接打开，或先停止它再启动。`, `Sizhu already runs in this folder (${door.runsAt}): open it there, or stop it before starting again.`);
  let cluster: Cluster;
  try {
    cluster = await startCluster({ dataDir });
    await createRolesAndDatabase(socketUrl(dataDir, SUPERUSER, 'postgres'), DATABASE);
  } catch (error) {
    door.close();
    throw error;
  }
  return {
    announce: (address) => door.announce(address),
    died: cluster.died,
    async stop() {
      door.close();
      await cluster.stop();
    },
  };
}

/** Throws the local database away and makes an empty one. Nobody may be using it. */
export async function emptyLocalDatabase(config: Config): Promise<void> {
  const superuserUrl = socketUrl(clusterFolder(config.dataDir), SUPERUSER, 'postgres');
  const admin = new Client({ connectionString: superuserUrl });
  await admin.connect();
  try {
    await admin.query(`DROP DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
  await createRolesAndDatabase(superuserUrl, DATABASE);
}

/** For tasks run by hand: uses the database of a Sizhu that runs here, or starts it for as long as the task takes. */
export async function withDatabase<T>(config: Config, task: () => Promise<T>): Promise<T> {
  if (!config.embedded || (await whoAnswers(clusterFolder(config.dataDir)))) return task();
  const database = await openLocalDatabase(config);
  try {
    return await task();
  } finally {
    await database.stop();
  }
}

/**
 * The owner migrates and owns everything. The application may connect and is a member of nothing, so `SET ROLE` and `RESET ROLE` gain nothing;
 * each migration grants what its tables need. `docs/database-roles.sh` says the same for a PostgreSQL of one's own.
 */
export async function createRolesAndDatabase(superuserUrl: string, database: string): Promise<void> {
  const admin = new Client({ connectionString: superuserUrl });
  await admin.connect();
  try {
    const roles = (await admin.query<{ rolname: string }>('SELECT rolname FROM pg_roles')).rows.map((row) => row.rolname);
    for (const role of [OWNER_ROLE, APP_ROLE])
      if (!roles.includes(role)) await admin.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS`);
    if ((await admin.query('SELECT FROM pg_database WHERE datname = $1', [database])).rowCount === 0) await admin.query(`CREATE DATABASE ${database} OWNER ${OWNER_ROLE}`);
    // PUBLIC may by default make temporary tables, with which names in the owner's functions could be shadowed
    await admin.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await admin.query(`GRANT CONNECT ON DATABASE ${database} TO ${APP_ROLE}`);
  } finally {
    await admin.end();
  }
}

/** A socket beside the database's own, which a running Sizhu answers with its address. It goes with the process, however that ends. */
const doorOf = (dataDir: string): string => join(socketFolder(dataDir), 'sizhu.sock');

async function holdDoor(dataDir: string): Promise<{ runsAt: string } | { announce(address: string): void; close(): void }> {
  mkdirSync(socketFolder(dataDir), { recursive: true, mode: 0o700 });
  let says = `pid ${process.pid}`;
  const server = createServer((caller) => caller.on('error', () => undefined).end(says));
  if (!(await listens(server, doorOf(dataDir)))) {
    const runsAt = await whoAnswers(dataDir);
    if (runsAt) return { runsAt };
    rmSync(doorOf(dataDir), { force: true }); // left by a start that was killed
    if (!(await listens(server, doorOf(dataDir)))) return { runsAt: (await whoAnswers(dataDir)) ?? doorOf(dataDir) };
  }
  server.unref();
  return {
    announce(address) {
      says = `${address} · pid ${process.pid}`;
    },
    close: () => void server.close(),
  };
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const taken = (error: NodeJS.ErrnoException): void => (error.code === 'EADDRINUSE' ? done(false) : fail(error));
    server.once('error', taken).listen(path, () => {
      server.off('error', taken);
      done(true);
    });
  });
}

/** Where the Sizhu that runs on this folder is to be found; nothing when none does. */
function whoAnswers(dataDir: string): Promise<string | undefined> {
  return new Promise((done) => {
    let heard = '';
    const caller = connect(doorOf(dataDir));
    caller.setEncoding('utf8').setTimeout(2000);
    caller.on('data', (text: string) => (heard += text));
    caller.on('end', () => done(heard));
    caller.on('error', () => done(undefined));
    caller.on('timeout', () => {
      caller.destroy();
      done('?'); // it holds the door and says nothing: stopped, or very busy
    });
  });
}
