import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, coveredRefund, managementFee, openingBalance, refund, transferRestricted } from '../../src/ledger/entries';
import { Guardrails } from '../../src/funds/guardrails';
import { guardLinesIn } from '../../src/ledger/guard-lines';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { costsOf, percent, spendingOf } from '../../src/ledger/statements/spending.queries';
import type { Foundation } from '../../src/people/foundations';
import { Clock } from '../../src/platform/clock';
import { yuan } from '../../src/rules/money';
import { SetClock, startApp, type TestApp } from '../support/app';
import { signOpening } from '../support/opening';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, keysOf, preparing, sitting } from '../support/desk';
import { enterActed } from '../support/moves';
import { bareFund } from '../support/funds';

let house: TestApp;
let foundation: Foundation;
let clock: SetClock;
let desk: AtDesk;
let li: number;
let general: FundRef;
let lunch: FundRef;
let study: FundRef;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  clock = house.app.get<SetClock>(Clock);
  foundation = await preparing(house);
  li = await appointed(house, foundation, '李敏', 'cashier');
  const [row] = await house.db.query<[{ general: number; bank: number }]>("SELECT f.id AS general, p.id AS bank FROM fund f JOIN place p USING (foundation) WHERE f.foundation = $1 AND f.class = 'general'", [foundation.id]);
  bank = row.bank;
  general = { id: row.general, foundation: foundation.id, class: 'general' };
  const open = async (code: string): Promise<FundRef> =>
    ({ id: await bareFund(house.db, { foundation: foundation.id, code, class: 'restricted', name: code, englishName: code, openedOn: '2025-01-01' }), foundation: foundation.id, class: 'restricted' });
  lunch = await open('lunch');
  study = await open('study');
  desk = await atDesk(house, li);
}, 60_000);
afterAll(() => house?.close());

const enter = (...drafts: Parameters<Ledger['post']>[1]): Promise<void> =>
  house.db.transaction(async (tx) => {
    for (const draft of drafts) await house.app.get(Ledger).enter(tx, draft);
  });
async function on(at: string): Promise<void> {
  clock.set(at);
  desk = await atDesk(house, li);
}
const read = async (path = '/desk/ratios'): Promise<string> => (await desk.reads(path)).replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]+>/g, ' ').replace(/&#x3D;/g, '=').replace(/\s+/g, ' ');
const unqualified = (): Foundation => ({ ...foundation, certificate: null });
/** What the guard-rails note or hold of the year's ratios, of a cost of the general fund. */
const said = async (of: Foundation, sum: string, { management = true, day = clock.today() } = {}): Promise<string[]> => {
  const certificate = of.certificate;
  await house.db.query('UPDATE foundation SET certificate_no = $2, certificate_from = $3, certificate_to = $4 WHERE id = $1', [of.id, certificate?.no, certificate?.from, certificate?.to]);
  const findings = await house.app.get(Guardrails).of(house.db.manager, costAccepted({ day, source: 'asked', fund: general, sum: yuan(sum), for: management ? 'management' : 'programme' }));
  await house.db.query('UPDATE foundation SET certificate_no = NULL, certificate_from = NULL, certificate_to = NULL WHERE id = $1', [of.id]);
  return guardLinesIn('zh', findings).filter(({ check, verdict }) => verdict !== 'fine' && /^(spending|management)-/.test(check)).map(({ verdict, text }) => (verdict === 'hold' ? `暂缓：${text}` : text));
};

it('in the first year there is nothing to measure by', async () => {
  const page = await read();
  expect(page).toContain('账上没有上一年的数，今年没有衡量的基数。');
  expect(page).toContain('慈善法（2023年修正）第六十一条');
  expect(await said(unqualified(), '1,000,000')).toEqual([]);
});

it('an opening balance tells the net assets of last year, and the band by them', async () => {
  await enter(openingBalance({ day: '2026-01-01', source: 'o', foundation: foundation.id, standing: [
    { fund: general, role: 'bank', sum: yuan('3,000,000'), place: bank }, { fund: general, role: 'unrestricted', sum: -yuan('3,000,000') },
  ] }));
  await house.db.query('UPDATE foundation SET certificate_no = NULL, certificate_from = NULL, certificate_to = NULL WHERE id = $1', [foundation.id]);
  await enter(
    bankGift({ day: '2026-01-05', source: 'b:1', fund: lunch, sum: yuan('500,000'), bank }),
    costAccepted({ day: '2026-02-10', source: 'c:1', fund: lunch, sum: yuan('60,000'), for: 'programme' }),
    costAccepted({ day: '2026-05-10', source: 'c:2', fund: lunch, sum: yuan('40,000'), for: 'programme' }),
    costAccepted({ day: '2026-05-11', source: 'c:3', fund: general, sum: yuan('25,000'), for: 'management' }),
    costAccepted({ day: '2026-05-12', source: 'c:4', fund: general, sum: yuan('5,000'), for: 'fundraising' }),
  );
  // none of these is spending
  await enterActed(house.db, managementFee({ day: '2026-05-31', source: 'f:1', fund: lunch, general, sum: yuan('9,000') }), ['2026-01-01', '2026-04-30']);
  await enterActed(house.db, transferRestricted({ day: '2026-05-31', source: 't:1', fund: lunch, to: study, sum: yuan('8,000') }));
  await enter(
    refund({ day: '2026-06-01', source: 'r:1', fund: lunch, sum: yuan('700'), givenOn: '2025-06-01', bank }),
    coveredRefund({ day: '2026-06-02', source: 'r:2', general, sum: yuan('300'), bank }),
  );
  const page = await read();
  for (const words of [
    '上年末净资产在 400 万元以下一档。', '3.33% 占上年末净资产 3,000,000.00 元', '不低于 8%，即 240,000.00 元', '还差 140,000.00 元', '19.23% 占当年总支出 130,000.00 元', '低于 200,000.00 元，不受比例限制。',
    '慈善活动支出（元） 100,000.00', '管理费用（元） 25,000.00', '总支出（元） 130,000.00', '另有退还捐款记作费用的 1,000.00 元，也不计入。',
    // half a year has gone, 181 days of 365; the busiest month spent 60,000
    '100,000.00 元 ÷ 181 天 × 365 天 = 201,657.45 元', '慈善活动支出预计（元） 201,657.45', '管理费用预计（元） 50,414.36 ，占总支出 262,154.69 元 的 19.23%',
    '依据： 民发〔2016〕189号第八条第四项：上年末净资产低于400万元的，年度慈善活动支出不低于上年末净资产的8%', '依据： 民发〔2016〕189号第八条第四项：上年末净资产低于400万元的，年度管理费用不高于当年总支出的20%', '预计相差（元） 38,342.55', '2026年10月：从这个月起', '筹资费用 5,000.00 元，占捐赠收入 500,000.00 元 的 1%。', '待核对',
  ]) expect(page).toContain(words);
  expect(page).not.toContain('慈善法（2023年修正）第六十一条');
});

it('warns before a management cost is approved, on both sides of the limit', async () => {
  const of = unqualified();
  // below 200,000 a year the yearly share is not measured, that of 税前扣除资格 is
  const tax = '批准后，2026 年的管理费用将超过总支出的 12%，超出 163,400.00 元：按年度支出的规定还可以，但会影响公益性捐赠税前扣除资格。';
  expect(await said(of, '174,999.99')).toEqual([tax]);
  expect(await said(of, '175,000')).toEqual(['批准后，2026 年的管理费用将超过总支出的 20%，超出 139,000.00 元。']);
  expect(await said(of, '175,000', { management: false })).toEqual([]); // no management cost
  // with the qualification the share is measured however small it is, and it is above a tenth already
  expect(await said(foundation, '1')).toEqual(['批准后，2026 年的管理费用将超过总支出的 10%，超出 12,000.90 元。']);
});

it('and says so on the page where it is approved', async () => {
  const books = await atDesk(house, await appointed(house, foundation, '周晓', 'bookkeeper'));
  const proposed = async (sum: string): Promise<string> => {
    const { to } = await books.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'general', sum, cost: 'management', owed: 'payable', day: '2026-06-29', note: '办公室装修', papers: '合同 1 份' });
    return read(to!.replace('?done=proposed', ''));
  };
  expect(await proposed('174,999.99')).not.toContain('总支出的 20%');
  const page = await proposed('175,000');
  expect(page).toContain('批准后，2026 年的管理费用将超过总支出的 20%，超出 139,000.00 元。 民发〔2016〕189号第八条第四项');
});

it('what takes back charitable spending is warned of too, for the rest weighs more then', async () => {
  const books = await atDesk(house, await appointed(house, foundation, '吴敏', 'bookkeeper'));
  await house.app.get(Sealer).seal();
  const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.source = 'c:1'");
  const { to } = await books.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-06-30', why: '重复入账' });
  // 25,000 of 70,000 that remain; below 200,000 only 税前扣除资格 asks for the share
  expect(await read(to!.replace('?done=proposed', ''))).toContain('批准后，2026 年的管理费用将超过总支出的 12%，超出 16,600.00 元');
});

it('from October on warns of management cost while the year falls behind', async () => {
  await on('2026-09-30T02:00:00Z');
  expect(await said(unqualified(), '1')).toEqual([expect.stringContaining('税前扣除资格')]);
  await on('2026-10-01T02:00:00Z');
  expect(await said(unqualified(), '1')).toEqual(['暂缓：照 2026 年的速度，慈善活动支出到年底还差 106,788.33 元，全年最低 240,000.00 元。不急的管理费用缓一缓；急的写明理由。', expect.stringContaining('税前扣除资格')]);
  await enter(costAccepted({ day: '2026-10-01', source: 'c:5', fund: lunch, sum: yuan('140,000'), for: 'programme' }));
  // 25,001 of 270,001 is less than 12 per cent
  expect(await said(unqualified(), '1')).toEqual([]);
  expect(await said(unqualified(), '8,409.09')).toEqual([]);
  expect(await said(unqualified(), '8,409.10')).toEqual([expect.stringContaining('超过总支出的 12%，超出 0.01 元')]);
  expect(await read()).toContain('慈善活动支出 已达到');
});

it('what is booked in the last days of a year is measured by that year, whenever it is approved', async () => {
  await on('2027-01-05T02:00:00Z');
  expect(await said(unqualified(), '175,000')).toEqual([expect.stringContaining('2027 年的管理费用将超过总支出的 12%')]);
  // nothing of it is to come: its pace is what it came to
  expect(await said(unqualified(), '175,000', { day: '2026-12-31' })).toEqual(['批准后，2026 年的管理费用将超过总支出的 20%，超出 111,000.00 元。', '暂缓：照 2026 年的速度，到年底管理费用 200,000.00 元，总支出 445,000.00 元，上限 20%，超出 111,000.00 元。不急的管理费用缓一缓；急的写明理由。']);
});

it('a year that is over is judged whole, and the next one by it', async () => {
  await on('2027-02-01T02:00:00Z');
  const past = await read('/desk/ratios?year=2026');
  expect(past).toContain('2026 年全年，按账目算出。');
  expect(past).not.toContain('到年底');
  const now = await read();
  // 3,000,000 + 500,000 − 240,000 − 25,000 − 5,000 − 1,000
  expect(now).toContain('上年末净资产 3,229,000.00 元');
  expect(now).toMatch(/2026 已达到 慈善活动支出占上年末净资产 8%，不低于 8%；管理费用占总支出 9\.25%，不超过 12%/);
  expect((await desk.visitor.get('/desk/ratios?year=2024')).status).toBe(404);
  expect(await desk.reads('/en/desk/ratios')).toContain('To be checked');
  await appointed(house, foundation, '王建国', 'secretary-general');
  await signOpening(house.ownerUrl);
  expect(await complaints(house)).toEqual({});
});

it('a fall in value is management cost, in an account of its own or not', () => {
  expect(costsOf([{ role: 'value loss', class: 'E', debit: 5n }, { role: 'programme', class: 'E', debit: 7n }, { role: 'bank', class: 'M', debit: -12n }], { kind: 'fall in value', day: '2026-12-31' }))
    .toEqual({ day: '2026-12-31', charitable: 7n, management: 5n, total: 12n });
  // gifts given back are booked as cost and are none, and closing a year takes nothing back
  for (const kind of ['refund', 'year closing'] as const) expect(costsOf([{ role: 'management', class: 'E', debit: 5n }], { kind, day: '2026-12-31' })).toMatchObject({ management: 0n, total: 0n });
});

it('held at the desk until whoever approves says why, and by the books for whoever comes past the desk', async () => {
  await on('2027-10-01T02:00:00Z');
  const [proposer, approver] = [await atDesk(house, await appointed(house, foundation, '钱会计', 'bookkeeper')), await atDesk(house, await appointed(house, foundation, '孙会计', 'bookkeeper'))];
  const made = async (more: Record<string, string> = {}): Promise<string> =>
    (await proposer.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'general', sum: '100', cost: 'management', owed: 'payable', day: '2027-10-01', note: '房租', papers: '发票 1 张', ...more })).to!.replace('?done=proposed', '');
  const rent = await made();
  expect(await approver.reads(rent)).toMatch(/照 2027 年的速度，慈善活动支出到年底还差 258,320\.00 元[^]*name="reason"/);
  expect(await approver.sends(`${rent}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('写明放行的理由') });
  expect((await approver.sends(`/en${rent}/approvals`, { reason: ' ' })).text).toContain('Say why it is let through');
  // the application’s own role, without the desk
  const forged = costAccepted({ day: '2027-10-01', source: 'forged', fund: general, sum: 1n, for: 'management' });
  await expect(enter(forged)).rejects.toMatchObject({ driverError: { constraint: 'what_can_wait_says_why_it_does_not' } });
  await enter({ ...forged, day: '2027-09-30', source: 'september' });
  // wages do not wait, nor does what helps
  for (const more of [{ owed: 'pay', note: '工资' }, { cost: 'programme', fund: 'lunch', note: '午餐' }] as Record<string, string>[]) expect(await approver.sends(`${await made(more)}/approvals`, {})).toMatchObject({ status: 303 });
  expect(await approver.sends(`${rent}/approvals`, { reason: '租约到期，不付就要搬' })).toMatchObject({ status: 303 });
  expect(await approver.reads(rent)).toContain('租约到期，不付就要搬');
  expect(await house.db.query('SELECT source, day, sum, failing FROM forecast_asked')).toEqual([{ source: `voucher:${rent.split('/').at(-1)}`, day: '2027-10-01', sum: 10_000n, failing: ['spending-forecast'] }]);
  // what is dated back is judged by what the books know
  await expect(enter({ ...forged, day: '2027-09-30', source: 'dated back' })).rejects.toMatchObject({ driverError: { constraint: 'what_can_wait_says_why_it_does_not' } });
  expect(await complaints(house)).toEqual({});
});

describe('books that were opened in the middle of a year', () => {
  it('know neither last year’s end nor the months before, and say so', async () => {
    clock.set('2026-10-15T02:00:00Z');
    const late = await preparing(house, 'late', '晚开账社区基金会');
    const [row] = await house.db.query<[{ general: number; bank: number }]>("SELECT f.id AS general, p.id AS bank FROM fund f JOIN place p USING (foundation) WHERE f.foundation = $1 AND f.class = 'general'", [late.id]);
    const fund: FundRef = { id: row.general, foundation: late.id, class: 'general' };
    await enter(
      openingBalance({ day: '2026-08-31', source: 'o', foundation: late.id, standing: [{ fund, role: 'bank', sum: yuan('3,000,000'), place: row.bank }, { fund, role: 'unrestricted', sum: -yuan('3,000,000') }] }),
      costAccepted({ day: '2026-09-10', source: 'c:1', fund, sum: yuan('60,000'), for: 'programme' }),
    );
    const spending = await spendingOf(house.db, { ...late, certificate: null }, { year: 2026, today: clock.today() });
    expect([spending.measure, spending.years[0]!.since, spending.years[1]!.knows]).toEqual([null, '2026-08-31', { income: false, netAssets: false }]);
    // the year after, the end of 2026 is known; what 2026 spent in all is not
    const next = await spendingOf(house.db, { ...late, certificate: null }, { year: 2027, today: '2027-03-01' });
    expect([next.measure?.bases, next.years[1]!.knows]).toEqual([[{ name: 'net-assets', sum: yuan('2,940,000') }], { income: false, netAssets: true }]);
    const person = await appointed(house, late, '许静', 'bookkeeper');
    const visitor = house.visitor();
    await visitor.post('/f/late/desk/sessions').type('form').send(await keysOf(house, person)).expect(303);
    const page = (await sitting(visitor).reads('/f/late/desk/ratios')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(page).toContain('账从 2026年8月31日 的期初余额开始');
    expect(page).not.toContain('到年底');
    expect(page).not.toContain('成立不满一年');
  });
});

it('shares are written without zeros that say nothing', () => {
  expect([0n, 5n, 50n, 800n, 1_234n, -120n].map(percent)).toEqual(['0%', '0.05%', '0.5%', '8%', '12.34%', '−1.2%']);
});
