import { type Books, type Forged, openBooks, post, refusalOf, shown } from '../support/forged';

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books.close());

type Line = Forged['lines'][number];

const gift = (sum: bigint, fund = books.lunch): readonly Line[] => [{ fund, account: '1002', debit: sum, place: books.bank }, { fund, account: '410102', debit: -sum }];
const cost = (sum: bigint, fund = books.lunch, promise?: bigint): readonly Line[] => [
  { fund, account: '5101', debit: sum }, { fund, account: '2202', debit: -sum },
  ...(promise === undefined ? [] : [{ fund, account: 'Y02', debit: sum }, { fund, account: 'Y01', debit: -sum, promise }]),
];
const payment = (sum: bigint, fund = books.lunch): readonly Line[] => [{ fund, account: '2202', debit: sum }, { fund, account: '1002', debit: -sum, place: books.bank }];
const promised = (sum: bigint, fund = books.lunch): readonly Line[] => [{ fund, account: 'Y01', debit: sum }, { fund, account: 'Y02', debit: -sum }];
const fee = (sum: bigint, fund = books.lunch): readonly Line[] => [{ fund, account: '5401', debit: sum }, { fund, account: '1009', debit: -sum, place: books.clearing }];
const founding = (sum: bigint, fund = books.original): readonly Line[] => [{ fund, account: '1002', debit: sum, place: books.bank }, { fund, account: '310101', debit: -sum }];
const mirror = (lines: readonly Line[]): Line[] => lines.map((line) => ({ ...line, debit: -line.debit }));

const enter = async (draft: Forged): Promise<bigint> => (await post(books.app, [{ foundation: books.foundation, ...draft }]))[0]!;
const refused = (draft: Forged): Promise<string> => refusalOf(enter(draft));
const fact = async (most: bigint, foundation = books.foundation): Promise<bigint> =>
  (await books.app.query<{ id: bigint }>(`INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, gen_random_uuid()::text, $2, '2026-06-10') RETURNING id`, [foundation, most])).rows[0]!.id;
const guard = async (fund: number): Promise<Record<string, bigint>> => (await books.owner.query<Record<string, bigint>>('SELECT money, owed, promised, worth, floor, free, short FROM fund_balance WHERE fund = $1', [fund])).rows[0]!;

describe('an entry', () => {
  it('balances in each fund', async () => {
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n, place: books.bank }, { fund: books.lunch, account: '410102', debit: -99n }] })).toBe('an_entry_balances_in_each_fund');
    // balanced as a whole, but money moves from fund to fund without saying so
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n, place: books.bank }, { fund: books.lights, account: '410102', debit: -100n }] })).toBe('an_entry_balances_in_each_fund');
  });

  it('has lines, of funds that there are, each moving something', async () => {
    expect(await refused({ lines: [] })).toBe('an_entry_has_postings');
    expect(await refused({ lines: gift(100n, 999_999) })).toBe('every_posting_names_a_fund');
    expect(await refused({ lines: [...gift(100n), { fund: books.lunch, account: '410102', debit: 0n }] })).toBe('a_posting_moves_something');
  });

  it('is of a known kind, with the accounts and funds of its kind', async () => {
    expect(await refused({ kind: 'loan', lines: gift(100n) })).toBe('an_entry_is_of_a_known_kind');
    expect(await refused({ kind: 'payout', lines: gift(100n) })).toBe('a_kind_touches_only_its_classes_of_fund');
    expect(await refused({ lines: [{ fund: books.lunch, account: '1009', debit: 100n, place: books.clearing }, { fund: books.lunch, account: '410102', debit: -100n }] })).toBe('a_kind_uses_only_its_own_accounts');
    // 5201 was management cost until 2025 and is no account since
    expect(await refused({ kind: 'cost accepted', lines: [{ fund: books.lunch, account: '5201', debit: 100n }, { fund: books.lunch, account: '2202', debit: -100n }] })).toBe('an_account_belongs_to_the_standard_of_its_day');
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n, place: books.bank }, { fund: books.lunch, account: '410101', debit: -100n }] })).toBe('income_is_as_restricted_as_its_fund');
    expect(await refused({ lines: gift(100n, books.general) })).toBe('income_is_as_restricted_as_its_fund');
  });

  it('stays within its foundation', async () => {
    expect(await refused({ lines: gift(100n, books.other.fund) })).toBe('an_entry_stays_within_its_foundation');
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n, place: books.other.bank }, { fund: books.lunch, account: '410102', debit: -100n }] })).toBe('a_place_keeps_its_foundation_and_account');
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n, place: books.clearing }, { fund: books.lunch, account: '410102', debit: -100n }] })).toBe('a_place_keeps_its_foundation_and_account');
    expect(await refused({ lines: [{ fund: books.lunch, account: '1002', debit: 100n }, { fund: books.lunch, account: '410102', debit: -100n }] })).toBe('money_lies_in_a_place');
  });

  it('is written once for its source, whatever it says', async () => {
    await enter({ source: 'bank:1', lines: gift(100n) });
    expect(await refused({ source: 'bank:1', lines: gift(100n) })).toBe('one_entry_a_source');
    expect(await refused({ source: 'bank:1', lines: gift(200n) })).toBe('one_entry_a_source');
    expect(await refused({ source: 'bank:1\nbank:2', lines: gift(100n) })).toBe('a_source_is_one_line');
  });

  it('does not slip into a sealed month', async () => {
    await books.owner.query(`INSERT INTO accounting_period VALUES ($1, '2026-02-01', '2026-03-05')`, [books.foundation]);
    expect(await refused({ day: '2026-02-28', lines: gift(100n) })).toBe('a_sealed_month_takes_no_entry');
    expect(await refused({ day: '2026-03-01', lines: gift(100n) })).toBe('not refused');
  });
});

describe('a fund', () => {
  it('promises and pays only what it has', async () => {
    // goods are worth something, but no bill is paid with them
    await enter({ kind: 'goods gift', lines: [{ fund: books.lights, account: '1201', debit: 5_000n }, { fund: books.lights, account: '410102', debit: -5_000n }] });
    await enter({ lines: gift(10n, books.lights) });
    const { free } = await guard(books.lights);
    expect(await refused({ kind: 'promise', lines: promised(free! + 1n, books.lights) })).toBe('a_fund_promises_only_what_it_has');
    expect(await refused({ kind: 'cost accepted', lines: cost(free! + 1n, books.lights) })).toBe('a_fund_promises_only_what_it_has');
    expect(await refused({ kind: 'payment', lines: payment(1n, books.lights) })).toBe('nothing_owed_or_promised_is_negative');
    // a gift in the same run does not hide a spend from a fund that stays short
    expect(await refusalOf(post(books.app, [{ foundation: books.foundation, lines: gift(100n, books.lights) }, { foundation: books.foundation, kind: 'cost accepted', lines: cost(111n, books.lights) }]))).toBe('a_fund_promises_only_what_it_has');
  });

  it('does not pay a bill with the money of others', async () => {
    await enter({ lines: gift(100n, books.lights) });
    await enter({ kind: 'cost accepted', lines: cost(100n, books.lights) });
    await enter({ kind: 'payment fee', fact: await fact(50n), lines: fee(50n, books.lights) });
    expect(await refused({ kind: 'payment', lines: payment(100n, books.lights) })).toBe('a_fund_pays_with_its_own_money');
    await enter({ lines: gift(50n, books.lights) });
    await enter({ kind: 'payment', lines: payment(100n, books.lights) });
  });

  it('keeps a promise to its own fund and to its own sum', async () => {
    await enter({ lines: gift(1_000n) });
    await enter({ lines: gift(1_000n, books.lights) });
    const promise = await enter({ kind: 'promise', lines: promised(600n) });
    await enter({ kind: 'promise', lines: promised(100n, books.lights) });
    expect(await refused({ kind: 'cost accepted', lines: cost(601n, books.lunch, promise) })).toBe('a_promise_is_never_paid_above_itself');
    expect(await refused({ kind: 'cost accepted', lines: cost(100n, books.lights, promise) })).toBe('a_promise_is_kept_in_its_own_fund');
    expect(await refused({ kind: 'release', lines: [{ fund: books.lunch, account: 'Y02', debit: 1n }, { fund: books.lunch, account: 'Y01', debit: -1n, promise: 999_999n }] })).toBe('a_promise_is_kept_in_its_own_fund');
    const before = await guard(books.lunch);
    await enter({ kind: 'cost accepted', lines: cost(600n, books.lunch, promise) });
    expect((await guard(books.lunch)).free).toBe(before.free);
    expect(await refused({ kind: 'cost accepted', lines: cost(1n, books.lunch, promise) })).toBe('a_promise_is_never_paid_above_itself');
  });
});

describe('what the world has done', () => {
  it('is booked on its own fact, once, and not beyond it', async () => {
    expect(await refused({ kind: 'payment fee', lines: fee(10n) })).toBe('a_forced_entry_rests_on_an_outside_fact');
    expect(await refused({ kind: 'payment fee', fact: await fact(9n), lines: fee(10n) })).toBe('a_forced_entry_takes_no_more_than_its_fact');
    expect(await refused({ kind: 'payment fee', fact: await fact(10n, books.other.foundation), lines: fee(10n) })).toBe('a_fact_belongs_to_its_foundation');
    const told = await fact(10n);
    await enter({ kind: 'payment fee', fact: told, lines: fee(10n) });
    expect(await refused({ kind: 'payment fee', fact: told, lines: fee(10n) })).toBe('an_outside_fact_is_booked_once');
  });
});

describe('the original fund', () => {
  const SUM = 200_000_000n;
  let paidIn: bigint;
  const register = (sum: bigint, day = '2026-06-20'): Promise<unknown> => books.app.query(`SELECT foundation_register($1, $2, $3, '53310000MJ0000001G', 1, now())`, [books.foundation, day, sum]);

  it('gets its floor by registration alone, with all its money and papers', async () => {
    await books.app.query(`INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao')`);
    await enter({ kind: 'founding contribution', lines: founding(SUM - 1n) });
    expect(await refusalOf(register(SUM))).toBe('the_original_fund_is_paid_in_before_registering');
    paidIn = await enter({ kind: 'founding contribution', day: '2026-06-12', lines: founding(1n) });
    expect(await refusalOf(register(SUM, '2026-06-11'))).toBe('the_original_fund_is_paid_in_before_registering');
    expect(await refusalOf(register(SUM - 1n))).toBe('an_original_fund_reaches_the_lawful_sum');
    expect(await refusalOf(register(SUM, '2003-01-01'))).toBe('registering_rests_on_a_figure_in_force');
    const paper = (kind: string, day: string): Promise<unknown> => books.app.query(`INSERT INTO founding_paper (foundation, kind, name, day, recorded_by, recorded_at) VALUES ($1, $2, $2, $3, 1, now())`, [books.foundation, kind, day]);
    for (const kind of ['name-approval', 'charter', 'council-and-supervisor', 'full-time-staff']) await paper(kind, '2026-05-01');
    await paper('charter', '2026-05-02'); // five papers, but of four kinds
    // of the money, what the bank shows
    expect(await refusalOf(register(SUM))).toBe('registering_counts_what_the_bank_shows');
    for (const [sum, day] of [[SUM - 1n, '2026-06-10'], [1n, '2026-06-12']] as const) {
      const lines = await shown(books.app, { foundation: books.foundation, place: books.bank, day }, sum);
      await books.app.query(`SELECT bank_match($1, $2, $3, ARRAY[p.entry], ARRAY[p.line], 'picked', 2, '2026-06-15') FROM posting p WHERE p.fund = $4 AND p.debit = $5`, [books.foundation, books.bank, lines, books.original, sum]);
    }
    expect(await refusalOf(register(SUM))).toBe('registering_asks_for_all_papers');
    await paper('capital-verification', '2026-06-21');
    expect(await refusalOf(register(SUM))).toBe('registering_asks_for_all_papers');
    expect(await refusalOf(paper('promise', '2026-05-01'))).toBe('a_paper_is_of_a_known_kind');
    await register(SUM, '2026-06-21');
    expect((await guard(books.original)).floor).toBe(SUM);
    expect(await refusalOf(register(SUM, '2026-06-22'))).toBe('a_foundation_is_registered_once');
  });

  it('pays for nothing, by no kind of entry', async () => {
    for (const [kind, lines] of [['cost accepted', cost(1n, books.original)], ['payment', payment(1n, books.original)], ['promise', promised(1n, books.original)], ['payment fee', fee(1n, books.original)], ['bank gift', gift(1n, books.original)]] as const)
      expect([kind, await refused({ kind, fact: kind === 'payment fee' ? await fact(1n) : null, lines })]).toEqual([kind, 'a_kind_touches_only_its_classes_of_fund']);
    expect(await refused({ kind: 'founding contribution', lines: founding(1n, books.general) })).toBe('a_kind_touches_only_its_classes_of_fund');
    expect(await refused({ kind: 'reversal', reverses: paidIn, note: '想要回来', lines: mirror(founding(1n)) })).toBe('a_fund_keeps_its_floor');
  });

  it('is made good before the general fund spends on anything else', async () => {
    await enter({ lines: [{ fund: books.general, account: '1002', debit: 500n, place: books.bank }, { fund: books.general, account: '410101', debit: -500n }] });
    await enter({ kind: 'contribution bounced', fact: await fact(1n), lines: mirror(founding(1n)) });
    expect((await guard(books.original)).short).toBe(1n);
    expect(await refused({ kind: 'cost accepted', lines: cost(1n, books.general) })).toBe('a_shortfall_is_made_good_before_anything_is_spent');
    await enter({ kind: 'making good', lines: [
      { fund: books.general, account: '3101', debit: 1n }, { fund: books.general, account: 'Z01', debit: -1n }, { fund: books.original, account: 'Z01', debit: 1n }, { fund: books.original, account: '310101', debit: -1n },
    ] });
    expect(await refused({ kind: 'cost accepted', lines: cost(1n, books.general) })).toBe('not refused');
  });
});

describe('a reversal', () => {
  it('mirrors its entry, once, with a reason', async () => {
    const entry = await enter({ lines: gift(300n) });
    const reversal = { kind: 'reversal', reverses: entry, note: '记错了基金', lines: mirror(gift(300n)) };
    expect(await refused({ ...reversal, lines: mirror(gift(299n)) })).toBe('a_reversal_mirrors_its_entry');
    expect(await refused({ ...reversal, lines: mirror(gift(300n, books.lights)) })).toBe('a_reversal_mirrors_its_entry');
    expect(await refused({ ...reversal, note: null })).toBe('a_reversal_says_what_and_why');
    expect(await refused({ ...reversal, reverses: null })).toBe('a_reversal_says_what_and_why');
    const done = await enter(reversal);
    expect(await refused(reversal)).toBe('an_entry_is_reversed_once');
    expect(await refused({ ...reversal, reverses: done, lines: gift(300n) })).toBe('a_reversal_mirrors_its_entry');
  });
});

describe('a founding contribution', () => {
  it('is confirmed by somebody else, whatever the program says', async () => {
    const { rows } = await books.app.query<{ id: number }>(
      `INSERT INTO founding_contribution (foundation, founder, sum, reference, value_day, recorded_by, recorded_at) VALUES ($1, 'x', 1, 'r1', '2026-06-01', 1, now()) RETURNING id`, [books.foundation]);
    const confirm = (recorded: number, confirmed: number, line = 1): Promise<unknown> => books.app.query(
      'INSERT INTO founding_confirmation (contribution, recorded_by, confirmed_by, confirmed_at, entry, line) VALUES ($1, $2, $3, now(), (SELECT min(id) FROM journal_entry), $4)', [rows[0]!.id, recorded, confirmed, line]);
    expect(await refusalOf(confirm(1, 1))).toBe('nobody_confirms_what_they_recorded');
    // nor by claiming that another person had recorded it
    expect(await refusalOf(confirm(2, 1))).toBe('founding_confirmation_contribution_recorded_by_fkey');
  });
});
