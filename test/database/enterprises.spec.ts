import { Client } from 'pg';
import { ENTERPRISE_CHECKS } from '../../src/enterprises/checks';
import type { FundRef } from '../../src/ledger/draft';
import { enterpriseShare } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { ShareGifts } from '../../src/giving/share-gifts.service';
import { startApp, SetClock, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { ownerUrlOf } from '../support/database';
import { appointed, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { resolved } from '../support/resolutions';

jest.setTimeout(120_000);

// Nobody gets past the laws of shares with SQL of their own, as the application's role, nor by being at it with somebody else at the same moment.

let house: TestApp;
let foundation: Foundation;
let general: FundRef;
let bank: number;
let raw: Client;
let other: Client;
let [li, wang, owner]: number[] = [];
let enterprise: number;
let decided: number;
const NOW = '2026-07-10T02:00:00Z';

beforeAll(async () => {
  house = await startApp({ clock: new SetClock(NOW) });
  foundation = await preparing(house);
  [li, wang, owner] = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '王建国', 'secretary-general'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  decided = await resolved(house, foundation.id, [li, wang]);
  [raw, other] = [new Client({ connectionString: house.config.databaseUrl }), new Client({ connectionString: house.config.databaseUrl })];
  await Promise.all([raw.connect(), other.connect()]);
  const person = { id: li, name: '', roles: ['bookkeeper'] };
  const party = (kind: 'body' | 'person', name: string): Promise<number> => house.db.transaction((tx) => house.app.get(Relations).partyOf(tx, foundation.id, { kind, name, code: null }, person));
  const company = await party('body', '柳荫洗衣服务有限公司');
  enterprise = await one('INSERT INTO enterprise (foundation, code, party, name, english_name, credit_code, relation, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) RETURNING id', [foundation.id, 'laundry', company, '柳荫洗衣服务有限公司', 'Laundry', '91310101MA1FPX1K0C', 'giver', li]);
  await one('INSERT INTO enterprise_owner (enterprise, foundation, party, kind, parts, from_day, source, entered_by, entered_at) VALUES ($1, $2, $3, $4, 6000, $5, $6, $7, now()) RETURNING id', [enterprise, foundation.id, await party('person', '周晓'), 'resident', '2026-01-01', '章程', li]);
});
afterAll(async () => {
  await Promise.all([raw?.end(), other?.end()]);
  await house?.close();
});
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function one(sql: string, values: unknown[] = [], by: Client = raw): Promise<number> {
  return (await by.query<{ id: number }>(sql, values)).rows[0]!.id;
}
const no = (sql: string, values: unknown[] = [], by: Client = raw): Promise<string> => refusalOf(by.query(sql, values));
let numbers = 0;
const agreement = (kind = 'gift', period = 'quarter'): Promise<number> => one(`INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, prepared_by, prepared_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`, [foundation.id, enterprise, `FX-${++numbers}`, kind, period, li, NOW]);
async function version(of: number, { from = '2026-01-01', ends = false, paper = true, funds = true, steps = '{0}', parts = '{3}', whole = '{10}' } = {}): Promise<number> {
  const id = await one(
    `INSERT INTO profit_agreement_version (agreement, foundation, holds_from, ends, base, step_from, step_parts, step_of, due_days, signed_on, enterprise_signer, host_signer, prepared_by, prepared_at)
     VALUES ($1, $2, $3, $4, CASE WHEN $4 THEN NULL ELSE 'net-profit' END, $6, $7, $8, CASE WHEN $4 THEN NULL ELSE 30 END, '2025-12-20', '柳青', '王建国', $5, $9) RETURNING id`, [of, foundation.id, from, ends, li, ends ? '{}' : steps, ends ? '{}' : parts, ends ? '{}' : whole, NOW]);
  if (funds && !ends) await raw.query('INSERT INTO profit_agreement_fund (version, foundation, n, fund, weight) VALUES ($1, $2, 1, $3, 1)', [id, foundation.id, general.id]);
  if (paper) await show('profit_version', id);
  return id;
}
const show = async (column: string, id: number): Promise<void> => {
  const content = Buffer.from(`%PDF-1.7\n% ${column} ${id}\n%%EOF\n`);
  await raw.query(`INSERT INTO paper (foundation, ${column}, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '原件.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [foundation.id, id, content, li]);
};
const CONFIRM = 'INSERT INTO profit_agreement_confirmation (version, agreement, foundation, prepared_by, confirmed_by, confirmed_at) SELECT id, agreement, foundation, prepared_by, $2, $3 FROM profit_agreement_version WHERE id = $1';
const confirm = (id: number, by = wang): Promise<string> => no(CONFIRM, [id, by, NOW]);
const REPORT = `INSERT INTO profit_report (foundation, agreement, period_from, period_to, revenue, net_profit, reserve, units, evidence, restates, why, entered_by, entered_at) VALUES ($1, $2, $3, $4, 0, 100000, 0, 0, '{}', $5, $6, $7, $8) RETURNING id`;
const reported = (of: number, { from = '2026-01-01', to = '2026-03-31', restates = null as number | null, why = null as string | null } = {}): unknown[] => [foundation.id, of, from, to, restates, why, li, NOW];
const decide = (report: number, by: number, confirmed = true): [string, unknown[]] => ['SELECT profit_report_decide($1, $2, $3, $4, $5, $6)', [foundation.id, report, confirmed, confirmed ? null : '写错', by, NOW]];

/** An agreement that holds, with a first quarter that is reported and confirmed: 300.00 are due. */
async function due(): Promise<{ of: number; terms: number; report: number }> {
  const of = await agreement();
  const terms = await version(of);
  expect(await confirm(terms)).toBe('not refused');
  const report = await one(REPORT, reported(of));
  await show('profit_report', report);
  await raw.query(...decide(report, wang!));
  return { of, terms, report };
}

it('an enterprise has a code with its check digit, and owners of no more than the whole', async () => {
  const enter = (code: string, credit: string): Promise<string> => no('INSERT INTO enterprise (foundation, code, party, name, english_name, credit_code, relation, entered_by, entered_at) SELECT foundation, $1, party, name, english_name, $2, relation, entered_by, entered_at FROM enterprise', [code, credit]);
  expect(await enter('two', '91310101MA1FPX1K0D')).toBe('the_code_of_an_enterprise_has_its_check_digit');
  expect(await enter('two', '11010519491231002X')).toBe('the_code_of_an_enterprise_has_its_check_digit');
  expect(await enter('two', '91310101MA1FPX1K0C')).toBe('an_enterprise_is_entered_once');
  expect(await enter('laundry', '91310101MA1FPX2L03')).toBe('an_enterprise_has_an_address_of_its_own');
  const own = (parts: number): Promise<string> => no('INSERT INTO enterprise_owner (enterprise, foundation, party, kind, parts, from_day, source, entered_by, entered_at) SELECT enterprise, foundation, party, kind, $1, from_day, source, entered_by, entered_at FROM enterprise_owner LIMIT 1', [parts]);
  expect([await own(4001), await own(0)]).toEqual(['owners_own_no_more_than_the_whole', 'an_owner_has_a_part_of_the_whole']);
  expect(await no("INSERT INTO enterprise_owner_end (owner, foundation, last_day, source, recorded_by, recorded_at) SELECT id, foundation, '2025-12-31', '章程', $1, now() FROM enterprise_owner LIMIT 1", [li])).toBe('an_owner_leaves_after_they_came');
});

it('an agreement holds when another has compared it with the signed paper, and its terms are whole', async () => {
  const of = await agreement();
  const say = async (more: Parameters<typeof version>[1]): Promise<string> => confirm(await version(of, more));
  expect(await say({ paper: false })).toBe('a_profit_agreement_shows_its_signed_paper');
  expect(await say({ funds: false })).toBe('terms_of_a_profit_agreement_are_whole');
  expect(await say({ steps: '{5}' })).toBe('steps_ascend_from_nothing');
  expect(await say({ steps: '{0,0}', parts: '{1,1}', whole: '{2,2}' })).toBe('steps_ascend_from_nothing');
  expect(await say({ parts: '{11}' })).toBe('steps_ascend_from_nothing');
  expect(await say({ ends: true })).toBe('an_agreement_begins_before_it_ends');
  expect(await no("INSERT INTO profit_agreement_version (agreement, foundation, holds_from, ends, base, signed_on, enterprise_signer, host_signer, prepared_by, prepared_at) VALUES ($1, $2, '2026-01-01', false, 'net-profit', '2025-12-20', 'a', 'b', $3, now())", [of, foundation.id, li])).toBe('terms_of_a_profit_agreement_are_whole');
  const id = await version(of);
  expect(await confirm(id, li)).toBe('nobody_confirms_the_profit_agreement_they_prepared');
  expect(await confirm(id, owner)).toBe('nobody_acts_where_they_have_an_interest');
  expect(await confirm(id)).toBe('not refused');
  expect(await confirm(id)).toBe('a_profit_agreement_is_confirmed_once');
  expect(await no('INSERT INTO profit_agreement_fund (version, foundation, n, fund, weight) VALUES ($1, $2, 2, $3, 1)', [id, foundation.id, general.id])).toBe('confirmed_terms_keep_their_funds');
  expect(await no("INSERT INTO profit_agreement_withdrawal VALUES ($1, 'x', $2, now())", [id, li])).toBe('a_confirmed_profit_agreement_stands');
  expect(await say({ from: '2026-01-01' })).toBe('new_terms_hold_from_a_later_day');
  expect(await confirm(await version(of, { from: '2026-05-01', ends: true }))).toBe('not refused');
  expect(await say({ from: '2026-06-01' })).toBe('an_agreement_that_ended_is_not_changed');
  const [{ original }] = await house.db.query<[{ original: number }]>("SELECT id AS original FROM fund WHERE class = 'original'");
  expect(await no('INSERT INTO profit_agreement_fund (version, foundation, n, fund, weight) VALUES ($1, $2, 1, $3, 1)', [await version(of, { funds: false }), foundation.id, original])).toBe('a_share_goes_to_funds_that_may_spend_it');
  expect(await no("INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, prepared_by, prepared_at) VALUES ($1, $2, 'D', 'dividend', 'year', $3, now())", [foundation.id, enterprise, li])).toBe('a_dividend_is_of_an_investee');
  expect(await no("INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, prepared_by, prepared_at) VALUES ($1, $2, 'D', 'gift', 'campaign', $3, now())", [foundation.id, enterprise, li])).toBe('a_campaign_says_what_it_advertises');
});

it('a period is reported once, when it is over, and confirmed by another who sees its papers', async () => {
  const of = await agreement();
  expect(await no(REPORT, reported(of))).toBe('a_profit_agreement_is_confirmed_first');
  const terms = await version(of);
  await confirm(terms);
  expect(await no(REPORT, reported(of, { from: '2026-01-02' }))).toBe('a_report_is_of_a_period_of_its_agreement');
  expect(await no(REPORT, reported(of, { from: '2025-10-01', to: '2025-12-31' }))).toBe('a_report_is_of_a_period_of_its_agreement');
  expect(await no(REPORT, reported(of, { from: '2026-07-01', to: '2026-09-30' }))).toBe('a_period_is_reported_when_it_is_over');
  const report = await one(REPORT, reported(of));
  expect(await no(REPORT, reported(of))).toBe('one_report_of_a_period_waits_at_a_time');
  expect(await no(...decide(report, wang!))).toBe('a_profit_report_shows_its_papers');
  await show('profit_report', report);
  expect(await no(...decide(report, li!))).toBe('nobody_confirms_the_profit_report_they_entered');
  expect(await no(...decide(report, owner!))).toBe('nobody_acts_where_they_have_an_interest');
  const asked = await one("INSERT INTO profit_report_question (report, words, asked_by, asked_at) VALUES ($1, '?', $2, now()) RETURNING id", [report, wang]);
  expect(await no(...decide(report, wang!))).toBe('a_question_is_answered_before_a_report_is_confirmed');
  await raw.query("INSERT INTO profit_report_answer VALUES ($1, '!', $2, now())", [asked, li]);
  expect(await no(...decide(report, wang!))).toBe('not refused');
  expect(await no(...decide(report, wang!))).toBe('a_profit_report_is_decided_once');
  expect(await no(REPORT, reported(of))).toBe('a_period_is_reported_once');
  expect(await no(REPORT, reported(of, { restates: report }))).toBe('a_restatement_says_why');
  expect(await no(REPORT, reported(of, { restates: report + 999, why: 'x' }))).toBe('a_restatement_is_of_what_counts');
  expect(await confirm(await version(of, { from: '2026-03-15' }))).toBe('a_reported_period_keeps_its_agreement');
});

it('what came is a line of the bank, in the funds of its agreement, once', async () => {
  const { of } = await due();
  const receive = (entry: bigint, period = '2026-01-01'): Promise<string> => no('SELECT profit_receive($1, $2, $3, $4, $5, $6)', [foundation.id, of, period, entry, wang, NOW]);
  const entry = (source: string): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, enterpriseShare({ day: '2026-07-10', source, bank, parts: [{ fund: general, sum: 10_000n }] })));
  expect(await receive(await entry('other:1'))).toBe('a_share_is_received_by_a_line_of_the_bank');
  const line = (await shows(house, { foundation: foundation.id, by: li!, lines: [{ day: '2026-07-10', sum: 10_000n, reference: 'R1' }] })).get('R1')!;
  const good = await entry(`bank-line:${line}`);
  expect(await receive(good, '2026-01-02')).toBe('a_report_is_of_a_period_of_its_agreement');
  expect(await receive(good)).toBe('a_share_given_has_its_receipt');
  const PAID = "INSERT INTO payment (provider_ref, foundation, fund, gross, paid_at, entry, channel) VALUES ($1, $2, $3, 10000, now(), $4, $5)";
  await house.db.transaction((tx) => house.app.get(ShareGifts).record(tx, { foundation: foundation.id, entry: good, source: `bank-line:${line}`, day: '2026-07-10', parts: [{ fund: general.id, sum: 10_000n }], payer: { name: '柳荫洗衣服务有限公司', creditCode: '91310101MA1FPX1K0C', named: false } }));
  expect(await no(PAID, ['again', foundation.id, general.id, good, 'enterprise'])).toBe('a_fund_is_given_its_share_once');
  const given = (await house.db.query<[{ entry: bigint }]>("SELECT id AS entry FROM journal_entry WHERE source = 'other:1'"))[0].entry;
  const [{ original }] = await house.db.query<[{ original: number }]>("SELECT id AS original FROM fund WHERE class = 'original'");
  await raw.query('BEGIN');
  await raw.query(PAID, ['one', foundation.id, general.id, given, 'transfer']);
  expect(await no(PAID, ['two', foundation.id, original, given, 'transfer'])).toBe('a_payment_has_its_own_entry');
  await raw.query('ROLLBACK');
  expect(await no('SELECT profit_receive($1, $2, $3, $4, $5, $6)', [foundation.id, of, '2026-01-01', good, owner, NOW])).toBe('nobody_acts_where_they_have_an_interest');
  expect(await receive(good)).toBe('not refused');
  expect(await receive(good)).toBe('an_entry_is_of_one_share');
  expect((await raw.query('SELECT due, received, waived, open FROM profit_standing WHERE agreement = $1', [of])).rows).toEqual([{ due: 30_000n, received: 10_000n, waived: 0n, open: 20_000n }]);
});

it('two who waive the same at once waive it once; no more than is open, and by the council alone', async () => {
  const { of } = await due();
  const waive = (sum: bigint, by: Client = raw, resolution: number | null = decided): Promise<string> => no('SELECT profit_waive($1, $2, $3, $4, $5, $6, $7, $8, $9)', [foundation.id, of, '2026-01-01', resolution, '受灾', [general.id], [sum], wang, NOW], by);
  expect(await waive(30_001n)).toBe('no_more_is_waived_than_is_open');
  expect(await waive(1n, raw, decided + 999)).toBe('a_waiver_rests_on_a_resolution');
  const committee = await resolved(house, foundation.id, [li!, wang!], { body: 'fund-committee' });
  expect(await waive(1n, raw, committee)).toBe('a_waiver_rests_on_a_resolution');
  expect(await waive(1n, raw, await resolved(house, foundation.id, [li!, wang!], { day: '2025-12-31' }))).toBe('a_waiver_is_decided_when_there_is_something_to_waive');
  const another = await resolved(house, foundation.id, [li!, wang!]);
  expect((await Promise.all([waive(20_000n), waive(20_000n, other, another)])).sort()).toEqual(['no_more_is_waived_than_is_open', 'not refused']);
  const [{ used }] = (await raw.query<{ used: number }>('SELECT resolution AS used FROM profit_waiver WHERE agreement = $1', [of])).rows as [{ used: number }];
  expect(await waive(1n, raw, used)).toBe('a_resolution_waives_a_period_once');
});

it('two who confirm the same report at once confirm it once; a withdrawal and a confirmation at once leave one of them', async () => {
  const of = await agreement();
  const terms = await version(of);
  const both = await Promise.all([confirm(terms), no("INSERT INTO profit_agreement_withdrawal VALUES ($1, 'x', $2, now())", [terms, li], other)]);
  expect(both.filter((said) => said === 'not refused')).toHaveLength(1);
  const second = await version(of, { from: '2026-01-02' });
  if (both[0] !== 'not refused') await confirm(second);
  const report = await one(REPORT, reported(of));
  await show('profit_report', report);
  const [sql, values] = decide(report, wang!);
  expect((await Promise.all([no(sql, values), no(sql, values, other)])).sort()).toEqual(['a_profit_report_is_decided_once', 'not refused']);
  const said = await Promise.all([no(REPORT, reported(of, { restates: report, why: '审计' })), no(REPORT, reported(of, { restates: report, why: '审计' }), other)]);
  expect(said.sort()).toEqual(['not refused', 'one_report_of_a_period_waits_at_a_time']);
});

it('a foundation at rest takes no gift of an enterprise, and agrees to none', async () => {
  const { of } = await due();
  const next = await version(await agreement());
  const line = (await shows(house, { foundation: foundation.id, by: li!, lines: [{ day: '2026-07-10', sum: 500n, reference: 'R2' }] })).get('R2')!;
  const entry = await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, enterpriseShare({ day: '2026-07-10', source: `bank-line:${line}`, bank, parts: [{ fund: general, sum: 500n }] })));
  const [{ name }] = await house.db.query<[{ name: string }]>('SELECT current_database() AS name');
  const master = new Client({ connectionString: ownerUrlOf(name) });
  await master.connect();
  try {
    for (const [sql, values] of [['SELECT profit_receive($1, $2, $3, $4, $5, $6)', [foundation.id, of, '2026-01-01', entry, wang, NOW]], [CONFIRM, [next, wang, NOW]]] as const) {
      await master.query('BEGIN');
      await master.query("CREATE OR REPLACE FUNCTION life_of(of_foundation int) RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'suspended'::text $$");
      expect(await no(sql, [...values], master)).toBe('a_foundation_at_rest_takes_no_gifts');
      await master.query('ROLLBACK');
    }
  } finally {
    await master.end();
  }
});

it('the application’s role writes none of it but by the functions, and edits nothing', async () => {
  for (const sql of ['INSERT INTO profit_share_line DEFAULT VALUES', 'INSERT INTO profit_receipt SELECT * FROM profit_receipt', 'INSERT INTO profit_waiver_line SELECT * FROM profit_waiver_line', 'INSERT INTO profit_report_decision SELECT * FROM profit_report_decision',
    'UPDATE profit_report SET net_profit = 0', 'DELETE FROM profit_share_line', 'UPDATE profit_agreement_fund SET weight = 2', 'DELETE FROM enterprise_owner', 'TRUNCATE profit_waiver CASCADE', 'ALTER TABLE profit_share_line DISABLE TRIGGER ALL'])
    expect([sql, await no(sql)]).toEqual([sql, '42501']);
  for (const check of ENTERPRISE_CHECKS) expect([check.name, await check.run(house.db)]).toEqual([check.name, []]);
});
