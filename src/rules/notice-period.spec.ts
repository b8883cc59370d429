import { daysLeft, effectiveFrom, lastDayOf } from './notice-period';

it.each<[why: string, posted: string, days: number, last: string, from: string]>([
  ['seven days, the day of posting not counted', '2026-11-03', 7, '2026-11-10', '2026-11-11'],
  ['posted late in the evening is posted that day', '2026-11-30', 7, '2026-12-07', '2026-12-08'],
  ['one day', '2026-11-03', 1, '2026-11-04', '2026-11-05'],
  ['a year ends within it', '2026-12-28', 7, '2027-01-04', '2027-01-05'],
  ['its last day is the last of the year', '2026-12-24', 7, '2026-12-31', '2027-01-01'],
  ['its last day is New Year: no day off prolongs what a body’s own rules count', '2026-12-25', 7, '2027-01-01', '2027-01-02'],
  ['posted on the last day of the year', '2026-12-31', 1, '2027-01-01', '2027-01-02'],
  ['February of a leap year', '2028-02-22', 7, '2028-02-29', '2028-03-01'],
  ['February of another year', '2027-02-22', 7, '2027-03-01', '2027-03-02'],
  ['the longest that rules may ask', '2026-11-03', 90, '2027-02-01', '2027-02-02'],
  ['rules that know no notice', '2026-11-03', 0, '2026-11-03', '2026-11-03'],
])('%s', (_why, posted, days, last, from) => {
  expect(lastDayOf({ posted, days })).toBe(last);
  expect(effectiveFrom({ posted, days })).toBe(from);
});

it('its last day counts among the days that are left, and is the last of them', () => {
  const notice = { posted: '2026-12-28', days: 7 };
  expect(['2026-12-28', '2027-01-03', '2027-01-04', '2027-01-05', '2027-02-01'].map((today) => daysLeft(notice, today))).toEqual([8, 2, 1, 0, 0]);
});
