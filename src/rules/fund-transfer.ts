import { Refused } from './refused';

/** What a transfer between funds rests on. */
export const TRANSFER_BASES = ['same purpose', 'similar purpose', 'donor consent', 'plan change', 'resolution'] as const;
export type TransferBasis = (typeof TRANSFER_BASES)[number];

/** The classes between which money may pass, and what it is when it arrives. */
type ClassOfFund = 'original' | 'general' | 'designated' | 'restricted' | 'preserved' | 'agency';
const RESTRICTED: readonly ClassOfFund[] = ['restricted', 'preserved'];
const UNRESTRICTED: readonly ClassOfFund[] = ['general', 'designated'];
const SPENDABLE: readonly ClassOfFund[] = [...RESTRICTED, ...UNRESTRICTED];

/** The kinds of use 用途 that the agreements of both funds name; an old one may name none. */
export interface BothPurposes { readonly from: readonly string[]; readonly to: readonly string[] }

/**
 * Whether money given for one fund may be said to serve the same purpose in another, or a similar one: the same when all that the other is for is in this one's agreement too, similar when they share something.
 * Where an agreement names no kinds only people can tell. `purposes_allow` says the same in the database.
 */
export function purposesAllow({ from, to }: BothPurposes, basis: 'same purpose' | 'similar purpose'): boolean {
  if (from.length === 0 || to.length === 0) return true;
  return basis === 'same purpose' ? to.every((one) => from.includes(one)) : to.some((one) => from.includes(one));
}

/**
 * Which kind of transfer passes between two funds on a basis 划转. What givers restricted stays restricted, for the same or a similar purpose; for another one
 * they consent, or the plan is filed anew (CL 56; C8). What is free of restriction is moved by the council, whose earmark is none (解释 2020, 5).
 * @param shown a paper is there: the consent, the filing
 * @throws Refused `restricted-money-stays-restricted`, `a-transfer-between-such-funds-is-none`, `a-council-decides-by-resolution`, `other-purposes-are-not-similar`, `another-purpose-shows-its-paper`
 */
export function transferKind({ from, to, basis, purposes, resolved, shown }: { from: ClassOfFund; to: ClassOfFund; basis: TransferBasis; purposes: BothPurposes; resolved: boolean; shown: boolean }): 'transfer, restricted' | 'transfer, unrestricted' {
  // what the council put into such a fund was never restricted, and goes back the way it came
  if (RESTRICTED.includes(from) && to === 'general' && basis === 'resolution' && resolved) return 'transfer, unrestricted';
  if (RESTRICTED.includes(from)) {
    if (!RESTRICTED.includes(to)) throw new Refused('restricted-money-stays-restricted', { field: 'to' }, 'CL 56');
    if (basis === 'resolution') throw new Refused('restricted-money-moves-by-its-purpose', { field: 'basis' }, 'CL 56');
    if ((basis === 'same purpose' || basis === 'similar purpose') && !purposesAllow(purposes, basis)) throw new Refused('other-purposes-are-not-similar', { field: 'basis' }, 'CL 56');
    if ((basis === 'donor consent' || basis === 'plan change') && !shown) throw new Refused('another-purpose-shows-its-paper', { field: 'file' }, 'CL 56');
    return 'transfer, restricted';
  }
  if (!UNRESTRICTED.includes(from) || !SPENDABLE.includes(to)) throw new Refused('a-transfer-between-such-funds-is-none', { field: 'to' });
  if (basis !== 'resolution' || !resolved) throw new Refused('a-council-decides-by-resolution', { field: basis === 'resolution' ? 'resolution' : 'basis' });
  return 'transfer, unrestricted';
}
