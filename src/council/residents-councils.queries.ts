import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Display } from '../rules/names';
import { inForce, type Policy } from '../rules/policy';
import type { CouncilFigures, CouncilKind, CouncilSeat, ResidentsCouncil } from '../rules/residents-council';
import type { CouncilRule } from './residents-councils.service';

type Asks = Pick<EntityManager, 'query'>;

export interface CouncilRow {
  readonly id: number; readonly kind: CouncilKind; readonly code: string; readonly name: string; readonly area: string;
  /** Of a group council: the address and name of its community's. */
  readonly community: { readonly id: number; readonly code: string; readonly name: string } | null;
  readonly from: Day; readonly last: Day | null; readonly why: string | null;
}
export interface SeatRow extends CouncilSeat {
  readonly id: number; readonly council: number; readonly display: Display; readonly chosenBy: string; readonly why: string | null; readonly by: string;
  /** The name of whose voice they are. */
  readonly group: string | null;
}
export interface RuleRow extends CouncilRule { readonly council: number; readonly by: string }

/** Those of a foundation, communities before their groups; or the one of an address. */
export function councilsOf(db: Asks, foundation: number, lang: Lang, code: string | null = null): Promise<CouncilRow[]> {
  return db.query<CouncilRow[]>(
    `SELECT c.id, c.kind, c.code, c.${nameIn(lang)} AS name, c.area, CASE WHEN m.id IS NOT NULL THEN json_build_object('id', m.id, 'code', m.code, 'name', m.${nameIn(lang)}) END AS community, c.from_day AS "from", e.last_day AS last, e.why
     FROM residents_council c LEFT JOIN residents_council m ON m.id = c.community LEFT JOIN residents_council_end e ON e.council = c.id
     WHERE c.foundation = $1 AND ($2::text IS NULL OR c.code = $2) ORDER BY coalesce(m.name, c.name), c.community NULLS FIRST, c.name, c.id`, [foundation, code]);
}

/** Every seat, chairs first, the newest term first. */
export function seatsOf(db: Asks, foundation: number, lang: Lang): Promise<SeatRow[]> {
  return db.query<SeatRow[]>(
    `SELECT s.id, s.council, s.party, y.name, s.display, s.chairs, s.official, s.constituency, g.${nameIn(lang)} AS group, s.chosen_by AS "chosenBy", s.from_day AS "from", s.until_day AS until, s.last_day AS last, s.why, p.${nameIn(lang)} AS by
     FROM residents_council_seat_time s JOIN party y ON y.id = s.party JOIN person p ON p.id = s.recorded_by LEFT JOIN residents_council g ON g.id = s.constituency
     WHERE s.foundation = $1 ORDER BY s.chairs DESC, g.name NULLS FIRST, s.from_day DESC, s.id`, [foundation]);
}

/** Every rule, the newest first. */
export function rulesOf(db: Asks, foundation: number, lang: Lang): Promise<RuleRow[]> {
  return db.query<RuleRow[]>(
    `SELECT r.council, r.from_day AS "from", ARRAY[r.quorum_parts, r.quorum_of] AS quorum, ARRAY[r.votes_parts, r.votes_of] AS votes, r.counted_of AS "countedOf", r.more_than AS "moreThan", r.secret, r.proxies, r.tables,
       r.notice_days AS "noticeDays", r.objection_days AS "objectionDays", r.source, p.${nameIn(lang)} AS by
     FROM residents_council_rule r JOIN person p ON p.id = r.recorded_by WHERE r.foundation = $1 ORDER BY r.from_day DESC, r.id DESC`, [foundation]);
}

/** The figures of M16 on a day, with where they stand. */
export async function figuresOn(db: Asks, jurisdiction: string, day: Day): Promise<{ figures: CouncilFigures; sources: Policy<number>[] }> {
  const rows = await db.query<Policy<number>[]>(`SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::int AS value, source, status FROM policy WHERE rule LIKE 'residents-council-%'`);
  const sources = ['group-least', 'community-least', 'per-group', 'officials-percent'].map((rule) => inForce(rows, { rule: `residents-council-${rule}`, jurisdiction, day }));
  const [groupLeast, communityLeast, perGroup, officialsMost] = sources.map(({ value }) => value) as [number, number, number, number];
  return { figures: { groupLeast, communityLeast, perGroup, officialsMost }, sources };
}

/** What the rule of composition asks of one of them on a day. */
export const composed = (council: Pick<CouncilRow, 'id' | 'kind'>, { day, figures, councils, seats }: { day: Day; figures: CouncilFigures; councils: readonly CouncilRow[]; seats: readonly SeatRow[] }): ResidentsCouncil => ({
  kind: council.kind, day, figures, seats: seats.filter((seat) => seat.council === council.id),
  groups: councils.filter(({ community }) => community?.id === council.id)
    .map(({ id, name, from, last }) => ({ id, name, over: day < from || (last !== null && last < day), members: seats.filter((seat) => seat.council === id && seat.from <= day && day <= seat.last).map(({ party }) => party) })),
});
