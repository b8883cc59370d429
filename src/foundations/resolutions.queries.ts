import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Body, BodyRule, Majority } from '../rules/resolution';

type Asks = Pick<EntityManager, 'query'>;

/** By how many each body decides, all days. */
export const bodyRules = (db: Asks): Promise<BodyRule[]> =>
  db.query(
    `SELECT body, majority, from_day AS "from", to_day AS "to", ARRAY[quorum_parts, quorum_of] AS quorum, ARRAY[votes_parts, votes_of] AS votes, counted_of AS "countedOf", more_than AS "moreThan", source
     FROM resolution_rule ORDER BY body, majority, from_day`);

@Injectable()
export class ResolutionsQueries {
  constructor(private readonly db: DataSource) {}

  /** What an act may rest on: confirmed resolutions of a body, the newest first, as a form offers them. */
  async choices(foundation: number, { body, majority, until, purse }: { body?: Body; majority?: Majority; until?: Day; purse?: number } = {}): Promise<{ value: string; label: string }[]> {
    const rows = await this.db.query<{ id: number; number: string; day: Day; subject: string }[]>(
      `SELECT r.id, CASE WHEN r.motion IS NULL THEN r.number ELSE '凭' || r.number END AS number, r.day, r.subject FROM resolution r JOIN resolution_confirmation c ON c.resolution = r.id
       WHERE r.foundation = $1 AND ($2::text IS NULL OR r.body = $2) AND ($3::text IS NULL OR r.majority = $3) AND ($4::date IS NULL OR r.day <= $4) AND ($5::int IS NULL OR r.purse = $5) ORDER BY r.day DESC, r.id DESC LIMIT 100`,
      [foundation, body ?? null, majority ?? null, until ?? null, purse ?? null]);
    return rows.map(({ id, number, day, subject }) => ({ value: String(id), label: `${number} · ${day} · ${subject}` }));
  }
}

export interface ResolutionRow {
  readonly id: number;
  readonly body: Body;
  readonly majority: Majority;
  readonly number: string;
  readonly day: Day;
  readonly subject: string;
  readonly entitled: number;
  readonly present: number;
  readonly for: number;
  readonly against: number;
  readonly recordedBy: number;
  readonly recorded: { readonly by: string; readonly at: Date };
  readonly confirmed: { readonly by: string; readonly at: Date } | null;
  readonly withdrawn: { readonly by: string; readonly at: Date; readonly why: string } | null;
  /** Who sat on the council that day, where it is the council that decided; null while nobody is entered. */
  readonly members: number | null;
  /** Whose households decided. */
  readonly building: string | null;
  /** The motion that made it, by its number: 2026-3. */
  readonly motion: string | null;
}

export const RESOLUTIONS_A_PAGE = 50;

/** Newest first. @param asked one of them, or those that stand after another */
export async function resolutionRows(db: Asks, foundation: number, { one = null, before = null }: { one?: number | null; before?: number | null }, lang: Lang): Promise<ResolutionRow[]> {
  const name = lang === 'zh' ? 'name' : 'english_name';
  const act = (person: string, at: string, more = ''): string => `CASE WHEN ${at} IS NOT NULL THEN json_build_object('by', (SELECT ${name} FROM person WHERE id = ${person}), 'at', ${at}${more}) END`;
  const rows = await db.query<ResolutionRow[]>(
    `SELECT r.id, r.body, r.majority, r.number, r.day, r.subject, r.entitled, r.present, r.votes_for AS for, r.votes_against AS against, r.recorded_by AS "recordedBy",
       ${act('r.recorded_by', 'r.recorded_at')} AS recorded, ${act('c.confirmed_by', 'c.confirmed_at', ", 'because', c.stands_because")} AS confirmed, ${act('w.by_person', 'w.at', ", 'why', w.why")} AS withdrawn,
       CASE WHEN r.body = 'council' THEN (SELECT nullif(count(DISTINCT o.party), 0)::int FROM office_time o WHERE o.foundation = r.foundation AND o.office = 'director' AND r.day BETWEEN o.from_day AND o.last_day) END AS members,
       (SELECT f.${name} FROM fund f WHERE f.id = r.purse) AS building, (SELECT m.number FROM motion m WHERE m.id = r.motion) AS motion
     FROM resolution r LEFT JOIN resolution_confirmation c ON c.resolution = r.id LEFT JOIN resolution_withdrawal w ON w.resolution = r.id
     WHERE r.foundation = $1 AND ($2::int IS NULL OR r.id = $2) AND ($3::int IS NULL OR r.id < $3) ORDER BY r.id DESC LIMIT ${RESOLUTIONS_A_PAGE + 1}`, [foundation, one, before]);
  const dated = <A extends { at: Date }>(said: A): A => ({ ...said, at: new Date(said.at) });
  return rows.map((row) => ({ ...row, recorded: dated(row.recorded), confirmed: row.confirmed && dated(row.confirmed), withdrawn: row.withdrawn && dated(row.withdrawn) }));
}

/** Buildings whose households may decide. */
export const buildings = (db: Asks, foundation: number, lang: Lang): Promise<{ value: string; label: string }[]> =>
  db.query(`SELECT f.code AS value, f.${lang === 'zh' ? 'name' : 'english_name'} AS label FROM fund f JOIN fund_kind k ON k.fund = f.id AND k.kind = 'purse' WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) ORDER BY f.code`, [foundation]);

/** By how many more family sat on the council that decided than the law allows (400 art. 20; B2). */
export async function kinBeyondTheLaw(db: Asks, resolution: number): Promise<number> {
  const [row] = await db.query<[{ n: number }]>(`SELECT CASE WHEN body = 'council' THEN kin_beyond_the_law(foundation, day) ELSE 0 END AS n FROM resolution WHERE id = $1`, [resolution]);
  return row.n;
}

/** What rests on a resolution: rows of every table that names one, whichever folder has brought it. */
export async function restingOn(db: Asks, resolution: number): Promise<{ table: string; n: number }[]> {
  const tables = await db.query<{ table: string }[]>(`SELECT DISTINCT conrelid::regclass::text AS table FROM pg_constraint WHERE contype = 'f' AND confrelid = 'resolution_confirmation'::regclass ORDER BY 1`);
  return db.query(`SELECT "table", n FROM (${tables.map(({ table }) => `SELECT '${table}' AS "table", count(*)::int AS n FROM ${table} WHERE resolution = $1`).join(' UNION ALL ')}) counted WHERE n > 0 ORDER BY 1`, [resolution]);
}
