import type { Client } from 'pg';
import { FUND_CHECKS } from '../../src/funds/checks';
import type { Asks } from '../../src/ledger/checks';
import type { Kind } from '../../src/ledger/kinds';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';

// Management that can wait, and investments, while the forecast of their year fails: asked of the only doors to the books as somebody might forge it. The house had 3,000,000.00 at the
// end of last year: 8 % of it, 240,000.00, go to charity, and management from 200,000.00 on is no more than a fifth. On 1 October 274 of 365 days have gone.
const LAW = 'what_can_wait_says_why_it_does_not';
const OCTOBER = '2026-10-01';
/** 18,016,439 × 365 ÷ 274 are 24,000,000 fen, and a fen less is not. */
const ENOUGH = 18_016_439n;
/** 15,013,699 × 365 ÷ 274 are 20,000,000 fen. */
const MEASURED = 15_013_699n;
let books: Books;
let li: number;
let zhou: number;

type Line = Forged['lines'][number];
const pair = (debited: string, credited: string, sum: bigint, fund = books.general): Line[] => [{ fund, account: debited, debit: sum, place: debited === '1002' ? books.bank : null }, { fund, account: credited, debit: -sum, place: credited === '1002' ? books.bank : null }];
const draft = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Forged & { foundation: number } => ({ foundation: books.foundation, kind, lines, day: OCTOBER, ...more });
const enter = async (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}, client: Client = books.app): Promise<bigint> => (await post(client, [draft(kind, lines, more)]))[0]!;
const one = async <T>(sql: string, values: unknown[] = [], client: Client = books.app): Promise<T> => (await client.query<{ v: T }>(sql, values)).rows[0]!.v;
const rent = (sum: bigint, fund = books.general): Line[] => pair('5301', '2202', sum, fund);
const charity = (sum: bigint): Promise<bigint> => enter('cost accepted', pair('5101', '2202', sum, books.lunch), { day: '2026-05-10' });
/** What the law says, and nothing stays. */
async function said(kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}, client = books.app): Promise<string> {
  await client.query('SAVEPOINT asked');
  const answer = await refusalOf(enter(kind, lines, more, client));
  await client.query('ROLLBACK TO asked');
  return answer;
}
const proposed = (): Promise<number> => one(
  `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'cost-accepted', 'cost accepted', '${OCTOBER}', '${OCTOBER}', '房租', '[]', $2, now()) RETURNING id AS v`, [books.foundation, li]);
/** A voucher for which somebody has said why. @returns the source of its entry */
async function explained(sum: bigint, checks: string[]): Promise<string> {
  const proposal = await proposed();
  await books.app.query(`INSERT INTO held_spend (proposal, foundation, proposed_by, sum, checks, reason, let_by, let_at) VALUES ($1, $2, $3, $4, $5, '租约到期', $6, now())`, [proposal, books.foundation, li, sum, checks, zhou]);
  return `voucher:${proposal}`;
}

beforeAll(async () => {
  books = await openBooks();
  [li, zhou] = (await books.app.query<{ id: number }>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`)).rows.map(({ id }) => id) as [number, number];
  await books.app.query(`INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $3, 'bookkeeper', '2026-01-01'), ($2, $3, 'secretary-general', '2026-01-01')`, [li, zhou, books.foundation]);
  await enter('opening balance', pair('1002', '3101', 300_000_000n), { day: '2026-01-01' });
  await enter('bank gift', pair('1002', '410102', 100_000_000n, books.lunch), { day: '2026-01-05' });
});
beforeEach(() => books.app.query('BEGIN'));
afterEach(() => books.app.query('ROLLBACK'));
afterAll(() => books.close());

it('is asked from the month of the policy on, of what is chosen and can wait', async () => {
  expect([await said('cost accepted', rent(1n), { day: '2026-09-30' }), await said('cost accepted', rent(1n)), await said('cost accepted', rent(1n), { day: '2026-12-31' })]).toEqual(['not refused', LAW, LAW]);
  for (const credited of ['2204', '2206']) expect([credited, await said('cost accepted', pair('5301', credited, 1n))]).toEqual([credited, 'not refused']);
  expect(await said('cost accepted', [...pair('5301', '2204', 1n), ...pair('5301', '2202', 1n)])).toBe(LAW);
  expect(await said('cost accepted', pair('5101', '2202', 1n, books.lunch))).toBe('not refused');
  expect(await said('promise', pair('Y01', 'Y02', 1n))).toBe('not refused');
  const promise = await enter('promise', pair('Y01', 'Y02', 100n));
  const keeps = (sum: bigint): Line[] => [...rent(sum), ...pair('Y02', 'Y01', 100n).map((line) => (line.account === 'Y01' ? { ...line, promise } : line))];
  expect([await said('cost accepted', keeps(100n)), await said('cost accepted', keeps(101n))]).toEqual(['not refused', LAW]);
  // nothing is measured where nobody knows what last year came to
  const { foundation, fund, bank } = books.other;
  await enter('bank gift', [{ fund, account: '1002', debit: 100n, place: bank }, { fund, account: '410102', debit: -100n }], { foundation });
  expect(await said('cost accepted', rent(100n, fund), { foundation })).toBe('not refused');
  expect((await books.app.query('SELECT share_least, failing FROM forecast_asked WHERE foundation = $1', [foundation])).rows).toEqual([]);
});

it('to the fen: what charity comes to at the year’s end', async () => {
  await charity(ENOUGH - 1n);
  expect(await said('cost accepted', rent(1n))).toBe(LAW);
  await charity(1n);
  expect(await said('cost accepted', rent(1n))).toBe('not refused');
  // a day later a day more has gone
  expect(await said('cost accepted', rent(1n), { day: '2026-10-02' })).toBe(LAW);
});

it('to the fen: what management comes to', async () => {
  await charity(ENOUGH);
  expect([await said('cost accepted', rent(MEASURED - 1n)), await said('cost accepted', rent(MEASURED))]).toEqual(['not refused', LAW]);
  // a fifth of 100,000,000 fen at the year’s end, and not of a fen less
  await charity(60_054_794n - ENOUGH);
  expect(await said('cost accepted', rent(MEASURED))).toBe(LAW);
  await charity(1n);
  expect(await said('cost accepted', rent(MEASURED))).toBe('not refused');
});

it('what is written late is judged by what the books know', async () => {
  expect(await said('cost accepted', rent(1n), { day: '2026-09-30' })).toBe('not refused');
  await enter('bank gift', pair('1002', '410101', 1n));
  expect(await said('cost accepted', rent(1n), { day: '2026-09-30' })).toBe(LAW);
});

it('a reason lets one spend through: of just these forecasts, of one voucher, and up to its sum', async () => {
  const source = await explained(100n, ['spending-forecast']);
  expect(await said('cost accepted', rent(101n), { source })).toBe(LAW);
  expect(await said('cost accepted', rent(100n), { source: `${source}9` })).toBe(LAW);
  expect(await said('cost accepted', rent(100n), { source })).toBe('not refused');
  expect(await said('cost accepted', rent(MEASURED), { source: await explained(MEASURED, ['spending-forecast']) })).toBe(LAW);
  expect(await said('cost accepted', rent(100n), { source: await explained(100n, ['management-forecast']) })).toBe(LAW);
  expect(await said('cost accepted', rent(MEASURED), { source: await explained(MEASURED, ['spending-forecast', 'management-forecast']) })).toBe('not refused');
  await books.app.query('SAVEPOINT asked');
  expect(await refusalOf(books.app.query(`INSERT INTO held_spend (proposal, foundation, proposed_by, sum, checks, reason, let_by, let_at) VALUES ($1, $2, $3, 1, '{spending-forecast}', ' ', $4, now())`, [await proposed(), books.foundation, li, zhou]))).toBe('whoever_lets_through_says_why');
  await books.app.query('ROLLBACK TO asked');
});

it('what was seen stays: written by the books alone, once, and never rewritten', async () => {
  const source = await explained(100n, ['spending-forecast']);
  await charity(1_000n);
  await enter('cost accepted', rent(100n), { source });
  await charity(ENOUGH);
  expect((await books.app.query('SELECT *, bases::text[] AS bases FROM forecast_asked')).rows).toEqual([{
    foundation: books.foundation, source, day: OCTOBER, sum: 100n, invests: false, gone: 274, days: 365, charitable: 1_000n, management: 100n, total: 1_100n, share_least: 800n, share_most: 2_000n, bases: ['300000000'], free_below: 20_000_000n, failing: ['spending-forecast'],
  }]);
  for (const sql of [`INSERT INTO forecast_asked (foundation, source, day, sum, invests) VALUES (${books.foundation}, 'voucher:9', '${OCTOBER}', 1, false)`, "UPDATE forecast_asked SET charitable = 24000000", 'DELETE FROM forecast_asked', `SELECT ask_forecast(${books.foundation}, 'voucher:9', '${OCTOBER}', 1, false)`]) {
    await books.app.query('SAVEPOINT asked');
    expect(await refusalOf(books.app.query(sql))).toBe('42501');
    await books.app.query('ROLLBACK TO asked');
  }
  await books.app.query('ROLLBACK');
  await books.app.query('BEGIN');
  for (const sql of ['UPDATE forecast_asked SET charitable = 24000000', 'DELETE FROM forecast_asked', 'TRUNCATE forecast_asked']) expect(await refusalOf(books.owner.query(sql))).toBe('the_books_are_never_rewritten');
});

describe('an investment', () => {
  const ordered = async ({ day = OCTOBER, side = 'buy' } = {}): Promise<number> => {
    const pool = await one<number>(`INSERT INTO pool (foundation, name, english_name, kind, role, institution, licence, no_posts, first_price, proposed_by, proposed_at) VALUES ($1, '存单', 'CD', 'bonds-deposits', 'short investment', '示例银行', 'B1', false, 10000000000, $2, now()) RETURNING id AS v`, [books.foundation, li]);
    await books.app.query(`INSERT INTO pool_approval (pool, foundation, kind, proposed_by, approved_by, approved_at) VALUES ($1, $2, 'bonds-deposits', $3, $4, '2026-06-01')`, [pool, books.foundation, li, zhou]);
    return one(`INSERT INTO investment_order (foundation, pool, fund, side, sum, units, valuation, price, day, needed, why, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, 1000, 100000, NULL, $5, $6, 0, '闲置资金', $7, $6::date) RETURNING id AS v`,
      [books.foundation, pool, books.general, side, side === 'brought' ? null : 10_000_000_000n, day, li]);
  };
  const approved = (order: number, at = `${OCTOBER}T02:00:00Z`, client = books.app): Promise<unknown> => client.query(`INSERT INTO investment_decision (investment_order, proposed_by, decision, decided_by, decided_at) VALUES ($1, $2, 'approved', $3, $4)`, [order, li, zhou, at]);
  const approving = async (order: number, at?: string, client = books.app): Promise<string> => {
    await client.query('SAVEPOINT asked');
    const answer = await refusalOf(approved(order, at, client));
    await client.query('ROLLBACK TO asked');
    return answer;
  };
  const because = (order: number, sum = 1_000n): Promise<unknown> => books.app.query(`INSERT INTO held_spend (investment_order, foundation, proposed_by, sum, checks, reason, let_by, let_at) VALUES ($1, $2, $3, $4, '{spending-forecast}', '到期转存', $5, now())`, [order, books.foundation, li, sum, zhou]);

  it('waits too while charity falls behind, from the month on and to the fen', async () => {
    const order = await ordered();
    expect([await approving(order), await approving(await ordered({ day: '2026-09-30' })), await approving(await ordered({ day: '2026-12-31' }), '2026-09-30T02:00:00Z')]).toEqual([LAW, 'not refused', 'not refused']);
    await charity(ENOUGH - 1n);
    expect(await approving(order)).toBe(LAW);
    await charity(1n);
    expect(await approving(order)).toBe('not refused');
    // management is no matter of it
    await enter('cost accepted', rent(MEASURED), { source: await explained(MEASURED, ['management-forecast']) });
    expect(await approving(order)).toBe('not refused');
  });

  it('with its reason it is approved, once, and asked for no more', async () => {
    const [order, short, late] = [await ordered(), await ordered(), await ordered({ day: '2026-09-30' })];
    await because(order);
    await because(short, 999n);
    expect(await approving(short)).toBe(LAW);
    await approved(order);
    await books.app.query('SAVEPOINT twice');
    expect(await refusalOf(approved(order))).toBe('an_order_is_decided_once');
    await books.app.query('ROLLBACK TO twice');
    await approved(late, '2026-09-30T02:00:00Z');
    expect((await books.app.query('SELECT source, sum, invests, least, failing FROM (SELECT *, share_least AS least FROM forecast_asked) x ORDER BY least')).rows).toEqual([
      { source: `investment:${order}`, sum: 1_000n, invests: true, least: 800n, failing: ['spending-forecast'] }, { source: `investment:${late}`, sum: 1_000n, invests: true, least: null, failing: [] }]);
    expect(await said('investment bought', pair('1101', '1002', 1_000n), { source: `investment:${order}` })).toBe('not refused');
    // nobody spends under its name
    expect(await said('cost accepted', rent(1n), { source: `investment:${late}` })).toBe('a_forecast_is_asked_once');
  });

  it('without the law it is approved', async () => {
    const order = await ordered();
    await books.app.query('COMMIT');
    await books.owner.query('BEGIN');
    expect(await approving(order, undefined, books.owner)).toBe(LAW);
    await books.owner.query('DROP TRIGGER a_purchase_is_asked_for_when_it_is_approved ON investment_decision');
    await approved(order, undefined, books.owner);
    expect(await complaints()).toEqual([expect.stringMatching(/^investment:\d+: \?/)]);
    await books.owner.query('ROLLBACK');
    await books.app.query('BEGIN');
  });
});

const complaints = async (): Promise<(string | null)[]> => (await FUND_CHECKS.find(({ name }) => name === 'what-can-wait-says-why-it-did-not')!.run({ query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows } as unknown as Asks)).map(({ detail }) => detail);

describe('the law, switched off', () => {
  beforeEach(() => books.owner.query('BEGIN'));
  afterEach(() => books.owner.query('ROLLBACK'));

  it.each(['DROP TRIGGER a_spend_keeps_to_what_was_agreed ON entry_fund', 'CREATE OR REPLACE FUNCTION ask_forecast(of_foundation int, its_source text, its_day date, its_sum bigint, invests boolean) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$'])('%s: rent goes through, and the named check says so', async (off) => {
    expect(await said('cost accepted', rent(1n), {}, books.owner)).toBe(LAW);
    await books.owner.query(off);
    expect(await complaints()).toEqual([]);
    await enter('cost accepted', rent(1n), { source: 'forged:rent' }, books.owner);
    expect(await complaints()).toEqual(['forged:rent: ?']);
  });

  it('and what was seen, rewritten', async () => {
    await enter('cost accepted', pair('5101', '2202', ENOUGH, books.lunch), { day: '2026-05-10' }, books.owner);
    await enter('cost accepted', rent(100n), { source: 'forged:rent' }, books.owner);
    expect(await complaints()).toEqual([]);
    await books.owner.query('ALTER TABLE forecast_asked DISABLE TRIGGER the_books_are_never_rewritten');
    for (const [sql, detail] of [['charitable = charitable - 1', 'spending-forecast'], ['sum = 99', '99'], ["day = '2026-09-30'", '2026-09-30'], ['gone = 273', '273'], ["day = '2026-09-30', gone = 273", '2026-09-30']] as const) {
      await books.owner.query('SAVEPOINT rewritten');
      await books.owner.query(`UPDATE forecast_asked SET ${sql}`);
      expect([sql, await complaints()]).toEqual([sql, [expect.stringContaining(`forged:rent: `)]]);
      expect((await complaints())[0]).toContain(detail);
      await books.owner.query('ROLLBACK TO rewritten');
    }
    await books.owner.query('DELETE FROM forecast_asked');
    expect(await complaints()).toEqual(['forged:rent: ?']);
  });
});

it('nothing else is asked: costs of charity, gifts and payments come past it', async () => {
  await books.owner.query('BEGIN');
  await books.owner.query(`CREATE OR REPLACE FUNCTION ask_forecast(of_foundation int, its_source text, its_day date, its_sum bigint, invests boolean) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'asked'; END $$`);
  for (const [kind, lines] of [['cost accepted', pair('5101', '2202', 1n, books.lunch)], ['cost accepted', pair('5301', '2204', 1n)], ['bank gift', pair('1002', '410101', 1n)], ['advance', pair('1122', '1002', 1n)]] as const) expect(await said(kind, lines, {}, books.owner)).toBe('not refused');
  expect(await said('cost accepted', rent(1n), {}, books.owner)).toBe('P0001');
  await books.owner.query('ROLLBACK');
});

it('of two who each are within the year, and together are not, one comes through', async () => {
  await books.app.query('ROLLBACK');
  const [other, watching] = [await books.another(), await books.another()];
  await charity(ENOUGH);
  await enter('bank gift', pair('1002', '410102', 1n, books.lights)); // the month has begun
  await books.app.query('BEGIN');
  await enter('cost accepted', rent(MEASURED - 1n));
  // of another fund: no guard row is between them
  const second = refusalOf(enter('cost accepted', rent(1n, books.lights), {}, other));
  while (await one<boolean>("SELECT count(*) = 0 AS v FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'", [], watching)) await new Promise((resolve) => setImmediate(resolve));
  await books.app.query('COMMIT');
  expect(await second).toBe(LAW);
  await books.app.query('BEGIN');
});
