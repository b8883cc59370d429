import { Logger } from '@nestjs/common';
import { Writable } from 'node:stream';
import { Logging } from '../../src/platform/logging';

const said: string[] = [];
const sink = new Writable({ write(chunk, _encoding, done) { said.push(String(chunk)); done(); } });
const lines = (): object[] => said.splice(0).map((line) => {
  const { time, pid, hostname, ...rest } = JSON.parse(line) as Record<string, unknown>;
  return { ...rest, here: Boolean(time && pid && hostname) };
});

beforeAll(() => Logger.overrideLogger(new Logging('info', sink)));
afterAll(() => Logger.overrideLogger(false));

it('what is said is a line with who says it, whichever way it is said', () => {
  const logger = new Logger('Settlement');
  logger.log('ready');
  logger.warn({ event: 'evt_1' }, 'one by one now');
  logger.error(new Error('torn'));
  logger.error('torn', 'Error: torn\n    at desk');
  logger.error({ err: new Error('inside'), number: 'ab12' }, 'ab12 GET /');
  logger.debug('not asked for');
  expect(lines()).toEqual([
    { level: 30, context: 'Settlement', msg: 'ready', here: true },
    { level: 40, context: 'Settlement', event: 'evt_1', msg: 'one by one now', here: true },
    { level: 50, context: 'Settlement', err: expect.objectContaining({ message: 'torn', stack: expect.any(String) }), msg: 'torn', here: true },
    { level: 50, context: 'Settlement', msg: 'torn', stack: 'Error: torn\n    at desk', here: true },
    { level: 50, context: 'Settlement', err: expect.objectContaining({ message: 'inside' }), number: 'ab12', msg: 'ab12 GET /', here: true },
  ]);
});
