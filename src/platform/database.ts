import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { type PoolConfig, types } from 'pg';
import { type DataSource, type DataSourceOptions, type EntityManager, QueryFailedError } from 'typeorm';
import { CannotStart } from './cannot-start';
import { Refused } from '../rules/refused';

// One rule for every way of asking, entities and raw queries alike: a 64-bit whole number of the database is a bigint here, for a double
// would round it; a date is the ISO text that `Day` is, for midnight in some time zone is another day in Shanghai.
types.setTypeParser(types.builtins.INT8, BigInt);
types.setTypeParser(types.builtins.DATE, (day) => day);

/** As written under the tests, as compiled in a built program. */
export const MIGRATIONS = [join(__dirname, '..', '..', 'migrations', __filename.endsWith('.ts') ? '*.ts' : '*.js')];

type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

const NAME = 'sizhu';
const CONNECTIONS = 16;
// a page nobody waits for any more must not hold locks
const LIMITS = { statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000, connectionTimeoutMillis: 5_000 };

/** How the application and its tasks speak to the database. */
export function dataSourceOptions(url: string): PostgresOptions {
  return {
    type: 'postgres',
    url,
    synchronize: false,
    installExtensions: false,
    applicationName: NAME,
    poolSize: CONNECTIONS,
    extra: LIMITS,
  };
}

/** How `ReadDatabase` speaks to a replica. */
export const replicaOptions = (url: string): PoolConfig => ({ connectionString: url, application_name: NAME, max: CONNECTIONS, ...LIMITS });

/** The same for the owner's role, which migrates: an index on a large table may take longer than any page. */
export function ownerDataSourceOptions(url: string): PostgresOptions {
  return {
    ...dataSourceOptions(url),
    applicationName: 'sizhu migrations',
    poolSize: 1,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    extra: {},
  };
}

/** For bigint columns of entities, `@Column('bigint', { transformer: whole })`: TypeORM would compare them as text and see changes where there are none. */
export const whole = {
  from: (stored: bigint | string | null): bigint | null => (stored === null ? null : BigInt(stored)),
  to: (value: bigint | null | undefined): string | null | undefined => (typeof value === 'bigint' ? String(value) : value),
};

const INTEGRITY_VIOLATED = '23';
const TRY_AGAIN = ['40001', '40P01']; // serialisation failure, deadlock
const CANCELLED = '57014';

/**
 * The refusal that a violated constraint stands for: `two_people_sign` becomes `Refused('two-people-sign')`.
 * Functions of the database that raise with a constraint's name speak the same way.
 */
export function refusedFrom(error: unknown): Refused | undefined {
  const { code, constraint } = driverError(error);
  return constraint && code?.startsWith(INTEGRITY_VIOLATED) ? new Refused(constraint.replaceAll('_', '-')) : undefined;
}

/** Does the work in one transaction, again from the start if the database had to break it off because of others. */
export async function transactionWithRetry<T>(db: DataSource, work: (tx: EntityManager) => Promise<T>, tries = 5): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction(work);
    } catch (error) {
      if (attempt === tries || !TRY_AGAIN.includes(driverError(error).code ?? '')) throw error;
      await sleep(10 * 2 ** attempt * Math.random()); // apart, or the same ones meet again
    }
  }
}

/** What to say when the database named in a setting does not answer, or does not know us. */
export function unreachable(error: unknown, setting: string): unknown {
  const code = driverError(error).code ?? '';
  if (!/^(E[A-Z]+|28...|3D000|57P03|08...)$/.test(code)) return error;
  return new CannotStart(`无法连接 ${setting} 所指的数据库（${code}），请检查该地址以及数据库是否在运行。`, `Cannot reach the database named in ${setting} (${code}): check the address and whether the database is running.`);
}

/** Whether a statement was ended because it took longer than statements may. */
export const tookTooLong = (error: unknown): boolean => driverError(error).code === CANCELLED;

interface DriverError { code?: string; constraint?: string }

function driverError(error: unknown): DriverError {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  return error instanceof Error && 'code' in error ? (error as DriverError) : {};
}
