import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';

export type What = 'signed-in' | 'sign-in-failed' | 'signed-out' | 'password-changed' | 'enrolment-made' | 'enrolment-used' | 'recovery-code-used' | 'recovery-codes-made'
  | 'sessions-ended' | 'appointed' | 'appointment-ended' | 'rate-limited' | 'step-up-failed';

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
  async writeOnce(what: What, { foundation, person = null, address, detail = null }: Happening): Promise<void> {
    await this.db.query(
      `INSERT INTO audit_event (foundation, at, what, person, address, detail) SELECT $1, $2, $3, $4, $5, $6
       WHERE NOT EXISTS (SELECT 1 FROM audit_event WHERE foundation = $1 AND what = $3 AND at > $2::timestamptz - interval '15 minutes' AND address IS NOT DISTINCT FROM $5 AND detail IS NOT DISTINCT FROM $6)`,
      [foundation, this.clock.now(), what, person, address, detail]);
  }
}
