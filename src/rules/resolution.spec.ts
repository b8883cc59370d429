import { type BodyRule, refuseUndecided, ruleOf } from './resolution';
import { Refused } from './refused';

const rule = (more: Partial<BodyRule>): BodyRule => ({ body: 'council', majority: 'ordinary', from: '2004-06-01', to: null, quorum: [2, 3], votes: [1, 2], countedOf: 'present', moreThan: true, source: '400 art. 21', ...more });
const ORDINARY = rule({});
const SPECIAL = rule({ majority: 'special', votes: [2, 3], moreThan: false });
const INVESTMENT = rule({ majority: 'investment', votes: [2, 3], countedOf: 'entitled', moreThan: false });
const RESIDENTS = rule({ body: 'residents-council', quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: false });
const HOUSEHOLDS = rule({ body: 'households', quorum: [1, 2], countedOf: 'entitled' });

const said = (of: BodyRule, entitled: number, present: number, yes: number, no = 0): string => {
  try {
    refuseUndecided(of, { entitled, present, for: yes, against: no });
    return 'carried';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};
const [NO_QUORUM, LOST, MISCOUNTED] = ['a-resolution-rests-on-a-quorum', 'a-resolution-was-carried-by-its-majority', 'a-resolution-counts-its-voters'];

it.each<[string, BodyRule, number, number, number, string]>([
  ['two thirds of seven are five', ORDINARY, 7, 4, 4, NO_QUORUM],
  ['five of seven, three for it', ORDINARY, 7, 5, 3, 'carried'],
  ['half of six present is not more than half', ORDINARY, 9, 6, 3, LOST],
  ['four of six present', ORDINARY, 9, 6, 4, 'carried'],
  ['two thirds of six present are four', SPECIAL, 9, 6, 4, 'carried'],
  ['three of six are fewer', SPECIAL, 9, 6, 3, LOST],
  ['an investment: two thirds of all nine, not of the six present', INVESTMENT, 9, 6, 5, LOST],
  ['six of nine', INVESTMENT, 9, 6, 6, 'carried'],
  ['two thirds of all seven are five', INVESTMENT, 7, 7, 4, LOST],
  ['five of seven', INVESTMENT, 7, 5, 5, 'carried'],
  ['two thirds of seven present are five', SPECIAL, 7, 7, 4, LOST],
  ['five of seven present', SPECIAL, 7, 7, 5, 'carried'],
  ['half of five present is three', ORDINARY, 5, 5, 2, LOST],
  ['three of five', ORDINARY, 5, 5, 3, 'carried'],
  ['four fifths of 21 are 17', RESIDENTS, 21, 16, 16, NO_QUORUM],
  ['half of 21 are 11', RESIDENTS, 21, 17, 10, LOST],
  ['11 of 21', RESIDENTS, 21, 17, 11, 'carried'],
  ['exactly half of 20 is 半数以上', RESIDENTS, 20, 16, 10, 'carried'],
  ['one fewer is not', RESIDENTS, 20, 16, 9, LOST],
  ['15 of 20 are no four fifths', RESIDENTS, 20, 15, 15, NO_QUORUM],
  ['half of ten households is not more than half', HOUSEHOLDS, 10, 10, 5, LOST],
  ['six of ten', HOUSEHOLDS, 10, 6, 6, 'carried'],
  ['five of ten are there, and all for it', HOUSEHOLDS, 10, 5, 5, LOST],
  ['nobody decides nothing', ORDINARY, 0, 0, 0, NO_QUORUM],
  ['more present than there are', ORDINARY, 5, 6, 6, MISCOUNTED],
])('%s', (_, of, entitled, present, yes, expected) => expect(said(of, entitled, present, yes)).toBe(expected));

it('counts no more votes than people', () => expect(said(ORDINARY, 9, 6, 4, 3)).toBe(MISCOUNTED));
it('is the rule of the day', () => {
  const later = rule({ from: '2026-07-01', votes: [2, 3] });
  const rules = [rule({ to: '2026-06-30' }), later];
  expect(ruleOf(rules, { body: 'council', majority: 'ordinary', day: '2026-07-01' })).toBe(later);
  expect(ruleOf(rules, { body: 'council', majority: 'ordinary', day: '2026-06-30' })).toBe(rules[0]);
  expect(() => ruleOf(rules, { body: 'households', majority: 'ordinary', day: '2026-07-01' })).toThrow(Refused);
});
