import { Module } from '@nestjs/common';
import { CONFLICTS } from '../platform/errors';
import { FoundingContributions } from './founding-contributions.service';
import { FoundingPages } from './founding-page';
import { FoundingController } from './founding.controller';
import { FoundingQueries } from './founding.queries';
import { OpeningBalances } from './opening-balances.service';
import { OpeningPages } from './opening-page';
import { OpeningController } from './opening.controller';
import { OpeningQueries } from './opening.queries';
import { Preparations } from './preparations.service';
import { Registrations } from './registrations.service';
import { ResolutionsQueries } from './resolutions.queries';
import { Resolutions } from './resolutions.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-transfer-is-recorded-once', 'a-contribution-is-confirmed-once', 'a-contribution-bounces-once', 'a-foundation-is-registered-once', 'a-foundation-signs-one-opening-balance', 'an-opening-balance-is-signed-once', 'the-newest-opening-balance-is-signed', 'a-resolution-is-recorded-once', 'a-resolution-is-confirmed-once', 'a-resolution-is-withdrawn-once', 'a-confirmed-resolution-stands', 'a-withdrawn-resolution-stays-withdrawn']) CONFLICTS.add(code);

@Module({ controllers: [FoundingController, OpeningController], providers: [FoundingContributions, FoundingPages, FoundingQueries, OpeningBalances, OpeningPages, OpeningQueries, Preparations, Registrations, Resolutions, ResolutionsQueries], exports: [FoundingContributions, Preparations, Registrations, Resolutions, ResolutionsQueries] })
export class FoundationsModule {}
