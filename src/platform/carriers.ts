import { createHmac } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import type { Lang } from './words';

/** Something to be said to somebody outside, as it is handed over. */
export interface Letter {
  /** The same at every try: whoever gets it twice can tell. */
  readonly id: string;
  readonly to: string;
  /** What it is about, such as `sign-in-code`: gateways in China send registered templates, and choose by it. */
  readonly what: string;
  readonly lang: Lang;
  readonly subject: string;
  readonly text: string;
  /** The holes of the template, already in words. */
  readonly values: Readonly<Record<string, string>>;
}

/** Takes letters out of the house. It returns when the other side has taken one over. */
export interface Carrier {
  /** @throws NotTaken */
  carry(letter: Letter): Promise<void>;
}

/** The other side has not taken a letter. Its words are for whoever runs the house and hold nothing of the letter. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken';

  constructor(said: string, readonly forGood: boolean) {
    super(said.replace(/\s+/g, ' ').slice(0, 200));
  }
}

const PATIENCE_MS = 10_000;

/** Mail, by a server of the foundation's own (`SMTP_URL`). */
export class MailCarrier implements Carrier {
  private readonly transport: Transporter;

  /** @param patience how long to wait for an answer, in milliseconds */
  constructor(url: string, from: string, patience = PATIENCE_MS) {
    this.transport = createTransport({
      url, connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience, dnsTimeout: patience,
      disableFileAccess: true, disableUrlAccess: true, // a letter is its text and nothing else
    }, { from });
  }

  async carry({ id, to, subject, text, lang }: Letter): Promise<void> {
    try {
      await this.transport.sendMail({
        to: { name: '', address: to }, subject, text, messageId: `<${id}@sizhu>`,
        headers: { 'auto-submitted': 'auto-generated', 'content-language': lang === 'zh' ? 'zh-CN' : 'en' },
      });
    } catch (error) {
      const { responseCode, code, command } = error as { responseCode?: number; code?: string; command?: string };
      // what a server refuses when it has heard the recipient it will refuse again; whatever else went wrong may pass
      const ofThisLetter = command === 'RCPT TO' || command === 'DATA' || code === 'EENVELOPE' || code === 'EMESSAGE';
      throw new NotTaken(`SMTP ${responseCode ?? code ?? 'failed'}${command ? ` at ${command}` : ''}`, ofThisLetter && responseCode !== undefined && responseCode >= 500);
    }
  }
}

/**
 * Text messages, by an HTTP gateway that speaks with whatever provider the foundation has a contract with. A request is signed:
 * `x-sizhu-signature: v1=` HMAC-SHA256 in hex, with the shared secret, over the timestamp, a dot and the body as it is sent.
 */
export class SmsCarrier implements Carrier {
  constructor(private readonly url: string, private readonly secret: string, private readonly seconds: () => number, private readonly patience = PATIENCE_MS) {}

  async carry({ id, to, what, lang, text, values }: Letter): Promise<void> {
    const body = JSON.stringify({ id, to: `+86${to}`, what, lang, text, values });
    const at = String(this.seconds());
    const status = await this.post(body, { 'x-sizhu-timestamp': at, 'x-sizhu-signature': `v1=${createHmac('sha256', this.secret).update(`${at}.${body}`).digest('hex')}` });
    if (status >= 200 && status < 300) return;
    throw new NotTaken(`HTTP ${status}`, status >= 400 && status < 500 && ![401, 403, 404, 408, 425, 429].includes(status)); // those are mended on one side or the other, and pass
  }

  private async post(body: string, headers: Record<string, string>): Promise<number> {
    try {
      const answer = await fetch(this.url, { method: 'POST', redirect: 'manual', signal: AbortSignal.timeout(this.patience), headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body });
      await answer.body?.cancel(); // what else it says is nobody's matter
      return answer.status;
    } catch (error) {
      const { cause, name } = error as Error & { cause?: { code?: string } };
      throw new NotTaken(`HTTP ${cause?.code ?? name}`, false);
    }
  }
}
