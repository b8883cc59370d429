import { setTimeout as sleep } from 'node:timers/promises';
import { KINDS, type Kind } from '../../src/ledger/kinds';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';

// Laws of the kinds that no list of accounts can say, asked of the only door with drafts as somebody might forge them.
let books: Books;
let stairs: number;
let evergreen: number;
let lift: number;
beforeAll(async () => {
  books = await openBooks();
  stairs = await openFund(books.foundation, 'designated');
  evergreen = await openFund(books.foundation, 'preserved');
  lift = await openFund(books.foundation, 'agency');
});
afterAll(() => books.close());

type Line = Forged['lines'][number];
const openFund = async (foundation: number, klass: string): Promise<number> =>
  (await books.owner.query<{ id: number }>('SELECT ledger_open_fund($1, $2, $2, $2, $2, $3) AS id', [foundation, klass, '2025-01-01'])).rows[0]!.id;
const line = (fund: number, account: string, debit: bigint, more: Partial<Line> = {}): Line => ({ fund, account, debit, ...(account === '1002' ? { place: books.bank } : account === '1009' ? { place: books.clearing } : {}), ...more });
const pair = (fund: number, debited: string, credited: string, sum: bigint): Line[] => [line(fund, debited, sum), line(fund, credited, -sum)];
const mirror = (lines: readonly Line[]): Line[] => lines.map((one) => ({ ...one, debit: -one.debit }));
const draft = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Forged & { foundation: number } => ({ foundation: books.foundation, kind, lines, ...more });
const run = (...drafts: (Forged & { foundation: number })[]): Promise<bigint[]> => post(books.app, drafts);
const enter = async (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<bigint> => (await run(draft(kind, lines, more)))[0]!;
const refused = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<string> => refusalOf(enter(kind, lines, more));
const fact = async (most: bigint, foundation = books.foundation): Promise<bigint> =>
  (await books.app.query<{ id: bigint }>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, gen_random_uuid()::text, $2, '2026-06-10') RETURNING id`, [foundation, most])).rows[0]!.id;
const guard = async (fund: number): Promise<Record<'money' | 'owed' | 'worth' | 'floor' | 'short', bigint>> =>
  (await books.owner.query<Record<'money' | 'owed' | 'worth' | 'floor' | 'short', bigint>>('SELECT money, owed, worth, floor, short FROM fund_balance WHERE fund = $1', [fund])).rows[0]!;

describe('a preserved fund', () => {
  const principal = (sum: bigint): Line[] => pair(evergreen, '1002', '410102', sum);
  const cost = (sum: bigint): Line[] => pair(evergreen, '5101', '2202', sum);
  let gift: bigint;

  it('keeps its principal and spends what else it has', async () => {
    gift = await enter('principal gift', principal(100n));
    await enter('bank gift', principal(20n));
    expect(await guard(evergreen)).toMatchObject({ worth: 120n, floor: 100n });
    expect(await refused('cost accepted', cost(21n))).toBe('a_fund_keeps_its_floor');
    await enter('cost accepted', cost(20n));
    expect(await refused('promise', pair(evergreen, 'Y01', 'Y02', 1n))).toBe('principal_is_not_promised_away'); // it could never be paid
    expect(await refused('cost accepted', cost(1n))).toBe('a_fund_keeps_its_floor');
  });

  it('does not spend a principal gift in the run that brings it', async () => {
    expect(await refusalOf(run(draft('principal gift', principal(50n)), draft('cost accepted', cost(1n))))).toBe('a_fund_keeps_its_floor');
    expect(await refusalOf(run(draft('cost accepted', cost(50n)), draft('principal gift', principal(50n))))).toBe('a_fund_keeps_its_floor');
    expect(await guard(evergreen)).toMatchObject({ worth: 100n, floor: 100n });
  });

  it('gives principal back by reversal alone, whole, and its floor with it', async () => {
    expect(await refused('reversal', mirror(principal(99n)), { reverses: gift, note: '退回一部分' })).toBe('a_reversal_mirrors_its_entry');
    expect(await refused('refund', pair(evergreen, '410102', '1002', 100n))).toBe('a_fund_keeps_its_floor');
    await enter('bank gift', principal(10n));
    const back = draft('reversal', mirror(principal(100n)), { reverses: gift, note: '捐赠人撤回' });
    expect(await refusalOf(run(back, draft('cost accepted', cost(11n))))).toBe('a_fund_keeps_its_floor');
    await run(back, draft('cost accepted', cost(9n)));
    expect(await guard(evergreen)).toMatchObject({ worth: 1n, floor: 0n });
  });

  it('is short, for all to see, when the world takes principal', async () => {
    await run(draft('principal gift', pair(evergreen, '1009', '410102', 200n)));
    const taken = await enter('payment fee', pair(evergreen, '5401', '1009', 11n), { fact: await fact(11n) });
    expect(await guard(evergreen)).toMatchObject({ worth: 190n, floor: 200n, short: 10n });
    expect((await books.owner.query('SELECT entry, missing FROM shortfall WHERE fund = $1', [evergreen])).rows).toEqual([{ entry: taken, missing: 10n }]);
    // more principal is welcome meanwhile, and as short as before
    await enter('principal gift', principal(30n));
    expect(await guard(evergreen)).toMatchObject({ floor: 230n, short: 10n });
    await enter('bank gift', principal(10n));
    expect(await guard(evergreen)).toMatchObject({ short: 0n });
    expect((await books.owner.query('SELECT fund FROM short_fund')).rows).toEqual([]);
  });
});

describe('a class of fund', () => {
  it('in trust: holds money, goods and the claim on them, and no more than was brought', async () => {
    await enter('agency in', pair(lift, '1002', '2601', 500n));
    await enter('agency in', pair(lift, '1801', '2601', 40n));
    expect(await refused('agency out', pair(lift, '2601', '1002', 501n))).toBe('a_fund_pays_with_its_own_money');
    expect(await refused('agency in', pair(lift, '1002', '410101', 1n))).toBe('a_kind_uses_only_its_own_accounts');
    expect(await refused('match paid', pair(lift, '5101', '2601', 1n))).toBe('an_agency_fund_holds_only_what_is_in_trust');
    expect(await refused('opening balance', pair(lift, '1002', '2202', 1n))).toBe('an_agency_fund_holds_only_what_is_in_trust');
    expect(await refused('match paid', pair(books.lunch, '5101', '2601', 1n))).toBe('what_is_in_trust_stands_in_an_agency_fund');
    expect(await refused('bank gift', pair(lift, '1002', '410101', 1n))).toBe('a_kind_touches_only_its_classes_of_fund');
    expect(await guard(lift)).toMatchObject({ money: 500n, owed: 0n, worth: 0n });
  });

  it('original: takes neither income nor cost', async () => {
    expect(await refused('investment sold', pair(books.original, '1002', '460101', 1n))).toBe('the_original_fund_has_neither_income_nor_cost');
    expect(await refused('fall in value', pair(books.original, '5501', '1102', 1n), { fact: await fact(1n) })).toBe('the_original_fund_has_neither_income_nor_cost');
    expect(await refused('spin-off received', pair(books.original, '1002', '410101', 1n))).toBe('the_original_fund_has_neither_income_nor_cost');
    expect(await refused('cash gift', pair(books.original, '1002', '410101', 1n))).toBe('a_kind_touches_only_its_classes_of_fund');
  });

  it('any: keeps registered, principal and restricted worth where they belong', async () => {
    expect(await refused('spin-off received', pair(books.lunch, '1002', '310101', 1n))).toBe('the_registered_sum_stands_in_the_original_fund');
    expect(await refused('opening balance', pair(books.lunch, '1002', '310201', 1n))).toBe('principal_stands_in_a_preserved_fund');
    expect(await refused('opening balance', pair(stairs, '1002', '3102', 1n))).toBe('restricted_worth_stands_in_a_restricted_fund');
    expect(await refused('opening balance', pair(books.lunch, '1002', '410102', 1n))).toBe('a_kind_uses_only_its_own_accounts');
  });
});

it('what funds pass to each other adds up to nothing within an entry', async () => {
  await enter('bank gift', pair(books.general, '1002', '410101', 100n));
  expect(await refused('making good', pair(books.general, '3101', 'Z01', 10n))).toBe('what_funds_pass_to_each_other_adds_up_to_nothing');
  expect(await refused('transfer, unrestricted', [...pair(books.general, '3101', 'Z01', 10n), ...pair(stairs, 'Z01', '3101', 11n)])).toBe('what_funds_pass_to_each_other_adds_up_to_nothing');
  // nor by two entries of which each is wrong
  expect(await refusalOf(run(draft('transfer, unrestricted', pair(books.general, '3101', 'Z01', 10n)), draft('transfer, unrestricted', pair(stairs, 'Z01', '3101', 10n))))).toBe('what_funds_pass_to_each_other_adds_up_to_nothing');
  // one that adds up is stopped by nothing but its missing act
  expect(await refused('transfer, unrestricted', [...pair(books.general, '3101', 'Z01', 10n), ...pair(stairs, 'Z01', '3101', 10n)])).toBe('money_between_funds_rests_on_its_act');
});

it('restricted money leaves its fund by its agreement alone', async () => {
  await enter('bank gift', pair(books.lunch, '1002', '410102', 100n));
  const pass = (kind: Kind, lost: string, gained: string, from = books.lunch, to = books.general): Promise<string> => refused(kind, [...pair(from, lost, 'Z01', 10n), ...pair(to, 'Z01', gained, 10n)]);
  const NO = 'a_fund_gives_only_where_its_kind_lets_it';
  expect(await pass('transfer, unrestricted', '3101', '3101')).toBe('money_between_funds_rests_on_its_act'); // what a council put there
  expect(await pass('money identified', '220901', '410101')).toBe(NO);
  expect(await pass('investment sold', '460102', '460101')).toBe(NO);
  expect(await pass('making good', '3101', '310101', books.original, books.original)).toBe(NO);
  expect(await pass('match paid', '5101', '2601', books.lunch, lift)).toBe('not refused');
  expect(await pass('management fee', '3102', '3101')).toBe('money_between_funds_rests_on_its_act');
  expect(await pass('transfer, unrestricted', '3101', '3101', books.general, stairs)).toBe('money_between_funds_rests_on_its_act');
});

describe('what the world has done', () => {
  const FORCED = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].forced);

  it.each(FORCED)('%s: rests on an outside fact', async (kind) => {
    expect(await refused(kind, pair(books.general, '5401', '1009', 1n))).toBe('a_forced_entry_rests_on_an_outside_fact');
  });

  it('takes no more than its fact, also as a debt', async () => {
    expect(await refused('provider overdrawn', pair(books.general, '1009', '220905', 10n), { fact: await fact(9n) })).toBe('a_forced_entry_takes_no_more_than_its_fact');
    expect(await refused('dispute withdrawn', [...pair(books.lunch, '112201', '1009', 6n), ...pair(books.general, '112201', '1009', 4n)], { fact: await fact(9n) })).toBe('a_forced_entry_takes_no_more_than_its_fact');
  });

  it('is booked in full, the fund is short and the general fund waits', async () => {
    const money = (await guard(books.general)).money;
    const taken = await enter('dispute withdrawn', pair(books.general, '112201', '1009', money + 5n), { fact: await fact(money + 5n) });
    expect(await guard(books.general)).toMatchObject({ money: -5n, short: 5n });
    expect((await books.owner.query('SELECT fund, missing FROM shortfall WHERE entry = $1', [taken])).rows).toEqual([{ fund: books.general, missing: 5n }]);
    expect(await refused('covered refund', pair(books.general, '5901', '1009', 1n))).toBe('a_fund_pays_with_its_own_money');
    await enter('dispute won', pair(books.general, '1009', '112201', money + 5n));
    expect(await guard(books.general)).toMatchObject({ short: 0n });
  });
});

describe('an opening balance', () => {
  const opening = (sum: bigint): Line[] => pair(books.general, '1002', '3101', sum);

  it('is booked once a foundation, and again only when it was reversed', async () => {
    const first = await enter('opening balance', opening(10n));
    expect(await refused('opening balance', opening(10n))).toBe('a_foundation_opens_its_books_once');
    await enter('reversal', mirror(opening(10n)), { reverses: first, note: '科目余额表有误' });
    expect(await refusalOf(run(draft('opening balance', opening(11n)), draft('opening balance', pair(stairs, '1002', '3101', 1n))))).toBe('a_foundation_opens_its_books_once');
  });

  it('is booked once by two at once, whatever funds they name', async () => {
    const [wang, li] = await Promise.all([books.another(), books.another()]);
    await wang.query('BEGIN');
    await li.query('BEGIN');
    await post(wang, [draft('opening balance', opening(11n))]);
    const second = refusalOf(post(li, [draft('opening balance', pair(stairs, '1002', '3101', 1n))]));
    expect(await Promise.race([second, sleep(200, 'waits for the first')])).toBe('waits for the first');
    await wang.query('COMMIT');
    expect(await second).toBe('a_foundation_opens_its_books_once');
    await li.query('ROLLBACK');
  });

  it('brings, and takes nothing away', async () => {
    const { foundation, fund, bank } = books.other;
    const opening = (...lines: Line[]): Promise<string> => refusalOf(run(draft('opening balance', lines.map((one) => (one.account === '1002' ? { ...one, place: bank } : one)), { foundation })));
    await run({ foundation, lines: [{ fund, account: '1002', debit: 100n, place: bank }, { fund, account: '410102', debit: -100n }] });
    await run({ foundation, kind: 'cost accepted', lines: pair(fund, '5101', '2202', 60n) });
    expect(await opening(...pair(fund, '3102', '1002', 1n))).toBe('an_opening_balance_takes_nothing_away');
    expect(await opening(...pair(fund, '1501', '1002', 1n))).toBe('an_opening_balance_takes_nothing_away');
    expect(await opening(...pair(fund, '2202', '3102', 1n))).toBe('an_opening_balance_takes_nothing_away');
    const general = await openFund(foundation, 'general');
    expect(await opening(...pair(fund, '3102', 'Z01', 1n), ...pair(general, 'Z01', '3101', 1n))).toBe('an_opening_balance_takes_nothing_away');
  });

  it('brings principal only where it is', async () => {
    const { foundation, bank } = books.other;
    const fund = await openFund(foundation, 'preserved');
    const at = (lines: readonly Line[]): Line[] => lines.map((one) => (one.account === '1002' ? { ...one, place: bank } : one));
    expect(await refusalOf(run(draft('opening balance', at([line(fund, '1002', 90n), line(fund, '3101', 10n), line(fund, '310201', -100n)]), { foundation })))).toBe('a_fund_keeps_its_floor');
    await run(draft('opening balance', at(pair(fund, '1002', '310201', 100n)), { foundation, day: '2025-01-01' }));
    expect(await guard(fund)).toMatchObject({ worth: 100n, floor: 100n });
    expect(await refusalOf(run(draft('spin-off', at(pair(fund, '5101', '1002', 1n)), { foundation })))).toBe('a_fund_keeps_its_floor');
  });
});

describe('a change of standards', () => {
  it('knows kinds and accounts from their first day only', async () => {
    expect(await refused('donated service', pair(books.general, '5101', '410101', 1n), { day: '2025-12-31' })).toBe('a_kind_is_used_from_its_standard_on');
    expect(await refused('grant reclaimed', pair(books.lunch, '1002', '3201', 1n), { day: '2025-12-31' })).toBe('an_account_belongs_to_the_standard_of_its_day');
    expect(await refused('grant reclaimed', pair(books.lunch, '1002', '3201', 1n))).toBe('not refused');
    expect(await refused('agency in', pair(lift, '1701', '2601', 1n))).toBe('an_account_belongs_to_the_standard_of_its_day');
    expect(await refused('bank gift', [line(books.lunch, '1002', 5n, { standard: 2004 }), line(books.lunch, '410102', -5n)])).toBe('only_a_chart_migration_uses_the_former_standard');
  });

  it('lets a reversal use the accounts of its own day that play the same roles', async () => {
    await enter('bank gift', pair(books.lunch, '1002', '410102', 900n), { day: '2025-11-01' });
    const rent = await enter('cost accepted', pair(books.lunch, '5201', '2202', 300n), { day: '2025-11-02' });
    const back = (account: string): Promise<string> => refused('reversal', mirror(pair(books.lunch, account, '2202', 300n)), { reverses: rent, note: '重复', day: '2026-06-10' });
    expect(await back('5201')).toBe('an_account_belongs_to_the_standard_of_its_day');
    expect(await back('5101')).toBe('a_reversal_mirrors_its_entry');
    expect(await back('5401')).toBe('a_reversal_mirrors_its_entry'); // fundraising
    expect(await back('5301')).toBe('not refused');
  });

  it('is made once all is closed, whole, on the first day, and ends the old books', async () => {
    const both = (fund: number, account: string, debit: bigint, former = account): Line[] => [line(fund, account, debit), line(fund, former, -debit, { standard: 2004 })];
    const migrate = (lines: readonly Line[], day = '2026-01-01'): Promise<string> => refused('chart migration', lines, { day });
    const carried = [...both(books.lunch, '1002', 900n), ...both(books.lunch, '2202', -300n)];
    const net = both(books.lunch, '3102', -900n);
    const loss = both(books.lunch, '3101', 300n);
    expect(await migrate([...carried, ...net, ...loss])).toBe('income_and_cost_are_closed_before_the_chart_changes');
    expect(await migrate(both(books.lunch, '410102', -900n))).toBe('a_kind_uses_only_its_own_accounts');
    await enter('year closing', [...pair(books.lunch, '410102', '3102', 900n), ...pair(books.lunch, '3101', '5201', 300n)], { day: '2025-12-31' });
    expect(await migrate([...carried, ...net])).toBe('a_chart_migration_leaves_nothing_behind');
    expect(await migrate([...carried, ...net, ...loss], '2026-01-02')).toBe('the_chart_changes_on_its_first_day');
    // nor does anything move under its cover
    const moved = [...pair(books.lunch, '3102', 'Z01', 100n), ...pair(books.general, 'Z01', '3101', 100n)];
    expect(await migrate([...carried, ...net, ...loss, ...moved])).toBe('a_chart_migration_moves_nothing');
    expect(await migrate([...carried, ...net, ...loss, ...pair(books.lunch, '3102', '3101', 1n)])).toBe('a_chart_migration_moves_nothing');
    const before = await guard(books.lunch);
    expect(await migrate([...carried, ...net, ...loss])).toBe('not refused');
    expect(await guard(books.lunch)).toEqual(before);
    expect(await refused('bank gift', pair(books.lunch, '1002', '410102', 1n), { day: '2025-12-31' })).toBe('a_sealed_month_takes_no_entry');
    expect(await refused('bank gift', pair(books.lunch, '1002', '410102', 1n), { day: '2025-02-01' })).toBe('a_sealed_month_takes_no_entry');
    expect(await refused('bank gift', pair(books.lunch, '1002', '410102', 1n), { day: '2026-01-01' })).toBe('not refused');
    const { rows } = await books.owner.query<{ id: bigint }>("SELECT id FROM journal_entry WHERE kind = 'chart migration'");
    expect(await refused('reversal', [...carried, ...net, ...loss].filter((one) => one.standard === undefined).flatMap((one) => [one, ...mirror([one])]), { reverses: rows[0]!.id, note: '重来' })).toBe('a_reversal_mirrors_its_entry');
  });
});
