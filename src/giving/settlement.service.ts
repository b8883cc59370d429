import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { transactionWithRetry } from '../platform/database';
import { type Chore, Worker } from '../platform/worker';
import { Inbox, type Waiting } from './inbox';
import { Payments } from './payments.service';
import { Refunds } from './refunds.service';
import { newsOf, type Paid } from './stripe-events';

/** As many events as one transaction settles. */
const LOT = 500;

/** Works off the inbox: all that has arrived, in one transaction for the lot. */
@Injectable()
export class Settlement implements Chore {
  readonly name = 'settle';
  readonly every = 2_000;
  private readonly logger = new Logger(Settlement.name);

  constructor(private readonly db: DataSource, private readonly inbox: Inbox, private readonly payments: Payments, private readonly refunds: Refunds, private readonly worker: Worker) {}

  async run(): Promise<boolean> {
    try {
      const settled = await transactionWithRetry(this.db, (tx) => this.settle(tx, LOT));
      if (settled > 0) for (const next of ['seal', 'fees']) this.worker.wake(next);
      return settled === LOT;
    } catch (error) {
      this.logger.warn({ err: error }, 'a lot could not be settled at once; one by one now');
      return this.oneByOne();
    }
  }

  /** One bad event must not hold up the others: each has its own transaction, and the bad one is set aside with its reason. */
  private async oneByOne(): Promise<boolean> {
    for (let at = 0; at < LOT; at++) {
      let taken: Waiting | undefined;
      try {
        const settled = await transactionWithRetry(this.db, async (tx) => {
          [taken] = await this.inbox.take(tx, 1);
          if (taken) await this.settleThese(tx, [taken]);
          return taken !== undefined;
        });
        if (!settled) return false;
      } catch (error) {
        if (!taken) throw error;
        this.logger.error({ err: error, event: taken.id }, 'an event could not be settled');
        await this.inbox.later(this.db, taken.id, String(error));
      }
    }
    return true;
  }

  private async settle(tx: EntityManager, most: number): Promise<number> {
    const waiting = await this.inbox.take(tx, most);
    if (waiting.length > 0) await this.settleThese(tx, waiting);
    return waiting.length;
  }

  private async settleThese(tx: EntityManager, waiting: readonly Waiting[]): Promise<void> {
    const outcomes: { id: string; outcome: string }[] = [];
    const paid: { id: string; paid: Paid }[] = [];
    const all = waiting.map((w) => ({ id: w.id, news: newsOf(w.event) }));
    for (const { id, news } of all) {
      if (news.is === 'paid') paid.push({ id, paid: news.paid });
      else if (news.is !== 'refund') outcomes.push({ id, outcome: await this.note(tx, news) });
    }
    const results = await this.payments.settle(tx, paid.map((p) => p.paid));
    for (const [at, outcome] of results.entries()) {
      // the books said no to money that has arrived: never lost, tried again until somebody has looked
      if (outcome.startsWith('refused')) await this.inbox.later(tx, paid[at]!.id, outcome);
      else outcomes.push({ id: paid[at]!.id, outcome });
    }
    // after the payments of the same lot: a refund may arrive before or together with what it refunds
    for (const { id, news } of all) {
      if (news.is !== 'refund') continue;
      const outcome = await this.refunds.settle(tx, news.refund);
      if (outcome === null) await this.inbox.later(tx, id, 'waits for its payment');
      else outcomes.push({ id, outcome });
    }
    await this.inbox.done(tx, outcomes);
  }

  private async note(tx: EntityManager, news: Exclude<ReturnType<typeof newsOf>, { is: 'paid' | 'refund' }>): Promise<string> {
    switch (news.is) {
      case 'pending':
      case 'ended':
        await tx.query('INSERT INTO checkout_news (session, what, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [news.session, news.is === 'pending' ? 'pending' : news.how, news.at]);
        return news.is === 'pending' ? 'money under way' : `ended: ${news.how}`;
      case 'fee told':
        await tx.query('UPDATE payment SET fee_asked_at = NULL WHERE provider_ref = $1', [news.payment]);
        return 'fee told';
      case 'nothing':
        return 'nothing to do';
    }
  }
}
