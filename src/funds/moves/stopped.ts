import type { EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';

type Asks = Pick<EntityManager, 'query'>;

/** How a fund is not as others: it is closed, comes to its end, or somebody holds it. */
export type Stop = 'closed' | 'ending' | 'frozen';

const SAYS: Readonly<Record<Stop, string>> = { closed: 'a-closed-fund-takes-only-what-finishes-it', ending: 'a-fund-that-ends-spends-nothing-new', frozen: 'a-frozen-fund-lets-nothing-go' };

/** Said before anything is proposed; the database says it again when it is booked. @throws Refused */
export async function refuseStopped(db: Asks, fund: FundRef, by: readonly Stop[], code?: string): Promise<void> {
  const [stopped] = await db.query<{ how: Stop; name: string }[]>('SELECT s.how, f.name FROM stopped_fund s JOIN fund f ON f.id = s.fund WHERE s.fund = $1 AND s.how = ANY ($2) ORDER BY s.how LIMIT 1', [fund.id, by]);
  if (stopped) throw new Refused(code ?? SAYS[stopped.how], { fund: stopped.name });
}

/** The announcement that a fund comes to its end, while it stands. */
export interface Ending {
  readonly id: number;
  readonly day: Day;
  readonly reason: string;
  readonly basis: 'agreement' | 'similar purpose';
  readonly basisNote: string;
  readonly toFund: number | null;
  readonly toParty: number | null;
  /** Who takes the rest, in Chinese: as it is written in the books. */
  readonly receiver: string;
  readonly resolution: number | null;
  readonly announcedBy: number;
}

export async function endingOf(db: Asks, fund: Pick<FundRef, 'id'>): Promise<Ending | null> {
  const [row] = await db.query<Ending[]>(
    `SELECT e.id, e.day, e.reason, e.basis, e.basis_note AS "basisNote", e.to_fund AS "toFund", e.to_party AS "toParty", coalesce(f.name, y.name) AS receiver, e.resolution, e.announced_by AS "announcedBy"
     FROM fund_ending e LEFT JOIN fund f ON f.id = e.to_fund LEFT JOIN party y ON y.id = e.to_party WHERE e.fund = $1 AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id)`, [fund.id]);
  return row ?? null;
}
