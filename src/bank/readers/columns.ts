import type { Day } from '../../rules/day';
import { type Fen, plain } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { clean, heading, isTime, type Row, shown, sumIn, whenIn } from './cells';
import { checkReferences, checkTotal, daysOf, heldBy, inOrder, totalOf } from './proofs';
import type { ColumnMapping, ReadLine, ReadStatement } from './statement';
import { type Cells, isBlank, placesOf, under } from './table';

/** Within so many lines the headings come. */
const FAR = 60;
const IN = /^(收入?|贷方?|贷?\s*\(?Cr\.?\)?|C|存入|转入|入账|来账|进账|\+|Credit)$/i;
const OUT = /^(支出?|借方?|借?\s*\(?Dr\.?\)?|D|支取|转出|出账|往账|付款?|-|Debit)$/i;

const columnsOf = (mapping: ColumnMapping): string[] => Object.entries(mapping).flatMap(([role, column]: [string, string | null]) => (role === 'dayOrder' || !column ? [] : [column]));

/** A table of a bank of which we only know its columns. */
export function readColumns(rows: readonly Cells[], mapping: ColumnMapping): ReadStatement {
  if (!mapping.amount === !(mapping.income && mapping.outgo)) throw new Refused('statement-needs-columns');
  const start = headerAt(rows, columnsOf(mapping));
  const header = rows[start];
  if (!header) throw new Refused('statement-without-lines');
  const { lines, totals } = bodyOf(header, rows.slice(start + 1), mapping);
  const moved = lines.map((row) => ({ row, sum: sumOf(row, mapping) }));
  const printed = moved.map(({ sum }) => sum);
  // a column of what went out holds plain sums, or all with a minus before them
  const minus = mapping.outgo !== null && printed.some(({ outgo }) => outgo < 0n) && printed.every(({ outgo }) => outgo <= 0n);
  const sums = printed.map(({ income, outgo }) => income - (minus ? -outgo : outgo));
  const read = inOrder(moved.map(({ row }, index) => lineOf(row, mapping, sums[index] ?? 0n)));
  for (const total of totals) checkTotals(total, mapping, printed);
  const whole = withReferences(read.filter(({ sum }) => sum !== 0n));
  checkReferences(whole);
  return { format: 'csv', account: accountIn(rows.slice(0, start)), ...daysOf(whole), ...heldBy(read), lines: whole };
}

function headerAt(rows: readonly Cells[], columns: readonly string[]): number {
  const near = rows.slice(0, FAR).map((row) => {
    const names = row.cells.map(heading);
    return columns.filter((column) => !names.includes(heading(column)));
  });
  const found = near.findIndex((missing) => missing.length === 0);
  if (found >= 0) {
    const places = placesOf(rows[found] ?? { n: 0, cells: [] });
    const twice = columns.find((column) => !places.has(heading(column)));
    if (twice) throw new Refused('statement-column-twice', { column: twice, line: String(rows[found]?.n) });
    return found;
  }
  const best = near.reduce<string[] | undefined>((least, missing) => (least && least.length <= missing.length ? least : missing), undefined);
  throw new Refused('statement-column-missing', { column: (best ?? columns).slice(0, 3).join(', ') });
}

/** Lines until the totals, which some banks print below, and nothing but totals after them. */
function bodyOf(header: Cells, rows: readonly Cells[], mapping: ColumnMapping): { lines: Row[]; totals: Row[] } {
  const places = placesOf(header);
  const day = places.get(heading(mapping.day)) ?? 0;
  const [lines, totals]: [Row[], Row[]] = [[], []];
  for (const row of rows) {
    if (isBlank(row)) continue;
    if (isTotal(row, day)) totals.push(under({ ...header, cells: header.cells.slice(0, row.cells.length) }, row, places));
    else if (totals.length > 0) throw new Refused('statement-line-after-totals', { line: String(row.n) });
    else lines.push(under(header, row, places));
  }
  return { lines, totals };
}

const isTotal = ({ cells }: Cells, day: number): boolean =>
  /^#?(人民币|本币|本页|累计|收入|支出)?(合计|总计|小计)/.test(heading(cells.find((cell) => clean(cell) !== '') ?? '')) && !whenIn(cells[day] ?? '');

interface Printed {
  readonly income: Fen;
  readonly outgo: Fen;
}

function sumOf(row: Row, { amount, direction, income, outgo }: ColumnMapping): Printed {
  if (amount) {
    const sum = row.sum(amount);
    if (!direction) return { income: sum, outgo: 0n };
    const way = row.cell(direction).normalize('NFKC');
    if (IN.test(way)) return { income: sum, outgo: 0n };
    if (OUT.test(way)) return { income: 0n, outgo: sum };
    throw new Refused('statement-word-unknown', { line: String(row.n), column: direction, found: shown(way) });
  }
  const [came, went] = [income ?? '', outgo ?? ''].map((column) => (row.text(column) === null ? undefined : row.sum(column)));
  if (came === undefined && went === undefined) throw new Refused('statement-sum-unreadable', { line: String(row.n), column: `${income ?? ''}, ${outgo ?? ''}`, found: '' });
  if (came && went) throw new Refused('statement-in-and-out', { line: String(row.n) });
  return { income: came ?? 0n, outgo: went ?? 0n };
}

function lineOf(row: Row, mapping: ColumnMapping, sum: Fen): ReadLine {
  const optional = (column: string | null): string | null => (column === null ? null : row.text(column));
  if (mapping.currency) row.inYuan(mapping.currency);
  return {
    n: row.n, ...row.when(mapping.day, mapping.dayOrder, mapping.time), sum, balance: optional(mapping.balance) === null ? null : row.sum(mapping.balance ?? ''),
    reference: optional(mapping.reference) ?? '', party: optional(mapping.party), partyAccount: optional(mapping.partyAccount),
    memo: optional(mapping.memo), kind: optional(mapping.kind), ours: null,
  };
}

/** Of a line the bank has not numbered: the same in every file that shows the same day, since equal lines are told apart by their turn. */
function withReferences(lines: readonly ReadLine[]): ReadLine[] {
  const turns = new Map<string, number>();
  return lines.map((line) => {
    if (line.reference !== '') return line;
    const made = `${line.day}/${plain(line.sum)}/${line.balance === null ? '-' : plain(line.balance)}`;
    const turn = (turns.get(made) ?? 0) + 1;
    turns.set(made, turn);
    return { ...line, reference: `${made}/${turn}` };
  });
}

/** Where the totals stand under the columns of the lines, they are those of the lines. */
function checkTotals(total: Row, { income, outgo }: ColumnMapping, printed: readonly Printed[]): void {
  if (!income || !outgo) return;
  for (const [column, sums] of [[income, printed.map((line) => line.income)], [outgo, printed.map((line) => line.outgo)]] as const) {
    const told = sumIn(total.cell(column));
    if (told !== undefined) checkTotal(column, totalOf(sums), told);
  }
}

const accountIn = (rows: readonly Cells[]): string | null =>
  rows.flatMap(({ cells }) => cells).map((cell) => /(?:账号|卡号|账户号码|账户)[:：]\s*\[?([\d*]{4,32})/.exec(clean(cell))?.[1]).find(Boolean) ?? null;

/** What the headings of Chinese banks and wallets mean, the surest first. */
const USUAL: Readonly<Record<Exclude<keyof ColumnMapping, 'dayOrder'>, readonly string[]>> = {
  day: ['记账日期', '入账日期', '银行记账日', '记账日', '交易日期', '交易日', '日期', '发生日期', '记账时间', '入账时间', '交易时间', '发生时间', '交易日期时间', 'Date'],
  time: ['记账时间', '交易时间', '时间', '入账时间'],
  amount: ['交易金额', '发生额', '金额', '金额(元)', '交易金额(元)', '人民币金额', '收支金额(元)', 'Amount'],
  direction: ['借贷标志', '借贷方向', '借贷', '收/支', '收支', '收支类型', '收支标志', '借/贷', '收付标志'],
  income: ['记账金额(收入)', '贷方发生额', '贷方发生额(收入)', '贷方发生额/元(收入)', '贷方金额', '收入金额', '收入', '收入(元)', '收入金额(元)', '存入', '存入金额', '转入金额', '交易金额(收入)', '贷方', 'Credit'],
  outgo: ['记账金额(支出)', '借方发生额', '借方发生额(支取)', '借方发生额/元(支取)', '借方金额', '支出金额', '支出', '支出(元)', '支出金额(元)', '支取', '支取金额', '转出金额', '交易金额(支出)', '借方', 'Debit'],
  balance: ['账户余额', '余额', '本次余额', '联机余额', '账户结余', '账户余额(元)', '账户结余(元)', '余额(元)', '当前余额', 'Balance'],
  currency: ['记账币种', '币种', '币别', '货币', '交易币种', '货币种类', 'Currency'],
  party: ['对方户名', '对方账户名', '对方账户名称', '对方名称', '对方单位', '对方单位名称', '收(付)方名称', '交易对方', '对手信息', '商户名称'],
  partyAccount: ['对方账号', '对方账户', '对方卡号/账号', '对方帐号', '收(付)方账号'],
  reference: ['交易流水号', '账务流水号', '资金流水单号', '流水号', '银行流水号', '核心流水号', '账户明细编号-交易流水号', '日志号', '交易单号', '交易订单号'],
  memo: ['附言', '交易附言', '用途', '客户摘要', '备注', '摘要', '交易摘要', '商品说明', '交易说明', '商品'],
  kind: ['交易类型', '业务类型', '交易名称', '交易摘要', '摘要', '交易分类', '交易描述'],
};

export function proposeColumns(rows: readonly Cells[]): { header: string[]; sample: string[][]; mapping: Partial<ColumnMapping> } {
  const usual = new Set(Object.values(USUAL).flat());
  const known = (row: Cells): number => new Set(row.cells.map(heading).filter((name) => usual.has(name))).size;
  const start = rows.slice(0, FAR).reduce((best, row, index) => (known(row) > (rows[best] ? known(rows[best]) : 0) ? index : best), 0);
  const header = rows[start];
  if (!header || header.cells.length < 2) throw new Refused('statement-without-headings');
  const below = rows.slice(start + 1).filter((row) => !isBlank(row)).slice(0, 5);
  const places = placesOf(header);
  const cellsUnder = (name: string | undefined): string[] => below.map(({ cells }) => cells[places.get(name ?? '') ?? -1] ?? '');
  const found = Object.fromEntries(Object.entries(USUAL).map(([role, names]) => [role, names.find((name) => places.has(name))])) as Partial<Record<keyof ColumnMapping, string>>;
  if (found.income && found.outgo) delete found.amount;
  else {
    delete found.income;
    delete found.outgo;
  }
  if (!found.amount) delete found.direction;
  // 交易时间 beside 记账日期 may hold a day of its own
  if (found.time === found.day || !cellsUnder(found.time).every(isTime)) delete found.time;
  if (found.kind === found.memo) delete found.kind;
  const titled = Object.fromEntries(Object.entries(found).flatMap(([role, name]) => (name ? [[role, clean(header.cells[places.get(name) ?? 0] ?? '')]] : [])));
  const dayOrder = orderOf(cellsUnder(found.day));
  return { header: header.cells.map(clean), sample: below.map(({ cells }) => cells.map(clean)), mapping: { ...titled, ...(dayOrder ? { dayOrder } : {}) } };
}

/** The only order in which all the days are days; where several are, a person says. */
function orderOf(days: readonly Day[]): ColumnMapping['dayOrder'] | undefined {
  const possible = (['ymd', 'dmy', 'mdy'] as const).filter((order) => days.length > 0 && days.every((day) => whenIn(day, order)));
  return possible.length === 1 ? possible[0] : undefined;
}
