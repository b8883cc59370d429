import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { generate, verify } from 'otplib';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { Vault } from './vault';

type Asking = Pick<EntityManager, 'query'>;
const PERIOD_S = 30;
const RECOVERY_CODES = 8;
// no letter that is read as another or as a digit
const LETTERS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The second factor: codes that a telephone shows for half a minute (RFC 6238), and codes on paper for when it is lost. */
@Injectable()
export class OneTimeCodes {
  constructor(private readonly db: DataSource, private readonly vault: Vault, private readonly clock: Clock) {}

  /** The time step whose code this is, its neighbours allowed since clocks differ; null when it is of none. */
  async stepOf(secret: string, typed: string): Promise<number | null> {
    const token = digitsOf(typed);
    if (!/^\d{6}$/.test(token)) return null;
    const checked = await verify({ secret, token, epoch: this.epoch(), epochTolerance: PERIOD_S });
    return checked.valid && 'timeStep' in checked ? checked.timeStep : null;
  }

  /** Uses a code up: however many send it at once, it counts for one of them. */
  async use(person: number, typed: string): Promise<boolean> {
    const [kept] = await this.db.query<{ totp_secret: Buffer | null }[]>('SELECT totp_secret FROM credential WHERE person = $1', [person]);
    const secret = kept?.totp_secret ? this.vault.open(kept.totp_secret, person) : null;
    const step = secret === null ? null : await this.stepOf(secret, typed);
    if (step === null) return false;
    const [used] = await this.db.query<[{ person: number }[], number]>('UPDATE credential SET totp_step = $2 WHERE person = $1 AND totp_step < $2 RETURNING person', [person, step]);
    return used.length === 1;
  }

  /** The code of this moment and for how many more seconds: for the demo. */
  async current(secret: string): Promise<{ code: string; seconds: number }> {
    return { code: await generate({ secret, epoch: this.epoch() }), seconds: PERIOD_S - (this.epoch() % PERIOD_S) };
  }

  /** New codes for paper; those before them are out of use. They are told here and never again. */
  async newRecoveryCodes(tx: Asking, person: number): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]).join(''));
    await tx.query('INSERT INTO recovery_code (person, hash, made_at) SELECT $1, unnest($2::bytea[]), $3', [person, codes.map((code) => this.vault.hashOfCode(code)), this.clock.now()]);
    return codes.map((code) => code.match(/.{4}/g)!.join('-'));
  }

  /** Uses a code on paper up. */
  async useRecoveryCode(person: number, typed: string): Promise<boolean> {
    const [used] = await this.db.query<[unknown[], number]>(
      `UPDATE recovery_code SET used_at = $3 WHERE person = $1 AND hash = $2 AND used_at IS NULL AND made_at = (SELECT max(made_at) FROM recovery_code WHERE person = $1) RETURNING person`,
      [person, this.vault.hashOfCode(lettersOf(typed)), this.clock.now()]);
    return used.length === 1;
  }

  async recoveryCodesLeft(person: number): Promise<number> {
    const [row] = await this.db.query<[{ left: number }]>(
      `SELECT count(*)::int AS left FROM recovery_code WHERE person = $1 AND used_at IS NULL AND made_at = (SELECT max(made_at) FROM recovery_code WHERE person = $1)`, [person]);
    return row.left;
  }

  private epoch(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/[\s-]/g, '');
const lettersOf = (typed: string): string => digitsOf(typed).toUpperCase();
