import { objectionsTo, resultRow } from '../../council/results/results.queries';
import { resultInWords } from '../../council/results/result-words';
import { addDays, dayOf } from '../../rules/day';
import type { Source, Task } from '../tasks';

/** Who looks after motions and what became of them. */
const KEEPERS = ['programme-officer', 'bookkeeper', 'secretary-general'];
/** A result is posted on the day after its vote at the latest. */
const POSTED_WITHIN_DAYS = 1;

/** Results that nobody has posted, objections that wait for an answer or a second person, and motions that may take effect. */
export const results: Source = async (db, { foundation, lang, today }) => {
  const open = await db.query<{ vote: number }[]>(
    `SELECT r.vote FROM vote_result r LEFT JOIN result_notice n ON n.vote = r.vote WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM motion_effect e WHERE e.motion = r.motion)
       AND (n.vote IS NULL OR (r.carried AND n.last_day < $2::date AND NOT result_is_upheld_against(r.vote)) OR EXISTS (SELECT FROM motion_objection o WHERE o.vote = r.vote AND NOT EXISTS (SELECT FROM standing_objection_answer a WHERE a.objection = o.id))) ORDER BY r.vote`, [foundation, addDays(today, 1)]);
  const tasks: Task[] = [];
  for (const { vote } of open) {
    const row = (await resultRow(db, foundation, { vote }, lang))!;
    const objections = await objectionsTo(db, vote, lang);
    const { state, number } = resultInWords(row, objections, { lang, today });
    if (state === 'superseded') continue;
    const task = (kind: string, more: Partial<Task> = {}): Task => ({ kind, values: { no: number, question: row.question }, sum: null, path: `/desk/results/${vote}`, by: null, due: null, roles: KEEPERS, notBy: [], ...more });
    tasks.push(
      ...(row.notice === null ? [task('result-post', { due: addDays(dayOf(new Date(row.closedAt)), POSTED_WITHIN_DAYS) })] : []),
      ...objections.filter(({ answer }) => answer === null).map(({ id, due, waiting }) => task(waiting ? 'objection-second' : 'objection-answer', { path: `/desk/results/${vote}/objections/${id}`, due, ...(waiting ? { by: { id: waiting.byId, name: waiting.by }, notBy: [waiting.byId] } : {}) })),
      ...(state === 'ready' ? [task('motion-effect')] : []),
    );
  }
  return tasks;
};
