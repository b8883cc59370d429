import { doorIn, doorsIn } from './doors';

it.each([['３０１室', '301'], [' 3 - 01 ', '3-01'], ['a座301', 'A座301'], ['301 ', '301'], ['5—12', '5-12']])('%j is door %s', (text, door) => expect(doorIn(text)).toBe(door));

it('reads doors a line each, several in one, and a whole floor', () => {
  expect(doorsIn('101 王阿姨\n102室、103；\r\n\n201~203').map(({ door, shown }) => (shown ? `${door}:${shown}` : door))).toEqual(['101:王阿姨', '102', '103', '201', '202', '203']);
  expect(doorsIn('1-01~1-03').map(({ door }) => door)).toEqual(['1-01', '1-02', '1-03']);
  expect(doorsIn('098~101').map(({ door }) => door)).toEqual(['098', '099', '100', '101']);
});

it.each([['101\n101', 'door-twice', '2'], ['101~103，102', 'door-twice', '1'], ['王阿姨', 'door-unreadable', '1'], ['101\n一层', 'door-unreadable', '2'], ['301<b>', 'door-unreadable', '1'],
  ['105~101', 'door-unreadable', '1'], ['A1~B9', 'door-unreadable', '1'], ['1~101', 'door-unreadable', '1'], [`1${'0'.repeat(20)}`, 'door-unreadable', '1']])('%j is refused: %s, line %s', (text, code, line) =>
  expect(() => doorsIn(text)).toThrow(expect.objectContaining({ code, facts: expect.objectContaining({ line }) })));

it('a floor has at most a hundred doors, a house at most five hundred', () => {
  expect(doorsIn('1~100')).toHaveLength(100);
  const floors = Array.from({ length: 5 }, (_, n) => `${n + 1}000~${n + 1}099`).join('\n');
  expect(doorsIn(floors)).toHaveLength(500);
  expect(() => doorsIn(`${floors}\n9000`)).toThrow(expect.objectContaining({ code: 'too-many-doors' }));
});

it.each(['', ' \n ', '，、'])('%j names no door', (text) => expect(() => doorsIn(text)).toThrow(expect.objectContaining({ code: 'doors-missing' })));
