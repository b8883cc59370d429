import { type Duty, refuseSamePerson } from './duties';
import { Refused } from './refused';

const [WANG, LI, ZHOU] = [1, 2, 3];

it.each<[string, Duty]>([
  ['the one who records a gift does not match it', 'whoever-records-a-gift-does-not-match-it'],
  ['who requests does not approve', 'whoever-requests-does-not-approve'],
  ['who approves does not pay', 'whoever-approves-does-not-pay'],
])('%s', (_, duty) => {
  const refusal = expect.objectContaining({ name: 'Refused', code: duty }) as Refused;
  expect(() => refuseSamePerson(duty, WANG, WANG)).toThrow(Refused);
  expect(() => refuseSamePerson(duty, WANG, WANG)).toThrow(refusal);
  expect(() => refuseSamePerson(duty, WANG, LI)).not.toThrow();
});

it('of several who did the first act none may do the second', () => {
  expect(() => refuseSamePerson('whoever-approves-does-not-pay', [WANG, LI], LI)).toThrow('whoever-approves-does-not-pay');
  expect(() => refuseSamePerson('whoever-approves-does-not-pay', [WANG, LI], ZHOU)).not.toThrow();
});

it('what the system did stands in nobody’s way', () => {
  expect(() => refuseSamePerson('whoever-records-a-gift-does-not-match-it', null, WANG)).not.toThrow();
  expect(() => refuseSamePerson('whoever-requests-does-not-approve', [], WANG)).not.toThrow();
});
