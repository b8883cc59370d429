import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { type Choice, keyHash, keysOf } from '../../rules/ballot';
import { VoteKeyFiles } from './vote-keys';

/** So many ballots lie in one box: as few as may be, so that they hide among each other, and as many as are sealed anew in no time. */
export const BALLOTS_A_BOX = 100;

export interface PaperCount { readonly for: number; readonly against: number; readonly abstained: number; readonly invalid: number; readonly handedOut: number }

/** Votes as staff look after them: opened, papers handed out and counted, annulled. Whoever votes is in `Ballots`, and closing in `VoteClosings`. */
@Injectable()
export class Votes {
  constructor(private readonly db: DataSource, private readonly keys: VoteKeyFiles, private readonly clock: Clock) {}

  /**
   * Opens a vote now, and writes the roll: whoever has a seat today less those who stand back.
   * @throws Refused `only-a-formal-motion-is-voted-on`, `a-motion-is-voted-on-once`, `everybody-stands-back`, `nobody-has-a-seat-to-vote`, …
   */
  async open({ foundation, motion, meeting, closesAt }: { foundation: number; motion: number; meeting: number | null; closesAt: Date }, by: Person): Promise<number> {
    const key = randomBytes(32);
    let made: number | null = null;
    try {
      return await this.db.transaction(async (tx) => {
        const [{ id }] = await tx.query<[{ id: number }]>('SELECT vote_open($1, $2, $3, $4, $5, $6, $7, $8) AS id', [foundation, motion, meeting, closesAt, keyHash(keysOf(key)), BALLOTS_A_BOX, by.id, this.clock.now()]);
        const [{ secret }] = await tx.query<[{ secret: boolean }]>('SELECT secret FROM vote WHERE id = $1', [id]);
        // before the vote stands: one without its key would lose every ballot
        if (secret) await this.keys.keep(made = id, key);
        return id;
      });
    } catch (error) {
      if (made !== null) await this.keys.destroy(made);
      throw error;
    } finally {
      key.fill(0);
    }
  }

  /** @throws Refused `a-member-takes-one-ballot`, `whoever-is-on-the-roll-votes` */
  async handPaper(vote: number, party: number, by: Person): Promise<void> {
    await this.db.query('SELECT vote_hand_paper($1, $2, $3, $4)', [vote, party, by.id, this.clock.now()]);
  }

  /** @throws Refused `papers-come-back-before-they-are-counted` */
  async takePaperBack(vote: number, party: number, why: string, by: Person): Promise<void> {
    await this.db.query('SELECT vote_return_paper($1, $2, $3, $4, $5)', [vote, party, why, by.id, this.clock.now()]);
  }

  /** As one person counted the papers; another counts them by themselves. @throws Refused `papers-are-counted-when-voting-is-over`, `no-more-papers-than-were-handed-out` */
  async countPapers(vote: number, { for: votes, against, abstained, invalid, handedOut }: PaperCount, by: Person): Promise<void> {
    await this.db.query('INSERT INTO vote_paper_count (vote, votes_for, votes_against, abstained, invalid, handed_out, counted_by, counted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [vote, votes, against, abstained, invalid, handedOut, by.id, this.clock.now()]);
  }

  /** What somebody said in the meeting, where votes are open. @throws Refused `what-is-written-down-was-said-in-the-meeting`, `whoever-has-spoken-is-not-spoken-for` */
  async writeDown(vote: number, party: number, choice: Choice, by: Person): Promise<void> {
    await this.db.query('SELECT vote_write_down($1, $2, $3, $4, $5)', [vote, party, choice, by.id, this.clock.now()]);
  }

  async askAnnulment(vote: number, why: string, by: Person): Promise<void> {
    await this.db.query('INSERT INTO vote_annulment VALUES ($1, $2, $3, $4)', [vote, why, by.id, this.clock.now()]);
  }

  /** Begun anew. What lay in the box stays unread: its key goes. @throws Refused `two-people-annul-a-vote` */
  async confirmAnnulment(vote: number, by: Person): Promise<void> {
    await this.db.query('INSERT INTO vote_annulment_confirmation SELECT vote, asked_by, $2, $3 FROM vote_annulment WHERE vote = $1', [vote, by.id, this.clock.now()]);
    await this.keys.destroy(vote);
    await this.sweep();
  }

  /** What stood in boxes before does not lie about in the database's files. */
  async sweep(): Promise<void> {
    await this.db.query('VACUUM vote_box, vote_issue');
  }
}
