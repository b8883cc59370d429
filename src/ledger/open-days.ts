import type { EntityManager } from 'typeorm';
import { firstDay, monthOf, nextMonth, type Day, type Month } from '../rules/day';

/** The last month that is sealed, and with it all that lie before; null when none is. */
export async function sealedUntil(db: Pick<EntityManager, 'query'>, foundation: number): Promise<Month | null> {
  const [row] = await db.query<[{ month: Month | null }]>("SELECT to_char(max(month), 'YYYY-MM') AS month FROM accounting_period WHERE foundation = $1 AND sealed_on IS NOT NULL", [foundation]);
  return row.month;
}

/** The day itself, or the first day after the last sealed month. */
export const openDayFrom = (day: Day, until: Month | null): Day => (until === null || monthOf(day) > until ? day : firstDay(nextMonth(until)));
