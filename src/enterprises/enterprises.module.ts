import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { BankModule } from '../bank/bank.module';
import { FoundationsModule } from '../foundations/foundations.module';
import { Receipts } from '../giving/receipts.service';
import { ShareGifts } from '../giving/share-gifts.service';
import { Papers } from '../people/papers/papers.service';
import { CONFLICTS } from '../platform/errors';
import { Worker } from '../platform/worker';
import { AgreementPages } from './agreement-page';
import { AgreementQueries } from './agreement.queries';
import { AgreementsController } from './agreements.controller';
import { ProfitAgreements } from './agreements.service';
import { Claims } from './claims.service';
import { EnterprisePages } from './enterprise-page';
import { EnterprisesController } from './enterprises.controller';
import { EnterprisesQueries } from './enterprises.queries';
import { Enterprises } from './enterprises.service';
import { PROFIT_AGREEMENT_PAPERS, PROFIT_REPORT_PAPERS } from './profit-papers';
import { WithheldNames } from './public-name';
import { ProfitReminders } from './reminders.service';
import { ReportsController } from './reports.controller';
import { ProfitReports } from './reports.service';
import { ProfitShares } from './shares.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['an-enterprise-is-entered-once', 'an-owner-leaves-once', 'an-enterprise-is-dissolved-once', 'a-profit-agreement-is-confirmed-once', 'a-profit-agreement-is-withdrawn-once', 'a-confirmed-profit-agreement-stands',
  'an-agreement-is-disclosed-once', 'a-period-is-reported-once', 'one-report-of-a-period-waits-at-a-time', 'a-profit-report-is-decided-once', 'a-question-about-a-report-is-answered-once', 'a-reminder-is-written-once-a-day', 'a-resolution-waives-a-period-once']) CONFLICTS.add(code);

@Module({
  imports: [BankModule, FoundationsModule],
  controllers: [EnterprisesController, AgreementsController, ReportsController],
  providers: [Enterprises, EnterprisesQueries, EnterprisePages, ProfitAgreements, AgreementQueries, AgreementPages, ProfitReminders, ProfitReports, ProfitShares, Claims, ShareGifts, Receipts, WithheldNames],
  exports: [Enterprises, ProfitAgreements, ProfitReports, ProfitShares, EnterprisesQueries, AgreementQueries],
})
export class EnterprisesModule implements OnApplicationBootstrap {
  constructor(papers: Papers, private readonly worker: Worker, private readonly withheld: WithheldNames) {
    papers.add(PROFIT_AGREEMENT_PAPERS, PROFIT_REPORT_PAPERS);
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.withheld);
  }
}
