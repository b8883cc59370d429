import { inForce, type Policy } from './policy';

const row = (jurisdiction: string, from: string, to: string | null, value: string): Policy<string> =>
  ({ rule: 'filing-days', jurisdiction, from, to, value, source: '74 art. 11', status: 'confirmed' });

const rows = [
  row('CN', '2016-09-01', '2024-09-04', 'country, old'),
  row('CN', '2024-09-05', null, 'country, new'),
  row('CN-50', '2020-01-01', '2024-12-31', 'city'),
  row('CN-50-0108', '2024-10-01', '2024-10-31', 'district'),
  { ...row('CN-50-0108', '2000-01-01', null, 'another rule'), rule: 'other' },
];

it.each([
  ['CN', '2024-09-04', 'country, old'],
  ['CN', '2024-09-05', 'country, new'],
  ['CN-50', '2024-09-05', 'city'],
  ['CN-50', '2024-12-31', 'city'],
  ['CN-50', '2025-01-01', 'country, new'],
  ['CN-50', '2019-12-31', 'country, old'],
  ['CN-50-0108', '2024-09-30', 'city'],
  ['CN-50-0108', '2024-10-01', 'district'],
  ['CN-50-0108', '2024-10-31', 'district'],
  ['CN-50-0108', '2024-11-01', 'city'],
  ['CN-5', '2024-10-01', 'country, new'], // a place is not above another because its name begins alike
  ['elsewhere', '2024-10-01', 'country, new'],
])('in %s on %s: %s', (jurisdiction, day, value) => expect(inForce(rows, { rule: 'filing-days', jurisdiction, day }).value).toBe(value));

it.each([
  ['before the first', 'filing-days', '2016-08-31'],
  ['of an unknown rule', 'unknown', '2024-10-01'],
])('%s there is none', (_, rule, day) =>
  expect(() => inForce(rows, { rule, jurisdiction: 'CN', day })).toThrow(expect.objectContaining({ code: 'no-policy-in-force', facts: { rule, jurisdiction: 'CN', day } })));

it('two of one place on one day are a mistake in the rows', () => {
  const overlapping = [...rows, row('CN', '2024-09-01', null, 'country, too early')];
  const asked = { rule: 'filing-days', jurisdiction: 'CN' };
  expect(() => inForce(overlapping, { ...asked, day: '2024-09-04' })).toThrow(RangeError);
  expect(inForce(overlapping, { ...asked, day: '2024-08-31' }).value).toBe('country, old');
});
