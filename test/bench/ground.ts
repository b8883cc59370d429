import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, SUPERUSER, socketUrl, type Cluster } from '../../src/platform/embedded-postgres';
import { APP_ROLE, createRolesAndDatabase, OWNER_ROLE } from '../../src/platform/local-database';
import { migrate } from '../../src/tasks/migrate';

const DATABASE = 'bench';

/** A durable PostgreSQL of the bench's own, migrated and empty, with its default settings for safety. */
export interface Ground {
  readonly folder: string;
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly superuserUrl: string;
  readonly stripeSecret: string;
  /** Environment of a program that runs as in production on this ground. */
  environment(port: number): Record<string, string>;
  close(): Promise<void>;
}

export async function openGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'sizhu-bench-'));
  mkdirSync(join(folder, 'data'), { recursive: true });
  const dataDir = join(folder, 'data', 'postgres');
  const cluster: Cluster = await startCluster({ dataDir, settings: { max_wal_size: '4GB', shared_buffers: '256MB' } });
  const superuserUrl = socketUrl(dataDir, SUPERUSER, 'postgres');
  await createRolesAndDatabase(superuserUrl, DATABASE);
  const ownerUrl = socketUrl(dataDir, OWNER_ROLE, DATABASE);
  await migrate(ownerUrl);
  const key = join(folder, 'key.pem');
  writeFileSync(key, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  const stripeSecret = `whsec_${randomBytes(16).toString('hex')}`;
  const appUrl = socketUrl(dataDir, APP_ROLE, DATABASE);
  return {
    folder, appUrl, ownerUrl, stripeSecret, superuserUrl: socketUrl(dataDir, SUPERUSER, DATABASE),
    environment: (port) => ({
      PATH: process.env.PATH ?? '', NODE_ENV: 'production', PORT: String(port), BASE_URL: 'https://bench.example', DATA_DIR: join(folder, 'data'), DATABASE_URL: appUrl,
      CHECKPOINT_KEY_FILE: key, SESSION_SECRET: randomBytes(24).toString('hex'), STRIPE_SECRET_KEY: 'sk_test_bench', STRIPE_WEBHOOK_SECRET: stripeSecret, STRIPE_API_BASE: 'http://127.0.0.1:9',
    }),
    async close() {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}

export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
export const percentile = (values: readonly number[], share: number): number => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;
/** Two decimals, for the eye. */
export const shown = (value: number): string => (Math.floor(value * 100 + 0.5) / 100).toString();

/** One line of the bench: what was asked, the ratio, the goal, and the baseline's exact statement. */
export interface Figure {
  readonly what: string;
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
  readonly detail: string;
  readonly baseline: string;
}
