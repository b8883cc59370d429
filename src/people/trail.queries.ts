import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock';
import { nameIn, type Lang, wordsOf } from '../platform/words';
import { maskedPhone } from '../rules/names';
import type { What } from './audit';
import type { Channel, NoticeName } from './notices.service';
import { rolesIn } from './people.queries';

export interface EventRow { readonly at: Date; readonly what: string; readonly who: string | null; readonly about: string | null; readonly detail: string | null; readonly address: string | null; readonly bad: boolean }
/** A notice that has not arrived. */
export interface LateNotice { readonly at: Date; readonly what: string; readonly to: string; readonly failure: string | null; readonly tries: number; readonly nextTry: Date | null }

/** What is asked of the trail: of whom, of which kind, and which page. Null for whatever is not asked. */
export interface TrailAsked { readonly person: number | null; readonly what: What | null; readonly before: string | null; readonly after: string | null }

export const EVENTS_A_PAGE = 50;
const BAD: readonly What[] = ['sign-in-failed', 'rate-limited', 'step-up-failed', 'phone-code-failed', 'notice-given-up'];
/** A notice that was tried so often is late. */
const LATE_TRIES = 2;

@Injectable()
export class TrailQueries {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** The newest, or those before or after a number. `newer` and `older` are the numbers at which the neighbouring pages begin; null at the ends. */
  async events(foundation: number, { person, what, before, after }: TrailAsked, lang: Lang): Promise<{ events: EventRow[]; newer: bigint | null; older: bigint | null }> {
    const rows = await this.db.query<(Omit<EventRow, 'what' | 'bad'> & { id: bigint; what: What })[]>(
      `SELECT e.id, e.at, e.what, p.${nameIn(lang)} AS who, b.${nameIn(lang)} AS about, e.detail, e.address FROM audit_event e LEFT JOIN person p ON p.id = e.person LEFT JOIN person b ON b.id = e.about
       WHERE e.foundation = $1 AND ($2::bigint IS NULL OR e.id < $2) AND ($3::bigint IS NULL OR e.id > $3) AND ($4::int IS NULL OR e.person = $4 OR e.about = $4) AND ($5::text IS NULL OR e.what = $5)
       ORDER BY e.id ${after === null ? 'DESC' : 'ASC'} LIMIT ${EVENTS_A_PAGE + 1}`, [foundation, before, after, person, what]);
    const more = rows.length > EVENTS_A_PAGE;
    const page = rows.slice(0, EVENTS_A_PAGE);
    if (after !== null) page.reverse();
    const [first, last] = [page[0], page.at(-1)];
    return {
      newer: first && (after === null ? before !== null : more) ? first.id : null,
      older: last && (after === null ? more : true) ? last.id : null,
      events: page.map(({ at, what: kind, who, about, detail, address }) => ({ at, who, about, address, what: wordsOf(lang)(`audit.${kind}`), detail: ofOffice(kind) && detail ? rolesIn(lang, [detail]) : detail, bad: BAD.includes(kind) })),
    };
  }

  /** Everybody who holds or has held an office here. */
  async people(foundation: number, lang: Lang): Promise<{ id: number; name: string }[]> {
    return this.db.query(`SELECT p.id, p.${nameIn(lang)} AS name FROM person p WHERE EXISTS (SELECT FROM appointment a WHERE a.person = p.id AND a.foundation = $1) ORDER BY p.id`, [foundation]);
  }

  /** What has not arrived in the last month, and what is being tried again and again. */
  async lateNotices(foundation: number, lang: Lang): Promise<LateNotice[]> {
    const rows = await this.db.query<{ at: Date; what: NoticeName; channel: Channel; recipient: string; failure: string | null; tries: number; nextTry: Date | null }[]>(
      `SELECT made_at AS at, what, channel, recipient, failure, tries, CASE WHEN given_up_at IS NULL THEN next_try_at END AS "nextTry" FROM notice
       WHERE foundation = $1 AND sent_at IS NULL AND (given_up_at > $2::timestamptz - interval '30 days' OR (given_up_at IS NULL AND tries >= ${LATE_TRIES})) ORDER BY made_at DESC LIMIT 20`, [foundation, this.clock.now()]);
    return rows.map(({ channel, recipient, what, ...row }) => ({ ...row, what: wordsOf(lang)(`notice.${what}`), to: channel === 'sms' ? maskedPhone(recipient) : recipient }));
  }
}

const ofOffice = (what: What): boolean => what === 'appointed' || what === 'appointment-ended';
