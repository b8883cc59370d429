import { Client } from 'pg';
import { Matches } from '../../src/bank/matches.service';
import { ENTERPRISE_CHECKS } from '../../src/enterprises/checks';
import { Officials } from '../../src/foundations/officials/officials.service';
import type { FundRef } from '../../src/ledger/draft';
import { Proposals } from '../../src/ledger/proposals.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Notices } from '../../src/people/notices.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { ownerUrlOf } from '../support/database';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { AGREEMENT, LAUNDRY, reports, sheet } from '../support/enterprises';
import { openFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

// The laundry of Liuyin earns outside and gives a third of its profit to three funds: agreed upon, reported, confirmed by another, found on the bank's statement.
jest.setTimeout(120_000);

const PEOPLE = { li: ['李敏', 'bookkeeper'], zhou: ['周晓', 'bookkeeper'], wang: ['王建国', 'secretary-general'], qian: ['钱进', 'programme-officer'], he: ['何平', 'supervisor'] } as const;
type Who = keyof typeof PEOPLE;
const clock = new SetClock('2026-04-10T02:00:00Z');
const ids = {} as Record<Who, number>;
const at = {} as Record<Who, AtDesk>;
let house: TestApp;
let foundation: Foundation;
const funds = {} as Record<'lunch' | 'lamps' | 'classes', FundRef>;
const HERE = '/desk/enterprises/liuyin-laundry';
let PAGE = '';

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  for (const who of Object.keys(PEOPLE) as Who[]) ids[who] = await appointed(house, foundation, PEOPLE[who][0], PEOPLE[who][1]);
  for (const [code, name] of [['lunch', '午餐专项基金'], ['lamps', '楼道灯专项基金'], ['classes', '课堂专项基金']] as const)
    funds[code] = await openFund(house, foundation, {
      code, name: `${foundation.name}${name}`, englishName: code, agreement: { no: `XY-${code}`, day: '2025-12-01', party: '示例电器', englishParty: 'Example Electric', purpose: name, englishPurpose: code, use: name, englishUse: code },
      page: { summary: name, englishSummary: code, place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
    });
  await itIs('2026-04-10T02:00:00Z');
});
afterAll(() => house?.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of Object.keys(PEOPLE) as Who[]) at[who] = await atDesk(house, ids[who]);
}
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
/** The newest of what was entered: numbers that a refused form has used up are not given again. */
const newest = async (table: 'profit_agreement_version' | 'profit_report' | 'profit_report_question'): Promise<string> => String((await house.db.query<[{ id: number }]>(`SELECT max(id) AS id FROM ${table}`))[0].id);
const page = async (who: Who, path = PAGE): Promise<string> => words(await at[who].reads(path));
const desk = (who: Who): Promise<string> => page(who, '/desk');
const comes = async (reference: string, day: string, sum: bigint, memo = ''): Promise<string> =>
  String((await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day, sum, reference, party: LAUNDRY.name, memo }] })).get(reference));
const three = (): Record<string, string> => ({ fund1: String(funds.lunch.id), weight1: '33.33', fund2: String(funds.lamps.id), weight2: '33.33', fund3: String(funds.classes.id), weight3: '33.33' });

describe('who it is', () => {
  it('is entered with its credit code, which has a check digit', async () => {
    expect(await at.qian.sends('/desk/enterprises', { ...LAUNDRY, creditCode: '91310101MA1FPX1K0D' })).toMatchObject({ status: 422, text: expect.stringContaining('统一社会信用代码不对') });
    expect(await at.qian.sends('/desk/enterprises', { ...LAUNDRY, creditCode: '', address: 'Liuyin 1', name: '' })).toMatchObject({ status: 422, text: expect.stringMatching(/简称只能用.*请填写企业全称/) });
    expect(await at.qian.sends('/desk/enterprises', { ...LAUNDRY, creditCode: '９１３１０１０１ＭＡ１ＦＰＸ１Ｋ０Ｃ' })).toMatchObject({ status: 303, to: `${HERE}?done=entered` });
    expect(await at.li.sends('/desk/enterprises', { ...LAUNDRY, address: 'again' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记过') });
    expect(await page('he', '/desk/enterprises')).toContain('柳荫洗衣服务有限公司 柳荫路 12 号一楼 居（村）委会出资企业 0.00');
  });

  it('has owners, who own no more than the whole', async () => {
    const owner = { owner: '柳荫社区居民委员会', ownerKind: 'residents-committee', ownerCode: '', part: '80', ownerFrom: '2024-05-01', ownerSource: '公司章程' };
    expect(await at.qian.sends(`${HERE}/owners`, owner)).toMatchObject({ status: 303 });
    expect(await at.qian.sends(`${HERE}/owners`, { ...owner, owner: '柳青', ownerKind: 'resident', part: '20.01' })).toMatchObject({ status: 422, text: expect.stringContaining('合计超过 100%') });
    expect(await at.qian.sends(`${HERE}/owners`, { ...owner, owner: '柳青', ownerKind: 'resident', part: '２０' })).toMatchObject({ status: 303 });
    expect(await page('he', HERE)).toMatch(/柳荫社区居民委员会 80% .* 柳青 20%/);
    expect(await page('li', '/desk/relations')).toContain('柳青持有柳荫洗衣服务有限公司的股份或份额');
  });

  it('says what may be published: until then nothing is', async () => {
    expect(await page('he', HERE)).toContain('还没有同意公开');
    expect(await at.qian.sends(`${HERE}/consents`, { level: 'sums', consentFrom: '2026-04-01', givenBy: '柳青，经理' })).toMatchObject({ status: 303 });
    expect(await at.qian.sends(`${HERE}/statements`, { related: 'no', words: '与理事、监事无关联', statementDay: '2026-04-01' })).toMatchObject({ status: 303 });
    expect(await page('he', HERE)).toMatch(/不是本机构的关联方 .* 公开应交、实交金额 现行/);
  });
});

describe('what it gives', () => {
  it('is written down with the signed paper by one, and compared with it by another', async () => {
    const form = { ...AGREEMENT, ...three() };
    const prepares = (more: Record<string, string>, ...files: ReturnType<typeof sheet>[]) => sendsFiles(at.qian, `${HERE}/agreements`, { ...form, ...more }, ...files);
    expect(await prepares({})).toMatchObject({ status: 422, text: expect.stringContaining('请附上双方签字的原件') });
    const wrong = await prepares({ rate1: '133' }, sheet());
    expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining('请填比例')]);
    expect(wrong.html).toContain('value="FX-2026-01"');
    expect(await prepares({ fund2: String(funds.lunch.id) }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('同一个基金只选一次') });
    expect(await prepares({ kind: 'dividend' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('须依据理事会的投资决议') });
    expect(await prepares({ from2: '100,000' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('请填比例') });
    expect(await prepares({ weight3: '23.33' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('各基金的比例合计是 89.99%，应为 100%') });
    expect(await prepares({ hostSigner: '柳　青' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('双方签字的不能是同一个人') });
    expect(await prepares({ dueMonths: '1', dueMonthday: '31' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('天数和固定日子只填一种') });
    expect(await prepares({ dueDays: '', dueMonths: '１' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('请填期末后第几个月') });
    expect(await prepares({ base: 'revenue', carriesLoss: '1' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('只有按净利润或公积金后盈余计算时才结转亏损') });
    expect(await prepares({ from2: '100,000', rate2: '1/4', from5: '50,000', rate5: '30' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('各段的起点要一段比一段高') });
    expect(await prepares({ carriesLoss: '1', lossPeriods: '0' }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('请填 1 到 240 之间的期数') });
    const { status, to } = await prepares({}, sheet());
    expect([status, to]).toEqual([303, expect.stringMatching(/agreements\/\d+\?done=prepared$/)]);
    PAGE = to!.replace(/\?.*/, '');
    expect(await reports(at.qian, PAGE, { period: '2026-01-01', netProfit: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('协议没有这一期') });
    expect(await desk('wang')).toContain('核对利润分享协议：柳荫洗衣服务有限公司');
    expect(await at.qian.sends(`${PAGE}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 404 });
    expect(await at.wang.sends(`${PAGE}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 303, to: `${PAGE}?done=confirmed` });
    expect(await at.li.sends(`${PAGE}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 409 });
    expect(await page('he')).toMatch(/净利润的 33\.33% .*午餐专项基金 33\.33% 楼道灯专项基金 33\.33% 课堂专项基金 33\.33%/);
  });

  it('is reported with its papers, asked about, answered, and confirmed by another', async () => {
    expect(await desk('qian')).toContain('催企业申报：柳荫洗衣服务有限公司，2026年第一季度');
    expect(await reports(at.qian, PAGE, { period: '2026-01-01' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写这个数字') });
    expect(await reports(at.qian, PAGE, { period: '2026-01-01', netProfit: '10000.05', reported: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请附上协议要求的证明材料') });
    expect(await reports(at.qian, PAGE, { period: '2026-04-01', netProfit: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('期间结束后才能申报') });
    expect(await reports(at.qian, PAGE, { period: '2026-01-01', revenue: '５０，０００', netProfit: '１０，０００．０５' })).toMatchObject({ status: 303 });
    expect(await reports(at.li, PAGE, { period: '2026-01-01', netProfit: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('已有一份申报在等确认') });
    expect(await desk('wang')).toContain('确认利润申报：柳荫洗衣服务有限公司，2026年第一季度');
    expect(await at.wang.sends(`${PAGE}/questions`, { askAbout: await newest('profit_report'), question: '是否含补贴收入？' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 422, text: expect.stringContaining('有疑问还没答复') });
    expect(await desk('qian')).toContain('答复利润申报的疑问');
    expect(await at.qian.sends(`${PAGE}/answers`, { asked: await newest('profit_report_question'), answer: '不含' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    // 33.33 % of 10,000.05 is 3,333.016665, so 3,333.02: the two fen that do not divide by three go to the first two
    expect(await page('he')).toMatch(/2026年第一季度 待交 2026年4月30日前交 3,333\.02 0\.00 0\.00 3,333\.02 午餐专项基金 1,111\.01 .* 楼道灯专项基金 1,111\.01 .* 课堂专项基金 1,111\.00/);
    expect(await reports(at.li, PAGE, { period: '2026-01-01', netProfit: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明更正的原因') });
  });

  it('is proposed for its line of the bank by payer, sum and number; matched, it feeds three funds', async () => {
    expect(await desk('li')).toMatch(/收取应交分成：柳荫洗衣服务有限公司，2026年第一季度.*3,333\.02/);
    const line = await comes('S1', '2026-04-09', 333_302n, 'FX-2026-01 一季度');
    const html = await at.zhou.reads('/desk/bank/bank/matching');
    expect(words(html)).toContain('柳荫洗衣服务有限公司：FX-2026-01，2026-01-01 起一期的分成');
    const choice = `${line}~profit-share:${PAGE.split('/').at(-1)!}.2026-01-01`;
    expect(html).toContain(choice);
    expect(await at.zhou.sends('/desk/bank/bank/matches', { choice })).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/2026年第一季度 已交清 .* 3,333\.02 3,333\.02 0\.00 0\.00/);
    expect(await house.db.query('SELECT f.code, x.money FROM profit_receipt r JOIN entry_fund x ON x.entry = r.entry JOIN fund f ON f.id = x.fund ORDER BY f.id')).toEqual([{ code: 'lunch', money: 111_101n }, { code: 'lamps', money: 111_101n }, { code: 'classes', money: 111_100n }]);
    expect(await house.db.query("SELECT w.party FROM journal_entry e JOIN entry_words w ON w.entry = e.id WHERE e.kind = 'enterprise share'")).toEqual([{ party: LAUNDRY.name }]);
  });
});

describe('what changes afterwards', () => {
  it('is restated with its reason: the difference alone is due, and comes in parts', async () => {
    expect(await reports(at.qian, PAGE, { period: '2026-01-01', netProfit: '16000.05', restatedWhy: '审计调整' })).toMatchObject({ status: 303 });
    expect(await at.li.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    // 33.33 % of 16,000.05 is 5,332.816665, so 5,332.82; less 3,333.02 it is 1,999.80, 666.60 for each
    expect(await page('he')).toMatch(/2026年第一季度 待交 .* 5,332\.82 3,333\.02 0\.00 1,999\.80 午餐专项基金 1,777\.61 1,111\.01 0\.00 666\.60/);
    const line = await comes('S2', '2026-04-10', 100_000n);
    expect(await at.qian.sends(`${PAGE}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 404 });
    expect(await at.wang.sends(`${PAGE}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 303, to: `${PAGE}?done=received` });
    expect(await at.wang.sends(`${PAGE}/receipts`, { line, paidFor: '2026-01-01' })).toMatchObject({ status: 409 });
    expect(await page('he')).toMatch(/5,332\.82 4,333\.02 0\.00 999\.80 午餐专项基金 1,777\.61 1,444\.35 0\.00 333\.26 楼道灯专项基金 1,777\.61 1,444\.34 0\.00 333\.27/);
  });

  it('opens again when what came is taken back', async () => {
    const [{ entry, match }] = await house.db.query<[{ entry: bigint; match: bigint }]>('SELECT r.entry, m.match FROM profit_receipt r JOIN matched_posting m ON m.entry = r.entry ORDER BY r.entry DESC LIMIT 1');
    const by = { id: ids.li, name: '', roles: ['bookkeeper'] };
    await house.app.get(Matches).undo({ foundation: foundation.id }, match, '是另一家企业的', by);
    const proposals = house.app.get(Proposals);
    await proposals.approve(foundation.id, await proposals.reverse(foundation.id, entry, { day: null, why: '是另一家企业的' }, by), { id: ids.wang, name: '', roles: ['secretary-general'] });
    expect(await page('he')).toMatch(/5,332\.82 3,333\.02 0\.00 1,999\.80 午餐/);
    expect(await page('he')).toContain('已冲销');
  });

  it('may come before its report; a loss gives nothing, and what came stands as too much until it is restated', async () => {
    expect(await at.zhou.sends(`${PAGE}/receipts`, { line: await comes('S3', '2026-04-10', 50_000n), paidFor: '2026-04-01' })).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/2026年第二季度 进行中 .* 0\.00 500\.00 0\.00 −500\.00/);
    await itIs('2026-07-10T02:00:00Z');
    expect(await reports(at.qian, PAGE, { period: '2026-04-01', netProfit: '−20,000' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/2026年第二季度 多交 /);
    expect(await reports(at.qian, PAGE, { period: '2026-04-01', netProfit: '3000.30', restatedWhy: '退税到账' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    // 33.33 % of 3,000.30 is 999.99999, so 1,000.00
    expect(await page('he')).toMatch(/2026年第二季度 待交 .* 1,000\.00 500\.00 0\.00 500\.00 午餐专项基金 333\.34 166\.67 0\.00 166\.67 楼道灯专项基金 333\.33 166\.67 0\.00 166\.66/);
    expect(await desk('zhou')).toMatch(/催收逾期分成：柳荫洗衣服务有限公司，2026年第一季度.*1,999\.80/);
  });

  it('is asked for by the house’s own post, once a day', async () => {
    expect(await at.qian.sends(`${PAGE}/reminders`, { remind: '2026-01-01' })).toMatchObject({ status: 422, text: expect.stringContaining('请先登记企业的手机或邮箱') });
    expect(await at.qian.sends(`${HERE}/contacts`, { phone: '', mail: 'nowhere' })).toMatchObject({ status: 422 });
    expect(await at.qian.sends(`${HERE}/contacts`, { phone: '１３８ ０００１ ０００２', mail: '' })).toMatchObject({ status: 303 });
    expect(await page('he', HERE)).toContain('138****0002');
    expect(await at.qian.sends(`${PAGE}/reminders`, { remind: '2026-07-01' })).toMatchObject({ status: 422, text: expect.stringContaining('这一期没有要催的') });
    expect(await at.qian.sends(`${PAGE}/reminders`, { remind: '2026-01-01' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/reminders`, { remind: '2026-01-01' })).toMatchObject({ status: 409, text: expect.stringContaining('今天已经就这一期发过通知') });
    expect((await house.app.get(Notices).newest(foundation.id, 1))[0]).toMatchObject({ to: '13800010002', subject: '梧桐里社区基金会：2026年第一季度的分成还有 1,999.80 元 未交', text: expect.stringContaining('转账时请在附言写 FX-2026-01') });
    expect(await page('he')).toMatch(/2026年第一季度 ?：2026年7月10日钱进发出催交通知/);
  });

  it('is waived by the council alone, and no more than is open', async () => {
    const decided = await resolved(house, foundation.id, [ids.li, ids.wang], { day: '2026-07-08', subject: '豁免部分分成' });
    const waives = (who: Who, waivedSum: string, waivedBy = String(decided)) => at[who].sends(`${PAGE}/waivers`, { waived: '2026-04-01', waivedSum, waivedBy, waivedWhy: '受灾' });
    expect(await waives('qian', '200')).toMatchObject({ status: 404 });
    expect(await waives('wang', '500.01')).toMatchObject({ status: 422, text: expect.stringContaining('不能多于未交') });
    expect(await waives('wang', '200', '')).toMatchObject({ status: 422, text: expect.stringContaining('请选择豁免所依据的决议') });
    expect(await waives('wang', '200')).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/1,000\.00 500\.00 200\.00 300\.00 午餐专项基金 333\.34 166\.67 66\.67 100\.00 楼道灯专项基金 333\.33 166\.67 66\.66 100\.00/);
  });

  it('ends in the middle of a quarter: half of its days, half of its share', async () => {
    await itIs('2026-10-10T02:00:00Z');
    expect(await sendsFiles(at.qian, `${PAGE}/endings`, { endsOn: '2026-06-15', signedOn: '2026-08-01', enterpriseSigner: '柳青', hostSigner: '王建国' }, sheet())).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 422, text: expect.stringContaining('所在的期间已经确认申报') });
    expect(await at.qian.sends(`${PAGE}/withdrawals`, { withdrawn: await newest('profit_agreement_version'), why: '日期写错' })).toMatchObject({ status: 303 });
    expect(await sendsFiles(at.qian, `${PAGE}/endings`, { endsOn: '2026-08-15', signedOn: '2026-08-01', enterpriseSigner: '柳青', hostSigner: '王建国' }, sheet())).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 303 });
    expect(await reports(at.qian, PAGE, { period: '2026-07-01', netProfit: '12,000' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    // 46 of 92 days of 33.33 % of 12,000.00, 3,999.60
    expect(await page('he')).toMatch(/2026年第三季度 待交 2026年10月30日前交 1,999\.80 /);
    expect(await page('he')).not.toContain('2026年第四季度');
  });

  it('restated below what came, the waiver lapses first, and what came too much counts for another period', async () => {
    expect(await reports(at.qian, PAGE, { period: '2026-04-01', netProfit: '（￥９９９．９０）', restatedWhy: '审计调整' })).toMatchObject({ status: 303 });
    expect(await at.qian.sends(`${PAGE}/report-rejections`, { rejected: await newest('profit_report'), rejectedWhy: '应为盈利' })).toMatchObject({ status: 303 });
    expect(await house.db.query('SELECT net_profit AS profit FROM profit_report ORDER BY id DESC LIMIT 1')).toEqual([{ profit: -99_990n }]);
    expect(await reports(at.qian, PAGE, { period: '2026-04-01', netProfit: '300.30', restatedWhy: '审计调整' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
    // 33.33 % of 300.30 is 100.08999, so 100.09; 500.00 have come, and 200.00 were waived
    expect(await page('he')).toMatch(/2026年第二季度 多交 .* 100\.09 500\.00 0\.00 −399\.91 午餐专项基金 33\.37 166\.67 0\.00 −133\.30/);
    expect(await page('he')).toContain('其中 200.00 元因更正不再需要，已失效');
    expect(await page('wang')).toContain('2026年第二季度多交 399.91 元，抵2026年第一季度未交 1,999.80 元');
    const offsets = (who: Who, offset: string, offsetWhy = '双方同意') => at[who].sends(`${PAGE}/offsets`, { offset, offsetWhy });
    expect(await offsets('qian', '2026-04-01~2026-01-01')).toMatchObject({ status: 404 });
    expect(await offsets('wang', '2026-01-01~2026-04-01')).toMatchObject({ status: 422, text: expect.stringContaining('这两期没有可以抵的') });
    expect(await offsets('wang', '2026-04-01~2026-02-31')).toMatchObject({ status: 422, text: expect.stringContaining('这两期没有可以抵的') });
    expect(await offsets('wang', '2026-04-01~2026-01-01', ' ')).toMatchObject({ status: 422 });
    expect(await offsets('wang', '2026-04-01~2026-01-01')).toMatchObject({ status: 303, to: `${PAGE}?done=offset` });
    expect(await page('he')).toMatch(/2026年第二季度 已交清 .* 100\.09 100\.09 0\.00 0\.00 .*2026年第一季度 逾期未交 .* 5,332\.82 3,732\.93 0\.00 1,599\.89/);
    expect(await page('he')).toContain('2026年第二季度多交的 399.91 元抵2026年第一季度：双方同意（王建国）');
  });
});

describe('terms as they are found', () => {
  it('are written down anew when all was withdrawn, under the same number, with more steps and funds, an end to the loss and a fixed day', async () => {
    const said = { ...AGREEMENT, ...three(), no: 'FX-2026-09', period: 'year' };
    const { to } = await sendsFiles(at.qian, `${HERE}/agreements`, said, sheet());
    const there = to!.replace(/\?.*/, '');
    expect(await at.qian.sends(`${there}/withdrawals`, { withdrawn: await newest('profit_agreement_version'), why: '抄错' })).toMatchObject({ status: 303 });
    expect(await page('qian', there)).toContain('重新录入条款');
    expect(await page('qian', `${there}/supplement`)).toMatch(/重新录入条款.*第 5 段.*基金 6 /s);
    const [{ general }] = await house.db.query<[{ general: number }]>("SELECT id AS general FROM fund WHERE class = 'general'");
    const { no, kind, period, advert, resolution, ...terms } = said; // they stand as they are
    expect([no, kind, period, advert, resolution]).toEqual(['FX-2026-09', 'gift', 'year', '', '']);
    const anew = { ...terms, rate1: '10', from2: '100,000', rate2: '２０％', from3: '20万', rate3: '1/4', from4: '300,000', rate4: '30', from5: '400,000', rate5: '33.33', carriesLoss: '1', lossPeriods: '５', dueDays: '', dueMonths: '4', dueMonthday: '30', weight1: '1/2', weight2: '1/4', weight3: '1/8', fund4: String(general), weight4: '12.5' };
    expect(await sendsFiles(at.qian, `${there}/versions`, anew, sheet())).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${there}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 303 });
    expect(await page('he', there)).toMatch(/净利润的 10%.*100,000\.00 元.*20%.*200,000\.00 元.*25%.*300,000\.00 元.*30%.*400,000\.00 元.*33\.33% .*结转以后 5 期内弥补 .*期末后第 4 个月的 30 日前 .*50\.00% .*25\.00% .*12\.50% 一般基金 12\.50%/);
    const html = await at.qian.reads(`${there}/supplement`);
    for (const [name, value] of [['rate5', '33.33%'], ['from3', '200000.00'], ['weight3', '12.5%'], ['lossPeriods', '5'], ['dueMonthday', '30'], ['dueDays', '']] as const) expect(html).toMatch(new RegExp(`name="${name}" value="${value}"`));
  });
});

it('a rent by what is sold is claimed as rent is, when it is confirmed', async () => {
  const [{ general }] = await house.db.query<[{ general: number }]>("SELECT id AS general FROM fund WHERE class = 'general'");
  const { to } = await sendsFiles(at.qian, `${HERE}/agreements`, { ...AGREEMENT, no: 'ZL-2026', kind: 'rent', from: '2026-07-01', base: 'revenue', rate1: '5', fund1: String(general), weight1: '' }, sheet());
  const there = to!.replace(/\?.*/, '');
  expect(await at.wang.sends(`${there}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 303 });
  expect(await reports(at.qian, there, { period: '2026-07-01', revenue: '2万' })).toMatchObject({ status: 303 });
  expect(await at.wang.sends(`${there}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
  expect(await page('he', there)).toMatch(/租金、场地费.*2026年第三季度 待交 .* 1,000\.00 0\.00 0\.00 1,000\.00/);
});

describe('an enterprise of which we hold shares', () => {
  const TEA = { ...LAUNDRY, name: '梧桐茶饮有限公司', englishName: 'Wutong Tea', creditCode: '91310101MA1FPX2L03', address: 'wutong-tea', relation: 'investee' };
  const THERE = '/desk/enterprises/wutong-tea';
  const form = { ...AGREEMENT, no: 'FH-2026', kind: 'dividend', period: 'half', rate1: '50' };

  it('is related: whoever owns of it and sits on the council stands back, and the public is told within thirty days', async () => {
    expect(await at.li.sends('/desk/enterprises', TEA)).toMatchObject({ status: 303 });
    await house.app.get(Officials).elect(foundation, { name: '唐宁', englishName: 'Tang Ning', code: null, office: 'director', from: '2026-01-01', until: '2028-12-31', resolution: null, basis: '发起人会议' }, { id: ids.wang, name: '', roles: ['secretary-general'] });
    for (const [owner, part] of [['唐宁', '20'], ['周晓', '10']] as const) expect(await at.li.sends(`${THERE}/owners`, { owner, ownerKind: 'resident', ownerCode: '', part, ownerFrom: '2026-01-01', ownerSource: '股东名册' })).toMatchObject({ status: 303 });
    expect(await page('he', THERE)).toContain('下列人员须回避与这家企业有关的表决和经办（《基金会管理条例》第23条）： 唐宁（理事）是出资人');
    const voted = await resolved(house, foundation.id, [ids.li, ids.wang], { majority: 'investment', subject: '投资梧桐茶饮' });
    const ordinary = await resolved(house, foundation.id, [ids.li, ids.wang], { subject: '投资梧桐茶饮' });
    const [{ general }] = await house.db.query<[{ general: number }]>("SELECT id AS general FROM fund WHERE class = 'general'");
    expect(await sendsFiles(at.qian, `${THERE}/agreements`, { ...form, fund1: String(general), weight1: '', resolution: String(ordinary) }, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('须依据理事会的投资决议') });
    expect(await sendsFiles(at.qian, `${THERE}/agreements`, { ...form, fund1: String(general), weight1: '', resolution: String(voted) }, sheet())).toMatchObject({ status: 303, to: expect.stringContaining('done=prepared') });
    const [{ id, version }] = await house.db.query<[{ id: number; version: number }]>("SELECT a.id, v.id AS version FROM profit_agreement a JOIN profit_agreement_version v ON v.agreement = a.id WHERE a.no = 'FH-2026'");
    expect(await at.zhou.sends(`${THERE}/agreements/${id}/confirmations`, { version: String(version) })).toMatchObject({ status: 422, text: expect.stringContaining('您与这家企业有利益关系') });
    expect(await at.wang.sends(`${THERE}/agreements/${id}/confirmations`, { version: String(version) })).toMatchObject({ status: 303 });
    expect(await desk('qian')).toContain('公开关联交易：梧桐茶饮有限公司');
    expect(await at.qian.sends(`${THERE}/agreements/${id}/disclosures`, { disclosed: `${version}-related`, disclosedOn: '2026-10-09', place: '慈善中国' })).toMatchObject({ status: 303 });
    expect(await desk('qian')).not.toContain('公开关联交易');
  });

  it('owes a dividend from its declaration on, and no more than that is received', async () => {
    const [{ id }] = await house.db.query<[{ id: number }]>("SELECT id FROM profit_agreement WHERE no = 'FH-2026'");
    const there = `${THERE}/agreements/${id}`;
    const after = await lastEntry(house.db);
    const early = await comes('T1', '2026-10-09', 60_000n);
    expect(await at.wang.sends(`${there}/receipts`, { line: early, paidFor: '2026-01-01' })).toMatchObject({ status: 422, text: expect.stringContaining('先确认申报再收') });
    expect(await reports(at.qian, there, { period: '2026-01-01', netProfit: '1,000' })).toMatchObject({ status: 303 });
    const [{ report }] = await house.db.query<[{ report: number }]>('SELECT max(id) AS report FROM profit_report');
    expect(await at.zhou.sends(`${there}/report-confirmations`, { report: String(report) })).toMatchObject({ status: 422, text: expect.stringContaining('须回避') });
    expect(await at.wang.sends(`${there}/report-confirmations`, { report: String(report) })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${there}/receipts`, { line: early, paidFor: '2026-01-01' })).toMatchObject({ status: 422, text: expect.stringContaining('先确认申报再收') });
    expect(await at.wang.sends(`${there}/receipts`, { line: await comes('T2', '2026-10-10', 30_000n), paidFor: '2026-01-01' })).toMatchObject({ status: 303 });
    const decided = await resolved(house, foundation.id, [ids.li, ids.wang], { day: '2026-10-08', subject: '豁免' });
    expect(await at.wang.sends(`${there}/waivers`, { waived: '2026-01-01', waivedSum: '50', waivedBy: String(decided), waivedWhy: '装修' })).toMatchObject({ status: 303 });
    expect(await ledgerTable(house.db, { after })).toBe(table`
      dividend declared   | general | Other receivables                   | 500.00 |
                          |         | Investment income, unrestricted     |        | 500.00
      receivable received | general | Bank deposits                       | 300.00 |
                          |         | Other receivables                   |        | 300.00
      reversal            | general | Other receivables                   |        | 500.00
                          |         | Investment income, unrestricted     | 500.00 |
      dividend declared   | general | Other receivables                   | 450.00 |
                          |         | Investment income, unrestricted     |        | 450.00`);
    expect(await page('he', there)).toMatch(/2026年上半年 逾期未交 .* 500\.00 300\.00 50\.00 150\.00/);
  });

  it('is over when it is dissolved: what is open stays open, and no later period is reported', async () => {
    expect(await at.qian.sends(`${THERE}/facts`, { fact: 'dissolved', factDay: '2026-06-30', factSource: '市场监管局公告' })).toMatchObject({ status: 303 });
    expect(await at.qian.sends(`${THERE}/facts`, { fact: 'dissolved', factDay: '2026-07-30', factSource: '市场监管局公告' })).toMatchObject({ status: 409 });
    const [{ id }] = await house.db.query<[{ id: number }]>("SELECT id FROM profit_agreement WHERE no = 'FH-2026'");
    await itIs('2027-01-10T02:00:00Z');
    expect(await page('he', `${THERE}/agreements/${id}`)).toMatch(/企业已于2026年6月30日注销/);
    expect(await page('he', `${THERE}/agreements/${id}`)).not.toContain('2026年下半年');
    expect(await desk('qian')).not.toMatch(/催企业申报：梧桐茶饮/);
  });
});

it('advertises sales only with an agreement that was there before, and publishes what they have brought', async () => {
  await itIs('2027-01-11T02:00:00Z');
  const form = { ...AGREEMENT, no: 'YM-2027', kind: 'gift', period: 'campaign', advert: '每瓶捐 1 元给午餐专项基金', base: 'units', rate1: '', perUnit: '1', from: '2026-12-01', until: '2026-12-31', signedOn: '2026-12-01', fund1: String(funds.lunch.id), evidence: 'sales-list' };
  expect(await sendsFiles(at.qian, `${HERE}/agreements`, form, sheet())).toMatchObject({ status: 422, text: expect.stringContaining('须在活动开始前签订') });
  expect(await sendsFiles(at.qian, `${HERE}/agreements`, { ...form, signedOn: '2026-11-30' }, sheet())).toMatchObject({ status: 303 });
  const [{ id, version }] = await house.db.query<[{ id: number; version: number }]>("SELECT a.id, v.id AS version FROM profit_agreement a JOIN profit_agreement_version v ON v.agreement = a.id WHERE a.no = 'YM-2027'");
  const sale = `${HERE}/agreements/${id}`;
  expect(await at.wang.sends(`${sale}/confirmations`, { version: String(version) })).toMatchObject({ status: 303 });
  expect(await at.qian.sends(`${sale}/disclosures`, { disclosed: `${version}-sales-result`, disclosedOn: '2027-01-11', place: '官网' })).toMatchObject({ status: 422, text: expect.stringContaining('先确认销售申报') });
  expect(await reports(at.qian, sale, { period: '2026-12-01', units: '１２，３４５', reported: 'sales-list' })).toMatchObject({ status: 303 });
  const [{ report }] = await house.db.query<[{ report: number }]>('SELECT max(id) AS report FROM profit_report');
  expect(await at.wang.sends(`${sale}/report-confirmations`, { report: String(report) })).toMatchObject({ status: 303 });
  expect(await page('he', sale)).toMatch(/每售出一件交 1\.00 元/);
  expect(await page('he', sale)).toMatch(/待交 2027年1月30日前交 12,345\.00 /);
  expect(await desk('qian')).toContain('公开义卖结果：柳荫洗衣服务有限公司');
  expect(await at.qian.sends(`${sale}/disclosures`, { disclosed: `${version}-sales-result`, disclosedOn: '2027-01-11', place: '官网' })).toMatchObject({ status: 303 });
  expect(await desk('qian')).not.toContain('公开义卖结果');
});

it('stands in the books as this', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-04-09 | enterprise share    | lunch   | Bank deposits                   | 1111.01 |
               |                     |         | Donation income, restricted     |         | 1111.01
               |                     | lamps   | Bank deposits                   | 1111.01 |
               |                     |         | Donation income, restricted     |         | 1111.01
               |                     | classes | Bank deposits                   | 1111.00 |
               |                     |         | Donation income, restricted     |         | 1111.00
    2026-04-10 | enterprise share    | lunch   | Bank deposits                   | 333.34  |
               |                     |         | Donation income, restricted     |         | 333.34
               |                     | lamps   | Bank deposits                   | 333.33  |
               |                     |         | Donation income, restricted     |         | 333.33
               |                     | classes | Bank deposits                   | 333.33  |
               |                     |         | Donation income, restricted     |         | 333.33
    2026-04-10 | reversal            | lunch   | Bank deposits                   |         | 333.34
               |                     |         | Donation income, restricted     | 333.34  |
               |                     | lamps   | Bank deposits                   |         | 333.33
               |                     |         | Donation income, restricted     | 333.33  |
               |                     | classes | Bank deposits                   |         | 333.33
               |                     |         | Donation income, restricted     | 333.33  |
    2026-04-10 | enterprise share    | lunch   | Bank deposits                   | 166.67  |
               |                     |         | Donation income, restricted     |         | 166.67
               |                     | lamps   | Bank deposits                   | 166.67  |
               |                     |         | Donation income, restricted     |         | 166.67
               |                     | classes | Bank deposits                   | 166.66  |
               |                     |         | Donation income, restricted     |         | 166.66
    2026-10-10 | rent                | general | Other receivables               | 1000.00 |
               |                     |         | Other income, unrestricted      |         | 1000.00
    2026-10-10 | dividend declared   | general | Other receivables               | 500.00  |
               |                     |         | Investment income, unrestricted |         | 500.00
    2026-10-10 | receivable received | general | Bank deposits                   | 300.00  |
               |                     |         | Other receivables               |         | 300.00
    2026-10-10 | reversal            | general | Other receivables               |         | 500.00
               |                     |         | Investment income, unrestricted | 500.00  |
    2026-10-10 | dividend declared   | general | Other receivables               | 450.00  |
               |                     |         | Investment income, unrestricted |         | 450.00`);
});

it('is watched: whoever tampers with what is due, claimed or received is found out', async () => {
  const owner = new Client({ connectionString: ownerUrlOf((await house.db.query<[{ name: string }]>('SELECT current_database() AS name'))[0].name) });
  await owner.connect();
  const found = async (sql: string): Promise<string[]> => {
    await owner.query('BEGIN');
    for (const one of ['profit_share_line', 'profit_report', 'profit_waiver_line', 'profit_receipt']) await owner.query(`ALTER TABLE ${one} DISABLE TRIGGER USER`);
    await owner.query(sql);
    const names: string[] = [];
    for (const one of ENTERPRISE_CHECKS) if ((await one.run({ query: async (text: string, values?: unknown[]) => (await owner.query(text, values)).rows } as never)).length > 0) names.push(one.name);
    await owner.query('ROLLBACK');
    return names;
  };
  try {
    expect(await found('UPDATE profit_share_line SET sum = sum + 1 WHERE id = (SELECT min(id) FROM profit_share_line)')).toEqual(['shares-are-what-their-agreement-says']);
    expect(await found("UPDATE profit_report SET net_profit = net_profit * 2 WHERE period_from = '2026-07-01'")).toEqual(['shares-are-what-their-agreement-says']);
    expect(await found("DELETE FROM profit_waiver_line WHERE waiver IN (SELECT w.id FROM profit_waiver w JOIN profit_agreement a ON a.id = w.agreement WHERE a.kind = 'dividend')")).toEqual(['claims-on-enterprises-stand-in-the-books']);
    expect(await found("UPDATE profit_receipt SET agreement = (SELECT id FROM profit_agreement WHERE no = 'YM-2027') WHERE entry = (SELECT min(entry) FROM profit_receipt)")).toEqual(['shares-received-are-money-of-the-bank']);
  } finally {
    await owner.end();
  }
});
