import { Client } from 'pg';
import { CLOSING_CHECKS } from '../../src/ledger/closing-checks';
import type { Draft } from '../../src/ledger/draft';
import { bankGift, costAccepted } from '../../src/ledger/entries';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { Worker } from '../../src/platform/worker';
import { firstDay, nextMonth } from '../../src/rules/day';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import type { Done } from '../support/clerk';
import { allMet, ask, Clerks, enter } from '../support/clerks';
import { refusalOf } from '../support/forged';

// The laws of vouchers and of closing, tried past the application; and two processes that close a month while others post into it.

const AT = '2026-11-21T04:00:00Z';
let books: Books;
let app: Client;
let owner: Client;
let clerks: Clerks;
/** 李敏 keeps the books, 周晓 too; 陈静 the cash; 王建国 is the secretary-general, 马超 administers. */
const people: Record<'li' | 'zhou' | 'chen' | 'wang' | 'ma', number> = {} as never;
let sources = 0;

beforeAll(async () => {
  books = await openBooks();
  await books.app.get(Worker).onApplicationShutdown();
  [app, owner] = await Promise.all([books.config.databaseUrl, books.ownerUrl].map(async (connectionString) => {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  })) as [Client, Client];
  for (const [key, name, role] of [['li', '李敏', 'bookkeeper'], ['zhou', '周晓', 'bookkeeper'], ['chen', '陈静', 'cashier'], ['wang', '王建国', 'secretary-general'], ['ma', '马超', 'administrator']] as const) {
    people[key] = (await app.query<{ id: number }>('INSERT INTO person (name, english_name) VALUES ($1, $1) RETURNING id', [name])).rows[0]!.id;
    await app.query("INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, $3, '2020-01-01')", [people[key], books.foundation, role]);
  }
  clerks = await Clerks.hire(2, books.config);
});
afterAll(async () => {
  await clerks?.dismiss();
  await Promise.all([app?.end(), owner?.end()]);
  await books?.close();
});

const gift = (day: string, sum = 1_000n): Draft => bankGift({ day, source: `bank:${++sources}`, fund: books.lunch, sum, bank: books.bank });
const refused = (sql: string, values: readonly unknown[] = []): Promise<string> => refusalOf(app.query(sql, [...values]));
const sign = (month: string, who: number, upon: number | null): [string, unknown[]] => ['SELECT ledger_seal_month($1, $2, $3, $4, $5)', [books.foundation, firstDay(month), who, upon, AT]];
const signature = async (): Promise<number> => (await app.query<{ id: number }>('SELECT max(id) AS id FROM month_signature')).rows[0]!.id;
const check = (entry: bigint, who: number): Promise<string> => refused('SELECT voucher_check_one($1, $2, $3, $4)', [books.foundation, entry, who, AT]);
async function steps(month: string): Promise<void> {
  await app.query('SELECT voucher_check_machine_made($1, $2, $3, $4)', [books.foundation, firstDay(month), people.wang, AT]);
  for (const step of ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements']) await app.query('SELECT closing_step_do($1, $2, $3, $4, $5)', [books.foundation, firstDay(month), step, people.li, AT]);
}

describe('a voucher', () => {
  it('is not checked by its maker, nor by a cashier or an administrator, and once', async () => {
    const [made, other] = await books.post(gift('2024-01-05'), gift('2024-01-06'));
    await books.within((tx) => books.app.get(Vouchers).made(tx, books.foundation, people.li, [made!]));
    expect(await check(made!, people.li)).toBe('whoever_made_a_voucher_does_not_check_it');
    expect(await check(made!, people.chen)).toBe('whoever_checks_vouchers_answers_for_the_books');
    expect(await check(made!, people.ma)).toBe('whoever_checks_vouchers_answers_for_the_books');
    expect(await check(9_999_999n, people.zhou)).toBe('a_check_is_of_a_voucher_of_this_foundation');
    expect(await check(made!, people.zhou)).toBe('not refused');
    expect(await check(made!, people.wang)).toBe('a_voucher_is_checked_once');
    // nobody becomes the maker of what they have checked as the system's
    expect(await check(other!, people.zhou)).toBe('not refused');
    expect(await refused('INSERT INTO voucher_maker VALUES ($1, $2, $3)', [other, books.foundation, people.zhou])).toBe('a_voucher_is_made_before_it_is_checked');
    // nor writes a check past the function
    expect(await refused("INSERT INTO voucher_check VALUES ($1, $2, '2024-01-01', NULL, $3, now())", [made, books.foundation, people.li])).toBe('42501');
    expect(await refusalOf(owner.query('UPDATE voucher_check SET checker = checker'))).toBe('the_books_are_never_rewritten');
    // the constraint says so to the owner as well
    const [mine] = await books.post(gift('2024-01-07'));
    await books.within((tx) => books.app.get(Vouchers).made(tx, books.foundation, people.li, [mine!]));
    expect(await refusalOf(owner.query("INSERT INTO voucher_check VALUES ($1, $2, '2024-01-01', $3, $3, now())", [mine, books.foundation, people.li]))).toBe('whoever_made_a_voucher_does_not_check_it');
    expect(await check(mine!, people.wang)).toBe('not refused');
  });

  it('that the system made is checked in bulk by somebody who made none of that month', async () => {
    await books.post(gift('2024-01-08'));
    await books.seal();
    const bulk = (who: number): Promise<string> => refused("SELECT voucher_check_machine_made($1, '2024-01-01', $2, $3)", [books.foundation, who, AT]);
    expect(await bulk(people.li)).toBe('whoever_made_vouchers_of_a_month_checks_none_of_it_in_bulk');
    expect(await bulk(people.chen)).toBe('whoever_checks_vouchers_answers_for_the_books');
    expect(await bulk(people.wang)).toBe('not refused');
  });
});

describe('a proposal', () => {
  const propose = async (kind: string, lines: object[], more: { pays?: bigint; by?: number } = {}): Promise<number> => (await app.query<{ id: number }>(
    `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, pays, proposed_by, proposed_at) VALUES ($1, $2, $2, '2024-01-20', '2024-01-20', '午餐', $3, $4, $5, $6) RETURNING id`,
    [books.foundation, kind, JSON.stringify(lines), more.pays ?? null, more.by ?? people.li, AT])).rows[0]!.id;
  const decide = (proposal: number, by: number, entry: bigint | null, { proposedBy = people.li, decision = 'approved', why = null as string | null } = {}): Promise<string> =>
    refused('INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, why, entry) VALUES ($1, $2, $3, $4, $5, $6, $7)', [proposal, proposedBy, decision, by, AT, why, entry]);
  const line = (account: string, debit: string, place: number | null = null): object => ({ fund: books.lunch.id, account, standard: 2004, debit, place, promise: null });
  const lunches = (): object[] => [line('5101', '300'), line('2202', '-300')];

  it('is decided once, by somebody else, in office, and booked as it was read', async () => {
    const cost = (sum: bigint): Draft => costAccepted({ day: '2024-01-20', source: `test:${++sources}`, fund: books.lunch, sum, for: 'programme' });
    const [right, wrong] = await books.post(cost(300n), cost(301n));
    const proposal = await propose('cost accepted', lunches());
    expect(await decide(proposal, people.li, right!)).toBe('nobody_decides_on_what_they_proposed');
    expect(await decide(proposal, people.li, right!, { proposedBy: people.zhou })).toMatch(/foreign|fkey/);
    expect(await decide(proposal, people.chen, right!)).toBe('whoever_checks_vouchers_answers_for_the_books');
    expect(await decide(proposal, people.wang, wrong!)).toBe('what_is_booked_is_what_was_proposed');
    expect(await decide(proposal, people.wang, null)).toBe('an_approved_proposal_is_booked');
    expect(await decide(proposal, people.wang, null, { decision: 'refused' })).toBe('a_refused_proposal_says_why');
    expect(await decide(proposal, people.wang, null, { decision: 'withdrawn', why: 'x' })).toBe('only_whoever_proposed_a_voucher_withdraws_it');
    expect(await decide(proposal, people.wang, right!)).toBe('not refused');
    expect(await decide(proposal, people.zhou, null, { decision: 'refused', why: 'x' })).toBe('a_proposal_is_decided_once');
    for (const sql of ['UPDATE voucher_proposal SET note = note', 'DELETE FROM voucher_decision', 'UPDATE fixed_asset SET cost = 1']) expect([sql, await refused(sql)]).toEqual([sql, '42501']);
    expect(await refusalOf(owner.query('UPDATE voucher_proposal SET lines = lines'))).toBe('the_books_are_never_rewritten');

    // no asset enters the register without its voucher
    expect(await refused("INSERT INTO fixed_asset (foundation, entry, fund, name, cost, residue, months, used_for, bought_on) VALUES ($1, $2, $3, '电饭锅', 300, 0, 36, 'programme', '2024-01-20')", [books.foundation, right, books.lunch.id]))
      .toBe('an_asset_enters_the_register_by_its_voucher');

    // who approves a cost has no hand in paying it, whether it is said which cost or not
    const [paid] = await books.post({ ...cost(1n), kind: 'payment', lines: [{ fund: books.lunch.id, account: '2202', debit: 300n, place: null, promise: null }, { fund: books.lunch.id, account: '1002', debit: -300n, place: books.bank, promise: null }] });
    const lines = [line('2202', '300'), line('1002', '-300', books.bank)];
    const payment = await propose('payment', lines, { pays: right! });
    expect(await decide(payment, people.wang, paid!)).toBe('whoever_approves_a_cost_does_not_pay_it');
    expect(await decide(await propose('payment', lines), people.wang, paid!)).toBe('whoever_approves_a_cost_does_not_pay_it');
    expect(await decide(await propose('payment', lines, { pays: right!, by: people.wang }), people.zhou, paid!, { proposedBy: people.wang })).toBe('whoever_approves_a_cost_does_not_pay_it');
    expect(await decide(payment, people.zhou, paid!)).toBe('not refused');
    // each as the application would have it
    for (const [entry, by] of [[right!, people.wang], [paid!, people.zhou]] as const) {
      await books.within((tx) => books.app.get(Vouchers).made(tx, books.foundation, people.li, [entry]));
      expect(await check(entry, by)).toBe('not refused');
    }
    // what is left undecided is withdrawn, or the month would stay open
    const { rows: left } = await app.query<{ id: number; proposed_by: number }>('SELECT p.id, p.proposed_by FROM voucher_proposal p WHERE NOT EXISTS (SELECT 1 FROM voucher_decision d WHERE d.proposal = p.id)');
    for (const { id, proposed_by } of left) expect(await decide(id, proposed_by, null, { proposedBy: proposed_by, decision: 'withdrawn', why: 'x' })).toBe('not refused');
  });
});

describe('a seal', () => {
  it('needs every step, both people, the order of months, and a month that is over', async () => {
    const first = (month: string, who = people.li): Promise<string> => refused(...sign(month, who, null));
    await books.post(gift('2024-02-03'));
    expect(await first('2024-02')).toBe('months_are_sealed_in_their_order');
    await books.seal();
    expect(await first('2024-02')).toBe('months_are_sealed_in_their_order');
    expect(await refused('UPDATE accounting_period SET sealed_on = now()')).toBe('42501');
    expect(await refused("INSERT INTO month_seal VALUES ($1, '2024-01-01', 1, 1, 2, 2, now(), 0)", [books.foundation])).toBe('42501');
    expect(await first('2024-01')).toBe('every_voucher_is_checked_before_the_seal');
    await app.query("SELECT voucher_check_machine_made($1, '2024-01-01', $2, $3)", [books.foundation, people.wang, AT]);
    expect(await first('2024-01')).toBe('restrictions_are_released_before_the_seal');
    await release('2024-01');
    expect(await first('2024-01')).toBe('every_entry_is_numbered_before_its_month_is_sealed');
    await books.seal();
    expect(await first('2024-01')).toBe('seven_steps_come_before_the_seal');
    await steps('2024-01');
    expect(await first('2024-01', people.chen)).toBe('whoever_closes_a_month_answers_for_the_books');
    expect(await first('2024-01', people.ma)).toBe('whoever_closes_a_month_answers_for_the_books');
    expect(await first('2026-11')).toBe('a_month_is_closed_when_it_is_over');
    expect(await first('2024-01')).toBe('not refused');
    const upon = await signature();
    expect(await refused(...sign('2024-01', people.li, upon))).toBe('two_people_seal_a_month');
    expect(await first('2024-01')).toBe('two_people_seal_a_month');
    expect(await refused(...sign('2024-01', people.wang, 9_999))).toBe('a_seal_rests_on_a_first_signature');
    expect(await refused(...sign('2024-01', people.chen, upon))).toBe('whoever_closes_a_month_answers_for_the_books');
    expect(await refused(...sign('2024-01', people.wang, upon))).toBe('not refused');
    expect(await refused(...sign('2024-01', people.zhou, upon))).toBe('a_month_is_sealed_once');
    expect(await refusalOf(owner.query("INSERT INTO month_seal SELECT foundation, '2024-02-01', first, first_signer, first, first_signer, sealed_at, entries FROM month_seal"))).toBe('two_people_seal_a_month');
    expect(await refused("SELECT closing_step_do($1, '2024-01-01', 'bank', $2, $3)", [books.foundation, people.li, AT])).toBe('a_month_is_sealed_once');
  });

  it('lapses when something is booked between the signatures', async () => {
    await steps('2024-02');
    expect(await refused(...sign('2024-02', people.li, null))).toBe('not refused');
    await books.post(gift('2024-02-20'));
    await books.seal();
    await steps('2024-02');
    expect(await refused(...sign('2024-02', people.wang, await signature()))).toBe('nothing_is_booked_between_two_signatures');
    expect(await refused(...sign('2024-02', people.wang, null))).toBe('not refused');
    expect(await refused(...sign('2024-02', people.zhou, await signature()))).toBe('not refused');
  });
});

describe('two processes', () => {
  it('a month is sealed while gifts are being posted into it: each is in it and signed for, or comes into the next', async () => {
    let month = '2024-03';
    let meetings = 0;
    for (let round = 0; round < 8; round++, month = nextMonth(month)) {
      await books.post(gift(`${month}-01`));
      await books.seal();
      await steps(month);
      await app.query(...sign(month, people.li, null));
      const gifts = Array.from({ length: 60 }, () => gift(`${month}-15`));
      const [[sealed], given] = (await clerks.together(ask(...sign(month, people.wang, await signature())), enter(...gifts))) as [[Done], Done[]];
      if (given.some((one) => allMet([sealed, one]))) meetings++;
      expect(given.filter(({ came }) => typeof came === 'string')).toEqual([]);
      const { rows: [now] } = await app.query<{ here: bigint; next: bigint; sealed: boolean }>(
        `SELECT count(*) FILTER (WHERE day = fact_day) AS here, count(*) FILTER (WHERE day = $3) AS next,
           EXISTS (SELECT 1 FROM month_seal WHERE foundation = $1 AND month = $2) AS sealed FROM journal_entry WHERE foundation = $1 AND fact_day = $2::date + 14`, [books.foundation, firstDay(month), firstDay(nextMonth(month))]);
      expect(now!.here + now!.next).toBe(60n);
      if (now!.sealed) expect([sealed.came, now!.here]).toEqual(['not refused', 0n]);
      else expect(['nothing_is_booked_between_two_signatures', 'every_entry_is_numbered_before_its_month_is_sealed', 'every_voucher_is_checked_before_the_seal', 'seven_steps_come_before_the_seal']).toContain(sealed.came);
      await books.seal();
      if (!now!.sealed) {
        await steps(month);
        await app.query(...sign(month, people.li, null));
        await app.query(...sign(month, people.zhou, await signature()));
      }
    }
    expect(meetings).toBeGreaterThan(2);
  }, 60_000);

  it('two sign at once: one is first and the other is told; then two seal at once, and it is sealed once', async () => {
    const { rows: [last] } = await app.query<{ month: string }>("SELECT to_char(max(month), 'YYYY-MM') AS month FROM month_seal");
    let month = nextMonth(last!.month);
    for (let round = 0; round < 4; round++, month = nextMonth(month)) {
      await books.post(gift(`${month}-02`));
      await books.seal();
      if (month.endsWith('-12')) break;
      await steps(month);
      const firsts = await clerks.together<string>(ask(...sign(month, people.li, null)), ask(...sign(month, people.zhou, null)));
      expect(firsts.flat().map(({ came }) => came).sort()).toEqual(['not refused', 'somebody_else_has_signed_meanwhile']);
      const upon = await signature();
      const signer = (await app.query<{ signer: number }>('SELECT signer FROM month_signature WHERE id = $1', [upon])).rows[0]!.signer;
      const other = signer === people.li ? people.zhou : people.li;
      const seconds = await clerks.together<string>(ask(...sign(month, people.wang, upon)), ask(...sign(month, other, upon)));
      expect(seconds.flat().map(({ came }) => came).sort()).toEqual(['a_month_is_sealed_once', 'not refused']);
    }
  }, 60_000);
});

describe('the named checks', () => {
  it('hold of all this', async () => {
    await books.seal();
    expect(await complaints(books)).toEqual({});
  });

  it.each([
    ['a-voucher-by-hand-rests-on-two-people', "UPDATE journal_entry SET source = 'voucher:99' WHERE id = (SELECT min(id) FROM journal_entry)"],
    ['a-voucher-by-hand-rests-on-two-people', 'UPDATE voucher_check SET checker = checker + 1 WHERE maker IS NOT NULL'],
    ['whoever-made-a-voucher-did-not-check-it', 'UPDATE voucher_maker SET maker = (SELECT checker FROM voucher_check c WHERE c.entry = voucher_maker.entry)'],
    ['whoever-made-a-voucher-did-not-check-it', 'INSERT INTO voucher_maker SELECT entry, foundation, checker FROM voucher_check WHERE maker IS NULL'],
    ['a-sealed-month-is-signed-by-two-and-takes-nothing-more', 'DELETE FROM month_seal'],
    ['a-sealed-month-is-signed-by-two-and-takes-nothing-more', 'UPDATE accounting_period SET sealed_on = NULL'],
    ['a-sealed-month-is-signed-by-two-and-takes-nothing-more', "UPDATE voucher_head SET last = last + 1 WHERE month = '2024-01-01'"],
    ['a-sealed-month-is-signed-by-two-and-takes-nothing-more', "DELETE FROM voucher_check WHERE month = '2024-02-01'"],
    ['who-checked-in-bulk-made-nothing-by-hand', "INSERT INTO month_bulk_check SELECT m.foundation, date_trunc('month', e.day), m.maker, now() FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry ORDER BY e.id LIMIT 1"],
    ['no-cost-is-paid-above-itself', `UPDATE voucher_proposal SET lines = jsonb_set(lines, '{0,debit}', '"999"') WHERE pays IS NOT NULL`],
    ['no-month-is-open-behind-a-sealed-one', "UPDATE accounting_period SET sealed_on = NULL WHERE month = '2024-01-01'"],
    ['an-asset-wears-as-the-register-says', `INSERT INTO fixed_asset (foundation, entry, fund, name, cost, residue, months, used_for, bought_on) SELECT foundation, id, (SELECT min(id) FROM fund), '电饭锅', 100, 0, 1, 'programme', day FROM journal_entry ORDER BY id LIMIT 1;
      UPDATE journal_entry SET source = 'depreciation:' || (SELECT max(id) FROM fixed_asset) || ':2024-01' WHERE id = (SELECT min(id) FROM journal_entry)`],
  ])('%s is seen to fail: %s', async (name, sql) => {
    await owner.query('BEGIN');
    try {
      for (const table of ['journal_entry', 'voucher_check', 'voucher_maker', 'month_seal', 'fixed_asset', 'voucher_proposal']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await owner.query('ALTER TABLE voucher_check DROP CONSTRAINT a_check_names_the_maker');
      await owner.query(sql);
      const found = await CLOSING_CHECKS.find((one) => one.name === name)!.run({ query: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows as never });
      expect(found.length).toBeGreaterThan(0);
    } finally {
      await owner.query('ROLLBACK');
    }
  });
});

/** As `Closings.release` does it. */
async function release(month: string): Promise<void> {
  const { rows } = await app.query<{ due: bigint }>('SELECT due FROM release_of_month($1, $2) WHERE due <> 0', [books.foundation, firstDay(month)]);
  const [entry] = await books.post({
    ...gift(`${month}-28`), kind: 'restriction released', party: null, lines: [{ fund: books.lunch.id, account: '3102', debit: rows[0]!.due, place: null, promise: null }, { fund: books.lunch.id, account: '3101', debit: -rows[0]!.due, place: null, promise: null }],
  });
  await books.within((tx) => books.app.get(Vouchers).made(tx, books.foundation, people.li, [entry!]));
}
