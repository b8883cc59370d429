import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { ENDOWMENT_CHECKS } from '../../src/funds/endowment/checks';
import type { Asks } from '../../src/ledger/checks';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, fallInValue, interest, investmentBought, investmentSold, principalGift, subsidy } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { bareFund } from '../support/funds';
import { type Books, openBooks } from '../support/books';
import { refusalOf } from '../support/forged';
import { Deals, invested } from '../support/investments';
import { resolved } from '../support/resolutions';

// As the application's own role, past everything that the program asks.

const PAR = 10_000_000_000n;
const DAY = '2026-11-20';
let books: Books;
let owner: Client;
let ledger: Ledger;
let evergreen: FundRef;
let people: [number, number, number];
let pool: number;
let n = 0;

beforeAll(async () => {
  books = await openBooks();
  ledger = books.app.get(Ledger);
  owner = new Client({ connectionString: books.ownerUrl });
  await owner.connect();
  const evergreenId = await bareFund(books.db, { foundation: books.foundation, code: 'evergreen', class: 'preserved', name: '常青留本基金', englishName: 'Evergreen', openedOn: '2026-09-01' });
  evergreen = { id: evergreenId, foundation: books.foundation, class: 'preserved' };
  await books.post(
    principalGift({ day: '2026-10-09', source: 'bank:p', fund: evergreen, sum: 1_000_000n, bank: books.bank, party: '林老先生' }), bankGift({ day: '2026-10-10', source: 'bank:g', fund: books.general, sum: 900_000n, bank: books.bank }),
    bankGift({ day: '2026-10-10', source: 'bank:l', fund: books.lunch, sum: 200_001n, bank: books.bank }), subsidy({ day: '2026-10-10', source: 'bank:s', fund: books.lunch, sum: 100_000n, bank: books.bank }));
  await invested(books.db, books.foundation);
  const [{ a, b }] = await books.db.query<[{ a: number; b: number }]>('SELECT proposed_by AS a, approved_by AS b FROM pool_approval');
  const [{ id }] = await books.db.query<[{ id: number }]>(`INSERT INTO person (name, english_name) VALUES ('陈静', 'Chen Jing') RETURNING id`);
  people = [a, b, id];
  const deals = await Deals.begin(books.db, books.foundation, '2026-11-01');
  pool = await deals.pool('安心一号', 'short investment', '2026-11-02');
  await books.db.query(`INSERT INTO investment_policy SELECT foundation, '2026-11-10', 600000, 100, 5, resolution, body, majority, recorded_by, now() FROM investment_policy LIMIT 1`);
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await books?.close();
});

interface Trade { fund?: FundRef; side?: 'buy' | 'sell'; sum?: bigint; units?: bigint; needed?: bigint; resolution?: number | null; decided?: string | null; decider?: number; booker?: number; cost?: bigint; moved?: bigint; day?: string; match?: boolean; booked?: boolean; price?: bigint; pool?: number }

/** What would be an honest purchase of ten yuan for the general fund, but for what is said. */
async function trade({ fund = books.general, side = 'buy', sum = 1_000n, units = sum * 100n, needed = 0n, resolution = null, decided = 'approved', decider = people[1], booker = people[1], cost = sum, moved = sum, day = DAY, match = true, booked = true, price = PAR, pool: into = pool }: Trade): Promise<bigint> {
  return books.within(async (tx: EntityManager) => {
    const one = async <T>(sql: string, values: unknown[]): Promise<T> => (await tx.query<[{ id: T }]>(sql, values))[0].id;
    const order = await one<number>(
      `INSERT INTO investment_order (foundation, pool, fund, side, sum, units, price, day, needed, why, resolution, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '闲置资金', $10, $11, now()) RETURNING id`, [books.foundation, into, fund.id, side, sum, units, price, DAY, needed, resolution, people[0]]);
    if (decided) await tx.query(`INSERT INTO investment_decision (investment_order, proposed_by, decision, decided_by, decided_at, why) VALUES ($1, $2, $3, $4, now(), '好')`, [order, people[0], decided, decider]);
    const about = { day, source: `trade:${++n}`, fund, bank: books.bank };
    const entry = await ledger.enter(tx, side === 'buy' ? investmentBought({ ...about, sum: moved, in: 'short investment' }) : investmentSold({ ...about, general: books.general, sum: moved, of: 'short investment', cost }));
    const [{ line }] = await tx.query<[{ line: bigint }]>(
      `WITH statement AS (INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at) VALUES ($1, $2, 'ofx', 'x.ofx', '', $3, $3, 0, $5, now()) RETURNING id)
       INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, $2, id, 1, $3, $4, 'line:' || id FROM statement RETURNING id AS line`, [books.foundation, books.bank, day, side === 'buy' ? -moved : moved, people[0]]);
    if (booked) await tx.query(`INSERT INTO investment_booking (investment_order, proposed_by, decision, day, cost, entry, line, booked_by, booked_at) VALUES ($1, $2, 'approved', $3, $4, $5, $6, $7, now())`, [order, people[0], day, cost, entry, line, booker]);
    if (match) await tx.query(`SELECT bank_match($1, p.place, ARRAY[$3::bigint], ARRAY[p.entry], ARRAY[p.line], 'picked', $4, now()) FROM posting p WHERE p.entry = $2 AND p.place IS NOT NULL`, [books.foundation, entry, line, booker]);
    return entry;
  });
}
const refused = (over: Trade): Promise<string> => refusalOf(trade(over));

it('no money goes into an investment or comes out of one but by its order', async () => {
  expect(await refused({ booked: false })).toBe('an_investment_rests_on_its_order');
  expect(await refused({ side: 'sell', cost: 1n, booked: false })).toBe('an_investment_rests_on_its_order');
  expect(await refused({ decided: null })).toBe('an_order_is_approved_before_it_is_booked');
  expect(await refused({ decided: 'refused' })).toBe('an_order_is_approved_before_it_is_booked');
  expect(await refused({ decider: people[0] })).toBe('nobody_decides_on_the_order_they_proposed');
  expect(await refused({ decider: people[2] })).toBe('whoever_decides_on_investments_answers_for_the_books');
  expect(await refused({ booker: people[0] })).toBe('nobody_books_the_order_they_proposed');
  expect(await refused({ match: false })).toBe('a_deal_is_the_money_of_its_bank_line');
  expect(await refused({ moved: 1_001n })).toBe('a_deal_is_booked_as_it_was_ordered');
  expect(await refused({ cost: 999n })).toBe('a_deal_is_booked_as_it_was_ordered');
  expect(await refused({ units: 200_000n })).toBe('units_are_what_the_sum_buys');
  expect(await refused({ price: PAR * 2n, units: 50_000n })).toBe('a_deal_has_a_price_of_its_days');
  expect(await refusalOf(books.db.query('UPDATE investment_order SET sum = 1'))).toBe('42501');
});

it('no more is invested than may be: to the fen, with what is needed, what the government paid and what is barred taken off', async () => {
  const free = async (fund: FundRef): Promise<bigint> => (await books.db.query<[{ free: bigint }]>('SELECT free FROM fund_balance WHERE fund = $1', [fund.id]))[0].free;
  const all = await free(books.general);
  expect(await refused({ sum: 1_001n, needed: all - 1_000n })).toBe('no_more_is_invested_than_may_be');
  await trade({ sum: 1_000n, needed: all - 1_000n });
  // a third of all that the lunch fund has earned was paid by the government, rounded up: 200,001 + 100,000 fen, of which 100,000
  expect(await books.db.query('SELECT government_money($1, 300001) AS whole, government_money($1, 3) AS part, government_money($2, 900000) AS none', [books.lunch.id, books.general.id])).toEqual([{ whole: 100_000n, part: 1n, none: 0n }]);
  expect(await refused({ fund: books.lunch, sum: 200_002n })).toBe('no_more_is_invested_than_may_be');
  await books.db.query(`INSERT INTO investment_bar (foundation, fund, sum, why, recorded_by, recorded_at) VALUES ($1, $2, 1, '协议', $3, now())`, [books.foundation, books.lunch.id, people[0]]);
  expect(await refused({ fund: books.lunch, sum: 200_001n })).toBe('no_more_is_invested_than_may_be');
  expect(await refusalOf(books.db.query(`INSERT INTO investment_bar_end SELECT id, recorded_by, recorded_by, now(), '改了' FROM investment_bar`))).toBe('nobody_ends_the_bar_they_recorded');
  await trade({ fund: books.lunch, sum: 200_000n });
  // a programme fund holds nothing else
  await owner.query(`INSERT INTO fund_kind VALUES ($1, 'restricted', 'programme')`, [books.lunch.id]);
  expect(await books.db.query('SELECT government_money($1, 7) AS whole', [books.lunch.id])).toEqual([{ whole: 7n }]);
});

it('a major investment rests on two thirds of all members, from its sum on', async () => {
  expect(await refused({ fund: evergreen, sum: 600_000n })).toBe('a_major_investment_rests_on_its_vote');
  const [special, vote] = [await resolved(books, books.foundation, [people[0], people[1]], { majority: 'special' }), await resolved(books, books.foundation, [people[0], people[1]], { majority: 'investment' })];
  expect(await refused({ fund: evergreen, sum: 600_000n, resolution: special })).toBe('an_order_rests_on_a_vote_of_all_members');
  await trade({ fund: evergreen, sum: 600_000n, resolution: vote });
  expect(await refusalOf(books.db.query(`INSERT INTO spending_rule (foundation, fund, from_day, percent, quarters, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, '2026-01-01', 400, 12, $3, 'council', 'special', $4, now())`, [books.foundation, books.lunch.id, special, people[0]])))
    .toBe('a_spending_rule_is_of_a_preserved_fund');
});

it('what is forbidden is approved by nobody, and equity upon its vote alone', async () => {
  const pooled = async (kind: string, more: Record<string, unknown> = {}): Promise<number> => {
    const columns: Record<string, unknown> = { foundation: books.foundation, name: kind, english_name: kind, kind, role: 'short investment', institution: '示例', licence: 'B1', no_posts: false, first_price: PAR, proposed_by: people[0], proposed_at: '2026-11-19', ...more };
    const names = Object.keys(columns);
    return (await books.db.query<[{ id: number }]>(`INSERT INTO pool (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns)))[0].id;
  };
  const approved = (id: number, by = people[1]): Promise<unknown> => books.db.query(`INSERT INTO pool_approval (pool, foundation, kind, proposed_by, approved_by, approved_at) SELECT id, foundation, kind, proposed_by, $2, now() FROM pool WHERE id = $1`, [id, by]);
  for (const kind of ['loan', 'shares', 'unlimited-liability', 'what-nobody-has-thought-of']) expect([kind, await refusalOf(approved(await pooled(kind)))]).toEqual([kind, 'an_investment_is_of_an_allowed_kind']);
  expect(await refusalOf(approved(await pooled('entrusted'), people[0]))).toBe('nobody_approves_the_pool_they_proposed');
  expect(await refusalOf(approved(await pooled('entrusted'), people[2]))).toBe('whoever_decides_on_investments_answers_for_the_books');
  expect(await refusalOf(pooled('entrusted', { licence: ' ' }))).toBe('a_product_is_of_a_licensed_institution');
  const equity = { role: 'long equity investment', purpose: '社区食堂', no_posts: true, licence: null };
  expect(await refusalOf(pooled('direct-equity', { ...equity, purpose: null }))).toBe('equity_says_how_it_serves_the_purpose');
  expect(await refusalOf(pooled('direct-equity', { ...equity, no_posts: false }))).toBe('equity_is_free_of_posts_of_the_staff');
  expect(await refusalOf(pooled('direct-equity', { ...equity, role: 'short investment' }))).toBe('equity_is_a_long_investment');
  expect(await refusalOf(approved(await pooled('direct-equity', equity)))).toBe('equity_rests_on_its_vote');
});

it('a price is two people’s word with a paper, and its units are those of its day', async () => {
  const [{ units }] = await books.db.query<[{ units: bigint }]>('SELECT units_on($1, $2) AS units', [pool, DAY]);
  const valued = async (value: bigint, day = DAY, of = units): Promise<number> =>
    (await books.db.query<[{ id: number }]>('INSERT INTO valuation (foundation, pool, day, units, price, value, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id', [books.foundation, pool, day, of, PAR, value, people[0], '2026-11-21']))[0].id;
  const confirmed = (id: number, by = people[1]): Promise<unknown> => books.db.query('INSERT INTO valuation_confirmation (valuation, pool, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, now())', [id, pool, people[0], by]);
  expect(await refusalOf(valued(units / 100n + 1n))).toBe('units_times_price_is_the_value');
  expect(await refusalOf(valued(units / 100n, '2026-12-01'))).toBe('a_price_is_not_of_a_day_to_come');
  expect(await refusalOf(valued(units / 100n - 1n, DAY, units - 100n))).toBe('a_valuation_counts_the_units_of_its_day');
  const id = await valued(units / 100n);
  expect(await refusalOf(confirmed(id))).toBe('a_valuation_shows_its_paper');
  await books.db.query(`INSERT INTO paper (foundation, valuation, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '对账单.pdf', 'application/pdf', sha256('%PDF-1'), '%PDF-1', $3, now())`, [books.foundation, id, people[0]]);
  expect(await refusalOf(confirmed(id, people[0]))).toBe('nobody_confirms_the_valuation_they_recorded');
  expect(await refusalOf(confirmed(id, people[2]))).toBe('whoever_decides_on_investments_answers_for_the_books');
  await books.db.query(`INSERT INTO valuation_withdrawal VALUES ($1, $2, now(), '抄错')`, [id, people[0]]);
  expect(await refusalOf(confirmed(id))).toBe('a_withdrawn_valuation_stays_withdrawn');
});

it('of two who sell the same units at the same moment one is told that they are gone', async () => {
  const answers = await Promise.all([refused({ fund: evergreen, side: 'sell', sum: 600_000n, units: 60_000_000n }), refused({ fund: evergreen, side: 'sell', sum: 600_000n, units: 60_000_000n })]);
  expect(answers.sort()).toEqual(['a_fund_sells_the_units_it_has', 'not refused']);
  expect(await books.db.query('SELECT money, worth FROM fund_balance WHERE fund = $1', [evergreen.id])).toEqual([{ money: 1_000_000n, worth: 1_000_000n }]);
});

it('deals are reversed the last one first', async () => {
  const [first, second] = [await trade({ fund: evergreen, sum: 100n }), await trade({ fund: evergreen, sum: 200n })];
  const reverse = (entry: bigint): Promise<unknown> => books.within((tx) => ledger.reverse(tx, { foundation: books.foundation, entry, day: '2026-11-21', reason: '银行冲正' }));
  // what the bank has shown is first no match any more
  for (const entry of [first, second]) await books.db.query('SELECT bank_unmatch($1, match, $2, $3, now()) FROM matched_posting WHERE entry = $4', [books.foundation, '银行冲正', people[1], entry]);
  expect(await refusalOf(reverse(first))).toBe('the_last_deal_is_reversed_first');
  await reverse(second);
  await reverse(first);
  expect(await books.db.query('SELECT sum(units)::int AS units, sum(cost)::int AS cost FROM unit_holding WHERE fund = $1 AND pool = $2', [evergreen.id, pool])).toEqual([{ units: 0, cost: 0 }]);
});

describe('the owner of the database alters it behind everybody’s back, and each check sees it', () => {
  const asOwner: Asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
  const TAMPERINGS: readonly (readonly [check: string, sql: string])[] = [
    ['principal-gifts-add-up-to-the-floor', "UPDATE fund_balance SET floor = floor - 1 WHERE class = 'preserved'"],
    ['principal-gifts-add-up-to-the-floor', "UPDATE journal_entry SET kind = 'bank gift' WHERE kind = 'principal gift'"],
    ['no-endowment-uses-more-than-its-rule-unasked', 'DELETE FROM allowance_asked'],
    ['no-endowment-uses-more-than-its-rule-unasked', 'UPDATE allowance_asked SET allowed = 99'],
    ['every-investment-rests-on-its-order', 'DELETE FROM investment_booking WHERE entry = (SELECT min(entry) FROM investment_booking)'],
    ['every-investment-rests-on-its-order', 'UPDATE investment_order SET sum = sum + 1'],
    ['investments-in-the-books-are-held-in-units', 'UPDATE investment_booking SET cost = cost + 1 WHERE entry = (SELECT min(entry) FROM investment_booking)'],
    ['investments-in-the-books-are-held-in-units', "UPDATE posting SET debit = debit + 1 WHERE account = '1101' AND debit > 0"],
    ['nobody-holds-less-than-no-units', "UPDATE investment_order SET units = units / 3 WHERE side = 'buy'"],
    ['every-fall-in-value-rests-on-two-people', 'DELETE FROM investment_fall_decision'],
    ['every-fall-in-value-rests-on-two-people', 'UPDATE investment_fall SET sum = sum + 1'],
    ['units-times-price-is-the-value', 'UPDATE valuation SET value = value + 1'],
    ['units-times-price-is-the-value', 'DELETE FROM paper WHERE valuation IS NOT NULL'],
  ];
  beforeAll(async () => {
    await books.post(interest({ day: DAY, source: 'bank:yield', fund: evergreen, sum: 100n, bank: books.bank }), costAccepted({ day: DAY, source: 'coats', fund: evergreen, sum: 100n, for: 'programme' }));
    const [{ last }] = await books.db.query<[{ last: string }]>(`SELECT GREATEST(max(b.day), max(v.day))::text AS last FROM investment_booking b, valuation v JOIN valuation_confirmation c ON c.valuation = v.id`);
    const [held] = await books.db.query<{ pool: number; fund: number; units: bigint; all: bigint }[]>(
      `SELECT h.pool, h.fund, h.units, h.cost, units_on(h.pool, 'infinity') AS all FROM unit_holding h JOIN fund f ON f.id = h.fund AND f.class = 'general' WHERE h.units > 0 AND h.cost = units_on(h.pool, 'infinity') / 100 LIMIT 1`);
    const [fact] = await books.db.query<[{ id: bigint }]>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'investment-fall:1', 1, $2) RETURNING id`, [books.foundation, last]);
    await books.db.transaction((tx) => Deals.of(books.db, books.foundation, [people[0], people[1]]).fall(tx, { pool: held!.pool, fund: held!.fund, sum: 1n, to: held!.all / 100n - 1n, day: last },
      () => ledger.enter(tx, fallInValue({ day: last, source: 'investment-fall:1', fact: fact.id, fund: books.general, general: books.general, of: 'short investment', sum: 1n }))));
  });
  it('all hold of what was written, and every one is tried', async () => {
    for (const check of ENDOWMENT_CHECKS) expect([check.name, await check.run(books.db)]).toEqual([check.name, []]);
    expect([...new Set(TAMPERINGS.map(([name]) => name))].sort()).toEqual(ENDOWMENT_CHECKS.map(({ name }) => name).sort());
  });
  it.each(TAMPERINGS)('%s: %s', async (name, sql) => {
    await owner.query('BEGIN');
    try {
      for (const table of ['journal_entry', 'posting', 'paper', 'valuation', 'investment_order', 'investment_booking', 'investment_fall', 'investment_fall_decision', 'allowance_asked']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      for (const [table, key] of [['valuation', 'units_times_price_is_the_value'], ['investment_order', 'units_are_what_the_sum_buys']]) await owner.query(`ALTER TABLE ${table} DROP CONSTRAINT ${key}`);
      await owner.query(sql);
      const offences = await ENDOWMENT_CHECKS.find((check) => check.name === name)!.run(asOwner);
      expect(offences.length).toBeGreaterThan(0);
      expect(offences.every(({ detail }) => detail.length > 0)).toBe(true);
    } finally {
      await owner.query('ROLLBACK');
    }
  });
});
