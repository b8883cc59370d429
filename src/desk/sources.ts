import type { Fen } from '../rules/money';
import type { Asked, Source, Task } from './tasks';

interface Waiting { readonly id: string; readonly name: string; readonly sum: Fen | null; readonly by: number; readonly byName: string; readonly due?: string | null }

const nameIn = ({ lang }: Asked): string => (lang === 'zh' ? 'name' : 'english_name');

/** A row that waits for a second person. */
const second = (kind: string, roles: readonly string[], path: (row: Waiting) => string) => (row: Waiting): Task => ({
  kind, values: { name: row.name }, sum: row.sum, path: path(row), by: { id: row.by, name: row.byName }, due: row.due ?? null, roles, notBy: [row.by],
});

const contributions: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT c.id::text, c.founder AS name, c.sum, c.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM founding_contribution c JOIN person p ON p.id = c.recorded_by
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_confirmation f WHERE f.contribution = c.id) ORDER BY c.recorded_at`, [asked.foundation]);
  return rows.map(second('contribution', ['bookkeeper', 'secretary-general'], ({ id }) => `/desk/founding/contributions/${id}`));
};

/** Money of the provider that is not as it was asked for: 待查款. */
const oddPayments: Source = async (db, { foundation }) => {
  const [row] = await db.query<[{ n: string; sum: Fen }]>(
    `SELECT count(*)::text AS n, coalesce(sum(gross), 0)::bigint AS sum FROM payment WHERE foundation = $1 AND not_as_asked IS NOT NULL`, [foundation]);
  return row.n === '0' ? [] : [{ kind: 'odd-payments', values: { n: row.n }, sum: row.sum, path: '/desk/payments', by: null, due: null, roles: ['bookkeeper', 'secretary-general'], notBy: [] }];
};

/** Everybody who has something that may wait. */
export const SOURCES: readonly Source[] = [contributions, oddPayments];
