import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type NoticeName, Notices } from '../../people/notices.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { moment } from '../../platform/views';
import { Worker } from '../../platform/worker';
import { dayOf } from '../../rules/day';
import { refuseLateCall } from '../../rules/meetings';
import { Refused } from '../../rules/refused';
import { type MeetingBody, bodyName, ruleOn } from './bodies';

type Asks = Pick<EntityManager, 'query'>;

/** When and where, and how to dial in: the last is for members alone. */
export interface Appointment { readonly startsAt: Date; readonly place: string; readonly dialIn: string }
/** A point of the agenda: a formal motion by its id, or something else with what members read before it. */
export type Point = { readonly motion: number } | { readonly title: string; readonly papers: string };
export interface NewMeeting extends MeetingBody, Appointment { readonly points: readonly Point[] }
export interface WhichMeeting { readonly foundation: number; readonly number: string }

/** Meetings called, moved and called off: entered with the notice that members get, never edited. */
@Injectable()
export class Meetings {
  constructor(private readonly db: DataSource, private readonly notices: Notices, private readonly config: Config, private readonly worker: Worker, private readonly clock: Clock) {}

  /** @returns its number @throws Refused `a-meeting-is-called-in-time`, `a-meeting-has-members`, `a-meeting-has-an-agenda`, `a-meeting-treats-formal-motions-of-its-body` */
  async call(foundation: number, { body, council, fund, startsAt, place, dialIn, points }: NewMeeting, by: Person): Promise<string> {
    if (points.length === 0) throw new Refused('a-meeting-has-an-agenda', { field: 'title1' });
    await this.refuseLate(this.db, foundation, { body, council, fund }, startsAt);
    const number = await this.db.transaction(async (tx) => {
      const [meeting] = await tx.query<[{ id: number; number: string }]>(
        `INSERT INTO meeting (foundation, number, body, council, fund, starts_at, place, dial_in, recorded_by, recorded_at) VALUES ($1, '', $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id, number`,
        [foundation, body, council, fund, startsAt, place, dialIn, by.id, this.clock.now()]);
      for (const [at, point] of points.entries()) {
        await tx.query('INSERT INTO meeting_item (meeting, foundation, nth, motion, title, papers) VALUES ($1, $2, $3, $4, $5, $6)', [meeting.id, foundation, at + 1, ...('motion' in point ? [point.motion, '', ''] : [null, point.title, point.papers])]);
      }
      await this.tell(tx, meeting.id, 'meeting-called', '');
      return meeting.number;
    });
    this.worker.wake('notices');
    return number;
  }

  /** Another time or place. @throws NotFoundException, Refused `a-meeting-is-called-in-time`, `a-meeting-that-began-is-not-moved`, `a-meeting-that-is-called-off-stays-so`, `a-move-changes-something` */
  async move(which: WhichMeeting, { startsAt, place, dialIn }: Appointment, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const its = await meetingOf(tx, which);
      if (its.startsAt !== null && its.startsAt.getTime() !== startsAt.getTime()) await this.refuseLate(tx, which.foundation, its, startsAt);
      await tx.query('INSERT INTO meeting_move (meeting, foundation, starts_at, place, dial_in, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [its.id, which.foundation, startsAt, place, dialIn, why, by.id, this.clock.now()]);
      await this.tell(tx, its.id, 'meeting-moved', why);
    });
    this.worker.wake('notices');
  }

  /** @throws NotFoundException, Refused `a-meeting-that-began-is-not-moved`, `a-meeting-that-is-called-off-stays-so` */
  async callOff(which: WhichMeeting, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const its = await meetingOf(tx, which);
      await this.tell(tx, its.id, 'meeting-called-off', why); // members of one that is called off are not asked for any more
      await tx.query('INSERT INTO meeting_cancellation (meeting, foundation, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [its.id, which.foundation, why, by.id, this.clock.now()]);
    });
    this.worker.wake('notices');
  }

  private async refuseLate(db: Asks, foundation: number, body: MeetingBody, startsAt: Date): Promise<void> {
    const rule = await ruleOn(db, foundation, body, dayOf(startsAt));
    if (rule === null) throw new Refused('a-body-decides-by-its-rule', { field: 'day' });
    refuseLateCall({ meets: dayOf(startsAt), today: this.clock.today(), ...rule });
    if (startsAt <= this.clock.now()) throw new Refused('a-meeting-is-still-to-come', { field: 'time' });
  }

  /** Members with a telephone that is theirs; the desk sees who has none. */
  private async tell(tx: Asks, meeting: number, what: NoticeName, why: string): Promise<void> {
    const told = await tx.query<{ foundation: number; phone: string; startsAt: Date; place: string; body: string; number: string; code: string }[]>(
      `SELECT m.foundation, v.phone, m.starts_at AS "startsAt", m.place, ${bodyName('m', 'zh')} AS body, m.number, f.code FROM standing_meeting m JOIN foundation f ON f.id = m.foundation CROSS JOIN meeting_members(m.id) s
       JOIN standing_voter_phone v ON v.foundation = m.foundation AND v.party = s.party WHERE m.id = $1 ORDER BY v.id`, [meeting]);
    for (const { foundation, phone, startsAt, place, body, number, code } of told) {
      const values = { body, at: moment(startsAt, 'zh'), place, why, link: `${this.config.baseUrl}/f/${code}/me/meetings/${number}` };
      await this.notices.write(tx, { foundation, what, channel: 'sms', to: phone, lang: 'zh', values, ...(startsAt > this.clock.now() ? { uselessAt: startsAt } : {}) });
    }
  }
}

export interface FoundMeeting extends MeetingBody { readonly id: number; /** null once it is called off */ readonly startsAt: Date | null }

/** @throws NotFoundException */
export async function meetingOf(db: Asks, { foundation, number }: WhichMeeting): Promise<FoundMeeting> {
  const [row] = await db.query<FoundMeeting[]>('SELECT m.id, m.body, m.council, m.fund, s.starts_at AS "startsAt" FROM meeting m LEFT JOIN standing_meeting s ON s.id = m.id WHERE m.foundation = $1 AND m.number = $2', [foundation, number]);
  if (!row) throw new NotFoundException();
  return row;
}
