import type { PaperKind } from '../../people/papers/papers.service';

/** Who reads gifts that come otherwise than by the payment provider. */
const ROLES = ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'];

/** Invoices, appraisals, contracts, cheques: what a gift is shown by. */
export const GIFT_PAPERS: PaperKind = {
  name: 'gifts', column: 'gift', desk: 'gifts', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,15}$/.test(id)) return null;
    const [row] = await db.query<{ id: bigint; no: string }[]>('SELECT id, no FROM offline_gift WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ? { id: row.id, no: row.no, path: `/desk/gifts/${row.id}` } : null;
  },
};

/** The bank's slip for cash that was taken there. */
export const BANKING_PAPERS: PaperKind = {
  name: 'bankings', column: 'banking', desk: 'gifts', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; slip: string }[]>('SELECT id, slip FROM cash_banking WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.slip, path: '/desk/gifts/bankings' } : null;
  },
};
