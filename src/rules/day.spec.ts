import { addDays, dayOf, daysBetween, isDay, monthOf, yearOf } from './day';

it.each([
  ['2026-11-20T15:59:59.999Z', '2026-11-20'],
  ['2026-11-20T16:00:00Z', '2026-11-21'], // midnight in Shanghai
  ['2026-12-31T16:00:00Z', '2027-01-01'],
  ['1990-07-01T15:00:00Z', '1990-07-02'], // China kept summer time in 1986–1991
])('the instant %s falls on %s in Shanghai', (at, day) => expect(dayOf(new Date(at))).toBe(day));

it.each([
  ['2026-11-21', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-02-30', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-01-00', false],
  ['0000-01-01', false],
  ['2026-1-1', false],
  ['20260101', false],
  ['2026-01-01T00:00:00Z', false],
  ['2026-01-01\n', false],
  [' 2026-01-01', false],
  ['２０２６-01-01', false],
  ['', false],
])('is %j a day: %s', (text, answer) => expect(isDay(text)).toBe(answer));

it.each([
  ['2026-12-31', 1, '2027-01-01'],
  ['2026-01-01', -1, '2025-12-31'],
  ['2024-02-28', 1, '2024-02-29'],
  ['2026-02-28', 1, '2026-03-01'],
  ['2026-11-21', 0, '2026-11-21'],
  ['2026-11-21', 365, '2027-11-21'],
])('%s and %d days is %s', (day, days, other) => {
  expect(addDays(day, days)).toBe(other);
  expect(daysBetween(day, other)).toBe(days);
});

it('takes month and year from a day', () => {
  expect(monthOf('2026-11-21')).toBe('2026-11');
  expect(yearOf('2026-11-21')).toBe(2026);
});
