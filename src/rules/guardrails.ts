import { agreement, campaign, householdsVote } from './guard-agreed';
import { type Check, CHECKS, type Finding, type Need, type Rule, type Snapshot, type Spend, VERDICTS, type Verdict } from './guard-check';
import { floorByRestricted, fundBalance, liquid, netAssets, originalFund, preservedPrincipal, restrictedMoney, shortfall, spendingRule } from './guard-money';
import { managementForecast, managementRatio, spendingForecast, spendingRatio } from './guard-year';
import { grouped } from './money';
import { Refused } from './refused';

export * from './guard-check';

/**
 * What is asked before somebody approves a spend 支出护栏: one pure function a check over plain values, each with the sums of its
 * equation (regulations §§ 11 A3–A6, C7, C8, C11, F, G4; M01, M02, M06). A check that has nothing to say of a spend answers null.
 * In the order in which they are read.
 */
export const RULES: Readonly<Record<Check, Rule>> = {
  'fund-balance': fundBalance, shortfall, 'original-fund': originalFund, 'net-assets': netAssets, 'restricted-money': restrictedMoney, 'preserved-principal': preservedPrincipal, 'spending-rule': spendingRule,
  'floor-by-restricted': floorByRestricted, liquid, agreement, 'households-vote': householdsVote, campaign, 'spending-ratio': spendingRatio, 'spending-forecast': spendingForecast, 'management-ratio': managementRatio, 'management-forecast': managementForecast,
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

/** Of a resolution, each check has a sentence with its sum. */
const missing = (need: Need, check: Check): string => (need === 'resolution' ? `held-${check}` : need === 'consent' ? 'a-held-spend-names-its-consent' : 'a-held-spend-says-why');

/** @throws Refused of the first check that nothing lets through */
export function refuseBarred(findings: readonly Finding[]): void {
  const refused = findings.find(({ verdict }) => verdict === 'refuse');
  if (refused) throw new Refused(refused.code!, refused.facts, refused.article);
}

/**
 * Lets a spend through, or says why not. @returns the checks that held it
 * @throws Refused of the first check that refuses, or for what a held one still needs
 */
export function admit(findings: readonly Finding[], given: Given): Check[] {
  refuseBarred(findings);
  for (const need of needsOf(findings)) {
    const held = findings.find(({ needs }) => needs === need)!;
    if (given[need] === null) throw new Refused(missing(need, held.check), { ...held.facts, field: need, ...Object.fromEntries(Object.entries(held.sums).map(([name, sum]) => [name, grouped(sum)])) }, held.article);
  }
  // a reason stands with every hold, not only where nothing else is asked
  const held = findings.filter(({ verdict }) => verdict === 'hold');
  if (held.length > 0 && given.reason === null) throw new Refused(missing('reason', held[0]!.check), { field: 'reason' }, held[0]!.article);
  return held.map(({ check }) => check);
}
