import type { FundRef } from '../../src/ledger/draft';
import { agencyIn, agencyOut, bankGift, chartMigration, contributionBounced, costAccepted, donatedService, makingGood, onlineGift, openingBalance, payment, paymentFee, principalGift, promise, reversal } from '../../src/ledger/entries';
import { type Guard, judge, sameContent, type Judgement, type Told } from '../../src/ledger/verdicts';

const lunch: FundRef = { id: 1, foundation: 1, class: 'restricted' };
const general: FundRef = { id: 2, foundation: 1, class: 'general' };
const original: FundRef = { id: 3, foundation: 1, class: 'original' };
const evergreen: FundRef = { id: 4, foundation: 1, class: 'preserved' };
const lift: FundRef = { id: 5, foundation: 1, class: 'agency' };
const guard = (fund: FundRef, name: string, sums: Partial<Guard> = {}): [number, Guard] => [fund.id, { foundation: 1, class: fund.class, name, money: 0n, owed: 0n, promised: 0n, worth: 0n, floor: 0n, ...sums }];
const told = (more: Partial<Told> & { lunch?: Partial<Guard>; general?: Partial<Guard>; original?: Partial<Guard>; evergreen?: Partial<Guard> } = {}): Told => ({
  funds: new Map([guard(lunch, '银龄午餐', more.lunch), guard(general, '一般基金', more.general), guard(original, '原始基金', more.original), guard(evergreen, '常青留本', more.evergreen), guard(lift, '三号楼电梯')]),
  known: new Map(), sealedUntil: new Map(), promises: new Map(), short: new Map(), released: new Set(), ...more,
});
const said = (judgements: readonly Judgement[]): string[] => judgements.map((j) => (j.is === 'refused' ? j.refused.code : j.is));

let n = 0;
const about = () => ({ day: '2026-06-10', source: `s${++n}` });
const give = (sum: bigint) => bankGift({ ...about(), fund: lunch, sum, bank: 9 });
const spend = (sum: bigint) => costAccepted({ ...about(), fund: lunch, sum, for: 'programme' });
const fee = (sum: bigint) => paymentFee({ ...about(), fund: lunch, sum, clearing: 8, fact: 1n });

it.each<[string, bigint, string]>([['the last fen', 100n, 'to post'], ['a fen more', 101n, 'a-fund-promises-only-what-it-has']])('lets %s be spent or not', (_, sum, verdict) => {
  expect(said(judge([spend(sum)], told({ lunch: { money: 100n, worth: 100n } })))).toEqual([verdict]);
});

it('names the fund and what is missing', () => {
  const [no] = judge([spend(150_00n)], told({ lunch: { money: 100_00n, worth: 100_00n } }));
  expect(no).toMatchObject({ is: 'refused', refused: { facts: { fund: '银龄午餐', available: '100.00', missing: '50.00' } } });
});

it('refuses one of a lot and lets the others go on, in their order', () => {
  expect(said(judge([give(50n), spend(80n), spend(50n), give(30n), spend(30n)], told()))).toEqual(['to post', 'a-fund-promises-only-what-it-has', 'to post', 'to post', 'to post']);
});

it('counts what the world has done before what people choose, wherever it stands in the lot', () => {
  expect(said(judge([spend(100n), fee(1n)], told({ lunch: { money: 100n, worth: 100n } })))).toEqual(['a-fund-promises-only-what-it-has', 'to post']);
  expect(said(judge([fee(500n)], told()))).toEqual(['to post']);
});

it('never starves a bill or an award by what came after it', () => {
  const owed = told({ lunch: { money: 100n, owed: 100n, worth: 0n } });
  expect(said(judge([spend(1n), payment({ ...about(), fund: lunch, sum: 100n, bank: 9 })], owed))).toEqual(['a-fund-promises-only-what-it-has', 'to post']);
  const awarded = told({ lunch: { money: 100n, promised: 100n, worth: 200n }, promises: new Map([[7n, { fund: 1, amount: 100n }]]) });
  const claim = (sum: bigint) => costAccepted({ ...about(), fund: lunch, sum, for: 'programme', promise: 7n });
  expect(said(judge([promise({ ...about(), fund: lunch, sum: 1n }), claim(60n), claim(41n), claim(40n)], awarded))).toEqual(['a-fund-promises-only-what-it-has', 'to post', 'a-promise-is-never-paid-above-itself', 'to post']);
});

it('knows a source again by its content', () => {
  const first = give(50n);
  expect(said(judge([first, { ...first }, { ...give(60n), source: first.source }], told()))).toEqual(['to post', 'same as', 'one-entry-a-source']);
  expect(said(judge([first], told({ known: new Map([[`1/${first.source}`, 5n]]) })))).toEqual(['known']);
  expect(sameContent(first, { ...first, lines: [...first.lines].reverse() })).toBe(true);
});

it('moves a fact out of a sealed month, into the accounts of its new day, and refuses a choice', () => {
  const sealed = told({ sealedUntil: new Map([[1, '2026-01']]), lunch: { money: 100n, worth: 100n } });
  const [gift, cost] = judge([onlineGift({ day: '2025-12-30', source: 'x', fund: lunch, sum: 5n, clearing: 8 }), { ...spend(1n), day: '2026-01-05', factDay: '2026-01-05' }], sealed);
  expect(gift).toMatchObject({ is: 'to post', draft: { day: '2026-02-01', factDay: '2025-12-30' } });
  expect(said([cost!])).toEqual(['a-sealed-month-takes-no-entry']);
  const [fee2025] = judge([paymentFee({ day: '2025-12-30', source: 'y', fund: lunch, sum: 5n, clearing: 8, fact: 1n })], sealed);
  // fundraising cost: 5301 until 2025, 5401 since
  expect(fee2025).toMatchObject({ draft: { lines: [{ account: '5401' }, { account: '1009' }] } });
});

it('makes the original fund good before the general fund spends', () => {
  const short = told({ general: { money: 100n, worth: 100n }, original: { money: 99n, worth: 99n, floor: 100n }, short: new Map([[1, { name: '原始基金', missing: 1n }]]) });
  const rent = costAccepted({ ...about(), fund: general, sum: 1n, for: 'management' });
  expect(said(judge([rent, makingGood({ ...about(), general, original, sum: 1n })], short))).toEqual(['a-shortfall-is-made-good-before-anything-is-spent', 'to post']);
  expect(said(judge([contributionBounced({ ...about(), fund: original, sum: 50n, bank: 9, fact: 2n })], short))).toEqual(['to post']);
});

describe('principal', () => {
  const preserved = (sums: Partial<Guard>): Told => told({ evergreen: sums });
  const give = (sum: bigint) => principalGift({ ...about(), fund: evergreen, sum, bank: 9 });
  const cost = (sum: bigint) => costAccepted({ ...about(), fund: evergreen, sum, for: 'programme' });
  const back = (gift: ReturnType<typeof give>) => reversal({ ...about(), foundation: 1, reverses: 7n, mirrors: gift, reason: '撤回', lines: gift.lines });

  it('raises the floor by what it brings and takes it away with it', () => {
    expect(said(judge([give(100n), cost(1n)], told()))).toEqual(['to post', 'a-fund-keeps-its-floor']);
    expect(said(judge([back(give(100n)), cost(20n), cost(1n)], preserved({ money: 120n, worth: 120n, floor: 100n })))).toEqual(['to post', 'to post', 'a-fund-promises-only-what-it-has']);
    expect(said(judge([cost(21n), cost(20n)], preserved({ money: 120n, worth: 120n, floor: 100n })))).toEqual(['a-fund-keeps-its-floor', 'to post']);
    // short by 10 already: a gift neither heals it nor is refused for it
    expect(said(judge([give(50n), cost(1n)], preserved({ money: 90n, worth: 90n, floor: 100n })))).toEqual(['to post', 'a-fund-keeps-its-floor']);
  });

  it('says which fund must keep how much', () => {
    expect(judge([cost(30n)], preserved({ money: 120n, worth: 120n, floor: 100n }))).toMatchObject([{ refused: { facts: { fund: '常青留本', floor: '1.00', missing: '0.10' } } }]);
  });

  it('must be there when it is brought by an opening balance', () => {
    const opening = (held: bigint) => openingBalance({ ...about(), foundation: 1, standing: [{ fund: evergreen, role: 'bank', sum: held, place: 9 }, { fund: evergreen, role: 'unrestricted', sum: 100n - held }, { fund: evergreen, role: 'principal', sum: -100n }] });
    expect(said(judge([opening(99n)], told()))).toEqual(['a-fund-keeps-its-floor']);
    expect(said(judge([opening(101n), cost(1n), cost(1n)], told()))).toEqual(['to post', 'to post', 'a-fund-keeps-its-floor']);
  });
});

it('pays out of trust no more than was brought', () => {
  const out = (sum: bigint) => agencyOut({ ...about(), fund: lift, sum, bank: 9 });
  expect(said(judge([agencyIn({ ...about(), fund: lift, sum: 50n, bank: 9 }), out(51n), out(50n)], told()))).toEqual(['to post', 'a-fund-promises-only-what-it-has', 'to post']);
});

it('carries accounts of the former standard into the new one, and nothing moves', () => {
  const carried = chartMigration({ ...about(), day: '2026-01-01', foundation: 1, standing: [{ fund: lunch, role: 'bank', sum: 100n, place: 9 }, { fund: lunch, role: 'restricted', sum: -90n }, { fund: lunch, role: 'provision', sum: -10n }] });
  expect(carried.lines.map((l) => `${l.standard ?? ''} ${l.account} ${l.debit}`)).toEqual([' 1002 100', '2004 1002 -100', ' 3102 -90', '2004 3102 90', ' 2503 -10', '2004 2401 10']);
  expect(said(judge([carried, spend(1n)], told()))).toEqual(['to post', 'a-fund-promises-only-what-it-has']);
});

it('refuses what a standard does not know', () => {
  expect(said(judge([{ ...donatedService({ ...about(), fund: lunch, sum: 1n, for: 'programme' }), day: '2025-12-31' }], told()))).toEqual(['a-kind-is-used-from-its-standard-on']);
  expect(() => openingBalance({ ...about(), day: '2025-01-01', foundation: 1, standing: [{ fund: lunch, role: 'other long investment', sum: 1n }] })).toThrow('an-account-belongs-to-the-standard-of-its-day');
});
