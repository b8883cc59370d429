import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { BatchPayouts } from '../../src/giving/batches/batch-payouts';
import { BatchPosting } from '../../src/giving/batches/batch-posting.service';
import { type About, GiftBatches } from '../../src/giving/batches/batches.service';
import { goodsUsed } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { GIVING_CHECKS } from '../../src/giving/checks';
import { ExpectedMoney } from '../../src/bank/expected-money';
import { Worker } from '../../src/platform/worker';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import { BOOK_BATCHES, Clerks } from '../support/clerks';
import { refusalOf } from '../support/forged';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// What the tables of batches refuse whoever asks, and a booking that is killed half-way.

const MANY = 6_000;
let books: Books;
let app: Client;
let owner: Client;
let li: number;
let zhou: number;

beforeAll(async () => {
  books = await openBooks();
  await books.app.get(Worker).onApplicationShutdown(); // nobody books but who is told to
  [app, owner] = await Promise.all([books.config.databaseUrl, books.ownerUrl].map(async (connectionString) => {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  })) as [Client, Client];
  [li, zhou] = (await books.db.query<{ id: number }[]>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`)).map(({ id }) => id) as [number, number];
});
afterAll(async () => {
  await Promise.all([app?.end(), owner?.end()]);
  await books?.close();
});

const person = (id: number): { id: number; name: string; roles: string[] } => ({ id, name: '', roles: [] });
const file = (text: string): { originalname: string; size: number; buffer: Buffer } => ({ originalname: 'a.csv', size: text.length, buffer: Buffer.from(text) });
const platform = (payout: bigint, more: Partial<About> = {}): About => ({ channel: 'platform', place: '示例公益平台', store: null, bank: books.bank, bearer: books.general.id, fund: books.lunch.id, payout, fee: 100n, columns: null, ...more });
const upload = async (list: string, about: About): Promise<number> => (await books.app.get(GiftBatches).upload(books.foundation, about, file(`交易号,时间,金额\n${list}`), person(li))).batch;
const one = async <T>(sql: string, values: unknown[] = []): Promise<T> => (await owner.query<{ one: T }>(`SELECT (${sql}) AS one`, values)).rows[0]!.one;
const run = (): Promise<boolean> => books.app.get(BatchPosting).run();

it('the same person twice, half a list, another sum, a list that was withdrawn: refused by the tables', async () => {
  const batch = await upload('r1,2026-11-01,10\nr2,2026-11-02,20\n', platform(2_900n));
  const confirm = (by: number, uploaded = li): Promise<string> => refusalOf(app.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [batch, uploaded, by]));
  expect(await confirm(li)).toBe('nobody_confirms_their_own_batch');
  expect(await confirm(li, zhou)).toMatch(/fkey/); // nobody is put in the place of who uploaded it
  expect(await refusalOf(app.query('INSERT INTO gift_batch_posting VALUES ($1, now(), NULL)', [batch]))).toBe('a_batch_is_posted_whole'); // nobody has confirmed it
  await app.query('BEGIN');
  await app.query('DELETE FROM gift_batch_line WHERE batch = $1 AND line = 2', [batch]);
  expect(await confirm(zhou)).toBe('a_batch_is_confirmed_as_it_was_read');
  await app.query('ROLLBACK');
  const short = await upload('s1,2026-11-01,10\n', platform(1_000n));
  expect(await refusalOf(app.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [short, li, zhou]))).toBe('a_payout_is_what_was_given_less_the_fee');
  await app.query('INSERT INTO gift_batch_withdrawal VALUES ($1, $2, now())', [short, li]);
  expect(await refusalOf(app.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [short, li, zhou]))).toBe('a_withdrawn_batch_is_not_confirmed');
  for (const table of ['gift_batch', 'gift_batch_confirmation', 'gift_batch_posting', 'gift_batch_payout', 'gift_batch_withdrawal', 'gift_batch_line'])
    expect([table, await refusalOf(app.query(`UPDATE ${table} SET batch = 1`.replace('gift_batch SET batch', 'gift_batch SET id')))]).toEqual([table, '42501']);

  expect(await confirm(zhou)).toBe('not refused');
  expect(await confirm(zhou)).toBe('a_batch_is_confirmed_once');
  expect(await refusalOf(app.query(`INSERT INTO gift_batch_line SELECT batch, 99, place, 'r99', day, fund, sum, display, donor, note FROM gift_batch_line WHERE batch = $1 LIMIT 1`, [batch]))).toBe('the_lines_of_a_confirmed_batch_stay');
  expect(await refusalOf(app.query('DELETE FROM gift_batch_line WHERE batch = $1', [batch]))).toBe('the_lines_of_a_confirmed_batch_stay');
  expect(await refusalOf(app.query('INSERT INTO gift_batch_withdrawal VALUES ($1, $2, now())', [batch, li]))).toBe('a_confirmed_batch_is_not_withdrawn');
  // said to be booked, and it is not
  expect(await refusalOf(app.query('INSERT INTO gift_batch_posting VALUES ($1, now(), NULL)', [batch]))).toBe('a_batch_is_posted_whole');
});

it('two lists with the same gift are confirmed at the same moment, and one stands', async () => {
  const [a, b] = [await upload('m1,2026-11-01,10\n', platform(900n)), await upload('m1,2026-11-01,10\nm2,2026-11-01,5\n', platform(1_400n))];
  const other = new Client({ connectionString: books.config.databaseUrl });
  await other.connect();
  await app.query('BEGIN');
  await app.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [a, li, zhou]);
  const second = refusalOf(other.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [b, li, zhou]));
  await sleep(50);
  await app.query('COMMIT');
  expect(await second).toBe('a_gift_is_in_one_batch');
  await other.end();
  await app.query('INSERT INTO gift_batch_run (batch) SELECT batch FROM gift_batch_confirmation');
  while (await run());
});

it('killed half-way nothing of it is in the books; the next process goes on, and every gift is there once', async () => {
  const list = Array.from({ length: MANY }, (_, n) => `k${n},2026-11-${String(1 + (n % 20)).padStart(2, '0')},1.00`).join('\n');
  const batch = await upload(`${list}\n`, platform(BigInt(MANY) * 100n - 100n));
  await books.app.get(GiftBatches).confirm(books.foundation, batch, person(zhou));
  const [before, held] = [await lastEntry(books.db), await one<bigint>('SELECT money FROM fund_balance WHERE fund = $1', [books.lunch.id])];

  const clerks = await Clerks.hire(1, books.config);
  const booking = expect(clerks.together(BOOK_BATCHES)).rejects.toThrow('the process ended: SIGKILL');
  const done = (): Promise<number> => one<number>('SELECT done FROM gift_batch_run WHERE batch = $1', [batch]);
  while ((await done()) < 1_000) await sleep(5);
  // while it is written nobody sees any of it
  expect(await lastEntry(books.db)).toBe(before);
  expect(await one<bigint>('SELECT money FROM fund_balance WHERE fund = $1', [books.lunch.id])).toBe(held);
  process.kill(clerks.pids[0]!, 'SIGKILL');
  await booking;
  await clerks.dismiss();
  expect(await done()).toBeLessThan(MANY);
  expect(await one<string>('SELECT count(*)::text FROM gift_batch_entry WHERE batch = $1', [batch])).toBe('0');
  expect(await one<boolean>('SELECT EXISTS (SELECT FROM gift_batch_posting WHERE batch = $1)', [batch])).toBe(false);

  for (let tries = 0; !(await run()) && tries < 200; tries++) await sleep(25); // until the server has noticed that the other one is dead
  expect(await one<string>('SELECT count(DISTINCT entry)::text FROM gift_batch_entry WHERE batch = $1', [batch])).toBe(String(MANY));
  expect(await one<bigint>('SELECT money FROM fund_balance WHERE fund = $1', [books.lunch.id])).toBe(held + BigInt(MANY) * 100n);
  expect(await run()).toBe(false);
  await books.seal();
  expect(await complaints(books)).toEqual({});
}, 60_000);

it('a month closed meanwhile: the gifts come on the first open day, and keep their own', async () => {
  const after = await lastEntry(books.db);
  const batch = await upload('q1,2026-09-30,7\n', platform(600n));
  const box = (await books.app.get(GiftBatches).upload(books.foundation, platform(0n, { channel: 'box', place: '保险箱', bank: null, bearer: null, payout: null, fee: 0n }), file('箱号,日期,金额\n1,2026-09-30,3\n'), person(li))).batch;
  await owner.query(`INSERT INTO accounting_period (foundation, month, sealed_on) VALUES ($1, '2026-09-01', '2026-10-08') ON CONFLICT (foundation, month) DO UPDATE SET sealed_on = excluded.sealed_on`, [books.foundation]);
  for (const id of [batch, box]) await books.app.get(GiftBatches).confirm(books.foundation, id, person(zhou));
  while (await run());
  expect(await ledgerTable(books.db, { days: true, after })).toBe(table`
    2026-10-01 | online gift | lunch | Payment clearing | 7.00 |
    | | | Donation income, restricted | | 7.00
    2026-10-01 | payment fee | general | Fundraising cost | 1.00 |
    | | | Payment clearing | | 1.00
    2026-10-01 | cash gift | lunch | Cash | 3.00 |
    | | | Donation income, restricted | | 3.00`);
  expect((await books.db.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM journal_entry WHERE id > $1 AND fact_day = '2026-09-30'`, [after]))[0]!.n).toBe(3);
  // sealed by hand, without the signatures that the checks would miss
  await owner.query('UPDATE accounting_period SET sealed_on = NULL WHERE foundation = $1', [books.foundation]);
});

it('a store lets go what it has, once, by its lists alone', async () => {
  const [store, second] = [platform(0n, { channel: 'goods-in', place: '慈善超市', bank: null, bearer: null, payout: null, fee: 0n }), new Client({ connectionString: books.config.databaseUrl })];
  await second.connect();
  const brought = async (about: About, text: string): Promise<number> => (await books.app.get(GiftBatches).upload(books.foundation, about, file(text), person(li))).batch;
  const come = await brought(store, '单号,入库日期,货号,品名,数量,公允单价,计价依据,保质期至\n1,2026-11-02,A,大米,1,30,市价,2026-11-20\n2,2026-11-02,B,毛巾,1,5,发票,\n3,2026-11-02,C,碗,2,2,市价,\n');
  await books.app.get(GiftBatches).confirm(books.foundation, come, person(zhou));
  while (await run());
  const out = (text: string): Promise<number> => brought({ ...store, channel: 'goods-out' }, `单号,发放日期,货号,数量,领用去向\n${text}\n`);
  const [a, b, c] = [await out('1,2026-11-03,A,1,陈阿婆'), await out('2,2026-11-03,B,1,陈阿婆'), await out('3,2026-11-03,C,2,陆爷叔')];
  const entry = (no: string): Promise<bigint> => one<bigint>(`SELECT id FROM journal_entry WHERE source LIKE 'batch:%:' || $1`, [`${no} 2026-11-02 goods-in`]);
  const reversal = async (no: string): Promise<{ foundation: number; entry: bigint; day: string; reason: string }> => ({ foundation: books.foundation, entry: await entry(no), day: '2026-11-20', reason: '记错' });
  const confirmed = (client: Client, batch: number): Promise<string> => refusalOf(client.query('INSERT INTO gift_batch_confirmation VALUES ($1, $2, $3, now())', [batch, li, zhou]));

  // what two want at the same moment, one has: first whoever gives it away, then whoever says that it never came
  await app.query('BEGIN');
  expect(await confirmed(app, a)).toBe('not refused');
  const told = await reversal('1');
  const late = refusalOf(books.within((tx) => books.app.get(Ledger).reverse(tx, told)));
  await sleep(100);
  await app.query('COMMIT');
  expect(await late).toBe('what_has_left_a_store_came_in');
  const never = await reversal('2');
  let given = Promise.resolve('');
  await books.within(async (tx) => {
    await books.app.get(Ledger).reverse(tx, never);
    given = confirmed(second, b);
    await sleep(100);
  });
  expect(await given).toBe('no_more_goods_leave_than_there_are');

  // by raw SQL neither before it came, nor after its last day; nor by a voucher that says nothing of the store
  const forged = async (channel: string, day: string, item: string, pieces: number): Promise<string> => {
    await app.query('BEGIN');
    const { rows: [batch] } = await app.query<{ id: number }>(
      `INSERT INTO gift_batch (foundation, channel, place, store, lines, known, gross, fee, first_day, last_day, file_name, content_hash, numbers_hash, uploaded_by, uploaded_at)
       SELECT foundation, $2, place, store, 1, 0, $5 * unit, 0, $3, $3, 'x', sha256('x'), sha256('x'), uploaded_by, now() FROM gift_batch b JOIN store_item i USING (store) WHERE b.id = $1 AND i.item = $4 RETURNING id`, [come, channel, day, item, pieces]);
    await app.query(`INSERT INTO gift_batch_line (batch, place, line, no, day, fund, sum, display, note) SELECT $1, i.store, 1, 'forged', $2, i.fund, $3 * i.unit, 'anonymous', '陈阿婆' FROM store_item i WHERE i.item = $4`, [batch!.id, day, pieces, item]);
    await app.query('INSERT INTO gift_batch_particular (batch, line, item, goods, quantity, unit, expires) SELECT $1, 1, item, goods, $2, unit, expires FROM store_item WHERE item = $3', [batch!.id, pieces, item]);
    const said = await confirmed(app, batch!.id);
    await app.query('ROLLBACK');
    return said;
  };
  expect(await forged('goods-out', '2026-11-01', 'C', 1)).toBe('no_more_goods_leave_than_there_are');
  expect(await forged('goods-out', '2026-11-21', 'A', 1)).toBe('what_has_expired_is_only_written_off');
  expect(await forged('write-off', '2026-11-21', 'A', 1)).toBe('no_more_goods_leave_than_there_are'); // it was given away
  expect(await forged('write-off', '2026-11-21', 'C', 2)).toBe('not refused');
  const voucher = (sum: bigint): Promise<string> => refusalOf(books.within(async (tx) => void (await books.app.get(Ledger).enter(tx, goodsUsed({ day: '2026-11-20', source: `voucher:${sum}`, fund: books.lunch, sum })))));
  expect(await voucher(200n)).toBe('goods_of_a_store_leave_by_its_lists');

  await app.query('INSERT INTO gift_batch_run (batch) VALUES ($1)', [a]);
  await books.app.get(GiftBatches).confirm(books.foundation, c, person(zhou));
  while (await run());
  await books.seal();
  expect(await complaints(books)).toEqual({});
  const tampered = async (sql: string, check: string): Promise<unknown> => {
    await owner.query('BEGIN');
    await owner.query(sql);
    const found = await GIVING_CHECKS.find(({ name }) => name === check)!.run({ query: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows as never });
    await owner.query('ROLLBACK');
    return found;
  };
  expect(await tampered(`UPDATE gift_batch_line SET day = '2026-11-01' WHERE batch = ${c}`, 'no-store-gave-more-than-it-had')).toMatchObject([{ detail: expect.stringMatching(/ C 2026-11-01: -2/) }]);
  expect(await tampered(`UPDATE gift_batch_particular SET quantity = 99 WHERE batch = ${come} AND item = 'C'`, 'a-fund-has-in-stock-what-its-stores-hold')).toMatchObject([{ detail: 'lunch: 19400' }]);
  await second.end();
}, 60_000);

it('the payout is expected at its bank account until a line shows it, and who uploaded the list does not match it', async () => {
  const payouts = books.app.get(ExpectedMoney).of('batch-payout');
  expect(payouts).toBe(books.app.get(BatchPayouts));
  const expected = await books.within((tx) => payouts.expected(tx, { foundation: books.foundation, place: books.bank }));
  const first = expected.find(({ sum }) => sum === 2_900n);
  expect(first).toMatchObject({ sum: 2_900n, party: '示例公益平台', words: { en: expect.stringContaining('Payout of 示例公益平台') } });
  const line = (sum: bigint): Parameters<typeof payouts.book>[2] => ({ id: 1n, foundation: books.foundation, place: books.bank, day: '2026-11-20', sum, party: null, partyAccount: null, reference: 'x', memo: null, ours: null, source: 'bank-line:1' });
  const book = (sum: bigint, by: number): Promise<bigint> => books.within((tx) => payouts.book(tx, first!.key, line(sum), person(by)) as Promise<bigint>);
  await expect(book(2_900n, li)).rejects.toThrow('nobody-matches-the-payout-of-their-own-batch');
  await expect(book(2_899n, zhou)).rejects.toThrow('a-payout-arrives-as-it-was-announced');
  const after = await lastEntry(books.db);
  await book(2_900n, zhou);
  await expect(book(2_900n, zhou)).rejects.toThrow();
  expect(await ledgerTable(books.db, { after })).toBe(table`
    payout | general | Bank deposits | 29.00 |
    | | Payment clearing | | 29.00`);
  expect((await books.within((tx) => payouts.expected(tx, { foundation: books.foundation, place: books.bank }))).length).toBe(expected.length - 1);
  await books.seal();
  expect(await complaints(books)).toEqual({});
});

it.each([
  ['every-batch-is-in-the-books-whole', 'UPDATE gift_batch_line SET sum = sum + 1 WHERE no = $1'],
  ['every-batch-is-in-the-books-whole', 'DELETE FROM gift_batch_line WHERE no = $1'],
  ['every-batch-is-in-the-books-whole', "DELETE FROM gift_batch_payout; DELETE FROM gift_batch_posting WHERE batch = (SELECT batch FROM gift_batch_line WHERE no = $1)"],
  ['every-payout-of-a-batch-is-what-was-announced', 'UPDATE gift_batch SET payout = payout + 1 WHERE id = (SELECT batch FROM gift_batch_line WHERE no = $1)'],
])('%s sees it when the owner says: %s', async (name, sql) => {
  const check = GIVING_CHECKS.find((one) => one.name === name)!;
  await owner.query('BEGIN');
  try {
    await owner.query('ALTER TABLE gift_batch_line DISABLE TRIGGER USER');
    for (const statement of sql.split('; ')) await owner.query(statement.replace('$1', "'r1'"));
    const offences = await check.run({ query: async (asked: string) => (await owner.query(asked)).rows as never });
    expect(offences.length).toBeGreaterThan(0);
  } finally {
    await owner.query('ROLLBACK');
  }
});
