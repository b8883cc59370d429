import type { PaperKind } from '../../people/papers/papers.service';

/** Photographs of the notice board, and what else shows that a result was posted. */
export const RESULT_NOTICE_PAPERS: PaperKind = {
  name: 'result-notices', column: 'result_notice', desk: 'councils', roles: ['programme-officer', 'bookkeeper', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ number: string }[]>('SELECT m.number FROM result_notice n JOIN motion m ON m.id = n.motion WHERE n.vote = $1 AND n.foundation = $2', [id, foundation]);
    return row ? { id: BigInt(id), no: row.number, path: `/desk/results/${id}` } : null;
  },
};
