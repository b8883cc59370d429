import type { Day } from '../../rules/day';
import type { Payer } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import { entitlementsInForce, figuresOf, standsStill } from '../../funds/programmes/programmes.queries';
import { wordsOf } from '../../platform/words';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

const PROGRAMME = ['bookkeeper', 'programme-officer', 'secretary-general'];
const page = (code: string): string => `/desk/funds/${code}/programme`;

/** Counts of households, and assessments of a year, that a second person confirms. */
export const programmeDecisions: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { what: 'household-count' | 'entitlement'; code: string })[]>(
    `SELECT 'household-count' AS what, c.id::text, f.${nameIn(asked)} AS name, f.code, NULL::bigint AS sum, c.counted_by AS by, p.${nameIn(asked)} AS "byName"
     FROM household_count c JOIN fund f ON f.id = c.fund JOIN person p ON p.id = c.counted_by WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM household_count_decision d WHERE d.count = c.id)
     UNION ALL SELECT 'entitlement', e.id::text, f.${nameIn(asked)} || ' ' || e.year, f.code, (e.city + e.district)::bigint, e.assessed_by, p.${nameIn(asked)}
     FROM entitlement e JOIN fund f ON f.id = e.fund JOIN person p ON p.id = e.assessed_by WHERE e.foundation = $1 AND NOT EXISTS (SELECT FROM entitlement_decision d WHERE d.entitlement = e.id)`, [asked.foundation]);
  return rows.map((row) => second(row.what, PROGRAMME, () => page(row.code))(row));
};

/** Accounts that somebody wants kept for a fund. */
export const exclusivePlaces: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { code: string })[]>(
    `SELECT r.id::text, p.${nameIn(asked)} AS name, f.code, NULL::bigint AS sum, r.asked_by AS by, w.${nameIn(asked)} AS "byName" FROM exclusive_place_request r JOIN place p ON p.id = r.place JOIN fund f ON f.id = r.fund JOIN person w ON w.id = r.asked_by
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM exclusive_place x WHERE x.place = r.place OR x.fund = r.fund) AND NOT EXISTS (SELECT FROM exclusive_place_request n WHERE n.fund = r.fund AND n.id > r.id)`, [asked.foundation]);
  return rows.map((row) => second('exclusive-place', BOOKS, () => page(row.code))(row));
};

/** What a payer owes a programme fund and has not paid by its day: what came counts for the earliest day first. */
export const overdueEntitlements: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; year: number; payer: Payer; missing: Fen; due: Day }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, d.year, d.payer, (d.until - r.received)::bigint AS missing, d.due
     FROM (SELECT e.fund, e.year, x.payer, sum(x.sum) AS until, min(x.due)::text AS due FROM entitlement_in_force e JOIN entitlement_due x ON x.entitlement = e.id
           WHERE e.foundation = $1 AND x.due < $2 GROUP BY e.fund, e.year, x.payer) d
     JOIN fund f ON f.id = d.fund
     CROSS JOIN LATERAL (SELECT coalesce(sum(r.money), 0) AS received FROM entitlement_received r WHERE r.fund = d.fund AND r.year = d.year AND r.payer = d.payer) r
     WHERE d.until > r.received ORDER BY d.due, f.id`, [asked.foundation, asked.today]);
  const t = wordsOf(asked.lang);
  return rows.map(({ code, name, year, payer, missing, due }): Task => ({ kind: 'entitlement-overdue', values: { name, year: String(year), payer: t(`programme.payer.${payer}`) }, sum: missing, path: `${page(code)}?year=${year}`, by: null, due, roles: PROGRAMME, notBy: [] }));
};

/** Costs of programme funds that nobody can approve, as nobody has said what they are for. */
export const unnamedUses: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; n: string; sum: Fen }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, count(*)::text AS n, sum(c.sum)::bigint AS sum FROM programme_cost c JOIN fund f ON f.id = c.fund
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM programme_use u WHERE u.proposal = c.proposal AND u.fund = c.fund) AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = c.proposal) GROUP BY f.id ORDER BY f.id`, [asked.foundation]);
  return rows.map(({ code, name, n, sum }): Task => ({ kind: 'programme-use', values: { name, n }, sum, path: page(code), by: null, due: null, roles: PROGRAMME, notBy: [] }));
};

/** Years whose figures have changed since they were assessed. */
export const changedEntitlements: Source = async (db, asked) => {
  const funds = await db.query<{ id: number; code: string; name: string; jurisdiction: string }[]>(
    `SELECT f.id, f.code, f.${nameIn(asked)} AS name, h.jurisdiction FROM fund f JOIN foundation h ON h.id = f.foundation WHERE f.foundation = $1 AND EXISTS (SELECT FROM entitlement_in_force e WHERE e.fund = f.id) ORDER BY f.id`, [asked.foundation]);
  const figures = funds.length === 0 ? [] : await figuresOf(db);
  const tasks: Task[] = [];
  for (const { id, code, name, jurisdiction } of funds) {
    for (const row of await entitlementsInForce(db, id, asked.lang)) {
      if (standsStill(figures, row, jurisdiction)) continue;
      tasks.push({ kind: 'entitlement-changed', values: { name, year: String(row.year) }, sum: row.payers.city + row.payers.district, path: `${page(code)}?year=${row.year}`, by: null, due: null, roles: PROGRAMME, notBy: [] });
    }
  }
  return tasks;
};

/** The rest of a year of public money: what somebody has proposed, and years whose books are closed and of which nobody has. */
export const yearSettlements: Source = async (db, asked) => {
  const proposed = await db.query<(Waiting & { code: string; year: number })[]>(
    `SELECT s.id::text, f.${nameIn(asked)} || ' ' || s.year AS name, f.code, s.year, s.unspent AS sum, s.proposed_by AS by, p.${nameIn(asked)} AS "byName" FROM programme_settlement s JOIN fund f ON f.id = s.fund JOIN person p ON p.id = s.proposed_by
     WHERE s.foundation = $1 AND NOT EXISTS (SELECT FROM programme_settlement_decision d WHERE d.settlement = s.id)`, [asked.foundation]);
  const unsettled = await db.query<{ code: string; name: string; year: number; sum: Fen }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, r.year, (y.opening + y.received - y.used)::bigint AS sum
     FROM (SELECT DISTINCT fund, year FROM entitlement_received WHERE foundation = $1) r JOIN fund f ON f.id = r.fund CROSS JOIN LATERAL programme_year(r.fund, r.year) y
     WHERE NOT y.settled AND y.opening + y.received - y.used > 0 AND EXISTS (SELECT FROM accounting_period a WHERE a.foundation = $1 AND a.month = make_date(r.year, 12, 1) AND a.sealed_on IS NOT NULL)
       AND NOT EXISTS (SELECT FROM programme_settlement s WHERE s.fund = r.fund AND s.year = r.year AND NOT EXISTS (SELECT FROM programme_settlement_decision d WHERE d.settlement = s.id)) ORDER BY r.year, f.id`, [asked.foundation]);
  return [
    ...proposed.map((row) => second('year-settlement', BOOKS, () => `${page(row.code)}?year=${row.year}`)(row)),
    ...unsettled.map(({ code, name, year, sum }): Task => ({ kind: 'year-unsettled', values: { name, year: String(year) }, sum, path: `${page(code)}?year=${year}`, by: null, due: null, roles: BOOKS, notBy: [] })),
  ];
};

/** Accounts that are kept for funds that are closed. */
export const placesToRelease: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; place: string }[]>(
    `SELECT f.code, f.${nameIn(asked)} AS name, p.${nameIn(asked)} AS place FROM exclusive_place x JOIN fund f ON f.id = x.fund JOIN place p ON p.id = x.place JOIN fund_closing c ON c.fund = x.fund WHERE x.foundation = $1 ORDER BY f.id`, [asked.foundation]);
  return rows.map(({ code, name, place }): Task => ({ kind: 'exclusive-place-over', values: { name, place }, sum: null, path: page(code), by: null, due: null, roles: BOOKS, notBy: [] }));
};
