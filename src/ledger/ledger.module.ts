import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from '../platform/worker';
import { Ledger } from './ledger.service';
import { Log } from './log';
import { Runs } from './runs';
import { Sealer } from './sealer';

@Global()
@Module({ providers: [Ledger, Log, Runs, Sealer], exports: [Ledger, Log, Runs, Sealer] })
export class LedgerModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly sealer: Sealer) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.sealer);
  }
}
