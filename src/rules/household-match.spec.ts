import { matchDue } from './household-match';

const once = { threshold: 50_000n, sum: 50_000n, percent: null, cap: 100_000n };
const half = { threshold: 50_000n, sum: null, percent: 50, cap: 100_000n };

it.each([[0n, 0n], [49_999n, 0n], [50_000n, 50_000n], [50_001n, 50_000n], [9_999_999n, 50_000n]])('of %s fen raised a sum of 500 yuan is due: %s', (raised, due) => expect(matchDue(once, raised)).toBe(due));

it.each([[49_999n, 0n], [50_000n, 25_000n], [50_001n, 25_000n], [50_003n, 25_001n], [199_999n, 99_999n], [200_000n, 100_000n], [200_002n, 100_000n]])('of %s fen raised half is due, up to 1,000 yuan: %s', (raised, due) => expect(matchDue(half, raised)).toBe(due));

it('a sum above the cap is the cap', () => expect(matchDue({ ...once, sum: 100_001n }, 50_000n)).toBe(100_000n));
