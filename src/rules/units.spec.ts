import { areWhatTheSumBuys, costOf, PAR, priceFrom, priceText, readPrice, readUnits, split, unitsFor, unitsText, valueOf } from './units';

const units = readUnits;
const price = readPrice;

it.each([
  ['10,000', '1', 1_000_000n], ['10,000', '1.0432', 1_043_200n], ['0.0001', '1', 0n], ['0.005', '1', 1n], ['0.0049', '1', 0n], ['1', '0.005', 1n], ['1', '0.0049999999', 0n],
  ['123,456.7891', '1.2345678901', 15_241_579n], // 152,415.7876 yuan
])('%s units at %s are %s fen', (held, at, fen) => expect(valueOf(units(held), price(at))).toBe(fen));

it('a sum buys units, rounded half up to their fourth decimal', () => {
  expect(unitsFor(1_000_000n, PAR)).toBe(units('10,000'));
  expect(unitsText(unitsFor(1_000_000n, price('1.0432')))).toBe('9,585.8896'); // 9,585.88957…
  expect(unitsText(unitsFor(1n, price('3')))).toBe('0.0033');
});

it('a price is worked out of a value and gives it back to the fen', () => {
  const held = units('3');
  expect(priceText(priceFrom(1_000n, held))).toBe('3.3333333333');
  expect(valueOf(held, priceFrom(1_000n, held))).toBe(1_000n);
  // a hundred million units and a value that no simple price gives
  const many = units('99,999,999.9999');
  for (const value of [12_345_678_901n, 12_345_678_902n, 9_999_999_999n, 10_000_000_001n]) expect(valueOf(many, priceFrom(value, many))).toBe(value);
  expect(() => priceFrom(1_000n, 0n)).toThrow('units-times-price-is-the-value');
  expect(() => priceFrom(0n, held)).toThrow('units-times-price-is-the-value');
});

it('the slip of a registrar may round to a hundredth of a unit, and no further', () => {
  const at = price('2');
  // 1,000.00 yuan buy 500 units; a hundredth of a unit is 2 fen, and one fen for the sum itself
  expect(areWhatTheSumBuys(units('500.01'), 100_000n, at)).toBe(true);
  expect(areWhatTheSumBuys(units('500.015'), 100_000n, at)).toBe(true);
  expect(areWhatTheSumBuys(units('500.0151'), 100_000n, at)).toBe(false);
  expect(areWhatTheSumBuys(units('499.985'), 100_000n, at)).toBe(true);
  expect(areWhatTheSumBuys(units('499.9849'), 100_000n, at)).toBe(false);
  expect(areWhatTheSumBuys(0n, 1n, at)).toBe(false);
});

it('parts add up to the value of all, whoever holds what', () => {
  expect(split(100n, [units('1'), units('1'), units('1')])).toEqual([34n, 33n, 33n]);
  expect(split(1_043_201n, [units('6,000'), units('4,000')])).toEqual([625_921n, 417_280n]);
  expect(split(5n, [0n, units('2')])).toEqual([0n, 5n]);
  expect(split(0n, [])).toEqual([]);
  expect(split(0n, [0n])).toEqual([0n]);
  for (let n = 1n; n < 60n; n++) expect(split(n * 7_919n, [n, 13n, 2n * n + 1n]).reduce((all, part) => all + part, 0n)).toBe(n * 7_919n);
});

it('units leave the books at their part of the average cost; the last take what is left', () => {
  expect(costOf(units('1'), { units: units('3'), cost: 1_000n })).toBe(333n);
  expect(costOf(units('2'), { units: units('2'), cost: 667n })).toBe(667n);
});

it.each(['', ' '])('nothing typed is missing (%j)', (typed) => {
  expect(() => units(typed)).toThrow('units-missing');
  expect(() => price(typed)).toThrow('price-missing');
});
it.each(['x', '-1', '0', '0.00', '1.00001', '1,00', '1e3', '.5', '1.'])('%s is no number of units', (typed) => expect(() => units(typed)).toThrow('units-not-clear'));
it('reads and writes what it reads', () => {
  expect([unitsText(units('１２，３４５．６')), priceText(price('1.04320000000')), priceText(PAR)]).toEqual(['12,345.60', '1.0432', '1.0000']);
  expect(() => price('1.00000000001')).toThrow('price-not-clear');
});
