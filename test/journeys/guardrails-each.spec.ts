import { Client } from 'pg';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, paymentFee } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { type Fen, yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { filed } from '../support/campaigns';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { givesPrincipal, openEndowment } from '../support/endowment';
import { bareFund } from '../support/funds';
import { openLunchFund } from '../support/giving';
import { onPaper } from '../support/moves';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// Every guard-rail asked at the desk on both sides of its boundary, a fen apart, and its sum read in both languages; what refuses is refused with it when it is proposed or approved.
let house: TestApp;
let foundation: Foundation;
let owner: Client;
let at: Record<'li' | 'zhou', AtDesk>;
let people: readonly [number, number];
let bank: number;
let clearing: number;
const funds = {} as Record<'general' | 'lunch' | 'evergreen' | 'stairs' | 'study', FundRef>;

const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
let facts = 0;
/** The provider takes a fee, whatever the fund has. */
async function taken(fund: FundRef, sum: string): Promise<void> {
  const source = `fee:${++facts}`;
  const [{ id }] = await house.db.query<[{ id: bigint }]>("INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, '2026-06-30') RETURNING id", [foundation.id, source, yuan(sum)]);
  await enter(paymentFee({ day: '2026-06-30', source, fact: id, fund, sum: yuan(sum), clearing }));
}
interface Said { readonly check: string; readonly verdict: string; readonly text: string; readonly sums: Record<string, string>; readonly needs: string | null }
/** What a check says of a spend: to programs, and on the page in the same words. */
async function says(check: string, fund: string, sum: string, purpose: string, base = ''): Promise<Said & { all: string }> {
  const { body } = await at.zhou.visitor.get(`${base}/api/v1/guardrails?fund=${fund}&sum=${yuan(sum)}&for=${purpose}`).expect(200);
  const found = (body.checks as Said[]).find((one) => one.check === check);
  if (!found) throw new Error(JSON.stringify(body.checks));
  const page = (await at.zhou.reads(`${base}/desk/guardrails?fund=${fund}&sum=${sum}&for=${purpose}`)).replace(/<[^>]+>/g, ' ').replace(/&#x3D;/g, '=').replace(/&#x27;|&rsquo;/g, '’').replace(/\s+/g, ' ');
  expect(page).toContain(found.text.replace(/\s+/g, ' '));
  return { ...found, all: body.verdict as string };
}
const proposes = (fund: string, sum: string, more: Record<string, string> = {}): ReturnType<AtDesk['sends']> => at.li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund, sum, cost: 'programme', owed: 'payable', day: '2026-06-30', note: '午餐', papers: '发票 1 张', ...more });
const approves = async (made: Awaited<ReturnType<typeof proposes>>, form: Record<string, string> = {}, base = ''): ReturnType<AtDesk['sends']> => {
  if (!made.to) throw new Error(made.text);
  return at.zhou.sends(`${base}${made.to.replace('?done=proposed', '')}/approvals`, form);
};

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  await house.app.get(Worker).onApplicationShutdown();
  owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  foundation = await preparing(house);
  people = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  at = { li: await atDesk(house, people[0]), zhou: await atDesk(house, people[1]) };
  const rows = await house.db.query<{ id: number; class: 'general' }[]>("SELECT id, class FROM fund WHERE foundation = $1 AND class = 'general'", [foundation.id]);
  for (const { id, class: its } of rows) funds[its] = { id, foundation: foundation.id, class: its };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE foundation = $1 AND account = '1002'", [foundation.id]))[0].id;
  clearing = await house.db.transaction((tx) => house.app.get(Ledger).openPlace(tx, { foundation: foundation.id, account: '1009', code: 'wechat', name: '微信', englishName: 'WeChat' }));
  funds.lunch = await openLunchFund(house, foundation);
  funds.evergreen = await openEndowment(house, foundation, { code: 'evergreen', name: '常青留本基金', english: 'Evergreen endowment', day: '2026-01-10' });
  for (const [code, its] of [['stairs', 'designated'], ['study', 'restricted']] as const)
    funds[code] = { id: await bareFund(house.db, { foundation: foundation.id, code, class: its, name: code, englishName: code, openedOn: '2026-01-01' }), foundation: foundation.id, class: its };
  await onPaper(owner, funds.study.id, '2026-06-10', { to: '2026-06-29' });
  const sheet = 'fund,account,place,debit,credit\noriginal,1002,bank,2000000,\noriginal,310101,,,2000000\ngeneral,1002,bank,10000,\ngeneral,3101,,,10000\n';
  await at.li.visitor.post('/desk/opening/preparations').field({ day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2023-05-10', registeredSum: '2,000,000', madeGoodBy: '', madeGoodUntil: '' })
    .attach('file', Buffer.from(sheet), { filename: '期初.csv', contentType: 'text/csv' }).expect(303);
  await at.zhou.visitor.post('/desk/opening/signatures').type('form').send({ preparation: '1' }).expect(303);
  for (const [fund, sum] of [['lunch', '100,000'], ['study', '5,000']] as const) await enter(bankGift({ day: '2026-02-10', source: `gift:${fund}`, fund: funds[fund], sum: yuan(sum), bank }));
  await givesPrincipal(house, funds.evergreen, { day: '2026-02-10', source: 'principal', party: '林老先生', sum: yuan('500,000'), bank });
  await enter(bankGift({ day: '2026-02-11', source: 'gains', fund: funds.evergreen, sum: yuan('1,000'), bank }));
}, 60_000);
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

it('a fund’s own money, to the last fen', async () => {
  expect(await says('fund-balance', 'elder-lunch', '100,000', 'programme')).toMatchObject({ verdict: 'fine', all: 'fine', text: '梧桐里社区基金会银龄午餐专项基金：可用 100,000.00 元，本次 100,000.00 元，余 0.00 元。' });
  expect(await says('fund-balance', 'elder-lunch', '100,000.01', 'programme')).toMatchObject({ verdict: 'refuse', all: 'refuse', text: expect.stringContaining('差 0.01 元'), sums: { missing: '1' } });
  expect((await says('fund-balance', 'elder-lunch', '100,000.01', 'promise', '/en')).text).toContain('¥0.01');
  expect(await proposes('elder-lunch', '100,000.01')).toMatchObject({ status: 422, text: expect.stringContaining('可用 100,000.00 元，少 0.01 元') });
});

it('principal that is kept, spent or promised', async () => {
  expect(await says('preserved-principal', 'evergreen', '1,000', 'programme')).toMatchObject({ verdict: 'fine', text: expect.stringContaining('= 500,000.00 元；本金 500,000.00 元，余 0.00 元') });
  for (const purpose of ['programme', 'promise']) expect(await says('preserved-principal', 'evergreen', '1,000.01', purpose)).toMatchObject({ verdict: 'refuse', all: 'refuse', text: expect.stringContaining('差 0.01 元') });
  expect((await says('preserved-principal', 'evergreen', '1,000.01', 'programme', '/en')).text).toContain('¥0.01');
  for (const template of ['cost-accepted', 'promise']) expect(await proposes('evergreen', '1,000.01', { template })).toMatchObject({ status: 422, text: expect.stringContaining('0.01') });
});

it('what the council lets an endowment use, and a fen more with its resolution', async () => {
  expect(await says('spending-rule', 'evergreen', '100', 'programme')).toMatchObject({ verdict: 'fine', text: expect.stringContaining('还没有定支出政策') });
  // 0.12 % of the principal of 500,000 in its first year, from the tenth of January on: 356 of 365 days
  const resolution = String(await resolved(house, foundation.id, people));
  expect(await at.li.sends('/desk/endowment/spending-rules', { fund: 'evergreen', from: '2026-01-01', percent: '0.12', quarters: '4', cap: '', least: '', resolution })).toMatchObject({ status: 303 });
  const { allowed } = (await says('spending-rule', 'evergreen', '1', 'programme')).sums;
  const most = Number(allowed) / 100;
  expect(await says('spending-rule', 'evergreen', most.toFixed(2), 'programme')).toMatchObject({ verdict: 'fine', all: 'fine', sums: { after: '0' } });
  const over = (most + 0.01).toFixed(2);
  expect(await says('spending-rule', 'evergreen', over, 'programme')).toMatchObject({ verdict: 'hold', all: 'hold', needs: 'resolution', sums: { missing: '1' }, text: expect.stringContaining('本次超出 0.01 元') });
  const made = await proposes('evergreen', over);
  expect(await approves(made)).toMatchObject({ status: 422, text: expect.stringContaining('比 2026 年可用额多 0.01 元') });
  expect((await approves(made, {}, '/en')).text).toContain('would use 0.01 yuan more than it may in 2026');
  expect(await approves(made, { resolution: String(await resolved(house, foundation.id, people, { subject: '多发一批棉衣' })), reason: '降温早' })).toMatchObject({ status: 303 });
});

it('an agreement from its first day to its last, a frozen fund, and one that ends', async () => {
  expect(await says('agreement', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'fine', text: expect.stringContaining('XY-2025-01 有效') });
  expect(await says('agreement', 'study', '1', 'programme')).toMatchObject({ verdict: 'refuse', all: 'refuse', text: expect.stringContaining('XY-study 的期限到 2026年6月29日 为止') });
  expect((await says('agreement', 'study', '1', 'programme', '/en')).text).toContain('29 June 2026');
  for (const [day, words] of [['2026-06-09', '从 2026-06-10 起生效'], ['2026-06-30', '期限到 2026-06-29 为止']] as const) expect(await approves(await proposes('study', '1', { day }))).toMatchObject({ status: 422, text: expect.stringMatching(new RegExp(words.replace(/2026-06-(\d+)/, '2026(-06-$1|年6月0?\\d+日)'))) });
  for (const day of ['2026-06-10', '2026-06-29']) expect(await approves(await proposes('study', '1', { day }))).toMatchObject({ status: 303 });

  expect(await at.li.sends('/desk/funds/elder-lunch/freezes', { reason: '查账', gifts: 'yes' })).toMatchObject({ status: 303 });
  expect(await says('agreement', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'refuse', all: 'refuse', text: expect.stringContaining('已冻结') });
  expect(await approves(await proposes('elder-lunch', '1'))).toMatchObject({ status: 422, text: expect.stringContaining('基金已冻结') });
  expect(await at.zhou.sends('/desk/funds/elder-lunch/thaws', { reason: '查清' })).toMatchObject({ status: 303 });

  expect(await at.li.sends('/desk/funds/study/endings', { reason: '期满', basis: 'agreement', basisNote: '转入午餐基金', to: 'elder-lunch', resolution: '' })).toMatchObject({ status: 303 });
  expect(await says('agreement', 'study', '1', 'programme')).toMatchObject({ verdict: 'refuse', text: expect.stringContaining('正在终止') });
  expect(await approves(await proposes('study', '1'))).toMatchObject({ status: 422, text: expect.stringContaining('正在终止') });
  // its term is over, and its rest goes all the same
  expect(await approves({ ...await at.li.sends('/desk/funds/study/rests', {}) })).toMatchObject({ status: 303 });
});

it('fundraising to the fen that was filed', async () => {
  const campaign = await filed(house.db, foundation, { filingNo: 'A-9', filedOn: '2025-12-01', from: '2026-01-01', to: '2026-12-31', target: yuan('1,000,000'), cost: yuan('30') });
  await house.db.query("UPDATE raising SET to_day = '2026-05-31' WHERE fund = $1", [funds.lunch.id]);
  await house.db.query("INSERT INTO raising (fund, foundation, mode, from_day, campaign) VALUES ($1, $2, 'public', '2026-06-01', $3)", [funds.lunch.id, foundation.id, campaign]);
  expect(await says('campaign', 'elder-lunch', '30', 'fundraising')).toMatchObject({ verdict: 'fine', text: expect.stringContaining('本次后募捐成本 30.00 元，备案 30.00 元') });
  expect(await says('campaign', 'elder-lunch', '30.01', 'fundraising')).toMatchObject({ verdict: 'refuse', all: 'refuse', sums: { overCost: '1' } });
  const made = await proposes('elder-lunch', '30.01', { cost: 'fundraising' });
  expect(await approves(made)).toMatchObject({ status: 422, text: expect.stringContaining('备案 A-9 的 30.00 元，多 0.01 元') });
  expect((await approves(made, {}, '/en')).text).toContain('0.01 yuan more than the 30.00 filed under A-9');
});

describe('when the provider has taken more than funds have', () => {
  it('the general fund makes a shortfall good first, and restricted money pays for nothing else', async () => {
    await taken(funds.stairs, '200');
    expect(await says('shortfall', 'general', '1', 'programme')).toMatchObject({ verdict: 'hold', needs: 'resolution', text: expect.stringContaining('stairs还差 200.00 元') });
    expect(await says('restricted-money', 'general', '9,800', 'programme')).toMatchObject({ verdict: 'fine', text: '非限定资金（一般和指定基金）9,800.00 元 − 本次 9,800.00 元 = 0.00 元。' });
    expect(await says('restricted-money', 'general', '9,800.01', 'programme')).toMatchObject({ verdict: 'refuse', all: 'refuse', text: expect.stringContaining('等于动用限定性资金 0.01 元') });
    const made = await proposes('general', '9,800.01');
    const given = { resolution: String(await resolved(house, foundation.id, people, { subject: '照付' })), reason: '急' };
    expect(await approves(made, given)).toMatchObject({ status: 422, text: expect.stringContaining('一般和指定基金的钱不够，差 0.01 元') });
    expect((await approves(made, given, '/en')).text).toContain('lack 0.01 yuan');
  });

  it('net assets at the registered sum, what holds it up, and what is left in the bank', async () => {
    const left = async (): Promise<Fen> => (await house.db.query<[{ left: Fen }]>('SELECT (sum(worth - promised) - 200000000)::bigint AS left FROM fund_balance b WHERE b.fund IN (SELECT id FROM fund WHERE foundation = $1)', [foundation.id]))[0].left;
    expect(await says('floor-by-restricted', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'fine', text: expect.stringContaining('余 9,800.00 元') });
    expect(await says('liquid', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'fine' });
    // all but 100 yuan of what is above the registered sum
    await taken(funds.general, ((Number(await left()) - 10_000) / 100).toFixed(2));
    expect(await left()).toBe(10_000n);
    expect(await says('net-assets', 'elder-lunch', '100', 'programme')).toMatchObject({ verdict: 'fine', sums: { after: '200000000', room: '0' } });
    expect(await says('net-assets', 'elder-lunch', '100.01', 'programme')).toMatchObject({ verdict: 'hold', all: 'hold', needs: 'resolution', text: expect.stringMatching(/= 1,999,999\.99 元；注册原始基金 2,000,000\.00 元，差 0\.01 元/) });
    expect(await says('net-assets', 'elder-lunch', '100.01', 'promise', '/en')).toMatchObject({ verdict: 'hold', text: expect.stringContaining('¥0.01') });
    expect(await says('floor-by-restricted', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'warn', text: expect.stringContaining('底线只靠限定性资金撑着') });
    expect(await says('liquid', 'elder-lunch', '1', 'programme')).toMatchObject({ verdict: 'fine' });
    const made = await proposes('elder-lunch', '100.01');
    expect(await approves(made)).toMatchObject({ status: 422, text: expect.stringContaining('比注册原始基金少 0.01 元') });
    expect((await approves(made, {}, '/en')).text).toContain('net assets are 0.01 yuan below the registered original fund');
    expect(await approves(await proposes('elder-lunch', '100'))).toMatchObject({ status: 303 });
    expect(await approves(made, { resolution: String(await resolved(house, foundation.id, people, { subject: '午餐不停' })), reason: '老人要吃饭' })).toMatchObject({ status: 303 });
  });

  it('and the books hold together', async () => {
    expect(await complaints(house)).toEqual({});
  });
});
