import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const PLACES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map((name) => `/usr/bin/${name}`)
  .concat('/snap/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium');
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

/** Where a Chromium is installed here, if one is. */
export const chromiumPath = (): string | undefined => PLACES.find((path) => existsSync(path));

export const openBrowser = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: QUIET });

/** A page's own doings are asked of it in its language; the compiler knows no `document`. */
const SIDEWAYS = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Somebody with a telephone or a computer, and everything that went wrong before their eyes or behind them. */
export class Visitor {
  private readonly troubles: string[] = [];
  private expected: number | undefined;

  private constructor(readonly context: BrowserContext, readonly page: Page) {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return;
      if (this.expected && message.text().includes(`status of ${this.expected}`)) return;
      this.troubles.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.message}`));
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // a browser breaks off the icon when somebody goes on before it has come
      if (why !== 'net::ERR_ABORTED' || !/\/assets\/icon\./.test(request.url())) this.troubles.push(`request: ${request.method()} ${request.url()} ${why}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && response.status() !== this.expected) this.troubles.push(`answer: ${response.status()} ${response.url()}`);
    });
  }

  static async come(browser: Browser, { width, script = true, ...more }: { width: number; script?: boolean } & BrowserContextOptions): Promise<Visitor> {
    const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 800 }, javaScriptEnabled: script, ...more });
    context.setDefaultTimeout(10_000);
    return new Visitor(context, await context.newPage());
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

  async photograph(path: string): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, fullPage: true });
  }

  /** Which element has the focus, by its id. */
  focused(): Promise<string> {
    return this.page.evaluate<string>('document.activeElement.id');
  }
}
