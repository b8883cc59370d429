import type { Client } from 'pg';
import { ENDOWMENT_CHECKS } from '../../src/funds/endowment/checks';
import type { Asks } from '../../src/ledger/checks';
import type { Kind } from '../../src/ledger/kinds';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';

// The spending rule of a preserved fund, asked of the only door to the books as somebody might forge it. Of 10,000.00 yuan that are kept since 1 January, 4 % of the year are 400.00.
const LAW = 'more_than_its_rule_rests_on_a_resolution';
const ALLOWED = 40_000n;
let books: Books;
let evergreen: number;
let li: number;
let zhou: number;

type Line = Forged['lines'][number];
const line = (fund: number, account: string, debit: bigint, more: Partial<Line> = {}): Line => ({ fund, account, debit, ...(account === '1002' ? { place: books.bank } : account === '1009' ? { place: books.clearing } : {}), ...more });
const pair = (debited: string, credited: string, sum: bigint, fund = evergreen): Line[] => [line(fund, debited, sum), line(fund, credited, -sum)];
const draft = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Forged & { foundation: number } => ({ foundation: books.foundation, kind, lines, ...more });
const enter = async (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}, client: Client = books.app): Promise<bigint> => (await post(client, [draft(kind, lines, more)]))[0]!;
const one = async <T>(sql: string, values: unknown[] = []): Promise<T> => (await books.app.query<{ v: T }>(sql, values)).rows[0]!.v;
const cost = (sum: bigint): Line[] => pair('5101', '2202', sum);
/** What the law says, and nothing stays. */
async function said(kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<string> {
  await books.app.query('SAVEPOINT asked');
  const answer = await refusalOf(enter(kind, lines, more));
  await books.app.query('ROLLBACK TO asked');
  return answer;
}
const proposed = (): Promise<number> => one(
  `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'cost-accepted', 'cost accepted', '2026-06-10', '2026-06-10', '冬衣', '[]', $2, now()) RETURNING id AS v`, [books.foundation, li]);
let numbers = 0;
async function resolved({ body = 'council', confirmed = true } = {}): Promise<number> {
  const id = await one<number>(
    `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at) VALUES ($1, $2, 'ordinary', $3, '2026-01-01', '支出政策', 7, 7, 7, 0, $4, now()) RETURNING id AS v`, [books.foundation, body, `第 ${++numbers} 号`, li]);
  const content = Buffer.from(`%PDF-1.7\n% ${id}\n%%EOF\n`);
  await books.app.query(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '决议.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [books.foundation, id, content, li]);
  if (confirmed) await books.app.query(`INSERT INTO resolution_confirmation SELECT id, foundation, body, majority, recorded_by, $2, now() FROM resolution WHERE id = $1`, [id, zhou]);
  return id;
}
/** A voucher that the council has let through. @returns the source of its entry */
async function letThrough(sum: bigint, { resolution, checks = ['spending-rule'], body = 'council' }: { resolution?: number; checks?: string[]; body?: string } = {}): Promise<string> {
  const proposal = await proposed();
  await books.app.query(`INSERT INTO held_spend (proposal, foundation, proposed_by, sum, checks, resolution, body, majority, reason, let_by, let_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'ordinary', '天冷了', $8, now())`,
    [proposal, books.foundation, li, sum, checks, resolution ?? await resolved(), body, zhou]);
  return `voucher:${proposal}`;
}

beforeAll(async () => {
  books = await openBooks();
  evergreen = (await books.owner.query<{ id: number }>("SELECT ledger_open_fund($1, 'preserved', 'preserved', 'x', 'x', '2026-01-01') AS id", [books.foundation])).rows[0]!.id;
  [li, zhou] = (await books.app.query<{ id: number }>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`)).rows.map(({ id }) => id) as [number, number];
  await enter('principal gift', pair('1002', '410102', 1_000_000n), { day: '2026-01-01' });
  await enter('bank gift', pair('1002', '410102', 900_000n), { day: '2026-01-01' });
  await enter('goods gift', pair('1201', '410102', 100_000n), { day: '2026-01-01' });
  await enter('bank gift', pair('1002', '410102', 100_000n, books.lunch), { day: '2026-01-01' });
});
beforeEach(() => books.app.query('BEGIN'));
afterEach(() => books.app.query('ROLLBACK'));
afterAll(() => books.close());

it('without a rule of the council only the principal is kept', async () => {
  expect(await said('cost accepted', cost(900_000n))).toBe('not refused');
});

describe('by the rule of the council', () => {
  beforeAll(async () => {
    await books.app.query(`INSERT INTO spending_rule (foundation, fund, from_day, percent, quarters, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, NULL, '2026-01-01', 400, 1, $2, 'council', 'ordinary', $3, now())`, [books.foundation, await resolved(), li]);
  });

  it.each<[Kind, (sum: bigint) => Line[]]>([
    ['cost accepted', cost], ['promise', (sum) => pair('Y01', 'Y02', sum)], ['advance', (sum) => pair('1122', '1002', sum)], ['fixed asset bought', (sum) => pair('1501', '1002', sum)], ['goods used', (sum) => pair('5101', '1201', sum)],
    ['spin-off', (sum) => pair('5101', '1002', sum)], ['transfer, restricted', (sum) => [...pair('3102', 'Z01', sum), ...pair('Z01', '3102', sum, books.lunch)]],
  ])('%s: to the fen, and not a fen more', async (kind, of) => {
    expect([await said(kind, of(ALLOWED)), await said(kind, of(ALLOWED + 1n))]).toEqual(['not refused', LAW]);
  });

  it('what is kept, accounted for, worn out or taken off counts once', async () => {
    const promise = await enter('promise', pair('Y01', 'Y02', 10_000n));
    await enter('advance', pair('1122', '1002', 5_000n));
    await enter('fixed asset bought', pair('1501', '1002', 5_000n));
    expect([await said('cost accepted', cost(20_000n)), await said('cost accepted', cost(20_001n))]).toEqual(['not refused', LAW]);
    await enter('cost accepted', [...cost(10_000n), line(evergreen, 'Y02', 10_000n), line(evergreen, 'Y01', -10_000n, { promise })]);
    await enter('advance cleared', pair('5101', '1122', 5_000n));
    await enter('depreciation', pair('5101', '1502', 1_000n));
    expect([await said('cost accepted', cost(20_000n)), await said('cost accepted', cost(20_001n))]).toEqual(['not refused', LAW]);
    // a cost above what was promised for it is asked for what is above it
    const second = await enter('promise', pair('Y01', 'Y02', 20_000n));
    const keeps = (sum: bigint): Line[] => [...cost(sum), line(evergreen, 'Y02', 20_000n), line(evergreen, 'Y01', -20_000n, { promise: second })];
    expect([await said('cost accepted', keeps(20_000n)), await said('cost accepted', keeps(20_001n))]).toEqual(['not refused', LAW]);
    expect([await said('promise', pair('Y01', 'Y02', 1n)), await said('release', pair('Y02', 'Y01', 20_000n).map((l) => (l.account === 'Y01' ? { ...l, promise: second } : l)))]).toEqual([LAW, 'not refused']);
    await enter('payment', pair('2202', '1002', 10_000n)); // what is owed is paid
  });

  it('what was taken back leaves room again, and no more', async () => {
    const wrong = await enter('cost accepted', cost(ALLOWED));
    expect(await said('cost accepted', cost(1n))).toBe(LAW);
    await enter('reversal', pair('2202', '5101', ALLOWED), { reverses: wrong, note: '记错基金' });
    expect([await said('cost accepted', cost(ALLOWED)), await said('cost accepted', cost(ALLOWED + 1n))]).toEqual(['not refused', LAW]);
    const advanced = await enter('advance', pair('1122', '1002', ALLOWED));
    await enter('advance handed back', pair('1002', '1122', 1n));
    expect(advanced).toBeGreaterThan(wrong);
    expect([await said('cost accepted', cost(1n)), await said('cost accepted', cost(2n))]).toEqual(['not refused', LAW]);
  });

  it('a resolution of the council lets one spend through: for this, confirmed, and up to its sum', async () => {
    await enter('cost accepted', cost(ALLOWED));
    const short = await letThrough(499n);
    expect(await said('cost accepted', cost(500n), { source: short })).toBe(LAW);
    expect(await said('cost accepted', cost(499n), { source: short })).toBe('not refused');
    // the council has let it through for something else that held it
    expect(await said('cost accepted', cost(500n), { source: await letThrough(500n, { checks: ['net-assets'] }) })).toBe(LAW);
    for (const [law, body, confirmed, as] of [['a_held_spend_rests_on_a_confirmed_resolution', 'council', false, 'council'], ['a_held_spend_rests_on_a_confirmed_resolution', 'fund-committee', true, 'council'], ['the_council_lets_through', 'fund-committee', true, 'fund-committee']] as const) {
      const resolution = await resolved({ body, confirmed });
      await books.app.query('SAVEPOINT letting');
      expect(await refusalOf(letThrough(500n, { resolution, body: as }))).toBe(law);
      await books.app.query('ROLLBACK TO letting');
    }
    await enter('cost accepted', cost(500n), { source: await letThrough(500n) });
    expect(await said('cost accepted', cost(1n))).toBe(LAW);
  });

  it('of a lot each is asked after those before it', async () => {
    const source = await letThrough(50_000n);
    const within = draft('cost accepted', cost(ALLOWED));
    const beyond = draft('cost accepted', cost(50_000n), { source });
    await books.app.query('SAVEPOINT asked');
    expect(await refusalOf(post(books.app, [beyond, within]))).toBe(LAW);
    await books.app.query('ROLLBACK TO asked');
    expect(await refusalOf(post(books.app, [within, draft('cost accepted', cost(1n))]))).toBe(LAW);
    await books.app.query('ROLLBACK TO asked');
    expect(await refusalOf(post(books.app, [within, beyond]))).toBe('not refused');
  });

  it('on the last day of a year by its rest, on the first of the next by the next', async () => {
    await enter('cost accepted', cost(ALLOWED - 100n), { day: '2026-12-31' });
    expect([await said('cost accepted', cost(100n), { day: '2026-12-31' }), await said('cost accepted', cost(101n), { day: '2026-12-31' })]).toEqual(['not refused', LAW]);
    // 4 % of what there is at the year's end: 1,000,000 + 900,000 + 100,000 − 39,900
    const next = (2_000_000n - ALLOWED + 100n) * 4n / 100n;
    expect([await said('cost accepted', cost(next), { day: '2027-01-01' }), await said('cost accepted', cost(next + 1n), { day: '2027-01-01' })]).toEqual(['not refused', LAW]);
    // a promise weighs on the year in which it is open
    await enter('promise', pair('Y01', 'Y02', 100n), { day: '2026-12-31' });
    expect([await said('cost accepted', cost(next - 100n), { day: '2027-01-01' }), await said('cost accepted', cost(next - 99n), { day: '2027-01-01' })]).toEqual(['not refused', LAW]);
  });

  it('what nobody chooses is booked all the same, and leaves less', async () => {
    const fact = await one<bigint>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'fee', 50000, '2026-06-10') RETURNING id AS v`, [books.foundation]);
    await enter('online gift', pair('1009', '410102', 50_000n));
    await enter('payment fee', pair('5401', '1009', ALLOWED), { fact });
    expect(await said('cost accepted', cost(1n))).toBe(LAW);
  });

  it('other funds are not asked', async () => {
    await books.owner.query('BEGIN');
    await books.owner.query(`CREATE OR REPLACE FUNCTION judge_spending_rules(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'asked'; END $$`);
    expect(await refusalOf(post(books.owner, [draft('cost accepted', pair('5101', '2202', 1n, books.lunch))]))).toBe('not refused');
    expect(await refusalOf(post(books.owner, [draft('bank gift', pair('1002', '410102', 1n))]))).toBe('not refused');
    expect(await refusalOf(post(books.owner, [draft('cost accepted', cost(1n))]))).toBe('P0001');
    await books.owner.query('ROLLBACK');
  });

  it('without the law more is used, and the named check says so', async () => {
    const check = ENDOWMENT_CHECKS.find(({ name }) => name === 'no-endowment-uses-more-than-its-rule-unasked')!;
    const complaints = async (): Promise<(string | null)[]> => (await check.run({ query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows } as unknown as Asks)).map(({ detail }) => detail);
    const over = (source?: string): Promise<bigint[]> => post(books.owner, [draft('cost accepted', cost(ALLOWED + 1n), source ? { source } : {})]);
    await books.owner.query('BEGIN');
    expect(await refusalOf(over())).toBe(LAW);
    await books.owner.query('ROLLBACK');
    await books.owner.query('BEGIN');
    await books.owner.query('DROP TRIGGER a_spend_keeps_to_what_was_agreed ON entry_fund');
    expect(await complaints()).toEqual([]);
    const [entry] = await over();
    expect(await complaints()).toEqual([expect.stringMatching(/^preserved 2026: 40001/)]);
    // with what was asked written beside it, it is seen by its sum
    await books.owner.query('INSERT INTO allowance_asked VALUES ($1, $2, $3)', [entry, evergreen, ALLOWED]);
    expect(await complaints()).toEqual(['preserved 2026: 40001 / 40000']);
    await books.owner.query('ROLLBACK');
    await books.owner.query('BEGIN');
    await post(books.owner, [draft('cost accepted', cost(ALLOWED))]);
    expect(await complaints()).toEqual([]);
    await books.owner.query('ALTER TABLE posting DISABLE TRIGGER the_books_are_never_rewritten');
    await books.owner.query("UPDATE posting SET debit = debit * 2 WHERE fund = $1 AND account IN ('5101', '2202')", [evergreen]);
    expect(await complaints()).toEqual(['preserved 2026: 80000 / 40000']);
    await books.owner.query('ROLLBACK');
  });

  it.each([2, 4])('of %i who spend the last of the year at once, one does', async (count) => {
    await books.app.query('ROLLBACK');
    const day = `20${26 + count}-06-10`; // a year of its own each: what is booked stays
    const most = await one<bigint>('SELECT spending_allowed($1, $2) AS v', [evergreen, Number(day.slice(0, 4))]);
    const clients = await Promise.all(Array.from({ length: count }, () => books.another()));
    const answers = await Promise.all(clients.map((client, at) => refusalOf(enter(at % 2 ? 'advance' : 'cost accepted', at % 2 ? pair('1122', '1002', most / 2n + 1n) : cost(most / 2n + 1n), { day }, client))));
    expect(answers.sort()).toEqual([...Array.from({ length: count - 1 }, () => LAW), 'not refused']);
    await books.app.query('BEGIN');
  });
});
