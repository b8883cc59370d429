import { Client } from 'pg';
import { bankGift, promise } from '../../src/ledger/entries';
import { PURSE_CHECKS } from '../../src/funds/purses/checks';
import { Households } from '../../src/funds/purses/households.service';
import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSpendings } from '../../src/funds/purses/purse-spendings.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import { type Purse, Purses } from '../../src/funds/purses/purses.service';
import { Sealer } from '../../src/ledger/sealer';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { allMet, bookSheets, Clerks } from '../support/clerks';
import { appointed, preparing } from '../support/desk';
import { post, refusalOf } from '../support/forged';
import { formKey } from '../support/purses';
import { resolved } from '../support/resolutions';

jest.setTimeout(120_000);

// Two hundred buildings reach the street's threshold at the same moment from two processes; and nobody gets past the doors of a purse with SQL of their own.

const BUILDINGS = 200;
const GIFTS = 60;
const PIECES = [5, 0, 0, 0, 0, 0, 0, 0];
const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
let house: TestApp;
let foundation: Foundation;
let general: { id: number; foundation: number; class: 'general' };
let [li, zhou]: number[] = [];
let raw: Client;
const purses: Purse[] = [];
const person = (id: number): { id: number; name: string; roles: string[] } => ({ id, name: '', roles: ['bookkeeper'] });

beforeAll(async () => {
  house = await startApp();
  await house.app.get(Worker).onApplicationShutdown();
  foundation = await preparing(house);
  [li, zhou] = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  general = { id: (await house.db.query<{ id: number }[]>("SELECT id FROM fund WHERE class = 'general'"))[0]!.id, foundation: foundation.id, class: 'general' };
  const bank = (await house.db.query<{ id: number }[]>("SELECT id FROM place WHERE account = '1002'"))[0]!.id;
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: today(), source: 'bank:street', fund: general, sum: 1_000_000n, bank })));
  raw = new Client({ connectionString: house.config.databaseUrl });
  await raw.connect();
}, 60_000);
afterAll(async () => {
  await raw?.end();
  await house?.close();
});
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function opened(code: string): Promise<Purse> {
  const all = house.app.get(Purses);
  const id = await all.prepare(foundation.id, { code, name: `${code} 自治金`, englishName: code, place: code, keepers: ['王桂芳'], purpose: '楼道', rest: '退还', passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day: today() }, person(li!));
  await all.open(foundation.id, id, person(zhou!));
  const purse = await all.find(foundation.id, code);
  await house.app.get(Households).add(purse, [{ door: '101', shown: null }], today(), person(li!));
  return purse;
}
const sheet = (purse: Purse, key: string): Promise<bigint> =>
  house.app.get(PurseSheets).record(purse, { key: `${key}-0123456789abcdef`, way: 'cash', day: today(), pieces: PIECES, lines: [{ line: 1, door: '101', sum: 50_000n, day: today() }] }, person(li!));

it('two hundred buildings reach the threshold at once from two processes: the pool is used to the fen and not beyond, and every household’s money stands', async () => {
  const matches = house.app.get(PurseMatches);
  // enough for 33 of them and 10 yuan more
  const rule = await matches.recordRule(foundation.id, { name: '配捐', pool: String(general.id), threshold: 50_000n, sum: 3_000n, percent: null, cap: 3_000n, budget: 100_000n, from: today(), to: today(), source: '示例〔2026〕1 号' }, person(li!));
  await matches.confirmRule(foundation.id, rule, person(zhou!));
  for (let n = 0; n < BUILDINGS; n += 10) purses.push(...(await Promise.all(Array.from({ length: 10 }, (_, at) => opened(`b-${n + at}`)))));
  const sheets = await Promise.all(purses.map(async (purse) => ({ id: await sheet(purse, purse.code), pieces: PIECES })));

  const clerks = await Clerks.hire(2, house.config);
  try {
    const half = BUILDINGS / 2;
    // the first ten of each half are given to both: booked once
    const done = await clerks.together(bookSheets(foundation.id, zhou!, [...sheets.slice(0, half), ...sheets.slice(half, half + 10)]), bookSheets(foundation.id, zhou!, [...sheets.slice(half), ...sheets.slice(0, 10)]));
    const twice = done.flat().filter(({ came }) => typeof came === 'string').map(({ came }) => came);
    expect([...new Set(twice)]).toEqual(['a-sheet-is-booked-once']);
    expect(twice).toHaveLength(20);
    expect(allMet([{ ...done[0]![0]!, to: done[0]!.at(-1)!.to }, { ...done[1]![0]!, to: done[1]!.at(-1)!.to }])).toBe(true);
  } finally {
    await clerks.dismiss();
  }
  const [row] = await house.db.query<object[]>(
    `SELECT count(*)::int AS buildings, count(*) FILTER (WHERE reserved = 3000)::int AS whole, count(*) FILTER (WHERE reserved = 1000)::int AS part, count(*) FILTER (WHERE reserved = 0)::int AS none, sum(reserved)::bigint AS reserved FROM purse_match`);
  expect(row).toEqual({ buildings: BUILDINGS, whole: 33, part: 1, none: BUILDINGS - 34, reserved: 100_000n });
  expect(await house.db.query(`SELECT count(*)::int AS n, sum(money)::bigint AS money FROM fund_balance b JOIN purse p ON p.fund = b.fund`)).toEqual([{ n: BUILDINGS, money: BigInt(BUILDINGS) * 50_000n }]);
  expect(await house.db.query('SELECT promised FROM fund_balance WHERE fund = $1', [general.id])).toEqual([{ promised: 100_000n }]);
});

it('sixty gifts to one building at once from two processes: its share of what is raised is reserved once for each yuan, up to its cap', async () => {
  const matches = house.app.get(PurseMatches);
  const bank = (await house.db.query<{ id: number }[]>("SELECT id FROM place WHERE account = '1002'"))[0]!.id;
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: today(), source: 'bank:street again', fund: general, sum: 210_005n, bank })));
  const rule = await matches.recordRule(foundation.id, { name: '一成', pool: String(general.id), threshold: 500_000n, sum: null, percent: 10, cap: 250_000n, budget: 210_005n, from: today(), to: today(), source: '示例〔2026〕3 号' }, person(li!));
  await matches.confirmRule(foundation.id, rule, person(zhou!));
  const purse = await opened('many');
  const sheets: { id: bigint; pieces: number[] }[] = [];
  for (let n = 0; n < GIFTS; n += 10) sheets.push(...(await Promise.all(Array.from({ length: 10 }, async (_, at) => ({ id: await sheet(purse, `many-${n + at}`), pieces: PIECES })))));
  const clerks = await Clerks.hire(2, house.config);
  try {
    const done = await clerks.together(bookSheets(foundation.id, zhou!, sheets.slice(0, GIFTS / 2)), bookSheets(foundation.id, zhou!, sheets.slice(GIFTS / 2)));
    expect(done.flat().filter(({ came }) => typeof came === 'string')).toEqual([]);
  } finally {
    await clerks.dismiss();
  }
  // 30,000.00 raised: a tenth is 3,000.00, the cap 2,500.00, the rule's total 2,100.05
  expect(await house.db.query('SELECT match_due($1, $2) AS due, match_held($1, NULL) AS held', [rule, purse.fund.id])).toEqual([{ due: 250_000n, held: 210_005n }]);
  expect(await house.db.query('SELECT count(*)::int AS n, max(reserved) AS first FROM purse_match WHERE rule = $1 AND reserved > 0', [rule])).toEqual([{ n: 1 + 32 + 1, first: 50_000n }]);
  await matches.endRule(foundation.id, rule, '试过了', person(zhou!));
});

it('a pool whose fund is short reserves what the fund has, whatever the rule allows; what is not due is released with the sheet', async () => {
  const matches = house.app.get(PurseMatches);
  // 10,000.00 was given, 1,000.00 is promised; all but 20.00 of the rest is promised elsewhere
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, promise({ day: today(), source: 'award:1', fund: general, sum: 898_000n })));
  const rule = await matches.recordRule(foundation.id, { name: '再配', pool: String(general.id), threshold: 50_000n, sum: null, percent: 10, cap: 50_000n, budget: 900_000n, from: today(), to: today(), source: '示例〔2026〕2 号' }, person(li!));
  await matches.confirmRule(foundation.id, rule, person(zhou!));
  const purse = await opened('short');
  const id = await sheet(purse, 'short');
  await house.app.get(PurseSheets).bookCash({ foundation: foundation.id, id }, PIECES, person(zhou!));
  expect(await house.db.query('SELECT wanted, reserved FROM purse_match WHERE purse = $1 ORDER BY rule', [purse.fund.id])).toEqual([{ wanted: 3_000n, reserved: 0n }, { wanted: 5_000n, reserved: 2_000n }]);
  await house.app.get(PurseSheets).reverse({ foundation: foundation.id, id }, '登错楼了', person(zhou!));
  expect(await house.db.query('SELECT sum FROM purse_match_release r JOIN purse_match m ON m.id = r.match WHERE m.purse = $1', [purse.fund.id])).toEqual([{ sum: 2_000n }]);
  expect(await house.db.query('SELECT free FROM fund_balance WHERE fund = $1', [general.id])).toEqual([{ free: 2_000n }]);
});

describe('past every page, as the application’s own role', () => {
  const asks = (sql: string, values: unknown[] = []): Promise<string> => refusalOf(raw.query(sql, values));
  const fund = (): number => purses[0]!.fund.id;
  const entry = async (sql: string, values: unknown[] = []): Promise<bigint> => (await house.db.query<{ id: bigint }[]>(sql, values))[0]!.id;
  const place = async (account: string): Promise<number> => (await house.db.query<{ id: number }[]>('SELECT id FROM place WHERE account = $1', [account]))[0]!.id;

  it('nothing moves a purse but its own rows', async () => {
    const cash = await place('1001');
    const bank = await place('1002');
    const forged = (kind: string, lines: Parameters<typeof post>[1][number]['lines'], more = {}): Promise<string> => refusalOf(post(raw, [{ foundation: foundation.id, kind, day: today(), lines, ...more }]));
    expect(await forged('agency out', [{ fund: fund(), account: '2601', debit: 100n }, { fund: fund(), account: '1002', debit: -100n, place: bank }])).toBe('a_purse_moves_by_its_own_doors');
    expect(await forged('agency in', [{ fund: fund(), account: '1001', debit: 100n, place: cash }, { fund: fund(), account: '2601', debit: -100n }])).toBe('a_purse_moves_by_its_own_doors');
    expect(await forged('match paid', [{ fund: general.id, account: '5101', debit: 100n }, { fund: general.id, account: 'Z01', debit: -100n }, { fund: fund(), account: 'Z01', debit: 100n }, { fund: fund(), account: '2601', debit: -100n }])).toBe('a_purse_moves_by_its_own_doors');
    const booked = await entry('SELECT entry AS id FROM purse_sheet_booking WHERE purse = $1', [fund()]);
    expect(await forged('reversal', [{ fund: fund(), account: '1001', debit: -50_000n, place: cash }, { fund: fund(), account: '2601', debit: 50_000n }], { reverses: booked, note: '冲' })).toBe('a_purse_moves_by_its_own_doors');
    const promised = await entry('SELECT promise AS id FROM purse_match WHERE reserved = 3000 ORDER BY id LIMIT 1');
    expect(await forged('release', [{ fund: general.id, account: 'Y02', debit: 3_000n }, { fund: general.id, account: 'Y01', debit: -3_000n, promise: promised }])).toBe('a_match_promise_is_the_buildings');
    expect(await asks(`INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, papers, lines, proposed_by, proposed_at) VALUES ($1, 'agency-out', 'agency out', $2, $2, 'x', 'y', $3, $4, now())`,
      [foundation.id, today(), JSON.stringify([{ fund: fund(), account: '2601', standard: 2026, debit: '1', place: null, promise: null }, { fund: fund(), account: '1002', standard: 2026, debit: '-1', place: bank, promise: null }]), li])).toBe('a_purse_moves_by_its_own_doors');
  });

  it('one person opens no purse, books no sheet, confirms no vote and pays no match', async () => {
    const opening = await house.app.get(Purses).prepare(foundation.id, { code: 'alone', name: '一人', englishName: 'Alone', place: '一号楼', keepers: ['甲'], purpose: '楼道', rest: '退还', passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day: today() }, person(li!));
    expect(await asks('SELECT purse_open($1, $2, now())', [opening, li])).toBe('nobody_confirms_the_test_they_answered');
    const cashier = await appointed(house, foundation, '陈静', 'cashier');
    expect(await asks('SELECT purse_open($1, $2, now())', [opening, cashier])).toBe('an_accountant_confirms_the_test_of_a_purse');
    expect(await asks('SELECT purse_close($1, $2, $3, $4, now())', [fund(), today(), '结束', cashier])).toBe('an_accountant_ends_a_purse');
    expect(await asks('SELECT purse_close($1, $2, $3, $4, now())', [fund(), today(), '结束', li])).toBe('a_purse_is_closed_at_zero');
    expect(await asks('INSERT INTO purse (fund, foundation, class, opening, prepared_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6, now())', [general.id, foundation.id, 'agency', opening, li, zhou])).toBe('42501');
    const id = await sheet(purses[0]!, 'alone');
    const booked = await entry('SELECT entry AS id FROM purse_sheet_booking WHERE purse = $1', [fund()]);
    expect(await asks('INSERT INTO purse_sheet_booking (sheet, purse, booked_by, booked_at, pieces, entry) VALUES ($1, $2, $3, now(), $4, $5)', [id, fund(), li, PIECES, booked])).toBe('whoever_records_a_sheet_does_not_book_it');
    expect(await asks('INSERT INTO purse_sheet_booking (sheet, purse, booked_by, booked_at, pieces, entry) VALUES ($1, $2, $3, now(), $4, $5)', [id, fund(), zhou, [0, 10, 0, 0, 0, 0, 0, 0], booked])).toBe('cash_of_a_sheet_is_counted_by_two');
    expect(await asks('INSERT INTO purse_sheet (foundation, purse, form_key, way, day, sum, pieces, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, 49999, $6, $7, now())', [foundation.id, fund(), 'x', 'cash', today(), PIECES, li])).toBe('a_sheet_of_cash_is_the_cash_that_was_counted');
    const other = await entry('SELECT id FROM household WHERE purse <> $1 LIMIT 1', [fund()]);
    expect(await asks('INSERT INTO purse_contribution (sheet, purse, household, sum, day) VALUES ($1, $2, $3, 1, $4)', [id, fund(), other, today()])).toMatch(/purse_contribution_household/);
    // another building's: which of two processes reserved first is chance, and this asking stays open
    const match = await entry('SELECT id FROM purse_match WHERE reserved = 3000 AND purse <> $1 ORDER BY id LIMIT 1', [fund()]);
    const asking = (await raw.query<{ id: bigint }>('INSERT INTO purse_match_asking (match, sum, asked_by, asked_at) VALUES ($1, 3000, $2, now()) RETURNING id', [match, li])).rows[0]!.id;
    expect(await asks('INSERT INTO purse_match_payment (asking, match, asked_by, paid_by, paid_at, entry) VALUES ($1, $2, $3, $3, now(), $4)', [asking, match, li, booked])).toMatch(/whoever_asks_for_a_match_does_not_pay_it|a_match_is_paid_as_it_was_asked/);
    expect(await asks('INSERT INTO purse_match_payment (asking, match, asked_by, paid_by, paid_at, entry) VALUES ($1, $2, $3, $4, now(), $5)', [asking, match, li, zhou, booked])).toBe('a_match_is_paid_as_it_was_asked');
    // more than the rule, more than the building’s due, without its promise
    const [{ rule }] = await house.db.query<[{ rule: number }]>('SELECT rule FROM purse_match WHERE id = $1', [match]);
    const bookedSheet = await entry('SELECT sheet AS id FROM purse_sheet_booking WHERE purse = $1', [fund()]);
    expect(await asks('INSERT INTO purse_match (foundation, rule, purse, sheet, wanted, reserved, promise, at) VALUES ($1, $2, $3, $4, 1, 1, $5, now())', [foundation.id, rule, fund(), bookedSheet, booked])).toBe('a_match_never_exceeds_its_pool');
  });

  it('is spent on no council’s vote, on no other building’s, and never above it', async () => {
    const council = await resolved(house, foundation.id, [li!, zhou!]);
    const votes = `INSERT INTO purse_vote (foundation, purse, resolution, majority, sum, what, payee, recorded_by, recorded_at) VALUES ($1, $2, $3, 'ordinary', 100, '灯', '店', $4, now()) RETURNING id`;
    expect(await asks(votes, [foundation.id, fund(), council, li])).toMatch(/purse_vote_resolution/);
    const theirs = await resolved(house, foundation.id, [li!, zhou!], { purse: fund(), day: today() });
    const { rows: [vote] } = await raw.query<{ id: bigint }>(votes, [foundation.id, fund(), theirs, li]);
    expect(await asks(votes.replace('灯', '扶手'), [foundation.id, purses[1]!.fund.id, theirs, li])).toBe('a_vote_is_of_one_purse');
    expect(await asks(votes.replace('灯', ' 灯 '), [foundation.id, fund(), theirs, li])).toBe('what_was_voted_is_entered_once');
    expect(await asks('INSERT INTO purse_vote_confirmation (vote, purse, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $3, now())', [vote!.id, fund(), li])).toBe('nobody_confirms_the_vote_they_recorded');
    const bank = await place('1002');
    const spend = `INSERT INTO purse_spending (foundation, purse, vote, form_key, sum, day, bank, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) RETURNING id`;
    expect(await asks(spend, [foundation.id, fund(), vote!.id, 'k-1', 101n, today(), bank, li])).toMatch(/purse_spending_vote/);
    await raw.query('INSERT INTO purse_vote_confirmation (vote, purse, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, now())', [vote!.id, fund(), li, zhou]);
    expect(await asks(spend, [foundation.id, fund(), vote!.id, 'k-0', 100n, '2026-01-05', bank, li])).toBe('a_purse_is_spent_after_its_vote'); // voted on the 6th
    const { rows: [spending] } = await raw.query<{ id: bigint }>(spend, [foundation.id, fund(), vote!.id, 'k-2', 101n, today(), bank, li]);
    await raw.query('BEGIN');
    const [out] = await post(raw, [{ foundation: foundation.id, kind: 'agency out', day: today(), lines: [{ fund: fund(), account: '2601', debit: 101n }, { fund: fund(), account: '1002', debit: -101n, place: bank }] }]);
    expect(await asks('INSERT INTO purse_spending_booking (spending, recorded_by, booked_by, booked_at, entry) VALUES ($1, $2, $3, now(), $4)', [spending!.id, li, zhou, out])).toBe('a_purse_spends_no_more_than_was_voted');
    await raw.query('ROLLBACK');
    await raw.query('BEGIN');
    const [wrong] = await post(raw, [{ foundation: foundation.id, kind: 'agency out', day: today(), lines: [{ fund: fund(), account: '2601', debit: 99n }, { fund: fund(), account: '1002', debit: -99n, place: bank }] }]);
    const { rows: [smaller] } = await raw.query<{ id: bigint }>(spend, [foundation.id, fund(), vote!.id, 'k-3', 100n, today(), bank, li]);
    expect(await asks('INSERT INTO purse_spending_booking (spending, recorded_by, booked_by, booked_at, entry) VALUES ($1, $2, $3, now(), $4)', [smaller!.id, li, zhou, wrong])).toBe('a_spending_is_booked_as_it_was_asked');
    await raw.query('ROLLBACK');
  });

  it('the street’s part of what is left goes to no household, and households of one building are counted by its list', async () => {
    const counted = `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at, purse) VALUES ($1, $2, 'ordinary', $3, $4, '退', $5, $5, $5, 0, $6, now(), $7)`;
    expect(await asks(counted, [foundation.id, 'households', 'a', today(), 1, li, null])).toBe('households_decide_for_one_building');
    expect(await asks(counted, [foundation.id, 'households', 'b', today(), 2, li, fund()])).toBe('households_are_counted_by_their_list');
    expect(await asks(counted, [foundation.id, 'council', 'c', today(), 7, li, fund()])).toBe('only_households_decide_for_a_building');

    const spendings = house.app.get(PurseSpendings);
    const matches = house.app.get(PurseMatches);
    const purse = purses[0]!;
    const bank = await place('1002');
    const { id: match } = (await house.db.query<{ id: bigint }[]>('SELECT id FROM purse_match WHERE purse = $1 AND purse_match_open(id) = 3000', [fund()]))[0]!;
    await matches.ask(purse, match, person(li!));
    const asking = await entry('SELECT max(id) AS id FROM purse_match_asking WHERE match = $1', [match]);
    await matches.pay(purse, asking, person(zhou!));
    /** A vote of theirs, confirmed. */
    const voted = async (sum: bigint, payee: string | null): Promise<string> => {
      await spendings.recordVote(purse, { resolution: String(await resolved(house, foundation.id, [li!, zhou!], { purse: fund(), day: today() })), sum, what: payee ?? '退还', payee }, person(li!));
      const id = await entry('SELECT max(id) AS id FROM purse_vote');
      await spendings.confirmVote(purse, id, person(zhou!));
      return String(id);
    };
    const spent = async (vote: string, sum: bigint): Promise<void> => spendings.approve(purse, await spendings.ask(purse, { key: formKey(), vote, sum, day: today(), bank: String(bank), bill: null }, person(li!)), person(zhou!));
    const put = (await house.db.query<{ money: bigint }[]>('SELECT money FROM fund_balance WHERE fund = $1', [fund()]))[0]!.money;
    await spent(await voted(put / 2n, '示例灯具店'), put / 2n);
    const [parts] = await house.db.query<[{ own: bigint; street: bigint }]>('SELECT own, street FROM purse_parts($1)', [fund()]);
    expect(parts).toEqual({ own: put / 2n - 1_500n, street: 1_500n });

    // a forged return: all of it to the household
    const back = await voted(put, null);
    const household = await entry('SELECT id FROM household WHERE purse = $1', [fund()]);
    const returns = async (lines: readonly [table: string, column: string, id: bigint, sum: bigint][], own: bigint, street: bigint): Promise<string> => {
      await raw.query('BEGIN');
      const { rows: [asked] } = await raw.query<{ id: bigint }>('INSERT INTO purse_spending (foundation, purse, vote, form_key, sum, day, bank, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) RETURNING id', [foundation.id, fund(), back, formKey(), own + street, today(), bank, li]);
      for (const [table, column, id, sum] of lines) await raw.query(`INSERT INTO ${table} (spending, purse, ${column}, sum) VALUES ($1, $2, $3, $4)`, [asked!.id, fund(), id, sum]);
      const [out] = await post(raw, [{ foundation: foundation.id, kind: 'agency out', day: today(), lines: [{ fund: fund(), account: '2601', debit: own }, { fund: fund(), account: '1002', debit: -own, place: bank }] }]);
      const passed = street === 0n ? [null] : await post(raw, [{ foundation: foundation.id, kind: 'match returned', day: today(), lines: [{ fund: fund(), account: '2601', debit: street }, { fund: fund(), account: 'Z01', debit: -street }, { fund: general.id, account: 'Z01', debit: street }, { fund: general.id, account: '5101', debit: -street }] }]);
      const said = await asks('INSERT INTO purse_spending_booking (spending, recorded_by, booked_by, booked_at, entry, street_entry) VALUES ($1, $2, $3, now(), $4, $5)', [asked!.id, li, zhou, out, passed[0]]);
      await raw.query('ROLLBACK');
      return said;
    };
    expect(await returns([['purse_return_line', 'household', household, parts.own + 1n]], parts.own + 1n, 0n)).toBe('the_streets_part_is_not_the_households');
    expect(await returns([['purse_return_line', 'household', household, parts.own], ['purse_return_match', 'asking', asking, 1_500n]], parts.own, 1_499n)).toBe('a_return_names_its_households');
    expect(await returns([['purse_return_line', 'household', household, 1n], ['purse_return_match', 'asking', asking, 3_001n]], 1n, 3_001n)).toBe('a_match_gets_back_no_more_than_it_paid');
    expect(await refusalOf(post(raw, [{ foundation: foundation.id, kind: 'match returned', day: today(), lines: [{ fund: fund(), account: '2601', debit: 1n }, { fund: fund(), account: 'Z01', debit: -1n }, { fund: general.id, account: 'Z01', debit: 1n }, { fund: general.id, account: '5101', debit: -1n }] }]))).toBe('a_purse_moves_by_its_own_doors');
  });

  it('what the checks would say when the owner tampers', async () => {
    const owner = new Client({ connectionString: house.ownerUrl });
    await owner.connect();
    try {
      const complains = async (sql: string, values: unknown[] = []): Promise<string[]> => {
        await owner.query('BEGIN; ALTER TABLE purse_spending_booking DISABLE TRIGGER USER');
        await owner.query(sql, values);
        const told: string[] = [];
        for (const check of PURSE_CHECKS) if ((await check.run({ query: async (text: string) => (await owner.query(text)).rows } as never)).length > 0) told.push(check.name);
        await owner.query('ROLLBACK');
        return told;
      };
      expect(await complains('UPDATE purse_contribution SET sum = sum + 1 WHERE id = (SELECT c.id FROM standing_contribution c LIMIT 1)')).toEqual(['a-purse-holds-what-its-households-pooled']);
      expect(await complains('UPDATE match_rule SET budget = 1')).toEqual(['a-match-never-exceeds-its-pool']);
      expect(await complains("UPDATE purse_sheet_booking SET entry = (SELECT id FROM journal_entry WHERE source = 'bank:street') WHERE purse = $1", [fund()])).toEqual(['every-purse-entry-rests-on-its-households']);
      expect(await complains(`WITH s AS (INSERT INTO purse_spending (foundation, purse, vote, form_key, sum, day, bank, recorded_by, recorded_at) SELECT foundation, purse, id, 'over', sum + 1, $3::date, (SELECT min(id) FROM place), recorded_by, now() FROM purse_vote LIMIT 1 RETURNING id)
        INSERT INTO purse_spending_booking (spending, recorded_by, booked_by, booked_at, entry) SELECT id, $1, $2, now(), (SELECT min(id) FROM journal_entry) FROM s`, [li, zhou, today()])).toEqual(expect.arrayContaining(['a-vote-is-never-overspent']));
    } finally {
      await owner.end();
    }
  });
});
