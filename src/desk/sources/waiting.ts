import type { Fen } from '../../rules/money';
import type { Asked, Task } from '../tasks';

/** A row that somebody wrote and that waits for another person. */
export interface Waiting { readonly id: string; readonly name: string; readonly sum: Fen | null; readonly by: number; readonly byName: string; readonly due?: string | null }

export const nameIn = ({ lang }: Asked): string => (lang === 'zh' ? 'name' : 'english_name');

/** A row that waits for a second person. */
export const second = (kind: string, roles: readonly string[], path: (row: Waiting) => string) => (row: Waiting): Task => ({
  kind, values: { name: row.name }, sum: row.sum, path: path(row), by: { id: row.by, name: row.byName }, due: row.due ?? null, roles, notBy: [row.by],
});

/** Who answers for the books: they check, approve and sign. */
export const BOOKS = ['bookkeeper', 'secretary-general'];
/** Who takes in what people bring. */
export const RECORDERS = ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'];
/** Who joins the bank's lines with the books. */
export const MATCHERS = ['bookkeeper', 'cashier', 'secretary-general'];
