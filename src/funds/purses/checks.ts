import type { Check } from '../../ledger/checks';

/** What must hold between the purses and the books. */
export const PURSE_CHECKS: readonly Check[] = [
  {
    name: 'a-purse-holds-what-its-households-pooled',
    sentence: { zh: '每个楼组自治金的余额，等于住户交款加配捐减表决支出，一分不差。', en: 'Each purse holds what its households paid in and what was matched, less what was spent on their vote.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ': ' || b.money || ' / ' || x.sum AS detail FROM purse p JOIN fund f ON f.id = p.fund JOIN fund_balance b ON b.fund = p.fund CROSS JOIN LATERAL (
         SELECT coalesce((SELECT sum(c.sum) FROM standing_contribution c WHERE c.purse = p.fund), 0)
           + coalesce((SELECT sum(a.sum) FROM purse_match_payment y JOIN purse_match_asking a ON a.id = y.asking JOIN purse_match m ON m.id = y.match WHERE m.purse = p.fund AND NOT EXISTS (SELECT FROM purse_match_return r WHERE r.asking = y.asking)), 0)
           - coalesce((SELECT sum(s.sum) FROM purse_spending s JOIN purse_spending_booking k ON k.spending = s.id WHERE s.purse = p.fund AND NOT EXISTS (SELECT FROM purse_spending_reversal r WHERE r.spending = s.id)), 0)
           + coalesce((SELECT sum(t.debit) FROM posting t JOIN journal_entry e ON e.id = t.entry AND e.kind = 'opening balance' JOIN account a ON a.standard = t.standard AND a.code = t.account AND a.class = 'M' WHERE t.fund = p.fund), 0) AS sum) x
       WHERE p.class = 'agency' AND b.money <> x.sum`),
  },
  {
    name: 'a-match-never-exceeds-its-pool',
    sentence: { zh: '配捐的承诺和支付合计从不超过办法的总额，每笔承诺都在出钱的基金里留着。', en: 'What is matched never exceeds the total of its rule, and each promise is kept in its pool.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, r.name || ': ' || match_held(r.id, NULL) || ' / ' || r.budget AS detail FROM match_rule r WHERE match_held(r.id, NULL) > r.budget
       UNION ALL SELECT '#' || m.promise, r.name FROM purse_match m JOIN match_rule r ON r.id = m.rule LEFT JOIN posting p ON p.entry = m.promise AND p.promise = m.promise AND p.fund = r.pool AND p.debit = m.reserved WHERE m.promise IS NOT NULL AND p.entry IS NULL
       UNION ALL SELECT '#' || m.promise, r.name FROM purse_match m JOIN match_rule r ON r.id = m.rule
         WHERE m.promise IS NOT NULL AND m.reserved <> purse_match_open(m.id) + coalesce((SELECT sum(x.sum) FROM purse_match_release x WHERE x.match = m.id), 0)
           + coalesce((SELECT sum(a.sum) FROM purse_match_payment y JOIN purse_match_asking a ON a.id = y.asking WHERE y.match = m.id AND NOT EXISTS (SELECT FROM purse_match_return b WHERE b.asking = y.asking)), 0)`),
  },
  {
    name: 'every-purse-entry-rests-on-its-households',
    sentence: { zh: '楼组自治金的每笔账，都有交款名册、住户表决或配捐办法可查，由两人经手。', en: 'Every entry of a purse rests on a sheet, a vote or a rule of matching, and on two people.' },
    run: (db) => db.query(
      `SELECT coalesce(s.voucher, '#' || e.id) AS entry, e.kind AS detail FROM journal_entry e JOIN entry_fund x ON x.entry = e.id JOIN purse p ON p.fund = x.fund AND p.class = 'agency' LEFT JOIN sealed_entry s ON s.entry = e.id
       WHERE e.kind NOT IN ('opening balance', 'chart migration') AND NOT EXISTS (SELECT FROM purse_sheet_booking WHERE entry = e.id) AND NOT EXISTS (SELECT FROM purse_spending_booking WHERE e.id IN (entry, street_entry)) AND NOT EXISTS (SELECT FROM purse_match_payment WHERE entry = e.id)
         AND NOT EXISTS (SELECT FROM purse_sheet_reversal WHERE entry = e.id) AND NOT EXISTS (SELECT FROM purse_spending_reversal WHERE e.id IN (entry, street_entry)) AND NOT EXISTS (SELECT FROM purse_match_return WHERE entry = e.id)`),
  },
  {
    name: 'a-vote-is-never-overspent',
    sentence: { zh: '每项住户表决的支出都不超过表决的金额。', en: 'No vote of the households is spent beyond its sum.' },
    run: (db) => db.query(`SELECT NULL AS entry, f.code || ': ' || v.what || ' ' || vote_spent(v.id) || ' / ' || v.sum AS detail FROM purse_vote v JOIN fund f ON f.id = v.purse WHERE vote_spent(v.id) > v.sum`),
  },
  {
    name: 'what-goes-back-is-everybodys-own',
    sentence: { zh: '楼组结余退还，等于退给各户和配捐基金的合计；谁也没有多拿回。', en: 'What is left of a purse goes back whole to households and to the funds that matched, and to nobody more than it put in.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ': ' || s.sum AS detail FROM purse_spending s JOIN purse_spending_booking b ON b.spending = s.id JOIN purse_vote v ON v.id = s.vote AND v.payee IS NULL JOIN fund f ON f.id = s.purse
       WHERE s.sum <> coalesce((SELECT sum(l.sum) FROM purse_return_line l WHERE l.spending = s.id), 0) + coalesce((SELECT sum(l.sum) FROM purse_return_match l WHERE l.spending = s.id), 0)
         OR coalesce((SELECT sum(l.sum) FROM purse_return_match l WHERE l.spending = s.id), 0) <> coalesce((SELECT p.debit FROM role_posting p WHERE p.entry = b.street_entry AND p.role = 'agency liability'), 0)
       UNION ALL SELECT NULL, f.code || ': ' || a.sum FROM purse_match_asking a JOIN purse_match m ON m.id = a.match JOIN fund f ON f.id = m.purse WHERE a.sum < (SELECT coalesce(sum(r.sum), 0) FROM standing_return r WHERE r.asking = a.id)`),
  },
  {
    name: 'a-purse-of-gifts-is-spent-as-voted',
    sentence: { zh: '性质是捐赠的楼组自治金，支出和承诺也不超过住户表决的金额。', en: 'A building’s purse whose money was given is spent and promised within what its households have voted, too.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, f.code || ': ' || gift_purse_used(f.id) || ' / ' || purse_voted(f.id, 'infinity') AS detail FROM purse u JOIN fund f ON f.id = u.fund WHERE u.class = 'restricted' AND gift_purse_used(f.id) > purse_voted(f.id, 'infinity')`),
  },
];
