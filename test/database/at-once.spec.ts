import { DataSource } from 'typeorm';
import { bankGift, costAccepted } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Log } from '../../src/ledger/log';
import { Sealer } from '../../src/ledger/sealer';
import type { FundRef } from '../../src/ledger/draft';
import { dataSourceOptions } from '../../src/platform/database';
import type { Config } from '../../src/platform/config';
import { localCheckpointKeyFile } from '../../src/platform/secrets';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { type Books, openBooks, post, refusalOf } from '../support/forged';
import { set } from '../support/database';

let books: Books;
let one: DataSource;
let two: DataSource;
let lunch: FundRef;
const ledger = new Ledger();

beforeAll(async () => {
  books = await openBooks();
  [one, two] = await Promise.all([0, 1].map(() => new DataSource(dataSourceOptions(books.database.url)).initialize())) as [DataSource, DataSource];
  lunch = { id: books.lunch, foundation: books.foundation, class: 'restricted' };
});
afterAll(async () => {
  await Promise.all([one.destroy(), two.destroy()]);
  await books.close();
});

const give = (source: string, sum: bigint) => bankGift({ day: '2026-06-10', source, fund: lunch, sum, bank: books.bank });
const enter = (db: DataSource, draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => db.transaction((tx) => ledger.enter(tx, draft));

it('two ask for the last fen at once and one gets it', async () => {
  await enter(one, give('first', 100n));
  const [wang, li] = await Promise.all([books.another(), books.another()]);
  const spend = (client: typeof wang): Promise<unknown> => post(client, [{ foundation: books.foundation, kind: 'cost accepted', lines: [{ fund: books.lunch, account: '5101', debit: 100n }, { fund: books.lunch, account: '2202', debit: -100n }] }]);
  await wang.query('BEGIN');
  await li.query('BEGIN');
  await spend(wang);
  const second = refusalOf(spend(li)); // waits for the first
  await wang.query('COMMIT');
  expect(await second).toBe('a_fund_keeps_its_floor');
  await li.query('ROLLBACK');
  await enter(one, give('again', 100n));
  const asked = await Promise.allSettled([one, two].map((db, n) => enter(db, costAccepted({ day: '2026-06-10', source: `spend:${n}`, fund: lunch, sum: 100n, for: 'programme' }))));
  expect(asked.map((a) => a.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(asked.flatMap((a) => (a.status === 'rejected' ? [(a.reason as { code: string }).code] : []))).toEqual(['a-fund-promises-only-what-it-has']);
});

it('two hundred post at once: the guard row is what its lines say, and a repeated source is one entry', async () => {
  const sources = Array.from({ length: 200 }, (_, n) => `rush:${n % 180}`);
  const entries = await Promise.all(sources.map((source, n) => enter(n % 2 === 0 ? one : two, give(source, 100n + BigInt(source.slice(5))))));
  expect(new Set(entries).size).toBe(180);
  const [sums] = await one.query<{ guard: bigint; lines: bigint; last: bigint }[]>(
    `SELECT b.money AS guard, (SELECT sum(debit)::bigint FROM posting WHERE fund = b.fund AND account = '1002') AS lines,
       (SELECT money_after FROM entry_fund WHERE fund = b.fund ORDER BY entry DESC LIMIT 1) AS last FROM fund_balance b WHERE b.fund = $1`, [books.lunch]);
  expect(sums!.guard).toBe(sums!.lines);
  expect(sums!.last).toBe(sums!.lines);
});

it('the same source with other content is told apart from a repeat', async () => {
  const first = await enter(one, give('told', 500n));
  expect(await enter(two, give('told', 500n))).toBe(first);
  await expect(enter(two, give('told', 501n))).rejects.toMatchObject({ code: 'one-entry-a-source' });
});

it('two sealers at once leave numbers without gap or repeat', async () => {
  const config = { checkpointKeyFile: localCheckpointKeyFile(mkdtempSync(join(set('TEST_FOLDER'), 'key-'))), baseUrl: 'http://localhost' } as Config;
  const sealers = [one, two].map((db) => new Sealer(db, new Log(db, config)));
  const posting = (async (): Promise<void> => {
    for (let n = 0; n < 40; n++) await enter(one, give(`while:${n}`, 1n));
  })();
  await Promise.all(sealers.map((sealer) => sealer.seal()));
  await posting;
  await Promise.all(sealers.map((sealer) => sealer.seal()));
  const [log] = await one.query<{ entries: bigint; numbers: bigint; last: bigint; leaves: bigint; vouchers: bigint; highest: number }[]>(
    `SELECT (SELECT count(*) FROM journal_entry) AS entries, count(*) AS numbers, max(number) AS last, (SELECT count(*) FROM log_leaf) AS leaves,
       count(*) FILTER (WHERE voucher LIKE 'SR-%') AS vouchers, max(substr(voucher, 12)::int) FILTER (WHERE voucher LIKE 'SR-%') AS highest FROM sealed_entry`);
  expect(log!.numbers).toBe(log!.entries);
  expect([log!.last, log!.leaves]).toEqual([log!.entries, log!.entries]);
  expect(BigInt(log!.highest)).toBe(log!.vouchers);
});
