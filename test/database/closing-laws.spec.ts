import { Client } from 'pg';
import type { Draft } from '../../src/ledger/draft';
import { bankGift, chartMigration, costAccepted, deduction, payment, transferUnrestricted, yearClosing } from '../../src/ledger/entries';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { Worker } from '../../src/platform/worker';
import { firstDay, lastDay } from '../../src/rules/day';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import { standingOf } from '../support/every-kind';
import { refusalOf } from '../support/forged';
import { enterActed } from '../support/moves';

// What keeps a sealed month as it was signed, and the hands apart that made and checked it: tried past the application.

const AT = '2026-11-21T04:00:00Z';
let books: Books;
let app: Client;
/** 李敏 keeps the books, 周晓 too; 王建国 is the secretary-general. */
const people: Record<'li' | 'zhou' | 'wang', number> = {} as never;
let sources = 0;

beforeAll(async () => {
  books = await openBooks();
  await books.app.get(Worker).onApplicationShutdown();
  app = new Client({ connectionString: books.config.databaseUrl });
  await app.connect();
  for (const [key, name, role] of [['li', '李敏', 'bookkeeper'], ['zhou', '周晓', 'bookkeeper'], ['wang', '王建国', 'secretary-general']] as const) {
    people[key] = (await app.query<{ id: number }>('INSERT INTO person (name, english_name) VALUES ($1, $1) RETURNING id', [name])).rows[0]!.id;
    await app.query("INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, $3, '2020-01-01')", [people[key], books.foundation, role]);
  }
});
afterAll(async () => {
  await app?.end();
  await books?.close();
});

const source = (): string => `bank:${++sources}`;
const gift = (day: string, sum = 1_000n): Draft => bankGift({ day, source: source(), fund: books.lunch, sum, bank: books.bank });
const refused = (sql: string, values: readonly unknown[] = []): Promise<string> => refusalOf(app.query(sql, [...values]));
const bulk = (month: string, who: number): Promise<string> => refused('SELECT voucher_check_machine_made($1, $2, $3, $4)', [books.foundation, firstDay(month), who, AT]);
const made = (who: number, ...entries: bigint[]): Promise<void> => books.within((tx) => books.app.get(Vouchers).made(tx, books.foundation, who, entries));
const sign = (month: string, who: number, upon: number | null): Promise<string> => refused('SELECT ledger_seal_month($1, $2, $3, $4, $5)', [books.foundation, firstDay(month), who, upon, AT]);
const signature = async (): Promise<number> => (await app.query<{ id: number }>('SELECT max(id) AS id FROM month_signature')).rows[0]!.id;
async function steps(month: string): Promise<void> {
  await books.seal();
  await app.query('SELECT voucher_check_machine_made($1, $2, $3, $4)', [books.foundation, firstDay(month), people.wang, AT]);
  for (const step of ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements']) await app.query('SELECT closing_step_do($1, $2, $3, $4, $5)', [books.foundation, firstDay(month), step, people.li, AT]);
}
async function sealed(month: string): Promise<void> {
  await steps(month);
  expect(await sign(month, people.li, null)).toBe('not refused');
  expect(await sign(month, people.zhou, await signature())).toBe('not refused');
}
const propose = async (by: number, day: string, kind = 'interest', lines: object[] = [{ fund: books.lunch.id, account: '5101', standard: 2004, debit: '1', place: null, promise: null }], pays: bigint | null = null): Promise<number> => (await app.query<{ id: number }>(
  `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, pays, proposed_by, proposed_at) VALUES ($1, $2, $2, $3, $3, '午餐', $4, $5, $6, $7) RETURNING id`,
  [books.foundation, kind, day, JSON.stringify(lines), pays, by, AT])).rows[0]!.id;
const decide = (proposal: number, proposedBy: number, by: number, entry: bigint | null, decision = 'approved'): Promise<string> =>
  refused('INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, why, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)', [proposal, proposedBy, decision, by, AT, entry === null ? '不用了' : null, entry]);
const released = async (month: string): Promise<{ cost: bigint; due: bigint }> => (await app.query<{ cost: bigint; due: bigint }>('SELECT cost, due FROM release_of_month($1, $2)', [books.foundation, firstDay(month)])).rows[0]!;
/** As `Closings.release` does it. */
async function release(month: string): Promise<void> {
  const { due } = await released(month);
  const [entry] = await books.post({
    ...gift(lastDay(month)), kind: 'restriction released', party: null, lines: [{ fund: books.lunch.id, account: '3102', debit: due, place: null, promise: null }, { fund: books.lunch.id, account: '3101', debit: -due, place: null, promise: null }],
  });
  await made(people.wang, entry!);
}

describe('checking in bulk', () => {
  it('is not for somebody whose own proposal of that month waits', async () => {
    await books.post(gift('2024-01-05'));
    await books.seal();
    const proposal = await propose(people.wang, '2024-01-06');
    expect(await bulk('2024-01', people.wang)).toBe('whoever_made_vouchers_of_a_month_checks_none_of_it_in_bulk');
    expect(await decide(proposal, people.wang, people.wang, null, 'withdrawn')).toBe('not refused');
    expect(await bulk('2024-01', people.wang)).toBe('not refused');
  });

  it('is not followed by a voucher by the same hand in that month', async () => {
    const [entry] = await books.post(gift('2024-01-07'));
    await expect(made(people.wang, entry!)).rejects.toThrow('whoever checked a month in bulk makes no voucher of it');
    await made(people.li, entry!);
    expect(await refused('SELECT voucher_check_one($1, $2, $3, $4)', [books.foundation, entry, people.wang, AT])).toBe('not refused');
  });

  it('may be done again by whoever has run the release: what the closing books is not by hand', async () => {
    await books.post(costAccepted({ day: '2024-01-08', source: source(), fund: books.lunch, sum: 300n, for: 'programme' }));
    await release('2024-01');
    await books.post(gift('2024-01-09'));
    await books.seal();
    expect(await bulk('2024-01', people.wang)).toBe('not refused');
    expect((await app.query('SELECT unchecked_in_month($1, $2) AS left', [books.foundation, '2024-01-01'])).rows).toEqual([{ left: 0n }]);
  });
});

describe('a month', () => {
  it('is not sealed while a voucher of it waits for its decision', async () => {
    await steps('2024-01');
    const proposal = await propose(people.li, '2024-01-20');
    expect(await sign('2024-01', people.li, null)).toBe('proposals_are_decided_before_the_seal');
    expect(await decide(proposal, people.li, people.wang, null, 'refused')).toBe('not refused');
    await sealed('2024-01');
  });

  it('without an entry is sealed with the one after it, and takes nothing behind its back', async () => {
    await books.post(gift('2024-03-05'));
    await sealed('2024-03');
    // a late fact moves to the open month, from February and from before the books as well
    const [february, before] = await books.post(gift('2024-02-15'), gift('2019-05-05'));
    expect((await app.query('SELECT day, fact_day FROM journal_entry WHERE id = ANY ($1) ORDER BY id', [[february, before]])).rows)
      .toEqual([{ day: '2024-04-01', fact_day: '2024-02-15' }, { day: '2024-04-01', fact_day: '2019-05-05' }]);
    const raw = (day: string): Promise<string> => refused(
      `SELECT ledger_post(ARRAY[$1::int], ARRAY['bank gift'], ARRAY[$2::date], ARRAY[$2::date], ARRAY['raw'], ARRAY[NULL::bigint], ARRAY[NULL::bigint], ARRAY[NULL], ARRAY[NULL], ARRAY[1, 1], ARRAY[$3::int, $3], ARRAY['1002', '410102'], ARRAY[1, -1]::bigint[], ARRAY[$4::int, NULL], ARRAY[NULL, NULL]::bigint[], ARRAY[NULL, NULL]::smallint[])`,
      [books.foundation, day, books.lunch.id, books.bank]);
    expect(await raw('2024-02-15')).toBe('a_sealed_month_takes_no_entry');
    expect(await raw('2019-05-05')).toBe('a_sealed_month_takes_no_entry');
    expect(await complaints(books)).toEqual({});
  });

  it('that was signed once while it was empty takes nothing either', async () => {
    await sealed('2024-04');
    await steps('2024-05');
    expect(await sign('2024-05', people.li, null)).toBe('not refused');
    await books.post(gift('2024-06-05'));
    await sealed('2024-06');
    const [late] = await books.post(gift('2024-05-09'));
    expect((await app.query('SELECT day FROM journal_entry WHERE id = $1', [late])).rows).toEqual([{ day: '2024-07-01' }]);
    expect(await complaints(books)).toEqual({});
  });
});

describe('a cost', () => {
  it('is not paid twice by two proposals that were both right when they were made', async () => {
    const bill = { fund: books.lunch, sum: 500n, for: 'programme' } as const;
    const [cost] = await books.post(costAccepted({ ...bill, day: '2024-07-02', source: source() }), costAccepted({ ...bill, day: '2024-07-02', source: source() }));
    await books.post(gift('2024-07-03', 10_000n));
    const line = (account: string, debit: string, place: number | null): object => ({ fund: books.lunch.id, account, standard: 2004, debit, place, promise: null });
    const lines = [line('2202', '500', null), line('1002', '-500', books.bank)];
    const [first, second] = [await propose(people.li, '2024-07-04', 'payment', lines, cost), await propose(people.zhou, '2024-07-04', 'payment', lines, cost)];
    const [paid, again] = await books.post(...[1, 2].map(() => payment({ fund: books.lunch, sum: 500n, bank: books.bank, day: '2024-07-04', source: source() })));
    expect(await decide(first, people.li, people.wang, paid!)).toBe('not refused');
    expect(await decide(second, people.zhou, people.wang, again!)).toBe('a_cost_is_not_paid_above_itself');
    expect(await decide(second, people.zhou, people.wang, null, 'refused')).toBe('not refused');
    for (const [entry, who] of [[paid!, people.li], [again!, people.zhou]] as const) await made(who, entry);
    for (const entry of [paid, again]) expect(await refused('SELECT voucher_check_one($1, $2, $3, $4)', [books.foundation, entry, people.wang, AT])).toBe('not refused');
  });
});

describe('the release', () => {
  it('of a month that takes back takes no more than was released: what the board gave stays unrestricted', async () => {
    await release('2024-07');
    await sealed('2024-07');
    // all restricted money goes, and the board tops the fund up
    const { rows: [left] } = await app.query<{ worth: bigint }>('SELECT worth FROM fund_balance WHERE fund = $1', [books.lunch.id]);
    await books.post({ ...gift('2024-08-01'), fund: books.general, lines: gift('2024-08-01', 50_000n).lines.map((l) => ({ ...l, fund: books.general.id, account: l.account === '410102' ? '410101' : l.account })) } as Draft);
    await enterActed(books.db, transferUnrestricted({ day: '2024-08-02', source: source(), fund: books.general, to: books.lunch, sum: 40_000n }));
    await books.post(costAccepted({ day: '2024-08-03', source: source(), fund: books.lunch, sum: left!.worth + 30_000n, for: 'programme' }));
    const most = (await released('2024-08')).due;
    expect(most).toBeLessThan(left!.worth + 30_000n);
    await release('2024-08');
    await sealed('2024-08');
    // the whole bill is taken back in September, and more that was released before
    await books.post(deduction({ day: '2024-09-03', source: source(), fund: books.lunch, sum: left!.worth + 30_000n, of: 'payable' }));
    const before = (await app.query<{ net: bigint }>("SELECT sum(p.debit)::bigint AS net FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE e.kind = 'restriction released' AND p.account = '3102'")).rows[0]!.net;
    expect(await released('2024-09')).toEqual({ cost: -(left!.worth + 30_000n), due: -before });
    await release('2024-09');
    await sealed('2024-09');
    expect(await complaints(books)).toEqual({});
  });
});

describe('a year', () => {
  it('is closed before anything of the next one is sealed, though its December has no entry', async () => {
    const standing = await standingOf(books.db, books.foundation, ['I', 'E']);
    await books.post(gift('2025-01-05'));
    await steps('2025-01');
    expect(await sign('2025-01', people.li, null)).toBe('the_year_before_is_closed_first');
    const [closing] = await books.post(yearClosing({ day: '2024-12-31', source: source(), foundation: books.foundation, standing }));
    await made(people.li, closing!);
    await sealed('2024-12');
    await sealed('2025-01');
  });
});

describe('the change of the chart', () => {
  it('comes before January 2026 is sealed: afterwards nothing could be carried over', async () => {
    const [closing] = await books.post(yearClosing({ day: '2025-12-31', source: source(), foundation: books.foundation, standing: await standingOf(books.db, books.foundation, ['I', 'E']) }));
    await made(people.li, closing!);
    await sealed('2025-12');
    await books.post(gift('2026-01-05'));
    await steps('2026-01');
    expect(await sign('2026-01', people.li, null)).toBe('the_chart_changes_before_its_first_month_is_sealed');
    const [carried] = await books.post(chartMigration({ day: '2026-01-01', source: source(), foundation: books.foundation, standing: await standingOf(books.db, books.foundation, ['M', 'A', 'T', 'L', 'N', 'C'], [], 2004) }));
    await made(people.li, carried!);
    await books.seal();
    expect(await refused('SELECT voucher_check_one($1, $2, $3, $4)', [books.foundation, carried, people.zhou, AT])).toBe('not refused');
    await sealed('2026-01');
    expect(await complaints(books)).toEqual({});
  });
});

describe('a list of gifts', () => {
  it('is checked in bulk: two people handled the list, and nobody checks its lines one by one', async () => {
    const list = await books.post(...['1', '2', '3'].map((n) => ({ ...gift('2026-02-10'), source: `batch:7:${n}` })));
    await made(people.li, ...list);
    await books.seal();
    expect(await bulk('2026-02', people.li)).toBe('whoever_made_vouchers_of_a_month_checks_none_of_it_in_bulk');
    expect(await bulk('2026-02', people.wang)).toBe('not refused');
    expect((await app.query('SELECT DISTINCT maker, checker FROM voucher_check WHERE entry = ANY ($1)', [list])).rows).toEqual([{ maker: people.li, checker: people.wang }]);
  });
});
