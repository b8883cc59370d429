import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Worker } from '../platform/worker';
import { Ledger } from './ledger.service';
import { Log } from './log';
import { Sealer } from './sealer';

@Global()
@Module({ providers: [Ledger, Log, Sealer], exports: [Ledger, Log, Sealer] })
export class LedgerModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly sealer: Sealer) {}

  onApplicationBootstrap(): void {
    this.worker.start(this.sealer);
  }
}
