import { type House, membersOn, neededForInvestment, type Office, officialsMissing, refuseForbiddenElection, type Term } from './officials';

const DAY = '2026-11-22';
const term = (party: number, office: Office, more: Partial<Term> = {}): Term => ({ party, name: `P${party}`, office, from: '2024-01-01', until: '2028-12-31', last: '2028-12-31', ...more });
const directors = (n: number): Term[] => Array.from({ length: n }, (_, at) => term(at + 1, 'director'));
const HOUSE: House = {
  day: DAY, kind: 'non-public', privateMoney: true, limits: { least: 5, most: 25, years: 5, supervisors: 1 }, facts: [], kin: [], finance: [], investments: [],
  terms: [...directors(5), term(1, 'chair'), term(2, 'secretary-general'), term(99, 'supervisor')],
};
const codes = (more: Partial<House>): string => officialsMissing({ ...HOUSE, ...more }).map(({ check, level, code }) => `${check} ${level} ${code}`).join(', ');
const with_ = (...terms: Term[]): Partial<House> => ({ terms: [...HOUSE.terms, ...terms] });

it('finds nothing missing with five directors, a chair, a secretary-general and a supervisor', () => expect(codes({})).toBe(''));

it.each<[number, string]>([[4, 'B1 warn council-too-small'], [5, ''], [25, ''], [26, 'B1 warn council-too-large']])('a council of %s', (n, says) =>
  expect(codes({ terms: [...directors(n), term(1, 'chair'), term(2, 'secretary-general'), term(99, 'supervisor')] })).toBe(says));

it.each<[string, Term, string]>([
  ['five years to the day', term(98, 'supervisor', { from: '2024-01-01', until: '2028-12-31', last: '2028-12-31' }), ''],
  ['five years and a day', term(98, 'supervisor', { from: '2024-01-01', until: '2029-01-01', last: '2029-01-01' }), 'B1 warn term-too-long'],
  ['from the 29th of February', term(98, 'supervisor', { from: '2024-02-29', until: '2029-02-28', last: '2029-02-28' }), ''],
  ['and a day more', term(98, 'supervisor', { from: '2024-02-29', until: '2029-03-01', last: '2029-03-01' }), 'B1 warn term-too-long'],
  ['ends today', term(98, 'supervisor', { until: DAY, last: DAY }), ''],
  ['ended yesterday, nobody chosen anew', term(98, 'supervisor', { until: '2026-11-21', last: '2026-11-21' }), 'B1 warn term-run-out'],
  ['left before it was over', term(98, 'supervisor', { last: '2026-01-01' }), ''],
])('a term: %s', (_, one, says) => expect(codes(with_(one))).toBe(says));

it('a term that follows makes good one that has run out', () =>
  expect(codes(with_(term(98, 'supervisor', { from: '2020-01-01', until: '2024-12-31', last: '2024-12-31' }), term(98, 'supervisor', { from: '2025-02-01', until: '2029-12-31', last: '2029-12-31' })))).toBe(''));

it.each<[number, boolean, string]>([[0, false, 'B1 warn supervisors-too-few'], [1, false, ''], [2, true, 'B1 warn supervisors-too-few'], [3, true, '']])('%s supervisors, three asked: %s', (n, threeSupervisors, says) =>
  expect(codes({ limits: { ...HOUSE.limits, supervisors: threeSupervisors ? 3 : 1 }, terms: [...HOUSE.terms.filter(({ office }) => office !== 'supervisor'), ...Array.from({ length: n }, (_, at) => term(90 + at, 'supervisor'))] })).toBe(says));

it.each<[string, string, string]>([['60 days before', '2026-09-22', ''], ['61 days before', '2026-09-21', 'B1 warn term-run-out']])('and so does another in the office, elected %s it ended', (_, from, says) =>
  expect(codes(with_(term(98, 'supervisor', { until: '2026-11-21', last: '2026-11-21' }), term(97, 'supervisor', { from, until: '2030-12-31', last: '2030-12-31' })))).toBe(says));

it('officers are there and are directors', () => {
  expect(codes({ terms: HOUSE.terms.filter(({ office }) => office !== 'chair') })).toBe('B1 warn office-vacant');
  expect(codes(with_(term(50, 'vice-chair')))).toBe('B1 warn officer-not-a-director');
});

// six directors: a third is two
const six = { terms: [...directors(6), term(1, 'chair'), term(2, 'secretary-general'), term(99, 'supervisor')] };
it.each<[string, Partial<House>, string]>([
  ['two of six, private money', { kin: [[3, 4]] }, ''],
  ['three of six', { kin: [[3, 4], [4, 5]] }, 'B2 hold directors-are-kin-beyond-a-third'],
  ['two of six, other money', { kin: [[3, 4]], privateMoney: false }, 'B2 hold directors-are-kin'],
  ['two of six, public', { kin: [[3, 4]], kind: 'public-local' }, 'B2 hold directors-are-kin'],
  ['kin of somebody outside', { kin: [[3, 77]], privateMoney: false }, ''],
])('family on the council: %s', (_, more, says) => expect(codes({ ...six, ...more })).toBe(says));

it.each<[string, Partial<House>, string]>([
  ['of a director', { kin: [[99, 3]] }, 'B2 hold supervisor-is-kin-of-a-director'],
  ['of who keeps the books', { kin: [[70, 99]], finance: [70] }, 'B2 hold supervisor-is-kin-of-finance-staff'],
  ['keeps the books', { finance: [99] }, 'B2 hold supervisor-keeps-the-books'],
  ['is a director', with_(term(99, 'director')), 'B2 hold supervisor-is-a-director'],
])('a supervisor is kin: %s', (_, more, says) => expect(codes(more)).toBe(says));

it('posts beside an office', () => {
  expect(codes({ facts: [{ party: 1, fact: 'state-official' }, { party: 3, fact: 'state-official' }] })).toBe('B9 warn officer-is-a-state-official');
  expect(codes({ facts: [{ party: 1, fact: 'heads-body' }, { party: 2, fact: 'heads-body' }] })).toBe('B9 warn legal-representative-heads-another-body');
});

it.each<[number, number, string]>([[7, 5, ''], [7, 4, 'B6 hold investment-without-two-thirds-of-all'], [6, 4, ''], [9, 5, 'B6 hold investment-without-two-thirds-of-all']])('an investment: of %s members %s are for it', (members, votes, says) => {
  expect(codes({ investments: [{ number: '1', for: votes, members }] })).toBe(says);
});
it('two thirds of all', () => expect([5, 6, 7, 8, 9].map(neededForInvestment)).toEqual([4, 4, 5, 6, 6]));
it('counts who sits on a day', () => expect([membersOn(DAY, HOUSE.terms), membersOn('2023-12-31', HOUSE.terms)]).toEqual([5, 0]));

it.each<[string, number, Partial<House>, Partial<House>, string | null]>([
  ['the second of a family', 4, { terms: directors(3), kin: [[3, 4]], privateMoney: false }, { terms: directors(4), kin: [[3, 4]], privateMoney: false }, 'kin-sit-together-on-a-council-within-the-law'],
  ['the third of six, private money', 6, { terms: directors(5), kin: [[4, 5], [5, 6]] }, { terms: directors(6), kin: [[4, 5], [5, 6]] }, 'kin-sit-together-on-a-council-within-the-law'],
  ['the second of six, private money', 6, { terms: directors(5), kin: [[5, 6]] }, { terms: directors(6), kin: [[5, 6]] }, null],
  ['somebody else, while two stand beyond the law', 5, { terms: directors(4), kin: [[1, 2]], privateMoney: false }, { terms: directors(5), kin: [[1, 2]], privateMoney: false }, null],
  ['a director as supervisor', 1, { terms: directors(5) }, { terms: [...directors(5), term(1, 'supervisor')] }, 'a-supervisor-is-independent'],
  ['family of a supervisor as director', 5, { terms: [...directors(4), term(99, 'supervisor')], kin: [[5, 99]] }, { terms: [...directors(5), term(99, 'supervisor')], kin: [[5, 99]] }, 'a-supervisor-is-independent'],
  ['a director as chair, kin of a supervisor already', 3, { terms: [...directors(5), term(99, 'supervisor')], kin: [[3, 99]] }, { terms: [...directors(5), term(3, 'chair'), term(99, 'supervisor')], kin: [[3, 99]] }, null],
])('an election of %s', (_, party, before, after, refused) => {
  const elects = (): void => refuseForbiddenElection(party, { before: { ...HOUSE, ...before }, after: { ...HOUSE, ...after } });
  if (refused === null) expect(elects).not.toThrow();
  else expect(elects).toThrow(expect.objectContaining({ code: refused }));
});
