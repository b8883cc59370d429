import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import type { Readable } from 'node:stream';
import { DataSource } from 'typeorm';
import type { Config } from '../../src/platform/config';
import { dataSourceOptions } from '../../src/platform/database';
import { ReadDatabase } from '../../src/platform/read-database';
import { createTestDatabase, set, type TestDatabase } from '../support/database';

// The replica is another database here, so that one can tell who has answered. A real one is in test/start/replica.long.ts.
let database: TestDatabase, copy: TestDatabase, db: DataSource, superuser: Client;
const open: ReadDatabase[] = [];
const said: string[] = [];
const reading = (...databaseReplicaUrls: string[]): ReadDatabase => {
  const read = new ReadDatabase(db, { databaseReplicaUrls } as unknown as Config);
  open.push(read);
  return read;
};
beforeAll(async () => {
  Logger.overrideLogger({ log: () => undefined, error: () => undefined, warn: (text: string) => said.push(text) });
  [database, copy] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  db = await new DataSource(dataSourceOptions(database.url)).initialize();
  superuser = new Client({ connectionString: set('TEST_SUPERUSER_URL') });
  await superuser.connect();
});
afterAll(async () => {
  await Promise.all(open.map((read) => read.onApplicationShutdown()));
  await db?.destroy();
  await superuser?.end();
  await Promise.all([database?.drop(), copy?.drop()]);
});

const nameOf = (made: TestDatabase): string => /\/(\w+)\?/.exec(made.url)![1]!;
const asked = (read: ReadDatabase): Promise<string> => read.snapshot(async (tx) => (await tx.query<[{ name: string }]>('SELECT current_database() AS name'))[0].name);
const text = async (rows: Readable): Promise<string> => (await rows.toArray()).join('');
const nowhere = (): string => copy.url.replace(nameOf(copy), 'nowhere');

it('asks the database itself when there is no replica, the replica when there is one', async () => {
  expect(await asked(reading())).toBe(nameOf(database));
  expect(await asked(reading(copy.url))).toBe(nameOf(copy));
  const { rows, ...prepared } = await reading(copy.url).copy(() => Promise.resolve({ sql: 'COPY (SELECT current_database()) TO STDOUT', also: 1 }));
  expect([await text(rows), prepared.also]).toEqual([`${nameOf(copy)}\n`, 1]);
});

it('asks the database itself when the replica is not there, and one of two that is', async () => {
  const none = reading(nowhere());
  for (let n = 0; n < 3; n++) expect(await asked(none)).toBe(nameOf(database));
  expect(said.splice(0)).toEqual([expect.stringMatching(/^replica .*\/nowhere does not answer \(3D000\)/)]);
  const two = reading(nowhere(), copy.url);
  await two.onApplicationBootstrap();
  for (let n = 0; n < 10; n++) expect(await asked(two)).toBe(nameOf(copy));
});

it('asks the database itself what the replica cannot answer', async () => {
  const read = reading(copy.url);
  const tried: string[] = [];
  const name = await read.snapshot(async (tx) => {
    const [{ name }] = await tx.query<[{ name: string }]>('SELECT current_database() AS name');
    tried.push(name);
    if (name === nameOf(copy)) await tx.query('SELECT of_a_later_migration FROM foundation');
    return name;
  });
  expect([name, tried]).toEqual([nameOf(database), [nameOf(copy), nameOf(database)]]);
  expect(await asked(read)).toBe(nameOf(copy)); // its connection is as good as before
});

it('does not ask again what took too long', async () => {
  let times = 0;
  await expect(reading(copy.url).snapshot(async (tx) => {
    times++;
    await tx.query("SET LOCAL statement_timeout = '20ms'");
    await tx.query('SELECT pg_sleep(1)');
  })).rejects.toMatchObject({ code: '57014' });
  expect(times).toBe(1);
});

it('changes nothing, here or there', async () => {
  for (const read of [reading(), reading(copy.url)])
    await expect(read.snapshot((tx) => tx.query("INSERT INTO person (name, english_name) VALUES ('王建国', 'Wang Jianguo')"))).rejects.toMatchObject({ code: '25006' });
});

it.each([['the replica', () => reading(copy.url), () => copy], ['the database itself', () => reading(), () => database]])('a connection of %s that ends in the middle ends the file, or is made again, and never the program', async (_, read, of) => {
  const reader = read();
  const end = (): Promise<unknown> => superuser.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND state <> 'idle'", [nameOf(of())]);
  const { rows } = await reader.copy(() => Promise.resolve({ sql: 'COPY (SELECT generate_series(1, 10000000)) TO STDOUT' }));
  await new Promise((begun) => rows.once('readable', begun));
  await end();
  await expect(text(rows)).rejects.toThrow(/terminat/);
  expect(await asked(reader)).toBe(nameOf(of()));
});
