import type { ExecutionContext } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { join } from 'node:path';
import { Bookings } from '../../src/bank/bookings.service';
import { placeOf } from '../../src/bank/places';
import { Reserves } from '../../src/foundations/life/reserves.service';
import { Officials } from '../../src/foundations/officials/officials.service';
import { Motions } from '../../src/council/motions/motions.service';
import { Votes } from '../../src/council/votes/votes.service';
import { ResidentsCouncils, USUAL_RULE } from '../../src/council/residents-councils.service';
import { Results } from '../../src/council/results/results.service';
import { Enterprises } from '../../src/enterprises/enterprises.service';
import { FoundingContributions } from '../../src/foundations/founding-contributions.service';
import { Households } from '../../src/funds/purses/households.service';
import { KeeperLists } from '../../src/funds/purses/keepers/keeper-lists.service';
import { PurseKeepers } from '../../src/funds/purses/keepers/keepers.service';
import { PurseMatches } from '../../src/funds/purses/purse-matches.service';
import { PurseSheets } from '../../src/funds/purses/purse-sheets.service';
import { PurseSpendings } from '../../src/funds/purses/purse-spendings.service';
import { Purses } from '../../src/funds/purses/purses.service';
import { Sealer } from '../../src/ledger/sealer';
import { GiftBatches } from '../../src/giving/batches/batches.service';
import { CashBankings } from '../../src/giving/offline/cash-bankings.service';
import { ChequesAndGoods } from '../../src/giving/offline/cheques-and-goods.service';
import { GiftBookings } from '../../src/giving/offline/gift-bookings.service';
import { Transfers } from '../../src/giving/offline/transfers.service';
import { CashCounts } from '../../src/giving/offline/cash-counts.service';
import { NOBODY_NAMED, OfflineGifts } from '../../src/giving/offline/offline-gifts.service';
import type { Foundation } from '../../src/people/foundations';
import { type DeskPage, pagesFor } from '../../src/people/desk-pages';
import { People, type Role, ROLES, type Somebody } from '../../src/people/people';
import { GroupMembers } from '../../src/people/groups/group-members.service';
import { Groups } from '../../src/people/groups/groups.service';
import { Relations } from '../../src/people/relations.service';
import { AccessGuard } from '../../src/platform/access';
import { createAssets } from '../../src/platform/assets';
import { Clock } from '../../src/platform/clock';
import { createViews } from '../../src/platform/views';
import { samples } from '../pages/samples';
import { SetClock, startApp, type TestApp } from '../support/app';
import { shows } from '../support/bank';
import { appointed, type AtDesk, atDesk, preparing } from '../support/desk';
import { openLunchFund } from '../support/giving';
import { GARDENERS, registered, saidYes } from '../support/groups';
import { invested } from '../support/investments';
import { addsPaper } from '../support/papers';
import { programmeFund } from '../support/programmes';
import { resolved } from '../support/resolutions';
import { closedVote } from '../support/results';

/** Every route that is not open to anybody, and who may knock. Another one, or another role, is written here first. */
const DOORS = `
  GET  /desk                                          all of them
  GET  /desk/closing                                  bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/closing/:month                           bookkeeper cashier secretary-general supervisor auditor
  POST /desk/closing/:month/accruals                  bookkeeper secretary-general
  POST /desk/closing/:month/chart-migrations          bookkeeper
  POST /desk/closing/:month/checks                    bookkeeper secretary-general
  POST /desk/closing/:month/codes                     bookkeeper secretary-general
  POST /desk/closing/:month/releases                  bookkeeper secretary-general
  POST /desk/closing/:month/signatures                bookkeeper secretary-general
  POST /desk/closing/:month/steps                     bookkeeper secretary-general
  POST /desk/closing/:month/year-closings             bookkeeper
  GET  /desk/batches                                  bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/batches/:id                              bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/batches/layouts/:channel                 bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/batches/new                              bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/batches/stores                           bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/batches                                  bookkeeper programme-officer secretary-general
  POST /desk/batches/:id/confirmations                bookkeeper cashier secretary-general
  POST /desk/batches/:id/withdrawals                  bookkeeper cashier programme-officer secretary-general
  GET  /desk/bank                                     bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/bank/:place                              bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/bank/:place/lines/:id                    bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/bank/:place/mapping                      bookkeeper cashier supervisor auditor
  GET  /desk/bank/:place/matches/:id                  bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/bank/:place/matching                     bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/bank/:place/statements/:id               bookkeeper cashier secretary-general supervisor auditor
  POST /desk/bank/:place/bulk-matches                 bookkeeper cashier secretary-general
  POST /desk/bank/:place/lines/:id/holds              bookkeeper cashier secretary-general
  POST /desk/bank/:place/lines/:id/matches            bookkeeper cashier secretary-general
  POST /desk/bank/:place/mapping-previews             bookkeeper cashier
  POST /desk/bank/:place/mapping-proposals            bookkeeper cashier
  POST /desk/bank/:place/mappings                     bookkeeper cashier
  POST /desk/bank/:place/matches                      bookkeeper cashier secretary-general
  POST /desk/bank/:place/matches/:id/undoings         bookkeeper cashier secretary-general
  POST /desk/bank/:place/offsets                      bookkeeper cashier secretary-general
  POST /desk/bank/:place/statements                   bookkeeper cashier
  GET  /desk/differences                              bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/endowment                                bookkeeper secretary-general supervisor auditor
  GET  /desk/endowment/funds/:code                    bookkeeper secretary-general supervisor auditor
  GET  /desk/endowment/orders/:id                     bookkeeper secretary-general supervisor auditor
  GET  /desk/endowment/policies                       bookkeeper secretary-general supervisor auditor
  GET  /desk/endowment/pools/:id                      bookkeeper secretary-general supervisor auditor
  GET  /desk/endowment/pools/new                      bookkeeper secretary-general supervisor auditor
  POST /desk/endowment/bars                           bookkeeper secretary-general
  POST /desk/endowment/bars/:id/ends                  bookkeeper secretary-general
  POST /desk/endowment/investment-policies            bookkeeper secretary-general
  POST /desk/endowment/orders/:id/approvals           bookkeeper secretary-general
  POST /desk/endowment/orders/:id/bookings            bookkeeper secretary-general
  POST /desk/endowment/orders/:id/disclosures         bookkeeper secretary-general
  POST /desk/endowment/orders/:id/refusals            bookkeeper secretary-general
  POST /desk/endowment/orders/:id/releases            bookkeeper secretary-general
  POST /desk/endowment/orders/:id/withdrawals         bookkeeper secretary-general
  POST /desk/endowment/pools                          bookkeeper secretary-general
  POST /desk/endowment/pools/:id/approvals            bookkeeper secretary-general
  POST /desk/endowment/pools/:id/falls                bookkeeper secretary-general
  POST /desk/endowment/pools/:id/falls/:fall/approvals   bookkeeper secretary-general
  POST /desk/endowment/pools/:id/falls/:fall/refusals    bookkeeper secretary-general
  POST /desk/endowment/pools/:id/orders               bookkeeper secretary-general
  POST /desk/endowment/pools/:id/valuations           bookkeeper secretary-general
  POST /desk/endowment/pools/:id/valuations/:valuation/confirmations bookkeeper secretary-general
  POST /desk/endowment/pools/:id/valuations/:valuation/withdrawals   bookkeeper secretary-general
  POST /desk/endowment/spending-rules                 bookkeeper secretary-general
  GET  /desk/founding                                 bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/contributions/:id               bookkeeper secretary-general supervisor auditor
  POST /desk/founding/contributions                   bookkeeper secretary-general
  POST /desk/founding/contributions/:id/bounces       bookkeeper secretary-general
  POST /desk/founding/contributions/:id/confirmations bookkeeper secretary-general
  POST /desk/founding/contributions/:id/withdrawals   bookkeeper secretary-general
  POST /desk/founding/papers                          bookkeeper secretary-general
  POST /desk/founding/registrations                   bookkeeper secretary-general
  GET  /desk/votes                                    programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/votes/:id                                programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/votes/:id/papers                         programme-officer bookkeeper secretary-general supervisor auditor
  POST /desk/votes                                    programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/annulment-confirmations        programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/annulments                     programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/choices                        programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/closings                       programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/paper-counts                   programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/paper-returns                  programme-officer bookkeeper secretary-general
  POST /desk/votes/:id/papers                         programme-officer bookkeeper secretary-general
  GET  /desk/councils                                 programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/councils/:code                           programme-officer bookkeeper secretary-general supervisor auditor
  POST /desk/councils                                 programme-officer bookkeeper secretary-general
  POST /desk/councils/:code/endings                   programme-officer bookkeeper secretary-general
  POST /desk/councils/:code/leavings                  programme-officer bookkeeper secretary-general
  POST /desk/councils/:code/rules                     programme-officer bookkeeper secretary-general
  POST /desk/councils/:code/seats                     programme-officer bookkeeper secretary-general
  GET  /desk/motions                                  programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/motions/:no                              programme-officer bookkeeper secretary-general supervisor auditor
  POST /desk/motions                                  programme-officer bookkeeper secretary-general
  POST /desk/motions/:no/declarations                 programme-officer bookkeeper secretary-general
  POST /desk/motions/:no/money                        programme-officer bookkeeper secretary-general
  POST /desk/motions/:no/reviews                      programme-officer bookkeeper secretary-general
  POST /desk/motions/:no/withdrawals                  programme-officer bookkeeper secretary-general
  GET  /desk/voters                                   programme-officer secretary-general supervisor auditor
  POST /desk/voters                                   programme-officer secretary-general
  POST /desk/voters/ends                              programme-officer secretary-general
  GET  /desk/meetings                                 programme-officer secretary-general supervisor auditor
  GET  /desk/meetings/:no                             programme-officer secretary-general supervisor auditor
  GET  /desk/meetings/:no/minutes                     programme-officer secretary-general supervisor auditor
  GET  /desk/meetings/:no/notice                      programme-officer secretary-general supervisor auditor
  GET  /desk/meetings/:no/sign-in-sheet               programme-officer secretary-general supervisor auditor
  GET  /desk/meetings/new                             programme-officer secretary-general supervisor auditor
  POST /desk/meetings                                 programme-officer secretary-general
  POST /desk/meetings/:no/cancellations               programme-officer secretary-general
  POST /desk/meetings/:no/comparisons                 programme-officer secretary-general
  POST /desk/meetings/:no/minutes                     programme-officer secretary-general
  POST /desk/meetings/:no/moves                       programme-officer secretary-general
  POST /desk/meetings/:no/proxies                     programme-officer secretary-general
  POST /desk/meetings/:no/proxy-ends                  programme-officer secretary-general
  POST /desk/meetings/:no/scans                       programme-officer secretary-general
  POST /desk/meetings/:no/sheets                      programme-officer secretary-general
  GET  /desk/enterprises                              programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/enterprises/:code                        programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/enterprises/:code/agreements/:id         programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/enterprises/:code/agreements/:id/ending  programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/enterprises/:code/agreements/:id/supplement programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/enterprises/:code/agreements/new         programme-officer bookkeeper secretary-general supervisor auditor
  POST /desk/enterprises                              programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements             programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/consents               programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/contacts               programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/facts                  programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/owner-ends             programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/owners                 programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/statements             programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/answers programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/confirmations bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/disclosures programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/endings programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/offsets bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/questions programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/receipts bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/reminders programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/report-confirmations bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/report-rejections programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/reports programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/versions programme-officer bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/waivers bookkeeper secretary-general
  POST /desk/enterprises/:code/agreements/:id/withdrawals programme-officer bookkeeper secretary-general
  GET  /desk/funds                                    programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code                              programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/agreement                    programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/agreements/:id/sheet               programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/groups                             programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/requests/:id                       programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/requests/:id/agreement             programme-officer bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/requests/new                       programme-officer bookkeeper secretary-general supervisor auditor
  POST /desk/funds/:code/agreements                   programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/agreements/withdrawals       programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/budgets                      programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/budgets/approvals            programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/comparisons                  programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/lines                        programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/managers                     programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/seats                        programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/seats/ends                   programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/sheets                       programme-officer bookkeeper secretary-general
  POST /desk/funds/:code/signatures                   secretary-general
  POST /desk/funds/:code/tags                         programme-officer bookkeeper secretary-general
  POST /desk/funds/groups                             programme-officer bookkeeper secretary-general
  POST /desk/funds/groups/:id/members                 programme-officer bookkeeper secretary-general
  POST /desk/funds/groups/:id/members/ends            programme-officer bookkeeper secretary-general
  POST /desk/funds/groups/terms                       secretary-general
  POST /desk/funds/requests                           programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/agreements            programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/checks                programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/comparisons           programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/openings              programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/questions             programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/refusals              programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/sheets                programme-officer bookkeeper secretary-general
  POST /desk/funds/requests/:id/signatures            secretary-general
  GET  /desk/founding/life                            bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/life/new                        bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/life/:id                        bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/particulars                     bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/remaining                       bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/remaining/:id                   bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/reserves                        bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/reserves/:id                    bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/sheet                           bookkeeper secretary-general supervisor auditor
  GET  /desk/founding/sheet.pdf                       bookkeeper secretary-general supervisor auditor
  POST /desk/founding/kinds                           bookkeeper secretary-general
  POST /desk/founding/life                            bookkeeper secretary-general
  POST /desk/founding/life/:id/confirmations          bookkeeper secretary-general
  POST /desk/founding/life/:id/withdrawals            bookkeeper secretary-general
  POST /desk/founding/particulars                     bookkeeper secretary-general
  POST /desk/founding/pledge-withdrawals              bookkeeper secretary-general
  POST /desk/founding/pledges                         bookkeeper secretary-general
  POST /desk/founding/remaining                       bookkeeper secretary-general
  POST /desk/founding/remaining/:id/confirmations     bookkeeper secretary-general
  POST /desk/founding/remaining/:id/withdrawals       bookkeeper secretary-general
  POST /desk/founding/reserves                        bookkeeper secretary-general
  POST /desk/founding/reserves/:id/dissolutions       bookkeeper secretary-general
  GET  /desk/officials                                bookkeeper secretary-general supervisor auditor
  GET  /desk/officials/:id                            bookkeeper secretary-general supervisor auditor
  POST /desk/officials                                bookkeeper secretary-general
  POST /desk/officials/:id/fact-ends                  bookkeeper secretary-general
  POST /desk/officials/:id/facts                      bookkeeper secretary-general
  POST /desk/officials/:id/leavings                   bookkeeper secretary-general
  GET  /desk/results/:id                              bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/results/:id/objections/:objection        bookkeeper programme-officer secretary-general supervisor auditor
  POST /desk/results/:id/effects                      bookkeeper programme-officer secretary-general
  POST /desk/results/:id/notices                      bookkeeper programme-officer secretary-general
  POST /desk/results/:id/objections                   bookkeeper programme-officer secretary-general
  POST /desk/results/:id/objections/:objection/answers   bookkeeper programme-officer secretary-general
  POST /desk/results/:id/objections/:objection/seconds   bookkeeper programme-officer secretary-general
  GET  /desk/resolutions                              bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/resolutions/:id                          bookkeeper programme-officer secretary-general supervisor auditor
  POST /desk/resolutions                              bookkeeper programme-officer secretary-general
  POST /desk/resolutions/:id/confirmations            bookkeeper programme-officer secretary-general
  POST /desk/resolutions/:id/withdrawals              bookkeeper programme-officer secretary-general
  GET  /api/v1/guardrails                             bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/campaigns                                bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/campaigns/filings/:id                    bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/campaigns/filings/new                    bookkeeper programme-officer secretary-general supervisor auditor
  POST /desk/campaigns/filings                        bookkeeper programme-officer secretary-general
  POST /desk/campaigns/filings/:id/confirmations      bookkeeper programme-officer secretary-general
  POST /desk/campaigns/filings/:id/withdrawals        bookkeeper programme-officer secretary-general
  GET  /desk/groups                                   bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/groups/:code                             bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/groups/:code/filing-sheet                bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/groups/:code/money                       bookkeeper programme-officer secretary-general supervisor auditor
  GET  /desk/groups/new                               programme-officer secretary-general supervisor auditor
  POST /desk/groups                                   programme-officer secretary-general
  POST /desk/groups/:code/advances                    bookkeeper secretary-general
  POST /desk/groups/:code/carriers                    bookkeeper secretary-general
  POST /desk/groups/:code/departures                  programme-officer secretary-general
  POST /desk/groups/:code/ends                        programme-officer secretary-general
  POST /desk/groups/:code/filing-ends                 programme-officer secretary-general
  POST /desk/groups/:code/filings                     programme-officer secretary-general
  POST /desk/groups/:code/fund-ends                   programme-officer secretary-general
  POST /desk/groups/:code/funds                       programme-officer secretary-general
  POST /desk/groups/:code/handovers                   programme-officer secretary-general
  POST /desk/groups/:code/handovers/:id/withdrawals   programme-officer secretary-general
  POST /desk/groups/:code/members                     programme-officer secretary-general
  POST /desk/groups/:code/members/:id/invitations     programme-officer secretary-general
  POST /desk/groups/:code/orientations                programme-officer secretary-general
  POST /desk/groups/:code/particulars                 programme-officer secretary-general
  POST /desk/groups/:code/route-ends                  bookkeeper secretary-general
  POST /desk/groups/:code/routes                      bookkeeper secretary-general
  GET  /desk/guardrails                               bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/funds/:fund/programme                     bookkeeper programme-officer secretary-general supervisor auditor
  POST /desk/funds/:fund/programme/budgets             bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/counts              bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/counts/:id/confirmations bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/entitlements        bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/entitlements/:id/confirmations bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/places              bookkeeper secretary-general
  POST /desk/funds/:fund/programme/places/:id/marks    bookkeeper secretary-general
  POST /desk/funds/:fund/programme/places/:id/releases bookkeeper secretary-general
  POST /desk/funds/:fund/programme/receipts            bookkeeper secretary-general
  POST /desk/funds/:fund/programme/receipts/withdrawals bookkeeper secretary-general
  POST /desk/funds/:fund/programme/refusals            bookkeeper programme-officer secretary-general
  POST /desk/funds/:fund/programme/settlements         bookkeeper secretary-general
  POST /desk/funds/:fund/programme/settlements/:id/approvals bookkeeper secretary-general
  POST /desk/funds/:fund/programme/settlements/:id/refusals bookkeeper secretary-general
  POST /desk/funds/:fund/programme/uses                bookkeeper programme-officer secretary-general
  GET  /desk/operating-model                           bookkeeper secretary-general supervisor auditor
  POST /desk/operating-model                           bookkeeper secretary-general
  GET  /desk/funds/:code/acts                         bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/ending                       bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/fees                         bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/freeze                       bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/growing-up                   bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/purpose                      bookkeeper secretary-general supervisor auditor
  GET  /desk/funds/:code/transfers                    bookkeeper secretary-general supervisor auditor
  POST /desk/funds/:code/closings                     bookkeeper secretary-general
  POST /desk/funds/:code/consent-withdrawals          bookkeeper secretary-general
  POST /desk/funds/:code/consents                     bookkeeper secretary-general
  POST /desk/funds/:code/ending-withdrawals           bookkeeper secretary-general
  POST /desk/funds/:code/endings                      bookkeeper secretary-general
  POST /desk/funds/:code/fees                         bookkeeper secretary-general
  POST /desk/funds/:code/foundations                  secretary-general
  POST /desk/funds/:code/freezes                      bookkeeper secretary-general
  POST /desk/funds/:code/publications                 bookkeeper secretary-general
  POST /desk/funds/:code/purpose-confirmations        bookkeeper secretary-general
  POST /desk/funds/:code/purpose-withdrawals          bookkeeper secretary-general
  POST /desk/funds/:code/purposes                     bookkeeper secretary-general
  POST /desk/funds/:code/rests                        bookkeeper secretary-general
  POST /desk/funds/:code/spin-off-approvals           bookkeeper secretary-general
  POST /desk/funds/:code/spin-off-return-approvals    bookkeeper secretary-general
  POST /desk/funds/:code/spin-off-returns             bookkeeper secretary-general
  POST /desk/funds/:code/spin-offs                    bookkeeper secretary-general
  POST /desk/funds/:code/thaws                        bookkeeper secretary-general
  POST /desk/funds/:code/transfers                    bookkeeper secretary-general
  GET  /desk/gifts                                         programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/gifts/new                                     programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/gifts/:id                                     programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/gifts/:id/slip                                programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/gifts/bankings                                programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/gifts/fiscal-receipts                         programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/papers/:id                                    programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/papers/of/:kind/:thing                        programme-officer bookkeeper cashier secretary-general supervisor auditor
  POST /desk/papers/of/:kind/:thing                        programme-officer bookkeeper cashier secretary-general
  POST /desk/papers/:id/withdrawals                        programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/bankings                                programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/bankings/:id/confirmations              programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/bankings/:id/withdrawals                programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/cash                                    programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/cheques                                 programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/fiscal-receipts                         programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/fiscal-receipts/:id/voids               programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/fiscal-receipts/imports                 programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/goods                                   programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/government                              programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/services                                programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/transfers                               programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/bounces                             programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/confirmations                       programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/counts                              programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/handings                            programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/issues                              programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/issues/:id/bookings              programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/reversals                           programme-officer bookkeeper cashier secretary-general
  POST /desk/gifts/:id/withdrawals                         programme-officer bookkeeper cashier secretary-general
  GET  /desk/gifts/account                                 bookkeeper cashier secretary-general supervisor auditor
  POST /desk/gifts/account                                 bookkeeper cashier secretary-general
  POST /desk/gifts/account/:id/confirmations               bookkeeper cashier secretary-general
  GET  /desk/me                                       all of them
  POST /desk/me/passwords                             all of them
  POST /desk/me/recovery-codes                        all of them
  POST /desk/me/sessions/ends                         all of them
  GET  /desk/opening                                  bookkeeper secretary-general supervisor auditor
  GET  /desk/opening/template.csv                     bookkeeper secretary-general supervisor auditor
  GET  /desk/opening/template.xlsx                    bookkeeper secretary-general supervisor auditor
  POST /desk/opening/preparations                     bookkeeper secretary-general
  POST /desk/opening/signatures                       bookkeeper secretary-general
  GET  /desk/payments                                 bookkeeper secretary-general supervisor auditor
  GET  /desk/search                                   programme-officer bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/people                                   administrator supervisor auditor
  GET  /desk/people/:id                               administrator supervisor auditor
  POST /desk/people                                   administrator
  POST /desk/people/:id/contacts                      administrator
  POST /desk/people/:id/ends                          administrator
  POST /desk/people/:id/enrolments                    administrator
  GET  /desk/vouchers                                 bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/vouchers/:no                             bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/vouchers/:no/sheet                       bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/vouchers/proposals/:id                   bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/vouchers/proposals/new                   bookkeeper cashier supervisor auditor
  GET  /desk/vouchers/sheets                          bookkeeper cashier secretary-general supervisor auditor
  POST /desk/vouchers/:no/checks                      bookkeeper secretary-general
  POST /desk/vouchers/:no/reversals                   bookkeeper
  POST /desk/vouchers/checks                          bookkeeper secretary-general
  POST /desk/vouchers/proposals                       bookkeeper cashier
  POST /desk/vouchers/proposals/:id/approvals         bookkeeper secretary-general
  POST /desk/vouchers/proposals/:id/refusals          bookkeeper secretary-general
  POST /desk/vouchers/proposals/:id/withdrawals       bookkeeper cashier
  GET  /desk/ratios                                   bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements                               bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements/:name                         bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/statements/:name/rows                    bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/funds/purses                                      bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/funds/purses/new                                  bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/openings                             bookkeeper programme-officer secretary-general
  GET  /desk/funds/purses/openings/:id                         bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/openings/:id/confirmations           bookkeeper secretary-general
  POST /desk/funds/purses/openings/:id/withdrawals             bookkeeper programme-officer secretary-general
  GET  /desk/funds/purses/matching                             bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/matching                             bookkeeper programme-officer secretary-general
  POST /desk/funds/purses/matching/:id/confirmations           bookkeeper secretary-general
  POST /desk/funds/purses/matching/:id/ends                    bookkeeper secretary-general
  GET  /desk/funds/purses/:code                                bookkeeper cashier programme-officer secretary-general supervisor auditor
  GET  /desk/funds/purses/:code/notebook.csv                   bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/:code/households                     bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/leavings                       bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/slips                          bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/keepers                        bookkeeper programme-officer secretary-general
  POST /desk/funds/purses/:code/keepers/:id/ends               bookkeeper programme-officer secretary-general
  GET  /desk/funds/purses/:code/lists/:id                      bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/:code/lists/:id/sheets               bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/lists/:id/returns              bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/matches                        bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/replies                        bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/sheets                         bookkeeper cashier programme-officer secretary-general
  GET  /desk/funds/purses/:code/sheets/:id                     bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/:code/sheets/:id/counts              bookkeeper cashier secretary-general
  POST /desk/funds/purses/:code/sheets/:id/confirmations       bookkeeper cashier secretary-general
  POST /desk/funds/purses/:code/sheets/:id/withdrawals         bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/sheets/:id/reversals           bookkeeper secretary-general
  GET  /desk/funds/purses/:code/spendings                      bookkeeper cashier programme-officer secretary-general supervisor auditor
  POST /desk/funds/purses/:code/spendings                      bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/spendings/:id/approvals        bookkeeper secretary-general
  POST /desk/funds/purses/:code/spendings/:id/withdrawals      bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/spendings/:id/reversals        bookkeeper secretary-general
  POST /desk/funds/purses/:code/votes                          bookkeeper programme-officer secretary-general
  POST /desk/funds/purses/:code/votes/:id/confirmations        bookkeeper secretary-general
  POST /desk/funds/purses/:code/votes/:id/withdrawals          bookkeeper programme-officer secretary-general
  POST /desk/funds/purses/:code/matches/:id/askings            bookkeeper cashier programme-officer secretary-general
  POST /desk/funds/purses/:code/askings/:id/payments           bookkeeper secretary-general
  POST /desk/funds/purses/:code/askings/:id/returns            bookkeeper secretary-general
  POST /desk/funds/purses/:code/closings                       bookkeeper secretary-general
  GET  /desk/relations                                bookkeeper secretary-general programme-officer supervisor auditor
  GET  /desk/relations/:id                            bookkeeper secretary-general programme-officer supervisor auditor
  POST /desk/relations                                bookkeeper secretary-general programme-officer
  POST /desk/relations/:id/ends                       bookkeeper secretary-general programme-officer
  GET  /desk/trail                                    administrator supervisor auditor
  GET  /desk/unidentified                             bookkeeper cashier secretary-general supervisor auditor
  GET  /desk/unidentified/:id                         bookkeeper cashier secretary-general supervisor auditor
  POST /desk/unidentified/:id/identifications         bookkeeper cashier secretary-general`;
/** The doors of the desk that stand open: what stands there proves by itself who comes. */
const OPEN_AT_THE_DESK = ['GET /desk/enrolments/:token', 'GET /desk/sign-in', 'POST /desk/enrolments/:token', 'POST /desk/sessions', 'POST /desk/sessions/ends'];

interface Route { readonly method: string; readonly path: string; readonly handler: object; readonly controller: object }
const METHODS: Readonly<Record<number, string>> = { 0: 'GET', 1: 'POST' };

let house: TestApp;
let foundation: Foundation;
let routes: Route[];
/** Entry of money that nobody has identified. */
let openVote: number;
let result: number;
let unidentified: bigint;
const people = new Map<Role, Somebody>();
const desks = new Map<Role, AtDesk>();

let reserve: number;
let official: number;
let paper: bigint;

beforeAll(async () => {
  house = await startApp({ clock: new SetClock('2026-06-30T02:00:00Z'), imports: [DiscoveryModule] });
  foundation = await preparing(house);
  routes = routesOf(house);
  for (const role of ROLES) {
    const id = await appointed(house, foundation, role, role);
    people.set(role, (await house.app.get(People).withRoles(id, foundation.id, '2026-06-30'))!);
    desks.set(role, await atDesk(house, id));
  }
  const { id } = people.get('bookkeeper')!;
  const contributions = house.app.get(FoundingContributions);
  await contributions.record(foundation.id, { founder: '示例物业有限公司', sum: 100n, reference: 'ICBC1', valueDay: '2026-02-11' }, { id, name: '', roles: [] });
  const lines = await shows(house, { foundation: foundation.id, by: id, lines: [{ day: '2026-02-11', sum: 100n, reference: 'ICBC1' }, { day: '2026-02-12', sum: 100n, reference: 'ICBC2' }] });
  await contributions.confirm({ foundation: foundation.id, id: 1 }, lines.get('ICBC1')!, people.get('secretary-general')!);
  await house.app.get(Sealer).seal();
  await house.db.query(
    "INSERT INTO voucher_proposal (foundation, template, kind, day, fact_day, note, lines, proposed_by, proposed_at) VALUES ($1, 'interest', 'interest', '2026-06-01', '2026-06-01', '结息', '[]', $2, '2026-06-30')", [foundation.id, id]);
  await house.app.get(Relations).enter(foundation.id, { a: { kind: 'person', name: '李敏', code: null }, kind: 'employer', b: { kind: 'body', name: '示例物业有限公司', code: null }, from: '2026-01-01', to: null, source: '申报表' }, { id, name: '', roles: [] });
  await house.app.get(Enterprises).enter(foundation.id, { code: 'building-1', name: '示例洗衣店', englishName: 'Example laundry', creditCode: '91310101MA1FPX1K0C', relation: 'giver', premises: null }, { id, name: '', roles: [] });
  await house.db.query("INSERT INTO profit_agreement (foundation, enterprise, no, kind, period, prepared_by, prepared_at) SELECT foundation, id, 'FX-1', 'gift', 'year', $1, now() FROM enterprise", [id]);
  const programme = await programmeFund(house, foundation);
  await house.db.query(
    `WITH counted AS (INSERT INTO household_count (foundation, fund, day, self_governed, work_unit, managed, scattered, source, counted_by, counted_at) VALUES ($1, $2, '2026-01-01', 100, 0, 0, 0, '街道台账', $3, now()) RETURNING id)
     INSERT INTO household_count_decision (count, foundation, fund, counted_by, confirmed, decided_by, decided_at) SELECT id, $1, $2, $3, true, $4, now() FROM counted`, [foundation.id, programme.id, id, people.get('secretary-general')!.id]);
  await house.db.query(
    "INSERT INTO entitlement (foundation, fund, year, count, zone, rural, formulas, city, district, parts, assessed_by, assessed_at) VALUES ($1, $2, 2026, 1, 'inner', false, '{per-100}', 0, 100, '[]', $3, now())", [foundation.id, programme.id, id]);
  await house.db.query("INSERT INTO programme_settlement (foundation, fund, year, unspent, basis, proposed_by, proposed_at) VALUES ($1, $2, 2026, 100, '办法第 12 条', $3, now())", [foundation.id, programme.id, id]);
  await house.db.query(
    `INSERT INTO exclusive_place_request (foundation, place, fund, why, asked_by, asked_at) SELECT $1, min(id), $2, '专户', $3, now() FROM place WHERE foundation = $1 AND account = '1002'`, [foundation.id, programme.id, id]);
  const [general] = await house.db.query<[{ id: number }]>(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`, [foundation.id]);
  const list = Buffer.from('箱号,日期,金额\n1,2026-02-11,5\n');
  await house.app.get(GiftBatches).upload(foundation.id, { channel: 'box', place: '保险箱', store: null, bank: null, bearer: null, fund: general.id, payout: null, fee: 0n, columns: null }, { originalname: '箱.csv', size: list.length, buffer: list }, { id, name: '', roles: [] });
  const [{ fund, bank }] = await house.db.query<[{ fund: string; bank: string }]>(`SELECT f.id::text AS fund, p.id::text AS bank FROM fund f, place p WHERE f.class = 'general' AND p.account = '1002'`);
  const gift = await house.app.get(CashCounts).begin(foundation.id, {
    key: 'form-of-the-doors', channel: 'counter', fund, day: '2026-06-30', giver: NOBODY_NAMED, words: null, identityNote: null, pieces: [1, 0, 0, 0, 0, 0, 0, 0],
  }, people.get('cashier')!);
  await house.app.get(CashCounts).count({ foundation: foundation.id, id: gift }, [1, 0, 0, 0, 0, 0, 0, 0], people.get('bookkeeper')!);
  const [cashier, bookkeeper] = [people.get('cashier')!, people.get('bookkeeper')!];
  await house.app.get(CashBankings).record(foundation.id, { bank, sum: 100n, day: '2026-06-30', slip: 'ICBC2' }, cashier);
  await house.app.get(Transfers).enterAccount(foundation.id, { place: bank, bank: '示例银行', number: '62220000' }, cashier);
  const goods = await house.app.get(OfflineGifts).say(foundation.id, { key: 'goods-of-the-doors', way: 'goods', channel: 'goods', fund, sum: 10_000n, day: '2026-06-30', giver: { ...NOBODY_NAMED, name: '示例厨具有限公司' }, words: '12', proof: { kind: 'invoice', name: '1' } }, cashier);
  await addsPaper(desks.get('cashier')!, `gifts/${goods}`);
  [{ paper }] = await house.db.query<[{ paper: bigint }]>('SELECT max(id) AS paper FROM paper WHERE gift IS NOT NULL');
  await house.app.get(GiftBookings).confirm({ foundation: foundation.id, id: goods }, bookkeeper);
  await house.app.get(ChequesAndGoods).issue({ foundation: foundation.id, id: goods }, { sum: 100n, day: '2026-06-30', words: '1', sheet: '1' }, cashier);
  await openLunchFund(house, foundation);
  await aGroup(people.get('programme-officer')!);
  await aPurse(fund);
  // a line booked as unidentified and so matched
  await house.app.get(Bookings, { strict: false }).book(await placeOf(house.db, foundation.id, 'bank'), lines.get('ICBC2')!, 'unidentified', { to: null, note: null }, { id, name: '', roles: [] });
  [{ id: unidentified }] = await house.db.query<[{ id: bigint }]>(`SELECT id FROM journal_entry WHERE kind = 'unidentified receipt'`);
  await invested(house.db, foundation.id);
  await house.db.query(`INSERT INTO investment_fall (foundation, pool, fund, valuation, sum, why, proposed_by, proposed_at) SELECT v.foundation, v.pool, f.id, v.id, 1, '难以恢复', v.recorded_by, now() FROM valuation v JOIN fund f ON f.foundation = v.foundation AND f.class = 'general' LIMIT 1`);
}, 120_000);
afterAll(() => house.close());

/** A residents' group whose lead is offered to its second member. */
async function aGroup(by: Somebody): Promise<void> {
  const first = { ...GARDENERS, code: 'building-1' };
  await registered(house, foundation, by.id, first);
  await saidYes(house, foundation, first, 2);
  const group = await house.app.get(Groups).find(foundation.id, 'building-1');
  const [{ id }] = await house.db.query<[{ id: number }]>(`SELECT id FROM standing_group_member WHERE role <> 'lead' AND consented_at IS NOT NULL`);
  await house.app.get(GroupMembers).offerLead(group, id, '轮换', by);
}

/** Of everything that a purse knows, the first: an opening, a rule, a sheet, a match that was asked for, a vote and what is to be spent on it, and what its keeper has handed in. */
async function aPurse(pool: string): Promise<void> {
  const [cashier, bookkeeper, secretary] = [people.get('cashier')!, people.get('bookkeeper')!, people.get('secretary-general')!];
  const get = <T>(token: new (...all: never[]) => T): T => house.app.get(token, { strict: false });
  const day = '2026-06-30';
  const opening = await get(Purses).prepare(foundation.id, { code: 'building-1', name: '一号楼自治金', englishName: 'Building 1 purse', place: '一号楼', keepers: ['甲'], purpose: '楼道', rest: '退还', passesOn: null, dutyAtOnce: true, onlyBetween: true, namedByGiver: true, day }, bookkeeper);
  await get(Purses).open(foundation.id, opening, secretary);
  const purse = await get(Purses).find(foundation.id, 'building-1');
  await get(Households).add(purse, [{ door: '101', shown: null }], day, cashier);
  const rule = await get(PurseMatches).recordRule(foundation.id, { name: '配捐', pool, threshold: 100n, sum: 100n, percent: null, cap: 100n, budget: 100n, from: day, to: day, source: '示例' }, bookkeeper);
  await get(PurseMatches).confirmRule(foundation.id, rule, secretary);
  const sheet = await get(PurseSheets).record(purse, { key: 'sheet-of-the-doors', way: 'cash', day, pieces: [1, 0, 0, 0, 0, 0, 0, 0], lines: [{ line: 1, door: '101', sum: 10_000n, day }] }, cashier);
  await get(PurseSheets).bookCash({ foundation: foundation.id, id: sheet }, [1, 0, 0, 0, 0, 0, 0, 0], bookkeeper);
  await get(ResidentsCouncils).found(foundation.id, { kind: 'community', code: 'liuyin', name: '议事会', englishName: 'Council', area: '柳荫街', community: null, from: day }, { ...USUAL_RULE, source: '规则' }, cashier);
  const [{ id: residents }] = await house.db.query<[{ id: number }]>("SELECT id FROM residents_council WHERE code = 'liuyin'");
  await get(Motions).table(foundation.id, { body: { body: 'residents-council', council: residents, fund: null }, majority: 'ordinary', question: '换锁吗？', englishQuestion: '', explanation: '', tabledAs: 'party-branch', tabledBy: '社区党总支', day, money: null }, cashier);
  // a seat, a formal motion, and a vote on it that is open as long as the test runs
  await get(ResidentsCouncils).seat({ foundation: foundation.id, code: 'liuyin' }, { name: '苗淑芬', code: null, display: 'full', chairs: true, official: true, constituency: null, chosenBy: '社区推选', from: day, until: '2029-06-29' }, cashier);
  await get(Motions).review({ foundation: foundation.id, number: '2026-1' }, { formal: true, why: '可以', reviewedBy: '社区党总支', day }, secretary);
  const [{ id: motion }] = await house.db.query<[{ id: number }]>("SELECT id FROM motion WHERE number = '2026-1'");
  openVote = await get(Votes).open({ foundation: foundation.id, motion, meeting: null, closesAt: new Date('2027-06-30T00:00:00Z') }, secretary);
  const { vote } = await closedVote(house, foundation.id, secretary.id, { body: 'council', closed: `${day}T01:00:00Z` });
  result = vote;
  await get(Results).enter({ foundation: foundation.id, vote }, { way: 'paper', name: '甲', door: '101', display: 'anonymous', about: 'content', words: '不同意', day }, secretary);
  await get(PurseMatches).ask(purse, 1n, cashier);
  await get(PurseKeepers).name(purse, { name: '甲', phone: '13800008009' }, bookkeeper);
  await get(KeeperLists).handIn(await get(PurseKeepers).find(foundation.id, '13800008009', 'building-1'), { key: 'list-of-the-doors', way: 'cash', day, lines: [{ line: 1, door: '101', sum: 100n, day }] });
  await get(PurseSpendings).recordVote(purse, { resolution: String(await resolved(house, foundation.id, [bookkeeper.id, secretary.id], { purse: purse.fund.id, day })), sum: 100n, what: '灯', payee: '店' }, bookkeeper);
  // what the pages about the foundation itself show
  const council = await resolved(house, foundation.id, [bookkeeper.id, secretary.id]);
  await get(Reserves).open(foundation.id, { code: 'rainy-day', name: '储备', englishName: 'Reserve', day: '2026-06-01', purpose: '备用', englishPurpose: 'Spare', resolution: council }, bookkeeper);
  await get(Officials).elect(foundation, { name: '顾明', englishName: 'Gu Ming', code: null, office: 'director', from: '2026-01-01', until: '2029-12-31', resolution: null, basis: '推选' }, bookkeeper);
  await house.db.transaction(async (tx) => {
    const [{ id }] = await tx.query<[{ id: number }]>("INSERT INTO meeting (foundation, number, body, starts_at, place, recorded_by, recorded_at) VALUES ($1, '', 'council', '2026-02-10', '会议室', $2, '2026-01-15') RETURNING id", [foundation.id, bookkeeper.id]);
    await tx.query("INSERT INTO meeting_item (meeting, foundation, nth, title) VALUES ($1, $2, 1, '年度计划')", [id, foundation.id]);
    await tx.query("WITH v AS (INSERT INTO meeting_minutes (meeting, foundation, nth, kept_by, recorded_by, recorded_at) VALUES ($1, $2, 1, '韩雪', $3, '2026-02-11') RETURNING id) INSERT INTO meeting_minutes_point (minutes, meeting, nth, words) SELECT id, $1, 1, '无人到会' FROM v", [id, foundation.id, bookkeeper.id]);
  });
  [{ reserve }] = await house.db.query<[{ reserve: number }]>('SELECT max(fund) AS reserve FROM reserve');
  [{ official }] = await house.db.query<[{ official: number }]>('SELECT max(party) AS official FROM office_term');
  await house.db.query(
    `WITH paper AS (INSERT INTO founding_paper (foundation, kind, name, number, day, recorded_by, recorded_at) VALUES ($1, 'suspension-order', '决定书', '1', '2026-06-01', $2, now()) RETURNING id)
     INSERT INTO life_act (foundation, kind, day, why, paper, recorded_by, recorded_at) SELECT $1, 'suspension', '2026-06-01', '停', id, $2, now() FROM paper`, [foundation.id, bookkeeper.id]);
  await house.db.query(
    `INSERT INTO remaining_property (foundation, fund, place, sum, day, receiver, credit_code, purpose, published, recorded_by, recorded_at)
     SELECT $1, f.id, p.id, 1, '2026-06-01', '慈善总会', '53310000MJ0000001G', '相近', '日报', $2, now() FROM fund f, place p WHERE f.foundation = $1 AND f.class = 'original' AND p.foundation = $1 AND p.account = '1002' LIMIT 1`, [foundation.id, bookkeeper.id]);
  await get(PurseSpendings).confirmVote(purse, 1n, secretary);
  const [{ bank }] = await house.db.query<[{ bank: string }]>("SELECT id::text AS bank FROM place WHERE account = '1002'");
  await get(PurseSpendings).ask(purse, { key: 'spending-of-the-doors', vote: '1', sum: 100n, day, bank, bill: null }, cashier);
}

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const table = (): Map<string, readonly Role[]> => new Map(DOORS.trim().split('\n').map((line) => {
  const [, method, path, who] = /(\w+)\s+(\S+)\s+(.*)$/.exec(line.trim())!;
  return [`${method} ${path}`, ROLES.filter((role) => who === 'all of them' || who!.split(' ').includes(role))] as const;
}));

/** What is there in the first foundation. */
const idOf = (path: string): string => /\/(motions|meetings)\/:no/.test(path) ? '2026-1' : path.includes(':no') ? 'SR-2026-02-0001' : String(path.includes('/people/') ? people.get('cashier')!.id : path.includes('/desk/votes/') ? openVote : path.includes('/results/') ? result : path.includes('/unidentified/') ? unidentified : path.includes('/reserves/') ? reserve : path.includes('/officials/') ? official : path.includes('/papers/:id') ? paper : 1);
const filled = (path: string, id = idOf(path)): string =>
  path.replace(':kind/:thing', 'gifts/1').replace('funds/:code/pool', 'funds/original/pool').replace('endowment/funds/:code', 'endowment/funds/original').replace('funds/:code', 'funds/elder-lunch').replace('councils/:code', 'councils/liuyin').replace(':code', 'building-1').replace(':fund', 'services').replace(':valuation', '1').replace(':objection', '1').replace(':fall', '1').replace(':place', 'bank').replace(':channel', 'box').replace(/:(id|no)/, id).replace(':month', path.endsWith('year-closings') ? '2025-12' : '2026-01')
    .replace(':name/rows', 'balance-sheet/rows?line=assets&column=end').replace(':name', 'balance-sheet') + (path.endsWith('proposals/new') ? '?template=payment' : path === '/api/v1/guardrails' ? '?fund=general&sum=100&for=programme' : '');

it('every route × every role is as the table says', () => {
  const guard = new AccessGuard(new Reflector());
  const opens = (route: Route, person: Somebody | null): boolean => {
    const context = { getHandler: () => route.handler, getClass: () => route.controller, switchToHttp: () => ({ getRequest: () => ({ person, method: route.method }) }) };
    try {
      return guard.canActivate(context as unknown as ExecutionContext);
    } catch {
      return false;
    }
  };
  const closed = routes.filter((route) => !opens(route, null));
  expect(new Map(closed.map((route) => [nameOf(route), ROLES.filter((role) => opens(route, people.get(role)!))]))).toEqual(new Map(table()));
  // what stands open is open to those who are signed in as well
  expect(routes.filter((route) => opens(route, null) && !ROLES.every((role) => opens(route, people.get(role)!)))).toEqual([]);
  expect(routes.filter((route) => opens(route, null) && route.path.startsWith('/desk')).map(nameOf).sort()).toEqual(OPEN_AT_THE_DESK);
});

it('and so they answer, over HTTP', async () => {
  for (const [name, allowed] of table()) {
    const [method, path] = name.split(' ') as [string, string];
    const address = filled(path);
    const nobody = await (method === 'GET' ? house.request().get(address) : house.request().post(address));
    // a program is told, and not sent to a page
    if (path.startsWith('/api/')) expect([name, nobody.status, nobody.body.code]).toEqual([name, 401, 'unauthorized']);
    else expect([name, nobody.status, nobody.headers.location]).toEqual([name, 303, expect.stringMatching(/^\/desk\/sign-in\?back=/)]);
    const knocks = async (role: Role): Promise<void> => {
      const { visitor } = desks.get(role)!;
      const { status } = await (method === 'GET' ? visitor.get(address) : visitor.post(address).type('form').send({}));
      expect([name, role, status !== 404]).toEqual([name, role, allowed.includes(role)]);
      if (method === 'GET' && allowed.includes(role)) expect([name, role, status]).toEqual([name, role, 200]);
    };
    // reading waits for nobody; what is sent comes one after the other
    if (method === 'GET') await Promise.all(ROLES.map(knocks));
    else for (const role of ROLES) await knocks(role);
  }
}, 300_000);

it('the navigation shows each role what it finds, and nothing else', async () => {
  const all: DeskPage[] = ['gifts', 'batches', 'payments', 'funds', 'enterprises', 'groups', 'bank', 'vouchers', 'closing', 'statements', 'ratios', 'guardrails', 'founding', 'resolutions', 'officials', 'councils', 'motions', 'meetings', 'relations', 'people', 'trail', 'me'];
  for (const role of ROLES) {
    const shown = pagesFor(people.get(role)!).map(({ name }) => name);
    const page = await desks.get(role)!.reads('/desk/me');
    for (const name of all) {
      expect([role, name, page.includes(`href="/desk/${name}"`)]).toEqual([role, name, shown.includes(name)]);
      expect([role, name, (await desks.get(role)!.visitor.get(`/desk/${name}`)).status]).toEqual([role, name, shown.includes(name) ? 200 : 404]);
    }
  }
});

it('where a form leads to money and a code is asked for, its page has a field for it, each under an id of its own', () => {
  const asking = routes.filter(({ method, handler }) => method === 'POST' && Reflect.hasMetadata('people:step-up', handler)).map(({ path }) => new RegExp(`^${path.replace(/:\w+/g, '[^/"]+')}$`));
  const folder = join(__dirname, '..', '..', 'views');
  const views = createViews({ dir: folder, asset: createAssets({ dir: join(folder, 'assets') }).href });
  const seen = new Set<RegExp>();
  const without: string[] = [];
  for (const [page, variants] of Object.entries(samples('zh'))) {
    for (const [variant, model] of Object.entries(variants)) {
      const html = views.render(page, { ...model, asksCode: true }, { lang: 'zh', base: '', path: '/desk', elder: false, size: 'm', today: '2026-11-21' });
      const ids = [...html.matchAll(/ id="(code[^"]*)"/g)].map((match) => match[1]);
      expect([page, variant, ids.filter((id, at) => ids.indexOf(id) !== at)]).toEqual([page, variant, []]);
      for (const [form, action = ''] of html.matchAll(/<form[^>]* method="post" action="([^"]+)"[^]*?<\/form>/g)) {
        const route = asking.find((pattern) => pattern.test(action));
        if (!route) continue;
        seen.add(route);
        if (form.includes('<button') && !html.includes('name="code"')) without.push(`${page} ${variant} ${action}`);
      }
    }
  }
  expect(without).toEqual([]);
  expect(asking.filter((route) => !seen.has(route))).toEqual([]);
}, 60_000);

it('whoever holds no office in another foundation is nobody there', async () => {
  await preparing(house, 'qingshi', '青石巷社区基金会');
  const answer = await desks.get('bookkeeper')!.visitor.get('/f/qingshi/desk/founding');
  expect([answer.status, answer.headers.location]).toEqual([303, '/f/qingshi/desk/sign-in?back=%2Fdesk%2Ffounding']);
  await desks.get('bookkeeper')!.reads('/f/wutongli/desk/founding');
});

it('what belongs to another foundation is answered like what does not exist, to those who might see their own', async () => {
  const elsewhere = await preparing(house, 'gulou', '鼓楼社区基金会');
  const theirDesks = new Map<Role, AtDesk>();
  for (const role of ROLES) theirDesks.set(role, await atDesk(house, await appointed(house, elsewhere, `鼓楼 ${role}`, role), '/f/gulou'));
  for (const [name, allowed] of table()) {
    const [method, path] = name.split(' ') as [string, string];
    if (!/:(id|no)/.test(path)) continue;
    const { visitor } = theirDesks.get(allowed[0]!)!;
    const answer = async (id: string): Promise<[number, string]> => {
      const address = `/f/gulou${filled(path, id)}`;
      const { status, text } = await (method === 'GET' ? visitor.get(address) : visitor.post(address).type('form').send({}));
      return [status, text.replaceAll(address, '')];
    };
    const [theirs, nobodys] = [await answer(idOf(path)), await answer(path.includes(':no') ? 'SR-2026-09-9999' : '99999999')];
    expect([name, theirs[0]]).toEqual([name, method === 'GET' ? 404 : nobodys[0]]);
    expect([name, theirs[1]]).toEqual([name, nobodys[1]]);
  }
}, 120_000);

it('an auditor reads from the first day to the last', async () => {
  const id = await appointed(house, foundation, '赵磊', 'auditor', { from: '2026-06-01', to: '2026-06-30' });
  const clock = house.app.get<SetClock>(Clock);
  clock.set('2026-06-30T15:59:00Z');
  const desk = await atDesk(house, id);
  await desk.reads('/desk/founding');
  clock.set('2026-06-30T16:00:00Z');
  expect((await desk.visitor.get('/desk/founding')).status).toBe(303);
});

function routesOf({ app }: TestApp): Route[] {
  const scanner = new MetadataScanner();
  return app.get(DiscoveryService, { strict: false }).getControllers().flatMap(({ metatype }) => {
    const controller = metatype as { prototype: Record<string, object> };
    const bases = [Reflect.getMetadata('path', controller) as string | string[]].flat();
    return scanner.getAllMethodNames(controller.prototype).flatMap((name) => {
      const handler = controller.prototype[name]!;
      if (!Reflect.hasMetadata('path', handler)) return [];
      const method = METHODS[Reflect.getMetadata('method', handler) as number]!;
      return bases.flatMap((base) => [Reflect.getMetadata('path', handler) as string | string[]].flat().map((path) => ({ method, path: `/${base}/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1'), handler, controller })));
    });
  });
}
