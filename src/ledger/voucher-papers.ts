import type { PaperKind } from '../people/papers/papers.service';

/** Who reads vouchers. */
const ROLES = ['bookkeeper', 'secretary-general', 'cashier'];

/** Papers of a voucher that somebody proposes: they are the voucher's when it is booked. */
export const PROPOSAL_PAPERS: PaperKind = {
  name: 'proposals', column: 'proposal', desk: 'vouchers', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number }[]>('SELECT id FROM voucher_proposal WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: String(row.id), path: `/desk/vouchers/proposals/${row.id}` } : null;
  },
};

/** Papers of a voucher that has been booked, whatever it rests on. */
export const VOUCHER_PAPERS: PaperKind = {
  name: 'vouchers', column: 'entry', desk: 'vouchers', roles: ROLES,
  async find(db, foundation, no) {
    const [row] = await db.query<{ entry: bigint; no: string }[]>('SELECT entry, voucher AS no FROM sealed_entry WHERE voucher = $1 AND foundation = $2', [no, foundation]);
    return row ? { id: row.entry, no: row.no, path: `/desk/vouchers/${row.no}` } : null;
  },
  async keyOf(db, entry) {
    const [row] = await db.query<[{ no: string }]>('SELECT voucher AS no FROM sealed_entry WHERE entry = $1', [entry]);
    return row.no;
  },
};
