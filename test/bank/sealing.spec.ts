import { setTimeout as sleep } from 'node:timers/promises';
import { placeOf, type Place } from '../../src/bank/places';
import type { ReadStatement } from '../../src/bank/readers/statement';
import { BankStatements } from '../../src/bank/statements.service';
import { bankGift } from '../../src/ledger/entries';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { ofx, reconciled } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { bareFund } from '../support/funds';

// While September is being sealed, somebody else imports a statement or undoes a match of it. Two connections, neither in the middle of the other.

let house: TestApp;
let foundation: Foundation;
let place: Place;
let general: FundRef;
const ids: Record<string, number> = {};
let li: AtDesk;
let zhao: AtDesk;
let wang: AtDesk;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-10-08T02:00:00Z') });
  foundation = await preparing(house);
  place = await placeOf(house.db, foundation.id, 'bank');
  general = { id: (await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE class = 'general'`))[0].id, foundation: foundation.id, class: 'general' };
  for (const [key, name, role] of [['li', '李敏', 'bookkeeper'], ['zhao', '赵磊', 'cashier'], ['wang', '王建国', 'secretary-general']] as const) ids[key] = await appointed(house, foundation, name, role);
  [li, zhao, wang] = (await Promise.all(['li', 'zhao', 'wang'].map((key) => atDesk(house, ids[key]!)))) as [AtDesk, AtDesk, AtDesk];
  await gift('gift:SR-1', 10_000n, '2026-09-10');
  await reconciled(house, { foundation: foundation.id, until: '2026-09-30', importer: ids.li!, matcher: ids.zhao! });
}, 60_000);
afterAll(() => house.close());
afterEach(async () => {
  await house.app.get(Sealer).seal();
  expect(await complaints(house)).toEqual({});
});

const gift = (source: string, sum: bigint, day: string): Promise<bigint> => house.db.transaction((tx) => house.app.get(Ledger).enter(tx, bankGift({ day, source, fund: general, sum, bank: place.id, party: '李*' })));
const statement = (reference: string, day: string): ReadStatement => ({
  format: 'ofx', account: null, from: day, to: day, opening: null, closing: null,
  lines: [{ n: 1, day, at: null, sum: 6_600n, balance: null, reference, party: null, partyAccount: null, memo: null, kind: null, ours: null }],
});
/** The month as two people find it, ready to be sealed: seven steps and a first signature. */
async function ready(): Promise<string> {
  await house.app.get(Sealer).seal();
  await li.sends('/desk/closing/2026-09/checks', {});
  for (const { voucher } of await house.db.query<{ voucher: string }[]>('SELECT s.voucher FROM voucher_maker v JOIN sealed_entry s ON s.entry = v.entry WHERE NOT EXISTS (SELECT FROM voucher_check c WHERE c.entry = v.entry)'))
    expect(await wang.sends(`/desk/vouchers/${voucher}/checks`, {})).toMatchObject({ status: 303 });
  for (const step of ['received', 'bank', 'unidentified', 'vouchers']) expect([step, await li.sends('/desk/closing/2026-09/steps', { step })]).toMatchObject([step, { status: 303 }]);
  await li.sends('/desk/closing/2026-09/accruals', {});
  await li.sends('/desk/closing/2026-09/releases', {});
  await house.app.get(Sealer).seal();
  for (const step of ['statements']) expect([step, await li.sends('/desk/closing/2026-09/steps', { step })]).toMatchObject([step, { status: 303 }]);
  const signed = await li.sends('/desk/closing/2026-09/signatures', {});
  expect([signed.status, signed.status === 303 ? '' : signed.text]).toEqual([303, '']);
  return String((await house.db.query<[{ id: number }]>('SELECT max(id) AS id FROM month_signature'))[0].id);
}
const isOpen = async (): Promise<boolean> => (await house.db.query("SELECT 1 FROM month_seal WHERE month = '2026-09-01'")).length === 0;
let upon: string;

it('a statement that is being imported is waited for, and its line keeps the month open', async () => {
  upon = await ready();
  let sealing!: Promise<{ status: number; text: string }>;
  await house.db.transaction(async (tx) => {
    await house.app.get(BankStatements).keep(tx, place, statement('SEAL-1', '2026-09-12'), { name: 'a.ofx', content: Buffer.from('a') }, { id: ids.li!, name: '', roles: ['bookkeeper'] });
    sealing = wang.sends('/desk/closing/2026-09/signatures', { upon });
    expect(await Promise.race([sealing.then(({ status }) => status), sleep(400, 'waits')])).toBe('waits');
  });
  expect(await sealing).toMatchObject({ status: 422, text: expect.stringContaining('本月银行还没对平') });
  expect(await isOpen()).toBe(true);
});

it('a match that is being undone is waited for too', async () => {
  const [{ id: line }] = await house.db.query<[{ id: bigint }]>("SELECT id FROM bank_line WHERE reference = 'SEAL-1'");
  expect(await zhao.sends(`/desk/bank/bank/lines/${line}/matches`, { as: 'interest' })).toMatchObject({ status: 303 });
  upon = await ready();
  const match = /\/matches\/(\d+)/.exec(await zhao.reads(`/desk/bank/bank/lines/${line}`))![1]!;
  let sealing!: Promise<{ status: number; text: string }>;
  await house.db.transaction(async (tx) => {
    await tx.query('SELECT bank_unmatch($1, $2, $3, $4, $5)', [foundation.id, match, '想再看看', ids.zhao, new Date('2026-10-08T02:00:00Z')]);
    sealing = wang.sends('/desk/closing/2026-09/signatures', { upon });
    expect(await Promise.race([sealing.then(({ status }) => status), sleep(400, 'waits')])).toBe('waits');
  });
  expect(await sealing).toMatchObject({ status: 422, text: expect.stringContaining('本月银行还没对平') });
  const [{ entry }] = await house.db.query<[{ entry: bigint }]>("SELECT id AS entry FROM journal_entry WHERE kind = 'interest'");
  expect(await zhao.sends(`/desk/bank/bank/lines/${line}/matches`, { as: 'match', posting: `${entry}.1` })).toMatchObject({ status: 303 });
});

it('a month that is being sealed is waited for: the line comes late, is told so, and belongs to October', async () => {
  let importing!: Promise<{ status: number; to?: string }>;
  const file = ofx([{ day: '2026-09-13', sum: 6_600n, reference: 'SEAL-2' }], { from: '2026-09-13', to: '2026-09-13', closing: 1n }).toString().replace(/<LEDGERBAL>.*<\/LEDGERBAL>/, '');
  await house.db.transaction(async (tx) => {
    const [{ sealed }] = await tx.query<[{ sealed: boolean }]>("SELECT ledger_seal_month($1, '2026-09-01', $2, $3, $4) AS sealed", [foundation.id, ids.wang, upon, new Date('2026-10-08T02:00:00Z')]);
    expect(sealed).toBe(true);
    importing = li.visitor.post('/desk/bank/bank/statements').attach('file', Buffer.from(file), 'b.ofx').then(({ status, headers }) => ({ status, to: headers.location }));
    expect(await Promise.race([importing.then(({ status }) => status), sleep(400, 'waits')])).toBe('waits');
  });
  const { status, to } = await importing;
  expect([status, await isOpen()]).toEqual([303, false]);
  expect((await li.reads(to!)).replace(/<[^>]+>/g, ' ')).toMatch(/1 笔属于已封账的月份/);
  const [{ id: line }] = await house.db.query<[{ id: bigint }]>("SELECT id FROM bank_line WHERE reference = 'SEAL-2'");
  expect(await zhao.sends(`/desk/bank/bank/lines/${line}/matches`, { as: 'interest' })).toMatchObject({ status: 303 });
  expect(await house.db.query('SELECT b.month, e.day FROM bank_match b JOIN bank_match_line x ON x.match = b.id JOIN journal_entry e ON bank_line_of(e.source) = x.line WHERE x.line = $1', [line])).toEqual([{ month: '2026-10-01', day: '2026-10-01' }]);
});

it('what was matched in a sealed month is reversed in the open one: the mirror meets what is booked in its place', async () => {
  const [{ entry }] = await house.db.query<[{ entry: bigint }]>("SELECT id AS entry FROM journal_entry WHERE source = 'gift:SR-1'");
  const lunch = await bareFund(house.db, { foundation: foundation.id, code: 'lunch', class: 'restricted', name: '银龄午餐基金', englishName: 'Elders’ lunch fund', openedOn: '2026-01-10' });
  const [mirror, right] = await house.db.transaction(async (tx) => [
    await house.app.get(Ledger).reverse(tx, { foundation: foundation.id, entry, day: '2026-10-08', reason: '附言写明捐给午餐' }),
    await house.app.get(Ledger).enter(tx, bankGift({ day: '2026-10-08', source: 'gift:SR-1:right', fund: { id: lunch, foundation: foundation.id, class: 'restricted' }, sum: 10_000n, bank: place.id, party: '李*' })),
  ]);
  const page = await zhao.reads('/desk/bank/bank/matching?month=2026-10');
  for (const key of [`${mirror}.`, `${right}.`]) expect(page).toContain(`name="posting" value="${key}`);
  const at = async (id: bigint): Promise<string> => `${id}.${(await house.db.query<[{ line: number }]>('SELECT line FROM posting WHERE entry = $1 AND place IS NOT NULL', [id]))[0].line}`;
  const both = [await at(mirror), await at(right)] as unknown as string;
  expect(await zhao.sends('/desk/bank/bank/offsets', { month: '2026-10', posting: await at(mirror) })).toMatchObject({ status: 422, text: expect.stringContaining('至少两笔') });
  expect(await zhao.sends('/desk/bank/bank/offsets', { month: '2026-10', posting: both })).toMatchObject({ status: 303 });
  expect((await zhao.reads('/desk/bank/bank/matching?month=2026-10')).replace(/<[^>]+>/g, '')).toContain('两边都没有未对上的');
});
