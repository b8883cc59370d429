import { Sealer } from '../../src/ledger/sealer';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import { yuan } from '../../src/rules/money';
import { Worker } from '../../src/platform/worker';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { allMet, Clerks } from '../support/clerks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

// A foundation that brings its books with 34,500 yuan missing in the original fund, and a named person who makes it good by the end of the year.
const clock = new SetClock('2026-06-30T02:00:00Z');
let house: TestApp;
let foundation: Foundation;
let lunch: FundRef;
let people: Record<'li' | 'zhou' | 'wang' | 'he', number>;
let at: Record<'li' | 'zhou' | 'wang' | 'he', AtDesk>;

const SHEET = `fund,account,place,debit,credit
original,1002,bank,1965500,
original,310101,,,1965500
general,1002,bank,50000,
general,3101,,,50000
elder-lunch,1002,bank,100000,
elder-lunch,3102,,,100000
`;

beforeAll(async () => {
  house = await startApp({ clock });
  await house.app.get(Worker).onApplicationShutdown();
  foundation = await preparing(house);
  await house.db.query('UPDATE foundation SET certificate_no = NULL, certificate_from = NULL, certificate_to = NULL WHERE id = $1', [foundation.id]);
  lunch = await openLunchFund(house, foundation);
  people = { li: await appointed(house, foundation, '李敏', 'bookkeeper'), zhou: await appointed(house, foundation, '周晓', 'bookkeeper'), wang: await appointed(house, foundation, '王建国', 'secretary-general'), he: await appointed(house, foundation, '何平', 'supervisor') };
  at = { li: await atDesk(house, people.li), zhou: await atDesk(house, people.zhou), wang: await atDesk(house, people.wang), he: await atDesk(house, people.he) };
  await at.li.visitor.post('/desk/opening/preparations').field({ day: '2025-12-31', certificate: '53310000MJ0000001G', registeredOn: '2023-05-10', registeredSum: '2,000,000', madeGoodBy: '示例物业有限公司', madeGoodUntil: '2026-12-31' })
    .attach('file', Buffer.from(SHEET), { filename: '期初.csv', contentType: 'text/csv' }).expect(303);
  await at.wang.visitor.post('/desk/opening/signatures').type('form').send({ preparation: '1' }).expect(303);
}, 60_000);
afterAll(async () => {
  await house?.close();
});

const plain = (text: string): string => text.replace(/<svg[^]*?<\/svg>/g, '').replace(/<[^>]+>/g, ' ').replace(/&#x3D;/g, '=').replace(/\s+/g, ' ');
const reads = async (desk: AtDesk, path: string): Promise<string> => plain(await desk.reads(path));
/** What Li proposes. @returns its page */
async function proposed(form: Record<string, string>): Promise<string> {
  const { to, status, text } = await at.li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'elder-lunch', cost: 'programme', owed: 'payable', day: '2026-06-30', note: '午餐', papers: '发票 1 张', ...form });
  expect([status, text]).toEqual([303, expect.anything()]);
  return to!.replace('?done=proposed', '');
}
const approves = (desk: AtDesk, page: string, form: Record<string, string> = {}): ReturnType<AtDesk['sends']> => desk.sends(`${page}/approvals`, form);

describe('while the original fund is short', () => {
  let page: string;

  it('anybody of the house asks what would be said, and nothing is written', async () => {
    const asked = await reads(at.zhou, '/desk/guardrails?fund=elder-lunch&sum=3,600&for=programme');
    for (const words of [
      '银龄午餐专项基金支出 3,600.00 元，用于慈善活动：暂缓，须补上依据和理由', '可用 100,000.00 元，本次 3,600.00 元，余 96,400.00 元。', '原始基金 ‖ 暂缓 注册原始基金 2,000,000.00 元；原始基金现有 1,965,500.00 元，差 34,500.00 元，尚未补足。',
      '✓ 通过 净资产 2,115,500.00 元 − 已承诺 0.00 元 − 本次 3,600.00 元 = 2,111,900.00 元；注册原始基金 2,000,000.00 元，余 111,900.00 元。', '协议 XY-2025-01 有效', '备案 示例-A26001：已募 0.00 元，备案募捐目标 1,000,000.00 元',
    ]) expect(asked).toContain(words);
    expect(await reads(at.he, '/en/desk/guardrails?fund=general&sum=1&for=management')).toContain('still lacks ¥34,500.00');
    expect(await house.db.query('SELECT count(*)::int AS n FROM journal_entry')).toEqual([{ n: 1 }]);
  });

  it('what cannot be asked comes back with what was typed', async () => {
    for (const [query, words] of [['fund=elder-lunch&sum=abc&for=programme', 'abc'], ['fund=original&sum=1&for=programme', '选'], ['fund=elder-lunch&sum=&for=programme', '金额'], ['fund=elder-lunch&sum=1&for=', '选这笔钱用于什么']] as const) {
      const { status, text } = await at.zhou.visitor.get(`/desk/guardrails?${query}`);
      expect([query, status]).toEqual([query, 422]);
      expect(text).toContain(words);
    }
  });

  it('programs ask the same, signed in', async () => {
    const ask = (desk: AtDesk | null, query = 'fund=elder-lunch&sum=360000&for=programme') => (desk?.visitor ?? house.visitor()).get(`/api/v1/guardrails?${query}`);
    const { body, headers } = await ask(at.zhou).expect(200);
    expect(body).toMatchObject({ fund: 'elder-lunch', sum: '360000', for: 'programme', verdict: 'hold', needs: ['resolution'] });
    expect(body.checks.find(({ check }: { check: string }) => check === 'original-fund')).toMatchObject({ verdict: 'hold', needs: 'resolution', sums: { limit: '200000000', after: '196550000', missing: '3450000' } });
    expect(headers['cache-control']).toBe('no-store');
    expect((await ask(null).expect(401)).body).toMatchObject({ status: 401 });
    for (const query of ['fund=elder-lunch&sum=1.5&for=programme', 'fund=nothing&sum=100&for=programme', 'fund=elder-lunch&sum=100&for=lunch', ''])
      expect([query, (await ask(at.zhou, query)).status, (await ask(at.zhou, query)).headers['content-type']]).toEqual([query, 422, expect.stringContaining('application/problem+json')]);
    await ask(await atDesk(house, await appointed(house, foundation, '孙丽', 'administrator'))).expect(404);
    expect((await house.request().get('/api/v1/openapi.json')).body.paths['/api/v1/guardrails'].get.responses).toMatchObject({ 200: {}, 401: {}, 422: {} });
  });

  it('a proposal shows every check before somebody approves it, and asks for a resolution', async () => {
    page = await proposed({ sum: '3,600' });
    const text = await reads(at.zhou, page);
    for (const words of ['支出护栏', '‖ 暂缓', '差 34,500.00 元，尚未补足', '决议', '放行的理由']) expect(text).toContain(words);
    expect(await approves(at.zhou, page)).toMatchObject({ status: 422, text: expect.stringContaining('选一份已核对的理事会决议') });
    const unconfirmed = await house.db.query<[{ id: number }]>(
      `INSERT INTO resolution (foundation, body, majority, number, day, subject, entitled, present, votes_for, votes_against, recorded_by, recorded_at) VALUES ($1, 'council', 'ordinary', '未核对', '2026-06-29', '同意', 7, 7, 7, 0, $2, now()) RETURNING id`, [foundation.id, people.li]);
    expect(await approves(at.zhou, page, { resolution: String(unconfirmed[0].id), reason: '老人要吃饭' })).toMatchObject({ status: 422 });
    expect(await house.db.query('SELECT 1 FROM held_spend')).toEqual([]);
  });

  it('with it and a reason it goes through, and both stay with it', async () => {
    const resolution = await resolved(house, foundation.id, [people.li, people.zhou], { day: '2026-06-29', subject: '午餐不能停' });
    expect(await approves(at.zhou, page, { resolution: String(resolution) })).toMatchObject({ status: 422, text: expect.stringContaining('写明放行的理由') });
    expect(await reads(at.zhou, page)).toContain('午餐不能停');
    expect(await approves(at.zhou, page, { resolution: String(resolution), reason: '老人每天要吃饭' })).toMatchObject({ status: 303 });
    for (const words of ['周晓放行了护栏暂缓的支出', '老人每天要吃饭', '午餐不能停']) expect(await reads(at.he, page)).toContain(words);
    expect(await house.db.query('SELECT sum, checks, resolution, let_by FROM held_spend')).toEqual([{ sum: 360_000n, checks: ['original-fund'], resolution, let_by: people.zhou }]);
  });

  it('the general fund too, and paying what is owed waits for nobody', async () => {
    const rent = await proposed({ fund: 'general', sum: '2,000', cost: 'management', note: '房租' });
    expect(await approves(at.zhou, rent)).toMatchObject({ status: 422 });
    const resolution = await resolved(house, foundation.id, [people.li, people.zhou], { subject: '房租照付' });
    expect(await approves(at.zhou, rent, { resolution: String(resolution), reason: '不付要停电' })).toMatchObject({ status: 303 });
    const payment = await proposed({ template: 'payment', sum: '3,600', bill: 'payable', bank: 'bank' });
    expect(await reads(at.wang, payment)).toContain('! 提醒 注册原始基金 2,000,000.00 元');
    expect(await approves(at.wang, payment)).toMatchObject({ status: 303 });
  });

  it('made good, nothing is held any more', async () => {
    await at.li.sends('/desk/founding/contributions', { founder: '示例物业有限公司', amount: '34,500', reference: 'ICBC-9', valueDay: '2026-06-30' });
    const lines = await shows(house, { foundation: foundation.id, by: people.li, lines: [{ day: '2026-06-30', sum: 3_450_000n, reference: 'ICBC-9', party: '示例物业有限公司' }] });
    await at.zhou.sends('/desk/founding/contributions/1/confirmations', { line: String(lines.get('ICBC-9')) });
    const spend = await proposed({ sum: '100' });
    expect(await reads(at.zhou, spend)).toContain('注册原始基金 2,000,000.00 元；本次支出后原始基金 2,000,000.00 元，余 0.00 元。');
    expect(await approves(at.zhou, spend)).toMatchObject({ status: 303 });
  });
});

describe('what is refused', () => {
  it('more than the fund has: the page says how much is missing, and offers no approval', async () => {
    const spend = await proposed({ sum: '96,300' });
    await house.db.transaction(async (tx) => void (await house.app.get(Ledger).enter(tx, bankGift({ day: '2026-06-30', source: 'b:1', fund: lunch, sum: yuan('500'), bank: await bank() }))));
    const gift = await noOf('b:1');
    expect(await approves(at.zhou, spend)).toMatchObject({ status: 303 });
    // the gift of 500 is still there, and is spent; then it turns out to have been none
    expect(await approves(at.zhou, await proposed({ sum: '500' }))).toMatchObject({ status: 303 });
    const { status, text } = await at.li.sends(`/desk/vouchers/${gift}/reversals`, { day: '2026-06-30', why: '不是捐赠' });
    expect(status).toBe(422);
    expect(text).toContain('可用 0.00 元，少 500.00 元');
  });

  it('a reversal that was proposed in time, and whose money is spent before it is approved', async () => {
    await house.db.transaction(async (tx) => void (await house.app.get(Ledger).enter(tx, bankGift({ day: '2026-06-30', source: 'b:2', fund: lunch, sum: yuan('700'), bank: await bank() }))));
    const back = (await at.li.sends(`/desk/vouchers/${await noOf('b:2')}/reversals`, { day: '2026-06-30', why: '重复' })).to!.replace('?done=proposed', '');
    expect(await reads(at.zhou, back)).toContain('可用 700.00 元，本次 700.00 元，余 0.00 元。');
    expect(await approves(at.zhou, await proposed({ sum: '400' }))).toMatchObject({ status: 303 });
    const page = await reads(at.zhou, back);
    expect(page).toContain('✕ 不可');
    expect(page).toContain('可用 300.00 元，本次 700.00 元，差 400.00 元。');
    expect(page).not.toContain('批准并入账');
    expect(await approves(at.zhou, back)).toMatchObject({ status: 422, text: expect.stringContaining('可用 300.00 元，少 400.00 元') });
  });

  it('management in a fund whose agreement has no share for it is held for the donor’s consent', async () => {
    const spend = await proposed({ sum: '100', cost: 'management', note: '打印纸' });
    expect(await reads(at.zhou, spend)).toContain('协议 XY-2025-01 没有约定管理费，本次管理费用 100.00 元 超出约定用途');
    expect(await approves(at.zhou, spend, { reason: '午餐登记表' })).toMatchObject({ status: 422, text: expect.stringContaining('捐赠人同意书') });
    expect((await approves(at.zhou, spend, { reason: '午餐登记表', consent: '示例物业同意函，2026年6月29日' }))).toMatchObject({ text: expect.not.stringContaining('处需要修改'), status: 303 });
  });
});

it('four processes approve two spends each of the last free yuan: one wins, the others read the guard-rail’s sentence', async () => {
  const clerks = await Clerks.hire(4, house.config);
  try {
    let meetings = 0;
    for (let round = 0; meetings < 3 && round < 24; round++) {
      const after = await lastEntry(house.db);
      const [{ free }] = await house.db.query<[{ free: bigint }]>('SELECT free FROM fund_balance WHERE fund = $1', [lunch.id]);
      const top = yuan('1,000') - free;
      if (top > 0n) await house.db.transaction(async (tx) => void (await house.app.get(Ledger).enter(tx, bankGift({ day: '2026-06-30', source: `top:${round}`, fund: lunch, sum: top, bank: await bank() }))));
      const ids: number[] = [];
      for (let nth = 0; nth < 4; nth++) ids.push(Number((await proposed({ sum: '1,000', note: `午餐 ${round}-${nth}` })).split('/').at(-1)));
      const done = await clerks.together<string>(...ids.map((proposal) => ({ verb: 'approve' as const, foundation: foundation.id, proposal, by: { id: people.zhou, name: '周晓', roles: ['bookkeeper'] } })));
      const came = done.map(([one]) => one!.came);
      expect(came.filter((one) => one === 'approved')).toHaveLength(1);
      expect(came.filter((one) => one !== 'approved')).toEqual(Array.from({ length: 3 }, () => expect.stringMatching(/银龄午餐专项基金可用 0\.00 元，少 1,000\.00 元/)));
      if (allMet(done.map(([one]) => one!))) meetings++;
      if (round === 0) expect(await ledgerTable(house.db, { after })).toMatch(/cost accepted \| elder-lunch \| Programme cost \| 1000\.00 \|/);
    }
    expect(meetings).toBe(3);
  } finally {
    await clerks.dismiss();
  }
}, 120_000);

it('and the books hold together', async () => {
  await house.app.get(Sealer).seal();
  expect((await ledgerTable(house.db)).split('\n').slice(6, 12).join('\n')).toBe(table`
    cost accepted | elder-lunch | Programme cost | 3600.00 |
    | | Payables | | 3600.00
    cost accepted | general | Management cost | 2000.00 |
    | | Payables | | 2000.00
    payment | elder-lunch | Payables | 3600.00 |
    | | Bank deposits | | 3600.00`);
  expect(await complaints(house)).toEqual({});
});

const bank = async (): Promise<number> => (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE foundation = $1 AND account = '1002'", [foundation.id]))[0].id;
async function noOf(source: string): Promise<string> {
  await house.app.get(Sealer).seal();
  return (await house.db.query<[{ no: string }]>('SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.source = $1', [source]))[0].no;
}
