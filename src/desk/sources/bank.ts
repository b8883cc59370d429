import { openMonth } from '../../ledger/closing.queries';
import { monthName } from '../../platform/views';
import { lastDay, monthOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Source, Task } from '../tasks';
import { MATCHERS, nameIn } from './waiting';

/** Lines of statements that nobody has matched. What was put aside until a day waits until then, and is late afterwards. */
export const bankLines: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; n: string; sum: Fen; due: string | null }[]>(
    `SELECT p.code, p.${nameIn(asked)} AS name, count(*)::text AS n, sum(abs(l.sum))::bigint AS sum, min(h.until)::text AS due
     FROM place p JOIN open_line l ON l.place = p.id LEFT JOIN LATERAL (SELECT until FROM bank_hold WHERE line = l.line ORDER BY id DESC LIMIT 1) h ON true
     WHERE p.foundation = $1 AND (h.until IS NULL OR h.until <= $2) GROUP BY p.id, h.until IS NULL ORDER BY p.id`, [asked.foundation, asked.today]);
  return rows.map(({ code, name, n, sum, due }): Task => ({ kind: due === null ? 'bank-lines' : 'held-lines', values: { name, n }, sum, path: `/desk/bank/${code}/matching`, by: null, due, roles: MATCHERS, notBy: [] }));
};

/** Accounts at banks whose statements do not reach the end of the month that is to be closed. Where nothing ever lay, nothing is to be told. */
export const missingStatements: Source = async (db, asked) => {
  const month = await openMonth(db, asked.foundation);
  if (month === null || month >= monthOf(asked.today)) return [];
  const rows = await db.query<{ code: string; name: string }[]>(
    `SELECT p.code, p.${nameIn(asked)} AS name FROM place p
     WHERE p.foundation = $1 AND p.account = '1002' AND NOT EXISTS (SELECT FROM bank_statement s WHERE s.place = p.id AND s.to_day >= $2)
       AND (EXISTS (SELECT FROM bank_statement s WHERE s.place = p.id) OR EXISTS (SELECT FROM posting x WHERE x.place = p.id)) ORDER BY p.id`, [asked.foundation, lastDay(month)]);
  return rows.map(({ code, name }): Task => ({ kind: 'statement', values: { name, month: monthName(month, asked.lang) }, sum: null, path: `/desk/bank/${code}`, by: null, due: null, roles: ['bookkeeper', 'cashier'], notBy: [] }));
};

/** Money in the bank that somebody has booked as unidentified: another says what it was. */
export const unidentified: Source = async (db, asked) => {
  const rows = await db.query<{ n: string; sum: Fen; by: number | null; byName: string | null }[]>(
    `SELECT count(*)::text AS n, sum(owed_by_cost(r.id))::bigint AS sum, v.maker AS by, p.${nameIn(asked)} AS "byName"
     FROM journal_entry r LEFT JOIN voucher_maker v ON v.entry = r.id LEFT JOIN person p ON p.id = v.maker
     WHERE r.foundation = $1 AND r.kind = 'unidentified receipt' AND owed_by_cost(r.id) > 0 AND NOT EXISTS (SELECT FROM journal_entry x WHERE x.reverses = r.id)
     GROUP BY v.maker, p.id ORDER BY min(r.id)`, [asked.foundation]);
  return rows.map(({ n, sum, by, byName }): Task => ({ kind: 'unidentified', values: { n }, sum, path: '/desk/unidentified', by: by === null ? null : { id: by, name: byName! }, due: null, roles: MATCHERS, notBy: by === null ? [] : [by] }));
};
