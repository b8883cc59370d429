import { Global, Module } from '@nestjs/common';
import { KnownPhones } from '../../people/known-phones';
import { CONFLICTS } from '../../platform/errors';
import { JointProposals } from './joint-proposals.service';
import { MotionModels } from './motion-model';
import { MotionsController } from './motions.controller';
import { MotionPages } from './motions-page';
import { Motions } from './motions.service';
import { MyCouncilController } from './my-council.controller';
import { MyMotionsController } from './my-motions.controller';
import { MyMotionPages } from './my-motions-page';
import { OwnMotions } from './own-motions.service';
import { isAVoter } from './voter-phones.queries';
import { VoterPhones } from './voter-phones.service';
import { VotersController } from './voters.controller';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-telephone-is-confirmed-once', 'a-telephone-is-struck-once', 'a-voter-has-one-telephone', 'a-telephone-speaks-for-one-voter', 'a-telephone-signs-once', 'a-proposal-has-its-signatures', 'a-proposal-is-withdrawn-once', 'a-signature-is-taken-back-once',
  'a-motion-is-reviewed-once', 'a-motion-is-withdrawn-once', 'a-withdrawn-motion-stays-withdrawn', 'a-decided-motion-stays-as-it-is', 'money-of-a-motion-is-named-once', 'a-member-stands-back-once', 'an-interest-is-declared-once', 'a-motion-before-its-voters-is-not-withdrawn']) CONFLICTS.add(code);

/** Motions 议案: tabled, reviewed, with what they would spend and who stands back; and by which telephone a member speaks. */
@Global()
@Module({
  controllers: [MotionsController, VotersController, MyMotionsController, MyCouncilController],
  providers: [Motions, OwnMotions, JointProposals, VoterPhones, MotionModels, MotionPages, MyMotionPages],
  exports: [Motions, OwnMotions, JointProposals, VoterPhones, MotionModels],
})
export class MotionsModule {
  constructor(phones: KnownPhones) {
    phones.add(isAVoter);
  }
}
