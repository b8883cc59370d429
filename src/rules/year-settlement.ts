import { type Payer, PAYERS } from './entitlement';
import { allocate, type Fen, grouped } from './money';
import { Refused } from './refused';

/** What a year of public money began with, what came and was spent; what of the rest went back and was carried over, once that is decided. */
export interface YearOfMoney {
  readonly opening: Fen;
  readonly received: Fen;
  readonly used: Fen;
  readonly returned: Fen;
  readonly carried: Fen;
}

export const unspentOf = ({ opening, received, used }: Pick<YearOfMoney, 'opening' | 'received' | 'used'>): Fen => opening + received - used;
/** What nobody has decided on; less than nothing where more was spent than came. */
export const undecidedOf = (year: YearOfMoney): Fen => unspentOf(year) - year.returned - year.carried;

export interface Part {
  readonly payer: Payer;
  readonly brought: Fen;
  readonly share: Fen;
}

/** What is left belongs to those who brought it, in that proportion, to the fen. @throws Refused `a-settlement-settles-something` */
export function partsOf(unspent: Fen, brought: Readonly<Partial<Record<Payer, Fen>>>): Part[] {
  const payers = PAYERS.filter((payer) => (brought[payer] ?? 0n) > 0n);
  if (unspent <= 0n || payers.length === 0) throw new Refused('a-settlement-settles-something', {});
  const shares = allocate(unspent, payers.map((payer) => brought[payer]!));
  return payers.map((payer, at) => ({ payer, brought: brought[payer]!, share: shares[at]! }));
}

/** What a payer agrees to is carried over, the rest of the part goes back. @throws Refused `no-more-is-carried-over-than-is-left`, `what-is-carried-over-has-its-payers-consent`, `what-goes-back-names-its-payee` */
export function judgePart({ payer, share }: Part, { carried, consent, payee }: { readonly carried: Fen; readonly consent: string | null; readonly payee: string | null }): void {
  if (carried > share) throw new Refused('no-more-is-carried-over-than-is-left', { field: `${payer}Carried`, share: grouped(share) });
  if (carried > 0n && consent === null) throw new Refused('what-is-carried-over-has-its-payers-consent', { field: `${payer}Consent` });
  if (carried < share && payee === null) throw new Refused('what-goes-back-names-its-payee', { field: `${payer}Payee` });
}
