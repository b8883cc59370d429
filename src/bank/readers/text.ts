import { Refused } from '../../rules/refused';

const MEGABYTE = 2 ** 20;
/** A year of a busy account is a tenth of this; whatever is larger is no statement. */
const LARGEST_FILE = 16 * MEGABYTE;
const LONGEST_LINE = 64 * 1024;
const MOST_LINES = 50_000;

export type Encoding = 'utf-8' | 'gb18030';

/** Before a byte of it is looked at. */
export function checkSize(content: Buffer): void {
  if (content.length === 0) throw new Refused('statement-empty');
  if (content.length > LARGEST_FILE) throw new Refused('statement-too-large', { found: megabytes(content.length), expected: megabytes(LARGEST_FILE) });
}

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / MEGABYTE)} MB`;

/** Tables are held in memory row by row, so their shape is measured on the bytes, where it costs nothing. */
export function checkLines(content: Buffer): void {
  let [line, start] = [1, 0];
  for (let at = 0; at <= content.length; at++) {
    const byte = content[at];
    if (at < content.length && byte !== 0x0a && byte !== 0x0d) continue;
    if (at - start > LONGEST_LINE) throw new Refused('statement-line-too-long', { line: String(line), expected: String(LONGEST_LINE) });
    start = at + 1;
    if (byte === 0x0a || content[at + 1] !== 0x0a) line++; // CR LF is one end
    if (line > MOST_LINES) throw new Refused('statement-too-many-lines', { expected: String(MOST_LINES) });
  }
}

/**
 * UTF-8 if it can be, else GB18030; strictly. The bytes of a Chinese sentence in one are hardly ever a sentence in the other.
 * @throws Refused when it is neither, holds what is no text, or has been through a wrong pair of encodings before it came here
 */
export function textOf(content: Buffer, declared?: Encoding): string {
  const text = declared ? decoded(content, declared) : decoded(content, 'utf-8') ?? (startsWithMark(content) ? undefined : decoded(content, 'gb18030'));
  if (text === undefined) throw new Refused('statement-encoding-unreadable');
  const odd = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (odd) throw new Refused('statement-not-text', { line: lineAt(text, odd.index) });
  const broken = reEncoded(text);
  if (broken !== undefined) throw new Refused('statement-re-encoded', { line: lineAt(text, broken) });
  return text;
}

function decoded(content: Buffer, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    return undefined;
  }
}

const startsWithMark = (content: Buffer): boolean => content.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
const lineAt = (text: string, index: number): string => String(text.slice(0, index).split(/\r\n|\n|\r/).length);

/** What a program leaves that could not read a character and wrote on: U+FFFD, and the same read as GBK. */
const LOST = /\ufffd|锟斤拷|锟斤|斤拷/;
/** Chinese read as Latin: no Chinese statement has six such letters in a row. */
const LATIN = /[\u00c0-\u00ff][\u0080-\u00ff\u0152-\u0178\u02c6\u02dc\u2018-\u2026\u20ac]{5,}/;
const CHECKED = 50_000;

/** Where a text shows that it was read in a wrong encoding once and saved so. */
function reEncoded(text: string): number | undefined {
  const lost = LOST.exec(text) ?? LATIN.exec(text.slice(0, CHECKED));
  if (lost) return lost.index;
  // UTF-8 read as GBK: put back into GBK it is UTF-8 again
  let [whole, broken, first] = [0, 0, -1];
  for (const run of text.slice(0, CHECKED).matchAll(/[^\u0000-\u007f]{2,}/g)) {
    const back = new TextDecoder().decode(inGbk(run[0]));
    const lostHere = back.split('\ufffd').length - 1;
    const wholeHere = (back.match(/[\u3000-\u9fff\uff00-\uffef]/g) ?? []).length;
    if (wholeHere > lostHere && first < 0) first = run.index;
    whole += wholeHere;
    broken += lostHere;
  }
  return whole >= 4 && whole > 2 * broken ? first : undefined;
}

let codes: Map<string, number> | undefined;

function inGbk(text: string): Buffer {
  if (!codes) {
    codes = new Map();
    const decoder = new TextDecoder('gbk');
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) codes.set(decoder.decode(Uint8Array.of(lead, trail)), lead * 256 + trail);
    }
  }
  return Buffer.from([...text].flatMap((letter) => {
    const code = codes?.get(letter);
    return code === undefined ? [0xff] : [code >> 8, code & 255];
  }));
}
