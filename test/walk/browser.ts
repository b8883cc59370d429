import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map((name) => `/usr/bin/${name}`)
  .concat('/snap/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium');
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/** Where a Chromium is installed here, if one is. */
export const chromiumPath = (): string | undefined => PLACES.find((path) => existsSync(path));

export const openBrowser = (executablePath: string, ...more: string[]): Promise<Browser> => chromium.launch({ executablePath, args: [...QUIET, ...more] });

/** A page's own doings are asked of it in its language; the compiler knows no `document`. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe has to say about a page with everything on it unfolded. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(AXE);
  return page.evaluate<string[]>(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }).then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.target).join(' | ')))`);
}

/** Somebody with a telephone or a computer, and everything that went wrong before their eyes or behind them. */
export class Visitor {
  private readonly troubles: string[] = [];
  private expected: number | undefined;

  private constructor(readonly context: BrowserContext, readonly page: Page, private readonly script: boolean) {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      if (this.expected && message.text().includes(`status of ${this.expected}`)) return;
      this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.message}`));
    page.on('requestfailed', (request) => {
      // the tab's icon is fetched after everything else, and left behind by those who read on quickly
      if (request.url().includes('/assets/icon.') && request.failure()?.errorText === 'net::ERR_ABORTED') return;
      // a page that turns out to be a file is put away, and the page before it stays
      if (/[?&]format=(pdf|xlsx)/.test(request.url()) && request.failure()?.errorText === 'net::ERR_ABORTED') return;
      this.troubles.push(`request: ${request.method()} ${request.url()} ${request.failure()?.errorText ?? ''}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && response.status() !== this.expected) this.troubles.push(`answer: ${response.status()} ${response.url()}`);
    });
  }

  static async come(browser: Browser, { width, script = true, ...more }: { width: number; script?: boolean } & BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 800 }, javaScriptEnabled: script, ...more });
    context.setDefaultTimeout(10_000);
    return new Visitor(context, await context.newPage(), script);
  }

  /** The next pages may answer with this status, and with no other above 399. */
  expect(status: number | undefined): void {
    this.expected = status;
  }

  /** @throws Error when the browser complained, a request failed or the page scrolls sideways */
  async mustBeWell(): Promise<void> {
    const beyond = await this.page.evaluate<number>(SIDEWAYS);
    const troubles = [...this.troubles.splice(0), ...(beyond > 0 ? [`sideways: ${beyond} px wider than the window, ${this.page.url()}`] : [])];
    if (troubles.length > 0) throw new Error(troubles.join('\n'));
  }

  /** @throws Error when axe finds something; without scripts it cannot look */
  async mustBeOpenToAll(): Promise<void> {
    const found = this.script ? await violations(this.page) : [];
    if (found.length > 0) throw new Error(`axe: ${found.join('\n')}`);
  }

  async photograph(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, fullPage: true });
  }

  /** Which element has the focus, by its id. */
  focused(): Promise<string> {
    return this.page.evaluate<string>('document.activeElement.id');
  }
}
