import { addDays, type Day } from '../../rules/day';
import { Refused } from '../../rules/refused';
import { clean, heading, sumIn, whenIn } from './cells';
import { checkCount, checkDays, checkReferences, checkTotal, heldBy, inOrder, totalOf } from './proofs';
import type { ReadLine, ReadStatement } from './statement';
import { type Cells, isBlank, placesOf, rowsOf, under } from './table';

const [IN, OUT, BALANCE] = ['收入金额(+元)', '支出金额(-元)', '账户余额(元)'];

export const isAlipayFundBill = (text: string): boolean => /^\ufeff?#支付宝账务明细查询/.test(text);
export const isAlipaySummary = (text: string): boolean => /^\ufeff?#支付宝账务汇总查询/.test(text);

/** 支付宝账务明细: four lines before the headings, and three after the table that prove it: the end of the list and two totals. */
export function readAlipay(text: string, summary: string | null): ReadStatement {
  const rows = rowsOf(text);
  const start = rows.findIndex(({ cells }) => clean(cells[0] ?? '') === '账务流水号');
  const end = rows.findIndex(({ cells }) => /^#-+账务明细列表结束-+$/.test(clean(cells.join(','))));
  const header = rows[start];
  if (!header || end < start) throw new Refused('statement-cut', { expected: header ? '账务明细列表结束' : '账务流水号' });
  const notes = [...rows.slice(0, start), ...rows.slice(end)].map(({ cells }) => clean(cells.join(',')));
  const account = notes.map((note) => /^#账号：\[(\d+)\]/.exec(note)?.[1]).find(Boolean);
  if (!account) throw new Refused('statement-cut', { expected: '#账号' });
  const { from, to } = periodOf(notes);
  const lines = inOrder(rows.slice(start + 1, end).filter((row) => !isBlank(row)).map((row) => lineOf(header, row)));

  const [income, outgo] = [lines.filter(({ sum }) => sum > 0n), lines.filter(({ sum }) => sum < 0n)].map((some) => some.map(({ sum }) => sum)) as [bigint[], bigint[]];
  for (const [name, sums] of [['支出合计', outgo], ['收入合计', income]] as const) {
    const told = notes.map((note) => new RegExp(`^#${name}：(\\d+)笔，共([-+\\d.,]+)元$`).exec(note)).find(Boolean);
    if (!told) throw new Refused('statement-cut', { expected: `#${name}` });
    checkCount(name, sums.length, told[1] ?? '');
    checkTold(name, totalOf(sums), told[2] ?? '');
  }
  if (!notes.some((note) => /^#导出时间：\[.+\]$/.test(note))) throw new Refused('statement-cut', { expected: '#导出时间' });
  if (summary !== null) checkSummary(summary, account, income, outgo);
  checkReferences(lines);
  checkDays(lines, from, to);
  return { format: 'alipay-fund-bill', account, from, to, ...heldBy(lines), lines };
}

/** What went out is printed with a minus or, in older exports, without. */
function checkTold(name: string, found: bigint, told: string): void {
  const expected = sumIn(told);
  if (expected === undefined) throw new Refused('statement-totals-differ', { total: name, found: String(found), expected: told });
  checkTotal(name, found, found < 0n && expected > 0n ? -expected : expected);
}

function periodOf(notes: readonly string[]): { from: Day; to: Day } {
  const told = notes.map((note) => /^#起始日期：\[(.+?)\]\s*终止日期：\[(.+?)\]/.exec(note)).find(Boolean);
  const [from, until] = [whenIn(told?.[1] ?? ''), whenIn(told?.[2] ?? '')];
  if (!from || !until || until.day < from.day) throw new Refused('statement-cut', { expected: '#起始日期' });
  // midnight of the day after is how the last day ends
  return { from: from.day, to: until.at?.endsWith('T00:00:00+08:00') && until.day > from.day ? addDays(until.day, -1) : until.day };
}

function lineOf(header: Cells, cells: Cells): ReadLine {
  const row = under(header, cells);
  const [income, printed] = [row.sum(IN), row.cell(OUT) === '' ? 0n : row.sum(OUT)];
  const outgo = printed > 0n ? -printed : printed;
  if (income < 0n || (income === 0n) === (outgo === 0n)) throw new Refused('statement-in-and-out', { line: String(row.n) });
  const memo = [row.text('商品名称'), row.text('备注')].filter((part) => part !== null);
  return {
    n: row.n, ...row.when('发生时间'), sum: income + outgo, balance: row.sum(BALANCE), reference: row.reference('账务流水号'),
    party: null, partyAccount: row.text('对方账号'), memo: memo.join(' ') || null, kind: row.text('业务类型'), ours: row.text('商户订单号'),
  };
}

function checkSummary(text: string, account: string, income: readonly bigint[], outgo: readonly bigint[]): void {
  const rows = rowsOf(text);
  const header = rows.find(({ cells }) => cells.map(heading).includes('收入笔数'));
  const told = rows.find(({ cells }) => clean(cells[0] ?? '') === '合计');
  if (!header || !told) throw new Refused('statement-cut', { expected: '合计' });
  if (!text.includes(`#账号：[${account}]`)) throw new Refused('statement-several-accounts');
  const row = under(header, told, placesOf(header));
  checkCount('收入笔数', income.length, row.cell('收入笔数'));
  checkCount('支出笔数', outgo.length, row.cell('支出笔数'));
  checkTold(IN, totalOf(income), row.cell(IN));
  checkTold(OUT, totalOf(outgo), row.cell(OUT));
}
