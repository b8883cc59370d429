import type { PaperKind } from '../people/papers/papers.service';

const ROLES = ['bookkeeper', 'secretary-general'];

/** The signed paper of a resolution 决议原件. */
export const RESOLUTION_PAPERS: PaperKind = {
  name: 'resolutions', column: 'resolution', desk: 'resolutions', roles: [...ROLES, 'programme-officer'],
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; no: string }[]>('SELECT id, number AS no FROM resolution WHERE id = $1 AND foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.no, path: `/desk/resolutions/${row.id}` } : null;
  },
};

/** Papers of the founding and of the life after it: verification, certificate, approvals of the registrar. */
export const FOUNDING_PAPERS: PaperKind = {
  name: 'founding', column: 'founding', desk: 'founding', roles: ROLES,
  async find(db, foundation, id) {
    if (!/^\d{1,9}$/.test(id)) return null;
    const [row] = await db.query<{ id: number; name: string; act: number | null }[]>(
      'SELECT p.id, p.name, (SELECT a.id FROM life_act a WHERE a.paper = p.id) AS act FROM founding_paper p WHERE p.id = $1 AND p.foundation = $2', [id, foundation]);
    return row ? { id: BigInt(row.id), no: row.name, path: row.act === null ? '/desk/founding' : `/desk/founding/life/${row.act}` } : null;
  },
};
