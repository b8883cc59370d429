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
    name: 'a-withdrawn-contribution-is-in-no-books',
    sentence: { zh: '撤回的出资没有入账，同一银行流水号没有登记两次。', en: 'No withdrawn contribution is in the books, and no bank reference stands twice.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.reference AS detail FROM founding_contribution f JOIN founding_contribution_withdrawal w ON w.contribution = f.id JOIN founding_confirmation c ON c.contribution = f.id
       UNION ALL SELECT NULL, f.reference FROM founding_contribution f WHERE NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = f.id) GROUP BY f.foundation, f.reference HAVING count(*) > 1`),
  },
  {
    name: 'what-is-rested-on-shows-its-paper',
    sentence: { zh: '已核对的决议都有签名原件；登记和机构状态所依据的文件，传过扫描件的都还有一份有效。', en: 'Every confirmed resolution has its signed paper; of what the registration or an act of life rests on, one scan stands where there was one.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, h.code || ': ' || r.number AS detail FROM resolution_confirmation c JOIN resolution r ON r.id = c.resolution JOIN foundation h ON h.id = r.foundation
       WHERE NOT EXISTS (SELECT FROM paper p WHERE p.resolution = r.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id))
       UNION ALL SELECT NULL, h.code || ': ' || f.name FROM founding_paper f JOIN life_act a ON a.paper = f.id JOIN life_act_confirmation c ON c.act = a.id JOIN foundation h ON h.id = f.foundation
       WHERE EXISTS (SELECT FROM paper p JOIN paper_withdrawal w ON w.paper = p.id WHERE p.founding = f.id AND w.at > c.confirmed_at) AND NOT EXISTS (SELECT FROM paper p WHERE p.founding = f.id AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id))`),
  },
  {
    name: 'the-floor-is-the-registered-sum',
    sentence: { zh: '原始基金的底线就是现在登记的数额；登记前和清算开始后没有底线。', en: 'The floor of the original fund is the sum registered now; before the registration and in liquidation there is none.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, h.code || ': ' || b.floor || ' / ' || due.floor AS detail FROM fund_balance b
       JOIN foundation h ON h.id = b.foundation CROSS JOIN LATERAL (
         SELECT CASE WHEN life_of(b.foundation) IN ('liquidating', 'ended') THEN 0 ELSE coalesce((SELECT sum FROM registered_now r WHERE r.foundation = b.foundation), 0) END AS floor) due
       WHERE b.class = 'original' AND b.floor <> due.floor`),
  },
  {
    name: 'every-act-of-life-was-confirmed-by-another',
    sentence: { zh: '暂停、恢复、变更、清算和注销，都由一人登记、另一人核对文件，前后衔接。', en: 'Suspension, resumption, change, liquidation and ending were each entered by one, compared with their paper by another, and follow each other.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, h.code || ': ' || c.kind || ' ' || c.act AS detail FROM life_act_confirmation c JOIN life_act a ON a.id = c.act JOIN foundation h ON h.id = c.foundation
         LEFT JOIN LATERAL (SELECT b.kind, x.day FROM life_act_confirmation b JOIN life_act x ON x.id = b.act WHERE b.foundation = c.foundation AND b.n < c.n AND b.kind <> 'change' ORDER BY b.n DESC LIMIT 1) before ON true
       WHERE c.confirmed_by = a.recorded_by OR (c.foundation, c.kind, c.recorded_by) IS DISTINCT FROM (a.foundation, a.kind, a.recorded_by) OR a.day < before.day
         OR EXISTS (SELECT FROM life_act_withdrawal w WHERE w.act = c.act) OR NOT EXISTS (SELECT FROM registration r WHERE r.foundation = c.foundation)
         OR NOT CASE coalesce(before.kind, 'resumption') WHEN 'resumption' THEN c.kind IN ('suspension', 'change', 'liquidation') WHEN 'suspension' THEN c.kind IN ('resumption', 'liquidation') WHEN 'liquidation' THEN c.kind = 'ending' ELSE false END`),
  },
  {
    name: 'what-remained-went-where-two-people-say',
    sentence: { zh: '移交的剩余财产，每一笔都有接收方和公告，金额与账目相同；没有别的去向，也没有给企业。', en: 'Whatever remained went to a named receiver, published, to the fen of its entry, nowhere else and to no business.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN remaining_property_confirmation c ON c.entry = e.id LEFT JOIN remaining_property r ON r.id = c.remaining
         LEFT JOIN entry_fund x ON x.entry = e.id AND x.fund = r.fund LEFT JOIN sealed_entry s ON s.entry = e.id
       WHERE e.kind = 'remaining property' AND (r.id IS NULL OR (x.money, x.worth) IS DISTINCT FROM (-r.sum, -r.sum) OR r.foundation <> e.foundation OR r.credit_code ~ '^9')`),
  },
  {
    name: 'an-ended-foundation-holds-nothing',
    sentence: { zh: '已经注销的基金会，每只基金都是零。', en: 'Every fund of a foundation that has ended is at zero.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, h.code || ': ' || f.code || ' ' || b.money || ' ' || b.owed || ' ' || b.worth AS detail FROM life_act_confirmation c JOIN foundation h ON h.id = c.foundation JOIN fund_balance b ON b.foundation = c.foundation JOIN fund f ON f.id = b.fund
       WHERE c.kind = 'ending' AND (b.money, b.owed, b.promised, b.worth) <> (0::bigint, 0::bigint, 0::bigint, 0::bigint)`),
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
