import type { Check } from '../../ledger/checks';

/** What must hold of residents' groups, whom money reaches and who are paid nothing. */
export const GROUP_CHECKS: readonly Check[] = [
  {
    name: 'a-residents-group-is-nobodys-payee',
    sentence: { zh: '居民自组织没有法人资格：没有一个是关系方、承接主体或收款人。', en: 'A residents’ group is no legal person: none is a party, a carrier or a payee.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, y.name AS detail FROM party y WHERE is_a_group(y.foundation, y.name)
       UNION ALL SELECT NULL, v.payee FROM purse_vote v WHERE v.payee IS NOT NULL AND is_a_group(v.foundation, v.payee)
         AND v.recorded_at > (SELECT min(q.recorded_at) FROM resident_group_particulars q WHERE q.foundation = v.foundation AND plain_name(v.payee) IN (plain_name(q.name), plain_name(q.english_name)))`),
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
