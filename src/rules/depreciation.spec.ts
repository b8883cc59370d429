import { monthsBetween, wornUntil } from './depreciation';
import { nextMonth } from './day';

const rice = { bought: '2026-09', cost: 100_000n, residue: 3_000n, months: 36 };

it.each([
  ['2026-08', 0n], // not bought yet
  ['2026-09', 0n], // bought this month: from the next one on
  ['2026-10', 2_694n],
  ['2026-11', 5_388n],
  ['2029-08', 94_305n],
  ['2029-09', 97_000n], // the last of 36
  ['2029-10', 97_000n],
])('by the end of %s a cooker of 1,000 yuan, used for three years, has lost %s fen', (month, fen) => expect(wornUntil(rice, month)).toBe(fen));

it.each([[36, 3_000n], [7, 0n], [1, 99_999n]])('and in %s months together all but its residue of %s, never less from one month to the next', (months, residue) => {
  let before = 0n;
  for (let month = rice.bought, n = 0; n <= months + 2; n++, month = nextMonth(month)) {
    const now = wornUntil({ ...rice, months, residue }, month);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
  expect(before).toBe(rice.cost - residue);
});

it('counts months over a year’s end', () => expect([monthsBetween('2025-11', '2026-02'), monthsBetween('2026-02', '2025-11')]).toEqual([3, -3]));
