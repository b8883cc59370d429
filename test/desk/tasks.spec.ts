import { Households } from '../../src/funds/purses/households.service';
import { KeeperLists } from '../../src/funds/purses/keepers/keeper-lists.service';
import { PurseKeepers } from '../../src/funds/purses/keepers/keepers.service';
import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import { Purses } from '../../src/funds/purses/purses.service';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Relations } from '../../src/people/relations.service';
import { Worker } from '../../src/platform/worker';
import { addDays } from '../../src/rules/day';
import { SetClock, startApp, type TestApp } from '../support/app';
import { reconciled, shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { GARDENERS, registered, saidYes } from '../support/groups';
import { addsPaper, pdf, sendsFiles } from '../support/papers';
import { matchRule, staff } from '../support/purses';

// Nine people look at their desks again and again.
jest.setTimeout(120_000);

// What waits stands on the desk of exactly those who may do it; whoever set it going sees whom it waits for; when it is done it is gone.

const PEOPLE = {
  li: ['李敏', 'bookkeeper'], zhou: ['周晓', 'bookkeeper'], chen: ['陈静', 'cashier'], qian: ['钱进', 'programme-officer'], wang: ['王建国', 'secretary-general'],
  tang: ['唐宁', 'council-member'], he: ['何平', 'supervisor'], shen: ['沈岚', 'auditor'], sun: ['孙丽', 'administrator'],
} as const;
type Who = keyof typeof PEOPLE;
const EVERYBODY = Object.keys(PEOPLE) as Who[];

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let lunch: FundRef;
let general: FundRef;
let bank: number;
const ids = {} as Record<Who, number>;
const at = {} as Record<Who, AtDesk>;

beforeAll(async () => {
  clock = new SetClock('2026-10-08T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  lunch = await openLunchFund(house, foundation);
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  for (const who of EVERYBODY) ids[who] = await appointed(house, foundation, PEOPLE[who][0], PEOPLE[who][1]);
  await itIs('2026-10-08T02:00:00Z');
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await number();
  expect(await complaints(house)).toEqual({});
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of EVERYBODY) at[who] = await atDesk(house, ids[who]);
}
const number = (): Promise<number> => house.app.get(Sealer).seal();
const post = (...drafts: Parameters<Ledger['post']>[1]): Promise<unknown> => house.db.transaction((tx) => house.app.get(Ledger).post(tx, drafts));

/** The rows of both lists on somebody's desk, as they read. */
async function deskOf(who: Who): Promise<{ mine: string[]; others: string[] }> {
  const html = await at[who].reads('/desk');
  const list = (name: string): string[] => {
    const [, section = ''] = new RegExp(`aria-labelledby="h-${name}"([^]*?)</section>`).exec(html) ?? [];
    return [...section.matchAll(/<li>([^]*?)<\/li>/g)].map(([, row]) => row!.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ').trim());
  };
  return { mine: list('mine'), others: list('others') };
}
const rows = async (who: Who, list: 'mine' | 'others'): Promise<string[]> => (await deskOf(who))[list];

/** On whose desk something stands: those who may do it, and those who are told whom it waits for. */
async function standsWith(words: string): Promise<{ mine: string; told: string }> {
  const desks = await Promise.all(EVERYBODY.map(async (who) => ({ who, ...(await deskOf(who)) })));
  const having = (list: 'mine' | 'others'): string => desks.filter((desk) => desk[list].some((row) => row.includes(words))).map(({ who }) => who).join(' ');
  return { mine: having('mine'), told: having('others') };
}
const gone = { mine: '', told: '' };
const row = async (who: Who, words: string, list: 'mine' | 'others' = 'mine'): Promise<string | undefined> => (await rows(who, list)).find((one) => one.includes(words));

let forms = 0;
const key = (): string => `form-key-of-the-tasks-${++forms}`;
const idIn = ({ to }: { to?: string }): string => /(\d+)(?:\?|$)/.exec(to ?? '')![1]!;

it('a resolution waits for somebody other than who entered it', async () => {
  const recorded = await at.qian.sends('/desk/resolutions', { body: 'council', majority: 'ordinary', number: '理 1 号', day: '2026-10-01', subject: '通过年度计划', entitled: '9', present: '9', for: '9', against: '0' });
  expect(await standsWith('核对决议：理 1 号 通过年度计划')).toEqual({ mine: 'li zhou wang', told: 'qian he shen' });
  expect(await addsPaper(at.qian, `resolutions/${idIn(recorded)}`)).toMatchObject({ status: 303 });
  expect(await at.wang.sends(`/desk/resolutions/${idIn(recorded)}/confirmations`, {})).toMatchObject({ status: 303 });
  expect(await row('li', '核对决议')).toBeUndefined();
});

it('a foundation that is being founded: contributions to confirm, then registration', async () => {
  expect(await at.li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '2,000,000', reference: 'ICBC1', valueDay: '2026-10-01' })).toMatchObject({ status: 303 });
  expect(await standsWith('确认出资：示例物业有限公司')).toEqual({ mine: 'zhou wang', told: 'li he shen' });
  expect(await row('wang', '确认出资')).toBe('对照银行流水，确认出资：示例物业有限公司 2,000,000.00 李敏经手，周晓也可以办');
  expect(await row('li', '确认出资', 'others')).toContain('等周晓、王建国（一人即可）');
  const lines = await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day: '2026-10-01', sum: 200_000_000n, reference: 'ICBC1' }] });
  expect(await at.wang.sends('/desk/founding/contributions/1/confirmations', { line: String(lines.get('ICBC1')) })).toMatchObject({ status: 303 });
  expect(await standsWith('确认出资：示例物业有限公司')).toEqual(gone);
  expect(await standsWith('登记成立')).toEqual({ mine: 'li zhou wang', told: 'he shen' });
});

describe('gifts brought to the desk', () => {
  const brought = (more: Record<string, string>) => ({ key: key(), fund: String(lunch.id), day: '2026-10-08', display: 'anon', ...more });
  const cash = (more: Record<string, string>) => brought({ channel: 'counter', ...more });

  it('cash: the second count, both again, the bank by its day, the slip', async () => {
    const id = idIn(await at.qian.sends('/desk/gifts/cash', cash({ n100: '3' })));
    expect(await standsWith('清点现金（第二人）')).toEqual({ mine: 'li zhou chen wang', told: 'qian he shen' });
    // the second count is blind, also for who reads everything
    for (const who of ['chen', 'he'] as const) expect(await at[who].reads('/desk')).not.toContain('300.00');
    await at.chen.sends(`/desk/gifts/${id}/counts`, { n100: '2' });
    expect(await standsWith('两次清点不一致')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
    await at.chen.sends(`/desk/gifts/${id}/counts`, { n100: '3' });
    expect(await standsWith('清点现金（第二人）')).toEqual({ mine: 'li zhou qian wang', told: 'chen he shen' });
    expect(await at.qian.sends(`/desk/gifts/${id}/counts`, { n100: '3' })).toMatchObject({ to: expect.stringContaining('booked') });
    expect(await standsWith('清点')).toEqual(gone);

    expect(await standsWith('把现金送存银行')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
    expect(await row('chen', '把现金')).toBe('把现金送存银行 300.00 会计、出纳、项目专员、秘书长也可以办 2026年10月8日前');
    await at.chen.sends('/desk/gifts/bankings', { bank: String(bank), amount: '300', day: '2026-10-08', slip: 'XJ-1008' });
    expect(await standsWith('把现金送存银行')).toEqual(gone);
    expect(await standsWith('凭回单确认送存：XJ-1008')).toEqual({ mine: 'li zhou qian wang', told: 'chen he shen' });
    const [{ banking }] = await house.db.query<[{ banking: number }]>('SELECT max(id) AS banking FROM cash_banking');
    await at.li.sends(`/desk/gifts/bankings/${banking}/confirmations`, {});
    expect(await standsWith('XJ-1008')).toEqual(gone);
  });

  it('a cheque: to the bank', async () => {
    const id = idIn(await at.li.sends('/desk/gifts/cheques', brought({ amount: '3000', words: '中国银行 00817245' })));
    expect(await standsWith('把支票交给银行')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
    await at.chen.sends(`/desk/gifts/${id}/handings`, { day: '2026-10-08' });
    expect(await standsWith('把支票交给银行')).toEqual(gone);
  });

  it('goods: a second person, and another for what is given out', async () => {
    const id = idIn(await at.qian.sends('/desk/gifts/goods', brought({ display: 'full', name: '示例厨具有限公司', words: '保温箱 12 只', proof: 'invoice', proofName: '发票 04411', amount: '1280' })));
    expect(await standsWith('确认物资或服务')).toEqual({ mine: 'li zhou chen wang', told: 'qian he shen' });
    await addsPaper(at.qian, `gifts/${id}`);
    await at.zhou.sends(`/desk/gifts/${id}/confirmations`, {});
    expect(await standsWith('确认物资或服务')).toEqual(gone);
    await at.qian.sends(`/desk/gifts/${id}/issues`, { amount: '800', day: '2026-10-08', words: '8 只给一村', sheet: 'LY-01' });
    expect(await standsWith('核对领用单：LY-01')).toEqual({ mine: 'li zhou chen wang', told: 'qian he shen' });
    const [{ issue }] = await house.db.query<[{ issue: bigint }]>('SELECT id AS issue FROM goods_issue');
    await at.wang.sends(`/desk/gifts/issues/${issue}/bookings`, {});
    expect(await standsWith('LY-01')).toEqual(gone);
  });

  it('a fiscal receipt that was asked for, by its day', async () => {
    const id = idIn(await at.li.sends('/desk/gifts/cash', cash({ n100: '1', display: 'full', name: '王秀英', receipt: '1' })));
    await at.chen.sends(`/desk/gifts/${id}/counts`, { n100: '1' });
    await number();
    expect(await standsWith('登记捐赠票据：还有 1 笔没有')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
    expect(await row('qian', '登记捐赠票据')).toMatch(/^登记捐赠票据：还有 1 笔没有 100\.00 .*也可以办 .*前$/);
    const [{ no }] = await house.db.query<[{ no: string }]>('SELECT no FROM offline_gift ORDER BY id DESC LIMIT 1');
    await at.li.sends('/desk/gifts/fiscal-receipts', { gift: no, fiscalCode: '31060126', number: '0000000001', checkCode: 'a1b2c3', day: '2026-10-08' });
    expect(await standsWith('登记捐赠票据')).toEqual(gone);
    await at.chen.sends('/desk/gifts/bankings', { bank: String(bank), amount: '100', day: '2026-10-08', slip: 'XJ-1009' });
    const [{ banking }] = await house.db.query<[{ banking: number }]>('SELECT max(id) AS banking FROM cash_banking');
    await at.li.sends(`/desk/gifts/bankings/${banking}/confirmations`, {});
  });

  it('the account for transfers', async () => {
    await at.chen.sends('/desk/gifts/account', { place: String(bank), bank: '示例银行梧桐里支行', number: '6222 0000 1111 042' });
    expect(await standsWith('核对收款账户')).toEqual({ mine: 'li zhou wang', told: 'chen he shen' });
    await at.wang.sends('/desk/gifts/account/1/confirmations', {});
    expect(await standsWith('核对收款账户')).toEqual(gone);
  });

  it('a list of a platform: to be agreed on, and to be looked at when the books refuse it', async () => {
    const list = '交易号,捐赠时间,金额（元）,项目,姓名,公开方式,手机,留言\n0000123456789,2026-10-01,1000.00,elder-lunch,张建国,部分公开,13800000001,\n';
    const request = at.qian.visitor.post('/desk/batches');
    for (const [field, value] of Object.entries({ channel: 'platform', newPlace: '示例公益平台', bank: String(bank), bearer: String(general.id), fund: String(general.id), payout: '1,000', fee: '' })) void request.field(field, value);
    await request.attach('file', Buffer.from(list), '十月.csv').expect(303);
    expect(await standsWith('确认一批捐赠：示例公益平台')).toEqual({ mine: 'li zhou chen wang', told: 'qian he shen' });
    // another process is at it, and the books tell it no
    const other = house.db.createQueryRunner();
    await other.query('SELECT pg_advisory_lock(1600016, 1)');
    await at.chen.sends('/desk/batches/1/confirmations', {});
    await house.app.get(Worker).idle();
    expect(await standsWith('确认一批捐赠')).toEqual(gone);
    await house.db.query(`UPDATE gift_batch_run SET failure = '{"code":"batch-posting-failed","facts":{}}', tries = 1`);
    expect(await standsWith('批量捐赠没有入账，查看原因：示例公益平台')).toEqual({ mine: 'li zhou chen wang', told: 'he shen' });
    await other.query('SELECT pg_advisory_unlock(1600016, 1)');
    await other.release();
    house.app.get(Worker).wake('batches');
    await house.app.get(Worker).idle();
    expect(await standsWith('批量捐赠没有入账')).toEqual(gone);
  });
});

describe('the bank', () => {
  it('lines that nothing explains; what is held waits for its day; unidentified money waits for somebody else than who booked it', async () => {
    const lines = await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day: '2026-10-05', sum: 80_000n, reference: 'STRANGE' }, { day: '2026-10-06', sum: 700n, reference: 'LATER' }] });
    expect(await standsWith('，2 笔明细未对上')).toEqual({ mine: 'li zhou chen wang', told: 'he shen' });
    expect(await row('li', '未对上')).toContain('807.00');
    expect(await at.chen.sends(`/desk/bank/bank/lines/${lines.get('LATER')}/holds`, { why: '等回单', until: '2026-10-12' })).toMatchObject({ status: 303 });
    expect(await standsWith('，1 笔明细未对上')).toEqual({ mine: 'li zhou chen wang', told: 'he shen' });
    expect(await at.chen.sends(`/desk/bank/bank/lines/${lines.get('STRANGE')}/matches`, { as: 'unidentified' })).toMatchObject({ status: 303 });
    expect(await standsWith('未对上')).toEqual(gone);
    await number();

    expect(await standsWith('查明银行来款：1 笔')).toEqual({ mine: 'li zhou wang', told: 'chen he shen' });
    expect(await row('li', '查明银行来款')).toBe('查明银行来款：1 笔来源不明 800.00 陈静经手，周晓、王建国也可以办');
    const [, entry] = /\/desk\/unidentified\/(\d+)/.exec(await at.li.reads('/desk/unidentified'))!;
    await at.li.sends(`/desk/unidentified/${entry}/identifications`, { fund: 'elder-lunch', party: '赵*', why: '来电，出示回单' });
    expect(await standsWith('查明银行来款')).toEqual(gone);

    await itIs('2026-10-13T02:00:00Z');
    expect(await standsWith('挂起到期')).toEqual({ mine: 'li zhou chen wang', told: 'he shen' });
    expect(await row('li', '挂起到期')).toContain('已逾期，应在2026年10月12日前');
    expect(await at.chen.sends(`/desk/bank/bank/lines/${lines.get('LATER')}/matches`, { as: 'interest' })).toMatchObject({ status: 303 });
    expect(await standsWith('挂起到期')).toEqual(gone);
  });
});

describe('vouchers', () => {
  it('one by hand waits for another, and a payment not for whoever approved its cost', async () => {
    const propose = async (who: Who, form: Record<string, string>): Promise<string> => idIn(await at[who].sends('/desk/vouchers/proposals', { note: '十月午餐', papers: '验收单 1 张', day: '2026-10-12', fund: 'elder-lunch', sum: '100', ...form }));
    const cost = await propose('li', { template: 'cost-accepted', cost: 'programme', owed: 'payable', party: '示例餐饮有限公司' });
    expect(await standsWith('批准或退回手工凭证：十月午餐')).toEqual({ mine: 'zhou wang', told: 'li he shen' });
    await at.wang.sends(`/desk/vouchers/proposals/${cost}/approvals`, {});
    await number();
    expect(await standsWith('手工凭证：十月午餐')).toEqual(gone);
    const pays = (await house.db.query<[{ voucher: string }]>('SELECT voucher FROM sealed_entry ORDER BY number DESC LIMIT 1'))[0].voucher;
    const payment = await propose('chen', { template: 'payment', bill: 'payable', pays, bank: 'bank', party: '示例餐饮有限公司', note: '付午餐款' });
    expect(await standsWith('批准或退回手工凭证：付午餐款')).toEqual({ mine: 'li zhou', told: 'chen he shen' });
    await at.zhou.sends(`/desk/vouchers/proposals/${payment}/approvals`, {});
    expect(await standsWith('付午餐款')).toEqual(gone);
  });

  it('of one maker are checked by those who answer for the books, and not by the maker', async () => {
    await number();
    const open = (await house.db.query<{ no: string }[]>(
      `SELECT s.voucher AS no FROM voucher_maker v JOIN sealed_entry s ON s.entry = v.entry WHERE v.maker = $1 AND NOT EXISTS (SELECT FROM voucher_check c WHERE c.entry = v.entry) ORDER BY 1`, [ids.li])).map(({ no }) => no);
    const words = `审核2026年10月手工凭证：${open.length} 张`;
    expect((await rows('zhou', 'mine')).find((one) => one.includes('李敏经手'))).toMatch(new RegExp(`^${words} .*李敏经手，王建国也可以办$`));
    expect((await rows('li', 'others')).some((one) => one.includes(words) && one.includes('等周晓、王建国'))).toBe(true);
    expect((await rows('chen', 'mine')).filter((one) => one.includes('审核'))).toEqual([]);
    // who took goods in is told, and led to no page that is closed to her
    expect(await row('qian', '审核', 'others')).toContain('等');
    expect(await at.qian.reads('/desk')).not.toContain('/desk/vouchers');
    // one alone is named
    for (const no of open.slice(1)) await at.wang.sends(`/desk/vouchers/${no}/checks`, {});
    expect(await row('zhou', open[0]!)).toMatch(new RegExp(`^审核凭证：${open[0]} .*李敏经手，王建国也可以办$`));
    await at.wang.sends(`/desk/vouchers/${open[0]}/checks`, {});
    expect((await rows('zhou', 'mine')).filter((one) => one.includes('李敏经手'))).toEqual([]);
  });
});

it('somebody who was appointed: a link to be sent, then theirs to use', async () => {
  const made = await at.sun.sends('/desk/people', { name: '冯远', englishName: 'Feng Yuan', login: 'fengyuan', role: 'cashier', from: '2026-10-13', to: '' });
  expect(made).toMatchObject({ status: 303 });
  expect(await standsWith('发开通链接：冯远（出纳）')).toEqual({ mine: 'sun', told: 'he shen' });
  await at.sun.sends(`/desk/people/${idIn(made)}/enrolments`, {});
  expect(await standsWith('发开通链接')).toEqual(gone);
  expect(await standsWith('用链接开通登录：冯远')).toEqual({ mine: '', told: 'he shen sun' });
  expect(await row('sun', '用链接开通登录', 'others')).toContain('等冯远 2026年10月16日前');
  // three days on the link is worth nothing
  await itIs('2026-10-17T02:00:00Z');
  expect(await standsWith('发开通链接：冯远（出纳）')).toEqual({ mine: 'sun', told: 'he shen' });
});

it('a month that is over: its statement, the bulk check, the seven steps, one signature and another', async () => {
  await itIs('2026-11-03T02:00:00Z');
  expect(await standsWith('导入对账单：示例银行，尾号 0426，到2026年10月底')).toEqual({ mine: 'li zhou chen', told: 'he shen' });
  await post(bankGift({ fund: general, sum: 20_000n, bank, day: '2026-10-20', source: 'bank:77', party: '李*' }));
  await number();
  const closing = '2026年10月，七步已完成';
  expect(await standsWith(closing)).toEqual({ mine: 'li zhou wang', told: 'he shen' });
  // Li, Chen and Qian made vouchers of October by hand, Zhou and Wang did not
  expect(await standsWith('成批审核2026年10月自动凭证')).toEqual({ mine: 'zhou wang', told: 'he shen' });
  await at.wang.sends('/desk/closing/2026-10/checks', {});
  expect(await standsWith('成批审核')).toEqual(gone);
  await reconciled(house, { foundation: foundation.id, until: '2026-10-31', importer: ids.li, matcher: ids.wang });
  expect(await standsWith('导入对账单')).toEqual(gone);
});

it('a building purse: its test, what the stair leader hands in, its sheet, a contradiction, the street’s part', async () => {
  const get = <T>(token: new (...all: never[]) => T): T => house.app.get(token, { strict: false });
  const today = clock.today();
  await post(bankGift({ day: today, source: 'bank:street', fund: general, sum: 10_000n, bank }));
  const opening = await get(Purses).prepare(foundation.id, { code: 'building-3', name: '三号楼自治金', englishName: 'Building 3', place: '三号楼', keepers: ['王桂芳'], purpose: '楼道', rest: '退还', passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day: today }, staff(ids.qian));
  expect(await standsWith('会计测试：三号楼自治金')).toEqual({ mine: 'li zhou wang', told: 'qian he shen' });
  await get(Purses).open(foundation.id, opening, staff(ids.li));
  const purse = await get(Purses).find(foundation.id, 'building-3');
  await get(Households).add(purse, [{ door: '101', shown: null }], today, staff(ids.qian));
  await matchRule(house, foundation, general.id, [ids.li, ids.zhou], { threshold: 5_000n, sum: 5_000n, budget: 5_000n, to: '2099-12-31' });
  await get(PurseKeepers).name(purse, { name: '王桂芳', phone: '13800008003' }, staff(ids.qian));
  const list = await get(KeeperLists).handIn(await get(PurseKeepers).find(foundation.id, '13800008003', 'building-3'), { key: key(), way: 'cash', day: today, lines: [{ line: 1, door: '101', sum: 5_000n, day: today }] });
  expect(await standsWith('清点王桂芳交来的名册：三号楼自治金')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
  const pieces = [0, 1, 0, 0, 0, 0, 0, 0];
  const id = await get(KeeperLists).take(purse, list, pieces, staff(ids.qian));
  expect(await standsWith('清点王桂芳交来的名册')).toEqual(gone);
  expect(await standsWith('入账楼组交款：三号楼自治金')).toEqual({ mine: 'li zhou chen wang', told: 'qian he shen' });
  await get(PurseSheets).bookCash({ foundation: foundation.id, id }, pieces, staff(ids.chen));
  const [slip] = await get(Households).makeSlips(purse, 'all', staff(ids.qian));
  const [contribution] = await get(Households).asked(slip!.token, foundation.id);
  await get(Households).answer(slip!.token, foundation.id, { contribution: contribution!, right: false, words: '我家交的是 30' });
  expect(await standsWith('查一查住户的异议：三号楼自治金 101 室')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
  expect(await standsWith('申请支付配捐：三号楼自治金')).toEqual({ mine: 'li zhou chen qian wang', told: 'he shen' });
  const [{ match }] = await house.db.query<[{ match: bigint }]>('SELECT id AS match FROM purse_match');
  await get(PurseMatches).ask(purse, match, staff(ids.zhou));
  expect(await standsWith('支付配捐：三号楼自治金')).toEqual({ mine: 'li wang', told: 'zhou he shen' });
});

it('family beyond the law sits on the council: those who answer for the books mend it first', async () => {
  const elect = (name: string): Promise<{ status: number }> => at.li.sends('/desk/officials', { name, englishName: name, office: 'director', from: '2026-01-06', until: '2030-12-31', basis: '发起人会议推选' });
  for (const name of ['顾明', '顾亮', '唐宁', '秦岚', '许静']) expect(await elect(name)).toMatchObject({ status: 303 });
  expect(await standsWith('理事、监事的组成须先改正')).toEqual(gone);
  // told only when both sit there already
  await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '顾明', code: null }, kind: 'family', b: { kind: 'person', name: '顾亮', code: null }, from: '2000-01-01', to: null, source: '本人申报' }, staff(ids.li));
  expect(await standsWith('理事、监事的组成须先改正')).toEqual({ mine: 'li zhou wang', told: 'he shen' });
  const [{ party, term }] = await house.db.query<[{ party: number; term: number }]>("SELECT t.party, t.id AS term FROM office_term t JOIN party y ON y.id = t.party WHERE y.name = '顾亮'");
  expect(await at.li.sends(`/desk/officials/${party}/leavings`, { term: String(term), lastDay: '2026-10-01', why: '辞职' })).toMatchObject({ status: 303 });
  expect(await standsWith('理事、监事的组成须先改正')).toEqual(gone);
});

it('a residents’ group waits for consents, for somebody to lead, for its filing and for its advance, each at the desk of those who see to it', async () => {
  const keepers = { mine: 'qian wang', told: 'he shen' };
  await registered(house, foundation, ids.qian);
  expect(await standsWith('催办成员同意：柳荫里护花队还差 3 名')).toEqual(keepers);
  await saidYes(house, foundation, GARDENERS, 3);
  expect(await standsWith('柳荫里护花队')).toEqual(gone);
  const group = '/desk/groups/liuyin-gardeners';
  const today = clock.today();
  expect(await at.qian.sends(`${group}/filings`, { placeKind: 'street', place: '柳荫街道办事处', number: '柳社备 12', filedFrom: '2026-01-01', filedUntil: addDays(today, 61) })).toMatchObject({ status: 303 });
  expect(await standsWith('办理续备')).toEqual(gone);
  expect(await at.qian.sends(`${group}/filings`, { placeKind: 'street', place: '柳荫街道办事处', number: '柳社备 13', filedFrom: '2026-01-01', filedUntil: addDays(today, 365) })).toMatchObject({ status: 303 });
  await house.db.query(`INSERT INTO resident_group_filing_end SELECT id, resident_group, $2, '登记错误', $1, $3 FROM resident_group_filing`, [ids.qian, today, clock.now()]);
  expect(await at.qian.sends(`${group}/filings`, { placeKind: 'street', place: '柳荫街道办事处', number: '柳社备 14', filedFrom: '2026-01-01', filedUntil: addDays(today, 60) })).toMatchObject({ status: 303 });
  expect(await standsWith('办理续备：柳荫里护花队的备案到期')).toEqual(keepers);
  // eight days before nobody is told, seven days before they are
  const lend = (days: number): ReturnType<AtDesk['sends']> => at.li.sends(`${group}/advances`, { most: '500', advanceFrom: today, clearBy: addDays(today, days), advanceBasis: '理事会第 4 号' });
  const cleared = (): Promise<unknown> => house.db.query(`INSERT INTO resident_group_route_end SELECT id, resident_group, $2, '已清账', $1, $3 FROM standing_group_route`, [ids.li, today, clock.now()]);
  expect(await lend(8)).toMatchObject({ status: 303 });
  expect(await standsWith('催办备用金清账')).toEqual(gone);
  await cleared();
  expect(await lend(7)).toMatchObject({ status: 303 });
  expect(await standsWith('催办备用金清账：柳荫里护花队')).toEqual({ mine: 'li zhou wang', told: 'he shen' });
  await cleared();
  expect(await standsWith('催办备用金清账')).toEqual(gone);
  const [{ lead }] = await house.db.query<[{ lead: number }]>(`SELECT id AS lead FROM resident_group_member WHERE role = 'lead'`);
  expect(await at.qian.sends(`${group}/departures`, { left: String(lead), leftDay: today, leftWhy: '搬走' })).toMatchObject({ status: 303 });
  expect(await standsWith('请成员接任：柳荫里护花队没有负责人')).toEqual(keepers);
  expect(await at.qian.sends(`${group}/ends`, { endDay: today, endWhy: '散了' })).toMatchObject({ status: 303 });
  expect(await standsWith('柳荫里护花队')).toEqual(gone);
});

it('a residents’ council that lacks somebody, or whose terms end soon, waits for those who keep it', async () => {
  const keepers = { mine: 'qian wang', told: 'he shen' };
  const today = clock.today();
  const said = { kind: 'group', address: 'court-1', name: '1号院议事会', englishName: 'Court 1', area: '1号院', community: '', from: '2026-03-01', source: '规则' };
  expect(await at.qian.sends('/desk/councils', said)).toMatchObject({ status: 303 });
  const seat = (member: string, until: string, more: Record<string, string> = {}): ReturnType<AtDesk['sends']> => at.qian.sends('/desk/councils/court-1/seats', { member, constituency: '', display: 'masked', chosenBy: '居民推选', seatFrom: '2026-03-01', until, ...more });
  for (const n of [1, 2, 3, 4]) expect(await seat(`院民${n}`, '2028-12-31', n === 1 ? { chairs: 'yes' } : {})).toMatchObject({ status: 303 });
  expect(await standsWith('补齐1号院议事会的组成')).toEqual(keepers);
  expect(await seat('院民5', addDays(today, 60))).toMatchObject({ status: 303 });
  expect(await standsWith('补齐1号院议事会的组成')).toEqual(gone);
  expect(await standsWith('换届：1号院议事会有 1 人任期将满或已满')).toEqual(keepers);
  expect(await seat('院民6', '2028-12-31', { seatFrom: addDays(today, 61) })).toMatchObject({ status: 303 });
  expect(await standsWith('换届')).toEqual(gone);
});

it('a change of a fund’s purpose waits for whoever did not enter it', async () => {
  const [{ code, name }] = await house.db.query<[{ code: string; name: string }]>('SELECT code, name FROM fund WHERE id = $1', [lunch.id]);
  const change = { basis: 'consent', givers: '示例电器', filingNo: '', day: '2026-10-01', reason: '街道食堂已供应午餐', purpose: '晚餐', englishPurpose: 'Suppers', purposes: 'elderly', use: '晚餐', englishUse: 'Suppers' };
  expect(await sendsFiles(at.li, `/desk/funds/${code}/purposes`, change, { name: '同意书.pdf', content: pdf() })).toMatchObject({ status: 303 });
  expect(await standsWith(`核对${name}的变更用途`)).toEqual({ mine: 'zhou wang', told: 'li he shen' });
  expect(await at.zhou.sends(`/desk/funds/${code}/purpose-confirmations`, { change: '1' })).toMatchObject({ status: 303 });
  expect(await standsWith('变更用途')).toEqual(gone);
});

it('nobody in office may: the list says so, and whom to ask', async () => {
  for (const who of ['zhou', 'wang'] as const)
    await house.db.query(`UPDATE appointment SET to_day = '2026-11-02' WHERE person = $1`, [ids[who]]);
  await at.li.sends('/desk/vouchers/proposals', { template: 'interest', fund: 'general', sum: '1', bank: 'bank', note: '利息', papers: '利息单', day: '2026-11-02' });
  expect(await row('li', '手工凭证：利息', 'others')).toContain('没有人可以办，请管理员任命：会计、秘书长');
});
