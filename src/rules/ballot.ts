import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/**
 * Ballots that nobody can join to a voter. A token is random and signed with the vote's key: it proves that somebody was given a ballot, and not who.
 * Its tracking code is derived from it one way. What was chosen lies in a box that is sealed with the same key, which is destroyed when the vote is closed.
 */

export const CHOICES = ['for', 'against', 'abstain'] as const;
export type Choice = (typeof CHOICES)[number];

/** Each use of a vote's key has a key of its own: from what proves to the database that the box was opened rightly nobody gets to what lies in it. */
export interface VoteKeys { readonly proof: Buffer; readonly tokens: Buffer; readonly box: Buffer }
export function keysOf(key: Buffer): VoteKeys {
  const of = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', `sizhu vote ${use}`, 32));
  return { proof: of('proof'), tokens: of('tokens'), box: of('box') };
}
/** What the database knows of a key. */
export const keyHash = ({ proof }: VoteKeys): Buffer => createHash('sha256').update(proof).digest();

const HALF = 10;
const CODE_BYTES = 10;
/** Crockford's base 32: without I, L, O and U, which are misread. Ten bytes are sixteen letters. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LETTER_BYTES = Buffer.from(LETTERS);
const grouped = (text: string): string => text.match(/.{4}/g)!.join('-');

/** Eighty random bits and eighty that sign them: as long as somebody can write down, and far too long to guess. */
export function newToken({ tokens }: VoteKeys): string {
  const random = randomBytes(HALF);
  return grouped(written(Buffer.concat([random, signature(tokens, random)])));
}

/** @returns the bytes of a token as it was typed, in small letters, full width or with an O for a zero; null when it was not signed with this key */
export function readToken({ tokens }: VoteKeys, typed: string): Buffer | null {
  const bytes = read(typed);
  if (bytes?.length !== 2 * HALF) return null;
  return timingSafeEqual(signature(tokens, bytes.subarray(0, HALF)), bytes.subarray(HALF)) ? bytes : null;
}

/** By which its voter finds a ballot in the published list; who has the list does not get to the token. */
export const trackingCode = (token: Buffer): Buffer => createHash('sha256').update('sizhu tracking code').update(token).digest().subarray(0, CODE_BYTES);
export const codeText = (code: Buffer): string => grouped(written(code));
/** As it stands in the list, or null for what cannot be a code. */
export function readCode(typed: string): string | null {
  const bytes = read(typed);
  return bytes?.length === CODE_BYTES ? codeText(bytes) : null;
}

/** In which of the boxes of a vote a ballot lies: each holds a stretch of all codes, so that the boxes one after the other are the list as it is published. */
export const boxOf = (code: Buffer, boxes: number): number => Math.floor((code.readUInt32BE(0) * boxes) / 2 ** 32);

const MARK = CODE_BYTES + 1;
/** Sixteen letters, three hyphens, and the end of the line. */
const LINE = 20;

/** The ballots of one box, by their codes. @throws Error when it was sealed with another key or for another box */
export function openBox(keys: VoteKeys, sealed: Buffer, of: string): Map<string, Choice> {
  const open = unsealed(keys, sealed, of);
  const ballots = new Map<string, Choice>();
  for (let at = 0; at < open.length; at += MARK) ballots.set(open.toString('latin1', at, at + CODE_BYTES), CHOICES[open[at + CODE_BYTES]!]!);
  return ballots;
}

/**
 * All boxes in their order, opened at once: the codes as the list shows them, a line each and sorted, and the choices apart from them, which lie in the same order here and nowhere else.
 * @throws Error also when a code lies in them twice, or out of its place
 */
export function openBoxes(keys: VoteKeys, boxes: readonly { sealed: Buffer; of: string }[]): { codes: Buffer; choices: Choice[] } {
  const open = Buffer.concat(boxes.map(({ sealed, of }) => unsealed(keys, sealed, of)));
  const ballots = open.length / MARK;
  const codes = Buffer.allocUnsafe(ballots * LINE);
  const choices: Choice[] = [];
  for (let nth = 0; nth < ballots; nth++) {
    const at = nth * MARK;
    if (nth > 0 && open.compare(open, at - MARK, at - 1, at, at + CODE_BYTES) <= 0) throw new Error('the ballots of a vote do not lie in order');
    writeCode(open, at, codes, nth * LINE);
    choices.push(CHOICES[open[at + CODE_BYTES]!]!);
  }
  return { codes, choices };
}

function unsealed({ box }: VoteKeys, sealed: Buffer, of: string): Buffer {
  if (sealed.length === 0) return sealed;
  const decipher = createDecipheriv('aes-256-gcm', box, sealed.subarray(0, 12)).setAAD(Buffer.from(of)).setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** Sorted by code and each as long as the others: neither an order nor a length tells anything. */
export function sealBox({ box }: VoteKeys, ballots: ReadonlyMap<string, Choice>, of: string): Buffer {
  const open = Buffer.alloc(ballots.size * MARK);
  [...ballots].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([code, choice], nth) => {
    open.write(code, nth * MARK, 'latin1');
    open[nth * MARK + CODE_BYTES] = CHOICES.indexOf(choice);
  });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', box, nonce).setAAD(Buffer.from(of));
  const closed = Buffer.concat([cipher.update(open), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), closed]);
}

/** In an order drawn by lot. */
export function drawn<T>(all: T[]): T[] {
  for (let last = all.length - 1; last > 0; last--) {
    const other = randomInt(last + 1);
    [all[last], all[other]] = [all[other]!, all[last]!];
  }
  return all;
}

const signature = (key: Buffer, random: Buffer): Buffer => createHmac('sha256', key).update(random).digest().subarray(0, HALF);

/** Five bytes are eight letters. */
function written(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const five = bytes.readUIntBE(at, 5);
    for (let nth = 7; nth >= 0; nth--) text += LETTERS[Math.floor(five / 32 ** nth) % 32]!;
  }
  return text;
}

/** One line of the published list: what `codeText` says, for thousands. */
function writeCode(from: Buffer, at: number, into: Buffer, to: number): void {
  for (let four = 0; four < 4; four++) {
    // four letters are twenty bits: two bytes and a half, which begin at a whole byte or in its middle
    const byte = at + ((four * 5) >> 1);
    const bits = four % 2 === 0 ? (from[byte]! << 12) | (from[byte + 1]! << 4) | (from[byte + 2]! >> 4) : ((from[byte]! & 15) << 16) | (from[byte + 1]! << 8) | from[byte + 2]!;
    const here = to + four * 5;
    into[here] = LETTER_BYTES[bits >> 15]!;
    into[here + 1] = LETTER_BYTES[(bits >> 10) & 31]!;
    into[here + 2] = LETTER_BYTES[(bits >> 5) & 31]!;
    into[here + 3] = LETTER_BYTES[bits & 31]!;
    into[here + 4] = four < 3 ? 45 : 10;
  }
}

function read(typed: string): Buffer | null {
  const text = typed.normalize('NFKC').toUpperCase().replace(/[\s\p{Pd}\p{Cf}]/gu, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (text.length === 0 || text.length % 8 !== 0 || [...text].some((letter) => !LETTERS.includes(letter))) return null;
  const bytes = Buffer.alloc((text.length / 8) * 5);
  for (let group = 0; group < text.length / 8; group++)
    bytes.writeUIntBE([...text.slice(group * 8, group * 8 + 8)].reduce((sum, letter) => sum * 32 + LETTERS.indexOf(letter), 0), group * 5, 5);
  return bytes;
}
