import { houseOn, termsOf } from '../../foundations/officials/officials.queries';
import { RESOLVERS } from '../../foundations/resolutions-page';
import { IN_OFFICE } from '../../people/people';
import { rolesIn } from '../../people/people.queries';
import type { Role } from '../../people/people';
import { wordsOf } from '../../platform/words';
import { officialsMissing } from '../../rules/officials';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

export const contributions: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT c.id::text, c.founder AS name, c.sum, c.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM founding_contribution c JOIN person p ON p.id = c.recorded_by
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_confirmation f WHERE f.contribution = c.id) AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id) ORDER BY c.recorded_at`, [asked.foundation]);
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

/** A campaign plan that somebody entered as it was filed. */
export const filings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT f.id::text, f.filing_no AS name, f.target AS sum, f.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM campaign_filing f JOIN person p ON p.id = f.recorded_by
     WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM campaign_filing_confirmation c WHERE c.filing = f.id) AND NOT EXISTS (SELECT FROM campaign_filing_withdrawal w WHERE w.filing = f.id) ORDER BY f.recorded_at`, [asked.foundation]);
  return rows.map(second('filing', [...BOOKS, 'programme-officer'], ({ id }) => `/desk/campaigns/filings/${id}`));
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

/** A body's decision that nobody has compared with its signed paper. */
export const resolutions: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT r.id::text, r.number || ' ' || r.subject AS name, NULL AS sum, r.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM resolution r JOIN person p ON p.id = r.recorded_by
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM resolution_confirmation c WHERE c.resolution = r.id) AND NOT EXISTS (SELECT FROM resolution_withdrawal w WHERE w.resolution = r.id) ORDER BY r.recorded_at, r.id`, [asked.foundation]);
  return rows.map(second('resolution', RESOLVERS, ({ id }) => `/desk/resolutions/${id}`));
};

/** What the registrar or the council has decided about the foundation, and what is handed on at its end: each waits for a second person. */
export const lifeActs: Source = async (db, asked) => {
  const t = wordsOf(asked.lang);
  const acts = await db.query<(Waiting & { kind: string })[]>(
    `SELECT a.id::text, a.kind, a.registered_sum AS sum, a.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM life_act a JOIN person p ON p.id = a.recorded_by
     WHERE a.foundation = $1 AND NOT EXISTS (SELECT FROM life_act_confirmation c WHERE c.act = a.id) AND NOT EXISTS (SELECT FROM life_act_withdrawal w WHERE w.act = a.id) ORDER BY a.recorded_at, a.id`, [asked.foundation]);
  const rest = await db.query<Waiting[]>(
    `SELECT r.id::text, r.receiver AS name, r.sum, r.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM remaining_property r JOIN person p ON p.id = r.recorded_by
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM remaining_property_confirmation c WHERE c.remaining = r.id) AND NOT EXISTS (SELECT FROM remaining_property_withdrawal w WHERE w.remaining = r.id) ORDER BY r.recorded_at, r.id`, [asked.foundation]);
  return [
    ...acts.map((act) => ({ ...act, name: t(`life.act.${act.kind}`) })).map(second('life-act', BOOKS, ({ id }) => `/desk/founding/life/${id}`)),
    ...rest.map(second('remaining', BOOKS, ({ id }) => `/desk/founding/remaining/${id}`)),
  ];
};

/** Family or supervisors beyond the law: what the council decides is held until it is mended (B2). */
export const councilsBeyondTheLaw: Source = async (db, asked) => {
  const [row] = await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [asked.foundation]);
  const house = await houseOn(db, { id: asked.foundation, ...row }, asked.today, { terms: await termsOf(db, asked.foundation, asked.lang), facts: [] });
  const held = officialsMissing(house).filter(({ check }) => check === 'B2');
  return held.length === 0 ? [] : [{ kind: 'council', values: {}, sum: null, path: '/desk/officials', by: null, due: null, roles: BOOKS, notBy: [] }];
};

/** So many days before a term is over somebody begins to think of an election. */
const DAYS_AHEAD = 60;

/** Terms that end soon or are over, with nobody elected after them. */
export const termsOver: Source = async (db, asked) => {
  const rows = await db.query<{ party: number; name: string; office: string; until: string }[]>(
    `SELECT t.party, ${asked.lang === 'zh' ? 'y.name' : 't.english_name AS name'}, t.office, t.until_day AS until FROM office_term t JOIN party y ON y.id = t.party
     WHERE t.foundation = $1 AND t.until_day <= $2::date + $3::int AND NOT EXISTS (SELECT FROM office_term_end e WHERE e.term = t.id)
       AND NOT EXISTS (SELECT FROM office_term n WHERE n.foundation = t.foundation AND n.office = t.office AND n.until_day > t.until_day AND n.from_day >= t.until_day - $3::int)
       AND life_of(t.foundation) <> 'ended' ORDER BY t.until_day, t.id`, [asked.foundation, asked.today, DAYS_AHEAD]);
  return rows.map(({ party, name, office, until }): Task => ({
    kind: 'term-over', values: { name: `${name} · ${wordsOf(asked.lang)(`office.${office}`)}` }, sum: null, path: `/desk/officials/${party}`, by: null, due: until, roles: BOOKS, notBy: [],
  }));
};
