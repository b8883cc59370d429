import type { Check } from '../../ledger/checks';

/** What must hold of residents' groups, whom money reaches and who are paid nothing. */
export const GROUP_CHECKS: readonly Check[] = [
  {
    name: 'a-residents-group-is-nobodys-payee',
    sentence: { zh: '居民自组织没有法人资格：没有一个是关系方、承接主体或收款人。', en: 'A residents’ group is no legal person: none is a party, a carrier or a payee.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, y.name AS detail FROM party y WHERE is_a_group(y.foundation, y.name)
       UNION ALL SELECT NULL, v.payee FROM purse_vote v WHERE v.payee IS NOT NULL AND is_a_group(v.foundation, v.payee)
         AND v.recorded_at > (SELECT min(q.recorded_at) FROM resident_group_particulars q WHERE q.foundation = v.foundation AND plain_name(v.payee) IN (plain_name(q.name), plain_name(q.english_name)))
       UNION ALL SELECT (SELECT s.voucher FROM sealed_entry s WHERE s.entry = d.entry), p.party FROM voucher_proposal p LEFT JOIN voucher_decision d ON d.proposal = p.id
         WHERE p.party IS NOT NULL AND p.kind IN ('promise', 'cost accepted', 'payment', 'advance', 'fixed asset bought', 'agency out') AND is_a_group(p.foundation, p.party)
         AND p.proposed_at > (SELECT min(q.recorded_at) FROM resident_group_particulars q WHERE q.foundation = p.foundation AND plain_name(p.party) IN (plain_name(q.name), plain_name(q.english_name)))`),
  },
  {
    name: 'what-was-paid-for-a-group-was-paid',
    sentence: { zh: '写明用于居民自组织的金额不超过这笔账实际付出的，退回的不超过付出的；付给承接主体的写它的名称，备用金不超过上限。', en: 'What was paid for a residents’ group is no more than its entry paid, and no more came back than went; carriers are paid by their names, and advances keep within their limit.' },
    run: (db) => db.query(
      `SELECT s.voucher AS entry, g.sum::text AS detail FROM paid_for_group g JOIN entry_fund x ON x.entry = g.entry JOIN resident_group_route r ON r.id = g.route LEFT JOIN sealed_entry s ON s.entry = g.entry
         WHERE g.sum = 0 OR (SELECT count(*) FROM entry_fund o WHERE o.entry = g.entry) <> 1 OR x.fund <> g.fund OR x.foundation <> g.foundation OR r.foundation <> g.foundation
           -- of goods worth goes, of all else money
           OR CASE g.way WHEN 'goods' THEN x.money <> 0 OR sign(g.sum) <> -sign(x.worth) OR abs(g.sum) > abs(x.worth) ELSE sign(g.sum) <> -sign(x.money) OR abs(g.sum) > abs(x.money) END
       UNION ALL SELECT s.voucher, w.party FROM paid_for_group g JOIN resident_group_route r ON r.id = g.route JOIN journal_entry e ON e.id = g.entry LEFT JOIN party y ON y.id = r.party LEFT JOIN entry_words w ON w.entry = g.entry LEFT JOIN sealed_entry s ON s.entry = g.entry
         WHERE e.reverses IS NULL AND CASE g.way WHEN 'carrier' THEN w.party IS DISTINCT FROM y.name WHEN 'advance' THEN w.party IS NOT NULL ELSE false END
       UNION ALL SELECT NULL, '#' || g.route || ' ' || sum(g.sum) FROM paid_for_group g GROUP BY g.route, g.fund HAVING sum(g.sum) < 0
       UNION ALL SELECT NULL, '#' || g.route || ' ' || sum(g.sum) FROM paid_for_group g JOIN resident_group_route r ON r.id = g.route WHERE r.kind = 'advance' GROUP BY g.route, r.advance_most HAVING sum(g.sum) > r.advance_most`),
  },
  {
    name: 'members-of-groups-said-yes-themselves',
    sentence: { zh: '自组织成员的每个同意都在邀请有效期内作出，未知年龄的都声明了成年。', en: 'Each member of a group said yes while they were asked to, and is of age by their year of birth or their own word.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, '#' || m.id AS detail FROM resident_group_consent c JOIN resident_group_member m ON m.id = c.member
       WHERE NOT EXISTS (SELECT FROM resident_group_asking a WHERE a.member = c.member AND a.at <= c.at AND (c.at AT TIME ZONE 'Asia/Shanghai')::date <= a.ends_on)
         OR NOT (c.declares_adult OR (m.born IS NOT NULL AND extract(year FROM c.at AT TIME ZONE 'Asia/Shanghai') - m.born >= 19))`),
  },
];
