import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Config } from '../platform/config';
import { Audit } from './audit';
import { EnrolmentsController } from './enrolments.controller';
import { Enrolments } from './enrolments.service';
import { Foundations } from './foundations';
import { MeController } from './me.controller';
import { OneTimeCodes } from './one-time-codes';
import { OutboxController } from './outbox.controller';
import { PeopleController } from './people.controller';
import { People } from './people';
import { PeopleQueries } from './people.queries';
import { Sessions } from './sessions.service';
import { SignInController } from './sign-in.controller';
import { SignIns } from './sign-ins.service';
import { Vault } from './vault';

@Global()
@Module({})
export class PeopleModule {
  static with(config: Config): DynamicModule {
    return {
      module: PeopleModule,
      controllers: [SignInController, EnrolmentsController, MeController, PeopleController, ...(config.production ? [] : [OutboxController])],
      providers: [Foundations, People, PeopleQueries, Audit, Vault, OneTimeCodes, Sessions, SignIns, Enrolments],
      exports: [Foundations, People, Audit, Vault, Sessions, SignIns, Enrolments],
    };
  }
}
