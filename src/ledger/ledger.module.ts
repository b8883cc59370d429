import { Global, Module } from '@nestjs/common';
import { Ledger } from './ledger.service';
import { Log } from './log';
import { Sealer } from './sealer';

@Global()
@Module({ providers: [Ledger, Log, Sealer], exports: [Ledger, Log, Sealer] })
export class LedgerModule {}
