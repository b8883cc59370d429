import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { networkOf } from '../platform/throttle';
import { IN_OFFICE, People, type Somebody } from './people';
import { hashOfKey, newKey } from './vault';

export const SIGNED_IN_FOR_S = 8 * 60 * 60;
const CONFIRMED_FOR_MS = 10 * 60 * 1000;
/** So far the clocks of two processes may be apart. */
const APART_MS = 60 * 1000;

/** SQL: something lasts from a moment to another. What has begun later than now was begun by a clock that has been set back: it does not last longer for that. */
export const LASTS = (from: string, to: string, now: string): string => `${from} <= ${now}::timestamptz + interval '${APART_MS} ms' AND ${to} > ${now}::timestamptz`;

/** A session as a request has it. */
export interface Session {
  readonly key: Buffer;
  /** A one-time code was given in it within the last ten minutes. */
  readonly confirmed: boolean;
}

export interface OpenSession { readonly begunAt: Date; readonly address: string; readonly here: boolean }

/** Who is at the desk. The key lies in a cookie, its hash in a row: a session ends for every process at once. */
@Injectable()
export class Sessions {
  constructor(private readonly db: DataSource, private readonly people: People, private readonly clock: Clock) {}

  /** @returns the key, for the cookie */
  async begin(person: number, { address, confirmed }: { address: string; confirmed: boolean }): Promise<string> {
    const key = newKey();
    const now = this.clock.now();
    await this.db.query('INSERT INTO session (key, person, address, begun_at, ends_at, confirmed_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [hashOfKey(key), person, networkOf(address), now, new Date(now.getTime() + SIGNED_IN_FOR_S * 1000), confirmed ? now : null]);
    return key;
  }

  /** Whose session a key is, with the roles they hold today in this foundation. It ends for whoever holds none anywhere. */
  async find(key: string, foundation: number): Promise<{ somebody: Somebody; session: Session } | null> {
    const hash = hashOfKey(key);
    const [row] = await this.db.query<{ person: number; confirmed_at: Date | null; serves: boolean }[]>(
      `SELECT s.person, s.confirmed_at, EXISTS (SELECT 1 FROM appointment a WHERE a.person = s.person AND ${IN_OFFICE('a', '$3', '$2')}) AS serves
       FROM session s WHERE s.key = $1 AND s.ended_at IS NULL AND ${LASTS('s.begun_at', 's.ends_at', '$2')}`, [hash, this.clock.now(), this.clock.today()]);
    if (!row) return null;
    if (!row.serves) await this.endOf(hash);
    const somebody = row.serves ? await this.people.withRoles(row.person, foundation, this.clock.today()) : null;
    return somebody && { somebody, session: { key: hash, confirmed: row.confirmed_at !== null && this.isFresh(row.confirmed_at) } };
  }

  /** Whose a key is or was, however long ago its session ended. */
  async whose(key: string): Promise<number | null> {
    const [row] = await this.db.query<{ person: number }[]>('SELECT person FROM session WHERE key = $1', [hashOfKey(key)]);
    return row?.person ?? null;
  }

  async confirm({ key }: Session): Promise<void> {
    await this.db.query('UPDATE session SET confirmed_at = $2 WHERE key = $1', [key, this.clock.now()]);
  }

  /** @returns whose it was, when it was open */
  async end(key: string): Promise<number | null> {
    return this.endOf(hashOfKey(key));
  }

  /** Ends all sessions of somebody, but for one. @returns how many */
  async endAll(person: number, { but = null, tx = this.db }: { but?: Buffer | null; tx?: Pick<EntityManager, 'query'> } = {}): Promise<number> {
    const [, ended] = await tx.query<[unknown[], number]>(
      'UPDATE session SET ended_at = $3 WHERE person = $1 AND key IS DISTINCT FROM $2 AND ended_at IS NULL', [person, but, this.clock.now()]);
    return ended;
  }

  async openOf(person: number, here: Buffer): Promise<OpenSession[]> {
    return this.db.query<OpenSession[]>(
      `SELECT begun_at AS "begunAt", address, key = $2 AS here FROM session WHERE person = $1 AND ended_at IS NULL AND ends_at > $3 ORDER BY begun_at DESC, key`, [person, here, this.clock.now()]);
  }

  /** Whether somebody has signed in from an address in the last ninety days; nobody has never. */
  async knows(person: number | null, address: string): Promise<boolean> {
    const [row] = await this.db.query<[{ known: boolean }]>(
      `SELECT EXISTS (SELECT 1 FROM session WHERE person = $1 AND address = $2 AND begun_at > $3::timestamptz - interval '90 days') AS known`, [person, networkOf(address), this.clock.now()]);
    return row.known;
  }

  /** Not long ago, and not by a clock that has been set back since. */
  private isFresh(at: Date): boolean {
    const ago = this.clock.now().getTime() - at.getTime();
    return ago > -APART_MS && ago < CONFIRMED_FOR_MS;
  }

  private async endOf(hash: Buffer): Promise<number | null> {
    const [[row]] = await this.db.query<[{ person: number }[], number]>('UPDATE session SET ended_at = $2 WHERE key = $1 AND ended_at IS NULL RETURNING person', [hash, this.clock.now()]);
    return row?.person ?? null;
  }
}
