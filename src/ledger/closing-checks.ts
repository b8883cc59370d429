import { check, type Check } from './checks';

/** Vouchers and closing: two people behind whatever a hand has written, and nothing more in a month that they have sealed. */
export const CLOSING_CHECKS: readonly Check[] = [
  check('a-voucher-by-hand-rests-on-two-people', '每一张手工凭证由一个人提出、另一个人批准，制单和审核就是这两个人。', 'Every voucher by hand was proposed by one person and approved by another, its maker and its checker.',
    `SELECT e.id AS entry, e.source AS detail FROM journal_entry e WHERE e.source LIKE 'voucher:%' AND NOT EXISTS (
       SELECT FROM voucher_decision d WHERE d.entry = e.id AND d.decision = 'approved' AND e.source = 'voucher:' || d.proposal AND d.decided_by <> d.proposed_by)
     UNION ALL SELECT d.entry, 'proposal ' || d.proposal FROM voucher_decision d LEFT JOIN voucher_maker m ON m.entry = d.entry LEFT JOIN voucher_check c ON c.entry = d.entry
     WHERE d.decision = 'approved' AND (m.maker, c.checker) IS DISTINCT FROM (d.proposed_by, d.decided_by)`),
  check('whoever-made-a-voucher-did-not-check-it', '没有人审核过自己制单的凭证。', 'Nobody has checked a voucher that they made.',
    `SELECT c.entry, 'checked by ' || c.checker || ', made by ' || coalesce(m.maker::text, 'the system') AS detail FROM voucher_check c LEFT JOIN voucher_maker m ON m.entry = c.entry
     WHERE c.checker = m.maker OR c.maker IS DISTINCT FROM m.maker`),
  check('a-sealed-month-is-signed-by-two-and-takes-nothing-more', '封账的月份由两个人签字，每张凭证都审核过，签字以后没有再记账。', 'A sealed month was signed by two people, each of its vouchers was checked, and nothing has come since.',
    `SELECT NULL::bigint AS entry, f.code || ' ' || to_char(p.month, 'YYYY-MM') || ': not signed' AS detail FROM accounting_period p JOIN foundation f ON f.id = p.foundation
     WHERE p.sealed_on IS NOT NULL AND NOT EXISTS (SELECT FROM month_seal s WHERE s.foundation = p.foundation AND s.month = p.month AND s.first_signer <> s.second_signer)
       -- what has no entry is sealed with the month after it, and the change of the chart seals the months before it
       AND entries_in_month(p.foundation, p.month) > 0 AND NOT (p.month < '2026-01-01' AND EXISTS (SELECT FROM journal_entry e WHERE e.foundation = p.foundation AND e.kind = 'chart migration'))
     UNION ALL SELECT NULL, f.code || ' ' || to_char(s.month, 'YYYY-MM') || ': ' || s.entries || ' signed, ' || entries_in_month(s.foundation, s.month) || ' now, ' || coalesce(c.checked, 0) || ' checked'
     FROM month_seal s JOIN foundation f ON f.id = s.foundation LEFT JOIN accounting_period p ON p.foundation = s.foundation AND p.month = s.month
       LEFT JOIN (SELECT foundation, month, count(*) AS checked FROM voucher_check GROUP BY 1, 2) c ON c.foundation = s.foundation AND c.month = s.month
     WHERE p.sealed_on IS NULL OR s.entries <> entries_in_month(s.foundation, s.month) OR s.entries <> coalesce(c.checked, 0)`),
  check('who-checked-in-bulk-made-nothing-by-hand', '一并审核系统凭证的人，没有手工制作那个月的凭证。', 'Whoever checked a month in bulk has made no voucher of it by hand.',
    `SELECT m.entry, 'made by ' || m.maker AS detail FROM month_bulk_check b JOIN voucher_maker m ON m.foundation = b.foundation AND m.maker = b.checker JOIN journal_entry e ON e.id = m.entry AND date_trunc('month', e.day) = b.month
     WHERE NOT EXISTS (SELECT 1 FROM closing_entry c WHERE c.entry = m.entry)`),
  check('no-cost-is-paid-above-itself', '每一笔确认的费用，付的不超过应付的。', 'No accepted cost has been paid above what was owed by it.',
    `SELECT c.entry, 'owed ' || owed_by_cost(c.entry) AS detail FROM (SELECT DISTINCT pays AS entry FROM voucher_proposal WHERE pays IS NOT NULL) c WHERE owed_by_cost(c.entry) < 0`),
  check('no-month-is-open-behind-a-sealed-one', '封账的月份之前，没有还能记账的月份。', 'No month lies open before a sealed one.',
    `SELECT NULL::bigint AS entry, f.code || ' ' || to_char(p.month, 'YYYY-MM') AS detail FROM accounting_period p JOIN foundation f ON f.id = p.foundation
     WHERE p.sealed_on IS NULL AND EXISTS (SELECT 1 FROM accounting_period l WHERE l.foundation = p.foundation AND l.month > p.month AND l.sealed_on IS NOT NULL)`),
  check('an-asset-wears-as-the-register-says', '登记的固定资产，计提的折旧不超过原值减残值。', 'What an asset in the register has worn is never more than its cost less its residue.',
    `SELECT a.entry, a.name || ': ' || worn_so_far(a.id) AS detail FROM fixed_asset a WHERE worn_so_far(a.id) > a.cost - a.residue`),
];
