import { Client } from 'pg';
import { Matches } from '../../src/bank/matches.service';
import { costAccepted, payment } from '../../src/ledger/entries';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
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
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';
import { sendsFiles } from '../support/papers';
import { resolved } from '../support/resolutions';

// What a share is when it has come: a gift with its receipts, a rent, a claim that follows what is due; and what happens when too much comes, too little, twice or late.
jest.setTimeout(120_000);

const PEOPLE = { li: ['李敏', 'bookkeeper'], wang: ['王建国', 'secretary-general'], qian: ['钱进', 'programme-officer'] } as const;
type Who = keyof typeof PEOPLE;
const clock = new SetClock('2026-04-10T02:00:00Z');
const HERE = '/desk/enterprises/liuyin-laundry';
const ids = {} as Record<Who, number>;
const at = {} as Record<Who, AtDesk>;
const funds = {} as Record<'lunch' | 'lamps' | 'general', FundRef>;
let house: TestApp;
let foundation: Foundation;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock });
  foundation = await preparing(house);
  for (const who of Object.keys(PEOPLE) as Who[]) ids[who] = await appointed(house, foundation, PEOPLE[who][0], PEOPLE[who][1]);
  for (const [code, name] of [['lunch', '午餐专项基金'], ['lamps', '楼道灯专项基金']] as const)
    funds[code] = { id: await bareFund(house.db, { foundation: foundation.id, code, class: 'restricted', name, englishName: code, openedOn: '2026-01-01' }), foundation: foundation.id, class: 'restricted' };
  funds.general = { id: (await one<{ id: number }>("SELECT id FROM fund WHERE class = 'general'")).id, foundation: foundation.id, class: 'general' };
  bank = (await one<{ id: number }>("SELECT id FROM place WHERE account = '1002'")).id;
  await itIs('2026-04-10T02:00:00Z');
  await at.li.sends('/desk/enterprises', LAUNDRY);
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
const one = async <T extends object>(sql: string, values: unknown[] = []): Promise<T> => (await house.db.query<T[]>(sql, values))[0]!;
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = async (path: string): Promise<string> => words(await at.li.reads(path));
const seen = async (path: string): Promise<string> => words((await house.request().get(path)).text);
const newest = async (table: 'profit_agreement_version' | 'profit_report'): Promise<string> => String((await one<{ id: number }>(`SELECT max(id) AS id FROM ${table}`)).id);
const comes = async (reference: string, day: string, sum: bigint, party = LAUNDRY.name): Promise<string> =>
  String((await shows(house, { foundation: foundation.id, by: ids.li, lines: [{ day, sum, reference, party, memo: '' }] })).get(reference));
const consents = (level: string): Promise<{ status: number }> => at.qian.sends(`${HERE}/consents`, { level, consentFrom: '2026-01-01', givenBy: '柳青，经理' });

/** Agrees: half of the profit of each quarter, unless it is said otherwise. */
async function agrees(no: string, more: Record<string, string> = {}): Promise<string> {
  const { to } = await sendsFiles(at.qian, `${HERE}/agreements`, { ...AGREEMENT, no, rate1: '50', fund1: String(funds.lunch.id), weight1: '', ...more }, sheet());
  const there = to!.replace(/\?.*/, '');
  expect(await at.wang.sends(`${there}/confirmations`, { version: await newest('profit_agreement_version') })).toMatchObject({ status: 303 });
  return there;
}
async function reported(there: string, period: string, netProfit: string, restatedWhy = ''): Promise<void> {
  expect(await reports(at.qian, there, { period, netProfit, restatedWhy })).toMatchObject({ status: 303 });
  expect(await at.wang.sends(`${there}/report-confirmations`, { report: await newest('profit_report') })).toMatchObject({ status: 303 });
}
const takes = (there: string, line: string, paidFor: string, more: Record<string, string> = {}) => at.wang.sends(`${there}/receipts`, { line, paidFor, ...more });
/** What two people do who find out that a booking was wrong. */
async function takenBack(why: string): Promise<void> {
  const { entry } = await one<{ entry: bigint }>('SELECT max(entry) AS entry FROM profit_receipt');
  const { match } = await one<{ match: bigint }>('SELECT match FROM matched_posting WHERE entry = $1', [entry]);
  const by = { id: ids.li, name: '', roles: ['bookkeeper'] };
  await house.app.get(Matches).undo({ foundation: foundation.id }, match, why, by);
  const proposals = house.app.get(Proposals);
  await proposals.approve(foundation.id, await proposals.reverse(foundation.id, entry, { day: null, why }, by), { id: ids.wang, name: '', roles: ['secretary-general'] });
}

describe('a share that is a gift', () => {
  let gift: string;

  it('has a number and a receipt for each of its funds, and waits for its fiscal receipt', async () => {
    gift = await agrees('JZ-1', { weight1: '50', fund2: String(funds.lamps.id), weight2: '50' });
    await reported(gift, '2026-01-01', '2000.02');
    await consents('kept');
    expect(await takes(gift, await comes('G1', '2026-04-09', 100_001n), '2026-01-01')).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    expect(await house.db.query(`SELECT f.code, p.gross, p.channel, d.display, o.title, o.id_number, r.no FROM payment p JOIN donation d ON d.id = p.donation JOIN donor o ON o.id = d.donor JOIN fund f ON f.id = p.fund JOIN receipt r ON r.payment = p.id ORDER BY p.id`)).toEqual([
      { code: 'lunch', gross: 50_001n, channel: 'enterprise', display: 'anonymous', title: LAUNDRY.name, id_number: LAUNDRY.creditCode, no: 'R-2026-000001' },
      { code: 'lamps', gross: 50_000n, channel: 'enterprise', display: 'anonymous', title: LAUNDRY.name, id_number: LAUNDRY.creditCode, no: 'R-2026-000002' },
    ]);
    expect(await page('/desk')).toMatch(/登记捐赠票据：还有 2 笔没有 1,000\.01/);
  });

  it('is thanked without a name as long as its sums are not to be known, in the books too', async () => {
    const { no } = await one<{ no: string }>('SELECT d.no FROM donation d JOIN payment p ON p.donation = d.id ORDER BY p.id LIMIT 1');
    expect(await seen(`/donations/${no}`)).toMatch(/500\.01/);
    expect(await seen(`/donations/${no}`)).not.toContain('柳荫洗衣');
    const { voucher } = await one<{ voucher: string }>('SELECT s.voucher FROM payment p JOIN sealed_entry s ON s.entry = p.entry LIMIT 1');
    const entry = await seen(`/entries/${voucher}`);
    expect(entry).not.toContain('柳荫洗衣');
    expect(entry.match(/GF-2026-\d{6}/g)).toHaveLength(2);
  });

  it('names the payer where the sums may be known; its receipt is void when it was a mistake', async () => {
    await consents('sums');
    await reported(gift, '2026-01-01', '4000.02', '审计调整');
    const line = await comes('G2', '2026-04-10', 100_000n, '柳青');
    expect(await takes(gift, line, '2026-01-01')).toMatchObject({ status: 303 });
    await house.app.get(Sealer).seal();
    const { no } = await one<{ no: string }>('SELECT d.no FROM donation d JOIN payment p ON p.donation = d.id ORDER BY p.id DESC LIMIT 1');
    expect(await seen(`/donations/${no}`)).toContain(LAUNDRY.name);
    expect((await seen('/income')).match(/1,000\.01|2,000\.01/g)).not.toBeNull();
    await takenBack('是另一家企业的');
    await house.app.get(Sealer).seal();
    expect(await seen(`/donations/${no}`)).toContain('已冲销');
    expect(await page('/desk')).toMatch(/登记捐赠票据：还有 2 笔没有 1,000\.01/);
    // the line is free again, and comes for the same period once more
    expect(await takes(gift, line, '2026-01-01')).toMatchObject({ status: 303 });
    expect(await page('/desk')).toMatch(/登记捐赠票据：还有 4 笔没有 2,000\.01/);
  });

  it('is booked once: a line whose match was undone is ticked again and not booked for another period', async () => {
    const line = await comes('G3', '2026-04-10', 7_700n);
    expect(await takes(gift, line, '2026-04-01')).toMatchObject({ status: 303 });
    const { match } = await one<{ match: bigint }>('SELECT max(match) AS match FROM matched_line');
    await house.app.get(Matches).undo({ foundation: foundation.id }, match, '看错', { id: ids.li, name: '', roles: ['bookkeeper'] });
    expect(await takes(gift, line, '2026-01-01')).toMatchObject({ status: 409, text: expect.stringContaining('这一笔已经入过账') });
    expect(await takes(gift, line, '2026-04-01')).toMatchObject({ status: 409, text: expect.stringContaining('这一笔已经入过账') });
    const { entry } = await one<{ entry: bigint }>('SELECT max(entry) AS entry FROM profit_receipt');
    const postings = await house.db.query<{ entry: bigint; posting: number }[]>('SELECT entry, line AS posting FROM posting WHERE entry = $1 AND place = $2', [entry, bank]);
    await house.app.get(Matches).match({ id: bank, foundation: foundation.id } as never, { lines: [BigInt(line)], postings }, ['picked'], { id: ids.wang, name: '', roles: ['secretary-general'] });
    expect(await page(gift)).toMatch(/2026年第二季度 进行中 .* 0\.00 77\.00 0\.00 −77\.00/);
  });

  it('may be taken as far as it is due: the rest stands as unidentified and goes back', async () => {
    const after = await lastEntry(house.db);
    const there = await agrees('JZ-2');
    await reported(there, '2026-01-01', '1,000');
    expect(await takes(there, await comes('G4', '2026-04-10', 70_000n), '2026-01-01', { onlyDue: '1' })).toMatchObject({ status: 303 });
    expect(await takes(there, await comes('G5', '2026-04-10', 100n), '2026-01-01', { onlyDue: '1' })).toMatchObject({ status: 422, text: expect.stringContaining('没有未交的数') });
    expect(await page(there)).toMatch(/2026年第一季度 已交清 .* 500\.00 500\.00 0\.00 0\.00/);
    expect(await page('/desk/unidentified')).toContain('200.00');
    expect(await ledgerTable(house.db, { after })).toBe(table`
      enterprise share     | lunch   | Bank deposits               | 500.00 |
                           |         | Donation income, restricted |        | 500.00
      unidentified receipt | general | Bank deposits               | 200.00 |
                           |         | Other payables: unidentified money |        | 200.00`);
  });
});

describe('what is late', () => {
  it('is late from the day after its due day on; what a restatement adds has its own day', async () => {
    const there = await agrees('YQ-1');
    await reported(there, '2026-01-01', '1,000');
    await itIs('2026-04-30T15:59:00Z');
    expect(await page(there)).toMatch(/2026年第一季度 待交 2026年4月30日前交/);
    expect(await page('/desk')).toContain('收取应交分成：柳荫洗衣服务有限公司，2026年第一季度');
    await itIs('2026-04-30T16:01:00Z'); // the first of May in Shanghai
    expect(await page(there)).toMatch(/2026年第一季度 逾期未交 2026年4月30日前交/);
    expect(await takes(there, await comes('L1', '2026-04-30', 50_000n), '2026-01-01')).toMatchObject({ status: 303 });
    await reported(there, '2026-01-01', '1,600', '漏记一单');
    expect(await page(there)).toMatch(/2026年第一季度 待交 2026年5月31日前交 800\.00 500\.00 0\.00 300\.00/);
    expect(await page('/desk')).not.toMatch(/催收逾期分成：柳荫洗衣服务有限公司，2026年第一季度 300\.00/);
    expect(await page('/desk')).toMatch(/收取应交分成：柳荫洗衣服务有限公司，2026年第一季度 300\.00/);
    expect(await seen('/enterprises')).not.toMatch(/有 \d+ 期逾期|逾期未交/);
  });

  it('is asked for in the language that the enterprise reads', async () => {
    expect(await at.qian.sends(`${HERE}/contacts`, { phone: '', mail: 'may@example.com', reads: 'en' })).toMatchObject({ status: 303 });
    const { id } = await one<{ id: number }>("SELECT id FROM profit_agreement WHERE no = 'YQ-1'");
    expect(await at.qian.sends(`${HERE}/agreements/${id}/reminders`, { remind: '2026-01-01' })).toMatchObject({ status: 303 });
    expect((await house.app.get(Notices).newest(foundation.id, 1))[0]).toMatchObject({ to: 'may@example.com', text: expect.stringMatching(/to Liuyin Laundry: under agreement YQ-1, .*300\.00.* due by 31 May 2026/) });
  });
});

describe('what is claimed', () => {
  let rent: string;

  it('is rent where it is paid for premises, like the rent of a list', async () => {
    const after = await lastEntry(house.db);
    rent = await agrees('ZJ-1', { kind: 'rent', fund1: String(funds.general.id) });
    await reported(rent, '2026-01-01', '1,000');
    expect(await ledgerTable(house.db, { after })).toBe(table`
      rent | general | Other receivables          | 500.00 |
           |         | Other income, unrestricted |        | 500.00`);
  });

  it('is received as far as it is due: what is beyond stands as unidentified', async () => {
    const after = await lastEntry(house.db);
    expect(await takes(rent, await comes('R1', '2026-04-30', 60_000n), '2026-01-01')).toMatchObject({ status: 303 });
    expect(await takes(rent, await comes('R2', '2026-04-30', 100n), '2026-01-01')).toMatchObject({ status: 422, text: expect.stringContaining('没有未收的应收') });
    expect(await ledgerTable(house.db, { after })).toBe(table`
      receivable received  | general | Bank deposits         | 500.00 |
                           |         | Other receivables     |        | 500.00
      unidentified receipt | general | Bank deposits         | 100.00 |
                           |         | Other payables: unidentified money |        | 100.00`);
  });

  it('is put right although its fund has spent what it was owed', async () => {
    const ledger = house.app.get(Ledger);
    await house.db.transaction(async (tx) => {
      await ledger.enter(tx, costAccepted({ day: '2026-05-01', source: 'cost:1', fund: funds.general, sum: 40_000n, for: 'management' }));
      await ledger.enter(tx, payment({ day: '2026-05-01', source: 'paid:1', fund: funds.general, sum: 40_000n, bank }));
    });
    await reported(rent, '2026-01-01', '900', '退租一间');
    expect(await page(rent)).toMatch(/2026年第一季度 多交 .* 450\.00 500\.00 0\.00 −50\.00/);
  });
});

describe('what is waived', () => {
  it('is waived once by a resolution, which is not older than the period', async () => {
    const there = await agrees('HM-1');
    await reported(there, '2026-01-01', '1,000');
    const [old, decided] = [await resolved(house, foundation.id, [ids.li, ids.wang], { day: '2025-12-31', subject: '上年的豁免' }), await resolved(house, foundation.id, [ids.li, ids.wang], { day: '2026-04-20', subject: '豁免一季度' })];
    const waives = (waivedBy: number, waivedSum: string) => at.wang.sends(`${there}/waivers`, { waived: '2026-01-01', waivedSum, waivedBy: String(waivedBy), waivedWhy: '受灾' });
    expect(await waives(old, '100')).toMatchObject({ status: 422, text: expect.stringContaining('须在这一期开始以后') });
    expect(await waives(decided, '400')).toMatchObject({ status: 303 });
    expect(await waives(decided, '100')).toMatchObject({ status: 409, text: expect.stringContaining('已经豁免过这一期') });
    // a loss after all: there is nothing to waive any more, and nobody has paid too much
    await reported(there, '2026-01-01', '−300', '审计');
    expect(await page(there)).toMatch(/2026年第一季度 本期不用交 .* 0\.00 0\.00 0\.00 0\.00/);
    await reported(there, '2026-01-01', '1,200', '再审');
    // it has lapsed, and does not come back by itself
    expect(await page(there)).toMatch(/ 600\.00 0\.00 0\.00 600\.00/);
  });

  it('of a claim, is not claimed either, whatever becomes of its report', async () => {
    const after = await lastEntry(house.db);
    const there = await agrees('HM-2', { kind: 'fee', fund1: String(funds.general.id) });
    await reported(there, '2026-01-01', '1,000');
    const decided = await resolved(house, foundation.id, [ids.li, ids.wang], { day: '2026-04-20', subject: '豁免服务费' });
    expect(await at.wang.sends(`${there}/waivers`, { waived: '2026-01-01', waivedSum: '500', waivedBy: String(decided), waivedWhy: '受灾' })).toMatchObject({ status: 303 });
    await reported(there, '2026-01-01', '400', '更正');
    expect(await page(there)).toMatch(/ 200\.00 0\.00 200\.00 0\.00/);
    expect(await ledgerTable(house.db, { after })).toBe(table`
      service income | general | Other receivables            | 500.00 |
                     |         | Service income, unrestricted |        | 500.00
      reversal       | general | Other receivables            |        | 500.00
                     |         | Service income, unrestricted | 500.00 |`);
  });
});

describe('a fund that stopped meanwhile', () => {
  let owner: Client;
  beforeAll(async () => {
    owner = new Client({ connectionString: ownerUrlOf((await one<{ name: string }>('SELECT current_database() AS name')).name) });
    await owner.connect();
  });
  afterAll(() => owner?.end());
  /** How a fund is closed, frozen and let go is told elsewhere. */
  async function stopped<T extends object>(table: string, sql: string, values: unknown[]): Promise<T | undefined> {
    await owner.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const { rows } = await owner.query<T>(sql, values);
    await owner.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
    return rows[0];
  }

  it('gets what was promised to it although it is closed: nothing is lost', async () => {
    const old = { id: await bareFund(house.db, { foundation: foundation.id, code: 'old', class: 'restricted', name: '旧专项基金', englishName: 'Old', openedOn: '2026-01-01' }), foundation: foundation.id, class: 'restricted' } as const;
    const there = await agrees('GB-1', { fund1: String(old.id), weight1: '50', fund2: String(funds.lunch.id), weight2: '50' });
    await reported(there, '2026-01-01', '1,000');
    const after = await lastEntry(house.db);
    await stopped('fund_closing', 'INSERT INTO fund_closing (fund, day, reason, closed_by, closed_at) VALUES ($1, $2, $3, $4, now())', [old.id, '2026-04-30', '任务完成', ids.wang]);
    expect(await takes(there, await comes('C1', '2026-05-01', 50_000n), '2026-01-01')).toMatchObject({ status: 303 });
    expect(await ledgerTable(house.db, { after })).toBe(table`
      enterprise share | old   | Bank deposits               | 250.00 |
                       |       | Donation income, restricted |        | 250.00
                       | lunch | Bank deposits               | 250.00 |
                       |       | Donation income, restricted |        | 250.00`);
  });

  it('is put right by a restatement although it is frozen', async () => {
    const there = await agrees('DJ-1', { kind: 'rent', fund1: String(funds.lamps.id) });
    await reported(there, '2026-01-01', '1,000');
    const freeze = await stopped<{ id: number }>('fund_freeze', 'INSERT INTO fund_freeze (fund, foundation, day, reason, takes_gifts, frozen_by, frozen_at) VALUES ($1, $2, $3, $4, false, $5, now()) RETURNING id', [funds.lamps.id, foundation.id, '2026-05-01', '核查', ids.wang]);
    await reported(there, '2026-01-01', '800', '退租');
    expect(await takes(there, await comes('C2', '2026-05-01', 40_000n), '2026-01-01')).toMatchObject({ status: 303 });
    expect(await page(there)).toMatch(/2026年第一季度 已交清 .* 400\.00 400\.00 0\.00 0\.00/);
    await stopped('fund_thaw', 'INSERT INTO fund_thaw (frozen, frozen_by, day, reason, thawed_by, thawed_at) VALUES ($1, $2, $3, $4, $5, now())', [freeze!.id, ids.wang, '2026-05-01', '查清', ids.li]);
  });
});
