import type { FastifyRequest } from 'fastify';
import type { Table } from '../../ledger/statements/statement';
import { nameOf } from '../../ledger/statements/statement-page';
import type { Asks } from '../../platform/read-database';
import { visitOf } from '../../platform/visit';
import type { Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import { rowOnPage } from '../ledger.page';
import { fundOf, sealedTo } from '../scope.queries';
import { byYear, type FundStatement, moreOf } from './fund-statement';
import { monthsOfFund, ROWS_MOST } from './fund-statement.queries';
import { flowLines, notesOf, spanName } from './fund-statement.words';

/** Which statements of a fund there are (views/funds/statements.hbs). @throws NotFoundException */
export async function listOfStatements(db: Asks, request: FastifyRequest, code: string, today: Day): Promise<object> {
  const { lang, base } = visitOf(request);
  const foundation = request.foundation!.id;
  const fund = await fundOf(db, foundation, code, lang);
  const here = `${base}/funds/${fund.code}/statements`;
  const sealed = await sealedTo(db, foundation);
  return {
    fund: { code: fund.code, name: fund.name }, sealed: sealed && { ...sealed, number: Number(sealed.number) },
    years: byYear(await monthsOfFund(db, { foundation, fund: fund.id, today })).map(({ year, months }) => ({
      year, name: spanName(year, lang), ...addresses(here, year),
      months: months.map(({ month, opening, received, paid, closing, sealedOn }) => ({ name: spanName(month, lang), opening, received, paid, closing, final: sealedOn !== null, ...addresses(here, month) })),
    })),
  };
}

/** One of them (views/funds/statement.hbs). */
export function statementPage(statement: FundStatement, request: FastifyRequest, today: Day): object {
  const { lang, base } = visitOf(request);
  const { fund, span, of, pillars, flows, months, spent, received } = statement;
  const here = `${base}/funds/${fund.code}/statements`;
  const ledger = `${base}/funds/${fund.code}/ledger${span === 'month' ? `?month=${of}` : ''}`;
  const lines = (side: 'received' | 'paid'): object[] => flowLines(flows, side, lang).map(({ words, other, sum, count }) => ({ words, href: other && `${base}/funds/${other.code}/statements`, sum, count }));
  return {
    fund: { code: fund.code, name: fund.name }, span, of, name: spanName(of, lang), final: statement.final, notes: notesOf(statement, lang),
    pillars: { span, from: statement.from, to: statement.to, ...pillars, ended: statement.to < today },
    flows: (['received', 'paid'] as const).map((side) => ({ side, lines: lines(side) })),
    months: span === 'month' ? null : months.map(({ month, sealedOn, ...sums }) => ({ ...sums, name: spanName(month, lang), final: sealedOn !== null, href: `${here}/${month}` })),
    tables: statement.tables.map((table) => tableOnPage(table, lang)),
    spent: spent.slice(0, ROWS_MOST).map((row) => rowOnPage(row, { all: false })), received: received.slice(0, ROWS_MOST).map((row) => rowOnPage(row, { all: false })),
    more: moreOf(statement), most: ROWS_MOST, ledger, ...addresses(here, of),
  };
}

const addresses = (here: string, of: string): { href: string; pdf: string; csv: string } => ({ href: `${here}/${of}`, pdf: `${here}/${of}?format=pdf`, csv: `${here}/${of}?format=csv` });

const tableOnPage = (table: Table, lang: Lang): object => ({
  key: table.key, caption: nameOf(table, lang), columns: table.columns.map((column) => nameOf(column, lang)),
  rows: table.rows.map((row) => ({ name: nameOf(row, lang), sum: row.style === 'sum' || row.style === 'total', memo: row.style === 'memo', cells: row.figures.map(({ sum }) => sum) })),
});
