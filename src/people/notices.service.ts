import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { type Lang, type Values, wordsOf } from '../platform/words';
import { Vault } from './vault';

export type Channel = 'sms' | 'mail';
/** What we tell people; the words stand under `notice.<what>`. */
export type NoticeName = 'sign-in-code' | 'enrolment-made' | 'enrolment-of-another' | 'contact-changed' | 'password-changed' | 'profit-report-wanted' | 'profit-share-due' | 'group-consent-wanted' | 'meeting-called' | 'meeting-moved' | 'meeting-called-off';

export interface Notice {
  readonly foundation: number;
  readonly what: NoticeName;
  readonly channel: Channel;
  readonly to: string;
  readonly lang: Lang;
  readonly values: Readonly<Record<string, string>>;
  /** After that it is not sent any more. */
  readonly uselessAt?: Date;
}

/** What is kept of a notice until it is sent, encrypted: codes stand in it. */
export interface Content { readonly subject: string; readonly text: string; readonly values: Readonly<Record<string, string>> }

/** Which box a notice's content is in. */
export const boxOf = (id: string): string => `notice ${id}`;

/** What is to be said to somebody outside, written down together with the act that it tells of. `Postman` takes it out of the house. */
@Injectable()
export class Notices {
  constructor(private readonly db: DataSource, private readonly vault: Vault, private readonly clock: Clock, private readonly config: Config) {}

  /** Whether anybody would take it: outside production the page `/outbox` does. */
  serves(channel: Channel): boolean {
    return !this.config.production || (channel === 'sms' ? this.config.smsGatewayUrl : this.config.smtpUrl) !== undefined;
  }

  /** To be called in the transaction of the act. */
  async write(tx: Pick<EntityManager, 'query'>, { foundation, what, channel, to, lang, values, uselessAt }: Notice): Promise<void> {
    if (!this.serves(channel)) return;
    const [{ id, name, hotline }] = await tx.query<[{ id: string; name: string; hotline: string }]>(
      `SELECT gen_random_uuid() AS id, ${lang === 'zh' ? 'name' : 'english_name'} AS name, hotline FROM foundation WHERE id = $1`, [foundation]);
    const all: Values = { foundation: name, hotline, ...values };
    const t = wordsOf(lang);
    const content: Content = { subject: t(`notice.${what}.subject`, all), text: t(`notice.${what}.text`, all), values };
    const now = this.clock.now();
    await tx.query('INSERT INTO notice (id, foundation, what, channel, recipient, lang, content, made_at, useless_at, next_try_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8)',
      [id, foundation, what, channel, to, lang, this.vault.close(JSON.stringify(content), boxOf(id)), now, uselessAt ?? null]);
  }

  /** Tells somebody in office of something done with their keys, by mail or else by telephone; nobody when we do not know how they are reached. */
  async tell(tx: Pick<EntityManager, 'query'>, person: number, { foundation, what, values = {} }: Pick<Notice, 'foundation' | 'what'> & { values?: Notice['values'] }): Promise<void> {
    const reached = await this.contactsOf(person, foundation, tx);
    const channel = (['mail', 'sms'] as const).find((one) => reached[one] !== null && this.serves(one));
    if (channel) await this.write(tx, { foundation, what, channel, to: reached[channel]!, lang: 'zh', values }); // nobody has told us another language
  }

  /** How somebody in office is reached. */
  async contactsOf(person: number, foundation: number, db: Pick<EntityManager, 'query'> = this.db): Promise<Readonly<Record<Channel, string | null>>> {
    const rows = await db.query<{ channel: Channel; address: string | null }[]>('SELECT DISTINCT ON (channel) channel, address FROM contact WHERE foundation = $1 AND person = $2 ORDER BY channel, id DESC', [foundation, person]);
    const of = (channel: Channel): string | null => rows.find((row) => row.channel === channel)?.address ?? null;
    return { sms: of('sms'), mail: of('mail') };
  }

  /** Outside production: what was said last, as it would have arrived. */
  async newest(foundation: number, most: number): Promise<{ at: Date; to: string; subject: string; text: string }[]> {
    const rows = await this.db.query<{ id: string; at: Date; to: string; content: Buffer }[]>(
      'SELECT id, made_at AS at, recipient AS to, content FROM notice WHERE foundation = $1 AND content IS NOT NULL ORDER BY made_at DESC, id LIMIT $2', [foundation, most]);
    return rows.flatMap(({ id, at, to, content }) => {
      const opened = this.vault.open(content, boxOf(id));
      return opened === null ? [] : [{ at, to, ...(JSON.parse(opened) as Content) }];
    });
  }
}
