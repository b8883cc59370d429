import { checkPlan, checkSupplement, filedBy, type Plan } from './campaign';

const days = { before: 10, after: 10 };
const plan: Plan = { filedOn: '2026-05-31', from: '2026-06-10', to: '2026-07-31', target: 1_000_000n, cost: 30_000n, emergency: false };

it.each<[string, Partial<Plan>, string | null]>([
  ['filed ten days before', {}, null],
  ['filed nine days before', { filedOn: '2026-06-01' }, 'campaign-filed-too-late'],
  ['an emergency, filed ten days after the start', { emergency: true, filedOn: '2026-06-20' }, null],
  ['an emergency, eleven days after', { emergency: true, filedOn: '2026-06-21' }, 'emergency-filed-too-late'],
  ['one day long', { to: '2026-06-10' }, null],
  ['over before it begins', { to: '2026-06-09' }, 'a-campaign-ends-after-it-begins'],
  ['costs a fen less than it brings', { cost: 999_999n }, null],
  ['costs all that it brings', { cost: 1_000_000n }, 'raising-costs-less-than-it-brings'],
])('%s', (_, more, refused) => {
  const check = (): void => checkPlan({ ...plan, ...more }, days);
  if (refused === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: refused }));
});

it('names the last day on which it could be filed', () => {
  expect(filedBy(plan, days)).toBe('2026-05-31');
  expect(filedBy({ ...plan, emergency: true }, days)).toBe('2026-06-20');
});

it.each<[string, Partial<Plan>, string | null]>([
  ['a higher target on the last day', { filedOn: '2026-07-31', target: 2_000_000n }, null],
  ['a day later', { filedOn: '2026-08-01' }, 'a-supplement-keeps-the-days-of-its-campaign'],
  ['on the day of the first filing', { filedOn: '2026-05-31' }, null],
  ['before it', { filedOn: '2026-05-30' }, 'a-supplement-keeps-the-days-of-its-campaign'],
  ['with another end', { to: '2026-08-31' }, 'a-supplement-keeps-the-days-of-its-campaign'],
  ['with a cost above its target', { cost: 1_000_001n }, 'raising-costs-less-than-it-brings'],
])('a supplement: %s', (_, more, refused) => {
  const check = (): void => checkSupplement({ ...plan, filedOn: '2026-06-15', ...more }, plan);
  if (refused === null) expect(check).not.toThrow();
  else expect(check).toThrow(expect.objectContaining({ code: refused }));
});
