import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, payment, promise } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { reconciled } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// The books of 2025 at Wutongli: December is closed, the year with it, and what stands is carried into the chart of 2026.

let house: TestApp;
let foundation: Foundation;
let clock: SetClock;
let lunch: FundRef;
let general: FundRef;
let bank: number;
const ids: Record<'li' | 'wang', number> = {} as never;
const at: Record<'li' | 'wang', AtDesk> = {} as never;
const zone = process.env.TZ;

beforeAll(async () => {
  process.env.TZ = 'America/Los_Angeles'; // what the machine's own clock shows is no matter: days are Shanghai's
  clock = new SetClock('2025-12-31T15:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  for (const [key, name, role] of [['li', '李敏', 'bookkeeper'], ['wang', '王建国', 'secretary-general']] as const) ids[key] = await appointed(house, foundation, name, role, { from: '2025-01-01' });
  lunch = { id: await bareFund(house.db, { foundation: foundation.id, code: 'lunch', class: 'restricted', name: '银龄午餐基金', englishName: 'Elders’ lunch fund', openedOn: '2025-01-10' }), foundation: foundation.id, class: 'restricted' };
  general = { id: (await house.db.query<[{ id: number }]>("SELECT id FROM fund WHERE class = 'general'"))[0].id, foundation: foundation.id, class: 'general' };
  bank = (await house.db.query<[{ id: number }]>("SELECT id FROM place WHERE account = '1002'"))[0].id;
  await post(bankGift({ fund: lunch, sum: 100_000n, bank, day: '2025-12-01', source: 'bank:1', party: '李*' }), bankGift({ fund: general, sum: 50_000n, bank, day: '2025-12-02', source: 'bank:2' }));
  await post(
    costAccepted({ fund: lunch, sum: 30_000n, for: 'programme', day: '2025-12-10', source: 'cost:1', note: '午餐' }), costAccepted({ fund: general, sum: 8_000n, for: 'management', day: '2025-12-11', source: 'cost:2', note: '房租' }),
    promise({ fund: lunch, sum: 20_000n, day: '2025-12-20', source: 'promise:1', note: '一月的午餐' }));
  await post(payment({ fund: lunch, sum: 30_000n, bank, day: '2025-12-12', source: 'payment:1', party: '示例餐饮有限公司' }));
  await number();
});
afterAll(async () => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  await house?.close();
});

const number = (): Promise<number> => house.app.get(Sealer).seal();
const post = (...drafts: Parameters<Ledger['post']>[1]): Promise<unknown> => house.db.transaction((tx) => house.app.get(Ledger).post(tx, drafts));
/** Wang, signed in in December: later sessions have not begun yet when the clock is set back. */
let lastYear: AtDesk;
async function itIs(time: string): Promise<void> {
  clock.set(time);
  for (const key of ['li', 'wang'] as const) at[key] = await atDesk(house, ids[key]);
}
const proposes = async (path: string): Promise<string> => {
  const { status, text, to } = await at.li.sends(path, {});
  expect([status, status === 303 ? '' : text]).toEqual([303, '']);
  return to!.replace('?done=proposed', '');
};
async function steps(): Promise<void> {
  await reconciled(house, { foundation: foundation.id, until: '2025-12-31', importer: ids.li, matcher: ids.wang });
  expect(await at.wang.sends('/desk/closing/2025-12/checks', {})).toMatchObject({ status: 303 });
  for (const step of ['received', 'bank', 'unidentified', 'vouchers']) expect([step, await at.li.sends('/desk/closing/2025-12/steps', { step })]).toMatchObject([step, { status: 303 }]);
  for (const step of ['accruals', 'releases']) expect([step, await at.li.sends(`/desk/closing/2025-12/${step}`, {})]).toMatchObject([step, { status: 303 }]);
  await number();
  expect(await at.li.sends('/desk/closing/2025-12/steps', { step: 'statements' })).toMatchObject({ status: 303 });
}

it('a second before midnight in Shanghai the year is not over; at midnight it is', async () => {
  await itIs('2025-12-31T15:59:59Z');
  lastYear = at.wang;
  expect(await at.li.sends('/desk/closing/2025-12/steps', { step: 'bank' })).toMatchObject({ status: 422, text: expect.stringContaining('这个月还没有过完') });
  expect(await at.li.sends('/desk/closing/2025-12/year-closings', {})).toMatchObject({ status: 422, text: expect.stringContaining('这个月还没有过完') });
  clock.set('2025-12-31T16:00:00Z');
  await reconciled(house, { foundation: foundation.id, until: '2025-12-31', importer: ids.li, matcher: ids.wang });
  expect(await at.li.sends('/desk/closing/2025-12/steps', { step: 'bank' })).toMatchObject({ status: 303 });
});

it('December is not sealed before the year is closed, and the year is closed by two', async () => {
  await itIs('2026-01-05T02:00:00Z');
  await steps();
  expect(await at.li.sends('/desk/closing/2025-12/signatures', {})).toMatchObject({ status: 422, text: expect.stringContaining('先做年末结转') });
  expect(await at.li.sends('/desk/closing/2026-01/chart-migrations', {})).toMatchObject({ status: 422, text: expect.stringContaining('先把 2025 年的每个月封账') });
  const stale = await proposes('/desk/closing/2025-12/year-closings');
  // a late gift: what was proposed is not what stands
  await post(bankGift({ fund: general, sum: 1_000n, bank, day: '2025-12-31', source: 'bank:3' }));
  await number();
  expect(await at.wang.reads(stale)).toContain('提出以后账目有变化');
  expect(await at.wang.sends(`${stale}/approvals`, {})).toMatchObject({ status: 409, text: expect.stringContaining('提出以后账目有变化') });
  expect(await at.li.sends(`${stale}/withdrawals`, { why: '又收到一笔' })).toMatchObject({ status: 303 });
  const path = await proposes('/desk/closing/2025-12/year-closings');
  expect(await at.li.sends(`${path}/approvals`, {})).toMatchObject({ status: 422, text: expect.stringContaining('由别人批准') });
  const before = await lastEntry(house.db);
  // two presses at once: booked once
  const answers = await Promise.all([at.wang.sends(`${path}/approvals`, {}), at.wang.sends(`${path}/approvals`, {})]);
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2025-12-31 | year closing | general | Donation income, unrestricted | 510.00 |
    | | | Unrestricted net assets | | 510.00
    | | | Management cost | | 80.00
    | | | Unrestricted net assets | 80.00 |
    | | lunch | Donation income, restricted | 1000.00 |
    | | | Restricted net assets | | 1000.00
    | | | Programme cost | | 300.00
    | | | Unrestricted net assets | 300.00 |`);
  await number();
  await steps();
  expect(await at.li.sends('/desk/closing/2025-12/year-closings', {})).toMatchObject({ status: 422, text: expect.stringContaining('没有需要结转的余额') });
});

it('the clock is set back over midnight between the two signatures: the month is not over then, and is when it is right again', async () => {
  expect(await at.li.sends('/desk/closing/2025-12/signatures', {})).toMatchObject({ status: 303 });
  const [{ id }] = await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM month_signature');
  clock.set('2025-12-31T15:59:59Z');
  expect(await lastYear.sends('/desk/closing/2025-12/signatures', { upon: String(id) })).toMatchObject({ status: 422, text: expect.stringContaining('这个月还没有过完') });
  await itIs('2026-01-05T03:00:00Z');
  expect(await at.wang.sends('/desk/closing/2025-12/signatures', { upon: String(id) })).toMatchObject({ status: 303, to: '/desk/closing/2025-12?done=seal#h-sign' });
});

it('what stands is carried into the chart of 2026 by one voucher of two people, and nothing is left behind', async () => {
  expect(await at.wang.reads('/desk/closing/2026-01')).toContain('新旧会计制度衔接');
  const path = await proposes('/desk/closing/2026-01/chart-migrations');
  const before = await lastEntry(house.db);
  expect(await at.wang.sends(`${path}/approvals`, {})).toMatchObject({ status: 303 });
  await number();
  expect(await ledgerTable(house.db, { days: true, after: before })).toBe(table`
    2026-01-01 | chart migration | general | Bank deposits | 510.00 |
    | | | Bank deposits | | 510.00
    | | | Payables | | 80.00
    | | | Payables | 80.00 |
    | | | Unrestricted net assets | | 430.00
    | | | Unrestricted net assets | 430.00 |
    | | lunch | Bank deposits | 700.00 |
    | | | Bank deposits | | 700.00
    | | | Restricted net assets | | 700.00
    | | | Restricted net assets | 700.00 |
    | | | Promised | 200.00 |
    | | | Promised | | 200.00
    | | | Promised, contra | | 200.00
    | | | Promised, contra | 200.00 |`);
  expect(await at.li.reads('/desk/closing/2026-01')).not.toContain('准备衔接凭证');
  expect(await at.li.sends('/desk/closing/2026-01/chart-migrations', {})).toMatchObject({ status: 422, text: expect.stringContaining('没有需要结转的余额') });
  expect(await complaints(house)).toEqual({});
});
