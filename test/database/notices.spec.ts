import { type Books, openBooks, refusalOf } from '../support/forged';

let books: Books;
let wang: number;
let parties: number[];
beforeAll(async () => {
  books = await openBooks();
  [wang] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('王芳', 'Wang Fang') RETURNING id")).rows.map(({ id }) => id) as [number];
  parties = (await books.app.query<{ id: number }>("INSERT INTO party (foundation, kind, name, code, entered_by, entered_at) VALUES ($1, 'person', '王芳', NULL, $2, now()), ($1, 'body', '示例厨具有限公司', '91310000MA1FL0X00B', $2, now()) RETURNING id", [books.foundation, wang])).rows.map(({ id }) => id);
});
afterAll(() => books.close());

const DENIED = '42501';
const tries = (sql: string, values: unknown[] = []): Promise<string> => refusalOf(books.app.query(sql, values));

describe('notices', () => {
  const notice = (more: Record<string, unknown> = {}): Promise<string> => {
    const row = { foundation: books.foundation, what: 'sign-in-code', channel: 'sms', recipient: '13800138000', lang: 'zh', content: Buffer.from('x'), made_at: '2026-06-29', next_try_at: '2026-06-29', ...more };
    return tries(`INSERT INTO notice (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(row));
  };

  it('go by what we have, in what we speak, and have something to say while they wait', async () => {
    expect(await notice({ channel: 'pigeon' })).toBe('a_notice_goes_by_text_message_or_mail');
    expect(await notice({ lang: 'la' })).toBe('a_notice_is_in_a_language_of_the_house');
    expect(await notice({ content: null })).toBe('a_notice_that_waits_has_something_to_say');
    expect(await notice({ sent_at: '2026-06-29', given_up_at: '2026-06-29' })).toBe('a_notice_is_sent_or_given_up');
    expect(await notice()).toBe('not refused');
    expect(await tries(`UPDATE notice SET recipient = '13900139000'`)).toBe(DENIED);
  });

  it('reach people by what a number or an address looks like, and what held before is not written over', async () => {
    const contact = (channel: string, address: string | null): Promise<string> => tries('INSERT INTO contact (foundation, person, channel, address, entered_at) VALUES ($1, $2, $3, $4, now())', [books.foundation, wang, channel, address]);
    expect(await contact('fax', '1')).toBe('a_contact_is_a_telephone_or_mail');
    expect(await contact('sms', '+8613800138000')).toBe('a_telephone_number_is_kept_as_eleven_digits');
    expect(await contact('mail', 'nowhere')).toBe('a_mail_address_has_an_at');
    expect(await contact('mail', 'wang@example.org')).toBe('not refused');
    expect(await contact('mail', null)).toBe('not refused');
    for (const sql of [`UPDATE contact SET address = 'x@y'`, 'DELETE FROM contact']) expect([sql, await tries(sql)]).toEqual([sql, DENIED]);
  });
});

describe('codes for telephones', () => {
  const id = '6f1d2c3b-0000-4000-8000-000000000001';
  it('have an end, five tries, and are used once', async () => {
    const code = (ends: string): Promise<string> => tries(`INSERT INTO phone_code (id, foundation, phone_hash, code_hash, made_at, ends_at) VALUES ($1, $2, 'p', 'c', '2026-06-29', $3)`, [id, books.foundation, ends]);
    expect(await code('2026-06-29')).toBe('a_phone_code_has_an_end');
    expect(await code('2026-06-30')).toBe('not refused');
    expect(await tries('UPDATE phone_code SET tries = 6')).toBe('a_phone_code_is_tried_five_times');
    expect(await tries('UPDATE phone_code SET tries = 3')).toBe('not refused');
    expect(await tries('UPDATE phone_code SET tries = 0')).toBe('a_phone_code_is_used_once');
    for (const sql of [`UPDATE phone_code SET ends_at = 'infinity'`, `UPDATE phone_code SET code_hash = 'x'`]) expect([sql, await tries(sql)]).toEqual([sql, DENIED]);
    expect(await tries('UPDATE phone_code SET used_at = now()')).toBe('not refused');
    expect(await tries('UPDATE phone_code SET used_at = NULL')).toBe('a_phone_code_is_used_once');
  });

  it('open sessions that end', async () => {
    const session = (ends: string): Promise<string> => tries(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ('k', $1, '13800138000', '', '2026-06-29', $2)`, [books.foundation, ends]);
    expect(await session('2026-06-28')).toBe('a_phone_session_has_an_end');
    expect(await session('2026-06-30')).toBe('not refused');
    expect(await tries(`UPDATE phone_session SET ends_at = 'infinity'`)).toBe(DENIED);
    expect(await tries(`UPDATE phone_session SET phone = '13900139000'`)).toBe(DENIED);
  });
});

describe('relations', () => {
  const relation = (more: Record<string, unknown> = {}): Promise<string> => {
    const row = { foundation: books.foundation, a: parties[0], kind: 'employer', b: parties[1], from_day: '2026-01-01', to_day: null, source: '申报表', entered_by: wang, entered_at: '2026-06-29', ...more };
    return tries(`INSERT INTO relation (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(row));
  };
  const end = (day: string, source = '离职证明'): Promise<string> => tries(`INSERT INTO relation_end (relation, foundation, last_day, source, ended_by, ended_at) SELECT id, foundation, $1, $2, $3, now() FROM relation WHERE kind = 'member-of'`, [day, source, wang]);

  it('are between two parties of one foundation, of a known kind, with days and a source, once', async () => {
    expect(await relation({ kind: 'friend' })).toBe('a_relation_is_of_a_known_kind');
    expect(await relation({ b: parties[0] })).toBe('a_relation_is_between_two');
    expect(await relation({ to_day: '2025-12-31' })).toBe('a_relation_ends_after_it_begins');
    expect(await relation({ source: ' ' })).toBe('a_relation_names_its_source');
    expect(await relation()).toBe('not refused');
    expect(await relation()).toBe('a_relation_is_entered_once');
    expect(await relation({ from_day: '2026-03-01' })).toBe('a_relation_is_entered_once'); // it still holds
    expect(await relation({ from_day: '2025-01-01', to_day: '2026-01-01' })).toBe('a_relation_is_entered_once');
    expect(await relation({ from_day: '2025-01-01', to_day: '2025-01-31', a: parties[1], b: parties[0] })).toBe('not refused'); // the other is employed by the one
    expect(await relation({ kind: 'family' })).toBe('not refused');
    expect(await relation({ kind: 'family', a: parties[1], b: parties[0] })).toBe('a_relation_is_entered_once'); // of each other
    expect(await relation({ foundation: 999, from_day: '2026-02-01' })).toMatch(/fkey$/);
  });

  it('are ended once, within their time, and never edited', async () => {
    expect(await relation({ kind: 'member-of', from_day: '2026-03-01', to_day: '2026-12-31' })).toBe('not refused');
    expect(await end('2026-02-28')).toBe('a_relation_ends_within_its_time');
    expect(await end('2027-01-01')).toBe('a_relation_ends_within_its_time');
    expect(await end('2026-05-31', '')).toBe('the_end_of_a_relation_names_its_source');
    expect(await end('2026-05-31')).toBe('not refused');
    expect(await end('2026-04-30')).toBe('a_relation_ends_once');
    for (const sql of [`UPDATE relation SET to_day = '2026-01-01'`, 'DELETE FROM relation', `UPDATE relation_end SET last_day = '2026-12-31'`, 'DELETE FROM relation_end']) {
      expect([sql, await tries(sql)]).toEqual([sql, DENIED]);
      expect([sql, await refusalOf(books.owner.query(sql))]).toEqual([sql, 'relations_are_never_rewritten']);
    }
  });

  it('are about parties told apart by their numbers', async () => {
    const party = (kind: string, name: string, code: string | null, person: number | null = null): Promise<string> => tries('INSERT INTO party (foundation, kind, name, code, person, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, now())', [books.foundation, kind, name, code, person, wang]);
    expect(await party('ghost', 'x', null)).toBe('a_party_is_a_person_or_a_body');
    expect(await party('person', ' ', null)).toBe('a_party_has_a_name');
    expect(await party('body', 'x', null, wang)).toBe('a_body_is_none_of_our_people');
    expect(await party('body', '另一家', '91310000MA1FL0X00B')).toBe('an_identity_belongs_to_one_party');
    expect(await party('person', '王芳', null, wang)).toBe('not refused');
    expect(await party('person', '王芳', null, wang)).toBe('one_of_our_people_is_one_party');
    expect(await tries(`UPDATE party SET code = 'X' WHERE id = $1`, [parties[1]])).toBe('an_identity_is_given_once');
    expect(await tries(`UPDATE party SET name = 'X'`)).toBe(DENIED);
  });
});

describe('appointments', () => {
  it('that ended at once stay ended, and claim no day after', async () => {
    const appoint = (from: string): Promise<string> => tries(`INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, 'cashier', $3)`, [wang, books.foundation, from]);
    const out = (to: string, at: string): Promise<string> => tries('UPDATE appointment SET to_day = $1, ended_at = $2 WHERE person = $3', [to, at, wang]);
    expect(await appoint('2026-06-29')).toBe('not refused');
    expect(await out('2026-06-30', '2026-06-29T02:00:00Z')).toBe('whoever_is_out_at_once_has_no_later_day');
    expect(await out('2026-06-29', '2026-06-29T02:00:00Z')).toBe('not refused');
    expect(await tries('UPDATE appointment SET ended_at = NULL WHERE person = $1', [wang])).toBe('whoever_is_out_stays_out');
  });
});
