import { type Books, openBooks, refusalOf } from '../support/forged';

let books: Books;
let wang: number;
let sun: number;
beforeAll(async () => {
  books = await openBooks();
  [wang, sun] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('王芳', 'Wang Fang'), ('孙丽', 'Sun Li') RETURNING id")).rows.map(({ id }) => id) as [number, number];
});
afterAll(() => books.close());

const appoint = (role: string, { person = wang, from = '2026-01-01', to = null as string | null, by = null as number | null } = {}): Promise<string> =>
  refusalOf(books.app.query('INSERT INTO appointment (person, foundation, role, from_day, to_day, appointed_by) VALUES ($1, $2, $3, $4, $5, $6)', [person, books.foundation, role, from, to, by]));

describe('appointments', () => {
  it('are of a known role, not by oneself, and an auditor’s has a last day', async () => {
    expect(await appoint('boss')).toBe('a_role_is_one_we_know');
    expect(await appoint('cashier', { by: wang })).toBe('nobody_appoints_themselves');
    expect(await appoint('auditor')).toBe('an_auditor_has_a_last_day');
    expect(await appoint('cashier', { from: '2026-02-01', to: '2026-01-31' })).toBe('an_appointment_ends_after_it_begins');
  });

  it('keep apart what one person may not be at once', async () => {
    expect(await appoint('bookkeeper', { to: '2026-03-31', by: sun })).toBe('not refused');
    expect(await appoint('bookkeeper', { from: '2026-03-31' })).toBe('an_office_is_held_once_a_day');
    expect(await appoint('cashier', { from: '2026-03-31' })).toBe('a_cashier_keeps_no_books');
    for (const role of ['administrator', 'supervisor']) expect([role, await appoint(role, { from: '2026-03-01' })]).toEqual([role, 'whoever_watches_or_administers_has_no_other_office']);
    expect(await appoint('secretary-general')).toBe('not refused');
    expect(await appoint('supervisor', { person: sun })).toBe('not refused');
    expect(await appoint('administrator', { person: sun })).toBe('whoever_watches_or_administers_has_no_other_office');
    // afterwards they may
    expect(await appoint('cashier', { from: '2026-04-01' })).toBe('not refused');
  });

  it('are only ended by the application', async () => {
    expect(await refusalOf(books.app.query('UPDATE appointment SET role = $1', ['administrator']))).toBe('42501');
    expect(await refusalOf(books.app.query('UPDATE person SET name = $1', ['x']))).toBe('42501');
  });
});

describe('keys', () => {
  it('are one person’s, kept as they should be', async () => {
    const insert = (person: number, login: string, hash: string | null = null, secret: Buffer | null = null): Promise<string> =>
      refusalOf(books.app.query('INSERT INTO credential (person, login, password_hash, totp_secret) VALUES ($1, $2, $3, $4)', [person, login, hash, secret]));
    expect(await insert(wang, 'Wang Fang')).toBe('a_sign_in_name_is_plain');
    expect(await insert(wang, 'wangfang', 'in the clear', Buffer.from('x'))).toBe('a_password_is_kept_as_argon2id');
    expect(await insert(wang, 'wangfang', '$argon2id$v=19$m=19456,t=2,p=1$x')).toBe('password_and_second_factor_come_together');
    expect(await insert(wang, 'wangfang')).toBe('not refused');
    expect(await insert(sun, 'wangfang')).toBe('a_sign_in_name_belongs_to_one_person');
    expect(await refusalOf(books.app.query("UPDATE credential SET login = 'sunli'"))).toBe('42501');
  });

  it('have an end', async () => {
    expect(await refusalOf(books.app.query("INSERT INTO session (key, person, address, begun_at, ends_at) VALUES ('x', $1, '', now(), now())", [wang]))).toBe('a_session_has_an_end');
    expect(await refusalOf(books.app.query("INSERT INTO enrolment (token_hash, person, foundation, totp_secret, made_at, ends_at) VALUES ('x', $1, $2, 'x', now(), now())", [wang, books.foundation]))).toBe('an_enrolment_link_has_an_end');
    expect(await refusalOf(books.app.query("INSERT INTO session (key, person, address, begun_at, ends_at) VALUES ('x', $1, '', now(), now() + interval '1 hour')", [wang]))).toBe('not refused');
    expect(await refusalOf(books.app.query("UPDATE session SET ends_at = 'infinity'"))).toBe('42501');
    expect(await refusalOf(books.app.query("UPDATE enrolment SET ends_at = 'infinity'"))).toBe('42501');
  });

  it('leave a trail that the application can only add to', async () => {
    expect(await refusalOf(books.app.query("INSERT INTO audit_event (foundation, at, what) VALUES ($1, now(), 'nothing')", [books.foundation]))).toBe('an_audit_event_is_of_a_known_kind');
    expect(await refusalOf(books.app.query("INSERT INTO audit_event (foundation, at, what) VALUES ($1, now(), 'signed-in')", [books.foundation]))).toBe('not refused');
    for (const sql of ['UPDATE audit_event SET at = now()', 'DELETE FROM audit_event', 'TRUNCATE audit_event']) expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, '42501']);
  });
});
