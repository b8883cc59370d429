import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from '../platform/worker';
import { ClosingSteps } from './closing-steps';
import { Ledger } from './ledger.service';
import { Log } from './log';
import { Runs } from './runs';
import { Sealer } from './sealer';
import { RatiosController } from './statements/ratios.controller';
import { StatementPages } from './statements/statement-page';
import { StatementsController } from './statements/statements.controller';
import { Statements } from './statements/statements.service';
import { Vouchers } from './vouchers.service';

@Global()
@Module({ controllers: [RatiosController, StatementsController], providers: [ClosingSteps, Ledger, Log, Runs, Sealer, StatementPages, Statements, Vouchers], exports: [ClosingSteps, Ledger, Log, Runs, Sealer, Vouchers] })
export class LedgerModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly sealer: Sealer) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.sealer);
  }
}
