import { addDays, type Day, lastDay } from './day';
import { needed, type QuorumRule } from './quorum';
import { Refused } from './refused';

/** The last day on which a meeting of that day may be called: so many days of notice before it, until midnight. */
export const lastDayToCall = (meets: Day, noticeDays: number): Day => addDays(meets, -noticeDays);

/** @throws Refused `a-meeting-is-called-in-time`, with the day by which it had to be called and the first one that is left */
export function refuseLateCall({ meets, today, noticeDays, source }: { meets: Day; today: Day; noticeDays: number; source: string }): void {
  const by = lastDayToCall(meets, noticeDays);
  if (today > by) throw new Refused('a-meeting-is-called-in-time', { field: 'day', by, days: String(noticeDays), first: addDays(today, noticeDays) }, source);
}

export interface Expected { readonly party: number; /** Has said that they come, or whoever stands for them has. */ readonly comes: boolean }

/** How many more have to say that they come, so that enough of those who should attend are there for this. */
export function missingFor(rule: QuorumRule, expected: readonly Expected[], recused: readonly number[]): { readonly entitled: number; readonly needed: number; readonly coming: number; readonly missing: number } {
  const entitled = expected.filter(({ party }) => !recused.includes(party));
  const coming = entitled.filter(({ comes }) => comes).length;
  const least = needed(rule, { seated: expected.length, recused: expected.length - entitled.length, present: coming });
  return { entitled: least.entitled, needed: least.present, coming, missing: Math.max(0, least.present - coming) };
}

/** So many days before its part of the year is over somebody begins to think of a meeting. */
const DAYS_AHEAD = 60;

/** How many meetings of the year are still to be called, and by when the next of them has to be held; null while there is time (B4). */
export function meetingsDue({ least, held, today }: { least: number; /** held or called for this year */ held: number; today: Day }): { readonly missing: number; readonly due: Day } | null {
  if (held >= least) return null;
  // two meetings: one in each half of the year
  const due = lastDay(`${today.slice(0, 4)}-${String(Math.floor(((held + 1) * 12) / least)).padStart(2, '0')}`);
  return today < addDays(due, -DAYS_AHEAD) ? null : { missing: least - held, due: due < today ? `${today.slice(0, 4)}-12-31` : due };
}
