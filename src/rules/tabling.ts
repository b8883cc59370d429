import { Refused } from './refused';

/** Who may table a motion (M17): 党组织, 自治组织, 议事会成员, 居民联名. */
export const TABLERS = ['party-branch', 'self-governing-body', 'member', 'residents'] as const;
export type Tabler = (typeof TABLERS)[number];

/** A resident beneath a proposal: they have proved the telephone, and say who they are and where they live. */
export interface Signer { readonly phone: string; readonly name: string; readonly door: string }

/** A name as the eye reads it: widths, spaces and case aside. The database says the same. */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();

/**
 * Nobody signs twice: neither from one telephone, nor under one name and door from another.
 * @param standing those who have signed and not taken it back, whoever wrote it among them
 * @throws Refused `a-telephone-signs-once`, `a-resident-signs-once`
 */
export function refuseSecond(signer: Signer, standing: readonly Signer[]): void {
  if (standing.some(({ phone }) => phone === signer.phone)) throw new Refused('a-telephone-signs-once');
  if (standing.some(({ name, door }) => plain(name) === plain(signer.name) && plain(door) === plain(signer.door))) throw new Refused('a-resident-signs-once', { field: 'name' });
}

/** How many are still wanted. */
export const signersMissing = (signed: number, least: number): number => Math.max(0, least - signed);
