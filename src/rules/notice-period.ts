import { addDays, daysBetween, type Day } from './day';

/** A notice 公示 of so many days. */
export interface NoticePeriod {
  /** The day of posting, which is not counted (Civil Code art. 201). */
  readonly posted: Day;
  readonly days: number;
}

/** The last day of a notice, which is whole: until midnight anybody may object (Civil Code art. 203). A day off does not prolong it, for the rules of the body count days (art. 204). */
export const lastDayOf = ({ posted, days }: NoticePeriod): Day => addDays(posted, days);

/** From which day on it may take effect: the day after; where the rules know no notice, the day of posting itself. */
export const effectiveFrom = ({ posted, days }: NoticePeriod): Day => (days === 0 ? posted : addDays(lastDayOf({ posted, days }), 1));

/** Where a notice stands on a day: how many days are left, today among them; 0 when it is over. */
export const daysLeft = (notice: NoticePeriod, today: Day): number => Math.max(0, daysBetween(today, lastDayOf(notice)) + 1);
