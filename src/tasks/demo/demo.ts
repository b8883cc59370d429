import type { INestApplicationContext } from '@nestjs/common';
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
import { Funds } from '../../funds/funds.service';
import { FeesQueries } from '../../funds/moves/fees.queries';
import { FundMoves } from '../../funds/moves/fund-moves.service';
import { Households } from '../../funds/purses/households.service';
import { PurseMatches } from '../../funds/purses/purse-matches.service';
import { PurseSheets } from '../../funds/purses/purse-sheets.service';
import { Purses } from '../../funds/purses/purses.service';
import { Transfers } from '../../giving/offline/transfers.service';
import type { Draft } from '../../ledger/draft';
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
import { addDays, monthOf, type Day, type Month } from '../../rules/day';

/** Of everybody in the demo; their one-time codes are at `/outbox`. */
export const DEMO_PASSWORD = 'wutongli-demo';
/** 王建国, Wang Jianguo, signs in as wangjianguo. */
const loginOf = (englishName: string): string => englishName.toLowerCase().replaceAll(' ', '');

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
  readonly purses: Purses;
  readonly households: Households;
  readonly sheets: PurseSheets;
  readonly purseMatches: PurseMatches;
  readonly statements: BankStatements;
  readonly matches: Matches;
  readonly receipts: Receipts;
  readonly today: Day;
  appoint(foundation: Foundation, somebody: { name: string; englishName: string; role: Role; from: Day }): Promise<Person>;
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
    purses: app.get(Purses, { strict: false }),
    households: app.get(Households, { strict: false }),
    sheets: app.get(PurseSheets, { strict: false }),
    purseMatches: app.get(PurseMatches, { strict: false }),
    statements: app.get(BankStatements, { strict: false }),
    matches: app.get(Matches, { strict: false }),
    receipts: app.get(Receipts, { strict: false }),
    today: app.get(Clock).today(),
    appoint: (foundation, { name, englishName, role, from }) =>
      db.transaction(async (tx) => {
        const login = loginOf(englishName);
        const id = await people.appoint(tx, { name, englishName, login, role, from, to: null }, { foundation: foundation.id, address: null });
        await enrolments.set(tx, { person: id, hash: await hash, secret: vault.demoSecret(login) });
        return { id, name, roles: [role] };
      }),
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
