import { Global, Module } from '@nestjs/common';
import { BankLines } from './bank-lines';
import { ExpectedMoney } from './expected-money';

@Global()
@Module({ providers: [BankLines, ExpectedMoney], exports: [BankLines, ExpectedMoney] })
export class BankModule {}
