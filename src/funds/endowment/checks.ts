import type { Check } from '../../ledger/checks';

const ROLES = `('short investment', 'long equity investment', 'long debt investment', 'other long investment')`;

/** What must hold between endowments, units and the books. */
export const ENDOWMENT_CHECKS: readonly Check[] = [
  {
    name: 'principal-gifts-add-up-to-the-floor',
    sentence: { zh: '每个留本基金的底线，等于各笔留本捐赠的原始数额之和。', en: 'The floor of every endowment is the sum of what was given to be kept, at original value.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ': ' || b.floor || ' / ' || coalesce(sum(g.sum), 0) AS detail FROM fund_balance b JOIN fund f ON f.id = b.fund LEFT JOIN principal_gift g ON g.fund = b.fund
       WHERE b.class = 'preserved' GROUP BY f.code, b.floor HAVING b.floor <> coalesce(sum(g.sum), 0)`),
  },
  {
    name: 'no-endowment-uses-more-than-its-rule-unasked',
    sentence: { zh: '留本基金每年主动使用的钱，不超过当时按支出政策算出的可用额；超出的，都有理事会决议。', en: 'What is chosen to be used of an endowment in a year is no more than its spending rule allowed at that time; what goes beyond it rests on a resolution of the council.' },
    // what was used until then is added up anew from the postings; what was allowed stands as it was worked out then, as prices, rules and gifts come later
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || u.entry) AS entry, f.code || ' ' || u.year || ': ' || r.used || ' / ' || coalesce(a.allowed::text, '?') AS detail
       FROM use_of_preserved u JOIN fund f ON f.id = u.fund LEFT JOIN sealed_entry s ON s.entry = u.entry LEFT JOIN allowance_asked a ON a.entry = u.entry AND a.fund = u.fund
         JOIN (SELECT entry, fund, sum(spent) OVER (PARTITION BY fund, year ORDER BY entry) + sum(promised) OVER (PARTITION BY fund ORDER BY entry) AS used FROM endowment_use) r ON r.entry = u.entry AND r.fund = u.fund
       WHERE a.entry IS NULL OR r.used > a.allowed AND NOT beyond_its_rule(u.foundation, u.source, u.sum)`),
  },
  {
    name: 'every-investment-rests-on-its-order',
    sentence: { zh: '每一笔投资的买入和收回，都有两人办理的申请，金额相同。', en: 'Every investment bought or sold rests on an order of two people with the same sum.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id LEFT JOIN investment_booking b ON b.entry = e.id LEFT JOIN investment_order o ON o.id = b.investment_order
         LEFT JOIN entry_fund x ON x.entry = e.id AND x.fund = o.fund LEFT JOIN fund f ON f.id = o.fund
         LEFT JOIN LATERAL (SELECT sum(p.debit) AS moved FROM posting p WHERE p.entry = e.id AND p.fund = o.fund AND p.place IS NOT NULL) bank ON true
       WHERE e.kind IN ('investment bought', 'investment sold') AND (o.id IS NULL OR o.foundation <> e.foundation OR x.entry IS NULL
         OR bank.moved IS DISTINCT FROM CASE e.kind WHEN 'investment bought' THEN -o.sum ELSE o.sum END)`),
  },
  {
    name: 'investments-in-the-books-are-held-in-units',
    sentence: { zh: '账上的投资成本，等于各基金份额的成本，加上期初余额里还没有转为份额的。', en: 'What the books have invested is the cost of the units held, and what came with the opening balance and is not in units yet.' },
    run: (db) => db.query(
      `WITH booked AS (
         SELECT p.fund, a.role, sum(p.debit) AS sum, coalesce(sum(p.debit) FILTER (WHERE e.kind = 'opening balance' OR o.kind = 'opening balance'), 0) AS opened FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ${ROLES}
         JOIN journal_entry e ON e.id = p.entry LEFT JOIN journal_entry o ON o.id = e.reverses GROUP BY p.fund, a.role),
       held AS (SELECT m.fund, p.role, sum(m.cost) AS cost, coalesce(sum(m.cost) FILTER (WHERE m.side = 'brought'), 0) AS brought FROM unit_movement m JOIN pool p ON p.id = m.pool GROUP BY m.fund, p.role)
       SELECT NULL AS entry, f.code || ' ' || coalesce(b.role, h.role) || ': ' || coalesce(b.sum, 0) || ' / ' || coalesce(h.cost, 0) AS detail
       FROM booked b FULL JOIN held h ON h.fund = b.fund AND h.role = b.role JOIN fund f ON f.id = coalesce(b.fund, h.fund)
       WHERE coalesce(b.sum, 0) <> coalesce(h.cost, 0) + coalesce(b.opened, 0) - coalesce(h.brought, 0)`),
  },
  {
    name: 'nobody-holds-less-than-no-units',
    sentence: { zh: '没有基金的份额是负数，没有份额就没有成本。', en: 'No fund holds less than no units, and none without units has a cost.' },
    run: (db) => db.query(`SELECT NULL AS entry, f.code || ': ' || h.units || ' / ' || h.cost AS detail FROM unit_holding h JOIN fund f ON f.id = h.fund WHERE h.units < 0 OR h.cost < 0 OR (h.units = 0) <> (h.cost = 0)`),
  },
  {
    name: 'every-fall-in-value-rests-on-two-people',
    sentence: { zh: '每一笔投资减值，都由一人按已确认的净值提出、另一人批准，金额相同。', en: 'Every fall in value was proposed by one person upon a confirmed price and approved by another, with the same sum.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.source AS detail FROM journal_entry e LEFT JOIN sealed_entry s ON s.entry = e.id LEFT JOIN investment_fall_decision d ON d.entry = e.id LEFT JOIN investment_fall f ON f.id = d.fall
         LEFT JOIN LATERAL (SELECT -sum(p.debit) AS aside FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role IN ('short investment allowance', 'long investment allowance') WHERE p.entry = e.id AND p.fund = f.fund) set ON true
       WHERE e.kind = 'fall in value' AND (d.decided_by IS NULL OR d.decided_by = f.proposed_by OR set.aside IS DISTINCT FROM f.sum OR NOT EXISTS (SELECT FROM valuation_confirmation c WHERE c.valuation = f.valuation))`),
  },
  {
    name: 'units-times-price-is-the-value',
    sentence: { zh: '每一条净值：份额乘单位净值，四舍五入到分，等于对账单上的总值；由两人登记、确认，附有单据。', en: 'Of every price, units times price is the value of its statement to the fen; two people stand behind it, and its paper.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, p.name || ' ' || v.day AS detail FROM valuation v JOIN pool p ON p.id = v.pool JOIN valuation_confirmation c ON c.valuation = v.id
       WHERE floor(v.units::numeric * v.price / 1000000000000 + 0.5) <> v.value OR c.confirmed_by = v.recorded_by OR NOT EXISTS (SELECT FROM paper x WHERE x.valuation = v.id)`),
  },
];
