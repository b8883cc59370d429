import type { PaperKind } from '../../people/papers/papers.service';

/** The donors' written consent, or the registrar's receipt for the changed plan. */
export const PURPOSE_PAPERS: PaperKind = {
  name: 'purposes', column: 'purpose_change', desk: 'funds', roles: ['bookkeeper', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string; code: string }[]>(`SELECT c.id, f.name || ' ' || c.day AS no, f.code FROM purpose_change c JOIN fund f ON f.id = c.fund WHERE c.id = $1 AND c.foundation = $2`, [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/funds/${row.code}/purpose` } : null;
  },
};
