import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { PhoneSession } from '../../people/phone-sign-ins.service';
import { Clock } from '../../platform/clock';
import { meetingOf, type WhichMeeting } from './meetings.service';

/** A meeting as a member finds it, by the telephone that is signed in. */
export interface OwnMeeting { readonly id: number; readonly foundation: number; readonly party: number; readonly session: Buffer }
export type Answered = 'in-person' | 'remote' | 'excused';

/** What members say themselves: the database asks for the session of their telephone and lets nobody else speak for them. */
@Injectable()
export class OwnMeetings {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** Of a member on its day, or of whoever was there. @throws NotFoundException */
  async find(which: WhichMeeting, { key, phone }: PhoneSession): Promise<OwnMeeting> {
    const { id } = await meetingOf(this.db, which);
    const [row] = await this.db.query<{ party: number }[]>(
      `SELECT v.party FROM standing_voter_phone v JOIN meeting m ON m.id = $1 WHERE v.foundation = m.foundation AND v.phone = $2 AND
         (EXISTS (SELECT FROM meeting_members(m.id) s WHERE s.party = v.party) OR EXISTS (SELECT FROM body_members(m.foundation, m.body, m.council, m.fund, (m.starts_at AT TIME ZONE 'Asia/Shanghai')::date) s WHERE s.party = v.party))`, [id, phone]);
    if (!row) throw new NotFoundException();
    return { id, foundation: which.foundation, party: row.party, session: key };
  }

  /** As often as they like until it begins. @throws Refused `members-answer-before-it-begins`, `whoever-is-excused-says-why`, `whoever-attends-has-a-seat` */
  async say({ id, session }: OwnMeeting, answer: Answered, reason: string): Promise<void> {
    await this.db.query('SELECT meeting_say($1, $2, $3, $4, $5)', [session, id, answer, answer === 'excused' ? reason : '', this.clock.now()]);
  }

  /** @throws Refused `proxies-are-for-bodies-that-allow-them`, `a-member-represents-one-other`, `a-member-is-represented-once`, `whoever-represents-another-is-there`, `nobody-who-stands-back-gives-or-holds-a-proxy` */
  async giveProxy({ id, session }: OwnMeeting, holder: number): Promise<void> {
    await this.db.query('SELECT meeting_give_proxy($1, $2, $3, $4)', [session, id, holder, this.clock.now()]);
  }

  /** By whoever gave it, or whoever does not want to hold it. @throws Refused `a-proxy-ends-once` */
  async endProxy({ id, session }: OwnMeeting): Promise<void> {
    await this.db.query('SELECT meeting_end_proxy($1, $2, $3)', [session, id, this.clock.now()]);
  }

  /** @param minutes the version that was read @throws Refused `the-newest-minutes-are-signed`, `whoever-signs-minutes-was-there`, `a-member-signs-minutes-once` */
  async sign({ session }: OwnMeeting, minutes: number): Promise<void> {
    await this.db.query('SELECT minutes_sign($1, $2, $3)', [session, minutes, this.clock.now()]);
  }
}
