import type { Cell, SheetRow } from '../../platform/sheet-row';
import { isDay, type Day } from '../../rules/day';
import { type Fen, yuan } from '../../rules/money';
import type { Display } from '../../rules/names';
import { Refused } from '../../rules/refused';

/** What a column of a list says. */
export const COLUMNS = ['number', 'time', 'amount', 'fund', 'name', 'display', 'keeps', 'phone', 'note'] as const;
export type Column = (typeof COLUMNS)[number];
/** Index of each column in the sheet. */
export type Columns = Readonly<Partial<Record<Column, number>>>;
const NEEDED = ['number', 'time', 'amount'] as const satisfies readonly Column[];

/** What platforms call their columns. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  number: ['交易号', '交易单号', '交易流水号', '订单号', '订单编号', '捐赠单号', '捐款单号', '流水号', '单号', '编号', '单据号', '箱号', '摊位号', 'transactionid', 'transaction', 'transactionno', 'orderid', 'orderno', 'id', 'no', 'number'],
  time: ['时间', '日期', '交易时间', '捐赠时间', '捐款时间', '支付时间', '付款时间', '捐赠日期', '清点日期', 'time', 'date', 'day', 'paidat', 'paidon', 'donatedat'],
  amount: ['金额', '捐赠金额', '捐款金额', '交易金额', '支付金额', '实收金额', 'amount', 'sum', 'amountcny', 'gross'],
  fund: ['基金', '基金代码', '基金名称', '项目', '项目名称', '项目编号', 'fund', 'fundcode', 'fundname', 'project'],
  name: ['姓名', '捐赠人', '捐款人', '捐赠人姓名', '捐款人姓名', '昵称', 'name', 'donor', 'donorname'],
  display: ['公开方式', '公示方式', '署名', '署名方式', '是否公开', '公开', 'display', 'consent', 'showname'],
  keeps: ['本金', '本金不动', '是否留本', '留本', '是否动用本金', 'principal', 'keeps', 'kept', 'endowment'],
  phone: ['手机', '手机号', '手机号码', '电话', '联系电话', 'phone', 'mobile', 'phonenumber'],
  note: ['备注', '留言', '附言', '捐赠留言', 'note', 'message', 'remark'],
};
const KNOWN = new Map(COLUMNS.flatMap((column) => HEADERS[column].map((name) => [name, column] as const)));
const plainName = (header: string): string => header.normalize('NFKC').toLowerCase().replaceAll(/\(.*?\)|[\s_*.#/-]/g, '');

/** The columns of a row of headers, as far as their names are known; nothing when it is no row of headers. */
export function columnsOf({ cells }: SheetRow): Columns | null {
  const columns: Partial<Record<Column, number>> = {};
  for (const [at, { text }] of cells.entries()) {
    const column = KNOWN.get(plainName(text));
    if (column !== undefined) columns[column] ??= at;
  }
  return NEEDED.every((column) => columns[column] !== undefined) ? columns : null;
}

/** One gift of a list. */
export interface GiftLine {
  readonly line: number;
  readonly no: string;
  readonly day: Day;
  readonly sum: Fen;
  readonly fund: number;
  readonly display: Display;
  /** 本金不动: it is booked as principal. */
  readonly principal: boolean;
  readonly name: string | null;
  readonly phone: string | null;
  readonly note: string | null;
}

/** What is wrong with a line, as the code of a sentence. */
export interface Fault {
  readonly line: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

const DISPLAYS: Readonly<Record<string, Display>> = {
  '': 'anonymous', 匿名: 'anonymous', 不公开: 'anonymous', 否: 'anonymous', anonymous: 'anonymous', no: 'anonymous',
  部分公开: 'masked', 隐名: 'masked', 只公开姓氏: 'masked', masked: 'masked',
  公开: 'full', 实名: 'full', 全名: 'full', 是: 'full', full: 'full', yes: 'full',
};

/** Whether a gift is kept. Nothing is guessed: a gift to a fund that keeps principal says it. */
const KEEPS: Readonly<Record<string, boolean>> = {
  本金不动: true, 留本: true, 不动本: true, 是: true, principal: true, kept: true, yes: true,
  可以使用: false, 可使用: false, 不留本: false, 否: false, spendable: false, no: false,
};

/** Reads one line. `fundOf` knows the funds by code and name, `preserves` those that keep principal; `one` is the fund of all lines. @throws Refused with the reason */
export function giftOf({ line, cells }: SheetRow, columns: Columns, { fundOf, preserves, one, today, ownNumbers }: { fundOf: ReadonlyMap<string, number>; preserves: ReadonlySet<number>; one: number | null; today: Day; ownNumbers: boolean }): GiftLine {
  const cell = (column: Column): Cell => cells[columns[column] ?? -1] ?? { text: '', is: 'text' };
  const short = (column: Column, most: number): string | null => {
    const { text } = cell(column);
    if (text.length > most) throw new Refused('text-too-long');
    return text === '' ? null : text;
  };
  const number = cell('number');
  if (number.text === '') throw new Refused('batch-number-missing');
  // a spreadsheet keeps 15 digits of a number and drops its zeros: what it was, nobody can tell; the number that we ourselves gave a box is told by its digits
  if (number.is !== 'text' && !(ownNumbers && /^\d{1,6}$/.test(number.text))) throw new Refused('batch-number-became-a-number', { number: number.text });
  const no = number.text.replace(/^['`]/, '');
  if (no.length > 120 || /\p{Cc}/u.test(no)) throw new Refused('batch-number-unreadable');
  if (/^\d(\.\d+)?E\+\d+$/i.test(no)) throw new Refused('batch-number-became-a-number', { number: no });
  const day = dayIn(cell('time'));
  if (day > today) throw new Refused('day-in-the-future');
  const sum = yuan(cell('amount').text);
  const fund = columns.fund === undefined || cell('fund').text === '' ? one : fundOf.get(cell('fund').text.normalize('NFKC'));
  if (fund === null) throw new Refused('batch-fund-missing');
  if (fund === undefined) throw new Refused('batch-fund-unknown', { fund: cell('fund').text.slice(0, 40) });
  const display = DISPLAYS[cell('display').text.toLowerCase()];
  if (display === undefined) throw new Refused('batch-display-unknown', { display: cell('display').text.slice(0, 40) });
  const kept = KEEPS[cell('keeps').text.normalize('NFKC').toLowerCase()];
  if (cell('keeps').text !== '' && kept === undefined) throw new Refused('batch-keeps-unknown', { keeps: cell('keeps').text.slice(0, 40) });
  // boxes and stalls bring cash, which is no principal
  if (ownNumbers && kept === true) throw new Refused('principal-comes-by-the-bank');
  if (kept === undefined && preserves.has(fund) && !ownNumbers) throw new Refused('batch-keeps-missing');
  return { line, no, day, sum, fund, principal: kept === true && preserves.has(fund), display, name: short('name', 120), phone: short('phone', 40), note: short('note', 500) };
}

/** The Shanghai day of a time as platforms write it. */
function dayIn({ text }: Cell): Day {
  if (text === '') throw new Refused('day-missing');
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?!\d)(?:[ T]*\d{1,2}[:：]?\d{2}.*)?$/.exec(text.normalize('NFKC'));
  const day = parts ? `${parts[1]}-${(parts[2] ?? parts[4])!.padStart(2, '0')}-${(parts[3] ?? parts[5])!.padStart(2, '0')}` : '';
  if (!isDay(day)) throw new Refused('day-not-a-day');
  return day;
}
