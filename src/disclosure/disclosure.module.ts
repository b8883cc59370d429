import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from '../platform/worker';
import { AboutController } from './about.controller';
import { Downloads } from './download';
import { CouncilController } from './council/council.controller';
import { MeetingsPublicController } from './council/meetings.controller';
import { PromisesApiController } from './enterprises/promises.api';
import { PromisesController } from './enterprises/promises.controller';
import { EntryController } from './entry.controller';
import { FundStatementsController } from './fund-statements/fund-statements.controller';
import { HomeController } from './home.controller';
import { IncomeApiController } from './income/income.api';
import { IncomeController } from './income/income.controller';
import { LedgerApiController } from './ledger.api.controller';
import { LedgerController } from './ledger.controller';
import { LoopApiController } from './loop/loop.api';
import { LoopController } from './loop/loop.controller';
import { VerificationController } from './verification.controller';
import { Verifications } from './verifications.service';

@Module({
  controllers: [AboutController, HomeController, VerificationController, LedgerController, FundStatementsController, IncomeController, IncomeApiController, LoopController, LoopApiController, CouncilController, MeetingsPublicController, PromisesController, PromisesApiController, EntryController, LedgerApiController],
  providers: [Downloads, Verifications],
  exports: [Verifications],
})
export class DisclosureModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly verifications: Verifications) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.verifications);
  }
}
