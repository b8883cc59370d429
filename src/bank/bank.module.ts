import { Global, Module } from '@nestjs/common';
import { ExpectedMoney } from './expected-money';

@Global()
@Module({ providers: [ExpectedMoney], exports: [ExpectedMoney] })
export class BankModule {}
