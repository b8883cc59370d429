import { lastDayToCall, meetingsDue, missingFor, refuseLateCall } from './meetings';
import type { QuorumRule } from './quorum';

const FOUR_FIFTHS: QuorumRule = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true };
const refusal = (act: () => void): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
};

it('seven days of notice: called on the last day, and one day later', () => {
  expect(lastDayToCall('2026-12-08', 7)).toBe('2026-12-01');
  expect(refusal(() => refuseLateCall({ meets: '2026-12-08', today: '2026-12-01', noticeDays: 7, source: '' }))).toBeNull();
  expect(refusal(() => refuseLateCall({ meets: '2026-12-08', today: '2026-12-02', noticeDays: 7, source: '议事规则' }))).toMatchObject({ code: 'a-meeting-is-called-in-time', facts: { by: '2026-12-01', days: '7', first: '2026-12-09' }, article: '议事规则' });
  expect(refusal(() => refuseLateCall({ meets: '2026-12-01', today: '2026-12-01', noticeDays: 0, source: '' }))).toBeNull();
  expect(refusal(() => refuseLateCall({ meets: '2026-03-03', today: '2026-02-25', noticeDays: 7, source: '' }))).toMatchObject({ facts: { by: '2026-02-24' } });
});

describe('how many are missing for four fifths', () => {
  const members = (all: number, coming: number) => Array.from({ length: all }, (_, party) => ({ party, comes: party < coming }));
  it.each([
    [25, 20, 0, 20, 0], [25, 19, 0, 20, 1], [25, 0, 0, 20, 20], [21, 17, 0, 17, 0], [21, 16, 0, 17, 1], [5, 4, 0, 4, 0], [5, 3, 0, 4, 1],
    // those who stand back do not count on either side: of 25 one who comes stands back, of 24 twenty are needed
    [25, 20, 1, 20, 1], [25, 21, 1, 20, 0], [25, 20, 5, 16, 1],
    // everybody stands back: nobody can decide
    [5, 5, 5, 1, 1], [0, 0, 0, 1, 1],
  ])('of %i %i come and %i of them stand back: %i are needed, %i missing', (all, coming, recused, least, missing) => {
    expect(missingFor(FOUR_FIFTHS, members(all, coming), Array.from({ length: recused }, (_, party) => party))).toMatchObject({ needed: least, missing, entitled: all - recused });
  });
});

describe('two meetings of the foundation’s council a year', () => {
  it.each([
    ['2026-01-01', 0, null], ['2026-04-30', 0, null], ['2026-05-01', 0, { missing: 2, due: '2026-06-30' }], ['2026-06-30', 0, { missing: 2, due: '2026-06-30' }], ['2026-07-01', 0, { missing: 2, due: '2026-12-31' }],
    ['2026-07-03', 1, null], ['2026-10-31', 1, null], ['2026-11-01', 1, { missing: 1, due: '2026-12-31' }], ['2026-12-31', 1, { missing: 1, due: '2026-12-31' }], ['2026-12-31', 2, null], ['2026-12-31', 3, null],
  ])('%s with %i: %j', (today, held, due) => {
    expect(meetingsDue({ least: 2, held, today })).toEqual(due);
  });
});
