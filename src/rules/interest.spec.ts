import { interestIn, type Relation, type RelationKind } from './interest';

// Wang, her husband Li, his firm Kitchens Ltd, its owner Zhou, and Lunches Ltd that Zhou also owns
const [WANG, LI, KITCHENS, ZHOU, LUNCHES, SCHOOL] = [1, 2, 3, 4, 5, 6];
const relation = (id: number, a: number, kind: RelationKind, b: number, from = '2026-01-01', to: string | null = null): Relation => ({ id, a, kind, b, from, to });
const RELATIONS = [relation(1, WANG, 'family', LI), relation(2, LI, 'employer', KITCHENS), relation(3, ZHOU, 'ownership', KITCHENS), relation(4, ZHOU, 'ownership', LUNCHES)];

const wayOf = (person: number, payee: number, day = '2026-06-30', relations: readonly Relation[] = RELATIONS): string | null =>
  interestIn({ person, payee, relations, day })?.map((step) => `${step.from}-${step.relation.kind}-${step.to}`).join(' ') ?? null;

it.each([
  ['oneself', WANG, WANG, ''],
  ['one step', LI, KITCHENS, '2-employer-3'],
  ['one step, the other way round', KITCHENS, LI, '3-employer-2'],
  ['two steps', WANG, KITCHENS, '1-family-2 2-employer-3'],
  ['two steps, with and against the direction in which they were entered', LI, ZHOU, '2-employer-3 3-ownership-4'],
  ['three steps are too far', WANG, ZHOU, null],
  ['four as well', WANG, LUNCHES, null],
  ['nobody knows of any', WANG, SCHOOL, null],
])('%s', (_, person, payee, way) => {
  expect(wayOf(person, payee)).toBe(way);
});

it.each<readonly [string, string | null]>([['2026-02-28', null], ['2026-03-01', '1-member-of-6'], ['2026-05-31', '1-member-of-6'], ['2026-06-01', null]])('on %s a relation from March to May gives %s', (day, way) => {
  expect(wayOf(WANG, SCHOOL, day, [relation(1, WANG, 'member-of', SCHOOL, '2026-03-01', '2026-05-31')])).toBe(way);
});

it('each step must hold on that day, not only the first', () => {
  const relations = [relation(1, WANG, 'family', LI), relation(2, LI, 'employer', KITCHENS, '2026-01-01', '2026-06-29')];
  expect(wayOf(WANG, KITCHENS, '2026-06-29', relations)).toBe('1-family-2 2-employer-3');
  expect(wayOf(WANG, KITCHENS, '2026-06-30', relations)).toBeNull();
});

it('names the shortest way, and of several the one that was entered first', () => {
  const relations = [relation(9, WANG, 'gives-to', KITCHENS), ...RELATIONS, relation(7, WANG, 'ownership', KITCHENS)];
  expect(wayOf(WANG, KITCHENS, '2026-06-30', relations)).toBe('1-ownership-3');
});

it('all five kinds count, and walking in a ring ends', () => {
  for (const kind of ['family', 'employer', 'ownership', 'gives-to', 'member-of'] as const) expect(wayOf(WANG, LI, '2026-06-30', [relation(1, LI, kind, WANG)])).toBe(`1-${kind}-2`);
  expect(wayOf(WANG, SCHOOL, '2026-06-30', [relation(1, WANG, 'family', LI), relation(2, LI, 'family', WANG), relation(3, WANG, 'employer', WANG)])).toBeNull();
});
