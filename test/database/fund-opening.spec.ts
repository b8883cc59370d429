import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { FUND_CHECKS } from '../../src/funds/checks';
import { Agreements } from '../../src/funds/opening/agreements.service';
import { FundRequests } from '../../src/funds/opening/requests.service';
import { Openings } from '../../src/funds/opening/openings.service';
import type { Asks } from '../../src/ledger/checks';
import type { Foundation } from '../../src/people/foundations';
import { CHECKLIST } from '../../src/rules/fund-opening';
import { SetClock, startApp, type TestApp } from '../support/app';
import { preparing } from '../support/desk';
import { openFund, textOf } from '../support/funds';
import { refusalOf } from '../support/forged';
import { resolved } from '../support/resolutions';

// Raw SQL as the application's own role tries to open funds in every way but the right one; the owner tampers, and each check sees it.
let house: TestApp;
let host: Foundation;
let app: Client;
let owner: Client;
let one: number;
let other: number;
const PHONE = '13800138001';
const said = { day: '2026-06-01', party: '甲', englishParty: 'A', purpose: '换灯', englishPurpose: 'Lamps', use: '灯', englishUse: 'Lamps' };
const page = { summary: '换灯', englishSummary: 'Lamps', place: null, englishPlace: null, picture: null, unit: null, tiles: [] };
const DENIED = '42501';

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  host = await preparing(house);
  [{ id: one }, { id: other }] = await house.db.query<[{ id: number }, { id: number }]>("INSERT INTO person (name, english_name) VALUES ('甲', 'A'), ('乙', 'B') RETURNING id");
  [app, owner] = [new Client({ connectionString: house.config.databaseUrl }), new Client({ connectionString: house.ownerUrl })];
  await Promise.all([app.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([app.end(), owner.end()]);
  await house.close();
});

let nth = 0;
/** A request with its text, as far as it is asked to come. */
async function drawnUp({ startingSum = 0n, until = 'signed' } = {}): Promise<{ request: number; version: number; name: string }> {
  const name = `${host.name}第${'一二三四五六七八九十甲乙丙丁戊己庚辛壬癸'.charAt(nth++)}号专项基金`;
  const request = await house.app.get(FundRequests).ask({ foundation: host.id, phone: PHONE, key: randomUUID(), writtenBy: one }, { applicantKind: 'company', applicant: '甲', contact: '甲', kind: 'named', preserved: false, name, purpose: '换灯', use: '灯', place: null, startingSum });
  await house.app.get(FundRequests).tick(host.id, request, CHECKLIST, { id: one });
  const version = await house.app.get(Agreements).prepare(host, { request }, { ...textOf({ ...said, no: `XY-${nth}`, name, englishName: name, startingSum, startingBy: startingSum > 0n ? '2026-12-31' : null }) }, { id: one });
  if (until !== 'text') await house.app.get(Agreements).signForHost(host.id, version, { id: other });
  if (until === 'signed') await house.app.get(Agreements).signByCode(host.id, version, PHONE);
  return { request, version, name };
}
const opens = (version: number, code: string, resolution: number | null, why: string | null = null) => app.query('SELECT fund_open($1, $2, $3, $4, $5, $6, now())', [version, code, JSON.stringify({ summary: 's', english_summary: 's', tiles: [] }), resolution, why, other]);
const decided = (more: Parameters<typeof resolved>[3] = {}) => resolved(house, host.id, [one, other], { day: '2026-05-20', ...more });

it('no restricted fund without its agreement: the accounts alone cannot be had', async () => {
  for (const klass of ['restricted', 'preserved', 'agency']) {
    expect(await refusalOf(app.query(`SELECT ledger_open_own_fund($1, 'mine', '${klass}', '我的', 'Mine', '2026-06-01')`, [host.id]))).toBe('a_fund_is_opened_by_its_agreement');
    expect(await refusalOf(app.query(`SELECT ledger_open_fund($1, 'mine', '${klass}', '我的', 'Mine', '2026-06-01')`, [host.id]))).toBe(DENIED);
  }
  for (const sql of ["INSERT INTO agreement (fund, foundation, no, day, version) VALUES (1, 1, 'x', '2026-06-01', 1)", "INSERT INTO fund_kind VALUES (1, 'original', 'named')"]) expect(await refusalOf(app.query(sql))).toBe(DENIED);
});

it('nor before both have signed, without the council where it is asked for, or upon a resolution nobody has compared', async () => {
  const { version } = await drawnUp({ until: 'host' });
  const resolution = await decided();
  expect(await refusalOf(opens(version, 'lamps', resolution))).toBe('an_agreement_is_signed_by_both');
  await house.app.get(Agreements).signByCode(host.id, version, PHONE);
  expect(await refusalOf(opens(version, 'lamps', null))).toBe('opening_a_fund_rests_on_a_resolution');
  const { rows: [unconfirmed] } = await app.query<{ id: number }>(
    `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at) VALUES ($1, 'council', 'ordinary', '未核', '2026-05-20', '同意', 7, 7, 7, 0, $2, now()) RETURNING id`, [host.id, one]);
  expect(await refusalOf(opens(version, 'lamps', unconfirmed!.id))).toBe('opening_a_fund_rests_on_a_resolution');
  expect(await refusalOf(opens(version, 'lamps', await decided({ body: 'fund-committee' })))).toBe('opening_a_fund_rests_on_a_resolution');
  expect(await refusalOf(opens(version, 'requests', resolution))).toBe('a_fund_has_its_own_code');
  await opens(version, 'lamps', resolution);
  expect(await refusalOf(opens(version, 'again', resolution))).toBe('a_request_opens_one_fund');
});

it('a text is changed by nobody, prepared by somebody, and signed by another', async () => {
  const { version, request } = await drawnUp({ until: 'text' });
  for (const sql of ["UPDATE agreement_version SET use = '别的'", 'DELETE FROM agreement_version', 'UPDATE agreement_host_signature SET signed_by = 1', 'UPDATE agreement SET resolution = NULL']) expect(await refusalOf(app.query(sql))).toBe(DENIED);
  expect(await refusalOf(owner.query("UPDATE agreement_version SET use = '别的'"))).toBe('the_books_are_never_rewritten');
  const copied = (change: string): Promise<string> => refusalOf(app.query(
    `INSERT INTO agreement_version SELECT (jsonb_populate_record(NULL::agreement_version, to_jsonb(v) || jsonb_build_object('id', 99000) || '${change}'::jsonb)).* FROM agreement_version v WHERE id = ${version}`));
  // ids are given out, so nobody brings their own; by the columns there are
  expect(await copied('{}')).toBe('428C9');
  const columns = (await app.query<{ c: string }>("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS c FROM pg_attribute WHERE attrelid = 'agreement_version'::regclass AND attnum > 0 AND attname <> 'id'")).rows[0]!.c;
  const written = (change: object): Promise<string> => refusalOf(app.query(`INSERT INTO agreement_version (${columns}) SELECT ${columns.split(', ').map((name) => `r.${name}`).join(', ')} FROM agreement_version v, jsonb_populate_record(NULL::agreement_version, to_jsonb(v) || $1::jsonb) r WHERE v.id = $2`, [JSON.stringify(change), version]));
  expect(await written({ prepared_by: null })).toBe('a_text_is_prepared_by_somebody');
  expect(await written({ remaining_property: ' ' })).toBe('an_agreement_is_complete');
  expect(await written({ fee_rate: 300 })).toBe('a_fee_has_its_rate_base_and_day');
  expect(await written({ name: '别家基金' })).toBe('a_fund_carries_its_hosts_full_name');
  expect(await written({ kind: 'micro', preserved: true })).toBe('only_a_named_fund_keeps_its_principal');
  expect(await written({ request: null, fund: (await app.query<{ id: number }>("SELECT id FROM fund WHERE code = 'lamps'")).rows[0]!.id, purpose: '别的' })).toBe('a_supplement_changes_neither_kind_nor_purpose');
  expect(await refusalOf(app.query('INSERT INTO agreement_host_signature VALUES ($1, $2, $2, now())', [version, one]))).toBe('nobody_signs_what_they_prepared');
  expect(await refusalOf(app.query("INSERT INTO agreement_founder_signature (version, phone, signed_at) VALUES ($1, '13911112222', now())", [version]))).toBe('whoever_asked_for_the_fund_signs');
  const { rows: [sheet] } = await app.query<{ id: number }>("INSERT INTO agreement_signed_sheet (version, signer, day, recorded_by, recorded_at) VALUES ($1, '甲', '2026-06-02', $2, now()) RETURNING id", [version, one]);
  expect(await refusalOf(app.query('INSERT INTO agreement_founder_signature (version, sheet, recorded_by, compared_by, signed_at) VALUES ($1, $2, $3, $4, now())', [version, sheet!.id, one, other]))).toBe('a_signed_sheet_can_be_looked_at');
  await app.query("INSERT INTO fund_request_end VALUES ($1, 'withdrawn', '', NULL, now())", [request]);
  expect(await refusalOf(app.query('INSERT INTO agreement_host_signature VALUES ($1, $2, $3, now())', [version, one, other]))).toBe('a_request_that_has_ended_goes_no_further');
});

it('a fund begins with the least sum of its place, to the fen, or the council says why not', async () => {
  const henan = await preparing(house, 'yuxian', '豫县社区基金会');
  await owner.query("UPDATE foundation SET jurisdiction = 'CN-41-0100' WHERE id = $1", [henan.id]);
  const least = async (day: string): Promise<bigint> => (await app.query<{ sum: bigint }>('SELECT least_starting_sum($1, $2) AS sum', [henan.id, day])).rows[0]!.sum;
  expect([await least('2025-12-04'), await least('2025-12-05')]).toEqual([0n, 150_000_000n]);
  await app.query("INSERT INTO fund_terms VALUES ($1, '2025-01-01', 5000000, '理事会决议', $2, now())", [henan.id, one]);
  expect([await least('2025-12-04'), await least('2025-12-05')]).toEqual([5_000_000n, 150_000_000n]); // what the place asks for goes first
  await app.query("INSERT INTO fund_terms VALUES ($1, '2026-01-01', 150000000, '理事会决议', $2, now())", [host.id, one]);
  const [short, whole] = [await drawnUp({ startingSum: 149_999_999n }), await drawnUp({ startingSum: 150_000_000n })];
  const resolution = await decided();
  expect(await refusalOf(opens(short.version, 'short', resolution))).toBe('a_fund_begins_with_the_least_sum');
  expect(await refusalOf(opens(short.version, 'short', resolution, ' '))).toBe('a_fund_begins_with_the_least_sum');
  await opens(whole.version, 'whole', resolution);
  await opens(short.version, 'short', resolution, '街道承诺补足');
  expect((await app.query("SELECT f.code, a.held_for AS why FROM agreement a JOIN fund f ON f.id = a.fund WHERE f.code IN ('short', 'whole') ORDER BY 1")).rows).toEqual([{ code: 'short', why: '街道承诺补足' }, { code: 'whole', why: null }]);
});

it('forbidden words bind hosts registered where the rule was made', async () => {
  const forbidden = async (own: string): Promise<boolean> => (await app.query<{ no: boolean }>('SELECT name_is_forbidden($1, $2, $3) AS no', [host.id, `${host.name}${own}`, '2026-06-01'])).rows[0]!.no;
  expect(await forbidden('中国88基金')).toBe(false); // registered below: warned only
  await owner.query("UPDATE foundation SET jurisdiction = 'CN' WHERE id = $1", [host.id]);
  expect([await forbidden('国际助老基金'), await forbidden('8助老基金'), await forbidden('Aid基金'), await forbidden('助老专项基金')]).toEqual([true, true, true, false]);
  await owner.query("UPDATE foundation SET jurisdiction = 'CN-31' WHERE id = $1", [host.id]);
});

it('an old day on the agreement evades no rule that is in force when the fund is opened', async () => {
  const { request } = await drawnUp({ startingSum: 149_999_999n, until: 'text' });
  const version = await house.app.get(Agreements).prepare(host, { request }, textOf({ ...said, no: 'XY-OLD', name: `${host.name}旧日期专项基金`, englishName: 'Old', day: '2015-01-01', holdsFrom: '2026-06-01', startingSum: 149_999_999n, startingBy: '2026-12-31' }), { id: one });
  await house.app.get(Agreements).signForHost(host.id, version, { id: other });
  await house.app.get(Agreements).signByCode(host.id, version, PHONE);
  expect(await refusalOf(opens(version, 'old-day', null))).toBe('opening_a_fund_rests_on_a_resolution');
  expect(await refusalOf(opens(version, 'old-day', await decided()))).toBe('a_fund_begins_with_the_least_sum');
});

it('what must be added each year is asked of the agreement, to the fen and for all the years, or the council says why not', async () => {
  await owner.query("UPDATE foundation SET jurisdiction = 'CN-41-0102' WHERE id = $1", [host.id]); // of a county: no starting sum of the place, but its additions
  const least = async (sum: bigint): Promise<unknown> => (await app.query('SELECT sum, years FROM least_yearly_addition($1, $2, $3)', [host.id, sum, '2026-06-30'])).rows[0];
  expect([await least(150_000_001n), await least(0n)]).toEqual([{ sum: 30_000_001n, years: 3 }, { sum: 0n, years: 0 }]);
  const resolution = await decided();
  const promising = async (yearlyAddition: bigint, yearlyYears: number): Promise<number> => {
    const { request, name } = await drawnUp({ startingSum: 150_000_000n, until: 'text' });
    const version = await house.app.get(Agreements).prepare(host, { request }, textOf({ ...said, no: `XY-Y${request}`, name, englishName: name, startingSum: 150_000_000n, startingBy: '2026-12-31', yearlyAddition, yearlyYears }), { id: one });
    await house.app.get(Agreements).signForHost(host.id, version, { id: other });
    await house.app.get(Agreements).signByCode(host.id, version, PHONE);
    return version;
  };
  const [short, few, whole] = [await promising(29_999_999n, 3), await promising(30_000_000n, 2), await promising(30_000_000n, 3)];
  for (const version of [short, few]) expect(await refusalOf(opens(version, 'less', resolution))).toBe('a_fund_is_added_to_as_its_place_asks');
  await opens(whole, 'added-whole', resolution);
  await opens(short, 'added-less', resolution, '发起方首年多捐');
  expect((await app.query("SELECT f.code, a.held_for AS why FROM agreement a JOIN fund f ON f.id = a.fund WHERE f.code LIKE 'added-%' ORDER BY 1")).rows).toEqual([{ code: 'added-less', why: '发起方首年多捐' }, { code: 'added-whole', why: null }]);
  await owner.query("UPDATE foundation SET jurisdiction = 'CN-31' WHERE id = $1", [host.id]);
});

it('a name is one name however wide or spaced it is written', async () => {
  const rename = (name: string): Promise<string> => refusalOf(owner.query("UPDATE fund SET name = $1 WHERE code = 'added-less'", [name]));
  const { rows: [taken] } = await app.query<{ name: string }>("SELECT name FROM fund WHERE code = 'added-whole'");
  for (const name of [taken!.name, taken!.name.replace('号', '号　'), taken!.name.replace('号', '·号'), `${taken!.name} `]) expect(await rename(name)).toBe('a_fund_has_its_own_name');
  expect((await app.query("SELECT fund_name_key('ＡＢ 助老－基金') = fund_name_key('ab助老-基金') AS same")).rows).toEqual([{ same: true }]);
  await owner.query("UPDATE foundation SET jurisdiction = 'CN' WHERE id = $1", [host.id]);
  const forbidden = async (own: string): Promise<boolean> => (await app.query<{ no: boolean }>('SELECT name_is_forbidden($1, $2, $3) AS no', [host.id, `${host.name}${own}`, '2026-06-01'])).rows[0]!.no;
  expect([await forbidden('８助老基金'), await forbidden('中 国助老基金'), await forbidden('助老基金')]).toEqual([true, true, false]);
  await owner.query("UPDATE foundation SET jurisdiction = 'CN-31' WHERE id = $1", [host.id]);
});

it('a supplement is signed before its day, not withdrawn afterwards, and no manager is out of office', async () => {
  const { rows: [fund] } = await app.query<{ id: number; no: string }>("SELECT f.id, a.no FROM fund f JOIN agreement a ON a.fund = f.id WHERE f.code = 'added-whole'");
  const columns = (await app.query<{ c: string }>("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS c FROM pg_attribute WHERE attrelid = 'agreement_version'::regclass AND attnum > 0 AND attname <> 'id'")).rows[0]!.c;
  const written = async (change: object): Promise<number> => (await app.query<{ id: number }>(
    `INSERT INTO agreement_version (${columns}) SELECT ${columns.split(', ').map((name) => `r.${name}`).join(', ')} FROM agreement a JOIN agreement_version v ON v.id = a.version, jsonb_populate_record(NULL::agreement_version, to_jsonb(v) || $1::jsonb) r WHERE a.fund = $2 RETURNING id`,
    [JSON.stringify({ request: null, fund: fund!.id, no: 'XY-S1', day: '2026-06-30', holds_from: '2026-07-01', prepared_at: '2026-06-30T02:00:00Z', ...change }), fund!.id])).rows[0]!.id;
  expect(await refusalOf(written({ prepared_at: '2026-07-02T02:00:00Z' }))).toBe('a_supplement_is_signed_before_it_holds');
  expect(await refusalOf(written({ english_name: 'Another' }))).toBe('a_supplement_changes_neither_kind_nor_purpose');
  expect(await refusalOf(written({ term_to: '2027-01-01' }))).toBe('what_is_promised_comes_within_the_term');
  const version = await written({});
  const hosts = (at: string): Promise<unknown> => app.query('INSERT INTO agreement_host_signature VALUES ($1, $2, $3, $4)', [version, one, other, at]);
  const founds = (at: string): Promise<unknown> => app.query('INSERT INTO agreement_founder_signature (version, phone, signed_at) VALUES ($1, $2, $3)', [version, PHONE, at]);
  expect(await refusalOf(hosts('2026-07-01T16:00:00Z'))).toBe('a_supplement_is_signed_before_it_holds'); // midnight of the 2nd
  await hosts('2026-07-01T15:59:59Z');
  expect(await refusalOf(founds('2026-07-01T16:00:00Z'))).toBe('a_supplement_is_signed_before_it_holds');
  expect((await app.query("SELECT no FROM agreement_in_force($1, '2030-01-01')", [fund!.id])).rows).toEqual([{ no: fund!.no }]);
  const withdraws = (id: number): Promise<unknown> => app.query("INSERT INTO agreement_text_withdrawal VALUES ($1, '没有谈拢', $2, now())", [id, one]);
  await app.query('BEGIN');
  await withdraws(version);
  expect(await refusalOf(founds('2026-07-01T02:00:00Z'))).toBe('a_withdrawn_text_is_signed_by_nobody');
  await app.query('ROLLBACK');
  await founds('2026-07-01T02:00:00Z');
  expect(await refusalOf(withdraws(version))).toBe('what_both_have_signed_is_not_withdrawn');
  for (const sql of ["UPDATE agreement_text_withdrawal SET why = 'x'", 'DELETE FROM agreement_text_withdrawal']) expect(await refusalOf(app.query(sql))).toBe(DENIED);
  // neither of the two holds an office of this house
  expect(await refusalOf(app.query("INSERT INTO fund_manager (fund, person, from_day, recorded_by, recorded_at) VALUES ($1, $2, '2026-06-01', $2, now())", [fund!.id, one]))).toBe('a_manager_is_in_office');
});

it('of two who draw up a text at once with one number only one has it', async () => {
  const [first, second] = [await drawnUp({ startingSum: 150_000_000n, until: 'text' }), await drawnUp({ startingSum: 150_000_000n, until: 'text' })];
  const tries = await Promise.allSettled([first, second].map(({ request, name }) => house.app.get(Agreements).prepare(host, { request }, textOf({ ...said, no: 'XY-SAME', name, englishName: name }), { id: one })));
  expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await app.query("SELECT count(*)::int AS n FROM agreement_version WHERE no = 'XY-SAME'")).rows).toEqual([{ n: 1 }]);
});

it('two who open at once, and both sides who sign twice at once, leave one of each', async () => {
  const { version } = await drawnUp({ startingSum: 150_000_000n, until: 'text' });
  const agreements = house.app.get(Agreements);
  await Promise.all(Array.from({ length: 4 }, () => agreements.signForHost(host.id, version, { id: other })));
  await Promise.all(Array.from({ length: 4 }, () => agreements.signByCode(host.id, version, PHONE)));
  const resolution = await decided();
  const tries = await Promise.allSettled(Array.from({ length: 4 }, (_, at) => house.app.get(Openings).open(host, version, { code: `at-once-${at}`, page, resolution, whyBelow: null }, { id: at % 2 ? one : other })));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await app.query("SELECT count(*)::int AS n FROM fund WHERE code LIKE 'at-once-%'")).rows).toEqual([{ n: 1 }]);
  expect((await app.query('SELECT count(*)::int AS n FROM agreement_host_signature WHERE version = $1', [version])).rows).toEqual([{ n: 1 }]);
});

it('a request is ended by one and opened by another at once: one of them happens', async () => {
  const { version, request } = await drawnUp({ startingSum: 150_000_000n });
  const resolution = await decided();
  const second = new Client({ connectionString: house.config.databaseUrl });
  await second.connect();
  const results = await Promise.allSettled([opens(version, 'or-not', resolution), second.query("INSERT INTO fund_request_end VALUES ($1, 'refused', '否', $2, now())", [request, one])]);
  await second.end();
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('what the owner alters, the checks see', async () => {
  await openFund(house, host, { code: 'seen', name: `${host.name}看得见专项基金`, englishName: 'Seen', agreement: { ...said, no: 'XY-SEEN', startingSum: 150_000_000n, startingBy: '2026-12-31' }, page });
  const asOwner: Asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
  const complaint = async (name: string): Promise<unknown[]> => FUND_CHECKS.find((check) => check.name === name)!.run(asOwner);
  const tampered: readonly (readonly [string, string])[] = [
    ['every-fund-is-opened-by-its-agreement', "UPDATE fund SET name = '改了名' WHERE code = 'seen'"],
    ['every-fund-is-opened-by-its-agreement', "DELETE FROM agreement_founder_signature WHERE version = (SELECT version FROM agreement WHERE no = 'XY-SEEN')"],
    ['an-agreement-is-signed-by-two', "ALTER TABLE agreement_host_signature DROP CONSTRAINT nobody_signs_what_they_prepared; UPDATE agreement_host_signature SET signed_by = prepared_by WHERE version = (SELECT version FROM agreement WHERE no = 'XY-SEEN')"],
    ['a-supplement-is-signed-before-it-holds', `ALTER TABLE agreement_version DISABLE TRIGGER USER; ALTER TABLE agreement_host_signature DISABLE TRIGGER USER; UPDATE agreement_version SET holds_from = '2026-06-15' WHERE no = 'XY-S1'`],
    ['every-opening-was-checked-and-decided', "DELETE FROM fund_request_check WHERE request = (SELECT request FROM agreement WHERE no = 'XY-SEEN') AND point = 'rest'"],
    ['every-named-line-is-of-its-fund', `INSERT INTO fund_line (fund, code, name, english_name, made_by, made_at) SELECT fund, '01', '灯', 'Lamps', ${one}, now() FROM agreement WHERE no = 'XY-SEEN'; ALTER TABLE entry_line DROP CONSTRAINT entry_line_entry_fkey; ALTER TABLE entry_line DISABLE TRIGGER USER; INSERT INTO entry_line (entry, fund, line, tagged_by, tagged_at) SELECT 77, fund, id, ${one}, now() FROM fund_line`],
  ];
  for (const { name } of FUND_CHECKS) expect([name, await complaint(name)]).toEqual([name, []]);
  for (const [name, sql] of tampered) {
    await owner.query(`BEGIN; ${sql}`);
    expect([name, (await complaint(name)).length]).toEqual([name, 1]);
    await owner.query('ROLLBACK');
  }
  // what was approved in a year that falls behind is altered in forecasts.spec
  expect([...new Set(tampered.map(([name]) => name)), 'what-can-wait-says-why-it-did-not'].sort()).toEqual(FUND_CHECKS.map(({ name }) => name).sort());
});
