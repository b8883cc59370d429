import type { EntityManager } from 'typeorm';
import { nameIn, type Lang, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Display } from '../../rules/names';
import type { Tabler } from '../../rules/tabling';

type Asks = Pick<EntityManager, 'query'>;
export type MotionBody = 'residents-council' | 'council' | 'fund-committee';

/** A body that decides: whose motions they are, and who may table one. */
export interface BodyRow {
  /** In forms and addresses: `council`, `residents-liuyin`, `fund-elder-lunch`. */
  readonly key: string;
  readonly body: MotionBody;
  readonly council: number | null;
  readonly fund: number | null;
  readonly name: string;
  readonly tables: readonly Tabler[];
}

/** A body's name: a residents' council has its own, a committee is its fund's. */
export const bodyNamed = (body: MotionBody, of: string | null, lang: Lang): string => (body === 'residents-council' ? of! : wordsOf(lang)(`motion.body.${body}`, { fund: of ?? '' }));

/** Those that stand on a day and have rules for an ordinary decision; residents' councils first. */
export async function bodiesOn(db: Asks, { foundation, day, lang }: { foundation: number; day: Day; lang: Lang }): Promise<BodyRow[]> {
  const rows = await db.query<(Omit<BodyRow, 'name'> & { of: string | null })[]>(
    `SELECT * FROM (SELECT 'residents-' || c.code AS key, 'residents-council' AS body, c.id AS council, NULL::int AS fund, c.${nameIn(lang)} AS of, r.tables FROM residents_council c CROSS JOIN LATERAL body_rule(c.foundation, 'residents-council', c.id, 'ordinary', $2) r
       WHERE c.foundation = $1 AND c.from_day <= $2 AND NOT EXISTS (SELECT FROM residents_council_end e WHERE e.council = c.id AND e.last_day < $2)
     UNION ALL SELECT 'council', 'council', NULL, NULL, NULL, r.tables FROM body_rule($1, 'council', NULL, 'ordinary', $2) r
     UNION ALL SELECT 'fund-' || f.code, 'fund-committee', NULL, f.id, f.${nameIn(lang)}, r.tables FROM fund f CROSS JOIN LATERAL body_rule(f.foundation, 'fund-committee', NULL, 'ordinary', $2) r
       WHERE f.foundation = $1 AND EXISTS (SELECT FROM body_members(f.foundation, 'fund-committee', NULL, f.id, $2))) q ORDER BY body = 'residents-council' DESC, body, of`, [foundation, day]);
  return rows.map(({ of, ...row }) => ({ ...row, name: bodyNamed(row.body, of, lang) }));
}

export interface SeatOn { readonly party: number; readonly name: string; readonly display: Display; readonly chairs: boolean }

/** Who has a seat on a body that day. */
export const membersOf = (db: Asks, foundation: number, { body, council, fund }: Pick<BodyRow, 'body' | 'council' | 'fund'>, day: Day): Promise<SeatOn[]> =>
  db.query('SELECT party, name, display, chairs FROM body_members($1, $2, $3, $4, $5) ORDER BY chairs DESC, name, party', [foundation, body, council, fund, day]);
