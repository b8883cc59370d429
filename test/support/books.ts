import type { EntityManager } from 'typeorm';
import type { Draft, FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, goodsGift, managementFee, onlineGift, payment, paymentFee, promise } from '../../src/ledger/entries';
import type { FundClass } from '../../src/ledger/kinds';
import { Ledger } from '../../src/ledger/ledger.service';
import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import { Sealer } from '../../src/ledger/sealer';
import { SetClock, startApp, type TestApp } from './app';
import { shows } from './bank';
import { enterActed } from './moves';
import { bareFund } from './funds';

/** The house at Wutongli with three funds and a month and a half of entries, sealed. Today is 21 November 2026. */
export interface Books extends TestApp {
  readonly foundation: number;
  readonly original: FundRef;
  readonly general: FundRef;
  readonly lunch: FundRef;
  readonly bank: number;
  readonly clearing: number;
  readonly clock: SetClock;
  post(...drafts: Draft[]): Promise<bigint[]>;
  seal(): Promise<void>;
  within<T>(work: (tx: EntityManager) => Promise<T>): Promise<T>;
  /** A note from outside that lets a forced entry be booked. */
  fact(source: string, most: bigint, day: string): Promise<bigint>;
}

export async function openBooks(): Promise<Books> {
  const clock = new SetClock('2026-11-21T04:00:00Z');
  const test = await startApp({ clock });
  const { app, db } = test;
  const ledger = app.get(Ledger);
  const [row] = await db.query<{ id: number }[]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
     VALUES ('wutongli', '梧桐里社区基金会', 'Wutongli Community Foundation', '管好邻居们捐的每一分钱', 'We look after what neighbours give', '示例市民政局', 'Example civil affairs bureau', '021-0000 0000', '周一至周五', 'Monday to Friday', '梧桐里社') RETURNING id`);
  const foundation = row!.id;
  const fund = async (code: string, klass: FundClass, name: string, englishName: string): Promise<FundRef> =>
    ({ id: await bareFund(db, { foundation, code, class: klass, name, englishName, openedOn: '2026-09-01' }), foundation, class: klass });
  const places = await db.query<{ id: number }[]>(
    `INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1002', 'bank', '银行', 'Bank'), ($1, '1009', 'stripe', '支付清算', 'Clearing') RETURNING id`, [foundation]);
  const books: Books = {
    ...test, clock, foundation,
    original: await fund('original', 'original', '原始基金', 'Original fund'),
    general: await fund('general', 'general', '一般基金', 'General fund'),
    lunch: await fund('lunch', 'restricted', '银龄午餐基金', 'Elders’ lunch fund'),
    bank: places[0]!.id, clearing: places[1]!.id,
    within: (work) => db.transaction(work),
    post: (...drafts) => db.transaction(async (tx) => {
      const ids: bigint[] = [];
      for (const draft of drafts) ids.push(await ledger.enter(tx, draft));
      return ids;
    }),
    seal: async () => void (await app.get(Sealer).seal()),
    fact: async (source, most, day) => (await db.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, source, most, day]))[0]!.id,
  };
  return books;
}

/** One person records the founder's transfer, another finds it on the bank statement. */
async function payIn({ app, db, foundation }: Books): Promise<void> {
  const people = await db.query<{ id: number; name: string }[]>("INSERT INTO person (name, english_name) VALUES ('李敏', 'Li Min'), ('周晓', 'Zhou Xiao') RETURNING id, name");
  const [li, zhou] = people.map((person) => ({ ...person, roles: ['bookkeeper'] }));
  const contributions = app.get(FoundingContributions);
  const id = await contributions.record(foundation, { founder: '示例物业有限公司', sum: 200_000_000n, reference: 'bank:1', valueDay: '2026-10-08' }, li!);
  const lines = await shows({ app, db }, { foundation, by: li!.id, lines: [{ day: '2026-10-08', sum: 200_000_000n, reference: 'bank:1', party: '示例物业有限公司' }] });
  await contributions.confirm({ foundation, id }, lines.get('bank:1')!, zhou!);
}

/** What happened at Wutongli: founders paid in, neighbours gave, lunches were bought. */
export async function story(books: Books): Promise<{ wang: bigint; wrong: bigint; lunches: bigint }> {
  const { general, lunch, bank, clearing } = books;
  await payIn(books);
  await books.post(
    bankGift({ fund: general, sum: 5_000_000n, bank, day: '2026-10-09', source: 'bank:2', party: '示例物业有限公司' }),
    bankGift({ fund: lunch, sum: 1_000_000n, bank, day: '2026-10-20', source: 'bank:3', party: '李*', note: '给独居老人' }),
  );
  const [wang] = await books.post(onlineGift({ fund: lunch, sum: 9_000n, clearing, day: '2026-11-19', source: 'stripe:2', party: '王*' }));
  const [fee] = await books.post(
    paymentFee({ fund: lunch, sum: 90n, clearing, day: '2026-11-19', source: 'stripe:2:fee', fact: await books.fact('stripe:2:fee', 90n, '2026-11-19') }),
    bankGift({ fund: lunch, sum: 3_600n, bank, day: '2026-11-20', source: 'bank:4', party: '爱心人士' }),
    goodsGift({ fund: lunch, sum: 128_000n, day: '2026-11-20', source: 'goods:1', party: '陈*', note: '保温箱 12 只' }),
    promise({ fund: lunch, sum: 300_000n, day: '2026-11-20', source: 'award:1', note: '三个月的午餐' }),
    costAccepted({ fund: lunch, sum: 64_800n, for: 'programme', day: '2026-11-20', source: 'delivery:1', party: '示例厨具有限公司', note: '保温箱 100% "新"_款' }),
  );
  await enterActed(books.db, managementFee({ fund: lunch, general, sum: 10_000n, day: '2026-11-20', source: 'fee:2026-11' }), ['2026-10-01', '2026-10-31']);
  await paper(books, wang!, fee!);
  const [lunches] = await books.post(payment({ fund: lunch, sum: 54_800n, bank, day: '2026-11-20', source: 'payment:1', party: '示例厨具有限公司', note: '=保温箱' }));
  const [wrong] = await books.post(bankGift({ fund: lunch, sum: 5_000n, bank, day: '2026-11-21', source: 'bank:5', party: '赵*' }));
  await books.within((tx) => books.app.get(Ledger).reverse(tx, { foundation: books.foundation, entry: wrong!, day: '2026-11-21', reason: '重复记录' }));
  await books.seal();
  return { wang: wang!, wrong: wrong!, lunches: lunches! };
}


/** The papers behind Wang's gift: what she asked for on the form, the payment, its fee and the receipt. */
async function paper({ db, foundation, lunch }: Books, gift: bigint, fee: bigint): Promise<void> {
  await db.query(
    `WITH asked AS (
       INSERT INTO donation (id, no, foundation, fund, amount, display, wants_receipt, lang, token_hash, begun_at, expires_at)
       VALUES (gen_random_uuid(), 'GF-2026-000001', $1, $2, 9000, 'masked', true, 'zh', '\\x00', '2026-11-19', '2026-11-26') RETURNING id
     ), paid AS (
       INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry) SELECT 'stripe:2', id, $1, $2, 9000, '2026-11-19', $3 FROM asked RETURNING id
     ), cost AS (INSERT INTO payment_fee (payment, balance_transaction, fee, entry) SELECT id, 'txn_2', 90, $4 FROM paid
     ), head AS (INSERT INTO receipt_head (foundation, year, last) VALUES ($1, 2026, 1))
     INSERT INTO receipt (foundation, year, serial, no, payment, issued_on) SELECT $1, 2026, 1, 'RC-2026-000001', id, '2026-11-19' FROM paid`, [foundation, lunch.id, gift, fee]);
}
