import { above, finding, ofGivers, outOf, type Finding, type Rule } from './guard-check';
import { grouped } from './money';

/** What was agreed with the giver and filed with the registrar: guard-rails of a single fund (regulations §§ 11 C8, C11; CL 24, 56; M02). */
/** A fund opened by an agreement spends by it: in force on the day, not closed, and for what was agreed (M02; C8, C11). */
export const agreement: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, class: its, agreed, agreement: by, closedOn, stopped }, effect) => {
    if (its !== 'restricted' && its !== 'preserved' && its !== 'agency') return null;
    const refused = (says: string, facts: Record<string, string> = {}, code = `agreement-${says}`): Finding => finding('agreement', 'refuse', says, {}, '241; M02', { facts: { fund: name, ...facts }, code });
    // what came after its closing follows where the rest went; a bill that came back is still owed
    if (stopped === 'rest' && closedOn !== null && closedOn <= spend.day) return finding('agreement', 'fine', 'gives-rest', {}, '241; M02', { facts: { fund: name } });
    if (closedOn !== null && closedOn <= spend.day && (outOf(effect) > 0n || effect.worth < 0n)) return refused('closed', { day: closedOn });
    // goods that are given out end with it; money is begun anew
    const begins = spend.chosen > 0n && outOf(effect) > 0n;
    if (stopped === 'frozen' && spend.chosen > 0n) return refused('frozen', {}, 'a-frozen-fund-lets-nothing-go');
    if (stopped === 'ending' && begins) return refused('ending', {}, 'a-fund-that-ends-spends-nothing-new');
    if (!by) return its === 'agency' ? null : agreed ? refused('missing') : finding('agreement', 'warn', 'none-on-file', {}, '241; M02', { facts: { fund: name } });
    if (spend.day < by.from) return refused('not-yet', { no: by.no, day: by.from });
    // its term is over: what is owed is paid, what was promised is kept, the rest goes where it was said, and nothing new is begun
    if (by.to !== null && spend.day > by.to) return begins && stopped !== 'rest' ? refused('over', { no: by.no, day: by.to }) : finding('agreement', 'warn', 'running-out', {}, '241; M02', { facts: { fund: name, no: by.no, day: by.to } });
    const facts = { fund: name, no: by.no };
    if (!by.fee && spend.fee > 0n && outOf(effect) > 0n) return refused('no-fee', { no: by.no });
    // the giver agreed no share for the host: its own costs are another purpose
    if (!by.fee && spend.costs.management > 0n && effect.worth < 0n) return finding('agreement', 'hold', 'another-purpose', { sum: spend.costs.management }, 'CL 56; C8', { facts, needs: 'consent' });
    return finding('agreement', 'fine', 'in-force', {}, '241; M02', { facts });
  });

/** A building's purse is spent on its residents' vote, though its money was given (M03). */
export const householdsVote: Rule = (snapshot, spend) =>
  ofGivers(snapshot, spend, ({ name, voted }, effect) => {
    if (voted === null) return null;
    const chosen = spend.chosen > 0n ? above(effect.promised - effect.worth > outOf(effect) ? effect.promised - effect.worth : outOf(effect)) : spend.fee;
    if (chosen === 0n) return null;
    const left = above(voted.sum - voted.used);
    const sums = { voted: voted.sum, used: voted.used, sum: chosen, left };
    if (chosen > left) return finding('households-vote', 'refuse', 'short', sums, 'M03', { facts: { fund: name, voted: grouped(voted.sum), used: grouped(voted.used), left: grouped(left) }, code: 'households-vote-short' });
    return finding('households-vote', 'fine', 'within', sums, 'M03', { facts: { fund: name } });
  });

/** What was filed with the registrar: how much is raised, and how much of it raising may cost (CL 24, 56). */
export const campaign: Rule = (snapshot, spend) =>
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
