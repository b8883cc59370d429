import { PIECES, worthOf } from './banknotes';

it('a pile of one piece each is 186.68 yuan', () => {
  expect(PIECES.map(() => 1)).toHaveLength(11);
  expect(worthOf(PIECES.map(() => 1))).toBe(18_668n);
  expect(worthOf([1, 1, 1, 1, 1, 1, 1, 1])).toBe(18_660n);
});

it('is exact where doubles are not, and nothing is nothing', () => {
  expect(worthOf([0, 0, 0, 0, 0, 0, 0, 3])).toBe(30n);
  expect(worthOf([99_999, 0, 0, 0, 0, 0, 0, 1])).toBe(999_990_010n);
  expect(worthOf([])).toBe(0n);
});
