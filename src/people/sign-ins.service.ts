import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { ThrottleHits } from '../platform/throttle';
import { choosePassword } from '../rules/password';
import { Refused } from '../rules/refused';
import { Audit, type Caller } from './audit';
import { Notices } from './notices.service';
import { OneTimeCodes } from './one-time-codes';
import { hashPassword, passwordIs } from './passwords';
import { People } from './people';
import { Sessions } from './sessions.service';
import { hashOfKey } from './vault';

const A_QUARTER_OF_AN_HOUR = 15 * 60;
/** Tries at one name from addresses its person has never come from. Those they have come from stay open to them: nobody can lock out somebody else. */
const TRIES_AT_A_NAME = { most: 30, seconds: A_QUARTER_OF_AN_HOUR };
const CODES = { most: 10, seconds: A_QUARTER_OF_AN_HOUR };

interface Kept { readonly person: number; readonly password_hash: string | null }

/** What people do with their own keys. */
@Injectable()
export class SignIns {
  constructor(
    private readonly db: DataSource, private readonly people: People, private readonly sessions: Sessions, private readonly codes: OneTimeCodes, private readonly hits: ThrottleHits,
    private readonly notices: Notices, private readonly audit: Audit, private readonly clock: Clock,
  ) {}

  /**
   * Name, password and one code: all three or nothing, and no word about which was wrong.
   * @returns the key of a new session, and whose it is
   * @throws Refused `sign-in-wrong`, TooOften
   */
  async begin({ login: typed, password, code }: { login: string; password: string; code: string }, at: Caller & { address: string }): Promise<{ key: string; person: number }> {
    const login = typed.normalize('NFKC').trim().toLowerCase();
    const [kept] = await this.db.query<Kept[]>('SELECT person, password_hash FROM credential WHERE login = $1', [login]);
    if (!(await this.sessions.knows(kept?.person ?? null, at.address))) await this.hits.count(`sign-in:${hashOfKey(login).toString('hex')}`, TRIES_AT_A_NAME);
    const how = await this.proof(kept, { password, code }, at.foundation);
    if (!kept || !how) {
      await this.audit.write('sign-in-failed', { ...at, detail: typed.slice(0, 60) });
      throw new Refused('sign-in-wrong');
    }
    if (how === 'recovery') await this.audit.write('recovery-code-used', { ...at, person: kept.person });
    await this.audit.write('signed-in', { ...at, person: kept.person });
    return { key: await this.sessions.begin(kept.person, { address: at.address, confirmed: how === 'code' }), person: kept.person };
  }

  async end(key: string, at: Caller): Promise<void> {
    const person = await this.sessions.end(key);
    if (person !== null) await this.audit.write('signed-out', { ...at, person });
  }

  /**
   * A code given in the middle of a session. Ten tries in a quarter of an hour are enough.
   * @throws Refused `code-missing`, `code-wrong`, TooOften
   */
  async prove(person: number, code: string, at: Caller, field = 'code'): Promise<void> {
    if (code.trim() === '') throw new Refused('code-missing', { field });
    await this.hits.count(`code:${person}`, CODES);
    if (await this.codes.use(person, code)) return;
    await this.audit.write('step-up-failed', { ...at, person });
    throw new Refused('code-wrong', { field });
  }

  /** Changes a password. Every session under the old one ends, this one too. @throws Refused */
  async changePassword(person: number, { old, password, again, code }: { old: string; password: string; again: string; code: string }, at: Caller): Promise<void> {
    const [kept] = await this.db.query<[{ login: string; password_hash: string | null }]>('SELECT login, password_hash FROM credential WHERE person = $1', [person]);
    choosePassword({ password, again, login: kept.login });
    await this.hits.count(`password:${person}`, CODES);
    if (!(await passwordIs(kept.password_hash, old))) {
      await this.audit.write('step-up-failed', { ...at, person });
      throw new Refused('password-wrong', { field: 'old' });
    }
    await this.prove(person, code, at);
    const hash = await hashPassword(password);
    await this.db.transaction(async (tx) => {
      await tx.query('UPDATE credential SET password_hash = $2 WHERE person = $1', [person, hash]);
      await this.sessions.endAll(person, { tx });
      await this.audit.write('password-changed', { ...at, person }, tx);
      await this.notices.tell(tx, person, { foundation: at.foundation, what: 'password-changed' });
    });
  }

  /** @returns the codes, told this once */
  async newRecoveryCodes(person: number, code: string, at: Caller): Promise<string[]> {
    await this.prove(person, code, at, 'proof');
    return this.db.transaction(async (tx) => {
      await this.audit.write('recovery-codes-made', { ...at, person }, tx);
      return this.codes.newRecoveryCodes(tx, person);
    });
  }

  async endOthers(person: number, here: Buffer, at: Caller): Promise<void> {
    if ((await this.sessions.endAll(person, { but: here })) > 0) await this.audit.write('sessions-ended', { ...at, person });
  }

  /** How somebody proved who they are. A code is used up only beside the right password, so that nobody can spend another's codes. */
  private async proof(kept: Kept | undefined, { password, code }: { password: string; code: string }, foundation: number): Promise<'code' | 'recovery' | null> {
    const right = await passwordIs(kept?.password_hash ?? null, password);
    if (!kept || !right || !(await this.people.withRoles(kept.person, foundation, this.clock.today()))) return null;
    if (await this.codes.use(kept.person, code)) return 'code';
    return (await this.codes.useRecoveryCode(kept.person, code)) ? 'recovery' : null;
  }
}
