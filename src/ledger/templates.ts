import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Draft, FundRef } from './draft';
import * as entries from './entries';
import type { About } from './entries';
import { KINDS, type FundClass, type Kind } from './kinds';

/** What a form by hand asks for, besides day, note and papers, which every voucher has. */
export type Field = 'fund' | 'sum' | 'bank' | 'cost' | 'owed' | 'bill' | 'advance' | 'promise' | 'pays' | 'party' | 'asset' | 'months' | 'residue' | 'kept' | 'booked' | 'paidOn' | 'deducted' | 'way';

/** What was filled in, read. Only what the template's fields ask for is there. */
export interface Filled {
  readonly about: About;
  readonly fund: FundRef;
  readonly general: FundRef;
  readonly original: FundRef;
  readonly sum: Fen;
  readonly bank: number;
  readonly cost: 'programme' | 'management' | 'fundraising';
  readonly owed: 'payable' | 'pay' | 'tax';
  readonly bill: 'payable' | 'retained' | 'pay' | 'tax' | 'other payable' | 'refund due';
  readonly advance: 'receivable' | 'prepaid';
  readonly deducted: 'payable' | 'retained';
  readonly promise: bigint | undefined;
  /** Kept back until the work has stood 质保金. */
  readonly kept: Fen;
  /** At what it stands in the books: goods that are sold. */
  readonly booked: Fen;
  /** When the grant that is reclaimed was paid. */
  readonly paidOn: Day;
}

export interface Template {
  readonly name: string;
  readonly kind: Kind;
  readonly fields: readonly Field[];
  /** Money leaves or comes by it: the cashier proposes it too. */
  readonly money: boolean;
  /** The funds that may be chosen. */
  readonly classes: readonly FundClass[];
  readonly draft: (f: Filled) => Draft;
}

const template = (name: string, kind: Kind, fields: readonly Field[], draft: Template['draft'], classes: readonly FundClass[] = KINDS[kind].classes): Template =>
  ({ name, kind, fields, draft, classes, money: fields.includes('bank') });

/**
 * What people write by hand. Whatever another folder books from its own facts, as gifts, refunds, payouts and money between funds, is not here; nor
 * what needs an outside fact. Words stand under `template.<name>`.
 */
export const TEMPLATES: readonly Template[] = [
  template('cost-accepted', 'cost accepted', ['fund', 'sum', 'cost', 'owed', 'kept', 'promise', 'party'], (f) =>
    entries.costAccepted({ ...f.about, fund: f.fund, sum: f.sum, for: f.cost, owed: f.owed, retained: f.kept, promise: f.promise })),
  template('payment', 'payment', ['fund', 'sum', 'bill', 'pays', 'bank', 'party', 'way'], (f) => entries.payment({ ...f.about, fund: f.fund, sum: f.sum, of: f.bill, bank: f.bank })),
  template('unidentified-returned', 'payment', ['sum', 'pays', 'bank', 'party'], (f) => entries.payment({ ...f.about, fund: f.general, sum: f.sum, of: 'unidentified', bank: f.bank })),
  template('subsidy-paid-back', 'payment', ['fund', 'sum', 'pays', 'bank', 'party'], (f) => entries.payment({ ...f.about, fund: f.fund, sum: f.sum, of: 'other payable', bank: f.bank }), ['restricted']),
  template('payment-returned', 'payment returned', ['fund', 'sum', 'bill', 'bank', 'party', 'way'], (f) => entries.paymentReturned({ ...f.about, fund: f.fund, sum: f.sum, of: f.bill, bank: f.bank })),
  template('advance', 'advance', ['fund', 'sum', 'advance', 'promise', 'bank', 'party', 'way'], (f) => entries.advance({ ...f.about, fund: f.fund, sum: f.sum, to: f.advance, promise: f.promise, bank: f.bank })),
  template('advance-cleared', 'advance cleared', ['fund', 'sum', 'advance', 'cost', 'party'], (f) => entries.advanceCleared({ ...f.about, fund: f.fund, sum: f.sum, of: f.advance, for: f.cost })),
  template('advance-handed-back', 'advance handed back', ['fund', 'sum', 'advance', 'bank', 'party', 'way'], (f) => entries.advanceHandedBack({ ...f.about, fund: f.fund, sum: f.sum, of: f.advance, bank: f.bank })),
  template('deduction', 'deduction', ['fund', 'sum', 'deducted', 'party'], (f) => entries.deduction({ ...f.about, fund: f.fund, sum: f.sum, of: f.deducted })),
  template('bond-in', 'bond in', ['fund', 'sum', 'bank', 'party'], (f) => entries.bondIn({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('bond-back', 'bond back', ['fund', 'sum', 'bank', 'party'], (f) => entries.bondBack({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('promise', 'promise', ['fund', 'sum', 'party'], (f) => entries.promise({ ...f.about, fund: f.fund, sum: f.sum })),
  template('release', 'release', ['fund', 'sum', 'promise', 'party'], (f) => entries.release({ ...f.about, fund: f.fund, sum: f.sum, promise: f.promise! })),
  template('goods-used', 'goods used', ['fund', 'sum', 'party', 'way'], (f) => entries.goodsUsed({ ...f.about, fund: f.fund, sum: f.sum })),
  template('goods-sold', 'goods sold', ['fund', 'sum', 'booked', 'bank', 'party'], (f) => entries.goodsSold({ ...f.about, fund: f.fund, sum: f.sum, cost: f.booked, bank: f.bank })),
  template('fixed-asset', 'fixed asset bought', ['fund', 'sum', 'asset', 'months', 'residue', 'cost', 'promise', 'bank', 'party', 'way'], (f) =>
    entries.fixedAssetBought({ ...f.about, fund: f.fund, sum: f.sum, promise: f.promise, bank: f.bank })),
  template('depreciation', 'depreciation', ['fund', 'sum', 'cost'], (f) => entries.depreciation({ ...f.about, fund: f.fund, sum: f.sum, for: f.cost })),
  template('interest', 'interest', ['fund', 'sum', 'bank'], (f) => entries.interest({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('service-income-due', 'service income', ['fund', 'sum', 'party'], (f) => entries.serviceIncome({ ...f.about, fund: f.fund, sum: f.sum, due: true })),
  template('subsidy-due', 'subsidy', ['fund', 'sum', 'party'], (f) => entries.subsidy({ ...f.about, fund: f.fund, sum: f.sum, due: true })),
  template('receivable-received', 'receivable received', ['fund', 'sum', 'bank', 'party'], (f) => entries.receivableReceived({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('dividend-declared', 'dividend declared', ['fund', 'sum', 'party'], (f) => entries.dividendDeclared({ ...f.about, fund: f.fund, sum: f.sum })),
  template('grant-reclaimed', 'grant reclaimed', ['fund', 'sum', 'paidOn', 'bank', 'party'], (f) => entries.grantReclaimed({ ...f.about, fund: f.fund, sum: f.sum, paidOn: f.paidOn, bank: f.bank })),
  template('grant-reclaimed-due', 'grant reclaimed', ['fund', 'sum', 'paidOn', 'party'], (f) => entries.grantReclaimed({ ...f.about, fund: f.fund, sum: f.sum, paidOn: f.paidOn, due: true })),
  template('agency-in', 'agency in', ['fund', 'sum', 'bank', 'party'], (f) => entries.agencyIn({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('agency-out', 'agency out', ['fund', 'sum', 'bank', 'party'], (f) => entries.agencyOut({ ...f.about, fund: f.fund, sum: f.sum, bank: f.bank })),
  template('making-good', 'making good', ['sum'], (f) => entries.makingGood({ ...f.about, general: f.general, original: f.original, sum: f.sum })),
];

/** The template of a name; nothing for a name we do not know. */
export const templateOf = (name: unknown): Template | undefined => TEMPLATES.find((one) => one.name === name);
