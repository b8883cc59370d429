import type { Client } from 'pg';
import { type Books, openBooks, refusalOf } from '../support/forged';

// As the application's own role, past everything that the program asks.
let books: Books;
let li: number;
let parties: number[];
const councils = {} as Record<'community' | 'court' | 'elsewhere', number>;

beforeAll(async () => {
  books = await openBooks();
  [{ id: li }] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min') RETURNING id")).rows as [{ id: number }];
  parties = (await books.app.query<{ id: number }>("INSERT INTO party (foundation, kind, name, entered_by, entered_at) SELECT $1, CASE WHEN n = 9 THEN 'body' ELSE 'person' END, '居民' || n, $2, now() FROM generate_series(0, 9) n RETURNING id", [books.foundation, li])).rows.map(({ id }) => id);
  councils.community = await council({ kind: 'community', code: 'liuyin' });
  councils.court = await council({ kind: 'group', code: 'court', community: councils.community });
  councils.elsewhere = await council({ kind: 'group', code: 'elsewhere' });
});
afterAll(() => books.close());

async function insert(table: string, columns: Record<string, unknown>, client: Client = books.app): Promise<number> {
  const names = Object.keys(columns);
  return (await client.query<{ id: number }>(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING *`, Object.values(columns))).rows[0]!.id;
}
const by = (): Record<string, unknown> => ({ foundation: books.foundation, recorded_by: li, recorded_at: '2026-11-20' });
const council = (more: Record<string, unknown>): Promise<number> => insert('residents_council', { ...by(), name: '议事会', english_name: 'Council', area: '柳荫街', from_day: '2026-01-01', ...more });
const seat = (of: number, party: number, more: Record<string, unknown> = {}, client = books.app): Promise<number> =>
  insert('residents_council_seat', { ...by(), council: of, party: parties[party], display: 'masked', chairs: false, official: false, constituency: null, chosen_by: '推选', from_day: '2026-03-01', until_day: '2028-12-31', ...more }, client);
const rule = (from: string, more: Record<string, unknown> = {}): Promise<number> =>
  insert('residents_council_rule', { ...by(), council: councils.court, from_day: from, quorum_parts: 4, quorum_of: 5, votes_parts: 1, votes_of: 2, counted_of: 'entitled', more_than: true, secret: true, proxies: false, tables: ['member'], notice_days: 7, objection_days: 7, source: '规则', ...more });

it('a council is of a kind, has its own address, and a community’s stands beneath none', async () => {
  expect(await refusalOf(council({ kind: 'street', code: 'x' }))).toBe('a_residents_council_is_of_a_known_kind');
  expect(await refusalOf(council({ kind: 'group', code: 'court' }))).toBe('a_residents_council_has_its_own_address');
  expect(await refusalOf(council({ kind: 'community', code: 'y', community: councils.community }))).toBe('a_community_council_stands_beneath_no_other');
  expect(await refusalOf(council({ kind: 'group', code: 'y', community: councils.court }))).not.toBe('nothing was refused');
});

it('somebody sits there once at a time, one of them chairs, and each is a person', async () => {
  await seat(councils.court, 0, { chairs: true, until_day: '2026-12-31' });
  expect(await refusalOf(seat(councils.court, 0, { from_day: '2026-12-31' }))).toBe('somebody_sits_on_a_council_once');
  await seat(councils.court, 0, { from_day: '2027-01-01' });
  expect(await refusalOf(seat(councils.court, 1, { chairs: true, from_day: '2026-12-31' }))).toBe('a_residents_council_has_one_chair_a_day');
  await seat(councils.court, 1, { chairs: true, from_day: '2027-01-01' });
  expect(await refusalOf(seat(councils.court, 9))).toBe('whoever_sits_on_a_council_is_a_person');
  expect(await refusalOf(seat(councils.court, 2, { from_day: '2025-12-31' }))).toBe('a_seat_lies_within_the_time_of_its_council');
  expect(await refusalOf(seat(councils.court, 2, { until_day: '2026-02-28' }))).toBe('a_seat_on_a_council_ends_after_it_begins');
});

it('whoever speaks for a courtyard was chosen from its council', async () => {
  expect(await refusalOf(seat(councils.community, 0))).toBe('a_resident_on_it_speaks_for_a_group');
  expect(await refusalOf(seat(councils.court, 3, { constituency: councils.court }))).toBe('only_a_community_council_has_voices_of_groups');
  expect(await refusalOf(seat(councils.community, 0, { constituency: councils.elsewhere }))).toBe('a_voice_is_of_a_group_of_its_community');
  expect(await refusalOf(seat(councils.community, 3, { constituency: councils.court }))).toBe('a_voice_is_chosen_from_the_members_of_its_group');
  await seat(councils.community, 0, { constituency: councils.court });
  await seat(councils.community, 3, { official: true });
});

it('of two who seat the same person at once one is refused', async () => {
  const another = await books.another();
  await books.app.query('BEGIN');
  await another.query('BEGIN');
  await seat(councils.elsewhere, 4);
  const second = refusalOf(seat(councils.elsewhere, 4, {}, another));
  await books.app.query('COMMIT');
  expect(await second).toBe('somebody_sits_on_a_council_once');
  await another.query('ROLLBACK');
  await another.end();
});

it('rules follow each other, and their parts are parts', async () => {
  expect(await refusalOf(rule('2025-12-31'))).toBe('a_rule_of_a_council_begins_with_it');
  await rule('2026-01-01');
  await rule('2026-06-01', { recorded_at: '2026-05-20', tables: ['residents'], counted_of: 'all', more_than: false, votes_parts: 1, votes_of: 1 });
  expect(await refusalOf(rule('2026-06-01'))).toBe('rules_of_a_council_follow_each_other');
  expect(await refusalOf(rule('2026-03-01'))).toBe('rules_of_a_council_follow_each_other');
  // those by which it begins are entered afterwards; any later ones begin in time
  expect(await refusalOf(rule('2026-11-19'))).toBe('a_rule_begins_today_or_later');
  for (const parts of [{ quorum_parts: 0 }, { quorum_parts: 6 }, { votes_parts: 2, votes_of: 2 }]) expect(await refusalOf(rule('2027-01-01', parts))).toBe('parts_of_a_council_are_parts');
  expect(await refusalOf(rule('2027-01-01', { tables: [] }))).toBe('somebody_may_table');
  expect(await refusalOf(rule('2027-01-01', { tables: ['the street'] }))).toBe('somebody_may_table');
  expect(await refusalOf(rule('2027-01-01', { notice_days: 91 }))).toBe('days_of_notice_are_few');
});

it('what is entered is ended and never edited', async () => {
  const id = await seat(councils.elsewhere, 5);
  expect(await refusalOf(insert('residents_council_seat_end', { ...by(), seat: id, last_day: '2029-01-01', why: '搬走' }))).toBe('a_term_is_shortened_not_prolonged');
  await insert('residents_council_seat_end', { ...by(), seat: id, last_day: '2026-11-01', why: '搬走' });
  expect(await refusalOf(insert('residents_council_seat_end', { ...by(), seat: id, last_day: '2026-10-01', why: '搬走' }))).toBe('a_seat_on_a_council_ends_once');
  expect(await refusalOf(insert('residents_council_end', { ...by(), council: councils.community, last_day: '2027-12-31', why: '合并' }))).toBe('the_groups_of_a_community_council_end_first');
  await insert('residents_council_end', { ...by(), council: councils.elsewhere, last_day: '2027-12-31', why: '拆迁' });
  expect(await refusalOf(seat(councils.elsewhere, 6))).toBe('a_seat_lies_within_the_time_of_its_council');
  expect(await refusalOf(rule('2028-01-01', { council: councils.elsewhere }))).toBe('an_ended_council_adopts_no_rules');
  for (const table of ['residents_council', 'residents_council_rule', 'residents_council_seat', 'residents_council_seat_end', 'residents_council_end'])
    expect(await refusalOf(books.owner.query(`DELETE FROM ${table}`))).toBe('the_books_are_never_rewritten');
});

it('a courtyard stands beneath what stands, also when one ends the community’s council while another enters a courtyard', async () => {
  const above = await council({ kind: 'community', code: 'above' });
  const another = await books.another();
  await books.app.query('BEGIN');
  await insert('residents_council_end', { ...by(), council: above, last_day: '2026-12-31', why: '合并' });
  const late = refusalOf(insert('residents_council', { ...by(), name: '议事会', english_name: 'Council', area: '柳荫街', from_day: '2026-11-20', kind: 'group', code: 'late', community: above }, another));
  await books.app.query('COMMIT');
  expect(await late).toBe('a_courtyard_stands_beneath_what_stands');
  await another.end();
});
