import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { DataSource } from 'typeorm';
import { wordsOf, type Lang } from '../../src/platform/words';
import { plain, type Fen } from '../../src/rules/money';
import { lastEntry, ledgerTable } from '../support/ledger-table';
import { Visitor } from './browser';
import { Clerk } from './clerk';
import { freePort, startDemo } from './demo';
import { approve, type Desk, numberIn, TODAY } from './floor-desk';
import { aligned, must } from './gift';
import { StepFailed, Steps } from './steps';

const PICTURES = join(process.cwd(), 'var', 'walk', 'loop');
const WUTONGLI = 'wutongli';
const TEA = 'wutong-tea';
const NAME = '梧桐茶饮有限公司';
const AGREEMENT = 'FX-2026-CY';
const GROUP = '三号楼护绿队';
const FUNDS = ['elder-lunch', 'stair-lights', 'children-study'] as const;
const sheet = (name: string): { name: string; mimeType: string; buffer: Buffer } => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.7\n%%EOF\n% ${name}\n`) });

/** An enterprise promises a third of its profit to three funds, reports a quarter, pays, and everybody sees what became of it. */
export async function walkLoop(browser: Browser): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true });
  const demo = await startDemo({ port: await freePort() });
  try {
    const before = await lastEntry(demo.books);
    const come = async (login: string, { width, lang = 'zh', script = true }: { width: number; lang?: Lang; script?: boolean }): Promise<Clerk> => {
      const visitor = await Visitor.come(browser, { width, script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB' });
      return new Clerk(login, visitor, new Steps(`${login}-${width}-${lang}${script ? '' : '-noscript'}`, visitor, PICTURES), `${demo.origin}${lang === 'zh' ? '' : '/en'}/f/${WUTONGLI}`, wordsOf(lang));
    };
    const desk: Desk = { bookkeeper: await come('limin', { width: 1280 }), second: await come('zhouxiao', { width: 390, script: false }), secretary: await come('wangjianguo', { width: 390 }) };
    const reader = await come('reader', { width: 390 });
    await reader.walk.step('finds nothing of the tea house yet', async () => {
      await reader.go('/enterprises');
      must(!(await reader.page.innerText('main')).includes(NAME), 'an enterprise is shown that has not let us');
      await reader.go('/loop');
      must(!(await reader.page.innerText('main')).includes(NAME), 'the loop shows an enterprise that has given nothing');
    });
    const page = await agree(desk);
    await report(desk, page);
    await reader.walk.step('reads what is due, and that nothing has come', async () => {
      await reader.go(`/enterprises/${TEA}`);
      await reader.says('29,997.33');
      must(!(await reader.page.innerText('main')).includes(reader.t('profit.period.state.kept')), 'a promise is kept before anything has come');
      await reader.go('/loop');
      must(!(await reader.page.innerText('main')).includes(NAME), 'the loop shows money that has not come');
    });
    await pay(desk, page, demo.books);
    await reach(desk);
    await read(reader, await come('reader', { width: 1280, lang: 'en' }));
    console.log(`\n${aligned(await ledgerTable(demo.books, { after: before }))}\n`);
    const { whole, said } = await demo.verify();
    console.log(said);
    if (!whole) throw new StepFailed('✗ npm run verify: not all checks hold');
  } finally {
    await demo.stop();
  }
}

async function agree({ bookkeeper, second }: Desk): Promise<string> {
  await bookkeeper.walk.step('signs in', () => bookkeeper.signsIn());
  await bookkeeper.walk.step('enters the tea house', async () => {
    await bookkeeper.go('/desk/enterprises');
    await bookkeeper.fills({ name: NAME, englishName: 'Wutong Tea', creditCode: '91310101MA1FPX2L03', address: TEA, relation: 'giver', premises: '梧桐路 8 号' });
    await bookkeeper.presses('form[action$="/desk/enterprises"] button');
    await bookkeeper.says(NAME);
  });
  await bookkeeper.walk.step('enters what it lets us publish', async () => {
    await bookkeeper.fills({ level: 'sums', consentFrom: TODAY, givenBy: '唐宁，经理' });
    await bookkeeper.presses('form[action$="/consents"] button');
  });
  await bookkeeper.walk.step('enters the agreement that both have signed', async () => {
    await bookkeeper.go(`/desk/enterprises/${TEA}/agreements/new`);
    await bookkeeper.fills({ no: AGREEMENT, kind: 'gift', period: 'quarter', from: '2026-07-01', base: 'net-profit', rate1: '33.33', dueDays: '60', signedOn: '2026-06-20', enterpriseSigner: '唐宁', hostSigner: '王建国' });
    for (const [at, code] of FUNDS.entries()) {
      await bookkeeper.page.locator(`#fund${at + 1}`).selectOption({ label: await bookkeeper.page.locator(`#fund${at + 1} option`, { hasText: { 'elder-lunch': '午餐', 'stair-lights': '楼道', 'children-study': '书房' }[code] }).first().innerText() });
      await bookkeeper.fills({ [`weight${at + 1}`]: '33.33' });
    }
    await bookkeeper.page.setInputFiles('#file', sheet('利润分享协议.pdf'));
    await bookkeeper.presses('form[action$="/agreements"] button:not([name])');
    await bookkeeper.says(AGREEMENT);
    await bookkeeper.mayNot('form[action$="/confirmations"]', bookkeeper.t('profit.compare.other'));
  });
  const page = `/desk/enterprises/${TEA}/agreements/${numberIn(bookkeeper.page)}`;
  await second.walk.step('signs in', () => second.signsIn());
  await second.walk.step('compares it with the paper', async () => {
    await second.go(page);
    await second.presses('form[action$="/confirmations"] button');
    await second.says(second.t('profit.state.signed'));
  });
  return page;
}

async function report({ bookkeeper, second }: Desk, page: string): Promise<void> {
  await bookkeeper.walk.step('enters the report of the third quarter with its statement', async () => {
    await bookkeeper.go(page);
    await bookkeeper.fills({ period: '2026-07-01', netProfit: '９０，００１' });
    await bookkeeper.page.check('input[name=reported][value=statement]');
    await bookkeeper.page.locator('form[action$="/reports"] input[type=file]').setInputFiles(sheet('第三季度利润表.pdf'));
    await bookkeeper.presses('form[action$="/reports"] button:not([name])');
    await bookkeeper.mayNot('form[action$="/report-confirmations"]', bookkeeper.t('profit.confirm.other'));
  });
  await second.walk.step('confirms it', async () => {
    await second.go(page);
    await second.presses('form[action$="/report-confirmations"] button');
    // 33.33 % of 90,001.00 is 29,997.3333, over three funds 9,999.11 each
    await second.says('29,997.33');
    await second.says('9,999.11');
  });
}

/** The bank shows the money on the day of the walk; whoever did not enter the report takes what is proposed. */
async function pay({ bookkeeper, second, secretary }: Desk, page: string, books: DataSource): Promise<void> {
  const [{ closing }] = await books.query<[{ closing: Fen }]>(
    `SELECT s.closing FROM bank_statement s JOIN place p ON p.id = s.place AND p.code = 'bank' JOIN foundation f ON f.id = p.foundation AND f.code = $1 ORDER BY s.to_day DESC, s.id DESC LIMIT 1`, [WUTONGLI]);
  const file = { name: '对账单.csv', mimeType: 'text/csv', buffer: Buffer.from(`交易日期,流水号,摘要,收入金额,支出金额,账户余额,对方户名\n${TODAY},YH-CY-0001,${AGREEMENT} 第三季度,29997.33,,${plain(closing + 2_999_733n)},${NAME}\n`) };
  await bookkeeper.walk.step('imports the statement of the day', async () => {
    await bookkeeper.go('/desk/bank/bank/mapping');
    await bookkeeper.page.setInputFiles('#file', file);
    await bookkeeper.presses('form[action$="/mapping-proposals"] button');
    await bookkeeper.presses('form[action$="/mappings"] button:not([formaction])');
    await bookkeeper.go('/desk/bank/bank');
    await bookkeeper.page.setInputFiles('#file', file);
    await bookkeeper.presses('form[action$="/statements"] button');
  });
  await secretary.walk.step('signs in', () => secretary.signsIn());
  await secretary.walk.step('takes what the bank’s line is proposed for', async () => {
    await secretary.go(`/desk/bank/bank/matching?month=${TODAY.slice(0, 7)}`);
    const line = secretary.page.locator('.pairs > li', { hasText: '29,997.33' }).first();
    must((await line.innerText()).includes(NAME), 'the share is not proposed for its line');
    if ((await secretary.page.locator('#code').count()) > 0) await secretary.presses('button[name=choice][value=""]');
    await secretary.page.locator('.pairs > li', { hasText: '29,997.33' }).first().locator('button[name=choice]').first().click();
    await secretary.page.waitForLoadState();
    await secretary.isNotRefused();
  });
  await second.walk.step('sees that the promise is kept', async () => {
    await second.go(page);
    await second.says(second.t('profit.period.state.kept'));
  });
}

/** Out of a fund that the tea house feeds, planters for the gardeners of building 3: the vendor is paid, and the voucher says for whom. */
async function reach({ bookkeeper, second, secretary }: Desk): Promise<void> {
  const form = { fund: 'stair-lights', sum: '360', party: '示例园艺店', day: TODAY, note: '三号楼门厅花箱', papers: '发票 1 张' };
  const propose = async (template: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    await bookkeeper.go(`/desk/vouchers/proposals/new?template=${template}`);
    await bookkeeper.fills({ ...form, ...fields });
    if (template === 'payment') await bookkeeper.page.locator('#way').selectOption({ label: `${GROUP} · ${bookkeeper.t('group.route.vendors')}` });
    await bookkeeper.presses('form[action$="/proposals"] button:not([name])');
    return numberIn(bookkeeper.page);
  };
  let proposal = '';
  await bookkeeper.walk.step('proposes what the planters cost', async () => void (proposal = await propose('cost-accepted', { cost: 'programme', owed: 'payable' })));
  await second.walk.step('accepts the cost', () => approve(second, proposal));
  await bookkeeper.walk.step('proposes the payment, and for which group it is', async () => {
    proposal = await propose('payment', { bill: 'payable' });
    await bookkeeper.says(GROUP);
  });
  await secretary.walk.step('compares for whom it is, and approves', async () => {
    await secretary.go(`/desk/vouchers/proposals/${proposal}`);
    await secretary.says(GROUP);
    await approve(secretary, proposal);
  });
}

async function read(reader: Clerk, english: Clerk): Promise<void> {
  await reader.walk.step('reads promise and delivery', async () => {
    await reader.go(`/enterprises/${TEA}`);
    await reader.says('29,997.33');
    await reader.says(reader.t('profit.period.state.kept'));
  });
  await reader.walk.step('finds it among the others', async () => {
    await reader.go('/enterprises');
    await reader.says(NAME);
  });
  await reader.walk.step('sees the loop', async () => {
    await reader.go('/loop');
    await reader.says(NAME);
    must((await reader.page.locator('tbody tr', { hasText: NAME }).filter({ hasText: '9,999.11' }).count()) === FUNDS.length, 'three funds are fed, a third each');
    must((await reader.page.locator('tbody tr', { hasText: GROUP }).filter({ hasText: '360.00' }).count()) === 1, 'the planters are not told to be for the group');
  });
  await reader.walk.step('follows it to the group, and to the entry', async () => {
    await reader.page.locator('tbody tr', { hasText: GROUP }).filter({ hasText: '360.00' }).locator('a').click();
    await reader.page.waitForLoadState();
    await reader.says('三号楼门厅花箱');
    await reader.page.locator('tbody tr', { hasText: '三号楼门厅花箱' }).locator('a').first().click();
    await reader.page.waitForLoadState();
    await reader.says(GROUP);
    await reader.go('/loop');
  });
  await reader.walk.step('follows a sum of the loop to its entry', async () => {
    await reader.page.locator('tbody tr', { hasText: NAME }).first().locator('a').click();
    await reader.page.waitForLoadState();
    await reader.says(NAME);
    await reader.says('9,999.11');
  });
  await english.walk.step('sees it in English', async () => {
    await english.go('/loop');
    await english.says('Wutong Tea');
  });
  await english.walk.step('reads the income by way', async () => {
    await english.go('/income');
    await english.page.locator('details summary').first().click();
    await english.says(english.t('way-in.enterprise'));
  });
}
