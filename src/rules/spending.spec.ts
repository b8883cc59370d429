import { judgeSpending, latestSafeMonth, leastOf, type Limits, type Measure, measureOf, shareOf, toYearEnd, withCosts } from './spending';

const limits: Limits = {
  qualified: { least: 7000n, most: 1000n },
  bands: [{ from: 6_000_000_000n, least: 600n, most: 1200n }, { from: 800_000_000n, least: 600n, most: 1300n }, { from: 400_000_000n, least: 700n, most: 1500n }, { from: 0n, least: 800n, most: 2000n }],
  freeBelow: 20_000_000n,
};
const none = [null, null, null] as const;
const of = (netAssets: bigint): Measure => measureOf({ qualified: false, bases: { income: none, netAssets: [netAssets, null, null] }, limits })!;

it.each([
  [6_000_000_000n, 600n, 1200n], [5_999_999_999n, 600n, 1300n],
  [800_000_000n, 600n, 1300n], [799_999_999n, 700n, 1500n],
  [400_000_000n, 700n, 1500n], [399_999_999n, 800n, 2000n],
  [0n, 800n, 2000n], [-1n, 800n, 2000n],
])('net assets of %s fen: at least %s, at most %s', (netAssets, least, most) => {
  expect(of(netAssets)).toMatchObject({ least, most, freeBelow: 20_000_000n, bases: [{ name: 'net-assets', sum: netAssets }] });
});

describe('with the qualification', () => {
  const bases = { income: [100_00n, 50_00n, 30_00n], netAssets: none } as const;
  it('income counts, that of last year or of three years', () => {
    expect(measureOf({ qualified: true, bases, limits })).toEqual({ least: 7000n, most: 1000n, band: null, freeBelow: null, bases: [{ name: 'income', sum: 100_00n }, { name: 'income-of-three-years', sum: 60_00n }] });
  });
  it('three years count only when all three are known', () => {
    expect(measureOf({ qualified: true, bases: { ...bases, income: [100_00n, 50_00n, null] }, limits })!.bases).toEqual([{ name: 'income', sum: 100_00n }]);
  });
  it('management cost counts however small it is', () => {
    const measure = measureOf({ qualified: true, bases, limits })!;
    expect(judgeSpending(measure, { charitable: 80_00n, management: 10_01n, total: 100_10n })).toMatchObject({ managementMet: true, managementFree: false, headroom: 0n });
    expect(judgeSpending(measure, { charitable: 80_00n, management: 10_01n, total: 100_09n })).toMatchObject({ managementMet: false });
  });
});

it('without last year’s net assets nobody can say the band; with the qualification nothing is required yet', () => {
  expect(measureOf({ qualified: false, bases: { income: none, netAssets: none }, limits })).toBeNull();
  const first = measureOf({ qualified: true, bases: { income: none, netAssets: none }, limits })!;
  expect(judgeSpending(first, { charitable: 0n, management: 0n, total: 0n })).toMatchObject({ required: null, shortfall: 0n, spendingMet: true });
});

describe('what must be spent', () => {
  const measure: Measure = { least: 800n, most: 2000n, band: 3, freeBelow: 20_000_000n, bases: [{ name: 'net-assets', sum: 300_000_000n }, { name: 'net-assets-of-three-years', sum: 200_000_000n }] };
  it.each([[15_999_999n, 1n, false], [16_000_000n, 0n, true], [24_000_000n, 0n, true]])('on the base that asks for less: %s fen spent', (charitable, shortfall, spendingMet) => {
    expect(judgeSpending(measure, { charitable, management: 0n, total: charitable })).toMatchObject({ required: 16_000_000n, shortfall, spendingMet });
  });
  it.each([
    [19_999_999n, true, true], // below the sum from which the share counts
    [20_000_000n, false, true], // a fifth of the total, to the fen
    [20_000_001n, false, false],
  ])('management cost of %s fen in a total of 1,000,000 yuan: free %s, met %s', (management, managementFree, managementMet) => {
    expect(judgeSpending(measure, { charitable: 80_000_000n, management, total: 100_000_000n })).toMatchObject({ managementFree, managementMet, headroom: 20_000_000n - management });
  });
  it('management cost that was given back more than it was is none', () => {
    expect(judgeSpending({ ...measure, freeBelow: null }, { charitable: 0n, management: -5n, total: -5n }).managementMet).toBe(true);
  });
});

it('a least share is counted up to the next fen, and is nothing on a base below nothing', () => {
  expect([leastOf(10_001n, 800n), leastOf(10_000n, 800n), leastOf(0n, 800n), leastOf(-10_000n, 800n)]).toEqual([801n, 800n, 0n, 0n]);
});

it('a share of nothing is none', () => {
  expect([shareOf(1n, 3n), shareOf(1n, 0n)]).toEqual([3333n, null]);
});

it('what is to be approved adds to the year, or takes from it', () => {
  const year = { charitable: 10n, management: 2n, total: 12n };
  expect([withCosts(year, { charitable: 0n, management: 5n, total: 5n }), withCosts(year, { charitable: -4n, management: 0n, total: -4n })])
    .toEqual([{ charitable: 10n, management: 7n, total: 17n }, { charitable: 6n, management: 2n, total: 8n }]);
});

it('a year that goes on as it began', () => {
  expect([toYearEnd(100n, { gone: 73, days: 365 }), toYearEnd(100n, { gone: 365, days: 365 }), toYearEnd(100n, { gone: 0, days: 365 })]).toEqual([500n, 100n, 0n]);
});

it.each([
  [0n, [10n], 13], [1n, [10n, 4n], 12], [10n, [10n], 12], [11n, [10n], 11], [120n, [10n], 1], [121n, [10n], 0], [1n, [], null], [1n, [0n, -3n], null],
])('%s fen missing at a pace of %s a month: safe until month %s', (shortfall, byMonth, month) => expect(latestSafeMonth(shortfall, byMonth)).toBe(month));
