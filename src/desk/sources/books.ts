import { openMonth } from '../../ledger/closing.queries';
import { monthName } from '../../platform/views';
import { firstDay, monthOf, type Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Asked, Source, Task } from '../tasks';
import { BOOKS, nameIn, second, type Waiting } from './waiting';

const SUM_OF = (lines: string): string => `(SELECT coalesce(sum(GREATEST((l ->> 'debit')::bigint, 0)), 0)::bigint FROM jsonb_array_elements(${lines}) l)`;

/** Vouchers by hand that somebody has proposed: booked when another person approves, and a payment not by whoever approved its cost. */
export const proposals: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { approvers: number[]; splits: string | null })[]>(
    `SELECT v.id::text, v.note AS name, (SELECT f.code FROM fund_move m JOIN fund f ON f.id = m.fund WHERE m.proposal = v.id AND m.act = 'spin-off') AS splits, ${SUM_OF('v.lines')} AS sum, v.proposed_by AS by, p.${nameIn(asked)} AS "byName",
       CASE WHEN v.kind = 'payment' THEN ARRAY (SELECT DISTINCT a.person FROM appointment a WHERE a.foundation = v.foundation AND approved_cost(v.foundation, (v.lines -> 0 ->> 'fund')::int, v.pays, ARRAY[a.person])) ELSE '{}' END AS approvers
     FROM voucher_proposal v JOIN person p ON p.id = v.proposed_by WHERE v.foundation = $1 AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = v.id) ORDER BY v.id`, [asked.foundation]);
  return rows.map(({ approvers, splits, ...row }) => ({ ...second('proposal', BOOKS, ({ id }) => (splits === null ? `/desk/vouchers/proposals/${id}` : `/desk/funds/${splits}/growing-up`))(row), notBy: [row.by, ...approvers], toldTo: [row.by] }));
};

/** A list of a platform can be a hundred thousand vouchers: of so many the number is enough. */
const SUMMED = 1_000;

/** Vouchers that somebody made and nobody else has checked, by whoever made them; what the closing books itself is checked by those who sign. */
export const handmade: Source = async (db, asked) => {
  const oldest = await openMonth(db, asked.foundation);
  if (oldest === null) return [];
  const rows = await db.query<{ month: Month; no: string; n: string; sum: Fen | null; by: number; byName: string }[]>(
    `SELECT to_char(s.day, 'YYYY-MM') AS month, min(s.voucher) AS no, count(*)::text AS n, CASE WHEN count(*) <= ${SUMMED} THEN (SELECT sum(GREATEST(x.debit, 0))::bigint FROM posting x WHERE x.entry = ANY (array_agg(s.entry))) END AS sum, v.maker AS by, p.${nameIn(asked)} AS "byName"
     FROM sealed_entry s JOIN voucher_maker v ON v.entry = s.entry JOIN person p ON p.id = v.maker
     WHERE s.foundation = $1 AND s.day >= $2 AND NOT EXISTS (SELECT FROM voucher_check c WHERE c.entry = v.entry) AND NOT EXISTS (SELECT FROM closing_entry k WHERE k.entry = v.entry)
       AND NOT EXISTS (SELECT FROM accounting_period a WHERE a.foundation = $1 AND a.month = date_trunc('month', s.day) AND a.sealed_on IS NOT NULL)
     GROUP BY 1, v.maker, p.id ORDER BY 1, v.maker`, [asked.foundation, firstDay(oldest)]);
  return rows.map(({ month, no, n, sum, by, byName }): Task => n === '1'
    ? { kind: 'voucher', values: { no }, sum, path: `/desk/vouchers/${no}`, by: { id: by, name: byName }, due: null, roles: BOOKS, notBy: [by] }
    : { kind: 'vouchers', values: { n, month: monthName(month, asked.lang) }, sum, path: `/desk/vouchers?open=1&month=${month}`, by: { id: by, name: byName }, due: null, roles: BOOKS, notBy: [by] });
};

/** The oldest month that is over and not sealed: the others wait for it. */
export const closing: Source = async (db, asked) => {
  const month = await openMonth(db, asked.foundation);
  if (month === null || month >= monthOf(asked.today)) return [];
  return [...(await machineMade(db, asked, month)), ...(await steps(db, asked, month))];
};

/** What the system made in the month, checked in bulk by somebody who made none of it by hand. */
async function machineMade(db: Parameters<Source>[0], { foundation, lang }: Asked, month: Month): Promise<Task[]> {
  const [row] = await db.query<[{ n: string; makers: number[] }]>(
    `SELECT (SELECT count(*)::text FROM sealed_entry s WHERE s.foundation = $1 AND s.day >= $2 AND s.day < $2::date + interval '1 month' AND NOT EXISTS (SELECT FROM voucher_maker m WHERE m.entry = s.entry)
         AND NOT EXISTS (SELECT FROM voucher_check c WHERE c.entry = s.entry)) AS n,
       ARRAY (SELECT DISTINCT m.maker FROM sealed_entry s JOIN voucher_maker m ON m.entry = s.entry WHERE s.foundation = $1 AND s.day >= $2 AND s.day < $2::date + interval '1 month') AS makers`, [foundation, firstDay(month)]);
  return row.n === '0' ? [] : [{ kind: 'machine-made', values: { n: row.n, month: monthName(month, lang) }, sum: null, path: `/desk/closing/${month}`, by: null, due: null, roles: BOOKS, notBy: row.makers, toldTo: [] }];
}

/** The seven steps, then the first signature, then the second: one of them at a time. */
async function steps(db: Parameters<Source>[0], asked: Asked, month: Month): Promise<Task[]> {
  const { foundation, lang } = asked;
  const [{ done }] = await db.query<[{ done: string }]>(
    `SELECT count(*)::text AS done FROM (SELECT DISTINCT ON (step) entries FROM closing_step WHERE foundation = $1 AND month = $2 ORDER BY step, id DESC) s WHERE s.entries = entries_to_close($1, $2)`, [foundation, firstDay(month)]);
  const [signed] = await db.query<Waiting[]>(
    `SELECT $2 AS id, $3 AS name, NULL AS sum, s.signer AS by, p.${nameIn(asked)} AS "byName" FROM (SELECT * FROM month_signature WHERE foundation = $1 AND month = $2::date ORDER BY id DESC LIMIT 1) s JOIN person p ON p.id = s.signer
     WHERE s.entries = entries_in_month($1, s.month) AND answers_for_the_books(s.signer, $1, $4)`, [foundation, firstDay(month), monthName(month, lang), asked.now]);
  const path = `/desk/closing/${month}`;
  if (signed) return [second('signature', BOOKS, () => path)(signed)];
  return [{ kind: done === '7' ? 'first-signature' : 'closing', values: { month: monthName(month, lang), done }, sum: null, path, by: null, due: null, roles: BOOKS, notBy: [] }];
}

/** Funds that something forced on them has left short. Of an original fund opened short, the day stands on which it is to be made good. */
export const shortfalls: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; class: string; name: string; sum: Fen; due: string | null; bounced: boolean }[]>(
    `SELECT f.code, f.class, f.${nameIn(asked)} AS name, b.short AS sum, EXISTS (SELECT FROM founding_bounce n WHERE n.foundation = $1) AS bounced,
       CASE WHEN f.class = 'original' THEN (SELECT o.made_good_until::text FROM opening_signature g JOIN opening_preparation o ON o.id = g.preparation WHERE o.foundation = $1 LIMIT 1) END AS due
     FROM fund_balance b JOIN fund f ON f.id = b.fund WHERE b.foundation = $1 AND b.short > 0 ORDER BY f.id`, [asked.foundation]);
  // what the bank took back is first asked of its founder, and there stands how else it can be made good
  return rows.map(({ code, class: klass, name, sum, due, bounced }): Task => ({
    kind: 'shortfall', values: { name }, sum, path: klass === 'original' ? (bounced ? '/desk/founding' : '/desk/vouchers/proposals/new?template=making-good') : `/funds/${code}/ledger`, by: null, due, roles: ['bookkeeper'], notBy: [],
  }));
};
