import { bodiesOf, bodyName } from '../../council/meetings/bodies';
import { figure, rhythmFindings } from '../../council/meetings/meeting-rhythm';
import { addDays, type Day } from '../../rules/day';
import type { Source, Task } from '../tasks';

/** Who calls meetings. */
const KEEPERS = ['programme-officer', 'secretary-general'];
const task = (kind: string, path: string, values: Record<string, string>, due: Day | null): Task => ({ kind, values, sum: null, path, by: null, due, roles: KEEPERS, notBy: [] });

/** The foundation's council that has not met twice a year (B4), and other bodies that have not met for half a year. */
export const bodiesThatDoNotMeet: Source = async (db, { foundation, lang, today, now }) => {
  const bodies = await bodiesOf(db, foundation, today, lang);
  if (bodies.length === 0) return [];
  const [{ jurisdiction }] = await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [foundation]);
  const found = [];
  for (const body of bodies) for (const finding of await rhythmFindings(db, { id: foundation, jurisdiction }, body, { today, now })) found.push({ body, ...finding });
  return found.filter(({ code }) => code !== 'council-few-last-year').map(({ body, code, facts, due }) => task(`meeting-${code}`, `/desk/meetings/new?body=${body.key}`, { ...facts, name: body.name }, due));
};

/** Meetings to come on whose day fewer will have a seat than when they were called: terms end before. */
export const emptySeats: Source = async (db, { foundation, lang, now }) =>
  (await db.query<{ number: string; name: string; then: string; count: string; day: Day }[]>(
    `SELECT m.number, ${bodyName('m', lang)} AS name, m.day AS then, (n.all - s.all)::text AS count, m.day FROM standing_meeting m
       CROSS JOIN LATERAL (SELECT count(DISTINCT b.party) AS all FROM body_members(m.foundation, m.body, m.council, m.fund, ($2::timestamptz AT TIME ZONE 'Asia/Shanghai')::date) b) n CROSS JOIN LATERAL (SELECT count(*) AS all FROM meeting_members(m.id)) s
     WHERE m.foundation = $1 AND m.starts_at > $2 AND s.all < n.all ORDER BY m.starts_at`, [foundation, now])).map(({ number, name, count, day }) => task('meeting-seats-end', `/desk/meetings/${number}`, { number, name, count }, day));

/** Meetings that are over without signed minutes, and scans that wait for somebody else to compare them. */
export const unsignedMinutes: Source = async (db, { foundation, lang, now, today }) => {
  const rows = await db.query<{ number: string; name: string; day: Day; written: boolean; scannedBy: number | null; scanner: string | null }[]>(
    `SELECT m.number, ${bodyName('m', lang)} AS name, m.day, v.id IS NOT NULL AS written, s.recorded_by AS "scannedBy", p.${lang === 'zh' ? 'name' : 'english_name'} AS scanner
     FROM standing_meeting m LEFT JOIN LATERAL (SELECT id FROM meeting_minutes WHERE meeting = m.id ORDER BY nth DESC LIMIT 1) v ON true LEFT JOIN meeting_minutes_scan s ON s.minutes = v.id LEFT JOIN person p ON p.id = s.recorded_by
     WHERE m.foundation = $1 AND m.starts_at <= $2 AND NOT EXISTS (SELECT FROM signed_minutes g WHERE g.id = v.id) ORDER BY m.starts_at`, [foundation, now]);
  if (rows.length === 0) return [];
  const [{ jurisdiction }] = await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [foundation]);
  const days = await figure(db, { jurisdiction }, 'minutes-days', today);
  return rows.map(({ number, name, day, written, scannedBy, scanner }) => scannedBy !== null
    ? { ...task('minutes-compare', `/desk/meetings/${number}`, { number, name }, addDays(day, days)), by: { id: scannedBy, name: scanner! }, notBy: [scannedBy] }
    : task(written ? 'minutes-sign' : 'minutes-write', `/desk/meetings/${number}`, { number, name }, addDays(day, days)));
};
