import type { Person } from '../platform/access';

/** The pages of the desk in the order of its navigation, and who finds them: their routes say the same by `@Allow`. The words stand under `desk.<name>`. */
const PAGES = [
  { name: 'founding', roles: ['bookkeeper', 'secretary-general'] },
  { name: 'batches', roles: ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'] },
  { name: 'payments', roles: ['bookkeeper', 'secretary-general'] },
  { name: 'people', roles: ['administrator'] },
  { name: 'me', roles: [] },
] as const;

export type DeskPage = (typeof PAGES)[number]['name'];

/** Those a person finds; their own page always. */
export const pagesFor = (person: Person): DeskPage[] => PAGES.filter(({ roles }) => roles.length === 0 || person.readsAll || roles.some((role) => person.roles.includes(role))).map(({ name }) => name);
