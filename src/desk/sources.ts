import { bankLines, missingStatements, unidentified } from './sources/bank';
import { closing, handmade, proposals, shortfalls } from './sources/books';
import { fundAgreements, fundBudgets, fundCare, fundRequests } from './sources/funds';
import { bankings, batches, cashToBank, fiscalReceipts, issues, oddPayments, offlineGifts, stuckBatches, transferAccounts } from './sources/giving';
import { contributions, enrolments, openings, registrations } from './sources/house';
import type { Source } from './tasks';

/** Everybody who has something that may wait, in the order of a day's work. */
export const SOURCES: readonly Source[] = [
  offlineGifts, bankings, cashToBank, issues, transferAccounts, batches, stuckBatches, fiscalReceipts, oddPayments,
  missingStatements, bankLines, unidentified, proposals, handmade, closing, shortfalls, contributions, openings, registrations, fundRequests, fundAgreements, fundBudgets, fundCare, enrolments,
];
