import type { Check } from '../../ledger/checks';

/** What must hold of motions and of those who speak before them. */
export const MOTION_CHECKS: readonly Check[] = [
  {
    name: 'residents-tabled-with-enough-signatures',
    sentence: { zh: '居民联名的议案，署名人数都够，手机号和姓名门牌没有重复，都在征集期内署名。', en: 'Each motion of residents has enough signatures, no telephone and no name with its door twice, each given in time.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, m.number AS detail FROM motion m JOIN proposal p ON p.id = m.proposal LEFT JOIN standing_signature s ON s.proposal = m.proposal GROUP BY m.id, p.id
       HAVING least(count(DISTINCT s.phone), count(DISTINCT plain_name(s.name) || ' ' || plain_name(s.door)), count(*) FILTER (WHERE (s.at AT TIME ZONE 'Asia/Shanghai')::date <= p.ends_on AND s.at <= m.recorded_at)) < (policy_for(m.foundation, 'residents-to-table', m.day)).value`),
  },
  {
    name: 'motions-are-numbered-without-gaps',
    sentence: { zh: '各年议案编号连续，没有缺号。', en: 'Motions of a year are numbered without gaps.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, number AS detail FROM (SELECT number, split_part(number, '-', 2)::int AS n, row_number() OVER (PARTITION BY foundation, split_part(number, '-', 1) ORDER BY id) AS nth FROM motion) q WHERE n <> nth`),
  },
  {
    name: 'whoever-declared-an-interest-stands-back',
    sentence: { zh: '申报有利害关系的成员都已回避；没有人既回避又再次声明无利害关系。', en: 'Whoever has declared an interest stands back, and nobody who stands back says afterwards that they have none.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, m.number || ' #' || d.party AS detail FROM interest_declaration d JOIN motion m ON m.id = d.motion LEFT JOIN recusal r ON r.motion = d.motion AND r.party = d.party
       WHERE (d.interested AND r.party IS NULL) OR (NOT d.interested AND r.recorded_at < d.recorded_at)`),
  },
  {
    name: 'a-telephone-speaks-for-one-member',
    sentence: { zh: '一个手机号码只代表一位成员，一位成员只有一个有效号码。', en: 'A telephone speaks for one member, and a member by one telephone.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, '#' || min(id) AS detail FROM standing_voter_phone GROUP BY foundation, phone HAVING count(*) > 1 UNION ALL SELECT NULL, '#' || min(id) FROM standing_voter_phone GROUP BY foundation, party HAVING count(*) > 1`),
  },
];
