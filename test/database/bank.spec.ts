import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Books, type Forged, openBooks, post, refusalOf, shown } from '../support/forged';

// Straight at the database, as the application's role: what no program of ours may do, whatever it thinks.

const DENIED = '42501';
let books: Books;
let li: number;
let zhao: number;

beforeAll(async () => {
  books = await openBooks();
  [li, zhao] = (await books.app.query<{ id: number }>(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('赵磊', 'Zhao Lei') RETURNING id`)).rows.map(({ id }) => id) as [number, number];
});
afterAll(() => books.close());

const gift = async (sum: bigint, { maker = null as number | null, place = books.bank, ...more }: Partial<Forged> & { maker?: number | null; place?: number } = {}): Promise<bigint> => {
  const [entry] = await post(books.app, [{ foundation: books.foundation, lines: [{ fund: books.lunch, account: '1002', debit: sum, place }, { fund: books.lunch, account: '410102', debit: -sum }], ...more }]);
  if (maker !== null) await books.app.query('INSERT INTO voucher_maker VALUES ($1, $2, $3)', [entry, books.foundation, maker]);
  return entry!;
};
const line = async (sum: bigint, day?: string): Promise<bigint> => (await shown(books.app, { foundation: books.foundation, place: books.bank, ...(day ? { day } : {}) }, sum))[0]!;
const match = async (lines: bigint[], entries: bigint[], { by = zhao, place = books.bank, foundation = books.foundation, at = '2026-06-12', client = books.app }: { by?: number; place?: number; foundation?: number; at?: string; client?: Client } = {}): Promise<bigint> =>
  (await client.query<{ match: bigint }>('SELECT bank_match($1, $2, $3, $4, $5, $6, $7, $8) AS match', [foundation, place, lines, entries, entries.map(() => 1), 'picked', by, at])).rows[0]!.match;
const undo = (id: bigint, foundation = books.foundation): Promise<unknown> => books.app.query('SELECT bank_unmatch($1, $2, $3, $4, $5)', [foundation, id, '对错了', zhao, '2026-06-13']);
/** As a closing does: it takes the month's row for itself. */
const seal = async (month: string, sealed = true): Promise<void> => {
  await books.owner.query('INSERT INTO accounting_period VALUES ($1, $2) ON CONFLICT DO NOTHING', [books.foundation, month]);
  await books.owner.query('BEGIN');
  await books.owner.query('SELECT FROM accounting_period WHERE foundation = $1 AND month = $2 FOR UPDATE', [books.foundation, month]);
  await books.owner.query('UPDATE accounting_period SET sealed_on = $3 WHERE foundation = $1 AND month = $2', [books.foundation, month, sealed ? '2026-07-03' : null]);
  await books.owner.query('COMMIT');
};

it('matches and undoings are written by their functions alone', async () => {
  for (const sql of [
    `INSERT INTO bank_match (foundation, place, month, why, matched_by, matched_at) VALUES (1, 1, '2026-06-01', 'x', 1, now())`, 'INSERT INTO bank_match_line VALUES (1, 1)', 'INSERT INTO bank_match_posting VALUES (1, 1, 1)',
    `INSERT INTO bank_match_undone VALUES (1, 'x', 1, now())`, 'DELETE FROM bank_match_undone', 'UPDATE bank_line SET sum = 1', 'DELETE FROM bank_line', 'UPDATE bank_statement SET closing = 1', 'UPDATE bank_mapping SET mapping = NULL', `SELECT month_is_sealed(1, '2026-06-01')`,
  ]) expect([sql, await refusalOf(books.app.query(sql))]).toEqual([sql, DENIED]);
  const kept = await line(5n);
  for (const sql of ['UPDATE bank_line SET sum = sum + 1', 'DELETE FROM bank_statement', 'TRUNCATE bank_match CASCADE', 'UPDATE bank_hold SET until = until']) expect([sql, await refusalOf(books.owner.query(sql))]).toEqual([sql, 'the_books_are_never_rewritten']);
  expect(await refusalOf(books.app.query(`INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT foundation, place, statement, 1, day, 1, reference FROM bank_line WHERE id = $1`, [kept]))).toBe('a_bank_line_stands_at_a_place_once');
  expect(await refusalOf(line(0n))).toBe('a_bank_line_moves_something');
  // a line of one house in the place of another
  expect(await refusalOf(shown(books.app, { foundation: books.foundation, place: books.other.bank }, 1n))).toContain('fkey');
});

it('what is open is known in whatever order entries are numbered, matched and undone', async () => {
  const number = (client: Client = books.owner): Promise<unknown> => client.query('SELECT ledger_number($1, 1000)', [books.foundation]);
  const open = async (entry: bigint, l: bigint): Promise<[string, string]> => {
    const { rows: [row] } = await books.app.query<{ postings: string; lines: string }>('SELECT (SELECT count(*)::text FROM open_posting WHERE entry = $1) AS postings, (SELECT count(*)::text FROM open_line WHERE line = $2) AS lines', [entry, l]);
    return [row!.postings, row!.lines];
  };
  const orders: readonly (readonly ('number' | 'match' | 'undo')[])[] = [['number', 'match', 'undo'], ['match', 'number', 'undo'], ['match', 'undo', 'number'], ['match', 'undo', 'match', 'number', 'undo']];
  for (const order of orders) {
    const [l, e] = [await line(77n), await gift(77n)];
    expect([order, await open(e, l)]).toEqual([order, ['1', '1']]);
    let made = 0n;
    let matched = false;
    for (const act of order) {
      if (act === 'number') await number();
      if (act === 'match') [made, matched] = [await match([l], [e]), true];
      if (act === 'undo') [matched] = [false, await undo(made)];
      expect([order, act, await open(e, l)]).toEqual([order, act, matched ? ['0', '0'] : ['1', '1']]);
    }
  }
  // one undoes while another numbers what was matched, and neither sees the other
  const [l, e] = [await line(78n), await gift(78n)];
  const made = await match([l], [e]);
  await books.owner.query('BEGIN');
  await number();
  await undo(made);
  await books.owner.query('COMMIT');
  expect(await open(e, l)).toEqual(['1', '1']);
});

it('a match joins equal sums of one place, each line and posting once', async () => {
  const [l, e] = [await line(100n), await gift(100n)];
  expect(await refusalOf(match([l], [await gift(101n)]))).toBe('a_match_joins_equal_sums');
  expect(await refusalOf(match([l], []))).toBe('a_match_joins_two_or_more');
  expect(await refusalOf(match([], []))).toBe('a_match_joins_two_or_more');
  expect(await refusalOf(match([l, l], [e]))).toBe('a_match_stays_at_one_place');
  expect(await refusalOf(match([l], [e, e]))).toBe('a_match_stays_at_one_place');
  expect(await refusalOf(match([l], [e], { place: books.clearing }))).toBe('a_match_stays_at_one_place');
  expect(await refusalOf(match([l], [e], { foundation: books.other.foundation, place: books.other.bank }))).toBe('a_match_stays_at_one_place');
  expect(await refusalOf(match([999_999n], [e]))).toBe('a_match_stays_at_one_place');
  await match([l], [e]);
  expect(await refusalOf(match([l], [await gift(100n)]))).toBe('a_line_belongs_to_one_match');
  expect(await refusalOf(match([await line(100n)], [e]))).toBe('a_posting_belongs_to_one_match');
  // one line in parts, and several lines that are one posting
  await match([await line(300n)], [await gift(100n), await gift(200n)]);
  await match([await line(60n), await line(40n)], [await gift(100n)]);
});

it('who recorded it does not match it, and finds no way around it', async () => {
  const l = await line(70n);
  const e = await gift(70n, { maker: li });
  expect(await refusalOf(match([l], [e], { by: li }))).toBe('who_recorded_it_does_not_match_it');
  expect(await refusalOf(match([await line(90n)], [e, await gift(20n)], { by: li }))).toBe('who_recorded_it_does_not_match_it');
  // a gift does not become the bank's by its source
  expect(await refusalOf(match([l], [await gift(70n, { maker: li, source: `bank-line:${l}` })], { by: li }))).toBe('who_recorded_it_does_not_match_it');
  // nor interest that was booked out of another line
  const interest = (of: bigint): Promise<bigint> => gift(70n, { maker: li, kind: 'interest', source: `bank-line:${of}`, lines: [{ fund: books.general, account: '1002', debit: 70n, place: books.bank }, { fund: books.general, account: '490101', debit: -70n }] });
  expect(await refusalOf(match([await line(70n)], [await interest(await line(70n))], { by: li }))).toBe('who_recorded_it_does_not_match_it');
  const own = await line(70n);
  await match([own], [await interest(own)], { by: li });
  await match([l], [e], { by: zhao });
});

it('is undone until its month is sealed, and made anew', async () => {
  const [l, e] = [await line(11n), await gift(11n)];
  const first = await match([l], [e]);
  expect(await refusalOf(undo(first, books.other.foundation))).toBe('an_undoing_names_its_match');
  await undo(first);
  expect(await refusalOf(undo(first))).toBe('a_match_is_undone_once');
  const second = await match([l], [e]);
  await seal('2026-06-01');
  try {
    expect(await refusalOf(undo(second))).toBe('a_match_of_a_sealed_month_stands');
    const [late, posting] = [await line(12n, '2026-06-30'), await (async () => { await seal('2026-06-01', false); const made = await gift(12n); await seal('2026-06-01'); return made; })()];
    expect(await refusalOf(match([late], [posting]))).toBe('a_sealed_month_takes_no_match');
    // what comes late is matched in the month that is open, and can be undone there
    await undo(await match([late], [posting], { at: '2026-07-04' }));
  } finally {
    await seal('2026-06-01', false);
  }
});

it('of two who match the same line at once the second waits, and finds what the first did', async () => {
  const [l, e, other] = [await line(13n), await gift(13n), await gift(13n)];
  const [wang, chen] = await Promise.all([books.another(), books.another()]);
  await wang.query('BEGIN');
  await match([l], [e], { client: wang });
  const second = refusalOf(match([l], [other], { client: chen, by: li }));
  expect(await Promise.race([second, sleep(100, 'waits')])).toBe('waits');
  await wang.query('COMMIT');
  expect(await second).toBe('a_line_belongs_to_one_match');
});

it('a month that is being sealed waits for a match under way, and takes none after', async () => {
  const [l, e] = [await line(14n), await gift(14n)];
  await books.app.query('BEGIN');
  const made = await match([l], [e]);
  const sealing = seal('2026-06-01');
  expect(await Promise.race([sealing.then(() => 'sealed'), sleep(100, 'waits')])).toBe('waits');
  await books.app.query('COMMIT');
  await sealing;
  expect(await refusalOf(undo(made))).toBe('a_match_of_a_sealed_month_stands');
  await seal('2026-06-01', false);
});

it('a contribution is confirmed by nothing but its own matched line, used once', async () => {
  const { rows: [recorded] } = await books.app.query<{ id: number }>(
    `INSERT INTO founding_contribution (foundation, founder, sum, reference, value_day, recorded_by, recorded_at) VALUES ($1, '示例物业', 500, 'r1', '2026-06-10', $2, now()) RETURNING id`, [books.foundation, li]);
  const founding = (): Promise<bigint> => gift(500n, { kind: 'founding contribution', lines: [{ fund: books.original, account: '1002', debit: 500n, place: books.bank }, { fund: books.original, account: '310101', debit: -500n }] });
  const confirm = (entry: bigint, its: bigint | null, by = zhao): Promise<unknown> =>
    books.app.query('INSERT INTO founding_confirmation (contribution, recorded_by, confirmed_by, confirmed_at, entry, line) VALUES ($1, $2, $3, now(), $4, $5)', [recorded!.id, li, by, entry, its]);
  const [entry, l] = [await founding(), await line(500n)];
  expect(await refusalOf(confirm(entry, null))).toBe('a_contribution_rests_on_a_bank_line');
  expect(await refusalOf(confirm(entry, l))).toBe('a_contribution_is_the_money_of_its_bank_line');
  // matched by somebody else than who confirms it
  const made = await match([l], [entry], { by: li });
  expect(await refusalOf(confirm(entry, l))).toBe('a_contribution_is_the_money_of_its_bank_line');
  await undo(made);
  const right = await match([l], [entry]);
  expect(await refusalOf(confirm(await founding(), l))).toBe('a_contribution_is_the_money_of_its_bank_line');
  await confirm(entry, l);
  expect(await refusalOf(undo(right))).toBe('a_contribution_keeps_its_bank_line');
});

it('unidentified money is explained by another, once and whole', async () => {
  const receipt = await gift(800n, { maker: li, kind: 'unidentified receipt', lines: [{ fund: books.general, account: '1002', debit: 800n, place: books.bank }, { fund: books.general, account: '220901', debit: -800n }] });
  const identified = (sum: bigint): Promise<bigint> => gift(sum, { kind: 'money identified', lines: [{ fund: books.general, account: '220901', debit: sum }, { fund: books.general, account: '410101', debit: -sum }] });
  const identify = (entry: bigint, by: number): Promise<unknown> => books.app.query(`INSERT INTO money_identification VALUES ($1, $2, '来电', $3, now(), $4)`, [receipt, books.foundation, by, entry]);
  const whole = await identified(800n);
  expect(await refusalOf(identify(whole, li))).toBe('who_booked_it_does_not_identify_it');
  await gift(800n, { kind: 'unidentified receipt', lines: [{ fund: books.general, account: '1002', debit: 800n, place: books.bank }, { fund: books.general, account: '220901', debit: -800n }] });
  expect(await refusalOf(identify(await identified(799n), zhao))).toBe('an_identification_takes_the_whole_receipt');
  await identify(whole, zhao);
  expect(await refusalOf(identify(whole, zhao))).toBe('unidentified_money_is_identified_once');
  expect((await books.app.query('SELECT owed_by_cost($1) AS owed', [receipt])).rows).toEqual([{ owed: 0n }]);
});

it('a fee of the bank is nothing but what its line took: by no other line, sum, account or turn', async () => {
  const fact = async (most: bigint): Promise<bigint> => (await books.app.query<{ id: bigint }>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, gen_random_uuid()::text, $2, '2026-06-10') RETURNING id`, [books.foundation, most])).rows[0]!.id;
  const fee = async (its: string, sum: bigint): Promise<bigint> => (await post(books.app, [{ foundation: books.foundation, kind: 'bank fee', fact: await fact(sum), source: its, lines: [{ fund: books.general, account: '1002', debit: -sum, place: books.bank }, { fund: books.general, account: '5301', debit: sum }] }]))[0]!;
  const taken = async (its: string, sum: bigint, lines: bigint[], by = li): Promise<bigint> => {
    await books.app.query('BEGIN');
    try {
      const entry = await fee(its, sum);
      await match(lines, [entry], { by });
      await books.app.query('COMMIT');
      return entry;
    } catch (error) {
      await books.app.query('ROLLBACK');
      throw error;
    }
  };
  const l = await line(-15n);
  for (const its of ['x', `bank-line:${l}`, `voucher:${l}`, 'bank-line:999999']) expect([its, await refusalOf(fee(its, 15n))]).toEqual([its, 'a_bank_fee_is_what_its_line_took']);
  expect(await refusalOf(taken(`bank-line:${l}`, 14n, [l]))).toBe('a_match_joins_equal_sums');
  expect(await refusalOf(taken(`bank-line:${l}`, 15n, [await line(-15n)]))).toBe('a_bank_fee_is_what_its_line_took');
  const entry = await taken(`bank-line:${l}`, 15n, [l]);
  // undone, the entry stands: the line does not pay for a second one
  await undo((await books.app.query<{ match: bigint }>('SELECT match FROM matched_line WHERE line = $1', [l])).rows[0]!.match);
  expect(await refusalOf(taken(`bank-line:${l}:2`, 15n, [l]))).toBe('a_bank_fee_is_what_its_line_took');
  await match([l], [entry]);
});

it('without a line nothing meets but what takes back; what was reversed meets its reversal and no line', async () => {
  const payment = async (sum: bigint): Promise<bigint> => gift(-sum, { kind: 'refund', lines: [{ fund: books.lunch, account: '1002', debit: -sum, place: books.bank }, { fund: books.lunch, account: '410102', debit: sum }] });
  const reversal = (of: bigint, sum: bigint, client: Client = books.app): Promise<bigint[]> => post(client, [{ foundation: books.foundation, kind: 'reversal', reverses: of, note: '记错了', lines: [{ fund: books.lunch, account: '1002', debit: -sum, place: books.bank }, { fund: books.lunch, account: '410102', debit: sum }] }]);
  const e = await gift(77n);
  expect(await refusalOf(match([], [e, await payment(77n)]))).toBe('a_match_without_a_line_corrects_something');
  const l = await line(77n);
  const made = await match([l], [e]);
  expect(await refusalOf(reversal(e, 77n))).toBe('what_is_matched_is_not_reversed');
  await undo(made);
  const [mirror] = await reversal(e, 77n);
  expect(await refusalOf(match([l], [e]))).toBe('what_is_reversed_meets_its_reversal');
  expect(await refusalOf(match([await line(-77n)], [mirror!]))).toBe('what_is_reversed_meets_its_reversal');
  await match([], [e, mirror!]);
});

it('of one who matches and one who reverses at once the second waits, and finds what the first did', async () => {
  const reverse = (of: bigint, client: Client): Promise<bigint[]> => post(client, [{ foundation: books.foundation, kind: 'reversal', reverses: of, note: '记错了', lines: [{ fund: books.lunch, account: '1002', debit: -78n, place: books.bank }, { fund: books.lunch, account: '410102', debit: 78n }] }]);
  const [wang, chen] = await Promise.all([books.another(), books.another()]);
  const [first, second] = [await gift(78n), await gift(78n)];
  const [one, two] = [await line(78n), await line(78n)];
  await wang.query('BEGIN');
  await match([one], [first], { client: wang });
  const reversing = refusalOf(reverse(first, chen));
  expect(await Promise.race([reversing, sleep(200, 'waits')])).toBe('waits');
  await wang.query('COMMIT');
  expect(await reversing).toBe('what_is_matched_is_not_reversed');

  await wang.query('BEGIN');
  await reverse(second, wang);
  await wang.query('SET CONSTRAINTS ALL IMMEDIATE');
  const matching = refusalOf(match([two], [second], { client: chen }));
  expect(await Promise.race([matching, sleep(200, 'waits')])).toBe('waits');
  await wang.query('COMMIT');
  expect(await matching).toBe('what_is_reversed_meets_its_reversal');
});
