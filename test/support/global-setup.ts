import 'reflect-metadata';
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, socketUrl, startCluster, SUPERUSER } from '../../src/platform/embedded-postgres';
import { createRolesAndDatabase, OWNER_ROLE } from '../../src/platform/local-database';
import { migrate } from '../../src/tasks/migrate';

const TEMPLATE = 'sizhu_template';
const PREFIX = 'sizhu-test-';
const MEMORY = '/dev/shm';

/** What the run of the tests keeps for its end. */
export interface TestCluster { cluster: Cluster; folder: string }

/** One PostgreSQL for all tests, in memory where there is enough, and in it one migrated database for each test file to copy. */
export default async function setUp(): Promise<void> {
  sweep();
  const folder = join(roomInMemory() ? MEMORY : tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(folder, { mode: 0o755 });
  const dataDir = join(folder, 'postgres');
  const cluster = await startCluster({ dataDir, durable: false, settings: { max_connections: '200' } });
  (globalThis as { testCluster?: TestCluster }).testCluster = { cluster, folder };

  const superuserUrl = socketUrl(dataDir, SUPERUSER, 'postgres');
  await createRolesAndDatabase(superuserUrl, TEMPLATE);
  await migrate(socketUrl(dataDir, OWNER_ROLE, TEMPLATE));
  Object.assign(process.env, { TEST_FOLDER: folder, TEST_SUPERUSER_URL: superuserUrl, TEST_TEMPLATE: TEMPLATE });
}

function roomInMemory(): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > 1.5e9;
}

/** Removes what runs left behind that were killed before their end. */
function sweep(): void {
  for (const base of [MEMORY, tmpdir()])
    for (const name of existsSync(base) ? readdirSync(base) : [])
      if (name.startsWith(PREFIX) && !runs(Number(name.slice(PREFIX.length)))) rmSync(join(base, name), { recursive: true, force: true });
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
