import { Global, Module } from '@nestjs/common';
import { KnownPhones } from '../people/known-phones';
import { Papers } from '../people/papers/papers.service';
import { CONFLICTS } from '../platform/errors';
import { FoundationsModule } from '../foundations/foundations.module';
import { BudgetsQueries } from './care/budgets.queries';
import { FundBudgets } from './care/budgets.service';
import { FundCare } from './care/care.service';
import { FundDeskController } from './care/fund-desk.controller';
import { FundDeskPages } from './care/fund-desk-page';
import { FundDeskQueries } from './care/fund-desk.queries';
import { GroupsController } from './care/groups.controller';
import { FundGroups } from './care/groups.service';
import { FundTerms } from './care/terms.service';
import { CampaignsModule } from './campaigns/campaigns.module';
import { EndowmentModule } from './endowment/endowment.module';
import { FundPages } from './fund-page';
import { GroupFundsController, GroupFundsDeskController } from './group-funds/group-funds.controller';
import { GroupFunds } from './group-funds/group-funds.service';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { MovesModule } from './moves/moves.module';
import { AGREEMENT_PAPERS } from './opening/agreement-papers';
import { AgreementsQueries } from './opening/agreements.queries';
import { Agreements } from './opening/agreements.service';
import { DeskRequestPages } from './opening/desk-request-page';
import { MyRequestsController } from './opening/my-requests.controller';
import { Openings } from './opening/openings.service';
import { RequestPages } from './opening/request-pages';
import { RequestsController } from './opening/requests.controller';
import { FundRequestsQueries, hasAsked } from './opening/requests.queries';
import { FundRequests } from './opening/requests.service';
import { GuardrailsModule } from './guardrails.module';
import { ProgrammesModule } from './programmes/programmes.module';
import { PursesModule } from './purses/purses.module';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-request-opens-one-fund', 'a-request-ends-once', 'a-request-that-has-ended-goes-no-further', 'a-request-that-has-opened-does-not-end', 'the-newest-text-is-signed', 'a-text-was-drawn-up-meanwhile', 'a-text-is-withdrawn-once', 'a-withdrawn-text-is-signed-by-nobody', 'a-question-is-answered-once', 'a-budget-is-approved-once', 'an-approved-budget-stands']) CONFLICTS.add(code);

const OPENING = [Agreements, AgreementsQueries, DeskRequestPages, FundRequests, FundRequestsQueries, Openings, RequestPages];
const CARE = [BudgetsQueries, FundBudgets, FundCare, FundDeskPages, FundDeskQueries, FundGroups, FundTerms];

@Global()
@Module({
  imports: [CampaignsModule, EndowmentModule, FoundationsModule, GuardrailsModule, MovesModule, ProgrammesModule, PursesModule],
  // the pages of requests and groups before those of a fund, whose code could be any word
  controllers: [MyRequestsController, RequestsController, GroupsController, FundsController, FundDeskController, GroupFundsController, GroupFundsDeskController],
  providers: [...OPENING, ...CARE, FundPages, FundRows, Funds, GroupFunds, FundsQueries, Uses], exports: [Funds, FundsQueries, GroupFunds, PursesModule],
})
export class FundsModule {
  constructor(papers: Papers, phones: KnownPhones) {
    papers.add(AGREEMENT_PAPERS);
    phones.add(hasAsked);
  }
}
