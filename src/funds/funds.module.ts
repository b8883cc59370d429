import { Global, Module } from '@nestjs/common';
import { FundPages } from './fund-page';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { FundRows } from './rows.queries';
import { Agreements } from './opening/agreements.service';
import { Openings } from './opening/openings.service';
import { FundRequests } from './opening/requests.service';
import { Uses } from './uses';

@Global()
@Module({ controllers: [FundsController], providers: [Agreements, FundPages, FundRequests, FundRows, Funds, FundsQueries, Openings, Uses], exports: [Funds, FundsQueries] })
export class FundsModule {}
