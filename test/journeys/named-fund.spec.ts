import { Funds } from '../../src/funds/funds.service';
import { FundEndings } from '../../src/funds/moves/fund-endings.service';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, payment } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { filed } from '../support/campaigns';
import { complaints } from '../support/checks';
import { preparing, appointed } from '../support/desk';
import { openFund } from '../support/funds';
import { ledgerTable, table } from '../support/ledger-table';

const clock = new SetClock('2026-06-30T02:00:00Z');
let house: TestApp;
let host: Foundation;
let fund: FundRef;

beforeAll(async () => {
  house = await startApp({ clock });
  host = await preparing(house);
});
afterAll(() => house.close());

const asked = (name: string, agreement: Partial<Record<'remainingProperty' | 'no', string>> = {}) => ({
  code: 'lamps', name, englishName: 'Lamps Fund',
  agreement: {
    no: 'XY-09', day: '2026-06-01', party: '一村楼组长', englishParty: 'Stair leaders', purpose: '换灯', englishPurpose: 'Lamps', use: '灯', englishUse: 'Lamps', termination: '双方同意', englishTermination: 'By consent',
    remainingProperty: '用于相近目的', englishRemainingProperty: 'A similar purpose', ...agreement,
  },
  page: { summary: '给老楼换灯', englishSummary: 'New lamps', place: null, englishPlace: null, picture: null, unit: { label: '一盏灯', englishLabel: 'one lamp', cost: 21_500n }, tiles: [21_500n, 43_000n] },
});
const funds = (): Funds => house.app.get(Funds);
const endings = (): FundEndings => house.app.get(FundEndings);
const page = async (): Promise<string> => (await house.request().get('/funds/lamps').expect(200)).text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

it('the stair leaders’ fund opens under its host’s full name, with a whole agreement, or not at all', async () => {
  await expect(openFund(house, host, asked('梧桐里楼道灯光基金'))).rejects.toMatchObject({ code: 'fund-name-carries-the-hosts-full-name' });
  await expect(openFund(house, host, asked(host.name))).rejects.toMatchObject({ code: 'fund-name-carries-the-hosts-full-name' });
  await expect(openFund(house, host, asked(`${host.name}楼道灯光基金`, { remainingProperty: ' ' }))).rejects.toMatchObject({ code: 'agreement-incomplete', facts: { missing: 'remainingProperty' } });
  expect(await house.db.query(`SELECT count(*)::int AS n FROM fund WHERE class = 'restricted'`)).toEqual([{ n: 0 }]);
  fund = await openFund(house, host, asked(`${host.name}楼道灯光基金`));
  await expect(openFund(house, host, { ...asked(`${host.name}又一基金`), code: 'second' })).rejects.toMatchObject({ driverError: { constraint: 'an_agreement_has_its_own_number' } });
  expect(await page()).toMatch(/楼道灯光基金.*累计收到 0\.00.*本基金现在不接受捐赠/);
});

it('asks the public only within a filed campaign, and the page outlives it', async () => {
  await expect(filed(house.db, host, { filingNo: 'A1', filedOn: '2026-06-01', from: '2026-06-10', to: '2026-07-31', target: 1n })).rejects.toMatchObject({ driverError: { constraint: 'a_campaign_is_filed_before_it_begins' } });
  await expect(funds().raise(fund, { mode: 'public', from: '2026-06-10' })).rejects.toMatchObject({ driverError: { constraint: 'raising_from_the_public_needs_a_campaign' } });
  const campaign = await filed(house.db, host, { filingNo: '示例-A26001', filedOn: '2026-05-31', from: '2026-06-10', to: '2026-07-31', target: 1_000_000n });
  await funds().raise(fund, { mode: 'public', from: '2026-06-10', to: '2026-08-31', campaign });
  await expect(funds().raise(fund, { mode: 'invited', from: '2026-08-31' })).rejects.toMatchObject({ driverError: { constraint: 'a_fund_raises_in_one_way_a_day' } });
  expect(await page()).toMatch(/430 元 2 份.*示例-A26001/);
  clock.set('2026-07-31T15:59:00Z'); // a minute to midnight in Shanghai
  expect(await page()).toContain('下一步：核对后支付');
  clock.set('2026-07-31T16:00:00Z');
  expect(await page()).toMatch(/募捐期限到 2026年7月31日，已经结束。账目继续公开。/);
  clock.set('2026-06-30T02:00:00Z');
});

it('suggests no sums to those it has invited', async () => {
  await funds().raise(fund, { mode: 'invited', from: '2026-09-01' });
  await funds().invite(fund, { code: 'DENG-1234', endsOn: '2026-09-30' });
  clock.set('2026-09-02T02:00:00Z');
  const guest = house.visitor();
  await guest.post('/funds/lamps/invitations').type('form').send({ code: 'deng 1234' }).expect(303);
  const { text } = await guest.get('/funds/lamps').expect(200);
  expect([text.includes('下一步：核对后支付'), text.includes('name="amount"')]).toEqual([true, false]);
  clock.set('2026-06-30T02:00:00Z');
});

it('is closed at zero and not before', async () => {
  const { bank } = (await house.db.query<{ bank: number }[]>('SELECT id AS bank FROM place'))[0]!;
  const wang = { id: await appointed(house, host, '王建国', 'secretary-general'), name: '王建国', roles: [] };
  const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, draft));
  await enter(bankGift({ day: '2026-06-12', source: 'bank:1', fund, sum: 43_000n, bank, party: '张*' }));
  await enter(costAccepted({ day: '2026-06-18', source: 'cost:1', fund, sum: 43_000n, for: 'programme', note: '感应灯 2 盏' }));
  const li = { id: await appointed(house, host, '李敏', 'bookkeeper'), name: '李敏', roles: [] };
  const heir = await openFund(house, host, { ...asked(`${host.name}楼道扶手基金`, { no: 'XY-10' }), code: 'rails' });
  await endings().announce(fund, { reason: '灯已换完', basis: 'agreement', basisNote: '用于相近目的', to: { fund: 'rails' }, resolution: null }, li);
  expect(heir.foundation).toBe(host.id);
  await expect(endings().close(fund, wang)).rejects.toMatchObject({ code: 'a-fund-is-closed-at-zero', facts: { owed: '430.00' } });
  await enter(payment({ day: '2026-06-25', source: 'payment:1', fund, sum: 43_000n, bank, party: '示例电器', note: '感应灯 2 盏' }));
  await house.app.get(Sealer).seal();
  expect(await page()).toMatch(/累计收到 430\.00 累计支出 430\.00 现在结存 0\.00.*直接用在项目上 430\.00 元 100 元.*感应灯 2 盏，付：示例电器.*张\* 捐赠/);
  await expect(endings().close(fund, li)).rejects.toMatchObject({ driverError: { constraint: 'whoever_announced_a_closing_does_not_close' } });
  await endings().close(fund, wang);
  expect(await page()).toMatch(/本基金已经终止.*2026年6月30日终止.*灯已换完/);
});

it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-06-12 | bank gift | lamps | Bank deposits | 430.00 |
    | | | Donation income, restricted | | 430.00
    2026-06-18 | cost accepted | lamps | Programme cost | 430.00 |
    | | | Payables | | 430.00
    2026-06-25 | payment | lamps | Payables | 430.00 |
    | | | Bank deposits | | 430.00`);
  expect(await complaints(house)).toEqual({});
});
