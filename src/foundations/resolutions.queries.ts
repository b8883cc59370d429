import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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
  async choices(foundation: number, { body, majority, until }: { body?: Body; majority?: Majority; until?: Day } = {}): Promise<{ value: string; label: string }[]> {
    const rows = await this.db.query<{ id: number; number: string; day: Day; subject: string }[]>(
      `SELECT r.id, r.number, r.day, r.subject FROM resolution r JOIN resolution_confirmation c ON c.resolution = r.id
       WHERE r.foundation = $1 AND ($2::text IS NULL OR r.body = $2) AND ($3::text IS NULL OR r.majority = $3) AND ($4::date IS NULL OR r.day <= $4) ORDER BY r.day DESC, r.id DESC LIMIT 100`,
      [foundation, body ?? null, majority ?? null, until ?? null]);
    return rows.map(({ id, number, day, subject }) => ({ value: String(id), label: `${number} · ${day} · ${subject}` }));
  }
}
