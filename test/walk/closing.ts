import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { wordsOf, type Lang } from '../../src/platform/words';
import { CHAOYANG } from '../../src/tasks/demo/chaoyang';
import { DEMO_PASSWORD } from '../../src/tasks/demo/demo';
import { lastEntry, ledgerTable } from '../support/ledger-table';
import { Visitor } from './browser';
import { freePort, startDemo } from './demo';
import { aligned, must } from './gift';
import { StepFailed, Steps } from './steps';

const PICTURES = join(process.cwd(), 'var', 'walk', 'closing');
const FILES = join(process.cwd(), 'test', 'bank', 'statements');
const MONTH = '2026-09';
/** The bank's next statement: the cash that was brought, and the quarter's interest. Its own layout, by the columns that somebody names. */
const NEXT_STATEMENT = `交易日期,流水号,摘要,收入金额,支出金额,账户余额,对方户名
2026-09-29,ICBC2026092900000001,现金存款,326.00,,1950702.00,
2026-09-30,ICBC2026093000000001,结息,5.20,,1950707.20,
`;

/** Somebody at the desk of the foundation, on a screen of their own. */
class Clerk {
  /** The code that each of them used last, from whatever screen. */
  private static readonly last = new Map<string, string>();

  constructor(readonly login: string, readonly visitor: Visitor, readonly walk: Steps, private readonly base: string, readonly t: ReturnType<typeof wordsOf>) {}

  get page(): Page {
    return this.visitor.page;
  }

  go(path: string): Promise<unknown> {
    return this.page.goto(`${this.base}${path}`);
  }

  async signsIn(): Promise<void> {
    await this.go('/desk/sign-in');
    await this.page.fill('[name=login]', this.login);
    await this.page.fill('[name=password]', DEMO_PASSWORD);
    await this.page.fill('[name=code]', await this.code());
    await this.page.click('main form button');
    await this.says(this.t('desk.sign-out'), 'body');
  }

  /** Presses a button of the page, with a one-time code when the page asks for one. */
  async presses(button: string): Promise<void> {
    if ((await this.page.locator('#code').count()) > 0) await this.page.fill('#code', await this.code());
    await this.page.locator(button).first().click();
    await this.page.waitForLoadState();
    await this.isNotRefused();
  }

  async isNotRefused(): Promise<void> {
    const refusal = this.page.locator('#errsum');
    if ((await refusal.count()) > 0) throw new Error(`the page refuses: ${await refusal.innerText()}`);
  }

  async says(words: string, where = 'main'): Promise<void> {
    const said = await this.page.locator(where).first().innerText();
    must(said.includes(words), `“${words}” is not said on the page, but: ${said.slice(0, 600)}`);
  }

  /** What their telephone shows. A code is good once, so after one was used it takes until the next. */
  private async code(): Promise<string> {
    for (;;) {
      const outbox = await (await this.visitor.context.request.get(`${this.base}/outbox`)).text();
      const own = outbox.split('<li').find((row) => row.includes(this.login)) ?? '';
      const [, first, second] = /(\d{3})\s(\d{3})/.exec(own) ?? [];
      const code = `${first}${second}`;
      must(/^\d{6}$/.test(code), `the outbox shows no code of ${this.login}`);
      if (code !== Clerk.last.get(this.login)) {
        Clerk.last.set(this.login, code);
        return code;
      }
      await sleep(1_000);
    }
  }
}

/** From the count of what was brought in cash to three printed statements: the first month of a foundation that has just opened its books here. */
export async function walkClosing(browser: Browser): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true });
  const demo = await startDemo({ port: await freePort() });
  try {
    const before = await lastEntry(demo.books);
    const come = async (login: string, { width, lang = 'zh', script = true }: { width: number; lang?: Lang; script?: boolean }): Promise<Clerk> => {
      const visitor = await Visitor.come(browser, { width, script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB' });
      return new Clerk(login, visitor, new Steps(`${login}-${width}-${lang}${script ? '' : '-noscript'}`, visitor, PICTURES), `${demo.origin}${lang === 'zh' ? '' : '/en'}/f/${CHAOYANG}`, wordsOf(lang));
    };
    const [cashier, bookkeeper, secretary] = [await come('fangyuan', { width: 390 }), await come('xujing', { width: 1280 }), await come('gaoyuan', { width: 1280, script: false })];
    await countAndBank(cashier, bookkeeper);
    await pay(cashier, secretary);
    await matchToZero(bookkeeper);
    await close(bookkeeper, secretary, cashier);
    await print(await come('heqing', { width: 390, lang: 'en' }), await come('heqing', { width: 1280 }));
    console.log(`\n${aligned(await ledgerTable(demo.books, { after: before }))}\n`);
    const { whole, said } = await demo.verify();
    console.log(said);
    if (!whole) throw new StepFailed('✗ npm run verify: not all checks hold');
  } finally {
    await demo.stop();
  }
}

async function countAndBank(cashier: Clerk, bookkeeper: Clerk): Promise<void> {
  let gift = '';
  await cashier.walk.step('signs in', () => cashier.signsIn());
  await cashier.walk.step('counts what was brought', async () => {
    await cashier.go('/desk/gifts/new?way=cash');
    await cashier.page.selectOption('#channel', 'counter');
    await cashier.page.selectOption('#fund', { label: '助学专项基金' });
    await cashier.page.fill('#day', '2026-09-29');
    for (const [piece, count] of [['n100', '3'], ['n20', '1'], ['n5', '1'], ['n1', '1']] as const) await cashier.page.fill(`#${piece}`, count);
    await cashier.presses('main form button');
    gift = new URL(cashier.page.url()).pathname.split('/').at(-1)!;
  });
  await cashier.walk.step('may not be the second', async () => {
    must((await cashier.page.locator('#n100').count()) === 0, 'who counted first is asked to count again');
    await cashier.says(cashier.t('gift.why.counted-by-you'));
  });
  await bookkeeper.walk.step('signs in', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('finds the task', async () => {
    await bookkeeper.go('/desk');
    await bookkeeper.page.locator(`.inbox a[href$="/desk/gifts/${gift}"]`).first().click();
    await bookkeeper.page.waitForURL(`**/desk/gifts/${gift}`);
  });
  await bookkeeper.walk.step('counts blind', async () => {
    must(!(await bookkeeper.page.innerText('main')).includes('326'), 'the first count is shown to the second person');
    for (const [piece, count] of [['n100', '3'], ['n20', '1'], ['n5', '1'], ['n1', '1']] as const) await bookkeeper.page.fill(`#${piece}`, count);
    await bookkeeper.presses('form[action$="/counts"] button');
    await bookkeeper.says('326.00');
  });
  await cashier.walk.step('takes it to the bank', async () => {
    await cashier.go('/desk/gifts/bankings');
    await cashier.page.fill('#slip', 'XJ-2026-0929');
    await cashier.page.fill('#day', '2026-09-29');
    await cashier.presses('form[action$="/bankings"] button:not([name])');
  });
  await bookkeeper.walk.step('confirms the slip', async () => {
    await bookkeeper.go('/desk/gifts/bankings');
    await bookkeeper.presses('form[action$="/confirmations"] button');
    await bookkeeper.says(bookkeeper.t('bankings.confirmed'));
  });
}

async function pay(cashier: Clerk, secretary: Clerk): Promise<void> {
  let proposal = '';
  await cashier.walk.step('proposes the payment', async () => {
    await cashier.go('/desk/vouchers/proposals/new?template=payment');
    await cashier.page.selectOption('#fund', 'chaoyang-study');
    await cashier.page.fill('#sum', '50,000');
    await cashier.page.selectOption('#bill', 'payable');
    await cashier.page.selectOption('#bank', { index: 1 });
    await cashier.page.fill('#party', '朝阳社区服务中心');
    await cashier.page.fill('#day', '2026-09-28');
    await cashier.page.fill('#note', '课后照看项目第一期资助款');
    await cashier.page.fill('#papers', '资助协议 GRANT-2026-001，验收单 1 张');
    await cashier.presses('form[action$="/proposals"] button:not([name])');
    proposal = new URL(cashier.page.url()).pathname.split('/').at(-1)!;
    must((await cashier.page.locator('form[action$="/approvals"]').count()) === 0, 'who asked for the payment may approve it');
  });
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('reads and approves', async () => {
    await secretary.go(`/desk/vouchers/proposals/${proposal}`);
    await secretary.says('50,000.00');
    await secretary.presses('form[action$="/approvals"] button');
  });
}

async function matchToZero(bookkeeper: Clerk): Promise<void> {
  const { page, walk, t } = bookkeeper;
  const imports = async (place: string, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> => {
    await bookkeeper.go(`/desk/bank/${place}`);
    await page.setInputFiles('#file', typeof file === 'string' ? join(FILES, file) : file);
    await bookkeeper.presses('form[action$="/statements"] button');
  };
  const difference = async (place: string): Promise<string> => {
    await bookkeeper.go(`/desk/bank/${place}/matching?month=${MONTH}`);
    return (await page.locator('.equation__end dd').innerText()).trim();
  };
  await walk.step('imports the day of the providers', async () => {
    await imports('stripe', 'stripe_payout_reconciliation.csv');
    await imports('alipay', 'alipay_fund_bill_20260921.zip');
    await imports('wechat', 'wechat_fund_flow_20260921.csv');
  });
  await walk.step('imports the day of the bank', () => imports('bank', 'camt053_cny.xml'));
  await walk.step('the same day in another format brings nothing new', async () => {
    await imports('bank', 'bank_ofx_cny.ofx');
    await bookkeeper.says(t('bank.done.known', { known: '2' }).slice(0, 6));
  });
  await walk.step('names the columns of the next statement', async () => {
    const file = { name: '对账单.csv', mimeType: 'text/csv', buffer: Buffer.from(NEXT_STATEMENT) };
    await bookkeeper.go('/desk/bank/bank/mapping');
    await page.setInputFiles('#file', file);
    await bookkeeper.presses('form[action$="/mapping-proposals"] button');
    await bookkeeper.presses('form[action$="/mappings"] button');
    await imports('bank', file);
  });
  for (const place of ['stripe', 'alipay', 'wechat'])
    await walk.step(`matches what ${place} reports`, async () => {
      await bookkeeper.go(`/desk/bank/${place}/matching?month=${MONTH}`);
      await bookkeeper.presses('form[action$="/bulk-matches"] button');
    });
  await walk.step('takes the payout, the payment and the cash', async () => {
    await bookkeeper.go(`/desk/bank/bank/matching?month=${MONTH}`);
    for (const sum of ['376.00', '−50,000.00', '326.00']) {
      const line = page.locator('.pairs > li', { hasText: sum }).first();
      if ((await page.locator('#code').count()) > 0) await bookkeeper.presses('button[name=choice][value=""]');
      await line.locator('button[name=choice]').first().click();
      await page.waitForLoadState();
      await bookkeeper.isNotRefused();
    }
  });
  await walk.step('books the interest out of its line', async () => {
    await page.locator('.pairs > li', { hasText: '结息' }).locator('a.btn').click();
    await page.waitForLoadState();
    await page.check('[name=as][value=interest]');
    await bookkeeper.presses('form[action$="/matches"] button:not([name])');
  });
  await walk.step('the difference is nothing', async () => {
    for (const place of ['bank', 'stripe', 'alipay', 'wechat']) must((await difference(place)) === '0.00', `at ${place} a difference is left: ${await difference(place)}`);
    await difference('bank');
  });
}

async function close(bookkeeper: Clerk, secretary: Clerk, cashier: Clerk): Promise<void> {
  const path = `/desk/closing/${MONTH}`;
  await cashier.walk.step('sees the closing and has no part in it', async () => {
    await cashier.go(path);
    must((await cashier.page.locator('main form').count()) === 0, 'a cashier may close the month');
  });
  await bookkeeper.walk.step('does not check in bulk what she made by hand', async () => {
    await bookkeeper.go(path);
    must((await bookkeeper.page.locator('form[action$="/checks"]').count()) === 0, 'who made vouchers of the month checks it in bulk');
  });
  await secretary.walk.step('checks what the system made', async () => {
    await secretary.go(path);
    if ((await secretary.page.locator('#code').count()) > 0) await secretary.presses('form[action$="/codes"] button');
    await secretary.presses('form[action$="/checks"] button');
  });
  await secretary.walk.step('checks the others one by one', async () => {
    for (;;) {
      await secretary.go(`/desk/vouchers?open=1&month=${MONTH}`);
      const left = secretary.page.locator('main table a[href*="/desk/vouchers/"]');
      if ((await left.count()) === 0) break;
      const voucher = (await left.first().innerText()).trim();
      await left.first().click();
      await secretary.page.waitForLoadState();
      must((await secretary.page.locator('form[action$="/checks"]').count()) === 1, `${voucher} is not hers to check`);
      await secretary.presses('form[action$="/checks"] button');
    }
  });
  for (const step of ['received', 'bank', 'unidentified', 'vouchers', 'accruals', 'release', 'statements'])
    await secretary.walk.step(`step ${step}`, async () => {
      await secretary.go(path);
      await secretary.presses(`#${step} form:last-of-type button`);
      must((await secretary.page.locator(`#${step}.is-done`).count()) === 1, `${step} is not done: ${await secretary.page.locator(`#${step}`).innerText()}`);
    });
  await secretary.walk.step('signs first', async () => {
    await secretary.go(path);
    await secretary.presses('form[action$="/signatures"] button');
    must((await secretary.page.locator('form[action$="/signatures"]').count()) === 0, 'the first may sign a second time');
  });
  await bookkeeper.walk.step('signs second, and the month is sealed', async () => {
    await bookkeeper.go(path);
    await bookkeeper.presses('form[action$="/signatures"] button');
    await bookkeeper.says(bookkeeper.t('closing.sealed'));
  });
}

async function print(english: Clerk, chinese: Clerk): Promise<void> {
  for (const clerk of [english, chinese]) {
    await clerk.walk.step('signs in', () => clerk.signsIn());
    for (const name of ['balance-sheet', 'activities', 'cash-flow']) {
      await clerk.walk.step(`reads the ${name}`, async () => {
        await clerk.go(`/desk/statements/${name}?month=${MONTH}`);
        must((await clerk.page.locator('main table').count()) > 0, 'there is no table');
      });
      await clerk.walk.step(`takes the ${name} away`, async () => {
        for (const [format, begins] of [['pdf', '%PDF-'], ['xlsx', 'PK']] as const) {
          const answer = await clerk.visitor.context.request.get(`${new URL(clerk.page.url()).origin}${new URL(clerk.page.url()).pathname}?month=${MONTH}&format=${format}`);
          const file = await answer.body();
          must(answer.ok() && file.subarray(0, begins.length).toString('latin1') === begins, `the ${format} is none`);
        }
      });
    }
    await clerk.walk.step('all statements agree', async () => {
      await clerk.go(`/desk/statements?month=${MONTH}`);
      must((await clerk.page.locator('.checks li').count()) >= 5 && (await clerk.page.locator('.checks .bad').count()) === 0, 'the statements do not agree');
    });
    await clerk.walk.step('opens the rows behind a figure', async () => {
      await clerk.go(`/desk/statements/activities?month=${MONTH}`);
      await clerk.page.locator('main table td a').first().click();
      await clerk.page.waitForLoadState();
      must((await clerk.page.locator('main table tbody tr').count()) > 0, 'there are no rows');
    });
  }
}
