import type { Check } from '../ledger/checks';

/** What must hold between the founding, the registration and the books. */
export const FOUNDING_CHECKS: readonly Check[] = [
  {
    name: 'every-confirmed-contribution-has-its-entry',
    sentence: { zh: '每一笔已确认的出资都有一笔金额、日期相同的原始基金账目。', en: 'Every confirmed contribution has one entry of the same sum and day in the original fund.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || c.entry) AS entry, f.reference AS detail FROM founding_confirmation c
       JOIN founding_contribution f ON f.id = c.contribution
       LEFT JOIN bank_line l ON l.id = c.line LEFT JOIN journal_entry e ON e.id = c.entry LEFT JOIN entry_fund x ON x.entry = c.entry AND x.class = 'original' LEFT JOIN sealed_entry s ON s.entry = c.entry
       WHERE e.kind IS DISTINCT FROM 'founding contribution' OR e.foundation <> f.foundation OR e.fact_day <> coalesce(l.day, f.value_day) OR (x.money, x.worth) IS DISTINCT FROM (f.sum, f.sum)`),
  },
  {
    name: 'every-founding-entry-rests-on-two-people',
    sentence: { zh: '原始基金的每一笔出资和退回，都有登记和凭据可查。', en: 'Every contribution and return in the original fund rests on a record.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id
       WHERE e.kind = 'founding contribution' AND NOT EXISTS (SELECT 1 FROM founding_confirmation c WHERE c.entry = e.id)
          OR e.kind = 'contribution bounced' AND NOT EXISTS (SELECT 1 FROM founding_bounce b WHERE b.entry = e.id)`),
  },
  {
    name: 'every-contribution-rests-on-its-bank-line',
    sentence: { zh: '每一笔已确认的出资都有一笔金额相同、已对上的银行明细。', en: 'Every confirmed contribution rests on a matched line of the bank of the same sum.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || c.entry) AS entry, f.reference AS detail FROM founding_confirmation c JOIN founding_contribution f ON f.id = c.contribution LEFT JOIN sealed_entry s ON s.entry = c.entry
       WHERE c.line IS NOT NULL AND NOT EXISTS (SELECT FROM bank_line l JOIN matched_line m ON m.line = l.id JOIN matched_posting p ON p.match = m.match AND p.entry = c.entry WHERE l.id = c.line AND l.sum = f.sum)`),
  },
  {
    name: 'the-floor-is-the-registered-sum',
    sentence: { zh: '原始基金的底线就是登记的数额，登记前没有底线。', en: 'The floor of the original fund is the registered sum; before registration there is none.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, h.code || ': ' || b.floor || ' / ' || coalesce(r.registered_sum, 0) AS detail FROM fund_balance b
       JOIN foundation h ON h.id = b.foundation LEFT JOIN registration r ON r.foundation = b.foundation
       WHERE b.class = 'original' AND b.floor <> coalesce(r.registered_sum, 0)`),
  },
  {
    name: 'every-opening-balance-is-signed-by-two',
    sentence: { zh: '期初余额由一人编制、另一人签字，账上与签字的完全相同。', en: 'An opening balance is prepared by one person, signed by another, and in the books as it was signed.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id LEFT JOIN opening_signature o ON o.entry = e.id LEFT JOIN opening_preparation p ON p.id = o.preparation
       WHERE e.kind = 'opening balance' AND (p.id IS NULL OR p.foundation <> e.foundation OR p.day <> e.day
         OR EXISTS (SELECT fund, account, place, sum(debit) FROM opening_line WHERE preparation = p.id GROUP BY 1, 2, 3 EXCEPT SELECT fund, account, place, sum(debit) FROM posting WHERE entry = e.id GROUP BY 1, 2, 3)
         OR EXISTS (SELECT fund, account, place, sum(debit) FROM posting WHERE entry = e.id GROUP BY 1, 2, 3 EXCEPT SELECT fund, account, place, sum(debit) FROM opening_line WHERE preparation = p.id GROUP BY 1, 2, 3))`),
  },
];
