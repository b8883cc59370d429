import { applyDecorators, HttpException, HttpStatus, Injectable, UseGuards } from '@nestjs/common';
import { Throttle, ThrottlerGuard, type ThrottlerStorage } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { isIPv6 } from 'node:net';
import { DataSource } from 'typeorm';

/** Whose an address is: of IPv6 whoever has one has its first half, with as many addresses in it as they like. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [before = '', after] = address.split('%')[0]!.split('::');
  const groups = before.split(':').filter(Boolean);
  const most = after === undefined ? 4 : 8 - after.split(':').filter(Boolean).length;
  return `${[...groups, ...Array<string>(Math.max(0, most - groups.length)).fill('0'), ...(after ?? '').split(':')].slice(0, 4).map((group) => (parseInt(group, 16) || 0).toString(16)).join(':')}::`;
}

@Injectable()
class OfOneNetwork extends ThrottlerGuard {
  protected override getTracker({ ip }: FastifyRequest): Promise<string> {
    return Promise.resolve(networkOf(ip));
  }
}

/** At most so many requests from one address within so many seconds; the rest are answered by 429. For sign-in and the like: it costs a row. */
export const Limited = ({ requests, seconds }: { requests: number; seconds: number }): ClassDecorator & MethodDecorator =>
  applyDecorators(UseGuards(OfOneNetwork), Throttle({ default: { limit: requests, ttl: seconds * 1000 } }));

/** The same answer for what a feature counts by itself, with `ThrottleHits`. */
export class TooOften extends HttpException {
  constructor(readonly seconds: number) {
    super('Too Many Requests', HttpStatus.TOO_MANY_REQUESTS);
  }
}

type Count = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** Counts in the database, so that several processes count together and a restart forgives nobody. */
@Injectable()
export class ThrottleHits implements ThrottlerStorage {
  constructor(private readonly db: DataSource) {}

  /** Counts one of a kind and refuses it when there were more of that kind. @throws TooOften */
  async count(key: string, { most, seconds }: { most: number; seconds: number }): Promise<void> {
    const left = await this.wait(key, { most, seconds });
    if (left > 0) throw new TooOften(left);
  }

  /** Counts one of a kind. @returns for how many seconds there are too many of it; 0 while there are not */
  async wait(key: string, { most, seconds }: { most: number; seconds: number }): Promise<number> {
    const { isBlocked, timeToBlockExpire } = await this.increment(key, seconds * 1000, most, seconds * 1000);
    return isBlocked ? timeToBlockExpire : 0;
  }

  /** One statement a request. It also sweeps a few rows long past, so that the table stays small without a task of its own. */
  async increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<Count> {
    const [row] = await this.db.query<[{ hits: number; expires_in: number; blocked_for: number }]>(
      `WITH swept AS (
         DELETE FROM throttle_hit WHERE key IN (
           SELECT key FROM throttle_hit WHERE expires_at < now() - interval '1 day' AND key <> $1 LIMIT 10 FOR UPDATE SKIP LOCKED))
       INSERT INTO throttle_hit AS t (key, hits, expires_at) VALUES ($1, 1, now() + $2 * interval '1 ms')
       ON CONFLICT (key) DO UPDATE SET
         hits = CASE WHEN t.blocked_until > now() THEN t.hits WHEN t.expires_at <= now() THEN 1 ELSE t.hits + 1 END,
         expires_at = CASE WHEN t.expires_at <= now() THEN now() + $2 * interval '1 ms' ELSE t.expires_at END,
         blocked_until = CASE WHEN t.blocked_until > now() THEN t.blocked_until WHEN t.expires_at > now() AND t.hits + 1 > $3 THEN now() + $4 * interval '1 ms' END
       RETURNING hits, ceil(extract(epoch FROM expires_at - now()))::int AS expires_in, coalesce(ceil(extract(epoch FROM blocked_until - now()))::int, 0) AS blocked_for`,
      [key, ttl, limit, blockDuration],
    );
    return { totalHits: row.hits, timeToExpire: row.expires_in, isBlocked: row.blocked_for > 0, timeToBlockExpire: Math.max(0, row.blocked_for) };
  }
}
