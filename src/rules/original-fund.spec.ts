import { changeRegistered, floorRule, register, registrationReadiness, REGISTRATION_PAPERS, type Preparation } from './original-fund';

const ready: Preparation = {
  required: 200_000_000n,
  received: 200_000_000n,
  papers: REGISTRATION_PAPERS.map((kind) => ({ kind, dated: '2026-11-20' })),
  day: '2026-11-20',
};

it.each<[bigint, bigint]>([
  [0n, 200_000_000n],
  [199_999_999n, 1n],
  [200_000_000n, 0n],
  [200_000_001n, 0n],
  [-1n, 200_000_001n], // more was taken back than had come
])('with %s fen received, %s are missing', (received, missing) => expect(registrationReadiness({ ...ready, received }).missing).toBe(missing));

it.each(REGISTRATION_PAPERS)('the paper %s may be missing or dated too late', (kind) => {
  const others = ready.papers.filter((paper) => paper.kind !== kind);
  expect(registrationReadiness({ ...ready, papers: others }).papers).toEqual([kind]);
  expect(registrationReadiness({ ...ready, papers: [...others, { kind, dated: '2026-11-21' }] }).papers).toEqual([kind]);
  expect(registrationReadiness({ ...ready, papers: [...others, { kind, dated: '2026-11-21' }, { kind, dated: '2026-11-20' }] }).papers).toEqual([]);
});

it('a foundation with both is registered', () => expect(() => register(ready)).not.toThrow());

it('one fen short is refused, and the money is spoken of before the papers', () => {
  expect(() => register({ ...ready, received: 199_999_999n, papers: [] })).toThrow(
    expect.objectContaining({
      code: 'original-fund-not-paid-in',
      facts: { required: '2,000,000.00', received: '1,999,999.99', missing: '0.01' },
    }),
  );
});

it('names the papers that are missing', () => {
  const papers = ready.papers.filter(({ kind }) => kind !== 'charter' && kind !== 'capital-verification');
  expect(() => register({ ...ready, papers })).toThrow(
    expect.objectContaining({ code: 'registration-papers-missing', facts: { papers: 'charter, capital-verification' } }),
  );
});

describe('a change of the registered sum', () => {
  const change = { registered: 200_000_000n, sum: 300_000_000n, required: 200_000_000n, received: 300_000_000n };
  it.each<[string, Partial<typeof change>, string | null]>([
    ['upwards, all is in', {}, null],
    ['upwards, a fen is missing', { received: 299_999_999n }, '0.01'],
    ['downwards to the floor, whatever is in', { registered: 300_000_000n, sum: 200_000_000n, received: 0n }, null],
    ['downwards, a fen below the floor', { registered: 300_000_000n, sum: 199_999_999n }, '0.01'],
    ['another kind asks for more', { required: 400_000_000n, sum: 399_999_999n, received: 400_000_000n }, '0.01'],
    ['and gets it', { required: 400_000_000n, sum: 400_000_000n, received: 400_000_000n }, null],
  ])('%s', (_, more, missing) => {
    const judged = (): void => changeRegistered({ ...change, ...more });
    if (missing === null) expect(judged).not.toThrow();
    else expect(judged).toThrow(expect.objectContaining({ facts: expect.objectContaining({ missing }) as object }));
  });
});

it('each kind has its own figure', () => expect((['non-public', 'public-local', 'public-national'] as const).map(floorRule)).toEqual(['original-fund', 'original-fund-public-local', 'original-fund-public-national']));
