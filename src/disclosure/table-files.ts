import ExcelJS from 'exceljs';
import type { FastifyReply } from 'fastify';
import { csvCell } from '../platform/csv-cell';
import { plain, type Fen } from '../rules/money';
import { publicPage } from './ledger.controller';

/** A cell of a table that is taken home: a sum in fen, a number, words that may be a stranger's; null is empty. */
export type Cell = string | number | Fen | null;
export interface Table {
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}
export type TableFormat = 'csv' | 'xlsx';
export const isTableFormat = (asked: unknown): asked is TableFormat => asked === 'csv' || asked === 'xlsx';

/** BOM, CRLF, sums in yuan. */
export function csvOf({ head, rows }: Table): string {
  const cell = (value: Cell): string => (value === null ? '' : typeof value === 'bigint' ? plain(value) : typeof value === 'number' ? String(value) : csvCell(value));
  return `\ufeff${[head.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\r\n')}\r\n`;
}

/** Sums as numbers with two places: a spreadsheet adds them up. Words stay words, whatever they begin with. */
export async function xlsxOf({ name, head, rows }: Table): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  // a sheet's name holds thirty-one characters, and none of these
  const sheet = book.addWorksheet(name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31));
  sheet.addRow(head).font = { bold: true };
  for (const row of rows) sheet.addRow(row.map((value) => (typeof value === 'bigint' ? Number(plain(value)) : value)));
  for (const at of head.keys()) {
    const sums = rows.some((row) => typeof row[at] === 'bigint');
    sheet.getColumn(at + 1).width = sums ? 16 : Math.min(40, Math.max(10, ...rows.map((row) => String(row[at] ?? '').length * 2)));
    if (sums) sheet.getColumn(at + 1).numFmt = '#,##0.00';
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** @param name of the file, without its ending */
export async function sendTable(reply: FastifyReply, format: TableFormat, name: string, table: Table): Promise<void> {
  const file = format === 'csv' ? csvOf(table) : await xlsxOf(table);
  publicPage(reply).header('content-disposition', `attachment; filename="${name}.${format}"`)
    .type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(file);
}
