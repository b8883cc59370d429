import type { Client } from 'pg';
import { type Books, openBooks, post, refusalOf, shown } from '../support/forged';

// As the application's own role, past everything that the program asks.
let books: Books;
let second: Client;
let li: number;
let zhao: number;
let numbers = 0;
let original: number;
let general: number;
let bank: number;

const sql = <T extends object>(text: string, values: unknown[] = [], client: Client = books.app) => client.query<T>(text, values);
const one = async <T>(text: string, values: unknown[] = [], client: Client = books.app): Promise<T> => Object.values((await sql<Record<string, T>>(text, values, client)).rows[0]!)[0]!;

const resolution = async (majority: string, confirmed = true): Promise<number> => {
  const id = await one<number>(
    `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at) VALUES ($1, 'council', $2, $3, '2026-06-01', '同意', 9, 9, 9, 0, $4, now()) RETURNING id`, [books.foundation, majority, `决 ${++numbers}`, li]);
  await sql(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '决议.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [books.foundation, id, Buffer.from(`%PDF-1.7 ${id}`), li]);
  if (confirmed) await sql(`INSERT INTO resolution_confirmation VALUES ($1, $2, 'council', $3, $4, $5, now())`, [id, books.foundation, majority, li, zhao]);
  return id;
};
const PAPERS: Record<string, string> = { suspension: 'suspension-order', resumption: 'resumption-notice', change: 'change-approval', liquidation: 'liquidation-notice', ending: 'deregistration-notice' };
const paper = (kind: string) => one<number>(`INSERT INTO founding_paper (foundation, kind, name, number, day, recorded_by, recorded_at) VALUES ($1, $2, '文件', $3, '2026-06-01', $4, now()) RETURNING id`, [books.foundation, kind, String(++numbers), li]);
const act = async (kind: string, more: Record<string, unknown> = {}): Promise<number> => {
  const columns: Record<string, unknown> = {
    foundation: books.foundation, kind, day: '2026-06-10', why: '依决定', paper: await paper(PAPERS[kind]!), recorded_by: li, recorded_at: '2026-06-10',
    ...(kind === 'liquidation' ? { liquidators: '顾明、何平', creditors_until: '2026-06-10' } : {}), ...more };
  const names = Object.keys(columns);
  return one<number>(`INSERT INTO life_act (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns));
};
const confirm = (id: number, by = zhao, { at = '2026-06-11', client = books.app } = {}) => sql('SELECT foundation_life_confirm($1, $2, $3, $4)', [books.foundation, id, by, at], client);
const floor = async () => BigInt(await one<string>('SELECT floor FROM fund_balance WHERE fund = $1', [original]));
const CODE = '53310000MJ0000001G';
const register = (code: string, { sum = 200_000_000n, day = '2026-05-01', client = books.app } = {}) => sql('SELECT foundation_register($1, $2, $3, $4, $5, now())', [books.foundation, day, String(sum), code, li], client);

beforeAll(async () => {
  books = await openBooks();
  second = await books.another();
  [li, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id")).rows.map(({ id }) => id) as [number, number];
  ({ original, general, bank } = books);
});
afterAll(async () => {
  await books.close();
});

it('nobody writes a kind, a confirmation or a reserve but by its act', async () => {
  for (const text of ["INSERT INTO foundation_kind (foundation, kind, private_money, from_day) VALUES (1, 'non-public', true, '2026-01-01')", "UPDATE foundation_kind SET kind = 'public-local'", 'INSERT INTO life_act_confirmation DEFAULT VALUES', 'INSERT INTO reserve DEFAULT VALUES', 'INSERT INTO reserve_end DEFAULT VALUES', 'DELETE FROM life_act', "UPDATE office_term SET until_day = '2099-01-01'", 'SELECT take_credit_code(1, $$53310000MJ0000001G$$)'])
    await expect(books.app.query(text)).rejects.toThrow(/permission denied/);
});

it.each<[string, bigint, string | null]>([['non-public', 199_999_999n, 'an_original_fund_reaches_the_lawful_sum'], ['public-local', 399_999_999n, 'an_original_fund_reaches_the_lawful_sum'], ['public-national', 799_999_999n, 'an_original_fund_reaches_the_lawful_sum'], ['public-local', 400_000_000n, null], ['non-public', 200_000_000n, null]])('%s with %s fen', async (kind, sum, refused) => {
  await sql('SELECT foundation_say_kind($1, $2, false)', [books.foundation, kind]);
  // at the floor the next law speaks: the money is not there
  expect(await refusalOf(register(CODE, { sum }))).toBe(refused ?? 'the_original_fund_is_paid_in_before_registering');
});

it('a figure that changes in mid-year is right on both sides, and one that nobody has confirmed decides nothing', async () => {
  await books.owner.query("UPDATE policy SET to_day = '2026-06-30' WHERE rule = 'original-fund' AND jurisdiction = 'CN'");
  await books.owner.query("INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES ('original-fund', 'CN', '2026-07-01', 300000000, '修订后的条例', 'confirmed'), ('original-fund', 'CN-31', '2026-01-01', 100000000, '试点', 'needs-check')");
  await books.owner.query("UPDATE foundation SET jurisdiction = 'CN-31' WHERE id = $1", [books.foundation]);
  const required = async (day: string) => one<string>("SELECT value::text FROM lawful_floor($1, $2, 'non-public')", [books.foundation, day]);
  expect([await required('2026-06-30'), await required('2026-07-01')]).toEqual(['200000000', '300000000']);
  await books.owner.query("UPDATE policy SET status = 'confirmed', from_day = '2026-08-01' WHERE jurisdiction = 'CN-31' AND rule = 'original-fund'");
  expect([await required('2026-07-31'), await required('2026-08-01')]).toEqual(['300000000', '100000000']);
  await books.owner.query("DELETE FROM policy WHERE rule = 'original-fund' AND (jurisdiction = 'CN-31' OR from_day = '2026-07-01')");
  await books.owner.query("UPDATE policy SET to_day = NULL WHERE rule = 'original-fund' AND jurisdiction = 'CN'");
});

/** Money of the original fund that the bank shows. */
async function paidIn(sum: bigint, day: string): Promise<void> {
  await post(books.app, [{ foundation: books.foundation, kind: 'founding contribution', day, lines: [{ fund: original, account: '1002', debit: sum, place: bank }, { fund: original, account: '310101', debit: -sum }] }]);
  const lines = await shown(books.app, { foundation: books.foundation, place: bank, day }, sum);
  await sql(`SELECT bank_match($1, $2, $3, ARRAY[p.entry], ARRAY[p.line], 'picked', $5, '2026-06-15') FROM posting p JOIN journal_entry e ON e.id = p.entry WHERE p.fund = $4 AND p.place = $2 AND p.debit = $6 AND e.day = $7`, [books.foundation, bank, lines, original, zhao, sum, day]);
}

it('is registered under a code that is one, by one of two at once', async () => {
  await paidIn(200_000_000n, '2026-04-01');
  for (const kind of ['name-approval', 'charter', 'council-and-supervisor', 'full-time-staff', 'capital-verification'])
    await sql(`INSERT INTO founding_paper (foundation, kind, name, day, recorded_by, recorded_at) VALUES ($1, $2, $2, '2026-04-02', $3, now())`, [books.foundation, kind, li]);
  for (const code of ['示例证 1 号', '53310000MJ0000001H', '91310000MA1FL0000X', '', '53310000mj0000001g']) expect([code, await refusalOf(register(code))]).toEqual([code, 'a_certificate_bears_the_credit_code_of_a_foundation']);
  await books.owner.query('UPDATE foundation SET credit_code = $2 WHERE id = $1', [books.other.foundation, CODE]);
  expect(await refusalOf(register(CODE))).toBe('a_credit_code_belongs_to_one_foundation');
  await books.owner.query('UPDATE foundation SET credit_code = NULL');
  const both = await Promise.all([refusalOf(register(CODE)), refusalOf(register(CODE, { client: second }))]);
  expect(both.sort()).toEqual(['a_foundation_is_registered_once', 'not refused']);
  expect(await one('SELECT credit_code FROM foundation WHERE id = $1', [books.foundation])).toBe(CODE);
  expect(await refusalOf(sql("SELECT foundation_say_kind($1, 'public-local', true)", [books.foundation]))).toBe('a_registered_kind_changes_at_the_registrar');
  await expect(sql("UPDATE foundation SET jurisdiction = 'CN-44-03'")).rejects.toThrow(/permission denied/);
  expect(await refusalOf(sql("INSERT INTO founding_pledge (foundation, founder, sum, due_day, recorded_by, recorded_at) VALUES ($1, '甲', 1, '2026-12-31', $2, now())", [books.foundation, li]))).toBe('the_council_decides_to_raise_the_original_fund');
});

it('an act shows its own paper, rests on a confirmed special resolution, and is confirmed by another', async () => {
  const special = await resolution('special');
  const change = { registered_sum: 200_000_000n, as_kind: 'non-public' };
  expect(await refusalOf(act('change', change))).toBe('the_council_decides_what_is_registered');
  expect(await refusalOf(act('change', { ...change, resolution: await resolution('ordinary') }))).toBe('an_act_of_life_rests_on_a_confirmed_resolution');
  expect(await refusalOf(act('change', { ...change, resolution: await resolution('special', false) }))).toBe('an_act_of_life_rests_on_a_confirmed_resolution');
  expect(await refusalOf(act('change', { ...change, resolution: special, paper: await paper('suspension-order') }))).toBe('an_act_of_life_shows_its_paper');
  expect(await refusalOf(act('change', { resolution: special, registered_sum: 200_000_000n }))).toBe('a_change_says_what_is_registered');
  expect(await refusalOf(act('liquidation', { creditors_until: '2026-06-09' }))).toBe('a_liquidation_has_its_group_and_hears_creditors');
  expect(await refusalOf(act('liquidation', { liquidators: null }))).toBe('a_liquidation_has_its_group_and_hears_creditors');
  const id = await act('suspension');
  expect(await refusalOf(confirm(id, li))).toBe('nobody_confirms_the_act_they_recorded');
  expect(await refusalOf(confirm(id, zhao, { at: '2026-06-09' }))).toBe('the_life_of_a_foundation_goes_forward');
  expect(await refusalOf(sql('SELECT foundation_life_confirm($1, $2, $3, now())', [books.other.foundation, id, zhao]))).toBe('an_act_of_life_is_recorded_first');
  await sql("INSERT INTO life_act_withdrawal VALUES ($1, '写错', $2, now())", [id, li]);
  expect(await refusalOf(confirm(id))).toBe('a_withdrawn_act_of_life_is_not_confirmed');
  expect(await refusalOf(confirm(await act('resumption')))).toBe('an_act_of_life_follows_the_one_before');
  expect(await refusalOf(confirm(await act('ending')))).toBe('an_act_of_life_follows_the_one_before');
  expect(await refusalOf(confirm(await act('suspension', { day: '2026-04-30' })))).toBe('the_life_of_a_foundation_goes_forward');
});

it('the floor moves with the registered sum, to the fen', async () => {
  const special = await resolution('special');
  const change = (sum: bigint, as_kind = 'non-public', more = {}) => act('change', { registered_sum: sum, as_kind, resolution: special, ...more });
  await paidIn(99_999_999n, '2026-06-02');
  expect(await refusalOf(confirm(await change(300_000_000n)))).toBe('a_registered_sum_is_raised_when_the_money_is_there');
  await paidIn(1n, '2026-06-11'); // there, but not on that day
  expect(await refusalOf(confirm(await change(300_000_000n)))).toBe('a_registered_sum_is_raised_when_the_money_is_there');
  await confirm(await change(300_000_000n, 'non-public', { day: '2026-06-11' }));
  expect(await floor()).toBe(300_000_000n);
  expect(await refusalOf(confirm(await change(300_000_000n, 'public-local', { day: '2026-06-11' })))).toBe('an_original_fund_reaches_the_lawful_sum');
  expect(await refusalOf(confirm(await change(199_999_999n, 'non-public', { day: '2026-06-11' })))).toBe('an_original_fund_reaches_the_lawful_sum');
  const two = [await change(200_000_000n, 'non-public', { day: '2026-06-11' }), await change(250_000_000n, 'non-public', { day: '2026-06-11' })] as const;
  const [first] = await Promise.all([refusalOf(confirm(two[0])), refusalOf(confirm(two[0], zhao, { client: second }))]).then((both) => both.sort());
  expect(first).toBe('an_act_of_life_is_confirmed_once');
  expect(await floor()).toBe(200_000_000n);
  await confirm(two[1]);
  expect(await floor()).toBe(250_000_000n);
  expect(await refusalOf(sql("INSERT INTO life_act_withdrawal VALUES ($1, '改主意', $2, now())", [two[1], li]))).toBe('a_confirmed_act_of_life_stays');
});

const gift = () => sql(`INSERT INTO donation (id, no, foundation, fund, amount, wants_receipt, lang, token_hash, begun_at, expires_at) VALUES (gen_random_uuid(), $3, $1, $2, 100, false, 'zh', sha256(convert_to($3::text, 'UTF8')), now(), now())`, [books.foundation, books.lunch, `D${++numbers}`]);
const offline = () => sql("INSERT INTO offline_gift (foundation) VALUES ($1)", [books.foundation]);
const batch = () => sql("INSERT INTO gift_batch (foundation) VALUES ($1)", [books.foundation]);
const opens = async (client = books.app) => sql("SELECT reserve_open($1, $2, $2, 'New', '2026-06-12', '备用', 'Spare', $3, $4, now())", [books.foundation, `new-${++numbers}`, await resolution('ordinary'), li], client);

it('suspended it opens no fund and takes no gift by any door; an opening that is under way is waited for', async () => {
  await gift();
  await opens();
  // somebody is opening a fund: whoever suspends waits, and the next opening finds it suspended
  await second.query('BEGIN');
  await opens(second);
  const suspended = confirm(await act('suspension', { day: '2026-06-11' }));
  while ((await books.owner.query('SELECT 1 FROM pg_locks WHERE NOT granted')).rows.length === 0) await new Promise((met) => setImmediate(met));
  await second.query('COMMIT');
  await suspended;
  for (const [door, what] of [['fund', opens], ['donation', gift], ['offline gift', offline], ['batch', batch]] as const)
    expect([door, await refusalOf(what())]).toEqual([door, door === 'fund' ? 'a_foundation_at_rest_opens_no_fund' : 'a_foundation_at_rest_takes_no_gifts']);
  expect(await refusalOf(sql("INSERT INTO founding_contribution (foundation, founder, sum, reference, value_day, recorded_by, recorded_at) VALUES ($1, '甲', 1, 'X', '2026-06-11', $2, now())", [books.foundation, li]))).toBe('a_foundation_at_rest_takes_no_gifts');
  await confirm(await act('resumption', { day: '2026-06-11' }));
  await opens();
  await gift();
});

it('a reserve is opened and dissolved by the council, at zero', async () => {
  const open = (resolved: number) => one<number>("SELECT reserve_open($1, $2, '风险储备', 'Reserve', '2026-06-12', '备用', 'Spare', $3, $4, now())", [books.foundation, `reserve-${++numbers}`, resolved, li]);
  expect(await refusalOf(open(await resolution('ordinary', false)))).toBe('the_council_sets_a_reserve_aside');
  const fund = await open(await resolution('ordinary'));
  const dissolve = (resolved: number) => sql("SELECT reserve_dissolve($1, $2, '2026-06-12', '不再需要', $3, $4, now())", [books.foundation, fund, resolved, li]);
  await post(books.app, [{ foundation: books.foundation, lines: [{ fund: general, account: '1002', debit: 500n, place: bank }, { fund: general, account: '410101', debit: -500n }] }]);
  const given = [{ fund, account: '1002', debit: 500n, place: bank }, { fund, account: '410101', debit: -500n }];
  const [entry] = await post(books.app, [{ foundation: books.foundation, lines: given }]);
  const decided = await resolution('ordinary');
  expect(await refusalOf(dissolve(decided))).toBe('a_reserve_is_dissolved_at_zero');
  await post(books.app, [{ foundation: books.foundation, kind: 'reversal', reverses: entry, note: '记错了基金', lines: given.map((line) => ({ ...line, debit: -line.debit })) }]);
  expect(await refusalOf(dissolve(await resolution('ordinary', false)))).toBe('the_council_dissolves_a_reserve');
  const [{ resolution: opening }] = (await books.app.query<{ resolution: number }>('SELECT resolution FROM reserve WHERE fund = $1', [fund])).rows as [{ resolution: number }];
  expect(await refusalOf(dissolve(opening))).toBe('a_reserve_is_dissolved_by_a_resolution_of_its_own');
  const on = (day: string) => sql("SELECT reserve_dissolve($1, $2, $5, '不再需要', $3, $4, '2026-06-12T15:59:00Z')", [books.foundation, fund, decided, li, day]);
  for (const [day, law] of [['2026-06-13', 'a_reserve_is_of_a_day_that_has_come'], ['2026-05-31', 'a_reserve_follows_its_resolution'], ['2026-06-11', 'a_reserve_is_dissolved_after_it_was_set_aside']] as const) expect(await refusalOf(on(day))).toBe(law);
  const opens = (day: string) => sql("SELECT reserve_open($1, 'too-soon', '风险储备', 'Reserve', $2, '备用', 'Spare', $3, $4, '2026-06-12T15:59:00Z')", [books.foundation, day, decided, li]);
  expect(await refusalOf(opens('2026-06-13'))).toBe('a_reserve_is_of_a_day_that_has_come');
  expect(await refusalOf(opens('2026-05-31'))).toBe('a_reserve_follows_its_resolution');
  await dissolve(decided);
  expect(await refusalOf(dissolve(decided))).toBe('a_reserve_is_dissolved_once');
});

it('officials: officers by a special resolution, one chair a day, terms only shortened', async () => {
  const party = (name: string, kind = 'person') => one<number>("INSERT INTO party (foundation, kind, name, entered_by, entered_at) VALUES ($1, $4, $2, $3, now()) RETURNING id", [books.foundation, name, li, kind]);
  const [gu, tang] = [await party('顾明'), await party('唐宁')];
  const term = (who: number, office: string, more: Record<string, unknown> = {}) => {
    const columns: Record<string, unknown> = { foundation: books.foundation, party: who, english_name: 'X', office, from_day: '2026-01-01', until_day: '2030-12-31', basis: '推选', recorded_by: li, recorded_at: '2026-01-01', ...more };
    return one<number>(`INSERT INTO office_term (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns).map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns));
  };
  const special = await resolution('special');
  expect(await refusalOf(term(gu, 'chair'))).toBe('the_council_elects_its_officers');
  expect(await refusalOf(term(gu, 'chair', { basis: null, resolution: await resolution('ordinary') }))).toBe('officers_are_elected_by_two_thirds');
  expect(await refusalOf(term(gu, 'director', { basis: null, resolution: await resolution('ordinary', false) }))).toBe('an_election_rests_on_a_confirmed_resolution');
  expect(await refusalOf(term(gu, 'director', { resolution: special }))).toBe('whoever_holds_office_was_chosen');
  expect(await refusalOf(term(await party('示例公司', 'body'), 'director'))).toBe('an_official_is_a_person');
  expect(await refusalOf(term(gu, 'director', { until_day: '2025-12-31' }))).toBe('a_term_ends_after_it_begins');
  const chair = await term(gu, 'chair', { basis: null, resolution: special });
  expect(await refusalOf(term(gu, 'chair', { basis: null, resolution: special, from_day: '2030-12-31', until_day: '2034-01-01' }))).toBe('an_office_is_held_once_at_a_time');
  expect(await refusalOf(term(tang, 'chair', { basis: null, resolution: special, from_day: '2030-12-31', until_day: '2034-01-01' }))).toBe('a_council_has_one_chair_a_day');
  const leaves = (day: string) => sql("INSERT INTO office_term_end VALUES ($1, $2, $3, '辞职', $4, now())", [chair, books.foundation, day, li]);
  expect(await refusalOf(leaves('2031-01-01'))).toBe('a_term_is_shortened_not_prolonged');
  await leaves('2026-06-30');
  expect(await refusalOf(leaves('2026-06-30'))).toBe('a_term_ends_once');
  await term(tang, 'chair', { basis: null, resolution: special, from_day: '2026-07-01' });
});

it('what remains is handed on in liquidation alone, as two people say, and then nothing is ever booked again', async () => {
  const handed = (sum: bigint, more: Record<string, unknown> = {}) => {
    const columns: Record<string, unknown> = { foundation: books.foundation, fund: original, place: bank, sum, day: '2026-06-13', receiver: '示例慈善总会', credit_code: '53310000MJ0000002K', purpose: '相近', published: '日报', recorded_by: li, recorded_at: '2026-06-12', ...more };
    return one<number>(`INSERT INTO remaining_property (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns).map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns));
  };
  const entry = (sum: bigint, id: number) => ({ foundation: books.foundation, kind: 'remaining property', source: `remaining-property:${id}`, lines: [{ fund: original, account: '310101', debit: sum }, { fund: original, account: '1002', debit: -sum, place: bank }] });
  /** Booked and confirmed in one transaction, as the act does. */
  const handOn = async (id: number, sum: bigint, by = zhao): Promise<void> => {
    await books.app.query('BEGIN');
    try {
      const [booked] = await post(books.app, [entry(sum, id)]);
      await sql('INSERT INTO remaining_property_confirmation VALUES ($1, $2, $3, $4, now(), $5)', [id, books.foundation, li, by, booked]);
      await books.app.query('COMMIT');
    } catch (error) {
      await books.app.query('ROLLBACK');
      throw error;
    }
  };
  expect(await refusalOf(handed(1n, { credit_code: '53310000MJ0000002L' }))).toBe('a_receiver_is_known_by_its_credit_code');
  const whole = await handed(300_000_000n);
  expect(await refusalOf(handOn(whole, 300_000_000n))).toBe('a_fund_keeps_its_floor');
  expect(await refusalOf(handOn(await handed(50_000_000n), 50_000_000n))).toBe('only_a_liquidation_hands_on_what_remains');
  await confirm(await act('liquidation', { day: '2026-06-12', creditors_until: '2026-06-12', resolution: await resolution('special') }), zhao, { at: '2026-06-12T04:00:00Z' });
  expect(await floor()).toBe(0n);
  expect(await refusalOf(opens())).toBe('a_foundation_at_rest_opens_no_fund');
  for (const [kind, debited, credited] of [['promise', 'Y01', 'Y02'], ['advance', '1141', '1002'], ['fixed asset bought', '1501', '1002'], ['investment bought', '1101', '1002']] as const)
    expect([kind, await refusalOf(post(books.app, [{ foundation: books.foundation, kind, lines: [{ fund: general, account: debited, debit: 1n }, { fund: general, account: credited, debit: -1n, ...(credited === '1002' ? { place: bank } : {}) }] }]))]).toEqual([kind, 'a_liquidation_begins_nothing_new']);
  expect(await refusalOf(post(books.app, [entry(1n, whole)]))).toBe('what_is_handed_on_was_recorded_and_confirmed');
  expect(await refusalOf(handOn(whole, 299_999_999n))).toBe('what_is_handed_on_was_recorded_and_confirmed');
  expect(await refusalOf(handOn(whole, 300_000_000n, li))).toBe('nobody_hands_on_what_they_recorded');
  const end = (day: string) => act('ending', { day });
  expect(await refusalOf(confirm(await end('2026-06-12'), zhao, { at: '2026-06-13' }))).toBe('creditors_are_heard_before_a_foundation_ends');
  expect(await refusalOf(confirm(await end('2026-06-13'), zhao, { at: '2026-06-13T04:00:00Z' }))).toBe('a_foundation_ends_when_every_fund_is_at_zero');
  // on the last day of the creditors nothing goes yet, nor while a debt is open, nor to a business or to itself
  expect(await refusalOf(handOn(await handed(1n, { day: '2026-06-12' }), 1n))).toBe('creditors_are_heard_before_anything_is_handed_on');
  expect(await refusalOf(handed(1n, { credit_code: '91350100M000100Y43' }))).toBe('what_remains_goes_to_no_business');
  expect(await refusalOf(handOn(await handed(1n, { credit_code: CODE }), 1n))).toBe('what_remains_goes_to_another');
  const bill = { foundation: books.foundation, kind: 'cost accepted', lines: [{ fund: general, account: '5101', debit: 1n }, { fund: general, account: '2202', debit: -1n }] };
  const [open] = await post(books.app, [bill]);
  expect(await refusalOf(handOn(whole, 300_000_000n))).toBe('debts_are_paid_before_anything_is_handed_on');
  await post(books.app, [{ ...bill, kind: 'reversal', reverses: open, note: '重复', lines: bill.lines.map((line) => ({ ...line, debit: -line.debit })) }]);
  await handOn(whole, 300_000_000n);
  expect(await refusalOf(handOn(whole, 1n))).not.toBe('not refused');
  expect(await refusalOf(sql("INSERT INTO remaining_property_withdrawal VALUES ($1, '错了', $2, now())", [whole, li]))).toBe('remaining_property_is_handed_on_once');
  await post(books.app, [{ foundation: books.foundation, kind: 'cost accepted', lines: [{ fund: general, account: '5101', debit: 500n }, { fund: general, account: '2202', debit: -500n }] }]);
  expect(await refusalOf(confirm(await end('2026-06-13'), zhao, { at: '2026-06-13T04:00:00Z' }))).toBe('a_foundation_ends_when_every_fund_is_at_zero');
  const [{ money, owed }] = (await sql<{ money: bigint; owed: bigint }>('SELECT money, owed FROM fund_balance WHERE fund = $1', [general])).rows as [{ money: bigint; owed: bigint }];
  expect([money, owed]).toEqual([500n, 500n]);
  await post(books.app, [{ foundation: books.foundation, kind: 'payment', lines: [{ fund: general, account: '2202', debit: 500n }, { fund: general, account: '1002', debit: -500n, place: bank }] }]);
  expect(await refusalOf(confirm(await end('2026-06-13'), zhao, { at: '2026-06-13T04:00:00Z' }))).toBe('what_remains_is_handed_on_before_a_foundation_ends');
  for (const { id } of (await sql<{ id: number }>('SELECT id FROM remaining_property r WHERE NOT EXISTS (SELECT FROM remaining_property_confirmation c WHERE c.remaining = r.id)')).rows) await sql("INSERT INTO remaining_property_withdrawal VALUES ($1, '不再移交', $2, now())", [id, li]);
  const last = await end('2026-06-13');
  // a posting is under way: whoever ends the foundation waits for it and sees that it is not at zero
  await second.query('BEGIN');
  await post(second, [{ foundation: books.foundation, lines: [{ fund: general, account: '1002', debit: 5n, place: bank }, { fund: general, account: '410101', debit: -5n }] }]);
  const ended = refusalOf(confirm(last, zhao, { at: '2026-06-13T04:00:00Z' }));
  await second.query('COMMIT');
  expect(await ended).toBe('a_foundation_ends_when_every_fund_is_at_zero');
  await post(books.app, [{ foundation: books.foundation, kind: 'refund', lines: [{ fund: general, account: '410101', debit: 5n }, { fund: general, account: '1002', debit: -5n, place: bank }] }]);
  await confirm(last, zhao, { at: '2026-06-13T04:00:00Z' });
  expect(await refusalOf(post(books.app, [{ foundation: books.foundation, lines: [{ fund: general, account: '1002', debit: 5n, place: bank }, { fund: general, account: '410101', debit: -5n }] }]))).toBe('an_ended_foundation_takes_no_entry');
  // another foundation's books go on
  await post(books.app, [{ foundation: books.other.foundation, lines: [{ fund: books.other.fund, account: '1002', debit: 5n, place: books.other.bank }, { fund: books.other.fund, account: '410102', debit: -5n }] }]);
});
