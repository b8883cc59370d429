import { admitInvestment, admitPool, investable, type Investing, isFresh, isMajor, underwaterBy } from './investing';

const of = { free: 100_000_000n, needed: 20_000_000n, government: 5_000_000n, barred: 1_000_000n };
const investing = (more: Partial<Investing> = {}): Investing => ({ sum: 74_000_000n, of, major: 100_000_000n, voted: false, ...more });
const refusal = (work: () => void): object => {
  try {
    work();
  } catch (error) {
    return { code: (error as { code: string }).code, facts: (error as { facts: object }).facts };
  }
  return {};
};

it('G1: what may be invested, to the fen', () => {
  expect(investable(of)).toBe(74_000_000n);
  expect(() => admitInvestment(investing())).not.toThrow();
  expect(refusal(() => admitInvestment(investing({ sum: 74_000_001n })))).toEqual({
    code: 'no-more-is-invested-than-may-be', facts: { field: 'sum', most: '740,000.00', over: '0.01', free: '1,000,000.00', needed: '200,000.00', government: '50,000.00', barred: '10,000.00' },
  });
});
it.each(['needed', 'government', 'barred'] as const)('G1: a fen more of %s is a fen less to invest', (line) => {
  expect(refusal(() => admitInvestment(investing({ of: { ...of, [line]: of[line] + 1n } })))).toMatchObject({ code: 'no-more-is-invested-than-may-be', facts: { over: '0.01' } });
});
it('what is kept back is never less than nothing to invest', () => expect(investable({ ...of, barred: 900_000_000n })).toBe(0n));

it('B6: a major investment, from its threshold on, rests on its vote', () => {
  const major = 74_000_000n;
  expect([isMajor(73_999_999n, major), isMajor(major, major), isMajor(major, null)]).toEqual([false, true, false]);
  expect(() => admitInvestment(investing({ sum: 73_999_999n, major }))).not.toThrow();
  expect(() => admitInvestment(investing({ major }))).toThrow('a-major-investment-rests-on-its-vote');
  expect(() => admitInvestment(investing({ major, voted: true }))).not.toThrow();
});
it('without a rule of the council nothing is invested', () => expect(() => admitInvestment(investing({ major: null }))).toThrow('investing-rests-on-a-policy-of-the-council'));

describe('G2, G3: the kind', () => {
  const product = { kind: 'asset-management-product', allowed: true, licence: '示例银行 B0001', purpose: null, noPosts: false, voted: null } as const;
  const equity = { kind: 'direct-equity', allowed: true, licence: null, purpose: '社区食堂，与安老宗旨相关', noPosts: true, voted: true } as const;
  it('what is allowed and complete passes', () => {
    for (const pool of [product, equity]) expect(() => admitPool(pool)).not.toThrow();
  });
  it.each([
    [{ ...product, allowed: false }, 'an-investment-is-of-an-allowed-kind'], [{ ...product, licence: null }, 'a-product-is-of-a-licensed-institution'],
    [{ ...equity, purpose: null }, 'equity-says-how-it-serves-the-purpose'], [{ ...equity, noPosts: false }, 'equity-is-free-of-posts-of-the-staff'], [{ ...equity, voted: false }, 'equity-rests-on-its-vote'],
  ] as const)('what is not is refused', (pool, law) => expect(() => admitPool(pool)).toThrow(law));
});

it('a price is fresh for its days, and not on the day after, nor before it is known', () => {
  expect([isFresh('2026-01-01', '2026-04-11', 100), isFresh('2026-01-01', '2026-04-12', 100), isFresh('2026-01-02', '2026-01-01', 100), isFresh('2026-01-01', '2026-01-01', 0)]).toEqual([true, false, false, true]);
});
it('underwater, by the fen', () => expect([underwaterBy(200_000_000n, 200_000_000n), underwaterBy(199_999_999n, 200_000_000n)]).toEqual([0n, 1n]));
