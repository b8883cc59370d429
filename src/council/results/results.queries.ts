import type { EntityManager } from 'typeorm';
import { type Lang, nameIn } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Display } from '../../rules/names';
import type { Body } from '../../rules/resolution';

type Asks = Pick<EntityManager, 'query'>;

/** What a vote decided, by which rule, and what came after. */
export interface ResultRow {
  readonly vote: number;
  readonly motion: number;
  /** Of the motion: 2026-3 */
  readonly number: string;
  readonly question: string;
  readonly body: Exclude<Body, 'households'>;
  /** The residents' council, or the fund whose committee decided. */
  readonly whose: string | null;
  readonly secret: boolean;
  readonly closedAt: Date;
  readonly seated: number;
  readonly recused: number;
  readonly entitled: number;
  readonly present: number;
  readonly for: number;
  readonly against: number;
  readonly abstained: number;
  readonly neededPresent: number;
  readonly neededFor: number;
  readonly carried: boolean;
  readonly quorum: readonly [number, number];
  readonly votes: readonly [number, number];
  readonly countedOf: 'present' | 'entitled' | 'all';
  readonly moreThan: boolean;
  readonly source: string;
  readonly objectionDays: number;
  /** No later vote on the same motion. */
  readonly last: boolean;
  readonly notice: { readonly day: Day; readonly last: Day; readonly place: string; readonly by: string } | null;
  readonly effect: { readonly day: Day; readonly by: string; readonly resolution: number; readonly confirmed: boolean } | null;
}

type Which = { readonly vote: number } | { readonly motion: number } | { readonly number: string };

/** One result: of a vote, or the last of a motion. Null before its vote is closed. */
export async function resultRow(db: Asks, foundation: number | null, which: Which, lang: Lang): Promise<ResultRow | null> {
  const name = nameIn(lang);
  const [column, value] = Object.entries(which)[0] as [keyof typeof WHICH, number | string];
  const [row] = await db.query<(Omit<ResultRow, 'closedAt'> & { closedAt: Date })[]>(
    `SELECT r.vote, r.motion, m.number, ${lang === 'zh' ? 'm.question' : "coalesce(nullif(m.english_question, ''), m.question) AS question"}, m.body, coalesce(c.${name}, f.${name}) AS whose, v.secret, r.closed_at AS "closedAt",
       r.seated, r.recused, r.entitled, r.present, r.votes_for AS "for", r.votes_against AS against, r.abstained, r.needed_present AS "neededPresent", r.needed_for AS "neededFor", r.carried,
       ARRAY[r.quorum_parts, r.quorum_of] AS quorum, ARRAY[r.votes_parts, r.votes_of] AS votes, r.counted_of AS "countedOf", r.more_than AS "moreThan", r.rule_source AS source, r.objection_days AS "objectionDays",
       NOT EXISTS (SELECT FROM vote_result l WHERE l.motion = r.motion AND (l.closed_at, l.vote) > (r.closed_at, r.vote)) AS last,
       CASE WHEN n.vote IS NOT NULL THEN json_build_object('day', n.day, 'last', n.last_day, 'place', n.place, 'by', (SELECT ${name} FROM person WHERE id = n.recorded_by)) END AS notice,
       CASE WHEN e.vote IS NOT NULL THEN json_build_object('day', e.day, 'by', (SELECT ${name} FROM person WHERE id = e.by_person), 'resolution', d.id, 'confirmed', EXISTS (SELECT FROM resolution_confirmation x WHERE x.resolution = d.id)) END AS effect
     FROM vote_result r JOIN vote v ON v.id = r.vote JOIN motion m ON m.id = r.motion LEFT JOIN residents_council c ON c.id = m.council LEFT JOIN fund f ON f.id = m.fund
       LEFT JOIN result_notice n ON n.vote = r.vote LEFT JOIN motion_effect e ON e.vote = r.vote LEFT JOIN resolution d ON d.motion = e.motion
     WHERE ($1::int IS NULL OR r.foundation = $1) AND ${WHICH[column]} = $2 ORDER BY r.closed_at DESC, r.vote DESC LIMIT 1`, [foundation, value]);
  return row ?? null;
}
const WHICH = { vote: 'r.vote', motion: 'r.motion', number: 'm.number' };

export const ABOUT = ['counting', 'procedure', 'interest', 'content'] as const;
/** What an objection is about: counting, how it came about, interests of members, the thing itself. */
export type About = (typeof ABOUT)[number];

export interface ObjectionRow {
  readonly id: number;
  readonly way: 'telephone' | 'paper' | 'hotline';
  readonly phone: string | null;
  readonly name: string;
  readonly door: string;
  readonly display: Display;
  readonly about: About;
  readonly words: string;
  readonly day: Day;
  /** By when it is answered in public. */
  readonly due: Day;
  /** The answer that counts. */
  readonly answer: Answer | null;
  /** Somebody would uphold it, and nobody else has said anything yet. */
  readonly waiting: Answer | null;
  /** Would have been upheld; a second person disagreed. */
  readonly declined: readonly (Answer & { readonly second: string; readonly secondWhy: string })[];
}
export interface Answer { readonly upheld: boolean; readonly why: string; readonly by: string; readonly byId: number; readonly at: Date; readonly recount: readonly number[] | null; readonly second: string | null }

/** Objections to a result in the order in which they came. */
export async function objectionsTo(db: Asks, vote: number, lang: Lang): Promise<ObjectionRow[]> {
  const name = nameIn(lang);
  const rows = await db.query<(Omit<ObjectionRow, 'answer' | 'waiting' | 'declined'> & { answers: (Answer & { stands: boolean; agrees: boolean | null; secondWhy: string })[] })[]>(
    `SELECT o.id, o.way, o.phone, o.name, o.door, o.display, o.about, o.words, o.day, o.day + (policy_for(o.foundation, 'objection-answer-days', o.day)).value::int AS due,
       coalesce((SELECT json_agg(json_build_object('upheld', a.upheld, 'why', a.why, 'by', p.${name}, 'byId', p.id, 'at', a.answered_at, 'recount', CASE WHEN a.counted_for IS NOT NULL THEN json_build_array(a.counted_for, a.counted_against, a.counted_abstained) END,
          'second', q.${name}, 'agrees', s.agrees, 'secondWhy', s.why, 'stands', EXISTS (SELECT FROM standing_objection_answer t WHERE t.id = a.id)) ORDER BY a.id)
        FROM motion_objection_answer a JOIN person p ON p.id = a.answered_by LEFT JOIN motion_objection_second s ON s.answer = a.id LEFT JOIN person q ON q.id = s.second_by WHERE a.objection = o.id), '[]') AS answers
     FROM motion_objection o WHERE o.vote = $1 ORDER BY o.id`, [vote]);
  return rows.map(({ answers, ...row }) => {
    const dated = answers.map((answer) => ({ ...answer, at: new Date(answer.at) }));
    return { ...row, answer: dated.find(({ stands }) => stands) ?? null, waiting: dated.find(({ upheld, agrees }) => upheld && agrees === null) ?? null, declined: dated.filter(({ agrees }) => agrees === false).map((one) => ({ ...one, second: one.second! })) };
  });
}

/** The objection that a telephone has made. */
export async function ownObjection(db: Asks, vote: number, phone: string, lang: Lang): Promise<ObjectionRow | null> {
  return (await objectionsTo(db, vote, lang)).find((one) => one.phone === phone) ?? null;
}
