import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { APP_ROLE, OWNER_ROLE } from '../../src/platform/local-database';

export interface TestDatabase {
  /** As the application's role. */
  readonly url: string;
  /** As the owner's role, which migrates. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

/** A migrated database of one's own, copied in some forty milliseconds. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const superuserUrl = set('TEST_SUPERUSER_URL');
  // a story that was broken off leaves its database behind, and must not stand in the way of the next
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${set('TEST_TEMPLATE')} STRATEGY file_copy OWNER ${OWNER_ROLE}`);
  await asSuperuser(`REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO ${APP_ROLE}`);
  return { url: urlAs(APP_ROLE, name), ownerUrl: ownerUrlOf(name), drop: () => asSuperuser(`DROP DATABASE ${name} WITH (FORCE)`) };

  async function asSuperuser(sql: string): Promise<void> {
    const client = new Client({ connectionString: superuserUrl });
    await client.connect();
    try {
      for (const statement of sql.split(';')) await client.query(statement);
    } finally {
      await client.end();
    }
  }
}

const urlAs = (role: string, database: string): string => set('TEST_SUPERUSER_URL').replace(/\/\/\w+@\/\w+/, `//${role}@/${database}`);
export const ownerUrlOf = (database: string): string => urlAs(OWNER_ROLE, database);

/** What the set-up of the whole run has left for each test file. */
export function set(name: 'TEST_FOLDER' | 'TEST_SUPERUSER_URL' | 'TEST_TEMPLATE'): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests with npm test`);
  return value;
}
