import { Client } from 'pg';
import { GROUP_CHECKS } from '../../src/funds/group-funds/checks';
import type { Foundation } from '../../src/people/foundations';
import { startApp, SetClock, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { ownerUrlOf } from '../support/database';
import { appointed, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { consenting, GARDENERS, registered } from '../support/groups';

jest.setTimeout(120_000);

// Nobody says yes for a resident, and no group becomes a payee: not with SQL of one's own as the application's role, nor by being at it with somebody else at the same moment.

let house: TestApp;
let foundation: Foundation;
let raw: Client;
let other: Client;
let officer: number;
let group: number;
let [shen, lu, gu]: number[] = [];
const NOW = '2026-11-03T02:00:00Z';
const PHONES = GARDENERS.members.map(({ phone }) => phone);

beforeAll(async () => {
  house = await startApp({ clock: new SetClock(NOW) });
  foundation = await preparing(house);
  officer = await appointed(house, foundation, '韩雪', 'programme-officer');
  await registered(house, foundation, officer);
  [raw, other] = [new Client({ connectionString: house.config.databaseUrl }), new Client({ connectionString: house.config.databaseUrl })];
  await Promise.all([raw.connect(), other.connect()]);
  group = await one("SELECT id FROM resident_group WHERE code = 'liuyin-gardeners'");
  [shen, lu, gu] = (await raw.query<{ id: number }>('SELECT id FROM resident_group_member ORDER BY id')).rows.map(({ id }) => id);
});
afterAll(async () => {
  await Promise.all([raw?.end(), other?.end()]);
  await house?.close();
});
afterEach(async () => expect(await complaints(house)).toEqual({}));

const one = async (sql: string, values: unknown[] = [], by: Client = raw): Promise<number> => (await by.query<{ id: number }>(sql, values)).rows[0]!.id;
const no = (sql: string, values: unknown[] = [], by: Client = raw): Promise<string> => refusalOf(by.query(sql, values));
const done = (sql: string, values: unknown[] = [], by: Client = raw): Promise<string | null> => by.query(sql, values).then(() => null, (error: { constraint?: string; message: string }) => error.constraint ?? error.message);
/** Both begin before either is done: the one that comes second waits, and is told. */
async function atOnce(first: readonly [string, unknown[]], second: readonly [string, unknown[]]): Promise<(string | null)[]> {
  await raw.query('BEGIN');
  const said = await done(first[0], first[1]);
  const waiting = done(second[0], second[1], other);
  await raw.query('COMMIT');
  return [said, await waiting];
}
const session = async (phone: string): Promise<Buffer> => (await raw.query<{ key: Buffer }>('SELECT key FROM phone_session WHERE phone = $1 ORDER BY begun_at DESC LIMIT 1', [phone])).rows[0]!.key;
async function owning(): Promise<Client> {
  const [{ name: database }] = await house.db.query<[{ name: string }]>('SELECT current_database() AS name');
  const owner = new Client({ connectionString: ownerUrlOf(database) });
  await owner.connect();
  return owner;
}
const PARTY = 'INSERT INTO party (foundation, kind, name, entered_by, entered_at) VALUES ($1, $2, $3, $4, now())';
const SAID = `INSERT INTO resident_group_particulars (resident_group, foundation, name, english_name, purpose, field, area, from_day, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $3, '互助', 'living', '柳荫里', '2026-11-01', '改名', $4, $5)`;
const ADVANCE = `INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, member, advance_most, clear_by, recorded_by, recorded_at) VALUES ($1, $2, 'advance', '2026-11-03', '决议', $3, $4, $5, $6, $7)`;
const advance = ({ member = shen, most = 500_000, clear = '2026-12-03' } = {}): [string, unknown[]] => [ADVANCE, [group, foundation.id, member, most, clear, officer, NOW]];

it('a group begins with three and one who leads, or not at all', async () => {
  const begins = async (roles: readonly string[], complete = true): Promise<string | null> => {
    await raw.query('BEGIN');
    const id = await one(`INSERT INTO resident_group (foundation, code, since, recorded_by, recorded_at) VALUES ($1, 'others', '2026-11-01', $2, $3) RETURNING id`, [foundation.id, officer, NOW]);
    for (const [at, role] of roles.entries()) await raw.query(`INSERT INTO resident_group_member (resident_group, name, phone, role, from_day, recorded_by, recorded_at) VALUES ($1, '某', $2, $3, '2026-11-01', $4, $5)`, [id, `1390000000${at}`, role, officer, NOW]);
    if (complete) await raw.query(SAID, [id, foundation.id, '别的小组', officer, NOW]);
    if (complete) await raw.query(`INSERT INTO resident_group_orientation (resident_group, orientation, day, why, recorded_by, recorded_at) VALUES ($1, 'self', '2026-11-01', '刚开始', $2, $3)`, [id, officer, NOW]);
    const said = await done('SET CONSTRAINTS ALL IMMEDIATE');
    await raw.query('ROLLBACK');
    return said;
  };
  expect(await begins(['lead', 'member'])).toBe('a_group_begins_with_three_members');
  expect(await begins(['deputy', 'member', 'member'])).toBe('a_group_begins_with_three_members');
  expect(await begins(['lead', 'member', 'member'], false)).toBe('a_group_says_what_it_is_for');
  expect(await begins(['lead', 'member', 'member'])).toBeNull();
});

it('nobody consents, leaves, invites or hands over for a member: it takes the session of their own telephone', async () => {
  expect(await no('INSERT INTO resident_group_consent VALUES ($1, $2, $3, true, $4)', [shen, group, '同意', NOW])).toBe('42501');
  expect(await no('INSERT INTO resident_group_name_choice (member, shown, at) VALUES ($1, true, $2)', [shen, NOW])).toBe('42501');
  expect(await no(`INSERT INTO resident_group_departure VALUES ($1, $2, '2026-11-03', '本人', NULL, $3)`, [shen, group, NOW])).toBe('nobody_speaks_for_a_member');
  expect(await no(`INSERT INTO resident_group_member (resident_group, name, phone, role, from_day, invited_by, recorded_at) VALUES ($1, '某', '13900000009', 'member', '2026-11-03', $2, $3)`, [group, shen, NOW])).toBe('nobody_speaks_for_a_member');
  const consent = 'SELECT group_consent($1, $2, $3, true, true, $4)';
  expect(await no(consent, [Buffer.alloc(32), group, '同意', NOW])).toBe('a_member_speaks_from_their_own_telephone');
  await consenting(house, 'liuyin-gardeners', [PHONES[0]!, PHONES[1]!]);
  expect(await no(`INSERT INTO resident_group_handover (resident_group, to_member, why, at) VALUES ($1, $2, '忙', $3)`, [group, lu, NOW])).toBe('nobody_speaks_for_a_member');
  // a session of somebody else's, one that is over, and one of another day
  expect(await no('SELECT group_leave($1, $2, $3, $4)', [await session(PHONES[1]!), group + 1, '走', NOW])).toBe('a_member_speaks_from_their_own_telephone');
  expect(await no('SELECT group_show_name($1, $2, false, $3)', [await session(PHONES[1]!), group, '2026-11-04T02:00:00Z'])).toBe('a_member_speaks_from_their_own_telephone');
  expect(await no('SELECT group_show_name($1, $2, false, $3)', [await session(PHONES[1]!), group, '2026-11-03T01:00:00Z'])).toBe('a_member_speaks_from_their_own_telephone');
  expect(await no('SELECT group_invite($1, $2, $3, $4, $5, $6)', [await session(PHONES[1]!), group, '某', '13900000009', 'member', NOW])).toBe('only_the_lead_does_this');
  expect(await no('SELECT resident_group_consent.member FROM resident_group_consent FOR UPDATE')).toBe('42501');
});

it('it is filed and reached by money once three have said yes; of two who say it at once for one member one is heard', async () => {
  expect(await no(`INSERT INTO resident_group_filing (resident_group, place_kind, place, number, from_day, until_day, recorded_by, recorded_at) VALUES ($1, 'street', '街道', '1', '2026-11-03', '2027-11-02', $2, $3)`, [group, officer, NOW])).toBe('a_group_is_filed_once_it_stands');
  expect(await no(...advance())).toBe('money_reaches_a_group_that_stands');
  await raw.query(`INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, '198.51.100.9', $4, $4::timestamptz + interval '8 hours')`, [Buffer.alloc(32, 7), foundation.id, PHONES[2], NOW]);
  const yes = (adult: boolean): [string, unknown[]] => ['SELECT group_consent($1, $2, $3, $4, true, $5)', [Buffer.alloc(32, 7), group, '同意', adult, NOW]];
  expect(await no(...yes(false))).toBe('a_member_says_that_they_are_of_age');
  expect(await atOnce(yes(true), yes(true))).toEqual([null, 'a_member_consents_once']);
  expect(await one('SELECT count(*)::int AS id FROM resident_group_consent WHERE member = $1', [gu])).toBe(1);
});

it('an advance goes to whoever leads, within its limit and its days, one at a time', async () => {
  expect(await no(...advance({ member: lu }))).toBe('an_advance_goes_to_the_lead');
  expect(await no(...advance({ most: 500_001 }))).toBe('an_advance_keeps_within_its_limit');
  expect(await no(...advance({ clear: '2026-12-04' }))).toBe('an_advance_is_cleared_in_time');
  expect(await no(...advance({ clear: '2026-11-03' }))).toBe('an_advance_is_cleared_in_time');
  expect(await no(ADVANCE, [group, foundation.id, null, 1, '2026-12-03', officer, NOW])).toBe('an_advance_goes_to_the_lead');
  expect(await atOnce(advance(), advance())).toEqual([null, 'one_advance_at_a_time']);
  expect(await no(`INSERT INTO resident_group_departure VALUES ($1, $2, '2026-11-03', '搬走', $3, $4)`, [shen, group, officer, NOW])).toBe('an_advance_is_cleared_before_its_leader_leaves');
  expect(await no(`INSERT INTO resident_group_end VALUES ($1, '2026-11-03', '散了', $2, $3)`, [group, officer, NOW])).toBe('an_advance_is_cleared_before_its_group_ends');
});

it('where no figure was in force, or the day has yet to come, no advance is entered; what ends had begun', async () => {
  await raw.query(`INSERT INTO resident_group_route_end SELECT id, resident_group, '2026-11-03', '已清账', $2, $3 FROM resident_group_route WHERE resident_group = $1`, [group, officer, NOW]);
  const from = (day: string, clear: string): [string, unknown[]] => [ADVANCE.replace("'2026-11-03'", `'${day}'`), [group, foundation.id, shen, 99_999_999, clear, officer, NOW]];
  expect(await no(...from('2025-12-31', '2026-11-04'))).toBe('an_advance_keeps_within_its_limit');
  expect(await no(...from('2026-11-04', '2026-11-30'))).toBe('a_way_of_money_begins_no_later_than_it_is_recorded');
  expect(await no(ADVANCE.replace("'2026-11-03'", "'2026-10-01'"), [group, foundation.id, shen, 1, '2026-10-30', officer, NOW])).toBe('an_advance_is_cleared_in_time');
  // a day on which no figure of members was in force: nothing stands by none
  expect(await no(ADVANCE, [group, foundation.id, shen, 1, '2026-11-04', officer, '2025-12-01T02:00:00Z'])).toBe('money_reaches_a_group_that_stands');
  await raw.query(...advance());
  expect(await no(`INSERT INTO resident_group_route_end SELECT id, resident_group, '2026-11-02', '已清账', $2, $3 FROM standing_group_route WHERE resident_group = $1`, [group, officer, NOW])).toBe('what_ends_of_a_group_had_begun');
  expect(await no(`INSERT INTO resident_group_departure VALUES ($1, $2, '2026-11-02', '搬走', $3, $4)`, [gu, group, officer, NOW])).toBe('what_ends_of_a_group_had_begun');
});

it('a carrier is registered, holds the account and signs under one name', async () => {
  const party = await one(`${PARTY} RETURNING id`, [foundation.id, 'body', '柳荫里社区居民委员会', officer]);
  const carrier = (holder: string | null, signer: string): [string, unknown[]] => [`INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, carrier_kind, party, account_holder, contract_party, recorded_by, recorded_at) VALUES ($1, $2, 'carrier', '2026-11-03', '协议', 'hub', $3, $4, $5, $6, $7)`, [group, foundation.id, party, holder, signer, officer, NOW]];
  expect(await no(...carrier('柳荫街道财务所', '柳荫里社区居民委员会'))).toBe('a_carrier_is_one_body');
  expect(await no(...carrier('柳荫里社区居民委员会', '柳荫里护花队'))).toBe('a_carrier_is_one_body');
  expect(await no(...carrier(null, '柳荫里社区居民委员会'))).toBe('a_carrier_is_one_body');
  expect(await done(...carrier('柳荫里社区居民委员会', '柳荫里社区居民委员会'))).toBeNull();
});

it('no group becomes a party and no party a group, in whatever width it is written, also of two who enter both at once', async () => {
  for (const name of ['柳荫里护花队', '柳荫里　护花队 ', 'LIUYIN gardeners', 'ｌｉｕｙｉｎ Ｇardeners']) expect(await no(PARTY, [foundation.id, 'body', name, officer])).toBe('a_group_is_no_party');
  expect(await no(PARTY, [foundation.id, 'person', '柳荫里护花队', officer])).toBe('a_group_is_no_party');
  expect(await no(SAID, [group, foundation.id, '柳荫里社区 居民委员会', officer, NOW])).toBe('a_party_is_no_group');
  expect(await atOnce([SAID, [group, foundation.id, '柳荫里花友会', officer, NOW]], [PARTY, [foundation.id, 'body', '柳荫里花友会', officer]])).toEqual([null, 'a_group_is_no_party']);
  expect(await atOnce([PARTY, [foundation.id, 'body', '柳荫里绿化社', officer]], [SAID, [group, foundation.id, '柳荫里绿化社', officer, NOW]])).toEqual([null, 'a_party_is_no_group']);
  // called so once is enough
  expect(await no(PARTY, [foundation.id, 'body', '柳荫里护花队', officer])).toBe('a_group_is_no_party');
  expect(await no(`INSERT INTO purse_vote (purse, foundation, resolution, what, payee, sum, recorded_by, recorded_at) VALUES (1, $1, 1, '花苗', '柳荫里花友会', 1, $2, $3)`, [foundation.id, officer, NOW])).toBe('a_group_is_no_payee');
  // nor with marks, or what no eye sees, in it
  for (const name of ['“柳荫里护花队”', '柳荫里·护花队', '柳荫里\u200b护花队', '（柳荫里）护花队。', 'Liuyin-Gardeners']) expect(await no(PARTY, [foundation.id, 'body', name, officer])).toBe('a_group_is_no_party');
  expect(await done(PARTY, [foundation.id, 'body', '柳荫里护花队之友', officer])).toBeNull();
});

it('no contract, remaining property, return to a payer or entry of the books names a group either', async () => {
  const named = async (table: string, columns: Record<string, unknown>): Promise<string> => no(`INSERT INTO ${table} (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns).map((_, at) => `$${at + 1}`).join(', ')})`, Object.values(columns));
  expect(await named('remaining_property', { foundation: foundation.id, receiver: '柳荫里护花队' })).toBe('a_group_is_no_payee');
  for (const column of ['party', 'english_party']) expect(await named('agreement_version', { foundation: foundation.id, kind: 'named', [column]: 'Liuyin Gardeners' })).toBe('a_group_is_no_payee');
  const [fund] = (await raw.query<{ id: number }>("SELECT id FROM fund WHERE class = 'general'")).rows;
  // a settlement of a fund that is none of a programme
  const owner = await owning();
  await owner.query('BEGIN; ALTER TABLE programme_settlement DISABLE TRIGGER USER; ALTER TABLE programme_settlement DROP CONSTRAINT only_a_programme_fund_settles_its_years');
  await owner.query(`INSERT INTO programme_settlement (foundation, fund, year, unspent, basis, proposed_by, proposed_at) VALUES ($1, $2, 2025, 1, '文件', $3, $4)`, [foundation.id, fund!.id, officer, NOW]);
  expect(await no(`INSERT INTO programme_settlement_part (settlement, payer, brought, share, carried, payee) SELECT max(id), 'city', 1, 1, 0, '柳荫里护花队' FROM programme_settlement`, [], owner)).toBe('a_group_is_no_payee');
  await owner.query('ROLLBACK');
  await owner.end();
  await raw.query('BEGIN');
  await raw.query('SET CONSTRAINTS ALL DEFERRED');
  const post = (kind: string, account: string, party: string): Promise<string | null> => done(
    `SELECT ledger_post(ARRAY[$1::int], ARRAY[$2], ARRAY['2026-11-03'::date], ARRAY['2026-11-03'::date], ARRAY['forged:' || $2], ARRAY[NULL::bigint], ARRAY[NULL::bigint], ARRAY[$3], ARRAY[NULL::text],
      ARRAY[1, 1], ARRAY[$4::int, $4::int], ARRAY['5101', $5], ARRAY[100::bigint, -100::bigint], ARRAY[NULL::int, NULL::int], ARRAY[NULL::bigint, NULL::bigint], ARRAY[NULL::smallint, NULL::smallint])`, [foundation.id, kind, party, fund!.id, account]);
  expect(await post('cost accepted', '2202', '柳荫里 护花队')).toBe('a_group_is_no_payee');
  await raw.query('ROLLBACK');
});

it('one lead is handed over at a time, by their own yes alone; an ended group stays as it is', async () => {
  const offer = (to: number): [string, unknown[]] => [`INSERT INTO resident_group_handover (resident_group, to_member, why, by_person, at) VALUES ($1, $2, '忙', $3, $4)`, [group, to, officer, NOW]];
  expect(await no(...offer(shen!))).toBe('a_lead_is_a_member_who_consented');
  expect(await atOnce(offer(lu!), offer(gu!))).toEqual([null, 'one_handing_over_at_a_time']);
  const handover = await one('SELECT id FROM resident_group_handover');
  const END = `INSERT INTO resident_group_handover_end VALUES ($1, $2, $3, $4, $5)`;
  expect(await no(END, [handover, group, 'accepted', null, NOW])).toBe('nobody_speaks_for_a_member');
  expect(await no(END, [handover, group, 'accepted', officer, NOW])).toBe('whoever_is_to_lead_answers_themselves');
  expect(await no('SELECT group_answer_handover($1, $2, $3, $4)', [await session(PHONES[0]!), group, 'accepted', NOW])).toBe('a_member_speaks_from_their_own_telephone');
  await raw.query('SELECT group_answer_handover($1, $2, $3, $4)', [await session(PHONES[1]!), group, 'accepted', NOW]);
  expect(await one('SELECT group_lead($1) AS id', [group])).toBe(lu);
  await raw.query(`INSERT INTO resident_group_route_end SELECT id, resident_group, '2026-11-03', '已清账', $2, $3 FROM standing_group_route WHERE resident_group = $1 AND kind = 'advance'`, [group, officer, NOW]);
  expect(await no(`INSERT INTO resident_group_end VALUES ($1, '2026-02-28', '散了', $2, $3)`, [group, officer, NOW])).toBe('what_ends_of_a_group_had_begun');
  await raw.query(`INSERT INTO resident_group_end VALUES ($1, '2026-11-03', '散了', $2, $3)`, [group, officer, NOW]);
  for (const [sql, values] of [advance({ member: lu }), offer(gu!), [SAID, [group, foundation.id, '新名字', officer, NOW]] as [string, unknown[]], ['SELECT group_leave($1, $2, $3, $4)', [await session(PHONES[0]!), group, '走', NOW]] as [string, unknown[]]])
    expect(await no(sql, values)).toBe('an_ended_group_stays_as_it_is');
});

it('each check sees what the owner of the database alters', async () => {
  const owner = await owning();
  const asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
  for (const [name, sql] of [['a-residents-group-is-nobodys-payee', `UPDATE resident_group_particulars SET name = '柳荫里社区居民委员会' WHERE resident_group = ${group}`], ['members-of-groups-said-yes-themselves', `UPDATE resident_group_consent SET at = at + interval '31 days' WHERE member = ${gu}`], ['members-of-groups-said-yes-themselves', `UPDATE resident_group_consent SET declares_adult = false WHERE member = ${gu}`]] as const) {
    await owner.query('BEGIN; ALTER TABLE resident_group_particulars DISABLE TRIGGER USER; ALTER TABLE resident_group_consent DISABLE TRIGGER USER');
    await owner.query(sql);
    const check = GROUP_CHECKS.find((each) => each.name === name)!;
    expect(await check.run(asks)).not.toEqual([]);
    await owner.query('ROLLBACK');
    expect(await check.run(asks)).toEqual([]);
  }
  await owner.end();
});
