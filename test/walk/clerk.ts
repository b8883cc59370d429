import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { wordsOf } from '../../src/platform/words';
import { DEMO_PASSWORD } from '../../src/tasks/demo/demo';
import type { Visitor } from './browser';
import { must } from './gift';
import type { Steps } from './steps';

/** Somebody at the desk of the foundation, on a screen of their own. */
export class Clerk {
  /** The code that each of them used last, from whatever screen. */
  private static readonly last = new Map<string, string>();

  constructor(readonly login: string, readonly visitor: Visitor, readonly walk: Steps, private readonly base: string, readonly t: ReturnType<typeof wordsOf>) {}

  get page(): Page {
    return this.visitor.page;
  }

  /** The address of a page of the foundation. */
  at(path: string): string {
    return `${this.base}${path}`;
  }

  go(path: string): Promise<unknown> {
    return this.page.goto(this.at(path));
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
    const fields = await this.page.locator('input[id^=code][name=code]:visible').all();
    if (fields.length > 0) {
      const code = await this.code();
      for (const field of fields) await field.fill(code);
    }
    await this.page.locator(button).first().click();
    await this.page.waitForLoadState();
    await this.isNotRefused();
  }

  /** Fills a form in, each field by its id: chosen, ticked or written as it wants it. What lies folded away is unfolded. */
  async fills(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [id, value] of Object.entries(fields)) {
      const field = this.page.locator(`#${id}`);
      if (!(await field.isVisible())) await this.page.locator(`details:has(#${id}) > summary`).click();
      if ((await this.page.locator(`select#${id}`).count()) > 0) await field.selectOption(value);
      else await field.fill(value);
    }
  }

  /** Presses a button and is refused, with these words. */
  async isRefused(button: string, words: string): Promise<void> {
    this.visitor.expect(422);
    await this.page.locator(button).first().click();
    await this.page.waitForLoadState();
    await this.says(words, '#errsum');
    this.visitor.expect(undefined);
  }

  /** Opens what waits on their desk. */
  async opens(task: string): Promise<void> {
    await this.go('/desk');
    await this.page.locator('#h-mine ~ ul a, .sec__head:has(#h-mine) ~ ul a').filter({ hasText: task }).first().click();
    await this.page.waitForLoadState();
  }

  /** Their desk tells them whom it waits for. */
  async isTold(task: string, next: string): Promise<void> {
    await this.go('/desk');
    const row = await this.page.locator('#h-others ~ ul li').filter({ hasText: task }).first().innerText();
    must(row.includes(next), `“${next}” is not said of ${row}`);
  }

  /** A duty that is not theirs: its form is not there, and the page says why. */
  async mayNot(form: string, why: string): Promise<void> {
    must((await this.page.locator(form).count()) === 0, `${form} stands on the page of ${this.login}`);
    await this.says(why);
  }

  /** The code in the newest text message to their telephone, other than the one before it. */
  async letter(before = ''): Promise<string> {
    const outbox = await (await this.visitor.context.request.get(`${this.base}/outbox`)).text();
    const [, code] = new RegExp(`${this.login}[^]*?(?<!\\d)(\\d{6})(?!\\d)`).exec(outbox) ?? [];
    must(code !== undefined && code !== before, `the outbox shows no new message to ${this.login}`);
    return code!;
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
