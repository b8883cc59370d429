import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startStripeServer } from '../../src/giving/practice/stripe-server';
import { wordsOf, type Lang } from '../../src/platform/words';
import { dayOf } from '../../src/rules/day';
import { leafHash, verifyInclusion } from '../../src/rules/merkle';
import { open, parseCheckpoint } from '../../src/rules/signed-note';
import { INVITATION_CODE } from '../../src/tasks/demo/wutongli';
import { lastEntry, ledgerTable } from '../support/ledger-table';
import { Visitor } from './browser';
import { freePort, startDemo, type Demo } from './demo';
import { StepFailed, Steps } from './steps';

const PICTURES = join(process.cwd(), 'var', 'walk', 'gift');
const FUND = '/funds/elder-lunch';
/** Longer than the practice checkout, the worker and the sealer take together. */
const SOON = 20_000;

/** One gift, as somebody of this language gives it on a screen of this width. */
interface Way {
  readonly width: number;
  readonly lang: Lang;
  readonly script: boolean;
  /** Which button of the payment page is pressed: `later` takes its time. */
  readonly pays: 'card' | 'alipay' | 'wechat_pay' | 'later';
  readonly title: string;
}

const WAYS: readonly Way[] = [
  { title: '390-zh', width: 390, lang: 'zh', script: true, pays: 'wechat_pay' },
  { title: '1280-zh', width: 1280, lang: 'zh', script: true, pays: 'alipay' },
  { title: '390-zh-noscript', width: 390, lang: 'zh', script: false, pays: 'wechat_pay' },
  { title: '1280-zh-noscript', width: 1280, lang: 'zh', script: false, pays: 'card' },
  { title: '390-en', width: 390, lang: 'en', script: true, pays: 'card' },
  { title: '1280-en', width: 1280, lang: 'en', script: true, pays: 'card' },
];

/** The gift of 90 yuan from the home page to its proof in the signed books, and the same with a payment server of its own. */
export async function walkGift(browser: Browser): Promise<void> {
  rmSync(PICTURES, { recursive: true, force: true });
  await onItsOwnBooks({ port: await freePort() }, async (demo) => {
    for (const way of WAYS) await give(browser, demo, way);
    await meetDoors(browser, demo);
  });

  const port = await freePort();
  const [secretKey, secret] = [`sk_test_${randomBytes(12).toString('hex')}`, `whsec_${randomBytes(12).toString('hex')}`];
  const stripe = await startStripeServer({
    now: () => new Date(), secretKey, endpoint: { url: `http://127.0.0.1:${port}/stripe/events`, secret }, delivery: 'by-itself', payee: '', stylesheet: null, pendingFor: 5,
  });
  try {
    await onItsOwnBooks({ port, STRIPE_API_BASE: stripe.origin, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: secret }, (demo) =>
      give(browser, demo, { title: '390-zh-stripe', width: 390, lang: 'zh', script: true, pays: 'later' }));
    if (stripe.requests.length === 0) throw new StepFailed('✗ 390-zh-stripe: nobody asked the payment server');
  } finally {
    await stripe.close();
  }
}

/** A fresh demo, what was written into its books, and whether all checks hold. */
async function onItsOwnBooks(settings: { port: number } & Record<string, string | number>, walk: (demo: Demo) => Promise<void>): Promise<void> {
  const demo = await startDemo(settings);
  try {
    const before = await lastEntry(demo.books);
    await walk(demo);
    await feesAreBooked(demo);
    console.log(`\n${aligned(await ledgerTable(demo.books, { after: before }))}\n`);
    const { whole, said } = await demo.verify();
    console.log(said);
    if (!whole) throw new StepFailed('✗ npm run verify: not all checks hold');
  } finally {
    await demo.stop();
  }
}

async function give(browser: Browser, { origin }: Demo, { title, width, lang, script, pays }: Way): Promise<void> {
  const visitor = await Visitor.come(browser, { width, script, locale: lang === 'zh' ? 'zh-CN' : 'en-GB' });
  const { page, context } = visitor;
  const t = wordsOf(lang);
  const base = lang === 'zh' ? '' : '/en';
  const walk = new Steps(title, visitor, PICTURES);
  const at = (path: string): string => `${origin}${base}${path}`;
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  const says = async (words: string, where = 'main'): Promise<void> => must((await text(where)).includes(words), `“${words}” is not said on the page`);
  const press = (form = '#give'): Promise<void> => page.locator(`${form} button:not([name]):not([class*=line])`).first().click();
  const json = async <T>(path: string): Promise<T> => (await context.request.get(at(path))).json() as Promise<T>;

  let [gift, entry, receipt, link] = ['', '', '', ''];

  await walk.step('home', async () => {
    await page.goto(at('/'));
    must((await page.getAttribute('html', 'lang')) === (lang === 'zh' ? 'zh-CN' : 'en'), 'the page is in another language');
  });
  await walk.step('funds', async () => {
    await page.click(`.nav a[href="${base}/funds"]`);
    await says(t('funds.title'));
  });
  await walk.step('fund', async () => {
    await page.click(`main a[href="${base}${FUND}"]`);
    await says(t('fund.clear'));
  });
  await walk.step('mistakes', async () => {
    await page.fill('#other', '12.345');
    await page.check('[name=display][value=masked]');
    await page.fill('#phone', '123');
    visitor.expect(422);
    await press();
    await page.waitForSelector('#errsum');
    must((await page.title()).startsWith(t('error.prefix')), 'the title does not say that something is wrong');
    if (script) must((await visitor.focused()) === 'errsum', 'the summary of the errors has not the focus');
    must((await page.inputValue('#other')) === '12.345' && (await page.inputValue('#phone')) === '123', 'what was typed is gone');
    must(await page.isChecked('[name=display][value=masked]'), 'what was chosen is gone');
    for (const error of await page.locator('#errsum a').all()) must((await page.locator((await error.getAttribute('href'))!).count()) === 1, 'a line of the summary leads nowhere');
    await visitor.mustBeWell();
    visitor.expect(undefined);
  });
  await walk.step('form', async () => {
    await page.fill('#other', '');
    await page.check('[name=amount][value="90.00"]');
    await page.fill('#name', '王秀英');
    await page.fill('#phone', '138 0013 8000');
  });
  await walk.step('check', async () => {
    await press();
    await page.waitForURL('**/g/*');
    for (const words of ['90.00', '王*', '138 **** 8000']) await says(words);
  });
  await walk.step('change', async () => {
    await page.click(`main a[href$="#other"]`);
    must((await page.inputValue('#other')) === '90.00' && (await page.inputValue('#name')) === '王秀英', 'the answers did not come along');
    await page.fill('#other', '３６元');
    await press();
    await page.waitForURL('**/g/*');
    await says('36.00');
  });
  await walk.step('back', async () => {
    await page.click(`main a[href$="#other"]`);
    await page.fill('#other', '');
    await page.check('[name=amount][value="90.00"]');
    await press();
    await page.waitForURL('**/g/*');
    await says('90.00');
    link = page.url();
  });
  await walk.step('payment', async () => {
    await page.check(`[name=way][value=${pays === 'later' ? 'alipay' : pays.replace('_pay', '')}]`);
    await press('main form');
    await page.waitForURL('**/practice/checkout/*');
    await says('90.00');
    must(/练习|Practice/.test(await text('h1')), 'the practice page does not say that it is one');
  });
  await walk.step('confirming', async () => {
    await page.click(`button[value=${pays}]`);
    await page.waitForURL('**/g/*');
    // whether the news or the donor comes first is chance, unless the payment takes its time
    if (pays === 'later') await says(t('paying.confirming'));
  });
  await walk.step('thanks', async () => {
    await page.locator('h1', { hasText: t('thanks.named', { name: '王秀英' }) }).waitFor({ timeout: SOON }); // the page comes anew by itself
    must(page.url().startsWith(link), 'thanked on another page');
    await page.locator('main a[href*="/ledger?no="]').waitFor({ timeout: SOON }).catch(() => page.reload());
    gift = /GF-\d{4}-\d+/.exec(await text('main'))![0];
    receipt = /R-\d{4}-\d{6}/.exec(await text('main'))![0];
  });
  await walk.step('receipt', async () => {
    const file = await context.request.get(new URL((await page.getAttribute('a[href$="receipt.pdf"]', 'href'))!, origin).href);
    const pdf = await file.body();
    must(pdf.subarray(0, 5).toString() === '%PDF-', 'the receipt is no PDF');
    const words = textOf(pdf);
    if (words) for (const one of [receipt, gift, '¥90.00', '玖拾元整', `/receipts/${receipt}`]) must(words.includes(one), `the receipt does not say ${one}`);
    await page.goto(at(`/receipts/${receipt}`)); // where its QR code leads
    await says(t('receipt.valid'));
    must(!(await text('main')).includes('王秀英'), 'the public page names the donor');
  });
  await walk.step('find by number', async () => {
    await page.goto(at('/ledger'));
    await page.fill('#no', gift.toLowerCase());
    await page.locator('.find .btn').first().click();
    await page.locator('#find .note--ok a').first().click();
    entry = (await page.getAttribute('tr.is-found', 'id'))!;
    must(/^SR-\d{4}-\d{2}-\d{4,}$/.test(entry), 'the row is not marked');
  });
  await walk.step('find by day and sum', async () => {
    await page.goto(at(`${FUND}/ledger`));
    if (await page.locator('.find details:not([open])').count()) await page.click('.find summary');
    await page.fill('#day', dayOf(new Date()));
    await page.fill('#sum', '90');
    await page.locator('.find details .btn').click();
    await says(entry, '#find');
  });
  await walk.step('entry', async () => {
    await page.goto(at(`/entries/${entry}`));
    for (const summary of await page.locator('main summary').all()) await summary.click();
    for (const words of ['90.00', gift, t('entry.proof.text', { n: '' }).slice(0, 8)]) await says(words);
  });
  await walk.step('proof', async () => {
    // not the page's word for it: computed here, from the text of the entry to the signature over the root
    const proof = await json<Proof>(`/api/v1/entries/${entry}/proof`);
    const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
    const leaf = leafHash(Buffer.from(proof.canonical));
    must(proof.canonical.includes(entry), 'the proof is of another entry');
    must((await text('.hash')).trim() === Buffer.from(leaf).toString('hex'), 'the page shows another hash');
    must(verifyInclusion({ index: proof.index, size: proof.size, leaf, proof: proof.proof.map(bytes), root: bytes(proof.root) }), 'the proof does not hold');
    await page.goto(at('/verification'));
    const shown = (await page.locator('#h-point ~ .hash').nth(1).innerText()).trim();
    for (const note of [proof.checkpoint, (await json<{ note: string }>('/api/v1/checkpoints/latest')).note]) {
      const { size, root } = parseCheckpoint(open(note, shown)); // throws when the key shown has not signed it
      if (note === proof.checkpoint) must(size === proof.size && Buffer.from(root).equals(bytes(proof.root)), 'the signed root is another');
    }
  });
  await walk.step('verification', async () => {
    must((await page.locator('.checks li').count()) > 20 && (await page.locator('.checks .bad').count()) === 0, 'not every check holds');
    await page.fill('#no', entry);
    await page.locator('.find .btn').click();
    await says(t('verification.sealed', { no: entry }));
  });
  await walk.step('files', async () => {
    await page.goto(at(`${FUND}/ledger`));
    const file = async (kind: string): Promise<string> => (await context.request.get(new URL((await page.locator('.files a', { hasText: kind }).getAttribute('href'))!, origin).href)).text();
    const csv = await file('CSV');
    must(csv.startsWith('\ufeff') && csv.split('\r\n').some((line) => line.startsWith(entry) && line.includes('90.00')), 'the CSV has no line of the gift');
    const all = JSON.parse(await file('JSON')) as { entries: { no: string; money: string }[] };
    must(all.entries.some(({ no, money }) => no === entry && money === '9000'), 'the JSON has no entry of the gift');
  });
  await context.close();
}

/** Two funds that do not take everybody's gift, and say so. */
async function meetDoors(browser: Browser, { origin }: Demo): Promise<void> {
  const visitor = await Visitor.come(browser, { width: 390 });
  const { page } = visitor;
  const walk = new Steps('390-zh-doors', visitor, PICTURES);
  const type = async (code: string): Promise<void> => {
    await page.fill('#code', code);
    await page.click('#give .btn');
  };
  await walk.step('invited', async () => {
    await page.goto(`${origin}/funds/stair-lights`);
    must((await page.locator('[name=amount], [name=other]').count()) === 0, 'a fund for the invited shows its form to everybody');
  });
  await walk.step('wrong code', async () => {
    visitor.expect(422);
    await type('x9');
    await page.waitForSelector('#errsum');
    await visitor.mustBeWell();
    visitor.expect(undefined);
  });
  await walk.step('right code', async () => {
    await type(INVITATION_CODE.toLowerCase());
    await page.waitForSelector('[name=other]');
    must((await page.locator('[name=amount]').count()) === 0, 'a fund for the invited suggests amounts');
  });
  await walk.step('over', async () => {
    await page.goto(`${origin}/funds/children-study`);
    must((await page.locator('#give form, [name=other]').count()) === 0, 'a campaign that is over still takes gifts');
    must((await page.locator('#give p').first().innerText()).length > 8, 'it does not say why');
  });
  await visitor.context.close();
}

interface Proof { no: string; index: number; size: number; leaf: string; proof: string[]; root: string; checkpoint: string; canonical: string }

/** Fees are told and booked a moment after the gifts. */
async function feesAreBooked({ books }: Demo): Promise<void> {
  for (const deadline = performance.now() + SOON; performance.now() < deadline; await sleep(200)) {
    const [row] = await books.query<{ open: bigint }[]>(
      `SELECT (SELECT count(*) FROM payment p WHERE p.channel = 'online' AND NOT EXISTS (SELECT FROM payment_fee f WHERE f.payment = p.id)) + (SELECT count(*) FROM entry_to_number) AS open`);
    if (row!.open === 0n) return;
  }
  throw new StepFailed('✗ the fees of the payments were not booked');
}

/** The columns of a table under each other. */
export function aligned(table: string): string {
  const rows = table.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => widths.map((width, column) => (column < 3 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width))).join('  ').trimEnd()).join('\n');
}

/** The words of a PDF; none where no tool is there to read them. */
function textOf(pdf: Buffer): string | null {
  try {
    return execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' }).replace(/\u00a5|￥/g, '¥');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export function must(true_: boolean, otherwise: string): void {
  if (!true_) throw new Error(otherwise);
}
