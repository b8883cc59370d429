import type { Day } from '../rules/day';
import { Refused } from '../rules/refused';

/**
 * The accounts 会计科目 of the Chinese non-profit accounting system. A code means nothing without its standard:
 * 5201, 5301 and 1701 changed their meaning on 2026-01-01 (财会〔2024〕25号; regulations § 7.2, codes to be checked against its appendix).
 * Entries name a role; this page gives the code in force on the entry's day. The table `account` holds the same rows.
 */
export type Standard = 2004 | 2026;

/** M money, A other assets, T in trust, L owed, N net assets, I income, E expense, C memorandum outside the statements. */
export type AccountClass = 'M' | 'A' | 'T' | 'L' | 'N' | 'I' | 'E' | 'C';

/** Income is kept by restriction: 01 unrestricted 非限定性, 02 restricted 限定性. */
export type Sub = '01' | '02';

interface RoleRow {
  readonly class: AccountClass;
  /** Null where the standard has no such account. */
  readonly code2004: string | null;
  readonly code2026: string | null;
  readonly name: string;
  readonly english: string;
  /** Its name until 2025, where the new standard renamed it. */
  readonly former: string;
}

const row = (klass: AccountClass, code2004: string | null, code2026: string | null, name: string, english: string, former = name): RoleRow => ({ class: klass, code2004, code2026, name, english, former });

/** Books § 2. Codes of six digits beginning with one of four are sub-accounts of ours. */
export const ROLES = {
  cash: row('M', '1001', '1001', '现金', 'Cash'),
  bank: row('M', '1002', '1002', '银行存款', 'Bank deposits'),
  clearing: row('M', '1009', '1009', '其他货币资金', 'Payment clearing'),
  between: row('M', 'Z01', 'Z01', '基金间往来', 'Between funds'),

  'short investment': row('A', '1101', '1101', '短期投资', 'Short-term investments'),
  'short investment allowance': row('A', '1102', '1102', '短期投资跌价准备', 'Allowance on short-term investments'),
  receivable: row('A', '1122', '1122', '其他应收款', 'Other receivables'),
  disputed: row('A', '112201', '112201', '其他应收款—争议款', 'Other receivables: disputed money'),
  prepaid: row('A', '1141', '1141', '预付账款', 'Prepayments'),
  stock: row('A', '1201', '1201', '存货', 'Goods in stock'),
  'long equity investment': row('A', '1401', '1401', '长期股权投资', 'Long-term equity investments'),
  'long debt investment': row('A', '1402', '1402', '长期债权投资', 'Long-term debt investments'),
  'other long investment': row('A', null, '1403', '其他长期投资', 'Other long-term investments'),
  // 1421 is not in the list we have of the 2026 chart: kept until its appendix has been read [A]
  'long investment allowance': row('A', '1421', '1421', '长期投资减值准备', 'Allowance on long-term investments'),
  'fixed asset': row('A', '1501', '1501', '固定资产', 'Fixed assets'),
  depreciation: row('A', '1502', '1502', '累计折旧', 'Accumulated depreciation'),

  'agency goods': row('T', '1701', '1801', '受托代理资产', 'Goods held in trust'),
  'agency liability': row('T', '2601', '2601', '受托代理负债', 'Liability for what is held in trust'),

  payable: row('L', '2202', '2202', '应付账款', 'Payables'),
  'received ahead': row('L', '2203', '2203', '预收账款', 'Received in advance'),
  pay: row('L', '2204', '2204', '应付职工薪酬', 'Pay owed to staff', '应付工资'),
  tax: row('L', '2206', '2206', '应交税费', 'Tax owed', '应交税金'),
  'other payable': row('L', '2209', '2209', '其他应付款', 'Other payables'),
  unidentified: row('L', '220901', '220901', '其他应付款—待查款', 'Other payables: unidentified money'),
  'refund due': row('L', '220902', '220902', '其他应付款—应退款', 'Other payables: refunds to be paid again'),
  retained: row('L', '220903', '220903', '其他应付款—质保金', 'Other payables: retained until the work has stood'),
  bond: row('L', '220904', '220904', '其他应付款—履约保证金', 'Other payables: performance bonds'),
  'provider debt': row('L', '220905', '220905', '其他应付款—支付机构', 'Other payables: owed to the payment provider'),
  provision: row('L', '2401', '2503', '预计负债', 'Provisions'),

  unrestricted: row('N', '3101', '3101', '非限定性净资产', 'Unrestricted net assets'),
  registered: row('N', '310101', '310101', '非限定性净资产—注册资金', 'Unrestricted net assets: registered fund'),
  restricted: row('N', '3102', '3102', '限定性净资产', 'Restricted net assets'),
  // principal that came before these books; what is given since is found by its kind of entry [A]
  principal: row('N', '310201', '310201', '限定性净资产—留本本金', 'Restricted net assets: preserved principal'),
  'prior-year correction': row('N', null, '3201', '以前年度净资产调整', 'Correction of earlier years'),

  gift: row('I', '4101', '4101', '捐赠收入', 'Donation income'),
  'service income': row('I', '4301', '4301', '提供服务收入', 'Service income'),
  subsidy: row('I', '4401', '4401', '政府补助收入', 'Government subsidies'),
  sales: row('I', '4501', '4501', '商品销售收入', 'Sales'),
  'investment income': row('I', '4601', '4601', '投资收益', 'Investment income'),
  'other income': row('I', '4901', '4901', '其他收入', 'Other income'),

  programme: row('E', '5101', '5101', '业务活动成本', 'Programme cost'),
  management: row('E', '5201', '5301', '管理费用', 'Management cost'),
  // falls in value were management cost until 2025; a sub-account of its own lets a reversal in 2026 find its counterpart [A]
  'value loss': row('E', '520101', '5501', '资产减值损失', 'Fall in value', '管理费用—资产减值损失'),
  fundraising: row('E', '5301', '5401', '筹资费用', 'Fundraising cost'),
  'other cost': row('E', '5401', '5901', '其他费用', 'Other cost'),

  promised: row('C', 'Y01', 'Y01', '已承诺', 'Promised'),
  'promised, contra': row('C', 'Y02', 'Y02', '承诺备抵', 'Promised, contra'),
} as const satisfies Record<string, RoleRow>;

export type Role = keyof typeof ROLES;

export interface Account {
  readonly standard: Standard;
  readonly code: string;
  readonly role: Role;
  readonly class: AccountClass;
  readonly sub: Sub | null;
  readonly name: string;
  readonly english: string;
}

/** The standard in force on a day. */
export const standardOn = (day: Day): Standard => (day < '2026-01-01' ? 2004 : 2026);

/** Every account of both standards. */
export const CHART: readonly Account[] = ([2004, 2026] as const).flatMap((standard) =>
  (Object.keys(ROLES) as Role[]).flatMap((role): Account[] => {
    const r = ROLES[role];
    const code = standard === 2004 ? r.code2004 : r.code2026;
    if (code === null) return [];
    const name = standard === 2004 ? r.former : r.name;
    const plain = { standard, role, class: r.class, name, english: r.english };
    if (r.class !== 'I') return [{ ...plain, code, sub: null }];
    return [
      { ...plain, code: `${code}01`, sub: '01', name: `${name}—非限定性`, english: `${r.english}, unrestricted` },
      { ...plain, code: `${code}02`, sub: '02', name: `${name}—限定性`, english: `${r.english}, restricted` },
    ];
  }),
);

const BY_CODE = new Map(CHART.map((a) => [`${a.standard}/${a.code}`, a]));
const BY_ROLE = new Map(CHART.map((a) => [`${a.standard}/${a.role}/${a.sub ?? ''}`, a]));

/** @throws RangeError when the standard has no such account: a mistake of the program, not of a person */
export function account(standard: Standard, code: string): Account {
  const found = BY_CODE.get(`${standard}/${code}`);
  if (!found) throw new RangeError(`No account ${code} in the standard of ${standard}`);
  return found;
}

/** The account that plays a role on a day; income needs the restriction of its fund. */
export const accountFor = (role: Role, day: Day, sub: Sub | null = null): Account => accountIn(role, standardOn(day), sub);

/**
 * The account that plays a role in a standard.
 * @throws Refused when the standard has no such account, as donated service before 2026
 */
export function accountIn(role: Role, standard: Standard, sub: Sub | null = null): Account {
  const income = ROLES[role].class === 'I';
  if (income && sub === null) throw new RangeError(`Income needs a restriction: ${role}`);
  const found = BY_ROLE.get(`${standard}/${role}/${income ? sub : ''}`);
  if (!found) throw new Refused('an-account-belongs-to-the-standard-of-its-day', { account: ROLES[role].name, standard: String(standard) });
  return found;
}

/** The code that plays on a day the role which another code plays in its standard. */
export function inStandardOf(day: Day, standard: Standard, code: string): string {
  const { role, sub } = account(standard, code);
  return accountFor(role, day, sub).code;
}

/** Each code once, whatever the standard. */
export const codesOf = (accounts: readonly Account[]): string[] => [...new Set(accounts.map(({ code }) => code))];
