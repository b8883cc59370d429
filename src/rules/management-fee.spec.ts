import { addDays, type Day } from './day';
import { type FeeDay, managementFee } from './management-fee';

const ROOM = { free: 1_000_000_000n, aboveFloor: 1_000_000_000n };
const gifts = (day: Day, sum: bigint, rate = 300): FeeDay => ({ day, base: 'gifts', rate, sum });
/** So many days on which the fund held the same. */
const held = (from: Day, days: number, sum: bigint, rate: number): FeeDay[] => Array.from({ length: days }, (_, n) => ({ day: addDays(from, n), base: 'balance', rate, sum }));
const agreed = (days: readonly FeeDay[]): bigint => managementFee(days, ROOM).agreed;

describe('of gifts', () => {
  it.each([
    ['3% of 1,000 yuan are 30', [gifts('2026-09-01', 100_000n)], 3_000n],
    ['of what is less than a fen nothing is taken: 3% of 0.33', [gifts('2026-09-01', 33n)], 0n],
    ['3% of 0.34 are a fen', [gifts('2026-09-01', 34n)], 1n],
    ['parts of a fen of several days add up before they are left out', [gifts('2026-09-01', 33n), gifts('2026-09-02', 33n), gifts('2026-09-03', 34n)], 3n],
    ['a change of rate counts from its day on', [gifts('2026-09-15', 100_000n, 300), gifts('2026-09-16', 100_000n, 500)], 8_000n],
    ['what was given back is taken off', [gifts('2026-09-01', 100_000n), gifts('2026-09-20', -40_000n)], 1_800n],
    ['more given back than given is no fee, and none to pay back', [gifts('2026-09-01', -40_000n)], 0n],
    ['a clause of 0% is a clause', [gifts('2026-09-01', 100_000n, 0)], 0n],
    ['without a clause there is no day to reckon', [], 0n],
  ])('%s', (_, days, fee) => expect(agreed(days)).toBe(fee));
});

describe('of the balance', () => {
  it.each([
    ['2% a year on 365 days of an ordinary year are 2%', held('2026-01-01', 365, 10_000_000n, 200), 200_000n],
    ['and on 366 days of a leap year, not a fen more', held('2028-01-01', 366, 10_000_000n, 200), 200_000n],
    ['1900 was none, 2000 was one', [...held('1900-12-31', 1, 3_650_000n, 10_000), ...held('2000-12-31', 1, 3_660_000n, 10_000)], 20_000n],
    ['a month is its days', held('2026-09-01', 30, 3_650_000n, 200), 6_000n],
    ['a change of rate splits the month by days', [...held('2026-09-01', 10, 3_650_000n, 200), ...held('2026-09-11', 20, 3_650_000n, 300)], 8_000n],
    ['from gifts to balance within a period', [gifts('2026-09-01', 100_000n, 300), ...held('2026-09-02', 10, 3_650_000n, 200)], 5_000n],
    ['over a turn of years each day counts by its own', [...held('2027-12-31', 1, 3_650_000n, 10_000), ...held('2028-01-01', 1, 3_660_000n, 10_000)], 20_000n],
  ])('%s', (_, days, fee) => expect(agreed(days)).toBe(fee));
});

describe('no more than the fund can give', () => {
  const days = [gifts('2026-09-01', 100_000n)];
  it.each([
    ['all of it', { free: 3_000n, aboveFloor: 3_000n }, 3_000n],
    ['a fen less than agreed is free', { free: 2_999n, aboveFloor: 9_000n }, 2_999n],
    ['principal stays whole', { free: 9_000n, aboveFloor: 2_999n }, 2_999n],
    ['nothing is free', { free: 0n, aboveFloor: 9_000n }, 0n],
    ['the fund is short', { free: -5n, aboveFloor: -5n }, 0n],
  ])('%s', (_, room, taken) => expect(managementFee(days, room)).toEqual({ agreed: 3_000n, taken }));
});
