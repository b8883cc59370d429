import { needed, type QuorumRule } from './quorum';

const RESIDENTS: QuorumRule = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true };
const SOURCE: QuorumRule = { ...RESIDENTS, moreThan: false };
const COUNCIL: QuorumRule = { quorum: [2, 3], votes: [1, 2], countedOf: 'present', moreThan: true };
const SPECIAL: QuorumRule = { quorum: [2, 3], votes: [2, 3], countedOf: 'present', moreThan: false };
const INVESTMENT: QuorumRule = { quorum: [2, 3], votes: [2, 3], countedOf: 'all', moreThan: false };

it.each<[string, QuorumRule, [seated: number, recused: number, present: number], [entitled: number, present: number, forIt: number]]>([
  ['four fifths of 25 are 20; more than half of 25 are 13', RESIDENTS, [25, 0, 20], [25, 20, 13]],
  ['four fifths of 21 are 17, for 16 are fewer; more than half of 21 are 11', RESIDENTS, [21, 0, 17], [21, 17, 11]],
  ['more than half of 20 are 11', RESIDENTS, [20, 0, 20], [20, 16, 11]],
  ['half and above of 20 are 10 (Civil Code art. 1259)', SOURCE, [20, 0, 20], [20, 16, 10]],
  ['half and above of 21 are 11', SOURCE, [21, 0, 21], [21, 17, 11]],
  ['who stands back should not attend: of 21 less 1 it is 16, and 11', RESIDENTS, [21, 1, 17], [20, 16, 11]],
  ['the votes of those present: of 17 more than half are 9', COUNCIL, [25, 0, 17], [25, 17, 9]],
  ['two thirds of 17 present are 12', SPECIAL, [25, 0, 17], [25, 17, 12]],
  ['two thirds of all 25 are 17, whoever stands back', INVESTMENT, [25, 3, 20], [22, 15, 17]],
  ['everybody stands back: one would have to be there, and nobody should', RESIDENTS, [21, 21, 0], [0, 1, 1]],
  ['a council of one', RESIDENTS, [1, 0, 1], [1, 1, 1]],
])('%s', (_, rule, [seated, recused, present], [entitled, there, forIt]) => {
  expect(needed(rule, { seated, recused, present })).toEqual({ entitled, present: there, for: forIt });
});

// By counting up from one instead of dividing: the first number of people that is enough, and the one before that is not.
const RULES = [RESIDENTS, SOURCE, COUNCIL, SPECIAL, INVESTMENT];
const table = RULES.flatMap((rule, nth) => [5, 6, 7, 9, 10, 15, 20, 21, 22, 25].flatMap((seated) => [0, 1, 2].flatMap((recused) => [seated - recused, seated - recused - 1, Math.ceil((seated - recused) / 2)].map((present) => ({ nth, rule, seated, recused, present })))));

it(`the first number that is enough, and none below: ${table.length} cases`, () => {
  expect(table.length).toBeGreaterThanOrEqual(300);
  for (const { nth, rule, seated, recused, present } of table) {
    const of = { present, entitled: seated - recused, all: seated }[rule.countedOf];
    const there = upFrom1((people) => people * rule.quorum[1] >= (seated - recused) * rule.quorum[0]);
    const forIt = upFrom1((people) => (rule.moreThan ? people * rule.votes[1] > of * rule.votes[0] : people * rule.votes[1] >= of * rule.votes[0]));
    expect([nth, seated, recused, present, needed(rule, { seated, recused, present })]).toEqual([nth, seated, recused, present, { entitled: seated - recused, present: there, for: forIt }]);
  }
});

function upFrom1(enough: (people: number) => boolean): number {
  let people = 1;
  while (!enough(people)) people += 1;
  return people;
}
