import type { Day } from './day';
import type { Fen } from './money';
import type { Measure, Share, Spent } from './spending';
import type { Entitlement } from './spending-rule';

/** What the guard-rails 支出护栏 are given and what they say: plain values, each check with the sums of its equation. */
export const CHECKS = ['fund-balance', 'shortfall', 'original-fund', 'net-assets', 'restricted-money', 'preserved-principal', 'spending-rule', 'floor-by-restricted', 'liquid', 'agreement', 'households-vote', 'campaign', 'spending-ratio', 'spending-forecast', 'management-ratio', 'management-forecast'] as const;
export type Check = (typeof CHECKS)[number];

/** From the mildest on. Warned of is read; held waits for what it needs; refused is not done. */
export const VERDICTS = ['fine', 'warn', 'hold', 'refuse'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What lets a held spend through: a confirmed resolution of the council; the donor's consent or the filing of a changed plan; a reason. */
export type Need = 'resolution' | 'consent' | 'reason';

export interface Finding {
  readonly check: Check;
  readonly verdict: Verdict;
  /** Names the sentence, `guard.<check>.<says>`. */
  readonly says: string;
  readonly sums: Readonly<Record<string, Fen>>;
  readonly facts: Readonly<Record<string, string>>;
  /** Where the rule stands. */
  readonly article: string;
  /** Of what is held. */
  readonly needs: Need | null;
  /** Of what is refused: the sentence of the books, where they say the same. */
  readonly code: string | null;
}

export type FundClass = 'original' | 'general' | 'designated' | 'restricted' | 'preserved' | 'agency';

/** A guard row as it stands, and what the agreement behind the fund says. */
export interface HeldFund {
  readonly fund: number;
  readonly name: string;
  readonly class: FundClass;
  readonly money: Fen;
  readonly owed: Fen;
  readonly promised: Fen;
  readonly worth: Fen;
  readonly floor: Fen;
  readonly agreement: Agreed | null;
  /** Opened by an agreement: named, project, micro-fund, programme, purse. */
  readonly agreed: boolean;
  /** The first day on which it is closed. */
  readonly closedOn: Day | null;
  /** Frozen 冻结; or it comes to its end, and this spend is its rest 剩余财产 or is not. */
  readonly stopped: 'frozen' | 'ending' | 'rest' | null;
  readonly campaign: Filed | null;
  /** Of a preserved fund that spends: what its council lets it use in the year of the spend, and what of that is used. */
  readonly allowance: Allowance | null;
  /** Of a building's purse whose money is gifts: what its residents' votes allow, and what of that is spent or promised. */
  readonly voted: { readonly sum: Fen; readonly used: Fen } | null;
}

/** What 支出政策 lets a preserved fund use in a year, and what it has spent in it; what it has promised stands in its guard row. */
export interface Allowance {
  readonly year: number;
  readonly entitled: Entitlement;
  readonly spent: Fen;
}

/** What today's agreement can tell of a spend. */
export interface Agreed {
  readonly no: string;
  readonly from: Day;
  /** The last day of its term; null without one. */
  readonly to: Day | null;
  /** Whether the host may take a management fee, or charge its own management to the fund. */
  readonly fee: boolean;
}

/** The campaign 募捐方案 under which a fund raises, or has raised last, with its plan in force. */
export interface Filed {
  readonly no: string;
  readonly target: Fen;
  /** 募捐成本 as filed; null where the plan in these books says none. */
  readonly cost: Fen | null;
  readonly raised: Fen;
  readonly fundraising: Fen;
}

/** The year of the spend's day. */
export interface Year {
  readonly year: number;
  readonly spent: Spent;
  readonly measure: Measure | null;
  /** Most management of a year for 税前扣除资格; null where no figure is in force. */
  readonly tax: Share | null;
  readonly sources: Readonly<{ spending: string; management: string; tax: string }>;
  readonly gone: { readonly gone: number; readonly days: number };
  /** It is over. */
  readonly past: boolean;
  /** Its forecast is looked at: late enough in the year by the books' own day, and all of it in these books. */
  readonly watched: boolean;
}

export interface Snapshot {
  readonly funds: readonly HeldFund[];
  readonly year: Year;
}

/** What a spend does to a fund's guard row. */
export interface Effect {
  readonly fund: number;
  readonly money: Fen;
  readonly owed: Fen;
  readonly promised: Fen;
  readonly worth: Fen;
  /** What is to be kept of a preserved fund, by as much more or less. */
  readonly floor: Fen;
}

export interface Spend {
  readonly day: Day;
  readonly effects: readonly Effect[];
  /** What somebody chooses to spend: none for what is owed already, given back, handed on or made good. */
  readonly chosen: Fen;
  readonly costs: Spent;
  readonly fundraising: Fen;
  /** Wages and taxes cannot wait for a better year. */
  readonly essential: boolean;
  readonly invested: Fen;
  /** Management fee taken from the fund. */
  readonly fee: Fen;
  /** Restricted money passes to another fund. */
  readonly passesOn: boolean;
  /** It is what makes the original fund whole. */
  readonly makesGood: boolean;
}

/** What one check says of a spend. */
export type Rule = (snapshot: Snapshot, spend: Spend) => Finding | null;
type Told = Partial<Pick<Finding, 'facts' | 'needs' | 'code'>>;

export const finding = (check: Check, verdict: Verdict, says: string, sums: Finding['sums'], article: string, { facts = {}, needs = null, code = null }: Told = {}): Finding =>
  ({ check, verdict, says, sums, facts, article, needs, code });

const NOTHING = { money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n };
export const effectOn = ({ effects }: Spend, fund: number): Omit<Effect, 'fund'> => effects.find((one) => one.fund === fund) ?? NOTHING;
export const outOf = ({ owed, promised, money }: Omit<Effect, 'fund'>): Fen => owed + promised - money;
/** Net worth of a fund after what it has promised: promised is as good as spent. */
export const leftOf = ({ worth, promised }: Pick<Effect, 'worth' | 'promised'>): Fen => worth - promised;
export const total = <T>(all: readonly T[], of: (one: T) => Fen): Fen => all.reduce((sum, one) => sum + of(one), 0n);
export const within = ({ funds }: Snapshot, ...classes: FundClass[]): HeldFund[] => funds.filter((fund) => classes.includes(fund.class));
export const above = (sum: Fen): Fen => (sum > 0n ? sum : 0n);

/** The worst of what a check finds in each fund. */
function worst(found: readonly (Finding | null)[]): Finding | null {
  const said = found.filter((one) => one !== null);
  return said.reduce<Finding | null>((most, one) => (most === null || VERDICTS.indexOf(one.verdict) > VERDICTS.indexOf(most.verdict) ? one : most), null);
}
/** Of each fund that gives something. */
export const ofGivers = (snapshot: Snapshot, spend: Spend, rule: (fund: HeldFund, effect: Omit<Effect, 'fund'>) => Finding | null): Finding | null =>
  worst(snapshot.funds.map((fund) => {
    const effect = effectOn(spend, fund.fund);
    return outOf(effect) > 0n || effect.worth < 0n || effect.money < 0n ? rule(fund, effect) : null;
  }));
