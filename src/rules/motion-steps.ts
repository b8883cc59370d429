import type { Day } from './day';

/** The way of a motion 议案: 提出, 审查, 公告开会, 表决, 公示, 生效. */
export const MOTION_STEPS = ['tabled', 'reviewed', 'meeting', 'voted', 'posted', 'effective'] as const;
export type MotionStepName = (typeof MOTION_STEPS)[number];

/** What is known of it so far; null for what has not happened. */
export interface MotionFacts {
  readonly tabled: Day;
  readonly review: { readonly day: Day; readonly formal: boolean } | null;
  readonly withdrawn: Date | null;
  readonly meeting: Day | Date | null;
  readonly vote: { readonly closed: Date | null; readonly carried: boolean | null } | null;
  readonly posted: Day | Date | null;
  readonly effective: Day | Date | null;
}

export interface MotionStep {
  readonly name: MotionStepName | 'refused' | 'withdrawn' | 'lost';
  /** Null while it lies ahead. */
  readonly at: Day | Date | null;
}

/** Every step in its order; after one that ends it nothing lies ahead. */
export function motionSteps({ tabled, review, withdrawn, meeting, vote, posted, effective }: MotionFacts): MotionStep[] {
  const came: MotionStep[] = [{ name: 'tabled', at: tabled }];
  if (review) came.push({ name: review.formal ? 'reviewed' : 'refused', at: review.day });
  if (meeting) came.push({ name: 'meeting', at: meeting });
  if (withdrawn) came.push({ name: 'withdrawn', at: withdrawn });
  if (vote?.closed) came.push({ name: vote.carried ? 'voted' : 'lost', at: vote.closed });
  if (posted) came.push({ name: 'posted', at: posted });
  if (effective) came.push({ name: 'effective', at: effective });
  const ended = came.some(({ name }) => name === 'refused' || name === 'withdrawn' || name === 'lost');
  // a vote without a meeting goes on: what comes before something that has happened lies ahead no more
  const last = Math.max(...came.map(({ name }) => MOTION_STEPS.indexOf(name as MotionStepName)));
  return ended ? came : [...came, ...MOTION_STEPS.slice(last + 1).map((name) => ({ name, at: null }))];
}
