import { Global, Module } from '@nestjs/common';
import { CampaignsModule } from './campaigns/campaigns.module';
import { EndowmentModule } from './endowment/endowment.module';
import { FundPages } from './fund-page';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { GuardrailsModule } from './guardrails.module';
import { MovesModule } from './moves/moves.module';
import { ProgrammesModule } from './programmes/programmes.module';
import { PursesModule } from './purses/purses.module';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

@Global()
@Module({ imports: [CampaignsModule, EndowmentModule, GuardrailsModule, MovesModule, ProgrammesModule, PursesModule], controllers: [FundsController], providers: [Funds, FundsQueries, FundPages, FundRows, Uses], exports: [Funds, FundsQueries] })
export class FundsModule {}
