import { Global, Module } from '@nestjs/common';
import { FoundationsModule } from '../foundations/foundations.module';
import { ResolutionsQueries } from '../foundations/resolutions.queries';
import { SpendGuards } from '../ledger/spend-guards';
import { CONFLICTS } from '../platform/errors';
import { Campaigns } from './campaigns/campaigns.service';
import { EndowmentModule } from './endowment/endowment.module';
import { FundPages } from './fund-page';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { Guardrails } from './guardrails';
import { FundActsController } from './moves/acts.controller';
import { FundActsPages } from './moves/acts-page';
import { FundActsQueries } from './moves/acts.queries';
import { FeesQueries } from './moves/fees.queries';
import { FundEndings } from './moves/fund-endings.service';
import { FundMoves } from './moves/fund-moves.service';
import { GrowingController } from './moves/growing.controller';
import { GrowingPages } from './moves/growing-page';
import { GrowingQueries } from './moves/growing.queries';
import { SpinOffs } from './moves/spin-offs.service';
import { ProgrammesModule } from './programmes/programmes.module';
import { PursesModule } from './purses/purses.module';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-fund-is-frozen-once-at-a-time', 'a-fund-is-unfrozen-once', 'a-fund-ends-once', 'a-fund-is-closed-once', 'a-closing-is-published-once', 'a-fee-is-taken-once-for-a-period', 'a-fee-is-proposed-once']) CONFLICTS.add(code);

const MOVES = [FundMoves, FundEndings, SpinOffs, FundActsQueries, FeesQueries, GrowingQueries, FundActsPages, GrowingPages];

@Global()
@Module({ imports: [FoundationsModule, EndowmentModule, ProgrammesModule, PursesModule], controllers: [FundsController, FundActsController, GrowingController], providers: [Campaigns, Funds, FundsQueries, FundPages, FundRows, Guardrails, Uses, ...MOVES], exports: [Campaigns, Funds, FundsQueries, Guardrails] })
export class FundsModule {
  constructor(guards: SpendGuards, guardrails: Guardrails, resolutions: ResolutionsQueries) {
    guards.add({ findings: (db, draft, lang) => guardrails.of(db, draft, lang), resolutions: (foundation) => resolutions.choices(foundation, { body: 'council' }) });
  }
}
