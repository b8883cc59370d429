import type { EntityManager } from 'typeorm';
import { nameIn, type Lang, wordsOf } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { QuorumRule } from '../../rules/quorum';

type Asks = Pick<EntityManager, 'query'>;

/** A body that meets: 理事会, a residents' council, or the committee of a fund. */
export interface MeetingBody { readonly body: 'residents-council' | 'council' | 'fund-committee'; readonly council: number | null; readonly fund: number | null }
export interface NamedBody extends MeetingBody { /** In addresses and forms: council, residents-council-3, fund-committee-12. */ readonly key: string; readonly name: string; /** Since when it has been there. */ readonly from: Day; readonly seated: number }

/** What a body is called, in a query that has a row with body, council and fund. */
export const bodyName = (row: string, lang: Lang): string =>
  `CASE ${row}.body WHEN 'residents-council' THEN (SELECT c.${nameIn(lang)} FROM residents_council c WHERE c.id = ${row}.council) WHEN 'fund-committee' THEN (SELECT f.${nameIn(lang)} || '${wordsOf(lang)('meeting.committee-of')}' FROM fund f WHERE f.id = ${row}.fund) ELSE '${wordsOf(lang)('meeting.foundation-council')}' END`;
export const keyOf = ({ body, council, fund }: MeetingBody): string => [body, council ?? fund].filter((part) => part !== null).join('-');

/** Bodies in which somebody has a seat on the day: the foundation's council first. */
export async function bodiesOf(db: Asks, foundation: number, day: Day, lang: Lang): Promise<NamedBody[]> {
  const rows = await db.query<Omit<NamedBody, 'key'>[]>(
    `SELECT b.body, b.council, b.fund, ${bodyName('b', lang)} AS name, b.from_day AS "from", s.seated
     FROM (SELECT 0 AS n, 'council' AS body, NULL::int AS council, NULL::int AS fund, (SELECT min(o.from_day) FROM office_time o WHERE o.foundation = $1 AND o.office = 'director') AS from_day
           UNION ALL SELECT 1, 'residents-council', id, NULL, from_day FROM residents_council WHERE foundation = $1
           UNION ALL SELECT 2, 'fund-committee', NULL, f.id, min(c.from_day) FROM fund f JOIN fund_committee_seat c ON c.fund = f.id WHERE f.foundation = $1 GROUP BY f.id) b
       CROSS JOIN LATERAL (SELECT count(DISTINCT m.party)::int AS seated FROM body_members($1, b.body, b.council, b.fund, $2) m) s
     WHERE s.seated > 0 ORDER BY b.n, b.council, b.fund`, [foundation, day]);
  return rows.map((row) => ({ ...row, key: keyOf(row) }));
}

export interface RuleOfBody extends QuorumRule { readonly proxies: boolean; readonly noticeDays: number; readonly source: string }

/** By what it meets and decides on a day; null where it has no rule for that majority. */
export async function ruleOn(db: Asks, foundation: number, { body, council }: MeetingBody, day: Day, majority = 'ordinary'): Promise<RuleOfBody | null> {
  const [rule] = await db.query<RuleOfBody[]>(
    `SELECT ARRAY[quorum_parts, quorum_of] AS quorum, ARRAY[votes_parts, votes_of] AS votes, counted_of AS "countedOf", more_than AS "moreThan", proxies, notice_days AS "noticeDays", source FROM body_rule($1, $2, $3, $5, $4)`, [foundation, body, council, day, majority]);
  return rule ?? null;
}
