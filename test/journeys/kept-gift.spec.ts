import type { FundRef } from '../../src/ledger/draft';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openEndowment } from '../support/endowment';
import { refusalOf } from '../support/forged';
import { openFund } from '../support/funds';
import { ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// Lin gives 500,000 yuan of which only what it earns may be used; a company gives 5,000 that may be used. The desk keeps the two apart.
let house: TestApp;
let foundation: Foundation;
let evergreen: FundRef;
let general: number;
let people: [number, number];
let li: AtDesk;
let zhou: AtDesk;

const floor = async (): Promise<bigint> => (await house.db.query<[{ floor: bigint }]>('SELECT floor FROM fund_balance WHERE fund = $1', [evergreen.id]))[0].floor;
const reads = async (desk: AtDesk, path: string): Promise<string> => (await desk.reads(path)).replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]+>/g, ' ').replace(/&#x3D;/g, '=').replace(/\s+/g, ' ');
/** Li records a line of the bank as a gift, Zhou matches it. @returns the page of the gift */
async function given({ reference, sum, party, fund, keeps }: { reference: string; sum: bigint; party: string; fund: number; keeps: string }): Promise<string> {
  const line = (await shows(house, { foundation: foundation.id, by: people[0], lines: [{ day: '2026-03-10', sum, reference, party }] })).get(reference);
  const yuan = `${sum / 100n}`;
  const { to, text } = await li.sends('/desk/gifts/transfers', { key: `form-of-the-line-${reference}`, fund: String(fund), keeps, day: '2026-03-10', amount: yuan, display: 'full', name: party, line: String(line) });
  expect([to, text]).toEqual([expect.stringContaining('?done=recorded'), expect.anything()]);
  const choice = new RegExp(`name="choice" value="(${line}~[a-z-]+:[^"]+)"`).exec(await zhou.reads('/desk/bank/bank/matching?month=2026-03'))![1]!;
  expect(await li.sends('/desk/bank/bank/matches', { choice, month: '2026-03' })).toMatchObject({ status: 422 });
  expect(await zhou.sends('/desk/bank/bank/matches', { choice, month: '2026-03' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  return to!.replace('?done=recorded', '');
}
const cost = (sum: string): ReturnType<AtDesk['sends']> => li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'evergreen', cost: 'programme', owed: 'payable', day: '2026-03-10', note: '冬衣', papers: '发票 1 张', sum });

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-03-10T02:00:00Z') });
  foundation = await preparing(house);
  people = [await appointed(house, foundation, '李敏', 'bookkeeper'), await appointed(house, foundation, '周晓', 'bookkeeper')];
  [li, zhou] = [await atDesk(house, people[0]), await atDesk(house, people[1])];
  evergreen = await openEndowment(house, foundation, { code: 'evergreen', name: '常青助老专项基金', english: 'Evergreen fund', day: '2026-01-08' });
  general = (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id;
});
afterAll(() => house?.close());

it('a gift to a preserved fund is asked whether it is kept, and is unless somebody says otherwise', async () => {
  for (const way of ['transfer', 'cheque']) expect(await li.reads(`/desk/gifts/new?way=${way}`)).toMatch(/<option value="principal" selected>本金不动，只用收益/);
  const cash = await li.reads('/desk/gifts/new?way=cash');
  expect(cash).toContain('请捐赠人转账或开支票');
  expect(cash).not.toContain('name="keeps"');
  expect(await li.reads('/en/desk/gifts/new?way=transfer')).toContain('Kept, only its yield is used');
});

it('kept, the floor of the fund rises by it, and everybody sees it', async () => {
  const page = await given({ reference: 'LIN-1', sum: 50_000_000n, party: '林老先生', fund: evergreen.id, keeps: 'principal' });
  expect(await reads(zhou, page)).toContain('本金不动，只用收益。入账后计入基金的本金底线。');
  expect(await floor()).toBe(50_000_000n);
  expect((await house.visitor().get('/funds/evergreen').expect(200)).text).toContain('这笔钱的本金一直在：50.00 万元，谁也不能动用');
  expect(await reads(li, '/desk/endowment/funds/evergreen')).toMatch(/林老先生 500,000\.00 .*本金 500,000\.00/);
});

it('given to be used, it may be used, and not a fen of the principal', async () => {
  await given({ reference: 'WY-1', sum: 500_000n, party: '示例物业有限公司', fund: evergreen.id, keeps: 'spendable' });
  expect(await floor()).toBe(50_000_000n);
  expect(await cost('5,000.01')).toMatchObject({ status: 422, text: expect.stringContaining('0.01') });
  expect(await reads(zhou, '/desk/guardrails?fund=evergreen&sum=5,000.01&for=programme')).toMatch(/不可批准.*留本本金 ✕ 不可 [^✓]*净资产 505,000\.00 元 − 本次 5,000\.01 元 = 499,999\.99 元；本金 500,000\.00 元，差 0\.01 元/);
  expect(await reads(zhou, '/desk/guardrails?fund=evergreen&sum=5,000&for=programme')).toContain('理事会还没有定支出政策，2026 年只守本金');
});

it('of any other fund nothing is kept, whatever the form said; and what is kept comes by the bank', async () => {
  await given({ reference: 'WY-2', sum: 100_000n, party: '示例物业有限公司', fund: general, keeps: 'principal' });
  const forged = (fund: number, way: string): Promise<string> => refusalOf(house.db.query(
    `INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, place, sum, day, principal, recorded_by, recorded_at) SELECT $1, 'GF-' || $2, 'forged-' || $2, $2, CASE $2 WHEN 'cash' THEN 'counter' ELSE $2 END, $3, p.id, CASE WHEN $2 <> 'cash' THEN 100 END, '2026-03-10', true, $4, now()
     FROM place p WHERE p.foundation = $1 AND p.account = '1002'`, [foundation.id, way, fund, people[0]]));
  expect(await forged(general, 'transfer')).toBe('principal_is_given_to_a_preserved_fund');
  expect(await forged(evergreen.id, 'cash')).toBe('principal_comes_by_the_bank');
  // what was said to be kept is not booked as what may be used
  const [{ gift, entry }] = await house.db.query<[{ gift: bigint; entry: bigint }]>(
    `WITH made AS (INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, place, sum, day, principal, recorded_by, recorded_at) SELECT $1, 'GF-f', 'forged-f', 'transfer', 'transfer', $2, p.id, 500000, '2026-03-10', true, $3, now() FROM place p WHERE p.foundation = $1 AND p.account = '1002' RETURNING id)
     SELECT made.id AS gift, e.id AS entry FROM made, journal_entry e WHERE e.kind = 'bank gift' ORDER BY e.id LIMIT 1`, [foundation.id, evergreen.id, people[0]]);
  expect(await refusalOf(house.db.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, sum, entry) VALUES ($1, 'booked', $2, now(), 500000, $3)`, [gift, people[1], entry]))).toBe('a_gift_is_booked_as_it_was_recorded');
  await li.sends(`/desk/gifts/${gift}/withdrawals`, { why: '不是捐赠' });
});

it('beyond the rule of the year a spend waits for the council, to the fen, and its resolution stays with it', async () => {
  const resolution = String(await resolved(house, foundation.id, people, { subject: '支出政策' }));
  expect(await li.sends('/desk/endowment/spending-rules', { fund: '', from: '2026-01-01', percent: '1', quarters: '12', cap: '', least: '', resolution })).toMatchObject({ status: 303 });
  // 500,000 × 1 % × 297 of 365 days: it came on 10 March
  expect(await reads(zhou, '/desk/guardrails?fund=evergreen&sum=4,068.49&for=programme')).toMatch(/(各项都通过|有提醒).*可用额 4,068\.49 元 − 已用 0\.00 元 − 已承诺 0\.00 元 − 本次 4,068\.49 元 = 0\.00 元/);
  const page = (await cost('4,068.50')).to!.replace('?done=proposed', '');
  expect(await reads(zhou, page)).toContain(`留本基金支出政策 ‖ 暂缓 ${foundation.name}常青助老专项基金：2026 年可用额 4,068.49 元`);
  expect(await reads(zhou, page)).toContain('= −0.01 元，本次超出 0.01 元');
  expect(await zhou.sends(`${page}/approvals`, { reason: '天冷了' })).toMatchObject({ status: 422, text: expect.stringContaining('选一份已核对的理事会决议') });
  const decided = await resolved(house, foundation.id, people, { subject: '多买一批冬衣' });
  expect(await zhou.sends(`${page}/approvals`, { resolution: String(decided), reason: '天冷了' })).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT sum, checks, resolution FROM held_spend')).toEqual([{ sum: 406_850n, checks: ['spending-rule'], resolution: decided }]);
});

it('two who approve at once do not use the same allowance twice', async () => {
  await given({ reference: 'WY-3', sum: 1_000_000n, party: '示例物业有限公司', fund: evergreen.id, keeps: 'spendable' });
  const resolution = String(await resolved(house, foundation.id, people, { subject: '支出政策' }));
  expect(await li.sends('/desk/endowment/spending-rules', { fund: 'evergreen', from: '2026-03-10', percent: '2', quarters: '12', cap: '', least: '', resolution })).toMatchObject({ status: 303 });
  // 500,000 × 2 % × 297 of 365 days is 8,136.98; 4,068.50 are used
  const pages = [(await cost('2,500')).to!, (await cost('2,500')).to!].map((to) => to.replace('?done=proposed', ''));
  const answers = await Promise.all(pages.map((page) => zhou.sends(`${page}/approvals`, { reason: '' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  const [second] = answers.flatMap(({ status }, at) => (status === 422 ? [pages[at]!] : []));
  expect(await reads(zhou, second!)).toContain('可用额 8,136.98 元 − 已用 6,568.50 元 − 已承诺 0.00 元 − 本次 2,500.00 元 = −931.52 元，本次超出 931.52 元');
  expect(await li.sends(`${second!}/withdrawals`, { why: '明年再买' })).toMatchObject({ status: 303 });
});

it('what is paid in advance or passed on to another fund is used as well, and waits in its turn', async () => {
  await openFund(house, foundation, { code: 'coats', name: `${foundation.name}冬衣专项基金`, englishName: 'Coats fund', agreement: { no: 'XY-coats', day: '2026-01-08', party: '林老先生', englishParty: 'Mr Lin', purpose: '助老', englishPurpose: 'For the elderly', use: '冬衣', englishUse: 'Winter coats', termination: '约定', englishTermination: 'As agreed', remainingProperty: '转入同类基金', englishRemainingProperty: 'To a fund of the same kind' }, page: { summary: '冬衣', englishSummary: 'Coats', place: null, englishPlace: null, picture: null, unit: null, tiles: [] } });
  // of 8,136.98 are 1,568.48 left
  const advanced = await li.sends('/desk/vouchers/proposals', { template: 'advance', fund: 'evergreen', advance: 'prepaid', bank: 'bank', party: '示例服装厂', day: '2026-03-10', note: '订冬衣', papers: '合同 1 份', sum: '1,568.49' });
  const passed = await li.sends('/desk/funds/evergreen/transfers', { to: 'coats', sum: '1,568.49', basis: 'same purpose', basisNote: '都给老人添衣', resolution: '', reason: '由冬衣基金统一采购' });
  for (const { to, text } of [advanced, passed]) {
    if (!to) throw new Error(text);
    expect(await zhou.sends(`${to.replace(/\?.*/, '')}/approvals`, { reason: '订货早' })).toMatchObject({ status: 422, text: expect.stringContaining('比 2026 年可用额多 0.01 元') });
    expect((await zhou.sends(`/en${to.replace(/\?.*/, '')}/approvals`, { reason: 'Ordered early' })).text).toContain('would use 0.01 yuan more than it may in 2026');
  }
  const page = passed.to!.replace(/\?.*/, '');
  expect(await zhou.sends(`${page}/approvals`, { resolution: String(await resolved(house, foundation.id, people, { subject: '多划一笔' })), reason: '订货早' })).toMatchObject({ status: 303 });
  // a fen more of any of it, past every form: the books say it themselves
  const forged = (lines: [string, bigint][]): Promise<string> => refusalOf(house.db.query(
    `SELECT ledger_post(ARRAY[$1::int], ARRAY['cost accepted'], ARRAY['2026-03-10'::date], ARRAY['2026-03-10'::date], ARRAY['forged'], ARRAY[NULL::bigint], ARRAY[NULL::bigint], ARRAY[NULL], ARRAY[NULL], array_fill(1, ARRAY[2]), array_fill($2::int, ARRAY[2]), $3, $4, ARRAY[NULL::int, NULL], ARRAY[NULL::bigint, NULL], ARRAY[NULL::smallint, NULL])`,
    [foundation.id, evergreen.id, lines.map(([account]) => account), lines.map(([, sum]) => sum)]));
  expect(await forged([['5101', 1n], ['2202', -1n]])).toBe('more_than_its_rule_rests_on_a_resolution');
  expect(await li.sends(`${advanced.to!.replace(/\?.*/, '')}/withdrawals`, { why: '明年再订' })).toMatchObject({ status: 303 });
  expect(await reads(li, '/desk/endowment/funds/evergreen')).toContain('8,136.99');
});

it('leaves these books, and every named check holds', async () => {
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db)).toBe(table`
    principal gift | evergreen | Bank deposits | 500000.00 |
    | | Donation income, restricted | | 500000.00
    bank gift | evergreen | Bank deposits | 5000.00 |
    | | Donation income, restricted | | 5000.00
    bank gift | general | Bank deposits | 1000.00 |
    | | Donation income, unrestricted | | 1000.00
    cost accepted | evergreen | Programme cost | 4068.50 |
    | | Payables | | 4068.50
    bank gift | evergreen | Bank deposits | 10000.00 |
    | | Donation income, restricted | | 10000.00
    cost accepted | evergreen | Programme cost | 2500.00 |
    | | Payables | | 2500.00
    transfer, restricted | evergreen | Restricted net assets | 1568.49 |
    | | Between funds | | 1568.49
    | coats | Between funds | 1568.49 |
    | | Restricted net assets | | 1568.49`);
  expect(await complaints(house)).toEqual({});
});
