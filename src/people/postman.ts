import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Carrier, type Letter, MailCarrier, NotTaken, SmsCarrier } from '../platform/carriers';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import type { Lang } from '../platform/words';
import type { Chore } from '../platform/worker';
import { maskedPhone } from '../rules/names';
import { Audit } from './audit';
import { boxOf, type Channel, type Content } from './notices.service';
import { Vault } from './vault';

/** As many letters as are under way at once. */
const LOT = 20;
/** After the last try nobody tries again: about eight hours after the first. */
const TRIES = 9;
const FIRST_WAIT_S = 60;

interface Taken { readonly id: string; readonly foundation: number; readonly what: string; readonly channel: Channel; readonly recipient: string; readonly lang: Lang; readonly content: Buffer; readonly tries: number }

/**
 * Takes notices out of the house. One is taken up by moving its next try ahead, so that no transaction stays open while the other side thinks,
 * and whoever dies in the middle is followed by another; what arrives twice then has one id.
 */
@Injectable()
export class Postman implements Chore {
  readonly name = 'notices';
  readonly every = 15_000;
  private readonly logger = new Logger('Postman');
  private readonly carriers: Readonly<Record<Channel, Carrier | undefined>>;

  constructor(private readonly db: DataSource, private readonly vault: Vault, private readonly audit: Audit, private readonly clock: Clock, config: Config) {
    this.carriers = {
      mail: config.smtpUrl ? new MailCarrier(config.smtpUrl, config.mailFrom!) : undefined,
      sms: config.smsGatewayUrl ? new SmsCarrier(config.smsGatewayUrl, config.smsGatewaySecret!, () => Math.floor(this.clock.now().getTime() / 1000)) : undefined,
    };
  }

  async run(): Promise<boolean> {
    const now = this.clock.now();
    const [late] = await this.db.query<[(Taken & { failure: string | null })[], number]>(
      `UPDATE notice SET given_up_at = $1, content = NULL, failure = coalesce(failure, 'too late') WHERE sent_at IS NULL AND given_up_at IS NULL AND useless_at <= $1 RETURNING id, foundation, what, channel, recipient, failure`, [now]);
    for (const notice of late) await this.tellOf(notice, notice.failure!);
    const [taken] = await this.db.query<[Taken[], number]>(
      `UPDATE notice SET tries = tries + 1, next_try_at = $1::timestamptz + $3 * 2 ^ tries * interval '1 second' WHERE id IN (
         SELECT id FROM notice WHERE sent_at IS NULL AND given_up_at IS NULL AND next_try_at <= $1 ORDER BY next_try_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING id, foundation, what, channel, recipient, lang, content, tries`, [now, LOT, FIRST_WAIT_S]);
    await Promise.all(taken.map((notice) => this.send(notice)));
    return taken.length === LOT;
  }

  private async send(notice: Taken): Promise<void> {
    const carrier = this.carriers[notice.channel];
    const opened = this.vault.open(notice.content, boxOf(notice.id));
    if (opened === null) return this.giveUp(notice, 'the key it was closed with is gone');
    try {
      await carrier?.carry(letterOf(notice, JSON.parse(opened) as Content));
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      if (error.forGood || notice.tries >= TRIES) return this.giveUp(notice, error.message);
      await this.db.query('UPDATE notice SET failure = $2 WHERE id = $1', [notice.id, error.message]);
      return;
    }
    // where nobody carries, the page `/outbox` shows what there is to read
    await this.db.query(`UPDATE notice SET sent_at = $2, failure = NULL${carrier ? ', content = NULL' : ''} WHERE id = $1 AND sent_at IS NULL AND given_up_at IS NULL`, [notice.id, this.clock.now()]);
  }

  private async giveUp(notice: Taken, failure: string): Promise<void> {
    await this.db.query('UPDATE notice SET given_up_at = $2, failure = $3, content = NULL WHERE id = $1 AND sent_at IS NULL', [notice.id, this.clock.now(), failure]);
    await this.tellOf(notice, failure);
  }

  /** Where staff and whoever runs the house find it. */
  private async tellOf({ id, foundation, what, channel, recipient }: Taken, failure: string): Promise<void> {
    this.logger.warn(`notice ${id} (${what}) was not taken: ${failure}`);
    await this.audit.write('notice-given-up', { foundation, address: null, detail: `${what} ${channel === 'sms' ? maskedPhone(recipient) : recipient}: ${failure}` });
  }
}

const letterOf = ({ id, recipient, what, lang }: Taken, content: Content): Letter => ({ id, to: recipient, what, lang, ...content });
