import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { wordsOf, type Lang } from '../../src/platform/words';
import { CHAOYANG } from '../../src/tasks/demo/chaoyang';
import { lastEntry, ledgerTable } from '../support/ledger-table';
import { Visitor } from './browser';
import { Clerk } from './clerk';
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
    await matchToZero(bookkeeper, cashier);
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
    await cashier.mayNot('form[action$="/counts"]', cashier.t('gift.why.counted-by-you'));
    await cashier.isTold('清点现金（第二人）', '许静');
  });
  await bookkeeper.walk.step('signs in', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('finds the task', async () => {
    await bookkeeper.opens('清点现金（第二人）');
    await bookkeeper.page.waitForURL(`**/desk/gifts/${gift}`);
  });
  await bookkeeper.walk.step('counts blind', async () => {
    must(!(await bookkeeper.page.innerText('main')).includes('326'), 'the first count is shown to the second person');
    for (const [piece, count] of [['n100', '3'], ['n20', '1'], ['n5', '1'], ['n1', '1']] as const) await bookkeeper.page.fill(`#${piece}`, count);
    await bookkeeper.presses('form[action$="/counts"] button');
    await bookkeeper.says('326.00');
  });
  await cashier.walk.step('takes it to the bank', async () => {
    await cashier.opens('把现金送存银行');
    await cashier.page.fill('#slip', 'XJ-2026-0929');
    await cashier.page.fill('#day', '2026-09-29');
    await cashier.presses('form[action$="/bankings"] button:not([name])');
  });
  await cashier.walk.step('does not confirm the slip', () => cashier.mayNot('form[action$="/confirmations"]', cashier.t('bankings.waiting.mine')));
  await bookkeeper.walk.step('confirms the slip', async () => {
    await bookkeeper.opens('凭回单确认送存：XJ-2026-0929');
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
  });
  await cashier.walk.step('does not approve it', async () => {
    await cashier.mayNot('form[action$="/approvals"]', cashier.t('proposal.why.mine'));
    await cashier.isTold('课后照看项目第一期资助款', '高远');
  });
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('reads and approves', async () => {
    await secretary.opens('课后照看项目第一期资助款');
    must(secretary.page.url().endsWith(`/desk/vouchers/proposals/${proposal}`), 'the task leads elsewhere');
    await secretary.says('50,000.00');
    await secretary.presses('form[action$="/approvals"] button');
  });
}

async function matchToZero(bookkeeper: Clerk, cashier: Clerk): Promise<void> {
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
    await bookkeeper.presses('form[action$="/mappings"] button[formaction$="/mapping-previews"]');
    await bookkeeper.presses('form[action$="/mappings"] button:not([formaction])');
    await imports('bank', file);
  });
  for (const place of ['stripe', 'alipay', 'wechat'])
    await walk.step(`matches what ${place} reports`, async () => {
      await bookkeeper.go(`/desk/bank/${place}/matching?month=${MONTH}`);
      await bookkeeper.presses('form[action$="/bulk-matches"] button');
    });
  await cashier.walk.step('does not match what she paid in herself', async () => {
    await cashier.go(`/desk/bank/bank/matching?month=${MONTH}`);
    const line = cashier.page.locator('.pairs > li', { hasText: '326.00' }).first();
    must((await line.innerText()).includes(t('matching.own')) && (await line.locator('button[name=choice]').count()) === 0, `she may match it: ${await line.innerText()}`);
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
    await cashier.mayNot('main form', cashier.t('closing.of.reads'));
  });
  await bookkeeper.walk.step('does not check in bulk what she made by hand', async () => {
    await bookkeeper.go(path);
    await bookkeeper.mayNot('form[action$="/checks"]', bookkeeper.t('closing.bulk.made', { count: 1 }).split('1').at(-1)!);
  });
  await bookkeeper.walk.step('does not check a voucher of her own', async () => {
    await bookkeeper.go(`/desk/vouchers?open=1&month=${MONTH}`);
    await bookkeeper.page.locator('main table tr', { hasText: '许静' }).first().locator('a').first().click();
    await bookkeeper.page.waitForLoadState();
    await bookkeeper.mayNot('form[action$="/checks"]', bookkeeper.t('voucher.why.mine'));
  });
  await secretary.walk.step('checks what the system made', async () => {
    await secretary.opens('成批审核2026年9月自动凭证');
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
  // two windows of the same person, both open before the first signature
  const window = await secretary.visitor.context.newPage();
  await secretary.walk.step('signs first', async () => {
    await secretary.opens('第一人签字封账：2026年9月');
    await window.goto(secretary.page.url());
    await secretary.presses('form[action$="/signatures"] button');
    await secretary.mayNot('form[action$="/signatures"]', secretary.t('closing.sign.waiting').split('{{at}}').at(-1)!);
  });
  await secretary.walk.step('does not sign twice, from another window either', async () => {
    await window.click('form[action$="/signatures"] button');
    const said = await window.innerText('#errsum');
    must(said.includes(secretary.t('refused.two-people-seal-a-month')), `the second window says: ${said}`);
    await window.close();
    await secretary.isTold('第二人签字封账：2026年9月', '许静');
  });
  await bookkeeper.walk.step('signs second, and the month is sealed', async () => {
    await bookkeeper.opens('第二人签字封账：2026年9月');
    await bookkeeper.presses('form[action$="/signatures"] button');
    await bookkeeper.says(bookkeeper.t('closing.sealed'));
  });
  for (const clerk of [bookkeeper, secretary, cashier])
    await clerk.walk.step('has nothing of September left', async () => {
      await clerk.go('/desk');
      const left = (await clerk.page.locator('.inbox li').allInnerTexts()).filter((row) => row.includes('2026年9月') || row.includes('明细'));
      must(left.length === 0, `still there: ${left.join('; ')}`);
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
      await clerk.walk.step(`prints the ${name}`, async () => {
        await clerk.page.emulateMedia({ media: 'print' });
        for (const part of ['nav', '.statement__tools', '.search', '.prefs']) must(!(await clerk.page.locator(part).first().isVisible()), `${part} is printed`);
        must(await clerk.page.locator('.signed').isVisible(), 'nobody signs on the paper');
        await clerk.page.pdf({ path: join(PICTURES, `${clerk.walk.title}-${name}.pdf`), preferCSSPageSize: true });
        await clerk.page.emulateMedia({ media: 'screen' });
        for (const [format, begins] of [['pdf', '%PDF-'], ['xlsx', 'PK']] as const) {
          const [file] = await Promise.all([clerk.page.waitForEvent('download'), clerk.page.locator(`.files a[href*="format=${format}"]`).click()]);
          must(readFileSync(await file.path()).subarray(0, begins.length).toString('latin1') === begins, `the ${format} is none`);
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
