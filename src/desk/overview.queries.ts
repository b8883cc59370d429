import type { EntityManager } from 'typeorm';
import type { Month } from '../rules/day';
import type { Fen } from '../rules/money';

export interface FundRow {
  readonly code: string;
  readonly name: string;
  readonly received: Fen;
  readonly paid: Fen;
  /** What may still be promised or spent above the fund's floor; negative where something was forced on the fund. */
  readonly free: Fen;
  readonly short: Fen;
}

export interface Overview {
  readonly month: Month;
  /** All the foundation has in banks, wallets and boxes. */
  readonly money: Fen;
  /** Of it, what the council may decide about freely: of general and designated funds, after what is owed and promised. */
  readonly unrestricted: Fen;
  readonly received: Fen;
  readonly paid: Fen;
  readonly funds: readonly FundRow[];
}

/** The money at a glance: this month's movements as they are numbered, and what the guard rows say now. */
export async function overview(db: Pick<EntityManager, 'query'>, { foundation, month, lang }: { foundation: number; month: Month; lang: 'zh' | 'en' }): Promise<Overview> {
  const funds = await db.query<FundRow[]>(
    `SELECT f.code, f.${lang === 'zh' ? 'name' : 'english_name'} AS name, coalesce(m.received, 0)::bigint AS received, coalesce(m.paid, 0)::bigint AS paid, LEAST(b.free, b.worth - b.floor)::bigint AS free, b.short
     FROM fund f JOIN fund_balance b ON b.fund = f.id LEFT JOIN fund_movement m ON m.foundation = f.foundation AND m.fund = f.id AND m.month = $2
     WHERE f.foundation = $1 ORDER BY f.id`, [foundation, `${month}-01`]);
  const [sums] = await db.query<[Omit<Overview, 'month' | 'funds'>]>(
    `SELECT coalesce(sum(b.money), 0)::bigint AS money, coalesce(sum(b.free) FILTER (WHERE b.class IN ('general', 'designated')), 0)::bigint AS unrestricted,
       coalesce((SELECT received FROM fund_movement WHERE foundation = $1 AND fund = 0 AND month = $2), 0)::bigint AS received,
       coalesce((SELECT paid FROM fund_movement WHERE foundation = $1 AND fund = 0 AND month = $2), 0)::bigint AS paid
     FROM fund_balance b WHERE b.foundation = $1`, [foundation, `${month}-01`]);
  return { month, ...sums, funds };
}
