import { addDays, type Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';

/** A campaign plan 募捐方案 as it is filed with the registrar before it begins, or in an emergency soon after (CL 24, 73; 74; regulations D3). */
export interface Plan {
  readonly filedOn: Day;
  readonly from: Day;
  readonly to: Day;
  readonly target: Fen;
  /** What raising may cost 募捐成本. */
  readonly cost: Fen;
  readonly emergency: boolean;
}

/** How many days before it begins a plan is filed, and how many after it begins in an emergency: the figures in force on the day of filing. */
export interface FilingDays {
  readonly before: number;
  readonly after: number;
}

/** The last day on which a plan can be filed. */
export const filedBy = ({ from, emergency }: Pick<Plan, 'from' | 'emergency'>, days: FilingDays): Day => addDays(from, emergency ? days.after : -days.before);

/** @throws Refused `a-campaign-ends-after-it-begins`, `raising-costs-less-than-it-brings`, `campaign-filed-too-late`, `emergency-filed-too-late` */
export function checkPlan(plan: Plan, days: FilingDays): void {
  checkFigures(plan);
  const last = filedBy(plan, days);
  if (plan.filedOn > last)
    throw new Refused(plan.emergency ? 'emergency-filed-too-late' : 'campaign-filed-too-late', { field: 'filedOn', day: last, days: String(plan.emergency ? days.after : days.before) }, plan.emergency ? 'CL 73; D3' : 'CL 24; 74; D3');
}

/** A supplement changes the figures of a running campaign and leaves its days. @throws Refused, and `a-supplement-keeps-the-days-of-its-campaign` */
export function checkSupplement(plan: Plan, campaign: Pick<Plan, 'filedOn' | 'from' | 'to'>): void {
  checkFigures(plan);
  if (plan.from !== campaign.from || plan.to !== campaign.to || plan.filedOn < campaign.filedOn || plan.filedOn > campaign.to)
    throw new Refused('a-supplement-keeps-the-days-of-its-campaign', { field: 'filedOn', from: campaign.filedOn, to: campaign.to }, 'CL 56');
}

function checkFigures({ from, to, target, cost }: Plan): void {
  if (to < from) throw new Refused('a-campaign-ends-after-it-begins', { field: 'to' });
  if (cost >= target) throw new Refused('raising-costs-less-than-it-brings', { field: 'cost', target: grouped(target) }, 'CL 24');
}
