import { Client } from 'pg';
import { Bookings } from '../../src/bank/bookings.service';
import { placeOf } from '../../src/bank/places';
import { PROGRAMME_CHECKS } from '../../src/funds/programmes/checks';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { bankGift, betweenPlaces, interest, payment, subsidy } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { arrives, programmeFund } from '../support/programmes';
import { resolved } from '../support/resolutions';

// The public-service money of Wutongli: what the community is entitled to by its households, from whom it comes, and what it is for.
jest.setTimeout(60_000);

const PEOPLE = { li: ['李敏', 'bookkeeper'], zhou: ['周晓', 'bookkeeper'], wang: ['王建国', 'secretary-general'], qian: ['钱进', 'programme-officer'], he: ['何平', 'supervisor'] } as const;
type Who = keyof typeof PEOPLE;
const clock = new SetClock('2026-01-12T02:00:00Z');
const ids = {} as Record<Who, number>;
const at = {} as Record<Who, AtDesk>;
let house: TestApp;
let foundation: Foundation;
let services: FundRef;
let general: FundRef;
let bank: number;
let own: number;
let decided: number;
const PAGE = '/desk/funds/services/programme';

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  services = await programmeFund(house, foundation);
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  own = await house.app.get(Ledger).openPlace(house.db.manager, { foundation: foundation.id, account: '1002', code: 'own', name: '公共服务资金专户，尾号 0909', englishName: 'Programme account, ending 0909' });
  for (const who of Object.keys(PEOPLE) as Who[]) ids[who] = await appointed(house, foundation, PEOPLE[who][0], PEOPLE[who][1]);
  decided = await resolved(house, foundation.id, [ids.li, ids.wang], { body: 'residents-council', subject: '2026 年公共服务资金预算' });
  await itIs('2026-01-12T02:00:00Z');
});
afterAll(() => house?.close());

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of Object.keys(PEOPLE) as Who[]) at[who] = await atDesk(house, ids[who]);
}
const page = async (who: Who, query = ''): Promise<string> => (await at[who].reads(`${PAGE}${query}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const counted = async (): Promise<string> => String((await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM household_count'))[0].id);
const post = (draft: Draft): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; constraint?: string; driverError?: { constraint?: string } }) => error.driverError?.constraint ?? error.constraint ?? error.code ?? 'another error');

describe('what it is entitled to', () => {
  it('begins with the households, counted by one person and compared with the source by another', async () => {
    const nothing = await at.qian.sends(`${PAGE}/counts`, { day: '2026-01-05', selfGoverned: '', workUnit: '', managed: '', scattered: '', source: '街道网格台账' });
    expect([nothing.status, nothing.text]).toEqual([422, expect.stringContaining('请至少填一类户数')]);
    expect(await at.qian.sends(`${PAGE}/counts`, { day: '2026-02-30', selfGoverned: '三百', workUnit: '', managed: '2,000', scattered: '', source: '' })).toMatchObject({ status: 422, text: expect.stringMatching(/请填整数户数.*请填写户数的来源/) });
    expect(await at.qian.sends(`${PAGE}/counts`, { day: '2026-01-05', selfGoverned: '350', workUnit: '', managed: '2,000', scattered: '', source: '街道网格台账 2026 年第 1 期' })).toMatchObject({ status: 303, to: `${PAGE}?done=count` });
    expect(await page('wang')).toMatch(/2,350 户 2026年1月5日 等另一人确认 自治院落 350 .*物管院落 2,000/);
    expect(await at.qian.sends(`${PAGE}/counts/${await counted()}/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('登记人不能自己确认') });
    expect(await at.wang.sends(`${PAGE}/counts/${await counted()}/confirmations`, {})).toMatchObject({ status: 303 });
    expect(await at.li.sends(`${PAGE}/counts/${await counted()}/confirmations`, {})).toMatchObject({ status: 409, text: expect.stringContaining('这份户数已经有人处理过了') });
  });

  it('is worked out by the figures in force and shared by the payers, confirmed by a second person', async () => {
    const form = { year: '2026', count: await counted(), zone: 'near', settlement: 'urban', per100: '1', band: '1', due1: '2026-03-31', due2: '2026-09-30', due3: '', due4: '' };
    expect(await at.qian.sends(`${PAGE}/entitlements`, { ...form, per100: '', band: '', zone: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择所在区域') });
    expect(await at.qian.sends(`${PAGE}/entitlements`, { ...form, per100: '', band: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请至少选一项核定标准') });
    expect(await at.qian.sends(`${PAGE}/entitlements`, { ...form, due1: '2027-03-31' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写2026年内的应拨日期') });
    expect(await at.qian.sends(`${PAGE}/entitlements`, { ...form, count: '9' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择已由另一人确认的户数') });
    expect(await at.qian.sends(`${PAGE}/entitlements`, form)).toMatchObject({ status: 303 });
    expect(await at.qian.sends(`${PAGE}/entitlements/1/confirmations`, {})).toMatchObject({ status: 422, text: expect.stringContaining('核定人不能自己复核') });
    expect(await at.wang.sends(`${PAGE}/entitlements/1/confirmations`, {})).toMatchObject({ status: 303 });
    // 24 hundreds of 4,000 yuan, and 20,000 for a community of no more than 5,000 households
    expect(await page('he', '?year=2026')).toMatch(/2026年应得 116,000\.00 元 依据 2,350 户，近郊（市、区 5:5），城市社区；钱进核定，王建国复核。.*百户标准.*96,000\.00 96,000\.00 网格经费.*20,000\.00 20,000\.00/);
    // its figures wait for somebody who has the document, and say so wherever they are used
    expect(await page('he', '?year=2026')).toMatch(/百户标准（涉农社区按年定额） 待核对 .*网格经费（按户数分档） 待核对 .*还没有与文件原文核对过/);
    expect(await page('he', '?year=2026')).toMatch(/市级财政 .*2026年3月31日 29,000\.00 0\.00 29,000\.00 2026年9月30日 29,000\.00 0\.00 29,000\.00/);
  });

  it('is told to everybody on the page of the fund', async () => {
    const told = (await house.request().get('/funds/services').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(told).toMatch(/2026年应得的公共服务资金 .*116,000\.00 元 按 2,350 户核定.*待核对.*市级财政 58,000\.00 0\.00 58,000\.00 区（县）财政 58,000\.00 0\.00 58,000\.00 本年资金 .*年度结余 0\.00 .*用在哪里 .*社区组织 0\.00 0\.00 0\.00/);
    expect((await house.request().get('/en/funds/services').expect(200)).text).toContain('What the community is entitled to in 2026');
  });

  it('follows a figure that changes, from its day on: the desk is told to assess the year anew, and the check sees it', async () => {
    const owner = new Client({ connectionString: house.ownerUrl });
    await owner.connect();
    await owner.query(`UPDATE policy SET to_day = '2026-06-30' WHERE rule = 'entitlement-per-100' AND to_day IS NULL`);
    await owner.query(`INSERT INTO policy (rule, jurisdiction, from_day, value, source, status) VALUES ('entitlement-per-100', 'CN', '2026-07-01', 500000, '某市 2026 年新标准', 'confirmed')`);
    // 96,000 × 181 / 365 + 120,000 × 184 / 365 = 108,098.63; and 20,000
    expect(await page('he', '?year=2026')).toContain('核定以后标准有变：按现在的标准，这一年应为 128,098.63 元。请重新核定。');
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/标准有变，重新核定：梧桐里社区基金会公共服务资金，2026年/);
    expect(await complaints(house)).toEqual({ 'entitlements-are-what-their-figures-say': ['services 2026: 116,000.00 / 128,098.63'] });
    await owner.query(`DELETE FROM policy WHERE from_day = '2026-07-01' AND rule = 'entitlement-per-100'`);
    await owner.query(`UPDATE policy SET to_day = NULL WHERE rule = 'entitlement-per-100' AND to_day = '2026-06-30'`);
    await owner.end();
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, ' ')).not.toContain('标准有变');
    expect(await complaints(house)).toEqual({});
  });

  it('goes back with the reason, and then can be assessed anew', async () => {
    await at.li.sends(`${PAGE}/entitlements`, { year: '2027', count: await counted(), zone: 'inner', settlement: 'rural', per100: '1', due1: '2027-06-30', due2: '', due3: '', due4: '' });
    expect(await at.wang.sends(`${PAGE}/refusals`, { refused: 'entitlement-2', why: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
    expect(await at.wang.sends(`${PAGE}/refusals`, { refused: 'entitlement-2', why: '不是涉农社区' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/entitlements/2/confirmations`, {})).toMatchObject({ status: 409 });
    expect(await page('he', '?year=2027')).toContain('这一年还没有核定');
  });
});

describe('its own bank account', () => {
  it('is asked for by one and marked by another, and holds nothing else then', async () => {
    await post(bankGift({ day: '2026-01-10', source: 'bank:a', fund: general, sum: 100_000n, bank: own, party: '张*' }));
    expect(await at.li.sends(`${PAGE}/places`, { place: String(own), placeWhy: '区财政专项资金管理办法第 6 条' })).toMatchObject({ status: 303 });
    expect(await at.li.sends(`${PAGE}/places/1/marks`, {})).toMatchObject({ status: 422, text: expect.stringContaining('提出人不能自己确认') });
    expect(await at.wang.sends(`${PAGE}/places/1/marks`, {})).toMatchObject({ status: 422, text: expect.stringContaining('这个账户里还有其他基金的钱') });
    await post(betweenPlaces({ day: '2026-01-11', source: 'move:a', general, sum: 100_000n, from: { bank: own }, to: { bank } }));
    expect(await at.wang.sends(`${PAGE}/places/1/marks`, {})).toMatchObject({ status: 303 });
    expect(await page('li')).toContain('专用 公共服务资金专户，尾号 0909 李敏提出，王建国确认');
  });

  it('takes no money of another fund, and the fund uses no other account: not by raw SQL either', async () => {
    const gift = bankGift({ day: '2026-01-12', source: 'bank:b', fund: general, sum: 500n, bank: own, party: '张*' });
    expect(await refusal(post(gift))).toBe('a_place_kept_for_a_fund_takes_no_other_money');
    expect(await refusal(post(interest({ day: '2026-01-12', source: 'interest:b', fund: general, sum: 500n, bank: own })))).toBe('a_place_kept_for_a_fund_takes_no_other_money');
    expect(await refusal(post(subsidy({ day: '2026-01-12', source: 'bank:c', fund: services, sum: 500n, bank, party: '区财政局' })))).toBe('a_fund_with_a_place_of_its_own_uses_it');
    const raw = new Client({ connectionString: house.config.databaseUrl });
    await raw.connect();
    for (const sql of ['INSERT INTO exclusive_place SELECT * FROM exclusive_place', 'DELETE FROM exclusive_place', 'UPDATE exclusive_place SET fund = 1', 'ALTER TABLE posting DISABLE TRIGGER ALL', 'DROP TRIGGER places_are_kept_for_their_funds ON posting'])
      expect([sql, await raw.query(sql).then(() => 'done', (error: { code: string }) => error.code)]).toEqual([sql, '42501']);
    await raw.end();
  });

  it('bears the bank’s own fee, whoever it falls on, and lets that money be brought back', async () => {
    const lines = await shows(house, { foundation: foundation.id, code: 'own', by: ids.li, lines: [{ day: '2026-01-12', sum: -1_000n, reference: 'F1', memo: '账户管理费' }] });
    await house.app.get(Bookings).book(await placeOf(house.db, foundation.id, 'own'), lines.get('F1')!, 'fee', { to: null, note: '账户管理费' }, { id: ids.wang, name: '', roles: ['secretary-general'] });
    const bring = (sum: bigint, source: string): Draft => betweenPlaces({ day: '2026-01-12', source, general, sum, from: { bank }, to: { bank: own } });
    expect(await refusal(post(bring(1_001n, 'move:b')))).toBe('a_place_kept_for_a_fund_takes_no_other_money');
    await post(bring(1_000n, 'move:c'));
  });
});

describe('what comes', () => {
  it('is a subsidy on the bank’s statement, counted once for its payer; what is late stands on the desk', async () => {
    await itIs('2026-03-31T02:00:00Z');
    const entry = await arrives(house, subsidy({ day: '2026-03-30', source: 'bank:d', fund: services, sum: 2_900_000n, bank: own, party: '区财政局' }), { code: 'own', reference: 'D1', importer: ids.li, matcher: ids.wang });
    const loose = await post(subsidy({ day: '2026-03-30', source: 'bank:e', fund: services, sum: 100n, bank: own, party: '区财政局' }));
    expect(await at.li.sends(`${PAGE}/receipts`, { entry: String(loose), payer: 'district', receiptYear: '2026' })).toMatchObject({ status: 422, text: expect.stringContaining('与银行流水对上') });
    expect(await at.li.sends(`${PAGE}/receipts`, { entry: String(entry), payer: 'district', receiptYear: '2025' })).toMatchObject({ status: 422, text: expect.stringContaining('还没有确认') });
    expect(await at.qian.sends(`${PAGE}/receipts`, { entry: String(entry), payer: 'district', receiptYear: '2026' })).toMatchObject({ status: 404 });
    expect(await at.li.sends(`${PAGE}/receipts`, { entry: String(entry), payer: 'district', receiptYear: '2026' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/receipts`, { entry: String(entry), payer: 'city', receiptYear: '2026' })).toMatchObject({ status: 422 });
    expect(await page('he')).toMatch(/区（县）财政 .*2026年3月31日 29,000\.00 29,000\.00 0\.00/);
    expect(await page('he')).not.toContain('逾期');
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, '')).not.toContain('催拨逾期资金');
    await itIs('2026-04-01T02:00:00Z');
    expect(await page('he')).toMatch(/2026年3月31日 逾期 29,000\.00 0\.00 29,000\.00/);
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/催拨逾期资金：梧桐里社区基金会公共服务资金，2026年，市级财政.*29,000\.00/);
  });
});

describe('what comes at once for several', () => {
  it('is counted part by part, no more than it brought, and taken back where it was counted wrongly', async () => {
    await itIs('2026-04-02T02:00:00Z');
    // the district passes on what the city owes, and pays a little of its own ahead
    const entry = await arrives(house, subsidy({ day: '2026-04-02', source: 'bank:f', fund: services, sum: 3_000_000n, bank: own, party: '区财政局' }), { code: 'own', reference: 'F9', importer: ids.li, matcher: ids.wang });
    const form = { entry: String(entry), payer: 'district', receiptYear: '2026', receiptSum: '29,000' };
    expect(await at.li.sends(`${PAGE}/receipts`, { ...form, receiptSum: '30,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('不超过这笔补助还没有归入的 30,000.00 元') });
    expect(await at.li.sends(`${PAGE}/receipts`, { ...form, receiptSum: '0' })).toMatchObject({ status: 422 });
    expect(await at.li.sends(`${PAGE}/receipts`, form)).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/区（县）财政 .*2026年9月30日 29,000\.00 29,000\.00 0\.00/);
    // it was the city's
    const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM entitlement_receipt');
    expect(await at.li.sends(`${PAGE}/receipts/withdrawals`, { receipt: String(id), takeBackWhy: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请填写原因') });
    expect(await at.li.sends(`${PAGE}/receipts/withdrawals`, { receipt: '99999', takeBackWhy: 'x' })).toMatchObject({ status: 404 });
    expect(await at.li.sends(`${PAGE}/receipts/withdrawals`, { receipt: String(id), takeBackWhy: '是市级的钱' })).toMatchObject({ status: 303, to: `${PAGE}?done=taken-back` });
    expect(await at.li.sends(`${PAGE}/receipts/withdrawals`, { receipt: String(id), takeBackWhy: '再撤一次' })).toMatchObject({ status: 409, text: expect.stringContaining('已经撤回过了') });
    expect(await at.li.sends(`${PAGE}/receipts`, { ...form, payer: 'city' })).toMatchObject({ status: 303 });
    expect(await at.li.sends(`${PAGE}/receipts`, { ...form, receiptSum: '' })).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/市级财政 .*2026年3月31日 29,000\.00 29,000\.00 0\.00 .*区（县）财政 .*2026年9月30日 29,000\.00 1,000\.00 28,000\.00/);
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, ' ')).not.toContain('催拨逾期资金');
  });

  it('is not counted twice by two at once, nor by raw SQL', async () => {
    const entry = await arrives(house, subsidy({ day: '2026-04-02', source: 'bank:g', fund: services, sum: 100_000n, bank: own, party: '区财政局' }), { code: 'own', reference: 'G9', importer: ids.li, matcher: ids.wang });
    const clerks = [0, 1, 2, 3].map(() => new Client({ connectionString: house.config.databaseUrl }));
    await Promise.all(clerks.map((clerk) => clerk.connect()));
    const answers = await Promise.all(clerks.map((clerk) => clerk.query(`INSERT INTO entitlement_receipt (entry, foundation, fund, year, payer, sum, recorded_by, recorded_at) VALUES (${entry}, ${foundation.id}, ${services.id}, 2026, 'district', 60000, ${ids.li}, now())`).then(() => 'done', (error: { constraint: string }) => error.constraint)));
    expect(answers.sort()).toEqual(['a_subsidy_counts_for_no_more_than_it_brought', 'a_subsidy_counts_for_no_more_than_it_brought', 'a_subsidy_counts_for_no_more_than_it_brought', 'done']);
    for (const sql of ['UPDATE entitlement_receipt SET sum = 1', 'DELETE FROM entitlement_receipt', 'DELETE FROM entitlement_receipt_withdrawal']) expect([sql, await clerks[0]!.query(sql).then(() => 'done', (error: { code: string }) => error.code)]).toEqual([sql, '42501']);
    await Promise.all(clerks.map((clerk) => clerk.end()));
  });
});

describe('what it is for', () => {
  const budget = { budgetYear: '2026', groups: '20,000', volunteering: '', upkeep: '60000', culture: '', training: '', environment: '30000', other: '6,000', budgetReason: '独居老人取暖补贴' };
  const propose = async (who: Who, sum: string, note: string): Promise<string> => {
    const { to, text } = await at[who].sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'services', sum, cost: 'programme', owed: 'payable', day: '2026-04-02', note, papers: '验收单 1 份', party: '示例维修部' });
    if (!to) throw new Error(text);
    return /proposals\/(\d+)/.exec(to)![1]!;
  };

  it('is budgeted by uses on a resolution', async () => {
    expect(await at.qian.sends(`${PAGE}/budgets`, { ...budget, budgetResolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择已确认的理事会或居民议事会决议') });
    expect(await at.qian.sends(`${PAGE}/budgets`, { ...budget, budgetReason: '', budgetResolution: String(decided) })).toMatchObject({ status: 422, text: expect.stringContaining('请写明用于什么、为什么') });
    expect(await at.qian.sends(`${PAGE}/budgets`, { ...budget, budgetResolution: String(decided) })).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/社区组织 20,000\.00 0\.00 20,000\.00.*合计 116,000\.00 0\.00 116,000\.00/);
  });

  it('is named of every cost before anybody approves it', async () => {
    const lamps = await propose('li', '1,200', '楼道灯维修');
    expect(await at.zhou.sends(`/desk/vouchers/proposals/${lamps}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('先在该基金的页面写明用途') });
    expect((await at.qian.reads('/desk')).replace(/<[^>]+>/g, ' ')).toContain('写明开支用途：梧桐里社区基金会公共服务资金，1 笔');
    expect(await at.li.sends(`${PAGE}/uses`, { proposal: lamps, use: 'upkeep', reason: '', resolution: '' })).toMatchObject({ status: 303 });
    expect(await at.li.sends(`${PAGE}/uses`, { proposal: lamps, use: 'culture', reason: '', resolution: '' })).toMatchObject({ status: 409 });
    expect(await at.zhou.sends(`/desk/vouchers/proposals/${lamps}/approvals`, {})).toMatchObject({ status: 303 });
    expect(await page('he')).toMatch(/公共设施维护 60,000\.00 1,200\.00 58,800\.00/);
  });

  it('is anything else only with a resolution and its reason: not by raw SQL either', async () => {
    const heating = await propose('li', '600', '取暖补贴');
    expect(await at.li.sends(`${PAGE}/uses`, { proposal: heating, use: 'other', reason: '独居老人取暖', resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('用于“其他”的') });
    expect(await at.li.sends(`${PAGE}/uses`, { proposal: heating, use: 'other', reason: '', resolution: String(decided) })).toMatchObject({ status: 422 });
    const [unconfirmed] = await house.db.query<[{ id: number }]>(
      `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at) VALUES ($1, 'council', 'ordinary', '未确认', '2026-01-06', 'x', 7, 7, 7, 0, $2, now()) RETURNING id`, [foundation.id, ids.li]);
    const use = (values: string): Promise<string> => refusal(house.db.query(`INSERT INTO programme_use (proposal, foundation, fund, use, reason, resolution, body, majority, named_by, named_at) VALUES (${heating}, ${foundation.id}, ${services.id}, ${values}, ${ids.li}, now())`));
    expect(await use(`'other', '取暖', NULL, NULL, NULL`)).toBe('another_use_has_the_councils_reason');
    expect(await use(`'other', '', ${decided}, 'residents-council', 'ordinary'`)).toBe('another_use_has_the_councils_reason');
    expect(await use(`'other', '取暖', ${unconfirmed.id}, 'council', 'ordinary'`)).toContain('programme_use_resolution');
    expect(await use(`'other', '取暖', ${decided}, 'households', 'ordinary'`)).toBe('another_use_has_the_councils_reason');
    expect(await use(`'lunch', NULL, NULL, NULL, NULL`)).toBe('a_use_is_one_of_the_six_or_another');
    expect(await at.li.sends(`${PAGE}/uses`, { proposal: heating, use: 'other', reason: '独居老人取暖', resolution: String(decided) })).toMatchObject({ status: 303 });
    expect(await at.zhou.sends(`/desk/vouchers/proposals/${heating}/approvals`, {})).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    expect((await house.request().get('/funds/services')).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/其他（须有决议和理由） 6,000\.00 600\.00 5,400\.00.*“其他”用途和理由 独居老人取暖 600\.00 元 2026年4月2日 · 依据决议.*JV-2026-04-/);
  });

  it('is paid out of its own account', async () => {
    const pay = (place: number, source: string): Draft => payment({ day: '2026-04-02', source, fund: services, sum: 120_000n, bank: place, party: '示例维修部', note: '楼道灯维修' });
    expect(await refusal(post(pay(bank, 'pay:a')))).toBe('a_fund_with_a_place_of_its_own_uses_it');
    await post(pay(own, 'pay:b'));
  });
});

it('leaves these books, and every named check holds and sees what was tampered with', async () => {
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-01-10 | bank gift | general | Bank deposits | 1000.00 |
    | | | Donation income, unrestricted | | 1000.00
    2026-01-11 | between places | general | Bank deposits | 1000.00 |
    | | | Bank deposits | | 1000.00
    2026-01-12 | bank fee | general | Management cost | 10.00 |
    | | | Bank deposits | | 10.00
    2026-01-12 | between places | general | Bank deposits | 10.00 |
    | | | Bank deposits | | 10.00
    2026-03-30 | subsidy | services | Bank deposits | 29000.00 |
    | | | Government subsidies, restricted | | 29000.00
    2026-03-30 | subsidy | services | Bank deposits | 1.00 |
    | | | Government subsidies, restricted | | 1.00
    2026-04-02 | subsidy | services | Bank deposits | 30000.00 |
    | | | Government subsidies, restricted | | 30000.00
    2026-04-02 | subsidy | services | Bank deposits | 1000.00 |
    | | | Government subsidies, restricted | | 1000.00
    2026-04-02 | cost accepted | services | Programme cost | 1200.00 |
    | | | Payables | | 1200.00
    2026-04-02 | cost accepted | services | Programme cost | 600.00 |
    | | | Payables | | 600.00
    2026-04-02 | payment | services | Payables | 1200.00 |
    | | | Bank deposits | | 1200.00`);
  expect(await complaints(house)).toEqual({});
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  const found = async (name: string, sql: string): Promise<string> => {
    await owner.query('BEGIN');
    try {
      await owner.query(sql);
      return (await PROGRAMME_CHECKS.find((one) => one.name === name)!.run({ query: async (asked: string, values?: unknown[]) => (await owner.query(asked, values)).rows as never })).map(({ detail }) => detail).join();
    } finally {
      await owner.query('ROLLBACK');
    }
  };
  expect(await found('no-subsidy-counts-for-more-than-it-brought', 'UPDATE entitlement_receipt SET sum = sum + 1 WHERE id = (SELECT min(id) FROM entitlement_receipt)')).toBe('2900001 / 2900000');
  expect(await found('entitlements-are-what-their-figures-say', 'UPDATE entitlement SET city = city + 1 WHERE id = 1')).toBe('services 2026: 116,000.01 / 116,000.00');
  expect(await found('a-place-kept-for-a-fund-holds-its-money-alone', `UPDATE exclusive_place SET place = ${bank}`)).toContain('services at own');
  expect(await found('every-cost-of-a-programme-names-its-use', 'DELETE FROM programme_use WHERE proposal = 1')).toBe('proposal 1');
  await owner.end();
});
