import { Module } from '@nestjs/common';
import { FoundationsModule } from '../../foundations/foundations.module';
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
import { SpinOffs } from './spin-offs.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-fund-is-frozen-once-at-a-time', 'a-fund-is-unfrozen-once', 'a-fund-ends-once', 'a-fund-is-closed-once', 'a-closing-is-published-once', 'a-fee-is-taken-once-for-a-period', 'a-fee-is-proposed-once']) CONFLICTS.add(code);

@Module({
  imports: [FoundationsModule],
  controllers: [FundActsController, GrowingController],
  providers: [FundMoves, FundEndings, SpinOffs, FundActsQueries, FeesQueries, GrowingQueries, FundActsPages, GrowingPages],
  exports: [FundActsQueries],
})
export class MovesModule {}
