import { randomUUID } from 'node:crypto';
import type { FundRef } from '../../src/ledger/draft';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// What a donor has announced and what a platform pays out are found on the statement, on the matching page: by one who recorded none of it.
let house: TestApp;
let foundation: Foundation;
let lunch: FundRef;
let li: AtDesk;
let wang: AtDesk;
let zhao: AtDesk;
let importer: number;
let bank: number;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z') });
  foundation = await preparing(house);
  lunch = await openLunchFund(house, foundation);
  [{ id: bank }] = await house.db.query<[{ id: number }]>(`SELECT id FROM place WHERE account = '1002'`);
  li = await atDesk(house, await appointed(house, foundation, '李敏', 'bookkeeper'));
  wang = await atDesk(house, await appointed(house, foundation, '王建国', 'secretary-general'));
  importer = await appointed(house, foundation, '赵磊', 'cashier');
  zhao = await atDesk(house, importer);
});
afterAll(() => house.close());

const line = async (sum: bigint, reference: string, memo = ''): Promise<bigint> => (await shows(house, { foundation: foundation.id, by: importer, lines: [{ day: '2026-06-30', sum, reference, memo }] })).get(reference)!;
/** What the matching page offers for a line. */
const offered = async (who: AtDesk, id: bigint): Promise<string> => new RegExp(`name="choice" value="(${id}~[^"]+)"`).exec(await who.reads('/desk/bank/bank/matching?month=2026-06'))![1]!;

it('a transfer that a donor has announced is matched by whoever finds it at the bank', async () => {
  await li.sends('/desk/gifts/account', { place: String(bank), bank: '示例银行梧桐里支行', number: '6222 0000 1111 042' });
  await wang.sends('/desk/gifts/account/1/confirmations', {});
  const begun = await house.request().post('/funds/elder-lunch/donations').type('form').send({ key: randomUUID(), other: '500', display: 'masked', name: '周明', phone: '13800138000', receipt: '1', title: '', identity: '' }).expect(303);
  await house.request().post(`${begun.headers.location!}/payments`).type('form').send({ way: 'transfer' }).expect(303);
  const [, reference] = /<strong class="num sum">([2-9A-Z]{8})</.exec((await house.request().get(begun.headers.location!)).text)!;
  const shown = await line(50_000n, 'ICBC0901', reference);
  const before = await lastEntry(house.db);
  expect(await li.sends('/desk/bank/bank/matches', { choice: await offered(li, shown), month: '2026-06' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    bank gift | elder-lunch | Bank deposits | 500.00 |
    | | Donation income, restricted | | 500.00`);
  expect(await li.reads('/desk/bank/bank/matching?month=2026-06')).toContain('两边都没有未对上的');
  const [{ no }] = await house.db.query<[{ no: string }]>('SELECT voucher AS no FROM sealed_entry ORDER BY number DESC LIMIT 1');
  expect((await li.reads(`/desk/vouchers/${no}`)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toMatch(/制单人? 系统/);
  expect(await complaints(house)).toEqual({});
});

it('the payout of a list is matched by whoever did not upload it', async () => {
  const request = zhao.visitor.post('/desk/batches');
  expect((await request).status).toBe(404); // a cashier uploads none
  const upload = li.visitor.post('/desk/batches');
  const [{ id: general }] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE class = 'general'`);
  for (const [field, value] of Object.entries({ channel: 'platform', newPlace: '示例公益平台', bank: String(bank), bearer: String(general), fund: String(lunch.id), payout: '99', fee: '1' })) void upload.field(field, value);
  expect((await upload.attach('file', Buffer.from('交易号,捐赠时间,金额（元）\n0000012345678901234567890001,2026-06-28,100\n'), '六月.csv')).status).toBe(303);
  expect(await wang.sends('/desk/batches/1/confirmations', {})).toMatchObject({ status: 303 });
  house.app.get(Worker).wake('batches');
  await house.app.get(Worker).idle();
  const shown = await line(9_900n, 'ICBC0902');
  const before = await lastEntry(house.db);
  const choice = await offered(wang, shown);
  expect(await li.sends('/desk/bank/bank/matches', { choice, month: '2026-06' })).toMatchObject({ status: 422, text: expect.stringContaining('不能') });
  expect(await wang.sends('/desk/bank/bank/matches', { choice, month: '2026-06' })).toMatchObject({ status: 303 });
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db, { after: before })).toBe(table`
    payout | general | Bank deposits | 99.00 |
    | | Payment clearing | | 99.00`);
  expect(await complaints(house)).toEqual({});
});
