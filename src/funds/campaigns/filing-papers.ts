import type { PaperKind } from '../../people/papers/papers.service';

/** The plan and the registrar's receipt, with each filing. */
export const FILING_PAPERS: PaperKind = {
  name: 'filings', column: 'filing', desk: 'guardrails', roles: ['bookkeeper', 'programme-officer', 'secretary-general'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string }[]>('SELECT id, filing_no AS no FROM campaign_filing WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/campaigns/filings/${row.id}` } : null;
  },
};
