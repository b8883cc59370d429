import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import { Gatherer } from '../platform/gatherer';
import { HEARD } from './stripe-events';

/** An event that waits to be worked on. */
export interface Waiting {
  readonly id: string;
  readonly event: Stripe.Event;
  readonly tries: number;
}

/** What the payment provider has told us: written down first, worked on later. */
@Injectable()
export class Inbox {
  /** Many at once make one INSERT: the answer waits for the disk, so they may as well wait together. */
  private readonly writing = new Gatherer((lot: readonly { event: Stripe.Event; body: string }[]) => this.write(lot));

  constructor(private readonly db: DataSource) {}

  /** Keeps an event; when this returns it is on the disk. A repeat changes nothing. What can mean nothing to us waits for nobody. */
  async keep(event: Stripe.Event, body: string): Promise<void> {
    await this.writing.add({ event, body });
  }

  /** Takes up to so many that are due, for this transaction alone; other processes pass them over. */
  async take(tx: EntityManager, most: number): Promise<Waiting[]> {
    const rows = await tx.query<{ id: string; body: string; tries: number }[]>(
      `SELECT id, body, tries FROM inbox_event WHERE done_at IS NULL AND next_try_at <= now() ORDER BY next_try_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`, [most]);
    return rows.map((row) => ({ id: row.id, event: JSON.parse(row.body) as Stripe.Event, tries: row.tries }));
  }

  async done(tx: EntityManager, outcomes: readonly { id: string; outcome: string }[]): Promise<void> {
    await tx.query(
      `UPDATE inbox_event e SET done_at = now(), outcome = o.outcome FROM unnest($1::text[], $2::text[]) o (id, outcome) WHERE e.id = o.id`,
      [outcomes.map((o) => o.id), outcomes.map((o) => o.outcome)]);
  }

  /** Sets an event aside with the reason, to be tried again: after seconds at first, hours at last. */
  async later(tx: Pick<EntityManager, 'query'>, id: string, reason: string): Promise<void> {
    await tx.query(
      `UPDATE inbox_event SET tries = tries + 1, outcome = $2, next_try_at = now() + least(interval '6 hours', interval '2 seconds' * 2 ^ least(tries, 16)) WHERE id = $1`, [id, reason.slice(0, 500)]);
  }

  /** Row by row in one statement: arrays would have every quotation mark of every body escaped, and be taken apart again by the database. */
  private async write(lot: readonly { event: Stripe.Event; body: string }[]): Promise<void[]> {
    const row = (_: unknown, at: number): string => {
      const [id, type, created, body, outcome] = [1, 2, 3, 4, 5].map((n) => `$${at * 5 + n}`);
      return `(${id}, ${type}, to_timestamp(${created}), ${body}, CASE WHEN ${outcome}::text IS NOT NULL THEN now() END, ${outcome})`;
    };
    await this.db.query(
      `INSERT INTO inbox_event (id, type, created_at, body, done_at, outcome) VALUES ${lot.map(row).join(', ')} ON CONFLICT (id) DO NOTHING`,
      lot.flatMap(({ event, body }) => [event.id, event.type, event.created, body, HEARD.has(event.type) ? null : 'nothing to do']));
    return lot.map(() => undefined);
  }
}
