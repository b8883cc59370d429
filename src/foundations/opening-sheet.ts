import type { SheetRow } from '../platform/sheet-row';
import { type Fen, yuanOrNothing } from '../rules/money';
import { Refused } from '../rules/refused';

/** The columns of a trial balance, with what people call them. */
const HEADERS = {
  fund: ['基金', '基金代码', '基金名称', 'fund', 'fundcode'],
  account: ['科目', '科目代码', '科目编码', 'account', 'accountcode', 'code'],
  place: ['存放处', '账户', '银行账户', 'place', 'placecode'],
  debit: ['借方', '借方余额', '借方金额', 'debit'],
  credit: ['贷方', '贷方余额', '贷方金额', 'credit'],
} as const;
export type OpeningColumn = keyof typeof HEADERS;
export type OpeningColumns = Readonly<Record<OpeningColumn, number>>;

/** A line as it was written, its sum signed as in the books. */
export interface WrittenLine {
  readonly line: number;
  readonly fund: string;
  readonly account: string;
  readonly place: string;
  readonly debit: Fen;
}

/** The columns of a row of headers; nothing when one of them is missing. */
export function openingColumns({ cells }: SheetRow): OpeningColumns | null {
  const names = cells.map(({ text }) => text.normalize('NFKC').toLowerCase().replaceAll(/\(.*?\)|[\s_*]/g, ''));
  const columns = Object.fromEntries(Object.entries(HEADERS).map(([column, known]) => [column, names.findIndex((name) => (known as readonly string[]).includes(name))])) as Record<OpeningColumn, number>;
  return Object.values(columns).every((at) => at >= 0) ? columns : null;
}

const TOTALS = new Set(['合计', '总计', '小计', 'total', 'totals', 'subtotal']);

/** Reads a line; nothing when it has no sum, as the lines of the template that were left as they are, or when it adds up others. @throws Refused */
export function writtenLine({ line, cells }: SheetRow, columns: OpeningColumns): WrittenLine | null {
  const text = (column: OpeningColumn): string => cells[columns[column]]?.text ?? '';
  const sum = (column: 'debit' | 'credit'): Fen => yuanOrNothing(text(column));
  if (TOTALS.has((text('fund') || text('account')).replaceAll(/\s/g, '').toLowerCase())) return null;
  const [debit, credit] = [sum('debit'), sum('credit')];
  if (debit === 0n && credit === 0n) return null;
  if (debit !== 0n && credit !== 0n) throw new Refused('opening-line-on-both-sides');
  return { line, fund: text('fund'), account: text('account'), place: text('place'), debit: debit - credit };
}
