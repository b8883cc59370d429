import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { Refused } from '../../rules/refused';
import { meetingOf, type WhichMeeting } from './meetings.service';

export interface NewMinutes { readonly presidedBy: number | null; readonly keptBy: string; readonly guests: string; /** One text a point, in the order of the agenda. */ readonly words: readonly string[]; /** Why another version; empty of the first. */ readonly why: string }

/** Minutes 会议纪要 and their signed paper. What was decided is not in them: it is shown beside them from the votes. */
@Injectable()
export class Minutes {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /** @param after the version that the writer has seen, 0 before the first @throws Refused `minutes-are-written-after-it-began`, `versions-of-minutes-follow-each-other`, `minutes-treat-every-point`, `whoever-presided-was-there`, `a-correction-of-minutes-says-why` */
  async write(which: WhichMeeting, { presidedBy, keptBy, guests, words, why }: NewMinutes, after: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id } = await meetingOf(tx, which);
      const [{ points }] = await tx.query<[{ points: number }]>('SELECT count(*)::int AS points FROM meeting_item WHERE meeting = $1', [id]);
      if (words.length !== points || words.some((text) => text.trim() === '')) throw new Refused('minutes-treat-every-point', { field: 'words' });
      if (after > 0 && why === '') throw new Refused('a-correction-of-minutes-says-why', { field: 'minutesWhy' });
      const [minutes] = await tx.query<[{ id: number }]>('INSERT INTO meeting_minutes (meeting, foundation, nth, presided_by, kept_by, guests, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id',
        [id, which.foundation, after + 1, presidedBy, keptBy, guests, after > 0 ? why : '', by.id, this.clock.now()]);
      for (const [at, text] of words.entries()) await tx.query('INSERT INTO meeting_minutes_point (minutes, meeting, nth, words) VALUES ($1, $2, $3, $4)', [minutes.id, id, at + 1, text.trim()]);
    });
  }

  /** The scan of what was signed on paper. @throws Refused `file-missing`, `signed-minutes-are-entered-once` */
  async enterScan(which: WhichMeeting, files: readonly string[], by: Person): Promise<void> {
    if (files.length === 0) throw new Refused('file-missing', { field: 'file' });
    await this.db.transaction(async (tx) => {
      const minutes = await newest(tx, which);
      await this.papers.attach(tx, { column: 'minutes', id: BigInt(minutes), foundation: which.foundation }, [...files], by);
      await tx.query('INSERT INTO meeting_minutes_scan (minutes, foundation, recorded_by, recorded_at) VALUES ($1, $2, $3, $4)', [minutes, which.foundation, by.id, this.clock.now()]);
    });
  }

  /** By somebody else than who entered it. @throws NotFoundException, Refused `minutes-are-scanned-before-they-are-compared`, `nobody-compares-the-scan-they-entered`, `signed-minutes-are-compared-once` */
  async compare(which: WhichMeeting, by: Person): Promise<void> {
    const minutes = await newest(this.db, which);
    const done = await this.db.query<unknown[]>('INSERT INTO meeting_minutes_comparison (minutes, recorded_by, compared_by, compared_at) SELECT minutes, recorded_by, $2, $3 FROM meeting_minutes_scan WHERE minutes = $1 RETURNING minutes', [minutes, by.id, this.clock.now()]);
    if (done.length === 0) throw new Refused('minutes-are-scanned-before-they-are-compared');
  }
}

/** @throws NotFoundException before there are any */
async function newest(db: Pick<EntityManager, 'query'>, which: WhichMeeting): Promise<number> {
  const { id } = await meetingOf(db, which);
  const [row] = await db.query<{ id: number }[]>('SELECT id FROM meeting_minutes WHERE meeting = $1 ORDER BY nth DESC LIMIT 1', [id]);
  if (!row) throw new NotFoundException();
  return row.id;
}
