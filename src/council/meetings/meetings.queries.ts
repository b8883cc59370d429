import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Display } from '../../rules/names';
import type { How } from './attendance.service';
import { bodyName, type MeetingBody } from './bodies';
import type { Answered } from './own-meetings.service';

type Asks = Pick<EntityManager, 'query'>;

export interface MeetingRow extends MeetingBody {
  readonly id: number; readonly number: string; readonly bodyName: string;
  /** As it stands now. */
  readonly startsAt: Date; readonly day: Day; readonly place: string; readonly dialIn: string;
  readonly by: string; readonly calledAt: Date;
  readonly calledOff: { readonly why: string; readonly at: Date } | null;
  /** Of the newest minutes: their version, and whether they are signed. */
  readonly minutes: number; readonly signed: boolean;
  readonly present: number; readonly needed: number | null;
}

/** Meetings of a foundation, the newest first; those with one number, one motion or one body only where asked. */
export async function meetingsOf(db: Asks, foundation: number, lang: Lang, only: { number?: string; motion?: number } = {}): Promise<MeetingRow[]> {
  const rows = await db.query<(Omit<MeetingRow, 'calledOff'> & { calledOff: { why: string; at: string } | null })[]>(
    `SELECT m.id, m.number, m.body, m.council, m.fund, ${bodyName('m', lang)} AS "bodyName", t.starts_at AS "startsAt", (t.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day, t.place, t.dial_in AS "dialIn", p.${nameIn(lang)} AS by, m.recorded_at AS "calledAt",
       CASE WHEN c.meeting IS NOT NULL THEN json_build_object('why', c.why, 'at', c.recorded_at) END AS "calledOff",
       coalesce((SELECT max(v.nth) FROM meeting_minutes v WHERE v.meeting = m.id), 0) AS minutes, EXISTS (SELECT FROM signed_minutes g WHERE g.meeting = m.id AND g.nth = (SELECT max(v.nth) FROM meeting_minutes v WHERE v.meeting = m.id)) AS signed,
       coalesce(q.present, 0) AS present, q.needed
     FROM meeting m JOIN person p ON p.id = m.recorded_by LEFT JOIN meeting_cancellation c ON c.meeting = m.id
       CROSS JOIN LATERAL (SELECT v.starts_at, v.place, v.dial_in FROM (SELECT id, starts_at, place, dial_in FROM meeting_move WHERE meeting = m.id UNION ALL SELECT 0, m.starts_at, m.place, m.dial_in) v ORDER BY v.id DESC LIMIT 1) t
       LEFT JOIN LATERAL meeting_quorum(m.id, NULL) q ON true
     WHERE m.foundation = $1 AND ($2::text IS NULL OR m.number = $2) AND ($3::int IS NULL OR EXISTS (SELECT FROM meeting_item i WHERE i.meeting = m.id AND i.motion = $3)) ORDER BY t.starts_at DESC, m.id DESC`, [foundation, only.number ?? null, only.motion ?? null]);
  return rows.map(({ calledOff, ...row }) => ({ ...row, calledOff: calledOff && { why: calledOff.why, at: new Date(calledOff.at) } }));
}

export interface ItemRow {
  readonly nth: number; readonly title: string; readonly papers: string;
  readonly motion: { readonly id: number; readonly number: string; readonly question: string; readonly explanation: string; readonly majority: string; readonly withdrawn: boolean } | null;
  /** Those who stand back from it. */
  readonly recused: readonly number[];
  readonly seated: number; readonly entitled: number; readonly needed: number; readonly present: number;
  readonly result: { readonly for: number; readonly against: number; readonly abstained: number; readonly needed: number; readonly carried: boolean } | null;
}

/** The agenda, each motion with its own numbers and, once its vote is closed, what was decided by how many. */
export function itemsOf(db: Asks, meeting: number, lang: Lang): Promise<ItemRow[]> {
  return db.query<ItemRow[]>(
    `SELECT i.nth, i.title, i.papers,
       CASE WHEN o.id IS NOT NULL THEN json_build_object('id', o.id, 'number', o.number, 'question', ${lang === 'zh' ? 'o.question' : `coalesce(nullif(o.english_question, ''), o.question)`}, 'explanation', o.explanation, 'majority', o.majority, 'withdrawn', NOT EXISTS (SELECT FROM formal_motion f WHERE f.id = o.id)) END AS motion,
       ARRAY(SELECT r.party FROM recusal r JOIN meeting_members(i.meeting) s ON s.party = r.party WHERE r.motion = i.motion) AS recused, coalesce(q.seated, 0) AS seated, coalesce(q.entitled, 0) AS entitled, coalesce(q.needed, 1) AS needed, coalesce(q.present, 0) AS present,
       (SELECT json_build_object('for', v.votes_for, 'against', v.votes_against, 'abstained', v.abstained, 'needed', v.needed_for, 'carried', v.carried) FROM vote_result v JOIN vote w ON w.id = v.vote WHERE v.motion = i.motion AND w.meeting = i.meeting ORDER BY v.closed_at DESC LIMIT 1) AS result
     FROM meeting_item i LEFT JOIN motion o ON o.id = i.motion LEFT JOIN LATERAL meeting_quorum(i.meeting, i.motion) q ON true WHERE i.meeting = $1 ORDER BY i.nth`, [meeting]);
}

export interface MemberRow {
  readonly party: number; readonly name: string; readonly display: Display; readonly chairs: boolean; readonly hasPhone: boolean;
  readonly answer: Answered | null; readonly reason: string; readonly answeredAt: Date | null;
  /** Who stands for them, and for whom they stand. */
  readonly holder: { readonly party: number; readonly name: string; readonly paper: string } | null; readonly giver: { readonly party: number; readonly name: string } | null;
  readonly how: How | null; readonly proxyBy: string | null;
}

/** Whoever has a seat on its day: what they have said, and whether they were there. Nobody once it is called off. */
export function membersOf(db: Asks, meeting: number): Promise<MemberRow[]> {
  return db.query<MemberRow[]>(
    `SELECT s.party, s.name, s.display, s.chairs, EXISTS (SELECT FROM standing_voter_phone v WHERE v.party = s.party) AS "hasPhone", a.answer, coalesce(a.reason, '') AS reason, a.at AS "answeredAt",
       CASE WHEN g.id IS NOT NULL THEN json_build_object('party', g.holder, 'name', gy.name, 'paper', g.paper) END AS holder, CASE WHEN h.id IS NOT NULL THEN json_build_object('party', h.giver, 'name', hy.name) END AS giver, x.how, xy.name AS "proxyBy"
     FROM meeting_members($1) s LEFT JOIN LATERAL (SELECT answer, reason, at FROM meeting_answer WHERE meeting = $1 AND party = s.party ORDER BY id DESC LIMIT 1) a ON true
       LEFT JOIN standing_meeting_proxy g ON g.meeting = $1 AND g.giver = s.party LEFT JOIN party gy ON gy.id = g.holder LEFT JOIN standing_meeting_proxy h ON h.meeting = $1 AND h.holder = s.party LEFT JOIN party hy ON hy.id = h.giver
       LEFT JOIN meeting_present x ON x.meeting = $1 AND x.party = s.party LEFT JOIN party xy ON xy.id = x.proxy_by ORDER BY s.chairs DESC, s.name, s.party`, [meeting]);
}

/** They come themselves, or whoever stands for them does. */
export const comes = (member: Pick<MemberRow, 'answer' | 'holder'>, all: readonly Pick<MemberRow, 'party' | 'answer'>[]): boolean =>
  member.holder === null ? goes(member.answer) : goes(all.find(({ party }) => party === member.holder!.party)?.answer ?? null);
const goes = (answer: Answered | null): boolean => answer === 'in-person' || answer === 'remote';

export interface MinutesRow {
  readonly id: number; readonly nth: number; readonly presidedBy: { readonly party: number; readonly name: string } | null; readonly keptBy: string; readonly guests: string; readonly why: string; readonly by: string; readonly at: Date;
  readonly words: readonly string[];
  readonly signatures: readonly { readonly party: number; readonly name: string; readonly at: Date }[];
  /** Whose names are still wanted. */
  readonly waits: readonly { readonly party: number; readonly name: string }[];
  readonly scan: { readonly by: string; readonly byId: number; readonly at: Date } | null;
  readonly compared: { readonly by: string; readonly at: Date } | null;
  readonly signedAt: Date | null; readonly onPaper: boolean;
}

/** Every version, the newest first. */
export async function minutesOf(db: Asks, meeting: number, lang: Lang): Promise<MinutesRow[]> {
  const person = (id: string): string => `(SELECT p.${nameIn(lang)} FROM person p WHERE p.id = ${id})`;
  const rows = await db.query<MinutesRow[]>(
    `SELECT v.id, v.nth, CASE WHEN y.id IS NOT NULL THEN json_build_object('party', y.id, 'name', y.name) END AS "presidedBy", v.kept_by AS "keptBy", v.guests, v.why, ${person('v.recorded_by')} AS by, v.recorded_at AS at,
       ARRAY(SELECT p.words FROM meeting_minutes_point p WHERE p.minutes = v.id ORDER BY p.nth) AS words,
       coalesce((SELECT json_agg(json_build_object('party', s.party, 'name', z.name, 'at', s.at) ORDER BY s.at, s.party) FROM meeting_minutes_signature s JOIN party z ON z.id = s.party WHERE s.minutes = v.id), '[]') AS signatures,
       coalesce((SELECT json_agg(json_build_object('party', w.party, 'name', z.name) ORDER BY z.name) FROM minutes_wait_for(v.id) w JOIN party z ON z.id = w.party), '[]') AS waits,
       CASE WHEN n.minutes IS NOT NULL THEN json_build_object('by', ${person('n.recorded_by')}, 'byId', n.recorded_by, 'at', n.recorded_at) END AS scan, CASE WHEN c.minutes IS NOT NULL THEN json_build_object('by', ${person('c.compared_by')}, 'at', c.compared_at) END AS compared,
       g.signed_at AS "signedAt", coalesce(g.on_paper, false) AS "onPaper"
     FROM meeting_minutes v LEFT JOIN party y ON y.id = v.presided_by LEFT JOIN meeting_minutes_scan n ON n.minutes = v.id LEFT JOIN meeting_minutes_comparison c ON c.minutes = v.id LEFT JOIN signed_minutes g ON g.id = v.id
     WHERE v.meeting = $1 ORDER BY v.nth DESC`, [meeting]);
  return rows.map((row) => ({ ...row, signatures: row.signatures.map(dated), scan: row.scan && dated(row.scan), compared: row.compared && dated(row.compared) }));
}
/** Inside of JSON a moment is text. */
const dated = <T extends { readonly at: Date }>(row: T): T => ({ ...row, at: new Date(row.at) });

/** Moves of a meeting in their order, each with what was before it. */
export function movesOf(db: Asks, meeting: number, lang: Lang): Promise<{ startsAt: Date; place: string; why: string; by: string; at: Date }[]> {
  return db.query(`SELECT v.starts_at AS "startsAt", v.place, v.why, p.${nameIn(lang)} AS by, v.recorded_at AS at FROM meeting_move v JOIN person p ON p.id = v.recorded_by WHERE v.meeting = $1 ORDER BY v.id`, [meeting]);
}

/** Formal motions of a body that no closed vote has decided. */
export function openMotions(db: Asks, foundation: number, { body, council, fund }: MeetingBody, lang: Lang): Promise<{ id: number; number: string; question: string }[]> {
  return db.query(
    `SELECT f.id, f.number, ${lang === 'zh' ? 'f.question' : `coalesce(nullif(f.english_question, ''), f.question) AS question`} FROM formal_motion f
     WHERE f.foundation = $1 AND f.body = $2 AND f.council IS NOT DISTINCT FROM $3 AND f.fund IS NOT DISTINCT FROM $4 AND NOT EXISTS (SELECT FROM vote_result r WHERE r.motion = f.id) ORDER BY f.id`, [foundation, body, council, fund]);
}

/** When a body met last with enough of its members there, when it meets next, and how often it does in the year of a day. */
export async function rhythmOf(db: Asks, foundation: number, { body, council, fund }: MeetingBody, { today, now }: { today: Day; now: Date }): Promise<{ last: Day | null; next: Day | null; year: number; yearHeld: number; lastYear: number }> {
  const [row] = await db.query<[{ last: Day | null; next: Day | null; year: number; yearHeld: number; lastYear: number }]>(
    `SELECT max(m.day) FILTER (WHERE m.held) AS last, min(m.day) FILTER (WHERE NOT m.begun) AS next, (count(*) FILTER (WHERE (m.held OR NOT m.begun) AND m.year = extract(year FROM $5::date)))::int AS year,
       (count(*) FILTER (WHERE m.held AND m.year = extract(year FROM $5::date)))::int AS "yearHeld", (count(*) FILTER (WHERE m.held AND m.year = extract(year FROM $5::date) - 1))::int AS "lastYear"
     FROM (SELECT s.day, extract(year FROM s.day) AS year, s.starts_at <= $6 AS begun, s.starts_at <= $6 AND meeting_has_quorum(s.id, NULL) AS held FROM standing_meeting s
           WHERE s.foundation = $1 AND s.body = $2 AND s.council IS NOT DISTINCT FROM $3 AND s.fund IS NOT DISTINCT FROM $4) m`, [foundation, body, council, fund, today, now]);
  return row;
}
