import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BANK_CHECKS } from '../../src/bank/checks';
import { bankGift, disputeFee, disputeWithdrawn, onlineGift, paymentFee, providerRefund } from '../../src/ledger/entries';
import type { Foundation } from '../../src/people/foundations';
import { type Books, openBooks } from '../support/books';
import { appointed, type AtDesk, atDesk } from '../support/desk';
import { lastEntry, ledgerTable, table } from '../support/ledger-table';

// One coherent day: what Stripe says it has paid out, fees included, meets the clearing account to the fen, and the bank shows the payout.

const STATEMENTS = join(__dirname, 'statements');
const file = (name: string): Buffer => readFileSync(join(STATEMENTS, name));

let books: Books;
let li: AtDesk;
let before: bigint;

beforeAll(async () => {
  books = await openBooks();
  const { lunch, general, bank, clearing } = books;
  const fact = (source: string, most: bigint, on: string): Promise<bigint> => books.fact(source, most, on);
  const day = '2026-09-23';
  await books.post(
    bankGift({ day: '2026-09-01', source: 'bank:0', fund: general, sum: 200_000_000n, bank }),
    onlineGift({ day: '2026-09-21', source: 'stripe:pi_1', fund: lunch, sum: 100_000n, clearing, party: '王*' }),
    paymentFee({ day: '2026-09-21', source: 'stripe:txn_1', fund: lunch, sum: 2_900n, clearing, fact: await fact('stripe:txn_1', 2_900n, '2026-09-21') }),
    onlineGift({ day: '2026-09-20', source: 'stripe:pi_2', fund: lunch, sum: 8_000n, clearing }),
    providerRefund({ day: '2026-09-22', source: 'stripe:re_1', fund: lunch, sum: 8_000n, clearing, of: 'gift', fact: await fact('stripe:re_1', 8_000n, '2026-09-22') }),
    disputeWithdrawn({ day, source: 'stripe:du_1', fund: lunch, general, sum: 50_000n, fronted: 0n, clearing, fact: await fact('stripe:du_1', 50_000n, day) }),
    disputeFee({ day, source: 'stripe:txn_3', general, sum: 1_400n, clearing, fact: await fact('stripe:txn_3', 1_500n, day) }), // a fen too little a hundred times
  );
  before = await lastEntry(books.db);
  const foundation = { id: books.foundation } as Foundation;
  li = await atDesk(books, await appointed(books, foundation, '李敏', 'cashier'));
}, 60_000);
afterAll(() => books.close());

const imports = async (place: string, name: string): Promise<string> => (await li.visitor.post(`/desk/bank/${place}/statements`).attach('file', file(name), name).expect(303)).headers.location!;
const text = async (path: string): Promise<string> => (await li.reads(path)).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const choices = (page: string): string[] => [...page.matchAll(/name="choice" value="([^"]+)"/g)].map((found) => found[1]!);

it('a statement goes to its own place, since an import cannot be taken back', async () => {
  for (const [place, name] of [['stripe', 'bank_ofx_cny.ofx'], ['bank', 'stripe_payout_reconciliation.csv']] as const) {
    const sent = await li.visitor.post(`/desk/bank/${place}/statements`).attach('file', file(name), name);
    expect([place, sent.status, sent.text.includes('这份文件不是这里的：银行的对账单导入银行账户，支付平台的账单导入它自己的账户')]).toEqual([place, 422, true]);
  }
  expect(await books.db.query('SELECT 1 FROM bank_statement')).toEqual([]);
});

it('what carries the same number is matched as it is imported, fees included, and the answer says so', async () => {
  expect(await text(await imports('stripe', 'stripe_payout_reconciliation.csv'))).toMatch(/新增明细 6 已有明细 0 其中已对上 4 未对上 2/);
  expect((await li.sends('/desk/bank/stripe/bulk-matches', { month: '2026-09' })).to).toBe('/desk/bank/stripe/matching?month=2026-09&count=0&done=nothing');
  expect(await text('/desk/bank/stripe/matching?month=2026-09')).toContain('2 笔银行明细未对上');
});

it('what does not agree to the fen is named, by all three', async () => {
  const page = await text('/desk/differences');
  expect(page).toMatch(/du_1 支付清算 · 2026年9月23日 −15\.00 没有 −14\.00 −1\.00 同一编号，金额不同/);
  expect(page).toMatch(/po_1TestPeerA 支付清算 · 2026年9月28日 −376\.00 没有 没有 −376\.00 支付机构已结算，银行没看到/);
  expect(page).toMatch(/pi_2 支付清算 · 2026年9月20日 没有 没有 80\.00 −80\.00 账上有，支付机构还没报/);
});

it('the bank shows the payout: one choice books it and matches both sides', async () => {
  await imports('bank', 'bank_ofx_cny.ofx');
  expect(await text('/desk/differences')).toMatch(/po_1TestPeerA [^]*−376\.00 376\.00 没有 0\.00 银行已看到，还没对上/);
  const page = await li.reads('/desk/bank/bank/matching?month=2026-09');
  expect(page).toContain('支付清算结算到银行 po_1TestPeerA');
  expect(page).toContain('金额、日期、编号都相同');
  expect(await li.sends('/desk/bank/bank/matches', { choice: choices(page)[0]! })).toMatchObject({ status: 303, to: '/desk/bank/bank/matching?done=taken' });
  expect(await li.sends('/desk/bank/bank/matches', { choice: choices(page)[0]! })).toMatchObject({ status: 409 });
  expect(await text('/desk/differences')).not.toContain('po_1TestPeerA');
  expect(await ledgerTable(books.db, { after: before })).toBe(table`
    payout | general | Bank deposits | 376.00 |
    | | Payment clearing | | 376.00`);
  for (const check of BANK_CHECKS) expect([check.name, await check.run(books.db)]).toEqual([check.name, []]);
});

it('a choice that nobody offers books nothing', async () => {
  for (const choice of ['1~nobody:7', '1~payout:999', '2~founding-contribution:1', '999~1.1'])
    expect([choice, [404, 409].includes((await li.sends('/desk/bank/bank/matches', { choice })).status)]).toEqual([choice, true]);
});
