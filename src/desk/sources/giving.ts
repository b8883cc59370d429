import { dueCash } from '../../giving/offline/cash-bankings.service';
import { dueReceipts, receiptsToVoid } from '../../giving/offline/fiscal-receipts.service';
import type { Fen } from '../../rules/money';
import type { Source, Task } from '../tasks';
import { BOOKS, MATCHERS, nameIn, RECORDERS, second, type Waiting } from './waiting';

/** Money of the provider that is not as it was asked for, 待查款, as far as it is not given back; and what is not in the books at all. */
export const oddPayments: Source = async (db, { foundation }) => {
  const [row] = await db.query<[{ n: string; sum: Fen }]>(
    `SELECT count(*)::text AS n, coalesce(sum(sum), 0)::bigint AS sum FROM (
       SELECT p.gross - coalesce((SELECT sum(x.amount) FROM refund x WHERE x.payment = p.id AND x.failed_entry IS NULL), 0) AS sum
       FROM (SELECT id, gross FROM payment WHERE foundation = $1 AND not_as_asked IS NOT NULL UNION SELECT p.id, p.gross FROM payment_in_other_currency c JOIN payment p ON p.id = c.payment WHERE p.foundation = $1) p
       UNION ALL SELECT NULL FROM stray_payment WHERE foundation = $1 AND payment IS NULL) odd WHERE sum IS NULL OR sum > 0`, [foundation]);
  return row.n === '0' ? [] : [{ kind: 'odd-payments', values: { n: row.n }, sum: row.sum, path: '/desk/payments', by: null, due: null, roles: BOOKS, notBy: [] }];
};

/** Gifts brought to the desk: a second count, a second person, a cheque that is not at the bank yet. */
export const offlineGifts: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { kind: string })[]>(
    `SELECT g.id::text, g.no AS name, g.sum, coalesce(c.person, g.recorded_by) AS by, p.${nameIn(asked)} AS "byName",
       CASE g.way WHEN 'cash' THEN CASE c.turn WHEN 1 THEN 'cash-second' ELSE 'cash-again' END WHEN 'cheque' THEN 'cheque' ELSE 'goods' END AS kind
     FROM offline_gift g LEFT JOIN LATERAL (SELECT turn, person FROM cash_count WHERE gift = g.id ORDER BY round DESC, turn DESC LIMIT 1) c ON true JOIN person p ON p.id = coalesce(c.person, g.recorded_by)
     WHERE g.foundation = $1 AND g.way IN ('cash', 'goods', 'service', 'cheque') AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id)
       AND (g.way <> 'cheque' OR NOT EXISTS (SELECT FROM cheque_handing h WHERE h.gift = g.id)) ORDER BY g.recorded_at`, [asked.foundation]);
  return rows.map(({ kind, ...row }) => {
    const task = second(kind, RECORDERS, ({ id }) => `/desk/gifts/${id}`)(row);
    // both count again, and anybody takes a cheque to the bank
    return kind === 'cash-again' || kind === 'cheque' ? { ...task, notBy: [] } : task;
  });
};

/** Goods given out, that a second person has not seen yet. */
export const issues: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { gift: string })[]>(
    `SELECT i.id::text, i.gift::text, i.sheet AS name, i.sum, i.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM goods_issue i JOIN offline_gift g ON g.id = i.gift JOIN person p ON p.id = i.recorded_by
     WHERE g.foundation = $1 AND NOT EXISTS (SELECT FROM goods_issue_booking b WHERE b.issue = i.id) ORDER BY i.recorded_at`, [asked.foundation]);
  return rows.map((row) => second('goods-issue', RECORDERS, () => `/desk/gifts/${row.gift}`)(row));
};

/** Cash taken to the bank, that a second person has not compared with the slip yet. */
export const bankings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT b.id::text, b.slip AS name, b.sum, b.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM cash_banking b JOIN person p ON p.id = b.recorded_by
     WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM cash_banking_confirmation c WHERE c.banking = b.id) AND NOT EXISTS (SELECT FROM cash_banking_withdrawal w WHERE w.banking = b.id) ORDER BY b.recorded_at`, [asked.foundation]);
  return rows.map(second('banking', RECORDERS, () => '/desk/gifts/bankings'));
};

/** Cash in the box, by the day on which it must be at the bank. */
export const cashToBank: Source = async (db, { foundation }) =>
  (await dueCash(db, foundation)).map(({ sum, due }): Task => ({ kind: 'cash-to-bank', sum, path: '/desk/gifts/bankings', by: null, due, roles: RECORDERS, notBy: [] }));

export const transferAccounts: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT a.id::text, a.number AS name, NULL AS sum, a.entered_by AS by, p.${nameIn(asked)} AS "byName" FROM transfer_account a JOIN person p ON p.id = a.entered_by
     WHERE a.foundation = $1 AND a.id = (SELECT max(id) FROM transfer_account WHERE foundation = $1) AND NOT EXISTS (SELECT FROM transfer_account_confirmation c WHERE c.account = a.id)`, [asked.foundation]);
  return rows.map(second('transfer-account', MATCHERS, () => '/desk/gifts/account'));
};

/** Who asked for a fiscal receipt and has none; and receipts that are valid while their gift was taken back. */
export const fiscalReceipts: Source = async (db, { foundation, today }) => {
  const waiting = (kind: string, rows: readonly { readonly sum: Fen }[], due: string | null): Task[] => rows.length === 0 ? [] : [
    { kind, values: { n: String(rows.length) }, sum: rows.reduce((all, one) => all + one.sum, 0n), path: '/desk/gifts/fiscal-receipts', by: null, due, roles: RECORDERS, notBy: [] }];
  const due = await dueReceipts(db, foundation, today);
  return [...waiting('fiscal-void', await receiptsToVoid(db, foundation), null), ...waiting('fiscal-receipts', due, due[0]?.due ?? null)];
};

/** Lists of gifts that were read and wait for a second person. */
export const batches: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT b.id::text, l.${nameIn(asked)} AS name, b.gross AS sum, b.uploaded_by AS by, p.${nameIn(asked)} AS "byName" FROM gift_batch b JOIN place l ON l.id = b.place JOIN person p ON p.id = b.uploaded_by
     WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM gift_batch_confirmation c WHERE c.batch = b.id) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = b.id) ORDER BY b.id`, [asked.foundation]);
  return rows.map(second('batch', MATCHERS, ({ id }) => `/desk/batches/${id}`));
};

/** Goods in a store that have expired: they can only be written off. */
export const expiredGoods: Source = async (db, asked) => {
  const rows = await db.query<{ name: string; n: string; sum: Fen }[]>(
    `SELECT p.${nameIn(asked)} AS name, count(*)::text AS n, sum(s."left" * s.unit)::bigint AS sum FROM place p JOIN store_stock s ON s.store = p.id
     WHERE p.foundation = $1 AND p.account = '1201' AND s.expires < $2 AND s."left" > 0 GROUP BY p.id ORDER BY p.id`, [asked.foundation, asked.today]);
  return rows.map(({ name, n, sum }): Task => ({ kind: 'goods-expired', values: { name, n }, sum, path: '/desk/batches/stores', by: null, due: null, roles: ['programme-officer', 'bookkeeper', 'secretary-general'], notBy: [] }));
};

/** Lists that two people have agreed on and the books have refused: the page says why. */
export const stuckBatches: Source = async (db, asked) => {
  const rows = await db.query<{ id: string; name: string; sum: Fen }[]>(
    `SELECT b.id::text, l.${nameIn(asked)} AS name, b.gross AS sum FROM gift_batch b JOIN place l ON l.id = b.place JOIN gift_batch_run r ON r.batch = b.id AND r.failure IS NOT NULL JOIN gift_batch_confirmation c ON c.batch = b.id
     WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM gift_batch_posting p WHERE p.batch = b.id) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = b.id) ORDER BY b.id`, [asked.foundation]);
  return rows.map(({ id, name, sum }): Task => ({ kind: 'batch-stuck', values: { name }, sum, path: `/desk/batches/${id}`, by: null, due: null, roles: MATCHERS, notBy: [] }));
};
