import { randomBytes } from 'node:crypto';
import { isTransferReference, referencesIn, slipsBetween, transferReference } from './transfer-reference';

const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

it('is eight letters that nobody takes for one another', () => {
  const reference = transferReference(randomBytes(7));
  expect(reference).toMatch(/^[2-9A-HJKMNP-Z]{8}$/);
  expect(isTransferReference(reference)).toBe(true);
});

it('notices every single slip and every two neighbours that changed places', () => {
  for (let n = 0; n < 20; n++) {
    const reference = transferReference(randomBytes(7));
    for (let at = 0; at < 8; at++) {
      for (const letter of LETTERS) if (letter !== reference[at]) expect(isTransferReference(reference.slice(0, at) + letter + reference.slice(at + 1))).toBe(false);
      const swapped = reference.slice(0, at) + (reference[at + 1] ?? '') + reference[at]! + reference.slice(at + 2);
      if (at < 7 && swapped !== reference) expect(isTransferReference(swapped)).toBe(false);
    }
  }
});

it('is none when it is too short, too long, or in letters it does not use', () => {
  for (const text of ['', '2222222', '222222222', 'OOOOOOOO', 'abcdefgh']) expect(isTransferReference(text)).toBe(false);
});

it.each<[string, string[]]>([
  ['K7MQ2RXB', ['K7MQ2RXB']],
  ['捐款 k7mq2rxb 谢谢', ['K7MQ2RXB']],
  ['Ｋ７ＭＱ２ＲＸＢ', ['K7MQ2RXB']],
  ['K7MQ 2RXB', ['K7MQ2RXB']],
  ['附言:K7MQ-2RXB', ['K7MQ2RXB']],
  ['K7MQ2RX', ['K7MQ2RX']],
  ['20260630 转账', []],
  ['银龄午餐', []],
])('in %j somebody has written %j', (memo, written) => expect(referencesIn(memo)).toEqual(written));

it.each<[string, number]>([['K7MQ2RXB', 0], ['K7MQ2RXC', 1], ['K7MQ2RBX', 1], ['K7MQ2RX', 1], ['K7MQQ2RXB', 1], ['7KMQ2RBX', 2], ['ZZZZZZZZ', 8]])('%s is %s slips away from K7MQ2RXB', (written, slips) => expect(slipsBetween(written, 'K7MQ2RXB')).toBe(slips));
