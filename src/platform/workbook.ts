import { createInflateRaw } from 'node:zlib';
import type { Readable } from 'node:stream';
import * as yauzl from 'yauzl';
import { Refused } from '../rules/refused';
import { type Cell, LONGEST_ROW, MOST_COLUMNS, type SheetRow } from './sheet-row';

/**
 * The rows of the first worksheet of an XLSX file. Read by ourselves, part by part: a reader that gives numbers has lost what a long
 * number was, and one that unpacks whatever the file holds can be made to unpack more than there is room for. Here every byte is
 * counted as it is unpacked, and only the parts that the workbook names are.
 */
export async function* workbookRows(file: Buffer): AsyncGenerator<SheetRow> {
  const book = await Workbook.open(file);
  const { sheet, since1904 } = await book.firstSheet();
  const [strings, dates] = [await book.strings(), await book.dateStyles()];
  let line = 0;
  for await (const row of elements(book.part(sheet), 'row')) {
    line = Number(attribute(row, 'r') ?? line + 1);
    const cells: Cell[] = [];
    let column = -1;
    for (const [, attributes = '', , content = ''] of row.matchAll(CELL)) {
      column = columnOf(/\br="([A-Z]+)/.exec(attributes)?.[1]) ?? column + 1;
      const cell = cellOf(attributes, content);
      if (cell === null) continue;
      if (column >= MOST_COLUMNS) throw new Refused('sheet-has-too-many-columns', { field: 'file', line: String(line) });
      while (cells.length < column) cells.push(EMPTY);
      cells[column] = cell;
    }
    yield { line, cells };
  }

  function cellOf(attributes: string, content: string): Cell | null {
    if (FORMULA.test(content)) throw new Refused('sheet-has-a-formula', { field: 'file', line: String(line) });
    const type = /\bt="(\w+)"/.exec(attributes)?.[1] ?? 'n';
    if (type === 'inlineStr') return text(textsIn(content));
    const value = VALUE.exec(content)?.[1];
    if (value === undefined) return null;
    if (type === 's') return text(strings[Number(value)] ?? '');
    if (type !== 'n') return text(unescaped(value));
    const number = Number(value);
    const style = Number(/\bs="(\d+)"/.exec(attributes)?.[1] ?? 0);
    return dates.has(style) ? { text: momentOf(number, since1904), is: 'day' } : { text: String(number), is: 'number' };
  }
}

const EMPTY: Cell = { text: '', is: 'text' };
const text = (written: string): Cell => ({ text: written.trim(), is: 'text' });
const CELL = /<(?:\w+:)?c(?=[\s/>])([^>]*?)(\/>|>([^]*?)<\/(?:\w+:)?c>)/g;
const FORMULA = /<(?:\w+:)?f[\s/>]/;
const VALUE = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</;

/** All that is unpacked of one file, and what of it has to stay in memory. */
const MOST_BYTES = 128 * 2 ** 20;
const MOST_STRINGS = 48 * 2 ** 20;
const SMALL_PART = 4 * 2 ** 20;

class Workbook {
  private unpacked = 0;

  private constructor(private readonly zip: yauzl.ZipFile, private readonly entries: ReadonlyMap<string, yauzl.Entry>) {}

  static open(file: Buffer): Promise<Workbook> {
    return new Promise((opened, failed) => {
      const cut = (): void => failed(new Refused('sheet-is-cut-short', { field: 'file' }));
      yauzl.fromBuffer(file, { lazyEntries: true }, (error, zip) => {
        if (error) return cut();
        const entries = new Map<string, yauzl.Entry>();
        zip.on('entry', (entry: yauzl.Entry) => {
          entries.set(entry.fileName, entry);
          if (entries.size > 2000) return cut();
          zip.readEntry();
        });
        zip.once('error', cut).once('end', () => opened(new Workbook(zip, entries))).readEntry();
      });
    });
  }

  async firstSheet(): Promise<{ sheet: string; since1904: boolean }> {
    const book = await this.whole('xl/workbook.xml');
    const id = /<(?:\w+:)?sheet\s[^>]*?\br:id="([^"]+)"/.exec(book)?.[1] ?? '';
    const [link] = [...(await this.whole('xl/_rels/workbook.xml.rels')).matchAll(/<(?:\w+:)?Relationship\s[^>]*>/g)].filter(([tag]) => attribute(tag, 'Id') === id);
    const target = attribute(link?.[0] ?? '', 'Target');
    if (!target) throw new Refused('sheet-is-no-table', { field: 'file' });
    return { sheet: target.startsWith('/') ? target.slice(1) : `xl/${target}`, since1904: /\bdate1904="(1|true)"/.test(book) };
  }

  async strings(): Promise<string[]> {
    const strings: string[] = [];
    if (!this.entries.has('xl/sharedStrings.xml')) return strings;
    let held = 0;
    for await (const item of elements(this.part('xl/sharedStrings.xml'), 'si')) {
      // a copy: a slice would keep the whole piece in memory that it was cut from
      const copy = Buffer.from(textsIn(item)).toString();
      if ((held += copy.length) > MOST_STRINGS) throw new Refused('sheet-unpacks-to-too-much', { field: 'file' });
      strings.push(copy);
    }
    return strings;
  }

  /** Numbers of the styles that show a number as a day. */
  async dateStyles(): Promise<ReadonlySet<number>> {
    if (!this.entries.has('xl/styles.xml')) return new Set();
    const styles = await this.whole('xl/styles.xml');
    const own = new Map([...styles.matchAll(/<(?:\w+:)?numFmt\s[^>]*>/g)].map(([tag]) => [Number(attribute(tag, 'numFmtId')), unescaped(attribute(tag, 'formatCode') ?? '')]));
    const used = /<(?:\w+:)?cellXfs[\s>]([^]*?)<\/(?:\w+:)?cellXfs>/.exec(styles)?.[1] ?? '';
    const isDate = (format: number): boolean => (format >= 14 && format <= 17) || format === 22 || (format >= 27 && format <= 36) || (format >= 50 && format <= 58)
      || /[yd]/i.test((own.get(format) ?? '').replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
    return new Set([...used.matchAll(/<(?:\w+:)?xf\s[^>]*>/g)].flatMap(([tag], at) => (isDate(Number(attribute(tag, 'numFmtId') ?? 0)) ? [at] : [])));
  }

  /** A part as text, piece by piece. */
  async *part(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (!entry || entry.isEncrypted()) throw new Refused('sheet-is-no-table', { field: 'file' });
    const packed = await new Promise<Readable>((opened, failed) => this.zip.openReadStream(entry, { decompress: entry.compressionMethod === 8 ? false : null }, (error, stream) => (error ? failed(error) : opened(stream))));
    const bytes = entry.compressionMethod === 8 ? packed.pipe(createInflateRaw()) : packed;
    packed.once('error', (error) => bytes.destroy(error));
    const decoder = new TextDecoder('utf-8', { fatal: true });
    try {
      for await (const piece of bytes as AsyncIterable<Buffer>) {
        if ((this.unpacked += piece.length) > MOST_BYTES) throw new Refused('sheet-unpacks-to-too-much', { field: 'file' });
        yield decoder.decode(piece, { stream: true });
      }
      yield decoder.decode();
    } catch (error) {
      throw error instanceof Refused ? error : new Refused('sheet-is-cut-short', { field: 'file' });
    } finally {
      bytes.destroy();
    }
  }

  private async whole(name: string): Promise<string> {
    let whole = '';
    for await (const piece of this.part(name)) if ((whole += piece).length > SMALL_PART) throw new Refused('sheet-unpacks-to-too-much', { field: 'file' });
    return whole;
  }
}

/** The elements of a name, one by one, out of pieces of a text that may break anywhere. */
async function* elements(pieces: AsyncIterable<string>, name: string): AsyncGenerator<string> {
  const opens = new RegExp(`<(?:\\w+:)?${name}(?=[\\s/>])`, 'g');
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    let at = 0;
    for (;;) {
      opens.lastIndex = at;
      const open = opens.exec(held);
      if (!open) {
        at = Math.max(at, held.length - name.length - 40); // the beginning of one may wait for the rest of it
        break;
      }
      at = open.index;
      const tag = held.indexOf('>', at);
      if (tag === -1) break;
      const close = `</${open[0].slice(1)}>`;
      const end = held[tag - 1] === '/' ? tag : held.indexOf(close, tag);
      if (end === -1) break;
      const next = end === tag ? tag + 1 : end + close.length;
      yield held.slice(at, next);
      at = next;
    }
    held = held.slice(at);
    if (held.length > 16 * LONGEST_ROW) throw new Refused('sheet-line-is-too-long', { field: 'file', line: '' });
  }
}

const attribute = (tag: string, name: string): string | undefined => new RegExp(`^[^>]*?\\s${name}="([^"]*)"`).exec(tag)?.[1];

/** What is written in an item, without how it is read aloud. */
const textsIn = (item: string): string => [...item.replaceAll(/<(?:\w+:)?rPh[\s>][^]*?<\/(?:\w+:)?rPh>/g, '').matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</g)].map(([, written]) => unescaped(written!)).join('');

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (written: string): string => (written.includes('&') ? written.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
  const code = hex ? parseInt(hex, 16) : Number(decimal);
  return name ? (NAMED[name] ?? whole) : code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}) : written);

/** A → 0, AB → 27. */
const columnOf = (letters: string | undefined): number | undefined => (letters === undefined ? undefined : [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1);

/** Days since the end of 1899, as spreadsheets count, with the clock as a fraction. */
function momentOf(serial: number, since1904: boolean): string {
  const seconds = Math.floor((serial + (since1904 ? 1462 : 0)) * 86_400 + 0.5);
  const at = new Date(Date.UTC(1899, 11, 30) + seconds * 1000);
  if (Number.isNaN(at.getTime())) return String(serial);
  const iso = at.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19).replace('T', ' ');
}
