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

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-transfer-is-recorded-once', 'a-contribution-is-confirmed-once', 'a-contribution-bounces-once', 'a-foundation-is-registered-once', 'a-foundation-signs-one-opening-balance', 'an-opening-balance-is-signed-once', 'the-newest-opening-balance-is-signed']) CONFLICTS.add(code);

@Module({ controllers: [FoundingController, OpeningController], providers: [FoundingContributions, FoundingPages, FoundingQueries, OpeningBalances, OpeningPages, OpeningQueries, Preparations, Registrations], exports: [FoundingContributions, Preparations, Registrations] })
export class FoundationsModule {}
