import type { Role, Standard } from '../chart';
import type { Kind } from '../kinds';
import { CARRIED, type Fact, type Span } from './facts';
import { type Flow, flowOf, INFLOWS } from './flows';

/**
 * The statements line by line, as the two standards print them: 会民非01表 to 03表 of 财会〔2004〕7号 with their numbers of lines;
 * from 2026 the same forms with the accounts of 财会〔2024〕25号, whose appendix has not been read: no numbers, and the names of its
 * chart [A]. Each fact stands in one line of a statement and no more; `untaken` finds what stands in none. A line of ours, for what
 * the form of 2004 has no place for, has no number.
 */
export interface Line {
  readonly key: string;
  /** 行次. */
  readonly no: number | null;
  readonly zh: string;
  readonly en: string;
  readonly style: 'head' | 'line' | 'part' | 'sum' | 'total' | 'memo';
  /** Which facts stand in it; a debit counts for it, or a credit. */
  readonly takes?: (fact: Fact) => boolean;
  readonly counts?: 'debit' | 'credit';
  /** For a sum: the lines it adds up, and those it takes off. */
  readonly adds?: readonly string[];
  readonly lessens?: readonly string[];
}

export interface Column {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly span: Span;
  /** The group of columns under one head: 本月数. */
  readonly over?: { readonly zh: string; readonly en: string };
  /** Only these facts. */
  readonly of?: (fact: Fact) => boolean;
  /** Debits alone, credits alone; or the balance of an account where it is one of debit, or of credit. */
  readonly side?: 'debit' | 'credit' | 'debit balance' | 'credit balance';
}

export type Takes = (fact: Fact) => boolean;
const head = (key: string, zh: string, en: string): Line => ({ key, no: null, zh, en, style: 'head' });
const debits = (key: string, no: number | null, zh: string, en: string, takes: Takes): Line => ({ key, no, zh, en, style: 'line', takes, counts: 'debit' });
const credits = (key: string, no: number | null, zh: string, en: string, takes: Takes): Line => ({ key, no, zh, en, style: 'line', takes, counts: 'credit' });
const sum = (key: string, no: number | null, zh: string, en: string, adds: readonly string[], lessens: readonly string[] = []): Line => ({ key, no, zh, en, style: 'sum', adds, lessens });
const total = (...of: Parameters<typeof sum>): Line => ({ ...sum(...of), style: 'total' });

/** Official numbers stand in the form of 2004 alone. */
const lined = (lines: readonly Line[], standard: Standard): Line[] => (standard === 2004 ? [...lines] : lines.map((line) => ({ ...line, no: null })));
const roles = (...of: Role[]): Takes => ({ role }) => of.includes(role);
const never: Takes = () => false;

// ── 资产负债表 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const isRestrictedFund = ({ class: klass }: Fact): boolean => klass === 'restricted' || klass === 'preserved';
/** Restricted net assets: 3102, income 02, and what corrects earlier years of a restricted fund; the rest is unrestricted. */
export const isRestricted: Takes = (fact) => fact.role === 'restricted' || fact.role === 'principal' || fact.sub === '02' || (fact.role === 'prior-year correction' && isRestrictedFund(fact));
export const isWorth: Takes = ({ accountClass }) => accountClass === 'N' || accountClass === 'I' || accountClass === 'E';
/** Money of ours: not what lies in agency funds, which 会民非01表 shows among the things held in trust. */
export const isOurMoney: Takes = ({ accountClass, class: klass }) => accountClass === 'M' && klass !== 'agency';

export const ASSETS = (standard: Standard): Line[] => lined([
  head('current', '流动资产：', 'Current assets'),
  debits('money', 1, '货币资金', 'Money', isOurMoney),
  debits('short-investments', 2, '短期投资', 'Short-term investments', roles('short investment', 'short investment allowance')),
  debits('receivables', 3, '应收款项', 'Receivables', roles('receivable', 'disputed')),
  debits('prepaid', 4, '预付账款', 'Prepayments', roles('prepaid')),
  debits('stock', 8, '存货', 'Goods in stock', roles('stock')),
  debits('deferred', 9, '待摊费用', 'Deferred cost', never),
  debits('debt-within-a-year', 15, '一年内到期的长期债权投资', 'Long-term debt investments due within a year', never),
  debits('other-current', 18, '其他流动资产', 'Other current assets', never),
  sum('current-assets', 20, '流动资产合计', 'Total current assets', ['money', 'short-investments', 'receivables', 'prepaid', 'stock', 'deferred', 'debt-within-a-year', 'other-current']),
  head('long', '长期投资：', 'Long-term investments'),
  debits('equity', 21, '长期股权投资', 'Long-term equity investments', roles('long equity investment')),
  debits('debt', 24, '长期债权投资', 'Long-term debt investments', roles('long debt investment')),
  ...(standard === 2004 ? [] : [debits('other-long', null, '其他长期投资', 'Other long-term investments', roles('other long investment'))]),
  // one allowance for all kinds of them: it cannot be told which line it lessens
  credits('long-allowance', null, '减：长期投资减值准备', 'Less: allowance on long-term investments', roles('long investment allowance')),
  sum('long-investments', 30, '长期投资合计', 'Total long-term investments', ['equity', 'debt', ...(standard === 2004 ? [] : ['other-long'])], ['long-allowance']),
  head('fixed', '固定资产：', 'Fixed assets'),
  debits('fixed-cost', 31, '固定资产原价', 'Fixed assets at cost', roles('fixed asset')),
  credits('depreciation', 32, '减：累计折旧', 'Less: accumulated depreciation', roles('depreciation')),
  sum('fixed-net', 33, '固定资产净值', 'Fixed assets, net', ['fixed-cost'], ['depreciation']),
  debits('under-construction', 34, '在建工程', 'Under construction', never),
  debits('heritage', 35, standard === 2004 ? '文物文化资产' : '文物资源', 'Heritage assets', never),
  debits('fixed-disposal', 38, '固定资产清理', 'Fixed assets being disposed of', never),
  sum('fixed-assets', 40, '固定资产合计', 'Total fixed assets', ['fixed-net', 'under-construction', 'heritage', 'fixed-disposal']),
  head('intangible-head', '无形资产：', 'Intangible assets'),
  debits('intangible', 41, '无形资产', 'Intangible assets', never),
  head('trust-head', '受托代理资产：', 'Held in trust'),
  debits('in-trust', 51, '受托代理资产', 'Money and goods held in trust', (fact) => fact.role === 'agency goods' || (fact.accountClass === 'M' && fact.class === 'agency')),
  total('assets', 60, '资产总计', 'Total assets', ['current-assets', 'long-investments', 'fixed-assets', 'intangible', 'in-trust']),
], standard);

export const CLAIMS = (standard: Standard): Line[] => lined([
  head('current-owed', '流动负债：', 'Current liabilities'),
  credits('short-loans', 61, '短期借款', 'Short-term loans', never),
  credits('payables', 62, '应付款项', 'Payables', roles('payable', 'other payable', 'unidentified', 'refund due', 'retained', 'bond', 'provider debt')),
  credits('pay', 63, standard === 2004 ? '应付工资' : '应付职工薪酬', 'Pay owed to staff', roles('pay')),
  credits('tax', 65, standard === 2004 ? '应交税金' : '应交税费', 'Tax owed', roles('tax')),
  credits('received-ahead', 66, '预收账款', 'Received in advance', roles('received ahead')),
  credits('accrued', 71, '预提费用', 'Accrued cost', never),
  credits('provisions', 72, '预计负债', 'Provisions', roles('provision')),
  credits('loans-within-a-year', 74, '一年内到期的长期负债', 'Long-term liabilities due within a year', never),
  credits('other-owed', 78, '其他流动负债', 'Other current liabilities', never),
  sum('current-liabilities', 80, '流动负债合计', 'Total current liabilities', ['short-loans', 'payables', 'pay', 'tax', 'received-ahead', 'accrued', 'provisions', 'loans-within-a-year', 'other-owed']),
  head('long-owed', '长期负债：', 'Long-term liabilities'),
  credits('long-loans', 81, '长期借款', 'Long-term loans', never),
  credits('long-payables', 84, '长期应付款', 'Long-term payables', never),
  credits('other-long-owed', 88, '其他长期负债', 'Other long-term liabilities', never),
  sum('long-liabilities', 90, '长期负债合计', 'Total long-term liabilities', ['long-loans', 'long-payables', 'other-long-owed']),
  head('trust-owed', '受托代理负债：', 'Owed to those who entrusted it'),
  credits('trust-liability', 91, '受托代理负债', 'Liability for what is held in trust', roles('agency liability')),
  sum('liabilities', 100, '负债合计', 'Total liabilities', ['current-liabilities', 'long-liabilities', 'trust-liability']),
  head('worth', '净资产：', 'Net assets'),
  credits('unrestricted', 101, '非限定性净资产', 'Unrestricted net assets', (fact) => isWorth(fact) && !isRestricted(fact)),
  credits('restricted', 105, '限定性净资产', 'Restricted net assets', (fact) => isWorth(fact) && isRestricted(fact)),
  sum('net-assets', 110, '净资产合计', 'Total net assets', ['unrestricted', 'restricted']),
  total('claims', 120, '负债和净资产总计', 'Total liabilities and net assets', ['liabilities', 'net-assets']),
], standard);

export const BALANCE_COLUMNS: readonly Column[] = [
  { key: 'opening', zh: '年初数', en: 'Year start', span: 'year-opening' },
  { key: 'end', zh: '期末数', en: 'Month end', span: 'end' },
];

// ── 业务活动表 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Closing a year moves nothing that was not there: its income stays the year's income. */
export const moves: Takes = ({ kind }) => kind !== 'year closing' && !CARRIED.includes(kind);
export const income = (...of: Role[]): Takes => (fact) => fact.accountClass === 'I' && of.includes(fact.role) && moves(fact);
export const cost = (...of: Role[]): Takes => (fact) => fact.accountClass === 'E' && of.includes(fact.role) && moves(fact);

/** Net assets that change without income or cost, by the kind of entry. */
const RELEASES: readonly Kind[] = ['restriction released', 'management fee'];
const REGISTERED: readonly Kind[] = ['founding contribution', 'contribution bounced', 'making good', 'fall in value', 'spin-off received', 'remaining property'];
/** Principal that was given back is none any more: from 310201 to 3102, which changes nothing in all. */
const CORRECTIONS: readonly Kind[] = ['grant reclaimed', 'subsidy returned', 'provider refund', 'kept in another currency'];
const TRANSFERS: readonly Kind[] = ['transfer, restricted', 'transfer, unrestricted'];
const direct = (kinds: readonly Kind[]): Takes => ({ accountClass, kind }) => accountClass === 'N' && kinds.includes(kind);

export const ACTIVITIES = (standard: Standard): Line[] => lined([
  head('income-head', '一、收入', '1. Income'),
  credits('gifts', 1, '其中：捐赠收入', 'Donation income', income('gift')),
  credits('dues', 2, '会费收入', 'Membership dues', never),
  credits('services', 3, '提供服务收入', 'Service income', income('service income')),
  credits('sales', 4, '商品销售收入', 'Sales', income('sales')),
  credits('subsidies', 5, '政府补助收入', 'Government subsidies', income('subsidy')),
  credits('investment-income', 6, '投资收益', 'Investment income', income('investment income')),
  ...(standard === 2004 ? [] : [credits('head-office', null, '总部拨款收入', 'Allocations from the head office', never)]),
  credits('other-income', 9, '其他收入', 'Other income', income('other income')),
  sum('income', 11, '收入合计', 'Total income', ['gifts', 'dues', 'services', 'sales', 'subsidies', 'investment-income', ...(standard === 2004 ? [] : ['head-office']), 'other-income']),
  head('cost-head', '二、费用', '2. Cost'),
  debits('programme', 12, '（一）业务活动成本', '(1) Programme cost', cost('programme')),
  ...(standard === 2004 ? [
    debits('management', 21, '（二）管理费用', '(2) Management cost', cost('management', 'value loss')),
    debits('fundraising', 24, '（三）筹资费用', '(3) Fundraising cost', cost('fundraising')),
    debits('other-cost', 28, '（四）其他费用', '(4) Other cost', cost('other cost')),
  ] : [
    debits('taxes', null, '（二）税金及附加', '(2) Taxes and surcharges', never),
    debits('management', null, '（三）管理费用', '(3) Management cost', cost('management')),
    debits('fundraising', null, '（四）筹资费用', '(4) Fundraising cost', cost('fundraising')),
    debits('value-loss', null, '（五）资产减值损失', '(5) Falls in value', cost('value loss')),
    debits('income-tax', null, '（六）所得税费用', '(6) Income tax', never),
    debits('other-cost', null, '（七）其他费用', '(7) Other cost', cost('other cost')),
  ]),
  sum('cost', 35, '费用合计', 'Total cost', standard === 2004 ? ['programme', 'management', 'fundraising', 'other-cost'] : ['programme', 'taxes', 'management', 'fundraising', 'value-loss', 'income-tax', 'other-cost']),
  credits('released', 40, '三、限定性净资产转为非限定性净资产', '3. Restricted net assets that became unrestricted', direct(RELEASES)),
  // what goes straight to net assets has no line in the form of 2004: without these two it would not meet the balance sheet
  credits('registered', null, '加：直接计入净资产的原始基金', 'Plus: original fund, straight to net assets', direct(REGISTERED)),
  credits('corrections', null, '加：以前年度净资产调整', 'Plus: corrections of earlier years', (fact) => direct(CORRECTIONS)(fact)),
  credits('transfers', null, '加：基金之间划转', 'Plus: transfers between funds', direct(TRANSFERS)),
  total('change', 45, '四、净资产变动额（若为净资产减少额，以“-”号填列）', '4. Change of net assets (a decrease with “−”)', ['income', 'released', 'registered', 'corrections', 'transfers'], ['cost']),
], standard);

const MONTH = { zh: '本月数', en: 'This month' } as const;
const YEAR = { zh: '本年累计数', en: 'The year to its end' } as const;
const parts = (over: Column['over'], prefix: 'month' | 'year'): Column[] => [
  { key: `${prefix}-unrestricted`, zh: '非限定性', en: 'Unrestricted', span: prefix, over, of: (fact) => !isRestricted(fact) },
  { key: `${prefix}-restricted`, zh: '限定性', en: 'Restricted', span: prefix, over, of: isRestricted },
  { key: prefix, zh: '合计', en: 'Total', span: prefix, over },
];
export const ACTIVITY_COLUMNS: readonly Column[] = [...parts(MONTH, 'month'), ...parts(YEAR, 'year')];

// ── 现金流量表 ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const flow = (key: Flow, no: number, zh: string, en: string): Line =>
  ({ ...(INFLOWS.includes(key) ? debits : credits)(key, no, zh, en, (fact) => flowOf(fact) === key) });

export const CASH_FLOW = (standard: Standard): Line[] => lined([
  head('operating-head', '一、业务活动产生的现金流量：', '1. Operating activities'),
  flow('gifts-in', 1, '接受捐赠收到的现金', 'Gifts received'),
  flow('dues-in', 2, '收取会费收到的现金', 'Membership dues received'),
  flow('service-in', 3, '提供服务收到的现金', 'Received for services'),
  flow('sales-in', 4, '销售商品收到的现金', 'Received for goods sold'),
  flow('subsidy-in', 5, '政府补助收到的现金', 'Government subsidies received'),
  flow('other-in', 8, '收到的其他与业务活动有关的现金', 'Other money received from operations'),
  sum('operating-in', 13, '现金流入小计', 'Inflows', ['gifts-in', 'dues-in', 'service-in', 'sales-in', 'subsidy-in', 'other-in']),
  flow('grants-out', 14, '提供捐赠或者资助支付的现金', 'Paid as gifts or grants'),
  flow('staff-out', 15, '支付给员工以及为员工支付的现金', 'Paid to and for staff'),
  flow('purchases-out', 16, '购买商品、接受服务支付的现金', 'Paid for goods and services'),
  flow('other-out', 19, '支付的其他与业务活动有关的现金', 'Other money paid for operations'),
  sum('operating-out', 23, '现金流出小计', 'Outflows', ['grants-out', 'staff-out', 'purchases-out', 'other-out']),
  sum('operating', 24, '业务活动产生的现金流量净额', 'Net cash from operating activities', ['operating-in'], ['operating-out']),
  head('investing-head', '二、投资活动产生的现金流量：', '2. Investing activities'),
  flow('investment-back', 25, '收回投资所收到的现金', 'Received from investments sold'),
  flow('investment-income', 26, '取得投资收益所收到的现金', 'Investment income received'),
  flow('assets-sold', 27, '处置固定资产和无形资产所收回的现金', 'Received for fixed and intangible assets sold'),
  flow('other-investing-in', 30, '收到的其他与投资活动有关的现金', 'Other money received from investing'),
  sum('investing-in', 34, '现金流入小计', 'Inflows', ['investment-back', 'investment-income', 'assets-sold', 'other-investing-in']),
  flow('assets-bought', 35, '购建固定资产和无形资产所支付的现金', 'Paid for fixed and intangible assets'),
  flow('investment-made', 36, '对外投资所支付的现金', 'Paid for investments'),
  flow('other-investing-out', 39, '支付的其他与投资活动有关的现金', 'Other money paid for investing'),
  sum('investing-out', 43, '现金流出小计', 'Outflows', ['assets-bought', 'investment-made', 'other-investing-out']),
  sum('investing', 44, '投资活动产生的现金流量净额', 'Net cash from investing activities', ['investing-in'], ['investing-out']),
  head('financing-head', '三、筹资活动产生的现金流量：', '3. Financing activities'),
  flow('borrowed', 45, '借款所收到的现金', 'Borrowed'),
  flow('other-financing-in', 48, '收到的其他与筹资活动有关的现金', 'Other money received from financing'),
  sum('financing-in', 50, '现金流入小计', 'Inflows', ['borrowed', 'other-financing-in']),
  flow('repaid', 51, '偿还借款所支付的现金', 'Loans repaid'),
  flow('interest-paid', 52, '偿付利息所支付的现金', 'Interest paid'),
  flow('other-financing-out', 55, '支付的其他与筹资活动有关的现金', 'Other money paid for financing'),
  sum('financing-out', 58, '现金流出小计', 'Outflows', ['repaid', 'interest-paid', 'other-financing-out']),
  sum('financing', 59, '筹资活动产生的现金流量净额', 'Net cash from financing activities', ['financing-in'], ['financing-out']),
  debits('exchange', 60, '四、汇率变动对现金的影响额', '4. Effect of exchange rates', never),
  total('increase', 61, '五、现金及现金等价物净增加额', '5. Net increase of cash and cash equivalents', ['operating', 'investing', 'financing', 'exchange']),
], standard);

export const CASH_COLUMNS: readonly Column[] = [
  { key: 'month', zh: '本月数', en: 'This month', span: 'month' },
  { key: 'year', zh: '本年累计数', en: 'The year to its end', span: 'year' },
];

// ── What stands in no line ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Facts that a statement ought to show and does not, or shows twice: a new account or kind that nobody has given its line. */
export function untaken(facts: readonly Fact[], standard: Standard): { statement: 'balance-sheet' | 'activities' | 'cash-flow'; fact: Fact }[] {
  const lost = (statement: 'balance-sheet' | 'activities' | 'cash-flow', lines: readonly Line[], ought: Takes) =>
    facts.filter((fact) => ought(fact) && lines.filter(({ takes }) => takes?.(fact)).length !== 1).map((fact) => ({ statement, fact }));
  return [
    ...lost('balance-sheet', [...ASSETS(standard), ...CLAIMS(standard)], ({ accountClass }) => accountClass !== 'C'),
    ...lost('activities', ACTIVITIES(standard), (fact) => isWorth(fact) && moves(fact)),
    ...lost('cash-flow', CASH_FLOW(standard), (fact) => isOurMoney(fact) && !CARRIED.includes(fact.kind) && flowOf(fact) !== 'within'),
  ];
}
