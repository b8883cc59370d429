import { parse, type CsvError, type InfoRecord } from 'csv-parse';
import { pipeline, Readable } from 'node:stream';
import { Refused } from '../rules/refused';
import { type Cell, LONGEST_ROW, MOST_COLUMNS, type SheetRow } from './sheet-row';
import { workbookRows } from './workbook';

const PIECE = 64 * 1024;

/**
 * The rows of a CSV file (UTF-8 or GBK, found out) or of the first worksheet of an XLSX file, one by one, so that memory does
 * not grow with the file. A file that cannot be trusted is refused where that shows: whoever writes down what they read does it
 * in one transaction.
 * @throws Refused `sheet-…` with the line
 */
export async function* readSheet(file: Buffer, { most }: { most: number }): AsyncGenerator<SheetRow> {
  let rows = 0;
  for await (const row of file.subarray(0, 4).equals(ZIP) ? workbookRows(file) : csvRows(file)) {
    if (row.cells.every(({ text }) => text === '')) continue;
    if (++rows > most) throw new Refused('sheet-has-too-many-lines', { field: 'file', most: String(most) });
    yield row;
  }
  if (rows === 0) throw new Refused('sheet-is-empty', { field: 'file' });
}

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
/** Excel until 2003. */
const COMPOUND = Buffer.from('d0cf11e0', 'hex');

async function* csvRows(file: Buffer): AsyncGenerator<SheetRow> {
  if (file.subarray(0, 4).equals(COMPOUND)) throw new Refused('sheet-of-old-excel', { field: 'file' });
  const encoding = encodingOf(file);
  const parser = parse({ delimiter: delimiterOf(new TextDecoder(encoding).decode(file.subarray(0, PIECE))), info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: LONGEST_ROW });
  pipeline(Readable.from(decoded(file, encoding)), parser, () => undefined); // what fails in it, the loop below throws
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: InfoRecord }>) {
      if (record.length > MOST_COLUMNS) throw new Refused('sheet-has-too-many-columns', { field: 'file', line: String(info.lines) });
      const cells = record.map((text): Cell => ({ text: text.trim(), is: 'text' }));
      if (cells.some(({ text }) => isFormula(text))) throw new Refused('sheet-has-a-formula', { field: 'file', line: String(info.lines) });
      yield { line: info.lines, cells };
    }
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  const { code, lines } = error as Partial<CsvError> & { lines?: number };
  const facts = { field: 'file', line: String(lines ?? '') };
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new Refused('sheet-is-cut-short', { field: 'file' });
  if (code === 'CSV_MAX_RECORD_SIZE') return new Refused('sheet-line-is-too-long', facts);
  return code?.startsWith('CSV_') || code === 'INVALID_OPENING_QUOTE' ? new Refused('sheet-quotes-are-broken', facts) : error;
}

/** What a spreadsheet would run instead of showing it. A telephone with its plus sign and a negative sum are none, nor is a face that somebody is called by: `=_=`. */
const isFormula = (text: string): boolean => /^=.*[\p{L}\p{N}]/su.test(text) || /^[+\-@]\s*[A-Za-z_].*[(!|]/s.test(text);

/** A mark at the beginning of the file says its encoding; else it is UTF-8 if all of it can be, else GBK. */
function encodingOf(file: Buffer): 'utf-8' | 'utf-16le' | 'gb18030' {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le';
  if (isText(file, 'utf-8')) return 'utf-8';
  // GBK takes nearly any bytes for characters: a line that is Chinese in UTF-8 says that the file was pasted together
  let from = 0;
  while (from < file.length) {
    const end = file.indexOf(0x0a, from);
    const line = file.subarray(from, end === -1 ? file.length : end);
    if (HAN_IN_UTF8.test(line.toString('latin1')) && isText(line, 'utf-8')) throw new Refused('sheet-is-in-two-encodings', { field: 'file' });
    from = end === -1 ? file.length : end + 1;
  }
  if (!isText(file, 'gb18030')) throw new Refused('sheet-encoding-is-unknown', { field: 'file' });
  return 'gb18030';
}

const HAN_IN_UTF8 = /[\xe4-\xe9][\x80-\xbf]{2}/;

function isText(bytes: Buffer, encoding: string): boolean {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE) decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}

function* decoded(file: Buffer, encoding: string): Generator<string> {
  const decoder = new TextDecoder(encoding);
  for (let at = 0; at < file.length; at += PIECE) {
    const piece = decoder.decode(file.subarray(at, at + PIECE), { stream: at + PIECE < file.length });
    if (piece.includes('\0') || piece.includes('\uFFFD')) throw new Refused('sheet-is-no-table', { field: 'file' }); // no database keeps them, and no table has them
    if (piece !== '') yield piece;
  }
}

/** Whichever of comma, tab and semicolon the first line has most of. */
function delimiterOf(beginning: string): string {
  const line = /[^\r\n]+/.exec(beginning.replaceAll(/"[^"]*"/g, ''))?.[0] ?? '';
  return [',', '\t', ';'].sort((a, b) => line.split(b).length - line.split(a).length)[0]!;
}
