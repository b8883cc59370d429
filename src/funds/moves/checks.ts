import { check, type Check } from '../../ledger/checks';

/** What must hold between the acts of funds and the books. */
export const MOVE_CHECKS: readonly Check[] = [
  check('money-between-funds-rests-on-an-act-of-two', '基金之间的每一笔钱，都有一人提出、另一人批准的手续，金额和去向与手续相同。', 'Money between funds was proposed by one person and approved by another, of the sum and to the fund that it says.',
    `SELECT e.id AS entry, e.kind AS detail FROM journal_entry e WHERE e.kind IN ('management fee', 'transfer, restricted', 'transfer, unrestricted') AND NOT EXISTS (
       SELECT FROM voucher_decision d JOIN fund_move m ON m.proposal = d.proposal JOIN entry_fund g ON g.entry = e.id AND g.fund = m.fund AND g.money = -m.sum JOIN entry_fund t ON t.entry = e.id AND t.fund = m.to_fund AND t.money = m.sum
       WHERE d.entry = e.id AND d.decided_by <> d.proposed_by)`),
  check('a-fee-is-taken-once-and-as-agreed', '管理费不超过协议约定，同一段期间只提一次。', 'No fee is above what was agreed for its period, and no day is charged twice.',
    `SELECT m.entry, m.from_day || '–' || m.to_day || ': ' || m.sum AS detail FROM standing_move m WHERE m.act = 'fee' AND (
       NOT EXISTS (SELECT FROM fund_fee_term t WHERE t.fund = m.fund AND t.from_day <= m.to_day)
       OR EXISTS (SELECT FROM standing_move o WHERE o.act = 'fee' AND o.fund = m.fund AND o.proposal <> m.proposal AND daterange(o.from_day, o.to_day, '[]') && daterange(m.from_day, m.to_day, '[]')))`),
  check('every-spin-off-has-both-sides', '每一次分立，转出和转入都已入账，金额相同，两家基金会各记一边。', 'Every spin-off is booked on both sides, by two foundations, with the same sum.',
    `SELECT e.id AS entry, e.kind AS detail FROM journal_entry e WHERE e.kind IN ('spin-off', 'spin-off received') AND NOT EXISTS (
       SELECT FROM spin_off s JOIN journal_entry g ON g.id = s.entry AND g.kind = 'spin-off' JOIN journal_entry t ON t.id = s.received AND t.kind = 'spin-off received' AND t.foundation <> g.foundation
       WHERE e.id IN (s.entry, s.received) AND (SELECT sum(x.money) FROM entry_fund x WHERE x.entry IN (g.id, t.id)) = 0
         AND EXISTS (SELECT FROM journal_entry r WHERE r.reverses = g.id) = EXISTS (SELECT FROM journal_entry r WHERE r.reverses = t.id))`),
  check('a-purpose-changes-as-it-was-agreed-to', '基金的宗旨和使用范围，只随一人登记、另一人核对的变更而变，与核对过的文字相同。', 'What a fund is for has changed only as one person entered and another compared it, in those words.',
    `SELECT NULL::bigint AS entry, t.no AS detail FROM (
       SELECT v.no, v.purpose, v.use, v.purpose_change, lag(v.purpose) OVER w AS old_purpose, lag(v.use) OVER w AS old_use, lag(v.id) OVER w AS old FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id WINDOW w AS (PARTITION BY o.fund_of ORDER BY v.holds_from, v.id)) t
     LEFT JOIN purpose_change c ON c.id = t.purpose_change LEFT JOIN purpose_change_confirmation k ON k.change = c.id AND k.confirmed_by <> c.entered_by
     WHERE t.old IS NOT NULL AND CASE WHEN t.purpose_change IS NULL THEN (t.purpose, t.use) IS DISTINCT FROM (t.old_purpose, t.old_use) ELSE k.change IS NULL OR (t.purpose, t.use) IS DISTINCT FROM (c.purpose, c.use) END`),
  check('a-fund-is-closed-by-two', '终止的基金由一人公告、另一人关闭，没有留下承诺。', 'A closed fund was announced by one person and closed by another, and has promised nothing.',
    `SELECT NULL::bigint AS entry, f.code AS detail FROM fund_closing c JOIN fund f ON f.id = c.fund JOIN fund_balance b ON b.fund = c.fund LEFT JOIN fund_ending e ON e.id = c.ending
     WHERE e.announced_by = c.closed_by OR b.promised <> 0 OR EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id)`),
];
