import { classOfPurse } from './agency-test';

const all = { passesOn: false, dutyAtOnce: true, onlyBetween: true, namedByGiver: true };

it('is held for others when all three are true', () => expect(classOfPurse(all)).toBe('agency'));

it.each(['dutyAtOnce', 'onlyBetween', 'namedByGiver'] as const)('is a gift when %s is not, unless an agreement says to pass it on', (one) => {
  expect(classOfPurse({ ...all, [one]: false })).toBe('restricted');
  expect(classOfPurse({ ...all, [one]: false, passesOn: true })).toBe('agency');
});

it('an agreement to pass it on is enough by itself', () => {
  const none = { passesOn: false, dutyAtOnce: false, onlyBetween: false, namedByGiver: false };
  expect([classOfPurse(none), classOfPurse({ ...none, passesOn: true })]).toEqual(['restricted', 'agency']);
});
