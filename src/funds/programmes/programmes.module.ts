import { Module } from '@nestjs/common';
import { FoundationsModule } from '../../foundations/foundations.module';
import { CONFLICTS } from '../../platform/errors';
import { ExclusivePlaces } from './exclusive-places.service';
import { ProgrammeFunds } from './programme-funds.service';
import { ProgrammePages } from './programme-page';
import { ProgrammeUses } from './programme-uses.service';
import { ProgrammesController } from './programmes.controller';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-count-of-households-is-decided-once', 'an-entitlement-is-decided-once', 'what-was-counted-is-taken-back-once', 'a-cost-names-its-use-once', 'a-place-is-kept-for-one-fund', 'a-fund-has-one-place-of-its-own']) CONFLICTS.add(code);

@Module({ imports: [FoundationsModule], controllers: [ProgrammesController], providers: [ExclusivePlaces, ProgrammeFunds, ProgrammePages, ProgrammeUses], exports: [ExclusivePlaces, ProgrammeFunds, ProgrammeUses] })
export class ProgrammesModule {}
