import { NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import type { Ledger } from '../ledger/ledger.service';

/** Where money lies and somebody else keeps a statement of it: a bank account, or what a provider holds for us. A cash box has none. */
export interface Place {
  readonly id: number;
  readonly foundation: number;
  readonly code: string;
  readonly account: '1002' | '1009';
  readonly name: string;
  readonly englishName: string;
}

type Asks = Pick<EntityManager, 'query'>;

const SELECT = `SELECT id, foundation, code, account, name, english_name AS "englishName" FROM place WHERE account IN ('1002', '1009')`;

export const placesOf = (db: Asks, foundation: number): Promise<Place[]> => db.query<Place[]>(`${SELECT} AND foundation = $1 ORDER BY account, id`, [foundation]);

/** @throws NotFoundException */
export async function placeOf(db: Asks, foundation: number, code: string): Promise<Place> {
  const [place] = await db.query<Place[]>(`${SELECT} AND foundation = $1 AND code = $2`, [foundation, code]);
  if (!place) throw new NotFoundException();
  return place;
}

/** The general fund: what the bank itself takes and gives, and what nobody has explained, is its. @throws Error when the books were not begun */
export async function generalFundOf(db: Asks, foundation: number): Promise<FundRef> {
  const [fund] = await db.query<{ id: number }[]>(`SELECT id FROM fund WHERE foundation = $1 AND class = 'general'`, [foundation]);
  if (!fund) throw new Error(`Foundation ${foundation} has no general fund`);
  return { id: fund.id, foundation, class: 'general' };
}

/** The cash box of a foundation; opened with the first cash. */
export async function cashBoxOf(tx: EntityManager, ledger: Ledger, foundation: number): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`cash box of ${foundation}`]);
  const [box] = await tx.query<{ id: number }[]>(`SELECT id FROM place WHERE foundation = $1 AND account = '1001' ORDER BY id LIMIT 1`, [foundation]);
  return box?.id ?? ledger.openPlace(tx, { foundation, account: '1001', code: 'cash', name: '现金', englishName: 'Cash box' });
}
