import { type Courtyard, duesOf, entitlement, type Figure, FORMULAS, type Households, RULES, type Wanted } from './entitlement';
import { plain, yuan } from './money';

const always = (rule: string, value: bigint, from = '2009-01-01', to: string | null = null): Figure => ({ rule, jurisdiction: 'CN', from, to, value, source: 'M09, M10', status: 'needs-check' });
const FIGURES: readonly Figure[] = [
  always(RULES.perHundred, 300_000n, '2009-01-01', '2017-12-31'), always(RULES.perHundred, 400_000n, '2018-01-01'), always(RULES.partOfHundred, 1n),
  always(RULES.rural, 20_000_000n, '2009-01-01', '2017-12-31'), always(RULES.rural, 40_000_000n, '2018-01-01'),
  always(RULES.courtyard['self-governed'], 10_000n), always(RULES.courtyard['work-unit'], 5_000n), always(RULES.courtyard.managed, 6_000n), always(RULES.courtyard.scattered, 7_000n),
  always(RULES.smallUpTo, 5_000n), always(RULES.small, 2_000_000n), always(RULES.middleUpTo, 10_000n), always(RULES.middle, 3_000_000n), always(RULES.large, 4_000_000n),
  always(RULES.cityShare.inner, 0n), always(RULES.cityShare.near, 5n), always(RULES.cityShare.far, 7n),
];
const counts = (some: Partial<Households>): Households => ({ 'self-governed': 0, 'work-unit': 0, managed: 0, scattered: 0, ...some });
const asked = (some: Partial<Wanted>): Wanted => ({ year: 2026, jurisdiction: 'CN-31', households: counts({ managed: 100 }), rural: false, zone: 'inner', formulas: ['per-100'], ...some });
const sumOf = (some: Partial<Wanted>, figures = FIGURES): string => plain(entitlement(figures, asked(some)).sum);
const without = (rule: string, ...instead: Figure[]): Figure[] => [...FIGURES.filter((figure) => figure.rule !== rule), ...instead];

describe('per household by courtyard', () => {
  it.each<[Courtyard, string, string]>([['self-governed', '100.00', '100000.00'], ['work-unit', '50.00', '50000.00'], ['managed', '60.00', '60000.00'], ['scattered', '70.00', '70000.00']])('%s: %s each', (kind, one, thousand) => {
    expect([sumOf({ formulas: ['courtyard'], households: counts({ [kind]: 1 }) }), sumOf({ formulas: ['courtyard'], households: counts({ [kind]: 1_000 }) })]).toEqual([one, thousand]);
  });

  it('adds the kinds of one community', () => {
    expect(sumOf({ formulas: ['courtyard'], households: { 'self-governed': 120, 'work-unit': 300, managed: 1_500, scattered: 7 } })).toBe('117490.00');
  });
});

// the source says both "up to 10,000" and "from 10,000": a community of just 10,000 is taken by the lower band
describe('by band of households', () => {
  it.each([[1, '20000.00'], [4_999, '20000.00'], [5_000, '20000.00'], [5_001, '30000.00'], [9_999, '30000.00'], [10_000, '30000.00'], [10_001, '40000.00'], [100_000, '40000.00']])('%s households: %s', (managed, sum) => {
    expect(sumOf({ formulas: ['band'], households: counts({ managed }) })).toBe(sum);
  });
});

describe('per 100 households', () => {
  it.each([[1, '4000.00'], [99, '4000.00'], [100, '4000.00'], [101, '8000.00'], [200, '8000.00'], [201, '12000.00']])('%s households, a begun hundred counted: %s', (managed, sum) => {
    expect(sumOf({ households: counts({ managed }) })).toBe(sum);
  });

  it.each([[99, '0.00'], [100, '4000.00'], [199, '4000.00'], [200, '8000.00']])('%s households, whole hundreds only: %s', (managed, sum) => {
    expect(sumOf({ households: counts({ managed }) }, without(RULES.partOfHundred, always(RULES.partOfHundred, 0n)))).toBe(sum);
  });

  it.each([[2017, '3000.00', '200000.00'], [2018, '4000.00', '400000.00']])('%s: %s, and in the country %s whatever the households', (year, town, country) => {
    expect([sumOf({ year }), sumOf({ year, rural: true }), sumOf({ year, rural: true, households: counts({ scattered: 3_000 }) })]).toEqual([town, country, country]);
  });
});

describe('a figure that changes in mid-year', () => {
  const changing = without(RULES.perHundred, always(RULES.perHundred, 300_000n, '2009-01-01', '2026-06-30'), always(RULES.perHundred, 400_000n, '2026-07-01'));

  it('counts for its days, and the parts add up to the fen', () => {
    const { sum, parts } = entitlement(changing, asked({}));
    expect(parts.map(({ from, to, days, yearly, sum: of }) => [from, to, days, plain(yearly), plain(of)])).toEqual([['2026-01-01', '2026-06-30', 181, '3000.00', '1487.67'], ['2026-07-01', '2026-12-31', 184, '4000.00', '2016.43']]);
    // (3,000 × 181 + 4,000 × 184) / 365 = 3,504.1095…
    expect(plain(sum)).toBe('3504.10');
    expect(parts.reduce((all, part) => all + part.sum, 0n)).toBe(sum);
  });

  it('knows the 366 days of a leap year', () => {
    const leap = without(RULES.perHundred, always(RULES.perHundred, 300_000n, '2009-01-01', '2028-02-28'), always(RULES.perHundred, 400_000n, '2028-02-29'));
    expect(entitlement(leap, asked({ year: 2028 })).parts.map(({ days }) => days)).toEqual([59, 307]);
  });

  it('gives what is to be checked as such, and what was checked from its day on', () => {
    const status = (checked: Figure['status'], from: string, to: string | null): Figure => ({ ...always(RULES.perHundred, 400_000n, from, to), status: checked });
    const sure: Figure[] = without(RULES.perHundred, status('needs-check', '2018-01-01', '2026-06-30'), status('confirmed', '2026-07-01', null)).map((figure) => (figure.rule === RULES.perHundred ? figure : { ...figure, status: 'confirmed' }));
    expect(entitlement(sure, asked({})).parts.map(({ from, checked }) => [from, checked])).toEqual([['2026-01-01', false], ['2026-07-01', true]]);
    expect(entitlement(FIGURES, asked({ formulas: FORMULAS })).parts.map(({ checked }) => checked)).toEqual([false, false, false]);
  });

  it('leaves other formulas whole', () => {
    expect(entitlement(changing, asked({ formulas: ['courtyard', 'per-100'] })).parts.map(({ formula, days }) => [formula, days])).toEqual([['per-100', 181], ['per-100', 184], ['courtyard', 365]]);
  });
});

describe('the payers', () => {
  it.each([['inner', '0.00', '4000.00'], ['near', '2000.00', '2000.00'], ['far', '2800.00', '1200.00']] as const)('%s: city %s, district %s', (zone, city, district) => {
    const { payers } = entitlement(FIGURES, asked({ zone }));
    expect([plain(payers.city), plain(payers.district)]).toEqual([city, district]);
  });

  it('share an odd fen by the largest remainder, and never lose it', () => {
    const odd = without(RULES.courtyard.managed, always(RULES.courtyard.managed, 1n));
    expect(entitlement(odd, asked({ zone: 'near', formulas: ['courtyard'], households: counts({ managed: 1 }) })).payers).toEqual({ city: 1n, district: 0n });
    for (let managed = 1; managed < 60; managed++) {
      const { sum, payers, parts } = entitlement(odd, asked({ zone: 'far', formulas: ['courtyard'], households: counts({ managed }) }));
      expect([payers.city + payers.district, parts.reduce((all, part) => all + part.sum, 0n)]).toEqual([sum, sum]);
      // seven tenths of it, to the nearest fen
      expect(payers.city).toBe((sum * 7n + 5n) / 10n);
    }
  });

  it('share the whole, however the year is cut: a figure of another place, or of a formula that is not asked for, changes nothing', () => {
    const odd = without(RULES.courtyard.managed, always(RULES.courtyard.managed, 1n));
    const wanted = asked({ zone: 'near', formulas: ['courtyard'], households: counts({ managed: 10_001 }) });
    const alone = entitlement(odd, wanted);
    const [elsewhere, other] = [{ ...always(RULES.perHundred, 1n, '2026-05-02'), jurisdiction: 'CN-44' }, { ...always(RULES.large, 7n, '2026-09-01', '2026-10-07'), jurisdiction: 'CN-31' }];
    expect(entitlement([...odd, elsewhere, other], wanted)).toEqual(alone);
    expect(alone.parts).toHaveLength(1);
  });

  it('share by the days on which their shares held', () => {
    const moved = without(RULES.cityShare.near, always(RULES.cityShare.near, 5n, '2009-01-01', '2026-06-30'), always(RULES.cityShare.near, 7n, '2026-07-01'));
    const { sum, payers, parts } = entitlement(moved, asked({ zone: 'near' }));
    // 4,000 × (181 × 5 + 184 × 7) / 3,650
    expect([plain(sum), plain(payers.city), plain(payers.district), parts.map(({ days }) => days)]).toEqual(['4000.00', '2403.29', '1596.71', [181, 184]]);
  });
});

it('asks for households, a formula, and figures in force', () => {
  for (const households of [counts({}), counts({ managed: -1 }), counts({ managed: 1.5 })]) expect(() => entitlement(FIGURES, asked({ households }))).toThrow(expect.objectContaining({ code: 'an-entitlement-has-households' }));
  expect(() => entitlement(FIGURES, asked({ formulas: [] }))).toThrow(expect.objectContaining({ code: 'an-entitlement-has-a-formula' }));
  expect(() => entitlement(FIGURES, asked({ year: 2008 }))).toThrow(expect.objectContaining({ code: 'no-policy-in-force' }));
  expect(plain(entitlement(FIGURES, asked({ formulas: FORMULAS })).sum)).toBe('30000.00');
});

it('counts what has come for the earliest day first', () => {
  const dues = [{ due: '2026-09-30', sum: yuan('600') }, { due: '2026-03-31', sum: yuan('400') }];
  const told = (received: string, today: string): string => duesOf(dues, received === '0' ? 0n : yuan(received), today).map(({ due, missing, overdue }) => `${due} ${plain(missing)}${overdue ? '!' : ''}`).join(' ');
  expect(told('0', '2026-03-31')).toBe('2026-03-31 400.00 2026-09-30 600.00');
  expect(told('0', '2026-04-01')).toBe('2026-03-31 400.00! 2026-09-30 600.00');
  expect(told('400', '2026-10-01')).toBe('2026-03-31 0.00 2026-09-30 600.00!');
  expect(told('999.99', '2026-10-01')).toBe('2026-03-31 0.00 2026-09-30 0.01!');
  expect(told('1000', '2026-10-01')).toBe('2026-03-31 0.00 2026-09-30 0.00');
});
