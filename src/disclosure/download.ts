import { HttpException, Injectable } from '@nestjs/common';
import { escapeLiteral } from 'pg';
import { type Readable, Transform } from 'node:stream';
import { type Asks, ReadDatabase } from '../platform/read-database';
import type { Lang } from '../platform/words';
import type { Filter } from './filter';
import { allRowsSql } from './rows.queries';
import { type Scope, sealedTo } from './scope.queries';

/** Files that are under way hold a connection each, for as long as their readers take: pages must always find one free. */
const AT_ONCE = 4;

export interface Wanted { readonly scope: Scope; readonly filter: Filter; readonly lang: Lang }

/** The whole result of a filter as a file, streamed from the database to the reader. */
@Injectable()
export class Downloads {
  private underWay = 0;

  constructor(private readonly read: ReadDatabase) {}

  /** For spreadsheets: BOM, CRLF, a header in the reader's language, ISO days, plain sums, formulas made harmless. */
  async csv({ scope, filter, lang }: Wanted): Promise<Readable> {
    return this.stream(() => Promise.resolve({ sql: csvSql(scope, filter, lang) }), () => csvText());
  }

  /** For programs: English keys, sums in fen as text. */
  async json({ scope, filter, lang }: Wanted, about: object): Promise<Readable> {
    return this.stream(async (db) => ({ sql: jsonSql(scope, filter, lang), sealed: await sealedTo(db, scope.foundation) }), ({ sealed }) =>
      jsonText({ ...about, sealed: sealed && { no: sealed.no, number: String(sealed.number), day: sealed.day } }));
  }

  private async stream<T>(prepare: (db: Asks) => Promise<{ sql: string } & T>, text: (prepared: T) => Transform): Promise<Readable> {
    if (this.underWay >= AT_ONCE) throw new HttpException('too many files at once', 429);
    this.underWay++;
    try {
      const { rows, ...prepared } = await this.read.copy(prepare);
      rows.once('close', () => this.underWay--);
      const out = text(prepared as unknown as T);
      // each end tells the other: a reader who leaves ends the statement, a statement that fails breaks off the file
      rows.once('error', (error) => out.destroy(error));
      out.once('close', () => rows.destroy());
      return rows.pipe(out);
    } catch (error) {
      this.underWay--;
      throw error;
    }
  }
}

const HEADS: Readonly<Record<Lang, readonly string[]>> = {
  zh: ['编号', '日期', '基金', '摘要', '收入（元）', '支出（元）', '结存（元）', '冲销', '被冲销'],
  en: ['Number', 'Date', 'Fund', 'What', 'Received (CNY)', 'Paid (CNY)', 'Balance (CNY)', 'Reverses', 'Reversed by'],
};

/** The statement behind a CSV file. */
export function csvSql(scope: Scope, filter: Filter, lang: Lang): string {
  const cells = [
    'r.no', 'r.day', text('r."fundNames"'), text('r.what'), `CASE WHEN r.money > 0 THEN ${yuan('r.money')} END`, `CASE WHEN r.money < 0 THEN ${yuan('-r.money')} END`, yuan('r.balance'), 'r.reverses', 'r."reversedBy"',
  ];
  const columns = cells.map((cell, at) => `${cell} AS "${HEADS[lang][at]}"`).join(', ');
  return `COPY (SELECT ${columns} FROM (${allRowsSql(scope, filter, lang, escapeLiteral)}) r) TO STDOUT WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')`;
}

/** Fen as plain yuan, whole digits only: no number goes through a double. */
const yuan = (fen: string): string => `(CASE WHEN ${fen} < 0 THEN '-' ELSE '' END || abs(${fen}) / 100 || '.' || lpad((abs(${fen}) % 100)::text, 2, '0'))`;

/** One line, and nothing a spreadsheet would take for a formula: people's words stand in these cells. */
function text(cell: string): string {
  const line = `regexp_replace(${cell}, '[[:cntrl:]\\u2028\\u2029]+', ' ', 'g')`;
  return `CASE WHEN ${line} ~ '^\\s*[-=+@＝＋－＠]' THEN '''' || ${line} ELSE ${line} END`;
}

/** PostgreSQL ends lines with LF alone. No cell has one, so each LF ends a row. */
function csvText(): Transform {
  let begun = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      if (!begun) this.push('\ufeff');
      begun = true;
      done(null, withCrlf(chunk));
    },
  });
}

/** Byte by byte, for a string of each piece would be garbage by the hundred megabytes; no byte of a longer UTF-8 character is a line feed. */
function withCrlf(chunk: Buffer): Buffer {
  let ends = 0;
  for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) ends++;
  const out = Buffer.allocUnsafe(chunk.length + ends);
  let to = 0;
  let from = 0;
  for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
    to += chunk.copy(out, to, from, at);
    to = out.writeUInt16BE(CRLF, to);
    from = at + 1;
  }
  chunk.copy(out, to, from);
  return out;
}

const LF = 0x0a;
const CRLF = 0x0d0a;

function jsonSql(scope: Scope, filter: Filter, lang: Lang): string {
  // A quote and a delimiter that JSON never holds unescaped, so that COPY puts each object out as it is, a line each.
  return `COPY (SELECT json_build_object('no', r.no, 'number', r.number::text, 'day', r.day, 'kind', r.kind, 'what', r.what, 'funds', string_to_array(r."fundCodes", ' '),
      'money', r.money::text, 'balance', r.balance::text, 'reverses', r.reverses, 'reversedBy', r."reversedBy")
    FROM (${allRowsSql(scope, filter, lang, escapeLiteral)}) r) TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8')`;
}

/** `{ about…, "entries": [ a line each ] }` */
function jsonText(about: object): Transform {
  const head = `${JSON.stringify(about).slice(0, -1)},"entries":[\n`;
  let begun = false;
  let endOfLine = false;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const lines = chunk.toString('latin1');
      // the comma waits until it is sure that another line comes
      const text = (endOfLine ? ',\n' : '') + lines.replace(/\n$/, '').replaceAll('\n', ',\n');
      endOfLine = lines.endsWith('\n');
      done(null, Buffer.concat([Buffer.from(begun ? '' : head), Buffer.from(text, 'latin1')]));
      begun = true;
    },
    flush(done) {
      done(null, begun ? '\n]}\n' : `${head}]}\n`);
    },
  });
}
