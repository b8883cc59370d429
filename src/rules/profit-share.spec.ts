import { plain, yuan } from './money';
import { assess, type Base, differences, divided, type Figures, fractionOf, fractionText, inForce, type Period, periodAt, periodsOf, type Reported, type ShareLine, shareOf, type Step, type Terms } from './profit-share';

const flat = (rate: string): Step[] => [{ from: 0n, rate: fractionOf(rate) }];
const terms = (some: Partial<Terms> = {}): Terms => ({ version: 1, from: '2026-01-01', until: null, base: 'net-profit', steps: flat('30%'), perUnit: null, floor: null, cap: null, carriesLoss: false, lossPeriods: null, funds: [{ fund: 1, weight: 1n }], ...some });
const figures = (some: Partial<Figures>): Figures => ({ revenue: 0n, netProfit: 0n, reserve: 0n, units: 0n, ...some });
const Q1: Period = { from: '2026-01-01', to: '2026-03-31' };
const Q2: Period = { from: '2026-04-01', to: '2026-06-30' };
const Q3: Period = { from: '2026-07-01', to: '2026-09-30' };
const sums = (lines: readonly ShareLine[]): string => lines.map(({ version, fund, sum }) => `v${version} f${fund} ${plain(sum)}`).join(', ');
const share = (some: Partial<Figures>, ...of: Terms[]): string => sums(shareOf(of.length > 0 ? of : [terms()], { ...Q1, figures: figures(some) }, []));
const THREE = [1, 2, 3].map((fund) => ({ fund, weight: 3333n }));

describe('worked by hand', () => {
  it('1. thirty of a hundred of a net profit of 100,000.00 are 30,000.00', () => expect(share({ netProfit: yuan('100000') })).toBe('v1 f1 30000.00'));
  it('2. a loss gives nothing', () => expect(share({ netProfit: -1n })).toBe(''));
  it('3. half a fen is rounded up: 30 % of 0.05 is 0.015, so 0.02; of 0.04 it is 0.012, so 0.01', () =>
    expect([share({ netProfit: 5n }), share({ netProfit: 4n })]).toEqual(['v1 f1 0.02', 'v1 f1 0.01']));
  it('4. 33.33 % of 10,000.00 are 3,333.00, over three equal funds 1,111.00 each', () =>
    expect(share({ netProfit: yuan('10000') }, terms({ steps: flat('33.33%'), funds: THREE }))).toBe('v1 f1 1111.00, v1 f2 1111.00, v1 f3 1111.00'));
  it('5. 33.33 % of 10,000.05 are 3,333.016665, so 3,333.02: the two fen that do not divide by three go to the first two', () =>
    expect(share({ netProfit: yuan('10000.05') }, terms({ steps: flat('33.33%'), funds: THREE }))).toBe('v1 f1 1111.01, v1 f2 1111.01, v1 f3 1111.00'));
  it('6. a third, written 1/3, of 100.00 is 33.33', () => expect(share({ netProfit: yuan('100') }, terms({ steps: flat('1/3') }))).toBe('v1 f1 33.33'));
  it('7. two of a hundred of the revenue of 450,000.00 are 9,000.00, whatever the profit', () =>
    expect(share({ revenue: yuan('450000'), netProfit: -1n }, terms({ base: 'revenue', steps: flat('2') }))).toBe('v1 f1 9000.00'));
  it('8. half of what is left when 10,000.00 are set aside of 50,000.00 is 20,000.00', () =>
    expect(share({ netProfit: yuan('50000'), reserve: yuan('10000') }, terms({ base: 'surplus', steps: flat('50%') }))).toBe('v1 f1 20000.00'));

  // 10 % up to 100,000.00, 20 % of what lies above, 30 % of what lies above 200,000.00
  const steps: Step[] = [{ from: 0n, rate: fractionOf('10') }, { from: yuan('100000'), rate: fractionOf('20') }, { from: yuan('200000'), rate: fractionOf('30') }];
  it('9. steps: of 250,000.00 they are 10,000 + 20,000 + 15,000 = 45,000.00', () => expect(share({ netProfit: yuan('250000') }, terms({ steps }))).toBe('v1 f1 45000.00'));
  it('10. at a step, a fen below and five above: 99,999.99, 100,000.00 and 100,000.05 give 10,000.00, 10,000.00 and 10,000.01', () =>
    expect(['99999.99', '100000', '100000.05'].map((profit) => share({ netProfit: yuan(profit) }, terms({ steps })))).toEqual(['v1 f1 10000.00', 'v1 f1 10000.00', 'v1 f1 10000.01']));
  it('11. at least 5,000.00: due in a loss too; a share a fen below is lifted, one a fen above is not', () => {
    const least = terms({ floor: yuan('5000'), steps: flat('100%') });
    expect([-1n, yuan('4999.99'), yuan('5000'), yuan('5000.01')].map((netProfit) => share({ netProfit }, least))).toEqual(['v1 f1 5000.00', 'v1 f1 5000.00', 'v1 f1 5000.00', 'v1 f1 5000.01']);
  });
  it('12. at most 60,000.00: a share a fen above is cut, one a fen below is not', () =>
    expect(['59999.99', '60000', '60000.01'].map((profit) => share({ netProfit: yuan(profit) }, terms({ cap: yuan('60000'), steps: flat('100%') })))).toEqual(['v1 f1 59999.99', 'v1 f1 60000.00', 'v1 f1 60000.00']));
  // the first quarter has 90 days: 31 + 28 until the end of February, 31 in March
  it('13. ended on 28 February, after 59 of 90 days: of 30 % of 90,000.00, 27,000.00, it is 17,700.00', () => expect(share({ netProfit: yuan('90000') }, terms({ until: '2026-02-28' }))).toBe('v1 f1 17700.00'));
  it('14. changed from 30 % to 40 % on 1 March: 59/90 of 27,000.00 and 31/90 of 36,000.00 are 17,700.00 and 12,400.00, and the new part goes to the new fund', () =>
    expect(share({ netProfit: yuan('90000') }, terms({ until: '2026-02-28' }), terms({ version: 2, from: '2026-03-01', steps: flat('40%'), funds: [{ fund: 2, weight: 1n }] }))).toBe('v1 f1 17700.00, v2 f2 12400.00'));
  it('15. changed to the same it is what it was, to the fen: 30 % of 100.03 is 30.009, so 30.01', () => {
    for (const day of ['2026-01-02', '2026-02-15', '2026-03-31']) {
      const both = shareOf([terms({ until: day }), terms({ version: 2, from: nextOf(day) })].filter(({ until, from }) => until === null || until >= from), { ...Q1, figures: figures({ netProfit: 10_003n }) }, []);
      expect(both.reduce((sum, line) => sum + line.sum, 0n)).toBe(3_001n);
    }
  });
  it('16. the least and the most are of a whole period: 5,000.00 for 59 of 90 days are 3,277.777…, so 3,277.78', () => expect(share({ netProfit: -1n }, terms({ floor: yuan('5000'), until: '2026-02-28' }))).toBe('v1 f1 3277.78'));
  it('17. a loss is made good first: −20,000.00, then 15,000.00 gives nothing, then 30,000.00 gives 30 % of 25,000.00, 7,500.00', () =>
    expect(sums(assess([terms({ carriesLoss: true })], quarters('-20000', '15000', '30000')))).toBe('v1 f1 7500.00'));
  it('18. where the agreement carries no loss, each quarter stands alone: 4,500.00 and 9,000.00', () => expect(sums(assess([terms()], quarters('-20000', '15000', '30000')))).toBe('v1 f1 4500.00, v1 f1 9000.00'));
  it('19. the loss restated to −5,000.00: the second quarter now gives 3,000.00 more, the third 1,500.00 more', () => {
    const before = assess([terms({ carriesLoss: true })], quarters('-20000', '15000', '30000'));
    const after = assess([terms({ carriesLoss: true })], quarters('-5000', '15000', '30000'));
    expect(differences(before, after).map(({ from, sum }) => `${from} ${plain(sum)}`)).toEqual(['2026-04-01 3000.00', '2026-07-01 1500.00']);
    expect(differences(after, before).map(({ sum }) => plain(sum))).toEqual(['-3000.00', '-1500.00']);
    expect(differences(after, after)).toEqual([]);
  });
  it('20. one yuan of each bottle: 12,345 bottles are 12,345.00', () => expect(share({ units: 12_345n }, terms({ base: 'units', steps: [], perUnit: 100n }))).toBe('v1 f1 12345.00'));
  it('21. nothing outside its days', () => expect(share({ netProfit: yuan('90000') }, terms({ from: '2026-04-01' }))).toBe(''));
  // the first quarter of 2028 has 91 days, and ends its February with the 60th
  it('22. in a leap year, ended on 29 February: 60/91 of 30 % of 91,000.00, 27,300.00, are 18,000.00', () =>
    expect(sums(shareOf([terms({ until: '2028-02-29' })], { from: '2028-01-01', to: '2028-03-31', figures: figures({ netProfit: yuan('91000') }) }, []))).toBe('v1 f1 18000.00'));
  it('23. the first half of a year has 181 days, 90 to the end of March: 90/181 of 10 % and 91/181 of 20 % of 181,000.00 are 9,000.00 and 18,200.00', () =>
    expect(sums(shareOf([terms({ until: '2026-03-31', steps: flat('10') }), terms({ version: 2, from: '2026-04-01', steps: flat('20') })], { from: '2026-01-01', to: '2026-06-30', figures: figures({ netProfit: yuan('181000') }) }, []))).toBe('v1 f1 9000.00, v2 f1 18200.00'));
  it('24. changed twice in the second quarter: 30, 31 and 30 of its 91 days of 10, 20 and 40 % of 91,000.00 are 3,000.00, 6,200.00 and 12,000.00', () => {
    const three = inForce([terms({ steps: flat('10') }), terms({ version: 2, from: '2026-05-01', steps: flat('20') }), terms({ version: 3, from: '2026-06-01', steps: flat('40') })]);
    expect(sums(shareOf(three, { ...Q2, figures: figures({ netProfit: yuan('91000') }) }, []))).toBe('v1 f1 3000.00, v2 f1 6200.00, v3 f1 12000.00');
  });
  it('25. steps under a most of 15,000.00: 124,999.95 gives 14,999.99, 125,000.00 gives 15,000.00, and 150,000.00 no more', () =>
    expect(['124999.95', '125000', '150000'].map((profit) => share({ netProfit: yuan(profit) }, terms({ steps, cap: yuan('15000') })))).toEqual(['v1 f1 14999.99', 'v1 f1 15000.00', 'v1 f1 15000.00']));
  it('26. a third of 0.05 is 0.0166…, so 0.02: the first two of three funds get a fen each, the third nothing', () => expect(share({ netProfit: 5n }, terms({ steps: flat('1/3'), funds: THREE }))).toBe('v1 f1 0.01, v1 f2 0.01'));
  it('27. a loss of 20,000.00, then 5,000.00, then 30,000.00: made good in two later quarters it gives 30 % of 15,000.00, 4,500.00; in one, 9,000.00', () =>
    expect([2, 1].map((lossPeriods) => sums(assess([terms({ carriesLoss: true, lossPeriods })], quarters('-20000', '5000', '30000'))))).toEqual(['v1 f1 4500.00', 'v1 f1 9000.00']));
  it('28. the oldest loss is made good first: −10,000.00 and −20,000.00, then 15,000.00; of the second 15,000.00 are left for the fourth quarter, whose 20,000.00 give 30 % of 5,000.00, 1,500.00', () =>
    expect(sums(assess([terms({ carriesLoss: true, lossPeriods: 2 })], [...quarters('-10000', '-20000', '15000'), { from: '2026-10-01', to: '2026-12-31', figures: figures({ netProfit: yuan('20000') }) }]))).toBe('v1 f1 1500.00'));
  it('29. terms that carry no loss forget it: 300.00 of 1,000.00, and 3,000.00 of 10,000.00 under the next that do', () =>
    expect(sums(assess(inForce([terms({ carriesLoss: true }), terms({ version: 2, from: '2026-04-01' }), terms({ version: 3, from: '2026-07-01', carriesLoss: true })]), quarters('-20000', '1000', '10000')))).toBe('v2 f1 300.00, v3 f1 3000.00'));
  it('30. a loss counts by the days on which it is carried: 45 of 90 days of 20,000.00 are 10,000.00, and 30,000.00 then give 6,000.00', () =>
    expect(sums(assess([terms({ from: '2026-02-15', carriesLoss: true })], quarters('-20000', '30000')))).toBe('v1 f1 6000.00'));
  it('31. a loss is no part of a revenue: 2 % of 100,000.00 are 2,000.00 after any loss', () =>
    expect(sums(assess(inForce([terms({ carriesLoss: true }), terms({ version: 2, from: '2026-04-01', base: 'revenue', steps: flat('2'), carriesLoss: true })]), [quarters('-20000')[0]!, { ...Q2, figures: figures({ revenue: yuan('100000') }) }]))).toBe('v2 f1 2000.00'));
});

function nextOf(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
function quarters(...profits: string[]): Reported[] {
  return profits.map((profit, at) => ({ ...[Q1, Q2, Q3][at]!, figures: figures({ netProfit: profit.startsWith('-') ? -yuan(profit.slice(1)) : yuan(profit) }) }));
}

describe('what came, or is waived', () => {
  const funds = (...open: bigint[]) => open.map((one, at) => ({ fund: at + 1, weight: 1n, open: one }));
  it('goes where something is open, by how much', () => expect(divided(1_000n, funds(1_000n, 2_000n, 0n))).toEqual([333n, 667n, 0n]));
  it('fills what is open to the fen', () => expect(divided(3_000n, funds(1_000n, 2_000n, 0n))).toEqual([1_000n, 2_000n, 0n]));
  it('goes beyond it by the agreed weights', () => expect(divided(3_001n, funds(1_000n, 2_000n, 0n))).toEqual([1_001n, 2_000n, 0n]));
  it('before any report goes by the agreed weights alone', () => expect(divided(100n, funds(0n, 0n, 0n))).toEqual([34n, 33n, 33n]));
  it('leaves out what was paid too much', () => expect(divided(500n, funds(-400n, 500n, 1n))).toEqual([0n, 499n, 1n]));
});

describe('periods and versions', () => {
  it.each([['month', '2026-02-28', '2026-02-01', '2026-02-28'], ['quarter', '2026-05-01', '2026-04-01', '2026-06-30'], ['half', '2026-07-01', '2026-07-01', '2026-12-31'], ['year', '2026-12-31', '2026-01-01', '2026-12-31']] as const)(
    '%s of %s', (kind, day, from, to) => expect(periodAt(kind, day)).toEqual({ from, to }));
  it('are those that an agreement touches', () => {
    expect(periodsOf('quarter', [terms({ from: '2026-02-14', until: '2026-07-01' })], '2026-12-31')).toEqual([Q1, Q2, Q3]);
    expect(periodsOf('quarter', [terms({ from: '2026-02-14' })], '2026-04-01')).toEqual([Q1, Q2]);
    expect(periodsOf('campaign', [terms({ from: '2026-02-14', until: '2026-03-08' })], '2026-03-01')).toEqual([{ from: '2026-02-14', to: '2026-03-08' }]);
  });
  it('each version holds until the next begins, and nothing after the end', () => {
    const [one, two] = [terms(), terms({ version: 2, from: '2026-03-01' })];
    expect(inForce([two, one]).map(({ version, until }) => [version, until])).toEqual([[1, '2026-02-28'], [2, null]]);
    expect(inForce([one, two, { from: '2026-05-16', ends: true }]).map(({ until }) => until)).toEqual(['2026-02-28', '2026-05-15']);
  });
});

describe('a part of a whole', () => {
  it.each([['33.33%', '33.33%'], ['３３．３３％', '33.33%'], ['30', '30%'], ['0.5', '0.5%'], ['100', '100%'], ['1/3', '1/3'], ['1/4', '25%']])('%s', (typed, shown) => expect(fractionText(fractionOf(typed))).toBe(shown));
  it.each(['', '0', '0/3', '4/3', '100.01', '-5', 'abc', '1/0', '33.33333'])('not %j', (typed) => expect(() => fractionOf(typed)).toThrow('rate-not-a-part'));
});

/** The same numbers each time: a failure is found again. */
function numbers(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (at * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((at / 2_147_483_648) * below);
  };
}

it('for any sequence of reports, restatements, payments and waivers: due − received − waived = open, to the fen, and per fund', () => {
  const bases: readonly Base[] = ['net-profit', 'revenue', 'surplus'];
  for (let seed = 1; seed <= 150; seed++) {
    const next = numbers(seed);
    const version = (n: number, from: string): Terms => terms({
      version: n, from, base: bases[next(3)]!, carriesLoss: next(2) === 1, lossPeriods: next(2) === 1 ? 1 + next(2) : null, floor: next(3) === 0 ? BigInt(next(5_000)) : null, cap: next(3) === 0 ? BigInt(6_000 + next(90_000)) : null,
      steps: [{ from: 0n, rate: [3_333n, 10_000n] }, ...(next(2) === 1 ? [{ from: BigInt(1 + next(50_000)), rate: [1n, 7n] as const }] : [])], funds: [1, 2, 3].map((fund) => ({ fund, weight: BigInt(1 + next(9)) })),
    });
    const agreed = inForce([version(1, '2026-01-20'), version(2, '2026-05-11'), ...(next(2) === 1 ? [{ from: '2026-09-02', ends: true as const }] : [])]);
    const reports = new Map<string, Reported>();
    const due: ShareLine[] = [];
    const received: ShareLine[] = [];
    const waived: ShareLine[] = [];
    const of = (lines: readonly ShareLine[], from: string, fund?: number): bigint => lines.filter((line) => line.from === from && (fund === undefined || line.fund === fund)).reduce((sum, line) => sum + line.sum, 0n);
    const openOf = (from: string, fund?: number): bigint => of(due, from, fund) - of(received, from, fund) - of(waived, from, fund);
    const came = { received: 0n, waived: 0n };
    for (let step = 0; step < 40; step++) {
      const { from, to } = [Q1, Q2, Q3][next(3)]!;
      const funds = [1, 2, 3].map((fund) => ({ fund, weight: agreed[0]!.funds[fund - 1]!.weight, open: openOf(from, fund) }));
      const act = next(4);
      if (act < 2) { // reported, or restated
        const before = assess(agreed, [...reports.values()]);
        reports.set(from, { from, to, figures: { revenue: BigInt(next(400_000)), netProfit: BigInt(next(300_000) - 100_000), reserve: BigInt(next(10_000)), units: 0n } });
        due.push(...differences(before, assess(agreed, [...reports.values()])));
      } else if (act === 2) { // paid, before the report, in parts, or too much
        const sum = BigInt(1 + next(60_000));
        const parts = divided(sum, funds);
        came.received += sum;
        parts.forEach((part, at) => {
          expect(part).toBeGreaterThanOrEqual(0n);
          received.push({ from, version: 0, fund: at + 1, sum: part });
        });
        if (funds.some(({ fund }) => openOf(from, fund) > 0n)) funds.forEach(({ fund, open }) => expect(openOf(from, fund)).toBeGreaterThanOrEqual(open < 0n ? open : 0n)); // none beyond while another lacks
      } else {
        const most = funds.reduce((sum, { open }) => sum + (open > 0n ? open : 0n), 0n);
        if (most === 0n) continue;
        const sum = BigInt(1 + next(Number(most)));
        came.waived += sum;
        divided(sum, funds).forEach((part, at) => waived.push({ from, version: 0, fund: at + 1, sum: part }));
        funds.forEach(({ fund, open }) => expect(openOf(from, fund)).toBeGreaterThanOrEqual(open < 0n ? open : 0n));
      }
    }
    const stands = assess(agreed, [...reports.values()]);
    for (const { from } of [Q1, Q2, Q3]) {
      for (const fund of [1, 2, 3]) expect(openOf(from, fund)).toBe(of(stands, from, fund) - of(received, from, fund) - of(waived, from, fund));
      expect([1, 2, 3].reduce((sum, fund) => sum + openOf(from, fund), 0n)).toBe(openOf(from));
    }
    expect([received, waived].map((lines) => lines.reduce((sum, line) => sum + line.sum, 0n))).toEqual([came.received, came.waived]);
  }
});
