import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { CONFLICTS } from '../../platform/errors';
import { Worker } from '../../platform/worker';
import { MotionsModule } from '../motions/motions.module';
import { Ballots } from './ballots.service';
import { DeskVotesController } from './desk-votes.controller';
import { DeskVotePages } from './desk-votes-page';
import { MyVotePages, MyVotesController } from './my-votes.controller';
import { OwnChoices } from './own-choices.service';
import { PublicVotePages, PublicVotesController } from './public-votes.controller';
import { VoteClosings } from './vote-closings.service';
import { VoteKeyFiles } from './vote-keys';
import { Votes } from './votes.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-motion-is-voted-on-once', 'a-member-takes-one-ballot', 'a-vote-that-is-over-takes-no-ballot', 'a-vote-is-closed-once', 'a-vote-is-annulled-once', 'an-annulment-is-confirmed-once', 'an-annulled-vote-takes-no-ballot', 'a-vote-that-is-closed-stands', 'whoever-has-spoken-is-not-spoken-for', 'only-a-paper-that-was-handed-out-comes-back', 'papers-come-back-before-they-are-counted']) CONFLICTS.add(code);

const AN_HOUR = 60 * 60 * 1000;

/** Votes 表决. */
@Module({
  imports: [MotionsModule],
  controllers: [DeskVotesController, MyVotesController, PublicVotesController],
  providers: [Votes, Ballots, OwnChoices, VoteClosings, VoteKeyFiles, DeskVotePages, MyVotePages, PublicVotePages],
  exports: [Votes, Ballots, VoteClosings],
})
export class VotesModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly closings: VoteClosings) {}

  onApplicationBootstrap(): void {
    this.worker.start({ name: 'vote-keys', every: AN_HOUR, run: () => this.closings.tidy().then(() => false) });
  }
}
