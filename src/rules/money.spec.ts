import { allocate, grouped, LARGEST, plain, yuan, yuanOrNothing } from './money';
import { Refused } from './refused';

/** The code of the refusal, or what was returned if nothing was refused. */
function outcome(text: string): string | bigint {
  try {
    return yuan(text);
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

describe('yuan reads a sum as people type it', () => {
  it.each<[string, bigint]>([
    ['90', 9_000n],
    ['９０', 9_000n],
    ['90元', 9_000n],
    ['90 元', 9_000n],
    ['¥90', 9_000n],
    ['￥36．00', 3_600n],
    ['￥ 36．00', 3_600n],
    ['　９０　', 9_000n],
    ['+90', 9_000n],
    ['1,000.5', 100_050n],
    ['1，000．50', 100_050n],
    ['1 000.50', 100_050n],
    ['1,234,567.89', 123_456_789n],
    ['36。5', 3_650n],
    ['0.01', 1n],
    ['0.010', 1n],
    ['0.1', 10n],
    ['7.', 700n],
    ['007', 700n],
    ['12.5000', 1_250n],
    ['５００', 50_000n],
    ['500元整', 50_000n],
    ['500 块', 50_000n],
    ['人民币500元', 50_000n],
    ['RMB 1,000.50', 100_050n],
    ['5万', 5_000_000n],
    ['５ 万元', 5_000_000n],
    ['1.2万', 1_200_000n],
    ['１．２万元', 1_200_000n],
    ['￥0.5万', 500_000n],
    ['1.2345万', 1_234_500n],
    ['1.234567万', 1_234_567n],
    ['1,000万', 1_000_000_000n],
    ['5千', 500_000n],
    ['3百万', 300_000_000n],
    ['1亿元', 10_000_000_000n],
    ['100亿', LARGEST],
    ['10000000000', LARGEST],
    ['10,000,000,000.00', LARGEST],
  ])('%j is %s fen', (text, fen) => expect(outcome(text)).toBe(fen));

  it.each<[string, string]>([
    ['', 'amount-missing'],
    ['   ', 'amount-missing'],
    ['　', 'amount-missing'],
    ['¥', 'amount-missing'],
    ['元', 'amount-missing'],
    ['0', 'amount-not-positive'],
    ['0.00', 'amount-not-positive'],
    ['-1', 'amount-not-positive'],
    ['－１', 'amount-not-positive'],
    ['0.001', 'amount-finer-than-fen'],
    ['12.555', 'amount-finer-than-fen'],
    ['-0.001', 'amount-finer-than-fen'],
    ['1e9', 'amount-not-a-sum'],
    ['0x10', 'amount-not-a-sum'],
    ['1,00', 'amount-not-clear'],
    ['1,0000', 'amount-not-clear'],
    ['12 50', 'amount-not-clear'],
    ['1\n000', 'amount-not-a-sum'],
    ['1.000', 'amount-not-clear'],
    ['12.500', 'amount-not-clear'],
    ['1.234,50', 'amount-not-clear'],
    ['5,0000', 'amount-not-clear'],
    ['1,2万', 'amount-not-clear'],
    ['5w', 'amount-not-clear'],
    ['1.2 W', 'amount-not-clear'],
    ['3k', 'amount-not-clear'],
    ['5万3', 'amount-not-clear'],
    ['5万3千', 'amount-not-clear'],
    ['5万万', 'amount-not-clear'],
    ['1.2345678万', 'amount-finer-than-fen'],
    ['-5万', 'amount-not-positive'],
    ['101亿', 'amount-too-large'],
    ['万', 'amount-not-a-sum'],
    ['五万', 'amount-not-a-sum'],
    ['500左右', 'amount-not-a-sum'],
    ['100-200', 'amount-not-a-sum'],
    ['500美元', 'amount-not-a-sum'],
    ['.5', 'amount-not-a-sum'],
    ['.', 'amount-not-a-sum'],
    ['1.2.3', 'amount-not-clear'],
    ['$5', 'amount-not-a-sum'],
    ['九十', 'amount-not-a-sum'],
    ['NaN', 'amount-not-a-sum'],
    ['Infinity', 'amount-not-a-sum'],
    ['٩٠', 'amount-not-a-sum'],
    ['10000000000.01', 'amount-too-large'],
    ['1000000000001', 'amount-too-large'],
  ])('%j is refused: %s', (text, code) => expect(outcome(text)).toBe(code));
});

it.each<[string, bigint]>([['', 0n], [' ', 0n], ['0', 0n], ['０．００', 0n], ['¥0元', 0n], ['-', 0n], ['—', 0n], ['－', 0n], ['36', 3_600n]])('%j may be nothing: %s fen', (text, fen) => expect(yuanOrNothing(text)).toBe(fen));

describe('plain and grouped', () => {
  it.each<[bigint, string, string]>([
    [0n, '0.00', '0.00'],
    [1n, '0.01', '0.01'],
    [-1n, '-0.01', '−0.01'],
    [10n, '0.10', '0.10'],
    [99_999n, '999.99', '999.99'],
    [100_000n, '1000.00', '1,000.00'],
    [-100_000n, '-1000.00', '−1,000.00'],
    [-99_999n, '-999.99', '−999.99'],
    [123_456_789n, '1234567.89', '1,234,567.89'],
    [10n ** 30n + 5n, '10000000000000000000000000000.05', '10,000,000,000,000,000,000,000,000,000.05'],
  ])('%s fen', (fen, forFiles, forPeople) => {
    expect(plain(fen)).toBe(forFiles);
    expect(grouped(fen)).toBe(forPeople);
  });

  it('what is printed can be read again', () => {
    for (const fen of [1n, 10n, 99n, 100n, 12_345n, 100_000_000n, LARGEST]) {
      expect(yuan(plain(fen))).toBe(fen);
      expect(yuan(grouped(fen))).toBe(fen);
    }
  });
});

describe('allocate', () => {
  it.each<[bigint, bigint[], bigint[]]>([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [101n, [1n, 1n, 1n], [34n, 34n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [0n, [1n, 2n], [0n, 0n]],
    [1n, [1n, 1n], [1n, 0n]],
    [10n, [0n, 1n, 0n], [0n, 10n, 0n]],
    [10n, [1n, 2n], [3n, 7n]],
    [100n, [2n, 1n], [67n, 33n]],
    [5n, [7n], [5n]],
  ])('%s by %s', (whole, weights, parts) => expect(allocate(whole, weights)).toEqual(parts));

  it('adds up to the whole, and no part is a fen away from its exact share', () => {
    let seed = 12_345n; // a fixed sequence, so that a failure can be seen again
    const next = (below: bigint): bigint => (seed = (seed * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n) % 2n ** 64n) % below;
    for (let round = 0; round < 500; round++) {
      const weights = Array.from({ length: 1 + Number(next(12n)) }, () => next(1_000n));
      weights[0]! += 1n;
      const sum = weights.reduce((a, b) => a + b);
      const whole = next(10n ** 15n) - 5n * 10n ** 14n;
      const parts = allocate(whole, weights);
      expect(parts.reduce((a, b) => a + b)).toBe(whole);
      parts.forEach((part, i) => {
        const off = part * sum - whole * weights[i]!;
        expect(off < sum && off > -sum).toBe(true);
      });
    }
  });

  it.each<[string, bigint[]]>([['no weights', []], ['only zeros', [0n, 0n]], ['a negative weight', [2n, -1n]]])('%s is a mistake of the caller', (_, weights) =>
    expect(() => allocate(100n, weights)).toThrow(RangeError));
});
