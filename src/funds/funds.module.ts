import { Module } from '@nestjs/common';
import { FundsController } from './funds.controller';
import { FundsQueries } from './funds.queries';
import { Funds } from './funds.service';
import { Uses } from './uses';

@Module({ controllers: [FundsController], providers: [Funds, FundsQueries, Uses], exports: [Funds, FundsQueries] })
export class FundsModule {}
