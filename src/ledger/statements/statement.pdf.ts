import PDFDocument from 'pdfkit';
import { chineseFont, wholeOf } from '../../platform/pdf';
import type { Lang } from '../../platform/words';
import { grouped } from '../../rules/money';
import { nameOf } from './statement-page';
import type { Row, StatementName, Table } from './statement';
import { firstOf } from './statements.queries';
import type { Statement } from './statements.service';

/** What stands around the tables of a statement on paper. */
export interface About {
  readonly title: string;
  readonly form: string | null;
  readonly foundation: string;
  readonly span: string;
  readonly unit: string;
  readonly signed: readonly string[];
  /** The foundation as whoever makes the statement 编制单位. */
  readonly madeBy: string;
  readonly notes: string;
  readonly lang: Lang;
}

const MARGIN = 36;
const INK = '#17212c';
const FAINT = '#566370';
const RULE = '#b8c2ca';
const CINNABAR = '#b0321f';
const ROW = 13.5;
const FOOT = 46;
/** Those with many columns, and the balance sheet, whose two halves stand side by side. */
const WIDE: readonly StatementName[] = ['balance-sheet', 'activities', 'trial-balance', 'funds'];
export const isWide = ({ name, fund }: Statement): boolean => WIDE.includes(name) && fund === null;

/** A statement on A4, tagged, as the standards print it: head, tables, the line of those who sign. */
export function statementPdf(statement: Statement, about: About): Promise<Buffer> {
  // its date is that of the statement, not of whoever prints it
  const dated = new Date(`${firstOf(statement.month)}T00:00:00Z`);
  const doc = new PDFDocument({
    size: 'A4', layout: isWide(statement) ? 'landscape' : 'portrait', margin: MARGIN, lang: about.lang === 'zh' ? 'zh-CN' : 'en', pdfVersion: '1.7', tagged: true, displayTitle: true, bufferPages: true,
    info: { Title: `${about.title} ${about.span}`, Author: about.foundation, CreationDate: dated, ModDate: dated },
  });
  const whole = wholeOf(doc);
  doc.registerFont('chinese', chineseFont()).font('chinese').fillColor(INK);
  const width = doc.page.width - 2 * MARGIN;
  heading(doc, about, width);
  const top = doc.y + 6;
  if (statement.name === 'balance-sheet') {
    const half = (width - 12) / 2;
    const ends = statement.tables.map((table, at) => tableOn(doc, table, { x: MARGIN + at * (half + 12), y: top, width: half, lang: about.lang }));
    doc.y = Math.max(...ends);
  } else {
    let y = top;
    for (const table of statement.tables) {
      if (statement.tables.length > 1) y = caption(doc, nameOf(table, about.lang), y, width);
      y = tableOn(doc, table, { x: MARGIN, y, width, lang: about.lang }) + 10;
    }
    doc.y = y;
  }
  signatures(doc, about, width);
  numbers(doc, about, width);
  doc.end();
  return whole;
}

function heading(doc: PDFKit.PDFDocument, { title, form, madeBy, span, unit }: About, width: number): void {
  doc.addStructure(doc.struct('H1', {}, () => doc.fontSize(16).fillColor(INK).text(title, MARGIN, MARGIN, { width, align: 'center' })));
  const y = doc.y + 2;
  doc.addStructure(doc.struct('P', {}, () => {
    doc.fontSize(9).fillColor(FAINT).text(madeBy, MARGIN, y, { width: width * 0.45, lineBreak: false, ellipsis: true, height: 12 });
    doc.text(span, MARGIN + width * 0.35, y, { width: width * 0.3, align: 'center' });
    doc.text([form, unit].filter(Boolean).join('　'), MARGIN + width * 0.65, y, { width: width * 0.35, align: 'right' });
  }));
  doc.moveTo(MARGIN, y + 16).lineTo(MARGIN + width, y + 16).lineWidth(1.2).strokeColor(CINNABAR).stroke();
  doc.y = y + 14;
}

function caption(doc: PDFKit.PDFDocument, text: string, y: number, width: number): number {
  const at = y + 60 > doc.page.height - MARGIN - FOOT ? newPage(doc) : y;
  doc.addStructure(doc.struct('H2', {}, () => doc.fontSize(10.5).fillColor(INK).text(text, MARGIN, at, { width })));
  return doc.y + 2;
}

function newPage(doc: PDFKit.PDFDocument): number {
  doc.addPage();
  return MARGIN;
}

/** Draws a table and answers where it ends. Its head comes again on each page. */
function tableOn(doc: PDFKit.PDFDocument, table: Table, box: { x: number; y: number; width: number; lang: Lang }): number {
  const { lang } = box;
  const numbered = table.rows.some(({ no }) => no !== null);
  const columns = table.columns.length;
  const sums = columns > 6 ? 68 : columns > 2 ? 82 : 76;
  const noWidth = numbered ? 26 : 0;
  const name = box.width - noWidth - sums * columns;
  const size = columns > 6 ? 7.5 : 8;
  const structure = doc.struct('Table');
  doc.addStructure(structure);
  let y = box.y;
  const cell = (kind: 'TH' | 'TD', text: string, x: number, w: number, align: 'left' | 'right' | 'center', faint = false): PDFKit.PDFStructureElement =>
    doc.struct(kind, {}, () => doc.fontSize(fitting(doc, text, w - 6, size)).fillColor(faint ? FAINT : INK).text(text || ' ', x + 3, y + 2.5, { width: w - 6, height: ROW, align, lineBreak: false, ellipsis: true }));
  const ruled = (strong = false): void => void doc.moveTo(box.x, y).lineTo(box.x + box.width, y).lineWidth(strong ? 0.8 : 0.4).strokeColor(strong ? INK : RULE).stroke();
  const at = (column: number): number => box.x + name + noWidth + sums * column;
  const head = (): void => {
    ruled(true);
    if (table.columns.some(({ over }) => over)) {
      const row = doc.struct('TR');
      structure.add(row);
      table.columns.forEach(({ over }, index) => {
        if (!over || (index > 0 && table.columns[index - 1]!.over === over)) return;
        row.add(cell('TH', nameOf(over, lang), at(index), sums * table.columns.filter((one) => one.over === over).length, 'center', true));
      });
      row.end();
      y += ROW;
    }
    const row = doc.struct('TR');
    structure.add(row);
    row.add(cell('TH', lang === 'zh' ? '项目' : 'Item', box.x, name, 'left', true));
    if (numbered) row.add(cell('TH', lang === 'zh' ? '行次' : 'No.', box.x + name, noWidth, 'center', true));
    table.columns.forEach((column, index) => row.add(cell('TH', nameOf(column, lang), at(index), sums, 'right', true)));
    row.end();
    y += ROW;
    ruled(true);
  };
  head();
  for (const line of table.rows) {
    if (y + ROW > doc.page.height - MARGIN - FOOT) {
      y = newPage(doc);
      head();
    }
    const row = doc.struct('TR');
    structure.add(row);
    row.add(cell('TH', indented(line, lang), box.x, name, 'left', line.style === 'memo'));
    if (numbered) row.add(cell('TD', line.no === null ? '' : String(line.no), box.x + name, noWidth, 'center', true));
    table.columns.forEach((_, index) => {
      const figure = line.figures[index];
      row.add(cell('TD', !figure ? '' : figure.sum === 0n ? '—' : grouped(figure.sum), at(index), sums, 'right', figure?.sum === 0n || line.style === 'memo'));
    });
    row.end();
    y += ROW;
    ruled(line.style === 'total');
  }
  structure.end();
  return y;
}

const indented = (line: Row, lang: Lang): string => (line.style === 'line' ? '　' : line.style === 'sum' ? '  ' : '') + nameOf(line, lang);

/** The size at which a text stands in its cell: a sum is never cut. */
function fitting(doc: PDFKit.PDFDocument, text: string, width: number, size: number): number {
  const wide = doc.fontSize(size).widthOfString(text);
  return wide <= width ? size : Math.max(5.5, (size * width) / wide);
}

function signatures(doc: PDFKit.PDFDocument, { signed, notes }: About, width: number): void {
  if (doc.y + 34 > doc.page.height - MARGIN - 14) doc.y = newPage(doc);
  const y = doc.y + 8;
  doc.addStructure(doc.struct('P', {}, () => doc.fontSize(8).fillColor(FAINT).text(notes, MARGIN, y, { width })));
  if (signed.length === 0) return;
  const line = doc.y + 6;
  doc.addStructure(doc.struct('P', {}, () => signed.forEach((who, at) => doc.fontSize(9).fillColor(INK).text(who, MARGIN + (width / signed.length) * at, line, { width: width / signed.length, lineBreak: false }))));
}

/** Page n of m, in the margin: no part of the statement, so an artifact to those who listen to it. */
function numbers(doc: PDFKit.PDFDocument, { lang }: About, width: number): void {
  const { count } = doc.bufferedPageRange();
  if (count === 1) return;
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page);
    const { bottom } = doc.page.margins;
    doc.page.margins.bottom = 0;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc.fontSize(8).fillColor(FAINT).text(lang === 'zh' ? `第 ${page + 1} 页，共 ${count} 页` : `Page ${page + 1} of ${count}`, MARGIN, doc.page.height - MARGIN + 8, { width, align: 'center', lineBreak: false });
    doc.endMarkedContent();
    doc.page.margins.bottom = bottom;
  }
}
