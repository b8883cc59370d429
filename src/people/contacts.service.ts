import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { maskedPhone } from '../rules/names';
import { Audit, type Caller } from './audit';
import { type Channel, Notices } from './notices.service';
import { People } from './people';

/** How our people are reached. A number makes their telephone a way to their own pages, never to the desk. */
@Injectable()
export class Contacts {
  constructor(private readonly db: DataSource, private readonly people: People, private readonly notices: Notices, private readonly audit: Audit, private readonly clock: Clock) {}

  /** Enters what has changed; an empty one says that there is none any more. What held before stays in its row. */
  async enter(person: number, given: Readonly<Record<Channel, string | null>>, by: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`contacts of ${person}`]); // two who enter the same at once enter it once
      const known = await this.notices.contactsOf(person, by.foundation, tx);
      for (const channel of ['sms', 'mail'] as const) {
        const [address, before] = [given[channel], known[channel]];
        if (address === before) continue;
        await tx.query('INSERT INTO contact (foundation, person, channel, address, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6)', [by.foundation, person, channel, address, by.person ?? null, this.clock.now()]);
        // whoever was reached there hears of it there: from now on they hear nothing
        if (before) await this.notices.write(tx, { foundation: by.foundation, what: 'contact-changed', channel, to: before, lang: 'zh', values: { by: await this.people.nameOf(tx, by.person ?? null) } });
        await this.audit.write('contact-entered', { ...by, about: person, detail: address && (channel === 'sms' ? maskedPhone(address) : address) }, tx);
      }
    });
  }
}
