import type { Client } from 'pg';
import { MOTION_CHECKS } from '../../src/council/motions/checks';
import { type Books, openBooks, refusalOf } from '../support/forged';

// As the application's own role, past everything that the program asks.
let books: Books;
let li: number;
let parties: number[];
let court: number;

beforeAll(async () => {
  books = await openBooks();
  [{ id: li }] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min') RETURNING id")).rows as [{ id: number }];
  parties = (await books.app.query<{ id: number }>("INSERT INTO party (foundation, kind, name, entered_by, entered_at) SELECT $1, CASE WHEN n = 9 THEN 'body' ELSE 'person' END, '居民' || n, $2, now() FROM generate_series(0, 9) n RETURNING id", [books.foundation, li])).rows.map(({ id }) => id);
  court = await insert('residents_council', { ...by(), kind: 'group', code: 'court', name: '院落议事会', english_name: 'Court', area: '柳荫街', from_day: '2026-01-01' });
});
afterAll(() => books.close());

async function insert(table: string, columns: Record<string, unknown>, client: Client = books.app): Promise<number> {
  const names = Object.keys(columns);
  return (await client.query<{ id: number }>(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING *`, Object.values(columns))).rows[0]!.id;
}
const by = (): Record<string, unknown> => ({ foundation: books.foundation, recorded_by: li, recorded_at: '2026-11-20' });

const AT = '2026-11-20 12:00+08';
/** A telephone that has signed in with its code. */
async function session(phone: string, { foundation = books.foundation, until = '2026-11-20 13:00+08' } = {}): Promise<Buffer> {
  const { rows: [row] } = await books.app.query<{ key: Buffer }>("INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES (sha256(gen_random_uuid()::text::bytea), $1, $2, '192.0.2.1', '2026-11-20 11:00+08', $3) RETURNING key", [foundation, phone, until]);
  return row!.key;
}
const enter = (party: number, phone: string, more: Record<string, unknown> = {}, client = books.app): Promise<number> => insert('voter_phone', { ...by(), party: parties[party], phone, ...more }, client);
const confirm = (key: Buffer, foundation = books.foundation, client = books.app): Promise<unknown> => client.query('SELECT voter_confirm_phone($1, $2, $3, $4)', [key, foundation, '我是居民', AT]);
const speaks = async (key: Buffer): Promise<number> => (await books.owner.query<{ party: number }>('SELECT voter_by_session($1, $2, $3) AS party', [key, books.foundation, AT])).rows[0]!.party;

describe('by whose telephone a member speaks', () => {
  it('they have one, which speaks for nobody else', async () => {
    await enter(0, '13800000000');
    expect(await refusalOf(enter(0, '13800000001'))).toBe('a_voter_has_one_telephone');
    expect(await refusalOf(enter(1, '13800000000'))).toBe('a_telephone_speaks_for_one_voter');
    expect(await refusalOf(enter(9, '13800000009'))).toBe('whoever_sits_on_a_council_is_a_person');
    expect(await refusalOf(enter(1, '12800000000'))).toBe('a_voter_has_a_telephone');
  });

  it('whoever enters it is not its holder', async () => {
    await books.app.query("INSERT INTO contact (foundation, person, channel, address, entered_by, entered_at) VALUES ($1, $2, 'sms', '13900000000', $2, now())", [books.foundation, li]);
    expect(await refusalOf(enter(1, '13900000000'))).toBe('nobody_enters_their_own_telephone');
  });

  it('it counts once its holder has said so from it, and never because the program says so', async () => {
    const key = await session('13800000000');
    expect(await refusalOf(speaks(key))).toBe('a_voter_speaks_from_their_own_telephone');
    expect(await refusalOf(insert('voter_phone_consent', { phone: 1, words: '是', at: AT }))).toBe('42501');
    expect(await refusalOf(books.app.query('SELECT voter_by_session($1, $2, $3)', [key, books.foundation, AT]))).toBe('42501');
    for (const other of [await session('13800000008'), await session('13800000000', { until: '2026-11-20 11:59+08' }), await session('13800000000', { foundation: books.other.foundation })]) expect(await refusalOf(confirm(other))).toBe('a_voter_speaks_from_their_own_telephone');
    await confirm(key);
    expect(await speaks(key)).toBe(parties[0]);
    expect(await refusalOf(confirm(key))).toBe('a_telephone_is_confirmed_once');
  });

  it('of two that enter one telephone at once one is refused', async () => {
    const another = await books.another();
    await books.app.query('BEGIN');
    await another.query('BEGIN');
    await enter(2, '13800000002');
    const second = refusalOf(enter(3, '13800000002', {}, another));
    await books.app.query('COMMIT');
    expect(await second).toBe('a_telephone_speaks_for_one_voter');
    await another.query('ROLLBACK');
  });

  it('struck by its holder or by somebody who gives a name, and then another is entered', async () => {
    const key = await session('13800000000');
    expect(await refusalOf(insert('voter_phone_end', { phone: 1, why: '换号', ended_at: AT }))).toBe('nobody_speaks_for_a_member');
    await books.app.query('SELECT voter_strike_phone($1, $2, $3, $4)', [key, books.foundation, '换号', AT]);
    expect(await refusalOf(speaks(key))).toBe('a_voter_speaks_from_their_own_telephone');
    const next = await enter(0, '13800000001');
    await insert('voter_phone_end', { phone: next, why: '录错', ended_by: li, ended_at: AT });
    expect(await refusalOf(insert('voter_phone_end', { phone: next, why: '录错', ended_by: li, ended_at: AT }))).toBe('a_telephone_is_struck_once');
    expect(await refusalOf(confirm(await session('13800000001')))).toBe('a_voter_speaks_from_their_own_telephone');
  });
});

describe('by what a body decides', () => {
  const rule = async (body: string, council: number | null, majority: string, day: string): Promise<unknown[]> => (await books.app.query('SELECT * FROM body_rule($1, $2, $3, $4, $5)', [books.foundation, body, council, majority, day])).rows;
  const adopted = (from: string, more: Record<string, unknown>): Promise<number> => insert('residents_council_rule', { ...by(), council: court, from_day: from, quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, tables: ['member'], notice_days: 7, objection_days: 5, source: '议事规则', ...more });

  it('a residents’ council by the newest rules that have begun', async () => {
    expect(await rule('residents-council', court, 'ordinary', '2026-11-20')).toEqual([]);
    await adopted('2026-02-01', {});
    await adopted('2026-11-21', { secret: false, proxies: true, tables: ['residents'], notice_days: 3, source: '新规则' });
    expect(await rule('residents-council', court, 'ordinary', '2026-01-31')).toEqual([]);
    expect(await rule('residents-council', court, 'ordinary', '2026-11-20')).toEqual([{ quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, notice_days: 7, objection_days: 5, tables: ['member'], source: '议事规则' }]);
    expect(await rule('residents-council', court, 'ordinary', '2026-11-21')).toMatchObject([{ secret: false, proxies: true, tables: ['residents'], notice_days: 3, source: '新规则' }]);
    expect(await rule('residents-council', court, 'special', '2026-11-21')).toEqual([]);
  });

  it('the foundation’s council and committees by law, openly, without proxies', async () => {
    expect(await rule('council', null, 'special', '2026-11-20')).toMatchObject([{ quorum_parts: 2, quorum_of: 3, votes_parts: 2, votes_of: 3, counted_of: 'present', more_than: false, secret: false, proxies: false, notice_days: 5, objection_days: 7, tables: ['member'] }]);
    expect(await rule('fund-committee', null, 'ordinary', '2026-11-20')).toMatchObject([{ counted_of: 'entitled', more_than: true, tables: ['member'] }]);
    expect(await rule('fund-committee', null, 'investment', '2026-11-20')).toEqual([]);
    expect(await rule('households', null, 'ordinary', '2026-11-20')).toEqual([]);
  });
});

describe('ten residents', () => {
  const write = async (key: Buffer, more: { council?: number; name?: string } = {}): Promise<string> => (await books.app.query<{ code: string }>('SELECT proposal_write($1, $2, $3, $4, $5, $6, $7, $8, $9) AS code', [key, books.foundation, more.council ?? residents, '换锁吗？', '门锁坏了', more.name ?? '发起人', '101', 'full', AT])).rows[0]!.code;
  const sign = async (key: Buffer, code: string, n: number, client = books.app, at = AT): Promise<string | null> => (await client.query<{ made: string | null }>('SELECT proposal_sign($1, $2, $3, $4, $5, $6, $7) AS made', [key, books.foundation, code, `邻居${n}`, `${n}室`, 'masked', at])).rows[0]!.made;
  let residents: number;
  let code: string;
  const keys: Buffer[] = [];

  it('write to a council whose rules let residents table, by their own telephones', async () => {
    residents = await insert('residents_council', { ...by(), kind: 'group', code: 'residents', name: '居民', english_name: 'R', area: '街', from_day: '2026-01-01' });
    for (let n = 0; n < 13; n++) keys.push(await session(`137000000${String(n).padStart(2, '0')}`));
    expect(await refusalOf(write(keys[0]!))).toBe('a_motion_is_tabled_by_whom_the_rules_name'); // it has no rules yet
    await insert('residents_council_rule', { ...by(), council: residents, from_day: '2026-01-01', quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, tables: ['residents', 'party-branch', 'member'], notice_days: 7, objection_days: 7, source: '规则' });
    for (const table of ['proposal', 'proposal_signature', 'proposal_signature_end', 'proposal_end']) expect(await refusalOf(books.app.query(`INSERT INTO ${table} DEFAULT VALUES`))).toBe('42501');
    expect(await refusalOf(write(await session('13700000099', { until: '2026-11-20 11:59+08' })))).toBe('whoever_signs_is_signed_in_by_telephone');
    code = await write(keys[0]!);
    expect(await refusalOf(write(keys[0]!))).toBe('a_resident_writes_one_proposal_at_a_time');
  });

  it('nine are not ten, and a duplicate tenth is none', async () => {
    for (let n = 1; n < 9; n++) expect(await sign(keys[n]!, code, n)).toBeNull();
    expect(await refusalOf(sign(keys[8]!, code, 99))).toBe('a_telephone_signs_once');
    expect(await refusalOf(sign(keys[0]!, code, 99))).toBe('a_telephone_signs_once');
    expect(await refusalOf(sign(keys[9]!, code, 8))).toBe('a_resident_signs_once');
    expect(await refusalOf(sign(keys[9]!, 'aaaaaaaaaaaa', 9))).toBe('a_proposal_is_known_by_its_address');
    expect(await refusalOf(sign(keys[9]!, code, 9, books.app, '2027-01-20 12:00+08'))).toBe('whoever_signs_is_signed_in_by_telephone');
    expect((await books.app.query('SELECT FROM motion')).rows).toEqual([]);
    expect(await refusalOf(insert('motion', { ...by(), number: '', body: 'residents-council', council: residents, question: '问', tabled_as: 'residents', tabled_by: '9名', day: '2026-11-20', proposal: 1 }))).toBe('residents_table_by_their_signatures');
    expect(await refusalOf(insert('motion', { ...by(), recorded_by: null, number: '', body: 'residents-council', council: residents, question: '问', tabled_as: 'residents', tabled_by: '9名', day: '2026-11-20', proposal: 1 }))).toBe('nobody_speaks_for_a_member');
  });

  it('of two who sign at once one makes ten, and the other finds that it is a motion; so does whoever takes theirs back at that moment', async () => {
    const [one, two] = [await books.another(), await books.another()];
    await one.query('BEGIN');
    await two.query('BEGIN');
    expect(await sign(keys[9]!, code, 9, one)).toBe('2026-1');
    const late = refusalOf(sign(keys[10]!, code, 10, two));
    const back = refusalOf(books.app.query('SELECT proposal_take_back($1, $2, $3, $4)', [keys[3], books.foundation, code, AT]));
    await one.query('COMMIT');
    expect(await late).toBe('a_proposal_has_its_signatures');
    expect(await back).toBe('a_proposal_has_its_signatures');
    await two.query('ROLLBACK');
    expect((await books.app.query('SELECT number, tabled_by, recorded_by FROM motion')).rows).toEqual([{ number: '2026-1', tabled_by: '10名居民联名', recorded_by: null }]);
  });

  it('whoever wrote it withdraws the proposal and takes no signature back; others take theirs back once', async () => {
    const next = await write(keys[11]!, { name: '另一位' });
    const call = (name: string, key: Buffer): Promise<unknown> => books.app.query(`SELECT ${name}($1, $2, $3, $4)`, [key, books.foundation, next, AT]);
    await sign(keys[1]!, next, 1);
    expect(await refusalOf(call('proposal_take_back', keys[11]!))).toBe('whoever_wrote_a_proposal_withdraws_it');
    await call('proposal_take_back', keys[1]!);
    expect(await refusalOf(call('proposal_take_back', keys[1]!))).toBe('a_signature_is_taken_back_by_whoever_signed');
    expect(await refusalOf(call('proposal_withdraw', keys[1]!))).toBe('a_signature_is_taken_back_by_whoever_signed');
    await call('proposal_withdraw', keys[11]!);
    expect(await refusalOf(sign(keys[1]!, next, 1))).toBe('a_proposal_is_withdrawn_once');
    await write(keys[11]!);
  });

  describe('a motion', () => {
    const tabled = (more: Record<string, unknown> = {}, client = books.app): Promise<number> => insert('motion', { ...by(), number: '', body: 'residents-council', council: residents, question: '问？', tabled_as: 'party-branch', tabled_by: '党总支', day: '2026-11-20', ...more }, client);
    const review = (motion: number, more: Record<string, unknown> = {}): Promise<number> => insert('motion_review', { ...by(), motion, formal: true, why: '可以', reviewed_by: '党总支', day: '2026-11-20', ...more });
    const declare = (motion: number, party: number, interested: boolean): Promise<number> => insert('interest_declaration', { ...by(), motion, party: parties[party], interested, why: interested ? '亲属' : '' });
    const back = async (motion: number): Promise<unknown[]> => (await books.owner.query('SELECT party, because, why FROM recusal WHERE motion = $1 ORDER BY party', [motion])).rows;

    it('has a number without gaps, whoever enters two at once', async () => {
      const another = await books.another();
      await books.app.query('BEGIN');
      await another.query('BEGIN');
      await tabled();
      const second = tabled({ number: '2026-77' }, another);
      await books.app.query('COMMIT');
      await second;
      await another.query('COMMIT');
      expect((await books.app.query('SELECT number FROM motion ORDER BY id')).rows.map(({ number }: { number: string }) => number)).toEqual(['2026-1', '2026-2', '2026-3']);
    });

    it('is before a body that stands, by whom its rules name, on a day that has come', async () => {
      expect(await refusalOf(tabled({ tabled_as: 'self-governing-body' }))).toBe('a_motion_is_tabled_by_whom_the_rules_name');
      expect(await refusalOf(tabled({ tabled_as: 'member' }))).toBe('a_motion_of_a_member_names_them');
      expect(await refusalOf(tabled({ tabled_as: 'member', member: parties[0] }))).toBe('whoever_tables_as_a_member_has_a_seat');
      expect(await refusalOf(tabled({ day: '2026-11-21' }))).toBe('a_motion_is_tabled_on_a_day_that_has_come');
      expect(await refusalOf(tabled({ day: '2025-12-31' }))).toBe('a_motion_is_before_a_body_that_stands');
      expect(await refusalOf(tabled({ majority: 'special' }))).toBe('a_body_decides_by_its_rule');
      expect(await refusalOf(tabled({ recorded_by: null }))).toBe('nobody_speaks_for_a_member');
      expect(await refusalOf(tabled({ sum: 100, spends_fund: books.other.fund }))).toBe('money_of_a_motion_comes_from_a_fund');
      expect(await refusalOf(tabled({ sum: 100, spends_fund: books.original }))).toBe('money_of_a_motion_comes_from_a_fund');
      expect(await refusalOf(tabled({ sum: 100 }))).toBe('money_of_a_motion_comes_from_a_fund');
      expect(await refusalOf(tabled({ body: 'council', tabled_as: 'member', member: parties[0] }))).toBe('whoever_tables_as_a_member_has_a_seat');
    });

    it('members whom the map joins to its payee by a step or two stand back, and nobody says otherwise', async () => {
      for (const n of [0, 1, 2, 3, 4]) await insert('residents_council_seat', { ...by(), council: residents, party: parties[n], display: 'masked', chairs: false, official: false, constituency: null, chosen_by: '推选', from_day: '2026-03-01', until_day: '2028-12-31' });
      const relation = (a: number, kind: string, b: number, more: Record<string, unknown> = {}): Promise<number> => insert('relation', { foundation: books.foundation, a: parties[a], kind, b: parties[b], from_day: '2026-01-01', source: '申报', entered_by: li, entered_at: '2026-11-20', ...more });
      const [owns] = [await relation(1, 'ownership', 9), await relation(2, 'family', 1), await relation(3, 'family', 2), await relation(4, 'employer', 9, { to_day: '2026-11-19' })];
      const motion = await tabled({ sum: 100, spends_fund: books.lights, payee: parties[9] });
      // the owner by one step, her husband by two, his brother by three not, whoever worked there until yesterday not
      expect(await back(motion)).toMatchObject([{ party: parties[1], because: 'related', why: `关系登记第 ${owns} 号` }, { party: parties[2], because: 'related' }]);
      expect((await books.app.query('SELECT party FROM related_members($1, $2)', [motion, '2026-11-19'])).rows).toHaveLength(3);
      expect(await refusalOf(insert('recusal', { ...by(), motion, party: parties[3], because: 'related', why: '听说' }))).toBe('whoever_is_related_stands_on_the_map');
      expect(await refusalOf(insert('recusal', { ...by(), motion, party: parties[3], because: 'declared', why: '我', recorded_by: null }))).toBe('nobody_speaks_for_a_member');
      expect(await refusalOf(insert('recusal', { ...by(), motion, party: parties[8], because: 'declared', why: '我' }))).toBe('whoever_stands_back_has_a_seat');
      expect(await refusalOf(declare(motion, 3, false))).toBe('an_interest_is_declared_in_a_formal_motion');
      await relation(0, 'gives-to', 9); // entered after it was tabled
      await review(motion);
      expect(await back(motion)).toHaveLength(3);
      for (const n of [0, 1, 2]) expect(await refusalOf(declare(motion, n, false))).toBe('a_member_stands_back_once');
      await declare(motion, 3, false);
      const none = async (n: number): Promise<unknown> => (await books.app.query<{ none: boolean }>('SELECT declared_none($1, $2) AS none', [motion, parties[n]])).rows[0]!.none;
      expect([await none(0), await none(3), await none(4)]).toEqual([false, true, false]);
      expect(await refusalOf(declare(motion, 3, false))).toBe('an_interest_is_declared_once');
      await declare(motion, 3, true); // remembered later
      expect(await none(3)).toBe(false);
      expect(await back(motion)).toHaveLength(4);
    });

    it('money is named once, before the review', async () => {
      const money = (motion: number, more: Record<string, unknown> = {}): Promise<number> => insert('motion_money', { ...by(), motion, sum: 200_000_000, spends_fund: books.lights, payee: parties[9], ...more });
      const motion = await tabled();
      expect(await back(motion)).toEqual([]);
      expect(await refusalOf(money(motion, { spends_fund: books.other.fund }))).toBe('money_of_a_motion_comes_from_a_fund');
      await money(motion);
      expect(await back(motion)).toHaveLength(3);
      expect(await refusalOf(money(motion))).toBe('money_of_a_motion_is_named_once');
      expect(await refusalOf(money(await tabled({ sum: 1, spends_fund: books.lights })))).toBe('money_of_a_motion_is_named_once');
      const late = await tabled();
      await review(late);
      expect(await refusalOf(money(late))).toBe('money_of_a_motion_is_named_before_its_review');
    });

    it('is reviewed once, and withdrawn by whoever tabled it until a vote is set on it', async () => {
      const motion = await tabled();
      for (const day of ['2026-11-19', '2026-11-21']) expect(await refusalOf(review(motion, { day }))).toBe('a_review_follows_its_motion');
      const { rows: [first] } = await books.app.query<{ id: number }>("SELECT id FROM motion WHERE number = '2026-1'");
      await review(motion);
      expect(await refusalOf(review(motion, { formal: false }))).toBe('a_motion_is_reviewed_once');
      const withdraw = (of: number, more: Record<string, unknown> = {}): Promise<number> => insert('motion_withdrawal', { ...by(), motion: of, why: '不提了', ...more });
      expect(await refusalOf(withdraw(motion, { recorded_by: null }))).toBe('nobody_speaks_for_a_member');
      expect(await refusalOf(withdraw(first!.id))).toBe('whoever_tabled_a_motion_withdraws_it');
      expect(await refusalOf(books.app.query('SELECT motion_withdraw($1, $2, $3, $4, $5)', [keys[1], books.foundation, '2026-1', '不提了', AT]))).toBe('whoever_tabled_a_motion_withdraws_it');
      await books.owner.query("INSERT INTO vote (motion, foundation, secret, opens_at, closes_at, seated, recused, quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, proxies, rule_source, objection_days, recorded_by, recorded_at) VALUES ($1, $2, false, '2026-12-01', '2026-12-02', 5, 0, 4, 5, 1, 2, 'entitled', true, false, '规则', 7, $3, '2026-11-20')", [motion, books.foundation, li]);
      expect(await refusalOf(withdraw(motion))).toBe('a_motion_before_its_voters_is_not_withdrawn');
      await books.app.query('SELECT motion_withdraw($1, $2, $3, $4, $5)', [keys[0], books.foundation, '2026-1', '不提了', AT]);
      expect(await refusalOf(review(first!.id))).toBe('a_withdrawn_motion_stays_withdrawn');
      const refused = await tabled();
      await review(refused, { formal: false });
      expect(await refusalOf(withdraw(refused))).toBe('a_refused_motion_is_not_withdrawn');
      for (const table of ['motion', 'motion_review', 'motion_money', 'motion_withdrawal', 'recusal', 'interest_declaration', 'proposal', 'proposal_signature', 'voter_phone', 'voter_phone_consent']) expect(await refusalOf(books.owner.query(`DELETE FROM ${table}`))).toBe('the_books_are_never_rewritten');
    });
  });

  it('each named check complains when the owner of the database tampers', async () => {
    const asked = { query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows as unknown };
    const complaints = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const check of MOTION_CHECKS) if ((await check.run(asked as never)).length > 0) found.push(check.name);
      return found;
    };
    expect(await complaints()).toEqual([]);
    for (const [name, sql] of [
      ['residents-tabled-with-enough-signatures', "UPDATE proposal_signature SET phone = '13700000001' WHERE phone = '13700000002'"],
      ['residents-tabled-with-enough-signatures', "UPDATE proposal_signature SET name = '邻居1', door = '1 室' WHERE phone = '13700000002'"],
      ['motions-are-numbered-without-gaps', "UPDATE motion SET number = '2026-99' WHERE number = '2026-3'"],
      ['whoever-declared-an-interest-stands-back', "DELETE FROM recusal WHERE because = 'declared'"],
      ['a-telephone-speaks-for-one-member', "INSERT INTO voter_phone_consent SELECT id, '是', now() FROM voter_phone p WHERE NOT EXISTS (SELECT FROM voter_phone_consent c WHERE c.phone = p.id); UPDATE voter_phone SET party = (SELECT min(party) FROM voter_phone), phone = '13811111111'; DELETE FROM voter_phone_end"],
    ] as const) {
      await books.owner.query('BEGIN');
      for (const table of ['proposal_signature', 'motion', 'recusal', 'voter_phone', 'voter_phone_consent', 'voter_phone_end']) await books.owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await books.owner.query(sql);
      expect(await complaints()).toContain(name);
      await books.owner.query('ROLLBACK');
    }
  });
});
