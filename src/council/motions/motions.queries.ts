import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { RelationKind } from '../../rules/interest';
import type { Fen } from '../../rules/money';
import type { Display } from '../../rules/names';
import type { Tabler } from '../../rules/tabling';
import { bodyNamed, type MotionBody, type SeatOn } from './bodies.queries';

type Asks = Pick<EntityManager, 'query'>;

/** Where a motion stands, newest fact first. */
export const MOTION_STATES = ['waiting', 'formal', 'voting', 'carried', 'lost', 'refused', 'withdrawn'] as const;
export type MotionState = (typeof MOTION_STATES)[number];

export interface MotionRow {
  readonly id: number; readonly number: string; readonly key: string; readonly body: MotionBody; readonly council: number | null; readonly fund: number | null; readonly bodyName: string;
  readonly majority: 'ordinary' | 'special' | 'investment';
  readonly question: string; readonly explanation: string;
  readonly tabledAs: Tabler; readonly tabledBy: string;
  /** The member who tables it and how they wish to be named. */
  readonly member: number | null; readonly memberDisplay: Display;
  readonly proposal: number | null; readonly signatures: number;
  readonly day: Day; readonly by: string | null;
  readonly sum: Fen | null; readonly spends: { readonly id: number; readonly code: string; readonly name: string; readonly class: string } | null; readonly payee: { readonly id: number; readonly kind: 'person' | 'body'; readonly name: string } | null;
  readonly review: { readonly formal: boolean; readonly why: string; readonly by: string; readonly day: Day } | null;
  readonly withdrawnAt: Date | null; readonly withdrawnWhy: string | null;
  readonly votes: number; readonly votedAt: Date | null; readonly carried: boolean | null;
  readonly state: MotionState;
}

const ROWS = (lang: Lang): string => `
  SELECT m.id, m.number, m.body, m.council, m.fund, CASE m.body WHEN 'residents-council' THEN 'residents-' || c.code WHEN 'fund-committee' THEN 'fund-' || bf.code ELSE 'council' END AS key, coalesce(c.${nameIn(lang)}, bf.${nameIn(lang)}) AS of,
    m.majority, ${lang === 'zh' ? 'm.question' : "CASE WHEN m.english_question = '' THEN m.question ELSE m.english_question END AS question"}, m.explanation, m.tabled_as AS "tabledAs", m.tabled_by AS "tabledBy", m.member, m.proposal, m.day, p.${nameIn(lang)} AS by,
    coalesce((SELECT b.display FROM body_members(m.foundation, m.body, m.council, m.fund, m.day) b WHERE b.party = m.member LIMIT 1), 'masked') AS "memberDisplay", (SELECT count(*)::int FROM standing_signature s WHERE s.proposal = m.proposal) AS signatures,
    e.sum, CASE WHEN sf.id IS NOT NULL THEN json_build_object('id', sf.id, 'code', sf.code, 'name', sf.${nameIn(lang)}, 'class', sf.class) END AS spends, CASE WHEN y.id IS NOT NULL THEN json_build_object('id', y.id, 'kind', y.kind, 'name', y.name) END AS payee,
    CASE WHEN r.motion IS NOT NULL THEN json_build_object('formal', r.formal, 'why', r.why, 'by', r.reviewed_by, 'day', r.day) END AS review, w.recorded_at AS "withdrawnAt", w.why AS "withdrawnWhy",
    (SELECT count(*)::int FROM vote v WHERE v.motion = m.id) AS votes, x.closed_at AS "votedAt", x.carried,
    CASE WHEN w.motion IS NOT NULL THEN 'withdrawn' WHEN r.motion IS NULL THEN 'waiting' WHEN NOT r.formal THEN 'refused' WHEN x.carried THEN 'carried' WHEN NOT x.carried THEN 'lost'
      WHEN EXISTS (SELECT FROM vote v WHERE v.motion = m.id AND v.opens_at <= $2) THEN 'voting' ELSE 'formal' END AS state
  FROM motion m JOIN motion_effect e ON e.id = m.id LEFT JOIN residents_council c ON c.id = m.council LEFT JOIN fund bf ON bf.id = m.fund LEFT JOIN fund sf ON sf.id = e.spends_fund LEFT JOIN party y ON y.id = e.payee LEFT JOIN person p ON p.id = m.recorded_by
    LEFT JOIN motion_review r ON r.motion = m.id LEFT JOIN motion_withdrawal w ON w.motion = m.id
    LEFT JOIN LATERAL (SELECT closed_at, carried FROM vote_result q WHERE q.motion = m.id ORDER BY q.closed_at DESC LIMIT 1) x ON true
  WHERE m.foundation = $1`;

type Raw = Omit<MotionRow, 'bodyName'> & { of: string | null };
const rowOf = (lang: Lang) => ({ of, ...row }: Raw): MotionRow => ({ ...row, bodyName: bodyNamed(row.body, of, lang) });

export interface AskedMotions { readonly foundation: number; readonly now: Date; readonly lang: Lang }
export const MOTIONS_A_PAGE = 20;

/** Newest first, of a body, in a state, of a member who tabled them. @returns also the page of older ones */
export async function listMotions(db: Asks, { foundation, now, lang }: AskedMotions, { key = null, state = null, member = null, page = 1 }: { key?: string | null; state?: MotionState | null; member?: number | null; page?: number }): Promise<{ rows: MotionRow[]; more: boolean }> {
  const rows = await db.query<Raw[]>(`SELECT * FROM (${ROWS(lang)}) q WHERE ($3::text IS NULL OR q.key = $3) AND ($4::text IS NULL OR q.state = $4) AND ($6::int IS NULL OR q.member = $6) ORDER BY q.id DESC LIMIT ${MOTIONS_A_PAGE + 1} OFFSET $5`,
    [foundation, now, key, state, (page - 1) * MOTIONS_A_PAGE, member]);
  return { rows: rows.slice(0, MOTIONS_A_PAGE).map(rowOf(lang)), more: rows.length > MOTIONS_A_PAGE };
}

export async function motionNo(db: Asks, { foundation, now, lang }: AskedMotions, number: string): Promise<MotionRow | null> {
  const [row] = await db.query<Raw[]>(`${ROWS(lang)} AND m.number = $3`, [foundation, now, number]);
  return row ? rowOf(lang)(row) : null;
}

/** Bodies that have had motions, beside those that stand: of some that ended long ago one still reads. */
export const keysOfMotions = async (db: Asks, { foundation, now, lang }: AskedMotions): Promise<{ key: string; name: string }[]> =>
  (await db.query<{ key: string; body: MotionBody; of: string | null }[]>(`SELECT DISTINCT q.key, q.body, q.of FROM (${ROWS(lang)}) q ORDER BY q.body DESC, q.of`, [foundation, now])).map(({ key, body, of }) => ({ key, name: bodyNamed(body, of, lang) }));

/** A member before a motion: whether they stand back, have said that they have no interest, and what the map of relations says of them. */
export interface MotionMember extends SeatOn {
  readonly back: { readonly because: 'declared' | 'related'; readonly why: string; readonly at: Date } | null;
  readonly none: boolean;
  /** From them to the payee: none for the payee themselves; null where the map shows nothing. */
  readonly way: readonly { readonly a: string; readonly kind: RelationKind; readonly b: string; readonly source: string }[] | null;
}

export async function motionMembers(db: Asks, motion: number, day: Day): Promise<MotionMember[]> {
  return db.query<MotionMember[]>(
    `SELECT b.party, b.name, b.display, b.chairs, CASE WHEN r.party IS NOT NULL THEN json_build_object('because', r.because, 'why', r.why, 'at', r.recorded_at) END AS back,
       EXISTS (SELECT FROM interest_declaration d WHERE d.motion = $1 AND d.party = b.party AND NOT d.interested) AS none,
       CASE WHEN x.party IS NOT NULL THEN (SELECT coalesce(json_agg(json_build_object('a', a.name, 'kind', l.kind, 'b', o.name, 'source', l.source) ORDER BY w.nth), '[]') FROM unnest(x.way) WITH ORDINALITY w (id, nth) JOIN relation l ON l.id = w.id JOIN party a ON a.id = l.a JOIN party o ON o.id = l.b) END AS way
     FROM motion_members($1, $2) b LEFT JOIN recusal r ON r.motion = $1 AND r.party = b.party LEFT JOIN related_members($1, $2) x ON x.party = b.party ORDER BY b.chairs DESC, b.name, b.party`, [motion, day]);
}

/** Whether a payee may be paid at all: neither a director nor a supervisor of the foundation, nor near kin of one (400 art. 23). */
export async function payeeIsBarred(db: Asks, foundation: number, payee: number, day: Day): Promise<boolean> {
  const [row] = await db.query<[{ barred: boolean }]>(
    `SELECT EXISTS (SELECT FROM office_time o WHERE o.foundation = $1 AND o.office IN ('director', 'supervisor') AND $3::date BETWEEN o.from_day AND o.last_day AND (o.party = $2
       OR EXISTS (SELECT FROM relation_time r WHERE r.foundation = $1 AND r.kind = 'family' AND $3::date BETWEEN r.from_day AND coalesce(r.to_day, 'infinity') AND (r.a, r.b) IN (($2, o.party), (o.party, $2))))) AS barred`, [foundation, payee, day]);
  return row.barred;
}
