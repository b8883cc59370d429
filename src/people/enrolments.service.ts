import { Injectable } from '@nestjs/common';
import { generateSecret } from 'otplib';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { choosePassword } from '../rules/password';
import { Refused } from '../rules/refused';
import { Audit, type Caller } from './audit';
import { Notices } from './notices.service';
import { OneTimeCodes } from './one-time-codes';
import { hashPassword } from './passwords';
import { People } from './people';
import { LASTS, Sessions } from './sessions.service';
import { hashOfKey, newKey, Vault } from './vault';

export const ENROLMENT_DAYS = 3;

export interface Enrolment { readonly person: number; readonly foundation: number; readonly name: string; readonly englishName: string; readonly login: string; readonly secret: string; readonly endsAt: Date }

/** The way to a password and a second factor: somebody in office hands over a link, and what is chosen behind it only its reader knows. */
@Injectable()
export class Enrolments {
  constructor(private readonly db: DataSource, private readonly people: People, private readonly sessions: Sessions, private readonly codes: OneTimeCodes, private readonly vault: Vault, private readonly notices: Notices, private readonly audit: Audit, private readonly clock: Clock) {}

  /**
   * Makes a link; those before it are out of use.
   * @returns the token, which stands nowhere else
   * @throws Refused `somebody-serves-elsewhere`
   */
  async make(person: number, by: Caller): Promise<string> {
    return this.db.transaction(async (tx) => {
      const byTheHouse = by.address === null;
      if (!byTheHouse && (await this.people.servesElsewhere(tx, person, by.foundation))) throw new Refused('somebody-serves-elsewhere');
      const token = newKey();
      const now = this.clock.now();
      await tx.query('INSERT INTO enrolment (token_hash, person, foundation, totp_secret, made_by, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [hashOfKey(token), person, by.foundation, this.vault.close(generateSecret(), person), by.person ?? null, now, new Date(now.getTime() + ENROLMENT_DAYS * 24 * 60 * 60 * 1000)]);
      await this.audit.write('enrolment-made', { ...by, about: person }, tx);
      const [maker, name] = [await this.people.nameOf(tx, by.person ?? null), await this.people.nameOf(tx, person)];
      await this.notices.tell(tx, person, { foundation: by.foundation, what: 'enrolment-made', values: { by: maker } });
      const [{ again }] = await tx.query<[{ again: boolean }]>('SELECT password_hash IS NOT NULL AS again FROM credential WHERE person = $1', [person]);
      if (!again) return token;
      // whoever makes the link could use it themselves: somebody else hears of it
      const others = (await this.people.holding(tx, by.foundation, ['secretary-general', 'supervisor'])).filter((other) => other !== person && other !== by.person);
      for (const other of others) await this.notices.tell(tx, other, { foundation: by.foundation, what: 'enrolment-of-another', values: { by: maker, name } });
      return token;
    });
  }

  /** What a link leads to while it may be used. */
  async find(token: string, foundation: number): Promise<Enrolment | null> {
    const [row] = await this.db.query<(Omit<Enrolment, 'secret'> & { totp_secret: Buffer })[]>(
      `SELECT e.person, e.foundation, p.name, p.english_name AS "englishName", c.login, e.totp_secret, e.ends_at AS "endsAt" FROM enrolment e JOIN person p ON p.id = e.person JOIN credential c ON c.person = e.person
       WHERE e.token_hash = $1 AND e.foundation = $2 AND e.used_at IS NULL AND ${LASTS('e.made_at', 'e.ends_at', '$3')} AND NOT EXISTS (SELECT 1 FROM enrolment n WHERE n.person = e.person AND n.made_at > e.made_at)`,
      [hashOfKey(token), foundation, this.clock.now()]);
    const secret = row && this.vault.open(row.totp_secret, row.person);
    return row && secret ? { ...row, secret } : null;
  }

  /**
   * Sets password and second factor. Whatever was open before is closed.
   * @returns the recovery codes
   * @throws Refused `code-wrong`, `an-enrolment-link-is-used-once`, and those of passwords
   */
  async use(token: string, enrolment: Enrolment, { password, again, code }: { password: string; again: string; code: string }, by: Caller): Promise<string[]> {
    const { person, login, secret } = enrolment;
    choosePassword({ password, again, login });
    const step = await this.codes.stepOf(secret, code);
    if (step === null) throw new Refused('code-wrong', { field: 'code' });
    const hash = await hashPassword(password);
    return this.db.transaction(async (tx) => {
      const [used] = await tx.query<[unknown[], number]>('UPDATE enrolment SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL RETURNING person', [hashOfKey(token), this.clock.now()]);
      if (used.length === 0) throw new Refused('an-enrolment-link-is-used-once');
      await this.set(tx, { person, hash, secret, step });
      await this.sessions.endAll(person, { tx });
      await this.audit.write('enrolment-used', { ...by, person }, tx);
      return this.codes.newRecoveryCodes(tx, person);
    });
  }

  /** Keeps how somebody proves who they are. */
  async set(tx: EntityManager, { person, hash, secret, step = 0 }: { person: number; hash: string; secret: string; step?: number }): Promise<void> {
    await tx.query('UPDATE credential SET password_hash = $2, totp_secret = $3, totp_step = $4 WHERE person = $1', [person, hash, this.vault.close(secret, person), step]);
  }
}
