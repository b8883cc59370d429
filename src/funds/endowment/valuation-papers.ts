import type { PaperKind } from '../../people/papers/papers.service';

/** Statements of banks and brokers: what a price is taken from. */
export const VALUATION_PAPERS: PaperKind = {
  name: 'valuations', column: 'valuation', desk: 'funds', roles: ['bookkeeper', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; pool: number; no: string }[]>(`SELECT v.id, v.pool, p.name || ' ' || v.day AS no FROM valuation v JOIN pool p ON p.id = v.pool WHERE v.id = $1 AND v.foundation = $2`, [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/endowment/pools/${row.pool}` } : null;
  },
};
