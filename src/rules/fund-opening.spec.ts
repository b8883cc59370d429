import { committeeFaults, duesOf, forecast, levelOf, nameFaults, nextDue, type Seat } from './fund-opening';

const host = '渝中区四柱社区基金会';
const words = ['中国', '中华', '全国', '国际'];
const named = (own: string) => nameFaults({ host, name: `${host}${own}`, words });

it.each([['CN', 'country'], ['CN-41', 'province'], ['CN-41-0100', 'city'], ['CN-41-0102', 'county']] as const)('a host at %s is registered with the %s', (place, level) => expect(levelOf(place)).toBe(level));

it('a name begins with its host’s, and has none of the words, letters and digits, whatever their width', () => {
  expect(named('助老专项基金')).toEqual([]);
  expect(nameFaults({ host, name: '助老专项基金', words })).toEqual(['host']);
  expect([nameFaults({ host, name: host, words }), named(' ')]).toEqual([['host'], ['host']]);
  expect(named('88助老基金')).toEqual(['letters']);
  expect([named('ＡＢ助老基金'), named('８助老基金')]).toEqual([['letters'], ['letters']]);
  expect(named('中国国际助老基金')).toEqual([{ word: '中国' }, { word: '国际' }]);
  // the host's own name may have what it has
  expect(nameFaults({ host: '中国示例基金会', name: '中国示例基金会助老专项基金', words })).toEqual([]);
});

const seats = (members: number, supervisors = 1): Seat[] => [...Array.from({ length: members }, () => ({ side: 'resident' as const })), ...Array.from({ length: supervisors }, () => ({ side: 'supervisor' as const }))];

it.each([
  [5, 1, []], [7, 2, []], [4, 1, ['few', 'even']], [3, 1, ['few']], [6, 1, ['even']], [5, 0, ['unsupervised']], [0, 0, ['none']], [4, 2, ['few', 'even']],
] as const)('a committee of %d with %d supervisors: %j', (members, supervisors, faults) => expect(committeeFaults(seats(members, supervisors), 5)).toEqual(faults));

describe('what a founder has promised', () => {
  const promised = { startingSum: 300_000_000n, startingBy: '2026-07-01', yearlyAddition: 60_000_000n, yearlyYears: 3, openedOn: '2026-06-01' };
  const dues = duesOf(promised);

  it('is the starting sum by its day and the addition of each of the years after it', () =>
    expect(dues.map(({ day, what }) => [day, what])).toEqual([['2026-07-01', 'start'], ['2027-12-31', 'year'], ['2028-12-31', 'year'], ['2029-12-31', 'year']]));

  it.each([
    [0n, '2026-07-01', 300_000_000n], [299_999_999n, '2026-07-01', 1n], [300_000_000n, '2027-12-31', 60_000_000n], [359_999_999n, '2027-12-31', 1n], [360_000_000n, '2028-12-31', 60_000_000n],
  ])('with %d fen there, %s is next and %d are missing', (received, day, missing) => expect(nextDue(dues, received)).toMatchObject({ day, missing }));

  it('is kept with all of it there, and nothing was promised where no sum stands', () => {
    expect(nextDue(dues, 480_000_000n)).toBeNull();
    expect(duesOf({ ...promised, startingSum: 0n, startingBy: null, yearlyAddition: 0n, yearlyYears: 0 })).toEqual([]);
  });
});

it.each([
  [36_500n, '2026-12-31', 36_500n], [100n, '2026-01-01', 36_500n], [50_000n, '2026-07-02', 99_727n], [183_000n, '2026-07-02', 365_000n], [1n, '2025-12-31', 0n], [700n, '2027-03-01', 700n], [0n, '2026-05-05', 0n],
])('%d fen by %s come to %d in 2026', (spent, today, year) => expect(forecast(spent, 2026, today)).toBe(year));

it('a leap year has its day more', () => expect(forecast(36_600n, 2028, '2028-12-30')).toBe(36_700n));
