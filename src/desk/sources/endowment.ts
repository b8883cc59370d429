import { EndowmentQueries } from '../../funds/endowment/endowment.queries';
import { underwaterBy } from '../../rules/investing';
import type { Fen } from '../../rules/money';
import type { Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

const endowments = new EndowmentQueries();

/** Pools that somebody has proposed. */
export const pools: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT p.id::text, p.${nameIn(asked)} AS name, NULL AS sum, p.proposed_by AS by, w.${nameIn(asked)} AS "byName" FROM pool p JOIN person w ON w.id = p.proposed_by
     WHERE p.foundation = $1 AND NOT EXISTS (SELECT FROM pool_approval a WHERE a.pool = p.id) ORDER BY p.id`, [asked.foundation]);
  return rows.map(second('pool', BOOKS, ({ id }) => `/desk/endowment/pools/${id}`));
};

/** Prices that nobody has compared with their paper yet. */
export const valuations: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { pool: string })[]>(
    `SELECT v.id::text, v.pool::text, p.${nameIn(asked)} AS name, v.value AS sum, v.recorded_by AS by, w.${nameIn(asked)} AS "byName" FROM valuation v JOIN pool p ON p.id = v.pool JOIN person w ON w.id = v.recorded_by
     WHERE v.foundation = $1 AND NOT EXISTS (SELECT FROM valuation_confirmation c WHERE c.valuation = v.id) AND NOT EXISTS (SELECT FROM valuation_withdrawal x WHERE x.valuation = v.id) ORDER BY v.id`, [asked.foundation]);
  return rows.map((row) => second('valuation', BOOKS, () => `/desk/endowment/pools/${row.pool}`)(row));
};

/** Orders to be approved; and those that are, until the bank shows them. */
export const investments: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { approved: boolean })[]>(
    `SELECT o.id::text, p.${nameIn(asked)} AS name, o.sum, o.proposed_by AS by, w.${nameIn(asked)} AS "byName", d.decision IS NOT NULL AS approved
     FROM investment_order o JOIN pool p ON p.id = o.pool JOIN person w ON w.id = o.proposed_by LEFT JOIN investment_decision d ON d.investment_order = o.id
     WHERE o.foundation = $1 AND coalesce(d.decision, 'approved') = 'approved' AND NOT EXISTS (SELECT FROM investment_booking b WHERE b.investment_order = o.id) ORDER BY o.id`, [asked.foundation]);
  return rows.map((row) => second(row.approved ? 'investment-line' : 'investment', BOOKS, ({ id }) => `/desk/endowment/orders/${id}`)(row));
};

/** Falls in value that somebody has proposed. */
export const falls: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { pool: string })[]>(
    `SELECT f.id::text, f.pool::text, p.${nameIn(asked)} AS name, f.sum, f.proposed_by AS by, w.${nameIn(asked)} AS "byName" FROM investment_fall f JOIN pool p ON p.id = f.pool JOIN person w ON w.id = f.proposed_by
     WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM investment_fall_decision d WHERE d.fall = f.id) ORDER BY f.id`, [asked.foundation]);
  return rows.map((row) => second('fall', BOOKS, () => `/desk/endowment/pools/${row.pool}`)(row));
};

/** Major investments of which the public was not told yet (G5): within so many days of the investment. */
export const disclosures: Source = async (db, asked) => {
  const rows = await db.query<{ id: string; name: string; sum: Fen; due: string }[]>(
    `SELECT o.id::text, p.${nameIn(asked)} AS name, o.sum, (b.day + d.value::int)::text AS due
     FROM investment_booking b JOIN investment_order o ON o.id = b.investment_order AND o.side = 'buy' AND o.foundation = $1 JOIN pool p ON p.id = o.pool JOIN foundation f ON f.id = o.foundation
       CROSS JOIN LATERAL (SELECT i.major FROM investment_policy i WHERE i.foundation = $1 AND i.from_day <= b.day ORDER BY i.from_day DESC LIMIT 1) rule
       CROSS JOIN LATERAL (SELECT y.value FROM policy y WHERE y.rule = 'major-investment-disclosure-days' AND b.day BETWEEN y.from_day AND coalesce(y.to_day, 'infinity') AND (f.jurisdiction = y.jurisdiction OR starts_with(f.jurisdiction, y.jurisdiction || '-')) ORDER BY length(y.jurisdiction) DESC LIMIT 1) d
     WHERE o.sum >= rule.major AND NOT EXISTS (SELECT FROM investment_disclosure x WHERE x.investment_order = o.id) AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = b.entry) ORDER BY o.id`, [asked.foundation]);
  return rows.map(({ id, name, sum, due }): Task => ({ kind: 'investment-disclosure', values: { name }, sum, path: `/desk/endowment/orders/${id}`, by: null, due, roles: BOOKS, notBy: [] }));
};

/** Pools whose newest price is too old to be used. */
export const prices: Source = async (db, asked) => {
  const held = (await endowments.held(db, asked.foundation, [asked.today])).get(asked.today)!;
  const old = [...new Set(held.filter(({ value }) => value === null).map(({ pool }) => pool))];
  if (old.length === 0) return [];
  const names = await db.query<{ id: number; name: string }[]>(`SELECT id, ${nameIn(asked)} AS name FROM pool WHERE id = ANY ($1) ORDER BY id`, [old]);
  return names.map(({ id, name }): Task => ({ kind: 'price', values: { name }, sum: null, path: `/desk/endowment/pools/${id}`, by: null, due: null, roles: BOOKS, notBy: [] }));
};

/** Endowments that are worth less than what was given to be kept: the secretary-general tells the council. */
export const underwater: Source = async (db, asked) => {
  const missing = (await endowments.standing(db, asked.foundation, asked.today))
    .filter(({ class: klass }) => klass === 'preserved').map((fund) => ({ fund, sum: fund.value === null ? 0n : underwaterBy(fund.value, fund.principal) }));
  return missing.filter(({ sum }) => sum > 0n).map(({ fund, sum }: { fund: { code: string; name: string; englishName: string }; sum: Fen }): Task => ({
    kind: 'underwater', values: { name: asked.lang === 'zh' ? fund.name : fund.englishName }, sum, path: `/desk/endowment/funds/${fund.code}`, by: null, due: null, roles: ['secretary-general'], notBy: [] }));
};
