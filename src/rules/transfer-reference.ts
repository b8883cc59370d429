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

/** What a payer has written that is a reference, or was meant to be one: eight letters and digits, one more or one less; blanks and dashes within do not count. */
export function referencesIn(memo: string): string[] {
  const plain = memo.normalize('NFKC').toUpperCase();
  const words = [...plain.matchAll(/[0-9A-Z]+(?:[ -][0-9A-Z]+)*/g)].flatMap(([words]) => [words.replace(/[ -]/g, ''), ...words.split(/[ -]/)]);
  return [...new Set(words.filter((word) => Math.abs(word.length - LENGTH) <= 1 && /[A-Z]/.test(word)))];
}

/** How many letters were slipped between two texts: one written for another, left out, added, or two that changed places. */
export function slipsBetween(written: string, meant: string): number {
  let before: number[] = [];
  let last = Array.from({ length: meant.length + 1 }, (_, at) => at);
  for (let i = 1; i <= written.length; i++) {
    const now = [i];
    for (let j = 1; j <= meant.length; j++) {
      const same = written[i - 1] === meant[j - 1];
      const swapped = i > 1 && j > 1 && written[i - 1] === meant[j - 2] && written[i - 2] === meant[j - 1];
      now[j] = Math.min(last[j]! + 1, now[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1), swapped ? before[j - 2]! + 1 : Infinity);
    }
    [before, last] = [last, now];
  }
  return last[meant.length]!;
}
