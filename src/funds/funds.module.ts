import { Global, Module } from '@nestjs/common';
import { FundPages } from './fund-page';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { FundRows } from './rows.queries';
import { Uses } from './uses';

@Global()
@Module({ controllers: [FundsController], providers: [Funds, FundsQueries, FundPages, FundRows, Uses], exports: [Funds, FundsQueries] })
export class FundsModule {}
