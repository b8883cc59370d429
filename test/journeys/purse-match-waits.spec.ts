import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import type { Purse } from '../../src/funds/purses/purses.service';
import { WaitingMatches } from '../../src/funds/purses/waiting-matches';
import { contributionBounced } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { matchRule, openPurse, paidIn, PURSES, staff } from '../support/purses';

jest.setTimeout(60_000);

// The bank takes a founding contribution back while a building collects: the street's part cannot be promised, waits for all to see, and is promised by itself once the house is whole.

let house: TestApp;
let foundation: Foundation;
let two: [number, number];
let [li, zhou]: AtDesk[] = [];
let purse: Purse;
let rule: number;
const day = '2026-06-30';
const SHEET = `fund,account,place,debit,credit
original,1002,bank,2000000,
original,310101,,,2000000
general,1002,bank,50000,
general,3101,,,50000
`;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  await house.app.get(Worker).onApplicationShutdown();
  foundation = await preparing(house);
  two = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  const wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  [li, zhou] = [await atDesk(house, two[0]), await atDesk(house, two[1])];
  await li.visitor.post('/desk/opening/preparations').field({ day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2023-05-10', registeredSum: '2,000,000', madeGoodBy: '', madeGoodUntil: '' })
    .attach('file', Buffer.from(SHEET), { filename: '期初.csv', contentType: 'text/csv' }).expect(303);
  await wang.visitor.post('/desk/opening/signatures').type('form').send({ preparation: '1' }).expect(303);
  const { id: general } = await one<{ id: number }>("SELECT id FROM fund WHERE class = 'general'");
  rule = await matchRule(house, foundation, general, two, { threshold: 50_000n, sum: 50_000n, budget: 500_000n });
  purse = await openPurse(house, foundation, two, { code: 'b-1', doors: ['101', '102'], day: '2026-01-01' });
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  // the bounce is told as the bank's fact alone: nobody has recorded its contribution here
  const { 'every-founding-entry-rests-on-two-people': told, ...others } = (await complaints(house)) as Record<string, unknown>;
  expect([others, told]).toEqual([{}, [expect.stringContaining('bank:taken-back')]]);
});

const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
const held = async (): Promise<bigint> => (await one<{ held: bigint }>('SELECT match_held($1, $2) AS held', [rule, purse.fund.id])).held;
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

it('the households’ money stands, the match waits on the page, the board and the desk, and says why', async () => {
  const { fact, bank, original } = await one<{ fact: bigint; bank: number; original: number }>(
    `INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'bank:taken-back', 3450000, $2) RETURNING id AS fact, (SELECT id FROM place WHERE foundation = $1 AND account = '1002') AS bank, (SELECT id FROM fund WHERE foundation = $1 AND class = 'original') AS original`, [foundation.id, day]);
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, contributionBounced({ day, source: 'bank:taken-back', fact, fund: { id: original, foundation: foundation.id, class: 'original' }, sum: yuan('34,500'), bank })));
  await paidIn(house, purse, two, { day, gave: { 101: 40_000n, 102: 10_000n } });
  expect(await one('SELECT money FROM fund_balance WHERE fund = $1', [purse.fund.id])).toEqual({ money: 50_000n });
  expect(await house.db.query('SELECT wanted, reserved FROM purse_match')).toEqual([{ wanted: 50_000n, reserved: 0n }]);
  for (const path of ['/funds/b-1', '/funds/b-1/board']) expect(plain((await house.request().get(path).expect(200)).text)).toContain('应配的还有 500.00 元等着留出');
  expect(plain((await house.request().get('/en/funds/b-1')).text)).toContain('waits to be reserved');
  expect(plain(await li!.reads('/desk'))).toMatch(/楼组配捐还没留出：b-1 自治金 500\.00/);
  // whoever tries is told what is in the way; what tries by itself leaves it standing
  expect(await li!.sends(`${PURSES}/b-1/matches`, {})).toMatchObject({ status: 422, text: expect.stringMatching(/原始基金|缺口/) });
  await house.app.get(WaitingMatches).run();
  expect(await held()).toBe(0n);
});

it('once the house is whole it is promised by itself, once, and the desk is clear', async () => {
  const { to } = await li!.sends('/desk/vouchers/proposals', { template: 'making-good', sum: '34,500', day, note: '补足原始基金', papers: '理事会决议 1 份' });
  expect(await zhou!.sends(`${to!.replace(/\?.*/, '')}/approvals`, {})).toMatchObject({ status: 303 });
  // two processes at once: it is promised once
  await Promise.all([house.app.get(WaitingMatches).run(), house.app.get(WaitingMatches).run()]);
  expect(await held()).toBe(50_000n);
  expect(await house.db.query('SELECT wanted, reserved FROM purse_match ORDER BY id')).toEqual([{ wanted: 50_000n, reserved: 0n }, { wanted: 50_000n, reserved: 50_000n }]);
  expect(plain((await house.request().get('/funds/b-1')).text)).toMatch(/已留出 500\.00 元/);
  expect(plain(await li!.reads('/desk'))).not.toContain('楼组配捐还没留出');
});

it('a rule that has ended matches nothing more, and the page says so', async () => {
  const second = await openPurse(house, foundation, two, { code: 'b-2', doors: ['101'], day: '2026-01-01' });
  const poor = await matchRule(house, foundation, (await one<{ id: number }>("SELECT id FROM fund WHERE class = 'general'")).id, two, { name: '另一个办法', threshold: 100n, sum: yuan('20,000'), budget: yuan('20,000') });
  await paidIn(house, second, two, { day, gave: { 101: 100n } });
  // 15,500.00 are left in the pool after what was made good and promised above
  expect(plain((await house.request().get('/funds/b-2')).text)).toMatch(/应配的还有 5,000\.00 元没有配上：配捐的钱用完了，有了钱会补上/);
  expect(plain(await li!.reads('/desk'))).toContain('楼组配捐等钱：b-2 自治金，配捐基金的钱不够');
  await house.app.get(PurseMatches).endRule(foundation.id, poor, '停办', staff(two[1]));
  expect(plain((await house.request().get('/funds/b-2')).text)).toMatch(/没有配上：办法已经停止/);
  expect(plain(await li!.reads('/desk'))).not.toContain('楼组配捐等钱');
});
