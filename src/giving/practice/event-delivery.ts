import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { StripeImitation } from './stripe-imitation';
import type { Event, Seconds } from './stripe-objects';

export interface Endpoint {
  url: string;
  /** The endpoint's own secret, `whsec_…`. */
  secret: string;
  /** How long to wait before each new try, in milliseconds. Afterwards an event stays undelivered until the next delivery. */
  pauses?: readonly number[];
}

const PAUSES = [200, 1_000, 5_000, 15_000];
const PATIENCE = 10_000;

/** `Stripe-Signature`: the moment, and the HMAC of moment and payload under the endpoint's secret. */
export function signatureOf(payload: string, { secret, at }: { secret: string; at: Seconds }): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`;
}

/** Brings events to the endpoint by HTTP, one after another, until each is taken with a 2xx. */
export class EventDelivery {
  private under: Promise<unknown> = Promise.resolve();
  private keepingUp = false;
  private readonly closing = new AbortController();

  constructor(private readonly imitation: StripeImitation, private readonly endpoint: Endpoint) {}

  /**
   * Delivers what is undelivered, in the order `arrange` gives: Stripe promises none, so a test may turn it round, repeat, leave
   * out, or send old events again. What is not taken is tried again after the others. Resolves to the events that were taken.
   */
  deliver(arrange: (events: Event[]) => Event[] = (events) => events): Promise<Event[]> {
    const mine = this.under.then(() => this.bring(arrange(this.imitation.undelivered())));
    this.under = mine.catch(() => []);
    return mine;
  }

  /** Delivers when there is something to deliver, without a crowd of deliveries waiting for one another. */
  async keepUp(): Promise<void> {
    if (this.keepingUp) return;
    this.keepingUp = true;
    try {
      while (!this.closing.signal.aborted && this.imitation.undelivered().length > 0)
        if ((await this.deliver()).length === 0) break;
    } finally {
      this.keepingUp = false;
    }
  }

  private async bring(events: Event[]): Promise<Event[]> {
    const taken: Event[] = [];
    let left = events;
    for (const before of [0, ...(this.endpoint.pauses ?? PAUSES)]) {
      if (before > 0) await pause(before, undefined, { signal: this.closing.signal, ref: false }).catch(() => undefined);
      const refused: Event[] = [];
      for (const event of left) {
        if (this.closing.signal.aborted) return taken;
        if (await this.post(event)) taken.push(event);
        else refused.push(event);
      }
      if (refused.length === 0) break;
      left = refused;
    }
    return taken;
  }

  /** Stops waiting and trying. */
  close(): void {
    this.closing.abort();
  }

  private async post(event: Event): Promise<boolean> {
    const payload = JSON.stringify(event, null, 2);
    try {
      const response = await fetch(this.endpoint.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(PATIENCE)]),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'user-agent': 'Stripe/1.0 (practice)',
          // Signed anew for each try, as the endpoint refuses what is older than five minutes.
          'stripe-signature': signatureOf(payload, { secret: this.endpoint.secret, at: this.imitation.seconds() }),
        },
        body: payload,
      });
      await response.arrayBuffer();
      if (!response.ok) return false;
      this.imitation.delivered(event);
      return true;
    } catch {
      return false; // an endpoint that cannot be reached is tried again like one that says no
    }
  }
}
