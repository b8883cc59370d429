import type { Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';
import { judgeSpending, type Measure, type Share, type Spent, toYearEnd, withCosts } from './spending';
import { type Entitlement, spendingRuleCheck } from './spending-rule';

/**
 * What is asked before somebody approves a spend 支出护栏: one pure function a check over plain values, each with the sums of its
 * equation (regulations §§ 11 A3–A6, C7, C8, C11, F, G4; M01, M02, M06). A check that has nothing to say of a spend answers null.
 */
export const CHECKS = ['fund-balance', 'shortfall', 'original-fund', 'net-assets', 'restricted-money', 'preserved-principal', 'spending-rule', 'floor-by-restricted', 'liquid', 'agreement', 'campaign', 'spending-ratio', 'spending-forecast', 'management-ratio', 'management-forecast'] as const;
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
  readonly campaign: Filed | null;
  /** Of a preserved fund that spends: what its council lets it use in the year of the spend, and what of that is used. */
  readonly allowance: Allowance | null;
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
  /** Its forecast is looked at: late enough in the year, and all of it in these books. */
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
  /** It is what makes the original fund whole. */
  readonly makesGood: boolean;
}

type Rule = (snapshot: Snapshot, spend: Spend) => Finding | null;
type Told = Partial<Pick<Finding, 'facts' | 'needs' | 'code'>>;

const finding = (check: Check, verdict: Verdict, says: string, sums: Finding['sums'], article: string, { facts = {}, needs = null, code = null }: Told = {}): Finding =>
  ({ check, verdict, says, sums, facts, article, needs, code });

const NOTHING = { money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n };
const effectOn = ({ effects }: Spend, fund: number): Omit<Effect, 'fund'> => effects.find((one) => one.fund === fund) ?? NOTHING;
const outOf = ({ owed, promised, money }: Omit<Effect, 'fund'>): Fen => owed + promised - money;
/** Net worth of a fund after what it has promised: promised is as good as spent. */
const leftOf = ({ worth, promised }: Pick<Effect, 'worth' | 'promised'>): Fen => worth - promised;
const shortOf = ({ money, owed, promised, floor, worth }: HeldFund): Fen => [-money, owed + promised - money, floor - worth].reduce((most, one) => (one > most ? one : most), 0n);
const total = <T>(all: readonly T[], of: (one: T) => Fen): Fen => all.reduce((sum, one) => sum + of(one), 0n);
const within = ({ funds }: Snapshot, ...classes: FundClass[]): HeldFund[] => funds.filter((fund) => classes.includes(fund.class));
const above = (sum: Fen): Fen => (sum > 0n ? sum : 0n);

/** The worst of what a check finds in each fund. */
function worst(found: readonly (Finding | null)[]): Finding | null {
  const said = found.filter((one) => one !== null);
  return said.reduce<Finding | null>((most, one) => (most === null || VERDICTS.indexOf(one.verdict) > VERDICTS.indexOf(most.verdict) ? one : most), null);
}
/** Of each fund that gives something. */
const ofGivers = (snapshot: Snapshot, spend: Spend, rule: (fund: HeldFund, effect: Omit<Effect, 'fund'>) => Finding | null): Finding | null =>
  worst(snapshot.funds.map((fund) => {
    const effect = effectOn(spend, fund.fund);
    return outOf(effect) > 0n || effect.worth < 0n || effect.money < 0n ? rule(fund, effect) : null;
  }));

/** No fund spends another fund's money (C7). */
const fundBalance: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, money, owed, promised }, effect) => {
    const [before, taken, moneyAfter] = [money - owed - promised, outOf(effect), money + effect.money];
    const after = before - taken;
    const sums = { before, taken, after, missing: above(-after) };
    const facts = { fund: name };
    if (taken > 0n && after < 0n)
      return finding('fund-balance', 'refuse', 'short', sums, 'C7; 241', { facts: { ...facts, available: grouped(above(before)), missing: grouped(-after) }, code: 'a-fund-promises-only-what-it-has' });
    if (effect.money < 0n && moneyAfter < 0n)
      return finding('fund-balance', 'refuse', 'no-money', { before: money, taken: -effect.money, after: moneyAfter, missing: -moneyAfter }, 'C7; 241', { facts: { ...facts, available: grouped(above(money)), missing: grouped(-moneyAfter) }, code: 'a-fund-pays-with-its-own-money' });
    return finding('fund-balance', 'fine', 'enough', sums, 'C7; 241', { facts });
  });

/** While any fund is short, the general fund makes good before it gives anything else. */
const shortfall: Rule = (snapshot, spend) => {
  const [short] = snapshot.funds.map((fund) => ({ name: fund.name, missing: shortOf(fund) })).sort((a, b) => (a.missing < b.missing ? 1 : -1));
  if (!short || short.missing === 0n || spend.makesGood) return null;
  const taken = total(within(snapshot, 'general'), (fund) => above(outOf(effectOn(spend, fund.fund))));
  if (taken === 0n) return null;
  return finding('shortfall', 'hold', 'open', { missing: short.missing, taken }, 'M01', { facts: { fund: short.name }, needs: 'resolution' });
};

/** Nothing anyone chooses takes the original fund below the registered sum; while it is short already, every choice waits for the council (M01). */
const originalFund: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const { worth } = effectOn(spend, original.fund);
  const after = original.worth + worth;
  const sums = { limit: original.floor, before: original.worth, after, room: above(after - original.floor), missing: above(original.floor - after) };
  if (after >= original.floor) return finding('original-fund', 'fine', 'whole', sums, '400 art. 8; M01');
  if (worth < 0n) return finding('original-fund', 'refuse', 'touched', sums, '400 art. 8; M01', { facts: { fund: original.name, floor: grouped(original.floor), missing: grouped(original.floor - after) }, code: 'a-fund-keeps-its-floor' });
  return finding('original-fund', spend.chosen > 0n ? 'hold' : 'warn', 'short', sums, '400 art. 8; M01', spend.chosen > 0n ? { needs: 'resolution' } : {});
};

/** Net assets stay above the registered sum. Only what others did can bring them below; then every choice waits for the council (A3). */
const netAssets: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const [worth, promised] = [total(snapshot.funds, (fund) => fund.worth), total(snapshot.funds, (fund) => fund.promised)];
  const taken = -total(spend.effects, leftOf);
  const after = worth - promised - taken;
  const sums = { worth, promised, taken, after, limit: original.floor, room: above(after - original.floor), missing: above(original.floor - after) };
  if (after >= original.floor) return finding('net-assets', 'fine', 'above', sums, 'A3');
  return finding('net-assets', spend.chosen > 0n ? 'hold' : 'warn', 'below', sums, 'A3', spend.chosen > 0n ? { needs: 'resolution' } : {});
};

/** Money given for a purpose pays for nothing else: what general and designated funds spend is theirs together (A4). No resolution lets it through. */
const restrictedMoney: Rule = (snapshot, spend) => {
  const own = within(snapshot, 'general', 'designated');
  const touched = own.filter((fund) => outOf(effectOn(spend, fund.fund)) > 0n || effectOn(spend, fund.fund).worth < 0n);
  if (touched.length === 0) return null;
  const before = total(own, leftOf);
  const taken = -total(own, (fund) => leftOf(effectOn(spend, fund.fund)));
  const after = before - taken;
  const sums = { before, taken, after, missing: above(-after) };
  return after >= 0n ? finding('restricted-money', 'fine', 'own', sums, 'CL 54; A4')
    : finding('restricted-money', 'refuse', 'others', sums, 'CL 54; A4', { facts: { missing: grouped(-after) }, code: 'restricted-money-would-be-spent' });
};

/** The principal of a preserved fund stays, at what was given; it is not promised away either (M01, M06). */
const preservedPrincipal: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, (fund, effect) => {
    if (fund.class !== 'preserved') return null;
    const taken = -leftOf(effect);
    const after = leftOf(fund) - taken;
    // what takes principal back, or passes it on, lowers what is to be kept
    const floor = fund.floor + effect.floor;
    const sums = { before: leftOf(fund), taken, after, limit: floor, room: above(after - floor), missing: above(floor - after) };
    if (after >= floor) return finding('preserved-principal', 'fine', 'kept', sums, 'M01', { facts: { fund: fund.name } });
    return finding('preserved-principal', 'refuse', 'spent', sums, 'M01', { facts: { fund: fund.name, floor: grouped(floor), missing: grouped(floor - after) }, code: 'a-fund-keeps-its-floor' });
  });

/** What a preserved fund may use in a year is what its council has resolved; more asks the council again. A price that is missing is not guessed, and said (M06). */
const spendingRule: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, promised, allowance }, effect) => {
    const used = -leftOf(effect);
    // given back, worn out or passed on is no use that anybody decides; a promise that is kept was counted when it was made
    if (!allowance || used <= 0n || (spend.chosen === 0n && spend.fee === 0n)) return null;
    const { entitled, spent, year } = allowance;
    const { verdict, sums: { allowed, over } } = spendingRuleCheck({ entitled, taken: spent + promised, spend: used });
    const sums = { allowed: allowed ?? 0n, spent, promised, taken: used, after: (allowed ?? 0n) - spent - promised - used, missing: over };
    const facts = { fund: name, year: String(year) };
    if (verdict === 'no-rule') return finding('spending-rule', 'fine', 'none', sums, 'M06', { facts });
    if (verdict === 'unpriced') return finding('spending-rule', 'warn', 'unpriced', sums, 'M06', { facts: { ...facts, day: entitled.unpriced[0]! } });
    if (verdict === 'passes') return finding('spending-rule', 'fine', 'within', sums, 'M06', { facts });
    return finding('spending-rule', spend.chosen > 0n ? 'hold' : 'warn', 'over', sums, 'M06', { facts, ...(spend.chosen > 0n ? { needs: 'resolution' } : {}) });
  });

/** The floor stands, but on money that is not free to stand for it (A6). */
const floorByRestricted: Rule = (snapshot, spend) => {
  const [original] = within(snapshot, 'original');
  if (!original || original.floor === 0n) return null;
  const after = total(snapshot.funds, leftOf) + total(spend.effects, leftOf);
  if (after < original.floor) return null; // it does not stand at all, which another check says
  const restricted = total(within(snapshot, 'restricted', 'preserved'), (fund) => leftOf(fund) + leftOf(effectOn(spend, fund.fund)));
  const free = after - restricted;
  const sums = { after, restricted, free, limit: original.floor, room: above(free - original.floor), missing: above(original.floor - free) };
  return free < original.floor ? finding('floor-by-restricted', 'warn', 'borne', sums, 'A6') : finding('floor-by-restricted', 'fine', 'free', sums, 'A6');
};

/** All the money there is covers what is held for restricted funds and in trust (A5). */
const liquid: Rule = (snapshot, spend) => {
  const held = within(snapshot, 'restricted', 'preserved', 'agency');
  if (held.length === 0) return null;
  const moneyOf = (funds: readonly HeldFund[]): Fen => total(funds, (fund) => fund.money + effectOn(spend, fund.fund).money);
  const [money, needed] = [moneyOf(snapshot.funds), moneyOf(held)];
  const sums = { money, needed, room: above(money - needed), missing: above(needed - money) };
  return money < needed ? finding('liquid', 'warn', 'short', sums, 'A5') : finding('liquid', 'fine', 'covered', sums, 'A5');
};

/** A fund opened by an agreement spends by it: in force on the day, not closed, and for what was agreed (M02; C8, C11). */
const agreement: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, class: its, agreed, agreement: by, closedOn }, effect) => {
    if (its !== 'restricted' && its !== 'preserved' && its !== 'agency') return null;
    const refused = (says: string, facts: Record<string, string> = {}): Finding => finding('agreement', 'refuse', says, {}, '241; M02', { facts: { fund: name, ...facts }, code: `agreement-${says}` });
    if (closedOn !== null && closedOn <= spend.day) return refused('closed', { day: closedOn });
    if (!by) return its === 'agency' ? null : agreed ? refused('missing') : finding('agreement', 'warn', 'none-on-file', {}, '241; M02', { facts: { fund: name } });
    if (spend.day < by.from) return refused('not-yet', { no: by.no, day: by.from });
    // its term is over: what is owed is paid and what was promised is kept, and nothing new is begun
    if (by.to !== null && spend.day > by.to) return spend.chosen > 0n ? refused('over', { no: by.no, day: by.to }) : finding('agreement', 'warn', 'running-out', {}, '241; M02', { facts: { fund: name, no: by.no, day: by.to } });
    const facts = { fund: name, no: by.no };
    if (!by.fee && spend.fee > 0n && outOf(effect) > 0n) return refused('no-fee', { no: by.no });
    // the giver agreed no share for the host: its own costs are another purpose
    if (!by.fee && spend.costs.management > 0n && effect.worth < 0n) return finding('agreement', 'hold', 'another-purpose', { sum: spend.costs.management }, 'CL 56; C8', { facts, needs: 'consent' });
    return finding('agreement', 'fine', 'in-force', {}, '241; M02', { facts });
  });

/** What was filed with the registrar: how much is raised, and how much of it raising may cost (CL 24, 56). */
const campaign: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, campaign: filed }) => {
    if (!filed) return null;
    const fundraising = filed.fundraising + spend.fundraising;
    const sums = { raised: filed.raised, target: filed.target, room: above(filed.target - filed.raised), over: above(filed.raised - filed.target), fundraising, cost: filed.cost ?? 0n, overCost: filed.cost === null ? 0n : above(fundraising - filed.cost) };
    const facts = { fund: name, no: filed.no };
    if (filed.cost !== null && spend.fundraising > 0n && fundraising > filed.cost)
      return finding('campaign', 'refuse', 'cost', sums, 'CL 24, 56; C8', { facts: { ...facts, missing: grouped(fundraising - filed.cost), cost: grouped(filed.cost) }, code: 'campaign-cost-filed-first' });
    if (filed.raised > filed.target) return finding('campaign', 'warn', 'over', sums, 'CL 24; 74', { facts });
    return finding('campaign', 'fine', filed.cost === null ? 'within' : 'within-cost', sums, 'CL 24', { facts });
  });

const factsOf = ({ year }: Year): Record<string, string> => ({ year: String(year) });
/** What only adds to charitable spending breaks nothing. */
const helps = ({ costs }: Spend): boolean => costs.management <= 0n && costs.charitable >= 0n && costs.total >= 0n;

/** What a year has spent on charity, against the least it must (F1, F2). */
const spendingRatio: Rule = ({ year }, spend) => {
  if (!year.measure || year.measure.bases.length === 0) return null;
  const after = withCosts(year.spent, spend.costs);
  const { required, shortfall } = judgeSpending(year.measure, after);
  const sums = { required: required!, after: after.charitable, missing: shortfall, room: above(after.charitable - required!) };
  const told = { facts: factsOf(year) };
  if (shortfall === 0n) return finding('spending-ratio', 'fine', 'reached', sums, year.sources.spending, told);
  // a year that is over: what is taken back from its charitable spending now is missing in it for good
  return year.past && spend.costs.charitable < 0n ? finding('spending-ratio', 'warn', 'below', sums, year.sources.spending, told) : finding('spending-ratio', 'fine', 'under-way', sums, year.sources.spending, told);
};

/** From the day on which the forecast counts: a year that falls behind holds management that can wait, and investments (F6, G4). */
const spendingForecast: Rule = ({ year }, spend) => {
  if (!year.measure || year.measure.bases.length === 0 || !year.watched) return null;
  const after = withCosts(year.spent, spend.costs);
  const atEnd = toYearEnd(after.charitable, year.gone);
  const { required, shortfall } = judgeSpending(year.measure, { ...after, charitable: atEnd });
  const sums = { required: required!, atEnd, missing: shortfall, room: above(atEnd - required!) };
  const told = { facts: factsOf(year) };
  if (shortfall === 0n) return finding('spending-forecast', 'fine', 'reached', sums, year.sources.spending, told);
  if (spend.invested > 0n) return finding('spending-forecast', 'hold', 'no-investment', sums, '62; G4', { ...told, needs: 'reason' });
  if (spend.chosen > 0n && spend.costs.management > 0n && !spend.essential) return finding('spending-forecast', 'hold', 'management-waits', sums, year.sources.spending, { ...told, needs: 'reason' });
  return helps(spend) ? finding('spending-forecast', 'fine', 'helps', sums, year.sources.spending, told) : finding('spending-forecast', 'warn', 'behind', sums, year.sources.spending, told);
};

/** Management of a year against the most it may be; said where a spend makes it worse (F1, F2, F4). */
const managementRatio: Rule = ({ year }, spend) => {
  if (!year.measure) return null;
  const after = withCosts(year.spent, spend.costs);
  const [before, then] = [judgeSpending(year.measure, year.spent), judgeSpending(year.measure, after)];
  const tax = (spent: Spent): Fen => (year.tax === null ? 0n : spent.management - (year.tax * spent.total) / 10_000n);
  const sums = { management: after.management, total: after.total, over: above(-then.headroom), room: above(then.headroom), free: year.measure.freeBelow ?? 0n, overTax: above(tax(after)) };
  const shares = { most: String(year.measure.most), tax: String(year.tax ?? 0n) };
  const told = { facts: { ...factsOf(year), ...shares } };
  if (!helps(spend) && !then.managementMet && then.headroom < before.headroom) return finding('management-ratio', 'warn', 'above', sums, year.sources.management, told);
  // stricter, and without a sum below which nothing is measured: a foundation within its own share can still lose 税前扣除资格
  if (!helps(spend) && then.managementMet && tax(after) > 0n && tax(after) > tax(year.spent)) return finding('management-ratio', 'warn', 'above-tax', sums, year.sources.tax, told);
  return finding('management-ratio', 'fine', then.managementMet ? (then.managementFree ? 'free' : 'within') : 'above-already', sums, year.sources.management, told);
};

/** What management comes to at the year's end, at this pace. */
const managementForecast: Rule = ({ year }, spend) => {
  if (!year.measure || !year.watched) return null;
  const after = withCosts(year.spent, spend.costs);
  const atEnd: Spent = { charitable: toYearEnd(after.charitable, year.gone), management: toYearEnd(after.management, year.gone), total: toYearEnd(after.total, year.gone) };
  const { managementMet, headroom } = judgeSpending(year.measure, atEnd);
  const sums = { management: atEnd.management, total: atEnd.total, over: above(-headroom), room: above(headroom) };
  const told = { facts: { ...factsOf(year), most: String(year.measure.most) } };
  return managementMet || helps(spend) ? finding('management-forecast', 'fine', managementMet ? 'within' : 'above-already', sums, year.sources.management, told) : finding('management-forecast', 'warn', 'above', sums, year.sources.management, told);
};

/** In the order in which they are read. */
export const RULES: Readonly<Record<Check, Rule>> = {
  'fund-balance': fundBalance, shortfall, 'original-fund': originalFund, 'net-assets': netAssets, 'restricted-money': restrictedMoney, 'preserved-principal': preservedPrincipal, 'spending-rule': spendingRule,
  'floor-by-restricted': floorByRestricted, liquid, agreement, campaign, 'spending-ratio': spendingRatio, 'spending-forecast': spendingForecast, 'management-ratio': managementRatio, 'management-forecast': managementForecast,
};

/** What all checks say of a spend. */
export const guardrails = (snapshot: Snapshot, spend: Spend, rules: Partial<typeof RULES> = RULES): Finding[] =>
  CHECKS.flatMap((check) => rules[check]?.(snapshot, spend) ?? []);

export const verdictOf = (findings: readonly Finding[]): Verdict => VERDICTS[Math.max(0, ...findings.map(({ verdict }) => VERDICTS.indexOf(verdict)))]!;

/** What would let held findings through, each once. */
export const needsOf = (findings: readonly Finding[]): Need[] => (['resolution', 'consent', 'reason'] as const).filter((need) => findings.some(({ verdict, needs }) => verdict === 'hold' && needs === need));

/** What the approver brings. */
export interface Given {
  readonly resolution: number | null;
  readonly consent: string | null;
  readonly reason: string | null;
}

export const NOTHING_GIVEN: Given = { resolution: null, consent: null, reason: null };

const MISSING: Readonly<Record<Need, string>> = { resolution: 'a-held-spend-rests-on-a-resolution', consent: 'a-held-spend-names-its-consent', reason: 'a-held-spend-says-why' };

/**
 * Lets a spend through, or says why not. @returns the checks that held it
 * @throws Refused of the first check that refuses, or for what a held one still needs
 */
export function admit(findings: readonly Finding[], given: Given): Check[] {
  const refused = findings.find(({ verdict }) => verdict === 'refuse');
  if (refused) throw new Refused(refused.code!, refused.facts, refused.article);
  for (const need of needsOf(findings)) {
    const held = findings.find(({ needs }) => needs === need)!;
    if (given[need] === null) throw new Refused(MISSING[need], { field: need, missing: grouped(held.sums.missing ?? 0n), check: held.check }, held.article);
  }
  // a reason stands with every hold, not only where nothing else is asked
  const held = findings.filter(({ verdict }) => verdict === 'hold');
  if (held.length > 0 && given.reason === null) throw new Refused(MISSING.reason, { field: 'reason' }, held[0]!.article);
  return held.map(({ check }) => check);
}
