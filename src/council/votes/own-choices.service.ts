import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import type { Choice } from '../../rules/ballot';

/** Choices in votes that are open by the rules of their body: said by a member's own telephone, with their name. */
@Injectable()
export class OwnChoices {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** `of`: for whom, where the rules know proxies. The last counts. @throws Refused `a-vote-that-is-over-takes-no-ballot` */
  async say(vote: number, session: Buffer, of: number | null, choice: Choice): Promise<void> {
    await this.db.query('SELECT vote_say($1, $2, $3, $4, $5)', [session, vote, of, choice, this.clock.now()]);
  }
}
