import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { checkoutPage, CHOICES, methodFor, thanksOf } from './checkout-page';
import { EventDelivery, type Endpoint } from './event-delivery';
import { readForm, text } from './form';
import { StripeApi, type Answer, type Request } from './stripe-api';
import { NotPossible, StripeImitation, type Habits } from './stripe-imitation';

const CHECKOUT = '/practice/checkout/';

export interface PracticeOptions extends Omit<Habits, 'pageOf'> {
  /** Where the checkout page is reached, `http://localhost:3000`. */
  origin: string;
  secretKey: string;
  /** Where the events go. */
  endpoint: Endpoint;
  /** Whether time passes and events go out by themselves, or only when `tick()` and `delivery.deliver()` are called. */
  delivery: 'by-itself' | 'on-demand';
  /** Who is paid, if the session does not name anyone. */
  payee: string;
  stylesheet: string | null;
  /** Keeps everything over a restart. */
  memory?: { load: () => string | null; save: (state: string) => void };
}

/** The whole imitation behind one door: what comes under `/v1/` and `/practice/checkout/`, from whatever server, is answered here. */
export class PracticeStripe {
  readonly imitation: StripeImitation;
  readonly delivery: EventDelivery;
  private readonly api: StripeApi;
  private kept: number;

  constructor(private readonly options: PracticeOptions) {
    const saved = options.memory?.load() ?? null;
    const [imitation, api] = saved === null ? [null, null] : (JSON.parse(saved) as [string, string]);
    this.imitation = new StripeImitation({ ...options, pageOf: (session) => `${options.origin}${CHECKOUT}${session}` }, imitation);
    this.api = new StripeApi(this.imitation, options.secretKey, api);
    this.delivery = new EventDelivery(this.imitation, options.endpoint);
    this.kept = this.imitation.changes;
  }

  answer(request: Request): Answer {
    if (this.options.delivery === 'by-itself') this.imitation.tick();
    const answer = request.url.startsWith(CHECKOUT) ? this.page(request) : this.api.answer(request);
    this.afterwards();
    return answer;
  }

  /** Lets time pass: to be called every second or so. */
  tick(): void {
    this.imitation.tick();
    this.afterwards();
  }

  close(): void {
    this.delivery.close();
  }

  private afterwards(): void {
    this.keep();
    if (this.options.delivery === 'by-itself') void this.delivery.keepUp().then(() => this.keep());
  }

  private keep(): void {
    if (this.kept === this.imitation.changes) return;
    this.kept = this.imitation.changes;
    this.options.memory?.save(JSON.stringify([this.imitation.save(), this.api.save()]));
  }

  private page({ method, url, body }: Request): Answer {
    const { pathname, searchParams } = new URL(url, this.options.origin);
    const session = this.imitation.find('checkout.session', pathname.slice(CHECKOUT.length));
    if (!session) return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'Not found\n' };
    if (method !== 'POST') {
      const { payee, stylesheet } = this.options;
      const backstage = this.imitation.backstageOf(session);
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': this.policy(session.success_url, session.cancel_url) },
        body: checkoutPage({ session, backstage, payee, stylesheet, refused: searchParams.has('declined') }),
      };
    }

    const act = text(readForm(body).act) ?? '';
    if (act === 'cancel' && session.cancel_url !== null) return seeOther(session.cancel_url);
    const choice = CHOICES[act];
    if (!choice) return seeOther(pathname);
    try {
      this.imitation.pay(session.id, methodFor(choice.method, session), choice.outcome);
    } catch (error) {
      if (error instanceof NotPossible) return seeOther(pathname); // e.g. a second click: the page says that the payment is over
      throw error;
    }
    return seeOther(choice.outcome === 'declined' ? `${pathname}?declined` : thanksOf(session));
  }

  /** The form is answered by a redirect to where the giver came from, and browsers hold `form-action` against that, too. */
  private policy(...targets: (string | null)[]): string {
    const origins = new Set(targets.filter((target) => target !== null).map((target) => new URL(target).origin));
    const { stylesheet } = this.options;
    const styles = stylesheet !== null && URL.canParse(stylesheet) ? new URL(stylesheet).origin : "'self'";
    return `default-src 'none'; style-src ${styles}; font-src ${styles}; form-action 'self' ${[...origins].join(' ')}; base-uri 'none'; frame-ancestors 'none'`;
  }
}

const seeOther = (location: string): Answer => ({ status: 303, headers: { location }, body: '' });

/** What befalls one request to the API: refused before it has an effect, or answered late or never after it. */
export type Fault = { kind: 'status'; status: 500 | 429 } | { kind: 'drop' } | { kind: 'delay'; milliseconds: number };

export interface StripeServer {
  practice: PracticeStripe;
  /** `http://127.0.0.1:port`, for the client's host and port. */
  origin: string;
  /** The requests to the API so far. */
  requests: Request[];
  /** The next `times` requests to the API meet this fault. */
  disturb(fault: Fault, times?: number): void;
  close(): Promise<void>;
}

/** The imitation on a port of its own. */
export async function startStripeServer(options: Omit<PracticeOptions, 'origin'> & { port?: number }): Promise<StripeServer> {
  const requests: Request[] = [];
  const faults: Fault[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const practice = new PracticeStripe({ ...options, origin });
  // on demand nothing happens by itself, time included: who asks for it says when
  const clockwork = options.delivery === 'by-itself' ? setInterval(() => practice.tick(), 1_000).unref() : undefined;

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request: Request = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body: await bodyOf(incoming) };
    let fault: Fault | undefined;
    if (request.url.startsWith('/v1/')) {
      requests.push(request);
      fault = faults.shift();
    }
    const answer = fault?.kind === 'status' ? FAILURES[fault.status] : practice.answer(request);
    if (fault?.kind === 'drop') return void incoming.socket.destroy();
    if (fault?.kind === 'delay') await pause(fault.milliseconds);
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  return {
    practice,
    origin,
    requests,
    disturb: (fault, times = 1) => void faults.push(...Array<Fault>(times).fill(fault)),
    close: async () => {
      clearInterval(clockwork);
      practice.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const LONGEST = 1_000_000;

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const failure = (status: number, error: object): Answer => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) });
const FAILURES = {
  500: failure(500, { type: 'api_error', message: 'An unknown error occurred.' }),
  429: failure(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests hit the API too quickly.' }),
};
