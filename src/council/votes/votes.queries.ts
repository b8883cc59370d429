import type { EntityManager } from 'typeorm';
import { type Lang, wordsOf } from '../../platform/words';
import type { Choice } from '../../rules/ballot';
import type { QuorumRule } from '../../rules/quorum';

type Db = Pick<EntityManager, 'query'>;

/** Open: ballots are taken. Over: nobody votes any more, and nothing is counted yet. */
export type VoteState = 'open' | 'over' | 'closed' | 'annulled';

export interface VoteRow {
  readonly id: number;
  readonly motionId: number;
  readonly motion: string;
  readonly question: string;
  readonly secret: boolean;
  readonly kind: 'secret' | 'open';
  readonly proxies: boolean;
  readonly meeting: string | null;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly state: VoteState;
  readonly seated: number;
  readonly recused: number;
  readonly rule: QuorumRule & { readonly source: string };
  /** The rule in a sentence. */
  readonly says: string;
  readonly annulled: { readonly why: string; readonly by: string; readonly asker: number; readonly confirmed: boolean } | null;
  readonly result: VoteResult | null;
}

/** Numbers of people. */
export interface VoteResult {
  readonly closedAt: Date; readonly seated: number; readonly recused: number; readonly entitled: number; readonly present: number; readonly neededPresent: number; readonly neededFor: number;
  readonly for: number; readonly against: number; readonly abstained: number; readonly invalid: number; readonly carried: boolean; readonly outcome: 'carried' | 'not'; readonly enough: boolean; readonly objectionDays: number; readonly statement: number;
}

const VOTES = (lang: Lang): string => `
  SELECT v.id, v.motion AS "motionId", m.number AS motion, ${lang === 'zh' ? 'm.question' : "coalesce(nullif(m.english_question, ''), m.question)"} AS question, v.secret, v.proxies, g.number AS meeting, v.opens_at AS "opensAt", v.closes_at AS "closesAt",
    v.seated, v.recused, v.quorum_parts, v.quorum_of, v.votes_parts, v.votes_of, v.counted_of, v.more_than, v.rule_source,
    CASE WHEN r.vote IS NOT NULL THEN 'closed' WHEN c.vote IS NOT NULL THEN 'annulled' WHEN v.closes_at <= $2 THEN 'over' ELSE 'open' END AS state,
    CASE WHEN a.vote IS NOT NULL THEN json_build_object('why', a.why, 'by', p.${lang === 'zh' ? 'name' : 'english_name'}, 'asker', a.asked_by, 'confirmed', c.vote IS NOT NULL) END AS annulled,
    r.closed_at, CASE WHEN r.vote IS NOT NULL THEN json_build_object('seated', r.seated, 'recused', r.recused, 'entitled', r.entitled, 'present', r.present, 'neededPresent', r.needed_present, 'neededFor', r.needed_for,
      'for', r.votes_for, 'against', r.votes_against, 'abstained', r.abstained, 'invalid', r.invalid, 'carried', r.carried, 'objectionDays', r.objection_days, 'statement', r.statement) END AS result
  FROM vote v JOIN motion m ON m.id = v.motion LEFT JOIN meeting g ON g.id = v.meeting LEFT JOIN vote_result r ON r.vote = v.id
    LEFT JOIN vote_annulment a ON a.vote = v.id LEFT JOIN vote_annulment_confirmation c ON c.vote = v.id LEFT JOIN person p ON p.id = a.asked_by`;

type Raw = Omit<VoteRow, 'rule' | 'result' | 'kind' | 'says'> & { quorum_parts: number; quorum_of: number; votes_parts: number; votes_of: number; counted_of: QuorumRule['countedOf']; more_than: boolean; rule_source: string; closed_at: Date | null; result: Omit<VoteResult, 'closedAt' | 'outcome' | 'enough'> | null };

const read = ({ quorum_parts, quorum_of, votes_parts, votes_of, counted_of, more_than, rule_source, closed_at, result, ...row }: Raw, lang: Lang): VoteRow => {
  const t = wordsOf(lang);
  return {
    ...row, kind: row.secret ? 'secret' : 'open',
    says: t('council.rule.says', { quorum: `${quorum_parts}/${quorum_of}`, votes: t(`council.rule.votes.${more_than ? 'more-than' : 'at-least'}`, { part: `${votes_parts}/${votes_of}`, of: t(`council.rule.of.${counted_of}`) }) }),
    rule: { quorum: [quorum_parts, quorum_of], votes: [votes_parts, votes_of], countedOf: counted_of, moreThan: more_than, source: rule_source },
    result: result && { ...result, closedAt: closed_at!, outcome: result.carried ? 'carried' : 'not', enough: result.present >= result.neededPresent },
  };
};

export async function voteOf(db: Db, foundation: number, id: number, now: Date, lang: Lang): Promise<VoteRow | null> {
  const [row] = await db.query<Raw[]>(`${VOTES(lang)} WHERE v.foundation = $1 AND v.id = $3`, [foundation, now, id]);
  return row ? read(row, lang) : null;
}

/** The newest first; of one motion, where it is named. */
export async function votesOf(db: Db, foundation: number, now: Date, lang: Lang, motion: number | null = null): Promise<VoteRow[]> {
  return (await db.query<Raw[]>(`${VOTES(lang)} WHERE v.foundation = $1 AND ($3::int IS NULL OR v.motion = $3) ORDER BY v.id DESC LIMIT 200`, [foundation, now, motion])).map((row) => read(row, lang));
}

export interface RollRow {
  readonly party: number; readonly name: string; readonly nth: number;
  /** What they have taken, and never what they chose. */
  readonly has: 'ballot' | 'paper' | 'word' | null;
  readonly struck: 'seat-ended' | 'stood-back' | null;
  /** Their word in an open vote, once it is over. */
  readonly choice: Choice | null;
  readonly spoke: boolean;
}

export async function rollOf(db: Db, vote: number): Promise<RollRow[]> {
  return db.query(
    `SELECT r.party, y.name, r.nth, CASE WHEN get_bit(i.taken, r.nth - 1) = 1 THEN 'ballot' WHEN get_bit(i.papers, r.nth - 1) = 1 THEN 'paper' WHEN c.id IS NOT NULL THEN 'word' END AS has, s.because AS struck, c.choice, c.id IS NOT NULL AND c.recorded_by IS NULL AS spoke
     FROM vote_roll r JOIN party y ON y.id = r.party LEFT JOIN vote_issue i ON i.vote = r.vote LEFT JOIN vote_strike s ON s.vote = r.vote AND s.party = r.party LEFT JOIN standing_vote_choice c ON c.vote = r.vote AND c.party = r.party
     WHERE r.vote = $1 ORDER BY r.nth`, [vote]);
}

/** Formal motions on which nobody has voted yet, and the meetings that treat them. */
export async function motionsToVoteOn(db: Db, foundation: number, lang: Lang): Promise<{ id: number; number: string; question: string; body: string; meetings: { id: number; number: string; startsAt: string }[] }[]> {
  return db.query(
    `SELECT m.id, m.number, ${lang === 'zh' ? 'm.question' : "coalesce(nullif(m.english_question, ''), m.question)"} AS question, m.body,
       coalesce((SELECT json_agg(json_build_object('id', g.id, 'number', g.number, 'startsAt', g.starts_at) ORDER BY g.starts_at) FROM meeting_item i JOIN standing_meeting g ON g.id = i.meeting WHERE i.motion = m.id), '[]') AS meetings
     FROM formal_motion m WHERE m.foundation = $1 AND NOT EXISTS (SELECT FROM vote v WHERE v.motion = m.id AND NOT vote_came_to_nothing(v.id)) ORDER BY m.id DESC`, [foundation]);
}

export interface PaperCountRow { readonly person: number; readonly by: string; readonly for: number; readonly against: number; readonly abstained: number; readonly invalid: number; readonly handedOut: number }

export async function paperCountsOf(db: Db, vote: number, lang: Lang): Promise<{ counts: PaperCountRow[]; handedOut: number; agreed: boolean }> {
  const [counts, [{ handed, agreed }]] = [
    await db.query<PaperCountRow[]>(`SELECT c.counted_by AS person, p.${lang === 'zh' ? 'name' : 'english_name'} AS by, c.votes_for AS "for", c.votes_against AS against, c.abstained, c.invalid, c.handed_out AS "handedOut" FROM standing_paper_count c JOIN person p ON p.id = c.counted_by WHERE c.vote = $1 ORDER BY c.id`, [vote]),
    await db.query<[{ handed: number; agreed: boolean }]>('SELECT coalesce((SELECT bit_count(papers)::int FROM vote_issue WHERE vote = $1), 0) AS handed, EXISTS (SELECT FROM vote_papers_agreed($1)) AS agreed', [vote]),
  ];
  return { counts, handedOut: handed, agreed };
}

/** Where somebody who speaks by a telephone stands in a vote, and for whom else they may vote. */
export interface OwnVote {
  readonly party: number; readonly name: string; readonly onRoll: boolean; readonly has: RollRow['has']; readonly seated: boolean; readonly declared: boolean; readonly recused: string | null; readonly choice: Choice | null;
  readonly proxies: readonly { readonly party: number; readonly name: string; readonly has: RollRow['has'] }[];
}

export async function ownVote(db: Db, foundation: number, vote: number, phone: string, today: string): Promise<OwnVote | null> {
  const HAS = "CASE WHEN get_bit(i.taken, r.nth - 1) = 1 THEN 'ballot' WHEN get_bit(i.papers, r.nth - 1) = 1 THEN 'paper' WHEN c.id IS NOT NULL THEN 'word' END";
  const [row] = await db.query<OwnVote[]>(
    `SELECT t.party, y.name, r.party IS NOT NULL AS "onRoll", ${HAS} AS has, EXISTS (SELECT FROM motion_members(v.motion, $4) b WHERE b.party = t.party) AS seated, declared_none(v.motion, t.party) AS declared, x.why AS recused, c.choice,
       coalesce((SELECT json_agg(json_build_object('party', p.party, 'name', z.name, 'has', (SELECT ${HAS} FROM vote_roll r LEFT JOIN vote_issue i ON i.vote = r.vote LEFT JOIN standing_vote_choice c ON c.vote = r.vote AND c.party = r.party WHERE r.vote = v.id AND r.party = p.party)) ORDER BY p.party)
         FROM meeting_present p JOIN party z ON z.id = p.party JOIN vote_roll q ON q.vote = v.id AND q.party = p.party WHERE v.proxies AND p.meeting = v.meeting AND p.how = 'proxy' AND p.proxy_by = t.party), '[]') AS proxies
     FROM vote v JOIN standing_voter_phone t ON t.foundation = v.foundation AND t.phone = $3 JOIN party y ON y.id = t.party LEFT JOIN vote_roll r ON r.vote = v.id AND r.party = t.party
       LEFT JOIN vote_issue i ON i.vote = v.id AND r.party IS NOT NULL LEFT JOIN recusal x ON x.motion = v.motion AND x.party = t.party LEFT JOIN standing_vote_choice c ON c.vote = v.id AND c.party = t.party
     WHERE v.foundation = $1 AND v.id = $2`, [foundation, vote, phone, today]);
  return row ?? null;
}

export async function publicationOf(db: Db, foundation: number, vote: number): Promise<{ codes: string; recount: string; recountHash: string; codesHash: string; statement: string; chain: string } | null> {
  const [row] = await db.query<{ codes: string; recount: string; recountHash: string; codesHash: string; statement: string; chain: string }[]>(
    `SELECT p.codes, p.recount, encode(sha256(convert_to(p.recount, 'UTF8')), 'hex') AS "recountHash", encode(sha256(convert_to(p.codes, 'UTF8')), 'hex') AS "codesHash", s.text AS statement, encode(s.chain, 'hex') AS chain
     FROM vote_publication p JOIN vote_result r ON r.vote = p.vote JOIN log_statement s ON s.foundation = r.foundation AND s.nth = r.statement WHERE r.foundation = $1 AND p.vote = $2`, [foundation, vote]);
  return row ?? null;
}
