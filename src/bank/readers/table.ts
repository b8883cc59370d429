import { parse } from 'csv-parse/sync';
import { Refused } from '../../rules/refused';
import { clean, heading, Row } from './cells';

const MOST_COLUMNS = 200;
const LONGEST_ROW = 64 * 1024;
const MOST_CELLS = 2_000_000;

/** A row as it stands in the file: `n` is its line. */
export interface Cells {
  readonly n: number;
  readonly cells: readonly string[];
}

/** Rows of a CSV text; also of one whose writer does not double quotes within a cell, as the wallets do not. */
export function rowsOf(text: string): Cells[] {
  const rows: Cells[] = [];
  let lines = 0;
  const count = cellCount();
  try {
    parse(text, {
      bom: true, delimiter: delimiterOf(text), record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, relax_quotes: true, max_record_size: LONGEST_ROW,
      on_record: (record: string[], info) => {
        count(record.length, lines + 1);
        rows.push({ n: lines + 1, cells: record });
        lines = info.lines;
        return null;
      },
    });
  } catch (error) {
    if (error instanceof Refused) throw error;
    // the parser's own words quote the file
    const unclosed = (error as { code?: string }).code === 'CSV_QUOTE_NOT_CLOSED';
    throw unclosed ? new Refused('statement-quote-not-closed', { line: String(lines + 1) }) : new Refused('statement-table-broken', { line: String(lines + 1) });
  }
  return rows;
}

export function checkColumns(found: number, line: number): void {
  if (found > MOST_COLUMNS) throw new Refused('statement-too-many-columns', { line: String(line), found: String(found), expected: String(MOST_COLUMNS) });
}

/** Counts the cells of a table row by row: memory is taken by cells, not by bytes. */
export function cellCount(): (columns: number, line: number) => void {
  let cells = 0;
  return (columns, line) => {
    checkColumns(columns, line);
    cells += columns;
    if (cells > MOST_CELLS) throw new Refused('statement-too-many-lines', { expected: String(line) });
  };
}

/** Commas, unless there are hardly any: banks put a tab before them. */
function delimiterOf(text: string): string {
  const head = text.slice(0, LONGEST_ROW);
  const count = (mark: string): number => head.split(mark).length - 1;
  return count('\t') > 2 * count(',') ? '\t' : count(';') > 2 * count(',') ? ';' : ',';
}

export const isBlank = ({ cells }: Cells): boolean => cells.every((cell) => clean(cell) === '');

/** Where each heading stands; one that is there twice is nowhere, so that nobody guesses. */
export function placesOf({ cells }: Cells): Map<string, number> {
  const places = new Map<string, number>();
  const twice = new Set<string>();
  cells.forEach((cell, place) => {
    const name = heading(cell);
    if (places.has(name)) twice.add(name);
    places.set(name, place);
  });
  twice.forEach((name) => places.delete(name));
  places.delete('');
  return places;
}

/** A row under its headings. @throws Refused for one that has cells too few or too many */
export function under(header: Cells, row: Cells, places = placesOf(header)): Row {
  const [least, most] = [filled(header), header.cells.length];
  const found = row.cells.length;
  if (found < least || row.cells.slice(most).some((cell) => clean(cell) !== '')) throw new Refused('statement-line-incomplete', { line: String(row.n), found: String(found), expected: String(least) });
  return new Row(row.n, row.cells, places);
}

/** Programs end a line with a comma too many, in the headings or below. */
const filled = ({ cells }: Cells): number => cells.findLastIndex((cell) => clean(cell) !== '') + 1;
