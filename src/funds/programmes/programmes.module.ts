import { Module } from '@nestjs/common';
import { FoundationsModule } from '../../foundations/foundations.module';
import { Papers } from '../../people/papers/papers.service';
import { CONFLICTS } from '../../platform/errors';
import { ExclusivePlaces } from './exclusive-places.service';
import { ProgrammeFunds } from './programme-funds.service';
import { ProgrammePages } from './programme-page';
import { ProgrammeUses } from './programme-uses.service';
import { ProgrammesController } from './programmes.controller';
import { SETTLEMENT_PAPERS } from './settlement-papers';
import { YearSettlementsController } from './year-settlements.controller';
import { YearSettlementPages } from './year-settlements-page';
import { YearSettlements } from './year-settlements.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-count-of-households-is-decided-once', 'an-entitlement-is-decided-once', 'what-was-counted-is-taken-back-once', 'a-cost-names-its-use-once', 'a-place-is-kept-for-one-fund', 'a-fund-has-one-place-of-its-own', 'a-place-is-released-once',
  'a-settlement-is-decided-once', 'a-year-is-settled-once', 'the-year-has-moved-since']) CONFLICTS.add(code);

@Module({ imports: [FoundationsModule], controllers: [ProgrammesController, YearSettlementsController], providers: [ExclusivePlaces, ProgrammeFunds, ProgrammePages, ProgrammeUses, YearSettlementPages, YearSettlements], exports: [ExclusivePlaces, ProgrammeFunds, ProgrammeUses, YearSettlements] })
export class ProgrammesModule {
  constructor(papers: Papers) {
    papers.add(SETTLEMENT_PAPERS);
  }
}
