import type { Draft, FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, deduction, interest, promise } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { codeFor, plainText, posts } from '../support/at-telephone';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openFund } from '../support/funds';
import { ledgerTable, table } from '../support/ledger-table';

// Who answers for how many funds, whether founders bring what they have promised, and what a fund's lines come to: Qian Jin and Li Min look after six funds of the house.
jest.setTimeout(60_000);

const clock = new SetClock('2026-06-01T02:00:00Z');
const ids = {} as Record<'qian' | 'wang' | 'li' | 'he', number>;
const funds: FundRef[] = [];
let house: TestApp;
let host: Foundation;
let qian: AtDesk;
let li: AtDesk;
let wang: AtDesk;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  for (const [who, name, role] of [['qian', '钱进', 'programme-officer'], ['wang', '王建国', 'secretary-general'], ['li', '李敏', 'bookkeeper'], ['he', '何平', 'supervisor']] as const) ids[who] = await appointed(house, host, name, role, who === 'qian' ? { to: '2027-12-31' } : {});
  for (const [at, own] of ['琴', '棋', '书', '画', '诗', '酒'].entries()) {
    funds.push(await openFund(house, host, {
      code: `fund-${at + 1}`, name: `${host.name}${own}专项基金`, englishName: `Fund ${at + 1}`, page: { summary: own, englishSummary: own, place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
      agreement: { no: `XY-${at + 1}`, day: '2026-06-01', party: '示例书店', englishParty: 'Example Books', purpose: own, englishPurpose: own, use: own, englishUse: own, ...(at === 0 ? { startingSum: 300_000n, startingBy: '2026-07-01', yearlyAddition: 60_000n, yearlyYears: 2, termTo: '2028-05-31' } : {}) },
    }));
  }
  [{ bank }] = await house.db.query<[{ bank: number }]>('SELECT id AS bank FROM place');
  await itIs('2026-06-01T02:00:00Z');
});
afterAll(() => house.close());

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  if (moment < '2027-12-31') qian = await atDesk(house, ids.qian);
  [li, wang] = [await atDesk(house, ids.li), await atDesk(house, ids.wang)];
}
const page = async (at: number): Promise<string> => plainText(await li.reads(`/desk/funds/fund-${at}`));
const enter = async (draft: Draft): Promise<bigint> => {
  const entry = await house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
  await house.app.get(Sealer).seal();
  return entry;
};
const back = async (entry: bigint, day: string, reason: string): Promise<void> => {
  await house.db.transaction((tx) => house.app.get(Ledger).reverse(tx, { foundation: host.id, entry, day, reason }));
  await house.app.get(Sealer).seal();
};
const seats = async (at: number, members: readonly (readonly [string, string])[]): Promise<void> => {
  for (const [name, side] of members) expect((await qian.sends(`/desk/funds/fund-${at}/seats`, { name, side, from: '2026-06-01', to: '', unpaid: 'yes' })).status).toBe(303);
};

it('a committee of four, five and six, with its supervisor and without; nobody is paid', async () => {
  await seats(1, [['陈桂娥', 'resident'], ['高原', 'resident'], ['沈岚', 'donor'], ['周明', 'street']]);
  expect(await page(1)).toMatch(/管委会不足 5 人。 管委会人数是双数。 管委会没有监事列席。/);
  await seats(1, [['赵磊', 'resident'], ['何平', 'supervisor']]);
  expect(await page(1)).not.toMatch(/管委会不足|双数|没有监事/);
  await seats(1, [['孙丽', 'host']]);
  expect(await page(1)).toMatch(/管委会人数是双数。/);
  expect((await qian.sends('/desk/funds/fund-1/seats', { name: '吴芳', side: 'resident', from: '2026-06-01', to: '' })).text).toContain('委员不领取报酬');
  expect((await qian.sends('/desk/funds/fund-1/seats', { name: '陈桂娥', side: 'donor', from: '2026-06-02', to: '', unpaid: 'yes' })).status).toBe(422);
});

it('one manager looks after five funds without a word, and is told of the sixth; who has left or supervises looks after none', async () => {
  for (let at = 1; at <= 5; at++) expect((await qian.sends(`/desk/funds/fund-${at}/managers`, { person: String(ids.qian), since: '2026-06-01' })).status).toBe(303);
  expect(await page(5)).toMatch(/钱进，共负责 5 只基金/);
  expect(await page(5)).not.toContain('超过 5 只');
  expect((await qian.sends('/desk/funds/fund-6/managers', { person: String(ids.qian), since: '2026-06-01' })).status).toBe(303);
  expect([await page(1), await page(6)]).toEqual([expect.stringContaining('钱进负责 6 只基金，超过 5 只'), expect.stringContaining('钱进负责 6 只基金，超过 5 只')]);
  expect(await qian.sends('/desk/funds/fund-6/managers', { person: String(ids.he), since: '2026-06-02' })).toMatchObject({ status: 422, text: expect.stringContaining('监事和审计人员除外') as string });
  expect((await qian.sends('/desk/funds/fund-6/managers', { person: String(ids.qian), since: '2028-01-01' })).text).toContain('须是当天在任的工作人员');
  expect((await qian.sends('/desk/funds/fund-6/managers', { person: String(ids.li), since: '2026-06-02' })).status).toBe(303);
  await itIs('2026-06-02T02:00:00Z');
  expect(await page(1)).not.toContain('超过 5 只');
});

describe('the lines of a fund', () => {
  const PAGE = '/desk/funds/fund-3';
  let fund: FundRef;
  const lineIds = async (): Promise<string[]> => (await house.db.query<{ id: number }[]>('SELECT id FROM fund_line WHERE fund = $1 ORDER BY id', [fund.id])).map(({ id }) => String(id));
  const rows = async (year: number): Promise<string> => plainText(/<table class="tbl[^"]*"><caption[^]*?<\/table>/.exec(await li.reads(`${PAGE}?year=${year}`))![0]).replace(/^.*?全年预计 /, '').trim();
  const tags = async (line: string, entry: bigint): Promise<void> => void (await posts(li.visitor, `${PAGE}/tags`, { line, entry: [String(entry)] }).expect(303));
  const costs = async (year: number) => house.db.query<{ sum: bigint }[]>(
    `SELECT coalesce(sum(p.debit), 0)::bigint AS sum FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.class = 'E' WHERE p.fund = $1 AND extract(year FROM e.day) = $2`, [fund.id, year]);

  beforeAll(async () => {
    await itIs('2026-06-30T02:00:00Z');
    fund = funds[2]!;
    for (const [lineCode, lineName] of [['01', '图书'], ['02', '书架'], ['03', '讲座']] as const) expect((await li.sends(`${PAGE}/lines`, { lineCode, lineName, lineEnglishName: lineName })).status).toBe(303);
    await enter(bankGift({ day: '2026-06-10', source: 'bank:10', fund, sum: 1_000_000n, bank, party: '示例书店' }));
  });

  it('without an approved budget nothing is over it', async () => {
    const books = await enter(costAccepted({ day: '2026-06-20', source: 'cost:10', fund, sum: 100_000n, for: 'programme', note: '图书' }));
    await tags((await lineIds())[0]!, books);
    expect(await rows(2026)).toMatch(/^01 图书 0\.00 0\.00 1,000\.00 −1,000\.00 /);
    expect(await li.reads(PAGE)).toContain('本年还没有批准的预算');
  });

  it('an overspent line says so, one that is heading there too, and one that no budget has', async () => {
    const [books, shelves] = await lineIds();
    await posts(li.visitor, `${PAGE}/budgets`, { year: '2026', line: [books!, shelves!], sum: ['１，５００', '400'] }).expect(303);
    expect((await wang.sends(`${PAGE}/budgets/approvals`, { budget: '1', code: await codeFor(house, ids.wang) })).status).toBe(303);
    await tags(shelves!, await enter(costAccepted({ day: '2026-06-21', source: 'cost:11', fund, sum: 50_000n, for: 'programme', note: '书架' })));
    await tags((await lineIds())[2]!, await enter(costAccepted({ day: '2026-06-21', source: 'cost:12', fund, sum: 10_000n, for: 'programme', note: '讲座' })));
    // 181 of 365 days
    expect(await rows(2026)).toBe('01 图书 预计超预算 1,500.00 0.00 1,000.00 500.00 2,016.57 02 书架 超预算 400.00 0.00 500.00 −100.00 1,008.29 03 讲座 未列预算 0.00 0.00 100.00 −100.00 201.66 合计 预计超预算 1,900.00 0.00 1,600.00 300.00 3,226.52');
  });

  it('what is deducted or taken back is less under its line, and what no line has stands by itself: together they are the cost in the books', async () => {
    const [books] = await lineIds();
    const cut = await enter(deduction({ day: '2026-06-22', source: 'cut:1', fund, sum: 20_000n, of: 'payable' }));
    expect(await rows(2026)).toMatch(/未归科目 0\.00 0\.00 −200\.00 200\.00/);
    await tags(books!, cut);
    const wrong = await enter(costAccepted({ day: '2026-06-23', source: 'cost:13', fund, sum: 70_000n, for: 'programme', note: '记错了' }));
    await tags(books!, wrong);
    await back(wrong, '2026-06-24', '记错了');
    await enter(costAccepted({ day: '2026-06-25', source: 'cost:14', fund, sum: 3_000n, for: 'programme', note: '杂费' }));
    expect(await rows(2026)).toMatch(/^01 图书 预计超预算 1,500\.00 0\.00 800\.00 700\.00 .*未归科目 0\.00 0\.00 30\.00 .*合计 .*1,900\.00 0\.00 1,430\.00 470\.00/);
    expect(await costs(2026)).toEqual([{ sum: 143_000n }]);
  });

  it('a promise is of the year in which it will be paid, and the year comes to no less than it', async () => {
    const [books] = await lineIds();
    await tags(books!, await enter(promise({ day: '2026-06-26', source: 'promise:10', fund, sum: 300_000n, note: '图书 200 册' })));
    expect(await rows(2026)).toMatch(/^01 图书 超预算 1,500\.00 3,000\.00 800\.00 −2,300\.00 3,800\.00 /);
    expect(await rows(2027)).toMatch(/^01 图书 0\.00 0\.00 0\.00 0\.00 0\.00 /);
    await itIs('2027-02-01T02:00:00Z');
    expect(await rows(2026)).toMatch(/^01 图书 1,500\.00 0\.00 800\.00 700\.00 800\.00 /);
    expect(await rows(2027)).toMatch(/^01 图书 0\.00 3,000\.00 0\.00 −3,000\.00 3,000\.00 /);
  });
});

it('what a founder promised is a task until it has come; what was given back has not, and what other ways brought does not count', async () => {
  const due = async (): Promise<string> => /(初始资金|当年追加)还差 [\d,.]+ 元，应于[^前]+前到账/.exec(await page(1))?.[0] ?? '';
  expect(await due()).toBe('初始资金还差 3,000.00 元，应于2026年7月1日前到账');
  expect(plainText(await li.reads('/desk'))).toMatch(/琴专项基金.*3,000\.00/);
  const gift = await enter(bankGift({ day: '2026-06-02', source: 'bank:1', fund: funds[0]!, sum: 300_000n, bank, party: '示例书店' }));
  await enter(interest({ day: '2026-06-02', source: 'bank:2', fund: funds[0]!, sum: 5_000n, bank }));
  expect(await due()).toBe(''); // the first addition is due by the end of 2027
  await back(gift, '2026-06-02', '银行退汇');
  expect(await due()).toBe('初始资金还差 3,000.00 元，应于2026年7月1日前到账');
  await enter(bankGift({ day: '2026-06-02', source: 'bank:3', fund: funds[0]!, sum: 359_999n, bank, party: '示例书店' }));
  await itIs('2027-12-02T02:00:00Z');
  expect(await due()).toBe('当年追加还差 0.01 元，应于2027年12月31日前到账');
  // the year passes without it: it stays a task, overdue, and stops nothing; the last one is due by the end of the term
  clock.set('2028-05-10T02:00:00Z');
  li = await atDesk(house, ids.li);
  expect(await due()).toBe('当年追加还差 0.01 元，应于2027年12月31日前到账');
  expect(await page(1)).toContain('负责人钱进已经离任，请另行指定');
  await enter(bankGift({ day: '2028-05-10', source: 'bank:4', fund: funds[0]!, sum: 1n, bank, party: '示例书店' }));
  expect(await due()).toBe('当年追加还差 600.00 元，应于2028年5月31日前到账');
  await enter(promise({ day: '2028-05-10', source: 'promise:due', fund: funds[0]!, sum: 100n, note: '照样可以承诺' }));
});


it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db)).toContain(table`promise | fund-3 | Promised | 3000.00 |`);
  expect(await complaints(house)).toEqual({});
});
