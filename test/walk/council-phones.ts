import { setTimeout as sleep } from 'node:timers/promises';
import { type APIRequestContext, type APIResponse, request } from 'playwright-core';
import type { Clerk } from './clerk';
import { must } from './gift';

const SOON = 10_000;
/** The code that came to each telephone last. */
const last = new Map<string, string>();

/** The newest code to a telephone, other than the one before it; letters are written a moment after they are wanted. */
async function codeTo(phone: string, outbox: () => Promise<string>): Promise<string> {
  for (const until = performance.now() + SOON; performance.now() < until; await sleep(50)) {
    const plain = (await outbox()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    const code = new RegExp(`${phone} [^·]*?(?<!\\d)(\\d{6})(?!\\d)`).exec(plain)?.[1];
    if (code === undefined || code === last.get(phone)) continue;
    last.set(phone, code);
    return code;
  }
  throw new Error(`the outbox shows no new code to ${phone}`);
}

/** Somebody signs in with their telephone, page by page. */
export async function signsInByTelephone(member: Clerk): Promise<void> {
  const send = async (form: string): Promise<void> => {
    await member.page.locator(`form[action$="${form}"] button`).first().click();
    await member.page.waitForLoadState();
    await member.isNotRefused();
  };
  await member.go('/me/sign-in?number=');
  await member.page.fill('#number', member.login);
  await send('/me/codes');
  await member.page.fill('#code', await codeTo(member.login, async () => (await member.visitor.context.request.get(member.at('/outbox'))).text()));
  await send('/me/sessions');
}

/** A telephone without a screen: it sends what a browser would send, for those whose pages somebody else has shown already. */
export class Telephone {
  private constructor(private readonly phone: string, private readonly http: APIRequestContext, private readonly base: string) {}

  static async signedIn(phone: string, { origin, base }: { origin: string; base: string }): Promise<Telephone> {
    const telephone = new Telephone(phone, await request.newContext({ extraHTTPHeaders: { origin } }), base);
    await telephone.sends('/me/codes', { number: phone });
    await telephone.sends('/me/sessions', { code: await codeTo(phone, () => telephone.reads('/outbox')) });
    return telephone;
  }

  async reads(path: string): Promise<string> {
    return (await this.http.get(`${this.base}${path}`)).text();
  }

  /** @returns the page it comes to @throws Error when it is refused */
  async sends(path: string, form: Record<string, string>): Promise<string> {
    return answered(`${this.phone} ${path}`, await this.http.post(`${this.base}${path}`, { form }));
  }

  /** A ballot: taken signed in, put in by the token alone. @returns its tracking code */
  async votes(vote: string, choice: 'for' | 'against' | 'abstain'): Promise<string> {
    const ballot = await this.sends(`/me/votes/${vote}/tokens`, { noInterest: 'yes', shared: 'yes' });
    const [, token] = /name="token" value="([0-9A-Z-]+)"/.exec(ballot) ?? [];
    must(token !== undefined, 'the ballot has no token');
    const nobody = await request.newContext({ extraHTTPHeaders: { origin: new URL(this.base).origin } });
    const receipt = answered('a ballot', await nobody.post(`${this.base}/votes/${vote}/ballots`, { form: { token: token!, choice } }));
    const code = codeIn(await receipt);
    await nobody.dispose();
    return code;
  }
}

export const codeIn = (text: string): string => {
  const code = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}(?![0-9A-Z-])/.exec(text)?.[0];
  must(code !== undefined, 'no tracking code is shown');
  return code!;
};

/** What somebody at the desk sends many times over, once its page was shown. */
export async function sendsFor(clerk: Clerk, path: string, forms: readonly Record<string, string>[]): Promise<void> {
  for (const form of forms) await answered(path, await clerk.visitor.context.request.post(clerk.at(path), { form, headers: { origin: new URL(clerk.page.url()).origin } }));
}

async function answered(what: string, answer: APIResponse): Promise<string> {
  const text = await answer.text();
  if (!answer.ok()) throw new Error(`${what}: ${answer.status()} ${/id="errsum"[^]*?<\/div>/.exec(text)?.[0].replace(/<[^>]+>/g, ' ') ?? text.slice(0, 300)}`);
  return text;
}
