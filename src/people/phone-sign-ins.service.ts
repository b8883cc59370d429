import { Injectable } from '@nestjs/common';
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { networkOf, ThrottleHits } from '../platform/throttle';
import type { Lang } from '../platform/words';
import { Worker } from '../platform/worker';
import { maskedPhone } from '../rules/names';
import { Refused } from '../rules/refused';
import { Audit, type Caller } from './audit';
import { KnownPhones } from './known-phones';
import { Notices } from './notices.service';
import { LASTS } from './sessions.service';
import { hashOfKey, newKey, Vault } from './vault';

export const CODE_MINUTES = 10;
export const PHONE_SIGNED_IN_FOR_S = 8 * 60 * 60;
const AN_HOUR = 60 * 60;
const A_DAY = 24 * AN_HOUR;
/** Codes for one number, asked for from addresses where nobody has signed in with it; and from each address where somebody has. Nobody can use up another's. */
const FOR_A_NUMBER = [{ most: 5, seconds: AN_HOUR }, { most: 10, seconds: A_DAY }];
/** Codes for numbers with which nobody has signed in from there: a hall full of residents may share one address. */
const FROM_AN_ADDRESS = [{ most: 60, seconds: AN_HOUR }, { most: 200, seconds: A_DAY }];
/** Every message costs the foundation money. Above that many only those are sent one whom we know: their code is not used up by strangers. */
const OF_A_FOUNDATION = [{ most: 300, seconds: AN_HOUR }, { most: 1000, seconds: A_DAY }];

/** What a browser keeps between the number and the code: the code is tried by whoever asked for it, and by nobody else. */
export interface Asked {
  readonly id: string;
  readonly phone: string;
  /** So many ask at the moment that only numbers we know are sent a code. */
  readonly crowded: boolean;
}

export interface PhoneSession {
  readonly key: Buffer;
  readonly phone: string;
  readonly people: readonly { readonly id: number; readonly name: string; readonly englishName: string; readonly roles: readonly string[] }[];
}

/** Sign-in by a telephone and a code that is sent to it: for donors, residents and members of the council, to their own pages and never to the desk. */
@Injectable()
export class PhoneSignIns {
  constructor(
    private readonly db: DataSource, private readonly vault: Vault, private readonly notices: Notices, private readonly known: KnownPhones, private readonly hits: ThrottleHits,
    private readonly worker: Worker, private readonly audit: Audit, private readonly clock: Clock,
  ) {}

  /**
   * Sends a code to a number, anybody's: whoever proves to hold it has their own pages. Whoever asks is told the same for every number,
   * also while so many ask that only those are sent one who have given, are in office, or have signed in before.
   * @throws TooOften
   */
  async ask(phone: string, lang: Lang, { foundation, address }: Caller & { address: string }): Promise<Asked> {
    const crowded = await this.count(phone, { foundation, address });
    const sent = !crowded || (await this.known.know(foundation, phone)) || (await this.comesFrom(foundation, phone, null));
    const [id, code, now] = [randomUUID(), String(randomInt(1_000_000)).padStart(6, '0'), this.clock.now()];
    const endsAt = new Date(now.getTime() + CODE_MINUTES * 60_000);
    await this.db.transaction(async (tx) => {
      await tx.query('INSERT INTO phone_code (id, foundation, phone_hash, code_hash, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [id, foundation, this.hashOf(foundation, phone), sent ? this.hashOfCode(id, code) : randomBytes(32), now, endsAt]);
      if (sent) await this.notices.write(tx, { foundation, what: 'sign-in-code', channel: 'sms', to: phone, lang, values: { code, minutes: String(CODE_MINUTES) }, uselessAt: endsAt });
    });
    this.worker.wake('notices');
    return { id, phone, crowded };
  }

  /**
   * Tries a code: five times, within ten minutes, right once. However many try it at the same moment, one of them is let in.
   * @returns the key of a new session
   * @throws Refused `phone-code-wrong`, whatever was wrong
   */
  async begin({ id, phone }: Asked, typed: string, { foundation, address }: Caller & { address: string }): Promise<string> {
    const code = codeIn(typed);
    const now = this.clock.now();
    const [[tried]] = await this.db.query<[{ right: boolean }[], number]>(
      `UPDATE phone_code SET tries = tries + 1, used_at = CASE WHEN code_hash = $4 THEN $5::timestamptz END
       WHERE id = $1 AND foundation = $2 AND phone_hash = $3 AND used_at IS NULL AND tries < 5 AND ${LASTS('made_at', 'ends_at', '$5')} RETURNING used_at IS NOT NULL AS right`,
      [id, foundation, this.hashOf(foundation, phone), this.hashOfCode(id, code), now]);
    if (!tried?.right) {
      await this.audit.writeOnce('phone-code-failed', { foundation, address, detail: maskedPhone(phone) });
      throw new Refused('phone-code-wrong', { field: 'code' });
    }
    const key = newKey();
    const [somebody] = await this.known.inOffice(foundation, phone);
    await this.db.transaction(async (tx) => {
      await tx.query('INSERT INTO phone_session (key, foundation, phone, address, begun_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6)',
        [hashOfKey(key), foundation, phone, networkOf(address), now, new Date(now.getTime() + PHONE_SIGNED_IN_FOR_S * 1000)]);
      await this.audit.write('phone-signed-in', { foundation, address, person: somebody?.id ?? null, detail: maskedPhone(phone) }, tx);
    });
    return key;
  }

  /** Whose session a key is, and who of our people they are today. */
  async find(key: string, foundation: number): Promise<PhoneSession | null> {
    const hash = hashOfKey(key);
    const [row] = await this.db.query<{ phone: string }[]>(`SELECT phone FROM phone_session WHERE key = $1 AND foundation = $2 AND ended_at IS NULL AND ${LASTS('begun_at', 'ends_at', '$3')}`, [hash, foundation, this.clock.now()]);
    return row ? { key: hash, phone: row.phone, people: await this.known.inOffice(foundation, row.phone) } : null;
  }

  async end(key: string, { foundation, address }: Caller): Promise<void> {
    const [[row]] = await this.db.query<[{ phone: string }[], number]>('UPDATE phone_session SET ended_at = $3 WHERE key = $1 AND foundation = $2 AND ended_at IS NULL RETURNING phone', [hashOfKey(key), foundation, this.clock.now()]);
    if (row) await this.audit.write('phone-signed-out', { foundation, address, detail: maskedPhone(row.phone) });
  }

  private hashOf(foundation: number, phone: string): Buffer {
    return this.vault.hashOfCode(`phone ${foundation} ${phone}`);
  }

  private hashOfCode(id: string, code: string): Buffer {
    return this.vault.hashOfCode(`phone code ${id} ${code}`);
  }

  /** @returns whether it is crowded @throws TooOften */
  private async count(phone: string, { foundation, address }: { foundation: number; address: string }): Promise<boolean> {
    const here = await this.comesFrom(foundation, phone, address);
    const number = `phone-code:${this.hashOf(foundation, phone).toString('hex')}${here ? `:${networkOf(address)}` : ''}`;
    for (const { most, seconds } of FOR_A_NUMBER) await this.hits.count(`${number}:${seconds}`, { most, seconds });
    if (!here) for (const { most, seconds } of FROM_AN_ADDRESS) await this.hits.count(`phone-codes-from:${networkOf(address)}:${seconds}`, { most, seconds });
    let crowded = false;
    for (const { most, seconds } of OF_A_FOUNDATION) if ((await this.hits.wait(`phone-codes-of:${foundation}:${seconds}`, { most, seconds })) > 0) crowded = true;
    return crowded;
  }

  /** Whether this number has been signed in with from an address, or from anywhere, in the last ninety days. */
  private async comesFrom(foundation: number, phone: string, address: string | null): Promise<boolean> {
    const [row] = await this.db.query<[{ known: boolean }]>(
      `SELECT EXISTS (SELECT 1 FROM phone_session WHERE foundation = $1 AND phone = $2 AND ($3::text IS NULL OR address = $3) AND begun_at > $4::timestamptz - interval '90 days') AS known`, [foundation, phone, address && networkOf(address), this.clock.now()]);
    return row.known;
  }
}

/** The six digits in what was typed or pasted: with spaces or dashes between them, full width, or in the middle of the whole message. */
function codeIn(typed: string): string {
  const digits = typed.normalize('NFKC').replace(/(?<=\d)[\s\p{Pd}]+(?=\d)/gu, '');
  return /(?<!\d)\d{6}(?!\d)/.exec(digits)?.[0] ?? '';
}
