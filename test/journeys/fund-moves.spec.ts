import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, grantReclaimed, payment, promise, release } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { openFund } from '../support/funds';
import { sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// Li Min and Wang Jianguo look after the funds of Wutongli: what they charge, move, hold and end, and one that grows up.

const clock = new SetClock('2026-11-04T02:00:00Z');
let house: TestApp;
let host: Foundation;
let bank: number;
const people = {} as Record<'li' | 'wang' | 'zhou', number>;
const desk = {} as Record<'li' | 'wang' | 'zhou', AtDesk>;
const funds = {} as Record<'lunch' | 'study' | 'lamps' | 'general', FundRef>;
let council: number;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  people.li = await appointed(house, host, '李敏', 'bookkeeper');
  people.wang = await appointed(house, host, '王建国', 'secretary-general');
  people.zhou = await appointed(house, host, '周晓', 'bookkeeper');
  await itIs('2026-11-04T02:00:00Z');
  for (const [code, name, purpose] of [['lunch', '银龄午餐专项基金', '独居老人午餐'], ['study', '晚自习专项基金', '孩子的晚自习'], ['lamps', '楼道灯专项基金', '老楼的灯']] as const) funds[code] = await open(code, name, purpose);
  funds.general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: host.id, class: 'general' };
  council = await resolved(house, host.id, [people.li, people.zhou], { subject: '剩余财产转入相近目的' });
  await enter(bankGift({ day: '2026-09-10', source: 'bank:1', fund: funds.lunch, sum: 1_000_000n, bank, party: '赵*' }));
  await enter(bankGift({ day: '2026-10-12', source: 'bank:2', fund: funds.lunch, sum: 33n, bank, party: '钱*' }));
  await enter(bankGift({ day: '2026-10-12', source: 'bank:3', fund: funds.general, sum: 500_000n, bank, party: '孙*' }));
  await enter(bankGift({ day: '2026-10-13', source: 'bank:4', fund: funds.lamps, sum: 200_000n, bank, party: '示例电器' }));
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of ['li', 'wang', 'zhou'] as const) desk[who] = await atDesk(house, people[who]);
}
const open = (code: string, name: string, purpose: string, more: object = {}): Promise<FundRef> => openFund(house, host, {
  code, name: `${host.name}${name}`, englishName: code,
  agreement: { no: `XY-${code}`, day: '2026-08-01', party: '示例电器', englishParty: 'Example Electric', purpose, englishPurpose: code, use: '按目的', englishUse: 'As purposed', termination: '双方同意', englishTermination: 'By consent', remainingProperty: '转入目的相近的基金', englishRemainingProperty: 'To a similar purpose',
    ...(code === 'lunch' ? { day: '2026-09-01', holdsFrom: '2026-09-01', feeRate: 300, feeBase: 'gifts', feeDay: 5 } : {}), ...more },
  page: { summary: purpose, englishSummary: code, place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
});
const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const publicly = async (code: string): Promise<string> => words((await house.request().get(`/funds/${code}`).expect(200)).text);
const held = async (fund: FundRef): Promise<object> => (await house.db.query<[object]>('SELECT money, owed, promised, worth FROM fund_balance WHERE fund = $1', [fund.id]))[0];
const proposalIn = ({ status, to, text }: { status: number; to?: string; text: string }): string => {
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return /proposals\/(\d+)/.exec(to ?? '')![1]!;
};
const approves = (who: 'li' | 'wang' | 'zhou', proposal: string): Promise<{ status: number; text: string }> => desk[who].sends(`/desk/vouchers/proposals/${proposal}/approvals`, {});

describe('the fee', () => {
  it('is none without a clause, and none before its day', async () => {
    expect(words(await desk.li.reads('/desk/funds/study/fees'))).toContain('协议没有约定管理费，不提取。');
    expect(await desk.li.sends('/desk/funds/study/fees', { to: '2026-10-31' })).toMatchObject({ status: 422, text: expect.stringContaining('协议没有约定管理费，不能提取') });
    expect(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-10-31' })).toMatchObject({ status: 422, text: expect.stringContaining('2026-11-05起才能提这段期间的管理费') });
    await itIs('2026-11-10T02:00:00Z');
    expect(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-11-10' })).toMatchObject({ status: 422, text: expect.stringContaining('期间还没有结束') });
  });

  it('is proposed by one, approved by another, once for its period, and is no spending', async () => {
    expect(words(await desk.wang.reads('/desk/funds/lunch/fees'))).toMatch(/2026年9月1日起：捐赠收入的 3%，期间结束后次月 5 日起提取.*2026年9月1日至2026年10月31日应提 300\.00/);
    const proposal = proposalIn(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-10-31' }));
    expect(await desk.zhou.sends('/desk/funds/lunch/fees', { to: '2026-10-31' })).toMatchObject({ status: 409, text: expect.stringContaining('已经有一笔管理费在等批准') });
    expect(await approves('li', proposal)).toMatchObject({ status: 422 });
    expect(await approves('wang', proposal)).toMatchObject({ status: 303 });
    expect(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-10-31' })).toMatchObject({ status: 409, text: expect.stringContaining('这段期间的管理费已经提过') });
    expect(await held(funds.lunch)).toMatchObject({ money: 970_033n, worth: 970_033n });
  });

  it('taken back, gives its period back', async () => {
    const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'management fee'");
    expect(await approves('zhou', proposalIn(await desk.li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-11-10', why: '期间填错' })))).toMatchObject({ status: 303 });
    expect(await approves('wang', proposalIn(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-09-30' })))).toMatchObject({ status: 303 });
    // the days that are left, and what is less than a fen stays with the fund: 3% of 0.33
    expect(await desk.li.sends('/desk/funds/lunch/fees', { to: '2026-10-31' })).toMatchObject({ status: 422, text: expect.stringContaining('没有可以提的管理费：按协议应提 0.00') });
  });

  it('also when a later one was taken meanwhile', async () => {
    const rails = await open('rails', '扶手专项基金', '扶手', { holdsFrom: '2026-08-01', feeRate: 300, feeBase: 'gifts', feeDay: 5 });
    for (const [day, sum] of [['2026-08-20', 10_000n], ['2026-09-20', 20_000n]] as const) await enter(bankGift({ day, source: `rails:${day}`, fund: rails, sum, bank, party: '吴*' }));
    const takes = async (to: string): Promise<void> => expect(await approves('wang', proposalIn(await desk.li.sends('/desk/funds/rails/fees', { to })))).toMatchObject({ status: 303 });
    await takes('2026-08-31');
    await takes('2026-09-30');
    await house.app.get(Sealer).seal();
    const [{ no }] = await house.db.query<[{ no: string }]>('SELECT s.voucher AS no FROM sealed_entry s JOIN standing_move m ON m.entry = s.entry WHERE m.fund = $1 ORDER BY m.from_day LIMIT 1', [rails.id]);
    expect(await approves('zhou', proposalIn(await desk.li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-11-10', why: '期间填错' })))).toMatchObject({ status: 303 });
    expect(words(await desk.wang.reads('/desk/funds/rails/fees'))).toMatch(/2026年8月1日至2026年8月31日应提 3\.00/);
    expect(await desk.li.sends('/desk/funds/rails/fees', { to: '2026-09-15' })).toMatchObject({ status: 409, text: expect.stringContaining('这段期间的管理费已经提过') });
    // what comes after is not held up by the gap: from the day after the last fee before it
    expect(words(await desk.wang.reads('/desk/funds/rails/fees?to=2026-10-31'))).toMatch(/2026年10月1日至2026年10月31日应提 0\.00/);
    await takes('2026-08-31');
    expect(await held(rails)).toMatchObject({ money: 29_100n });
  });

  it('stands on no page of a fund that has no agreement', async () => {
    for (const path of ['general/fees', 'general/ending', 'general/growing-up', 'original/ending']) expect([path, (await desk.li.visitor.get(`/desk/funds/${path}`)).status]).toEqual([path, 404]);
  });
});

describe('a transfer', () => {
  it('of restricted money says its purpose; for another one the consent lies beside it', async () => {
    const asks = (more: Record<string, string>) => desk.li.sends('/desk/funds/lunch/transfers', { to: 'study', sum: '400', basis: 'similar purpose', basisNote: '同一批家庭', resolution: '', reason: '老人带的孩子也要吃晚饭', ...more });
    expect(await asks({ to: 'general' })).toMatchObject({ status: 422, text: expect.stringContaining('捐赠人限定用途的钱只能划到限定性的基金') });
    expect(await asks({ basis: 'donor consent' })).toMatchObject({ status: 422, text: expect.stringContaining('要附上捐赠人同意书') });
    expect(await asks({ sum: '10,000' })).toMatchObject({ status: 422, text: expect.stringContaining('9,700.33') });
    expect(await asks({ reason: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
    const similar = proposalIn(await asks({}));
    expect(words(await desk.wang.reads(`/desk/vouchers/proposals/${similar}`))).toContain('老人带的孩子也要吃晚饭');
    expect(await approves('wang', similar)).toMatchObject({ status: 303 });
    const consent = await sendsFiles(desk.li, '/desk/funds/lunch/transfers', { to: 'lamps', sum: '100', basis: 'donor consent', basisNote: '赵先生同意书', resolution: '', reason: '赵先生改捐楼道灯' }, { name: '同意书.pdf', content: Buffer.from('%PDF-1.7\n%%EOF\n') });
    expect(await approves('wang', proposalIn(consent))).toMatchObject({ status: 303 });
  });

  it('is for a purpose that both agreements name, else its donors are asked', async () => {
    await open('pupils', '课后专项基金', '课后照看', { purposes: ['children'] });
    const asks = (more: Record<string, string>) => desk.li.sends('/desk/funds/lunch/transfers', { to: 'pupils', sum: '1', basis: 'same purpose', basisNote: '都是邻居', resolution: '', reason: '孩子也要吃饭', ...more });
    for (const basis of ['same purpose', 'similar purpose']) expect(await asks({ basis })).toMatchObject({ status: 422, text: expect.stringContaining('用途类别对不上') });
    for (const [more, said] of [[{ to: 'lunch' }, '转入和转出应是两只基金'], [{ sum: '0' }, '金额应大于 0'], [{ sum: '９,２００.３４', to: 'study' }, '少 0.01 元'], [{ to: 'elsewhere' }, '请选择基金']] as const) expect(await asks(more)).toMatchObject({ status: 422, text: expect.stringContaining(said) });
  });

  it('of unrestricted money rests on the council', async () => {
    const asks = (more: Record<string, string>) => desk.li.sends('/desk/funds/general/transfers', { to: 'study', sum: '500', basis: 'resolution', basisNote: '理事会支持晚自习', resolution: '', reason: '添置书桌', ...more });
    expect(await asks({})).toMatchObject({ status: 422, text: expect.stringContaining('请选择已经核对过的理事会决议') });
    expect(await approves('zhou', proposalIn(await asks({ resolution: String(council) })))).toMatchObject({ status: 303 });
  });

  it('stands on the public pages of both funds, and on the desk', async () => {
    expect(await publicly('lunch')).toMatch(/资金往来和状态.*划转到： 楼道灯专项基金 −100\.00.*赵先生改捐楼道灯.*捐赠人同意.*划转到： 晚自习专项基金 −400\.00.*老人带的孩子也要吃晚饭.*目的相近/);
    expect(await publicly('study')).toMatch(/划转自：一般基金 500\.00 元 添置书桌.*理事会决议.*划转自： 银龄午餐专项基金 400\.00.*老人带的孩子也要吃晚饭/);
    // where each 100 yuan went: what passed on is one way of it, for the fund that gave it alone
    expect(await publicly('lunch')).toMatch(/累计支出 600\.00 转给其他基金 500\.00/);
    expect(await publicly('lunch')).toMatch(/转到其他基金或新设的基金会 500\.00 元/);
    expect(await publicly('study')).not.toContain('转到其他基金');
    expect(words(await desk.wang.reads('/desk/funds/lunch/acts'))).toMatch(/划转到：晚自习专项基金.*−400\.00 目的相近 同一批家庭/);
  });

  it('is not taken back when its money was spent, and says how much is missing', async () => {
    await enter(costAccepted({ day: '2026-11-10', source: 'cost:1', fund: funds.study, sum: 70_000n, for: 'programme', party: '示例家具厂' }));
    const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'transfer, restricted' ORDER BY s.entry LIMIT 1");
    expect(await desk.li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-11-10', why: '划错了' })).toMatchObject({ status: 422, text: expect.stringMatching(/可用 200\.00 元，少 200\.00 元/) });
    await enter(payment({ day: '2026-11-10', source: 'pay:1', fund: funds.study, sum: 70_000n, bank, party: '示例家具厂' }));
  });
});

describe('a freeze', () => {
  it('stops what anyone chooses, pays what is owed, and is lifted by another', async () => {
    await enter(costAccepted({ day: '2026-11-10', source: 'cost:2', fund: funds.lamps, sum: 30_000n, for: 'programme', party: '示例电器' }));
    const promised = await enter(promise({ day: '2026-11-10', source: 'promise:1', fund: funds.lamps, sum: 20_000n, party: '示例电器' }));
    expect(await desk.li.sends('/desk/funds/general/freezes', { reason: 'x', gifts: 'no' })).toMatchObject({ status: 422, text: expect.stringContaining('原始基金和一般基金不能冻结') });
    expect(await desk.li.sends('/desk/funds/lamps/freezes', { reason: '电工发票在查', gifts: 'no' })).toMatchObject({ status: 303 });
    expect(await desk.zhou.sends('/desk/funds/lamps/freezes', { reason: 'x', gifts: 'no' })).toMatchObject({ status: 409 });
    for (const spend of [
      costAccepted({ day: '2026-11-10', source: 'cost:3', fund: funds.lamps, sum: 1n, for: 'programme' }), promise({ day: '2026-11-10', source: 'promise:2', fund: funds.lamps, sum: 1n }),
      costAccepted({ day: '2026-11-10', source: 'cost:4', fund: funds.lamps, sum: 20_000n, for: 'programme', promise: promised }),
    ]) await expect(enter(spend)).rejects.toMatchObject({ driverError: { constraint: 'a_frozen_fund_lets_nothing_go' } });
    expect(await desk.zhou.sends('/desk/funds/lamps/transfers', { to: 'study', sum: '1', basis: 'same purpose', basisNote: 'x', resolution: '', reason: 'x' })).toMatchObject({ status: 422, text: expect.stringContaining('基金已冻结') });
    await enter(payment({ day: '2026-11-10', source: 'pay:2', fund: funds.lamps, sum: 30_000n, bank, party: '示例电器' }));
    await enter(release({ day: '2026-11-10', source: 'release:1', fund: funds.lamps, sum: 20_000n, promise: promised }));
    await enter(bankGift({ day: '2026-11-10', source: 'bank:5', fund: funds.lamps, sum: 9_000n, bank, party: '周*' }));
    expect(await publicly('lamps')).toMatch(/本基金暂停接受捐赠。账目继续公开。.*2026年11月10日起冻结.*电工发票在查/);
    expect(words(await desk.li.reads('/desk/funds/lamps/freeze'))).toContain('冻结的人不能自己解冻');
    expect(await desk.li.sends('/desk/funds/lamps/thaws', { reason: '查清' })).toMatchObject({ status: 422, text: expect.stringContaining('冻结的人不能自己解冻') });
    expect(await desk.wang.sends('/desk/funds/lamps/thaws', { reason: '发票查清' })).toMatchObject({ status: 303 });
    expect(await desk.wang.sends('/desk/funds/lamps/thaws', { reason: '发票查清' })).toMatchObject({ status: 409 });
  });
});

describe('an ending', () => {
  it('gives its rest to no donor, founder or kin, and to no single person', async () => {
    const relations = house.app.get(Relations);
    const by = { id: people.li, name: '', roles: [] };
    await relations.enter(host.id, { a: { kind: 'body', name: '示例电器', code: null }, kind: 'ownership', b: { kind: 'body', name: '示例电器公益中心', code: null }, from: '2026-01-01', to: null, source: '登记资料' }, by);
    await relations.enter(host.id, { a: { kind: 'person', name: '吴老师', code: null }, kind: 'member-of', b: { kind: 'body', name: '光明公益协会', code: null }, from: '2026-01-01', to: null, source: '会员名册' }, by);
    const party = async (name: string): Promise<string> => `party:${(await house.db.query<[{ id: number }]>('SELECT id FROM party WHERE name = $1', [name]))[0].id}`;
    const asks = (more: Record<string, string>) => desk.li.sends('/desk/funds/lamps/endings', { reason: '灯已换完', basis: 'agreement', basisNote: '第九条：转入目的相近的基金', to: 'study', resolution: '', ...more });
    for (const name of ['示例电器', '示例电器公益中心']) expect(await asks({ to: await party(name) })).toMatchObject({ status: 422, text: expect.stringContaining('示例电器，或与其有关联，不能接收剩余财产') });
    expect(await asks({ to: await party('吴老师') })).toMatchObject({ status: 422, text: expect.stringContaining('不能转给个人') });
    expect(await asks({ basis: 'similar purpose' })).toMatchObject({ status: 422, text: expect.stringContaining('决议') });
    expect(await asks({ basis: 'similar purpose', resolution: String(council) })).toMatchObject({ status: 303 });
    expect(await asks({})).toMatchObject({ status: 409 });
  });

  it('begins no gift, spends nothing new, and is closed by another at zero alone', async () => {
    expect(await publicly('lamps')).toMatch(/本基金正在终止，不再接受新的捐赠.*2026年11月10日公告终止.*灯已换完.*剩余财产转给晚自习专项基金（目的相近）/);
    await expect(enter(costAccepted({ day: '2026-11-10', source: 'cost:5', fund: funds.lamps, sum: 1n, for: 'programme' }))).rejects.toMatchObject({ driverError: { constraint: 'a_fund_that_ends_spends_nothing_new' } });
    expect(await desk.wang.sends('/desk/funds/lamps/closings', {})).toMatchObject({ status: 422, text: expect.stringContaining('清零后才能终止') });
    expect(words(await desk.wang.reads('/desk/funds/lamps/ending'))).toMatch(/还没有了结的 账上还有 1,890\.00/);
    const rest = proposalIn(await desk.li.sends('/desk/funds/lamps/rests', {}));
    expect(await approves('wang', rest)).toMatchObject({ status: 303 });
    expect(await held(funds.lamps)).toEqual({ money: 0n, owed: 0n, promised: 0n, worth: 0n });
    expect(words(await desk.wang.reads('/desk'))).toContain('关闭已清零的基金：');
    expect(await desk.li.sends('/desk/funds/lamps/ending-withdrawals', { reason: '再想想' })).toMatchObject({ status: 422, text: expect.stringContaining('剩余财产已经转出') });
    expect(await desk.li.sends('/desk/funds/lamps/closings', {})).toMatchObject({ status: 422, text: expect.stringContaining('公告的人不能自己关闭') });
    expect(await desk.wang.sends('/desk/funds/lamps/closings', {})).toMatchObject({ status: 303 });
    expect(await desk.zhou.sends('/desk/funds/lamps/closings', {})).toMatchObject({ status: 409 });
  });

  it('is published, and the closed fund takes nothing but what finishes it', async () => {
    await expect(enter(bankGift({ day: '2026-11-10', source: 'bank:6', fund: funds.lamps, sum: 1n, bank }))).rejects.toMatchObject({ driverError: { constraint: 'a_closed_fund_takes_only_what_finishes_it' } });
    expect(words(await desk.zhou.reads('/desk'))).toMatch(/公开基金终止：.*2027年2月10日前/);
    expect(await desk.li.sends('/desk/funds/lamps/publications', { day: '2026-11-10', place: '慈善中国' })).toMatchObject({ status: 303 });
    expect(words(await desk.zhou.reads('/desk'))).not.toContain('公开基金终止');
    const page = await publicly('lamps');
    expect(page).toMatch(/账目和协议 账目公示到.*不再接受捐赠 本基金已经终止/);
    for (const invites of ['捐赠前，请先看', '捐错了', '募捐方式', '善款账户']) expect(page).not.toContain(invites);
    expect(page).toMatch(/2026年11月10日终止.*灯已换完.*剩余财产转给了晚自习专项基金（目的相近）.*2026年11月10日已公开：慈善中国.*剩余财产转到： 晚自习专项基金 −1,890\.00/);
  });
});

describe('an ending with a body outside', () => {
  let hall: FundRef;
  beforeAll(async () => {
    hall = await open('hall', '活动室专项基金', '活动室', { remainingPropertyRule: 'similar-charity' });
    await enter(bankGift({ day: '2026-11-10', source: 'bank:7', fund: hall, sum: 60_000n, bank, party: '郑*' }));
  });
  const party = async (): Promise<string> => `party:${(await house.db.query<[{ id: number }]>("SELECT id FROM party WHERE name = '光明公益协会'"))[0].id}`;

  it('gives it the rest as the agreement says, pays it, and is closed', async () => {
    const ends = async (more: Record<string, string>) => desk.li.sends('/desk/funds/hall/endings', { reason: '活动室归街道', basis: 'agreement', basisNote: '第九条：转给其他慈善组织', to: await party(), resolution: '', ...more });
    expect(await ends({ to: 'study' })).toMatchObject({ status: 422, text: expect.stringContaining('协议约定的接收方不是这一类') });
    expect(await desk.li.sends('/desk/funds/hall/publications', { day: '2026-11-10', place: '慈善中国' })).toMatchObject({ status: 422, text: expect.stringContaining('基金还没有关闭') });
    expect(await ends({})).toMatchObject({ status: 303 });
    expect(words(await desk.zhou.reads('/desk'))).toMatch(/转出终止基金的剩余财产：.*活动室专项基金 600\.00/);
    expect(await approves('wang', proposalIn(await desk.li.sends('/desk/funds/hall/rests', {})))).toMatchObject({ status: 303 });
    expect(words(await desk.zhou.reads('/desk'))).not.toContain('转出终止基金的剩余财产');
    expect(await held(hall)).toEqual({ money: 60_000n, owed: 60_000n, promised: 0n, worth: 0n });
    expect(await desk.wang.sends('/desk/funds/hall/closings', {})).toMatchObject({ status: 422, text: expect.stringContaining('清零后才能终止') });
    await enter(payment({ day: '2026-11-10', source: 'pay:7', fund: hall, sum: 60_000n, bank, party: '光明公益协会' }));
    expect(await desk.wang.sends('/desk/funds/hall/closings', {})).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    expect(await publicly('hall')).toMatch(/转到其他基金或新设的基金会 600\.00 元.*剩余财产转给了光明公益协会（协议约定）.*剩余财产转到：光明公益协会 −600\.00/);
  });

  it('what comes back to it afterwards follows', async () => {
    await enter(grantReclaimed({ day: '2026-11-10', source: 'back:7', fund: hall, sum: 5_000n, paidOn: '2026-11-10', bank, party: '示例照明' }));
    expect(words(await desk.zhou.reads('/desk'))).toMatch(/转出终止基金的剩余财产：.*活动室专项基金 50\.00/);
    expect(words(await desk.li.reads('/desk/funds/hall/ending'))).toMatch(/关闭以后到的 账上还有 50\.00/);
    expect(await approves('wang', proposalIn(await desk.li.sends('/desk/funds/hall/rests', {})))).toMatchObject({ status: 303 });
    await enter(payment({ day: '2026-11-10', source: 'pay:8', fund: hall, sum: 5_000n, bank, party: '光明公益协会' }));
    expect(await held(hall)).toEqual({ money: 0n, owed: 0n, promised: 0n, worth: 0n });
  });
});

it('a closed fund keeps its statements: to the month of its closing, on the screen, on paper and for a spreadsheet', async () => {
  clock.set('2026-12-05T02:00:00Z');
  const [{ day }] = await house.db.query<[{ day: string }]>("SELECT c.day FROM fund_closing c JOIN fund f ON f.id = c.fund WHERE f.code = 'lamps'");
  const of = day.slice(0, 7);
  expect(of).toBe('2026-11');
  const list = (await house.request().get('/funds/lamps/statements').expect(200)).text;
  expect([list.includes('/funds/lamps/statements/2026-11"'), list.includes('/funds/lamps/statements/2026-12')]).toEqual([true, false]);
  const plain = async (path: string): Promise<string> => (await house.request().get(path).expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  for (const span of ['2026-11', '2026']) {
    const said = await plain(`/funds/lamps/statements/${span}`);
    expect(said).toMatch(/本基金已于2026年11月\d+日终止/);
    expect(said).toMatch(/现在结存|期末结存/);
    expect(await plain(`/en/funds/lamps/statements/${span}`)).toMatch(/was closed on \d+ November 2026/);
    const pdf = await house.request().get(`/funds/lamps/statements/${span}?format=pdf`).expect(200);
    expect([pdf.headers['content-type'], (pdf.body as Buffer).subarray(0, 5).toString()]).toEqual(['application/pdf', '%PDF-']);
    const csv = (await house.request().get(`/funds/lamps/statements/${span}?format=csv`).expect(200)).text;
    expect(csv).toMatch(/"四柱[^"]*","[^"]*结存[^"]*","[^"]*",0\.00\r\n/);
  }
  // after it there was no fund: what nobody kept is no statement of zeros
  for (const span of ['2026-12', '2027']) await house.request().get(`/funds/lamps/statements/${span}`).expect(404);
  // its page leads there
  expect((await house.request().get('/funds/lamps').expect(200)).text).toContain('/funds/lamps/statements');
});

it('leaves these books', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-09-10 | bank gift | lunch | Bank deposits | 10000.00 |
    | | | Donation income, restricted | | 10000.00
    2026-10-12 | bank gift | lunch | Bank deposits | 0.33 |
    | | | Donation income, restricted | | 0.33
    2026-10-12 | bank gift | general | Bank deposits | 5000.00 |
    | | | Donation income, unrestricted | | 5000.00
    2026-10-13 | bank gift | lamps | Bank deposits | 2000.00 |
    | | | Donation income, restricted | | 2000.00
    2026-11-10 | management fee | lunch | Restricted net assets | 300.00 |
    | | | Between funds | | 300.00
    | | general | Between funds | 300.00 |
    | | | Unrestricted net assets | | 300.00
    2026-11-10 | reversal | lunch | Restricted net assets | | 300.00
    | | | Between funds | 300.00 |
    | | general | Between funds | | 300.00
    | | | Unrestricted net assets | 300.00 |
    2026-11-10 | management fee | lunch | Restricted net assets | 300.00 |
    | | | Between funds | | 300.00
    | | general | Between funds | 300.00 |
    | | | Unrestricted net assets | | 300.00
    2026-08-20 | bank gift | rails | Bank deposits | 100.00 |
    | | | Donation income, restricted | | 100.00
    2026-09-20 | bank gift | rails | Bank deposits | 200.00 |
    | | | Donation income, restricted | | 200.00
    2026-11-10 | management fee | rails | Restricted net assets | 3.00 |
    | | | Between funds | | 3.00
    | | general | Between funds | 3.00 |
    | | | Unrestricted net assets | | 3.00
    2026-11-10 | management fee | rails | Restricted net assets | 6.00 |
    | | | Between funds | | 6.00
    | | general | Between funds | 6.00 |
    | | | Unrestricted net assets | | 6.00
    2026-11-10 | reversal | rails | Restricted net assets | | 3.00
    | | | Between funds | 3.00 |
    | | general | Between funds | | 3.00
    | | | Unrestricted net assets | 3.00 |
    2026-11-10 | management fee | rails | Restricted net assets | 3.00 |
    | | | Between funds | | 3.00
    | | general | Between funds | 3.00 |
    | | | Unrestricted net assets | | 3.00
    2026-11-10 | transfer, restricted | lunch | Restricted net assets | 400.00 |
    | | | Between funds | | 400.00
    | | study | Between funds | 400.00 |
    | | | Restricted net assets | | 400.00
    2026-11-10 | transfer, restricted | lunch | Restricted net assets | 100.00 |
    | | | Between funds | | 100.00
    | | lamps | Between funds | 100.00 |
    | | | Restricted net assets | | 100.00
    2026-11-10 | transfer, unrestricted | general | Unrestricted net assets | 500.00 |
    | | | Between funds | | 500.00
    | | study | Between funds | 500.00 |
    | | | Unrestricted net assets | | 500.00
    2026-11-10 | cost accepted | study | Programme cost | 700.00 |
    | | | Payables | | 700.00
    2026-11-10 | payment | study | Payables | 700.00 |
    | | | Bank deposits | | 700.00
    2026-11-10 | cost accepted | lamps | Programme cost | 300.00 |
    | | | Payables | | 300.00
    2026-11-10 | promise | lamps | Promised | 200.00 |
    | | | Promised, contra | | 200.00
    2026-11-10 | payment | lamps | Payables | 300.00 |
    | | | Bank deposits | | 300.00
    2026-11-10 | release | lamps | Promised, contra | 200.00 |
    | | | Promised | | 200.00
    2026-11-10 | bank gift | lamps | Bank deposits | 90.00 |
    | | | Donation income, restricted | | 90.00
    2026-11-10 | transfer, restricted | lamps | Restricted net assets | 1890.00 |
    | | | Between funds | | 1890.00
    | | study | Between funds | 1890.00 |
    | | | Restricted net assets | | 1890.00
    2026-11-10 | bank gift | hall | Bank deposits | 600.00 |
    | | | Donation income, restricted | | 600.00
    2026-11-10 | cost accepted | hall | Programme cost | 600.00 |
    | | | Payables | | 600.00
    2026-11-10 | payment | hall | Payables | 600.00 |
    | | | Bank deposits | | 600.00
    2026-11-10 | grant reclaimed | hall | Bank deposits | 50.00 |
    | | | Programme cost | | 50.00
    2026-11-10 | cost accepted | hall | Programme cost | 50.00 |
    | | | Payables | | 50.00
    2026-11-10 | payment | hall | Payables | 50.00 |
    | | | Bank deposits | | 50.00`);
});
