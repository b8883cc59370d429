import type { PaperKind } from '../../people/papers/papers.service';

/** The scan of minutes that were signed on paper. */
export const MINUTES_PAPERS: PaperKind = {
  name: 'minutes', column: 'minutes', desk: 'meetings', roles: ['programme-officer', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; number: string }[]>('SELECT v.id, m.number FROM meeting_minutes v JOIN meeting m ON m.id = v.meeting WHERE v.id = $1 AND v.foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.number, path: `/desk/meetings/${row.number}` } : null;
  },
};
