import { Module } from '@nestjs/common';
import { CONFLICTS } from '../platform/errors';
import { ResidentsCouncilsController } from './residents-councils.controller';
import { ResidentsCouncilPages } from './residents-councils-page';
import { ResidentsCouncils } from './residents-councils.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-residents-council-has-its-own-address', 'a-residents-council-ends-once', 'a-seat-on-a-council-ends-once', 'somebody-sits-on-a-council-once', 'a-residents-council-has-one-chair-a-day', 'rules-of-a-council-follow-each-other']) CONFLICTS.add(code);

/** Residents' councils 居民议事会. */
@Module({
  controllers: [ResidentsCouncilsController],
  providers: [ResidentsCouncils, ResidentsCouncilPages],
  exports: [ResidentsCouncils],
})
export class CouncilModule {}
