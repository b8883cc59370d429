/** What a donor copies into a transfer: letters and digits that nobody takes for one another (no 0 and O, no 1, I and L). Thirty-one of them, a prime. */
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

const valueOf = (letter: string): number => LETTERS.indexOf(letter);

/** Weights 8 to 2 before the check letter: modulo a prime every single slip and every pair that changed places shows. */
const weighed = (letters: string): number => [...letters].reduce((sum, letter, at) => sum + valueOf(letter) * (LENGTH - at), 0) % LETTERS.length;

/** A reference out of random bytes, its check letter last. @throws RangeError for fewer than seven bytes */
export function transferReference(random: Uint8Array): string {
  if (random.length < LENGTH - 1) throw new RangeError('transferReference: seven random bytes are needed');
  const body = [...random.subarray(0, LENGTH - 1)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
  return `${body}${LETTERS[(LETTERS.length - weighed(body)) % LETTERS.length]}`;
}

/** Whether text is a reference that nobody has mistyped. */
export const isTransferReference = (text: string): boolean => text.length === LENGTH && [...text].every((letter) => valueOf(letter) >= 0) && weighed(text) === 0;
