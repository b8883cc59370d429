import { Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Config } from '../platform/config';

/** What stands between our rows and somebody who has only the rows. Its keys come from `SESSION_SECRET`: whoever changes that lets everybody enrol anew. */
@Injectable()
export class Vault {
  private readonly lock: Buffer;
  private readonly pepper: Buffer;
  private readonly demo: Buffer;

  constructor({ sessionSecret }: Config) {
    const key = (use: string): Buffer => Buffer.from(hkdfSync('sha256', sessionSecret, '', `sizhu ${use}`, 32));
    [this.lock, this.pepper, this.demo] = [key('second factors'), key('recovery codes'), key('demo')];
  }

  /** AES-256-GCM, bound to its person, or to whatever else it belongs to: moved to another row it does not open. */
  close(text: string, of: number | string): Buffer {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.lock, iv).setAAD(Buffer.from(String(of)));
    const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), closed]);
  }

  /** Null when it was closed with another key or for another owner. */
  open(box: Buffer, of: number | string): string | null {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.lock, box.subarray(0, 12)).setAAD(Buffer.from(String(of))).setAuthTag(box.subarray(12, 28));
      return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  /** For codes and numbers short enough to be tried out by whoever has the rows. */
  hashOfCode(code: string): Buffer {
    return createHmac('sha256', this.pepper).update(code).digest();
  }

  /** The second factor of a person of the demo, the same at every start; in base32. */
  demoSecret(login: string): string {
    const bits = [...createHmac('sha256', this.demo).update(login).digest().subarray(0, 20)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return bits.match(/.{5}/g)!.map((five) => BASE32[parseInt(five, 2)]).join('');
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** For what is random enough that its hash gives nothing away: the keys of sessions and of links. */
export const hashOfKey = (key: string): Buffer => createHash('sha256').update(key).digest();
export const newKey = (): string => randomBytes(32).toString('base64url');
