import { type MotionFacts, motionSteps } from './motion-steps';

const NEW: MotionFacts = { tabled: '2026-11-01', review: null, withdrawn: null, meeting: null, vote: null, posted: null, effective: null };
const FORMAL = { ...NEW, review: { day: '2026-11-03', formal: true } };
const AT = new Date('2026-11-20T04:00:00Z');
const told = (facts: Partial<MotionFacts>): string => motionSteps({ ...NEW, ...facts }).map(({ name, at }) => (at ? name : `(${name})`)).join(' ');

it.each<readonly [string, Partial<MotionFacts>, string]>([
  ['new', NEW, 'tabled (reviewed) (meeting) (voted) (posted) (effective)'],
  ['refused by the review', { review: { day: '2026-11-03', formal: false } }, 'tabled refused'],
  ['withdrawn before it', { withdrawn: AT }, 'tabled withdrawn'],
  ['formal', FORMAL, 'tabled reviewed (meeting) (voted) (posted) (effective)'],
  ['withdrawn before the vote', { ...FORMAL, meeting: '2026-11-18', withdrawn: AT }, 'tabled reviewed meeting withdrawn'],
  ['a vote is open', { ...FORMAL, meeting: '2026-11-18', vote: { closed: null, carried: null } }, 'tabled reviewed meeting (voted) (posted) (effective)'],
  ['voted without a meeting', { ...FORMAL, vote: { closed: AT, carried: true } }, 'tabled reviewed voted (posted) (effective)'],
  ['not carried', { ...FORMAL, meeting: '2026-11-18', vote: { closed: AT, carried: false } }, 'tabled reviewed meeting lost'],
  ['posted', { ...FORMAL, meeting: '2026-11-18', vote: { closed: AT, carried: true }, posted: '2026-11-21' }, 'tabled reviewed meeting voted posted (effective)'],
  ['in effect', { ...FORMAL, meeting: '2026-11-18', vote: { closed: AT, carried: true }, posted: '2026-11-21', effective: '2026-11-29' }, 'tabled reviewed meeting voted posted effective'],
])('%s', (_, facts, steps) => {
  expect(told(facts)).toBe(steps);
});
