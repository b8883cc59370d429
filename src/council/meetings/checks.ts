import type { Check } from '../../ledger/checks';

/** What must hold of meetings: called in time, attended by their members, and minutes signed by whoever was there. */
export const MEETING_CHECKS: readonly Check[] = [
  {
    name: 'meetings-were-called-in-time',
    sentence: { zh: '每次会议都按议事规则规定的天数提前通知，改期的也一样。', en: 'Each meeting was called as many days before as its rules ask, and moved to another time likewise.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, m.number AS detail FROM meeting m CROSS JOIN LATERAL (
         SELECT m.starts_at, m.recorded_at UNION ALL SELECT v.starts_at, v.recorded_at FROM (SELECT o.starts_at, o.recorded_at, lag(o.starts_at, 1, m.starts_at) OVER (ORDER BY o.id) AS before FROM meeting_move o WHERE o.meeting = m.id) v WHERE v.starts_at <> v.before) t
       CROSS JOIN LATERAL (SELECT (t.starts_at AT TIME ZONE 'Asia/Shanghai')::date AS day) d LEFT JOIN LATERAL body_rule(m.foundation, m.body, m.council, 'ordinary', d.day) r ON true
       WHERE t.starts_at <= t.recorded_at OR ((t.recorded_at AT TIME ZONE 'Asia/Shanghai')::date > d.day - coalesce(r.notice_days, 0)
         -- rules that were adopted after the notice were not those it went by
         AND NOT EXISTS (SELECT FROM residents_council_rule n WHERE n.council = m.council AND n.from_day <= d.day AND n.recorded_at > t.recorded_at))`),
  },
  {
    name: 'whoever-was-present-had-a-seat',
    sentence: { zh: '会议签到的都是当天在任的成员，每人一次；受托人本人到会，一人最多代一人。', en: 'Whoever was entered as present had a seat that day, once each; whoever stood for another was there and stood for no more than one.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, m.number || ' ' || y.name AS detail FROM meeting_present a JOIN standing_meeting m ON m.id = a.meeting JOIN party y ON y.id = a.party
       WHERE (NOT EXISTS (SELECT FROM meeting_members(m.id) s WHERE s.party = a.party)
           -- a seat whose early end was entered only afterwards was one on the day
           AND NOT EXISTS (SELECT FROM residents_council_seat s WHERE s.council = m.council AND s.party = a.party AND m.day BETWEEN s.from_day AND s.until_day)
           AND NOT EXISTS (SELECT FROM office_term o WHERE m.body = 'council' AND o.foundation = m.foundation AND o.party = a.party AND o.office = 'director' AND m.day BETWEEN o.from_day AND o.until_day)
           AND NOT EXISTS (SELECT FROM fund_committee_seat c WHERE c.fund = m.fund AND c.name = y.name AND c.from_day <= m.day))
         OR (SELECT count(*) FROM meeting_present b WHERE b.meeting = a.meeting AND b.party = a.party) > 1
         OR (a.how = 'proxy' AND (NOT EXISTS (SELECT FROM meeting_present h WHERE h.meeting = a.meeting AND h.party = a.proxy_by AND h.how <> 'proxy') OR (SELECT count(*) FROM meeting_present b WHERE b.meeting = a.meeting AND b.proxy_by = a.proxy_by) > 1))`),
  },
  {
    name: 'minutes-are-signed-by-whoever-was-there',
    sentence: { zh: '会议纪要由到会的人签字；纸质签字件由两人先后核对，不是同一个人。', en: 'Minutes were signed by whoever was there; of those signed on paper the scan was compared by another person than who entered it.' },
    run: (db) => db.query(
      `SELECT NULL AS entry, m.number AS detail FROM meeting_minutes_signature s JOIN meeting m ON m.id = s.meeting WHERE NOT EXISTS (SELECT FROM meeting_present a WHERE a.meeting = s.meeting AND a.party = s.party AND a.how <> 'proxy')
       UNION ALL SELECT NULL, '#' || c.minutes FROM meeting_minutes_comparison c WHERE c.compared_by = c.recorded_by`),
  },
];
