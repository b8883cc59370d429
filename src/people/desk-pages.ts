import type { Person } from '../platform/access';

/** The blocks of the desk's navigation. The words stand under `desk.block.<name>`. */
export const BLOCKS = ['daily', 'books', 'house'] as const;
type Block = (typeof BLOCKS)[number];

/**
 * The pages of the desk in the order of its navigation, and who finds them: their routes say the same by `@Allow`; no role
 * means everybody who is signed in. Each stands at `/desk/<name>`, its words under `desk.<name>`.
 */
const PAGES = [
  { name: 'tasks', block: 'daily', roles: [] },
  { name: 'gifts', block: 'daily', roles: ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'] },
  { name: 'batches', block: 'daily', roles: ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'] },
  { name: 'payments', block: 'daily', roles: ['bookkeeper', 'secretary-general'] },
  { name: 'funds', block: 'daily', roles: ['programme-officer', 'bookkeeper', 'secretary-general'] },
  { name: 'enterprises', block: 'daily', roles: ['programme-officer', 'bookkeeper', 'secretary-general'] },
  { name: 'groups', block: 'daily', roles: ['programme-officer', 'bookkeeper', 'secretary-general'] },
  { name: 'bank', block: 'books', roles: ['bookkeeper', 'cashier', 'secretary-general'] },
  { name: 'vouchers', block: 'books', roles: ['bookkeeper', 'cashier', 'secretary-general'] },
  { name: 'closing', block: 'books', roles: ['bookkeeper', 'cashier', 'secretary-general'] },
  { name: 'statements', block: 'books', roles: ['bookkeeper', 'cashier', 'secretary-general'] },
  { name: 'ratios', block: 'books', roles: ['bookkeeper', 'cashier', 'secretary-general'] },
  { name: 'guardrails', block: 'books', roles: ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'] },
  { name: 'founding', block: 'books', roles: ['bookkeeper', 'secretary-general'] },
  { name: 'resolutions', block: 'house', roles: ['bookkeeper', 'secretary-general', 'programme-officer'] },
  { name: 'officials', block: 'house', roles: ['bookkeeper', 'secretary-general'] },
  { name: 'councils', block: 'house', roles: ['programme-officer', 'bookkeeper', 'secretary-general'] },
  { name: 'meetings', block: 'house', roles: ['programme-officer', 'secretary-general'] },
  { name: 'relations', block: 'house', roles: ['programme-officer', 'bookkeeper', 'secretary-general'] },
  { name: 'people', block: 'house', roles: ['administrator'] },
  { name: 'trail', block: 'house', roles: ['administrator'] },
  { name: 'me', block: 'house', roles: [] },
] as const satisfies readonly { name: string; block: Block; roles: readonly string[] }[];

export type DeskPage = (typeof PAGES)[number]['name'];

/** Those a person finds; their own page always. */
export const pagesFor = (person: Person): { name: DeskPage; block: Block }[] =>
  PAGES.filter(({ roles }) => roles.length === 0 || person.readsAll || roles.some((role) => person.roles.includes(role)));

/** Whether somebody finds a page of the desk, or what lies beneath it. What stands in no navigation is open to whoever is led there. */
export const finds = (person: Person, path: string): boolean => {
  const name = /^\/desk\/(\w+)/.exec(path)?.[1];
  return !PAGES.some((page) => page.name === name) || pagesFor(person).some((page) => page.name === name);
};

/** Who may look somebody or something up by name, number or telephone. */
export const LOOK_UP = ['programme-officer', 'bookkeeper', 'cashier', 'secretary-general'];
export const mayLookUp = (person: Person): boolean => person.readsAll === true || LOOK_UP.some((role) => person.roles.includes(role));
