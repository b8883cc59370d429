import { checkpointText, parseCheckpoint } from './signed-note';
import { statedIn, statedLine } from './statements';

const root = Buffer.alloc(32, 1);
const chain = Buffer.alloc(32, 2);

it('a checkpoint names the last statement, and is read as before', () => {
  const text = checkpointText({ origin: 'x/log/y', size: 3, root, extensions: [statedLine({ nth: 2, chain })] });
  expect(text).toBe(`x/log/y\n3\n${root.toString('base64')}\nstatements 2 ${chain.toString('base64')}\n`);
  expect(statedIn(text)).toEqual({ nth: 2, chain });
  expect(parseCheckpoint(text)).toEqual({ origin: 'x/log/y', size: 3, root });
});

it('where nothing was stated there is no line', () => {
  const text = checkpointText({ origin: 'x/log/y', size: 3, root });
  expect(text.split('\n')).toHaveLength(4);
  expect(statedIn(text)).toBeNull();
  expect(statedIn(`${text}statements 0 ${chain.toString('base64')}\n`)).toBeNull();
  expect(statedIn(`${text}statements 1 short\n`)).toBeNull();
});
