import { type Check, check } from '../ledger/checks';

/** What must hold between funds, their agreements and who opened them. */
export const FUND_CHECKS: readonly Check[] = [
  check('every-fund-is-opened-by-its-agreement', '每只协议设立的基金都有经两方签字的协议，类别和名称与协议相同。', 'Every fund that an agreement has opened has that agreement signed by both, and is of its kind and name.',
    `SELECT NULL::bigint AS entry, f.code AS detail FROM agreement a JOIN fund f ON f.id = a.fund LEFT JOIN agreement_version v ON v.id = a.version LEFT JOIN fund_kind k ON k.fund = f.id
     LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN agreement_founder_signature s ON s.version = v.id
     WHERE v.id IS NULL OR v.name <> f.name OR v.kind IS DISTINCT FROM k.kind OR v.preserved <> (f.class = 'preserved') OR v.prepared_by IS NOT NULL AND v.kind <> 'purse' AND (h.version IS NULL OR s.version IS NULL)`),
  check('an-agreement-is-signed-by-two', '协议由一人拟定、另一人代表基金会签字；纸面签字由一人登记、另一人核对。', 'An agreement is drawn up by one and signed for the host by another; a sheet is entered by one and compared by another.',
    `SELECT NULL::bigint AS entry, v.no AS detail FROM agreement_version v LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN agreement_founder_signature s ON s.version = v.id
     WHERE h.signed_by = v.prepared_by OR s.compared_by = s.recorded_by`),
  check('a-supplement-is-signed-before-it-holds', '每份补充协议都在生效日之前（最迟当天）由双方签好。', 'Every supplement was signed by both before the day from which it holds, or on it.',
    `SELECT NULL::bigint AS entry, v.no AS detail FROM agreement_version v JOIN agreement_host_signature h ON h.version = v.id JOIN agreement_founder_signature s ON s.version = v.id
     WHERE v.fund IS NOT NULL AND v.kind <> 'purse' AND GREATEST(signed_on(NULL, h.signed_at), signed_on(s.sheet, s.signed_at)) > v.holds_from`),
  check('every-opening-was-checked-and-decided', '每只由申请设立的基金都逐项审核过，所依据的决议经两人核对。', 'Every fund opened upon a request was checked in all points, and its resolution compared by two.',
    `SELECT NULL::bigint AS entry, a.no AS detail FROM agreement a WHERE a.request IS NOT NULL AND ((SELECT count(*) FROM fund_request_check c WHERE c.request = a.request) < 7
       OR EXISTS (SELECT FROM fund_request_end e WHERE e.request = a.request) OR a.resolution IS NOT NULL AND NOT EXISTS (SELECT FROM resolution_confirmation r WHERE r.resolution = a.resolution))`),
  check('every-named-line-is-of-its-fund', '归入预算科目的账目都是本基金的账目。', 'What stands under a line of a fund is in that fund.',
    'SELECT t.entry, l.code AS detail FROM entry_line t JOIN fund_line l ON l.id = t.line WHERE l.fund <> t.fund OR NOT EXISTS (SELECT FROM entry_fund x WHERE x.entry = t.entry AND x.fund = t.fund)'),
  check('what-can-wait-says-why-it-did-not', '从政策规定的月份起，可以缓的管理费用和投资，批准时都算过当年的预测；预测达不到的，都有放行的理由。', 'From the month of the policy on, the forecast of its year was worked out for management that can wait and for investments when they were approved; where it failed, somebody has said why.',
    // what the year had come to stands as it was seen, as gifts, costs and figures come later; its day, its sum and what follows from them are asked again
    `SELECT s.entry, s.source || ': ' || coalesce(nullif(concat_ws(' ', a.day, a.gone, a.sum, array_to_string(a.failing, ' ')), ''), '?') AS detail
     FROM (SELECT entry, foundation, source, day, sum, false AS invests FROM management_that_waits
           UNION ALL SELECT NULL, o.foundation, 'investment:' || o.id, NULL, o.sum, true FROM investment_order o JOIN investment_decision d ON d.investment_order = o.id AND d.decision = 'approved' WHERE o.side = 'buy') s
       LEFT JOIN forecast_asked a ON a.foundation = s.foundation AND a.source = s.source
     WHERE CASE WHEN a.source IS NULL THEN s.invests OR extract(month FROM s.day) >= figure_in_force(s.foundation, 'ratio-forecast-from-month', s.day)
       ELSE a.sum <> s.sum OR a.invests <> s.invests OR a.day < s.day OR a.gone <> a.day - date_trunc('year', a.day)::date + 1 OR cardinality(a.failing) > 0 AND NOT reason_given(a.foundation, a.source, a.sum, a.failing) END`),
];
