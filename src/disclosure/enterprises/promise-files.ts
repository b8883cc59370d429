import ExcelJS from 'exceljs';
import { csvCell } from '../../platform/csv-cell';
import { type Lang, wordsOf } from '../../platform/words';
import { plain } from '../../rules/money';
import type { PublicEnterprise } from './promises';

const COLUMNS = ['enterprise', 'credit-code', 'promise', 'period', 'state', 'due-day', 'due', 'received', 'waived', 'open', 'revenue', 'net-profit'] as const;
type Row = readonly (string | bigint | null)[];

function rowsOf(enterprises: readonly PublicEnterprise[], lang: Lang): Row[] {
  const t = wordsOf(lang);
  return enterprises.flatMap(({ name, creditCode, promises }) => promises.flatMap(({ rate, periods }) => periods.map((one) =>
    [name, creditCode, rate, one.name, t(`profit.period.state.${one.state}`), one.dueDay, one.due, one.received, one.waived, one.open, one.revenue, one.netProfit])));
}
const headOf = (lang: Lang): string[] => COLUMNS.map((column) => wordsOf(lang)(`promises.column.${column}`));

/** BOM, CRLF, sums in yuan. */
export function promisesCsv(enterprises: readonly PublicEnterprise[], lang: Lang): string {
  const cell = (value: Row[number]): string => (value === null ? '' : typeof value === 'bigint' ? plain(value) : csvCell(value));
  return `\ufeff${[headOf(lang), ...rowsOf(enterprises, lang)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Sums as numbers with two places: a spreadsheet adds them up. */
export async function promisesXlsx(enterprises: readonly PublicEnterprise[], lang: Lang): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet(wordsOf(lang)('promises.title'));
  sheet.addRow(headOf(lang)).font = { bold: true };
  for (const row of rowsOf(enterprises, lang)) sheet.addRow(row.map((value) => (typeof value === 'bigint' ? Number(plain(value)) : value)));
  for (const at of COLUMNS.keys()) {
    sheet.getColumn(at + 1).width = at < 3 ? 28 : 16;
    if (at > 5) sheet.getColumn(at + 1).numFmt = '#,##0.00';
  }
  return Buffer.from(await book.xlsx.writeBuffer());
}
