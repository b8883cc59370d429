import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Runs } from '../ledger/runs';
import { type Chore, Worker } from '../platform/worker';
import { Inbox, type Waiting } from './inbox';
import { Payments } from './payments.service';
import { Refunds } from './refunds.service';
import { type News, newsOf } from './stripe-events';

type Outcome = Parameters<Inbox['done']>[1][number];

/** As many events as one transaction settles. */
const LOT = 500;

/** Works off the inbox: all that has arrived, in one transaction for the lot. */
@Injectable()
export class Settlement implements Chore {
  readonly name = 'settle';
  readonly every = 2_000;
  private readonly logger = new Logger(Settlement.name);

  constructor(private readonly db: DataSource, private readonly runs: Runs, private readonly inbox: Inbox, private readonly payments: Payments, private readonly refunds: Refunds, private readonly worker: Worker) {}

  async run(): Promise<boolean> {
    try {
      const settled = await this.settle(LOT);
      if (settled > 0) for (const next of ['seal', 'fees']) this.worker.wake(next);
      return settled === LOT;
    } catch (error) {
      this.logger.warn({ err: error }, 'a lot could not be settled at once; one by one now');
      return this.oneByOne();
    }
  }

  /** One bad event must not hold up the others: each has its own share, and the bad one is set aside with its reason. */
  private async oneByOne(): Promise<boolean> {
    for (let at = 0; at < LOT; at++) {
      let taken: Waiting | undefined;
      try {
        if ((await this.settle(1, ([event]) => (taken = event))) === 0) return false;
      } catch (error) {
        if (!taken) throw error;
        this.logger.error({ err: error, event: taken.id }, 'an event could not be settled');
        await this.inbox.later(this.db, taken.id, String(error));
      }
    }
    return true;
  }

  /** Settles what is due, in one posting run. @returns how many events */
  private settle(most: number, taken?: (waiting: readonly Waiting[]) => void): Promise<number> {
    return this.runs.join(async (tx) => {
      const waiting = await this.inbox.take(tx, most);
      taken?.(waiting);
      const all = waiting.map((w) => ({ id: w.id, news: newsOf(w.event) }));
      const paid = all.flatMap(({ id, news }) => (news.is === 'paid' ? [{ id, paid: news.paid }] : []));
      const share = await this.payments.settle(tx, paid.map((p) => p.paid));
      return {
        drafts: share.drafts,
        record: async (verdicts) => {
          const outcomes: Outcome[] = [];
          for (const [at, outcome] of (await share.record(verdicts)).entries()) {
            // the books said no to money that has arrived: never lost, tried again until somebody has looked
            if (outcome.startsWith('refused')) await this.inbox.later(tx, paid[at]!.id, outcome);
            else outcomes.push({ id: paid[at]!.id, outcome });
          }
          outcomes.push(...(await this.settleOthers(tx, all)));
          if (waiting.length > 0) await this.inbox.done(tx, outcomes);
          return waiting.length;
        },
      };
    });
  }

  /** After the payments of the same lot: a refund may arrive before or together with what it refunds. */
  private async settleOthers(tx: EntityManager, all: readonly { id: string; news: News }[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const { id, news } of all) {
      if (news.is === 'paid') continue;
      const outcome = news.is === 'refund' ? await this.refunds.settle(tx, news.refund) : await this.note(tx, news);
      if (outcome === null) await this.inbox.later(tx, id, 'waits for its payment');
      else outcomes.push({ id, outcome });
    }
    return outcomes;
  }

  private async note(tx: EntityManager, news: Exclude<News, { is: 'paid' | 'refund' }>): Promise<string> {
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
