import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import type Stripe from 'stripe';
import { DataSource, type EntityManager } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
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

  /** Prepared once a connection, past TypeORM, which prepares nothing: planning cost more than keeping. */
  private async write(lot: readonly { event: Stripe.Event; body: string }[]): Promise<void[]> {
    const pool = (this.db.driver as PostgresDriver).master as Pool;
    await pool.query({
      name: 'keep events',
      text: `INSERT INTO inbox_event (id, type, created_at, body, done_at, outcome)
        SELECT id, type, to_timestamp(created), body, CASE WHEN NOT heard THEN now() END, CASE WHEN NOT heard THEN 'nothing to do' END
        FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::boolean[]) e (id, type, created, body, heard) ON CONFLICT (id) DO NOTHING`,
      values: [lot.map(({ event }) => event.id), lot.map(({ event }) => event.type), lot.map(({ event }) => event.created), lot.map(({ body }) => body), lot.map(({ event }) => HEARD.has(event.type))],
    });
    return lot.map(() => undefined);
  }
}
