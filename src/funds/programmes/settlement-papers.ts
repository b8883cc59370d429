import type { PaperKind } from '../../people/papers/papers.service';

/** The payers' consent to carry over, or their notice of what goes back. */
export const SETTLEMENT_PAPERS: PaperKind = {
  name: 'settlements', column: 'programme_settlement', desk: 'funds', roles: ['bookkeeper', 'programme-officer', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string; code: string; year: number }[]>(`SELECT s.id, f.name || ' ' || s.year AS no, f.code, s.year FROM programme_settlement s JOIN fund f ON f.id = s.fund WHERE s.id = $1 AND s.foundation = $2`, [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/funds/${row.code}/programme?year=${row.year}` } : null;
  },
};
