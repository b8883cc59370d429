import type { Kind } from '../../src/ledger/kinds';
import { type Books, type Forged, openBooks, post, refusalOf } from '../support/forged';

// The hold while a foundation is below its floor, asked of the only door to the books as somebody might forge it; and each law switched off in its turn.
const OF = 200_000_000n;
let books: Books;
let stairs: number;
let evergreen: number;
let purse: number;
let li: number;
let zhou: number;

type Line = Forged['lines'][number];
const line = (fund: number, account: string, debit: bigint, more: Partial<Line> = {}): Line => ({ fund, account, debit, ...(account === '1002' ? { place: books.bank } : account === '1009' ? { place: books.clearing } : {}), ...more });
const pair = (fund: number, debited: string, credited: string, sum: bigint): Line[] => [line(fund, debited, sum), line(fund, credited, -sum)];
const draft = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Forged & { foundation: number } => ({ foundation: books.foundation, kind, lines, ...more });
const enter = async (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<bigint> => (await post(books.app, [draft(kind, lines, more)]))[0]!;
const refused = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<string> => refusalOf(enter(kind, lines, more));
const fact = async (most: bigint): Promise<bigint> =>
  (await books.app.query<{ id: bigint }>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, gen_random_uuid()::text, $2, '2026-06-10') RETURNING id`, [books.foundation, most])).rows[0]!.id;
const one = async <T>(sql: string, values: unknown[] = [], client = books.app): Promise<T> => (await client.query<{ v: T }>(sql, values)).rows[0]!.v;

const gift = (fund: number, sum: bigint): Line[] => pair(fund, '1002', fund === books.general || fund === stairs ? '410101' : '410102', sum);
const cost = (fund: number, sum: bigint): Line[] => pair(fund, '5101', '2202', sum);
const bounce = async (sum: bigint): Promise<bigint> => enter('contribution bounced', pair(books.original, '310101', '1002', sum), { fact: await fact(sum) });
const pay = (sum: bigint): Promise<bigint> => enter('founding contribution', pair(books.original, '1002', '310101', sum));

/** A voucher that Li has proposed. */
const proposed = (kind = 'cost accepted'): Promise<number> => one(
  `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'cost-accepted', $2, '2026-06-10', '2026-06-10', '修电梯', '[]', $3, now()) RETURNING id AS v`, [books.foundation, kind, li]);
let numbers = 0;
async function resolved({ body = 'council', confirmed = true, foundation = books.foundation } = {}): Promise<number> {
  const id = await one<number>(
    `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at)
     VALUES ($1, $2, 'ordinary', $3, '2026-06-09', '同意支出', 7, 7, 7, 0, $4, now()) RETURNING id AS v`, [foundation, body, `第 ${++numbers} 号`, li]);
  const content = Buffer.from(`%PDF-1.7\n% ${id}\n%%EOF\n`);
  await books.app.query(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '决议.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [foundation, id, content, li]);
  if (confirmed) await books.app.query(`INSERT INTO resolution_confirmation SELECT id, foundation, body, majority, recorded_by, $2, now() FROM resolution WHERE id = $1`, [id, zhou]);
  return id;
}
interface Release { proposal: number; sum: bigint; resolution: number | null; body?: string; checks?: string[]; consent?: string | null; reason?: string; by?: number }
const release = ({ proposal, sum, resolution, body = 'council', checks = ['original-fund'], consent = null, reason = '电梯停了', by = zhou }: Release, client = books.app): Promise<unknown> =>
  client.query(`INSERT INTO held_spend (proposal, foundation, proposed_by, sum, checks, resolution, body, majority, consent, reason, let_by, let_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now())`,
    [proposal, books.foundation, li, sum, checks, resolution, body, resolution === null ? null : 'ordinary', consent, reason, by]);

beforeAll(async () => {
  books = await openBooks();
  const open = async (klass: string): Promise<number> => (await books.owner.query<{ id: number }>('SELECT ledger_open_fund($1, $2, $2, $2, $2, $3) AS id', [books.foundation, klass, '2026-01-01'])).rows[0]!.id;
  [stairs, evergreen, purse] = [await open('designated'), await open('preserved'), await open('agency')];
  const people = await books.app.query<{ id: number }>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id`);
  [li, zhou] = people.rows.map(({ id }) => id) as [number, number];
  await pay(OF);
  await books.owner.query('UPDATE fund_balance SET floor = $2, chosen_out = 0, chosen_paid = 0, chosen_loss = 0 WHERE fund = $1', [books.original, OF]);
  for (const [fund, sum] of [[books.general, 10_000n], [books.lunch, 100_000n], [books.lights, 100_000n]] as const) await enter('bank gift', gift(fund, sum));
  await enter('principal gift', gift(evergreen, 50_000n));
  await enter('agency in', pair(purse, '1002', '2601', 5_000n));
});
afterAll(() => books.close());

const HELD = 'a_held_spend_rests_on_a_resolution';

it('while all is whole nothing is held', async () => {
  expect(await refused('cost accepted', cost(books.lunch, 1_000n))).toBe('not refused');
});

describe('the bank has taken back a fen of the original fund', () => {
  let owed: bigint;
  let promise: bigint;
  beforeAll(async () => {
    promise = await enter('promise', pair(books.lunch, 'Y01', 'Y02', 500n));
    owed = await enter('bank gift', gift(books.lunch, 300n));
    await bounce(1n);
  });

  it('every chosen spend of any fund is held', async () => {
    for (const [kind, lines] of [
      ['cost accepted', cost(books.lunch, 1n)], ['promise', pair(books.lights, 'Y01', 'Y02', 1n)], ['advance', pair(books.lights, '1122', '1002', 1n)], ['fixed asset bought', pair(books.lights, '1501', '1002', 1n)],
      ['investment bought', pair(books.lights, '1101', '1002', 1n)], ['spin-off', pair(books.lights, '5101', '1002', 1n)],
      ['match paid', [line(books.lights, '5101', 1n), line(books.lights, 'Z01', -1n), line(purse, 'Z01', 1n), line(purse, '2601', -1n)]],
    ] as const) expect([kind, await refused(kind, lines)]).toEqual([kind, HELD]);
    expect(await refused('covered refund', pair(books.general, '5901', '1002', 1n))).toBe('a_shortfall_is_made_good_before_anything_is_spent');
  });

  it('what is owed already, kept, given back, handed on or taken in goes on', async () => {
    for (const [kind, lines, more] of [
      ['payment', pair(books.lunch, '2202', '1002', 1_000n), {}], ['cost accepted', [...cost(books.lunch, 500n), line(books.lunch, 'Y02', 500n), line(books.lunch, 'Y01', -500n, { promise })], {}],
      ['payment', pair(books.lunch, '2202', '1002', 500n), {}], ['refund', pair(books.lunch, '410102', '1002', 100n), {}], ['reversal', pair(books.lunch, '410102', '1002', 300n), { reverses: owed, note: '不是捐赠' }],
      ['agency out', pair(purse, '2601', '1002', 1_000n), {}], ['bank gift', gift(books.lights, 1n), {}],
    ] as const satisfies readonly (readonly [Kind, readonly Line[], Partial<Forged>])[]) expect([kind, await refused(kind, lines, more)]).toEqual([kind, 'not refused']);
  });

  it('a resolution lets one spend through, of one voucher, up to its sum', async () => {
    const proposal = await proposed();
    const source = `voucher:${proposal}`;
    await release({ proposal, sum: 100n, resolution: await resolved() });
    expect(await refused('cost accepted', cost(books.lunch, 100n), { source: `voucher:${proposal}9` })).toBe(HELD);
    expect(await refused('cost accepted', cost(books.lunch, 101n), { source })).toBe(HELD);
    expect(await refused('cost accepted', cost(books.lunch, 100n), { source })).toBe('not refused');
    expect(await refused('cost accepted', cost(books.lunch, 1n))).toBe(HELD);
    const general = await proposed();
    await release({ proposal: general, sum: 10n, resolution: await resolved(), checks: ['shortfall'] });
    expect(await refused('cost accepted', cost(books.general, 10n), { source: `voucher:${general}` })).toBe('not refused');
    // a reason alone, as for management that cannot wait, is no resolution
    const waits = await proposed();
    await release({ proposal: waits, sum: 10n, resolution: null, checks: ['spending-forecast'] });
    expect(await refused('cost accepted', cost(books.lunch, 10n), { source: `voucher:${waits}` })).toBe(HELD);
  });

  it.each<[string, (proposal: number) => Promise<Release>]>([
    ['a_held_spend_rests_on_a_confirmed_resolution', async (proposal) => ({ proposal, sum: 1n, resolution: await resolved({ confirmed: false }) })],
    ['a_held_spend_rests_on_a_confirmed_resolution', async (proposal) => ({ proposal, sum: 1n, resolution: await resolved({ body: 'fund-committee' }) })],
    ['a_held_spend_rests_on_a_confirmed_resolution', async (proposal) => ({ proposal, sum: 1n, resolution: await resolved({ foundation: books.other.foundation }) })],
    ['the_council_lets_through', async (proposal) => ({ proposal, sum: 1n, body: 'fund-committee', resolution: await resolved({ body: 'fund-committee' }) })],
    ['what_the_floor_holds_rests_on_a_resolution', (proposal) => Promise.resolve({ proposal, sum: 1n, resolution: null })],
    ['more_than_its_rule_rests_on_a_resolution', (proposal) => Promise.resolve({ proposal, sum: 1n, resolution: null, checks: ['spending-rule'] })],
    ['another_purpose_names_its_consent', (proposal) => Promise.resolve({ proposal, sum: 1n, resolution: null, checks: ['agreement'] })],
    ['whoever_lets_through_says_why', async (proposal) => ({ proposal, sum: 1n, resolution: await resolved(), reason: ' ' })],
    ['nobody_lets_through_what_they_proposed', async (proposal) => ({ proposal, sum: 1n, resolution: await resolved(), by: li })],
  ])('%s', async (law, of) => {
    expect(await refusalOf(release(await of(await proposed())))).toBe(law);
  });

  it('what was let through is not changed, and let through once', async () => {
    const [{ proposal }] = (await books.app.query<{ proposal: number }>('SELECT min(proposal) AS proposal FROM held_spend')).rows as [{ proposal: number }];
    expect(await refusalOf(release({ proposal, sum: 1n, resolution: await resolved() }))).toBe('a_spend_is_let_through_once');
    expect(await refusalOf(books.owner.query('UPDATE held_spend SET sum = 1000000'))).toBe('the_books_are_never_rewritten');
    expect(await refusalOf(books.app.query('DELETE FROM held_spend'))).toBe('42501');
  });

  it('made good, nothing is held any more', async () => {
    await pay(1n);
    expect(await refused('cost accepted', cost(books.lunch, 1n))).toBe('not refused');
    expect(await refused('cost accepted', cost(books.general, 1n))).toBe('not refused');
  });
});

describe('others have taken more from the general fund than it has', () => {
  // net assets without the general fund: 2,000,000.00 of the original fund, and what is restricted
  const overLimit = async (): Promise<bigint> => one("SELECT (sum(worth - promised) - (SELECT floor FROM fund_balance WHERE fund = $2))::bigint AS v FROM fund_balance WHERE foundation = $1", [books.foundation, books.original]);
  const taken = async (sum: bigint): Promise<bigint> => enter('payment fee', pair(books.general, '5401', '1009', sum), { fact: await fact(sum) });

  it('a spend that leaves net assets at the registered sum goes through, and a fen more is held', async () => {
    await taken(await one<bigint>('SELECT worth AS v FROM fund_balance WHERE fund = $1', [books.general]));
    await taken((await overLimit()) - 100n);
    expect(await overLimit()).toBe(100n);
    expect(await refused('cost accepted', cost(books.lunch, 101n))).toBe(HELD);
    expect(await refused('promise', pair(books.lights, 'Y01', 'Y02', 60n))).toBe('not refused');
    expect(await refused('promise', pair(books.lunch, 'Y01', 'Y02', 41n))).toBe(HELD);
    expect(await refused('cost accepted', cost(books.lunch, 40n))).toBe('not refused');
    expect(await overLimit()).toBe(0n);
    // one that hides behind another of the same run is seen
    expect(await refusalOf(post(books.app, [draft('bank gift', gift(books.lights, 1n)), draft('cost accepted', cost(books.lunch, 2n))]))).toBe(HELD);
  });

  it('no resolution lets general and designated funds spend what is restricted', async () => {
    await enter('bank gift', gift(stairs, 500n));
    const proposal = await proposed();
    await release({ proposal, sum: 500n, resolution: await resolved() });
    expect(await refused('cost accepted', cost(stairs, 100n), { source: `voucher:${proposal}` })).toBe('restricted_money_pays_for_its_own_purpose');
  });
});

describe('each law, switched off, lets something through that it alone stops', () => {
  /** Within a transaction of the owner that comes to nothing: with the law, and without it. */
  async function tried(law: string, off: string, attack: () => Promise<unknown>, before: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    await books.owner.query('BEGIN');
    await before();
    await books.owner.query('SAVEPOINT tried');
    expect([law, await refusalOf(attack())]).toEqual([law, law]);
    await books.owner.query('ROLLBACK TO tried');
    await books.owner.query(off);
    expect([law, await refusalOf(attack())]).toEqual([law, 'not refused']);
    await books.owner.query('ROLLBACK');
  }
  const asOwner = (kind: Kind, lines: readonly Line[], more: Partial<Forged> = {}): Promise<unknown> => post(books.owner, [draft(kind, lines, more)]);
  const of = (table: string, law: string): string => `ALTER TABLE ${table} DROP CONSTRAINT ${law}`;
  const NOBODY_JUDGES = 'CREATE OR REPLACE FUNCTION judge_while_short(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$';

  it('of guard rows', async () => {
    await tried('a_fund_promises_only_what_it_has', of('fund_balance', 'a_fund_promises_only_what_it_has'), () => asOwner('promise', pair(books.other.fund, 'Y01', 'Y02', 1n), { foundation: books.other.foundation }));
    await tried('a_fund_pays_with_its_own_money', of('fund_balance', 'a_fund_pays_with_its_own_money'), () => asOwner('payment', [line(books.other.fund, '2202', 1n), { fund: books.other.fund, account: '1002', debit: -1n, place: books.other.bank }], { foundation: books.other.foundation }),
      () => books.owner.query('ALTER TABLE fund_balance DROP CONSTRAINT nothing_owed_or_promised_is_negative'));
    await tried('a_fund_keeps_its_floor', `${of('fund_balance', 'a_fund_keeps_its_floor')}, DROP CONSTRAINT principal_is_not_promised_away`, () => asOwner('cost accepted', cost(evergreen, 1n)), whole);
    await tried('principal_is_not_promised_away', of('fund_balance', 'principal_is_not_promised_away'), () => asOwner('promise', pair(evergreen, 'Y01', 'Y02', 1n)), whole);
  });

  it('of a house that is short', async () => {
    await tried(HELD, NOBODY_JUDGES, () => asOwner('cost accepted', cost(books.lunch, 600n)));
    await tried('a_shortfall_is_made_good_before_anything_is_spent', NOBODY_JUDGES, () => asOwner('cost accepted', cost(books.general, 1n)), () => books.owner.query("ALTER TABLE fund_balance DROP CONSTRAINT a_fund_keeps_its_floor, DROP CONSTRAINT a_fund_promises_only_what_it_has"));
    await tried('restricted_money_pays_for_its_own_purpose', NOBODY_JUDGES, () => asOwner('cost accepted', cost(stairs, 1n)));
  });

  it('of what is let through', async () => {
    const proposal = await proposed();
    const unconfirmed = await resolved({ confirmed: false });
    const confirmed = await resolved();
    await tried('a_held_spend_rests_on_a_confirmed_resolution', of('held_spend', 'a_held_spend_rests_on_a_confirmed_resolution'), () => release({ proposal, sum: 1n, resolution: unconfirmed }, books.owner));
    await tried('what_the_floor_holds_rests_on_a_resolution', of('held_spend', 'what_the_floor_holds_rests_on_a_resolution'), () => release({ proposal, sum: 1n, resolution: null }, books.owner));
    await tried('more_than_its_rule_rests_on_a_resolution', of('held_spend', 'more_than_its_rule_rests_on_a_resolution'), () => release({ proposal, sum: 1n, resolution: null, checks: ['spending-rule'] }, books.owner));
    await tried('another_purpose_names_its_consent', of('held_spend', 'another_purpose_names_its_consent'), () => release({ proposal, sum: 1n, resolution: null, checks: ['agreement'] }, books.owner));
    await tried('nobody_lets_through_what_they_proposed', of('held_spend', 'nobody_lets_through_what_they_proposed'), () => release({ proposal, sum: 1n, resolution: confirmed, by: li }, books.owner));
    await tried('whoever_lets_through_says_why', of('held_spend', 'whoever_lets_through_says_why'), () => release({ proposal, sum: 1n, resolution: confirmed, reason: ' ' }, books.owner));
  });

  /** The foundation as if nothing had been taken from it. */
  const whole = async (): Promise<void> => void (await post(books.owner, [draft('bank gift', gift(books.general, 100_000_000n))]));
});
