import { Client } from 'pg';
import { Purses } from '../../src/funds/purses/purses.service';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { post, refusalOf } from '../support/forged';
import { ledgerTable, table } from '../support/ledger-table';
import { openPurse, PURSES, staff } from '../support/purses';

jest.setTimeout(60_000);

// A building whose money is a gift by the accountant's test: it is spent like any restricted fund, and on its households' vote alone.

let house: TestApp;
let foundation: Foundation;
let two: [number, number];
let [li, zhou]: AtDesk[] = [];
let fund: number;
let bank: number;
const day = '2026-11-03';

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-03T02:00:00Z') });
  foundation = await preparing(house);
  two = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  [li, zhou] = [await atDesk(house, two[0]), await atDesk(house, two[1])];
  const purses = house.app.get(Purses);
  const id = await purses.prepare(foundation.id, { code: 'building-4', name: '四号楼楼道基金', englishName: 'Building 4 fund', place: '4 号楼', keepers: ['王桂芳'], purpose: '楼道小修', rest: '转给同类的楼组', passesOn: null, dutyAtOnce: true, onlyBetween: false, namedByGiver: true, day: '2026-01-01' }, staff(two[0]));
  await purses.open(foundation.id, id, staff(two[1]));
  fund = (await purses.find(foundation.id, 'building-4')).fund.id;
  bank = (await one<{ id: number }>("SELECT id FROM place WHERE account = '1002'")).id;
  await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day: '2026-11-01', source: 'bank:gift', party: '四号楼邻居', fund: { id: fund, foundation: foundation.id, class: 'restricted' }, sum: 100_000n, bank })));
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
/** A cost that one proposes and another approves. */
async function costs(sum: string): Promise<{ status: number; text: string }> {
  const { to, status } = await li!.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'building-4', sum, cost: 'programme', owed: 'payable', day, party: '示例灯具店', note: '感应灯', papers: '发票 1 张' });
  expect(status).toBe(303);
  return zhou!.sends(`${to!.replace(/\?.*/, '')}/approvals`, {});
}
const decided = (more: Record<string, string>): Promise<{ status: number; text: string; headers: Record<string, string> }> =>
  li!.visitor.post('/desk/resolutions').field({ body: 'households', majority: 'ordinary', purse: 'building-4', number: '四号楼第 1 号', day, subject: '装感应灯', entitled: '3', present: '3', for: '2', against: '1', ...more }).attach('file', Buffer.from('%PDF-1.7\n%%EOF\n'), { filename: '决议.pdf', contentType: 'application/pdf' });
let resolution: string;

it('nothing is spent before the households have voted, by no page and by no SQL', async () => {
  expect(await costs('1')).toMatchObject({ status: 422, text: expect.stringContaining('住户表决共 0.00 元，已用 0.00 元，还可用 0.00 元。先请住户表决') });
  const raw = new Client({ connectionString: house.config.databaseUrl });
  await raw.connect();
  try {
    const NO = 'a_purse_of_gifts_is_spent_on_a_vote';
    const forged = (kind: string, lines: Parameters<typeof post>[1][number]['lines']): Promise<string> => refusalOf(post(raw, [{ foundation: foundation.id, kind, day, lines }]));
    expect(await forged('cost accepted', [{ fund, account: '5101', debit: 1n }, { fund, account: '2202', debit: -1n }])).toBe(NO);
    expect(await forged('promise', [{ fund, account: 'Y01', debit: 1n }, { fund, account: 'Y02', debit: -1n }])).toBe(NO);
    expect(await forged('advance', [{ fund, account: '1122', debit: 1n }, { fund, account: '1002', debit: -1n, place: bank }])).toBe(NO);
    expect(await forged('fixed asset bought', [{ fund, account: '1501', debit: 1n }, { fund, account: '1002', debit: -1n, place: bank }])).toMatch(/a_purse_of_gifts_is_spent_on_a_vote|fixed/);
  } finally {
    await raw.end();
  }
});

it('their resolution is of their building, counts the households on its list, and allows no more than its sum', async () => {
  expect(await li!.sends(`${PURSES}/building-4/households`, { doors: '101 =1+1\n102 ＝陈家\n103', movedIn: '2026-01-01' })).toMatchObject({ status: 303 });
  // a name that begins like a formula is none in a spreadsheet
  const notebook = (await li!.visitor.get(`${PURSES}/building-4/notebook.csv`).expect(200)).text;
  expect(notebook).toMatch(/"101","'=1\+1",0\.00,[^]*"102","'[=＝]陈家",0\.00,/);
  expect(await decided({ purse: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选是哪个楼组的住户表决') });
  expect(await decided({ entitled: '7', present: '7', for: '5' })).toMatchObject({ status: 422, text: expect.stringContaining('那一天名单上是 3 户') });
  expect(await decided({ entitled: '2', present: '2', for: '2', against: '0' })).toMatchObject({ status: 422, text: expect.stringContaining('那一天名单上是 3 户') });
  const { status, headers } = await decided({});
  expect(status).toBe(303);
  resolution = /resolutions\/(\d+)/.exec(headers.location!)![1]!;
  expect(await zhou!.reads(`/desk/resolutions/${resolution}`)).toContain('四号楼楼道基金');
  expect(await zhou!.sends(`/desk/resolutions/${resolution}/confirmations`, {})).toMatchObject({ status: 303 });

  const page = `${PURSES}/building-4/spendings`;
  const votes = `${PURSES}/building-4/votes`;
  expect(await li!.sends(votes, { resolution, what: '退还', voteSum: '600', payee: '', back: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('不能凭表决退还住户') });
  expect(await li!.sends(votes, { resolution, what: '感应灯', voteSum: '600', payee: '示例灯具店', back: '' })).toMatchObject({ status: 303 });
  expect(await costs('1')).toMatchObject({ status: 422 }); // nobody has compared it yet
  const { id } = await one<{ id: string }>('SELECT max(id)::text AS id FROM purse_vote');
  expect(await zhou!.sends(`${votes}/${id}/confirmations`, {})).toMatchObject({ status: 303 });
  expect(await costs('600.01')).toMatchObject({ status: 422, text: expect.stringContaining('还可用 600.00 元') });
  expect(await costs('450')).toMatchObject({ status: 303 });
  expect(await zhou!.reads(page)).toContain('住户表决共 600.00 元，已支出和承诺 450.00 元，还可用 150.00 元');
  expect(await li!.reads('/desk/guardrails?fund=building-4&sum=150&for=programme')).toContain('不超过还可用的 150.00 元');
  expect(await li!.reads('/desk/guardrails?fund=building-4&sum=150.01&for=programme')).toContain('先请住户表决');
  // it is paid like any bill, and by no door of a purse in trust
  expect(await li!.sends(page, { key: 'a-spending-of-gifts-1', vote: id, sum: '1', day, bank: String(bank) })).toMatchObject({ status: 422, text: expect.stringContaining('用一般的凭证支付') });
});

it('another building’s resolution spends nothing of it, and two at once spend the last of it once', async () => {
  const other = await openPurse(house, foundation, two, { code: 'building-5', doors: ['101'], day: '2026-01-01' });
  expect(await li!.sends(`${PURSES}/${other.code}/votes`, { resolution, what: '绿化', voteSum: '1', payee: '示例花店', back: '' })).toMatchObject({ status: 422, text: expect.stringContaining('另一个楼组') });
  expect(await li!.reads(`${PURSES}/${other.code}/spendings`)).not.toContain('四号楼第 1 号');
  const clients = [1, 2].map(() => new Client({ connectionString: house.config.databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const promised = await Promise.all(clients.map((client) => refusalOf(post(client, [{ foundation: foundation.id, kind: 'promise', day, lines: [{ fund, account: 'Y01', debit: 15_000n }, { fund, account: 'Y02', debit: -15_000n }] }]))));
    expect(promised.sort()).toEqual(['a_purse_of_gifts_is_spent_on_a_vote', 'not refused']);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | building-4 | Bank deposits | 1000.00 |
    | | Donation income, restricted | | 1000.00
    cost accepted | building-4 | Programme cost | 450.00 |
    | | Payables | | 450.00
    promise | building-4 | Promised | 150.00 |
    | | Promised, contra | | 150.00`);
});
