import { type DynamicModule, Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Config } from '../platform/config';
import { CONFLICTS, LOOK_AGAIN } from '../platform/errors';
import { Worker } from '../platform/worker';
import { Audit } from './audit';
import { Contacts } from './contacts.service';
import { EnrolmentsController } from './enrolments.controller';
import { Enrolments } from './enrolments.service';
import { Foundations } from './foundations';
import { CameBack, KeptForms } from './kept-forms';
import { KnownPhones } from './known-phones';
import { MeController } from './me.controller';
import { Notices } from './notices.service';
import { OneTimeCodes } from './one-time-codes';
import { OutboxController } from './outbox.controller';
import { PeopleController } from './people.controller';
import { People } from './people';
import { PeopleQueries } from './people.queries';
import { PhoneSignInController } from './phone-sign-in.controller';
import { PhoneSignIns } from './phone-sign-ins.service';
import { HeldFiles } from './papers/held-files';
import { PaperPages } from './papers/paper-pages';
import { PapersController } from './papers/papers.controller';
import { Papers } from './papers/papers.service';
import { Postman } from './postman';
import { Sessions } from './sessions.service';
import { RelationsController } from './relations.controller';
import { RelationsQueries } from './relations.queries';
import { Relations } from './relations.service';
import { SignInController } from './sign-in.controller';
import { SignIns } from './sign-ins.service';
import { Sweeping } from './sweeping';
import { TrailController } from './trail.controller';
import { TrailQueries } from './trail.queries';
import { Vault } from './vault';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-relation-is-entered-once', 'a-relation-ends-once', 'a-paper-is-withdrawn-once']) CONFLICTS.add(code);
for (const code of ['signed-in-anew', 'one-more-file']) LOOK_AGAIN.add(code);

@Global()
@Module({})
export class PeopleModule implements OnApplicationBootstrap {
  static with(config: Config): DynamicModule {
    return {
      module: PeopleModule,
      controllers: [SignInController, EnrolmentsController, MeController, PeopleController, RelationsController, TrailController, PapersController, PhoneSignInController, ...(config.production ? [] : [OutboxController])],
      providers: [Foundations, People, PeopleQueries, TrailQueries, Relations, RelationsQueries, Audit, Vault, OneTimeCodes, Sessions, SignIns, Enrolments, KeptForms, { provide: APP_GUARD, useClass: CameBack }, Notices, Postman, Sweeping, Contacts, KnownPhones, PhoneSignIns, Papers, PaperPages, HeldFiles],
      exports: [Foundations, People, PeopleQueries, Audit, Vault, Sessions, SignIns, Enrolments, Notices, KnownPhones, PhoneSignIns, Relations, Papers, PaperPages, HeldFiles],
    };
  }

  constructor(private readonly worker: Worker, private readonly postman: Postman, private readonly sweeping: Sweeping) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.postman);
    this.worker.start(this.sweeping);
  }
}
