import { bankLines, missingStatements, unidentified } from './sources/bank';
import { closing, handmade, proposals, shortfalls } from './sources/books';
import { fundAgreements, fundBudgets, fundCare, fundRequests } from './sources/funds';
import { enterpriseDisclosures, profitAgreements, profitReports, profitsDue, profitsUnreported } from './sources/enterprises';
import { disclosures, falls, investments, pools, prices, underwater, valuations } from './sources/endowment';
import { bankings, batches, cashToBank, expiredGoods, fiscalReceipts, issues, oddPayments, offlineGifts, stuckBatches, transferAccounts } from './sources/giving';
import { residentsCouncils } from './sources/council';
import { bodiesThatDoNotMeet, emptySeats, unsignedMinutes } from './sources/meetings';
import { groups } from './sources/groups';
import { contributions, councilsBeyondTheLaw, enrolments, filings, lifeActs, openings, registrations, resolutions, termsOver } from './sources/house';
import { keeperLists, purseMatches, purseObjections, purseOpenings, purseSheets, purseVotes } from './sources/purses';
import { changedEntitlements, exclusivePlaces, overdueEntitlements, placesToRelease, programmeDecisions, unnamedUses, yearSettlements } from './sources/programmes';
import { endings, purposeChanges } from './sources/funds';
import type { Source } from './tasks';

/** Everybody who has something that may wait, in the order of a day's work. */
export const SOURCES: readonly Source[] = [
  offlineGifts, bankings, cashToBank, issues, transferAccounts, batches, stuckBatches, expiredGoods, fiscalReceipts, oddPayments,
  missingStatements, bankLines, unidentified, proposals, handmade, closing, shortfalls, endings, purposeChanges,
  pools, valuations, falls, investments, disclosures, prices, underwater,
  filings, contributions, openings, registrations, resolutions, lifeActs, councilsBeyondTheLaw, termsOver, residentsCouncils, bodiesThatDoNotMeet, emptySeats, unsignedMinutes,
  purseOpenings, keeperLists, purseSheets, purseObjections, purseVotes, purseMatches,
  programmeDecisions, exclusivePlaces, overdueEntitlements, changedEntitlements, unnamedUses, yearSettlements, placesToRelease,
  fundRequests, fundAgreements, fundBudgets, fundCare,
  profitAgreements, profitReports, profitsDue, profitsUnreported, enterpriseDisclosures,
  groups,
  enrolments,
];
