import { committeeFaults, duesOf, forecast, levelOf, nameFaults, nameKey, nextDue, type Seat, termFault, type Terms } from './fund-opening';

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
  const promised = { startingSum: 300_000_000n, startingBy: '2026-07-01', yearlyAddition: 60_000_000n, yearlyYears: 3, termTo: null, openedOn: '2026-06-01' };
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

it('what is added comes by the end of the term where that is sooner', () =>
  expect(duesOf({ startingSum: 0n, startingBy: null, yearlyAddition: 1n, yearlyYears: 2, termTo: '2028-05-31', openedOn: '2026-06-01' }).map(({ day }) => day)).toEqual(['2027-12-31', '2028-05-31']));

describe('clauses that contradict each other', () => {
  const terms: Terms = { kind: 'named', startingSum: 100n, startingBy: '2026-07-01', yearlyAddition: 20n, yearlyYears: 3, termFrom: '2026-06-01', termTo: null };
  it.each([
    [{}, null], [{ kind: 'project' }, 'a-project-fund-has-its-last-day'], [{ kind: 'project', termTo: '2029-05-31' }, null],
    [{ termTo: '2029-01-01' }, null], [{ termTo: '2028-12-31' }, 'what-is-promised-comes-within-the-term'], [{ yearlyAddition: 0n, yearlyYears: 0, termTo: '2026-07-01' }, null], [{ yearlyAddition: 0n, yearlyYears: 0, termTo: '2026-06-30' }, 'what-is-promised-comes-within-the-term'],
    [{ startingBy: null }, 'a-starting-sum-has-its-day'], [{ yearlyYears: 0 }, 'a-yearly-addition-has-its-years'], [{ yearlyYears: 50 }, null], [{ yearlyYears: 51 }, 'too-many-years'],
    [{ termTo: '2026-06-01' }, 'an-agreements-term-ends-after-it-begins'],
  ] as const)('%j: %s', (change, code) => expect(termFault({ ...terms, ...change })?.code ?? null).toBe(code));
});

it.each([['助 老 基金', '助老基金'], ['助老－基金', '助老-基金'], ['ＡＢ基金', 'ab基金'], ['助·老\u200b基金', '助老基金'], ['助老\u3000基金', '助老基金']])('%j and %j are one name', (one, other) => expect(nameKey(one)).toBe(nameKey(other)));
it('a word is found whatever stands between its signs', () => expect([named('中 国助老基金'), named('中·国助老基金')]).toEqual([[{ word: '中国' }], [{ word: '中国' }]]));

describe('what a year comes to', () => {
  const of = (spent: bigint, promised: bigint, today: string, year = 2026): bigint => forecast({ spent, promised }, year, today);
  it('is what is spent and promised for ninety days, then no less than the pace', () =>
    expect([of(90n, 10n, '2026-03-31'), of(91n, 10n, '2026-04-01'), of(91n, 400n, '2026-04-01'), of(50_000n, 0n, '2026-07-02'), of(183_000n, 0n, '2026-07-02')]).toEqual([100n, 365n, 491n, 99_727n, 365_000n]));
  it('was what it was, once it is over, and is nothing before it begins', () => expect([of(36_500n, 0n, '2026-12-31'), of(700n, 0n, '2027-03-01'), of(0n, 0n, '2025-12-31'), of(0n, 0n, '2026-05-05')]).toEqual([36_500n, 700n, 0n, 0n]));
  it('has a day more in a leap year', () => expect(of(36_500n, 0n, '2028-12-30', 2028)).toBe(36_600n));
});
