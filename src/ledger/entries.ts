import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { accountFor, ROLES, type Role } from './chart';
import type { Draft, FundRef, Line } from './draft';
import type { Kind } from './kinds';

/**
 * Every kind of journal entry, as postings: which account is debited, which credited, in which fund (books § 5).
 * An accountant reads this page; a movement that is not on it cannot be made. Sums are fen and positive.
 */

/** What every entry says of itself. */
export interface About {
  readonly day: Day;
  readonly factDay?: Day;
  readonly source: string;
  readonly party?: string | null;
  readonly note?: string | null;
}
/** The outside fact that lets an entry be booked whatever it leaves behind. */
interface Forced {
  readonly fact: bigint;
}
interface Sum {
  readonly fund: FundRef;
  readonly sum: Fen;
}
/** Where money lies: id in `place`. */
type At = number;

/** Money received in the bank for the original fund: straight to net assets, never to income (解释 2020, 6). */
export const foundingContribution = (e: About & Sum & { bank: At }): Draft =>
  entry('founding contribution', e, [debit('bank', e.fund, e.sum, { place: e.bank }), credit('registered', e.fund, e.sum)]);

export const contributionBounced = (e: About & Forced & Sum & { bank: At }): Draft =>
  entry('contribution bounced', e, [debit('registered', e.fund, e.sum), credit('bank', e.fund, e.sum, { place: e.bank })]);

/** The general fund makes the original fund whole again. */
export const makingGood = (e: About & { general: FundRef; original: FundRef; sum: Fen }): Draft =>
  entry('making good', { ...e, fund: e.general }, [
    debit('unrestricted', e.general, e.sum), credit('between', e.general, e.sum),
    debit('between', e.original, e.sum), credit('registered', e.original, e.sum),
  ]);

/** Gross; the fee is its own entry when the provider tells it. */
export const onlineGift = (e: About & Sum & { clearing: At }): Draft =>
  entry('online gift', e, [debit('clearing', e.fund, e.sum, { place: e.clearing }), credit('gift', e.fund, e.sum)]);

export const paymentFee = (e: About & Forced & Sum & { clearing: At }): Draft =>
  entry('payment fee', e, [debit('fundraising', e.fund, e.sum), credit('clearing', e.fund, e.sum, { place: e.clearing })]);

/** Money that came otherwise than it was asked for is owed until somebody knows what it is; never income. */
export const paidNotAsAsked = (e: About & { general: FundRef; sum: Fen; clearing: At }): Draft =>
  entry('paid, not as asked', { ...e, fund: e.general }, [debit('clearing', e.general, e.sum, { place: e.clearing }), credit('unidentified', e.general, e.sum)]);

/** The provider has given the money back. Of a gift: income less; of unidentified money: owed less. */
export const providerRefund = (e: About & Forced & Sum & { clearing: At; of: 'gift' | 'unidentified' }): Draft =>
  entry('provider refund', e, [debit(e.of, e.fund, e.sum), credit('clearing', e.fund, e.sum, { place: e.clearing })]);

/** A refund that did not arrive: the money is back and still owed to the donor. */
export const refundFailed = (e: About & Sum & { clearing: At }): Draft =>
  entry('refund failed', e, [debit('clearing', e.fund, e.sum, { place: e.clearing }), credit('refund due', e.fund, e.sum)]);

export const bankGift = (e: About & Sum & { bank: At }): Draft =>
  entry('bank gift', e, [debit('bank', e.fund, e.sum, { place: e.bank }), credit('gift', e.fund, e.sum)]);

export const goodsGift = (e: About & Sum): Draft => entry('goods gift', e, [debit('stock', e.fund, e.sum), credit('gift', e.fund, e.sum)]);

export const goodsUsed = (e: About & Sum): Draft => entry('goods used', e, [debit('programme', e.fund, e.sum), credit('stock', e.fund, e.sum)]);

/** Money set aside for something decided: outside the statements, inside the guard. */
export const promise = (e: About & Sum): Draft => entry('promise', e, [debit('promised', e.fund, e.sum), credit('promised, contra', e.fund, e.sum)]);

export const release = (e: About & Sum & { promise: bigint }): Draft =>
  entry('release', e, [debit('promised, contra', e.fund, e.sum), credit('promised', e.fund, e.sum, { promise: e.promise })]);

/** A cost is accepted, out of its promise where there was one: owed more, promised less, free unchanged. */
export const costAccepted = (e: About & Sum & { for: 'programme' | 'management' | 'fundraising'; promise?: bigint }): Draft =>
  entry('cost accepted', e, [
    debit(e.for, e.fund, e.sum), credit('payable', e.fund, e.sum),
    ...(e.promise === undefined ? [] : [debit('promised, contra', e.fund, e.sum), credit('promised', e.fund, e.sum, { promise: e.promise })]),
  ]);

export const payment = (e: About & Sum & { bank: At }): Draft =>
  entry('payment', e, [debit('payable', e.fund, e.sum), credit('bank', e.fund, e.sum, { place: e.bank })]);

/** The host's fee by agreement: restricted money becomes unrestricted, neither income nor cost. */
export const managementFee = (e: About & Sum & { general: FundRef }): Draft =>
  entry('management fee', e, [
    debit('restricted', e.fund, e.sum), credit('between', e.fund, e.sum),
    debit('between', e.general, e.sum), credit('unrestricted', e.general, e.sum),
  ]);

/** The provider pays out to our bank: a fund is not a place, so no fund gains or loses. */
export const payout = (e: About & { general: FundRef; sum: Fen; bank: At; clearing: At }): Draft =>
  entry('payout', { ...e, fund: e.general }, [debit('bank', e.general, e.sum, { place: e.bank }), credit('clearing', e.general, e.sum, { place: e.clearing })]);

/** The mirror of an entry, with its reason: the only way to correct the books. */
export const reversal = (e: About & { foundation: number; reverses: bigint; reason: string; lines: readonly Line[] }): Draft => ({
  ...blank('reversal', e, e.foundation),
  reverses: e.reverses,
  note: e.reason,
  lines: e.lines.map((line) => ({ ...line, debit: -line.debit })),
});

type Make = (day: Day) => Line;

function entry(kind: Kind, e: About & { fund: FundRef; fact?: bigint }, makes: readonly Make[]): Draft {
  return { ...blank(kind, e, e.fund.foundation), fact: e.fact ?? null, lines: makes.map((make) => make(e.day)) };
}

function blank(kind: Kind, e: About, foundation: number): Draft {
  return { foundation, kind, day: e.day, factDay: e.factDay ?? e.day, source: e.source, fact: null, reverses: null, party: e.party ?? null, note: e.note ?? null, lines: [] };
}

const debit = (role: Role, fund: FundRef, sum: Fen, where: { place?: At; promise?: bigint } = {}): Make => (day) => ({
  fund: fund.id,
  account: accountFor(role, day, ROLES[role].class === 'I' ? (fund.class === 'restricted' || fund.class === 'preserved' ? '02' : '01') : null).code,
  debit: sum,
  place: where.place ?? null,
  promise: where.promise ?? null,
});
const credit = (role: Role, fund: FundRef, sum: Fen, where: { place?: At; promise?: bigint } = {}): Make => debit(role, fund, -sum, where);
