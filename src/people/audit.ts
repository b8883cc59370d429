import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';

/** What the trail keeps; the words stand under `audit.<what>`. */
export const WHAT = [
  'signed-in', 'sign-in-failed', 'signed-out', 'step-up-failed', 'rate-limited', 'phone-signed-in', 'phone-code-failed', 'phone-signed-out', 'password-changed', 'recovery-code-used', 'recovery-codes-made',
  'sessions-ended', 'enrolment-made', 'enrolment-used', 'appointed', 'appointment-ended', 'contact-entered', 'notice-given-up', 'exported',
] as const;
export type What = (typeof WHAT)[number];

export interface Happening {
  readonly foundation: number;
  /** Who did it, as far as known. */
  readonly person?: number | null;
  /** Whom it concerns, when that is somebody else. */
  readonly about?: number | null;
  /** Null on the command line. */
  readonly address: string | null;
  /** A role, or a name as it was typed; never anything secret. */
  readonly detail?: string | null;
}

/** Where a request comes from, for the trail. */
export interface Caller { readonly foundation: number; readonly address: string | null; readonly person?: number | null }

/** The technical trail: what leaves no row of its own. It is added to and read, never changed. */
@Injectable()
export class Audit {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  async write(what: What, { foundation, person = null, about = null, address, detail = null }: Happening, tx: Pick<EntityManager, 'query'> = this.db): Promise<void> {
    await tx.query('INSERT INTO audit_event (foundation, at, what, person, about, address, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [foundation, this.clock.now(), what, person, about, address, detail]);
  }

  /** A thousand knocks at a locked door are one line a quarter of an hour. */
  async writeOnce(what: What, happening: Happening): Promise<void> {
    if (await this.wasWritten(this.db, what, happening)) return;
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`audit ${what} ${happening.foundation} ${happening.address} ${happening.detail}`]); // many knock at the same moment
      if (!(await this.wasWritten(tx, what, happening))) await this.write(what, happening, tx);
    });
  }

  private async wasWritten(db: Pick<EntityManager, 'query'>, what: What, { foundation, address, detail = null }: Happening): Promise<boolean> {
    const [row] = await db.query<[{ written: boolean }]>(
      `SELECT EXISTS (SELECT FROM audit_event WHERE foundation = $1 AND what = $3 AND at > $2::timestamptz - interval '15 minutes' AND address IS NOT DISTINCT FROM $4 AND detail IS NOT DISTINCT FROM $5) AS written`,
      [foundation, this.clock.now(), what, address, detail]);
    return row.written;
  }
}
