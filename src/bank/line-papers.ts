import type { PaperKind } from '../people/papers/papers.service';

/** What explains a line of the bank, or why it has to wait. */
export const LINE_PAPERS: PaperKind = {
  name: 'lines', column: 'line', desk: 'bank', roles: ['bookkeeper', 'cashier', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,18}$/.test(id)) return null;
    const [row] = await db.query<{ id: bigint; no: string; place: string }[]>('SELECT l.id, l.reference AS no, p.code AS place FROM bank_line l JOIN place p ON p.id = l.place WHERE l.id = $1 AND l.foundation = $2', [id, foundation]);
    return row ? { id: row.id, no: row.no, path: `/desk/bank/${row.place}/lines/${row.id}` } : null;
  },
};
