/** What can be kept as a paper 单据: what telephones and scanners make. */
export const PAPER_TYPES = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'image/heic': 'heic', 'application/pdf': 'pdf' } as const;
export type PaperType = keyof typeof PAPER_TYPES;

/** The largest, in bytes. */
export const LARGEST_PAPER = 10 * 2 ** 20;
/** One thing has so many, with those that were withdrawn. */
export const MOST_PAPERS = 10;

const LONGEST_NAME = 120;
/** Other names that a camera's JPEG goes by. */
const ENDINGS: Readonly<Record<PaperType, RegExp>> = { 'image/jpeg': /\.jpe?g$/i, 'image/png': /\.png$/i, 'image/webp': /\.webp$/i, 'image/heic': /\.hei[cf]$/i, 'application/pdf': /\.pdf$/i };

/** What a file is, by its first bytes: a name says what it likes. Null for whatever we keep nowhere. */
export function paperType(content: Buffer): PaperType | null {
  const at = (from: number, to: number): string => content.toString('latin1', from, to);
  if (at(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP') return 'image/webp';
  if (at(4, 8) === 'ftyp' && ['heic', 'heix', 'mif1'].includes(at(8, 12))) return 'image/heic';
  return at(0, 5) === '%PDF-' ? 'application/pdf' : null;
}

/** A name that can be shown and saved: no folder, nothing unseen, nothing that turns the writing round; it ends as what the file is, where that is known. */
export function paperName(given: string, type: PaperType | null): string {
  const last = given.toWellFormed().normalize('NFC').replace(/^.*[/\\]/s, '').replace(/[\p{C}\p{Zl}\p{Zp}\uFFFD]/gu, '').replace(/\s+/g, ' ').trim();
  const own = type ? ENDINGS[type].exec(last)?.[0] : '';
  const stem = Array.from(own ? last.slice(0, -own.length) : last).slice(0, LONGEST_NAME - 10).join('').trim();
  return (stem.replace(/^\.+/, '') || 'paper') + (own ?? `.${PAPER_TYPES[type!]}`);
}
