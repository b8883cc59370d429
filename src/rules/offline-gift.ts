import type { Fen } from './money';
import { giveForm, type Raising } from './raising';
import { Refused } from './refused';

/** In which way something reaches the foundation other than by the payment provider. */
export const WAYS = ['cash', 'transfer', 'cheque', 'goods', 'service', 'subsidy', 'purchase'] as const;
export type OfflineWay = (typeof WAYS)[number];

/** Where cash was given. */
export const CASH_CHANNELS = ['counter', 'box', 'event'] as const;
export type CashChannel = (typeof CASH_CHANNELS)[number];
export type Channel = CashChannel | 'transfer' | 'cheque' | 'goods' | 'service' | 'government';

/** Proofs of what goods are worth, in the order in which they count (解释 2020, 2): a market price, then an appraisal. */
export const GOODS_PROOFS = ['invoice', 'market-price', 'appraisal'] as const;
/** What shows that work was done, beside what shows its price. */
export const SERVICE_PROOFS = ['invoice', 'hours-sheet', 'appraisal'] as const;
/** What is given without a proof of value stands in the books at one yuan. */
export const NOMINAL: Fen = 100n;

export type Proof = (typeof GOODS_PROOFS)[number] | (typeof SERVICE_PROOFS)[number] | 'grant-document' | 'purchase-contract';

/**
 * Lets a gift in, or says why not. A fund that is closed takes nothing; a box or an event is public raising and needs
 * all that the public form needs (CL 22, 23, 24). What somebody brings to the counter of their own accord is no raising.
 * @param raising null for a fund that never asks for gifts: the general fund
 * @throws Refused
 */
export function admitOffline(channel: Channel, raising: Raising | null): void {
  const { form, reason } = raising ? giveForm({ ...raising, invited: true }) : ({ form: 'none', reason: 'fund-not-raising' } as const);
  if (reason === 'fund-closed') throw new Refused('fund-closed', { field: 'fund' }, 'M02');
  if ((channel === 'box' || channel === 'event') && (form !== 'open' || raising?.mode !== 'public')) throw new Refused('a-box-or-event-is-public-raising', { field: 'channel' }, 'CL 22, 23; D1');
}
