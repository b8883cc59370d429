import { ageByYear, filingOn } from './resident-group';

describe('the year of birth', () => {
  it.each([
    [1950, '2026-11-22', 'of-age'], [2007, '2026-01-01', 'of-age'], [2008, '2026-12-31', 'to-declare'], [2008, '2026-01-01', 'to-declare'], [2009, '2026-12-31', 'minor'], [2009, '2027-01-01', 'to-declare'], [2026, '2026-01-01', 'minor'], [null, '2026-11-22', 'to-declare'],
  ] as const)('of %s says on %s: %s', (born, day, says) => expect(ageByYear(born, day)).toBe(says));
});

it('a filing holds from its first day to its last', () => {
  const filing = { from: '2026-03-01', until: '2027-02-28' };
  expect(['2026-02-28', '2026-03-01', '2027-02-28', '2027-03-01'].map((day) => filingOn(filing, day))).toEqual(['to-come', 'filed', 'filed', 'run-out']);
  expect(filingOn(null, '2026-03-01')).toBe('none');
});
