import { NotFoundException } from '@nestjs/common';
import { oneFundTables } from '../../ledger/statements/one-fund';
import type { Table } from '../../ledger/statements/statement';
import { factsFor } from '../../ledger/statements/statements.queries';
import type { Asks } from '../../platform/read-database';
import type { Lang } from '../../platform/words';
import { type Day, firstDay, isMonth, lastDay, type Month } from '../../rules/day';
import type { Row } from '../rows.queries';
import { type FundRow, fundOf, type Sealed, sealedTo } from '../scope.queries';
import { type Flow, flowsOf, type MonthRow, monthsOfFund, ROWS_MOST, rowsOfMonth } from './fund-statement.queries';

/** The public statement of a fund, of a month or a year: of numbered entries alone, as its ledger is. */
export interface FundStatement {
  readonly fund: FundRow;
  readonly span: 'month' | 'year';
  /** As its address has it: `2026-11` or `2026`. */
  readonly of: string;
  /** From the first day to the last; of what is running to today. */
  readonly from: Day;
  readonly to: Day;
  readonly pillars: Omit<MonthRow, 'month' | 'sealedOn'>;
  /** Its months, the oldest first. */
  readonly months: readonly MonthRow[];
  readonly flows: readonly Flow[];
  /** Income, cost and what the fund is worth, as the books of the desk have them. */
  readonly tables: readonly Table[];
  /** All of its months are closed, and none can come: nothing of it changes any more. */
  readonly final: boolean;
  readonly sealed: Sealed | null;
  /** Of a fund that has ended by then: the day on which it was closed. */
  readonly closedOn: Day | null;
  /** Of a month: what was paid for things, and what came in. */
  readonly spent: readonly Row[];
  readonly received: readonly Row[];
}

export interface Asked { readonly foundation: number; readonly code: string; readonly of: string; readonly lang: Lang; readonly today: Day }

/** @throws NotFoundException for a fund, or a month of it, that there is not */
export async function fundStatement(db: Asks, { foundation, code, of, lang, today }: Asked): Promise<FundStatement> {
  const span = isMonth(of) ? 'month' : 'year';
  const fund = await fundOf(db, foundation, code, lang);
  const months = (await monthsOfFund(db, { foundation, fund: fund.id, today })).filter(({ month }) => (span === 'month' ? month === of : month.slice(0, 4) === of)).reverse();
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) throw new NotFoundException();
  const ends = lastDay(span === 'month' ? last.month : `${of}-12`);
  const facts = await factsFor(db, { foundation, month: last.month, fund: fund.id, numbered: true }, 'fund');
  const rows = (which: 'spent' | 'received'): Promise<Row[]> => (span === 'month' ? rowsOfMonth(db, { fund: fund.id, month: last.month, which, lang }) : Promise.resolve([]));
  const [closing] = await db.query<{ day: Day }[]>('SELECT day FROM fund_closing WHERE fund = $1', [fund.id]);
  const to = ends < today ? ends : today;
  return {
    fund, span, of, months, closedOn: closing && closing.day <= to ? closing.day : null, from: span === 'month' ? firstDay(first.month) : `${of}-01-01`, to, pillars: together(months),
    flows: await flowsOf(db, { foundation, fund: fund.id, from: first.month, to: last.month, lang }),
    // its pillars are above, entry by entry; what closing will release is a matter of the desk
    tables: oneFundTables(facts, undefined, undefined).slice(1).map((table) => narrowed(table, span)),
    final: months.every(({ sealedOn }) => sealedOn !== null) && (span === 'month' || last.month.endsWith('-12') || last.month < today.slice(0, 7)),
    sealed: await sealedTo(db, foundation), spent: await rows('spent'), received: await rows('received'),
  };
}

function together(months: readonly MonthRow[]): FundStatement['pillars'] {
  const sum = <K extends 'received' | 'paid'>(key: K): bigint => months.reduce((all, month) => all + month[key], 0n);
  const count = (key: 'receivedCount' | 'paidCount'): number => months.reduce((all, month) => all + month[key], 0);
  const opened = months.find((month) => month.opened !== null)?.opened ?? null;
  // what the books were opened with in a later month of the year stood before it, not in its receipts
  const closing = months.at(-1)!.closing;
  return { opening: closing - sum('received') + sum('paid'), received: sum('received'), paid: sum('paid'), closing, receivedCount: count('receivedCount'), paidCount: count('paidCount'), opened };
}

/** How much of it is still restricted moves when a month is closed, and until then says little: a matter of the desk. */
const INSIDE = ['worth-restricted', 'worth-unrestricted'];

/** A year has no month of its own: only the columns that speak of the span and of its two ends. */
function narrowed(table: Table, span: 'month' | 'year'): Table {
  const other = span === 'month' ? ['year-opening'] : ['month', 'month-opening'];
  const kept = table.columns.map(({ key }) => !other.includes(key));
  const rows = table.rows.filter(({ key }) => !INSIDE.includes(key)).map((row) => ({ ...row, figures: row.figures.filter((_, at) => kept[at]) }));
  return { ...table, columns: table.columns.filter((_, at) => kept[at]), rows: rows.filter(({ style, figures }) => style !== 'line' || figures.some(({ sum }) => sum !== 0n)) };
}

/** Months of a fund by year, the newest first. */
export function byYear(months: readonly MonthRow[]): { year: string; months: MonthRow[] }[] {
  const years = [...new Set(months.map(({ month }) => month.slice(0, 4)))];
  return years.map((year) => ({ year, months: months.filter(({ month }) => month.startsWith(year)) }));
}

/** Whether a list of it has more rows than are shown. */
export const moreOf = ({ spent, received }: FundStatement): boolean => spent.length > ROWS_MOST || received.length > ROWS_MOST;

/** How a month is named in an address. */
export const isSpan = (text: string): boolean => isMonth(text) || (/^[1-9]\d{3}$/.test(text) && isMonth(`${text}-01`));
export const monthOfSpan = ({ months }: FundStatement): Month => months.at(-1)!.month;
