import { request as ask } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { generateSync } from 'otplib';
import type { Browser, Page } from 'playwright-core';
import { DEMO_PASSWORD } from '../../src/tasks/demo/demo';
import { seed } from '../../src/tasks/seed';
import { startApp, type TestApp } from '../support/app';
import { chromiumPath, openBrowser, violations, Visitor } from '../walk/browser';
import { freePort } from '../walk/demo';

// The pages in a real browser, over the demo's books. Whoever has no Chromium is told what was left out.
const path = chromiumPath();
if (!path && process.env.REQUIRE_BROWSER === '1') throw new Error('REQUIRE_BROWSER=1, and no Chromium was found on this machine');
if (!path) console.warn('没有找到 Chromium，浏览器测试未运行。 No Chromium was found: the browser tests were left out.');

const KB = 1024;

/** What a foundation has from the beginning, and what hangs under its funds. */
const OF_A_FOUNDATION = ['/about', '/motions', '/meetings', '/desk/motions', '/desk/votes', '/foundations', '/income', '/enterprises', '/loop', '/desk/enterprises', '/desk/councils', '/desk/groups', '/desk/batches', '/desk/batches/new?channel=goods-in', '/desk/batches/stores', '/funds/new', '/desk/founding/life', '/desk/founding/particulars', '/desk/founding/sheet', '/desk/founding/reserves', '/desk/officials', '/desk/resolutions', '/desk/guardrails', '/desk/funds', '/desk/funds/purses', '/desk/endowment', '/desk/operating-model'];
const OF_A_FUND = ['/desk/founding/life/new?kind=change', '/desk/founding/remaining', '/desk/officials/1', '/desk/resolutions/1', '/desk/guardrails?fund=elder-lunch&sum=1000.00&for=programme', '/desk/campaigns', '/desk/campaigns/filings/1', '/desk/campaigns/filings/new',
  '/desk/endowment/policies', '/desk/endowment/pools/new', '/desk/endowment/funds/original', '/desk/funds/groups', '/desk/funds/requests/new', '/desk/funds/elder-lunch', ...['acts', 'agreement', 'fees', 'transfers', 'freeze', 'ending', 'growing-up'].map((act) => `/desk/funds/elder-lunch/${act}`),
  '/desk/funds/purses/new', '/desk/funds/purses/matching', '/desk/funds/purses/building-3', '/desk/funds/purses/building-3/sheets/1', '/desk/funds/purses/building-3/spendings',
  '/desk/motions/2026-1', '/desk/motions/2026-3', '/desk/votes/1', '/desk/votes/2', '/desk/votes/2/papers', '/desk/results/1', '/desk/results/1/objections/1',
  '/desk/enterprises', '/desk/enterprises/liuyin-laundry', ...['new', '1', '1/supplement', '1/ending'].map((page) => `/desk/enterprises/liuyin-laundry/agreements/${page}`)];

let house: TestApp;
let browser: Browser;
let origin: string;
/** Pages there are from the beginning, and those that came with a gift that was paid. */
const pages = { open: ['/', '/funds', '/funds/elder-lunch', '/funds/elder-lunch/give', '/funds/elder-lunch/give?organisation=1', '/funds/stair-lights', '/funds/children-study', '/ledger', '/funds/elder-lunch/ledger?kind=out', '/ledger?q=nothing-like-it&no=SR-1', '/verification', '/about', '/foundations', '/income', '/enterprises', '/enterprises/liuyin-laundry', '/loop', '/council', '/motions', '/motions/2026-1', '/motions/2026-1/result', '/motions/2026-1/result/sheet', '/motions/2026-2', '/meetings', '/meetings/2026-1', '/votes/1', '/votes/2', '/votes/2/ballot', '/help', '/groups', '/endowment', '/funds/new', '/funds/elder-lunch/statements', '/funds/elder-lunch/statements/2026', '/funds/elder-lunch/statements/2026-10', '/funds/building-3', '/funds/building-3/board', '/nowhere'], ofGift: [] as string[], secret: [] as string[] };

(path ? describe : describe.skip)('in a browser', () => {
  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    house = await startApp({ settings: { PORT: String(port) } });
    await seed(house.app);
    await house.app.listen(port, '127.0.0.1');
    browser = await openBrowser(path!);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it('a gift can be given without JavaScript', async () => {
    const visitor = await Visitor.come(browser, { width: 390, script: false });
    const { page } = visitor;
    await page.goto(`${origin}/funds/elder-lunch`);
    await page.check('[name=amount][value="90.00"]');
    await page.check('[name=display][value=masked]');
    await page.fill('#name', '王秀英');
    await page.click('#give button');
    await page.waitForURL('**/g/*');
    await visitor.mustBeWell();
    const check = new URL(page.url()).pathname;
    await page.click('main form button');
    await page.waitForURL('**/practice/checkout/*');
    await visitor.mustBeWell();
    await page.click('button[value=wechat_pay]');
    await page.locator('main a[href$="receipt.pdf"]').waitFor({ timeout: 15_000 }); // the page comes anew by itself
    await page.locator('main a[href*="/ledger?no="]').waitFor({ timeout: 5_000 }).catch(() => page.reload());
    await visitor.mustBeWell();

    const thanks = await page.innerText('main');
    expect(thanks).toContain('谢谢您，王秀英');
    const [gift, receipt, entry] = [/GF-[\d-]+/, /R-\d{4}-\d{6}/, /SR-[\d-]+/].map((pattern) => pattern.exec(thanks)![0]);
    pages.ofGift.push(`/donations/${gift}`, `/receipts/${receipt}`, `/entries/${entry}`);
    pages.secret.push(check, check.replace('/g/', '/en/g/'));
    await visitor.context.close();
  }, 60_000);

  // there a browser does not say Sec-Fetch-Site, as iOS before 16.4 never does: a form is known as ours by its Origin alone
  it('a gift can be paid from a telephone on the same network, over plain http', async () => {
    const plain = await openBrowser(path!, '--host-resolver-rules=MAP sizhu.test 127.0.0.1');
    const { page } = await Visitor.come(plain, { width: 390 });
    await page.goto(`${origin.replace('localhost', 'sizhu.test')}/funds/elder-lunch/give`);
    await page.fill('#other', '12');
    await page.click('#give button');
    await page.waitForURL('http://sizhu.test:*/g/*');
    await page.click('main form button');
    await page.waitForURL('**/practice/checkout/*');
    await plain.close();
  }, 40_000);

  it('a gift can be given by keyboard alone', async () => {
    const visitor = await Visitor.come(browser, { width: 1280 });
    const { page } = visitor;
    await page.goto(`${origin}/funds/elder-lunch/give`);
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`Tab does not reach ${selector}`);
    };
    await tabTo('[name=amount]');
    await page.keyboard.press('Space');
    await tabTo('[name=display]');
    await page.keyboard.press('ArrowDown');
    await tabTo('#name');
    await page.keyboard.type('李*敏');
    await tabTo('#give button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/g/*');
    expect(await page.innerText('main')).toContain('36.00');
    pages.secret.push(new URL(page.url()).pathname); // its payment page is opened and left: a payment may be under way
    await tabTo('main form button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/practice/checkout/*');
    await visitor.mustBeWell();
    await visitor.context.close();
  }, 40_000);

  it('the link for organisations unfolds their fields and loses nothing that was typed', async () => {
    for (const script of [true, false]) {
      const visitor = await Visitor.come(browser, { width: 390, script });
      const { page } = visitor;
      await page.goto(`${origin}/funds/elder-lunch/give`);
      await page.fill('#other', '12');
      await page.click('#give a[href*="organisation"]');
      await page.locator('#title').waitFor({ state: 'visible' });
      if (script) expect([await visitor.focused(), await page.inputValue('#other'), new URL(page.url()).search]).toEqual(['title', '12', '']);
      await visitor.mustBeWell();
      await visitor.context.close();
    }
  }, 40_000);

  it('a form that is sent twice arrives once', async () => {
    const visitor = await Visitor.come(browser, { width: 390 });
    const { page } = visitor;
    await page.goto(`${origin}/funds/elder-lunch/give`);
    let sent = 0;
    await page.route('**/donations', async (route) => {
      sent++;
      await new Promise((later) => setTimeout(later, 300));
      await route.continue();
    });
    await page.fill('#other', '12000');
    await page.evaluate("document.querySelector('#give button').click(); document.querySelector('#give button').click()");
    await page.waitForURL('**/g/*');
    expect(sent).toBe(1);
    pages.secret.push(new URL(page.url()).pathname); // a check page, of a gift so large that an agreement is offered
    await visitor.context.close();
  });

  it('axe finds nothing on a telephone or a wide screen, nothing scrolls sideways and the browser has nothing to say', async () => {
    const found: string[] = [];
    await Promise.all(['', '/en'].map(async (base) => {
      const visitor = await Visitor.come(browser, { width: 390 });
      for (const path of [...pages.open, ...pages.ofGift, ...pages.secret.filter((one) => one.startsWith('/en') === (base !== '')).map((one) => one.slice(base.length))]) {
        visitor.expect(path === '/nowhere' ? 404 : undefined);
        await visitor.page.goto(origin + base + path);
        expect([path, await visitor.page.getAttribute('html', 'lang')]).toEqual([path, base ? 'en' : 'zh-CN']);
        for (const width of [390, 1280]) {
          await visitor.page.setViewportSize({ width, height: 844 });
          await visitor.mustBeWell();
          found.push(...(await violations(visitor.page)).map((one) => `${width} ${base}${path} ${one}`));
        }
      }
      await visitor.context.close();
    }));
    expect(found).toEqual([]);
  }, 480_000);

  it('somebody signs in without JavaScript, on a telephone', async () => {
    const visitor = await Visitor.come(browser, { width: 390, script: false });
    const { page } = visitor;
    await page.goto(`${origin}/desk/people`);
    await page.waitForURL('**/desk/sign-in?back=*');
    visitor.expect(422);
    await signIn(page, 'heping', { password: 'wrong' });
    expect(await page.inputValue('#login')).toBe('heping');
    expect(await page.inputValue('#password')).toBe('');
    await visitor.mustBeWell();
    visitor.expect(undefined);
    await signIn(page, 'heping');
    await page.waitForURL('**/desk/people');
    await visitor.mustBeWell();
    await page.click('.prefs button');
    await page.waitForURL('**/desk/sign-in');
    await visitor.context.close();
  }, 40_000);

  it('axe finds nothing on the desk either', async () => {
    const visitor = await Visitor.come(browser, { width: 390 });
    const { page } = visitor;
    const found: string[] = [];
    const look = async (path: string): Promise<void> => {
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        await visitor.mustBeWell();
        found.push(...(await violations(page)).map((one) => `${width} ${path} ${one}`));
      }
    };
    const visit = async (...paths: string[]): Promise<void> => {
      for (const path of paths) {
        await page.goto(origin + path);
        await look(path);
      }
    };
    await visit('/outbox', '/en/outbox', '/desk/sign-in', '/en/desk/sign-in');

    await page.goto(`${origin}/f/qingshi/desk/founding`);
    await signIn(page, 'zhaolei', { base: '/f/qingshi' });
    await page.waitForURL('**/f/qingshi/desk/founding');
    const contribution = await page.getAttribute('main a[href*="/contributions/"]', 'href');
    await visit('/f/qingshi/desk/founding', contribution!, '/f/qingshi/desk/payments', '/f/qingshi/desk/me', '/en/f/qingshi/desk/founding', '/en/f/qingshi/desk/me');
    await page.click('.prefs button');
    await page.waitForURL('**/desk/sign-in');

    await page.goto(`${origin}/desk/closing`);
    await signIn(page, 'limin');
    await page.waitForURL('**/desk/closing');
    const month = await page.getAttribute('main tbody tr:nth-child(2) a', 'href');
    await visit('/desk/closing', month!, `/en${month!}`, '/desk/vouchers', '/en/desk/vouchers');
    const voucher = await page.getAttribute('main tbody a', 'href');
    await visit(voucher!, voucher!.replace('/en', ''), '/desk/vouchers/proposals/new?template=fixed-asset');
    visitor.expect(422);
    await page.click('main form button');
    await page.waitForSelector('#errsum');
    await look('voucher refused');
    visitor.expect(undefined);
    for (const path of ['/desk', '/desk/search?q=SR-20', '/desk/search?q=nothing-like-it', '/desk/bank', '/desk/bank/bank', '/desk/bank/bank/matching', '/desk/bank/bank/mapping', '/desk/differences', '/desk/unidentified', '/desk/gifts', '/desk/gifts/new?way=cash', '/desk/gifts/bankings', '/desk/gifts/fiscal-receipts',
      '/desk/batches', '/desk/statements', '/desk/statements/balance-sheet', '/desk/statements/activities', '/desk/statements/cash-flow', '/desk/ratios', '/desk/relations']) await visit(path, `/en${path}`);
    await page.goto(`${origin}/desk`);
    await page.click('.prefs button');
    await page.waitForURL('**/desk/sign-in');

    await page.goto(`${origin}/desk/people`);
    await signIn(page, 'sunli');
    await page.waitForURL('**/desk/people');
    await visit('/desk/people', '/en/desk/people');
    visitor.expect(422);
    await page.click('form.panel button');
    await page.waitForSelector('#errsum');
    expect(await visitor.focused()).toBe('errsum');
    await look('refused');
    visitor.expect(undefined);
    for (const [field, text] of Object.entries({ name: '王芳', englishName: 'Wang Fang', login: 'wangfang' })) await page.fill(`#${field}`, text);
    await page.selectOption('#role', 'cashier');
    await page.click('form.panel button');
    await page.waitForURL('**/desk/people/*?done=appointed');
    await look('person');
    await page.click('form[action$="/enrolments"] button');
    await page.waitForSelector('.key--long');
    await look('link');
    const link = await page.innerText('.key--long');
    await page.goto(link);
    await look('enrolment');
    await page.fill('#password', '桂花开的时候我们去看海');
    await page.fill('#again', '桂花开的时候我们去看海');
    await page.fill('#code', '000000');
    visitor.expect(422);
    await page.click('main form button');
    await page.waitForSelector('#errsum');
    await look('enrolment refused');
    visitor.expect(undefined);
    const password = '桂花又开的时候我们去看海';
    await page.fill('#password', password);
    await page.fill('#again', password);
    await page.fill('#code', generateSync({ secret: (await page.innerText('.qr .key')).replace(/\s/g, '') }));
    await page.click('main form button');
    await page.waitForSelector('.codes');
    await look('recovery codes');
    visitor.expect(404);
    await visit(new URL(link).pathname);
    expect(found).toEqual([]);
    await visitor.context.close();
  }, 600_000);

  it('axe finds nothing on the pages about the foundation and its funds', async () => {
    const found: string[] = [];
    // each at a desk of their own: one foundation that has begun, one that is being founded
    await Promise.all([
      { base: '', login: 'limin', first: '/desk/funds', paths: [...OF_A_FOUNDATION, ...OF_A_FUND] },
      { base: '/f/qingshi', login: 'zhaolei', first: '/desk/founding', paths: OF_A_FOUNDATION },
      { base: '', login: 'wangjianguo', first: '/desk/meetings', paths: ['/desk/meetings', '/desk/meetings/new?body=council', '/desk/meetings/2026-1', '/desk/meetings/2026-1/notice', '/desk/meetings/2026-1/sign-in-sheet', '/desk/voters'] },
    ].map(async ({ base, login, first, paths }) => {
      const visitor = await Visitor.come(browser, { width: 390 });
      const { page } = visitor;
      await page.goto(`${origin}${base}${first}`);
      await signIn(page, login, { base });
      await page.waitForURL(`**${base}${first}`);
      for (const path of paths) {
        for (const lang of ['', '/en']) {
          const answer = await page.goto(origin + lang + base + path);
          expect([path, answer!.status()]).toEqual([path, 200]);
          for (const width of [390, 1280]) {
            await page.setViewportSize({ width, height: 844 });
            await visitor.mustBeWell();
            found.push(...(await violations(page)).map((one) => `${width} ${lang}${base}${path} ${one}`));
          }
        }
      }
      await visitor.context.close();
    }));
    expect(found).toEqual([]);
  }, 600_000);

  it('the desk is worked by keyboard alone: a task is opened, a gift is looked for', async () => {
    const visitor = await Visitor.come(browser, { width: 1280 });
    const { page } = visitor;
    const tabTo = async (selector: string): Promise<void> => {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`Tab does not reach ${selector}`);
    };
    await page.goto(`${origin}/desk`);
    await signIn(page, 'zhouxiao');
    await page.waitForURL('**/desk');
    await page.keyboard.press('Tab');
    expect(await page.evaluate<string>('document.activeElement.className')).toBe('skip');
    // past the search and the navigation at once
    await page.keyboard.press('Enter');
    await tabTo('.inbox a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/\w+/);
    await page.goto(`${origin}/desk`);
    await tabTo('#desk-q');
    await page.keyboard.type('sr-20');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/desk/search?q=*');
    await tabTo('main tbody a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/(desk\/(vouchers|gifts|bank)|entries)\//);
    await visitor.mustBeWell();
    await visitor.context.close();
  }, 60_000);

  it('a form with mistakes and the senior version are as good', async () => {
    const visitor = await Visitor.come(browser, { width: 390 });
    const { page } = visitor;
    await page.goto(`${origin}/funds/elder-lunch/give`);
    await page.click('button[name=elder]');
    await page.waitForSelector('html.elder');
    visitor.expect(422);
    await page.fill('#phone', '123');
    await page.click('#give button');
    await page.waitForSelector('#errsum');
    expect(await visitor.focused()).toBe('errsum');
    expect(await violations(page)).toEqual([]);
    for (const path of pages.open.slice(0, -1)) {
      await page.goto(origin + path);
      await visitor.mustBeWell();
    }
    await visitor.context.close();
  }, 40_000);

  it('text twice as large does not scroll sideways', async () => {
    const visitor = await Visitor.come(browser, { width: 390 });
    for (const path of ['/', '/funds/elder-lunch', '/funds/elder-lunch/give', '/ledger', '/verification', ...pages.ofGift, ...pages.secret.slice(0, 1), '/en/funds/elder-lunch', '/en/ledger', '/desk/sign-in', '/en/desk/sign-in', '/outbox']) {
      await visitor.page.goto(origin + path);
      await visitor.page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
      await visitor.mustBeWell();
    }
    await visitor.context.close();
  }, 40_000);

  it('on paper the ledger is a table without forms, and folded parts are open', async () => {
    const visitor = await Visitor.come(browser, { width: 1280 });
    const { page } = visitor;
    await page.goto(`${origin}/ledger?kind=out`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.innerText('.chips')).toMatch(/^全部月份，共 \d+ 笔：收入 0\.00 元，支出 [\d,.]+ 元。\s*支出$/); // which rows these are, and what they add up to
    const displayOf = (selector: string): Promise<string> => page.evaluate<string>(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).display`);
    expect([await displayOf('.ledger'), await displayOf('.ledger thead'), await displayOf('.ledger tr'), await displayOf('.find'), await displayOf('.nav'), await displayOf('.printed')]).toEqual(['table', 'table-header-group', 'table-row', 'none', 'none', 'block']);
    expect(await page.innerText('.printed')).toContain(`${origin}/ledger?kind=out`);
    await visitor.context.close();
  });

  it('pages are as light as promised', async () => {
    const [html, css, js]: [string[], string[], string[]] = [[], [], []];
    const assets = new Set<string>();
    for (const path of [...pages.open, ...pages.ofGift, ...pages.secret].flatMap((one) => (one.startsWith('/en') ? [one] : [one, `/en${one}`]))) {
      const { size, text } = await fetched(path);
      html.push(`${path} ${size}`);
      // the page of verification names every check there is
      expect([path, size <= (path.endsWith('/verification') ? 12 : 8) * KB]).toEqual([path, true]);
      for (const [, address] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js))"/g)) assets.add(address!);
    }
    for (const address of assets) {
      const { size } = await fetched(address);
      const [most, list] = address.endsWith('.css') ? [8 * KB, css] : [3 * KB, js];
      list.push(`${address} ${size}`);
      expect([address, size <= most]).toEqual([address, true]);
    }
    if (process.env.SHOW) console.log([...html.sort((a, b) => Number(b.split(' ')[1]) - Number(a.split(' ')[1])), ...css, ...js].join('\n'));
  });

  it('secret pages are kept by nobody and found by no search', async () => {
    for (const path of pages.secret) {
      const { headers, text } = await fetched(path);
      expect([path, headers['cache-control'], headers['referrer-policy']]).toEqual([path, 'no-store', 'strict-origin']);
      expect(text).toContain('<meta name="robots" content="noindex">');
    }
  });
});

/** Signs in as somebody of the demo, with the code that their telephone shows. */
async function signIn(page: Page, login: string, { password = DEMO_PASSWORD, base = '' } = {}): Promise<void> {
  const outbox = await fetched(`${base}/outbox`);
  const code = new RegExp(`>${login}<[^]*?phones__code num">([\\d ]+)`).exec(outbox.text)![1]!;
  await page.fill('#login', login);
  await page.fill('#password', password);
  await page.fill('#code', code);
  await page.click('main form button');
  await page.waitForLoadState();
}

/** An answer as it comes over the wire to a browser that reads Brotli. */
function fetched(path: string): Promise<{ size: number; text: string; headers: Record<string, unknown> }> {
  return new Promise((done, fail) => {
    ask(origin + path, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        const text = (answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(body) : body).toString('utf8');
        done({ size: body.length, text, headers: answer.headers });
      });
    }).on('error', fail).end();
  });
}
