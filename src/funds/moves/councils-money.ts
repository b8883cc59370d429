import type { EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Fen } from '../../rules/money';

/** What of a restricted fund a council put there, and what its givers did; null for any other fund. */
export async function councilsMoney(tx: Pick<EntityManager, 'query'>, fund: FundRef): Promise<{ council: Fen; givers: Fen } | null> {
  if (fund.class !== 'restricted' && fund.class !== 'preserved') return null;
  const [{ council, worth }] = await tx.query<[{ council: Fen; worth: Fen }]>('SELECT GREATEST(0, councils_money(fund)) AS council, worth FROM fund_balance WHERE fund = $1', [fund.id]);
  return { council, givers: worth > council ? worth - council : 0n };
}
