import { Module } from '@nestjs/common';
import { FoundingContributions } from './founding-contributions.service';
import { FoundingPages } from './founding-page';
import { FoundingController } from './founding.controller';
import { FoundingQueries } from './founding.queries';
import { Preparations } from './preparations.service';
import { Registrations } from './registrations.service';

@Module({ controllers: [FoundingController], providers: [FoundingContributions, FoundingPages, FoundingQueries, Preparations, Registrations], exports: [FoundingContributions, Preparations, Registrations] })
export class FoundationsModule {}
