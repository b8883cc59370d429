import { Workbook, type Alignment, type Worksheet } from 'exceljs';
import { harmless } from '../../platform/csv-cell';
import type { Lang } from '../../platform/words';
import { wordsOf } from '../../platform/words';
import { type Fen, plain } from '../../rules/money';
import { nameOf } from './statement-page';
import { type About, isWide } from './statement.pdf';
import type { Row, Table } from './statement';
import { firstOf } from './statements.queries';
import type { Statement } from './statements.service';

const HEAD = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF7F9FA' } } as const;
const FAINT = { argb: 'FF566370' } as const;
const SUMS = '#,##0.00;[Red]-#,##0.00;"—"';
const NAME_WIDTH = 44;
const NO_WIDTH = 6;
const SUM_WIDTH = 18;

/** Where a table begins. */
interface Corner { readonly row: number; readonly column: number }

/** A statement as a sheet: typed numbers, heads that stay where they are and come again on each printed page, and a second sheet that says what it is made of. */
export async function statementXlsx(statement: Statement, about: About): Promise<Buffer> {
  const book = new Workbook();
  // its date is that of the statement, not of whoever saves it
  book.created = book.modified = new Date(`${firstOf(statement.month)}T00:00:00Z`);
  book.creator = about.foundation;
  book.title = about.title;
  const { tables } = statement;
  // the two halves of a balance sheet stand side by side, as its form has them
  const beside = statement.name === 'balance-sheet';
  const widths = tables.map(widthOf);
  const width = beside ? widths.reduce((all, one) => all + one, 0) : Math.max(...widths);
  const sheet = book.addWorksheet(nameOfSheet(about.title), {
    pageSetup: { paperSize: 9, orientation: isWide(statement) ? 'landscape' : 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0, horizontalCentered: true, margins: { left: 0.5, right: 0.5, top: 0.6, bottom: 0.7, header: 0.3, footer: 0.3 } },
    headerFooter: { oddFooter: about.lang === 'zh' ? '&C第 &P 页，共 &N 页' : '&CPage &P of &N' },
  });
  heading(sheet, about, width);
  let row = 3;
  tables.forEach((table, at) => {
    if (beside) {
      row = Math.max(row, tableOn(sheet, table, about.lang, { row: 3, column: 1 + widths.slice(0, at).reduce((all, one) => all + one, 0) }));
      return;
    }
    if (tables.length > 1) put(sheet, row++, 1, nameOf(table, about.lang), { bold: true });
    row = tableOn(sheet, table, about.lang, { row, column: 1 }) + (at < tables.length - 1 ? 1 : 0);
  });
  // the head of the first table, with all above it; a second one would have no room
  const headsEnd = 2 + (!beside && tables.length > 1 ? 1 : 0) + headsOf(tables[0]!);
  sheet.views = [{ state: 'frozen', xSplit: beside ? 0 : 1, ySplit: headsEnd }];
  sheet.pageSetup.printTitlesRow = `1:${headsEnd}`;
  put(sheet, row + 1, 1, about.notes, { color: FAINT, size: 9 });
  put(sheet, row + 2, 1, about.signed.join('　　　　　　'));
  notes(book, statement, about);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** What a spreadsheet takes for the name of a sheet: 31 characters, and none of these. */
const nameOfSheet = (title: string): string => title.replace(/[\\/?*[\]:]/g, ' ').replace(/^'|'$/g, ' ').slice(0, 31).trim();

const isNumbered = ({ rows }: Table): boolean => rows.some(({ no }) => no !== null);
const headsOf = ({ columns }: Table): number => (columns.some(({ over }) => over) ? 2 : 1);
const widthOf = (table: Table): number => (isNumbered(table) ? 2 : 1) + table.columns.length;

function heading(sheet: Worksheet, { title, madeBy, span, form, unit }: About, width: number): void {
  put(sheet, 1, 1, title, { bold: true, size: 14 }, { horizontal: 'center' });
  sheet.mergeCells(1, 1, 1, width);
  put(sheet, 2, 1, madeBy, { color: FAINT });
  if (width > 2) put(sheet, 2, Math.ceil(width / 2) + (width > 3 ? 0 : 1), width > 3 ? span : '', { color: FAINT }, { horizontal: 'center' });
  put(sheet, 2, width, [...(width > 3 ? [] : [span]), form, unit].filter(Boolean).join('　'), { color: FAINT }, { horizontal: 'right' });
}

/** Draws a table and answers the row after it. */
function tableOn(sheet: Worksheet, table: Table, lang: Lang, { row: top, column: left }: Corner): number {
  const numbered = isNumbered(table);
  const first = left + (numbered ? 2 : 1);
  const last = first + table.columns.length - 1;
  let row = top;
  if (headsOf(table) === 2) {
    table.columns.forEach(({ over }, at) => {
      if (!over || (at > 0 && table.columns[at - 1]!.over === over)) return;
      put(sheet, row, first + at, nameOf(over, lang), {}, { horizontal: 'center' });
      const many = table.columns.filter((one) => one.over === over).length;
      if (many > 1) sheet.mergeCells(row, first + at, row, first + at + many - 1);
    });
    for (let column = left; column <= last; column++) sheet.getCell(row, column).fill = HEAD;
    row++;
  }
  const t = wordsOf(lang);
  const heads = [t('statement.item'), ...(numbered ? [t('statement.no')] : []), ...table.columns.map((column) => nameOf(column, lang))];
  heads.forEach((text, at) => {
    put(sheet, row, left + at, text, { bold: true }, { horizontal: left + at >= first ? 'right' : 'left' });
    sheet.getCell(row, left + at).fill = HEAD;
  });
  row++;
  for (const line of table.rows) lineOn(sheet, line, { lang, row: row++, left, first, last, numbered });
  sheet.getColumn(left).width = NAME_WIDTH;
  if (numbered) sheet.getColumn(left + 1).width = NO_WIDTH;
  for (let column = first; column <= last; column++) sheet.getColumn(column).width = SUM_WIDTH;
  return row;
}

function lineOn(sheet: Worksheet, { style, no, figures, ...line }: Row, { lang, row, left, first, last, numbered }: { lang: Lang; row: number; left: number; first: number; last: number; numbered: boolean }): void {
  const font = { ...(style === 'sum' || style === 'total' ? { bold: true } : {}), ...(style === 'memo' ? { italic: true } : {}) };
  put(sheet, row, left, nameOf(line, lang), font, style === 'line' ? { indent: 1 } : {});
  if (numbered && no !== null) put(sheet, row, left + 1, no, font, { horizontal: 'center' });
  figures.forEach(({ sum }, at) => {
    put(sheet, row, first + at, number(sum), font);
    sheet.getCell(row, first + at).numFmt = SUMS;
  });
  if (style === 'total') for (let column = left; column <= last; column++) sheet.getCell(row, column).border = { top: { style: 'thin' }, bottom: { style: 'double' } };
}

function notes(book: Workbook, statement: Statement, about: About): void {
  const t = wordsOf(about.lang);
  const sheet = book.addWorksheet(t('statement.notes'));
  const rows: [string, string][] = [
    [t('statement.notes.foundation'), about.foundation], [t('statement.notes.statement'), about.title], [t('statement.notes.span'), about.span],
    [t('statement.notes.standard'), t(`statement.standard.${statement.standard}`)], [t('statement.notes.sealed'), about.notes], [t('statement.notes.unit'), t('statement.notes.unit.text')],
    [t('statement.notes.how'), t(`statement.${statement.fund ? 'of-fund' : statement.name}.how`)],
  ];
  rows.forEach(([what, text], at) => {
    put(sheet, at + 1, 1, what);
    put(sheet, at + 1, 2, text, {}, { wrapText: true, vertical: 'top' });
  });
  sheet.getColumn(1).width = 16;
  sheet.getColumn(2).width = 90;
}

function put(sheet: Worksheet, row: number, column: number, value: string | number, font: object = {}, alignment: Partial<Alignment> = {}): void {
  const cell = sheet.getCell(row, column);
  cell.value = typeof value === 'string' ? harmless(value) : value;
  if (Object.keys(font).length > 0) cell.font = font;
  if (Object.keys(alignment).length > 0) cell.alignment = alignment;
}

/** Exact to the fen: a sheet keeps fifteen digits, and no foundation has a quadrillion. */
const number = (sum: Fen): number => Number(plain(sum));
