import { yearOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { accountIn, inStandardOf, ROLES, standardOn, type Role, type Standard } from './chart';
import type { Draft, FundRef, Line } from './draft';
import type { Kind } from './kinds';

/**
 * Every kind of journal entry, as postings: which account is debited, which credited, in which fund (books § 5).
 * An accountant reads this page; a movement that is not on it cannot be made. Sums are fen and positive, unless it is said
 * that they are signed. [A]: an accountant's word is awaited. 解释 2020: 财会〔2020〕9号, by its paragraphs.
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
/** What is taken back was given to be kept: the floor of its fund falls by it. */
interface Principal {
  readonly principal?: boolean;
}
/** One line of the bank, or one claim, that several funds share. */
interface Shared {
  readonly parts: readonly Sum[];
}
/** The promise that an entry keeps, by the entry that made it. */
interface Kept {
  readonly promise?: bigint;
}
/** Where money lies: id in `place`. */
type At = number;
interface Bank { readonly bank: At }
interface Clearing { readonly clearing: At }
interface Cash { readonly cash: At }
/** Earned, but not received yet: 1122 其他应收款. */
interface Due { readonly due: true }
type Cost = 'programme' | 'management' | 'fundraising';
type Bill = 'payable' | 'retained' | 'pay' | 'tax' | 'other payable' | 'refund due' | 'unidentified';
export type Investment = 'short investment' | 'long equity investment' | 'long debt investment' | 'other long investment';
/** What stands in one account of a fund; the sum is signed as in the books, debit positive. */
export interface Standing {
  readonly fund: FundRef;
  readonly role: Role;
  readonly sum: Fen;
  readonly place?: At;
  readonly promise?: bigint;
}

// ── How books begin · 期初与原始基金 ────────────────────────────────────────────────────────────────────────────────────────

/** The signed trial balance by fund: assets against what is owed, held in trust and net assets. Once a foundation. */
export const openingBalance = (e: About & { foundation: number; standing: readonly Standing[] }): Draft =>
  entry('opening balance', e, e.standing.map((s) => debit(s.role, s.fund, s.sum, s)));

/** Money received in the bank for the original fund: straight to net assets, never to income (解释 2020, 6). */
export const foundingContribution = (e: About & Sum & Bank): Draft =>
  entry('founding contribution', e, [received(e, e.fund, e.sum), credit('registered', e.fund, e.sum)]);

export const contributionBounced = (e: About & Forced & Sum & Bank): Draft =>
  entry('contribution bounced', e, [debit('registered', e.fund, e.sum), paid(e, e.fund, e.sum)]);

/** The general fund makes the original fund whole again. */
export const makingGood = (e: About & { general: FundRef; original: FundRef; sum: Fen }): Draft =>
  entry('making good', { ...e, fund: e.general }, passed(e.general, 'unrestricted', e.original, 'registered', e.sum));

// ── Gifts · 捐赠 ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Gross; the fee is its own entry when the provider tells it. */
export const onlineGift = (e: About & Sum & Clearing): Draft => entry('online gift', e, [received(e, e.fund, e.sum), credit('gift', e.fund, e.sum)]);

export const paymentFee = (e: About & Forced & Sum & Clearing): Draft =>
  entry('payment fee', e, [debit('fundraising', e.fund, e.sum), paid(e, e.fund, e.sum)]);

/** Money that came otherwise than it was asked for is owed until somebody knows what it is; never income. */
export const paidNotAsAsked = (e: About & { general: FundRef; sum: Fen } & Clearing): Draft =>
  entry('paid, not as asked', { ...e, fund: e.general }, [received(e, e.general, e.sum), credit('unidentified', e.general, e.sum)]);

/** A line of the bank statement that nothing explains: the same. */
export const unidentifiedReceipt = (e: About & { general: FundRef; sum: Fen } & Bank): Draft =>
  entry('unidentified receipt', { ...e, fund: e.general }, [received(e, e.general, e.sum), credit('unidentified', e.general, e.sum)]);

/** It was a gift to a fund after all, the general one or another. */
export const moneyIdentified = (e: About & Sum & { general: FundRef }): Draft =>
  entry('money identified', e, e.fund.id === e.general.id
    ? [debit('unidentified', e.general, e.sum), credit('gift', e.general, e.sum)]
    : passed(e.general, 'unidentified', e.fund, 'gift', e.sum));

/** The provider keeps a gift in another currency: what has arrived in fen nobody knows, so it is owed, also where the fund has spent it. */
export const keptInAnotherCurrency = (e: About & Forced & Sum & Principal & { general: FundRef }): Draft =>
  entry('kept in another currency', e, e.fund.id === e.general.id
    ? [debit('gift', e.general, e.sum), credit('unidentified', e.general, e.sum)]
    : [...passed(e.fund, 'gift', e.general, 'unidentified', e.sum), ...lowered(e)]);

export const bankGift = (e: About & Sum & Bank): Draft => entry('bank gift', e, [received(e, e.fund, e.sum), credit('gift', e.fund, e.sum)]);

/** Counted by two. */
export const cashGift = (e: About & Sum & Cash): Draft => entry('cash gift', e, [received(e, e.fund, e.sum), credit('gift', e.fund, e.sum)]);

/** The agreement says 不动本: the fund's floor rises with it, and falls when it is given back or reversed. */
export const principalGift = (e: About & Sum & (Bank | Clearing)): Draft => entry('principal gift', e, [received(e, e.fund, e.sum), credit('gift', e.fund, e.sum)]);

export const goodsGift = (e: About & Sum): Draft => entry('goods gift', e, [debit('stock', e.fund, e.sum), credit('gift', e.fund, e.sum)]);

export const goodsUsed = (e: About & Sum): Draft => entry('goods used', e, [debit('programme', e.fund, e.sum), credit('stock', e.fund, e.sum)]);

/** Sold for `sum`; they stood in the books at `cost`, or were given for the sale and never in stock. */
export const goodsSold = (e: About & Sum & { cost: Fen } & (Bank | Cash)): Draft =>
  entry('goods sold', e, [received(e, e.fund, e.sum), credit('sales', e.fund, e.sum), ...some(e.cost, (cost) => debit('programme', e.fund, cost), (cost) => credit('stock', e.fund, cost))]);

/** Work given at a proved value: income and cost at once (财会〔2024〕25号, so from 2026). */
export const donatedService = (e: About & Sum & { for: 'programme' | 'management' }): Draft =>
  entry('donated service', e, [debit(e.for, e.fund, e.sum), credit('gift', e.fund, e.sum)]);

/** Counted when the bank has it, nothing before. */
export const enterpriseShare = (e: About & (Sum | Shared) & Bank): Draft => shared('enterprise share', e, (fund, sum) => [received(e, fund, sum), credit('gift', fund, sum)]);

// ── In trust · 受托代理 (解释 2020, 3): neither income nor cost ─────────────────────────────────────────────────────────────

export const agencyIn = (e: About & Sum & (Bank | Cash | Clearing | { goods: true })): Draft =>
  entry('agency in', e, ['goods' in e ? debit('agency goods', e.fund, e.sum) : received(e, e.fund, e.sum), credit('agency liability', e.fund, e.sum)]);

export const agencyOut = (e: About & Sum & (Bank | Clearing | { goods: true })): Draft =>
  entry('agency out', e, [debit('agency liability', e.fund, e.sum), 'goods' in e ? credit('agency goods', e.fund, e.sum) : paid(e, e.fund, e.sum)]);

/** A match joins a purse: cost of the fund that promised it, from then on the money of those whose purse it is. */
export const matchPaid = (e: About & Sum & { purse: FundRef } & Kept): Draft =>
  entry('match paid', e, [...passed(e.fund, 'programme', e.purse, 'agency liability', e.sum), ...keeping(e)]);

// ── Other income · 其他收入 ─────────────────────────────────────────────────────────────────────────────────────────────────

export const subsidy = (e: About & Sum & (Bank | Due)): Draft => entry('subsidy', e, [earned(e, e.fund, e.sum), credit('subsidy', e.fund, e.sum)]);

/** Also what a government pays for a service it bought (解释 2020, 7). */
export const serviceIncome = (e: About & (Sum | Shared) & (Bank | Due)): Draft => shared('service income', e, (fund, sum) => [earned(e, fund, sum), credit('service income', fund, sum)]);

/** 解释 2020, 8. */
/** Of premises that the foundation lets. */
export const rent = (e: About & (Sum | Shared) & (Bank | Clearing | Due)): Draft => shared('rent', e, (fund, sum) => ['due' in e ? debit('receivable', fund, sum) : received(e, fund, sum), credit('other income', fund, sum)]);

export const interest = (e: About & Sum & Bank): Draft => entry('interest', e, [received(e, e.fund, e.sum), credit('other income', e.fund, e.sum)]);

/** Taken by the bank out of the account; its line says so, and nobody was asked. Management cost of the general fund [A]. */
export const bankFee = (e: About & Forced & { general: FundRef; sum: Fen } & Bank): Draft =>
  entry('bank fee', { ...e, fund: e.general }, [debit('management', e.general, e.sum), paid(e, e.general, e.sum)]);

/** On shares of the original fund: into the general fund (books § 6). */
export const dividendDeclared = (e: About & (Sum | Shared)): Draft => shared('dividend declared', e, (fund, sum) => [debit('receivable', fund, sum), credit('investment income', fund, sum)]);

/** Whatever stood in 1122: a dividend, a subsidy, a service, a grant reclaimed. */
export const receivableReceived = (e: About & (Sum | Shared) & Bank): Draft => shared('receivable received', e, (fund, sum) => [received(e, fund, sum), credit('receivable', fund, sum)]);

// ── Promises, costs and payments · 承诺、费用、付款 ─────────────────────────────────────────────────────────────────────────

/** Money set aside for something decided: outside the statements, inside the guard. */
export const promise = (e: About & Sum): Draft => entry('promise', e, [debit('promised', e.fund, e.sum), credit('promised, contra', e.fund, e.sum)]);

export const release = (e: About & Sum & { promise: bigint }): Draft => entry('release', e, keeping(e));

/**
 * A cost is accepted, out of its promise where there was one: owed more, promised less, free unchanged. `retained`: the part
 * of the sum that is kept back 质保金. `owed`: to whom, where it is not a bill.
 */
export const costAccepted = (e: About & Sum & { for: Cost; retained?: Fen; owed?: 'payable' | 'pay' | 'tax' } & Kept): Draft => {
  const retained = e.retained ?? 0n;
  return entry('cost accepted', e, [
    debit(e.for, e.fund, e.sum), ...some(e.sum - retained, (sum) => credit(e.owed ?? 'payable', e.fund, sum)), ...some(retained, (sum) => credit('retained', e.fund, sum)),
    ...keeping(e),
  ]);
};

export const payment = (e: About & Sum & { of?: Bill } & Bank): Draft => entry('payment', e, [debit(e.of ?? 'payable', e.fund, e.sum), paid(e, e.fund, e.sum)]);

/** The bank brings it back: we owe it again. */
export const paymentReturned = (e: About & Sum & { of?: Bill } & Bank): Draft =>
  entry('payment returned', e, [received(e, e.fund, e.sum), credit(e.of ?? 'payable', e.fund, e.sum)]);

/** 借款 to a person is receivable, 预付 to a vendor is prepaid; no cost until the slips are accepted. */
export const advance = (e: About & Sum & { to: 'receivable' | 'prepaid' } & Kept & Bank): Draft =>
  entry('advance', e, [debit(e.to, e.fund, e.sum), paid(e, e.fund, e.sum), ...keeping(e)]);

export const advanceCleared = (e: About & Sum & { of: 'receivable' | 'prepaid'; for: Cost }): Draft =>
  entry('advance cleared', e, [debit(e.for, e.fund, e.sum), credit(e.of, e.fund, e.sum)]);

export const advanceHandedBack = (e: About & Sum & { of: 'receivable' | 'prepaid' } & Bank): Draft =>
  entry('advance handed back', e, [received(e, e.fund, e.sum), credit(e.of, e.fund, e.sum)]);

/** The work was not what was ordered: less is owed and less was the cost. */
export const deduction = (e: About & Sum & { of: 'payable' | 'retained' }): Draft => entry('deduction', e, [debit(e.of, e.fund, e.sum), credit('programme', e.fund, e.sum)]);

/** The provider's own money, never part of the award. */
export const bondIn = (e: About & Sum & Bank): Draft => entry('bond in', e, [received(e, e.fund, e.sum), credit('bond', e.fund, e.sum)]);

export const bondBack = (e: About & Sum & Bank): Draft => entry('bond back', e, [debit('bond', e.fund, e.sum), paid(e, e.fund, e.sum)]);

/** CL 60. Paid this year: less cost; in an earlier one: a correction, before 2026 straight to the net assets it came from [A]. */
export const grantReclaimed = (e: About & Sum & { paidOn: Day } & (Bank | Due)): Draft => {
  const earlier = standardOn(e.day) === 2004 ? (isRestricted(e.fund) ? 'restricted' : 'unrestricted') : 'prior-year correction';
  return entry('grant reclaimed', e, [earned(e, e.fund, e.sum), credit(sameYear(e.paidOn, e.day) ? 'programme' : earlier, e.fund, e.sum)]);
};

// ── Between funds · 基金之间: neither income nor cost ───────────────────────────────────────────────────────────────────────

/** The host's fee by agreement: restricted money becomes unrestricted. */
export const managementFee = (e: About & Sum & { general: FundRef }): Draft => entry('management fee', e, passed(e.fund, 'restricted', e.general, 'unrestricted', e.sum));

/** To a fund whose purpose lies within this one's. */
export const transferRestricted = (e: About & Sum & { to: FundRef }): Draft => entry('transfer, restricted', e, passed(e.fund, 'restricted', e.to, 'restricted', e.sum));

/** The rest of a preserved fund: what was given to be kept stays principal where it goes, as much of it as is there. */
export const principalPassedOn = (e: About & Sum & { to: FundRef; floor: Fen }): Draft => {
  const kept = e.floor < e.sum ? e.floor : e.sum;
  return entry('transfer, restricted', e, [
    debit('principal', e.fund, e.floor), ...some(e.sum - e.floor, (sum) => debit('restricted', e.fund, sum)), credit('between', e.fund, e.sum),
    debit('between', e.to, e.sum), credit('principal', e.to, kept), ...some(e.sum - kept, (sum) => credit('restricted', e.to, sum)),
  ]);
};

/** A board's earmark is no restriction (解释 2020, 5): what it gives to a fund stays unrestricted, and may be taken back. */
export const transferUnrestricted = (e: About & Sum & { to: FundRef }): Draft => entry('transfer, unrestricted', e, passed(e.fund, 'unrestricted', e.to, 'unrestricted', e.sum));

/** Month closing (books § 7). Signed: a month of negative cost takes back; a restriction set later is the same (解释 2020, 5(3)). */
export const restrictionReleased = (e: About & Sum): Draft => entry('restriction released', e, [debit('restricted', e.fund, e.sum), debit('unrestricted', e.fund, -e.sum)]);

// ── Given back, disputed · 退款与争议 ───────────────────────────────────────────────────────────────────────────────────────

/** Promised when it was approved. A gift of this year is income less; of an earlier one, management cost [A]. */
export const refund = (e: About & Sum & { givenOn: Day } & Kept & (Bank | Clearing)): Draft =>
  entry('refund', e, [debit(sameYear(e.givenOn, e.day) ? 'gift' : 'management', e.fund, e.sum), paid(e, e.fund, e.sum), ...keeping(e)]);

/** The fund has spent it, so the general fund gives it back; the fund's income stands. */
export const coveredRefund = (e: About & { general: FundRef; sum: Fen } & (Bank | Clearing)): Draft =>
  entry('covered refund', { ...e, fund: e.general }, [debit('other cost', e.general, e.sum), paid(e, e.general, e.sum)]);

/** The provider has given the money back. Of a gift: income less; of unidentified money: owed less. */
export const providerRefund = (e: About & Forced & Sum & Clearing & Principal & { of: 'gift' | 'unidentified' }): Draft =>
  entry('provider refund', e, [debit(e.of, e.fund, e.sum), paid(e, e.fund, e.sum), ...lowered(e)]);

/** A refund that did not arrive: the money is back and still owed to the donor. */
export const refundFailed = (e: About & Sum & Clearing): Draft => entry('refund failed', e, [received(e, e.fund, e.sum), credit('refund due', e.fund, e.sum)]);

/** The fund bears what it has free, `sum`; the general fund fronts the rest. */
interface Disputed extends Sum {
  readonly general: FundRef;
  readonly fronted: Fen;
}

/** The provider takes the money while it asks; whether it is lost nobody knows. */
export const disputeWithdrawn = (e: About & Forced & Disputed & Clearing): Draft =>
  entry('dispute withdrawn', e, [
    ...some(e.sum, (sum) => debit('disputed', e.fund, sum), (sum) => paid(e, e.fund, sum)),
    ...some(e.fronted, (sum) => debit('disputed', e.general, sum), (sum) => paid(e, e.general, sum)),
  ]);

export const disputeFee = (e: About & Forced & { general: FundRef; sum: Fen } & Clearing): Draft =>
  entry('dispute fee', { ...e, fund: e.general }, [debit('fundraising', e.general, e.sum), paid(e, e.general, e.sum)]);

export const disputeWon = (e: About & Disputed & Clearing): Draft =>
  entry('dispute won', e, [
    ...some(e.sum, (sum) => received(e, e.fund, sum), (sum) => credit('disputed', e.fund, sum)),
    ...some(e.fronted, (sum) => received(e, e.general, sum), (sum) => credit('disputed', e.general, sum)),
  ]);

/** The fund's part is a gift that was none; what the general fund fronted is its cost. */
export const disputeLost = (e: About & Forced & Disputed): Draft =>
  entry('dispute lost', e, [
    ...some(e.sum, (sum) => debit('gift', e.fund, sum), (sum) => credit('disputed', e.fund, sum)),
    ...some(e.fronted, (sum) => debit('other cost', e.general, sum), (sum) => credit('disputed', e.general, sum)),
  ]);

/** Refunds and fees were more than the provider held for us: not money less than nothing, but a debt. */
export const providerOverdrawn = (e: About & Forced & { general: FundRef; sum: Fen } & Clearing): Draft =>
  entry('provider overdrawn', { ...e, fund: e.general }, [received(e, e.general, e.sum), credit('provider debt', e.general, e.sum)]);

// ── Places · 存放处: a fund is not a place, so no fund gains or loses ───────────────────────────────────────────────────────

/** The provider pays out to our bank. */
export const payout = (e: About & { general: FundRef; sum: Fen; bank: At; clearing: At }): Draft =>
  entry('payout', { ...e, fund: e.general }, [received({ bank: e.bank }, e.general, e.sum), paid({ clearing: e.clearing }, e.general, e.sum)]);

/** From bank to bank, or cash taken to the bank. */
export const betweenPlaces = (e: About & { general: FundRef; sum: Fen; from: Bank | Cash; to: Bank | Cash }): Draft =>
  entry('between places', { ...e, fund: e.general }, [received(e.to, e.general, e.sum), paid(e.from, e.general, e.sum)]);

// ── Things and investments · 固定资产与投资 ─────────────────────────────────────────────────────────────────────────────────

export const fixedAssetBought = (e: About & Sum & Kept & Bank): Draft => entry('fixed asset bought', e, [debit('fixed asset', e.fund, e.sum), paid(e, e.fund, e.sum), ...keeping(e)]);

export const depreciation = (e: About & Sum & { for: Cost }): Draft => entry('depreciation', e, [debit(e.for, e.fund, e.sum), credit('depreciation', e.fund, e.sum)]);

export const investmentBought = (e: About & Sum & { in: Investment } & Bank): Draft => entry('investment bought', e, [debit(e.in, e.fund, e.sum), paid(e, e.fund, e.sum)]);

/**
 * Sold for `sum`; it stood in the books at `cost`, less the `allowance` made for it. Gain and loss are the fund's own; of the
 * original fund's investments they are the general fund's, so that the original fund stays exactly the registered sum (books § 6).
 */
export const investmentSold = (e: About & Sum & { of: Investment; cost: Fen; allowance?: Fen; general: FundRef } & Bank): Draft => {
  const gain = e.sum + (e.allowance ?? 0n) - e.cost;
  return entry('investment sold', e, [
    received(e, e.fund, e.sum), ...some(e.allowance ?? 0n, (sum) => debit(allowanceOf(e.of), e.fund, sum)), credit(e.of, e.fund, e.cost),
    ...(e.fund.class !== 'original' ? some(gain, (sum) => credit('investment income', e.fund, sum))
      : some(gain, (sum) => credit('between', e.fund, sum), (sum) => debit('between', e.general, sum), (sum) => credit('investment income', e.general, sum))),
  ]);
};

/** Year-end valuation below what the books say. Of the original fund: the general fund's loss, and a shortfall for what it cannot bear, `unborne`. */
export const fallInValue = (e: About & Forced & Sum & { of: Investment; general: FundRef; unborne?: Fen }): Draft => {
  const unborne = e.unborne ?? 0n;
  return entry('fall in value', e, [
    ...(e.fund.class !== 'original' ? [debit('value loss', e.fund, e.sum)] : [
      ...some(e.sum - unborne, (sum) => debit('value loss', e.general, sum), (sum) => credit('between', e.general, sum), (sum) => debit('between', e.fund, sum)),
      ...some(unborne, (sum) => debit('registered', e.fund, sum)),
    ]),
    credit(allowanceOf(e.of), e.fund, e.sum),
  ]);
};

const allowanceOf = (of: Investment): Role => (of === 'short investment' ? 'short investment allowance' : 'long investment allowance');

// ── A foundation out of a foundation · 分立 (解释 2020, 11: cost, no investment) ────────────────────────────────────────────

export const spinOff = (e: About & Sum & Bank): Draft => entry('spin-off', e, [debit('programme', e.fund, e.sum), paid(e, e.fund, e.sum)]);

/** The other half, in the new foundation's books: with the givers' consent a part founds it, the rest is a gift. */
export const spinOffReceived = (e: About & Sum & { original: FundRef; founding: Fen } & Bank): Draft =>
  entry('spin-off received', e, [
    ...some(e.founding, (sum) => received(e, e.original, sum), (sum) => credit('registered', e.original, sum)),
    ...some(e.sum, (sum) => received(e, e.fund, sum), (sum) => credit('gift', e.fund, sum)),
  ]);

/** What a foundation in liquidation leaves, handed on to another of the same or a similar purpose (400 art. 33): out of the original fund itself, out of any other as cost. */
export const remainingProperty = (e: About & Sum & Bank): Draft => entry('remaining property', e, [debit(e.fund.class === 'original' ? 'registered' : 'programme', e.fund, e.sum), paid(e, e.fund, e.sum)]);

// ── Closing, migration, correction · 结转、衔接、冲销 ──────────────────────────────────────────────────────────────────────

/**
 * Income, cost and corrections of earlier years go to net assets: restricted income to 3102, all else to 3101; what
 * corrects a restricted fund goes back to 3102 [A]. `standing`: their balances, of one fund or of a whole foundation.
 */
export const yearClosing = (e: About & { foundation: number; standing: readonly Standing[] }): Draft =>
  entry('year closing', e, e.standing.flatMap(({ fund, role, sum }) => {
    const kept = isRestricted(fund) && ROLES[role].class !== 'E' ? 'restricted' : 'unrestricted';
    return [credit(role, fund, sum), debit(kept, fund, sum)];
  }));

/** 2026-01-01, by fund and role: what stood in the old chart stands in the new one (财会〔2025〕6号). Income and cost are closed before. */
export const chartMigration = (e: About & { foundation: number; standing: readonly Standing[] }): Draft =>
  entry('chart migration', e, e.standing.flatMap((s) => [debit(s.role, s.fund, s.sum, s), credit(s.role, s.fund, s.sum, { ...s, standard: 2004 })]));

/** The mirror of an entry, with its reason: the only way to correct the books. Lines by role, in the accounts of the new day. */
export const reversal = (e: About & { foundation: number; reverses: bigint; mirrors: Pick<Draft, 'kind' | 'day'>; reason: string; lines: readonly Line[] }): Draft => ({
  ...blank('reversal', e, e.foundation),
  reverses: e.reverses,
  mirrors: e.mirrors.kind,
  note: e.reason,
  lines: e.lines.map(({ fund, account: code, standard, debit: sum, place, promise: of }) => ({ fund, account: inStandardOf(e.day, standard ?? standardOn(e.mirrors.day), code), debit: -sum, place, promise: of })),
});

type Make = (day: Day) => Line;
interface Where { readonly place?: At; readonly promise?: bigint; readonly standard?: Standard }

function entry(kind: Kind, e: About & ({ fund: FundRef } | { foundation: number }) & { fact?: bigint }, makes: readonly Make[]): Draft {
  return { ...blank(kind, e, 'fund' in e ? e.fund.foundation : e.foundation), fact: e.fact ?? null, lines: makes.map((make) => make(e.day)) };
}

/** The same lines for each fund that has a part of it. */
function shared(kind: Kind, e: About & (Sum | Shared), lines: (fund: FundRef, sum: Fen) => readonly Make[]): Draft {
  const parts = ('parts' in e ? e.parts : [e]).filter(({ sum }) => sum !== 0n);
  return entry(kind, { ...e, foundation: parts[0]!.fund.foundation }, parts.flatMap(({ fund, sum }) => lines(fund, sum)));
}

function blank(kind: Kind, e: About, foundation: number): Draft {
  return { foundation, kind, day: e.day, factDay: e.factDay ?? e.day, source: e.source, fact: null, reverses: null, mirrors: null, party: e.party ?? null, note: e.note ?? null, lines: [] };
}

const isRestricted = (fund: FundRef): boolean => fund.class === 'restricted' || fund.class === 'preserved';
const sameYear = (a: Day, b: Day): boolean => yearOf(a) === yearOf(b);

const debit = (role: Role, fund: FundRef, sum: Fen, where: Where = {}): Make => (day) => ({
  fund: fund.id,
  account: accountIn(role, where.standard ?? standardOn(day), isRestricted(fund) ? '02' : '01').code,
  ...(where.standard === undefined ? {} : { standard: where.standard }),
  debit: sum,
  place: where.place ?? null,
  promise: where.promise ?? null,
});
const credit = (role: Role, fund: FundRef, sum: Fen, where: Where = {}): Make => debit(role, fund, -sum, where);

/** Money comes to a place; leaves it; comes or is due. */
const received = (at: Bank | Clearing | Cash, fund: FundRef, sum: Fen): Make =>
  'bank' in at ? debit('bank', fund, sum, { place: at.bank }) : 'clearing' in at ? debit('clearing', fund, sum, { place: at.clearing }) : debit('cash', fund, sum, { place: at.cash });
const paid = (at: Bank | Clearing | Cash, fund: FundRef, sum: Fen): Make => received(at, fund, -sum);
const earned = (at: Bank | Due, fund: FundRef, sum: Fen): Make => ('due' in at ? debit('receivable', fund, sum) : received(at, fund, sum));

/** A promise is kept: promised less. */
const keeping = (e: Sum & Kept): Make[] =>
  (e.promise === undefined ? [] : [debit('promised, contra', e.fund, e.sum), credit('promised', e.fund, e.sum, { promise: e.promise })]);

/** Principal that is none any more: what the statements call restricted stays the same. */
const lowered = (e: Sum & Principal): Make[] => (e.principal ? [debit('principal', e.fund, e.sum), credit('restricted', e.fund, e.sum)] : []);

/** Money passes from fund to fund: what the one loses by it, what the other gains. */
const passed = (from: FundRef, lost: Role, to: FundRef, gained: Role, sum: Fen): Make[] => [debit(lost, from, sum), credit('between', from, sum), debit('between', to, sum), credit(gained, to, sum)];

/** Lines of a part that may be nothing. */
const some = (sum: Fen, ...makes: readonly ((sum: Fen) => Make)[]): Make[] => (sum === 0n ? [] : makes.map((make) => make(sum)));
