import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { CannotStart, sayWhyAndExit } from '../platform/cannot-start';
import { readConfig } from '../platform/config';
import { dataSourceOptions, MIGRATIONS, ownerDataSourceOptions, unreachable } from '../platform/database';
import { APP_ROLE, localDatabaseOwnerUrl, withDatabase } from '../platform/local-database';

const ONE_AT_A_TIME = 5_124_170; // any number, the same for every migrator

/** Brings the database up to date, as its owner. Several processes may ask at once: the second waits and finds nothing to do. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const turn = new Client({ connectionString: ownerUrl, application_name: 'sizhu migrations' });
  await turn.connect().catch((error: unknown) => {
    throw unreachable(error, 'DATABASE_OWNER_URL');
  });
  const db = new DataSource(ownerDataSourceOptions(ownerUrl));
  try {
    await turn.query('SELECT pg_advisory_lock($1)', [ONE_AT_A_TIME]);
    await db.initialize();
    const done = await db.runMigrations();
    await db.query(`GRANT SELECT ON migrations TO ${APP_ROLE}`); // so that the application can tell whether it stands on all of them
    return done.map((migration) => migration.name);
  } finally {
    if (db.isInitialized) await db.destroy();
    await turn.end();
  }
}

/** A web process that does not know the owner's address makes sure that somebody has migrated. */
export async function refuseUnmigrated(url: string): Promise<void> {
  const wanted = new DataSource({ ...dataSourceOptions(url), migrations: MIGRATIONS });
  await wanted.initialize().catch((error: unknown) => {
    throw unreachable(error, 'DATABASE_URL');
  });
  try {
    const names = wanted.migrations.map((migration) => migration.name ?? migration.constructor.name);
    const [table] = await wanted.query<[{ there: boolean }]>(`SELECT to_regclass('migrations') IS NOT NULL AS there`);
    const done = table.there ? await wanted.query<{ name: string }[]>('SELECT name FROM migrations') : [];
    if (!names.every((name) => done.some((row) => row.name === name)))
      throw new CannotStart('数据库尚未更新，请先以 DATABASE_OWNER_URL 运行 npm run migrate。', 'The database is not up to date: run npm run migrate first, with DATABASE_OWNER_URL.');
  } finally {
    await wanted.destroy();
  }
}

/** With `DATABASE_OWNER_URL` nothing else need be set: whoever migrates has no use for Stripe's key. */
async function main(): Promise<void> {
  const done = await (process.env.DATABASE_OWNER_URL ? migrate(process.env.DATABASE_OWNER_URL) : migrateHere());
  console.log(done.length ? done.join('\n') : '数据库已是最新 The database is up to date');
}

async function migrateHere(): Promise<string[]> {
  const namesItsOwn = process.env.DATABASE_URL || process.env.NODE_ENV === 'production';
  if (namesItsOwn) throw new CannotStart('请用 DATABASE_OWNER_URL 指明数据库属主角色的地址。', 'Name the address of the database’s owner with DATABASE_OWNER_URL.');
  const config = readConfig(process.env);
  return withDatabase(config, () => migrate(localDatabaseOwnerUrl(config.dataDir)));
}

if (require.main === module) main().catch(sayWhyAndExit);
