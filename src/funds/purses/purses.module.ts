import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { BankModule } from '../../bank/bank.module';
import { FoundationsModule } from '../../foundations/foundations.module';
import { KnownPhones } from '../../people/known-phones';
import { CONFLICTS } from '../../platform/errors';
import { Worker } from '../../platform/worker';
import { FundRows } from '../rows.queries';
import { HouseholdController } from './household.controller';
import { Households } from './households.service';
import { KeeperLists } from './keepers/keeper-lists.service';
import { KeeperPages } from './keepers/keeper-pages';
import { KeepersController } from './keepers/keepers.controller';
import { keepsAPurse, PurseKeepers } from './keepers/keepers.service';
import { KeepersQueries } from './keepers/keepers.queries';
import { MyPursesController } from './keepers/my-purses.controller';
import { PublicPurses, PublicPursesController } from './public-purse';
import { PurseMatches } from './purse-matches.service';
import { PursePages } from './purse-page';
import { PurseSheets } from './purse-sheets.service';
import { PurseSpendingsController } from './purse-spendings.controller';
import { PurseSpendings } from './purse-spendings.service';
import { PursesController } from './purses.controller';
import { PursesQueries } from './purses.queries';
import { Purses } from './purses.service';
import { WaitingMatches } from './waiting-matches';

// somebody else has done it meanwhile: the page comes back as it stands now
for (const code of ['a-purse-is-opened-once', 'a-purse-opening-is-withdrawn-once', 'a-sheet-is-booked-once', 'a-sheet-is-withdrawn-once', 'a-booked-sheet-stands', 'a-sheet-is-reversed-once', 'a-match-rule-is-confirmed-once', 'a-match-rule-ends-once', 'a-match-is-asked-for-already', 'a-match-is-paid-once-an-asking', 'a-match-changed-since-it-was-asked', 'a-vote-is-confirmed-or-withdrawn-once', 'a-vote-is-confirmed-once', 'a-spending-is-booked-once', 'a-booked-spending-stands', 'a-spending-is-withdrawn-once', 'a-spending-is-reversed-once', 'a-contradiction-is-replied-to-once', 'a-household-leaves-once', 'one-household-lives-behind-a-door', 'a-household-answers-for-what-stands', 'a-list-is-taken-once', 'a-list-is-withdrawn-once', 'a-keeper-ends-once']) CONFLICTS.add(code);

/** Building purses 楼组自治金: the households' own money, held in trust. */
@Module({
  imports: [FoundationsModule, BankModule], controllers: [PursesController, PurseSpendingsController, KeepersController, PublicPursesController, HouseholdController, MyPursesController],
  providers: [FundRows, Purses, PursesQueries, PursePages, PublicPurses, Households, PurseSheets, PurseMatches, PurseSpendings, PurseKeepers, KeeperLists, KeepersQueries, KeeperPages, WaitingMatches], exports: [PurseKeepers, KeeperLists, Purses, PublicPurses, Households, PurseSheets, PurseMatches, PurseSpendings, WaitingMatches],
})
export class PursesModule implements OnApplicationBootstrap {
  constructor(private readonly worker: Worker, private readonly waiting: WaitingMatches, phones: KnownPhones) {
    phones.add(keepsAPurse);
  }

  onApplicationBootstrap(): void {
    this.worker.start(this.waiting);
  }
}
