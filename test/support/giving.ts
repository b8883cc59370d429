import { createServer, type AddressInfo } from 'node:net';
import type { FundRef } from '../../src/ledger/draft';
import { Ledger } from '../../src/ledger/ledger.service';
import { Funds } from '../../src/funds/funds.service';
import { Fees } from '../../src/giving/fees.service';
import { Settlement } from '../../src/giving/settlement.service';
import { startStripeServer, type PracticeOptions, type StripeServer } from '../../src/giving/practice/stripe-server';
import { Sealer } from '../../src/ledger/sealer';
import { type Foundation, Foundations } from '../../src/people/foundations';
import { Worker } from '../../src/platform/worker';
import { SetClock, startApp, type TestApp } from './app';
import { openFund } from './funds';
import { filed } from './campaigns';

const KEY = 'sk_test_giving';
const SECRET = 'whsec_giving';

/** Wutongli, publicly qualified, with its general fund and the fund of the elders' lunches; and Stripe's imitation on a port of its own. */
export interface House extends TestApp {
  readonly foundation: Foundation;
  readonly general: FundRef;
  readonly lunch: FundRef;
  readonly clearing: number;
  readonly bank: number;
  readonly stripe: StripeServer;
  readonly clock: SetClock;
  /** Delivers what the payment provider has to tell, settles it, asks for fees and seals. */
  settle(arrange?: Parameters<StripeServer['practice']['delivery']['deliver']>[0]): Promise<void>;
}

export async function givingHouse(habits: Partial<PracticeOptions> = {}): Promise<House> {
  const port = await freePort();
  // the provider signs with the real time, and signatures older than five minutes are refused
  const clock = new SetClock(new Date().toISOString());
  const stripe = await startStripeServer({
    now: () => clock.now(), secretKey: KEY, endpoint: { url: `http://127.0.0.1:${port}/stripe/events`, secret: SECRET, pauses: [1] }, delivery: 'on-demand', payee: '', stylesheet: null, ...habits,
  });
  const test = await startApp({ clock, settings: { PORT: String(port), STRIPE_SECRET_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_API_BASE: stripe.origin } });
  const foundation = await found(test);
  const { app, db } = test;
  const ledger = app.get(Ledger);
  const general = await db.transaction((tx) => ledger.openFund(tx, { foundation: foundation.id, code: 'general', class: 'general', name: '一般基金', englishName: 'General fund', openedOn: '2025-01-01' }));
  const [clearing, bank] = (await db.query<{ id: number }[]>(
    `INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, '1009', 'stripe', '支付清算', 'Payment clearing'), ($1, '1002', 'bank', '银行', 'Bank') RETURNING id`, [foundation.id])).map((p) => p.id) as [number, number];
  const lunch = await openLunchFund(test, foundation);
  await app.listen(port, '127.0.0.1');
  const house: House = {
    ...test, foundation, lunch, clearing, bank, stripe, clock,
    general: { id: general, foundation: foundation.id, class: 'general' },
    async settle(arrange) {
      clock.set(new Date().toISOString());
      await stripe.practice.delivery.deliver(arrange);
      await app.get(Settlement).run();
      await app.get(Fees).run();
      await app.get(Worker).idle();
      await app.get(Sealer).seal();
    },
    async close() {
      await test.close();
      await stripe.close();
    },
  };
  return house;
}

async function found({ db, app }: TestApp): Promise<Foundation> {
  const [row] = await db.query<{ id: number }[]>(
    `INSERT INTO foundation (code, name, english_name, purpose, english_purpose, registrar, english_registrar, credit_code, hotline, hours, english_hours, seal, certificate_no, certificate_from)
     VALUES ('wutongli', '梧桐里社区基金会', 'Wutongli Community Foundation', '让梧桐里的邻居互相照应', 'Neighbours look after each other', '示例市民政局', 'Example civil affairs bureau', NULL, '021-0000 0000',
       '周一至周五 9:00—17:00', 'Monday to Friday 9:00–17:00', '梧桐里社', '示例-001', '2025-01-01') RETURNING id`);
  return app.get(Foundations).byId(row!.id);
}

export async function openLunchFund(house: Pick<TestApp, 'app' | 'db'>, foundation: Foundation): Promise<FundRef> {
  const texts = {
    party: '示例物业有限公司', englishParty: 'Example Property Co., Ltd', purpose: '为独居老人送午餐', englishPurpose: 'Lunches for elders who live alone', use: '食材、送餐', englishUse: 'Food and delivery',
    termination: '双方同意', englishTermination: 'By agreement', remainingProperty: '用于相同目的', englishRemainingProperty: 'For the same purpose',
  };
  const funds = house.app.get(Funds);
  const lunch = await openFund(house, foundation, {
    code: 'elder-lunch', name: `${foundation.name}银龄午餐专项基金`, englishName: 'Elders’ lunch fund', agreement: { no: 'XY-2025-01', day: '2025-01-10', ...texts },
    page: { summary: '每个工作日一份热午餐', englishSummary: 'A hot lunch each working day', place: null, englishPlace: null, picture: null, unit: { label: '午餐', englishLabel: 'lunch', cost: 1800n }, tiles: [3600n, 9000n, 37800n] },
  });
  const campaign = await filed(funds['db'], foundation, { filingNo: '示例-A26001', filedOn: '2025-12-01', from: '2026-01-01', to: '2099-12-31', target: 100_000_000n });
  await funds.raise(lunch, { mode: 'public', from: '2026-01-01', campaign });
  return lunch;
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });
}
