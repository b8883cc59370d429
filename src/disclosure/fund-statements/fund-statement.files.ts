import { standardOn } from '../../ledger/chart';
import type { Figure, Row, Table } from '../../ledger/statements/statement';
import { nameOf } from '../../ledger/statements/statement-page';
import { statementPdf } from '../../ledger/statements/statement.pdf';
import { csvCell } from '../../platform/csv-cell';
import { monthName } from '../../platform/views';
import { type Lang, wordsOf } from '../../platform/words';
import { type Fen, plain } from '../../rules/money';
import { type FundStatement, monthOfSpan, moreOf } from './fund-statement';
import { ROWS_MOST } from './fund-statement.queries';
import { flowLines, notesOf, spanName } from './fund-statement.words';

const sum = (fen: Fen): Figure => ({ sum: fen, behind: [], span: 'end', side: null });
const same = (text: string): { zh: string; en: string } => ({ zh: text, en: text });
const row = (key: string, text: string, sums: readonly Fen[], style: Row['style'] = 'line'): Row => ({ key, no: null, ...same(text), style, figures: sums.map(sum) });

/** Beneath the four pillars what they are made of; of a year each month with its own four. In the language of whoever asked. */
export function pillarTables(statement: FundStatement, lang: Lang): Table[] {
  const t = wordsOf(lang);
  const { pillars, flows, months } = statement;
  const lines = (side: 'received' | 'paid'): Row[] => flowLines(flows, side, lang).map(({ words, sum: of }, at) => row(`${side}-${at}`, words, [of]));
  const table = (key: string, columns: readonly string[], rows: readonly Row[]): Table => ({
    key, ...same(t(`fund-statement.${key}`)), columns: columns.map((column) => ({ key: column, ...same(t(`fund-statement.${column}`)), span: 'end' })), rows,
  });
  const made = table('pillars', ['sum'], [
    row('opening', t('fund-statement.opening'), [pillars.opening], 'sum'), row('received', t('fund-statement.plus'), [pillars.received], 'sum'), ...lines('received'),
    row('paid', t('fund-statement.less'), [pillars.paid], 'sum'), ...lines('paid'), row('closing', t('fund-statement.closing'), [pillars.closing], 'total'),
  ]);
  if (statement.span === 'month') return [made];
  return [made, table('months', ['opening', 'received', 'paid', 'closing'], months.map((one) => row(one.month, monthName(one.month, lang), [one.opening, one.received, one.paid, one.closing])))];
}

/** On A4, tagged, like the statements of the desk; nobody signs what everybody may print. */
export function fundStatementPdf(statement: FundStatement, { lang, foundation }: { lang: Lang; foundation: string }): Promise<Buffer> {
  const t = wordsOf(lang);
  const { fund, of } = statement;
  const month = monthOfSpan(statement);
  const lists = ([['spent', statement.spent], ['got', statement.received]] as const).filter(([, rows]) => rows.length > 0).map(([key, rows]): Table => ({
    key, ...same(t(`fund-statement.${key}`)), columns: [{ key: 'sum', ...same(t('fund-statement.sum')), span: 'end' }],
    rows: rows.slice(0, ROWS_MOST).map(({ no, day, what, money }) => row(no, `${no}　${day}　${what}`, [money < 0n ? -money : money])),
  }));
  const notes = [...notesOf(statement, lang), ...(moreOf(statement) ? [t('fund-statement.more', { n: String(ROWS_MOST) })] : [])];
  return statementPdf(
    { name: 'funds', month, standard: standardOn(`${month}-28`), tables: [...pillarTables(statement, lang), ...statement.tables, ...lists], numbered: { voucher: null, waiting: 0 }, sealed: null, opened: null, fund },
    { title: t('fund-statement.title', { name: fund.name }), form: null, foundation, madeBy: t('statement.made-by', { name: foundation }), span: spanName(of, lang), unit: t('statement.unit'), signed: [], notes: notes.join(lang === 'zh' ? '' : ' '), lang },
  );
}

/** For spreadsheets: one line a figure, BOM, CRLF, plain sums, nothing a spreadsheet would take for a formula. */
export function fundStatementCsv(statement: FundStatement, lang: Lang): string {
  const t = wordsOf(lang);
  const tables = [...pillarTables(statement, lang), ...statement.tables];
  const head = ['table', 'line', 'column', 'sum'].map((one) => t(`fund-statement.csv.${one}`));
  const lines = tables.flatMap((table) => table.rows.flatMap((line) => line.figures.map((figure, at) => [...[nameOf(table, lang), nameOf(line, lang), nameOf(table.columns[at]!, lang)].map(csvCell), plain(figure.sum)])));
  return `\ufeff${[head.map(csvCell), ...lines].map((cells) => cells.join(',')).join('\r\n')}\r\n`;
}
