import { compositionMissing, placesToFill, type CouncilSeat, type ResidentsCouncil } from './residents-council';

const FIGURES = { groupLeast: 5, communityLeast: 21, perGroup: 2, officialsMost: 50 };
const DAY = '2026-06-01';
const seat = (party: number, more: Partial<CouncilSeat> = {}): CouncilSeat => ({ party, name: `居民${party}`, chairs: party === 1, official: false, constituency: null, from: '2026-01-01', until: '2028-12-31', last: '2028-12-31', ...more });
const group = (n: number, more: Partial<ResidentsCouncil> = {}): ResidentsCouncil => ({ kind: 'group', day: DAY, figures: FIGURES, seats: Array.from({ length: n }, (_, i) => seat(i + 1)), groups: [], ...more });
/** Of three courtyards seven each; the first of all chairs. */
const community = (n: number, of: (nth: number) => Partial<CouncilSeat> = () => ({})): ResidentsCouncil => {
  const seats = Array.from({ length: n }, (_, i) => seat(i + 1, { constituency: (i % 3) + 1, ...of(i) }));
  return { kind: 'community', day: DAY, figures: FIGURES, seats, groups: [1, 2, 3].map((id) => ({ id, name: `${id}号院`, members: seats.map(({ party }) => party) })) };
};
const said = (council: ResidentsCouncil): string[] => compositionMissing(council).map(({ code, facts }) => [code, ...Object.values(facts)].join(' '));

it.each<[string, ResidentsCouncil, string[]]>([
  ['five on a group council', group(5), []],
  ['four are one too few', group(4), ['council-short 4 5 1']],
  ['nobody yet', group(0), ['council-short 0 5 5', 'council-without-chair']],
  ['nobody chairs', group(5, { seats: [2, 3, 4, 5, 6].map((party) => seat(party)) }), ['council-without-chair']],
  ['two of five are officials', group(5, { seats: [1, 2, 3, 4, 5].map((party) => seat(party, { official: party < 3 })) }), []],
  ['three of five are more than half', group(5, { seats: [1, 2, 3, 4, 5].map((party) => seat(party, { official: party < 4 })) }), ['council-of-officials 3 5 2']],
  ['three of six are half', group(6, { seats: [1, 2, 3, 4, 5, 6].map((party) => seat(party, { official: party < 4 })) }), []],
  ['a term that began today counts, one that ended yesterday does not', group(5, { seats: [seat(1, { from: DAY }), seat(2), seat(3), seat(4, { last: DAY }), seat(5, { last: '2026-05-31' })] }), ['council-short 4 5 1']],
  ['21 of three courtyards', community(21), []],
  ['20 are one too few', community(20), ['council-short 20 21 1']],
  ['of one courtyard there is only one', community(21, (nth) => ({ constituency: nth === 0 ? 1 : (nth % 2) + 2 })), ['group-not-heard 1号院 1 2']],
  ['of one courtyard there is nobody', community(21, (nth) => ({ constituency: (nth % 2) + 2 })), ['group-not-heard 1号院 0 2']],
  ['a courtyard that is over needs nobody; whoever spoke for it speaks for nobody', { ...community(21), groups: [...community(21).groups.slice(0, 2), { id: 3, name: '3号院', members: [], over: true }] }, [3, 6, 9, 12, 15, 18, 21].map((n) => `voice-left-its-group 居民${n} 3号院`)],
  ['ten of 21 are officials', community(21, (nth) => ({ official: nth < 10 })), []],
  ['eleven of 21 are more than half', community(21, (nth) => ({ official: nth < 11 })), ['council-of-officials 11 21 10']],
])('%s', (_, council, expected) => {
  expect(said(council)).toEqual(expected);
});

it('whoever speaks for a courtyard sits on its council', () => {
  const council = community(21);
  expect(said({ ...council, groups: council.groups.map((one) => ({ ...one, members: one.members.filter((party) => party !== 4) })) })).toEqual(['voice-left-its-group 居民4 1号院']);
});

it.each<[string, CouncilSeat[], number[]]>([
  ['a term that ends on the day', [seat(1, { until: '2026-08-01', last: '2026-08-01' })], [1]],
  ['a day later', [seat(1, { until: '2026-08-02', last: '2026-08-02' })], []],
  ['they were chosen again', [seat(1, { until: '2026-08-01', last: '2026-08-01' }), seat(1, { from: '2026-08-02' })], []],
  ['one newcomer takes one of two places', [seat(1, { until: '2026-08-01', last: '2026-08-01' }), seat(2, { until: '2026-08-01', last: '2026-08-01' }), seat(3, { from: '2026-08-02' })], [2]],
  ['whoever was chosen again takes no other place', [seat(1, { until: '2026-08-01', last: '2026-08-01' }), seat(1, { from: '2026-08-02' }), seat(2, { until: '2026-08-01', last: '2026-08-01' })], [2]],
  ['who sat there already takes no place', [seat(1, { until: '2026-08-01', last: '2026-08-01' }), seat(2)], [1]],
  ['whoever left sooner', [seat(1, { until: '2026-08-01', last: '2026-05-01' })], []],
  ['of three in a row the last one', [seat(1, { from: '2020-01-01', until: '2022-12-31', last: '2022-12-31' }), seat(2, { from: '2023-01-01', until: '2025-12-31', last: '2025-12-31' }), seat(3, { until: '2026-07-31', last: '2026-07-31' })], [3]],
])('places to fill: %s', (_, seats, expected) => {
  expect(placesToFill('2026-08-01', seats).map(({ party }) => party)).toEqual(expected);
});
