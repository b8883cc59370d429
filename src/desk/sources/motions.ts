import { votersOf } from '../../council/motions/voter-phones.queries';
import type { Source } from '../tasks';

/** Who enters what bodies are asked and what the party branch has reviewed. */
const KEEPERS = ['programme-officer', 'bookkeeper', 'secretary-general'];
const OF_TELEPHONES = ['programme-officer', 'secretary-general'];

/** Motions that are tabled and wait for their review, and members before whom one stands who have no telephone by which they speak. */
export const motions: Source = async (db, { foundation, lang, today }) => {
  const rows = await db.query<{ number: string; question: string; formal: boolean }[]>(
    `SELECT m.number, ${lang === 'zh' ? 'm.question' : "CASE WHEN m.english_question = '' THEN m.question ELSE m.english_question END AS question"}, r.motion IS NOT NULL AS formal FROM motion m LEFT JOIN motion_review r ON r.motion = m.id
     WHERE m.foundation = $1 AND NOT EXISTS (SELECT FROM motion_withdrawal w WHERE w.motion = m.id) AND coalesce(r.formal, true) AND NOT EXISTS (SELECT FROM vote_result v WHERE v.motion = m.id) ORDER BY m.id`, [foundation]);
  const silent = rows.some(({ formal }) => formal) ? (await votersOf(db, foundation, today, lang)).filter(({ phone }) => phone === null).length : 0;
  return [
    ...rows.filter(({ formal }) => !formal).map(({ number, question }) => ({ kind: 'motion-review', values: { number, question }, sum: null, path: `/desk/motions/${number}`, by: null, due: null, roles: KEEPERS, notBy: [] })),
    ...(silent > 0 ? [{ kind: 'voter-phones', values: { n: String(silent) }, sum: null, path: '/desk/voters', by: null, due: null, roles: OF_TELEPHONES, notBy: [] }] : []),
  ];
};
