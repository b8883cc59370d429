import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, refusedFrom, transactionWithRetry, whole } from '../../src/platform/database';
import { createTestDatabase, type TestDatabase } from '../support/database';

describe('the database', () => {
  let database: TestDatabase, db: DataSource, owner: Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query(`
      CREATE TABLE notebook (name text PRIMARY KEY, fen bigint NOT NULL, opened date, CONSTRAINT a_purse_never_owes CHECK (fen >= 0));
      GRANT SELECT, INSERT, UPDATE ON notebook TO sizhu_app;
      INSERT INTO notebook VALUES ('A', 9007199254740993, '2026-03-01'), ('B', 100, NULL)`);
    db = await new DataSource(dataSourceOptions(database.url)).initialize();
  });
  afterAll(async () => {
    await db?.destroy();
    await owner?.end();
    await database?.drop();
  });
  const failure = (sql: string): Promise<unknown> => db.query(sql).then(() => undefined, (error: unknown) => error);

  it('gives whole numbers as bigint and days as text', async () => {
    expect(await db.query('SELECT fen, opened, count(*) OVER () AS n FROM notebook ORDER BY name LIMIT 1')).toEqual([{ fen: 9007199254740993n, opened: '2026-03-01', n: 2n }]);
    expect([whole.from(5n), whole.from(null), whole.to(5n), whole.to(null)]).toEqual([5n, null, '5', null]);
  });

  it('refuses by the name of the constraint', async () => {
    expect(refusedFrom(await failure(`UPDATE notebook SET fen = -1`))).toMatchObject({ name: 'Refused', code: 'a-purse-never-owes' });
    expect(refusedFrom(await failure(`INSERT INTO notebook VALUES ('A', 1)`))?.code).toBe('notebook-pkey');
    expect(refusedFrom(await failure(`DO $$ BEGIN RAISE 'no' USING ERRCODE = '23514', CONSTRAINT = 'months_are_sealed'; END $$`))?.code).toBe('months-are-sealed');
  });

  it('sees no refusal in faults', async () => {
    for (const sql of ['SELEC 1', 'DELETE FROM notebook', `SELECT 1 / 0`]) expect(refusedFrom(await failure(sql))).toBeUndefined();
    for (const other of [new Error('x'), undefined, 'text']) expect(refusedFrom(other)).toBeUndefined();
  });

  it('tries again when the database broke it off, five times at most, and only then', async () => {
    let tried = 0;
    const raising = (code: string, until: number) => transactionWithRetry(db, async (tx) => {
      if (++tried < until) await tx.query(`DO $$ BEGIN RAISE 'again' USING ERRCODE = '${code}'; END $$`);
      return tried;
    });
    expect(await raising('40001', 3)).toBe(3);
    tried = 0;
    await expect(raising('40P01', 99)).rejects.toThrow('again');
    expect(tried).toBe(5);
    tried = 0;
    await expect(raising('23505', 99)).rejects.toThrow('again');
    expect(tried).toBe(1);
  });

  it('lets the application’s role be nobody else and make nothing', async () => {
    const me = async (): Promise<unknown> => (await db.query<[{ current_user: string }]>('SELECT current_user'))[0].current_user;
    expect(await me()).toBe('sizhu_app');
    for (const sql of ['SET ROLE sizhu_owner', 'SET ROLE postgres', 'SET SESSION AUTHORIZATION sizhu_owner', 'CREATE TABLE mine (x int)', 'CREATE TEMP TABLE mine (x int)', 'CREATE DATABASE mine', 'CREATE ROLE mine', 'DROP TABLE notebook', `SELECT pg_read_file('postgresql.conf')`])
      expect([sql, ((await failure(sql)) as Error).message]).toEqual([sql, expect.stringMatching(/denied|must be/)]);
    await db.query('RESET ROLE');
    expect(await me()).toBe('sizhu_app');
    expect(await db.query(`SELECT rolname FROM pg_roles WHERE pg_has_role('sizhu_app', oid, 'member')`)).toEqual([{ rolname: 'sizhu_app' }]);
  });
});
