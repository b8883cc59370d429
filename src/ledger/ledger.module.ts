import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Papers } from '../people/papers/papers.service';
import { CONFLICTS } from '../platform/errors';
import { Worker } from '../platform/worker';
import { ClosingPages } from './closing-page';
import { ClosingSteps } from './closing-steps';
import { ClosingController } from './closing.controller';
import { ClosingQueries } from './closing.queries';
import { Closings } from './closings.service';
import { HeldSpends } from './held-spends.service';
import { Ledger } from './ledger.service';
import { Log } from './log';
import { Proposals } from './proposals.service';
import { Runs } from './runs';
import { Sealer } from './sealer';
import { SpendGuards } from './spend-guards';
import { RatiosController } from './statements/ratios.controller';
import { StatementPages } from './statements/statement-page';
import { StatementsController } from './statements/statements.controller';
import { Statements } from './statements/statements.service';
import { VoucherPages } from './voucher-page';
import { PROPOSAL_PAPERS, VOUCHER_PAPERS } from './voucher-papers';
import { VouchersController } from './vouchers.controller';
import { VouchersQueries } from './vouchers.queries';
import { Vouchers } from './vouchers.service';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-month-is-sealed-once', 'somebody-else-has-signed-meanwhile', 'nothing-is-booked-between-two-signatures', 'a-proposal-is-decided-once', 'a-voucher-is-checked-once', 'an-entry-is-reversed-once', 'the-books-have-moved-since']) CONFLICTS.add(code);

@Global()
@Module({
  controllers: [VouchersController, ClosingController, StatementsController, RatiosController],
  providers: [ClosingPages, ClosingQueries, ClosingSteps, Closings, HeldSpends, Ledger, Log, Proposals, Runs, Sealer, SpendGuards, StatementPages, Statements, VoucherPages, Vouchers, VouchersQueries],
  exports: [ClosingSteps, HeldSpends, Ledger, Log, Proposals, Runs, Sealer, SpendGuards, Vouchers],
})
export class LedgerModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly sealer: Sealer, papers: Papers) {
    papers.add(PROPOSAL_PAPERS, VOUCHER_PAPERS);
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.sealer);
  }
}
