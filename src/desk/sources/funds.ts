import type { Source, Task } from '../tasks';
import { BOOKS, nameIn } from './waiting';

/** A fund that comes to its end and is at zero, for another person than announced it; and a closing that the public was not told of, within three months. */
export const endings: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; by: number; byName: string; closed: boolean; due: string | null }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, e.announced_by AS by, p.${nameIn(asked)} AS "byName", c.fund IS NOT NULL AS closed, to_char(c.day + interval '3 months', 'YYYY-MM-DD') AS due
     FROM fund_ending e JOIN fund f ON f.id = e.fund JOIN person p ON p.id = e.announced_by JOIN fund_balance b ON b.fund = e.fund LEFT JOIN fund_closing c ON c.ending = e.id
     WHERE e.foundation = $1 AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id) AND NOT EXISTS (SELECT FROM fund_closing_publication u WHERE u.fund = e.fund)
       AND (c.fund IS NOT NULL OR ((b.money, b.owed, b.promised, b.worth) = (0, 0, 0, 0) AND fund_gifts_under_way(e.fund, $2) = 0)) ORDER BY e.id`, [asked.foundation, asked.now]);
  return rows.map(({ code, name, by, byName, closed, due }): Task => ({
    kind: closed ? 'closing-to-publish' : 'fund-to-close', values: { name }, sum: null, path: `/desk/funds/${code}/ending`, by: { id: by, name: byName }, due, roles: BOOKS, notBy: closed ? [] : [by], toldTo: closed ? [] : [by],
  }));
};
