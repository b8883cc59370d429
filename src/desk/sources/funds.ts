import { fundsAtDesk } from '../../funds/care/fund-desk.queries';
import { careTerms, isIdle, SOON } from '../../funds/care/warnings';
import { addDays } from '../../rules/day';
import { duesOf, nextDue } from '../../rules/fund-opening';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

/** Who looks after funds. */
const KEEPERS = ['programme-officer', 'bookkeeper', 'secretary-general'];

/** Requests for a fund that wait for staff: to be checked, for their agreement, to be opened. Those that wait for an answer from outside wait for nobody here. */
export const fundRequests: Source = async (db, { foundation }) => {
  const rows = await db.query<{ id: number; name: string; kind: string; sum: bigint }[]>(
    `SELECT r.id, r.name, r.starting_sum AS sum, CASE WHEN s.version IS NOT NULL AND h.version IS NOT NULL THEN 'fund-open' WHEN v.id IS NULL AND c.ticked = 7 THEN 'fund-agreement' WHEN v.id IS NULL THEN 'fund-request' END AS kind
     FROM fund_request r LEFT JOIN LATERAL (SELECT max(id) AS id FROM agreement_version WHERE request = r.id) v ON true
     LEFT JOIN agreement_host_signature h ON h.version = v.id LEFT JOIN agreement_founder_signature s ON s.version = v.id, LATERAL (SELECT count(*) AS ticked FROM fund_request_check WHERE request = r.id) c
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM fund_request_end e WHERE e.request = r.id) AND NOT EXISTS (SELECT FROM agreement a WHERE a.request = r.id)
       AND NOT EXISTS (SELECT FROM fund_request_question q WHERE q.request = r.id AND NOT EXISTS (SELECT FROM fund_request_answer w WHERE w.question = q.id)) ORDER BY r.id`, [foundation]);
  return rows.filter(({ kind }) => kind !== null).map(({ id, name, kind, sum }): Task => ({ kind, values: { name }, sum: sum > 0n ? sum : null, path: `/desk/funds/requests/${id}`, by: null, due: null, roles: KEEPERS, notBy: [] }));
};

/** Agreements that wait for the host's signature, and signed sheets that nobody has compared yet. */
export const fundAgreements: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { what: 'fund-sign' | 'fund-sheet'; path: string })[]>(
    `WITH newest AS (SELECT DISTINCT ON (v.request, v.fund) v.* FROM agreement_version v WHERE v.foundation = $1 AND v.prepared_by IS NOT NULL AND v.kind <> 'purse'
       AND NOT EXISTS (SELECT FROM fund_request_end e WHERE e.request = v.request) ORDER BY v.request, v.fund, v.id DESC),
     -- what was withdrawn, or would amend a closed fund, waits for nobody
     at AS (SELECT n.*, CASE WHEN n.fund IS NULL THEN '/desk/funds/requests/' || n.request ELSE '/desk/funds/' || (SELECT code FROM fund WHERE id = n.fund) END AS path FROM newest n
       WHERE NOT EXISTS (SELECT FROM agreement_text_withdrawal w WHERE w.version = n.id) AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = n.fund))
     SELECT 'fund-sign' AS what, a.id::text, a.name, NULL::bigint AS sum, a.prepared_by AS by, p.${nameIn(asked)} AS "byName", a.path FROM at a JOIN person p ON p.id = a.prepared_by
     WHERE NOT EXISTS (SELECT FROM agreement_host_signature h WHERE h.version = a.id)
     UNION ALL SELECT 'fund-sheet', a.id::text, a.name, NULL, t.recorded_by, p.${nameIn(asked)}, a.path FROM at a JOIN LATERAL (SELECT * FROM agreement_signed_sheet WHERE version = a.id ORDER BY id DESC LIMIT 1) t ON true JOIN person p ON p.id = t.recorded_by
     WHERE NOT EXISTS (SELECT FROM agreement_founder_signature s WHERE s.version = a.id)`, [asked.foundation]);
  return rows.map((row) => second(row.what, row.what === 'fund-sign' ? ['secretary-general'] : KEEPERS, () => row.path)(row));
};

/** Changes of a fund's purpose that a second person has not compared with the paper. */
export const purposeChanges: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { code: string })[]>(
    `SELECT c.id::text, f.${nameIn(asked)} AS name, NULL::bigint AS sum, c.entered_by AS by, p.${nameIn(asked)} AS "byName", f.code FROM purpose_change c JOIN fund f ON f.id = c.fund JOIN person p ON p.id = c.entered_by
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM purpose_change_confirmation k WHERE k.change = c.id) AND NOT EXISTS (SELECT FROM purpose_change_withdrawal w WHERE w.change = c.id)
       AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = c.fund AND s.how <> 'frozen') ORDER BY c.id`, [asked.foundation]);
  return rows.map((row) => second('purpose-change', BOOKS, () => `/desk/funds/${row.code}/purpose`)(row));
};

/** Budgets of funds that a second person has not approved. */
export const fundBudgets: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { code: string })[]>(
    `SELECT b.id::text, f.${nameIn(asked)} AS name, (SELECT sum(l.sum)::bigint FROM fund_budget_line l WHERE l.budget = b.id) AS sum, b.prepared_by AS by, p.${nameIn(asked)} AS "byName", f.code
     FROM fund_budget b JOIN fund f ON f.id = b.fund JOIN person p ON p.id = b.prepared_by
     WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM fund_budget_approval a WHERE a.budget = b.id) AND NOT EXISTS (SELECT FROM fund_budget n WHERE n.fund = b.fund AND n.year = b.year AND n.id > b.id)`, [asked.foundation]);
  return rows.map((row) => second('fund-budget', KEEPERS, () => `/desk/funds/${row.code}`)(row));
};

/** Sums that founders have promised and that are due, and funds in which nothing moves. */
export const fundCare: Source = async (db, { foundation, lang, today }) => {
  const [{ jurisdiction }] = await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [foundation]);
  const funds = await fundsAtDesk(db, { foundation, day: today, lang });
  const { idleMonths } = await careTerms(db, { jurisdiction }, today);
  return funds.filter(({ agreed, closed }) => agreed && (closed === null || closed > today)).flatMap((fund): Task[] => {
    const due = nextDue(duesOf({ ...fund, openedOn: fund.opened }), fund.received);
    const task = { values: { name: fund.name }, path: `/desk/funds/${fund.code}`, by: null, roles: KEEPERS, notBy: [] };
    return [
      ...(due !== null && due.day <= addDays(today, SOON) ? [{ ...task, kind: `fund-due-${due.what}`, sum: due.missing, due: due.day }] : []),
      ...(idleMonths !== null && isIdle(fund, idleMonths, today) ? [{ ...task, kind: 'fund-idle', sum: null, due: null }] : []),
    ];
  });
};

/**
 * A fund that comes to its end: its rest to pass on, also what came after the closing; at zero its closing, for another person than announced it; then, within three months, the public to be told.
 */
export const endings: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; by: number; byName: string; closed: boolean; told: boolean; due: string | null; free: bigint; zero: boolean; way: bigint; waits: boolean }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, e.announced_by AS by, p.${nameIn(asked)} AS "byName", c.fund IS NOT NULL AS closed, u.fund IS NOT NULL AS told, to_char(c.day + interval '3 months', 'YYYY-MM-DD') AS due,
       b.free, (b.money, b.owed, b.promised, b.worth) = (0, 0, 0, 0) AS zero, CASE WHEN c.fund IS NULL THEN fund_gifts_under_way(e.fund, $2) ELSE 0 END AS way,
       EXISTS (SELECT FROM fund_move m WHERE m.fund = e.fund AND m.act = 'rest' AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = m.proposal)) AS waits
     FROM fund_ending e JOIN fund f ON f.id = e.fund JOIN person p ON p.id = e.announced_by JOIN fund_balance b ON b.fund = e.fund LEFT JOIN fund_closing c ON c.ending = e.id LEFT JOIN fund_closing_publication u ON u.fund = c.fund
     WHERE e.foundation = $1 AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id) AND (u.fund IS NULL OR b.free > 0) ORDER BY e.id`, [asked.foundation, asked.now]);
  return rows.flatMap(({ code, name, by, byName, closed, told, due, free, zero, way, waits }): Task[] => {
    const task = { values: { name }, sum: null, path: `/desk/funds/${code}/ending`, by: { id: by, name: byName }, due: null, roles: BOOKS, notBy: [], toldTo: [] };
    return [
      ...(free > 0n && way === 0n && !waits ? [{ ...task, kind: 'fund-rest', sum: free }] : []),
      ...(!closed && zero && way === 0n ? [{ ...task, kind: 'fund-to-close', notBy: [by], toldTo: [by] }] : []),
      ...(closed && !told ? [{ ...task, kind: 'closing-to-publish', due }] : []),
    ];
  });
};
