import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { type Choice, drawn, keysOf, openBoxes } from '../../rules/ballot';
import { type Display, masked } from '../../rules/names';
import type { QuorumRule } from '../../rules/quorum';
import { decided, MARKS, type Recount } from '../../rules/recount';
import { Refused } from '../../rules/refused';
import { placeOf } from './ballots.service';
import { VoteKeyFiles } from './vote-keys';
import { Votes } from './votes.service';

/** Closes votes: opens the box, counts, decides by the rule, publishes what anybody can count again, and destroys the key. */
@Injectable()
export class VoteClosings {
  constructor(private readonly db: DataSource, private readonly keys: VoteKeyFiles, private readonly votes: Votes, private readonly clock: Clock) {}

  /**
   * Once the time is over, and papers are counted alike by two.
   * @throws Refused `a-vote-is-closed-when-its-time-is-over`, `papers-are-counted-alike-by-two`, `the-key-of-a-vote-is-lost`
   */
  async close(vote: number, by: Person): Promise<void> {
    await this.db.transaction((tx) => this.count(tx, vote, by.id));
    await this.forget(vote);
  }

  /** The database counts what was opened a second time, by itself, and takes it only if both come to the same. */
  async count(tx: EntityManager, vote: number, by: number): Promise<void> {
    const now = this.clock.now();
    const [{ seated, recused, present, ...its }] = await tx.query<[VoteRow]>(
      `SELECT c.*, f.code AS foundation, m.number AS motion, m.question, v.secret, v.quorum_parts, v.quorum_of, v.votes_parts, v.votes_of, v.counted_of, v.more_than, v.rule_source
       FROM vote_closing($1, $2) c CROSS JOIN vote v JOIN motion m ON m.id = v.motion JOIN foundation f ON f.id = v.foundation WHERE v.id = $1`, [vote, now]);
    const numbers = { seated, recused, present };
    const counted = its.secret ? await this.opened(tx, vote) : { ...(await said(tx, vote)), codes: Buffer.alloc(0), proof: null };
    const rule = { quorum: [its.quorum_parts, its.quorum_of], votes: [its.votes_parts, its.votes_of], countedOf: its.counted_of, moreThan: its.more_than, source: its.rule_source } as const;
    const recount: Recount = {
      recount: 1, foundation: its.foundation, motion: its.motion, question: its.question, vote, secret: its.secret, ...numbers, rule, ...decided(counted.ballots, rule, numbers), ballots: counted.ballots,
      ...(its.secret ? {} : { named: counted.named }),
    };
    await tx.query('SELECT vote_close($1, $2, $3, $4, $5, $6)', [vote, counted.proof, counted.codes, JSON.stringify(recount), by, now]);
  }

  /** Keys that were left behind because the process ended between closing and destroying. */
  async tidy(): Promise<void> {
    for (const vote of await this.keys.kept()) {
      const [row] = await this.db.query<{ over: boolean }[]>('SELECT vote_is_annulled(id) OR EXISTS (SELECT FROM vote_result r WHERE r.vote = v.id) AS over FROM vote v WHERE id = $1', [vote]);
      if (row?.over) await this.forget(vote);
    }
  }

  private async forget(vote: number): Promise<void> {
    await this.keys.destroy(vote);
    await this.votes.sweep();
  }

  private async opened(tx: EntityManager, vote: number): Promise<{ ballots: string; codes: Buffer; proof: Buffer; named?: string[] }> {
    const key = await this.keys.read(vote);
    if (!key) throw new Refused('the-key-of-a-vote-is-lost');
    const keys = keysOf(key);
    key.fill(0);
    const boxes = await tx.query<({ nth: number; sealed: Buffer; votes_for: number | null; votes_against: number; abstained: number; invalid: number })[]>(
      'SELECT b.nth, b.sealed, p.* FROM vote_box b LEFT JOIN vote_papers_agreed($1) p ON true WHERE b.vote = $1 ORDER BY b.nth', [vote]);
    const papers = boxes[0]!;
    const { codes, choices } = openBoxes(keys, boxes.map(({ nth, sealed }) => ({ sealed, of: placeOf(vote, nth) })));
    const marks: string[] = choices.map((choice) => MARKS[choice]);
    // papers lie among the others: how they voted together would tell too much of a few
    marks.push(...[[papers.votes_for, MARKS.for], [papers.votes_against, MARKS.against], [papers.abstained, MARKS.abstain], [papers.invalid, MARKS.invalid]].flatMap(([count, mark]) => Array<string>(Number(count)).fill(mark as string)));
    return { ballots: drawn(marks).join(''), codes, proof: keys.proof };
  }
}

async function said(tx: EntityManager, vote: number): Promise<{ ballots: string; named: string[] }> {
  const rows = await tx.query<{ choice: Choice; name: string; display: Display | null }[]>(`SELECT c.choice, y.name, m.display FROM standing_vote_choice c JOIN vote v ON v.id = c.vote JOIN vote_roll r ON r.vote = c.vote AND r.party = c.party JOIN party y ON y.id = c.party
     LEFT JOIN LATERAL (SELECT b.display FROM motion_members(v.motion, (v.opens_at AT TIME ZONE 'Asia/Shanghai')::date) b WHERE b.party = c.party LIMIT 1) m ON true WHERE c.vote = $1 ORDER BY r.nth`, [vote]);
  return { ballots: rows.map(({ choice }) => MARKS[choice]).join(''), named: rows.map(({ name, display }) => (display === 'full' ? name : display === 'masked' ? masked(name) : '')) };
}

interface VoteRow { seated: number; recused: number; present: number; foundation: string; motion: string; question: string; secret: boolean; quorum_parts: number; quorum_of: number; votes_parts: number; votes_of: number; counted_of: QuorumRule['countedOf']; more_than: boolean; rule_source: string }
