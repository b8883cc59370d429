import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import type { Chore } from '../platform/worker';
import { NOTHING_CAME } from './donations.service';

/** After the link has ended. So long the payment provider keeps and repeats its news; nobody hears of a payment later. */
const KEPT_DAYS = 30;

/** As many identities as one statement removes. */
const LOT = 500;

/** Forgets who wanted to give and did not: their names and numbers serve no purpose any more (PIPL 19, 47). */
@Injectable()
export class Forgetting implements Chore {
  readonly name = 'forget';
  readonly every = 3_600_000;

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async run(): Promise<boolean> {
    const now = this.clock.now();
    const gone = await this.db.query<{ forgotten: number }[]>(
      `WITH over AS (
         SELECT d.id, d.donor FROM donation d WHERE d.donor IS NOT NULL AND d.expires_at < $2 AND ${NOTHING_CAME} LIMIT $3 FOR UPDATE SKIP LOCKED
       ), unnamed AS (
         UPDATE donation SET donor = NULL, display = 'anonymous' FROM over WHERE donation.id = over.id RETURNING over.donor
       ), forgotten AS (
         DELETE FROM donor USING unnamed WHERE donor.id = unnamed.donor RETURNING donor.id
       ) SELECT count(*)::int AS forgotten FROM forgotten`,
      [now, new Date(now.getTime() - KEPT_DAYS * 86_400_000), LOT]);
    const brought = await this.db.query<{ forgotten: number }[]>(
      `WITH over AS (
         SELECT g.id, g.donor FROM offline_gift g JOIN offline_gift_end e ON e.gift = g.id WHERE e.what <> 'booked' AND e.at < $1 AND (g.donor IS NOT NULL OR g.identity_note IS NOT NULL) LIMIT $2 FOR UPDATE OF g SKIP LOCKED
       ), unnamed AS (
         UPDATE offline_gift SET donor = NULL, identity_note = NULL, display = 'anonymous' FROM over WHERE offline_gift.id = over.id RETURNING over.donor
       ), forgotten AS (
         DELETE FROM donor USING unnamed WHERE donor.id = unnamed.donor RETURNING donor.id
       ) SELECT count(*)::int AS forgotten FROM unnamed`,
      [new Date(now.getTime() - KEPT_DAYS * 86_400_000), LOT]);
    return gone[0]!.forgotten === LOT || brought[0]!.forgotten === LOT;
  }
}
