import type { Day } from '../rules/day';

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
  readonly code2004: string;
  readonly code2026: string;
  readonly name: string;
  readonly english: string;
}

const row = (klass: AccountClass, code2004: string, code2026: string, name: string, english: string): RoleRow => ({ class: klass, code2004, code2026, name, english });

export const ROLES = {
  cash: row('M', '1001', '1001', '现金', 'Cash'),
  bank: row('M', '1002', '1002', '银行存款', 'Bank deposits'),
  clearing: row('M', '1009', '1009', '其他货币资金', 'Payment clearing'),
  between: row('M', 'Z01', 'Z01', '基金间往来', 'Between funds'),
  receivable: row('A', '1122', '1122', '其他应收款', 'Other receivables'),
  stock: row('A', '1201', '1201', '存货', 'Goods in stock'),
  payable: row('L', '2202', '2202', '应付账款', 'Payables'),
  'other payable': row('L', '2209', '2209', '其他应付款', 'Other payables'),
  unidentified: row('L', '220901', '220901', '其他应付款—待查款', 'Other payables: unidentified money'),
  'refund due': row('L', '220902', '220902', '其他应付款—应退款', 'Other payables: refunds to be paid again'),
  unrestricted: row('N', '3101', '3101', '非限定性净资产', 'Unrestricted net assets'),
  registered: row('N', '310101', '310101', '非限定性净资产—注册资金', 'Unrestricted net assets: registered fund'),
  restricted: row('N', '3102', '3102', '限定性净资产', 'Restricted net assets'),
  gift: row('I', '4101', '4101', '捐赠收入', 'Donation income'),
  'other income': row('I', '4901', '4901', '其他收入', 'Other income'),
  programme: row('E', '5101', '5101', '业务活动成本', 'Programme cost'),
  management: row('E', '5201', '5301', '管理费用', 'Management cost'),
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
    const plain = { standard, role, class: r.class, name: r.name, english: r.english };
    if (r.class !== 'I') return [{ ...plain, code, sub: null }];
    return [
      { ...plain, code: `${code}01`, sub: '01', name: `${r.name}—非限定性`, english: `${r.english}, unrestricted` },
      { ...plain, code: `${code}02`, sub: '02', name: `${r.name}—限定性`, english: `${r.english}, restricted` },
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
export function accountFor(role: Role, day: Day, sub: Sub | null = null): Account {
  const standard = standardOn(day);
  const found = BY_ROLE.get(`${standard}/${role}/${ROLES[role].class === 'I' ? (sub ?? '') : ''}`);
  if (!found) throw new RangeError(`No account for ${role} (${sub ?? 'no restriction'}) in the standard of ${standard}`);
  return found;
}
