import { type Endowed, entitlement, quarterEndsBefore, readShare, type SpendingRule, spendingRuleCheck } from './spending-rule';

const FOUR: SpendingRule = { from: '2020-01-01', percent: 400, quarters: 12, cap: null, least: null };
const at = (values: readonly (bigint | null)[], { opened = '2020-05-01', ...more }: Partial<Endowed> = {}): Endowed => ({
  year: 2026, opened, rules: [FOUR], gifts: [{ day: opened, sum: 200_000_000n }], values: quarterEndsBefore(2026, values.length).map((day, n) => ({ day, value: values[n]! })), ...more,
});
const flat = (value: bigint, count = 12): bigint[] => Array.from({ length: count }, () => value);
const allowed = (endowed: Endowed): bigint | null => entitlement(endowed).allowed;

it('counts quarter-ends backwards from the last day of the year before', () => {
  expect(quarterEndsBefore(2026, 6)).toEqual(['2025-12-31', '2025-09-30', '2025-06-30', '2025-03-31', '2024-12-31', '2024-09-30']);
});

it.each([['4', 400], ['4.2', 420], ['4.25', 425], ['0.01', 1], ['100', 10_000]])('%s per cent are %s ten-thousandths', (typed, share) => expect(readShare(typed)).toBe(share));

describe('percent of the average of the last quarter-ends', () => {
  // 4 % of 2,000,000.00 = 80,000.00
  it('of a fund that never moved', () => expect(allowed(at(flat(200_000_000n)))).toBe(8_000_000n));
  // (2,100,000 + 11 × 1,980,000) / 12 = 1,990,000; 4 % = 79,600.00
  it('of one good quarter among poor ones', () => expect(allowed(at([210_000_000n, ...flat(198_000_000n, 11)]))).toBe(7_960_000n));
  // only the newest twelve: a thirteenth changes nothing
  it('looks no further back than the rule says', () => expect(allowed(at([...flat(200_000_000n), 900_000_000n]))).toBe(8_000_000n));
  // 25 fen × 4 % = 1 fen; 24 fen × 4 % = 0.96 fen
  it('rounds down to the fen, once', () => {
    expect(allowed(at(flat(25n)))).toBe(1n);
    expect(allowed(at(flat(24n)))).toBe(0n);
    // 12 quarter-ends that add up to 299 fen: 4 % of 24.9166… is 0.9966…; 300 fen: 1
    expect(allowed(at([24n, ...flat(25n, 11)]))).toBe(0n);
  });
  it('counts a quarter-end below nothing as nothing', () => expect(allowed(at([-100n, ...flat(0n, 11)]))).toBe(0n));
});

describe('a young fund', () => {
  const young = { opened: '2025-06-30' };
  it('is measured by the quarter-ends it has: one that falls on its first day counts', () => {
    // 2025-12-31, 09-30, 06-30: (3 + 2 + 1) million / 3 = 2,000,000 → 80,000
    const model = at([300_000_000n, 200_000_000n, 100_000_000n, 900_000_000n], young);
    expect(entitlement(model)).toMatchObject({ allowed: 8_000_000n, parts: [{ quarters: 3, base: 200_000_000n, days: 365 }] });
  });
  it('the day after, that quarter-end does not', () => expect(allowed(at([300_000_000n, 200_000_000n, 100_000_000n], { opened: '2025-07-01' }))).toBe(10_000_000n));
  it('in its first year by its principal and its days: opened on 1 July, 184 of 365', () => {
    // 200,000,000 × 4 % × 184 / 365 = 4,032,876.71…
    expect(entitlement(at([], { opened: '2026-07-01' }))).toMatchObject({ allowed: 4_032_876n, parts: [{ quarters: 0, from: '2026-07-01', days: 184, base: 200_000_000n }] });
  });
  it('a gift counts from its own day on, and one that was given back until then', () => {
    // 2,000,000 × 184 days + 1,000,000 × 1 day − 500,000 × 31 days, × 4 % / 365
    const gifts = [{ day: '2026-07-01', sum: 200_000_000n }, { day: '2026-12-01', sum: -50_000_000n }, { day: '2026-12-31', sum: 100_000_000n }];
    expect(allowed(at([], { opened: '2026-07-01', gifts }))).toBe(((200_000_000n * 184n - 50_000_000n * 31n + 100_000_000n) * 4n) / 36_500n);
    // cap and least are of the same
    expect(allowed(at([], { opened: '2026-07-01', gifts, rules: [{ ...FOUR, cap: 200 }] }))).toBe(((200_000_000n * 184n - 50_000_000n * 31n + 100_000_000n) * 2n) / 36_500n);
    expect(allowed(at([], { opened: '2026-07-01', gifts: [] }))).toBe(0n);
  });
  it('opened on 1 January it has the whole year, on 31 December one day', () => {
    expect(allowed(at([], { opened: '2026-01-01' }))).toBe(8_000_000n);
    expect(allowed(at([], { opened: '2026-12-31' }))).toBe(21_917n); // 8,000,000 / 365 = 21,917.8…
    expect(allowed(at([], { opened: '2027-01-01' }))).toBeNull();
  });
  it('opened on the last day of the year before, it is measured by that day', () => {
    expect(entitlement(at([190_000_000n], { opened: '2025-12-31' }))).toMatchObject({ allowed: 7_600_000n, parts: [{ quarters: 1 }] });
  });
  it('a leap year has 366 days', () => expect(entitlement({ ...at([], { opened: '2028-12-31' }), year: 2028 })).toMatchObject({ allowed: 21_857n, daysOfYear: 366 }));
});

describe('cap and least, of the newest quarter-end', () => {
  // Delaware-style: 5 % of the average, at most 4 % of the newest
  const capped = { ...FOUR, percent: 500, cap: 400 };
  it('the cap speaks from the fen on at which it is less', () => {
    // average 2,000,000 → 100,000.00; 4 % of the newest 2,500,000.00 = 100,000.00: both say the same, the percentage decides
    const values = [250_000_000n, ...Array.from({ length: 11 }, (_, n) => (n < 1 ? 150_000_000n : 200_000_000n))];
    expect(entitlement(at(values, { rules: [capped] }))).toMatchObject({ allowed: 10_000_000n, parts: [{ decidedBy: 'percent' }] });
    const less = [249_999_975n, 150_000_025n, ...flat(200_000_000n, 10)];
    expect(entitlement(at(less, { rules: [capped] }))).toMatchObject({ allowed: 9_999_999n, parts: [{ decidedBy: 'cap' }] });
  });
  it('the least lifts it, and the cap is stronger', () => {
    const fallen = [300_000_000n, ...flat(100_000_000n, 11)]; // average 1,166,666.66…; 4 % = 46,666.66
    expect(entitlement(at(fallen, { rules: [{ ...FOUR, least: 300 }] }))).toMatchObject({ allowed: 9_000_000n, parts: [{ decidedBy: 'least' }] });
    expect(entitlement(at(fallen, { rules: [{ ...FOUR, least: 300, cap: 200 }] }))).toMatchObject({ allowed: 6_000_000n, parts: [{ decidedBy: 'cap' }] });
  });
});

describe('a change in mid-year splits it by its day', () => {
  const changed = [FOUR, { ...FOUR, from: '2026-07-01', percent: 300 }];
  it('each rule counts for its days, and the whole is rounded once', () => {
    // 8,000,000 × 181/365 + 6,000,000 × 184/365 = 3,967,123.28… + 3,024,657.53… = 6,991,780.82…
    expect(entitlement(at(flat(200_000_000n), { rules: changed }))).toMatchObject({
      allowed: 6_991_780n, parts: [{ from: '2026-01-01', to: '2026-06-30', days: 181, sum: 3_967_123n }, { from: '2026-07-01', to: '2026-12-31', days: 184, sum: 3_024_657n }],
    });
  });
  it('rounds no part alone: halves of a fen make one', () => {
    // 25 fen × 4 % = 1 fen, cut in two by the very same rule
    expect(allowed(at(flat(25n), { rules: [FOUR, { ...FOUR, from: '2026-07-01' }] }))).toBe(1n);
  });
  it('on the first day of the year the old one counts for no day; on the last for all but one', () => {
    expect(allowed(at(flat(200_000_000n), { rules: [FOUR, { ...FOUR, from: '2026-01-01', percent: 300 }] }))).toBe(6_000_000n);
    expect(entitlement(at(flat(200_000_000n), { rules: [FOUR, { ...FOUR, from: '2026-12-31', percent: 300 }] })).parts.map(({ days }) => days)).toEqual([364, 1]);
    expect(allowed(at(flat(200_000_000n), { rules: [FOUR, { ...FOUR, from: '2027-01-01', percent: 300 }] }))).toBe(8_000_000n);
  });
  it('a first rule in mid-year counts from its day on', () => expect(allowed(at(flat(200_000_000n), { rules: [{ ...FOUR, from: '2026-07-01' }] }))).toBe(4_032_876n));
});

describe('a price that is missing', () => {
  it('is not guessed', () => expect(entitlement(at([200_000_000n, null, ...flat(200_000_000n, 10)]))).toMatchObject({ allowed: null, unpriced: ['2025-09-30'] }));
  it('does not matter where no rule looks', () => expect(allowed(at([...flat(200_000_000n), null]))).toBe(8_000_000n));
});

describe('a spend against it', () => {
  const entitled = entitlement(at(flat(200_000_000n))); // 80,000.00
  it('passes to the fen, and is held one fen above', () => {
    expect(spendingRuleCheck({ entitled, taken: 5_000_000n, spend: 3_000_000n })).toEqual({ verdict: 'passes', sums: { allowed: 8_000_000n, taken: 5_000_000n, left: 3_000_000n, spend: 3_000_000n, over: 0n } });
    expect(spendingRuleCheck({ entitled, taken: 5_000_000n, spend: 3_000_001n })).toMatchObject({ verdict: 'hold', sums: { over: 1n } });
  });
  it('is held whole when more was taken already', () => expect(spendingRuleCheck({ entitled, taken: 9_000_000n, spend: 1n })).toMatchObject({ verdict: 'hold', sums: { left: 0n, over: 1n } }));
  it('without a rule there is no such limit; without a price nobody knows', () => {
    expect(spendingRuleCheck({ entitled: entitlement(at([], { rules: [] })), taken: 0n, spend: 1n }).verdict).toBe('no-rule');
    expect(spendingRuleCheck({ entitled: entitlement(at([null])), taken: 0n, spend: 1n }).verdict).toBe('unpriced');
  });
});
