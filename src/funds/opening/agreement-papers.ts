import type { PaperKind } from '../../people/papers/papers.service';

/** The sheets of an agreement that its founder has signed by hand. */
export const AGREEMENT_PAPERS: PaperKind = {
  name: 'agreements', column: 'agreement', desk: 'funds', roles: ['programme-officer', 'bookkeeper', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string; request: number | null; code: string | null }[]>('SELECT v.id, v.no, v.request, f.code FROM agreement_version v LEFT JOIN fund f ON f.id = v.fund WHERE v.id = $1 AND v.foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: row.request === null ? `/desk/funds/${row.code}` : `/desk/funds/requests/${row.request}` } : null;
  },
};
