import type { PaperKind } from '../people/papers/papers.service';

const ROLES = ['programme-officer', 'bookkeeper', 'secretary-general'];

/** The signed sheet of a profit agreement. */
export const PROFIT_AGREEMENT_PAPERS: PaperKind = {
  name: 'profit-agreements', column: 'profit_version', desk: 'enterprises', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string; agreement: number; code: string }[]>(
      'SELECT v.id, a.no, a.id AS agreement, e.code FROM profit_agreement_version v JOIN profit_agreement a ON a.id = v.agreement JOIN enterprise e ON e.id = a.enterprise WHERE v.id = $1 AND v.foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/enterprises/${row.code}/agreements/${row.agreement}` } : null;
  },
};

/** Statement, tax return, auditor's letter. */
export const PROFIT_REPORT_PAPERS: PaperKind = {
  name: 'profit-reports', column: 'profit_report', desk: 'enterprises', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string; agreement: number; code: string }[]>(
      `SELECT r.id, a.no || ' ' || r.period_from AS no, a.id AS agreement, e.code FROM profit_report r JOIN profit_agreement a ON a.id = r.agreement JOIN enterprise e ON e.id = a.enterprise WHERE r.id = $1 AND r.foundation = $2`, [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/enterprises/${row.code}/agreements/${row.agreement}` } : null;
  },
};
