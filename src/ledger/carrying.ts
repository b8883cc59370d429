import type { EntityManager } from 'typeorm';
import { lastDay, type Month } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { account, type Standard } from './chart';
import type { Draft } from './draft';
import { chartMigration, yearClosing, type Standing } from './entries';
import type { FundClass } from './kinds';

/** Carries a year's income and cost to net assets, as they stand now. @throws Refused `there-is-nothing-to-close` */
export async function yearClosingOf(tx: EntityManager, { foundation, month }: { foundation: number; month: Month }): Promise<Draft> {
  const day = lastDay(month);
  const rows = await standing(tx, foundation, 'SELECT fund, standard, account, debit, NULL::int AS place, NULL::bigint AS promise FROM open_at_year_end($1, $2)', [foundation, day]);
  return yearClosing({ foundation, day, source: '', note: `${month.slice(0, 4)} 年末结转`, standing: rows });
}

/** Carries what stands in the chart of 2004 into that of 2026, by fund and role. @throws Refused `the-old-year-is-sealed-before-the-chart-changes`, `there-is-nothing-to-close` */
export async function chartMigrationOf(tx: EntityManager, foundation: number): Promise<Draft> {
  const [old] = await tx.query<[{ open: boolean }]>(
    `SELECT EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = $1 AND p.month < '2026-01-01' AND p.sealed_on IS NULL AND entries_in_month($1, p.month) > 0) AS open`, [foundation]);
  if (old.open) throw new Refused('the-old-year-is-sealed-before-the-chart-changes');
  const rows = await standing(tx, foundation,
    `SELECT p.fund, p.standard, p.account, sum(p.debit)::bigint AS debit, p.place, p.promise FROM posting p JOIN fund f ON f.id = p.fund
     WHERE f.foundation = $1 AND p.standard = 2004 GROUP BY p.fund, p.standard, p.account, p.place, p.promise HAVING sum(p.debit) <> 0`, [foundation]);
  return chartMigration({ foundation, day: '2026-01-01', source: '', note: '新旧会计制度衔接（财会〔2025〕6号）', standing: rows });
}

async function standing(tx: EntityManager, foundation: number, sql: string, values: unknown[]): Promise<Standing[]> {
  const rows = await tx.query<{ fund: number; class: FundClass; standard: Standard; account: string; debit: Fen; place: number | null; promise: bigint | null }[]>(
    `SELECT s.*, f.class FROM (${sql}) s JOIN fund f ON f.id = s.fund ORDER BY s.fund, s.account, s.place, s.promise`, values);
  if (rows.length === 0) throw new Refused('there-is-nothing-to-close');
  return rows.map((row) => ({
    fund: { id: row.fund, foundation, class: row.class }, role: account(row.standard, row.account).role, sum: row.debit,
    ...(row.place === null ? {} : { place: row.place }), ...(row.promise === null ? {} : { promise: row.promise }),
  }));
}
