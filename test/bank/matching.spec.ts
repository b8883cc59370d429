import { bankGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { Sealer } from '../../src/ledger/sealer';
import { Vouchers } from '../../src/ledger/vouchers.service';
import type { FundRef } from '../../src/ledger/draft';
import type { Foundation } from '../../src/people/foundations';
import { SetClock, startApp, type TestApp } from '../support/app';
import { ofx, type Told } from '../support/bank';
import { complaints } from '../support/checks';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { ledgerTable, table } from '../support/ledger-table';

let house: TestApp;
let clock: SetClock;
let foundation: Foundation;
let general: FundRef;
let bank: number;
let liMin: number;
let li: AtDesk;
let zhao: AtDesk;
let chen: AtDesk;

beforeAll(async () => {
  clock = new SetClock('2026-06-30T02:00:00Z');
  house = await startApp({ clock });
  foundation = await preparing(house);
  const one = async (sql: string): Promise<number> => (await house.db.query<{ id: number }[]>(sql, [foundation.id]))[0]!.id;
  general = { id: await one(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`), foundation: foundation.id, class: 'general' };
  bank = await one('SELECT id FROM place WHERE foundation = $1');
  liMin = await appointed(house, foundation, '李敏', 'bookkeeper');
  li = await atDesk(house, liMin);
  zhao = await atDesk(house, await appointed(house, foundation, '赵磊', 'cashier'));
  chen = await atDesk(house, await appointed(house, foundation, '陈静', 'secretary-general'));
}, 60_000);
afterAll(() => house.close());

/** Recorded by somebody, as giving's own pages do. */
const records = (maker: number | null, source: string, sum: bigint, day: string, party: string | null = null): Promise<bigint> => house.db.transaction(async (tx) => {
  const entry = await house.app.get(Ledger).enter(tx, bankGift({ day, source, party, fund: general, sum, bank }));
  if (maker !== null) await house.app.get(Vouchers).made(tx, foundation.id, maker, [entry]);
  return entry;
});
const sends = async (who: AtDesk, name: string, file: Buffer, path = '/desk/bank/bank/statements'): Promise<{ status: number; to: string | undefined; text: string }> => {
  const { status, headers, text } = await who.visitor.post(path).attach('file', file, name);
  return { status, to: headers.location, text: text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ') };
};
const lineOf = async (reference: string): Promise<bigint> => (await house.db.query<{ id: bigint }[]>('SELECT id FROM bank_line WHERE reference = $1', [reference]))[0]!.id;
const choices = (page: string): string[] => [...page.matchAll(/name="choice" value="([^"]+)"/g)].map((found) => found[1]!);
const difference = (page: string): string => /equation__end[^]*?<dd class="num">([^<]*)/.exec(page)![1]!;

const JUNE: Told[] = [
  { day: '2026-06-02', sum: 50_000n, reference: 'ICBC0601', party: '王建国', memo: '捐款 DN-2026-0007' },
  { day: '2026-06-05', sum: 30_000n, reference: 'ICBC0602', party: '示例书店有限公司' },
  { day: '2026-06-08', sum: -1_500n, reference: 'ICBC0603', memo: '账户管理费' },
  { day: '2026-06-21', sum: 88n, reference: 'ICBC0604', memo: '结息' },
  { day: '2026-06-25', sum: 7_700n, reference: 'ICBC0605', party: '=HYPERLINK("http://evil.example")', memo: '&lt;b&gt;@不知道' },
];
const CLOSING = 86_288n;

it('Li Min imports June: the lines, the days and the balances are told', async () => {
  expect(await sends(li, 'nothing.txt', Buffer.from('hello'))).toMatchObject({ status: 422 });
  expect((await li.visitor.post('/desk/bank/bank/statements').field('x', '1')).status).toBe(422);
  const sent = await sends(li, '六月.ofx', ofx(JUNE, { from: '2026-06-01', to: '2026-06-28', closing: CLOSING }));
  expect(sent).toMatchObject({ status: 303, to: expect.stringMatching(/^\/desk\/bank\/bank\/statements\/1\?done=imported$/) });
  const page = await li.reads(sent.to!);
  expect(page).toContain('已导入');
  expect(page).toContain('862.88');
  // what somebody wrote who sent a fen is text, here and in the page's source
  expect(page).toContain('&#x3D;HYPERLINK(&quot;http://evil.example&quot;)');
  expect(page).toContain('&lt;b&gt;@不知道');
});

it('the same under another name adds nothing and says so; what overlaps brings the rest', async () => {
  const again = await sends(zhao, 'export(2).ofx', ofx(JUNE, { from: '2026-06-01', to: '2026-06-28', closing: CLOSING }));
  expect(again.to).toBe('/desk/bank/bank/statements/1?known=5&done=known');
  expect(await zhao.reads(again.to!)).toContain('5 笔都已由李敏导入过');
  expect(await house.db.query('SELECT count(*)::int AS statements FROM bank_statement')).toEqual([{ statements: 1 }]);
});

it('what contradicts is refused whole, with its line and days', async () => {
  const other = JUNE.map((line) => (line.reference === 'ICBC0602' ? { ...line, sum: 30_001n } : line));
  expect((await sends(li, 'a.ofx', ofx(other, { from: '2026-06-01', to: '2026-06-28', closing: CLOSING + 1n }))).text).toContain('流水号 ICBC0602 以前导入过，但当时是 2026-06-05、300.00 元');
  const gap = await sends(li, 'b.ofx', ofx([{ day: '2026-06-30', sum: 100n, reference: 'ICBC0700' }], { from: '2026-06-30', to: '2026-06-30', closing: CLOSING + 400n }));
  expect(gap).toMatchObject({ status: 422, text: expect.stringMatching(/到 2026-06-28 余额是 862.88 元，从 2026-06-30 起却是 865.88 元，差 3.00 元/) });
  expect((await sends(li, 'c.ofx', ofx([], { from: '2026-06-29', to: '2026-07-01', closing: CLOSING }))).text).toContain('还没到这一天');
  expect(await house.db.query('SELECT count(*)::int AS lines FROM bank_line')).toEqual([{ lines: 5 }]);
});

it('Zhao matches what Li recorded, and Li may not; the difference shrinks', async () => {
  await records(liMin, 'gift:DN-2026-0007', 50_000n, '2026-06-01', '王*');
  await records(null, 'bank:x', 30_000n, '2026-06-05', '示例书店有限公司');
  const before = await zhao.reads('/desk/bank/bank/matching?month=2026-06');
  expect(difference(before)).toBe('62.88');
  expect(before).toContain('金额、编号、户名都相同，日期差 1 天');
  expect(before).toContain('金额、日期、户名都相同');
  const [first, second] = choices(before);
  expect(await li.reads('/desk/bank/bank/matching?month=2026-06')).toContain('由您登记，要由另一人对账');
  expect(await li.sends('/desk/bank/bank/matches', { choice: first!, month: '2026-06' })).toMatchObject({ status: 422, text: expect.stringContaining('登记这笔账的人不能自己对账') });
  expect(await zhao.sends('/desk/bank/bank/matches', { choice: first!, month: '2026-06' })).toMatchObject({ status: 303, to: '/desk/bank/bank/matching?month=2026-06&done=matched' });
  // somebody else was faster: who, and when
  expect(await chen.sends('/desk/bank/bank/matches', { choice: first!, month: '2026-06' })).toMatchObject({ status: 409, text: expect.stringContaining('赵磊已于 2026年6月30日 10:00 把这一笔对上') });
  expect(await li.sends('/desk/bank/bank/matches', { choice: second!, month: '2026-06' })).toMatchObject({ status: 303 });
});

it('the fee, the interest and what nobody knows are booked out of their lines, until the difference is nothing', async () => {
  const decide = async (who: AtDesk, reference: string, form: Record<string, string>) => who.sends(`/desk/bank/bank/lines/${await lineOf(reference)}/matches`, form);
  expect(await decide(zhao, 'ICBC0603', {})).toMatchObject({ status: 422, text: expect.stringContaining('请选择这一笔是什么') });
  expect(await decide(zhao, 'ICBC0603', { as: 'interest' })).toMatchObject({ status: 422, text: expect.stringContaining('这一笔是付出去的') });
  expect(await decide(zhao, 'ICBC0604', { as: 'fee' })).toMatchObject({ status: 422, text: expect.stringContaining('不是费用') });
  expect(await decide(zhao, 'ICBC0603', { as: 'fee', note: '六月账户管理费' })).toMatchObject({ status: 303 });
  expect(await decide(zhao, 'ICBC0604', { as: 'interest' })).toMatchObject({ status: 303 });
  expect(await decide(zhao, 'ICBC0604', { as: 'interest' })).toMatchObject({ status: 409 });
  expect(await decide(zhao, 'ICBC0605', { as: 'unidentified' })).toMatchObject({ status: 303 });
  const page = await zhao.reads('/desk/bank/bank/matching?month=2026-06');
  expect(difference(page)).toBe('0.00');
  expect(page).toContain('两边都没有未对上的');
});

it('leaves these books, and every named check holds', async () => {
  await house.app.get(Sealer).seal();
  expect(await ledgerTable(house.db)).toBe(table`
    bank gift | general | Bank deposits | 500.00 |
    | | Donation income, unrestricted | | 500.00
    bank gift | general | Bank deposits | 300.00 |
    | | Donation income, unrestricted | | 300.00
    bank fee | general | Management cost | 15.00 |
    | | Bank deposits | | 15.00
    interest | general | Bank deposits | 0.88 |
    | | Other income, unrestricted | | 0.88
    unidentified receipt | general | Bank deposits | 77.00 |
    | | Other payables: unidentified money | | 77.00`);
  expect(await complaints(house)).toEqual({});
});
