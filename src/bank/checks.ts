import type { Check } from '../ledger/checks';

/** Rows that a roll-up has and its view anew has not, or the other way about. */
const apart = (table: string, columns: string): string =>
  `((SELECT ${columns} FROM ${table} EXCEPT SELECT ${columns} FROM ${table}_anew) UNION ALL (SELECT ${columns} FROM ${table}_anew EXCEPT SELECT ${columns} FROM ${table}))`;

/** What must hold between statements, matches and the books. */
export const BANK_CHECKS: readonly Check[] = [
  {
    name: 'statements-of-a-place-join-on',
    sentence: { zh: '每份对账单的期末余额，都等于第一份的期初余额加上到那时为止的全部明细。', en: 'The closing balance of every statement is the opening of the first and all lines until then.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, p.code || ' ' || s.to_day || ': ' || (s.closing - told.sum) AS detail
       FROM bank_statement s JOIN place p ON p.id = s.place
       CROSS JOIN LATERAL (SELECT f.opening FROM bank_statement f WHERE f.place = s.place ORDER BY f.from_day, f.id LIMIT 1) first
       CROSS JOIN LATERAL (SELECT first.opening + coalesce(sum(l.sum), 0) AS sum FROM bank_line l WHERE l.place = s.place
         AND (l.day < s.to_day OR l.day = s.to_day AND l.statement <= s.id)) told
       -- where every statement tells its balances: else what lies between is not known
       WHERE s.closing <> told.sum AND NOT EXISTS (SELECT FROM bank_statement x WHERE x.place = s.place AND (x.opening IS NULL OR x.closing IS NULL))
         AND NOT EXISTS (SELECT FROM bank_statement x WHERE x.place = s.place AND x.id <> s.id AND x.from_day <= s.to_day AND x.to_day >= s.to_day)
       ORDER BY s.id LIMIT 20`),
  },
  {
    name: 'a-place-equals-its-statement',
    sentence: { zh: '每个账户：账面余额减去未见银行的账、加上未对上的明细，等于对账单余额。', en: 'Of every account: the books, less what the bank has not shown, with the lines not matched, are what the statements say.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, p.code || ': ' || (lines.matched - books.matched) AS detail FROM place p
       CROSS JOIN LATERAL (SELECT coalesce(sum(l.sum) FILTER (WHERE EXISTS (SELECT FROM matched_line m WHERE m.line = l.id)), 0) AS matched FROM bank_line l WHERE l.place = p.id) lines
       CROSS JOIN LATERAL (SELECT coalesce(sum(q.debit), 0) AS matched FROM matched_posting m JOIN posting q ON q.entry = m.entry AND q.line = m.posting WHERE q.place = p.id) books
       WHERE lines.matched <> books.matched ORDER BY p.id LIMIT 20`),
  },
  {
    name: 'a-match-joins-equal-sums',
    sentence: { zh: '每一组对上的，银行明细和账的合计相等，都在同一个账户。', en: 'The two halves of every match add up to the same, at the same place.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, '#' || m.id || ': ' || coalesce(l.sum, 0) || ' / ' || coalesce(p.sum, 0) AS detail FROM bank_match m
       LEFT JOIN LATERAL (SELECT sum(l.sum) AS sum, bool_and(l.place = m.place) AS here FROM bank_match_line x JOIN bank_line l ON l.id = x.line WHERE x.match = m.id) l ON true
       LEFT JOIN LATERAL (SELECT sum(p.debit) AS sum, bool_and(p.place IS NOT DISTINCT FROM m.place) AS here FROM bank_match_posting x JOIN posting p ON p.entry = x.entry AND p.line = x.posting WHERE x.match = m.id) p ON true
       WHERE coalesce(l.sum, 0) <> coalesce(p.sum, 0) OR NOT coalesce(l.here, true) OR NOT coalesce(p.here, true) ORDER BY m.id LIMIT 20`),
  },
  {
    name: 'nothing-is-matched-twice',
    sentence: { zh: '一笔银行明细、一条分录，最多属于一组。', en: 'A line of the bank, and a posting, belong to one match at most.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, 'line ' || m.line AS detail FROM matched_line m GROUP BY m.line HAVING count(*) > 1
       UNION ALL SELECT coalesce((SELECT s.voucher FROM sealed_entry s WHERE s.entry = m.entry), '#' || m.entry), 'posting ' || m.posting FROM matched_posting m GROUP BY m.entry, m.posting HAVING count(*) > 1 LIMIT 20`),
  },
  {
    name: 'nobody-matches-what-they-recorded',
    sentence: { zh: '登记一笔账的人没有自己对账；由银行明细直接入账的费用、利息、划转和待查款除外。', en: 'Nobody has matched what they recorded, but for fees, interest, transfers and unidentified money booked out of their own line.' },
    run: (db) => db.query(
      `SELECT coalesce((SELECT s.voucher FROM sealed_entry s WHERE s.entry = p.entry), '#' || p.entry) AS entry, e.kind AS detail
       FROM matched_posting p JOIN bank_match m ON m.id = p.match JOIN voucher_maker v ON v.entry = p.entry AND v.maker = m.matched_by JOIN journal_entry e ON e.id = p.entry
       WHERE NOT (e.kind IN ('bank fee', 'interest', 'payment', 'between places', 'payout', 'unidentified receipt')
         AND EXISTS (SELECT FROM bank_match_line x WHERE x.match = m.id AND x.line = bank_line_of(e.source))) LIMIT 20`),
  },
  {
    name: 'a-bank-fee-is-what-its-line-took',
    sentence: { zh: '每一笔银行手续费，都是一笔银行明细扣走的数，一笔明细只记一次。', en: 'Every fee of the bank is what a line of its statement took, once a line.' },
    run: (db) => db.query(
      `SELECT coalesce((SELECT s.voucher FROM sealed_entry s WHERE s.entry = e.id), '#' || e.id) AS entry, coalesce('line ' || l.id, 'no line') AS detail FROM journal_entry e
       LEFT JOIN bank_line l ON l.id = bank_line_of(e.source) AND l.foundation = e.foundation
       WHERE e.kind = 'bank fee' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)
         AND (NOT EXISTS (SELECT FROM posting p WHERE p.entry = e.id AND p.place = l.place AND p.debit = l.sum)
           OR EXISTS (SELECT FROM journal_entry o WHERE o.foundation = e.foundation AND o.id <> e.id AND o.kind = 'bank fee' AND bank_line_of(o.source) = l.id AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = o.id))) LIMIT 20`),
  },
  {
    name: 'what-is-reversed-is-not-matched-with-the-bank',
    sentence: { zh: '已冲销的账不再和银行明细对着；在封账之前对上、封账之后才冲销的除外。', en: 'What was reversed is no longer matched with a line of the bank, but where its month was sealed before it was reversed.' },
    run: (db) => db.query(
      `SELECT coalesce((SELECT s.voucher FROM sealed_entry s WHERE s.entry = p.entry), '#' || p.entry) AS entry, '#' || m.id AS detail
       FROM matched_posting p JOIN bank_match m ON m.id = p.match JOIN journal_entry r ON r.reverses = p.entry
       WHERE EXISTS (SELECT FROM bank_match_line x WHERE x.match = m.id) AND NOT EXISTS (SELECT FROM bank_match_posting x WHERE x.match = m.id AND x.entry = r.id)
         AND NOT EXISTS (SELECT FROM accounting_period a WHERE a.foundation = m.foundation AND a.month = m.month AND a.sealed_on IS NOT NULL) LIMIT 20`),
  },
  {
    name: 'what-is-open-is-known',
    sentence: { zh: '待对的明细和账，以及各账户每月的合计，都与重新加起来的一样。', en: 'What waits to be matched, and the sums of every account by month, are what lines, matches and books add up to anew.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, detail FROM (
         SELECT 'line ' || line AS detail FROM (SELECT line, place, statement, day, sum FROM line_to_match_anew EXCEPT SELECT line, place, statement, day, sum FROM line_to_match) x
         UNION ALL SELECT 'line ' || line FROM (SELECT line, place, statement, day, sum FROM line_to_match EXCEPT SELECT id, place, statement, day, sum FROM bank_line) x
         UNION ALL SELECT 'posting #' || entry FROM (SELECT entry, posting, place, day, debit FROM posting_to_match_anew EXCEPT SELECT entry, posting, place, day, debit FROM posting_to_match) x
         UNION ALL SELECT 'posting #' || entry FROM (SELECT entry, posting, place, day, debit FROM posting_to_match EXCEPT SELECT entry, posting, place, day, debit FROM place_posting) x
         UNION ALL SELECT p.code || ' ' || month FROM (${apart('bank_line_month', 'place, month, statement, sum, lines')} UNION ALL ${apart('place_month', 'place, month, NULL::bigint, debit, NULL::int')}) x JOIN place p ON p.id = x.place
         UNION ALL SELECT 'match ' || match FROM (${apart('match_span', 'match, place, first, last')}) x) told LIMIT 20`),
  },
];
