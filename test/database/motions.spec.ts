import type { Client } from 'pg';
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
