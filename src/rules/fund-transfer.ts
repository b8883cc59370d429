import { Refused } from './refused';

/** What a transfer between funds rests on. */
export const TRANSFER_BASES = ['same purpose', 'similar purpose', 'donor consent', 'plan change', 'resolution'] as const;
export type TransferBasis = (typeof TRANSFER_BASES)[number];

/** The classes between which money may pass, and what it is when it arrives. */
type ClassOfFund = 'original' | 'general' | 'designated' | 'restricted' | 'preserved' | 'agency';
const RESTRICTED: readonly ClassOfFund[] = ['restricted', 'preserved'];
const UNRESTRICTED: readonly ClassOfFund[] = ['general', 'designated'];
const SPENDABLE: readonly ClassOfFund[] = [...RESTRICTED, ...UNRESTRICTED];

/**
 * Which kind of transfer passes between two funds on a basis 划转. What givers restricted stays restricted, for the same or a similar purpose; for another one
 * they consent, or the plan is filed anew (CL 56; C8). What is free of restriction is moved by the council, whose earmark is none (解释 2020, 5).
 * @param shown a paper is there: the consent, the filing
 * @throws Refused `restricted-money-stays-restricted`, `a-transfer-between-such-funds-is-none`, `a-council-decides-by-resolution`, `another-purpose-shows-its-paper`
 */
export function transferKind({ from, to, basis, resolved, shown }: { from: ClassOfFund; to: ClassOfFund; basis: TransferBasis; resolved: boolean; shown: boolean }): 'transfer, restricted' | 'transfer, unrestricted' {
  if (RESTRICTED.includes(from)) {
    if (!RESTRICTED.includes(to)) throw new Refused('restricted-money-stays-restricted', { field: 'to' }, 'CL 56');
    if (basis === 'resolution') throw new Refused('restricted-money-moves-by-its-purpose', { field: 'basis' }, 'CL 56');
    if ((basis === 'donor consent' || basis === 'plan change') && !shown) throw new Refused('another-purpose-shows-its-paper', { field: 'file' }, 'CL 56');
    return 'transfer, restricted';
  }
  if (!UNRESTRICTED.includes(from) || !SPENDABLE.includes(to)) throw new Refused('a-transfer-between-such-funds-is-none', { field: 'to' });
  if (basis !== 'resolution' || !resolved) throw new Refused('a-council-decides-by-resolution', { field: basis === 'resolution' ? 'resolution' : 'basis' });
  return 'transfer, unrestricted';
}
