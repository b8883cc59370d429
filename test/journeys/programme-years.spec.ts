import { Client } from 'pg';
import { PROGRAMME_CHECKS } from '../../src/funds/programmes/checks';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { bankGift, payment, subsidy, subsidyReturned } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { jpeg, sendsFiles } from '../support/papers';
import { arrives, programmeFund } from '../support/programmes';

// The public-service money of Wutongli that was not spent in 2026: it goes back to the city and the district, or is carried over as they agree.
jest.setTimeout(60_000);

const PEOPLE = { li: ['李敏', 'bookkeeper'], wang: ['王建国', 'secretary-general'], qian: ['钱进', 'programme-officer'], he: ['何平', 'supervisor'] } as const;
type Who = keyof typeof PEOPLE;
const clock = new SetClock('2026-01-12T02:00:00Z');
const ids = {} as Record<Who, number>;
const at = {} as Record<Who, AtDesk>;
let house: TestApp;
let owner: Client;
let foundation: Foundation;
let services: FundRef;
let general: FundRef;
let bank: number;
let own: number;
const PAGE = '/desk/funds/services/programme';
const SUBSIDIES: bigint[] = [];
const LATE: bigint[] = [];

beforeAll(async () => {
  house = await startApp({ clock });
  owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  foundation = await preparing(house);
  services = await programmeFund(house, foundation);
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  own = await house.app.get(Ledger).openPlace(house.db.manager, { foundation: foundation.id, account: '1002', code: 'own', name: '公共服务资金专户，尾号 0909', englishName: 'Programme account, ending 0909' });
  for (const who of Object.keys(PEOPLE) as Who[]) ids[who] = await appointed(house, foundation, PEOPLE[who][0], PEOPLE[who][1]);
  await itIs('2026-01-12T02:00:00Z');
  await at.li.sends(`${PAGE}/places`, { place: String(own), placeWhy: '专项资金管理办法第 6 条' });
  await at.wang.sends(`${PAGE}/places/1/marks`, {});
  await at.qian.sends(`${PAGE}/counts`, { day: '2026-01-05', selfGoverned: '350', workUnit: '', managed: '2000', scattered: '', source: '街道网格台账' });
  await at.wang.sends(`${PAGE}/counts/1/confirmations`, {});
  await assessed('2026', 1);
});
afterAll(async () => {
  await owner?.end();
  await house?.close();
});

async function itIs(moment: string): Promise<void> {
  clock.set(moment);
  for (const who of Object.keys(PEOPLE) as Who[]) at[who] = await atDesk(house, ids[who]);
}
async function assessed(year: string, id: number): Promise<void> {
  await at.qian.sends(`${PAGE}/entitlements`, { year, count: '1', zone: 'near', settlement: 'urban', per100: '1', due1: `${year}-03-31`, due2: '', due3: '', due4: '' });
  expect(await at.wang.sends(`${PAGE}/entitlements/${id}/confirmations`, {})).toMatchObject({ status: 303 });
}
const plain = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = async (who: Who, query = '?year=2026'): Promise<string> => plain(await at[who].reads(`${PAGE}${query}`));
async function comes(sum: bigint, payer: 'city' | 'district', day: string, year = '2026'): Promise<bigint> {
  const entry = await arrives(house, subsidy({ day, source: `bank:${payer}:${day}`, fund: services, sum, bank: own, party: payer === 'city' ? '市财政局' : '区财政局' }), { code: 'own', reference: `${payer}${day}`, importer: ids.li, matcher: ids.wang });
  expect(await at.li.sends(`${PAGE}/receipts`, { entry: String(entry), payer, receiptYear: year, receiptSum: '' })).toMatchObject({ status: 303 });
  return entry;
}
async function spends(sum: string, day: string, note: string): Promise<void> {
  const { to } = await at.li.sends('/desk/vouchers/proposals', { template: 'cost-accepted', fund: 'services', sum, cost: 'programme', owed: 'payable', day, note, papers: '验收单 1 份', party: '示例维修部' });
  const id = /proposals\/(\d+)/.exec(to!)![1]!;
  await at.li.sends(`${PAGE}/uses`, { proposal: id, use: 'upkeep', reason: '', resolution: '' });
  expect(await at.wang.sends(`/desk/vouchers/proposals/${id}/approvals`, {})).toMatchObject({ status: 303 });
}
/** The months of a year as a closing leaves them. */
const closed = (year: number, sealed: boolean): Promise<unknown> => owner.query(
  `INSERT INTO accounting_period (foundation, month, sealed_on) VALUES ($1, make_date($2, 12, 1), $3) ON CONFLICT (foundation, month) DO UPDATE SET sealed_on = excluded.sealed_on`, [foundation.id, year, sealed ? `${year + 1}-01-10` : null]);
const post = (...drafts: Draft[]): Promise<unknown> => house.db.transaction(async (tx) => { for (const draft of drafts) await house.app.get(Ledger).enter(tx, draft); });
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: { code?: string; constraint?: string; driverError?: { constraint?: string } }) => error.driverError?.constraint ?? error.constraint ?? error.code ?? 'another error');
const reverses = (entry: bigint): Promise<string> => refusal(house.db.transaction(async (tx) => {
  const ledger = house.app.get(Ledger);
  await ledger.enter(tx, await ledger.mirror(tx, { foundation: foundation.id, entry, day: '2027-01-13', reason: '再想想' }));
}));
const newest = async (): Promise<number> => (await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM programme_settlement'))[0].id;
const SETTLE = { settledYear: '2026', cityCarried: '', cityConsent: '', cityPayee: '市财政局国库处', districtCarried: '', districtConsent: '', districtPayee: '区财政局', basis: '专项资金管理办法第 12 条' };

describe('what is left of a year', () => {
  it('is what it began with and what came, less what was spent, as everybody reads it', async () => {
    await itIs('2026-04-01T02:00:00Z');
    SUBSIDIES.push(await comes(4_800_001n, 'city', '2026-03-30'), await comes(2_400_000n, 'district', '2026-03-31'));
    await itIs('2026-06-20T02:00:00Z');
    await spends('12,000.00', '2026-06-20', '楼道灯维修');
    expect(await page('he')).toMatch(/本年资金 上年结转 0\.00 本年到账 72,000\.01 减：本年使用 12,000\.00 年度结余 60,000\.01 这一年的 12 月结账后，在这里处理结余/);
    expect(plain((await house.request().get('/funds/services').expect(200)).text)).toMatch(/年度结余 60,000\.01 年度结账后，没用完的钱按出资比例退回出资方/);
    expect(plain((await house.request().get('/en/funds/services').expect(200)).text)).toMatch(/Left of the year 60,000\.01 When the year’s books are closed/);
  });

  it('waits until the books of the year are closed, at the desk and in the database', async () => {
    await itIs('2027-01-12T02:00:00Z');
    expect(await at.li.sends(`${PAGE}/settlements`, SETTLE)).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/settlements/1/approvals?year=2026`, {})).toMatchObject({ status: 422, text: expect.stringContaining('这一年的账还没有结完') });
    expect(await at.li.sends(`${PAGE}/settlements/1/refusals?year=2026`, { settledYear: '2026', settlementWhy: '等结账' })).toMatchObject({ status: 303 });
    await closed(2026, true);
    await house.app.get(Sealer).seal();
    expect(plain(await at.li.reads('/desk'))).toMatch(/处理年度结余：梧桐里社区基金会公共服务资金，2026年.*60,000\.01/);
  });

  it('is shared as it was brought, to the fen, proposed by one with what must be said', async () => {
    // 60,000.01 by 48,000.01 : 24,000.00 is 40,000.009 and 20,000.001
    expect(await page('li')).toMatch(/市级财政 出资 48,000\.01 元，分得结余 40,000\.01 元.*区（县）财政 出资 24,000\.00 元，分得结余 20,000\.00 元/);
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, basis: ' ' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明处理依据') });
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, cityPayee: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明退回的收款单位') });
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, districtCarried: '２０，０００．０１', districtConsent: '区财〔2027〕8 号' })).toMatchObject({ status: 422, text: expect.stringContaining('结转不能超过分得的结余 20,000.00 元') });
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, districtCarried: '20000' })).toMatchObject({ status: 422, text: expect.stringContaining('请写明出资方同意结转的文件') });
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, districtCarried: '20000', districtConsent: '区财〔2027〕8 号', districtPayee: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请上传出资方同意结转的文件') });
    expect(await at.qian.sends(`${PAGE}/settlements`, SETTLE)).toMatchObject({ status: 404 });
    expect(await at.he.sends(`${PAGE}/settlements`, SETTLE)).toMatchObject({ status: 404 });
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, settledYear: '2025' })).toMatchObject({ status: 422, text: expect.stringContaining('这一年没有结余可以处理') });
    const form = { ...SETTLE, districtCarried: '20,000', districtConsent: '区财〔2027〕8 号', districtPayee: '' };
    expect(await sendsFiles(at.li, `${PAGE}/settlements?year=2026`, form, { name: '同意函.jpg', content: jpeg() })).toMatchObject({ status: 303, to: `${PAGE}?year=2026&done=settlement` });
    expect(plain(await at.wang.reads('/desk'))).toMatch(/同意年度结余处理：梧桐里社区基金会公共服务资金 2026/);
  });

  it('cannot be decided by whoever proposed it, nor shared or booked otherwise by raw SQL', async () => {
    expect(await at.li.sends(`${PAGE}/settlements/2/approvals?year=2026`, {})).toMatchObject({ status: 422, text: expect.stringContaining('提出人不能自己同意') });
    const raw = new Client({ connectionString: house.config.databaseUrl });
    await raw.connect();
    /** Tried and undone: a settlement written by hand, with its parts, decided with an entry or without. */
    const tried = async (unspent: number, parts: string, decide = ids.wang): Promise<string> => {
      await raw.query('BEGIN');
      const work = (async () => {
        const { rows } = await raw.query<{ id: number }>(`INSERT INTO programme_settlement (foundation, fund, year, unspent, basis, proposed_by, proposed_at) VALUES (${foundation.id}, ${services.id}, 2026, ${unspent}, 'x', ${ids.li}, now()) RETURNING id`);
        const id = rows[0]!.id;
        await raw.query(`INSERT INTO programme_settlement_part (settlement, payer, brought, share, carried, consent, payee) SELECT ${id}, * FROM (VALUES ${parts}) v`);
        await raw.query(`INSERT INTO programme_settlement_decision (settlement, foundation, fund, year, proposed_by, confirmed, decided_by, decided_at, entry) VALUES (${id}, ${foundation.id}, ${services.id}, 2026, ${ids.li}, true, ${decide}, now(), NULL)`);
      })();
      const said = await refusal(work);
      await raw.query('ROLLBACK');
      return said;
    };
    const BACK = `NULL, '财政局'`;
    expect(await tried(6_000_002, `('city', 4800001::bigint, 4000002::bigint, 0::bigint, ${BACK}), ('district', 2400000, 2000000, 0, ${BACK})`)).toBe('the_year_has_moved_since');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000000::bigint, 0::bigint, ${BACK}), ('district', 2400000, 2000001, 0, ${BACK})`)).toBe('what_is_left_is_shared_as_it_was_brought');
    expect(await tried(6_000_001, `('city', 1::bigint, 3000001::bigint, 0::bigint, ${BACK}), ('district', 1, 3000000, 0, ${BACK})`)).toBe('what_is_left_is_shared_as_it_was_brought');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000001::bigint, 0::bigint, ${BACK}), ('district', 2400000, 2000000, 0, ${BACK})`)).toBe('what_goes_back_is_booked_as_it_was_decided');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000001::bigint, 4000001::bigint, '同意', NULL), ('district', 2400000, 2000000, 2000000, '同意', NULL)`)).toBe('what_is_carried_over_shows_its_paper');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000001::bigint, 4000001::bigint, ' ', NULL), ('district', 2400000, 2000000, 0, ${BACK})`)).toBe('what_is_carried_over_has_its_payers_consent');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000001::bigint, 4000002::bigint, '同意', '财政局')`)).toBe('no_more_is_carried_over_than_is_left');
    expect(await tried(6_000_001, `('city', 4800001::bigint, 4000001::bigint, 0::bigint, ${BACK}), ('district', 2400000, 2000000, 0, ${BACK})`, ids.li)).toMatch(/nobody_decides_the_settlement_they_proposed|what_goes_back_is_booked_as_it_was_decided/);
    for (const sql of ['UPDATE programme_settlement SET unspent = 1', 'DELETE FROM programme_settlement_decision', 'UPDATE programme_settlement_part SET carried = share', 'INSERT INTO exclusive_place_release SELECT 1']) expect([sql, await refusal(raw.query(sql))]).toEqual([sql, expect.stringMatching(/42501|42601/)]);
    await raw.end();
    // nor does anything go back that nobody has decided on
    const loose = subsidyReturned({ day: '2027-01-12', source: 'settlement:999', fund: services, sum: 100n, party: '区财政局' });
    expect(await refusal(house.db.transaction((tx) => house.app.get(Ledger).enter(tx, loose)))).toBe('a_return_rests_on_its_settlement');
  });

  it('is settled once by two who decide at the same moment, and owed from that day', async () => {
    expect(await at.li.sends(`${PAGE}/settlements`, SETTLE)).toMatchObject({ status: 303 }); // the same year once more
    const id = await newest();
    const decides = (settlement: number) => at.wang.sends(`${PAGE}/settlements/${settlement}/approvals?year=2026`, {});
    expect((await Promise.all([decides(2), decides(2), decides(2)])).map(({ status }) => status).sort()).toEqual([303, 409, 409]);
    expect(await decides(id)).toMatchObject({ status: 409, text: expect.stringContaining('这一年的结余已经处理过了') });
    expect(await at.wang.sends(`${PAGE}/settlements/${id}/refusals?year=2026`, { settledYear: '2026', settlementWhy: '已处理' })).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    expect(await page('he')).toMatch(/年度结余 60,000\.01 其中：退回出资方 40,000\.01 其中：结转下年 20,000\.00/);
    expect(await page('li')).toMatch(/退回 40,000\.01 元，收款单位：市财政局国库处.*结转 20,000\.00 元，同意文件：区财〔2027〕8 号.*还应退 40,000\.01 元。 填付款凭证/);
    expect(await page('li', '?year=2027')).toMatch(/上年结转 20,000\.00 本年到账 0\.00 减：本年使用 0\.00 年度结余 20,000\.00/);
    expect(plain((await house.request().get('/funds/services?year=2026')).text)).toMatch(/其中：退回出资方 40,000\.01 其中：结转下年 20,000\.00/);
  });

  it('keeps what it was worked out from: receipts, their bank lines and their vouchers', async () => {
    const late = await arrives(house, subsidy({ day: '2027-01-12', source: 'bank:late', fund: services, sum: 100n, bank: own, party: '区财政局' }), { code: 'own', reference: 'late', importer: ids.li, matcher: ids.wang });
    LATE.push(late);
    expect(await at.li.sends(`${PAGE}/receipts`, { entry: String(late), payer: 'district', receiptYear: '2026', receiptSum: '' })).toMatchObject({ status: 422, text: expect.stringContaining('归入的补助不能再改') });
    expect(await at.li.sends(`${PAGE}/receipts/withdrawals`, { receipt: '1', takeBackWhy: '错了' })).toMatchObject({ status: 422, text: expect.stringContaining('归入的补助不能再改') });
    const undo = (match: string): Promise<string> => refusal(house.db.query('SELECT bank_unmatch($1, $2, $3, $4, now())', [foundation.id, match, '看错了', ids.wang]));
    const matchOf = async (entry: bigint): Promise<string> => (await house.db.query<[{ match: string }]>('SELECT match::text FROM matched_posting WHERE entry = $1', [entry]))[0].match;
    expect(await undo(await matchOf(SUBSIDIES[0]!))).not.toBe('done');
    await closed(2026, false);
    expect(await undo(await matchOf(SUBSIDIES[0]!))).toBe('a_counted_subsidy_keeps_its_bank_line');
    await closed(2026, true);
    expect(await undo(await matchOf(late))).toBe('done');
    expect(await reverses(SUBSIDIES[0]!)).toBe('what-is-matched-is-not-reversed');
  });
});

describe('what goes back', () => {
  it('is paid by a voucher that names its settlement, no more than was decided, and stands on the bank’s statement', async () => {
    const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'subsidy returned'");
    expect(await at.li.reads(`/desk/vouchers/proposals/new?template=subsidy-paid-back&pays=${no}`)).toContain(no);
    const pay = (sum: string, more = {}) => at.li.sends('/desk/vouchers/proposals', { template: 'subsidy-paid-back', fund: 'services', sum, pays: no, bank: 'own', party: '市财政局国库处', day: '2027-01-13', note: '退回 2026 年结余', papers: '退款通知 1 份', ...more });
    await itIs('2027-01-13T02:00:00Z');
    expect(await pay('40,000.02')).toMatchObject({ status: 422, text: expect.stringContaining('不超过还应退的 40,000.01 元') });
    expect(await pay('1', { pays: 'JV-2027-01-9999' })).toMatchObject({ status: 422, text: expect.stringContaining('没有这张结余处理凭证') });
    expect(await pay('1', { pays: '' })).toMatchObject({ status: 422, text: expect.stringContaining('没有这张结余处理凭证') });
    const { to, text } = await pay('40,000.01');
    if (!to) throw new Error(plain(text));
    expect(await at.wang.sends(`/desk/vouchers/proposals/${/proposals\/(\d+)/.exec(to)![1]}/approvals`, {})).toMatchObject({ status: 303 });
    expect(await page('he')).toContain('已退清');
    // what was paid back is not undone any more
    const back = await at.li.sends(`/desk/vouchers/${no}/reversals`, { day: '', why: '再想想' });
    expect([back.status, plain(back.text)]).toEqual([422, expect.stringContaining('先冲销付款')]);
  });
});

describe('a second year', () => {
  it('begins with what was carried over, and an earlier year is undone only after a later one', async () => {
    await assessed('2027', 2);
    await comes(1_000_000n, 'city', '2027-01-13', '2027');
    expect(await page('he', '?year=2027')).toMatch(/上年结转 20,000\.00 本年到账 10,000\.00 减：本年使用 0\.00 年度结余 30,000\.00/);
    expect(await at.li.sends(`${PAGE}/settlements`, { ...SETTLE, settledYear: '2027' })).toMatchObject({ status: 303 });
    expect(await at.wang.sends(`${PAGE}/settlements/${await newest()}/approvals?year=2027`, {})).toMatchObject({ status: 422, text: expect.stringContaining('这一年的账还没有结完') });
  });

  it('is over when the fund comes to its end; and public money is not passed on as its rest', async () => {
    await programmeFund(house, { ...foundation, name: `${foundation.name}第二`, englishName: `${foundation.englishName} Second` }, 'next');
    expect(await at.li.sends('/desk/funds/services/endings', { reason: '改由街道直接支付', basis: 'agreement', basisNote: '协议第九条', to: 'next', resolution: '' })).toMatchObject({ status: 303 });
    expect(await at.li.sends('/desk/funds/services/rests', {})).toMatchObject({ status: 422, text: expect.stringContaining('退回出资方，或经出资方同意结转') });
    // the district's 20,000 carried over and the city's 10,000: as they brought it
    expect(await at.wang.sends(`${PAGE}/settlements/${await newest()}/approvals?year=2027`, {})).toMatchObject({ status: 303 });
    expect(await page('he', '?year=2027')).toMatch(/市级财政 出资 10,000\.00 元，分得结余 10,000\.00 元.*区（县）财政 出资 20,000\.00 元，分得结余 20,000\.00 元/);
    // of two settled years the later is undone first
    const [{ entry }] = await house.db.query<[{ entry: bigint }]>('SELECT entry FROM settlement_in_force WHERE year = 2026');
    expect(await reverses(entry)).toBe('the_later_year_is_undone_first');
  });
});

describe('its own account', () => {
  it('is released when the fund is closed and its money is out, not before', async () => {
    const release = (more = {}) => at.wang.sends(`${PAGE}/places/1/releases`, { becomes: 'general', releaseWhy: '基金已终止', ...more });
    expect(await release()).toMatchObject({ status: 422, text: expect.stringContaining('基金还没有终止') });
    expect(await release({ becomes: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择账户解除后怎么处理') });
    expect(await at.qian.sends(`${PAGE}/places/1/releases`, { becomes: 'general', releaseWhy: 'x' })).toMatchObject({ status: 404 });
    // what is owed is paid, the second year's rest with it, and the money that came by mistake goes back
    await post(payment({ day: '2027-01-13', source: 'pay:lamps', fund: services, sum: 1_200_000n, bank: own, party: '示例维修部' }), payment({ day: '2027-01-13', source: 'pay:back', fund: services, sum: 3_000_000n, of: 'other payable', bank: own, party: '市财政局国库处' }));
    expect(await reverses(LATE[0]!)).toBe('done');
    expect(await release()).toMatchObject({ status: 422, text: expect.stringContaining('基金还没有终止') });
    expect(await at.wang.sends('/desk/funds/services/closings', {})).toMatchObject({ status: 303 });
    expect(plain(await at.li.reads('/desk'))).toContain('基金已终止，解除专用账户：梧桐里社区基金会公共服务资金，公共服务资金专户，尾号 0909');
    expect(await release({ becomes: 'closed' })).toMatchObject({ status: 303 });
    expect(await release()).toMatchObject({ status: 409, text: expect.stringContaining('已经解除专用') });
    expect(await page('he')).toMatch(/以前的专用账户 公共服务资金专户，尾号 0909 已在银行销户 李敏提出，王建国确认.*2027年1月13日.*由王建国解除/);
    expect(plain(await at.li.reads('/en' + PAGE))).toMatch(/Accounts kept before .*Closed at the bank/);
    // closed at the bank: nothing is booked there, by anybody
    expect(await refusal(post(bankGift({ day: '2027-01-13', source: 'bank:x', fund: general, sum: 1n, bank: own, party: '张*' })))).toBe('a_closed_account_takes_nothing');
    await post(bankGift({ day: '2027-01-13', source: 'bank:y', fund: general, sum: 100n, bank, party: '张*' }));
    expect(await refusal(house.db.query("SELECT place_release(1, $1, 'general', 'x', $2, '2027-01-13', now())", [foundation.id, ids.wang]))).toBe('a_place_is_released_once');
  });
});

it('leaves these books, and the named check holds and sees what was tampered with', async () => {
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-03-30 | subsidy | services | Bank deposits | 48000.01 |
    | | | Government subsidies, restricted | | 48000.01
    2026-03-31 | subsidy | services | Bank deposits | 24000.00 |
    | | | Government subsidies, restricted | | 24000.00
    2026-06-20 | cost accepted | services | Programme cost | 12000.00 |
    | | | Payables | | 12000.00
    2027-01-12 | subsidy returned | services | Restricted net assets | 40000.01 |
    | | | Other payables | | 40000.01
    2027-01-12 | subsidy | services | Bank deposits | 1.00 |
    | | | Government subsidies, restricted | | 1.00
    2027-01-13 | payment | services | Other payables | 40000.01 |
    | | | Bank deposits | | 40000.01
    2027-01-13 | subsidy | services | Bank deposits | 10000.00 |
    | | | Government subsidies, restricted | | 10000.00
    2027-01-13 | subsidy returned | services | Restricted net assets | 30000.00 |
    | | | Other payables | | 30000.00
    2027-01-13 | payment | services | Payables | 12000.00 |
    | | | Bank deposits | | 12000.00
    2027-01-13 | payment | services | Other payables | 30000.00 |
    | | | Bank deposits | | 30000.00
    2027-01-13 | reversal | services | Bank deposits |  | 1.00
    | | | Government subsidies, restricted | 1.00 |
    2027-01-13 | bank gift | general | Bank deposits | 1.00 |
    | | | Donation income, unrestricted | | 1.00`);
  await closed(2026, false);
  expect(await complaints(house)).toEqual({});
  const found = async (sql: string): Promise<string> => {
    await owner.query('BEGIN');
    for (const kept of ['programme_settlement_part', 'programme_settlement_decision', 'entitlement_receipt']) await owner.query(`ALTER TABLE ${kept} DISABLE TRIGGER USER`);
    await owner.query(sql);
    const said = await PROGRAMME_CHECKS.find(({ name }) => name === 'what-is-left-of-a-year-is-settled-once-and-to-the-fen')!.run({ query: async (asked: string, values?: unknown[]) => (await owner.query(asked, values)).rows as never });
    await owner.query('ROLLBACK');
    return said.map(({ detail }) => detail).join();
  };
  expect(await found("UPDATE programme_settlement_part SET share = share + 1 WHERE settlement = 2 AND payer = 'city'")).toContain('services 2026');
  expect(await found('UPDATE programme_settlement_decision SET entry = NULL WHERE settlement = 2')).toContain('services 2026');
  expect(await found('UPDATE entitlement_receipt SET sum = sum - 1 WHERE id = 1')).toContain('services 2026');
});
