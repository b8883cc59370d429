import type { EntityManager } from 'typeorm';
import { type Lang, nameIn, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { RelationKind } from '../../rules/interest';

type Asks = Pick<EntityManager, 'query'>;
interface Row { readonly a: string; readonly kind: RelationKind; readonly b: string; readonly aShown: boolean; readonly bShown: boolean }

/** Relations of those in office, in words: bodies and officials by name; of anybody else that there is one, and no name (PIPL 25). */
export async function relationsOfOfficials(db: Asks, foundation: number, day: Day, lang: Lang): Promise<string[]> {
  const t = wordsOf(lang);
  const rows = await db.query<Row[]>(
    `WITH official AS (SELECT DISTINCT o.party FROM office_time o WHERE o.foundation = $1 AND $2::date BETWEEN o.from_day AND o.last_day)
     SELECT coalesce((SELECT ${nameIn(lang)} FROM person WHERE id = a.person), a.name) AS a, r.kind, coalesce((SELECT ${nameIn(lang)} FROM person WHERE id = b.person), b.name) AS b,
       a.kind = 'body' OR a.id IN (SELECT party FROM official) AS "aShown", b.kind = 'body' OR b.id IN (SELECT party FROM official) AS "bShown"
     FROM relation_time r JOIN party a ON a.id = r.a JOIN party b ON b.id = r.b
     WHERE r.foundation = $1 AND $2::date BETWEEN r.from_day AND coalesce(r.to_day, 'infinity') AND (r.a IN (SELECT party FROM official) OR r.b IN (SELECT party FROM official)) ORDER BY r.id`, [foundation, day]);
  const shown = (name: string, yes: boolean): string => (yes ? name : t('public-council.somebody'));
  return rows.map(({ a, kind, b, aShown, bShown }) => t('public-council.relation', { a: shown(a, aShown), kind: t(`relation.${kind}`), b: shown(b, bShown) }));
}

/** How many relations members of residents' councils have declared, by council: a number, no names. */
export const relationsOfMembers = (db: Asks, foundation: number, day: Day): Promise<{ council: number; n: number }[]> =>
  db.query(
    `SELECT s.council, count(DISTINCT r.id)::int AS n FROM residents_council_seat_time s JOIN relation_time r ON r.foundation = s.foundation AND s.party IN (r.a, r.b) AND $2::date BETWEEN r.from_day AND coalesce(r.to_day, 'infinity')
     WHERE s.foundation = $1 AND $2::date BETWEEN s.from_day AND s.last_day GROUP BY s.council`, [foundation, day]);
