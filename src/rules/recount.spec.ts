import { decided, type Recount, recounted, recountTable } from './recount';

const RULE = { quorum: [4, 5], votes: [1, 2], countedOf: 'entitled', moreThan: true, source: '议事规则' } as const;
const file = (ballots: string, more: Partial<Recount> = {}): string => {
  const numbers = { seated: 25, recused: 0, present: 20, ...more };
  return JSON.stringify({ recount: 1, foundation: 'wutongli', motion: '2026-1', question: '修路灯吗', vote: 1, secret: true, ...numbers, rule: RULE, ...decided(ballots, { ...RULE, ...more.rule }, numbers), ballots, ...more });
};
const ballots = (votes: number, against: number, abstained = 0, invalid = 0): string => '+'.repeat(votes) + '-'.repeat(against) + '0'.repeat(abstained) + 'x'.repeat(invalid);

it('counts a published file to the same result', () => {
  expect(recounted(file(ballots(13, 4, 2, 1)))).toEqual({ agrees: true, result: { for: 13, against: 4, abstained: 2, invalid: 1, entitled: 25, neededPresent: 20, neededFor: 13, carried: true } });
});

it.each([
  ['20 of 25 are enough, of whom 13 carry it', ballots(13, 7), { present: 20 }, true],
  ['19 of 25 are too few, whatever they say', ballots(19, 0), { present: 19 }, false],
  ['a tie carries nothing', ballots(12, 12), { present: 24, seated: 24 }, false],
  ['and one more does', ballots(13, 11), { present: 24, seated: 24 }, true],
  ['half and above includes the half', ballots(12, 12), { present: 24, seated: 24, rule: { ...RULE, moreThan: false } }, true],
  ['whoever stands back is not counted', ballots(12, 8), { present: 20, recused: 2 }, true],
  ['nobody is left', '', { present: 0, recused: 25 }, false],
])('%s', (_, votes, more, carried) => {
  const { agrees, result } = recounted(file(votes, more));
  expect({ agrees, carried: result.carried }).toEqual({ agrees: true, carried });
});

it.each([
  ['a ballot turned round', (text: string) => text.replace('"+', '"-')],
  ['a ballot left out', (text: string) => text.replace('"+', '"')],
  ['a ballot put in', (text: string) => text.replace('"+', '"++')],
  ['a sign that is none', (text: string) => text.replace('"+', '"?')],
  ['another line', (text: string) => text.replace('"neededFor":13', '"neededFor":12')],
  ['another outcome', (text: string) => text.replace('"carried":true', '"carried":false')],
  ['more ballots than people', (text: string) => text.replace('"present":20', '"present":16')],
])('%s is seen', (_, tampered) => {
  const before = file(ballots(13, 4, 2, 1));
  expect(tampered(before)).not.toBe(before);
  expect(recounted(tampered(before)).agrees).toBe(false);
});

it.each(['', 'null', '{}', '[]', 'x', '{"recount":1,"ballots":"+"}'])('what is no such file is refused: %s', (text) => expect(() => recounted(text)).toThrow('recount-malformed'));

it('is a table with a ballot a line', () => {
  const cell = (text: string): string => `<${text}>`;
  expect(recountTable(file('+-0x'), cell)).toBe('\uFEFFnumber,choice\r\n1,for\r\n2,against\r\n3,abstain\r\n4,invalid\r\n');
  expect(recountTable(file('+', { named: ['顾明'] }), cell)).toBe('\uFEFFnumber,choice,name\r\n1,for,<顾明>\r\n');
});
