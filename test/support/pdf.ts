import { inflateSync } from 'node:zlib';

/** The words of a PDF that pdfkit made with one embedded font, in the order in which they are drawn. */
export function textOf(pdf: Buffer): string {
  const streams = streamsOf(pdf);
  const cmap = streams.find((stream) => stream.includes('beginbfrange')) ?? '';
  const characters = new Map<number, string>();
  for (const [, from, list] of cmap.matchAll(/<([0-9a-f]+)>\s*<[0-9a-f]+>\s*\[([^\]]*)\]/gi))
    [...list!.matchAll(/<([0-9a-f ]+)>/gi)].forEach(([, code], at) => characters.set(parseInt(from!, 16) + at, Buffer.from(code!.replace(/ /g, ''), 'hex').swap16().toString('utf16le')));
  const glyphs = (hex: string): string => (hex.match(/.{4}/g) ?? []).map((glyph) => characters.get(parseInt(glyph, 16)) ?? '�').join('');
  return streams.filter((stream) => stream.includes(' Tf')).flatMap((stream) => [...stream.matchAll(/\[([^\]]*)\] TJ/g)].map(([, parts]) => [...parts!.matchAll(/<([0-9a-f]*)>/gi)].map(([, hex]) => glyphs(hex!)).join(''))).join('\n');
}

/** Inflated, all that is text. */
function streamsOf(pdf: Buffer): string[] {
  const found: string[] = [];
  for (let at = pdf.indexOf('stream\n'); at !== -1; at = pdf.indexOf('stream\n', at + 1)) {
    if (pdf.subarray(at - 3, at).toString() === 'end') continue;
    try {
      found.push(inflateSync(pdf.subarray(at + 7, pdf.indexOf('endstream', at))).toString('latin1'));
    } catch {
      continue; // the font itself is not compressed twice
    }
  }
  return found;
}
