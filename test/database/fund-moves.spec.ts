import { Client } from 'pg';
import { Worker } from '../../src/platform/worker';
import { type FeeDay, managementFee } from '../../src/rules/management-fee';
import { bankGift, costAccepted, donatedService, goodsGift, managementFee as feeEntry, transferRestricted, transferUnrestricted } from '../../src/ledger/entries';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { standardOn } from '../../src/ledger/chart';
import { MOVE_CHECKS } from '../../src/funds/moves/checks';
import { type Books, openBooks } from '../support/books';
import { complaints } from '../support/checks';
import { allMet, ask, Clerks, enter } from '../support/clerks';
import { refusalOf } from '../support/forged';
import { resolved } from '../support/resolutions';
import { feeAgreed, onPaper } from '../support/moves';

jest.setTimeout(60_000);

// Nobody's program should ask this: the acts of funds by raw SQL as the application's own role, and by several processes at the same moment.

let books: Books;
let app: Client;
let owner: Client;
let li: number;
let wang: number;
let study: FundRef;

beforeAll(async () => {
  books = await openBooks();
  await books.app.get(Worker).onApplicationShutdown();
  app = new Client({ connectionString: books.config.databaseUrl });
  owner = new Client({ connectionString: books.ownerUrl });
  await Promise.all([app.connect(), owner.connect()]);
  const appoint = async (name: string): Promise<number> => {
    const id = await idOf(app, 'INSERT INTO person (name, english_name) VALUES ($1, $1) RETURNING id', [name]);
    await app.query("INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $2, 'bookkeeper', '2026-01-01')", [id, books.foundation]);
    return id;
  };
  [li, wang] = [await appoint('李敏'), await appoint('王建国')];
  study = await fund('study');
  await feeAgreed(books.db, books.lunch.id, '2026-10-01', { rate: 300 });
  await books.post(bankGift({ day: '2026-10-05', source: 'bank:a', fund: books.lunch, sum: 100_000n, bank: books.bank }), bankGift({ day: '2026-10-05', source: 'bank:b', fund: books.general, sum: 100_000n, bank: books.bank }));
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
  await books.close();
});
afterEach(async () => {
  await books.seal();
  const said = await complaints(books);
  // these stories forge decisions alone: nobody has made or checked their vouchers
  delete said['a-voucher-by-hand-rests-on-two-people'];
  expect(said).toEqual({});
});

const idOf = async (client: Client, sql: string, values: readonly unknown[]): Promise<number> => (await client.query<{ id: number }>(sql, [...values])).rows[0]!.id;
const DAY = '2026-11-20';
/** A fund with an agreement of its own. */
async function fund(code: string): Promise<FundRef> {
  const id = await idOf(owner, "SELECT ledger_open_fund($1, $2, 'restricted', $2, $2, '2026-09-01') AS id", [books.foundation, code]);
  await onPaper(owner, id, '2026-01-01');
  return { id, foundation: books.foundation, class: 'restricted' };
}
let acts = 0;
interface Act { readonly act: string; readonly sum?: bigint; readonly basis: string; readonly from?: string; readonly to?: string; readonly fund?: number; readonly toFund?: number; readonly resolution?: number }

/** A proposal of which nobody has said what it is for. */
async function bare(draft: Draft): Promise<number> {
  const lines = draft.lines.map((line) => ({ ...line, standard: standardOn(draft.day), debit: String(line.debit), promise: null }));
  return idOf(app,
    "INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'transfer-restricted', $2, $3, $3, 'x', $4, $5, now()) RETURNING id", [draft.foundation, draft.kind, draft.day, JSON.stringify(lines), li]);
}
const said = (id: number, draft: Draft, { act, sum, basis, from, to, fund: its, toFund, resolution }: Act): string =>
  `INSERT INTO fund_move (proposal, foundation, act, fund, to_fund, sum, basis, basis_note, from_day, to_day, resolution)
   VALUES (${id}, ${draft.foundation}, '${act}', ${its ?? draft.lines[0]!.fund}, ${toFund ?? draft.lines[2]!.fund}, ${sum ?? draft.lines[0]!.debit}, '${basis}', 'x', ${from ? `'${from}'` : 'NULL'}, ${to ? `'${to}'` : 'NULL'}, ${resolution ?? 'NULL'})`;
/** A proposal with its act, as the application's role may write them. */
async function proposed(draft: Draft, act: Act): Promise<number> {
  const id = await bare(draft);
  await app.query(said(id, draft, act));
  return id;
}
const list = (values: readonly (string | number | bigint | null)[], type: string): string => `ARRAY[${values.map((value) => (value === null ? 'NULL' : typeof value === 'string' ? `'${value}'` : String(value))).join(', ')}]::${type}[]`;
/** Books it and decides, in one statement and so in one transaction; without a proposal only books it. */
function booking(draft: Draft, proposal: number | null): string {
  const { lines } = draft;
  const none = list([null], 'bigint');
  return `DO $do$ DECLARE e bigint[]; BEGIN
    e := ledger_post(${list([draft.foundation], 'int')}, ${list([draft.kind], 'text')}, ${list([draft.day], 'date')}, ${list([draft.day], 'date')}, ${list([proposal === null ? `forged:${++acts}` : `voucher:${proposal}`], 'text')}, ${none}, ${none}, ${list([null], 'text')}, ${list(['x'], 'text')},
      ${list(lines.map(() => 1), 'int')}, ${list(lines.map((l) => l.fund), 'int')}, ${list(lines.map((l) => l.account), 'text')}, ${list(lines.map((l) => l.debit), 'bigint')}, ${list(lines.map((l) => l.place), 'int')}, ${list(lines.map(() => null), 'bigint')}, ${list(lines.map(() => null), 'smallint')});
    ${proposal === null ? '' : `INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, entry) VALUES (${proposal}, ${li}, 'approved', ${wang}, now(), e[1]);`}
  END $do$`;
}
const tried = (draft: Draft, proposal: number | null): Promise<string> => refusalOf(app.query(booking(draft, proposal)));
const fee = (sum: bigint): Draft => feeEntry({ day: DAY, source: 'x', fund: books.lunch, general: books.general, sum });
const transfer = (sum: bigint, from = books.lunch, to = study): Draft => transferRestricted({ day: DAY, source: 'x', fund: from, to, sum });
const OCTOBER = { act: 'fee', basis: 'agreement', from: '2026-10-01', to: '2026-10-31' };

describe('by raw SQL', () => {
  it('no money passes between funds without its act', async () => {
    for (const draft of [fee(1n), transfer(1n), transferUnrestricted({ day: DAY, source: 'x', fund: books.general, to: study, sum: 1n })]) expect(await tried(draft, null)).toBe('money_between_funds_rests_on_its_act');
  });

  it('no fee is above what was agreed, before its period is over, or taken twice', async () => {
    expect(await tried(fee(3_001n), await proposed(fee(3_001n), OCTOBER))).toBe('a_fee_is_no_more_than_was_agreed');
    expect(await tried(fee(1n), await proposed(fee(1n), { ...OCTOBER, from: '2026-09-01', to: '2026-09-30' }))).toBe('a_fee_is_no_more_than_was_agreed');
    expect(await tried(fee(1n), await proposed(fee(1n), { ...OCTOBER, to: DAY }))).toBe('a_fee_is_taken_when_its_period_is_over');
    expect(await refusalOf(proposed(fee(1n), { act: 'fee', basis: 'agreement' }))).toBe('a_fee_names_its_period');
    const once = await proposed(fee(3_000n), OCTOBER);
    expect(await tried(fee(2_999n), once)).toBe('a_move_books_what_it_says');
    expect(await tried(fee(3_000n), once)).toBe('not refused');
    expect(await tried(fee(1n), await proposed(fee(1n), { ...OCTOBER, from: '2026-09-30', to: '2026-10-01' }))).toBe('a_fee_is_taken_once_for_a_period');
  });

  it('a fee of gifts of money leaves out goods and hours; one that was signed before as of donation income counts them still', async () => {
    const feeOf = async (base: 'money-gifts' | 'gifts', code: string): Promise<[FundRef, bigint]> => {
      const its = await fund(code);
      await onPaper(owner, its.id, '2026-09-02', { rate: 300, base });
      await books.post(bankGift({ day: '2026-10-06', source: `${code}:1`, fund: its, sum: 100_000n, bank: books.bank }), goodsGift({ day: '2026-10-06', source: `${code}:2`, fund: its, sum: 50_000n }),
        donatedService({ day: '2026-10-06', source: `${code}:3`, fund: its, sum: 20_000n, for: 'programme' }));
      return [its, (await app.query<{ sum: bigint }>("SELECT fund_fee_agreed($1, '2026-10-01', '2026-10-31') AS sum", [its.id])).rows[0]!.sum];
    };
    const [warm, ofMoney] = await feeOf('money-gifts', 'warm');
    expect([ofMoney, (await feeOf('gifts', 'older'))[1]]).toEqual([3_000n, 5_100n]);
    const draft = (sum: bigint): Draft => feeEntry({ day: DAY, source: 'x', fund: warm, general: books.general, sum });
    expect(await tried(draft(3_001n), await proposed(draft(3_001n), OCTOBER))).toBe('a_fee_is_no_more_than_was_agreed');
    expect(await tried(draft(3_000n), await proposed(draft(3_000n), OCTOBER))).toBe('not refused');
  });

  it('what a council put into a restricted fund goes back to the general fund, and is not passed on as restricted', async () => {
    const topped = await fund('topped');
    await books.post(bankGift({ day: '2026-10-06', source: 'topped:1', fund: topped, sum: 1_000n, bank: books.bank }));
    const council = await resolved(books, books.foundation, [li, wang], { body: 'council', subject: '补足 topped' });
    const byCouncil = { act: 'transfer', basis: 'resolution', resolution: council };
    const toOthers = { act: 'transfer', basis: 'same purpose' };
    const in_ = transferUnrestricted({ day: DAY, source: 'x', fund: books.general, to: topped, sum: 500n });
    expect(await tried(in_, await proposed(in_, byCouncil))).toBe('not refused');
    const on = (sum: bigint): Draft => transfer(sum, topped, study);
    expect(await tried(on(1_001n), await proposed(on(1_001n), toOthers))).toBe('a_councils_money_is_not_passed_on_as_restricted');
    expect(await tried(on(1_000n), await proposed(on(1_000n), toOthers))).toBe('not refused');
    const back = (sum: bigint, to = books.general): Draft => transferUnrestricted({ day: DAY, source: 'x', fund: topped, to, sum });
    expect(await tried(back(1n, study), await proposed(back(1n, study), byCouncil))).toBe('a_council_takes_back_no_more_than_its_own');
    expect(await tried(back(500n), await proposed(back(500n), byCouncil))).toBe('not refused');
    expect((await app.query<{ worth: bigint }>('SELECT worth FROM fund_balance WHERE fund = $1', [topped.id])).rows).toEqual([{ worth: 0n }]);
  });

  it('no fee is taken before its day', async () => {
    const late = await fund('late');
    await onPaper(owner, late.id, '2026-09-02', { rate: 300, day: 21 });
    await books.post(bankGift({ day: '2026-10-06', source: 'late', fund: late, sum: 100_000n, bank: books.bank }));
    const draft = (day: string): Draft => feeEntry({ day, source: 'x', fund: late, general: books.general, sum: 3_000n });
    expect(await tried(draft('2026-11-20'), await proposed(draft('2026-11-20'), OCTOBER))).toBe('a_fee_is_taken_on_its_day');
    expect(await tried(draft('2026-11-21'), await proposed(draft('2026-11-21'), OCTOBER))).toBe('not refused');
  });

  it('what a voucher is for is not said afterwards, when nobody judges it any more', async () => {
    const draft = transfer(10n);
    const id = await bare(draft);
    expect(await tried(draft, id)).toBe('money_between_funds_rests_on_its_act');
    expect(await refusalOf(app.query(booking(draft, id).replace('END $do$', `${said(id, draft, { act: 'transfer', basis: 'donor consent' })}; END $do$`)))).toBe('money_between_funds_rests_on_its_act');
    // an ordinary cost that was approved is no rest of a fund, nor the fee of a period
    const cost = costAccepted({ day: DAY, source: 'x', fund: books.lunch, sum: 5n, for: 'programme' });
    const spent = await bare(cost);
    expect(await tried(cost, spent)).toBe('not refused');
    expect(await refusalOf(app.query(said(spent, cost, { ...OCTOBER, toFund: books.general.id })))).toBe('a_move_is_said_before_it_is_decided');
  });

  it('no third fund takes part in an act of two', async () => {
    const [from, to] = [await fund('third-from'), await fund('third-to')];
    await books.post(bankGift({ day: '2026-10-06', source: 'third', fund: from, sum: 500n, bank: books.bank }));
    const draft: Draft = { ...transfer(10n), lines: [...transfer(10n).lines, ...transfer(500n, from, to).lines] };
    expect(await tried(draft, await proposed(draft, { act: 'transfer', basis: 'same purpose', sum: 10n }))).toBe('a_move_books_what_it_says');
  });

  it('money does not pass to a fund of another foundation, nor from one', async () => {
    const other = await idOf(owner, "SELECT ledger_open_fund($1, 'elsewhere', 'restricted', 'x', 'x', '2026-09-01') AS id", [await idOf(app,
      `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal) VALUES ('qingshi', 'x', 'x', '', '', '', '', '', '', '', '青石社区') RETURNING id`, [])]);
    const there: FundRef = { id: other, foundation: books.foundation, class: 'restricted' };
    for (const draft of [transfer(10n, books.lunch, there), transfer(10n, there, books.lunch)]) expect(await tried(draft, await proposed(draft, { act: 'transfer', basis: 'same purpose' }))).toMatch(/fkey|foundation/);
  });

  it('other purposes are neither the same nor similar', async () => {
    const [old, young, both] = [await fund('old'), await fund('young'), await fund('both')];
    for (const [one, tags] of [[old, '{elderly}'], [young, '{children}'], [both, '{elderly,children}']] as const) {
      await owner.query('ALTER TABLE agreement_version DISABLE TRIGGER USER');
      await owner.query('UPDATE agreement_version SET purposes = $2 WHERE fund = $1', [one.id, tags]);
      await owner.query('ALTER TABLE agreement_version ENABLE TRIGGER USER');
      await books.post(bankGift({ day: '2026-10-06', source: `tags:${one.id}`, fund: one, sum: 500n, bank: books.bank }));
    }
    const moved = async (from: FundRef, to: FundRef, basis: string): Promise<string> => tried(transfer(10n, from, to), await proposed(transfer(10n, from, to), { act: 'transfer', basis }));
    for (const [from, to, basis, came] of [
      [old, young, 'same purpose', 'other_purposes_are_not_similar'], [old, young, 'similar purpose', 'other_purposes_are_not_similar'], [old, both, 'same purpose', 'other_purposes_are_not_similar'],
      [old, both, 'similar purpose', 'not refused'], [both, old, 'same purpose', 'not refused'], [old, study, 'same purpose', 'not refused'],
    ] as const) expect([basis, await moved(from, to, basis)]).toEqual([basis, came]);
    const ends = (to: FundRef): Promise<string> => refusalOf(app.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, now())", [old.id, to.id, li]));
    expect(await ends(young)).toBe('other_purposes_are_not_similar');
    expect(await ends(both)).toBe('not refused');
  });

  it('the rest goes to such a receiver as the clause names, and that one lives until it has it', async () => {
    const [first, second] = [await fund('first'), await fund('second')];
    const hospice = await idOf(app, "INSERT INTO party (foundation, kind, name, entered_by, entered_at) VALUES ($1, 'body', '宁养中心', $2, now()) RETURNING id", [books.foundation, li]);
    const ends = (one: FundRef, to: FundRef | null, party: number | null = null): Promise<string> => refusalOf(app.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, $3, NULL, $4, now())", [one.id, to?.id ?? null, party, li]));
    expect(await ends(first, null, hospice)).toBe('the_rest_goes_as_the_clause_says');
    expect(await ends(first, second)).toBe('not refused');
    expect(await ends(second, study)).toBe('a_fund_takes_the_rest_of_others_first');
    await app.query('SELECT fund_close($1, $2, now())', [first.id, wang]);
    expect(await ends(second, study)).toBe('not refused');
    await app.query('SELECT fund_close($1, $2, now())', [second.id, wang]);
    // what comes late to the first follows to where the rest of the second went
    expect((await app.query('SELECT * FROM rest_receiver($1)', [first.id])).rows).toEqual([{ to_fund: study.id, to_party: null }]);
  });

  it('a consent is of a fund of its foundation, by somebody in office, and stands once it has founded', async () => {
    const stranger = await idOf(app, "INSERT INTO person (name, english_name) VALUES ('路人', 'Passer-by') RETURNING id", []);
    const consents = (by: number, foundation = books.foundation): Promise<string> => refusalOf(app.query(
      "INSERT INTO founding_consent (fund, foundation, giver, sum, day, paper, recorded_by, recorded_at) VALUES ($1, $2, '赵*', 5, $3, '同意书', $4, now())", [books.lunch.id, foundation, DAY, by]));
    expect(await consents(stranger)).toBe('whoever_enters_a_consent_answers_for_the_books');
    expect(await consents(li)).toBe('not refused');
    const withdraws = (by: number): Promise<string> => refusalOf(app.query("INSERT INTO founding_consent_withdrawal SELECT max(id), '写错了', $1, now() FROM founding_consent", [by]));
    expect(await withdraws(stranger)).toBe('whoever_enters_a_consent_answers_for_the_books');
    expect(await withdraws(wang)).toBe('not refused');
    expect(await withdraws(wang)).toBe('a_consent_is_withdrawn_once');
    expect(await refusalOf(app.query("UPDATE founding_consent_withdrawal SET why = 'x'"))).toBe('42501');
    expect((await app.query('SELECT founding_agreed($1) AS agreed', [books.lunch.id])).rows).toEqual([{ agreed: 0n }]);
  });

  it('a closing is published when there is one', async () => {
    expect(await refusalOf(app.query("INSERT INTO fund_closing_publication VALUES ($1, $2, 'x', $3, now())", [books.lunch.id, DAY, li]))).toBe('a_closing_is_published_when_it_is_closed');
  });

  it('an act does not say one thing and book another, and another purpose shows its paper', async () => {
    expect(await tried(transfer(10n), await proposed(transfer(10n), { act: 'transfer', basis: 'same purpose', sum: 9n }))).toBe('a_move_books_what_it_says');
    expect(await tried(transfer(10n), await proposed(transfer(10n), { act: 'transfer', basis: 'donor consent' }))).toBe('another_purpose_shows_its_paper');
    expect(await tried(transfer(10n), await proposed(transfer(10n), { act: 'rest', basis: 'agreement' }))).toBe('a_fund_that_ends_gives_its_rest');
    expect(await refusalOf(proposed(transfer(10n), { act: 'transfer', basis: 'because' }))).toBe('money_moves_on_a_known_basis');
    expect(await refusalOf(proposed(transfer(10n), { act: 'transfer', basis: 'resolution' }))).toBe('a_council_decides_by_resolution');
    expect(await refusalOf(proposed(transfer(10n), { act: 'transfer', basis: 'same purpose', toFund: books.lunch.id }))).toBe('money_moves_to_one_place');
  });

  it('a half of a spin-off is none', async () => {
    const half: Draft = { ...transfer(10n), kind: 'spin-off', lines: [{ fund: books.lunch.id, account: '5101', debit: 10n, place: null, promise: null }, { fund: books.lunch.id, account: '1002', debit: -10n, place: books.bank, promise: null }] };
    expect(await tried(half, null)).toBe('a_spin_off_has_both_sides');
  });

  it('an act of a fund is written by its function alone, and never rewritten', async () => {
    for (const name of ['fund_ending', 'fund_ending_withdrawal', 'fund_closing', 'fund_freeze', 'fund_thaw']) expect([name, await refusalOf(app.query(`INSERT INTO ${name} DEFAULT VALUES`))]).toEqual([name, '42501']);
    for (const name of ['fund_move', 'spin_off', 'founding_consent', 'founding_consent_withdrawal', 'fund_closing_publication', 'fund_ending', 'fund_freeze']) expect([name, await refusalOf(owner.query(`DELETE FROM ${name}`))]).toEqual([name, 'the_books_are_never_rewritten']);
  });

  it('whoever freezes or announces holds an office, and another one unfreezes or closes', async () => {
    const held = await fund('held');
    expect(await refusalOf(app.query("SELECT freeze_fund($1, 'x', true, $2, now())", [held.id, await idOf(app, "INSERT INTO person (name, english_name) VALUES ('路人', 'Passer-by') RETURNING id", [])]))).toBe('whoever_holds_a_fund_answers_for_the_books');
    await app.query("SELECT freeze_fund($1, 'x', true, $2, now())", [held.id, li]);
    expect(await refusalOf(app.query("SELECT thaw_fund($1, 'x', $2, now())", [held.id, li]))).toBe('whoever_froze_a_fund_does_not_unfreeze_it');
    await app.query("SELECT thaw_fund($1, 'x', $2, now())", [held.id, wang]);
    expect(await refusalOf(app.query('SELECT fund_close($1, $2, now())', [held.id, wang]))).toBe('a_closing_is_announced_first');
    await app.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, now())", [held.id, study.id, li]);
    expect(await refusalOf(app.query('SELECT fund_close($1, $2, now())', [held.id, li]))).toBe('whoever_announced_a_closing_does_not_close');
  });

  it('no gift begins where none is taken', async () => {
    const begin = (of: number): Promise<string> => refusalOf(app.query(
      "INSERT INTO donation (id, no, foundation, fund, amount, wants_receipt, lang, token_hash, begun_at, expires_at) VALUES (gen_random_uuid(), 'GF-' || gen_random_uuid(), $1, $2, 100, false, 'zh', convert_to(gen_random_uuid()::text, 'UTF8'), now(), now())", [books.foundation, of]));
    const held = await fund('shut');
    await app.query("SELECT freeze_fund($1, 'x', true, $2, now())", [held.id, li]);
    expect(await begin(held.id)).toBe('not refused');
    await app.query("SELECT thaw_fund($1, 'x', $2, now())", [held.id, wang]);
    await app.query("SELECT freeze_fund($1, 'x', false, $2, now())", [held.id, li]);
    expect(await begin(held.id)).toBe('a_frozen_fund_takes_no_gift');
    await app.query("SELECT thaw_fund($1, 'x', $2, now())", [held.id, wang]);
    await app.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, now())", [held.id, study.id, li]);
    expect(await begin(held.id)).toBe('a_fund_that_ends_begins_no_gift');
  });
});

it('the database reckons a fee as the rule does, over a change of rate and of base', async () => {
  const charged = await fund('charged');
  for (const [from, rate, base] of [['2026-01-01', 300, 'gifts'], ['2026-03-10', 250, 'gifts'], ['2026-06-01', 199, 'balance'], ['2026-09-01', 333, 'balance']] as const) await onPaper(owner, charged.id, from, { rate, base });
  await books.post(...[['2026-02-03', 12_345n], ['2026-03-10', 77_777n], ['2026-05-31', 33n], ['2026-07-01', 1_000_003n], ['2026-10-31', 999n]].map(([day, sum], at) => bankGift({ day: day as string, source: `charged:${at}`, fund: charged, sum: sum as bigint, bank: books.bank })));
  for (const [from, to] of [['2026-01-01', '2026-12-31'], ['2026-02-03', '2026-02-03'], ['2026-03-01', '2026-06-15'], ['2026-08-31', '2026-09-01'], ['2025-01-01', '2025-12-31']]) {
    const days = await books.db.query<FeeDay[]>('SELECT day, base, rate, sum FROM fund_fee_days($1, $2, $3)', [charged.id, from, to]);
    const [{ agreed }] = await books.db.query<[{ agreed: bigint }]>('SELECT fund_fee_agreed($1, $2, $3) AS agreed', [charged.id, from, to]);
    expect([from, agreed]).toEqual([from, managementFee(days, { free: 10n ** 12n, aboveFloor: 10n ** 12n }).agreed]);
  }
});

describe('by several processes at once', () => {
  let clerks: Clerks;
  beforeAll(async () => {
    clerks = await Clerks.hire(4, books.config);
  });
  afterAll(() => clerks.dismiss());
  const WANTED = 5;
  /** Plays until all were under way together so many times. */
  async function play(round: (n: number) => Promise<boolean>): Promise<void> {
    let meetings = 0;
    for (let n = 0; meetings < WANTED && n < 8 * WANTED; n++) if (await round(n)) meetings++;
    expect(meetings).toBe(WANTED);
  }

  it('two close a fund, and one has closed it', async () => {
    await play(async (n) => {
      const closing = await fund(`closing-${n}`);
      await app.query("SELECT announce_fund_ending($1, 'x', 'agreement', 'x', $2, NULL, NULL, $3, now())", [closing.id, study.id, li]);
      const done = await clerks.together<string>(ask('SELECT fund_close($1, $2, now())', [closing.id, wang]), ask('SELECT fund_close($1, $2, now())', [closing.id, wang]));
      expect(done.flat().map(({ came }) => came).sort()).toEqual(['a_fund_is_closed_once', 'not refused']);
      return allMet(done.flat());
    });
  });

  it('a fee is run twice, and taken once', async () => {
    await play(async (n) => {
      const charged = await fund(`fee-${n}`);
      await onPaper(owner, charged.id, '2026-10-01', { rate: 300 });
      await books.post(bankGift({ day: '2026-10-06', source: `fee:${n}`, fund: charged, sum: 100_000n, bank: books.bank }));
      const draft = feeEntry({ day: DAY, source: 'x', fund: charged, general: books.general, sum: 3_000n });
      const [one, other] = [await proposed(draft, OCTOBER), await proposed(draft, OCTOBER)];
      const done = await clerks.together<string>(ask(booking(draft, one), []), ask(booking(draft, other), []));
      expect(done.flat().map(({ came }) => came).sort()).toEqual(['a_fee_is_taken_once_for_a_period', 'not refused']);
      return allMet(done.flat());
    });
  });

  it('two transfers and two spends want the same money, and one of the four gets it', async () => {
    await play(async (n) => {
      const [from, to] = [await fund(`from-${n}`), study];
      await books.post(bankGift({ day: '2026-10-06', source: `race:${n}`, fund: from, sum: 500n, bank: books.bank }));
      const draft = transfer(500n, from, to);
      const [one, other] = [await proposed(draft, { act: 'transfer', basis: 'same purpose' }), await proposed(draft, { act: 'transfer', basis: 'same purpose' })];
      const spend = (source: string): Draft => costAccepted({ day: DAY, source: `${source}:${n}`, fund: from, sum: 500n, for: 'programme' });
      const done = (await clerks.together<unknown>(ask(booking(draft, one), []), ask(booking(draft, other), []), enter(spend('a')), enter(spend('b')))).flat();
      expect(done.filter(({ came }) => came === 'not refused' || typeof came === 'bigint')).toHaveLength(1);
      const [{ free }] = await books.db.query<[{ free: bigint }]>('SELECT free FROM fund_balance WHERE fund = $1', [from.id]);
      expect(free).toBe(0n);
      return allMet(done as never);
    });
  });

  it('a freeze and a spend come at once: nothing is spent after it', async () => {
    await play(async (n) => {
      const held = await fund(`freeze-${n}`);
      await books.post(bankGift({ day: '2026-10-06', source: `freeze:${n}`, fund: held, sum: 500n, bank: books.bank }));
      const spends = [1, 2, 3].map((k) => enter(costAccepted({ day: DAY, source: `frozen:${n}:${k}`, fund: held, sum: 100n, for: 'programme' })));
      const done = (await clerks.together<unknown>(ask("SELECT freeze_fund($1, 'x', true, $2, now())", [held.id, li]), ...spends)).flat();
      expect(done[0]!.came).toBe('not refused');
      for (const { came } of done.slice(1)) expect([typeof came === 'bigint' || came === 'a-frozen-fund-lets-nothing-go']).toEqual([true]);
      await expect(books.post(costAccepted({ day: DAY, source: `late:${n}`, fund: held, sum: 1n, for: 'programme' }))).rejects.toMatchObject({ driverError: { constraint: 'a_frozen_fund_lets_nothing_go' } });
      return allMet(done as never);
    });
  });
});

it('each named check is seen to fail when the owner tampers', async () => {
  const tampered = async (sql: string, values: unknown[] = []): Promise<string[]> => {
    const found: string[] = [];
    await owner.query('BEGIN');
    try {
      for (const table of ['fund_move', 'spin_off', 'voucher_decision', 'fund_ending_withdrawal', 'fund_balance', 'agreement_version', 'posting']) await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
      await owner.query(sql, values);
      for (const one of MOVE_CHECKS) if ((await one.run({ query: async (text: string, params?: unknown[]) => (await owner.query(text, params)).rows } as never)).length > 0) found.push(one.name);
    } finally {
      await owner.query('ROLLBACK');
    }
    return found;
  };
  expect(await tampered("UPDATE fund_move SET sum = sum + 1 WHERE act = 'fee'")).toContain('money-between-funds-rests-on-an-act-of-two');
  expect(await tampered("UPDATE agreement_version SET fee_rate = 0, fee_base = NULL, fee_day = NULL")).toContain('a-fee-is-taken-once-and-as-agreed');
  expect(await tampered("INSERT INTO journal_entry (id, foundation, kind, forced, standard, day, fact_day, source) SELECT nextval('journal_entry_id'), $1, 'spin-off', false, 2026, '2026-11-20', '2026-11-20', 'tampered'", [books.foundation])).toContain('every-spin-off-has-both-sides');
  expect(await tampered("UPDATE agreement_version SET use = '别的' WHERE id IN (SELECT max(id) FROM agreement_version GROUP BY fund HAVING count(*) > 1)")).toContain('a-purpose-changes-as-it-was-agreed-to');
  expect(await tampered('UPDATE fund_balance SET promised = 1, money = 1 WHERE fund IN (SELECT fund FROM fund_closing)')).toContain('a-fund-is-closed-by-two');
});
