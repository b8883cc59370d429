import type { Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { balanceOf, creditOf, debitOf, type Fact, type Span } from './facts';
import { ACTIVITIES, ACTIVITY_COLUMNS, ASSETS, BALANCE_COLUMNS, CASH_COLUMNS, CASH_FLOW, CLAIMS, type Column, type Line } from './lines';

export const STATEMENTS = ['balance-sheet', 'activities', 'cash-flow', 'trial-balance', 'funds'] as const;
export type StatementName = (typeof STATEMENTS)[number];

/** One table of a statement: a balance sheet has two. */
export interface Table {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}
export interface Row extends Pick<Line, 'key' | 'no' | 'zh' | 'en' | 'style'> {
  /** One a column; none in a heading. */
  readonly figures: readonly Figure[];
}

/** What is shown in a cell, and the facts it is made of: the rows of the books behind it are theirs. */
export interface Figure {
  readonly sum: Fen;
  readonly behind: readonly Part[];
  readonly span: Span;
  /** Only debits, or only credits, of the facts behind it. */
  readonly side: 'debit' | 'credit' | null;
  /** Made of whole entries: what they brought a fund, or took from it. */
  readonly entries?: 'received' | 'paid';
  /** Of what closing will release, which is not in the books yet. */
  readonly due?: 'month' | 'year';
}
interface Part {
  readonly fact: Fact;
  /** A debit counts for the figure, or against it. */
  readonly sign: 1n | -1n;
}

/** The statements made of lines, for a month that ends in this standard. The trial balance takes its lines from the accounts. */
export function tablesOf(name: Exclude<StatementName, 'funds'>, facts: readonly Fact[], standard: Standard): Table[] {
  if (name === 'balance-sheet') return [
    table('assets', '资产', 'Assets', ASSETS(standard), BALANCE_COLUMNS, facts),
    table('claims', '负债和净资产', 'Liabilities and net assets', CLAIMS(standard), BALANCE_COLUMNS, facts),
  ];
  if (name === 'activities') return [table('activities', '业务活动', 'Activities', ACTIVITIES(standard), ACTIVITY_COLUMNS, facts)];
  if (name === 'cash-flow') return [table('cash-flow', '现金流量', 'Cash flow', CASH_FLOW(standard), CASH_COLUMNS, facts)];
  return [table('trial-balance', '科目余额', 'Accounts', accountsOf(facts), TRIAL_COLUMNS, facts)];
}

export function table(key: string, zh: string, en: string, lines: readonly Line[], columns: readonly Column[], facts: readonly Fact[]): Table {
  const byKey = new Map(lines.map((line) => [line.key, line]));
  return {
    key, zh, en, columns,
    rows: lines.map((line) => ({ key: line.key, no: line.no, zh: line.zh, en: line.en, style: line.style, figures: line.style === 'head' ? [] : columns.map((column) => figure(line, column, facts, byKey)) })),
  };
}

function figure(line: Line, column: Column, facts: readonly Fact[], lines: ReadonlyMap<string, Line>): Figure {
  if (line.takes) return leaf(line, column, facts);
  const figureOf = (key: string): Figure => figure(lines.get(key)!, column, facts, lines);
  const added = (line.adds ?? []).map(figureOf);
  const lessened = (line.lessens ?? []).map(figureOf);
  return {
    sum: added.reduce((all, one) => all + one.sum, 0n) - lessened.reduce((all, one) => all + one.sum, 0n),
    behind: [...added.flatMap(({ behind }) => behind), ...lessened.flatMap(({ behind }) => behind.map(({ fact, sign }): Part => ({ fact, sign: sign === 1n ? -1n : 1n })))],
    span: column.span, side: sideOf(column),
  };
}

function leaf(line: Line, column: Column, facts: readonly Fact[]): Figure {
  const { span } = column;
  const taken = facts.filter((fact) => line.takes!(fact) && (column.of?.(fact) ?? true));
  const balance = taken.reduce((all, fact) => all + balanceOf(fact, span), 0n);
  const counted = (sum: Fen, sign: 1n | -1n): Figure => ({ sum, behind: sum === 0n && taken.length === 0 ? [] : taken.map((fact) => ({ fact, sign })), span, side: sideOf(column) });
  const nothing: Figure = { sum: 0n, behind: [], span, side: null };
  switch (column.side) {
    case undefined: return counted(line.counts === 'credit' ? -balance : balance, line.counts === 'credit' ? -1n : 1n);
    case 'debit': return counted(taken.reduce((all, fact) => all + debitOf(fact, span), 0n), 1n);
    case 'credit': return counted(taken.reduce((all, fact) => all + creditOf(fact, span), 0n), -1n);
    case 'debit balance': return balance > 0n ? counted(balance, 1n) : nothing;
    case 'credit balance': return balance < 0n ? counted(-balance, -1n) : nothing;
  }
}

const sideOf = ({ side }: Column): Figure['side'] => (side === 'debit' || side === 'credit' ? side : null);

// ── 试算平衡表 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const pair = (key: string, zh: string, en: string, span: Span, sides: readonly ['debit' | 'debit balance', 'credit' | 'credit balance']): Column[] => {
  const over = { zh, en };
  return [
    { key: `${key}-debit`, zh: '借方', en: 'Debit', span, over, side: sides[0] },
    { key: `${key}-credit`, zh: '贷方', en: 'Credit', span, over, side: sides[1] },
  ];
};
export const TRIAL_COLUMNS: readonly Column[] = [
  ...pair('opening', '期初余额', 'Opening balance', 'month-opening', ['debit balance', 'credit balance']),
  ...pair('month', '本月发生额', 'This month', 'month', ['debit', 'credit']),
  ...pair('year', '本年累计发生额', 'The year to its end', 'year', ['debit', 'credit']),
  ...pair('end', '期末余额', 'Closing balance', 'end', ['debit balance', 'credit balance']),
];

/** A line for each account that has ever been used. 基金间往来 is nothing to the foundation, and promises stand outside the statements. */
function accountsOf(facts: readonly Fact[]): Line[] {
  const inBooks: (fact: Fact) => boolean = ({ accountClass, role }) => accountClass !== 'C' && role !== 'between';
  const accounts = new Map(facts.filter(inBooks).map(({ account }) => [account.code, account]));
  const lines = [...accounts.values()].sort((a, b) => (a.code < b.code ? -1 : 1)).map(({ code, name, english }): Line =>
    ({ key: code, no: null, zh: `${code} ${name}`, en: `${code} ${english}`, style: 'line', takes: (fact) => inBooks(fact) && fact.account.code === code, counts: 'debit' }));
  return [...lines, { key: 'total', no: null, zh: '合计', en: 'Total', style: 'total', adds: lines.map(({ key }) => key) }];
}

/** A figure by its address. */
export function figureAt(tables: readonly Table[], line: string, column: string): { table: Table; row: Row; column: Column; figure: Figure } | null {
  for (const one of tables) {
    const row = one.rows.find(({ key }) => key === line);
    const at = one.columns.findIndex(({ key }) => key === column);
    const found = row?.figures[at];
    if (row && found) return { table: one, row, column: one.columns[at]!, figure: found };
  }
  return null;
}
