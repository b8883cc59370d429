import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Noto Sans SC, OFL-1.1; only the characters used go into a file. Read when the first sheet is asked for. */
let font: Buffer | undefined;
export const chineseFont = (): Buffer => (font ??= readFileSync(join(dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json')), '400Regular', 'NotoSansSC_400Regular.ttf')));

/** The whole of a document as it is written. */
export function wholeOf(doc: PDFKit.PDFDocument): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((done, failed) => {
    doc.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(Buffer.concat(parts))).on('error', failed);
  });
}
