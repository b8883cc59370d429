import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Draft } from '../../src/ledger/draft';
import { bankGift, costAccepted, interest, principalGift } from '../../src/ledger/entries';
import { Sealer } from '../../src/ledger/sealer';
import { Worker } from '../../src/platform/worker';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import { bareFund } from '../support/funds';
import { resolved } from '../support/resolutions';
import type { Done } from '../support/clerk';
import { allMet, Clerks, enter, forge, SEAL } from '../support/clerks';
import { type Forged, post, refusalOf } from '../support/forged';

// Two processes of the operating system work on the books at the same moment. A round in which one had ended before the other
// began shows nothing and is not counted: each story goes on until both were under way in as many rounds as it wants.

const DAY = '2026-11-21';
let books: Books;
let clerks: Clerks;

beforeAll(async () => {
  books = await openBooks();
  await books.app.get(Worker).onApplicationShutdown(); // the clerks alone seal
  clerks = await Clerks.hire(2, books.config);
});
afterAll(async () => {
  await clerks?.dismiss();
  await books?.close();
});
afterEach(async () => {
  await books.seal();
  expect(await complaints(books)).toEqual({});
});

const give = (source: string, sum: bigint): Draft => bankGift({ day: DAY, source, fund: books.lunch, sum, bank: books.bank });
const spend = (source: string, sum: bigint): Draft => costAccepted({ day: DAY, source, fund: books.lunch, sum, for: 'programme' });
/** The same as nobody's program should ask it. */
function forged(source: string): Forged & { foundation: number } {
  const { id: fund, foundation } = books.lunch;
  return { foundation, kind: 'cost accepted', day: DAY, source, lines: [{ fund, account: '5101', debit: 100n }, { fund, account: '2202', debit: -100n }] };
}
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await books.db.query<T[]>(sql, values))[0]!;
const rounds = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const isRefusal = (done: Done): boolean => typeof done.came === 'string';

/** Plays until all were under way together in so many rounds, and answers how many rounds that took. On a busy machine some miss each other. */
async function play(wanted: number, round: (n: number) => Promise<Done[]>): Promise<number> {
  let meetings = 0;
  let played = 0;
  for (; meetings < wanted && played < 8 * wanted; played++) if (allMet(await round(played))) meetings++;
  expect(meetings).toBe(wanted);
  return played;
}
const both = async (a: Draft, b: Draft): Promise<[Done, Done]> => {
  const [[wang], [li]] = (await clerks.together(enter(a), enter(b))) as [[Done], [Done]];
  return [wang, li];
};

it('they are three processes, and ours is not theirs', () => {
  expect(new Set([process.pid, ...clerks.pids]).size).toBe(3);
});

it('two ask for the last fen at once and one gets it, in thirty rounds', async () => {
  const played = await play(30, async (n) => {
    await books.post(give(`last:${n}`, 100n));
    const asked = await both(spend(`wang:${n}`, 100n), spend(`li:${n}`, 100n));
    expect(asked.filter(isRefusal).map((done) => done.came)).toEqual(['a-fund-promises-only-what-it-has']);
    return asked;
  });
  const sum = 100n * BigInt(played);
  expect(await one('SELECT money, owed, money - owed - promised AS free FROM fund_balance WHERE fund = $1', [books.lunch.id])).toEqual({ money: sum, owed: sum, free: 0n });
});

it('past the ledger, straight at the only door, the database says the same', async () => {
  await play(30, async (n) => {
    await books.post(give(`door:${n}`, 100n));
    const [[wang], [li]] = (await clerks.together(forge(forged(`door:wang:${n}`)), forge(forged(`door:li:${n}`)))) as [[Done], [Done]];
    expect([wang, li].filter(isRefusal).map((done) => done.came)).toEqual(['a_fund_keeps_its_floor']);
    return [wang, li];
  });
});

it('of two processes that use the last of an endowment’s year one does, straight at the door', async () => {
  const evergreen = await bareFund(books.db, { foundation: books.foundation, code: 'evergreen', class: 'preserved', name: '常青留本基金', englishName: 'Evergreen', openedOn: '2026-01-01' });
  await books.post(principalGift({ day: DAY, source: 'kept', fund: { id: evergreen, foundation: books.foundation, class: 'preserved' }, sum: 10_000_000n, bank: books.bank }), interest({ day: DAY, source: 'yield', fund: { id: evergreen, foundation: books.foundation, class: 'preserved' }, sum: 9_000_000n, bank: books.bank }));
  const people = (await books.db.query<{ id: number }[]>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`)).map(({ id }) => id) as [number, number];
  await books.db.query(`INSERT INTO spending_rule (foundation, fund, from_day, percent, quarters, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, '2026-01-01', 5000, 4, $3, 'council', 'ordinary', $4, now())`, [books.foundation, evergreen, await resolved(books, books.foundation, people), people[0]]);
  let [{ left }] = await books.db.query<[{ left: bigint }]>('SELECT spending_allowed($1, 2026) AS left', [evergreen]);
  expect(left).toBeGreaterThan(100_000n);
  await play(10, async (n) => {
    const sum = left / 2n + 1n; // one of them, and not two
    const cost = (source: string): Forged & { foundation: number } => ({ ...forged(`${source}:${n}`), lines: [{ fund: evergreen, account: '5101', debit: sum }, { fund: evergreen, account: '2202', debit: -sum }] });
    const [[wang], [li]] = (await clerks.together(forge(cost('year:wang')), forge(cost('year:li')))) as [[Done], [Done]];
    expect([wang, li].filter(isRefusal).map((done) => done.came)).toEqual(['more_than_its_rule_rests_on_a_resolution']);
    left -= sum;
    return [wang, li];
  });
});

it('the second waits for the first, and counts what the first has left', async () => {
  const [wang, li] = await Promise.all([0, 1].map(async () => {
    const client = new Client({ connectionString: books.config.databaseUrl });
    await client.connect();
    return client;
  })) as [Client, Client];
  try {
    await books.post(give('waited for', 100n));
    await wang.query('BEGIN');
    await post(wang, [forged('waits:wang')]);
    const second = refusalOf(post(li, [forged('waits:li')]));
    expect(await Promise.race([second, sleep(100, 'waits')])).toBe('waits');
    await wang.query('COMMIT');
    expect(await second).toBe('a_fund_keeps_its_floor');
  } finally {
    await Promise.all([wang.end(), li.end()]);
  }
});

it('the same source from both is one entry', async () => {
  const played = await play(30, async (n) => {
    const [wang, li] = await both(give(`same:${n}`, 500n), give(`same:${n}`, 500n));
    expect(wang.came).toBe(li.came);
    return [wang, li];
  });
  expect(await one("SELECT count(*) AS entries, count(DISTINCT source) AS sources FROM journal_entry WHERE source LIKE 'same:%'")).toEqual({ entries: BigInt(played), sources: BigInt(played) });
});

it.each([
  ['another sum', (n: number): Draft => give(`told:another sum:${n}`, 501n)],
  // locks another fund's row, so neither waits for the other before it writes
  ['another fund', (n: number): Draft => bankGift({ day: DAY, source: `told:another fund:${n}`, fund: books.general, sum: 500n, bank: books.bank })],
])('the same source with other content, %s, is refused', async (what, other) => {
  const played = await play(30, async (n) => {
    const told = await both(give(`told:${what}:${n}`, 500n), other(n));
    expect(told.filter(isRefusal).map((done) => done.came)).toEqual(['one-entry-a-source']);
    return told;
  });
  expect(await one('SELECT count(*) AS entries FROM journal_entry WHERE source LIKE $1', [`told:${what}:%`])).toEqual({ entries: BigInt(played) });
});

it('two hundred post at once: the guard row is what its lines say', async () => {
  const drafts = rounds(200).map((n) => give(`rush:${n % 180}`, 100n + BigInt(n % 180)));
  const [wang, li] = (await clerks.together<bigint>(...[0, 1].map((half) => enter(...drafts.filter((_, n) => n % 2 === half))))) as [Done<bigint>[], Done<bigint>[]];
  expect(new Set([...wang, ...li].map((done) => done.came)).size).toBe(180);
  const beside = (mine: Done[], theirs: Done[]): number => mine.filter((done) => theirs.some((other) => allMet([done, other]))).length;
  expect(beside(wang, li)).toBeGreaterThan(50);
  expect(beside(li, wang)).toBeGreaterThan(50);
  const sums = await one<{ guard: bigint; lines: bigint; last: bigint }>(
    `SELECT b.money AS guard, (SELECT sum(debit)::bigint FROM posting WHERE fund = b.fund AND account = '1002') AS lines,
       (SELECT money_after FROM entry_fund WHERE fund = b.fund ORDER BY entry DESC LIMIT 1) AS last FROM fund_balance b WHERE b.fund = $1`, [books.lunch.id]);
  expect(sums.guard).toBe(sums.lines);
  expect(sums.last).toBe(sums.lines);
});

it('two seal at once while a third posts: numbers, vouchers and leaves without gap or repeat', async () => {
  const sealed = [0, 0];
  await play(15, async (n) => {
    await books.post(...rounds(5).map((m) => give(`before:${n}:${m}`, 1n)));
    let goesOn = true;
    const posting = (async (): Promise<Done> => {
      const from = process.hrtime.bigint();
      for (let m = 0; goesOn && m < 10; m++) await books.post(give(`while:${n}:${m}`, 1n));
      return { from, to: process.hrtime.bigint(), came: 'posted' };
    })();
    const [[wang], [li]] = (await clerks.together<number>(SEAL, SEAL)) as [[Done<number>], [Done<number>]];
    goesOn = false;
    const third = await posting;
    [wang, li].forEach((done, at) => (sealed[at]! += done.came));
    return [wang, li, third];
  });
  expect(Math.min(...sealed)).toBeGreaterThan(0); // neither only watched
  await books.app.get(Sealer).seal();
  const log = await one<{ entries: bigint; numbers: bigint; last: bigint; leaves: bigint }>(
    `SELECT (SELECT count(*) FROM journal_entry) AS entries, count(*) AS numbers, max(number) AS last, (SELECT count(*) FROM log_leaf) AS leaves FROM sealed_entry`);
  expect([log.numbers, log.last, log.leaves]).toEqual([log.entries, log.entries, log.entries]);
  const words = await books.db.query<{ series: string; count: bigint; highest: bigint }[]>('SELECT substr(voucher, 1, 10) AS series, count(*), max(substr(voucher, 12)::bigint) AS highest FROM sealed_entry GROUP BY 1');
  expect(words.length).toBeGreaterThan(1);
  for (const { count, highest } of words) expect(highest).toBe(count);
});
