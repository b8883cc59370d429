import type { Browser } from 'playwright-core';
import { startApp, type TestApp } from '../support/app';
import { appointed, keysOf, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { jpeg } from '../support/papers';
import { chromiumPath, openBrowser, Visitor } from '../walk/browser';
import { freePort } from '../walk/demo';

const path = chromiumPath();
if (!path) console.warn('没有找到 Chromium，浏览器测试未运行。 No Chromium was found: the browser tests were left out.');

let house: TestApp;
let browser: Browser;
let origin: string;

(path ? describe : describe.skip)('in a browser', () => {
  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    house = await startApp({ settings: { PORT: String(port) } });
    await house.app.listen(port, '127.0.0.1');
    browser = await openBrowser(path!);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it('Wang brings rice with two photos of its papers from a telephone without JavaScript, and a mistake loses none', async () => {
    const foundation = await preparing(house);
    await openLunchFund(house, foundation);
    const visitor = await Visitor.come(browser, { width: 390, script: false });
    const { page } = visitor;
    await page.goto(`${origin}/desk/sign-in`);
    for (const [name, value] of Object.entries(await keysOf(house, await appointed(house, foundation, '王建国', 'secretary-general')))) await page.fill(`#${name}`, value);
    await page.click('main form button');
    await page.waitForURL('**/desk');

    await page.goto(`${origin}/desk/gifts/new?way=goods`);
    await page.fill('#words', '大米 10 袋');
    await page.selectOption('#proof', 'invoice');
    await page.fill('#amount', '1280');
    await page.setInputFiles('#file', { name: '大米发票.jpg', mimeType: 'image/jpeg', buffer: jpeg(40_000) });
    visitor.expect(422);
    await page.click('button[name=more]');
    await page.locator('input[name=held]').waitFor();
    await page.setInputFiles('#file', { name: '送货单.png', mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), jpeg()]) });
    await page.click('main form button:not([name])');
    await page.locator('#errsum').waitFor();
    expect(await page.innerText('#errsum')).toContain('请写明凭据的名称和编号');
    expect(await page.locator('input[name=held]').count()).toBe(2);
    expect(await page.inputValue('#words')).toBe('大米 10 袋');
    await visitor.mustBeWell();
    await page.fill('#proofName', '发票 04411');
    await page.click('main form button:not([name])');
    await page.waitForURL('**/desk/gifts/*done=recorded');
    const shown = await page.innerText('main');
    expect([shown.includes('附件 2 张'), shown.includes('大米发票.jpg'), shown.includes('送货单.png')]).toEqual([true, true, true]);
    await visitor.mustBeWell();
    await visitor.context.close();
  }, 120_000);
});
