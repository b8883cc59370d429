import type { EntityManager } from 'typeorm';
import { type Lang, nameIn } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { PeriodKind } from '../rules/profit-share';
import { periodName } from './agreement-words';

/** A period of which something is due and has not come, with the day by which the next of it is due. */
export interface DueShare { readonly agreement: number; readonly no: string; readonly code: string; readonly name: string; readonly period: string; readonly open: Fen; readonly due: Day; readonly late: boolean }

/** All of a foundation, the longest due first. */
export async function dueShares(db: Pick<EntityManager, 'query'>, { foundation, lang, today }: { foundation: number; lang: Lang; today: Day }): Promise<DueShare[]> {
  const rows = await db.query<{ agreement: number; no: string; code: string; name: string; kind: PeriodKind; from: Day; to: Day; open: Fen; due: Day }[]>(
    `SELECT s.agreement, a.no, e.code, e.${nameIn(lang)} AS name, a.period AS kind, s.period_from AS "from", (SELECT max(r.period_to) FROM profit_report r WHERE r.agreement = s.agreement AND r.period_from = s.period_from) AS "to",
       sum(s.open)::bigint AS open, min(s.due_day) FILTER (WHERE s.open > 0) AS due FROM profit_standing s JOIN profit_agreement a ON a.id = s.agreement JOIN enterprise e ON e.id = s.enterprise
     WHERE s.foundation = $1 GROUP BY s.agreement, a.no, e.id, a.period, s.period_from HAVING sum(s.open) > 0 ORDER BY due, s.agreement, s.period_from`, [foundation]);
  return rows.map(({ kind, from, to, ...row }) => ({ ...row, period: periodName(kind, { from, to }, lang), late: row.due < today }));
}
