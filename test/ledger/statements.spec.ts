import { Workbook } from 'exceljs';
import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, chartMigration, costAccepted, openingBalance, payment, refund, restrictionReleased, transferUnrestricted, yearClosing } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { Statements } from '../../src/ledger/statements/statements.service';
import { figureAt, STATEMENTS } from '../../src/ledger/statements/statement';
import { fundsOf, releasesDue, rowsBehind } from '../../src/ledger/statements/statements.queries';
import type { Foundation } from '../../src/people/foundations';
import { Clock } from '../../src/platform/clock';
import { yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, keysOf, preparing, sitting } from '../support/desk';
import { bareFund } from '../support/funds';
import { everyKind, standingOf } from '../support/every-kind';
import { table } from '../support/ledger-table';
import { textOf } from '../support/pdf';

/** What was only tried is undone. */
class Rolled extends Error {}
const HOSTILE = '=HYPERLINK("http://example.org")<b>';

let house: TestApp;
let foundation: Foundation;
let desk: AtDesk;
let clock: SetClock;
let lunch: FundRef;
let general: FundRef;
let bank: number;
let bookkeeper: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2025-11-30T02:00:00Z') });
  clock = house.app.get<SetClock>(Clock);
  foundation = await preparing(house);
  const [li, zhou] = [await appointed(house, foundation, '李敏', 'bookkeeper', { from: '2025-01-01' }), await appointed(house, foundation, '周晓', 'bookkeeper', { from: '2025-01-01' })];
  bookkeeper = li;
  const by = { id: li, name: '李敏', roles: ['bookkeeper'] };
  desk = await atDesk(house, li);
  const [row] = await house.db.query<[{ general: number; bank: number }]>("SELECT f.id AS general, p.id AS bank FROM fund f JOIN place p USING (foundation) WHERE f.foundation = $1 AND f.class = 'general'", [foundation.id]);
  bank = row.bank;
  general = { id: row.general, foundation: foundation.id, class: 'general' };
  lunch = { id: await bareFund(house.db, { foundation: foundation.id, code: 'lunch', class: 'restricted', name: HOSTILE, englishName: 'Lunches', openedOn: '2025-11-01' }), foundation: foundation.id, class: 'restricted' };
  const contributions = house.app.get(FoundingContributions);
  const id = await contributions.record(foundation.id, { founder: '示例物业有限公司', sum: yuan('2,000,000'), reference: 'ICBC1', valueDay: '2025-11-03' }, by);
  const shown = await shows(house, { foundation: foundation.id, by: by.id, lines: [{ day: '2025-11-03', sum: yuan('2,000,000'), reference: 'ICBC1' }] });
  await contributions.confirm({ foundation: foundation.id, id }, shown.get('ICBC1')!, { ...by, id: zhou });
}, 60_000);
afterAll(() => house?.close());

const enter = (...drafts: Parameters<Ledger['post']>[1]): Promise<void> =>
  house.db.transaction(async (tx) => {
    for (const draft of drafts) await house.app.get(Ledger).enter(tx, draft);
  });
/** Another day: the session of the day before has ended. */
async function on(at: string): Promise<void> {
  clock.set(at);
  desk = await atDesk(house, bookkeeper);
}
const seal = (): Promise<number> => house.app.get(Sealer).seal();

const decoded = (text: string): string => text.replace(/&#x3D;/g, '=').replace(/&quot;/g, '"').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

/** The rows of a page's tables that say anything, as a bookkeeper would copy them: name, then the sums. */
function figures(html: string): string {
  const plain = (cell: string): string => decoded(cell.replace(/<[^>]+>/g, '')).trim();
  const rows = [...html.matchAll(/<tr class="is-\w+"><th scope="row">([^]*?)<\/th>([^]*?)<\/tr>/g)].map(([, name, cells]) => ({ name: plain(name!), sums: [...cells!.matchAll(/<td class="r">([^]*?)<\/td>/g)].map(([, cell]) => plain(cell!)) }));
  return rows.filter(({ sums }) => sums.some((sum) => sum !== '—')).map(({ name, sums }) => [name, ...sums].join(' | ')).join('\n');
}
const shown = async (name: string, month: string): Promise<string> => figures(await desk.reads(`/desk/statements/${name}?month=${month}`));

describe('two months and a year end', () => {
  it('November: a foundation in its first month', async () => {
    await enter(
      bankGift({ day: '2025-11-10', source: 'b:1', party: '王建国', fund: general, sum: yuan('10,000'), bank }),
      bankGift({ day: '2025-11-12', source: 'b:2', party: '李梅', fund: lunch, sum: yuan('30,000'), bank }),
      costAccepted({ day: '2025-11-20', source: 'c:1', party: '红灯笼食堂', fund: lunch, sum: yuan('12,000'), for: 'programme' }),
      payment({ day: '2025-11-25', source: 'p:1', party: '红灯笼食堂', fund: lunch, sum: yuan('8,000'), bank }),
      restrictionReleased({ day: '2025-11-30', source: 'r:11', fund: lunch, sum: yuan('12,000') }),
    );
    await seal();
    expect(await shown('balance-sheet', '2025-11')).toBe(table`
      货币资金           | — | 2,032,000.00
      流动资产合计       | — | 2,032,000.00
      资产总计           | — | 2,032,000.00
      应付款项           | — | 4,000.00
      流动负债合计       | — | 4,000.00
      负债合计           | — | 4,000.00
      非限定性净资产     | — | 2,010,000.00
      限定性净资产       | — | 18,000.00
      净资产合计         | — | 2,028,000.00
      负债和净资产总计   | — | 2,032,000.00`);
    expect(await desk.reads('/desk/statements/balance-sheet?month=2025-11')).toContain('会民非01表');
  });

  it('December, before its closing: what will be released is shown and counted nowhere', async () => {
    await on('2025-12-31T02:00:00Z');
    await enter(
      costAccepted({ day: '2025-12-05', source: 'c:2', party: '赵敏', fund: general, sum: yuan('1,500'), for: 'management', owed: 'pay' }),
      payment({ day: '2025-12-06', source: 'p:2', party: '赵敏', fund: general, sum: yuan('1,500'), of: 'pay', bank }),
      costAccepted({ day: '2025-12-10', source: 'c:3', party: '红灯笼食堂', fund: lunch, sum: yuan('5,000'), for: 'programme' }),
      refund({ day: '2025-12-15', source: 'rf:1', party: '李梅', fund: lunch, sum: yuan('200'), givenOn: '2025-11-12', bank }),
    );
    await seal();
    expect(await shown('activities', '2025-12')).toBe(table`
      其中：捐赠收入 | — | −200.00 | −200.00 | 10,000.00 | 29,800.00 | 39,800.00
      收入合计 | — | −200.00 | −200.00 | 10,000.00 | 29,800.00 | 39,800.00
      （一）业务活动成本 | 5,000.00 | — | 5,000.00 | 17,000.00 | — | 17,000.00
      （二）管理费用 | 1,500.00 | — | 1,500.00 | 1,500.00 | — | 1,500.00
      费用合计 | 6,500.00 | — | 6,500.00 | 18,500.00 | — | 18,500.00
      三、限定性净资产转为非限定性净资产 | — | — | — | 12,000.00 | −12,000.00 | 0.00
      加：直接计入净资产的原始基金 | — | — | — | 2,000,000.00 | — | 2,000,000.00
      四、净资产变动额（若为净资产减少额，以“-”号填列） | −6,500.00 | −200.00 | −6,700.00 | 2,003,500.00 | 17,800.00 | 2,021,300.00
      附：待解除限定（结账时转为非限定性，尚未记账） | 5,000.00 | −5,000.00 | — | 5,000.00 | −5,000.00 | —`);
    // it is in no entry: the page of the closing shows how it comes about, fund by fund
    const page = await desk.reads('/desk/statements/activities?month=2025-12');
    expect(page).toContain('<a href="/desk/closing/2025-12#h-release">5,000.00</a>');
    expect((await desk.reads('/desk/closing/2025-12')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain('5,000.00 17,800.00 0.00 5,000.00');
    expect(page).toContain('本月账目未封，数字还会变动。');
  });

  it('months that are still open release one after the other: of the year what all of them will, never more than is left', async () => {
    await house.db.transaction(async (tx) => {
      const ledger = house.app.get(Ledger);
      const study: FundRef = { id: await bareFund(house.db, { foundation: foundation.id, code: 'study', class: 'restricted', name: '晚自习基金', englishName: 'Study', openedOn: '2025-11-01' }), foundation: foundation.id, class: 'restricted' };
      await ledger.enter(tx, bankGift({ day: '2025-11-02', source: 'st:1', fund: study, sum: yuan('1,000'), bank }));
      await ledger.enter(tx, costAccepted({ day: '2025-11-03', source: 'st:2', fund: study, sum: yuan('700'), for: 'programme' }));
      await ledger.enter(tx, costAccepted({ day: '2025-12-03', source: 'st:3', fund: study, sum: yuan('200'), for: 'programme' }));
      const due = async (month: string): Promise<unknown> => (await releasesDue(tx, { foundation: foundation.id, month })).get(study.id);
      expect([await due('2025-11'), await due('2025-12')]).toEqual([{ month: yuan('700'), year: yuan('700') }, { month: yuan('200'), year: yuan('900') }]);
      // the board lends it something: the money that donors restricted is used up first, and not twice
      await ledger.enter(tx, transferUnrestricted({ day: '2025-12-04', source: 'st:4', fund: general, to: study, sum: yuan('500') }));
      await ledger.enter(tx, costAccepted({ day: '2025-12-05', source: 'st:5', fund: study, sum: yuan('400'), for: 'programme' }));
      expect(await due('2025-12')).toEqual({ month: yuan('300'), year: yuan('1,000') });
      throw new Rolled();
    }).catch((error: unknown) => expect(error).toBeInstanceOf(Rolled));
  });

  it('the year’s end: the closing leaves the year’s income and cost as they were', async () => {
    await enter(restrictionReleased({ day: '2025-12-31', source: 'r:12', fund: lunch, sum: yuan('5,000') }));
    await enter(yearClosing({ day: '2025-12-31', source: 'y:2025', foundation: foundation.id, standing: await standingOf(house.db, foundation.id, ['I', 'E']) }));
    await seal();
    expect(await shown('activities', '2025-12')).toBe(table`
      其中：捐赠收入 | — | −200.00 | −200.00 | 10,000.00 | 29,800.00 | 39,800.00
      收入合计 | — | −200.00 | −200.00 | 10,000.00 | 29,800.00 | 39,800.00
      （一）业务活动成本 | 5,000.00 | — | 5,000.00 | 17,000.00 | — | 17,000.00
      （二）管理费用 | 1,500.00 | — | 1,500.00 | 1,500.00 | — | 1,500.00
      费用合计 | 6,500.00 | — | 6,500.00 | 18,500.00 | — | 18,500.00
      三、限定性净资产转为非限定性净资产 | 5,000.00 | −5,000.00 | 0.00 | 17,000.00 | −17,000.00 | 0.00
      加：直接计入净资产的原始基金 | — | — | — | 2,000,000.00 | — | 2,000,000.00
      四、净资产变动额（若为净资产减少额，以“-”号填列） | −1,500.00 | −5,200.00 | −6,700.00 | 2,008,500.00 | 12,800.00 | 2,021,300.00`);
    expect(await shown('cash-flow', '2025-12')).toBe(table`
      接受捐赠收到的现金 | — | 40,000.00
      收到的其他与业务活动有关的现金 | — | 2,000,000.00
      现金流入小计 | — | 2,040,000.00
      支付给员工以及为员工支付的现金 | 1,500.00 | 1,500.00
      购买商品、接受服务支付的现金 | — | 8,000.00
      支付的其他与业务活动有关的现金 | 200.00 | 200.00
      现金流出小计 | 1,700.00 | 9,700.00
      业务活动产生的现金流量净额 | −1,700.00 | 2,030,300.00
      五、现金及现金等价物净增加额 | −1,700.00 | 2,030,300.00`);
    expect(await shown('trial-balance', '2025-12')).toBe(table`
      1002 银行存款 | 2,032,000.00 | — | — | 1,700.00 | 2,040,000.00 | 9,700.00 | 2,030,300.00 | —
      2202 应付账款 | — | 4,000.00 | — | 5,000.00 | 8,000.00 | 17,000.00 | — | 9,000.00
      2204 应付工资 | — | — | 1,500.00 | 1,500.00 | 1,500.00 | 1,500.00 | — | —
      3101 非限定性净资产 | — | 12,000.00 | 18,500.00 | 15,000.00 | 18,500.00 | 27,000.00 | — | 8,500.00
      310101 非限定性净资产—注册资金 | — | 2,000,000.00 | — | — | — | 2,000,000.00 | — | 2,000,000.00
      3102 限定性净资产 | 12,000.00 | — | 5,000.00 | 29,800.00 | 17,000.00 | 29,800.00 | — | 12,800.00
      410101 捐赠收入—非限定性 | — | 10,000.00 | 10,000.00 | — | 10,000.00 | 10,000.00 | — | —
      410102 捐赠收入—限定性 | — | 30,000.00 | 30,000.00 | — | 30,000.00 | 30,000.00 | — | —
      5101 业务活动成本 | 12,000.00 | — | 5,000.00 | 17,000.00 | 17,000.00 | 17,000.00 | — | —
      5201 管理费用 | — | — | 1,500.00 | 1,500.00 | 1,500.00 | 1,500.00 | — | —
      合计 | 2,056,000.00 | 2,056,000.00 | 71,500.00 | 71,500.00 | 2,143,500.00 | 2,143,500.00 | 2,030,300.00 | 2,030,300.00`);
    expect(await shown('funds', '2025-12')).toBe(table`
      原始基金 | 2,000,000.00 | — | — | 2,000,000.00
      一般基金 | 10,000.00 | — | 1,500.00 | 8,500.00
      =HYPERLINK("http://example.org")<b> | 22,000.00 | — | 200.00 | 21,800.00
      基金会合计 | 2,032,000.00 | — | 1,700.00 | 2,030,300.00
      原始基金 | 2,000,000.00 | — | — | — | 2,000,000.00 | — | —
      一般基金 | 10,000.00 | — | 1,500.00 | — | 8,500.00 | — | —
      =HYPERLINK("http://example.org")<b> | 18,000.00 | −200.00 | 5,000.00 | 0.00 | 12,800.00 | 5,000.00 | —
      基金会合计 | 2,028,000.00 | −200.00 | 6,500.00 | 0.00 | 2,021,300.00 | 5,000.00 | —
      原始基金 | — | 2,000,000.00 | — | 2,000,000.00
      一般基金 | — | 10,000.00 | 1,500.00 | 8,500.00
      =HYPERLINK("http://example.org")<b> | — | 30,000.00 | 8,200.00 | 21,800.00
      基金会合计 | — | 2,040,000.00 | 9,700.00 | 2,030,300.00
      原始基金 | — | — | — | 2,000,000.00 | 2,000,000.00 | — | —
      一般基金 | — | 10,000.00 | 1,500.00 | — | 8,500.00 | — | —
      =HYPERLINK("http://example.org")<b> | — | 29,800.00 | 17,000.00 | 0.00 | 12,800.00 | 17,000.00 | —
      基金会合计 | — | 39,800.00 | 18,500.00 | 2,000,000.00 | 2,021,300.00 | 17,000.00 | —`);
    // and one fund by itself: its money, what it received and spent, and the way from money to net assets
    expect(figures(await desk.reads('/desk/statements/funds?month=2025-12&fund=lunch'))).toBe(table`
      期初结存 | 22,000.00 | —
      加：收入 | — | 30,000.00
      减：支出 | 200.00 | 8,200.00
      期末结存 | 21,800.00 | 21,800.00
      捐赠收入 | −200.00 | 29,800.00
      收入合计 | −200.00 | 29,800.00
      业务活动成本 | 5,000.00 | 17,000.00
      费用合计 | 5,000.00 | 17,000.00
      净资产变动额 | −5,200.00 | 12,800.00
      其中：解除限定 | 5,000.00 | 17,000.00
      钱 | — | 22,000.00 | 21,800.00
      减：应付 | — | 4,000.00 | 9,000.00
      净资产 | — | 18,000.00 | 12,800.00
      其中：限定性 | — | 18,000.00 | 12,800.00`);
  });

  it('January stands in the new chart, with what December left', async () => {
    await on('2026-01-20T02:00:00Z');
    await enter(chartMigration({ day: '2026-01-01', source: 'm:2026', foundation: foundation.id, standing: await standingOf(house.db, foundation.id, ['M', 'A', 'T', 'L', 'N', 'C']) }));
    const drafts = [
      bankGift({ day: '2026-01-08', source: 'b:3', party: '陈阿婆', fund: general, sum: yuan('700'), bank }),
      costAccepted({ day: '2026-01-09', source: 'c:4', party: '示例物业有限公司', fund: general, sum: yuan('300'), for: 'management' }),
    ];
    await seal();
    await house.db.transaction(async (tx) => {
      for (const draft of drafts) await house.app.get(Ledger).enter(tx, draft);
      // nobody can have given them their numbers yet: they are in the books, so they are in the statements
      const statements = house.app.get(Statements);
      const { tables, numbered } = await statements.statement(tx, { foundation: foundation.id, name: 'activities', month: '2026-01', lang: 'zh' });
      expect([numbered.waiting, figureAt(tables, 'change', 'month')!.figure.sum]).toEqual([2, 40_000n]);
      expect((await statements.agreements(tx, foundation.id, '2026-01')).filter(({ holds }) => !holds)).toEqual([]);
      const behind = await rowsBehind(tx, { foundation: foundation.id, month: '2026-01' }, figureAt(tables, 'management', 'month')!.figure, { at: { side: 'newest' }, most: 10, what: "''", lang: 'zh' });
      expect(behind.map(({ no, sum }) => [no, sum])).toEqual([[null, 30_000n]]);
    });
    expect(await shown('balance-sheet', '2026-01')).toBe(table`
      货币资金           | 2,030,300.00 | 2,031,000.00
      流动资产合计       | 2,030,300.00 | 2,031,000.00
      资产总计           | 2,030,300.00 | 2,031,000.00
      应付款项           | 9,000.00 | 9,300.00
      应付职工薪酬       | 0.00 | 0.00
      流动负债合计       | 9,000.00 | 9,300.00
      负债合计           | 9,000.00 | 9,300.00
      非限定性净资产     | 2,008,500.00 | 2,008,900.00
      限定性净资产       | 12,800.00 | 12,800.00
      净资产合计         | 2,021,300.00 | 2,021,700.00
      负债和净资产总计   | 2,030,300.00 | 2,031,000.00`);
    await seal();
    expect(await shown('trial-balance', '2026-01')).toContain('5301 管理费用 | — | — | 300.00 | — | 300.00 | — | 300.00 | —');
    expect(await shown('cash-flow', '2026-01')).toBe(table`
      接受捐赠收到的现金 | 700.00 | 700.00
      现金流入小计 | 700.00 | 700.00
      业务活动产生的现金流量净额 | 700.00 | 700.00
      五、现金及现金等价物净增加额 | 700.00 | 700.00`);
    expect(await complaints(house)).toEqual({});
  });

  it('a month without entries has the year’s figures and none of its own', async () => {
    await on('2026-02-28T02:00:00Z');
    expect(await shown('activities', '2026-02')).toContain('捐赠收入 | — | — | — | 700.00 | — | 700.00');
    expect(await shown('trial-balance', '2026-02')).toContain('1002 银行存款 | 2,031,000.00 | — | — | — | 700.00 | — | 2,031,000.00 | —');
  });
});

describe('on paper and as a sheet', () => {
  const file = async (name: string, format: string, lang = '', more = ''): Promise<Buffer> => {
    const { status, body } = await desk.visitor.get(`${lang}/desk/statements/${name}?month=2025-12&format=${format}${more}`).buffer(true).parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
    expect(status).toBe(200);
    return body as Buffer;
  };

  it('the PDF says what the page says, is tagged, and has the line of those who sign', async () => {
    const pdf = await file('activities', 'pdf');
    const words = textOf(pdf);
    for (const said of ['业务活动表', '编制单位：梧桐里社区基金会', '封账。已编号的账目截至', '会民非02表', '单位：元', '捐赠收入', '29,800.00', '−200.00', '2,021,300.00', '单位负责人：', '制表：', '已编号的账目截至']) expect(words).toContain(said);
    expect(pdf.toString('latin1')).toMatch(/\/StructTreeRoot|\/MarkInfo/);
    expect(textOf(await file('funds', 'pdf', '/en'))).toContain('The foundation');
    for (const name of STATEMENTS) expect((await file(name, 'pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('the sheet has typed numbers, a head that stays, and says what it is made of', async () => {
    const book = await new Workbook().xlsx.load((await file('activities', 'xlsx')) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('业务活动表')!;
    const rows = sheet.getSheetValues().filter(Array.isArray).map((row) => (row as unknown[]).slice(1));
    expect(rows.find((row) => row[0] === '其中：捐赠收入')).toEqual(['其中：捐赠收入', 1, 0, -200, -200, 10000, 29800, 39800]);
    expect(rows.find((row) => String(row[0]).startsWith('四、'))).toEqual([expect.any(String), 45, -1500, -5200, -6700, 2008500, 12800, 2021300]);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 });
    expect(sheet.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', fitToWidth: 1, printTitlesRow: '1:4' });
    expect(rows[1]).toEqual(expect.arrayContaining(['编制单位：梧桐里社区基金会', '2025年12月', '会民非02表　单位：元']));
    expect(book.getWorksheet('说明')!.getCell('B1').value).toBe('梧桐里社区基金会');
    expect(book.getWorksheet('说明')!.getCell('B4').text).toContain('财会〔2004〕7号');
  });

  it('the two halves of a balance sheet stand side by side in it', async () => {
    const book = await new Workbook().xlsx.load((await file('balance-sheet', 'xlsx')) as unknown as ArrayBuffer);
    const sheet = book.getWorksheet('资产负债表')!;
    const rows = sheet.getSheetValues().filter(Array.isArray).map((row) => (row as unknown[]).slice(1));
    expect(rows[2]).toEqual(['项目', '行次', '年初数', '期末数', '项目', '行次', '年初数', '期末数']);
    expect(rows.find((row) => row[0] === '货币资金')).toEqual(['货币资金', 1, 0, 2030300, '短期借款', 61, 0, 0]);
    expect(rows.find((row) => row[4] === '负债和净资产总计')!.slice(4)).toEqual(['负债和净资产总计', 120, 0, 2030300]);
    expect(rows.find((row) => row[0] === '资产总计')!.slice(0, 4)).toEqual(['资产总计', 60, 0, 2030300]);
  });

  it('the statement of one fund, in both forms', async () => {
    expect(textOf(await file('funds', 'pdf', '', '&fund=lunch'))).toContain('净资产变动额');
    const book = await new Workbook().xlsx.load((await file('funds', 'xlsx', '', '&fund=lunch')) as unknown as ArrayBuffer);
    const values = book.worksheets[0]!.getSheetValues().filter(Array.isArray).map((row) => (row as unknown[]).slice(1));
    expect(values.find((row) => row[0] === '期末结存')).toEqual(['期末结存', 21800, 21800]);
    expect(values.find((row) => row[0] === '净资产')).toEqual(['净资产', 0, 18000, 12800]);
  });

  it('a name that is a formula stays a name', async () => {
    const book = await new Workbook().xlsx.load((await file('funds', 'xlsx')) as unknown as ArrayBuffer);
    const names: unknown[] = [];
    book.worksheets[0]!.getColumn(1).eachCell((cell) => void (cell.text.includes('HYPERLINK') && names.push(cell.value)));
    expect(names).toEqual(Array(4).fill(`'${HOSTILE}`));
    expect(await desk.reads('/desk/statements/funds?month=2025-12')).not.toContain('<b>');
  });
});

describe('the rows behind a figure', () => {
  const sumsOn = (html: string): bigint[] => [...html.matchAll(/<td class="r">([^<]+)<\/td><\/tr>/g)].map(([, sum]) => BigInt(sum!.replace(/[,.]/g, '').replace('−', '-')));

  it.each(['activities?month=2025-12', 'funds?month=2025-12', 'funds?month=2025-12&fund=lunch', 'balance-sheet?month=2026-01'])('every figure with a link opens rows that add up to it: %s', async (address) => {
    const html = await desk.reads(`/desk/statements/${address}`);
    const links = [...html.matchAll(/<a href="([^"]+rows[^"]+)">([^<]+)<\/a>/g)];
    expect(links.length).toBeGreaterThan(15);
    // nothing but a nought is without
    expect([...html.matchAll(/<td class="r">([^<]+)<\/td>/g)].map(([, sum]) => sum)).toEqual([]);
    for (const [, href, sum] of links) {
      const page = await desk.reads(decoded(href!));
      expect(page).toContain(`<dd class="num">${sum}</dd>`);
      expect([href, sumsOn(page).reduce((all, one) => all + one, 0n)]).toEqual([href, BigInt(sum!.replace(/[,.]/g, '').replace('−', '-'))]);
    }
  }, 120_000);

  it('page by page, forwards and back', async () => {
    await enter(...Array.from({ length: 120 }, (_, at) => bankGift({ day: '2026-02-03', source: `many:${at}`, fund: general, sum: BigInt(100 + at), bank })));
    await seal();
    const first = '/desk/statements/activities/rows?month=2026-02&line=gifts&column=month';
    const seen: bigint[][] = [];
    let at: string | undefined = first;
    let last = '';
    while (at) {
      const page = await desk.reads(at);
      seen.push(sumsOn(page));
      last = page;
      at = /<a href="([^"]+)" rel="next">/.exec(decoded(page))?.[1];
    }
    expect([seen.map((page) => page.length), seen.flat().reduce((all, one) => all + one, 0n)]).toEqual([[50, 50, 20], 19_140n]);
    const back = await desk.reads(/<a href="([^"]+)" rel="prev">/.exec(decoded(last))![1]!);
    expect(sumsOn(back)).toEqual(seen[1]);
    expect(sumsOn(await desk.reads(`${first}&before=nonsense`))).toEqual(seen[0]);
  });

  it.each([
    '/desk/statements/profit', '/desk/statements/activities?month=2026-13', '/desk/statements/activities?month=2025-10', '/desk/statements/activities?month=2026-03', '/desk/statements/activities?format=doc',
    '/desk/statements/activities/rows?line=gifts', '/desk/statements/activities/rows?line=gifts&column=nothing', '/desk/statements/activities/rows?line=%27&column=month', '/desk/statements/funds/rows?line=nobody&column=month-received',
    '/desk/statements/funds?fund=nobody', '/desk/statements/activities?fund=lunch', '/desk/statements/funds/rows?fund=lunch&line=all&column=month-received',
  ])('what there is not answers like what there is not: %s', async (path) => {
    expect((await desk.visitor.get(path)).status).toBe(404);
  });

  it('another foundation’s figures stay its own', async () => {
    const other = await preparing(house, 'qingshi', '青石巷社区基金会');
    const visitor = house.visitor();
    await visitor.post('/f/qingshi/desk/sessions').type('form').send(await keysOf(house, await appointed(house, other, '陈静', 'cashier', { from: '2025-01-01' }))).expect(303);
    const theirs = sitting(visitor);
    const page = await theirs.reads('/f/qingshi/desk/statements/balance-sheet');
    expect([figures(page), page.includes('还没有账目。')]).toEqual(['', true]);
    for (const name of STATEMENTS) expect(figures(await theirs.reads(`/f/qingshi/desk/statements/${name}`))).toBe('');
    expect((await theirs.visitor.get('/f/qingshi/desk/statements/funds?fund=lunch')).status).toBe(404);
    expect(await theirs.reads('/f/qingshi/desk/statements')).not.toContain('tag--bad');
  });
});

describe('every kind of entry', () => {
  let whole: TestApp;
  let of: number;
  beforeAll(async () => {
    whole = await startApp({ clock: new SetClock('2026-12-31T04:00:00Z') });
    of = (await everyKind(whole.db)).foundation;
  }, 60_000);
  afterAll(() => whole?.close());

  it.each(['while they are given their numbers', 'afterwards'])('has its place, and the statements agree: %s', async (when) => {
    if (when === 'afterwards') await whole.app.get(Sealer).seal();
    const statements = whole.app.get(Statements);
    for (const month of ['2025-01', '2025-03', '2025-12', '2026-01', '2026-02', '2026-04', '2026-06', '2026-08', '2026-12'])
      expect([month, (await statements.agreements(whole.db, of, month)).filter(({ holds }) => !holds)]).toEqual([month, []]);
  });

  it.each(['2025-12', '2026-04'])('and each figure of %s is the sum of its rows', async (month) => {
    const statements = whole.app.get(Statements);
    const funds = await fundsOf(whole.db, of, 'zh');
    for (const { name, of: one } of [...STATEMENTS.map((name) => ({ name, of: undefined })), ...funds.map(({ code }) => ({ name: 'funds' as const, of: code }))]) {
      const { tables } = await statements.statement(whole.db, { foundation: of, name, month, lang: 'zh', fund: one });
      if (one) {
        const at = (line: string, column: string): bigint => figureAt(tables, line, column)!.figure.sum;
        expect([one, at('change', 'month'), at('change', 'year')]).toEqual([one, at('worth', 'end') - at('worth', 'month-opening'), at('worth', 'end') - at('worth', 'year-opening')]);
        for (const span of ['month', 'year']) expect([one, at('money-opening', span) + at('money-received', span) - at('money-paid', span)]).toEqual([one, at('money', 'end')]);
      }
      for (const { rows, columns } of tables) await Promise.all(rows.flatMap((row) => row.figures.map(async (figure, at) => {
        if (figure.sum === 0n || figure.due) return;
        const fund = name === 'funds' ? funds.find(({ code }) => code === (one ?? row.key))?.id : undefined;
        const behind = await rowsBehind(whole.db, { foundation: of, month, fund }, figure, { at: { side: 'newest' }, most: 1_000, what: "''", lang: 'zh' });
        expect([name, one, row.key, columns[at]!.key, behind.reduce((all, { sum }) => all + sum, 0n)]).toEqual([name, one, row.key, columns[at]!.key, figure.sum]);
      })));
    }
  }, 60_000);
});

it('books that were opened in the middle of a year say since when they count', async () => {
  const late = await preparing(house, 'late', '晚开账社区基金会');
  const [row] = await house.db.query<[{ general: number; bank: number }]>("SELECT f.id AS general, p.id AS bank FROM fund f JOIN place p USING (foundation) WHERE f.foundation = $1 AND f.class = 'general'", [late.id]);
  const fund: FundRef = { id: row.general, foundation: late.id, class: 'general' };
  clock.set('2026-02-27T02:00:00Z');
  await enter(
    openingBalance({ day: '2025-08-31', source: 'o', foundation: late.id, standing: [{ fund, role: 'bank', sum: yuan('3,000'), place: row.bank }, { fund, role: 'unrestricted', sum: -yuan('3,000') }] }),
    bankGift({ day: '2025-09-10', source: 'b:1', fund, sum: yuan('600'), bank: row.bank }),
  );
  const visitor = house.visitor();
  await visitor.post('/f/late/desk/sessions').type('form').send(await keysOf(house, await appointed(house, late, '许静', 'bookkeeper', { from: '2025-01-01' }))).expect(303);
  const theirs = sitting(visitor);
  for (const month of ['2025-08', '2025-09']) expect(await theirs.reads(`/f/late/desk/statements/balance-sheet?month=${month}`)).toContain('账从 2025年8月31日 的期初余额开始');
  expect(figures(await theirs.reads('/f/late/desk/statements/balance-sheet?month=2025-09'))).toContain('货币资金 | 3,000.00 | 3,600.00');
  expect(figures(await theirs.reads('/f/late/desk/statements/funds?month=2025-08'))).toContain('一般基金 | 3,000.00 | — | — | 3,000.00');
  // a year later the first of January is what it says
  expect(await theirs.reads('/f/late/desk/statements/balance-sheet?month=2026-02')).not.toContain('期初余额开始');
});
