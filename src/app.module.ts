import { type DynamicModule, Module } from '@nestjs/common';
import { BankModule } from './bank/bank.module';
import { CouncilModule } from './council/council.module';
import { MeetingsModule } from './council/meetings/meetings.module';
import { DeskModule } from './desk/desk.module';
import { DisclosureModule } from './disclosure/disclosure.module';
import { EnterprisesModule } from './enterprises/enterprises.module';
import { FoundationsModule } from './foundations/foundations.module';
import { FundsModule } from './funds/funds.module';
import { GivingModule } from './giving/giving.module';
import { LedgerModule } from './ledger/ledger.module';
import { GroupsModule } from './people/groups/groups.module';
import { PeopleModule } from './people/people.module';
import type { Config } from './platform/config';
import { PlatformModule } from './platform/platform.module';

/** The features, in the order in which they rest on each other. */
@Module({})
export class AppModule {
  static with(config: Config): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.with(config), PeopleModule.with(config), GroupsModule, LedgerModule, BankModule, FoundationsModule, FundsModule, CouncilModule, MeetingsModule, GivingModule.with(config), EnterprisesModule, DeskModule, DisclosureModule] };
  }
}
