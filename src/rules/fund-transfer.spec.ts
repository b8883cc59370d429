import { type TransferBasis, transferKind } from './fund-transfer';
import { Refused } from './refused';

const kindOf = (asked: Parameters<typeof transferKind>[0]): string => {
  try {
    return transferKind(asked);
  } catch (error) {
    return (error as Refused).code;
  }
};

it.each<[string, Parameters<typeof transferKind>[0]['from'], Parameters<typeof transferKind>[0]['to'], TransferBasis, boolean, boolean, string]>([
  ['restricted money of the same purpose', 'restricted', 'restricted', 'same purpose', false, false, 'transfer, restricted'],
  ['of a similar one, into a preserved fund', 'restricted', 'preserved', 'similar purpose', false, false, 'transfer, restricted'],
  ['for another purpose with the givers’ paper', 'restricted', 'restricted', 'donor consent', false, true, 'transfer, restricted'],
  ['and without it', 'restricted', 'restricted', 'donor consent', false, false, 'another-purpose-shows-its-paper'],
  ['by a plan filed anew, with the filing', 'preserved', 'restricted', 'plan change', false, true, 'transfer, restricted'],
  ['and without it', 'preserved', 'restricted', 'plan change', true, false, 'another-purpose-shows-its-paper'],
  ['no council lifts what givers restricted', 'restricted', 'restricted', 'resolution', true, true, 'restricted-money-moves-by-its-purpose'],
  ['nor into the general fund', 'restricted', 'general', 'same purpose', true, true, 'restricted-money-stays-restricted'],
  ['nor into a fund that a council has earmarked', 'restricted', 'designated', 'donor consent', true, true, 'restricted-money-stays-restricted'],
  ['what a council put there goes back by resolution', 'restricted', 'general', 'resolution', true, false, 'transfer, unrestricted'],
  ['not without one', 'restricted', 'general', 'resolution', false, false, 'restricted-money-stays-restricted'],
  ['nor to another earmark', 'restricted', 'designated', 'resolution', true, false, 'restricted-money-stays-restricted'],
  ['unrestricted money by resolution', 'general', 'designated', 'resolution', true, false, 'transfer, unrestricted'],
  ['also into a restricted fund', 'designated', 'restricted', 'resolution', true, false, 'transfer, unrestricted'],
  ['and without one', 'general', 'designated', 'resolution', false, false, 'a-council-decides-by-resolution'],
  ['or on a purpose alone', 'general', 'designated', 'same purpose', true, true, 'a-council-decides-by-resolution'],
  ['the original fund gives nothing', 'original', 'general', 'resolution', true, true, 'a-transfer-between-such-funds-is-none'],
  ['and takes nothing this way', 'general', 'original', 'resolution', true, true, 'a-transfer-between-such-funds-is-none'],
  ['what is held in trust is not ours to move', 'agency', 'general', 'resolution', true, true, 'a-transfer-between-such-funds-is-none'],
])('%s', (_, from, to, basis, resolved, shown, said) => expect(kindOf({ from, to, basis, purposes: { from: ['elderly'], to: ['elderly'] }, resolved, shown })).toBe(said));

it.each<[string, readonly string[], readonly string[], TransferBasis, string]>([
  ['the same kinds are the same purpose', ['elderly', 'children'], ['children', 'elderly'], 'same purpose', 'transfer, restricted'],
  ['one of them alone is narrower, and so the same', ['elderly', 'children'], ['children'], 'same purpose', 'transfer, restricted'],
  ['one more is not the same', ['elderly'], ['elderly', 'children'], 'same purpose', 'other-purposes-are-not-similar'],
  ['but similar', ['elderly'], ['elderly', 'children'], 'similar purpose', 'transfer, restricted'],
  ['nothing in common is not even similar', ['elderly'], ['children'], 'similar purpose', 'other-purposes-are-not-similar'],
  ['unless the givers agreed', ['elderly'], ['children'], 'donor consent', 'transfer, restricted'],
  ['an old agreement names none, and people judge', [], ['children'], 'same purpose', 'transfer, restricted'],
  ['on either side', ['elderly'], [], 'similar purpose', 'transfer, restricted'],
])('%s', (_, from, to, basis, said) => expect(kindOf({ from: 'restricted', to: 'restricted', basis, purposes: { from, to }, resolved: false, shown: true })).toBe(said));
