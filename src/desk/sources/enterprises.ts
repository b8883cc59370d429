import { termsOf } from '../../enterprises/assessment';
import { dueShares } from '../../enterprises/due-shares';
import { periodName } from '../../enterprises/agreement-words';
import { isOver } from '../../enterprises/periods';
import { addDays, type Day } from '../../rules/day';
import { findInForce, type Policy } from '../../rules/policy';
import { dueDay, type PeriodKind, periodsOf } from '../../rules/profit-share';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

/** Who looks after enterprises. */
const KEEPERS = ['programme-officer', 'bookkeeper', 'secretary-general'];
const page = ({ code, agreement }: { code: string; agreement: number }): string => `/desk/enterprises/${code}/agreements/${agreement}`;

/** Agreements, supplements and ends that nobody has compared with their signed paper. */
export const profitAgreements: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { code: string; agreement: number })[]>(
    `SELECT v.id::text, e.${nameIn(asked)} AS name, NULL::bigint AS sum, v.prepared_by AS by, p.${nameIn(asked)} AS "byName", e.code, v.agreement FROM profit_agreement_version v JOIN profit_agreement a ON a.id = v.agreement JOIN enterprise e ON e.id = a.enterprise JOIN person p ON p.id = v.prepared_by
     WHERE v.foundation = $1 AND NOT EXISTS (SELECT FROM profit_agreement_confirmation c WHERE c.version = v.id) AND NOT EXISTS (SELECT FROM profit_agreement_withdrawal w WHERE w.version = v.id) ORDER BY v.id`, [asked.foundation]);
  return rows.map((row) => second('profit-agreement', BOOKS, () => page(row))(row));
};

/** Reports that a second person confirms; and those with a question that is not answered, for anybody who knows. */
export const profitReports: Source = async (db, asked) => {
  const rows = await db.query<{ name: string; by: number; byName: string; code: string; agreement: number; kind: PeriodKind; from: Day; to: Day; askedBy: number | null }[]>(
    `SELECT e.${nameIn(asked)} AS name, r.entered_by AS by, p.${nameIn(asked)} AS "byName", e.code, a.id AS agreement, a.period AS kind, r.period_from AS "from", r.period_to AS "to",
       (SELECT min(q.asked_by) FROM profit_report_question q WHERE q.report = r.id AND NOT EXISTS (SELECT FROM profit_report_answer w WHERE w.question = q.id)) AS "askedBy"
     FROM profit_report r JOIN profit_agreement a ON a.id = r.agreement JOIN enterprise e ON e.id = a.enterprise JOIN person p ON p.id = r.entered_by
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM profit_report_decision d WHERE d.report = r.id) ORDER BY r.id`, [asked.foundation]);
  return rows.map(({ name, by, byName, askedBy, kind, from, to, ...at }): Task => ({
    kind: askedBy === null ? 'profit-report' : 'profit-question', values: { name, period: periodName(kind, { from, to }, asked.lang) }, sum: null, path: page(at), by: { id: by, name: byName }, due: null, roles: askedBy === null ? BOOKS : KEEPERS,
    notBy: askedBy === null ? [by] : [askedBy], toldTo: askedBy === null ? [by] : [askedBy],
  }));
};

/** Periods that are over and not reported. */
export const profitsUnreported: Source = async (db, { foundation, lang, today }) => {
  const agreements = await db.query<{ agreement: number; code: string; name: string; kind: PeriodKind; dissolved: Day | null; told: Day[] }[]>(
    `SELECT a.id AS agreement, e.code, e.${lang === 'zh' ? 'name' : 'english_name'} AS name, a.period AS kind, (SELECT f.day FROM enterprise_fact f WHERE f.enterprise = e.id AND f.fact = 'dissolved') AS dissolved,
       ARRAY(SELECT r.period_from::text FROM profit_report r WHERE r.agreement = a.id AND NOT EXISTS (SELECT FROM profit_report_decision d WHERE d.report = r.id AND NOT d.confirmed)) AS told
     FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise WHERE a.foundation = $1 AND EXISTS (SELECT FROM profit_agreement_signed s WHERE s.agreement = a.id) ORDER BY a.id`, [foundation]);
  const tasks: Task[] = [];
  for (const { kind, name, dissolved, told, ...at } of agreements) {
    const terms = await termsOf(db, at.agreement);
    for (const period of periodsOf(kind, terms, dissolved !== null && dissolved < today ? dissolved : today)) {
      if (!isOver(period, today, dissolved) || told.includes(period.from)) continue;
      tasks.push({ kind: 'profit-unreported', values: { name, period: periodName(kind, period, lang) }, sum: null, path: page(at), by: null, due: dueDay(terms.filter(({ from }) => from <= period.to).at(-1)!, period.to), roles: KEEPERS, notBy: [] });
    }
  }
  return tasks;
};

/** What is due and has not come. */
export const profitsDue: Source = async (db, asked) =>
  (await dueShares(db, asked)).map(({ name, period, open, due, late, ...at }): Task => ({ kind: late ? 'profit-overdue' : 'profit-due', values: { name, period }, sum: open, path: page(at), by: null, due, roles: KEEPERS, notBy: [] }));

/** Agreements with a related enterprise that the public was not told of (81 art. 14; B8, E7); results of advertised sales (CL 37; D16). */
export const enterpriseDisclosures: Source = async (db, { foundation, lang, today }) => {
  const [{ jurisdiction }] = await db.query<[{ jurisdiction: string }]>('SELECT jurisdiction FROM foundation WHERE id = $1', [foundation]);
  const figures = await db.query<Policy<bigint>[]>(`SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::bigint AS value, source, status FROM policy WHERE rule = 'related-party-disclosure-days'`);
  const rows = await db.query<{ agreement: number; code: string; name: string; what: 'related' | 'sales-result'; day: Day }[]>(
    `SELECT v.agreement, e.code, e.${lang === 'zh' ? 'name' : 'english_name'} AS name, 'related' AS what, v.signed_on AS day FROM profit_agreement_signed v JOIN profit_agreement a ON a.id = v.agreement JOIN enterprise e ON e.id = a.enterprise
     WHERE v.foundation = $1 AND NOT v.ends AND enterprise_is_related(e.id, $2) AND NOT EXISTS (SELECT FROM enterprise_disclosure d WHERE d.version = v.id AND d.what = 'related')
     UNION ALL SELECT v.agreement, e.code, e.${lang === 'zh' ? 'name' : 'english_name'}, 'sales-result', v.holds_until FROM profit_agreement_signed v JOIN profit_agreement a ON a.id = v.agreement AND a.period = 'campaign' JOIN enterprise e ON e.id = a.enterprise
     WHERE v.foundation = $1 AND NOT v.ends AND EXISTS (SELECT FROM profit_report_counts r WHERE r.agreement = a.id) AND NOT EXISTS (SELECT FROM enterprise_disclosure d WHERE d.version = v.id AND d.what = 'sales-result') ORDER BY 1`, [foundation, today]);
  return rows.map(({ name, what, day, ...at }): Task => {
    const within = findInForce(figures, { rule: 'related-party-disclosure-days', jurisdiction, day: today });
    return { kind: what === 'related' ? 'profit-disclosure' : 'sales-result', values: { name }, sum: null, path: page(at), by: null, due: what === 'related' && within ? addDays(day, Number(within.value)) : null, roles: KEEPERS, notBy: [] };
  });
};
