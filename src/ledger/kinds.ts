import { ROLES, type AccountClass, type Role, type Standard } from './chart';

/** What kind of claim a fund 基金 is; it decides how income is restricted and which entries may touch it. */
export type FundClass = 'original' | 'general' | 'designated' | 'restricted' | 'preserved' | 'agency';

export interface KindRow {
  /** Zh and English as residents read them. */
  readonly name: string;
  readonly english: string;
  /** The world has already done it: booked even when it leaves a fund short; needs its outside fact. */
  readonly forced: boolean;
  /** What others have done is booked on the first open day when its month is sealed; what we choose ourselves is refused. */
  readonly moves: boolean;
  /** The first standard that knows it. */
  readonly since: Standard;
  readonly classes: readonly FundClass[];
  readonly debits: readonly Role[];
  readonly credits: readonly Role[];
  /** Funds whose money may leave for another fund: they credit 基金间往来. A restricted fund gives by its agreement alone. */
  readonly gives: readonly FundClass[];
  /**
   * Somebody chooses to spend by it, as far as it takes free money, or goods. Not what is owed already (a payment, a promise that is kept), given back (a refund, a
   * bond, a reversal), handed on from trust, passed between our own funds and places, worn out or made good: no hold stops it.
   */
  readonly spends: boolean;
}

const SPENDABLE = ['general', 'designated', 'restricted', 'preserved'] as const satisfies readonly FundClass[];
const WITH_ORIGINAL = ['original', ...SPENDABLE] as const satisfies readonly FundClass[];
const ALL = [...WITH_ORIGINAL, 'agency'] as const satisfies readonly FundClass[];
const RESTRICTED = ['restricted', 'preserved'] as const satisfies readonly FundClass[];

/** Roles of whole classes of accounts: opening, closing and migration move whatever there is. */
const rolesOf = (...classes: AccountClass[]): Role[] => (Object.keys(ROLES) as Role[]).filter((role) => classes.includes(ROLES[role].class));
const STANDING = rolesOf('M', 'A', 'T', 'L', 'N').filter((role) => role !== 'prior-year correction');
const CLOSING: readonly Role[] = [...rolesOf('I', 'E'), 'prior-year correction', 'unrestricted', 'restricted'];
const COSTS = ['programme', 'management', 'fundraising'] as const satisfies readonly Role[];
const INVESTMENTS = ['short investment', 'long equity investment', 'long debt investment', 'other long investment'] as const satisfies readonly Role[];
const ALLOWANCES = ['short investment allowance', 'long investment allowance'] as const satisfies readonly Role[];
/** What is owed to somebody by name and paid through the bank. */
const BILLS = ['payable', 'retained', 'pay', 'tax', 'other payable', 'refund due', 'unidentified'] as const satisfies readonly Role[];

const kind = (name: string, english: string, classes: readonly FundClass[], debits: readonly Role[], credits: readonly Role[], how: { forced?: true; moves?: true; since?: Standard; gives?: readonly FundClass[]; spends?: true } = {}): KindRow => ({
  name, english, classes, debits, credits, forced: how.forced ?? false, moves: how.moves ?? how.forced ?? false, since: how.since ?? 2004, gives: how.gives ?? [], spends: how.spends ?? false,
});

/**
 * Every kind of journal entry, with the funds it may touch and the accounts it may use. The tables `entry_kind`,
 * `entry_kind_class` and `entry_kind_account` hold the same rows, so that a movement not on this page cannot be made,
 * not even with raw SQL. No kind that spends touches the original fund. What a class of fund may hold at all stands in
 * `line_rule`: no income or cost in the original fund, in an agency fund nothing but money, goods and the claim on them.
 */
export const KINDS = {
  'opening balance': kind('期初余额', 'opening balance', ALL, STANDING, STANDING, { gives: ALL }),
  'founding contribution': kind('发起捐赠', 'founding contribution', ['original'], ['bank'], ['registered'], { moves: true }),
  'contribution bounced': kind('发起捐赠被银行退回', 'contribution taken back by the bank', ['original'], ['registered'], ['bank'], { forced: true }),
  'making good': kind('补足原始基金', 'original fund made good', ['general', 'original'], ['unrestricted', 'between'], ['between', 'registered'], { gives: ['general'] }),

  'online gift': kind('线上捐赠', 'online gift', SPENDABLE, ['clearing'], ['gift'], { moves: true }),
  'payment fee': kind('支付手续费', 'payment fee', SPENDABLE, ['fundraising'], ['clearing'], { forced: true }),
  'paid, not as asked': kind('待查款', 'money paid, but not as asked', ['general'], ['clearing'], ['unidentified'], { moves: true }),
  'unidentified receipt': kind('银行待查款', 'money in the bank that nobody has explained', ['general'], ['bank'], ['unidentified'], { moves: true }),
  'money identified': kind('待查款查明', 'unidentified money explained', SPENDABLE, ['unidentified', 'between'], ['between', 'gift'], { gives: ['general'] }),
  'kept in another currency': kind('外币结算，转待查', 'kept in another currency: no gift yet', SPENDABLE, ['gift', 'between', 'principal'], ['between', 'unidentified', 'restricted'], { forced: true, gives: SPENDABLE }),
  'bank gift': kind('银行捐赠', 'bank gift', SPENDABLE, ['bank'], ['gift'], { moves: true }),
  'cash gift': kind('现金捐赠', 'cash gift', SPENDABLE, ['cash'], ['gift'], { moves: true }),
  'principal gift': kind('留本捐赠', 'gift of principal to be kept', ['preserved'], ['bank', 'clearing'], ['gift'], { moves: true }),
  'goods gift': kind('实物捐赠', 'gift in kind', SPENDABLE, ['stock'], ['gift'], { moves: true }),
  'goods used': kind('实物发放', 'goods handed out', SPENDABLE, ['programme'], ['stock'], { spends: true }),
  'goods sold': kind('实物变卖', 'goods sold', SPENDABLE, ['bank', 'cash', 'programme'], ['sales', 'stock']),
  'donated service': kind('捐赠服务', 'donated service', SPENDABLE, ['programme', 'management'], ['gift'], { since: 2026 }),
  'enterprise share': kind('企业分成捐赠', 'gift out of an enterprise’s profit', SPENDABLE, ['bank'], ['gift'], { moves: true }),

  'agency in': kind('收到代管款物', 'received in trust', ['agency'], ['bank', 'cash', 'clearing', 'agency goods'], ['agency liability'], { moves: true }),
  'agency out': kind('转交代管款物', 'handed on from trust', ['agency'], ['agency liability'], ['bank', 'clearing', 'agency goods']),
  'match paid': kind('配捐转入代管', 'match paid into a purse', [...SPENDABLE, 'agency'], ['programme', 'between', 'promised, contra'], ['between', 'agency liability', 'promised'], { gives: SPENDABLE, spends: true }),

  subsidy: kind('政府补助', 'government subsidy', SPENDABLE, ['bank', 'receivable'], ['subsidy'], { moves: true }),
  'service income': kind('服务收入', 'service income', SPENDABLE, ['bank', 'receivable'], ['service income'], { moves: true }),
  rent: kind('租金收入', 'rent', SPENDABLE, ['bank', 'clearing', 'receivable'], ['other income'], { moves: true }),
  interest: kind('利息收入', 'interest', SPENDABLE, ['bank'], ['other income'], { moves: true }),
  'bank fee': kind('银行手续费', 'fee taken by the bank', ['general'], ['management'], ['bank'], { forced: true }),
  'dividend declared': kind('宣告分红', 'dividend declared', SPENDABLE, ['receivable'], ['investment income']),
  'receivable received': kind('收回应收款', 'receivable received', SPENDABLE, ['bank'], ['receivable'], { moves: true }),

  promise: kind('承诺', 'promise', SPENDABLE, ['promised'], ['promised, contra'], { spends: true }),
  release: kind('解除承诺', 'promise released', SPENDABLE, ['promised, contra'], ['promised']),
  'cost accepted': kind('确认费用', 'cost accepted', SPENDABLE, [...COSTS, 'promised, contra'], ['payable', 'retained', 'pay', 'tax', 'promised'], { spends: true }),
  payment: kind('付款', 'payment', SPENDABLE, BILLS, ['bank']),
  'payment returned': kind('付款被退回', 'payment that came back', SPENDABLE, ['bank'], BILLS, { moves: true }),
  advance: kind('预付款', 'advance', SPENDABLE, ['receivable', 'prepaid', 'promised, contra'], ['bank', 'promised'], { spends: true }),
  'advance cleared': kind('预付款核销', 'advance accounted for', SPENDABLE, COSTS, ['receivable', 'prepaid']),
  'advance handed back': kind('预付款退回', 'advance handed back', SPENDABLE, ['bank'], ['receivable', 'prepaid'], { moves: true }),
  deduction: kind('考核扣款', 'deduction after assessment', SPENDABLE, ['payable', 'retained'], ['programme']),
  'bond in': kind('收履约保证金', 'performance bond received', SPENDABLE, ['bank'], ['bond'], { moves: true }),
  'bond back': kind('退履约保证金', 'performance bond given back', SPENDABLE, ['bond'], ['bank']),
  'grant reclaimed': kind('收回资助款', 'grant reclaimed', SPENDABLE, ['bank', 'receivable'], ['programme', 'prior-year correction', 'restricted', 'unrestricted']),

  'management fee': kind('管理费', 'management fee', ['general', 'restricted', 'preserved'], ['restricted', 'between'], ['between', 'unrestricted'], { gives: RESTRICTED }),
  'transfer, restricted': kind('限定性资金划转', 'transfer of restricted money', RESTRICTED, ['restricted', 'between', 'principal'], ['between', 'restricted', 'principal'], { gives: RESTRICTED }),
  'transfer, unrestricted': kind('非限定性资金划转', 'transfer of unrestricted money', SPENDABLE, ['unrestricted', 'between'], ['between', 'unrestricted'], { gives: ['general', 'designated'] }),
  'restriction released': kind('解除限定', 'restriction released', RESTRICTED, ['restricted', 'unrestricted'], ['unrestricted', 'restricted']),

  refund: kind('退还捐款', 'gift given back', SPENDABLE, ['gift', 'management', 'promised, contra'], ['clearing', 'bank', 'promised']),
  'covered refund': kind('垫付退款', 'gift given back by the general fund', ['general'], ['other cost'], ['clearing', 'bank'], { spends: true }),
  'provider refund': kind('退款', 'refund by the payment provider', SPENDABLE, ['gift', 'unidentified', 'principal'], ['clearing', 'restricted'], { forced: true }),
  'refund failed': kind('退款未成，退回', 'refund that came back', SPENDABLE, ['clearing'], ['refund due'], { moves: true }),
  'dispute withdrawn': kind('争议扣款', 'disputed money withdrawn', SPENDABLE, ['disputed'], ['clearing'], { forced: true }),
  'dispute fee': kind('争议手续费', 'dispute fee', ['general'], ['fundraising'], ['clearing'], { forced: true }),
  'dispute won': kind('争议款退回', 'dispute won, money given back', SPENDABLE, ['clearing'], ['disputed'], { moves: true }),
  'dispute lost': kind('争议败诉', 'dispute lost', SPENDABLE, ['gift', 'other cost'], ['disputed'], { forced: true }),
  'provider overdrawn': kind('支付机构余额为负', 'provider’s balance below zero', ['general'], ['clearing'], ['provider debt'], { forced: true }),

  payout: kind('支付机构结算到银行', 'payout to the bank', ['general'], ['bank'], ['clearing'], { moves: true }),
  'between places': kind('账户间划转', 'between our own places', ['general'], ['bank', 'cash'], ['bank', 'cash']),

  'fixed asset bought': kind('购置固定资产', 'fixed asset bought', SPENDABLE, ['fixed asset', 'promised, contra'], ['bank', 'promised'], { spends: true }),
  depreciation: kind('计提折旧', 'depreciation', SPENDABLE, COSTS, ['depreciation']),
  'investment bought': kind('购入投资', 'investment bought', WITH_ORIGINAL, INVESTMENTS, ['bank'], { spends: true }),
  'investment sold': kind('收回投资', 'investment sold', WITH_ORIGINAL, ['bank', 'between', ...ALLOWANCES, 'investment income'], [...INVESTMENTS, 'between', 'investment income'], { gives: ['original', 'general'] }),
  'fall in value': kind('投资减值', 'fall in value', WITH_ORIGINAL, ['value loss', 'between', 'registered'], [...ALLOWANCES, 'between'], { forced: true, gives: ['general'] }),

  'spin-off': kind('分立划出', 'spun off to a new foundation', SPENDABLE, ['programme'], ['bank'], { spends: true }),
  'spin-off received': kind('分立转入', 'received from the foundation we came from', WITH_ORIGINAL, ['bank'], ['registered', 'gift']),

  'remaining property': kind('剩余财产移交', 'what remains, handed on in liquidation', WITH_ORIGINAL, ['registered', 'programme'], ['bank']),

  'year closing': kind('年末结转', 'year closing', SPENDABLE, CLOSING, CLOSING),
  'chart migration': kind('新旧制度衔接', 'carried into the new chart', ALL, [...STANDING, ...rolesOf('C')], [...STANDING, ...rolesOf('C')], { since: 2026, gives: ALL }),
  reversal: kind('冲销', 'reversal', ALL, [], [], { gives: ALL }),
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;
