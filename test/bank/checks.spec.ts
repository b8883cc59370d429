import { Client } from 'pg';
import { BANK_CHECKS } from '../../src/bank/checks';
import { FOUNDING_CHECKS } from '../../src/foundations/checks';
import type { Asks } from '../../src/ledger/checks';
import { type Books, openBooks, story } from '../support/books';

// Somebody who owns the database alters what the bank has shown, behind everybody's back. Each check must see it.

let books: Books;
let owner: Client;

beforeAll(async () => {
  books = await openBooks();
  await story(books);
  owner = new Client({ connectionString: books.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await books.close();
});

const asOwner: Asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
const CHECKS = [...BANK_CHECKS, ...FOUNDING_CHECKS.filter(({ name }) => name === 'every-contribution-rests-on-its-bank-line')];

const TAMPERINGS: readonly (readonly [check: string, sql: string])[] = [
  ['statements-of-a-place-join-on', 'UPDATE bank_statement SET opening = 0, closing = 1'],
  ['a-place-equals-its-statement', 'UPDATE bank_line SET sum = sum + 1'],
  ['a-match-joins-equal-sums', 'UPDATE bank_line SET sum = sum - 1'],
  ['a-match-joins-equal-sums', 'UPDATE bank_line SET place = (SELECT max(id) FROM place)'],
  ['nothing-is-matched-twice', 'INSERT INTO bank_match (foundation, place, month, why, matched_by, matched_at) SELECT foundation, place, month, why, matched_by, now() FROM bank_match; INSERT INTO bank_match_line SELECT (SELECT max(id) FROM bank_match), line FROM bank_match_line'],
  ['nothing-is-matched-twice', 'INSERT INTO bank_match (foundation, place, month, why, matched_by, matched_at) SELECT foundation, place, month, why, matched_by, now() FROM bank_match; INSERT INTO bank_match_posting SELECT (SELECT max(id) FROM bank_match), entry, posting FROM bank_match_posting'],
  ['nobody-matches-what-they-recorded', 'UPDATE bank_match SET matched_by = (SELECT maker FROM voucher_maker LIMIT 1)'],
  ['a-bank-fee-is-what-its-line-took', "UPDATE journal_entry SET kind = 'bank fee' WHERE id = (SELECT max(entry) FROM matched_posting)"],
  ['what-is-reversed-is-not-matched-with-the-bank', "UPDATE journal_entry SET kind = 'reversal', note_commitment = 'x', reverses = (SELECT min(entry) FROM matched_posting) WHERE id = (SELECT max(id) FROM journal_entry)"],
  ['what-is-open-is-known', 'INSERT INTO bank_match_undone SELECT id, why, matched_by, now() FROM bank_match LIMIT 1; DELETE FROM line_to_match'],
  ['what-is-open-is-known', 'INSERT INTO bank_match_undone SELECT id, why, matched_by, now() FROM bank_match LIMIT 1; DELETE FROM posting_to_match; DELETE FROM entry_to_number'],
  ['what-is-open-is-known', 'UPDATE bank_line_month SET sum = sum + 1'],
  ['what-is-open-is-known', "INSERT INTO place_month SELECT id, '2020-01-01', 1 FROM place LIMIT 1"],
  ['what-is-open-is-known', "INSERT INTO match_span SELECT id, place, '2020-01-01', '2020-01-02' FROM bank_match ON CONFLICT (match) DO UPDATE SET last = match_span.last + 1"],
  ['every-contribution-rests-on-its-bank-line', "INSERT INTO bank_match_undone SELECT id, 'x', matched_by, now() FROM bank_match"],
  ['every-contribution-rests-on-its-bank-line', 'UPDATE bank_line SET sum = 1'],
];

it('all hold of what was written, and every one is tried', async () => {
  for (const check of CHECKS) expect([check.name, await check.run(books.db)]).toEqual([check.name, []]);
  expect([...new Set(TAMPERINGS.map(([name]) => name))].sort()).toEqual(CHECKS.map(({ name }) => name).sort());
});

it.each(TAMPERINGS)('%s: %s', async (name, sql) => {
  await owner.query('BEGIN');
  try {
    for (const table of ['bank_statement', 'bank_line', 'bank_match', 'journal_entry']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const key of ['bank_line_statement_place_foundation_fkey']) await owner.query(`ALTER TABLE bank_line DROP CONSTRAINT ${key}`);
    await owner.query(sql);
    const offences = await CHECKS.find((check) => check.name === name)!.run(asOwner);
    expect(offences.length).toBeGreaterThan(0);
    expect(offences.every(({ detail }) => detail.length > 0)).toBe(true);
  } finally {
    await owner.query('ROLLBACK');
  }
});
