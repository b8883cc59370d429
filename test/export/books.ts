import { DataSource } from 'typeorm';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, costAccepted, foundingContribution, goodsGift, managementFee, onlineGift, payment, paymentFee, promise } from '../../src/ledger/entries';
import type { FundClass } from '../../src/ledger/kinds';
import { Ledger } from '../../src/ledger/ledger.service';
import { Log } from '../../src/ledger/log';
import { Sealer } from '../../src/ledger/sealer';
import { readConfig } from '../../src/platform/config';
import { dataSourceOptions } from '../../src/platform/database';
import type { Day } from '../../src/rules/day';
import { createTestDatabase, set, type TestDatabase } from '../support/database';
import { everyKind } from '../support/every-kind';
import { enterActed } from '../support/moves';
import { bareFund } from '../support/funds';

export interface SmallBooks {
  readonly database: TestDatabase;
  readonly db: DataSource;
  readonly close: () => Promise<void>;
}

/** Two foundations. The first has a year's turn, a promise, a fee, a reversal, goods, words no file format likes, and an entry that waits for its number. */
export async function smallBooks(): Promise<SmallBooks> {
  const database = await createTestDatabase();
  const db = await new DataSource(dataSourceOptions(database.url)).initialize();
  const ledger = new Ledger();
  const sealer = new Sealer(db, new Log(db, readConfig({ NODE_ENV: 'test', DATA_DIR: set('TEST_FOLDER'), DATABASE_URL: database.url })));

  const chunlai = await foundation(db, 'chunlai', '春来社区基金会', 'Chunlai Community Foundation');
  const lane = await foundation(db, 'lane', '里弄基金会', 'Lane Foundation');
  const open = async (of: number, code: string, klass: FundClass, openedOn: Day = '2025-11-01'): Promise<FundRef> => ({
    id: await bareFund(db, { foundation: of, code, class: klass, name: code, englishName: code, openedOn }), foundation: of, class: klass,
  });
  const original = await open(chunlai, 'original', 'original');
  const general = await open(chunlai, 'general', 'general');
  const lunch = await open(chunlai, 'elder-lunch', 'restricted', '2025-12-15'); // its first gift is older than its agreement's day
  await open(chunlai, 'lift', 'agency');
  const other = await open(lane, 'general', 'general');
  const bank = await place(db, chunlai, '1002', 'icbc');
  const clearing = await place(db, chunlai, '1009', 'stripe');
  const otherBank = await place(db, lane, '1002', 'icbc');

  const enter = (draft: Parameters<Ledger['enter']>[1]): Promise<bigint> => db.transaction((tx) => ledger.enter(tx, draft));
  const fact = async (source: string, most: bigint, day: Day): Promise<bigint> =>
    (await db.query<{ id: bigint }[]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [chunlai, source, most, day]))[0]!.id;

  await enter(foundingContribution({ fund: original, sum: 200_000_000n, bank, day: '2025-11-03', source: 'founding:1', party: '春来街道', note: '原始基金' }));
  await enter(onlineGift({ fund: lunch, sum: 10_000n, clearing, day: '2025-12-12', source: 'stripe:pi_1', party: '王女士 "阿婆"; C:\\ | 邻居', note: '给外婆\n一顿热饭' }));
  await enter(paymentFee({ fund: lunch, sum: 290n, clearing, day: '2025-12-12', source: 'stripe:txn_1', fact: await fact('stripe:txn_1', 290n, '2025-12-12') }));
  const mistaken = await enter(bankGift({ fund: general, sum: 5_000n, bank, day: '2025-12-30', source: 'bank:1', party: '陈先生' }));
  await enter(bankGift({ fund: lunch, sum: 100_000n, bank, day: '2026-01-05', factDay: '2025-12-31', source: 'bank:2' }));
  await db.transaction((tx) => ledger.reverse(tx, { foundation: chunlai, entry: mistaken, day: '2026-01-06', reason: '记错了基金' }));
  const promised = await enter(promise({ fund: lunch, sum: 60_000n, day: '2026-01-07', source: 'award:1', note: '第一季度饭菜' }));
  await enter(costAccepted({ fund: lunch, sum: 45_001n, for: 'programme', promise: promised, day: '2026-02-10', source: 'claim:1', party: '红灯笼食堂' }));
  await enter(payment({ fund: lunch, sum: 20_000n, bank, day: '2026-02-11', source: 'payment:1', party: '红灯笼食堂' }));
  await enter(goodsGift({ fund: lunch, sum: 8_800n, day: '2026-02-12', source: 'goods:1', note: '大米' }));
  await enterActed(db, managementFee({ fund: lunch, general, sum: 1_000n, day: '2026-02-28', source: 'fee:2026-02' }), ['2026-01-01', '2026-01-31']);
  await enter(bankGift({ fund: other, sum: 777n, bank: otherBank, day: '2026-02-03', source: 'bank:1', party: '别家' }));
  await sealer.seal();
  await enter(onlineGift({ fund: general, sum: 3_600n, clearing, day: '2026-03-02', source: 'stripe:pi_2' }));

  return booksOn(database, db);
}

function booksOn(database: TestDatabase, db: DataSource): SmallBooks {
  return {
    database,
    db,
    async close() {
      await db.destroy();
      await database.drop();
    },
  };
}

/** Two years in which every kind of entry was made, over the change of standards. */
export async function booksOfEveryKind(): Promise<SmallBooks> {
  const database = await createTestDatabase();
  const db = await new DataSource(dataSourceOptions(database.url)).initialize();
  await everyKind(db);
  return booksOn(database, db);
}

async function foundation(db: DataSource, code: string, name: string, englishName: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, hotline, hours, english_hours, seal)
     VALUES ($1, $2, $3, '', '', '', '', '', '', '', '春来之印') RETURNING id`, [code, name, englishName]);
  return row!.id;
}

async function place(db: DataSource, of: number, account: string, code: string): Promise<number> {
  const [row] = await db.query<{ id: number }[]>('INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, $2, $3, $3, $3) RETURNING id', [of, account, code]);
  return row!.id;
}

