import { Workbook, type Worksheet } from 'exceljs';
import type { Lang } from '../../platform/words';
import { wordsOf } from '../../platform/words';
import { type Fen, plain } from '../../rules/money';
import { nameOf } from './statement-page';
import type { About } from './statement.pdf';
import type { Table } from './statement';
import { firstOf } from './statements.queries';
import type { Statement } from './statements.service';

const HEAD = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF7F9FA' } } as const;
const SUMS = '#,##0.00;[Red]-#,##0.00;"—"';

/** A statement as a sheet: typed numbers, a head that stays where it is, and a second sheet that says what it is made of. */
export async function statementXlsx(statement: Statement, about: About): Promise<Buffer> {
  const book = new Workbook();
  // its date is that of the statement, not of whoever saves it
  book.created = book.modified = new Date(`${firstOf(statement.month)}T00:00:00Z`);
  book.creator = about.foundation;
  book.title = about.title;
  const sheet = book.addWorksheet(about.title.slice(0, 31), { pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  line(sheet, [about.title]).font = { bold: true, size: 14 };
  line(sheet, [[about.foundation, about.span, about.form, about.unit].filter(Boolean).join('　')]).font = { color: { argb: 'FF566370' } };
  statement.tables.forEach((table, at) => {
    if (statement.tables.length > 1) line(sheet, [nameOf(table, about.lang)]).font = { bold: true };
    tableOn(sheet, table, about.lang);
    // the head of the first table, with all above it; a second one would have no room
    if (at === 0) sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: headEnd(statement.tables.length > 1, table) }];
    if (at < statement.tables.length - 1) line(sheet, []);
  });
  line(sheet, []);
  line(sheet, [about.signed.join('　　　　　　')]);
  sheet.getColumn(1).width = 44;
  const widest = Math.max(...statement.tables.map(({ columns }) => columns.length));
  for (let column = 2; column <= widest + 2; column++) sheet.getColumn(column).width = 18;
  notes(book, statement, about);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Title, line beneath it, caption of several tables, the heads. */
const headEnd = (captioned: boolean, { columns }: Table): number => 2 + (captioned ? 1 : 0) + (columns.some(({ over }) => over) ? 2 : 1);

function tableOn(sheet: Worksheet, table: Table, lang: Lang): void {
  const numbered = table.rows.some(({ no }) => no !== null);
  const before = numbered ? 2 : 1;
  if (table.columns.some(({ over }) => over)) {
    const overs = line(sheet, [...Array<string>(before).fill(''), ...table.columns.map(({ over }) => (over ? nameOf(over, lang) : ''))]);
    table.columns.forEach(({ over }, at) => {
      if (!over || (at > 0 && table.columns[at - 1]!.over === over)) return;
      const many = table.columns.filter((one) => one.over === over).length;
      if (many > 1) sheet.mergeCells(overs.number, before + at + 1, overs.number, before + at + many);
    });
    overs.eachCell((cell) => Object.assign(cell, { fill: HEAD, alignment: { horizontal: 'center' } }));
  }
  const t = wordsOf(lang);
  const head = line(sheet, [t('statement.item'), ...(numbered ? [t('statement.no')] : []), ...table.columns.map((column) => nameOf(column, lang))]);
  head.font = { bold: true };
  head.eachCell((cell, at) => Object.assign(cell, { fill: HEAD, alignment: { horizontal: at > before ? 'right' : 'left' } }));
  for (const { style, no, figures, ...row } of table.rows) {
    const made = line(sheet, [nameOf(row, lang), ...(numbered ? [no] : []), ...figures.map(({ sum }) => number(sum))]);
    if (style === 'sum' || style === 'total' || style === 'head') made.font = { bold: style !== 'head' };
    if (style === 'line') made.getCell(1).alignment = { indent: 1 };
    if (style === 'total') made.eachCell((cell) => (cell.border = { top: { style: 'thin' }, bottom: { style: 'double' } }));
    for (let at = before + 1; at <= before + figures.length; at++) made.getCell(at).numFmt = SUMS;
  }
}

function notes(book: Workbook, statement: Statement, about: About): void {
  const t = wordsOf(about.lang);
  const sheet = book.addWorksheet(t('statement.notes'));
  const rows: [string, string][] = [
    [t('statement.notes.foundation'), about.foundation], [t('statement.notes.statement'), about.title], [t('statement.notes.span'), about.span],
    [t('statement.notes.standard'), t(`statement.standard.${statement.standard}`)], [t('statement.notes.sealed'), about.numbered], [t('statement.notes.unit'), t('statement.notes.unit.text')],
    [t('statement.notes.how'), t(`statement.${statement.name}.how`)],
  ];
  rows.forEach((row) => line(sheet, row).getCell(2).alignment = { wrapText: true, vertical: 'top' });
  sheet.getColumn(1).width = 16;
  sheet.getColumn(2).width = 90;
}

const line = (sheet: Worksheet, cells: readonly (string | number | null)[]) => sheet.addRow(cells.map((cell) => (typeof cell === 'string' ? harmless(cell) : cell)));

/** Exact to the fen: a sheet keeps fifteen digits, and no foundation has a quadrillion. */
const number = (sum: Fen): number => Number(plain(sum));

/** A name that a spreadsheet would take for a formula, once somebody edits its cell or saves it as text. */
const harmless = (text: string): string => (/^\s*[-=+@＝＋－＠]/.test(text) ? `'${text}` : text);
