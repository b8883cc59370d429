import type { Client } from 'pg';
import type { Kind } from '../../src/ledger/kinds';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';
import { onPaper } from '../support/moves';

// What was agreed and filed of a fund, asked of the only door to the books as somebody might forge it; and what a release is of. Each law is switched off in its turn.
let books: Books;
let owner: Client;
let li: number;
let zhou: number;

type Line = Forged['lines'][number];
const pair = (fund: number, debited: string, credited: string, sum: bigint): Line[] => [{ fund, account: debited, debit: sum }, { fund, account: credited, debit: -sum, place: credited === '1002' ? books.bank : null }];
const programme = (sum: bigint, fund = books.lunch): Line[] => pair(fund, '5101', '2202', sum);
const management = (sum: bigint): Line[] => pair(books.lunch, '5301', '2202', sum);
const fundraising = (sum: bigint, fund = books.lunch): Line[] => pair(fund, '5401', '2202', sum);
const forged = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Forged & { foundation: number } => ({ foundation: books.foundation, kind, lines, ...more });
const refused = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}, client = books.app): Promise<string> => refusalOf(post(client, [forged(kind, lines, more)]));
const one = async <T>(sql: string, values: unknown[] = [], client = books.app): Promise<T> => (await client.query<{ v: T }>(sql, values)).rows[0]!.v;
const proposed = (): Promise<number> => one(
  `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'cost-accepted', 'cost accepted', '2026-06-10', '2026-06-10', '打印纸', '[]', $2, now()) RETURNING id AS v`, [books.foundation, li]);
const released = (its: Record<string, unknown>, client = books.app): Promise<unknown> => {
  const row = { foundation: books.foundation, proposed_by: li, sum: 100n, checks: ['agreement'], consent: '同意函', reason: '急用', let_by: zhou, let_at: '2026-06-10', ...its };
  return client.query(`INSERT INTO held_spend (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(row));
};
/** Within a transaction of the owner that comes to nothing: with the law, and without it. */
async function tried(law: string, off: string, attack: () => Promise<unknown>): Promise<void> {
  await owner.query('BEGIN; SAVEPOINT tried');
  expect([law, await refusalOf(attack())]).toEqual([law, law]);
  await owner.query('ROLLBACK TO tried');
  await owner.query(off);
  expect([law, await refusalOf(attack())]).toEqual([law, 'not refused']);
  await owner.query('ROLLBACK');
}
const UNASKED = 'DROP TRIGGER a_spend_keeps_to_what_was_agreed ON entry_fund';
const BEGINS = 'a_fund_spends_while_its_agreement_holds';

beforeAll(async () => {
  books = await openBooks();
  owner = books.owner;
  const people = await books.app.query<{ id: number }>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`);
  [li, zhou] = people.rows.map(({ id }) => id) as [number, number];
  for (const fund of [books.lunch, books.lights]) await post(books.app, [forged('bank gift', [{ fund, account: '1002', debit: 100_000n, place: books.bank }, { fund, account: '410102', debit: -100_000n }], { day: '2026-06-01' })]);
  await onPaper(owner, books.lunch, '2026-06-05', { to: '2026-06-20' });
});
afterAll(() => books.close());

describe('an agreement', () => {
  it('is in force from its first day to its last', async () => {
    for (const [day, said] of [['2026-06-04', BEGINS], ['2026-06-05', 'not refused'], ['2026-06-20', 'not refused'], ['2026-06-21', BEGINS]] as const) {
      expect([day, await refused('cost accepted', programme(1n), { day })]).toEqual([day, said]);
      expect([day, await refused('promise', pair(books.lunch, 'Y01', 'Y02', 1n), { day })]).toEqual([day, said]);
      expect([day, await refused('advance', pair(books.lunch, '1122', '1002', 1n), { day })]).toEqual([day, said]);
    }
    // restricted money older than these books has none on file
    expect(await refused('cost accepted', programme(1n, books.lights), { day: '2026-06-21' })).toBe('not refused');
  });

  it('that is over still lets what is owed be paid, and what was promised be kept', async () => {
    const [promise] = await post(books.app, [forged('promise', pair(books.lunch, 'Y01', 'Y02', 50n))]);
    expect(await refused('payment', pair(books.lunch, '2202', '1002', 2n), { day: '2026-06-21' })).toBe('not refused');
    expect(await refused('cost accepted', [...programme(50n), { fund: books.lunch, account: 'Y02', debit: 50n }, { fund: books.lunch, account: 'Y01', debit: -50n, promise: promise! }], { day: '2026-06-21' })).toBe('not refused');
  });

  it('missing, of a fund that is opened by one', async () => {
    await owner.query('BEGIN');
    await owner.query("INSERT INTO fund_kind SELECT id, class, 'named' FROM fund WHERE id = $1", [books.lights]);
    expect(await refused('cost accepted', programme(1n, books.lights), {}, owner)).toBe(BEGINS);
    await owner.query('ROLLBACK');
  });

  it('without a share for the host lets through its own cost upon the giver’s consent, up to its sum', async () => {
    const source = `voucher:${await proposed()}`;
    expect(await refused('cost accepted', management(100n), { source })).toBe('another_purpose_rests_on_its_consent');
    await released({ proposal: Number(source.split(':')[1]) });
    expect(await refused('cost accepted', management(101n), { source })).toBe('another_purpose_rests_on_its_consent');
    expect(await refused('cost accepted', management(100n), { source: 'voucher:999999' })).toBe('another_purpose_rests_on_its_consent');
    expect(await refused('cost accepted', management(100n), { source })).toBe('not refused');
    await post(books.app, [forged('advance', pair(books.lunch, '1122', '1002', 10n))]);
    expect(await refused('advance cleared', pair(books.lunch, '5301', '1122', 10n))).toBe('another_purpose_rests_on_its_consent');
    expect(await refused('advance cleared', pair(books.lunch, '5101', '1122', 10n))).toBe('not refused');
  });

  it('each law, switched off, lets it through', async () => {
    await tried(BEGINS, UNASKED, () => post(owner, [forged('cost accepted', programme(1n), { day: '2026-06-21' })]));
    await tried('another_purpose_rests_on_its_consent', UNASKED, () => post(owner, [forged('cost accepted', management(1n))]));
  });
});

describe('what raising costs', () => {
  const COSTS = 'raising_costs_no_more_than_was_filed';
  beforeAll(async () => {
    const filing = await one<number>(
      `INSERT INTO campaign_filing (foundation, filing_no, filed_on, from_day, to_day, area, purpose, beneficiaries, target, cost, leftover, emergency, recorded_by, recorded_at)
       VALUES ($1, 'A1', '2026-01-01', '2026-06-01', '2026-12-31', '本市', '助老', '老人', 1000000, 300, '同类', false, $2, now()) RETURNING id AS v`, [books.foundation, li]);
    await owner.query("UPDATE foundation SET certificate_no = 'G1', certificate_from = '2020-01-01' WHERE id = $1", [books.foundation]);
    const campaign = await one<number>('SELECT campaign_confirm($1, $2, now()) AS v', [filing, zhou]);
    for (const fund of [books.lunch, books.lights]) await books.app.query("INSERT INTO raising (fund, foundation, mode, from_day, campaign) VALUES ($1, $2, 'public', '2026-06-01', $3)", [fund, books.foundation, campaign]);
  });

  it('is no more than was filed, to the fen, of all funds of the campaign together', async () => {
    expect(await refused('cost accepted', fundraising(301n))).toBe(COSTS);
    expect(await refused('cost accepted', fundraising(100n))).toBe('not refused');
    expect(await refused('cost accepted', fundraising(201n, books.lights))).toBe(COSTS);
    await tried(COSTS, UNASKED, () => post(owner, [forged('cost accepted', fundraising(201n, books.lights))]));
  });

  it('two funds of one campaign do not both take the last of it', async () => {
    const [other, watching] = [await books.another(), await books.another()];
    await books.app.query('BEGIN');
    await post(books.app, [forged('cost accepted', fundraising(200n))]);
    const second = refused('cost accepted', fundraising(1n, books.lights), {}, other);
    while (await one<boolean>("SELECT count(*) = 0 AS v FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'", [], watching)) await new Promise((resolve) => setImmediate(resolve));
    await books.app.query('COMMIT');
    expect(await second).toBe(COSTS);
  });

  it('what the provider takes is booked, whatever was filed', async () => {
    const fact = await one<bigint>("INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'fee', 1, '2026-06-10') RETURNING id AS v", [books.foundation]);
    expect(await refused('payment fee', [{ fund: books.lunch, account: '5401', debit: 1n }, { fund: books.lunch, account: '1009', debit: -1n, place: books.clearing }], { fact })).toBe('not refused');
  });
});

describe('a release', () => {
  it('is of one thing, and of a thing of its own foundation', async () => {
    expect(await refusalOf(released({}))).toBe('a_held_spend_is_of_one_thing');
    expect(await refusalOf(released({ proposal: await proposed(), investment_order: 1 }))).toBe('a_held_spend_is_of_one_thing');
    expect(await refusalOf(released({ investment_order: 999_999 }))).toMatch(/^held_spend_investment_order/);
    expect(await refusalOf(released({ goods_issue: 999_999 }))).toBe('an_entry_stays_within_its_foundation');
    expect(await refusalOf(released({ proposal: await proposed(), foundation: books.other.foundation }))).toMatch(/^held_spend_proposal/);
    await tried('a_held_spend_is_of_one_thing', 'ALTER TABLE held_spend DROP CONSTRAINT a_held_spend_is_of_one_thing', () => released({}, owner));
  });
});

it('goods that are given out are held like money while net assets are short, and no further', async () => {
  const gift: Line[] = pair(books.lunch, '1201', '410102', 500n);
  await post(books.app, [forged('goods gift', gift)]);
  const worn = (sum: bigint): Line[] => pair(books.lunch, '5101', '1201', sum);
  expect(await refused('goods used', worn(100n))).toBe('not refused');
  await post(books.app, [forged('founding contribution', [{ fund: books.original, account: '1002', debit: 1_000n, place: books.bank }, { fund: books.original, account: '310101', debit: -1_000n }])]);
  await owner.query('UPDATE fund_balance SET floor = 1000, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = $1', [books.original]);
  const fact = await one<bigint>("INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'bounce', 1, '2026-06-10') RETURNING id AS v", [books.foundation]);
  await post(books.app, [forged('contribution bounced', [{ fund: books.original, account: '310101', debit: 1n }, { fund: books.original, account: '1002', debit: -1n, place: books.bank }], { fact })]);
  expect(await refused('goods used', worn(1n))).toBe('a_held_spend_rests_on_a_resolution');
  await tried('a_held_spend_rests_on_a_resolution', "UPDATE entry_kind SET spends = false WHERE kind = 'goods used'", () => post(owner, [forged('goods used', worn(1n))]));
});
