import { IN_OFFICE } from '../../people/people';
import { rolesIn } from '../../people/people.queries';
import type { Role } from '../../people/people';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

export const contributions: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT c.id::text, c.founder AS name, c.sum, c.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM founding_contribution c JOIN person p ON p.id = c.recorded_by
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_confirmation f WHERE f.contribution = c.id) ORDER BY c.recorded_at`, [asked.foundation]);
  return rows.map(second('contribution', BOOKS, ({ id }) => `/desk/founding/contributions/${id}`));
};

/** The newest opening balance, while nobody has signed one. */
export const openings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT o.id::text, to_char(o.day, 'YYYY-MM-DD') AS name, (SELECT coalesce(sum(l.debit), 0)::bigint FROM opening_line l WHERE l.preparation = o.id AND l.debit > 0) AS sum, o.prepared_by AS by, p.${nameIn(asked)} AS "byName"
     FROM opening_preparation o JOIN person p ON p.id = o.prepared_by
     WHERE o.foundation = $1 AND NOT EXISTS (SELECT FROM registration r WHERE r.foundation = $1) ORDER BY o.id DESC LIMIT 1`, [asked.foundation]);
  return rows.map(second('opening', BOOKS, () => '/desk/opening'));
};

/** A foundation that is being founded: contributions, papers, and then its registration. */
export const registrations: Source = async (db, { foundation }) => {
  const [row] = await db.query<[{ open: boolean }]>(
    `SELECT NOT EXISTS (SELECT FROM registration WHERE foundation = $1) AND NOT EXISTS (SELECT FROM opening_preparation WHERE foundation = $1) AND EXISTS (SELECT FROM founding_contribution WHERE foundation = $1) AS open`, [foundation]);
  return row.open ? [{ kind: 'registration', sum: null, path: '/desk/founding', by: null, due: null, roles: BOOKS, notBy: [] }] : [];
};

/** Who was appointed and cannot sign in yet: an administrator hands out a link, and then it is theirs to use. */
export const enrolments: Source = async (db, asked) => {
  const rows = await db.query<{ person: number; name: string; roles: Role[]; until: string | null; by: number | null; byName: string | null }[]>(
    `SELECT p.id AS person, p.${nameIn(asked)} AS name, array_agg(DISTINCT a.role) AS roles, to_char(e.ends_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD') AS until, e.made_by AS by, m.${nameIn(asked)} AS "byName"
     FROM appointment a JOIN person p ON p.id = a.person JOIN credential c ON c.person = p.id AND c.password_hash IS NULL
       LEFT JOIN LATERAL (SELECT made_by, ends_at FROM enrolment WHERE person = p.id ORDER BY made_at DESC LIMIT 1) e ON e.ends_at > $3 LEFT JOIN person m ON m.id = e.made_by
     WHERE a.foundation = $1 AND ${IN_OFFICE('a', '$2', '$3')} GROUP BY p.id, e.ends_at, e.made_by, m.id ORDER BY p.id`, [asked.foundation, asked.today, asked.now]);
  return rows.map(({ person, name, roles, until, by, byName }): Task => {
    const task = { values: { name, roles: rolesIn(asked.lang, roles) }, sum: null, path: `/desk/people/${person}`, by: by === null || byName === null ? null : { id: by, name: byName }, due: until };
    return until === null ? { ...task, kind: 'enrolment', roles: ['administrator'], notBy: [] } : { ...task, kind: 'enrolling', roles: [], notBy: by === null ? [] : [by], waitsFor: name };
  });
};
