import type { Role } from '../chart';
import type { Kind } from '../kinds';
import type { Fact } from './facts';

/** Lines of 现金流量表, by what the money was for. */
export type Flow =
  | 'gifts-in' | 'dues-in' | 'service-in' | 'sales-in' | 'subsidy-in' | 'other-in' | 'grants-out' | 'staff-out' | 'purchases-out' | 'other-out'
  | 'investment-back' | 'investment-income' | 'assets-sold' | 'other-investing-in' | 'assets-bought' | 'investment-made' | 'other-investing-out'
  | 'borrowed' | 'other-financing-in' | 'repaid' | 'interest-paid' | 'other-financing-out';
/** Money that stays among our own funds and places: together nothing. */
type Where = Flow | 'within';

/** What somebody is owed decides what a payment is for. Grants are accepted as payables too: nothing here tells them from bills yet [A]. */
const owed = (role: Role | ''): Flow => (role === 'pay' ? 'staff-out' : role === 'payable' || role === 'retained' ? 'purchases-out' : 'other-out');

/**
 * Each kind of entry that moves money, and the line its money stands in; one table for an accountant to read. The original fund
 * received is 收到的其他与业务活动有关的现金 (解释 2020, 6). What is given back to donors is paid, not received less; only a
 * reversal is less in the line of what it corrects. Null: the kind moves no money. [A] where 解释 2020 is silent.
 */
const FLOWS: Readonly<Record<Exclude<Kind, 'reversal'>, Where | 'opening' | null | ((against: Role | '') => Where)>> = {
  'opening balance': 'opening',
  'chart migration': 'opening',
  'founding contribution': 'other-in',
  'contribution bounced': 'other-out',
  'making good': 'within',

  'online gift': 'gifts-in',
  'payment fee': 'other-out',
  'paid, not as asked': 'other-in',
  'unidentified receipt': 'other-in',
  'money identified': 'within',
  'kept in another currency': 'within',
  'bank gift': 'gifts-in',
  'cash gift': 'gifts-in',
  'principal gift': 'gifts-in',
  'goods gift': null,
  'goods used': null,
  'goods written off': null,
  'goods sold': 'sales-in',
  'donated service': null,
  'enterprise share': 'gifts-in',

  // money in trust is not ours and stands in agency funds; what we add to a purse of others leaves us
  'agency in': null,
  'agency out': null,
  'match paid': 'grants-out',
  'match returned': 'grants-out',

  subsidy: 'subsidy-in',
  'service income': 'service-in',
  'subsidy returned': null,
  rent: 'other-in',
  interest: 'other-in',
  'bank fee': 'other-out',
  'dividend declared': null,
  'receivable received': 'other-in',

  promise: null,
  release: null,
  'cost accepted': null,
  payment: owed,
  'payment returned': owed,
  advance: 'other-out',
  'advance cleared': null,
  'advance handed back': 'other-in',
  deduction: null,
  'bond in': 'other-in',
  'bond back': 'other-out',
  'grant reclaimed': 'other-in',

  'management fee': 'within',
  'transfer, restricted': 'within',
  'transfer, unrestricted': 'within',
  'restriction released': null,

  refund: 'other-out',
  'covered refund': 'other-out',
  'provider refund': 'other-out',
  'refund failed': 'other-in',
  'dispute withdrawn': 'other-out',
  'dispute fee': 'other-out',
  'dispute won': 'other-in',
  'dispute lost': null,
  'provider overdrawn': 'other-in',

  payout: 'within',
  'between places': 'within',

  'fixed asset bought': 'assets-bought',
  depreciation: null,
  'investment bought': 'investment-made',
  'investment sold': 'investment-back',
  'fall in value': 'within',

  'spin-off': 'grants-out',
  'remaining property': 'grants-out',
  'spin-off received': (against) => (against === 'registered' ? 'other-in' : 'gifts-in'),

  'year closing': null,
};

/** Lines that count what comes in; the others count what goes out. */
export const INFLOWS: readonly Flow[] = [
  'gifts-in', 'dues-in', 'service-in', 'sales-in', 'subsidy-in', 'other-in', 'investment-back', 'investment-income', 'assets-sold', 'other-investing-in', 'borrowed', 'other-financing-in',
];

/** The line in which the money of a fact stands; null where it is no money of ours, or none that moves, or the table does not know it. */
export function flowOf({ accountClass, class: fundClass, role, kind, against }: Pick<Fact, 'accountClass' | 'class' | 'role' | 'kind' | 'against'>): Where | null {
  if (accountClass !== 'M' || fundClass === 'agency' || kind === 'reversal') return null;
  const said = FLOWS[kind];
  if (said === null || said === 'opening') return null;
  // 基金间往来 moves nothing but between our own funds, and into a purse of others
  if (role === 'between' && kind !== 'match paid' && kind !== 'match returned') return 'within';
  return typeof said === 'function' ? said(against) : said;
}
