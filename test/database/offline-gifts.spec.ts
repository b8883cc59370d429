import { Client } from 'pg';
import { GIVING_CHECKS } from '../../src/giving/checks';
import { type Books, openBooks, post, refusalOf } from '../support/forged';

// As the application's own role, past everything that the program asks: what the database itself refuses.
let books: Books;
let li: number;
let zhao: number;
let box: number;
let keys = 0;

beforeAll(async () => {
  books = await openBooks();
  [li, zhao] = (await books.app.query<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id")).rows.map(({ id }) => id) as [number, number];
  box = (await books.app.query<{ id: number }>(`INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1001', 'cash', 'cash', 'cash') RETURNING id`, [books.foundation])).rows[0]!.id;
});
afterAll(() => books.close());

const one = async <T extends object>(sql: string, values: unknown[] = [], client: Client = books.app): Promise<T> => (await client.query<T>(sql, values)).rows[0]!;
const gift = async (way: string, more: Record<string, unknown> = {}): Promise<bigint> => {
  const columns: Record<string, unknown> = {
    foundation: books.foundation, no: `GF-${++keys}`, form_key: `form-${keys}`, way, channel: way === 'cash' ? 'counter' : way, fund: books.lunch, place: way === 'cash' ? box : way === 'goods' ? null : books.bank,
    sum: way === 'cash' ? null : 10_000, day: '2026-11-21', recorded_by: li, recorded_at: '2026-11-21', ...(way === 'goods' ? { proof: 'invoice', proof_name: '1' } : {}), ...more,
  };
  const names = Object.keys(columns);
  const { id } = await one<{ id: bigint }>(`INSERT INTO offline_gift (${names.join(', ')}) VALUES (${names.map((_, at) => `$${at + 1}`).join(', ')}) RETURNING id`, Object.values(columns));
  if (way === 'goods' && columns.proof) await shows(id);
  return id;
};
/** What proves a value can be looked at. */
const shows = (id: bigint): Promise<unknown> => books.app.query(`INSERT INTO paper (foundation, gift, nth, name, media_type, hash, content, added_by, added_at) SELECT $1, $2, 1, '1.pdf', 'application/pdf', sha256(x), x, $3, now() FROM (SELECT '%PDF-1'::bytea AS x)`, [books.foundation, id, li]);
const count = (id: bigint, round: number, turn: number, person: number, pieces: (number | null)[] = [1, 0, 0, 0, 0, 0, 0, 0], client: Client = books.app) =>
  client.query('INSERT INTO cash_count (gift, round, turn, person, counted_at, pieces) VALUES ($1, $2, $3, $4, now(), $5)', [id, round, turn, person, pieces]);
const end = (id: bigint, what: string, by: number, more: { sum?: bigint; entry?: bigint; reason?: string } = {}, client: Client = books.app) =>
  client.query('INSERT INTO offline_gift_end (gift, what, by_person, at, sum, entry, reason) VALUES ($1, $2, $3, now(), $4, $5, $6)', [id, what, by, more.sum, more.entry, more.reason]);
const entry = async (kind: string, account: string, { place = null as number | null, debit = 10_000n } = {}): Promise<bigint> => {
  const lines = [{ fund: books.lunch, account, debit, place }, { fund: books.lunch, account: '410102', debit: -debit }];
  return (await post(books.app, [{ foundation: books.foundation, kind, day: '2026-11-21', source: `forged:${++keys}`, lines }]))[0]!;
};

describe('a gift', () => {
  it('says what its way must say', async () => {
    expect(await refusalOf(gift('cash', { sum: 100 }))).toBe('cash_is_counted_and_not_said');
    expect(await refusalOf(gift('goods', { place: books.bank }))).toBe('only_money_lies_in_a_place');
    expect(await refusalOf(gift('goods', { proof: null, proof_name: null }))).toBe('what_has_no_proof_is_worth_one_yuan');
    expect(await refusalOf(gift('goods', { proof: 'hearsay' }))).toBe('a_proof_is_of_a_known_kind');
    expect(await refusalOf(gift('subsidy', { channel: 'government', proof: 'purchase-contract', proof_name: '1' }))).toBe('the_contract_decides');
    expect(await refusalOf(gift('service', { place: null, proof: 'invoice', proof_name: '1' }))).toBe('work_serves_something');
    expect(await refusalOf(gift('transfer', { recorded_by: null }))).toBe('a_person_records_or_a_donor_announces');
    await gift('transfer');
    expect(await refusalOf(gift('transfer', { form_key: `form-${keys}` }))).toBe('a_form_records_one_gift');
    expect(await refusalOf(gift('gold'))).toBe('an_offline_gift_comes_in_a_known_way');
  });

  it('is never edited, nor what has become of it', async () => {
    const id = await gift('cash');
    await count(id, 1, 1, li);
    for (const sql of ['UPDATE offline_gift SET sum = 1', 'UPDATE cash_count SET pieces = NULL', 'DELETE FROM cash_count', 'DELETE FROM offline_gift', 'DELETE FROM offline_gift_end', 'INSERT INTO cash_difference VALUES (1, 1, 1, 1, now())', 'DELETE FROM cash_difference', 'UPDATE fiscal_receipt SET number = 1', 'DELETE FROM fiscal_receipt_void', 'UPDATE cash_banking SET sum = 1', 'UPDATE transfer_account SET number = 1'])
      expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, '42501']);
  });
});

describe('cash', () => {
  it('is counted by two people, in order', async () => {
    const id = await gift('cash');
    expect(await refusalOf(count(id, 1, 2, li))).toBe('cash_is_counted_again_when_counts_differ');
    for (const pieces of [[0, 0, 0, 0, 0, 0, 0, 0], [1], [-1, 0, 0, 0, 0, 0, 0, 200], [null, 1, 0, 0, 0, 0, 0, 0]]) expect([pieces, await refusalOf(count(id, 1, 1, li, pieces))]).toEqual([pieces, 'a_count_names_pieces']);
    await count(id, 1, 1, li);
    expect(await refusalOf(count(id, 1, 2, li))).toBe('two_people_count_cash');
    expect(await refusalOf(count(id, 2, 1, li))).toBe('cash_is_counted_again_when_counts_differ');
    await count(id, 1, 2, zhao, [0, 2, 0, 0, 0, 0, 0, 0]); // the same sum in other notes is not the same pile
    expect(await one('SELECT first_sum, second_sum FROM cash_difference WHERE gift = $1', [id])).toEqual({ first_sum: 10_000n, second_sum: 10_000n });
    expect(await refusalOf(count(await gift('cheque'), 1, 1, li))).toBe('only_cash_is_counted');
  });

  it('is booked when the last two counts agree, with their sum and by the second of the two', async () => {
    const id = await gift('cash');
    const booked = await entry('cash gift', '1001', { place: box });
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 10_000n, entry: booked }))).toBe('cash_is_booked_when_two_counts_agree');
    await count(id, 1, 1, li);
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 10_000n, entry: booked }))).toBe('cash_is_booked_when_two_counts_agree');
    await count(id, 1, 2, zhao);
    expect(await refusalOf(end(id, 'booked', li, { sum: 10_000n, entry: booked }))).toBe('cash_is_booked_when_two_counts_agree');
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 9_000n, entry: booked }))).toBe('cash_is_booked_when_two_counts_agree');
    const other = await entry('cash gift', '1001', { place: box, debit: 9_000n });
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 10_000n, entry: other }))).toBe('a_gift_is_booked_as_it_was_recorded');
    expect(await refusalOf(end(id, 'booked', zhao))).toBe('a_gift_is_booked_as_it_was_recorded');
    expect(await refusalOf(end(id, 'withdrawn', zhao, { reason: ' ' }))).toBe('what_comes_to_nothing_has_its_reason');
    await end(id, 'booked', zhao, { sum: 10_000n, entry: booked });
    expect(await refusalOf(end(id, 'withdrawn', zhao, { reason: 'x' }))).toBe('an_offline_gift_ends_once');
    expect(await refusalOf(count(id, 2, 1, li))).toBe('an_offline_gift_ends_once');
  });

  it('of 50,000 yuan says who brings it', async () => {
    const id = await gift('cash');
    for (const [turn, person] of [[1, li], [2, zhao]] as const) await count(id, 1, turn, person, [500, 0, 0, 0, 0, 0, 0, 0]);
    const large = await entry('cash gift', '1001', { place: box, debit: 5_000_000n });
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 5_000_000n, entry: large }))).toBe('a_large_cash_gift_says_who_brings_it');
  });

  it('two second counts at the same moment are one, and a withdrawal does not pass a count', async () => {
    const [a, b] = [await books.another(), await books.another()];
    const id = await gift('cash');
    await count(id, 1, 1, li);
    await a.query('BEGIN');
    await count(id, 1, 2, zhao, [1, 0, 0, 0, 0, 0, 0, 0], a);
    await b.query('BEGIN');
    const wang = (await one<{ id: number }>("INSERT INTO person (name, english_name) VALUES ('王建国', 'Wang') RETURNING id")).id;
    const late = refusalOf(count(id, 1, 2, wang, [2, 0, 0, 0, 0, 0, 0, 0], b));
    await a.query('COMMIT');
    expect(await late).toBe('a_count_is_made_once');
    await b.query('ROLLBACK');

    const other = await gift('cash');
    await count(other, 1, 1, li);
    await a.query('BEGIN');
    await end(other, 'withdrawn', li, { reason: '登记错了' }, a);
    await b.query('BEGIN');
    const counting = refusalOf(count(other, 1, 2, zhao, [1, 0, 0, 0, 0, 0, 0, 0], b));
    await a.query('COMMIT');
    expect(await counting).toBe('an_offline_gift_ends_once');
    await b.query('ROLLBACK');
  });
});

describe('everything else', () => {
  it('is booked by somebody other than who recorded it, once, whoever is faster', async () => {
    const id = await gift('goods');
    const booked = await entry('goods gift', '1201');
    expect(await refusalOf(end(id, 'booked', li, { sum: 10_000n, entry: booked }))).toBe('whoever_records_a_gift_does_not_book_it');
    expect(await refusalOf(end(id, 'booked', zhao, { sum: 20_000n, entry: booked }))).toBe('a_gift_is_booked_as_it_was_recorded');
    const [a, b] = [await books.another(), await books.another()];
    const twice = await entry('goods gift', '1201');
    await a.query('BEGIN');
    await end(id, 'booked', zhao, { sum: 10_000n, entry: booked }, a);
    await b.query('BEGIN');
    const late = refusalOf(end(id, 'booked', zhao, { sum: 10_000n, entry: twice }, b));
    await a.query('COMMIT');
    expect(await late).toBe('an_offline_gift_ends_once');
    await b.query('ROLLBACK');
    expect(await refusalOf(books.app.query(`INSERT INTO offline_gift_reversal VALUES ($1, $2, now(), 'x', $3)`, [id, li, twice]))).toBe('whoever_records_a_gift_does_not_reverse_it');
    expect(await refusalOf(books.app.query(`INSERT INTO offline_gift_reversal VALUES ($1, $2, now(), 'x', $3)`, [id, zhao, twice]))).toBe('a_reversal_mirrors_its_gift');
    expect(await refusalOf(books.app.query(`INSERT INTO offline_gift_reversal VALUES ($1, $2, now(), 'x', $3)`, [await gift('goods'), zhao, twice]))).toBe('only_a_booked_gift_is_reversed');

    const issue = (sum: number, sheet: string, client: Client = books.app) =>
      client.query<{ id: bigint }>(`INSERT INTO goods_issue (gift, sum, day, words, sheet, recorded_by, recorded_at) VALUES ($1, $2, '2026-11-21', 'x', $3, $4, now()) RETURNING id`, [id, sum, sheet, li]);
    await a.query('BEGIN');
    await issue(6_000, '1', a);
    await b.query('BEGIN');
    const more = refusalOf(issue(6_000, '2', b));
    await a.query('COMMIT');
    expect(await more).toBe('no_more_goods_are_issued_than_were_given');
    await b.query('ROLLBACK');
    expect(await refusalOf(books.app.query(`INSERT INTO goods_issue_booking SELECT id, recorded_by, recorded_by, now(), $1 FROM goods_issue`, [twice]))).toBe('nobody_books_the_issue_they_recorded');
    expect(await refusalOf(books.app.query(`INSERT INTO goods_issue_booking SELECT id, $2, $3, now(), $1 FROM goods_issue`, [twice, zhao, li]))).toBe('goods_issue_booking_issue_recorded_by_fkey');
    expect(await refusalOf(books.app.query(`INSERT INTO offline_gift_reversal VALUES ($1, $2, now(), 'x', $3)`, [id, zhao, twice]))).toBe('issued_goods_are_not_reversed');
  });

  it('only a cheque is handed in, and bounces there', async () => {
    const cheque = await gift('cheque');
    expect(await refusalOf(end(cheque, 'bounced', zhao, { reason: 'x' }))).toBe('only_a_cheque_at_the_bank_bounces');
    const hand = (id: bigint) => books.app.query(`INSERT INTO cheque_handing VALUES ($1, '2026-11-21', $2, now())`, [id, li]);
    expect(await refusalOf(hand(await gift('cash')))).toBe('only_a_cheque_is_handed_in');
    await hand(cheque);
    expect(await refusalOf(hand(cheque))).toBe('a_cheque_is_handed_in_once');
    await end(cheque, 'bounced', zhao, { reason: '存款不足' });
  });
});

describe('cash on its way', () => {
  const banking = (sum: number, slip: string, client: Client = books.app, from = box) =>
    client.query<{ id: number }>(`INSERT INTO cash_banking (foundation, cash, bank, sum, day, slip, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, '2026-11-21', $5, $6, now()) RETURNING id`, [books.foundation, from, books.bank, sum, slip, li]);

  it('is no more than lies in the box, also when two take it at the same moment', async () => {
    const { left } = await one<{ left: bigint }>(`SELECT sum(debit)::bigint AS left FROM posting WHERE place = $1`, [box]);
    expect(await refusalOf(banking(Number(left) + 1, 'A'))).toBe('no_more_is_banked_than_lies_in_the_box');
    expect(await refusalOf(banking(1, 'A', books.app, books.bank))).toBe('cash_goes_from_the_box_to_the_bank');
    const [a, b] = [await books.another(), await books.another()];
    await a.query('BEGIN');
    await banking(Number(left), 'A', a);
    await b.query('BEGIN');
    const late = refusalOf(banking(1, 'B', b));
    await a.query('COMMIT');
    expect(await late).toBe('no_more_is_banked_than_lies_in_the_box');
    await b.query('ROLLBACK');
  });

  it('is confirmed by another person, or withdrawn, not both', async () => {
    const { id } = await one<{ id: number }>('SELECT id FROM cash_banking');
    const booked = await entry('cash gift', '1001', { place: box });
    const confirm = (by: number, client: Client = books.app) => client.query('INSERT INTO cash_banking_confirmation VALUES ($1, $2, $3, now(), $4)', [id, li, by, booked]);
    expect(await refusalOf(confirm(li))).toBe('nobody_confirms_the_banking_they_recorded');
    const [a, b] = [await books.another(), await books.another()];
    await a.query('BEGIN');
    await a.query(`INSERT INTO cash_banking_withdrawal VALUES ($1, $2, now(), 'x')`, [id, li]);
    await b.query('BEGIN');
    const late = refusalOf(confirm(zhao, b));
    await a.query('COMMIT');
    expect(await late).toBe('a_banking_ends_once');
    await b.query('ROLLBACK');
  });

  it('the account that donors see was said by two', async () => {
    const account = await one<{ id: number }>(`INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, 'x', '62220000', $3, now()) RETURNING id`, [books.foundation, books.bank, li]);
    expect(await refusalOf(books.app.query('INSERT INTO transfer_account_confirmation VALUES ($1, $2, $2, now())', [account.id, li]))).toBe('nobody_confirms_the_account_they_entered');
    expect(await refusalOf(books.app.query('INSERT INTO transfer_account_confirmation VALUES ($1, $2, $3, now())', [account.id, zhao, li]))).toBe('transfer_account_confirmation_account_entered_by_fkey');
    expect(await refusalOf(books.app.query(`INSERT INTO transfer_account (foundation, place, bank, number, entered_by, entered_at) VALUES ($1, $2, 'x', '6222-0000', $3, now())`, [books.foundation, books.bank, li]))).toBe('an_account_number_is_digits');
  });
});

describe('fiscal receipts', () => {
  const paid = async (name: string | null, more: { proof?: string | null } = {}): Promise<bigint> => {
    const id = await gift('goods', more.proof === null ? { proof: null, proof_name: null, sum: 100 } : {});
    const sum = more.proof === null ? 100n : 10_000n;
    const booked = await entry('goods gift', '1201', { debit: sum });
    await end(id, 'booked', zhao, { sum, entry: booked });
    return (await one<{ id: bigint }>(
      `WITH o AS (INSERT INTO donor (name, phone) VALUES ($3, '13800000000') RETURNING id),
         d AS (INSERT INTO donation (id, no, foundation, fund, amount, donor, wants_receipt, lang, token_hash, begun_at, expires_at) SELECT gen_random_uuid(), $4::text, $1, $2, $6, id, true, 'zh', convert_to($4::text, 'UTF8'), now(), now() FROM o RETURNING id)
       INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry, channel) SELECT $4::text, id, $1, $2, $6, now(), $5, 'goods' FROM d RETURNING id`,
      [books.foundation, books.lunch, name, `paid-${++keys}`, booked, sum])).id;
  };
  const issue = (payment: bigint, number: string, { code = '31060126', check = 'a1b2c3', instead = null as bigint | null } = {}, client: Client = books.app) =>
    client.query<{ id: bigint }>(`INSERT INTO fiscal_receipt (foundation, payment, code, number, check_code, issued_on, instead_of, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, '2026-11-21', $6, $7, now()) RETURNING id`,
      [books.foundation, payment, code, number, check, instead, li]);

  it('are one a gift, as the fiscal system gave it, and a chain when one is void', async () => {
    const [payment, other] = [await paid('周明'), await paid('吴芳')];
    expect(await refusalOf(issue(payment, '1'))).toBe('a_fiscal_number_has_ten_digits');
    expect(await refusalOf(issue(payment, '0000000001', { code: '1' }))).toBe('a_fiscal_code_has_eight_digits');
    expect(await refusalOf(issue(payment, '0000000001', { check: '-----6' }))).toBe('a_fiscal_check_code_has_six_characters');
    const [a, b] = [await books.another(), await books.another()];
    await a.query('BEGIN');
    const first = (await issue(payment, '0000000001', {}, a)).rows[0]!.id;
    await b.query('BEGIN');
    const late = refusalOf(issue(payment, '0000000002', {}, b));
    await a.query('COMMIT');
    expect(await late).toBe('a_gift_has_one_fiscal_receipt');
    await b.query('ROLLBACK');
    expect(await refusalOf(issue(other, '0000000001'))).toBe('a_fiscal_number_is_used_once');
    expect(await refusalOf(issue(payment, '0000000002', { instead: first }))).toBe('a_new_receipt_follows_a_void_one');
    await books.app.query(`INSERT INTO fiscal_receipt_void VALUES ($1, $2, '抬头写错', $3, now())`, [first, payment, li]);
    expect(await refusalOf(issue(payment, '0000000002'))).toBe('a_gift_has_one_fiscal_receipt');
    expect(await refusalOf(issue(other, '0000000003', { instead: first }))).toBe('a_new_receipt_follows_a_void_one');
    await issue(payment, '0000000002', { instead: first });
    expect(await refusalOf(issue(payment, '0000000004', { instead: first }))).toBe('a_void_receipt_is_replaced_once');
  });

  it('are not for what names nobody, nor for goods without proof', async () => {
    expect(await refusalOf(issue(await paid(null), '0000000021'))).toBe('a_fiscal_receipt_names_its_payer');
    expect(await refusalOf(issue(await paid('周明', { proof: null }), '0000000022'))).toBe('without_proof_of_value_no_fiscal_receipt');
  });
});

describe('the named checks', () => {
  const run = async (name: string): Promise<string[]> => (await GIVING_CHECKS.find((check) => check.name === name)!.run({ query: async (sql: string, values?: unknown[]) => (await books.owner.query(sql, values)).rows as never })).map(({ detail }) => detail);
  const tamper = async (name: string, sql: string): Promise<string[]> => {
    await books.owner.query('BEGIN');
    try {
      await books.owner.query(sql);
      return await run(name);
    } finally {
      await books.owner.query('ROLLBACK');
    }
  };

  it('see what the owner alters', async () => {
    const two = 'every-offline-gift-is-booked-by-two-people';
    expect(await run(two)).toEqual([]);
    expect(await tamper(two, `UPDATE cash_count SET pieces = '{2,0,0,0,0,0,0,0}' WHERE turn = 2 AND gift IN (SELECT gift FROM offline_gift_end WHERE what = 'booked')`)).toHaveLength(1);
    expect(await tamper(two, 'UPDATE offline_gift g SET recorded_by = e.by_person FROM offline_gift_end e WHERE e.gift = g.id AND g.way = \'goods\'')).not.toEqual([]);
    expect(await tamper(two, 'UPDATE offline_gift_end SET sum = sum + 1')).not.toEqual([]);
    const rests = 'every-offline-entry-rests-on-its-gift';
    expect(await run(rests)).toEqual([]);
    expect(await tamper(rests, `ALTER TABLE journal_entry DISABLE TRIGGER USER; UPDATE journal_entry SET source = 'offline-gift:999' WHERE id = (SELECT max(id) FROM journal_entry WHERE NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.entry = journal_entry.id))`)).toEqual(['offline-gift:999']);
    const standing = 'a-gift-has-one-fiscal-receipt-that-stands';
    expect(await run(standing)).toEqual([]);
    expect(await tamper(standing, 'ALTER TABLE fiscal_receipt DROP CONSTRAINT a_new_receipt_follows_a_void_one; DELETE FROM fiscal_receipt_void')).toEqual(['0000000001, 0000000002']);
  });
});
