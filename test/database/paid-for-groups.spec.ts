import { Client } from 'pg';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { advance, bankGift, costAccepted, goodsGift, goodsUsed, payment, paymentReturned } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Vouchers } from '../../src/ledger/vouchers.service';
import { GROUP_CHECKS } from '../../src/funds/group-funds/checks';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { ownerUrlOf } from '../support/database';
import { appointed, preparing } from '../support/desk';
import { refusalOf } from '../support/forged';
import { bareFund } from '../support/funds';
import { GARDENERS, registered, saidYes } from '../support/groups';

jest.setTimeout(120_000);

// What a payment says of the group for which it was made is no more than it paid: not with SQL of one's own as the application's role, nor when two book at the same moment.

const NOW = '2026-11-16T02:00:00Z';
const DAY = '2026-11-16';
const CARRIER = '柳荫里居民委员会';
let house: TestApp;
let foundation: Foundation;
let raw: Client;
let other: Client;
let people: Record<'li' | 'wang' | 'han', number>;
let group: number;
let bank: number;
const funds = {} as Record<'court' | 'lamps', FundRef>;
const ways = {} as Record<'vendors' | 'carrier' | 'goods' | 'advance' | 'elsewhere', number>;
let n = 0;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock(NOW) });
  foundation = await preparing(house);
  people = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), wang: await appointed(house, foundation, '王建国', 'secretary-general'), han: await appointed(house, foundation, '韩雪', 'programme-officer') };
  for (const code of ['court', 'lamps'] as const) funds[code] = { id: await bareFund(house.db, { foundation: foundation.id, code, class: 'restricted', name: code, englishName: code, openedOn: '2026-01-01' }), foundation: foundation.id, class: 'restricted' };
  [raw, other] = [new Client({ connectionString: house.config.databaseUrl }), new Client({ connectionString: house.config.databaseUrl })];
  await Promise.all([raw.connect(), other.connect()]);
  bank = await one(`SELECT id FROM place WHERE account = '1002'`);
  for (const fund of Object.values(funds)) await enter(bankGift({ ...on('李梅'), fund, sum: 1_000_000_000n, bank }));
  ({ group } = await reached(foundation, 'liuyin-gardeners'));
  const elsewhere = await preparing(house, 'qingshi', '青石巷社区基金会');
  ways.elsewhere = (await reached(elsewhere, 'liuyin-gardeners')).vendors;
});
afterAll(async () => {
  await Promise.all([raw?.end(), other?.end()]);
  await house?.close();
});
afterEach(async () => expect(await complaints(house)).toEqual({}));

/** A group that stands, with every way of money to it. */
async function reached(its: Foundation, code: string): Promise<{ group: number; vendors: number }> {
  await registered(house, its, people.han, { ...GARDENERS, code });
  await saidYes(house, its, { ...GARDENERS, code }, 3);
  const id = await one('SELECT id FROM resident_group WHERE foundation = $1 AND code = $2', [its.id, code]);
  const route = (kind: string, columns = '', values: unknown[] = []): Promise<number> => one(
    `INSERT INTO resident_group_route (resident_group, foundation, kind, from_day, basis, recorded_by, recorded_at${columns}) VALUES ($1, $2, $3, '2026-11-05', '决议', $4, $5${values.map((_, at) => `, $${at + 6}`).join('')}) RETURNING id`, [id, its.id, kind, people.han, NOW, ...values]);
  const vendors = await route('vendors');
  if (its !== foundation) return { group: id, vendors };
  const party = await one(`INSERT INTO party (foundation, kind, name, entered_by, entered_at) VALUES ($1, 'body', $2, $3, $4) RETURNING id`, [its.id, CARRIER, people.han, NOW]);
  const lead = await one('SELECT group_lead($1) AS id', [id]);
  Object.assign(ways, { vendors, goods: await route('goods'), carrier: await route('carrier', ', carrier_kind, party, account_holder, contract_party', ['hub', party, CARRIER, CARRIER]), advance: await route('advance', ', member, advance_most, clear_by', [lead, 50_000, '2026-11-20']) });
  return { group: id, vendors };
}
async function one(sql: string, values: unknown[] = []): Promise<number> {
  return (await raw.query<{ id: number }>(sql, values)).rows[0]!.id;
}
const on = (party: string | null = null): { day: string; source: string; party: string | null; note: string } => ({ day: DAY, source: `story:${++n}`, party, note: '花苗' });
const enter = (draft: Draft): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const PROPOSE = `INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, party, note, lines, reverses, group_route, group_sum, proposed_by, proposed_at) VALUES ($1, $2, $2, $3, $3, $4, '花苗', $5, $6, $7, $8, $9, $10) RETURNING id`;
const asking = ({ kind, day, party, lines, reverses }: Draft, way: number | null, sum: bigint | null): unknown[] =>
  [foundation.id, kind, day, party, JSON.stringify(lines.map((line) => ({ ...line, standard: 2026, debit: String(line.debit), promise: line.promise === null ? null : String(line.promise) }))), reverses, way, sum, people.li, NOW];
const proposes = (draft: Draft, way: number | null, sum: bigint | null): Promise<number> => one(PROPOSE, asking(draft, way, sum));
const no = (draft: Draft, way: number | null, sum: bigint | null): Promise<string> => refusalOf(raw.query(PROPOSE, asking(draft, way, sum)));
/** Booked and decided in one transaction, as `Proposals` does it, past every word of TypeScript. @returns what the database says to it */
async function books(draft: Draft, way: number | null, sum: bigint | null): Promise<{ said: string | null; entry: bigint }> {
  let entry = 0n;
  const said = await house.db.transaction(async (tx) => {
    const [{ id }] = await tx.query<[{ id: number }]>(PROPOSE, asking(draft, way, sum));
    entry = await house.app.get(Ledger).enter(tx, draft);
    await house.app.get(Vouchers).made(tx, foundation.id, people.li, [entry]);
    await house.app.get(Vouchers).check(tx, foundation.id, entry, people.wang, new Date(NOW));
    await tx.query(`INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, 'approved', $3, $4, $5)`, [id, people.li, people.wang, NOW, entry]);
  }).then(() => null, (error: { driverError: { constraint?: string; message: string } }) => error.driverError.constraint ?? error.driverError.message);
  return { said, entry };
}
const paid = (sum: bigint, { party = '示例园艺店', fund = funds.court }: { party?: string | null; fund?: FundRef } = {}): Draft => payment({ ...on(party), fund, sum, bank });
const lent = (sum: bigint, fund = funds.court): Draft => advance({ ...on(), fund, sum, to: 'receivable', bank });
const went = async (): Promise<bigint> => (await raw.query<{ sum: bigint }>('SELECT coalesce(sum(sum), 0)::bigint AS sum FROM paid_for_group')).rows[0]!.sum;

it('a payment is for a group of its own foundation, by a way that fits, out of one fund, with no more than it pays', async () => {
  for (const sum of [199_999_999n, 200_000_000n]) {
    expect(await no(paid(sum), ways.vendors, sum + 1n)).toBe('no_more_is_for_a_group_than_is_paid');
    await raw.query('BEGIN');
    expect(await proposes(paid(sum), ways.vendors, sum)).toBeGreaterThan(0);
    await raw.query('ROLLBACK');
  }
  expect(await no(paid(100n), ways.vendors, 0n)).toBe('what_is_for_a_group_is_above_nothing');
  expect(await no(paid(100n), ways.vendors, -1n)).toBe('what_is_for_a_group_is_above_nothing');
  expect(await no(paid(100n), ways.vendors, null)).toBe('a_payment_for_a_group_names_its_way_and_its_sum');
  expect(await no(paid(100n), null, 100n)).toBe('a_payment_for_a_group_names_its_way_and_its_sum');
  expect(await no(paid(100n), ways.elsewhere, 100n)).toBe('a_payment_is_for_a_group_of_its_foundation');
  expect(await no(paid(100n), 999, 100n)).toBe('a_payment_is_for_a_group_of_its_foundation');
  expect(await no(costAccepted({ ...on(), fund: funds.court, sum: 100n, for: 'programme' }), ways.vendors, 100n)).toBe('a_way_of_money_fits_what_is_paid');
  expect(await no(bankGift({ ...on(), fund: funds.court, sum: 100n, bank }), ways.vendors, 100n)).toBe('a_way_of_money_fits_what_is_paid');
  expect(await no(paid(100n), ways.goods, 100n)).toBe('a_way_of_money_fits_what_is_paid');
  expect(await no(paid(100n), ways.advance, 100n)).toBe('a_way_of_money_fits_what_is_paid');
  expect(await no(goodsUsed({ ...on(), fund: funds.court, sum: 100n }), ways.vendors, 100n)).toBe('a_way_of_money_fits_what_is_paid');
  const two = paid(100n);
  expect(await no({ ...two, lines: [...two.lines, ...paid(1n, { fund: funds.lamps }).lines] }, ways.vendors, 50n)).toBe('a_payment_for_a_group_is_out_of_one_fund');
  // what is promised is outside the books, and makes nothing more
  expect(await no({ ...two, lines: [...two.lines, { ...two.lines[1]!, account: 'Y01', debit: -100n, place: null }] }, ways.vendors, 101n)).toBe('no_more_is_for_a_group_than_is_paid');
  expect(await no({ ...two, day: '2026-11-04' }, ways.vendors, 100n)).toBe('a_way_of_money_is_open_on_the_day');
});

it('whoever is paid is the carrier by its name, of a lead nobody is named, and no group is ever paid', async () => {
  for (const party of [null, '柳荫里 居民委员会', '示例园艺店']) expect(await no(paid(100n, { party }), ways.carrier, 100n)).toBe('money_for_a_carrier_goes_to_it');
  expect(await no(advance({ ...on('沈阿姨'), fund: funds.court, sum: 100n, to: 'receivable', bank }), ways.advance, 100n)).toBe('an_advance_to_a_lead_names_nobody');
  expect(await no({ ...lent(100n), day: '2026-11-21' }, ways.advance, 100n)).toBe('an_advance_is_paid_before_it_is_to_be_cleared');
  for (const party of ['柳荫里护花队', 'ｌｉｕｙｉｎ Ｇardeners']) for (const draft of [paid(100n, { party }), costAccepted({ ...on(party), fund: funds.court, sum: 100n, for: 'programme' }), advance({ ...on(party), fund: funds.court, sum: 100n, to: 'receivable', bank })])
    expect(await no(draft, null, null)).toBe('a_group_is_no_payee');
});

it('what a proposal says stands: nobody adds a group to it, or another sum, after it was read', async () => {
  const proposal = await proposes(paid(100n), null, null);
  expect(await refusalOf(raw.query('UPDATE voucher_proposal SET group_route = $2, group_sum = 100 WHERE id = $1', [proposal, ways.vendors]))).toBe('42501');
  await raw.query(`INSERT INTO voucher_decision (proposal, proposed_by, decision, decided_by, decided_at, why) VALUES ($1, $2, 'withdrawn', $2, $3, '不用了')`, [proposal, people.li, NOW]);
});

it('no more comes back than went, of its own fund; a reversal counts, and so does what was handed out', async () => {
  for (const fund of Object.values(funds)) await enter(costAccepted({ ...on('示例园艺店'), fund, sum: 100_000n, for: 'programme' }));
  const { said, entry } = await books(paid(60_000n), ways.vendors, 50_000n);
  expect([said, await went()]).toEqual([null, 50_000n]);
  const back = (sum: bigint, fund = funds.court): Draft => paymentReturned({ ...on('示例园艺店'), fund, sum, bank });
  expect((await books(back(50_001n), ways.vendors, 50_001n)).said).toBe('no_more_comes_back_for_a_group_than_went');
  expect((await books(back(1n, funds.lamps), ways.vendors, 1n)).said).toBe('no_more_comes_back_for_a_group_than_went');
  expect((await books(back(20_000n), ways.vendors, 20_000n)).said).toBeNull();
  const mirror = await house.db.transaction((tx) => house.app.get(Ledger).mirror(tx, { foundation: foundation.id, entry, day: DAY, reason: '付错' }));
  expect(await books(mirror, null, null)).toMatchObject({ said: 'no_more_comes_back_for_a_group_than_went' });
  expect(await went()).toBe(30_000n);
  // a payment of which nothing came back is taken back with its part
  const other = await books(paid(5_000n), ways.vendors, 5_000n);
  expect(await went()).toBe(35_000n);
  expect(await books(await house.db.transaction((tx) => house.app.get(Ledger).mirror(tx, { foundation: foundation.id, entry: other.entry, day: DAY, reason: '付错' })), null, null)).toMatchObject({ said: null });
  expect(await went()).toBe(30_000n);
  await enter(goodsGift({ ...on('花友'), fund: funds.court, sum: 9_000n }));
  expect(await books(goodsUsed({ ...on(), fund: funds.court, sum: 9_000n }), ways.goods, 9_000n)).toMatchObject({ said: null });
  expect(await went()).toBe(39_000n);
});

it('of two who lend to the lead at the same moment, out of two funds, one is told that it is too much', async () => {
  const said = await Promise.all([books(lent(30_000n), ways.advance, 30_000n), books(lent(30_000n, funds.lamps), ways.advance, 30_000n)]);
  expect(said.map((one) => one.said).sort()).toEqual(['a_lead_is_lent_no_more_than_was_set', null]);
  expect(await books(lent(20_001n), ways.advance, 20_001n)).toMatchObject({ said: 'a_lead_is_lent_no_more_than_was_set' });
  expect(await books(lent(20_000n), ways.advance, 20_000n)).toMatchObject({ said: null });
});

it('each check sees what the owner of the database alters', async () => {
  const [{ name: database }] = await house.db.query<[{ name: string }]>('SELECT current_database() AS name');
  const owner = new Client({ connectionString: ownerUrlOf(database) });
  await owner.connect();
  const asks = { query: async (sql: string, values?: unknown[]) => (await owner.query(sql, values)).rows as never };
  for (const [name, sql] of [
    ['what-was-paid-for-a-group-was-paid', `UPDATE voucher_proposal SET group_sum = 60001 WHERE group_sum = 50000`], ['what-was-paid-for-a-group-was-paid', `UPDATE voucher_proposal SET group_sum = 9001 WHERE kind = 'goods used'`],
    ['what-was-paid-for-a-group-was-paid', `UPDATE voucher_proposal SET group_sum = 1 WHERE group_sum = 50000`], ['what-was-paid-for-a-group-was-paid', 'UPDATE resident_group_route SET advance_most = 49999 WHERE advance_most IS NOT NULL'],
    ['what-was-paid-for-a-group-was-paid', `UPDATE voucher_proposal SET group_route = ${ways.carrier} WHERE group_sum = 5000`], ['what-was-paid-for-a-group-was-paid', `UPDATE entry_words SET party = '沈阿姨' WHERE entry IN (SELECT entry FROM paid_for_group WHERE way = 'advance')`],
    ['what-was-paid-for-a-group-was-paid', `UPDATE voucher_proposal SET group_route = ${ways.vendors} WHERE kind = 'goods used'`],
    ['a-residents-group-is-nobodys-payee', `UPDATE voucher_proposal SET party = '柳荫里 护花队', proposed_at = now() + interval '1 day' WHERE group_sum = 5000`],
  ] as const) {
    await owner.query('BEGIN; ALTER TABLE voucher_proposal DISABLE TRIGGER USER; ALTER TABLE resident_group_route DISABLE TRIGGER USER; ALTER TABLE entry_words DISABLE TRIGGER USER');
    await owner.query(sql);
    const check = GROUP_CHECKS.find((each) => each.name === name)!;
    expect([sql, await check.run(asks)]).not.toEqual([sql, []]);
    await owner.query('ROLLBACK');
    expect(await check.run(asks)).toEqual([]);
  }
  await owner.end();
});

it('whoever books while a member leaves waits, and is told that the group stands no longer', async () => {
  const gu = await one("SELECT id FROM resident_group_member WHERE name = '小顾' AND resident_group = $1", [group]);
  await raw.query('BEGIN');
  await raw.query(`INSERT INTO resident_group_departure VALUES ($1, $2, $3, '搬走', $4, $5)`, [gu, group, DAY, people.han, NOW]);
  const waiting = books(paid(100n), ways.vendors, 100n);
  while ((await other.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount === 0);
  await raw.query('COMMIT');
  expect((await waiting).said).toBe('a_payment_is_for_a_group_that_stands');
  expect(await no(paid(100n), ways.vendors, 100n)).toBe('a_payment_is_for_a_group_that_stands');
  // what comes back comes back
  expect(await books(paymentReturned({ ...on('示例园艺店'), fund: funds.court, sum: 1_000n, bank }), ways.vendors, 1_000n)).toMatchObject({ said: null });
});
