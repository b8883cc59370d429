import { Refused } from './refused';
import { joinOn, type KnownAccount, ofThisPlace, type Stands, type Told, type ToldLine } from './statement';

const lines = (...told: [reference: string, day: string, sum: bigint][]): ToldLine[] => told.map(([reference, day, sum], at) => ({ n: at + 1, reference, day: `2026-06-${day}`, sum }));
const june = (from: string, to: string, opening: bigint | null, closing: bigint | null): Told => ({ from: `2026-06-${from}`, to: `2026-06-${to}`, opening, closing });
const standing = (statements: Told[], told: ToldLine[] = []): Stands => ({ statements, lines: new Map(told.map(({ reference, day, sum }) => [reference, { day, sum }])) });
const answer = (told: Told, its: ToldLine[], stands: Stands): string[] | string => {
  try {
    return joinOn({ ...told, lines: its }, stands).map(({ reference }) => reference);
  } catch (error) {
    if (error instanceof Refused) return `${error.code} ${Object.values(error.facts).join(' ')}`;
    throw error;
  }
};

const first = lines(['A', '02', 500n], ['B', '10', -200n]);
const upToTenth = standing([june('01', '10', 1_000n, 1_300n)], first);

it('takes a first statement whole, also one that tells no balance', () => {
  expect(answer(june('01', '10', 1_000n, 1_300n), first, standing([]))).toEqual(['A', 'B']);
  expect(answer(june('01', '10', null, null), first, standing([]))).toEqual(['A', 'B']);
  expect(answer(june('01', '10', 1_000n, 1_301n), first, standing([]))).toBe('a-statement-adds-up 10.00 3.00 13.01 0.01');
});

it('knows what an overlapping one repeats', () => {
  expect(answer(june('01', '10', 1_000n, 1_300n), first, upToTenth)).toEqual([]);
  expect(answer(june('10', '20', 1_500n, 1_350n), lines(['B', '10', -200n], ['C', '20', 50n]), upToTenth)).toEqual(['C']);
  // the day was not over when the first was made
  expect(answer(june('10', '12', 1_500n, 1_320n), lines(['B', '10', -200n], ['B2', '10', 20n]), upToTenth)).toEqual(['B2']);
  expect(answer(june('10', '20', 1_500n, 1_350n), lines(['B', '10', -201n]), upToTenth)).toMatch(/^a-reference-names-one-line 1 B 2026-06-10 −2.00/);
});

it('goes on where the one before ends, forwards and backwards', () => {
  expect(answer(june('11', '20', 1_300n, 1_350n), lines(['C', '20', 50n]), upToTenth)).toEqual(['C']);
  expect(answer(june('15', '20', 1_299n, 1_349n), lines(['C', '20', 50n]), upToTenth)).toBe('statements-join-on 2026-06-10 13.00 2026-06-15 12.99 −0.01');
  const later = standing([june('20', '30', 1_350n, 1_350n)]);
  expect(answer(june('11', '19', 1_300n, 1_350n), lines(['C', '15', 50n]), later)).toEqual(['C']);
  expect(answer(june('11', '19', 1_300n, 1_340n), lines(['C', '15', 40n]), later)).toBe('statements-join-on 2026-06-19 13.40 2026-06-20 13.50 0.10');
  // between two: both ends must meet
  const between = standing([june('01', '10', 1_000n, 1_300n), june('20', '30', 1_300n, 1_300n)], first);
  expect(answer(june('11', '19', 1_300n, 1_300n), lines(['C', '15', 50n], ['D', '16', -50n]), between)).toEqual(['C', 'D']);
  expect(answer(june('11', '19', 1_300n, 1_350n), lines(['C', '15', 50n]), between)).toMatch(/^statements-join-on 2026-06-19/);
});

it('a month without movements joins on too', () => {
  expect(answer(june('11', '30', 1_300n, 1_300n), [], upToTenth)).toEqual([]);
  expect(answer(june('11', '30', 1_301n, 1_301n), [], upToTenth)).toMatch(/^statements-join-on/);
});

it('lets nobody slip a line into days that are told, nor leave one out', () => {
  expect(answer(june('05', '10', 1_500n, 1_350n), lines(['X', '05', 50n], ['B', '10', -200n]), upToTenth)).toMatch(/^a-statement-adds-nothing-to-closed-days 1 2026-06-05 0.50/);
  expect(answer(june('01', '20', 1_000n, 800n), lines(['B', '10', -200n]), upToTenth)).toBe('a-statement-leaves-no-line-out A 2026-06-02 5.00');
});

it('a file without balances does not say that it has all', () => {
  const payouts = standing([june('01', '10', null, null)], first);
  expect(answer(june('03', '20', null, null), lines(['X', '05', 50n]), payouts)).toEqual(['X']);
});

describe('a statement is of the place where it is imported', () => {
  const bank = { id: 1, account: '1002', code: 'bank' };
  const clearing = { id: 2, account: '1009', code: 'clearing' };
  const at = (place: typeof bank, format: string, account: string | null, known: KnownAccount[] = []): string | null => {
    try {
      ofThisPlace({ format, account }, place, known);
      return null;
    } catch (error) {
      if (error instanceof Refused) return [error.code, error.facts.found, error.facts.expected].filter((told) => told !== undefined).join(' ');
      throw error;
    }
  };

  it('a bank\'s at a bank account, a provider\'s at the provider, a CSV at both', () => {
    expect(['ofx', 'camt053', 'csv', 'stripe-payouts', 'wechat-fund-flow', 'alipay-fund-bill'].filter((format) => at(bank, format, null) === null)).toEqual(['ofx', 'camt053', 'csv']);
    expect(['ofx', 'camt053', 'csv', 'stripe-payouts', 'wechat-fund-flow', 'alipay-fund-bill'].filter((format) => at(clearing, format, null) === null)).toEqual(['csv', 'stripe-payouts', 'wechat-fund-flow', 'alipay-fund-bill']);
    expect(['csv', 'stripe-payouts', 'wechat-fund-flow', 'wechat-trade-bill', 'alipay-fund-bill'].filter((format) => at({ ...clearing, code: 'wechat' }, format, null) === null)).toEqual(['csv', 'wechat-fund-flow', 'wechat-trade-bill']);
  });

  it('one account, printed whole or with stars', () => {
    const known = [{ place: 1, account: '6222 0000 1111 4321' }];
    expect(at(bank, 'csv', '6222********4321', known)).toBeNull();
    expect(at(bank, 'csv', '6222000011118888', known)).toBe('a-place-has-one-account 8888 4321');
    expect(at({ ...bank, id: 3 }, 'csv', '6222 0000 1111 4321', known)).toBe('an-account-has-one-place 4321');
    // two accounts may end alike
    expect(at({ ...bank, id: 3 }, 'csv', '6222********4321', known)).toBeNull();
    expect(at(bank, 'csv', null, known)).toBeNull();
  });
});

it('joins on to the last of several files of one day', () => {
  const part = (opening: bigint, sum: bigint): { from: string; to: string; opening: bigint; closing: bigint } => ({ from: '2026-09-21', to: '2026-09-21', opening, closing: opening + sum });
  const statements = [{ from: '2026-09-01', to: '2026-09-20', opening: 0n, closing: 100n }, part(100n, 50n), part(150n, 1n)];
  const third = { ...part(151n, 10n), lines: [{ n: 1, day: '2026-09-21', sum: 10n, reference: 'C' }] };
  expect(joinOn(third, { statements, lines: new Map() })).toEqual(third.lines);
  const gap = { ...part(150n, 10n), lines: third.lines };
  expect(() => joinOn(gap, { statements, lines: new Map() })).toThrow('statements-join-on');
});
