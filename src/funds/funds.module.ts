import { Global, Module } from '@nestjs/common';
import { FoundationsModule } from '../foundations/foundations.module';
import { ResolutionsQueries } from '../foundations/resolutions.queries';
import { SpendGuards } from '../ledger/spend-guards';
import { Campaigns } from './campaigns/campaigns.service';
import { EndowmentModule } from './endowment/endowment.module';
import { FundPages } from './fund-page';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { Guardrails } from './guardrails';
import { ProgrammesModule } from './programmes/programmes.module';
import { PursesModule } from './purses/purses.module';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

@Global()
@Module({ imports: [FoundationsModule, EndowmentModule, ProgrammesModule, PursesModule], controllers: [FundsController], providers: [Campaigns, Funds, FundsQueries, FundPages, FundRows, Guardrails, Uses], exports: [Campaigns, Funds, FundsQueries, Guardrails] })
export class FundsModule {
  constructor(guards: SpendGuards, guardrails: Guardrails, resolutions: ResolutionsQueries) {
    guards.add({ findings: (db, draft, lang) => guardrails.of(db, draft, lang), resolutions: (foundation) => resolutions.choices(foundation, { body: 'council' }) });
  }
}
