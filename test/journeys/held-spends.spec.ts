import { randomUUID } from 'node:crypto';
import { contributionBounced } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { FundRef } from '../../src/ledger/draft';
import { type Foundation, Foundations } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openFund } from '../support/funds';
import { openLunchFund } from '../support/giving';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { addsPaper } from '../support/papers';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// A bank takes a founding contribution back after the registration. From then on every door by which somebody spends is held, and each is let through by the council.
let house: TestApp;
let foundation: Foundation;
let lunch: FundRef;
let people: readonly [number, number];
let at: Record<'li' | 'zhou' | 'wang' | 'he', AtDesk>;
let pool: string;
let before: bigint;

const SHEET = `fund,account,place,debit,credit
original,1002,bank,2000000,
original,310101,,,2000000
general,1002,bank,50000,
general,3101,,,50000
elder-lunch,1002,bank,100000,
elder-lunch,3102,,,100000
`;
const idIn = ({ to, text }: { to?: string; text: string }): string => {
  if (!to) throw new Error(text);
  return /(\d+)(?:\?|$)/.exec(to)![1]!;
};
const plain = (text: string): string => text.replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const reads = async (desk: AtDesk, path: string): Promise<string> => plain(await desk.reads(path));
const council = (subject: string): Promise<number> => resolved(house, foundation.id, people, { day: '2026-06-29', subject });
const lets = async (subject: string): Promise<Record<string, string>> => ({ resolution: String(await council(subject)), reason: `${subject}，不能等` });

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  await house.app.get(Worker).onApplicationShutdown();
  foundation = await preparing(house);
  lunch = await openLunchFund(house, foundation);
  const ids = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), zhou: await appointed(house, foundation, '周晓', 'bookkeeper'), wang: await appointed(house, foundation, '王建国', 'secretary-general'), he: await appointed(house, foundation, '何平', 'supervisor') };
  people = [ids.li, ids.zhou];
  at = { li: await atDesk(house, ids.li), zhou: await atDesk(house, ids.zhou), wang: await atDesk(house, ids.wang), he: await atDesk(house, ids.he) };
  await at.li.visitor.post('/desk/opening/preparations').field({ day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2023-05-10', registeredSum: '2,000,000', madeGoodBy: '', madeGoodUntil: '' })
    .attach('file', Buffer.from(SHEET), { filename: '期初.csv', contentType: 'text/csv' }).expect(303);
  await at.wang.visitor.post('/desk/opening/signatures').type('form').send({ preparation: '1' }).expect(303);
  expect(await at.li.sends('/desk/endowment/investment-policies', { policyFrom: '2026-01-06', major: '1,000,000', priceDays: '100', dealDays: '5', policyResolution: String(await council('投资管理制度')) })).toMatchObject({ status: 303 });
  pool = idIn(await at.li.sends('/desk/endowment/pools', { name: '大额存单', englishName: 'Certificate of deposit', kind: 'bonds-deposits', role: 'short investment', institution: '示例银行', licence: 'B0001', purpose: '', noPosts: '', maturesOn: '', price: '' }));
  expect(await at.zhou.sends(`/desk/endowment/pools/${pool}/approvals`, {})).toMatchObject({ status: 303 });
}, 60_000);
afterAll(async () => {
  await house?.close();
});

const orders = async (sum: string): Promise<string> => idIn(await at.li.sends(`/desk/endowment/pools/${pool}/orders`, { side: 'buy', fund: 'elder-lunch', sum, why: '闲置资金', orderDay: '2026-06-30' }));
const line = async (sum: bigint, reference: string): Promise<string> => `bank:${(await shows(house, { foundation: foundation.id, by: people[0], lines: [{ day: '2026-06-30', sum, reference }] })).get(reference)}`;

describe('when the bank has taken a contribution back', () => {
  let earlier: string;
  let gift: string;
  beforeAll(async () => {
    earlier = await orders('10,000');
    expect(await at.zhou.sends(`/desk/endowment/orders/${earlier}/approvals`, {})).toMatchObject({ status: 303 });
    gift = idIn(await at.li.sends('/desk/gifts/goods', { key: randomUUID(), fund: String(lunch.id), day: '2026-06-30', display: 'full', name: '示例厨具有限公司', words: '保温箱 12 只', proof: 'invoice', proofName: '发票 04411', amount: '1280' }));
    await addsPaper(at.li, `gifts/${gift}`);
    expect(await at.wang.sends(`/desk/gifts/${gift}/confirmations`, {})).toMatchObject({ status: 303 });
    const [{ bank, original, fact }] = await house.db.query<[{ bank: number; original: number; fact: bigint }]>(
      `INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, 'bank:taken-back', 3450000, '2026-06-30') RETURNING id AS fact, (SELECT id FROM place WHERE foundation = $1 AND account = '1002') AS bank, (SELECT id FROM fund WHERE foundation = $1 AND class = 'original') AS original`, [foundation.id]);
    before = await lastEntry(house.db);
    await house.db.transaction(async (tx) => void (await house.app.get(Ledger).enter(tx, contributionBounced({ day: '2026-06-30', source: 'bank:taken-back', fact, fund: { id: original, foundation: foundation.id, class: 'original' }, sum: yuan('34,500'), bank }))));
  });

  it('an investment that was approved before, and that the bank has carried out, waits for the council, and is booked then', async () => {
    const shown = await line(-yuan('10,000'), 'CD-1');
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/bookings`, { line: shown })).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元') });
    expect(await reads(at.wang, `/desk/endowment/orders/${earlier}`)).toMatch(/‖ 暂缓 注册原始基金 2,000,000\.00 元；原始基金现有 1,965,500\.00 元，差 34,500\.00 元.*放行这笔支出/);
    expect(await reads(at.li, `/desk/endowment/orders/${earlier}`)).not.toContain('放行这笔支出');
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/releases`, {})).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元') });
    const given = await lets('存单照买');
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/releases`, { ...given, reason: '' })).toMatchObject({ status: 422, text: expect.stringContaining('写明放行的理由') });
    expect(await at.li.sends(`/desk/endowment/orders/${earlier}/releases`, given)).toMatchObject({ status: 422, text: expect.stringContaining('自己') });
    expect(await at.he.sends(`/desk/endowment/orders/${earlier}/releases`, given)).toMatchObject({ status: 404 });
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/releases`, given)).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/releases`, given)).toMatchObject({ status: 409 });
    expect(await reads(at.he, `/desk/endowment/orders/${earlier}`)).toMatch(/王建国放行了护栏暂缓的支出 存单照买，不能等/);
    expect(await at.wang.sends(`/desk/endowment/orders/${earlier}/bookings`, { line: shown })).toMatchObject({ status: 303 });
  });

  it('an investment that is proposed now waits before the bank is told', async () => {
    const order = await orders('5,000');
    expect(await at.zhou.sends(`/desk/endowment/orders/${order}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元') });
    expect(await reads(at.zhou, `/en/desk/endowment/orders/${order}`)).toContain('the original fund has ¥1,965,500.00');
    expect(await at.zhou.sends(`/desk/endowment/orders/${order}/approvals`, await lets('再买一笔'))).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`/desk/endowment/orders/${order}/bookings`, { line: await line(-yuan('5,000'), 'CD-2') })).toMatchObject({ status: 303 });
  });

  it('goods are given out upon a resolution', async () => {
    expect(await at.li.sends(`/desk/gifts/${gift}/issues`, { amount: '800', day: '2026-06-30', words: '8 只给一村', sheet: 'LY-01' })).toMatchObject({ status: 303 });
    const [{ id }] = await house.db.query<[{ id: bigint }]>('SELECT max(id) AS id FROM goods_issue');
    expect(await reads(at.wang, `/desk/gifts/${gift}`)).toMatch(/‖ 暂缓 注册原始基金.*差 34,500\.00 元.*放行的理由/);
    expect(await at.wang.sends(`/desk/gifts/issues/${id}/bookings`, {})).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元') });
    expect(await at.wang.sends(`/desk/gifts/issues/${id}/bookings`, await lets('保温箱照发'))).toMatchObject({ status: 303 });
    expect(await reads(at.he, `/desk/gifts/${gift}`)).not.toContain('放行的理由');
  });

  it('money passes from the general fund to another upon a resolution of its own', async () => {
    const form = { to: 'elder-lunch', sum: '500', basis: 'resolution', basisNote: '理事会支持午餐', resolution: String(await council('支持午餐')), reason: '添置餐具' };
    const proposal = idIn(await at.li.sends('/desk/funds/general/transfers', form));
    expect(await at.zhou.sends(`/desk/vouchers/proposals/${proposal}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元，一般基金应先补上') });
    expect((await at.zhou.sends(`/en/desk/vouchers/proposals/${proposal}/approvals`, {})).text).toMatch(/still lacks 34,500\.00 yuan, which the general fund makes good first/);
    expect(await at.zhou.sends(`/desk/vouchers/proposals/${proposal}/approvals`, await lets('划给午餐'))).toMatchObject({ status: 303 });
  });

  it('a fund that becomes a foundation of its own takes its money upon another resolution', async () => {
    expect(await at.wang.sends('/desk/funds/elder-lunch/foundations', { name: '南园社区基金会', englishName: 'Nanyuan', address: 'nanyuan', purpose: '南园互助', englishPurpose: 'Neighbours', bank: '示例银行' })).toMatchObject({ status: 303 });
    await openFund(house, (await house.app.get(Foundations).find('nanyuan'))!, {
      code: 'lunch', name: '南园社区基金会午餐专项基金', englishName: 'Lunch',
      agreement: { no: 'NY-1', day: '2026-06-30', party: '南园业委会', englishParty: 'x', purpose: '助老', englishPurpose: 'x', use: '午餐', englishUse: 'x', termination: '双方同意', englishTermination: 'x', remainingProperty: '转入目的相近的基金', englishRemainingProperty: 'x' },
      page: { summary: '午餐', englishSummary: 'Lunch', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
    });
    const special = await resolved(house, foundation.id, people, { majority: 'special', day: '2026-06-29', subject: '午餐基金分立' });
    expect(await at.li.sends('/desk/funds/elder-lunch/spin-offs', { into: 'nanyuan/lunch', total: '20,000', founding: '', resolution: String(special), reason: '午餐独立成会' })).toMatchObject({ status: 303 });
    const [{ id }] = await house.db.query<[{ id: number }]>("SELECT max(proposal) AS id FROM fund_move WHERE act = 'spin-off'");
    const page = '/desk/funds/elder-lunch/growing-up';
    expect(await reads(at.wang, page)).toMatch(/净资产不低于原始基金 ✓ 通过.*原始基金 ‖ 暂缓|原始基金 ‖ 暂缓.*净资产不低于原始基金 ✓ 通过/);
    expect(await at.wang.sends('/desk/funds/elder-lunch/spin-off-approvals', { proposal: String(id) })).toMatchObject({ status: 422, text: expect.stringContaining('原始基金还差 34,500.00 元') });
    expect(await at.wang.sends('/desk/funds/elder-lunch/spin-off-approvals', { proposal: String(id), ...await lets('照分立') })).toMatchObject({ status: 303 });
    expect(await reads(at.wang, page)).toContain('两边已入账');
  });

  it('each stands with its paper, and the books hold together', async () => {
    await house.app.get(Sealer).seal();
    expect(await house.db.query("SELECT split_part(source, ':', 1) AS of, checks, h.sum, r.subject, p.name AS let_by FROM held_spend h JOIN resolution r ON r.id = h.resolution JOIN person p ON p.id = h.let_by ORDER BY h.let_at, r.id")).toEqual([
      { of: 'investment', checks: ['original-fund'], sum: 1_000_000n, subject: '存单照买', let_by: '王建国' }, { of: 'investment', checks: ['original-fund'], sum: 500_000n, subject: '再买一笔', let_by: '周晓' },
      { of: 'goods-issue', checks: ['original-fund'], sum: 80_000n, subject: '保温箱照发', let_by: '王建国' }, { of: 'voucher', checks: ['shortfall'], sum: 50_000n, subject: '划给午餐', let_by: '周晓' },
      { of: 'voucher', checks: ['original-fund'], sum: 2_000_000n, subject: '照分立', let_by: '王建国' },
    ]);
    expect(await ledgerTable(house.db, { after: before })).toBe(table`
      contribution bounced | original | Unrestricted net assets: registered fund | 34500.00 |
      | | Bank deposits | | 34500.00
      investment bought | elder-lunch | Short-term investments | 10000.00 |
      | | Bank deposits | | 10000.00
      investment bought | elder-lunch | Short-term investments | 5000.00 |
      | | Bank deposits | | 5000.00
      goods used | elder-lunch | Programme cost | 800.00 |
      | | Goods in stock | | 800.00
      transfer, unrestricted | general | Unrestricted net assets | 500.00 |
      | | Between funds | | 500.00
      | elder-lunch | Between funds | 500.00 |
      | | Unrestricted net assets | | 500.00
      spin-off | elder-lunch | Programme cost | 20000.00 |
      | | Bank deposits | | 20000.00
      spin-off received | lunch | Bank deposits | 20000.00 |
      | | Donation income, restricted | | 20000.00`);
    // the one entry that this story has made by itself: in books that were brought, no contribution stands that could go back by its door
    expect(await complaints(house)).toEqual({ 'every-founding-entry-rests-on-two-people': [expect.stringMatching(/bank:taken-back$/)] });
  });
});
