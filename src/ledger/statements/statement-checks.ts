import type { Asks, Check, Offence } from '../checks';
import { MOST_OFFENCES } from '../checks';
import type { Day, Month } from '../../rules/day';
import { monthOf, yearOf } from '../../rules/day';
import { grouped, type Fen } from '../../rules/money';
import type { Standard } from '../chart';
import { type AgreementName, pairsOf } from './agreements';
import { type Fact, factsOf, type Group } from './facts';
import { untaken } from './lines';
import { standardOf } from './statements.queries';

/** A month of a foundation's numbered books, as its statements see it. */
interface MonthOfBooks {
  readonly foundation: string;
  readonly month: Month;
  readonly standard: Standard;
  readonly facts: readonly Fact[];
}

type MonthRow = Omit<Group, 'debit' | 'credit' | 'fund'> & { readonly month: Day; readonly debit: Fen; readonly credit: Fen };

/** Every month in which something was booked, from the first; each built on the one before it, so that a long past is read once. */
async function* monthsOfBooks(db: Asks): AsyncGenerator<MonthOfBooks> {
  const foundations = await db.query<{ id: number; code: string }[]>('SELECT id, code FROM foundation ORDER BY id');
  for (const { id, code } of foundations) {
    const rows = await db.query<MonthRow[]>(
      `SELECT m.month, f.class, m.standard, m.account, m.kind, m.against, sum(m.debit)::bigint AS debit, sum(m.credit)::bigint AS credit
       FROM account_month m JOIN fund f ON f.id = m.fund WHERE m.foundation = $1 GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1`, [id]);
    const groups = new Map<string, Group>();
    let last: Day | null = null;
    for (const day of new Set(rows.map((row) => row.month))) {
      const newYear = last !== null && yearOf(last) !== yearOf(day);
      for (const [key, group] of groups) groups.set(key, { ...group, debit: movedOn(group.debit, newYear), credit: movedOn(group.credit, newYear) });
      for (const row of rows.filter((one) => one.month === day)) {
        const key = [row.class, row.standard, row.account, row.kind, row.against].join('/');
        const { debit: debits, credit: credits } = groups.get(key) ?? { debit: EMPTY, credit: EMPTY };
        groups.set(key, { ...row, fund: 0, debit: [debits[0], debits[1], row.debit], credit: [credits[0], credits[1], row.credit] });
      }
      last = day;
      const standard = standardOf(monthOf(day));
      yield { foundation: code, month: monthOf(day), standard, facts: factsOf([...groups.values()], standard) };
    }
  }
}
const EMPTY: Group['debit'] = [0n, 0n, 0n];
const movedOn = ([before, earlier, month]: Group['debit'], newYear: boolean): Group['debit'] => (newYear ? [before + earlier + month, 0n, 0n] : [before, earlier + month, 0n]);

async function offences(db: Asks, find: (month: MonthOfBooks) => readonly string[]): Promise<Offence[]> {
  const found: Offence[] = [];
  for await (const month of monthsOfBooks(db)) {
    found.push(...find(month).map((detail) => ({ entry: null, detail: `${month.foundation} ${month.month}: ${detail}` })));
    if (found.length >= MOST_OFFENCES) return found.slice(0, MOST_OFFENCES);
  }
  return found;
}

/** Two statements of every month tell one figure. */
const agree = (name: string, which: Exclude<AgreementName, 'funds-foundation'>, zh: string, en: string): Check => ({
  name, sentence: { zh, en },
  run: (db) => offences(db, ({ facts, standard }) => {
    return pairsOf(which, facts, standard).filter(([a, b]) => a !== b).map(([a, b]) => `${grouped(a)} / ${grouped(b)}`);
  }),
});

const asked = (name: string, zh: string, en: string, sql: string): Check =>
  ({ name, sentence: { zh, en }, run: (db) => db.query<Offence[]>(`SELECT NULL::text AS entry, o.detail::text AS detail FROM (${sql}) o LIMIT ${MOST_OFFENCES}`) });

const KEYS = 'foundation, month, fund, standard, account, kind, against';

/** The statements: that the roll-ups are the books, and that all statements tell one story. */
export const STATEMENT_CHECKS: readonly Check[] = [
  asked('account-months-equal-their-lines', '报表所用的按月汇总，等于那些月份的分录。', 'The monthly sums behind the statements equal the lines of those months.',
    `SELECT f.code || ' ' || account || ' ' || to_char(month, 'YYYY-MM') || ' ' || kind || ': ' || coalesce(m.debit, 0) || '/' || coalesce(a.debit, 0) || ' ' || coalesce(m.credit, 0) || '/' || coalesce(a.credit, 0) AS detail
     FROM account_month m FULL JOIN account_month_anew a USING (${KEYS}) JOIN fund f ON f.id = fund WHERE (m.debit, m.credit) IS DISTINCT FROM (a.debit, a.credit)`),
  asked('fund-flows-equal-their-entries', '各基金收支表里每一类的收入和支出，等于那些账目。', 'What the statements of the funds say was received and paid, kind by kind, equals the entries.',
    `SELECT f.code || ' ' || to_char(month, 'YYYY-MM') || ' ' || kind || ': ' || coalesce(m.received, 0) || '/' || coalesce(a.received, 0) || ' ' || coalesce(m.paid, 0) || '/' || coalesce(a.paid, 0) AS detail
     FROM fund_flow m FULL JOIN fund_flow_anew a USING (foundation, fund, month, kind, reverses, other) JOIN fund f ON f.id = fund
     WHERE (m.received, m.paid, m.received_count, m.paid_count) IS DISTINCT FROM (a.received, a.paid, a.received_count, a.paid_count)`),
  {
    name: 'every-line-stands-in-the-statements',
    sentence: { zh: '每一条分录在资产负债表、业务活动表和现金流量表里，该有的位置都有，而且只有一个。', en: 'Every line of the books stands in the balance sheet, the activities and the cash flow where it ought to, and once.' },
    run: (db) => offences(db, ({ facts, standard }) => untaken(facts, standard).map(({ statement, fact }) => `${statement}: ${fact.code} ${fact.kind} ${fact.against}`)),
  },
  agree('assets-equal-liabilities-and-net-assets', 'assets-claims', '每个月的资产总计，等于负债和净资产总计。', 'Total assets equal total liabilities and net assets in every month.'),
  agree('net-assets-change-as-the-activities-say', 'worth-activities', '每个月业务活动表的净资产变动额，等于资产负债表上净资产的变动，限定性和非限定性分别相等。', 'The change of net assets in the activities equals that between the balance sheets, restricted and unrestricted each.'),
  agree('money-changes-as-the-cash-flow-says', 'money-cash-flow', '每个月现金流量表的净增加额，等于资产负债表上货币资金的变动。', 'The net increase in the cash-flow statement equals the change of money on the balance sheet.'),
  agree('the-trial-balance-balances', 'trial-balance', '每个月的试算平衡表借贷相等，并与资产负债表相符。', 'The trial balance of every month balances and equals the balance sheet.'),
  asked('the-funds-add-up-to-the-foundation', '各基金每个月的收支，等于报表里它们的货币资金变动，合计等于基金会。', 'What each fund received and paid in a month equals the change of its money in the statements, and all of them make up the foundation.',
    `WITH moved AS (SELECT m.foundation, m.fund, m.month, sum(m.debit - m.credit) AS money FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE a.class = 'M' GROUP BY 1, 2, 3),
       both_sides AS (SELECT foundation, fund, month, money FROM moved UNION ALL SELECT foundation, 0, month, sum(money) FROM moved GROUP BY foundation, month)
     SELECT h.code || ' ' || coalesce(f.code, '') || ' ' || to_char(month, 'YYYY-MM') || ': ' || coalesce(b.money, 0) || ' / ' || coalesce(x.received - x.paid, 0) AS detail
     FROM both_sides b FULL JOIN fund_month x USING (foundation, fund, month) JOIN foundation h ON h.id = foundation LEFT JOIN fund f ON f.id = fund
     WHERE coalesce(b.money, 0) <> coalesce(x.received - x.paid, 0)`),
  asked('the-funds-sums-equal-the-statements', '每只基金现在的钱、应付和净资产，等于报表里的期末数。', 'The money, debts and worth that each fund has now equal the closing figures of the statements.',
    `SELECT f.code || ': ' || b.money || '/' || coalesce(t.money, 0) || ' ' || b.owed || '/' || coalesce(t.owed, 0) || ' ' || b.worth || '/' || coalesce(t.worth, 0) AS detail
     FROM fund_sealed b JOIN fund f ON f.id = b.fund LEFT JOIN (
       SELECT m.fund, coalesce(sum(m.debit - m.credit) FILTER (WHERE a.class = 'M'), 0) AS money, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class = 'L'), 0) AS owed, coalesce(sum(m.credit - m.debit) FILTER (WHERE a.class IN ('N', 'I', 'E')), 0) AS worth
       FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account GROUP BY m.fund) t ON t.fund = b.fund
     WHERE (b.money, b.owed, b.worth) IS DISTINCT FROM (coalesce(t.money, 0)::bigint, coalesce(t.owed, 0)::bigint, coalesce(t.worth, 0)::bigint)`),
];
