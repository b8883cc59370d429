import type { Role } from '../chart';
import type { Kind } from '../kinds';
import { balanceOf, type Fact, type Span } from './facts';
import { dueOf, type Moved } from './fund-statement';
import { type Column, cost, income, isRestricted, isWorth, type Line, moves, type Takes } from './lines';
import { type Figure, type Row, type Table, table } from './statement';
import type { Due } from './statements.queries';

/**
 * The statement of one fund, for those whose money it is: the four pillars of its money; what it received and spent, by what for, with
 * fees and what went to or came from other funds in lines of their own; and what stands beside the money, so that one can see from
 * money to net assets (books § 8).
 */
export function oneFundTables(facts: readonly Fact[], moved: Moved | undefined, due: Due | undefined): Table[] {
  return [pillars(facts, moved), activity(facts, due), standing(facts)];
}

const MONTH: Column = { key: 'month', zh: '本月数', en: 'This month', span: 'month' };
const YEAR: Column = { key: 'year', zh: '本年累计数', en: 'The year to its end', span: 'year' };
const isMoney = ({ accountClass }: Fact): boolean => accountClass === 'M';

function pillars(facts: readonly Fact[], moved: Moved | undefined): Table {
  const money = (span: Span): Figure => {
    const own = facts.filter(isMoney);
    return { sum: own.reduce((all, fact) => all + balanceOf(fact, span), 0n), behind: own.map((fact) => ({ fact, sign: 1n })), span, side: null };
  };
  const turned = (span: 'month' | 'year', entries: 'received' | 'paid'): Figure => ({ sum: moved?.[span][entries] ?? 0n, behind: [], span, side: null, entries });
  const row = (key: string, zh: string, en: string, figures: readonly Figure[], style: Row['style'] = 'line'): Row => ({ key, no: null, zh, en, style, figures });
  return {
    key: 'pillars', zh: '四柱：钱', en: 'Four pillars: money', columns: [MONTH, YEAR],
    rows: [
      row('money-opening', '期初结存', 'Opening', [money('month-opening'), money('year-opening')]),
      row('money-received', '加：收入', 'Plus: received', [turned('month', 'received'), turned('year', 'received')]),
      row('money-paid', '减：支出', 'Less: paid', [turned('month', 'paid'), turned('year', 'paid')]),
      row('money-closing', '期末结存', 'Closing', [money('end'), money('end')], 'total'),
    ],
  };
}

// ── 收入、费用和净资产变动 ──────────────────────────────────────────────────────────────────────────────────────────────────

const isFee: Takes = ({ kind }) => kind === 'payment fee' || kind === 'dispute fee';
const straight = (...kinds: Kind[]): Takes => (fact) => fact.accountClass === 'N' && kinds.includes(fact.kind);
const NAMED: readonly Kind[] = ['management fee', 'transfer, restricted', 'transfer, unrestricted', 'making good', 'grant reclaimed'];

const line = (key: string, zh: string, en: string, counts: 'debit' | 'credit', takes: Takes): Line => ({ key, no: null, zh, en, style: 'line', counts, takes });
const RECEIVED: readonly Line[] = [
  line('gifts', '捐赠收入', 'Donation income', 'credit', income('gift')),
  line('services', '提供服务收入', 'Service income', 'credit', income('service income')),
  line('sales', '商品销售收入', 'Sales', 'credit', income('sales')),
  line('subsidies', '政府补助收入', 'Government subsidies', 'credit', income('subsidy')),
  line('investment-income', '投资收益', 'Investment income', 'credit', income('investment income')),
  line('other-income', '其他收入', 'Other income', 'credit', income('other income')),
];
const SPENT: readonly Line[] = [
  line('programme', '业务活动成本', 'Programme cost', 'debit', cost('programme')),
  line('management', '管理费用', 'Management cost', 'debit', cost('management', 'value loss')),
  line('fees', '支付手续费', 'Payment fees', 'debit', (fact) => cost('fundraising')(fact) && isFee(fact)),
  line('fundraising', '其他筹资费用', 'Other fundraising cost', 'debit', (fact) => cost('fundraising')(fact) && !isFee(fact)),
  line('other-cost', '其他费用', 'Other cost', 'debit', cost('other cost')),
];
/** What changes a fund's net assets and is neither its income nor its cost. What it spends of restricted money changes nothing in it. */
const STRAIGHT: readonly Line[] = [
  line('management-fee', '基金管理费', 'Management fee of funds', 'credit', straight('management fee')),
  line('transfers', '基金之间划转', 'Transfers between funds', 'credit', straight('transfer, restricted', 'transfer, unrestricted', 'making good')),
  line('corrections', '以前年度净资产调整', 'Corrections of earlier years', 'credit', straight('grant reclaimed')),
  line('direct', '直接计入净资产的资金', 'Straight to net assets', 'credit', (fact) => fact.accountClass === 'N' && moves(fact) && fact.kind !== 'restriction released' && !NAMED.includes(fact.kind)),
];
const keys = (lines: readonly Line[]): string[] => lines.map(({ key }) => key);
const ACTIVITY: readonly Line[] = [
  ...RECEIVED, { key: 'income', no: null, zh: '收入合计', en: 'Total income', style: 'sum', adds: keys(RECEIVED) },
  ...SPENT, { key: 'cost', no: null, zh: '费用合计', en: 'Total cost', style: 'sum', adds: keys(SPENT) },
  ...STRAIGHT, { key: 'change', no: null, zh: '净资产变动额', en: 'Change of net assets', style: 'total', adds: ['income', ...keys(STRAIGHT)], lessens: ['cost'] },
];

/** Lines that say nothing are left out, the sums stay: a small fund has three of them. */
const said = (rows: readonly Row[]): Row[] => rows.filter(({ style, figures }) => style !== 'line' || figures.some(({ sum, behind }) => sum !== 0n || behind.some(({ fact }) => balanceOf(fact, 'year') !== 0n)));

function activity(facts: readonly Fact[], due: Due | undefined): Table {
  const made = table('activity', '收入、费用和净资产变动', 'Income, cost and change of net assets', ACTIVITY, [MONTH, YEAR], facts);
  const released: Line = line('released', '其中：解除限定', 'Of it released from restriction', 'debit', ({ kind, role }) => kind === 'restriction released' && role === 'restricted');
  const memo = table('released', '', '', [{ ...released, style: 'memo' }], made.columns, facts).rows.filter(({ figures }) => figures.some(({ sum }) => sum !== 0n));
  const open: Row[] = due ? [{ key: 'due', no: null, zh: '附：待解除限定（结账时转为非限定性，尚未记账）', en: 'Note: to be released at closing, not booked yet', style: 'memo', figures: [dueOf(due.month, 'month'), dueOf(due.year, 'year')] }] : [];
  return { ...made, rows: [...said(made.rows), ...memo, ...open] };
}

// ── 钱以外还有什么 ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const asset = (key: string, zh: string, en: string, ...of: Role[]): Line => line(key, zh, en, 'debit', ({ role }) => of.includes(role));
const ASSETS: readonly Line[] = [
  line('money', '钱', 'Money', 'debit', isMoney),
  asset('receivables', '应收', 'Receivables', 'receivable', 'disputed'),
  asset('prepaid', '预付', 'Prepayments', 'prepaid'),
  asset('goods', '实物', 'Goods', 'stock', 'agency goods'),
  asset('investments', '投资', 'Investments', 'short investment', 'short investment allowance', 'long equity investment', 'long debt investment', 'other long investment', 'long investment allowance'),
  asset('things', '固定资产（净值）', 'Fixed assets, net', 'fixed asset', 'depreciation'),
];
const OWED: readonly Line[] = [
  line('owed', '减：应付', 'Less: owed', 'credit', ({ accountClass }) => accountClass === 'L'),
  line('in-trust', '减：受托代理负债', 'Less: held in trust', 'credit', ({ role }) => role === 'agency liability'),
];
const STANDING: readonly Line[] = [
  ...ASSETS, ...OWED, { key: 'worth', no: null, zh: '净资产', en: 'Net assets', style: 'total', adds: keys(ASSETS), lessens: keys(OWED) },
  line('worth-restricted', '其中：限定性', 'Of it restricted', 'credit', (fact) => isWorth(fact) && isRestricted(fact)),
  line('worth-unrestricted', '其中：非限定性', 'Of it unrestricted', 'credit', (fact) => isWorth(fact) && !isRestricted(fact)),
  { ...line('promised', '附：已承诺', 'Note: promised', 'debit', ({ role }) => role === 'promised'), style: 'memo' },
];
const STANDS: readonly Column[] = [
  { key: 'year-opening', zh: '年初数', en: 'Year start', span: 'year-opening' }, { key: 'month-opening', zh: '月初数', en: 'Month start', span: 'month-opening' }, { key: 'end', zh: '期末数', en: 'Month end', span: 'end' },
];

function standing(facts: readonly Fact[]): Table {
  const made = table('standing', '钱、应收应付和净资产', 'Money, what is owed and net assets', STANDING, STANDS, facts);
  return { ...made, rows: made.rows.filter(({ style, key, figures }) => key === 'money' || style === 'total' || figures.some(({ sum }) => sum !== 0n)) };
}
