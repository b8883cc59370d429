import type { Day } from './day';
import { needed, type QuorumRule } from './quorum';
import { Refused } from './refused';

/** Bodies that decide: 理事会, 基金管委会, 社区居民议事会, and the households of a building. */
export const BODIES = ['council', 'fund-committee', 'residents-council', 'households'] as const;
export type Body = (typeof BODIES)[number];

/** By which majority: the usual one, that of 400 art. 21 for what is special, that of 慈善法 art. 55 for a major investment (regulations B5, B6). */
export const MAJORITIES = ['ordinary', 'special', 'investment'] as const;
export type Majority = (typeof MAJORITIES)[number];

/** A rule of a body with the days it is in force. */
export interface BodyRule extends QuorumRule {
  readonly body: Body;
  readonly majority: Majority;
  readonly from: Day;
  readonly to: Day | null;
  readonly source: string;
}

export interface Vote {
  readonly entitled: number;
  readonly present: number;
  readonly for: number;
  readonly against: number;
}

/** @throws Refused `a-body-decides-by-its-rule` when the body has no such rule on the day */
export function ruleOf(rules: readonly BodyRule[], { body, majority, day }: { body: Body; majority: Majority; day: Day }): BodyRule {
  const found = rules.find((rule) => rule.body === body && rule.majority === majority && rule.from <= day && (rule.to === null || day <= rule.to));
  if (!found) throw new Refused('a-body-decides-by-its-rule', { field: 'majority' });
  return found;
}

/**
 * Whether a body has decided: enough of those who should attend were there, and enough of them were for it.
 * @throws Refused `a-resolution-counts-its-voters`, `a-resolution-rests-on-a-quorum`, `a-resolution-was-carried-by-its-majority`
 */
export function refuseUndecided(rule: BodyRule, vote: Vote): void {
  if (vote.present > vote.entitled || vote.for + vote.against > vote.present) throw new Refused('a-resolution-counts-its-voters', { field: vote.present > vote.entitled ? 'present' : 'for' });
  const least = needed(rule, { seated: vote.entitled, recused: 0, present: vote.present });
  if (vote.entitled === 0 || vote.present < least.present) throw new Refused('a-resolution-rests-on-a-quorum', { field: 'present', needed: String(least.present), entitled: String(vote.entitled) }, rule.source);
  if (vote.for < least.for) throw new Refused('a-resolution-was-carried-by-its-majority', { field: 'for', needed: String(least.for) }, rule.source);
}
