import type { Role } from './chart';

/** What kind of claim a fund 基金 is; it decides how income is restricted and which entries may touch it. */
export type FundClass = 'original' | 'general' | 'designated' | 'restricted' | 'preserved' | 'agency';

export interface KindRow {
  /** Zh and English as residents read them. */
  readonly name: string;
  readonly english: string;
  /** The world has already done it: booked even when it leaves a fund short; needs its outside fact. */
  readonly forced: boolean;
  /** An outside fact whose month is sealed is booked on the first open day; what people choose is refused. */
  readonly moves: boolean;
  readonly classes: readonly FundClass[];
  readonly debits: readonly Role[];
  readonly credits: readonly Role[];
}

const SPENDABLE = ['general', 'designated', 'restricted', 'preserved'] as const satisfies readonly FundClass[];
const kind = (name: string, english: string, classes: readonly FundClass[], debits: readonly Role[], credits: readonly Role[], how: { forced?: true; moves?: true } = {}): KindRow => ({
  name, english, classes, debits, credits, forced: how.forced ?? false, moves: how.moves ?? how.forced ?? false,
});

/**
 * Every kind of journal entry, with the funds it may touch and the accounts it may use. The tables `entry_kind`,
 * `entry_kind_class` and `entry_kind_account` hold the same rows, so that a movement not on this page cannot be made,
 * not even with raw SQL. No kind that spends touches the original fund.
 */
export const KINDS = {
  'founding contribution': kind('发起捐赠', 'founding contribution', ['original'], ['bank'], ['registered']),
  'contribution bounced': kind('发起捐赠被银行退回', 'contribution taken back by the bank', ['original'], ['registered'], ['bank'], { forced: true }),
  'making good': kind('补足原始基金', 'original fund made good', ['general', 'original'], ['unrestricted', 'between'], ['between', 'registered']),
  'online gift': kind('线上捐赠', 'online gift', SPENDABLE, ['clearing'], ['gift'], { moves: true }),
  'payment fee': kind('支付手续费', 'payment fee', SPENDABLE, ['fundraising'], ['clearing'], { forced: true }),
  'paid, not as asked': kind('待查款', 'money paid, but not as asked', ['general'], ['clearing'], ['unidentified'], { moves: true }),
  'provider refund': kind('退款', 'refund by the payment provider', SPENDABLE, ['gift', 'unidentified'], ['clearing'], { forced: true }),
  'refund failed': kind('退款未成，退回', 'refund that came back', SPENDABLE, ['clearing'], ['refund due'], { moves: true }),
  'bank gift': kind('银行捐赠', 'bank gift', SPENDABLE, ['bank'], ['gift']),
  'goods gift': kind('实物捐赠', 'gift in kind', SPENDABLE, ['stock'], ['gift']),
  'goods used': kind('实物发放', 'goods handed out', SPENDABLE, ['programme'], ['stock']),
  promise: kind('承诺', 'promise', SPENDABLE, ['promised'], ['promised, contra']),
  release: kind('解除承诺', 'promise released', SPENDABLE, ['promised, contra'], ['promised']),
  'cost accepted': kind('确认费用', 'cost accepted', SPENDABLE, ['programme', 'management', 'fundraising', 'promised, contra'], ['payable', 'promised']),
  payment: kind('付款', 'payment', SPENDABLE, ['payable'], ['bank']),
  'management fee': kind('管理费', 'management fee', ['general', 'restricted', 'preserved'], ['restricted', 'between'], ['between', 'unrestricted']),
  payout: kind('支付机构结算到银行', 'payout to the bank', ['general'], ['bank'], ['clearing'], { moves: true }),
  reversal: kind('冲销', 'reversal', ['original', ...SPENDABLE, 'agency'], [], []),
} as const satisfies Record<string, KindRow>;

export type Kind = keyof typeof KINDS;
