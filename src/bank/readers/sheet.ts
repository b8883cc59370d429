import ExcelJS from 'exceljs';
import { Refused } from '../../rules/refused';
import { type Cells, checkColumns } from './table';

/** What a sheet may be once it is unpacked: a workbook in memory is twenty times its file. */
export const LARGEST_SHEET = 8 * 2 ** 20;
const MOST_ROWS = 20_000;

/** BIFF, the Excel of before 2007. */
export const isOldExcel = (content: Buffer): boolean => content.subarray(0, 8).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));

export const isWorkbook = (files: readonly { name: string }[]): boolean => files.some(({ name }) => name === '[Content_Types].xml') && files.some(({ name }) => name.startsWith('xl/'));

/** Rows of the one sheet of a workbook that was unpacked before and found small. @throws Refused for formulas and for numbers that Excel has rounded */
export async function rowsOfSheet(content: Buffer): Promise<Cells[]> {
  const book = new ExcelJS.Workbook();
  try {
    await book.xlsx.load(content as unknown as ArrayBuffer); // exceljs asks for its own idea of a Buffer
  } catch {
    throw new Refused('statement-sheet-broken'); // its own words quote the file
  }
  const [sheet, ...others] = book.worksheets.filter(({ rowCount }) => rowCount > 0);
  if (!sheet) throw new Refused('statement-empty');
  if (others.length > 0) throw new Refused('statement-several-sheets', { found: String(others.length + 1) });
  if (sheet.rowCount > MOST_ROWS) throw new Refused('statement-too-many-lines', { expected: String(MOST_ROWS) });
  checkColumns(sheet.columnCount, 1);
  const rows: Cells[] = [];
  for (let n = 1; n <= sheet.rowCount; n++) {
    const row = sheet.getRow(n);
    rows.push({ n, cells: Array.from({ length: sheet.columnCount }, (_, place) => textOfCell(row.getCell(place + 1))) });
  }
  return rows;
}

function textOfCell(cell: ExcelJS.Cell): string {
  const { value } = cell;
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    // Excel keeps 15 digits; what is longer, a number of an account or a payment, has lost its end
    if (!Number.isFinite(value) || Math.abs(value) >= 1e15 || /e/i.test(String(value))) throw new Refused('statement-sheet-rounded', { cell: cell.address });
    return String(value);
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19).replace('T', ' ');
  if (typeof value === 'object' && 'richText' in value) return value.richText.map(({ text }) => text).join('');
  if (typeof value === 'object' && 'hyperlink' in value) return String(value.text);
  throw new Refused('statement-sheet-formula', { cell: cell.address });
}
