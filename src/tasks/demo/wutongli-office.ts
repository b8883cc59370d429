import type { Foundation } from '../../people/foundations';
import type { Person } from '../../platform/access';
import { payment } from '../../ledger/entries';
import { NOTHING_GIVEN } from '../../rules/guardrails';
import { addDays } from '../../rules/day';
import { yuan } from '../../rules/money';
import { type Demo, keepBooks } from './demo';
import type { Wutongli } from './wutongli';
import { lateBills } from './wutongli-books';

/** The month from which the forecast of a year holds what can wait. */
export async function lateMonthOf({ db, today }: Demo, { id }: Foundation): Promise<number> {
  const [{ month }] = await db.query<[{ month: number }]>("SELECT figure_in_force($1, 'ratio-forecast-from-month', $2)::int AS month", [id, today]);
  return month;
}

/** Rent and bookkeeping cannot wait although the year falls behind: one proposes, another approves and says why; a week later they are paid. */
export async function payOffice(demo: Demo, { foundation, general, bank }: Wutongli, late: number, { recorder, confirmer }: { recorder: Person; confirmer: Person }): Promise<void> {
  const { proposals, today } = demo;
  const bills = lateBills(today, late);
  for (const { day, party, sum, note, why } of bills) {
    const proposal = await proposals.propose(foundation.id, { template: 'cost-accepted', fund: 'general', sum, cost: 'management', owed: 'payable', day, party, note, papers: '发票 1 张' }, recorder);
    await proposals.approve(foundation.id, proposal, confirmer, { ...NOTHING_GIVEN, reason: why });
  }
  await keepBooks(demo, bills.map(({ day, party, sum, note }) => {
    const paid = addDays(day, 7);
    return { day: paid, write: () => payment({ day: paid, source: `payment:${general.id}:${day}`, fund: general, sum: yuan(sum), bank, party, note }) };
  }));
}
