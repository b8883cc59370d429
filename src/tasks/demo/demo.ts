import type { INestApplicationContext } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { Matches } from '../../bank/matches.service';
import { BankStatements } from '../../bank/statements.service';
import { FoundingContributions } from '../../foundations/founding-contributions.service';
import { FoundingPledges } from '../../foundations/founding-pledges.service';
import { Officials } from '../../foundations/officials/officials.service';
import { OpeningBalances } from '../../foundations/opening-balances.service';
import { Particulars } from '../../foundations/particulars.service';
import { Preparations } from '../../foundations/preparations.service';
import { Registrations } from '../../foundations/registrations.service';
import { Campaigns } from '../../funds/campaigns/campaigns.service';
import { OperatingModels } from '../../foundations/operating-models/operating-models.service';
import { Resolutions } from '../../foundations/resolutions.service';
import { FeesQueries } from '../../funds/moves/fees.queries';
import { FundMoves } from '../../funds/moves/fund-moves.service';
import { ResidentsCouncils } from '../../council/residents-councils.service';
import { ProfitAgreements } from '../../enterprises/agreements.service';
import { GroupFunds } from '../../funds/group-funds/group-funds.service';
import { GroupRoutes } from '../../people/groups/group-routes.service';
import { Groups } from '../../people/groups/groups.service';
import { OwnGroups } from '../../people/groups/own-groups.service';
import { Enterprises } from '../../enterprises/enterprises.service';
import { ProfitReports } from '../../enterprises/reports.service';
import { ProfitShares } from '../../enterprises/shares.service';
import { Households } from '../../funds/purses/households.service';
import { KeeperLists } from '../../funds/purses/keepers/keeper-lists.service';
import { PurseKeepers } from '../../funds/purses/keepers/keepers.service';
import { PurseMatches } from '../../funds/purses/purse-matches.service';
import { PurseSheets } from '../../funds/purses/purse-sheets.service';
import { Purses } from '../../funds/purses/purses.service';
import { FundBudgets } from '../../funds/care/budgets.service';
import { FundCare } from '../../funds/care/care.service';
import { FundGroups } from '../../funds/care/groups.service';
import { ProgrammeFunds } from '../../funds/programmes/programme-funds.service';
import { EndowmentPolicies } from '../../funds/endowment/endowment-policies.service';
import { Investments } from '../../funds/endowment/investments.service';
import { Pools } from '../../funds/endowment/pools.service';
import { Funds, type Page } from '../../funds/funds.service';
import type { AgreementText } from '../../funds/opening/agreement-text';
import { Agreements } from '../../funds/opening/agreements.service';
import { usualClauses } from '../../funds/opening/clauses';
import { Openings } from '../../funds/opening/openings.service';
import { ProgrammeUses } from '../../funds/programmes/programme-uses.service';
import { FundRequests } from '../../funds/opening/requests.service';
import { Transfers } from '../../giving/offline/transfers.service';
import type { Draft, FundRef } from '../../ledger/draft';
import { Receipts } from '../../giving/receipts.service';
import { Ledger } from '../../ledger/ledger.service';
import { Proposals } from '../../ledger/proposals.service';
import type { Foundation } from '../../people/foundations';
import { Enrolments } from '../../people/enrolments.service';
import { hashPassword } from '../../people/passwords';
import { People, type Role } from '../../people/people';
import { Vault } from '../../people/vault';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { addDays, monthOf, yearOf, type Day, type Month } from '../../rules/day';
import { CHECKLIST, type Seat } from '../../rules/fund-opening';
import { councilActs, type CouncilActs } from './council-acts';

/** Of everybody in the demo; their one-time codes are at `/outbox`. */
export const DEMO_PASSWORD = 'wutongli-demo';
/** 王建国, Wang Jianguo, signs in as wangjianguo. */
const loginOf = (englishName: string): string => englishName.toLowerCase().replaceAll(' ', '');

/** What a story has to say of a fund; the rest is as usual. */
export interface WantedFund {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  /** Of whoever asks for it. */
  readonly phone: string;
  /** Number of the council's resolution. */
  readonly resolution: string;
  readonly agreement: Pick<AgreementText, 'no' | 'day' | 'party' | 'englishParty' | 'purpose' | 'englishPurpose' | 'purposes' | 'use' | 'englishUse' | 'termination' | 'englishTermination' | 'remainingProperty' | 'englishRemainingProperty'> & Partial<AgreementText>;
  readonly page: Page;
}

/** What the demo is made with: the acts of the features and a calendar. */
export interface Demo {
  readonly db: DataSource;
  readonly ledger: Ledger;
  readonly preparations: Preparations;
  readonly openings: OpeningBalances;
  readonly contributions: FoundingContributions;
  readonly registrations: Registrations;
  readonly pledges: FoundingPledges;
  readonly particulars: Particulars;
  readonly officials: Officials;
  readonly resolutions: Resolutions;
  readonly models: OperatingModels;
  readonly funds: Funds;
  readonly campaigns: Campaigns;
  readonly fees: FeesQueries;
  readonly moves: FundMoves;
  readonly proposals: Proposals;
  readonly care: FundCare;
  readonly programmes: ProgrammeFunds;
  readonly endowmentPolicies: EndowmentPolicies;
  readonly pools: Pools;
  readonly investments: Investments;
  readonly programmeUses: ProgrammeUses;
  readonly purses: Purses;
  readonly households: Households;
  readonly sheets: PurseSheets;
  readonly purseMatches: PurseMatches;
  readonly keepers: PurseKeepers;
  readonly keeperLists: KeeperLists;
  readonly councils: ResidentsCouncils;
  /** What is done in and for a council at an hour. */
  readonly councilAt: (hour: Date) => CouncilActs;
  readonly groups: Groups;
  readonly groupRoutes: GroupRoutes;
  readonly ownGroups: OwnGroups;
  readonly groupFunds: GroupFunds;
  readonly enterprises: Enterprises;
  readonly profitAgreements: ProfitAgreements;
  readonly profitReports: ProfitReports;
  readonly profitShares: ProfitShares;
  readonly statements: BankStatements;
  readonly matches: Matches;
  readonly receipts: Receipts;
  readonly clock: Clock;
  readonly today: Day;
  appoint(foundation: Foundation, somebody: { name: string; englishName: string; role: Role; from: Day }): Promise<Person>;
  /** A fund on its whole way: asked for, checked, decided by the council, agreed and signed by both, opened. */
  openFund(foundation: Foundation, wanted: WantedFund, by: { recorder: Person; signer: Person }): Promise<FundRef>;
  /** Who sits in its committee and answers for it, its lines and a budget for this year. */
  careFor(foundation: Foundation, code: string, by: { recorder: Person; signer: Person }): Promise<void>;
  /** One person enters the account into which donors transfer, another confirms it. */
  tellAccount(foundation: Foundation, account: { bank: string; number: string }, by: { recorder: Person; confirmer: Person }): Promise<void>;
}

export function demoOf(app: INestApplicationContext): Demo {
  const db = app.get(DataSource);
  const [people, enrolments, vault] = [app.get(People), app.get(Enrolments), app.get(Vault)];
  const hash = hashPassword(DEMO_PASSWORD);
  return {
    db,
    ledger: app.get(Ledger),
    preparations: app.get(Preparations, { strict: false }),
    openings: app.get(OpeningBalances, { strict: false }),
    contributions: app.get(FoundingContributions, { strict: false }),
    registrations: app.get(Registrations, { strict: false }),
    pledges: app.get(FoundingPledges, { strict: false }),
    particulars: app.get(Particulars, { strict: false }),
    officials: app.get(Officials, { strict: false }),
    resolutions: app.get(Resolutions, { strict: false }),
    models: app.get(OperatingModels, { strict: false }),
    funds: app.get(Funds, { strict: false }),
    campaigns: app.get(Campaigns, { strict: false }),
    fees: app.get(FeesQueries, { strict: false }),
    moves: app.get(FundMoves, { strict: false }),
    proposals: app.get(Proposals, { strict: false }),
    care: app.get(FundCare, { strict: false }),
    programmes: app.get(ProgrammeFunds, { strict: false }),
    endowmentPolicies: app.get(EndowmentPolicies, { strict: false }),
    pools: app.get(Pools, { strict: false }),
    investments: app.get(Investments, { strict: false }),
    programmeUses: app.get(ProgrammeUses, { strict: false }),
    purses: app.get(Purses, { strict: false }),
    households: app.get(Households, { strict: false }),
    sheets: app.get(PurseSheets, { strict: false }),
    purseMatches: app.get(PurseMatches, { strict: false }),
    keepers: app.get(PurseKeepers, { strict: false }),
    keeperLists: app.get(KeeperLists, { strict: false }),
    councils: app.get(ResidentsCouncils, { strict: false }),
    councilAt: (hour) => councilActs(app, hour),
    groups: app.get(Groups, { strict: false }),
    groupRoutes: app.get(GroupRoutes, { strict: false }),
    ownGroups: app.get(OwnGroups, { strict: false }),
    groupFunds: app.get(GroupFunds, { strict: false }),
    enterprises: app.get(Enterprises, { strict: false }),
    profitAgreements: app.get(ProfitAgreements, { strict: false }),
    profitReports: app.get(ProfitReports, { strict: false }),
    profitShares: app.get(ProfitShares, { strict: false }),
    statements: app.get(BankStatements, { strict: false }),
    matches: app.get(Matches, { strict: false }),
    receipts: app.get(Receipts, { strict: false }),
    clock: app.get(Clock),
    today: app.get(Clock).today(),
    appoint: (foundation, { name, englishName, role, from }) =>
      db.transaction(async (tx) => {
        const login = loginOf(englishName);
        const id = await people.appoint(tx, { name, englishName, login, role, from, to: null }, { foundation: foundation.id, address: null });
        await enrolments.set(tx, { person: id, hash: await hash, secret: vault.demoSecret(login) });
        return { id, name, roles: [role] };
      }),
    async openFund(foundation, { code, name, englishName, phone, resolution, agreement, page }, { recorder, signer }) {
      const [requests, agreements, openings, resolutions] = [FundRequests, Agreements, Openings, Resolutions].map((one) => app.get(one, { strict: false })) as [FundRequests, Agreements, Openings, Resolutions];
      const usual = usualClauses(agreement.kind ?? 'named', agreement.preserved ?? false);
      const text: AgreementText = {
        holdsFrom: agreement.day, kind: 'named', preserved: false, name, englishName, naming: name, englishNaming: englishName,
        hostDuties: usual.hostDuties.zh, englishHostDuties: usual.hostDuties.en, partyDuties: usual.partyDuties.zh, englishPartyDuties: usual.partyDuties.en, committee: usual.committee.zh, englishCommittee: usual.committee.en,
        feeRate: 0, feeBase: null, feeDay: null, startingSum: 0n, startingBy: null, yearlyAddition: 0n, yearlyYears: 0, termFrom: agreement.day, termTo: null,
        remainingPropertyRule: 'similar-fund', disclosure: usual.disclosure.zh, englishDisclosure: usual.disclosure.en, ...agreement,
      };
      const { party, purpose, use, startingSum, kind, preserved } = text;
      const request = await requests.ask({ foundation: foundation.id, phone, key: randomUUID(), writtenBy: recorder.id }, { applicantKind: kind === 'named' ? 'company' : 'committee', applicant: party, contact: party, kind, preserved, name, purpose, use, place: page.place, startingSum });
      await requests.tick(foundation.id, request, CHECKLIST, recorder);
      const version = await agreements.prepare(foundation, { request }, text, recorder);
      await agreements.signForHost(foundation.id, version, signer);
      await agreements.signByCode(foundation.id, version, phone);
      const key = randomUUID();
      await db.query("INSERT INTO held_file (key, foundation, person, name, media_type, content, held_at) VALUES ($1, $2, $3, $4, 'application/pdf', $5, now())",
        [key, foundation.id, recorder.id, `${resolution}.pdf`, Buffer.from(`%PDF-1.7\n% ${key}\n%%EOF\n`)]);
      const decided = await resolutions.record(foundation.id, { body: 'council', majority: 'ordinary', number: resolution, day: addDays(agreement.day, -2), subject: `同意设立${name}`, entitled: 7, present: 6, for: 6, against: 0 }, recorder, [key]);
      await resolutions.confirm(foundation.id, decided, signer);
      return openings.open(foundation, version, { code, page, resolution: decided, whyBelow: null }, signer);
    },
    async careFor(foundation, code, { recorder, signer }) {
      const [care, budgets, groups] = [FundCare, FundBudgets, FundGroups].map((one) => app.get(one, { strict: false })) as [FundCare, FundBudgets, FundGroups];
      const from = addDays(app.get(Clock).today(), -200);
      const seats: readonly [string, Seat['side'], boolean?][] = [['陈桂娥', 'resident', true], ['高原', 'resident'], ['沈岚', 'donor'], ['王建国', 'host'], ['周明', 'street'], ['何平', 'supervisor']];
      for (const [name, side, chairs = false] of seats) await care.seat(foundation.id, code, { name, side, chairs, from, to: null }, recorder);
      await care.entrust(foundation.id, code, { person: recorder.id, from }, signer);
      for (const line of [{ code: '01', name: '食材和制作', englishName: 'Food and cooking' }, { code: '02', name: '送餐', englishName: 'Delivery' }, { code: '03', name: '餐具和保温箱', englishName: 'Tableware and boxes' }]) await budgets.addLine(foundation.id, code, line, recorder);
      const lines = await db.query<{ id: number; fund: number }[]>('SELECT l.id, l.fund FROM fund_line l JOIN fund f ON f.id = l.fund WHERE f.foundation = $1 AND f.code = $2 ORDER BY l.id', [foundation.id, code]);
      const budget = await budgets.prepare(foundation.id, code, { year: yearOf(app.get(Clock).today()), sums: [180_000_00n, 48_000_00n, 12_000_00n].map((sum, at) => ({ line: lines[at]!.id, sum })) }, recorder);
      await budgets.approve(foundation.id, code, budget, signer);
      for (const [at, words] of ['%食材和制作%', '送餐%', '%保温箱%'].entries()) {
        const entries = await db.query<{ entry: bigint }[]>('SELECT x.entry FROM entry_fund x JOIN entry_words w ON w.entry = x.entry WHERE x.fund = $1 AND x.money = 0 AND (x.worth < 0 OR x.promised > 0) AND w.note LIKE $2', [lines[0]!.fund, words]);
        await budgets.tag(foundation.id, code, { line: lines[at]!.id, entries: entries.map(({ entry }) => entry) }, recorder);
      }
      await groups.make(foundation.id, { name: '为老服务', englishName: 'For the elders' }, recorder);
      const [group] = await db.query<[{ id: number }]>('SELECT max(id) AS id FROM fund_group WHERE foundation = $1', [foundation.id]);
      await groups.join(foundation.id, group.id, { fund: lines[0]!.fund, from }, recorder);
    },
    async tellAccount(foundation, account, { recorder, confirmer }) {
      const transfers = app.get(Transfers, { strict: false });
      const [bank] = await db.query<{ id: number }[]>(`SELECT id FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id`, [foundation.id]);
      await transfers.enterAccount(foundation.id, { place: String(bank!.id), ...account }, recorder);
      const [entered] = await db.query<{ id: number }[]>('SELECT max(id) AS id FROM transfer_account WHERE foundation = $1', [foundation.id]);
      await transfers.confirmAccount({ foundation: foundation.id, id: entered!.id }, confirmer);
    },
  };
}

/** The month so many months before that of a day. */
export function monthBefore(day: Day, months: number): Month {
  let month = monthOf(day);
  for (let back = 0; back < months; back++) month = monthOf(addDays(`${month}-01`, -1));
  return month;
}

export const dayIn = (month: Month, day: number): Day => `${month}-${String(day).padStart(2, '0')}`;

/** One entry of the demo's books. It is drafted in its turn, so that it can name an entry before it by that one's source. */
export interface Turn {
  readonly day: Day;
  readonly write: (entryOf: (source: string) => bigint) => Draft;
}

/** A year of bookkeeping, entered in the order of its days as a bookkeeper would. What would lie in the future is left out. */
export async function keepBooks({ db, ledger, today }: Demo, turns: readonly Turn[]): Promise<void> {
  const entries = new Map<string, bigint>();
  await db.transaction(async (tx) => {
    for (const { day, write } of [...turns].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))) {
      if (day > today) continue;
      const draft = write((source) => entries.get(source)!);
      entries.set(draft.source, await ledger.enter(tx, draft));
    }
  });
}
