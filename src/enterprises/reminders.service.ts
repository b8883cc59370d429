import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Channel, Notices } from '../people/notices.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { longDay, money } from '../platform/views';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { dueDay, periodsOf } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import { periodName } from './agreement-words';
import type { Of } from './agreements.service';
import { agreementOf, termsOf } from './assessment';

/** Reminders 催报、催交: the enterprise is written to by the house's own post, once a day about a period. */
@Injectable()
export class ProfitReminders {
  constructor(private readonly db: DataSource, private readonly notices: Notices, private readonly clock: Clock) {}

  /** About the report while none counts, then about what is open. @throws NotFoundException, Refused `nothing-to-remind-of`, `an-enterprise-is-reached-somehow`, `a-reminder-is-written-once-a-day` */
  async remind(of: Of, first: Day, by: Person): Promise<void> {
    const today = this.clock.today();
    await this.db.transaction(async (tx) => {
      const { enterprise, no, period: kind } = await agreementOf(tx, of.foundation, of.agreement);
      const terms = await termsOf(tx, of.agreement);
      const period = periodsOf(kind, terms, today).find(({ from }) => from === first);
      if (!period || period.to >= today) throw new Refused('nothing-to-remind-of', { field: 'remind' });
      const [{ counts, open, due }] = await tx.query<[{ counts: boolean; open: Fen; due: Day | null }]>(
        `SELECT EXISTS (SELECT FROM profit_report_counts WHERE agreement = $1 AND period_from = $2) AS counts, coalesce(sum(open), 0)::bigint AS open, min(due_day) FILTER (WHERE open > 0) AS due FROM profit_standing WHERE agreement = $1 AND period_from = $2`, [of.agreement, first]);
      if (counts && open <= 0n) throw new Refused('nothing-to-remind-of', { field: 'remind' });
      const contacts = await tx.query<{ channel: Channel; address: string; lang: Lang }[]>('SELECT DISTINCT ON (channel) channel, address, lang FROM enterprise_contact WHERE enterprise = $1 ORDER BY channel, id DESC', [enterprise.id]);
      const reached = contacts.find(({ channel }) => this.notices.serves(channel));
      if (!reached) throw new Refused('an-enterprise-is-reached-somehow', { path: `/desk/enterprises/${enterprise.code}` });
      const { lang } = reached;
      await tx.query('INSERT INTO profit_reminder (foundation, agreement, period_from, day, what, sent_by, sent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [of.foundation, of.agreement, first, today, counts ? 'share' : 'report', by.id, this.clock.now()]);
      const until = due ?? dueDay(terms.filter(({ from }) => from <= period.to).at(-1)!, period.to);
      await this.notices.write(tx, {
        foundation: of.foundation, what: counts ? 'profit-share-due' : 'profit-report-wanted', channel: reached.channel, to: reached.address, lang,
        values: { enterprise: lang === 'zh' ? enterprise.name : enterprise.englishName, no, period: periodName(kind, period, lang), day: longDay(until, lang), sum: money(open, lang) },
      });
    });
  }
}
