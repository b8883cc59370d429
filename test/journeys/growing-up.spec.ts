import { Client } from 'pg';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { type Foundation, Foundations } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { openFund } from '../support/funds';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';
import { resolved } from '../support/resolutions';

jest.setTimeout(60_000);

// The fund of the south garden has grown until it can be a foundation of its own: what its givers agree to founds it, the rest stays bound to its purpose.

let house: TestApp;
let host: Foundation;
let garden: FundRef;
let bank: number;
let li: AtDesk;
let wang: AtDesk;
let special: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-11-10T02:00:00Z') });
  host = await preparing(house);
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  const people = [await appointed(house, host, '李敏', 'bookkeeper'), await appointed(house, host, '王建国', 'secretary-general')] as const;
  [li, wang] = [await atDesk(house, people[0]), await atDesk(house, people[1])];
  garden = await named(host, 'garden', '南园专项基金');
  special = await resolved(house, host.id, people, { majority: 'special', subject: '南园基金分立' });
  await enter(bankGift({ day: '2026-10-10', source: 'bank:1', fund: garden, sum: 200_000_000n, bank, party: '赵先生' }));
  await enter(bankGift({ day: '2026-10-11', source: 'bank:2', fund: garden, sum: 1_000_000n, bank, party: '南园邻居' }));
});
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const named = (of: Foundation, code: string, name: string): Promise<FundRef> => openFund(house, of, {
  code, name: `${of.name}${name}`, englishName: code,
  agreement: { no: `XY-${code}`, day: '2026-08-01', party: '南园业委会', englishParty: 'South garden', purpose: '南园社区', englishPurpose: 'South garden', use: '按目的', englishUse: 'As purposed', termination: '双方同意', englishTermination: 'By consent', remainingProperty: '转入目的相近的基金', englishRemainingProperty: 'To a similar purpose' },
  page: { summary: '南园', englishSummary: 'Garden', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
});
const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
const page = async (): Promise<string> => (await wang.reads('/desk/funds/garden/growing-up')).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const proposes = (more: Record<string, string> = {}) => li.sends('/desk/funds/garden/spin-offs', { into: 'nanyuan/garden', total: '2,005,000', founding: '2,000,000', resolution: String(special), reason: '南园独立成会', ...more });
const sums = async (): Promise<unknown[]> => house.db.query("SELECT h.code, f.code AS fund, b.money, b.worth FROM fund_balance b JOIN fund f ON f.id = b.fund JOIN foundation h ON h.id = f.foundation WHERE b.money <> 0 ORDER BY h.id, f.id");

it('nothing of what givers restricted counts until they agree, each on paper', async () => {
  expect(await page()).toMatch(/离原始基金最低数额还差 2,000,000\.00.*还没有捐赠人书面同意/);
  const consents = (more: Record<string, string>) => li.sends('/desk/funds/garden/consents', { giver: '赵先生', sum: '1,999,999.99', day: '2026-11-02', paper: '同意书 1 号', ...more });
  expect(await consents({})).toMatchObject({ status: 303 });
  expect(await page()).toContain('离原始基金最低数额还差 0.01');
  expect(await consents({ sum: '0.01' })).toMatchObject({ status: 422, text: expect.stringContaining('这份同意书已经登记过') });
  expect(await consents({ sum: '0.01', paper: '同意书 2 号' })).toMatchObject({ status: 303 });
  expect(await page()).toContain('同意转入的钱已经达到原始基金最低数额');
});

it('the new foundation begins in preparation, with empty books', async () => {
  const begins = { name: '南园社区基金会', englishName: 'Nanyuan Community Foundation', address: 'nanyuan', purpose: '南园互助', englishPurpose: 'Neighbours of the south garden', bank: '示例银行南园支行，尾号 0808' };
  expect((await li.sends('/desk/funds/garden/foundations', begins)).status).toBe(404);
  expect(await wang.sends('/desk/funds/garden/foundations', { ...begins, address: 'wutongli' })).toMatchObject({ status: 422, text: expect.stringContaining('这个代码已经有基金会在用') });
  expect(await wang.sends('/desk/funds/garden/foundations', begins)).toMatchObject({ status: 303 });
  await named((await house.app.get(Foundations).find('nanyuan'))!, 'garden', '专项基金');
  expect(await page()).toMatch(/南园社区基金会 原始基金 0\.00/);
});

it('the host proposes by a special resolution, and no more founds than was agreed', async () => {
  expect(await proposes({ founding: '2,000,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('还可以转 2,000,000.00 元，多出 0.01') });
  expect(await proposes({ founding: '2,005,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('不能超过总额') });
  expect(await proposes({ resolution: '' })).toMatchObject({ status: 422, text: expect.stringContaining('请选择所依据的决议') });
  expect(await proposes({ total: '2,010,000.01' })).toMatchObject({ status: 422, text: expect.stringContaining('0.01') });
  expect(await proposes()).toMatchObject({ status: 303 });
  expect(await li.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 422 });
  // a voucher of its own would book one side alone
  expect(await wang.sends('/desk/vouchers/proposals/1/approvals', {})).toMatchObject({ status: 422, text: expect.stringContaining('独立成会') });
  expect(await sums()).toHaveLength(1);
});

it('interrupted half-way, when both entries are written and the act is not, leaves nothing of either side', async () => {
  const owner = new Client({ connectionString: house.ownerUrl });
  await owner.connect();
  await owner.query('BEGIN; LOCK TABLE spin_off IN EXCLUSIVE MODE');
  const asked = wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' });
  const inTheMiddle = async (): Promise<number | undefined> =>
    (await house.db.query<{ pid: number }[]>("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO spin_off%'"))[0]?.pid;
  let pid: number | undefined;
  while ((pid = await inTheMiddle()) === undefined) await new Promise((resolve) => setImmediate(resolve));
  await house.db.query('SELECT pg_terminate_backend($1)', [pid]);
  expect((await asked).status).toBeGreaterThanOrEqual(500);
  await owner.query('ROLLBACK');
  await owner.end();
  expect(await sums()).toEqual([{ code: 'wutongli', fund: 'garden', money: 201_000_000n, worth: 201_000_000n }]);
  expect(await house.db.query("SELECT kind FROM journal_entry WHERE kind LIKE 'spin-off%'")).toEqual([]);
});

it('another person approves, and both sides stand with the same sum', async () => {
  expect(await page()).toContain('待批准');
  expect(await wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/funds/garden/spin-off-approvals', { proposal: '1' })).toMatchObject({ status: 409, text: expect.stringContaining('已经有人处理过') });
  await house.app.get(Sealer).seal();
  expect(await page()).toMatch(/南园社区基金会 2,005,000\.00 元 两边已入账/);
  expect(await sums()).toEqual([
    { code: 'wutongli', fund: 'garden', money: 500_000n, worth: 500_000n }, { code: 'nanyuan', fund: 'original', money: 200_000_000n, worth: 200_000_000n }, { code: 'nanyuan', fund: 'garden', money: 500_000n, worth: 500_000n },
  ]);
  expect((await house.request().get('/funds/garden').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/分立划出到：南园社区基金会 −2,005,000\.00/);
  expect((await house.request().get('/f/nanyuan/funds/garden').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/分立转入，来自： 梧桐里社区基金会南园专项基金 5,000\.00 元 南园独立成会.*SR-2026-11-0001/);
});

it('and neither side is taken back alone', async () => {
  const [{ no }] = await house.db.query<[{ no: string }]>("SELECT s.voucher AS no FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE e.kind = 'spin-off'");
  const answer = await li.sends(`/desk/vouchers/${no}/reversals`, { day: '2026-11-10', why: '再想想' });
  const proposal = /proposals\/(\d+)/.exec(answer.to ?? '')![1]!;
  expect(await wang.sends(`/desk/vouchers/proposals/${proposal}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('转出和转入一起入账、一起冲销') });
  await li.sends(`/desk/vouchers/proposals/${proposal}/withdrawals`, { why: '只退一边不行' });
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-10-10 | bank gift | garden | Bank deposits | 2000000.00 |
    | | | Donation income, restricted | | 2000000.00
    2026-10-11 | bank gift | garden | Bank deposits | 10000.00 |
    | | | Donation income, restricted | | 10000.00
    2026-11-10 | spin-off | garden | Programme cost | 2005000.00 |
    | | | Bank deposits | | 2005000.00
    2026-11-10 | spin-off received | original | Bank deposits | 2000000.00 |
    | | | Unrestricted net assets: registered fund | | 2000000.00
    | | garden | Bank deposits | 5000.00 |
    | | | Donation income, restricted | | 5000.00`);
});
