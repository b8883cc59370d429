import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { RelationKind, Step } from '../rules/interest';

/** A party as it is shown; of a number no more than its end. */
export interface PartyRow { readonly id: number; readonly name: string; readonly tail: string | null; readonly ours: boolean }
export interface RelationRow {
  readonly id: number;
  readonly a: PartyRow;
  readonly kind: RelationKind;
  readonly b: PartyRow;
  readonly from: Day;
  readonly to: Day | null;
  readonly source: string;
  readonly by: string;
  readonly ended: { readonly by: string; readonly source: string } | null;
}

export const RELATIONS_A_PAGE = 50;
const party = (row: string, lang: Lang): string => `json_build_object('id', ${row}.id, 'name', coalesce((SELECT ${nameIn(lang)} FROM person WHERE id = ${row}.person), ${row}.name), 'tail', right(${row}.code, 4), 'ours', ${row}.person IS NOT NULL)`;

@Injectable()
export class RelationsQueries {
  constructor(private readonly db: DataSource) {}

  /** Newest first, those of a name or part of one. @returns also the number before which older ones stand */
  async list(foundation: number, { q, before }: { q: string; before: number | null }, lang: Lang): Promise<{ rows: RelationRow[]; older: number | null }> {
    const rows = await this.db.query<RelationRow[]>(
      `SELECT r.id, ${party('a', lang)} AS a, r.kind, ${party('b', lang)} AS b, r.from_day AS "from", coalesce(e.last_day, r.to_day) AS "to", r.source, p.${nameIn(lang)} AS by,
         CASE WHEN e.relation IS NOT NULL THEN json_build_object('by', (SELECT ${nameIn(lang)} FROM person WHERE id = e.ended_by), 'source', e.source) END AS ended
       FROM relation r JOIN party a ON a.id = r.a JOIN party b ON b.id = r.b JOIN person p ON p.id = r.entered_by LEFT JOIN relation_end e ON e.relation = r.id
       WHERE r.foundation = $1 AND ($2 = '' OR strpos(lower(a.name), $2) > 0 OR strpos(lower(b.name), $2) > 0) AND ($3::int IS NULL OR r.id < $3) ORDER BY r.id DESC LIMIT ${RELATIONS_A_PAGE + 1}`,
      [foundation, q.toLowerCase(), before]);
    const page = rows.slice(0, RELATIONS_A_PAGE);
    return { rows: page, older: rows.length > page.length ? page.at(-1)!.id : null };
  }

  async one(foundation: number, id: number, lang: Lang): Promise<RelationRow | null> {
    const { rows: [row] } = await this.list(foundation, { q: '', before: id + 1 }, lang);
    return row?.id === id ? row : null;
  }

  /** Everybody and every body that relations are about, by name. */
  async parties(foundation: number, lang: Lang): Promise<PartyRow[]> {
    return (await this.db.query<{ party: PartyRow }[]>(`SELECT ${party('y', lang)} AS party FROM party y WHERE y.foundation = $1 ORDER BY y.name, y.id LIMIT 2000`, [foundation])).map((row) => row.party);
  }

  /** A way in words: its parties by name, one after the other. */
  async named(foundation: number, way: readonly Step[], lang: Lang): Promise<{ a: string; kind: RelationKind; b: string; source: string }[]> {
    const rows = await this.db.query<{ id: number; a: string; b: string; source: string }[]>(
      `SELECT r.id, (${party('a', lang)} ->> 'name') AS a, (${party('b', lang)} ->> 'name') AS b, r.source FROM relation r JOIN party a ON a.id = r.a JOIN party b ON b.id = r.b WHERE r.foundation = $1 AND r.id = ANY ($2)`, [foundation, way.map(({ relation }) => relation.id)]);
    return way.map(({ relation }) => ({ ...rows.find(({ id }) => id === relation.id)!, kind: relation.kind }));
  }
}
