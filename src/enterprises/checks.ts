import { check, type Check, MOST_OFFENCES, type Offence } from '../ledger/checks';
import { grouped } from '../rules/money';
import { assess, differences } from '../rules/profit-share';
import { linesOf, reportsOf, termsOf } from './assessment';

/** Social enterprises: that what is due is what their agreements and confirmed reports give, and that the books say the same. */
export const ENTERPRISE_CHECKS: readonly Check[] = [
  {
    name: 'shares-are-what-their-agreement-says',
    sentence: { zh: '企业每一期、每个基金的应交，等于按已核对的协议和已确认的申报算出来的数，分毫不差。', en: 'What an enterprise owes to each fund of each period is what its agreement and its confirmed reports give, to the fen.' },
    run: async (db) => {
      const offences: Offence[] = [];
      for (const { id, no } of await db.query<{ id: number; no: string }[]>('SELECT id, no FROM profit_agreement WHERE EXISTS (SELECT FROM profit_report r WHERE r.agreement = profit_agreement.id) ORDER BY id')) {
        const wrong = differences(await linesOf(db, id), assess(await termsOf(db, id), await reportsOf(db, id)));
        offences.push(...wrong.map(({ from, fund, sum }): Offence => ({ entry: null, detail: `${no} ${from} fund ${fund}: ${grouped(sum)}` })));
      }
      return offences.slice(0, MOST_OFFENCES);
    },
  },
  check('claims-on-enterprises-stand-in-the-books', '分红、场地费等应收，账上的数等于应交减去豁免。', 'Of dividends and fees the books claim what is due less what is waived.',
    `WITH booked AS (
       SELECT split_part(e.source, ':', 2)::int AS agreement, split_part(e.source, ':', 3)::date AS period_from, p.fund, sum(p.debit) AS sum, max(e.id) AS entry FROM journal_entry e JOIN posting p ON p.entry = e.id JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'receivable'
       WHERE e.source ~ '^profit-share:[0-9]+:[0-9-]+:' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) GROUP BY 1, 2, 3),
     due AS (SELECT agreement, period_from, fund, due - waived AS sum FROM profit_standing WHERE kind <> 'gift')
     SELECT b.entry, 'agreement ' || agreement || ' ' || period_from || ' fund ' || fund || ': ' || coalesce(b.sum, 0) || ' / ' || coalesce(d.sum, 0) AS detail FROM booked b FULL JOIN due d USING (agreement, period_from, fund) WHERE coalesce(b.sum, 0) <> coalesce(d.sum, 0)`),
  check('shares-received-are-money-of-the-bank', '企业交来的每一笔分成都是银行到账，进入协议约定的基金。', 'Every share received is money of the bank, and goes to the funds of its agreement.',
    `SELECT r.entry, 'agreement ' || r.agreement || ' ' || r.period_from AS detail FROM profit_receipt r JOIN journal_entry e ON e.id = r.entry JOIN profit_agreement a ON a.id = r.agreement
     WHERE e.kind <> (CASE a.kind WHEN 'gift' THEN 'enterprise share' ELSE 'receivable received' END) OR bank_line_of(e.source) IS NULL
       OR EXISTS (SELECT FROM entry_fund x WHERE x.entry = r.entry AND (x.money <= 0 OR NOT EXISTS (SELECT FROM profit_agreement_signed s JOIN profit_agreement_fund f ON f.version = s.id WHERE s.agreement = r.agreement AND f.fund = x.fund)))`),
  check('withheld-names-stand-nowhere', '没有同意公开金额的企业，账本里没有一笔写着它的名字。', 'No entry names an enterprise that does not let its sums be known.',
    `SELECT entry, 'enterprise ' || enterprise AS detail FROM names_to_withhold((now() AT TIME ZONE 'Asia/Shanghai')::date - 1)`),
];
