import type { Fen } from '../../rules/money';
import { account, type Account, type AccountClass, accountIn, type Role, type Standard, type Sub } from '../chart';
import type { FundClass, Kind } from '../kinds';

/** What a statement is made of: the lines of one account, kind and class of fund, added up over months (`account_month`). */
export interface Group {
  readonly fund: number;
  readonly class: FundClass;
  readonly standard: Standard;
  readonly account: string;
  /** Of a reversal, the kind of what it takes back. */
  readonly kind: Kind;
  /** Of money: the role on the other side where there is one alone, else ''. */
  readonly against: Role | '';
  /** Before the year, in the year before the month, in the month: debits and credits, both positive. */
  readonly debit: Spans;
  readonly credit: Spans;
}
type Spans = readonly [before: Fen, earlier: Fen, month: Fen];

/** A group as lines of statements ask about it. */
export interface Fact {
  readonly fund: number;
  readonly class: FundClass;
  readonly kind: Kind;
  readonly against: Role | '';
  readonly role: Role;
  readonly accountClass: AccountClass;
  readonly sub: Sub | null;
  /** The account in the standard of the statement: what stood in 5201 until 2025 is read in 5301. */
  readonly account: Account;
  /** In its own standard, where its rows are found. */
  readonly standard: Standard;
  readonly code: string;
  readonly debit: Spans;
  readonly credit: Spans;
}

/** The time a figure speaks of: the year's beginning, the month's beginning, the month, the year to its end, and its end. */
export const SPANS = ['year-opening', 'month-opening', 'month', 'year', 'end'] as const;
export type Span = (typeof SPANS)[number];

/** What only carries over what stood before: no movement of the month in which it is booked, but there from the beginning. */
export const CARRIED: readonly Kind[] = ['opening balance', 'chart migration'];

export const factsOf = (groups: readonly Group[], standard: Standard): Fact[] => groups.map((group) => {
  const { role, class: accountClass, sub } = account(group.standard, group.account);
  return {
    fund: group.fund, class: group.class, kind: group.kind, against: group.against, role, accountClass, sub,
    account: group.standard === standard ? account(standard, group.account) : accountNow(group, role, standard, sub), standard: group.standard, code: group.account,
    debit: carried(group, group.debit), credit: carried(group, group.credit),
  };
});

/** Where the new standard has no such account the old one is shown: nothing is left in it after the migration. */
function accountNow(group: Group, role: Role, standard: Standard, sub: Sub | null): Account {
  try {
    return accountIn(role, standard, sub);
  } catch {
    return account(group.standard, group.account);
  }
}

const carried = ({ kind }: Group, [before, earlier, month]: Spans): Spans => (CARRIED.includes(kind) ? [before + earlier + month, 0n, 0n] : [before, earlier, month]);

const within: Readonly<Record<Span, (spans: Spans) => Fen>> = {
  'year-opening': ([before]) => before,
  'month-opening': ([before, earlier]) => before + earlier,
  month: ([, , month]) => month,
  year: ([, earlier, month]) => earlier + month,
  end: ([before, earlier, month]) => before + earlier + month,
};

export const debitOf = (fact: Fact, span: Span): Fen => within[span](fact.debit);
export const creditOf = (fact: Fact, span: Span): Fen => within[span](fact.credit);
/** Debits less credits. */
export const balanceOf = (fact: Fact, span: Span): Fen => debitOf(fact, span) - creditOf(fact, span);
