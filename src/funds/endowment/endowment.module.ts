import { Module } from '@nestjs/common';
import { FoundationsModule } from '../../foundations/foundations.module';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { EndowmentDeskQueries } from './endowment-desk.queries';
import { EndowmentPages } from './endowment-pages';
import { EndowmentPolicies } from './endowment-policies.service';
import { EndowmentController } from './endowment.controller';
import { EndowmentQueries } from './endowment.queries';
import { Falls } from './falls.service';
import { Investments } from './investments.service';
import { KeptController } from './kept.controller';
import { Pools } from './pools.service';
import { VALUATION_PAPERS } from './valuation-papers';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-pool-is-approved-once', 'a-valuation-is-confirmed-once', 'a-valuation-is-withdrawn-once', 'an-order-is-decided-once', 'an-order-is-booked-once', 'a-fall-is-proposed-once', 'a-fall-is-decided-once', 'a-bar-ends-once', 'an-investment-is-disclosed-once', 'one-spending-rule-begins-a-day', 'one-investment-policy-begins-a-day']) CONFLICTS.add(code);

@Module({ imports: [FoundationsModule], controllers: [EndowmentController, KeptController], providers: [EndowmentDeskQueries, EndowmentPages, EndowmentPolicies, EndowmentQueries, Falls, Investments, Pools], exports: [EndowmentQueries] })
export class EndowmentModule {
  constructor(papers: Papers) {
    papers.add(VALUATION_PAPERS);
  }
}
