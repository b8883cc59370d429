import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import type { Chore } from '../platform/worker';

/** As many rows of a table as one statement removes. */
const LOT = 500;
/** So long an address from which somebody has come stays theirs (`Sessions.knows`). */
const QUARTER = 90;

/** What is of no use to anybody any more, and after how many days. The trail stays. */
const LONG_PAST = [
  { table: 'session', key: 'key', over: `begun_at < $1 AND ends_at < $1`, days: QUARTER },
  { table: 'phone_session', key: 'key', over: `begun_at < $1 AND ends_at < $1`, days: QUARTER },
  { table: 'phone_code', key: 'id', over: `ends_at < $1`, days: 1 },
  { table: 'enrolment', key: 'token_hash', over: `ends_at < $1`, days: QUARTER },
  // to whom a code was sent is nobody's business for long
  { table: 'notice', key: 'id', over: `sent_at < $1 AND what = 'sign-in-code'`, days: 1 },
  { table: 'notice', key: 'id', over: `given_up_at < $1 AND what = 'sign-in-code'`, days: 30 },
  { table: 'held_file', key: 'key', over: `held_at < $1`, days: 1 },
  { table: 'notice', key: 'id', over: `sent_at < $1`, days: 7 },
  { table: 'notice', key: 'id', over: `given_up_at < $1`, days: QUARTER },
] as const;

/** Sweeps out what ended long ago: sessions, codes, links, notices, files of forms that nobody has sent. */
@Injectable()
export class Sweeping implements Chore {
  readonly name = 'sweep';
  readonly every = 3_600_000;

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async run(): Promise<boolean> {
    let more = false;
    for (const { table, key, over, days } of LONG_PAST) {
      const [, swept] = await this.db.query<[unknown, number]>(
        `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${over} LIMIT ${LOT} FOR UPDATE SKIP LOCKED)`, [new Date(this.clock.now().getTime() - days * 86_400_000)]);
      more ||= swept === LOT;
    }
    return more;
  }
}
