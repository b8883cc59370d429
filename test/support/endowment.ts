import type { FundRef } from '../../src/ledger/draft';
import { principalGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import type { Foundation } from '../../src/people/foundations';
import type { TestApp } from './app';
import { openFund } from './funds';

/** A preserved fund with its agreement and page. */
export const openEndowment = (house: TestApp, foundation: Foundation, { code, name, english, day }: { code: string; name: string; english: string; day: string }): Promise<FundRef> =>
  openFund(house, foundation, {
    code, name: `${foundation.name}${name}`, englishName: english,
    agreement: {
      no: `XY-${code}`, day, preserved: true, party: '林老先生', englishParty: 'Mr Lin', purpose: '助老', englishPurpose: 'For the elderly', use: '本金不动，收益助老', englishUse: 'The principal stays, its yield helps the elderly',
      termination: '约定', englishTermination: 'As agreed', remainingProperty: '转入同类基金', englishRemainingProperty: 'To a fund of the same kind',
    },
    page: { summary: '本金不动，每年用收益给老人添衣', englishSummary: 'The principal stays; its yield buys winter coats for the elderly', place: null, englishPlace: null, picture: null, unit: null, tiles: [] },
  });

/** Somebody gives money to be kept. */
export const givesPrincipal = (house: TestApp, fund: FundRef, { day, source, party, sum, bank }: { day: string; source: string; party: string; sum: bigint; bank: number }): Promise<bigint> =>
  house.db.transaction((tx) => house.app.get(Ledger).enter(tx, principalGift({ day, source, party, fund, sum, bank, note: '本金不动，收益助老' })));
