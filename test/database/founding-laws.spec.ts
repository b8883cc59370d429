import type { Client } from 'pg';
import { isCreditCode } from '../../src/rules/identity';
import { type Books, openBooks, post, refusalOf, shown } from '../support/forged';

// Past everything that the program asks, as the application's own role; and two at once.
let books: Books;
let second: Client;
let li: number;
let zhao: number;
let numbers = 0;

const sql = <T extends object>(text: string, values: unknown[] = [], client: Client = books.app) => client.query<T>(text, values);
const one = async <T>(text: string, values: unknown[] = [], client: Client = books.app): Promise<T> => Object.values((await sql<Record<string, T>>(text, values, client)).rows[0]!)[0]!;
const insert = <T = number>(table: string, columns: Record<string, unknown>, client: Client = books.app): Promise<T> =>
  one<T>(`INSERT INTO ${table} (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns).map((_, at) => `$${at + 1}`).join(', ')}) RETURNING *`, Object.values(columns), client);
/** Until somebody waits for somebody else. */
const met = async (): Promise<void> => {
  while ((await books.owner.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length === 0) await new Promise((again) => setImmediate(again));
};

beforeAll(async () => {
  books = await openBooks();
  second = await books.another();
  [li, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id")).rows.map(({ id }) => id) as [number, number];
});
afterAll(() => books.close());

const resolution = (more: Record<string, unknown> = {}, client: Client = books.app) => insert('resolution', {
  foundation: books.foundation, body: 'council', majority: 'ordinary', number: `决 ${++numbers}`, day: '2026-06-01', subject: '同意', entitled: 9, present: 9, votes_for: 9, votes_against: 0, recorded_by: li, recorded_at: '2026-06-01', ...more }, client);
const scan = (of: 'resolution' | 'founding', id: number) => {
  const content = Buffer.from(`%PDF-1.7 ${of} ${id} ${++numbers}`);
  return one<bigint>(`INSERT INTO paper (foundation, ${of}, nth, name, media_type, hash, content, added_by, added_at) SELECT $1, $2, count(*) + 1, '原件.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now() FROM paper WHERE ${of} = $2 RETURNING id`, [books.foundation, id, content, li]);
};
const without = (paper: bigint) => sql("INSERT INTO paper_withdrawal VALUES ($1, $2, now(), '拍糊了')", [paper, li]);
const confirmed = async (more: Record<string, unknown> = {}): Promise<number> => {
  const id = await resolution(more);
  await scan('resolution', id);
  await sql('INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at) SELECT id, foundation, body, majority, recorded_by, $2, now() FROM resolution WHERE id = $1', [id, zhao]);
  return id;
};
const founding = (kind: string, day = '2026-04-02') => insert('founding_paper', { foundation: books.foundation, kind, name: '文件', number: String(++numbers), day, recorded_by: li, recorded_at: '2026-04-02' });

/** Recorded by Li, seen on the statement and confirmed by Zhao, in the books. */
async function paysIn(sum: bigint, day: string): Promise<number> {
  const contribution = await insert('founding_contribution', { foundation: books.foundation, founder: '示例物业有限公司', sum, reference: `ICBC${++numbers}`, value_day: day, recorded_by: li, recorded_at: day });
  await confirmsMoney(contribution, sum, day);
  return contribution;
}
async function confirmsMoney(contribution: number, sum: bigint, day: string, client: Client = books.app): Promise<void> {
  await client.query('BEGIN');
  try {
    const [line] = await shown(client, { foundation: books.foundation, place: books.bank, day }, sum);
    const [entry] = await post(client, [{ foundation: books.foundation, kind: 'founding contribution', day, source: `founding-contribution:${contribution}`, lines: [{ fund: books.original, account: '1002', debit: sum, place: books.bank }, { fund: books.original, account: '310101', debit: -sum }] }]);
    await sql('INSERT INTO founding_confirmation (contribution, recorded_by, confirmed_by, confirmed_at, entry, line) VALUES ($1, $2, $3, $4, $5, $6)', [contribution, li, zhao, day, entry, line], client);
    await sql("SELECT bank_match($1, $2, ARRAY[$3::bigint], ARRAY[p.entry], ARRAY[p.line], 'picked', $5, $6) FROM posting p WHERE p.entry = $4 AND p.place = $2", [books.foundation, books.bank, line, entry, zhao, `${day}T04:00:00Z`], client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
const register = (day: string, client: Client = books.app) => sql("SELECT foundation_register($1, $2, 200000000, '53310000MJ0000001G', $3, '2026-05-20T04:00:00Z')", [books.foundation, day, li], client);

it('a kind that is being said while the registration is entered is not passed over', async () => {
  await paysIn(200_000_000n, '2026-04-01');
  for (const kind of ['name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification']) await founding(kind);
  expect(await refusalOf(register('2026-05-21'))).toBe('a_registration_is_not_of_a_day_to_come');
  await second.query('BEGIN');
  await sql("SELECT foundation_say_kind($1, 'public-local', false)", [books.foundation], second);
  const registering = refusalOf(register('2026-05-20'));
  await met();
  await second.query('COMMIT');
  expect(await registering).toBe('an_original_fund_reaches_the_lawful_sum');
  await sql("SELECT foundation_say_kind($1, 'non-public', false)", [books.foundation]);
});

it('a paper that the registration rests on is replaced before it is withdrawn', async () => {
  const verification = await founding('capital-verification', '2026-04-03');
  const first = await scan('founding', verification);
  const early = await scan('founding', await founding('charter', '2026-06-01')); // a charter of later rests on nothing
  await without(await scan('founding', verification));
  await register('2026-05-20');
  expect(await refusalOf(without(first))).toBe('a_paper_of_a_registration_is_replaced_first');
  await scan('founding', verification);
  await without(first);
  await without(early);
});

it('and so is the paper of an act of life, once the act counts', async () => {
  const paper = await founding('suspension-order', '2026-06-01');
  const only = await scan('founding', paper);
  const act = await insert('life_act', { foundation: books.foundation, kind: 'suspension', day: '2026-06-01', why: '依决定', paper, recorded_by: li, recorded_at: '2026-06-01' });
  const again = await scan('founding', paper);
  await without(again);
  await sql("SELECT foundation_life_confirm($1, $2, $3, '2026-06-02')", [books.foundation, act, zhao]);
  expect(await refusalOf(without(only))).toBe('a_paper_of_an_act_of_life_is_replaced_first');
  const resumed = await insert('life_act', { foundation: books.foundation, kind: 'resumption', day: '2026-06-02', why: '依通知', paper: await founding('resumption-notice', '2026-06-02'), recorded_by: li, recorded_at: '2026-06-02' });
  await sql("SELECT foundation_life_confirm($1, $2, $3, '2026-06-02T04:00:00Z')", [books.foundation, resumed, zhao]);
});

it('a registered fund takes no more than is missing, also of two at once', async () => {
  const more = await insert('founding_contribution', { foundation: books.foundation, founder: '甲', sum: 1n, reference: 'MORE', value_day: '2026-06-02', recorded_by: li, recorded_at: '2026-06-02' });
  expect(await refusalOf(confirmsMoney(more, 1n, '2026-06-02'))).toBe('a_registered_fund_takes_only_what_is_missing');
  const raise = await confirmed({ majority: 'special', day: '2026-06-02' });
  await insert('founding_pledge', { foundation: books.foundation, founder: '甲', sum: 100n, due_day: '2026-12-31', resolution: raise, recorded_by: li, recorded_at: '2026-06-02' });
  await confirmsMoney(more, 1n, '2026-06-02');
  const waiting = (reference: string) => insert('founding_contribution', { foundation: books.foundation, founder: '甲', sum: 99n, reference, value_day: '2026-06-03', recorded_by: li, recorded_at: '2026-06-03' });
  const two = [await waiting('A'), await waiting('B')];
  const both = await Promise.all([refusalOf(confirmsMoney(two[0]!, 99n, '2026-06-03')), refusalOf(confirmsMoney(two[1]!, 99n, '2026-06-03', second))]);
  expect(both.sort()).toEqual(['a_registered_fund_takes_only_what_is_missing', 'not refused']);
});

it('what was recorded wrongly is taken back before it is confirmed, and its reference is free again', async () => {
  const slip = (client: Client = books.app) => insert('founding_contribution', { foundation: books.foundation, founder: '甲', sum: 1n, reference: 'SLIP', value_day: '2026-06-03', recorded_by: li, recorded_at: '2026-06-03' }, client);
  const withdraws = (contribution: number) => sql("INSERT INTO founding_contribution_withdrawal VALUES ($1, $2, '记错了', $3, now())", [contribution, books.foundation, li]);
  await second.query('BEGIN');
  const first = await slip(second);
  const twice = refusalOf(slip());
  await met();
  await second.query('COMMIT');
  expect(await twice).toBe('a_transfer_is_recorded_once');
  await withdraws(first);
  expect(await refusalOf(withdraws(first))).toBe('a_contribution_is_withdrawn_once');
  expect(await refusalOf(confirmsMoney(first, 1n, '2026-06-03'))).toBe('a_withdrawn_contribution_is_not_confirmed');
  await withdraws(await slip());
  const confirmed = await one<number>('SELECT min(contribution) FROM founding_confirmation');
  expect(await refusalOf(withdraws(confirmed))).toBe('a_confirmed_contribution_stays');
  await expect(sql('DELETE FROM founding_contribution_withdrawal')).rejects.toThrow(/permission denied/);
});

it('a resolution is recorded once, also by two at once', async () => {
  await second.query('BEGIN');
  await resolution({ number: '同号' }, second);
  const other = refusalOf(resolution({ number: '同号' }));
  await met();
  await second.query('COMMIT');
  expect(await other).toBe('a_resolution_is_recorded_once');
});

const party = (name: string, more: Record<string, unknown> = {}) => insert('party', { foundation: books.foundation, kind: 'person', name, entered_by: li, entered_at: '2026-01-01', ...more });
const kin = (a: number, b: number) => insert('relation', { foundation: books.foundation, a, kind: 'family', b, from_day: '2000-01-01', source: '申报', entered_by: li, entered_at: '2026-01-01' });
const term = (who: number, office: string, more: Record<string, unknown> = {}) =>
  insert('office_term', { foundation: books.foundation, party: who, english_name: 'X', office, from_day: '2027-01-01', until_day: '2030-12-31', basis: '推选', recorded_by: li, recorded_at: '2026-01-01', ...more });

it('no family is elected to a council of other money, and a third of one of private money', async () => {
  const family = [await party('顾明'), await party('顾亮'), await party('顾晴')];
  await kin(family[0]!, family[1]!);
  await kin(family[1]!, family[2]!);
  await term(family[0]!, 'director');
  expect(await refusalOf(term(family[1]!, 'director'))).toBe('kin_sit_together_on_a_council_within_the_law');
  // not on the same day: the one leaves the day before
  await term(family[1]!, 'director', { from_day: '2031-01-01', until_day: '2034-12-31' });
  // and somebody whose term reaches into a later one
  expect(await refusalOf(term(family[2]!, 'director', { from_day: '2030-12-31', until_day: '2031-01-01' }))).toBe('kin_sit_together_on_a_council_within_the_law');
  await books.owner.query("INSERT INTO foundation_kind (foundation, kind, private_money, from_day) VALUES ($1, 'non-public', true, '2026-06-02')", [books.foundation]);
  for (const name of ['唐宁', '秦岚', '许静', '钱进']) await term(await party(name), 'director');
  // five and one: two of six are a third
  await term(family[1]!, 'director', { until_day: '2029-12-31' });
  expect(await refusalOf(term(family[2]!, 'director', { until_day: '2029-12-31' }))).toBe('kin_sit_together_on_a_council_within_the_law');
});

it('a supervisor is no director, no kin of one, and keeps no books', async () => {
  const [gu, he, niece, keeper, aunt] = [await one<number>("SELECT id FROM party WHERE name = '顾明'"), await party('何平'), await party('顾小'), await party('李敏', { person: li }), await party('李姑')];
  await kin(gu, niece);
  await kin(keeper, aunt);
  await sql("INSERT INTO appointment (person, foundation, role, from_day, to_day) VALUES ($1, $2, 'bookkeeper', '2026-01-01', '2027-06-30')", [li, books.foundation]);
  expect(await refusalOf(term(gu, 'supervisor'))).toBe('a_supervisor_is_independent');
  expect(await refusalOf(term(niece, 'supervisor'))).toBe('a_supervisor_is_independent');
  expect(await refusalOf(term(keeper, 'supervisor'))).toBe('a_supervisor_is_independent');
  expect(await refusalOf(term(aunt, 'supervisor', { from_day: '2027-06-30' }))).toBe('a_supervisor_is_independent');
  await term(aunt, 'supervisor', { from_day: '2027-07-01' });
  await term(he, 'supervisor');
  expect(await refusalOf(term(he, 'director'))).toBe('a_supervisor_is_independent');
  const cousin = await party('何表');
  await kin(cousin, he);
  expect(await refusalOf(term(cousin, 'director'))).toBe('a_supervisor_is_independent');
});

it('a council counts everybody who is in office, so two thirds of all are of all', async () => {
  // of a day to come nothing is recorded: the terms are moved instead
  await books.owner.query('ALTER TABLE office_term DISABLE TRIGGER USER');
  await books.owner.query("UPDATE office_term SET from_day = '2026-01-01'");
  await books.owner.query('ALTER TABLE office_term ENABLE TRIGGER USER');
  const all = await one<bigint>("SELECT count(DISTINCT party) FROM office_time WHERE foundation = $1 AND office = 'director' AND '2026-06-10' BETWEEN from_day AND last_day", [books.foundation]);
  expect(Number(all)).toBe(6);
  const invest = (votes: number, entitled = 6) => resolution({ majority: 'investment', day: '2026-06-10', entitled, present: Math.min(entitled, 5), votes_for: votes });
  expect(await refusalOf(invest(4, 5))).toBe('a_council_counts_everybody_in_office');
  expect(await refusalOf(invest(3))).toBe('a_resolution_was_carried_by_its_majority');
  await invest(4);
  // more family than the law allows, known later: what the council decides is held
  await kin(await one<number>("SELECT id FROM party WHERE name = '唐宁'"), await one<number>("SELECT id FROM party WHERE name = '秦岚'"));
  const held = await resolution({ day: '2026-06-10', number: '有亲属' });
  await scan('resolution', held);
  const compares = (because: string | null) => sql('INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at, stands_because) SELECT id, foundation, body, majority, recorded_by, $2, now(), $3 FROM resolution WHERE id = $1', [held, zhao, because]);
  expect(await refusalOf(compares(null))).toBe('a_council_beyond_the_law_says_why_it_decides');
  await compares('有亲属的没有表决');
});

it('the database knows a credit code as the rule does', async () => {
  const codes = ['53310000MJ0000001G', '91350100M000100Y43', '53310000MJ0000001g', '91350100I000100Y43', '', ...[...'0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ'].map((last) => `53310000MJ0000077${last}`)];
  const { rows } = await sql<{ code: string; its: boolean }>('SELECT code, is_credit_code(code) AS its FROM unnest($1::text[]) code', [codes]);
  expect(rows).toEqual(codes.map((code) => ({ code, its: isCreditCode(code) })));
});
