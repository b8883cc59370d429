import { type Candidate, isCertain, isPlain, numbersOf, propose, type Shown } from './bank-match';

const line: Shown = { id: 7n, sum: 9_000n, day: '2026-06-10', reference: 'ICBC-1', memo: '捐款 DN 2026-0012', ours: null, party: '王建国' };
const booked = (id: string, more: Partial<Candidate> = {}): Candidate & { id: string } => ({ id, sum: 9_000n, day: '2026-06-10', references: [], party: null, ...more });
const told = (...candidates: (Candidate & { id: string })[]) => propose(line, candidates).map(({ candidate, why }) => [candidate.id, ...why]);

it('proposes the same sum alone, the number before the name before the day', () => {
  expect(told(
    booked('other sum', { sum: 9_001n }), booked('near', { day: '2026-06-12' }), booked('same day'), booked('party', { party: '王*', day: '2026-06-20' }),
    booked('number', { references: ['DN-2026-0012'], day: '2026-03-01' }), booked('went out', { sum: -9_000n }),
  )).toEqual([['number', 'sum', 'reference'], ['party', 'sum', 'party'], ['same day', 'sum', 'day'], ['near', 'sum', 'near-day']]);
});

it('knows a number as the bank’s own, as ours, and in what was written, however it was spaced', () => {
  for (const [shown, reference] of [[line, 'icbc 1'], [{ ...line, ours: 'pi_1' }, 'PI_1'], [{ ...line, memo: 'ＤＮ２０２６００１２' }, 'dn-2026-0012']] as const)
    expect(propose(shown, [booked('x', { references: [reference] })])[0]!.why).toContain('reference');
  // a short number stands in too many notes
  expect(propose({ ...line, memo: '第 12 号' }, [booked('x', { references: ['12'] })])[0]!.why).not.toContain('reference');
  expect(propose(line, [booked('x', { references: [''] })])[0]!.why).not.toContain('reference');
});

it('takes a masked name for what it is', () => {
  for (const [shown, same] of [['王*', true], ['王建国', true], ['李*', false], ['*', false], ['王(建)*', false]] as const)
    expect([shown, propose(line, [booked('x', { party: shown })])[0]!.why.includes('party')]).toEqual([shown, same]);
});

it('does not propose by the sum alone what is a month away', () => {
  expect(told(booked('a month', { day: '2026-07-11' }), booked('longer', { day: '2026-07-12' }))).toEqual([['a month', 'sum']]);
});

it('names one only when nothing else is as likely', () => {
  expect(isPlain(propose(line, [booked('a'), booked('b')]))).toBe(false);
  expect(isPlain(propose(line, [booked('a', { references: ['ICBC-1'] }), booked('b')]))).toBe(true);
  expect(isPlain(propose(line, [booked('a')]))).toBe(true);
  expect(isPlain([])).toBe(false);
});

it('puts what was recorded from the line before everything, and leaves to another line what is its own', () => {
  expect(told(booked('number', { references: ['ICBC-1'], party: '王*' }), booked('recorded', { line: 7n, day: '2026-01-01' }), booked('of another', { line: 8n, references: ['ICBC-1'] })))
    .toEqual([['recorded', 'line', 'sum'], ['number', 'sum', 'day', 'reference', 'party']]);
});

it('is certain of a number or of the line itself, never of a sum, a day or a name', () => {
  expect(isCertain(propose(line, [booked('a', { party: '王*' })]))).toBe(false);
  expect(isCertain(propose(line, [booked('a', { references: ['ICBC-1'] }), booked('b', { party: '王*' })]))).toBe(true);
  expect(isCertain(propose(line, [booked('a', { references: ['ICBC-1'] }), booked('b', { references: ['DN-2026-0012'] })]))).toBe(false);
  expect(isCertain(propose(line, [booked('a', { references: ['ICBC-1'] }), booked('b', { line: 7n })]))).toBe(true);
  expect(isCertain([])).toBe(false);
});

it('takes no number for the bank’s that only we have given', () => {
  expect([numbersOf('stripe:pi_1'), numbersOf('batch:12:2026-0007'), numbersOf('voucher:12'), numbersOf('bank-line:7:2')]).toEqual([['pi_1'], ['12:2026-0007', '12', '2026-0007'], [], []]);
});
