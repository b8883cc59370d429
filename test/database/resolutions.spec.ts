import type { Client } from 'pg';
import { type Books, openBooks, refusalOf } from '../support/forged';

// As the application's own role, past everything that the program asks.
let books: Books;
let li: number;
let zhao: number;
let numbers = 0;

beforeAll(async () => {
  books = await openBooks();
  [li, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id")).rows.map(({ id }) => id) as [number, number];
});
afterAll(() => books.close());

const resolution = async (more: Record<string, unknown> = {}, client: Client = books.app): Promise<number> => {
  const columns: Record<string, unknown> = {
    foundation: books.foundation, body: 'council', majority: 'ordinary', number: `决 ${++numbers}`, day: '2026-11-20', subject: '同意设立基金', entitled: 9, present: 6, votes_for: 4, votes_against: 2, recorded_by: li, recorded_at: '2026-11-20', ...more };
  const names = Object.keys(columns);
  return (await client.query<{ id: number }>(`INSERT INTO resolution (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns))).rows[0]!.id;
};
const confirm = (id: number, by = zhao, majority = 'ordinary', client: Client = books.app) =>
  client.query(`INSERT INTO resolution_confirmation (resolution, foundation, body, majority, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, 'council', $3, $4, $5, now())`, [id, books.foundation, majority, li, by]);
const paper = async (id: number, nth = 1): Promise<bigint> => {
  const content = Buffer.from(`%PDF-1.7 ${id} ${nth}`);
  return (await books.app.query<{ id: bigint }>(`INSERT INTO paper (foundation, resolution, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, $3, '决议.pdf', 'application/pdf', sha256($4::bytea), $4::bytea, $5, now()) RETURNING id`,
    [books.foundation, id, nth, content, li])).rows[0]!.id;
};

it('is carried by those whom its body needs, on a day that has come', async () => {
  expect(await refusalOf(resolution({ present: 5, votes_for: 5, votes_against: 0 }))).toBe('a_resolution_rests_on_a_quorum');
  expect(await refusalOf(resolution({ votes_for: 3, votes_against: 3 }))).toBe('a_resolution_was_carried_by_its_majority');
  expect(await refusalOf(resolution({ majority: 'investment', votes_for: 5, votes_against: 1 }))).toBe('a_resolution_was_carried_by_its_majority');
  expect(await refusalOf(resolution({ present: 10 }))).toBe('a_resolution_counts_its_voters');
  expect(await refusalOf(resolution({ votes_for: 5, votes_against: 2 }))).toBe('a_resolution_counts_its_voters');
  expect(await refusalOf(resolution({ body: 'households', majority: 'special' }))).toBe('a_body_decides_by_its_rule');
  expect(await refusalOf(resolution({ day: '2099-01-01' }))).toBe('a_resolution_is_not_of_a_day_to_come');
  expect(await refusalOf(resolution({ subject: ' ' }))).toBe('a_resolution_says_what_was_decided');
  await resolution({ number: '同号' });
  expect(await refusalOf(resolution({ number: '同号' }))).toBe('a_resolution_is_recorded_once');
});

it('is compared with its signed paper by a second person, once', async () => {
  const id = await resolution();
  expect(await refusalOf(confirm(id))).toBe('a_resolution_shows_its_signed_paper');
  const first = await paper(id);
  expect(await refusalOf(confirm(id, li))).toBe('nobody_confirms_the_resolution_they_recorded');
  expect(await refusalOf(confirm(id, zhao, 'investment'))).not.toBe('nothing was refused');
  await confirm(id);
  expect(await refusalOf(confirm(id))).toBe('a_resolution_is_confirmed_once');
  expect(await refusalOf(books.app.query("INSERT INTO resolution_withdrawal VALUES ($1, '错了', $2, now())", [id, li]))).toBe('a_confirmed_resolution_stands');
  const without = (which: bigint) => books.app.query("INSERT INTO paper_withdrawal VALUES ($1, $2, now(), '拍糊了')", [which, li]);
  expect(await refusalOf(without(first))).toBe('a_signed_paper_is_replaced_first');
  await paper(id, 2);
  await without(first);
});

it('is taken back only before, and stays as it was entered', async () => {
  const id = await resolution();
  await paper(id);
  await books.app.query("INSERT INTO resolution_withdrawal VALUES ($1, '票数抄错', $2, now())", [id, li]);
  expect(await refusalOf(confirm(id))).toBe('a_withdrawn_resolution_stays_withdrawn');
  for (const sql of ['UPDATE resolution SET votes_for = 9', 'DELETE FROM resolution', 'DELETE FROM resolution_confirmation', 'UPDATE resolution_rule SET votes_parts = 1', "INSERT INTO fund_kind VALUES (1, 'restricted', 'purse')"])
    await expect(books.app.query(sql)).rejects.toThrow(/permission denied/);
});
