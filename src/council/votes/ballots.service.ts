import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock';
import { boxOf, type Choice, codeText, keysOf, newToken, openBox, readToken, sealBox, trackingCode, type VoteKeys } from '../../rules/ballot';
import { Refused } from '../../rules/refused';
import { VoteKeyFiles } from './vote-keys';

/**
 * Ballots of secret votes, in two requests and two transactions that know nothing of each other: somebody who has signed in takes a token, which is kept nowhere;
 * whoever has a token puts a ballot into the box. The second asks for no session and writes no time, no address and no trail.
 */
@Injectable()
export class Ballots {
  constructor(private readonly db: DataSource, private readonly keys: VoteKeyFiles, private readonly clock: Clock) {}

  /**
   * Marks a member as having taken their ballot. `of`: for whom, where the rules know proxies.
   * @returns a token, which nobody can be given again
   * @throws Refused `a-member-takes-one-ballot`, `whoever-stands-back-does-not-vote`, `a-vote-that-is-over-takes-no-ballot`
   */
  async take(vote: number, session: Buffer, of: number | null): Promise<string> {
    const token = newToken(await this.keysOf(vote));
    await this.db.query('SELECT vote_take($1, $2, $3, $4)', [session, vote, of, this.clock.now()]);
    return token;
  }

  /** Whether a token is one of a vote, before anybody chooses by it. @throws Refused `ballot-token-wrong` */
  async check(vote: number, token: string): Promise<void> {
    tokenIn(await this.keysOf(vote), token);
  }

  /** Puts a ballot into the box; by the same token another in its place. @returns its tracking code */
  async cast(vote: number, typed: string, choice: Choice): Promise<string> {
    const keys = await this.keysOf(vote);
    const code = trackingCode(tokenIn(keys, typed));
    await this.db.transaction(async (tx) => {
      const [{ boxes }] = await tx.query<[{ boxes: number }]>('SELECT count(*)::int AS boxes FROM vote_box WHERE vote = $1', [vote]);
      const box = boxOf(code, boxes);
      await this.put(tx, { vote, box }, keys, code.toString('latin1'), choice);
    });
    return codeText(code);
  }

  private async put(tx: EntityManager, { vote, box }: { vote: number; box: number }, keys: VoteKeys, code: string, choice: Choice): Promise<void> {
    const [{ sealed }] = await tx.query<[{ sealed: Buffer }]>('SELECT vote_box_hold($1, $2, $3) AS sealed', [vote, box, this.clock.now()]);
    const ballots = openBox(keys, sealed, placeOf(vote, box));
    const isNew = !ballots.has(code);
    ballots.set(code, choice);
    await tx.query('SELECT vote_cast($1, $2, $3, $4, $5)', [vote, box, sealBox(keys, ballots, placeOf(vote, box)), isNew, this.clock.now()]);
  }

  /** @throws Refused `a-vote-that-is-over-takes-no-ballot`, `the-key-of-a-vote-is-lost` */
  private async keysOf(vote: number): Promise<VoteKeys> {
    const [row] = await this.db.query<{ secret: boolean; over: boolean }[]>(
      'SELECT secret, closes_at <= $2 OR vote_is_annulled(id) OR EXISTS (SELECT FROM vote_result r WHERE r.vote = v.id) AS over FROM vote v WHERE id = $1', [vote, this.clock.now()]);
    if (!row) throw new NotFoundException();
    if (!row.secret) throw new Refused('an-open-vote-has-no-ballots');
    if (row.over) throw new Refused('a-vote-that-is-over-takes-no-ballot');
    const key = await this.keys.read(vote);
    if (!key) throw new Refused('the-key-of-a-vote-is-lost');
    try {
      return keysOf(key);
    } finally {
      key.fill(0);
    }
  }
}

/** To what a sealed box belongs: it opens nowhere else. */
export const placeOf = (vote: number, box: number): string => `vote ${vote} box ${box}`;

function tokenIn(keys: VoteKeys, typed: string): Buffer {
  const token = readToken(keys, typed);
  if (!token) throw new Refused('ballot-token-wrong', { field: 'token' });
  return token;
}
