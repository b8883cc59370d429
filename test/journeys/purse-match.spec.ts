import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import type { Purse } from '../../src/funds/purses/purses.service';
import { bankGift, promise } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { formKey, matchRule, openPurse, paidIn, PURSES, staff } from '../support/purses';
import { resolved } from '../support/resolutions';
import { xlsx } from '../support/sheets';

jest.setTimeout(60_000);

// The street's part: at which fen it is due, how long a pool lasts, what is tried again and what goes back; and how a purse ends.

let house: TestApp;
let foundation: Foundation;
let two: [number, number];
let [li, zhou]: AtDesk[] = [];
let general: number;
let bank: number;
const day = '2026-11-03';

beforeAll(async () => {
  const clock = new SetClock('2026-11-03T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  two = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  [li, zhou] = [await atDesk(house, two[0]), await atDesk(house, two[1])];
  general = (await one<{ id: number }>("SELECT id FROM fund WHERE class = 'general'")).id;
  bank = (await one<{ id: number }>("SELECT id FROM place WHERE account = '1002'")).id;
  await feed(50_000n, 'street-1');
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
const pool = (): { id: number; foundation: number; class: 'general' } => ({ id: general, foundation: foundation.id, class: 'general' });
const feed = (sum: bigint, source: string): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: '2026-11-01', source: `bank:${source}`, party: '示例街道', fund: pool(), sum, bank })));
const building = (code: string): Promise<Purse> => openPurse(house, foundation, two, { code, doors: ['101', '102', '103'], day: '2025-12-01' });
const matchesOf = (purse: Purse): Promise<object[]> => house.db.query('SELECT r.name, m.wanted, m.reserved FROM purse_match m JOIN match_rule r ON r.id = m.rule WHERE m.purse = $1 ORDER BY m.id', [purse.fund.id]);
const page = async (code: string): Promise<string> => (await house.request().get(`/funds/${code}`).expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

let first: Purse;
let small: number;

it('is due at the threshold to the fen, each threshold for itself, and a share grows with what is raised', async () => {
  small = await matchRule(house, foundation, general, two, { name: '满五百配三百', threshold: 50_000n, sum: 30_000n, budget: 60_000n });
  const share = await matchRule(house, foundation, general, two, { name: '满六百配一成', threshold: 60_000n, percent: 10, cap: 6_050n, budget: 100_000n });
  first = await building('b-1');
  await paidIn(house, first, two, { day, gave: { 101: 49_999n } });
  expect(await matchesOf(first)).toEqual([]);
  await paidIn(house, first, two, { day, gave: { 102: 1n } });
  expect(await matchesOf(first)).toEqual([{ name: '满五百配三百', wanted: 30_000n, reserved: 30_000n }]);
  await paidIn(house, first, two, { day, gave: { 101: 9_999n } });
  expect(await matchesOf(first)).toHaveLength(1);
  await paidIn(house, first, two, { day, gave: { 103: 1n } });
  await paidIn(house, first, two, { day, gave: { 103: 490n } });
  // 60,490 raised: a tenth is 60.49; then the cap of 60.50
  await paidIn(house, first, two, { day, gave: { 103: 100_000n } });
  expect(await matchesOf(first)).toEqual([
    { name: '满五百配三百', wanted: 30_000n, reserved: 30_000n }, { name: '满六百配一成', wanted: 6_000n, reserved: 6_000n }, { name: '满六百配一成', wanted: 49n, reserved: 49n }, { name: '满六百配一成', wanted: 1n, reserved: 1n }]);
  await house.app.get(PurseMatches).endRule(foundation.id, share, '试行结束', staff(two[1]));
});

it('a pool that is short gives what it has; when it has money again the rest is tried anew, within the rule’s total', async () => {
  // 500.00 were given, 360.50 are promised, 39.50 go elsewhere: 100.00 are left, while the rule would allow 300.00 more
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, promise({ day, source: 'award:1', fund: pool(), sum: 3_950n })));
  const purse = await building('b-2');
  await paidIn(house, purse, two, { day, gave: { 101: 50_000n } });
  expect(await matchesOf(purse)).toEqual([{ name: '满五百配三百', wanted: 30_000n, reserved: 10_000n }]);
  expect(await page('b-2')).toContain('应配的还有 200.00 元没有配上');
  expect(await li!.sends(`${PURSES}/b-2/matches`, {})).toMatchObject({ status: 422, text: expect.stringContaining('配捐的钱还是用完的') });
  await feed(15_000n, 'street-2');
  expect(await li!.sends(`${PURSES}/b-2/matches`, {})).toMatchObject({ status: 303 });
  await feed(90_000n, 'street-3');
  expect(await li!.sends(`${PURSES}/b-2/matches`, {})).toMatchObject({ status: 303 });
  expect(await matchesOf(purse)).toEqual([{ name: '满五百配三百', wanted: 30_000n, reserved: 10_000n }, { name: '满五百配三百', wanted: 20_000n, reserved: 15_000n }, { name: '满五百配三百', wanted: 5_000n, reserved: 5_000n }]);
  expect(await li!.sends(`${PURSES}/b-2/matches`, {})).toMatchObject({ status: 422 });
  // the total of the rule is used: a third building gets nothing, and its own money stands
  const third = await building('b-3');
  await paidIn(house, third, two, { day, gave: { 101: 50_000n } });
  expect(await matchesOf(third)).toEqual([{ name: '满五百配三百', wanted: 30_000n, reserved: 0n }]);
  expect(await li!.sends(`${PURSES}/b-3/matches`, {})).toMatchObject({ status: 422 });
});

it('a paid match goes back when its sheet was wrong, is due again with the right one, and is paid again', async () => {
  const purse = await building('b-4');
  const rule = await matchRule(house, foundation, general, two, { name: '再配二百', threshold: 50_000n, sum: 20_000n, budget: 20_000n });
  await house.app.get(PurseMatches).endRule(foundation.id, small, '用完', staff(two[1]));
  const sheet = await paidIn(house, purse, two, { day, gave: { 101: 40_000n, 102: 10_000n } });
  const pay = async (): Promise<string> => {
    const { match } = await one<{ match: string }>('SELECT max(id)::text AS match FROM purse_match WHERE purse = $1', [purse.fund.id]);
    expect(await li!.sends(`${PURSES}/b-4/matches/${match}/askings`, {})).toMatchObject({ status: 303 });
    const { asking } = await one<{ asking: string }>('SELECT max(id)::text AS asking FROM purse_match_asking');
    expect(await zhou!.sends(`${PURSES}/b-4/askings/${asking}/payments`, {})).toMatchObject({ status: 303 });
    return asking;
  };
  const asking = await pay();
  expect(await page('b-4')).toContain('已配捐 200.00 元');
  expect(await zhou!.sends(`${PURSES}/b-4/sheets/${sheet}/reversals`, { why: '102 多写了' })).toMatchObject({ status: 303 });
  expect(await page('b-4')).toContain('有 200.00 元多配，正在退回');
  // whoever paid it does not take it back
  expect(await zhou!.sends(`${PURSES}/b-4/askings/${asking}/returns`, { why: '不足五百' })).toMatchObject({ status: 422 });
  expect(await li!.sends(`${PURSES}/b-4/askings/${asking}/returns`, { why: '不足五百' })).toMatchObject({ status: 303 });
  expect(await li!.sends(`${PURSES}/b-4/askings/${asking}/returns`, { why: '不足五百' })).toMatchObject({ status: 404 });
  expect(await one('SELECT match_held($1, NULL) AS held, (SELECT money FROM fund_balance WHERE fund = $2) AS money', [rule, purse.fund.id])).toEqual({ held: 0n, money: 0n });
  await paidIn(house, purse, two, { day, gave: { 101: 40_000n, 102: 10_001n } });
  await pay();
  expect(await one('SELECT match_held($1, NULL) AS held, (SELECT money FROM fund_balance WHERE fund = $2) AS money', [rule, purse.fund.id])).toEqual({ held: 20_000n, money: 70_001n });
  await house.app.get(PurseMatches).endRule(foundation.id, rule, '用完', staff(two[1]));
});

it('what was given within the days of a rule counts under it, however late it is counted', async () => {
  await matchRule(house, foundation, general, two, { name: '十月配捐', threshold: 50_000n, sum: 1_000n, budget: 5_000n, from: '2026-10-01', to: '2026-10-31' });
  const [late, after] = [await building('b-5'), await building('b-6')];
  await paidIn(house, late, two, { day, on: '2026-10-31', gave: { 101: 50_000n } });
  await paidIn(house, after, two, { day, on: '2026-11-01', gave: { 101: 50_000n } });
  expect(await matchesOf(late)).toEqual([{ name: '十月配捐', wanted: 1_000n, reserved: 1_000n }]);
  expect(await matchesOf(after)).toEqual([]);
});

it('a list comes as a spreadsheet too, with its dates and numbers as spreadsheets keep them', async () => {
  const purse = await building('b-7');
  const file = await xlsx([['门牌', '金额', '日期'], [101, 50, new Date('2026-11-02T00:00:00Z')], ['102室', '30.5', '11-01'], [103, 19.99]], { dayColumn: 3 });
  const send = (content: Buffer) => li!.visitor.post(`${PURSES}/b-7/sheets`).field({ key: formKey(), way: 'transfer', day, rows: '' }).attach('file', content, '七号楼.xlsx');
  expect((await send(file)).status).toBe(303);
  expect(await house.db.query('SELECT h.door, c.sum, c.day FROM purse_contribution c JOIN household h ON h.id = c.household WHERE c.purse = $1 ORDER BY h.door', [purse.fund.id])).toEqual([
    { door: '101', sum: 5_000n, day: '2026-11-02' }, { door: '102', sum: 3_050n, day: '2026-11-01' }, { door: '103', sum: 1_999n, day }]);
  const wrong = await send(await xlsx([['门牌', '金额'], [101, 50], [999, 5]]));
  expect([wrong.status, wrong.text.includes('999')]).toEqual([422, true]);
  await house.app.get(PurseSheets).withdraw({ foundation: foundation.id, id: (await one<{ id: bigint }>('SELECT id FROM purse_sheet WHERE purse = $1', [purse.fund.id])).id }, '试一试', staff(two[0]));
});

it('is spent after the vote, each part of it once; what goes back is shared to the fen', async () => {
  const purse = await building('b-8');
  await paidIn(house, purse, two, { day, gave: { 101: 5_000n, 102: 5_000n, 103: 5_000n } });
  const resolution = String(await resolved(house, foundation.id, two, { purse: purse.fund.id, day: '2026-11-03', subject: '买灯，其余退还' }));
  const votes = `${PURSES}/b-8/votes`;
  const enter = async (form: Record<string, string>): Promise<string> => {
    expect(await li!.sends(votes, { resolution, payee: '', back: '', ...form })).toMatchObject({ status: 303 });
    const { id } = await one<{ id: string }>('SELECT max(id)::text AS id FROM purse_vote');
    expect(await zhou!.sends(`${votes}/${id}/confirmations`, {})).toMatchObject({ status: 303 });
    return id;
  };
  const lights = await enter({ what: '买灯', voteSum: '50', payee: '示例灯具店' });
  expect(await zhou!.sends(votes, { resolution, what: '买灯', voteSum: '50', payee: '示例灯具店', back: '' })).toMatchObject({ status: 422, text: expect.stringContaining('已经录入过') });
  const back = await enter({ what: '退还', voteSum: '150', back: '1' });
  const spend = async (vote: string, sum: string, on = day): Promise<{ status: number; text: string }> => {
    const asked = await li!.sends(`${PURSES}/b-8/spendings`, { key: formKey(), vote, sum, day: on, bank: String(bank) });
    if (asked.status !== 303) return asked;
    return zhou!.sends(`${PURSES}/b-8/spendings/${(await one<{ id: string }>('SELECT max(id)::text AS id FROM purse_spending')).id}/approvals`, {});
  };
  expect(await spend(lights, '50', '2026-11-02')).toMatchObject({ status: 422, text: expect.stringContaining('支出日期不能早于表决那天') });
  expect(await spend(lights, '50')).toMatchObject({ status: 303 });
  expect(await spend(back, '100')).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT h.door, l.sum FROM purse_return_line l JOIN household h ON h.id = l.household WHERE l.purse = $1 ORDER BY h.door', [purse.fund.id])).toEqual([{ door: '101', sum: 3_334n }, { door: '102', sum: 3_333n }, { door: '103', sum: 3_333n }]);
  expect(await li!.sends(`${PURSES}/b-8/closings`, { why: '住户决定结束' })).toMatchObject({ status: 303 });
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | general | Bank deposits | 500.00 |
    | | Donation income, unrestricted | | 500.00
    agency in | b-1 | Cash | 499.99 |
    | | Liability for what is held in trust | | 499.99
    agency in | b-1 | Cash | 0.01 |
    | | Liability for what is held in trust | | 0.01
    promise | general | Promised | 300.00 |
    | | Promised, contra | | 300.00
    agency in | b-1 | Cash | 99.99 |
    | | Liability for what is held in trust | | 99.99
    agency in | b-1 | Cash | 0.01 |
    | | Liability for what is held in trust | | 0.01
    promise | general | Promised | 60.00 |
    | | Promised, contra | | 60.00
    agency in | b-1 | Cash | 4.90 |
    | | Liability for what is held in trust | | 4.90
    promise | general | Promised | 0.49 |
    | | Promised, contra | | 0.49
    agency in | b-1 | Cash | 1000.00 |
    | | Liability for what is held in trust | | 1000.00
    promise | general | Promised | 0.01 |
    | | Promised, contra | | 0.01
    promise | general | Promised | 39.50 |
    | | Promised, contra | | 39.50
    agency in | b-2 | Cash | 500.00 |
    | | Liability for what is held in trust | | 500.00
    promise | general | Promised | 100.00 |
    | | Promised, contra | | 100.00
    bank gift | general | Bank deposits | 150.00 |
    | | Donation income, unrestricted | | 150.00
    promise | general | Promised | 150.00 |
    | | Promised, contra | | 150.00
    bank gift | general | Bank deposits | 900.00 |
    | | Donation income, unrestricted | | 900.00
    promise | general | Promised | 50.00 |
    | | Promised, contra | | 50.00
    agency in | b-3 | Cash | 500.00 |
    | | Liability for what is held in trust | | 500.00
    agency in | b-4 | Cash | 500.00 |
    | | Liability for what is held in trust | | 500.00
    promise | general | Promised | 200.00 |
    | | Promised, contra | | 200.00
    match paid | general | Programme cost | 200.00 |
    | | Between funds | | 200.00
    | b-4 | Between funds | 200.00 |
    | | Liability for what is held in trust | | 200.00
    | general | Promised, contra | 200.00 |
    | | Promised | | 200.00
    reversal | b-4 | Cash |  | 500.00
    | | Liability for what is held in trust | 500.00 |
    reversal | general | Programme cost |  | 200.00
    | | Between funds | 200.00 |
    | b-4 | Between funds |  | 200.00
    | | Liability for what is held in trust | 200.00 |
    | general | Promised, contra |  | 200.00
    | | Promised | 200.00 |
    release | general | Promised, contra | 200.00 |
    | | Promised | | 200.00
    agency in | b-4 | Cash | 500.01 |
    | | Liability for what is held in trust | | 500.01
    promise | general | Promised | 200.00 |
    | | Promised, contra | | 200.00
    match paid | general | Programme cost | 200.00 |
    | | Between funds | | 200.00
    | b-4 | Between funds | 200.00 |
    | | Liability for what is held in trust | | 200.00
    | general | Promised, contra | 200.00 |
    | | Promised | | 200.00
    agency in | b-5 | Cash | 500.00 |
    | | Liability for what is held in trust | | 500.00
    promise | general | Promised | 10.00 |
    | | Promised, contra | | 10.00
    agency in | b-6 | Cash | 500.00 |
    | | Liability for what is held in trust | | 500.00
    agency in | b-8 | Cash | 150.00 |
    | | Liability for what is held in trust | | 150.00
    agency out | b-8 | Liability for what is held in trust | 50.00 |
    | | Bank deposits | | 50.00
    agency out | b-8 | Liability for what is held in trust | 100.00 |
    | | Bank deposits | | 100.00`);
});
