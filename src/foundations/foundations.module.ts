import { Module } from '@nestjs/common';
import { Papers } from '../people/papers/papers.service';
import { CONFLICTS } from '../platform/errors';
import { CertificateSheets } from './certificate-sheet';
import { FoundingContributions } from './founding-contributions.service';
import { FoundingPages } from './founding-page';
import { FOUNDING_PAPERS, RESOLUTION_PAPERS } from './founding-papers';
import { FoundingPledges } from './founding-pledges.service';
import { FoundingController } from './founding.controller';
import { FoundingQueries } from './founding.queries';
import { LifeActs } from './life/life-acts.service';
import { LifePages } from './life/life-page';
import { LifeController } from './life/life.controller';
import { LifeQueries } from './life/life.queries';
import { RemainingProperty } from './life/remaining-property.service';
import { Reserves } from './life/reserves.service';
import { OfficialPages } from './officials/officials-page';
import { OfficialsController } from './officials/officials.controller';
import { OfficialsQueries } from './officials/officials.queries';
import { Officials } from './officials/officials.service';
import { OpeningBalances } from './opening-balances.service';
import { OpeningPages } from './opening-page';
import { OpeningController } from './opening.controller';
import { OpeningQueries } from './opening.queries';
import { OperatingModelsController } from './operating-models/operating-models.controller';
import { OperatingModels } from './operating-models/operating-models.service';
import { ParticularsController } from './particulars.controller';
import { Particulars } from './particulars.service';
import { Preparations } from './preparations.service';
import { Registrations } from './registrations.service';
import { ResolutionPages } from './resolutions-page';
import { ResolutionsController } from './resolutions.controller';
import { ResolutionsQueries } from './resolutions.queries';
import { Resolutions } from './resolutions.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of [
  'a-transfer-is-recorded-once', 'a-contribution-is-confirmed-once', 'a-contribution-bounces-once', 'a-foundation-is-registered-once', 'a-foundation-signs-one-opening-balance', 'an-opening-balance-is-signed-once', 'the-newest-opening-balance-is-signed',
  'a-contribution-is-withdrawn-once', 'a-confirmed-contribution-stays', 'a-withdrawn-contribution-is-not-confirmed', 'a-paper-of-a-registration-is-replaced-first', 'a-paper-of-an-act-of-life-is-replaced-first',
  'a-resolution-is-recorded-once', 'a-resolution-is-confirmed-once', 'a-resolution-is-withdrawn-once', 'a-confirmed-resolution-stands', 'a-withdrawn-resolution-stays-withdrawn',
  'an-act-of-life-is-confirmed-once', 'an-act-of-life-is-withdrawn-once', 'a-confirmed-act-of-life-stays', 'a-withdrawn-act-of-life-is-not-confirmed', 'a-foundation-ends-once', 'a-pledge-is-withdrawn-once',
  'remaining-property-is-handed-on-once', 'remaining-property-is-withdrawn-once', 'a-reserve-is-dissolved-once', 'a-term-ends-once', 'a-fact-of-an-official-ends-once',
]) CONFLICTS.add(code);

@Module({
  controllers: [FoundingController, LifeController, OfficialsController, OpeningController, OperatingModelsController, ParticularsController, ResolutionsController],
  providers: [
    CertificateSheets, FoundingContributions, FoundingPages, FoundingPledges, FoundingQueries, LifeActs, LifePages, LifeQueries, OfficialPages, Officials, OfficialsQueries, OpeningBalances, OpeningPages, OpeningQueries,
    OperatingModels, Particulars, Preparations, Registrations, RemainingProperty, Reserves, ResolutionPages, Resolutions, ResolutionsQueries,
  ],
  exports: [FoundingContributions, FoundingPledges, FoundingQueries, LifeActs, LifeQueries, Officials, OfficialsQueries, Particulars, Preparations, Registrations, Resolutions, ResolutionsQueries],
})
export class FoundationsModule {
  constructor(papers: Papers) {
    papers.add(RESOLUTION_PAPERS, FOUNDING_PAPERS);
  }
}
