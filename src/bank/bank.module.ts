import { Global, Module } from '@nestjs/common';
import { Papers } from '../people/papers/papers.service';
import { CONFLICTS } from '../platform/errors';
import { BankLines } from './bank-lines';
import { BankPages } from './bank-page';
import { BankController } from './bank.controller';
import { BankQueries } from './bank.queries';
import { BankClosing } from './closing';
import { Bookings } from './bookings.service';
import { CertainMatches } from './certain.service';
import { DifferencesController } from './differences.controller';
import { ExpectedMoney } from './expected-money';
import { Holds } from './holds.service';
import { Identifications } from './identifications.service';
import { LINE_PAPERS } from './line-papers';
import { Mappings } from './mappings.service';
import { Matches } from './matches.service';
import { Offers } from './offers';
import { Payouts } from './payouts';
import { BankStatements } from './statements.service';
import { BankStatementsController } from './statements.controller';
import { UnidentifiedController } from './unidentified.controller';

// somebody else has done it meanwhile, or a file contradicts one before: the page comes back as it stands now
for (const code of [
  'a-line-belongs-to-one-match', 'a-posting-belongs-to-one-match', 'matched-meanwhile', 'a-match-is-undone-once', 'expected-money-is-gone', 'transfer-is-booked-already', 'a-line-is-booked-once',
  'a-bank-line-stands-at-a-place-once', 'unidentified-money-is-identified-once',
]) CONFLICTS.add(code);

@Global()
@Module({
  controllers: [BankController, DifferencesController, BankStatementsController, UnidentifiedController],
  providers: [BankClosing, BankLines, BankPages, BankQueries, Bookings, CertainMatches, ExpectedMoney, Holds, Identifications, Mappings, Matches, Offers, Payouts, BankStatements],
  exports: [BankLines, ExpectedMoney, Matches, BankStatements],
})
export class BankModule {
  constructor(papers: Papers) {
    papers.add(LINE_PAPERS);
  }
}
