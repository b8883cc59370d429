import { randomBytes } from 'node:crypto';
import { isTransferReference, transferReference } from './transfer-reference';

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
