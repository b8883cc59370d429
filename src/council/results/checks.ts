import { type Check, check } from '../../ledger/checks';

/** What must hold of results and of what was decided by them. */
export const RESULT_CHECKS: readonly Check[] = [
  check('a-motion-takes-effect-after-its-notice', '每项议案都在表决通过、公示期满、异议全部答复且没有一项成立之后才生效。', 'Every motion took effect after it was carried, its notice was over, every objection was answered and none upheld.',
    `SELECT NULL::bigint AS entry, m.number AS detail FROM motion_effect e JOIN motion m ON m.id = e.motion JOIN vote_result r ON r.vote = e.vote LEFT JOIN result_notice n ON n.vote = e.vote
     WHERE NOT r.carried OR n.vote IS NULL OR n.last_day <> n.day + r.objection_days OR n.day < (r.closed_at AT TIME ZONE 'Asia/Shanghai')::date OR e.day < n.last_day + sign(r.objection_days)::int OR e.day <> (e.at AT TIME ZONE 'Asia/Shanghai')::date
       OR EXISTS (SELECT FROM motion_objection o WHERE o.vote = e.vote AND NOT EXISTS (SELECT FROM standing_objection_answer a WHERE a.objection = o.id AND NOT a.upheld AND a.answered_at <= e.at))`),
  check('a-resolution-of-a-motion-has-its-numbers', '凭议案作出的每项决议都是生效的议案，一项议案一份，人数与表决结果完全一致。', 'Every resolution that names a motion is of one in effect, one of each, with exactly the numbers of its vote.',
    `SELECT NULL::bigint AS entry, m.number AS detail FROM motion_effect e JOIN motion m ON m.id = e.motion
     WHERE (SELECT count(*) FROM resolution r WHERE r.motion = e.motion) <> 1
     UNION ALL
     SELECT NULL, r.number FROM resolution r WHERE r.motion IS NOT NULL AND (NOT EXISTS (SELECT FROM resolution_of_motion(r.motion) o
         WHERE (o.*) IS NOT DISTINCT FROM (r.foundation, r.body, r.majority, r.number, r.day, r.subject, r.entitled, r.present, r.votes_for, r.votes_against, r.recorded_by)) OR EXISTS (SELECT FROM resolution_withdrawal w WHERE w.resolution = r.id))`),
  check('objections-came-within-their-time', '每项异议都在表决结束之后、公示期满之前提出。', 'Every objection came after its vote and before its notice was over.',
    `SELECT NULL::bigint AS entry, m.number || ' #' || o.id AS detail FROM motion_objection o JOIN motion m ON m.id = o.motion JOIN vote_result r ON r.vote = o.vote LEFT JOIN result_notice n ON n.vote = o.vote
     WHERE o.day < (r.closed_at AT TIME ZONE 'Asia/Shanghai')::date OR o.day > coalesce(n.last_day, o.day) OR o.day > (o.recorded_at AT TIME ZONE 'Asia/Shanghai')::date`),
];
