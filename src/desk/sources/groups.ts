import { FILING_AHEAD_DAYS } from '../../people/groups/my-group-pages';
import { addDays, type Day } from '../../rules/day';
import type { Source, Task } from '../tasks';
import { nameIn } from './waiting';

/** Who keeps the register of residents' groups. */
const KEEPERS = ['programme-officer', 'secretary-general'];
/** Who sees to it that what was lent is accounted for. */
const OF_MONEY = ['bookkeeper', 'secretary-general'];
/** So many days before an advance is to be cleared somebody asks for its bills. */
const ADVANCE_AHEAD_DAYS = 7;
const task = (kind: string, values: Record<string, string>, code: string, due: Day | null): Task => ({ kind, values, sum: null, path: `/desk/groups/${code}`, by: null, due, roles: KEEPERS, notBy: [] });

/** Residents' groups that wait for consents, for somebody to lead, for their filing to be renewed, or for an advance to be cleared. */
export const groups: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; missing: number; lead: number | null; until: Day | null; clearBy: Day | null }[]>(
    `SELECT g.code, p.${nameIn(asked)} AS name, group_lead(g.id) AS lead, (SELECT max(f.until_day) FROM standing_group_filing f WHERE f.resident_group = g.id) AS until, (SELECT r.clear_by FROM standing_group_route r WHERE r.resident_group = g.id AND r.kind = 'advance') AS "clearBy",
       (policy_for(g.foundation, 'group-members-least', $2)).value::int - (SELECT count(*)::int FROM standing_group_member m WHERE m.resident_group = g.id AND m.consented_at IS NOT NULL) AS missing
     FROM resident_group g CROSS JOIN group_particulars(g.id) p WHERE g.foundation = $1 AND NOT EXISTS (SELECT FROM resident_group_end e WHERE e.resident_group = g.id) ORDER BY g.id`, [asked.foundation, asked.today]);
  const soon = addDays(asked.today, FILING_AHEAD_DAYS);
  return rows.flatMap(({ code, name, missing, lead, until, clearBy }) => [
    ...(missing > 0 ? [task('group-consents', { name, n: String(missing) }, code, null)] : []),
    ...(lead === null ? [task('group-lead', { name }, code, null)] : []),
    ...(until !== null && until <= soon ? [task('group-filing', { name }, code, until)] : []),
    ...(clearBy !== null && clearBy <= addDays(asked.today, ADVANCE_AHEAD_DAYS) ? [{ ...task('group-advance', { name }, code, clearBy), path: `/desk/groups/${code}/money`, roles: OF_MONEY }] : []),
  ]);
};
