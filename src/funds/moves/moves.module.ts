import { Module } from '@nestjs/common';
import { FoundationsModule } from '../../foundations/foundations.module';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { FundActsController } from './acts.controller';
import { FundActsPages } from './acts-page';
import { FundActsQueries } from './acts.queries';
import { FeesQueries } from './fees.queries';
import { FundEndings } from './fund-endings.service';
import { FundMoves } from './fund-moves.service';
import { GrowingController } from './growing.controller';
import { GrowingPages } from './growing-page';
import { GrowingQueries } from './growing.queries';
import { PurposeChanges } from './purpose-changes.service';
import { PurposeController } from './purpose.controller';
import { PurposePages } from './purpose-page';
import { PURPOSE_PAPERS } from './purpose-papers';
import { PurposesQueries } from './purposes.queries';
import { SpinOffs } from './spin-offs.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-fund-is-frozen-once-at-a-time', 'a-fund-is-unfrozen-once', 'a-fund-ends-once', 'a-fund-is-closed-once', 'a-closing-is-published-once', 'a-fee-is-taken-once-for-a-period', 'a-fee-is-proposed-once', 'a-consent-is-withdrawn-once', 'a-return-is-proposed-once',
  'a-change-of-purpose-is-confirmed-once', 'a-change-of-purpose-is-withdrawn-once', 'what-both-have-signed-is-not-withdrawn', 'a-purpose-changes-once-by-a-consent', 'a-purpose-changes-one-at-a-time', 'what-is-signed-rests-on-what-stands']) CONFLICTS.add(code);

@Module({
  imports: [FoundationsModule],
  controllers: [FundActsController, GrowingController, PurposeController],
  providers: [FundMoves, FundEndings, SpinOffs, FundActsQueries, FeesQueries, GrowingQueries, FundActsPages, GrowingPages, PurposeChanges, PurposePages, PurposesQueries],
  exports: [FundActsQueries, PurposesQueries],
})
export class MovesModule {
  constructor(papers: Papers) {
    papers.add(PURPOSE_PAPERS);
  }
}
