import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';

let house: TestApp;
let foundation: Foundation;
let liMin: number;
let li: AtDesk;
let zhou: AtDesk;
let wang: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  foundation = await preparing(house);
  liMin = await appointed(house, foundation, '李敏', 'bookkeeper');
  li = await atDesk(house, liMin);
  zhou = await atDesk(house, await appointed(house, foundation, '周晓', 'bookkeeper'));
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
});
afterAll(() => house.close());

const contribution = (reference: string, amount: string, valueDay: string): Record<string, string> => ({ founder: '示例物业有限公司', amount, reference, valueDay });

/** The bank shows a line; its number. */
const showsAt = async (reference: string, sum: bigint, day: string): Promise<{ line: string }> =>
  ({ line: String((await shows(house, { foundation: foundation.id, by: liMin, lines: [{ day, sum, reference, party: '示例物业有限公司' }] })).get(reference)) });

const newest = async (): Promise<number> => (await house.db.query<{ id: number }[]>('SELECT max(id) AS id FROM founding_contribution'))[0]!.id;

it('sends whoever is not signed in to the sign-in, and back', async () => {
  const nobody = house.visitor();
  const sent = await nobody.get('/en/desk/founding?done=paper');
  expect([sent.status, sent.headers.location]).toEqual([303, '/en/desk/sign-in?back=%2Fdesk%2Ffounding%3Fdone%3Dpaper']);
  expect((await nobody.get('/desk/sign-in?back=//evil.example/x')).text).toContain('name="back" value="/"');
  expect((await nobody.post('/desk/founding/papers').type('form').send({})).headers.location).toBe('/desk/sign-in?back=%2Fdesk');
});

it('Li records 1,200,000 yuan; it counts only when Zhou has found it on the bank statement', async () => {
  expect((await li.sends('/desk/founding/contributions', { ...contribution('', '十万', '2026-02-30'), founder: ' ' })).text)
    .toMatch(/请填写发起人名称.*金额应为数字.*请填写银行流水号.*日期应写成/);
  const recorded = await li.sends('/desk/founding/contributions', contribution('icbc 0031', '1,200,000', '2026-02-11'));
  expect(recorded).toMatchObject({ status: 303, to: '/desk/founding?done=contribution' });
  // pressed twice it is one; the same number with another sum is a mistake
  expect((await li.sends('/desk/founding/contributions', contribution('ICBC0031', '1200000.00', '2026-02-11'))).status).toBe(303);
  const other = await li.sends('/desk/founding/contributions', contribution('ICBC0031', '12,000', '2026-02-11'));
  expect(other).toMatchObject({ status: 409, text: expect.stringContaining('这个银行流水号已经登记过') });

  expect(await li.reads('/desk/founding')).toContain('还差 2,000,000.00 元');
  const own = await li.reads('/desk/founding/contributions/1');
  expect([own.includes('登记人不能自己确认'), own.includes('等第二人确认'), own.includes('等您确认')]).toEqual([true, true, false]);
  // nothing counts that the bank does not show, to the fen
  expect(await zhou.reads('/desk/founding/contributions/1')).toContain('对账单里还没有金额相同的一笔');
  expect(await zhou.sends('/desk/founding/contributions/1/confirmations', {})).toMatchObject({ status: 422, text: expect.stringContaining('出资要有对应的银行明细才能确认') });
  expect(await zhou.sends('/desk/founding/contributions/1/confirmations', { line: '99' })).toMatchObject({ status: 404 });
  expect(await zhou.sends('/desk/founding/contributions/1/confirmations', await showsAt('ICBC0030', 119_999_999n, '2026-02-10'))).toMatchObject({ status: 422, text: expect.stringContaining('银行明细与这笔出资不符') });
  const shown = await showsAt('ICBC0031', 120_000_000n, '2026-02-11');
  expect(await zhou.reads('/desk/founding/contributions/1')).toContain(`<option value="${shown.line}" selected`);
  expect(await li.sends('/desk/founding/contributions/1/confirmations', shown)).toMatchObject({ status: 422, text: expect.stringContaining('登记人不能自己确认') });
  expect(await zhou.sends('/desk/founding/contributions/1/confirmations', shown)).toMatchObject({ status: 303, to: '/desk/founding/contributions/1?done=confirmation' });
  expect(await zhou.sends('/desk/founding/contributions/1/confirmations', shown)).toMatchObject({ status: 409 });
  expect(await zhou.reads('/desk/founding')).toContain('还差 800,000.00 元');
});

it('is not registered a fen below the floor, nor with papers missing', async () => {
  await zhou.sends('/desk/founding/contributions', contribution('ICBC0044', '799,999.99', '2026-03-02'));
  await li.sends(`/desk/founding/contributions/${await newest()}/confirmations`, await showsAt('ICBC0044', 79_999_999n, '2026-03-02'));
  const registration = { certificate: '53310000MJ0000001G', registeredOn: '2026-04-20' };
  expect(await wang.sends('/desk/founding/registrations', registration)).toMatchObject({ status: 422, text: expect.stringContaining('还差 0.01 元') });

  await li.sends('/desk/founding/contributions', contribution('ICBC0045', '0.01', '2026-05-05'));
  await zhou.sends(`/desk/founding/contributions/${await newest()}/confirmations`, await showsAt('ICBC0045', 1n, '2026-05-05'));
  // all is in by now, but was not on that day
  expect(await wang.sends('/desk/founding/registrations', registration)).toMatchObject({ status: 422, text: expect.stringContaining('还差 0.01 元') });
  expect(await wang.sends('/desk/founding/registrations', { ...registration, registeredOn: '2026-05-20' })).toMatchObject({ status: 422, text: expect.stringContaining('名称核准、章程、理事会和监事、专职工作人员、验资报告') });

  for (const [kind, day] of [['name-approval', '2026-04-01'], ['charter', '2026-04-02'], ['council-and-supervisor', '2026-04-03'], ['full-time-staff', '2026-04-04'], ['capital-verification', '2026-05-12']] as const)
    expect(await li.sends('/desk/founding/papers', { kind, name: kind, number: '', day })).toMatchObject({ status: 303 });
  expect(await wang.sends('/desk/founding/registrations', { ...registration, registeredOn: '2026-05-11' })).toMatchObject({ status: 422, text: expect.stringContaining('验资报告') });
  expect(await wang.sends('/desk/founding/registrations', { ...registration, registeredOn: '2026-05-20' })).toMatchObject({ status: 303, to: '/desk/founding?done=registration' });
  expect(await wang.reads('/desk/founding')).toContain('已登记 2,000,000.00 元');
  expect(await wang.sends('/desk/founding/registrations', { ...registration, registeredOn: '2026-05-20' })).toMatchObject({ status: 409, text: expect.stringContaining('已经登记') });
});

it('the bank takes the first transfer back: booked at once, shown as missing, and only that much may come in again', async () => {
  expect(await zhou.sends('/desk/founding/contributions', contribution('ICBC0060', '1', '2026-06-01'))).toMatchObject({ status: 422, text: expect.stringContaining('只能补足缺少的 0.00 元') });
  expect(await li.sends('/desk/founding/contributions/1/bounces', { reference: 'ICBC0070', day: '2026-06-03', why: '付款账户被冻结' })).toMatchObject({ status: 303 });
  expect(await li.reads('/desk/founding')).toContain('name="founder"');
  await house.app.get(Sealer).seal();
  expect(await li.reads('/desk/founding/contributions/1')).toMatch(/付款账户被冻结/);
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([{ missing: 120_000_000n }]);
  expect(await zhou.sends('/desk/founding/contributions', contribution('ICBC0071', '1,200,000.01', '2026-06-08'))).toMatchObject({ status: 422, text: expect.stringContaining('1,200,000.00 元') });
  await zhou.sends('/desk/founding/contributions', contribution('ICBC0071', '1,200,000', '2026-06-08'));
  await li.sends(`/desk/founding/contributions/${await newest()}/confirmations`, await showsAt('ICBC0071', 120_000_000n, '2026-06-08'));
  expect(await house.db.query('SELECT missing FROM short_fund')).toEqual([]);
});

it('leaves these books, and every named check holds', async () => {
  expect(await ledgerTable(house.db, { days: true })).toBe(table`
    2026-02-11 | founding contribution | original | Bank deposits | 1200000.00 |
    | | | Unrestricted net assets: registered fund | | 1200000.00
    2026-03-02 | founding contribution | original | Bank deposits | 799999.99 |
    | | | Unrestricted net assets: registered fund | | 799999.99
    2026-05-05 | founding contribution | original | Bank deposits | 0.01 |
    | | | Unrestricted net assets: registered fund | | 0.01
    2026-06-03 | contribution bounced | original | Unrestricted net assets: registered fund | 1200000.00 |
    | | | Bank deposits | | 1200000.00
    2026-06-08 | founding contribution | original | Bank deposits | 1200000.00 |
    | | | Unrestricted net assets: registered fund | | 1200000.00`);
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});
