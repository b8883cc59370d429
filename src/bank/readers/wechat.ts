import { clean, heading, type Row, shown } from './cells';
import { checkCount, checkReferences, checkTotal, daysOf, heldBy, inOrder, totalOf } from './proofs';
import { Refused } from '../../rules/refused';
import type { ReadLine, ReadStatement } from './statement';
import { cellCount, type Cells, placesOf, under } from './table';

const first = (text: string): string[] => (/^\ufeff?([^\r\n]*)/.exec(text)?.[1] ?? '').split(',').map(heading);

export const isTradeBill = (text: string): boolean => ['交易时间', '微信订单号', '应结订单金额'].every((name) => first(text).includes(name));
export const isFundFlow = (text: string): boolean => ['记账时间', '资金流水单号', '账户结余(元)'].every((name) => first(text).includes(name));

/** Every value has a backquote before it and none behind, so a comma or quote within a value ends nothing. */
function rowsOf(text: string): Cells[] {
  const count = cellCount();
  const rows = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/).map((line, at) => {
    const cells = line.startsWith('`') ? line.slice(1).split(',`') : line.split(',');
    count(cells.length, at + 1);
    return { n: at + 1, cells };
  });
  return rows.filter(({ cells }) => cells.length > 1 || clean(cells[0] ?? '') !== '');
}

/** Headings, lines, headings of the totals, totals: what is cut off misses one of them. */
function partsOf(text: string, total: string): { rows: Row[]; totals: Row } {
  const all = rowsOf(text);
  const [header, told, values] = [all[0], all.at(-2), all.at(-1)];
  if (!header || !told || !values || all.length < 3 || heading(told.cells[0] ?? '') !== total) throw new Refused('statement-cut', { expected: total });
  const places = placesOf(header);
  return { rows: all.slice(1, -2).map((row) => whole(header, row, places)), totals: whole(told, values, placesOf(told)) };
}

function whole(header: Cells, row: Cells, places: ReadonlyMap<string, number>): Row {
  if (row.cells.length !== header.cells.length) throw new Refused('statement-line-incomplete', { line: String(row.n), found: String(row.cells.length), expected: String(header.cells.length) });
  return under(header, row, new Map(places));
}

/** 交易账单: each payment and refund in full, and its fee, where there is one, as a line of its own. */
export function readTradeBill(text: string): ReadStatement {
  const { rows, totals } = partsOf(text, '总交易单数');
  const lines = inOrder(rows.flatMap(tradeLines));
  checkCount('总交易单数', rows.length, totals.cell('总交易单数'));
  const columns = { 应结订单总金额: '应结订单金额', 退款总金额: '退款金额', 充值券退款总金额: '充值券退款金额', 手续费总金额: '手续费', 订单总金额: '订单金额', 申请退款总金额: '申请退款金额' };
  for (const [total, column] of Object.entries(columns)) {
    // bills of payments only, or of refunds only, lack the others' columns
    if (totals.has(total)) checkTotal(total, totalOf(rows.map((row) => (row.has(column) ? row.sum(column) : 0n))), totals.sum(total));
  }
  for (const total of ['应结订单总金额', '手续费总金额']) if (!totals.has(total)) throw new Refused('statement-column-missing', { column: total });
  const merchants = new Set(rows.map((row) => row.cell('商户号')));
  if (merchants.size > 1) throw new Refused('statement-several-accounts');
  checkReferences(lines);
  return { format: 'wechat-trade-bill', account: [...merchants][0] ?? null, ...daysOf(lines), opening: null, closing: null, lines };
}

function tradeLines(row: Row): ReadLine[] {
  row.inYuan('货币种类');
  const state = row.cell('交易状态');
  const common = { n: row.n, ...row.when('交易时间'), balance: null, party: null, partyAccount: row.text('用户标识'), memo: row.text('商品名称') };
  const line = (reference: string, sum: bigint, ours: string | null): ReadLine[] => [
    ...(sum === 0n ? [] : [{ ...common, sum, reference, kind: state, ours }]),
    ...(row.sum('手续费') === 0n ? [] : [{ ...common, sum: -row.sum('手续费'), reference: `${reference}:fee`, kind: '手续费', ours }]),
  ];
  if (state === 'SUCCESS') return line(row.reference('微信订单号'), row.sum('应结订单金额'), row.text('商户订单号'));
  // what is on its way back has left the account already
  const under = row.has('退款状态') ? row.cell('退款状态') : '';
  if (['REFUND', 'REVOKED'].includes(state) && ['SUCCESS', 'PROCESSING'].includes(under)) return line(row.reference('微信退款单号'), -row.sum('退款金额'), row.text('商户退款单号'));
  throw new Refused('statement-word-unknown', { line: String(row.n), column: state === 'REFUND' ? '退款状态' : '交易状态', found: shown(state === 'REFUND' ? under : state) });
}

/** 资金账单: what moved on the merchant's account, with the balance after each line. */
export function readFundFlow(text: string): ReadStatement {
  const { rows, totals } = partsOf(text, '资金流水总笔数');
  const lines = inOrder(rows.map(flowLine));
  const [income, outgo] = [lines.filter(({ sum }) => sum > 0n), lines.filter(({ sum }) => sum < 0n)];
  checkCount('资金流水总笔数', lines.length, totals.cell('资金流水总笔数'));
  checkCount('收入笔数', income.length, totals.cell('收入笔数'));
  checkCount('支出笔数', outgo.length, totals.cell('支出笔数'));
  checkTotal('收入金额', totalOf(income.map(({ sum }) => sum)), totals.sum('收入金额'));
  checkTotal('支出金额', -totalOf(outgo.map(({ sum }) => sum)), totals.sum('支出金额'));
  checkReferences(lines);
  return { format: 'wechat-fund-flow', account: null, ...daysOf(lines), ...heldBy(lines), lines };
}

function flowLine(row: Row): ReadLine {
  const way = row.cell('收支类型');
  if (way !== '收入' && way !== '支出') throw new Refused('statement-word-unknown', { line: String(row.n), column: '收支类型', found: shown(way) });
  const sum = row.sum('收支金额(元)');
  if (sum <= 0n) throw new Refused('statement-sum-unreadable', { line: String(row.n), column: '收支金额(元)', found: shown(row.cell('收支金额(元)')) });
  // either number alone may stand on several lines: a payment and its fee share one
  const reference = ['资金流水单号', '微信支付业务单号'].map((column) => row.reference(column)).join('/');
  return {
    n: row.n, ...row.when('记账时间'), sum: way === '收入' ? sum : -sum, balance: row.sum('账户结余(元)'), reference,
    party: null, partyAccount: null, memo: row.text('备注'), kind: row.text('业务类型'), ours: row.text('业务凭证号'),
  };
}
