import { dayOf } from '../../rules/day';
import type { Source, Task } from '../tasks';

const KEEPERS = ['programme-officer', 'bookkeeper', 'secretary-general'];

/** Votes whose time is over: their papers are counted by two, and then they are closed. And annulments that wait for a second person. */
export const votes: Source = async (db, { foundation, now }) => {
  const rows = await db.query<{ id: number; motion: string; closes: Date; papers: boolean; differ: boolean; asker: number | null }[]>(
    `SELECT v.id, m.number AS motion, v.closes_at AS closes, coalesce(bit_count(i.papers), 0) > 0 AND NOT EXISTS (SELECT FROM vote_papers_agreed(v.id)) AS papers, (SELECT count(*) > 1 FROM standing_paper_count c WHERE c.vote = v.id) AS differ, a.asked_by AS asker
     FROM vote v JOIN motion m ON m.id = v.motion LEFT JOIN vote_issue i ON i.vote = v.id LEFT JOIN vote_annulment a ON a.vote = v.id
     WHERE v.foundation = $1 AND (v.closes_at <= $2 OR a.vote IS NOT NULL) AND NOT vote_is_annulled(v.id) AND NOT EXISTS (SELECT FROM vote_result r WHERE r.vote = v.id) ORDER BY v.closes_at, v.id`, [foundation, now]);
  return rows.map(({ id, motion, closes, papers, differ, asker }): Task => ({
    kind: asker !== null ? 'vote-annulment' : papers ? (differ ? 'vote-papers-differ' : 'vote-papers') : 'vote-to-close', values: { motion }, sum: null, path: `/desk/votes/${id}`, by: null, due: dayOf(closes), roles: KEEPERS, notBy: asker === null ? [] : [asker],
  }));
};
