import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Refused } from '../../rules/refused';
import { meetingOf, type WhichMeeting } from './meetings.service';

export type How = 'in-person' | 'remote' | 'proxy';
type Asks = Pick<EntityManager, 'query'>;

/** Who was there, as staff enters it from the signed sheet 签到表, and proxies that came on paper. */
@Injectable()
export class Attendance {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /**
   * The whole sheet: whoever is on it and was not entered is, whoever is entered and not on it is struck with the reason.
   * @param seen what the sheet showed (`presenceSeen`): of two who enter it at once the second looks again
   * @throws Refused `attendance-changed-meanwhile`, `attendance-is-entered-on-the-day`, `whoever-attends-has-a-seat`, `whoever-represents-another-is-there`, `whoever-strikes-an-attendance-says-why`, `who-was-there-stands-once-minutes-are-signed`
   */
  async enter(which: WhichMeeting, sheet: ReadonlyMap<number, How>, { seen, why }: { seen: string; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id } = await meetingOf(tx, which);
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sheet of meeting ' || $1::int, 0))`, [id]);
      if (seen !== (await presenceSeen(tx, id))) throw new Refused('attendance-changed-meanwhile');
      const before = await tx.query<{ id: number; party: number; how: How }[]>(`SELECT id, party, how FROM meeting_present WHERE meeting = $1 ORDER BY how = 'proxy' DESC, id`, [id]); // whoever stood for another leaves after them
      const struck = before.filter(({ party, how }) => sheet.get(party) !== how);
      if (struck.length > 0 && why === '') throw new Refused('whoever-strikes-an-attendance-says-why', { field: 'strikeWhy' });
      for (const { id: attendance } of struck) await tx.query('INSERT INTO meeting_attendance_strike (attendance, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)', [attendance, why, by.id, this.clock.now()]);
      const stands = new Set(before.filter((row) => !struck.includes(row)).map(({ party }) => party));
      for (const [party, how] of [...sheet].filter(([party]) => !stands.has(party)).sort(([, a], [, b]) => Number(a === 'proxy') - Number(b === 'proxy'))) {
        await tx.query(`INSERT INTO meeting_attendance (meeting, foundation, party, how, proxy_by, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, CASE WHEN $4 = 'proxy' THEN coalesce((SELECT holder FROM standing_meeting_proxy WHERE meeting = $1 AND giver = $3), 0) END, $5, $6)`,
          [id, which.foundation, party, how, by.id, this.clock.now()]);
      }
    });
  }

  /** On a signed paper that staff has in hand. @throws Refused `proxies-are-for-bodies-that-allow-them`, `a-member-represents-one-other`, `a-member-is-represented-once`, `nobody-who-stands-back-gives-or-holds-a-proxy` */
  async giveProxy(which: WhichMeeting, { giver, holder, paper }: { giver: number; holder: number; paper: string }, by: Person): Promise<void> {
    const { id } = await meetingOf(this.db, which);
    await this.db.query('INSERT INTO meeting_proxy (meeting, foundation, giver, holder, paper, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)', [id, which.foundation, giver, holder, paper, by.id, this.clock.now()]);
  }

  /** @throws Refused `a-proxy-ends-once`, `a-proxy-that-was-used-stands` */
  async endProxy(which: WhichMeeting, giver: number, why: string, by: Person): Promise<void> {
    const { id } = await meetingOf(this.db, which);
    const ended = await this.db.query<unknown[]>('INSERT INTO meeting_proxy_end (proxy, why, recorded_by, recorded_at) SELECT id, $3, $4, $5 FROM standing_meeting_proxy WHERE meeting = $1 AND giver = $2 RETURNING proxy', [id, giver, why, by.id, this.clock.now()]);
    if (ended.length === 0) throw new Refused('a-proxy-ends-once');
  }
}

/** Changes whenever anybody enters or strikes an attendance. */
export async function presenceSeen(db: Asks, meeting: number): Promise<string> {
  const [{ seen }] = await db.query<[{ seen: string }]>(`SELECT count(*) || '.' || count(s.attendance) AS seen FROM meeting_attendance a LEFT JOIN meeting_attendance_strike s ON s.attendance = a.id WHERE a.meeting = $1`, [meeting]);
  return seen;
}
