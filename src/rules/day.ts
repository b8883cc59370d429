/** A calendar day in Shanghai as ISO text, `2026-11-21`. Text sorts and compares as days do. */
export type Day = string;
/** A month as ISO text, `2026-11`. */
export type Month = string;

const SHANGHAI = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' });

/** The Shanghai day on which an instant falls. */
export const dayOf = (at: Date): Day => SHANGHAI.format(at);
export const monthOf = (day: Day): Month => day.slice(0, 7);
export const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** Whether text is a real calendar day: `2026-02-30` is not, nor any day of a year 0, which PostgreSQL does not know. */
export function isDay(text: string): boolean {
  if (!/^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The day `days` after (or before, if negative) a day. */
export function addDays(day: Day, days: number): Day {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative if `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;

/** The first and the last day of a month, and the month after it. */
export const firstDay = (month: Month): Day => `${month}-01`;
export const nextMonth = (month: Month): Month => monthOf(addDays(`${month}-28`, 5));
export const lastDay = (month: Month): Day => addDays(firstDay(nextMonth(month)), -1);
/** Whether text is a real month, `2026-11`. */
export const isMonth = (text: string): boolean => isDay(`${text}-01`);
