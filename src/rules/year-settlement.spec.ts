import { yuan } from './money';
import { Refused } from './refused';
import { judgePart, partsOf, undecidedOf, unspentOf } from './year-settlement';

const refused = (work: () => unknown): string => {
  try {
    work();
    return 'not refused';
  } catch (error) {
    return (error as Refused).code;
  }
};

it('adds up: what a year began with and what came, less what was spent, goes back, is carried over, or waits', () => {
  const year = { opening: 100n, received: 1_000n, used: 300n, returned: 500n, carried: 200n };
  expect([unspentOf(year), undecidedOf(year)]).toEqual([800n, 100n]);
  expect(undecidedOf({ opening: 0n, received: 10n, used: 11n, returned: 0n, carried: 0n })).toBe(-1n);
});

it('shares what is left in the proportion in which it was brought, to the fen: the largest rest first, and of two equal rests the city’s', () => {
  expect(partsOf(100n, { city: 1n, district: 2n }).map(({ share }) => share)).toEqual([33n, 67n]);
  expect(partsOf(1n, { city: 5n, district: 5n }).map(({ share }) => share)).toEqual([1n, 0n]);
  expect(partsOf(yuan('1,999,999.99'), { city: 7n, district: 3n }).map(({ share }) => share)).toEqual([139_999_999n, 60_000_000n]);
  expect(partsOf(yuan('2,000,000.00'), { city: 7n, district: 3n }).map(({ share }) => share)).toEqual([140_000_000n, 60_000_000n]);
  expect(partsOf(7n, { city: 0n, district: 3n })).toEqual([{ payer: 'district', brought: 3n, share: 7n }]);
  for (let sum = 1n; sum < 200n; sum += 1n) expect(partsOf(sum, { city: 13n, district: 29n }).reduce((all, { share }) => all + share, 0n)).toBe(sum);
});

it('settles nothing where nothing is left or nobody brought anything', () => {
  expect([refused(() => partsOf(0n, { city: 1n })), refused(() => partsOf(-1n, { city: 1n })), refused(() => partsOf(1n, {}))]).toEqual(Array(3).fill('a-settlement-settles-something'));
});

it('carries over what the payer agrees to, no more than the part, and says to whom the rest goes', () => {
  const part = { payer: 'city', brought: 5n, share: 10n } as const;
  expect(refused(() => judgePart(part, { carried: 11n, consent: '市财〔2027〕1 号', payee: null }))).toBe('no-more-is-carried-over-than-is-left');
  expect(refused(() => judgePart(part, { carried: 10n, consent: null, payee: null }))).toBe('what-is-carried-over-has-its-payers-consent');
  expect(refused(() => judgePart(part, { carried: 9n, consent: '市财〔2027〕1 号', payee: null }))).toBe('what-goes-back-names-its-payee');
  expect(refused(() => judgePart(part, { carried: 10n, consent: '市财〔2027〕1 号', payee: null }))).toBe('not refused');
  expect(refused(() => judgePart(part, { carried: 0n, consent: null, payee: '市财政局' }))).toBe('not refused');
});
