import { dueCash } from '../giving/offline/cash-bankings.service';
import { dueReceipts, receiptsToVoid } from '../giving/offline/fiscal-receipts.service';
import { openMonth } from '../ledger/closing.queries';
import { monthName } from '../platform/views';
import { monthOf } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Asked, Source, Task } from './tasks';

interface Waiting { readonly id: string; readonly name: string; readonly sum: Fen | null; readonly by: number; readonly byName: string; readonly due?: string | null }

const nameIn = ({ lang }: Asked): string => (lang === 'zh' ? 'name' : 'english_name');

/** A row that waits for a second person. */
const second = (kind: string, roles: readonly string[], path: (row: Waiting) => string) => (row: Waiting): Task => ({
  kind, values: { name: row.name }, sum: row.sum, path: path(row), by: { id: row.by, name: row.byName }, due: row.due ?? null, roles, notBy: [row.by],
});

const contributions: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT c.id::text, c.founder AS name, c.sum, c.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM founding_contribution c JOIN person p ON p.id = c.recorded_by
     WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_confirmation f WHERE f.contribution = c.id) ORDER BY c.recorded_at`, [asked.foundation]);
  return rows.map(second('contribution', ['bookkeeper', 'secretary-general'], ({ id }) => `/desk/founding/contributions/${id}`));
};

/** Money of the provider that is not as it was asked for: 待查款. */
const oddPayments: Source = async (db, { foundation }) => {
  const [row] = await db.query<[{ n: string; sum: Fen }]>(
    `SELECT count(*)::text AS n, coalesce(sum(gross), 0)::bigint AS sum FROM payment WHERE foundation = $1 AND not_as_asked IS NOT NULL`, [foundation]);
  return row.n === '0' ? [] : [{ kind: 'odd-payments', values: { n: row.n }, sum: row.sum, path: '/desk/payments', by: null, due: null, roles: ['bookkeeper', 'secretary-general'], notBy: [] }];
};

const RECORDERS = ['bookkeeper', 'cashier', 'programme-officer', 'secretary-general'];

/** Gifts brought to the desk: a second count, a second person, a cheque that is not at the bank yet. */
const offlineGifts: Source = async (db, asked) => {
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

/** Goods given out, and cash taken to the bank, that a second person has not seen yet. */
const issues: Source = async (db, asked) => {
  const rows = await db.query<(Waiting & { gift: string })[]>(
    `SELECT i.id::text, i.gift::text, i.sheet AS name, i.sum, i.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM goods_issue i JOIN offline_gift g ON g.id = i.gift JOIN person p ON p.id = i.recorded_by
     WHERE g.foundation = $1 AND NOT EXISTS (SELECT FROM goods_issue_booking b WHERE b.issue = i.id) ORDER BY i.recorded_at`, [asked.foundation]);
  return rows.map((row) => second('goods-issue', RECORDERS, () => `/desk/gifts/${row.gift}`)(row));
};
const bankings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT b.id::text, b.slip AS name, b.sum, b.recorded_by AS by, p.${nameIn(asked)} AS "byName" FROM cash_banking b JOIN person p ON p.id = b.recorded_by
     WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM cash_banking_confirmation c WHERE c.banking = b.id) AND NOT EXISTS (SELECT FROM cash_banking_withdrawal w WHERE w.banking = b.id) ORDER BY b.recorded_at`, [asked.foundation]);
  return rows.map(second('banking', RECORDERS, () => '/desk/gifts/bankings'));
};

/** Cash in the box, by the day on which it must be at the bank. */
const cashToBank: Source = async (db, { foundation }) =>
  (await dueCash(db, foundation)).map(({ sum, due }): Task => ({ kind: 'cash-to-bank', sum, path: '/desk/gifts/bankings', by: null, due, roles: RECORDERS, notBy: [] }));

const transferAccounts: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT a.id::text, a.number AS name, NULL AS sum, a.entered_by AS by, p.${nameIn(asked)} AS "byName" FROM transfer_account a JOIN person p ON p.id = a.entered_by
     WHERE a.foundation = $1 AND a.id = (SELECT max(id) FROM transfer_account WHERE foundation = $1) AND NOT EXISTS (SELECT FROM transfer_account_confirmation c WHERE c.account = a.id)`, [asked.foundation]);
  return rows.map(second('transfer-account', ['bookkeeper', 'cashier', 'secretary-general'], () => '/desk/gifts/account'));
};

/** Who asked for a fiscal receipt and has none; and receipts that are valid while their gift was taken back. */
const fiscalReceipts: Source = async (db, { foundation, today }) => {
  const [due, taken] = [await dueReceipts(db, foundation, today), await receiptsToVoid(db, foundation)];
  return [
    ...(taken.length === 0 ? [] : [{ kind: 'fiscal-void', values: { n: String(taken.length) }, sum: null, path: '/desk/gifts/fiscal-receipts', by: null, due: null, roles: RECORDERS, notBy: [] }]),
    ...(due.length === 0 ? [] : [{ kind: 'fiscal-receipts', values: { n: String(due.length) }, sum: null, path: '/desk/gifts/fiscal-receipts', by: null, due: due[0]!.due, roles: RECORDERS, notBy: [] }]),
  ];
};

/** Vouchers by hand that somebody has proposed: booked when another person approves. */
const proposals: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT v.id::text, v.note AS name, (SELECT coalesce(sum(GREATEST((l ->> 'debit')::bigint, 0)), 0)::bigint FROM jsonb_array_elements(v.lines) l) AS sum, v.proposed_by AS by, p.${nameIn(asked)} AS "byName"
     FROM voucher_proposal v JOIN person p ON p.id = v.proposed_by WHERE v.foundation = $1 AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = v.id) ORDER BY v.id`, [asked.foundation]);
  return rows.map(second('proposal', ['bookkeeper', 'secretary-general'], ({ id }) => `/desk/vouchers/proposals/${id}`));
};

/** Months that one person has signed and nobody else yet. */
const signatures: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT to_char(s.month, 'YYYY-MM') AS id, to_char(s.month, 'YYYY-MM') AS name, NULL AS sum, s.signer AS by, p.${nameIn(asked)} AS "byName"
     FROM (SELECT DISTINCT ON (month) * FROM month_signature WHERE foundation = $1 ORDER BY month, id DESC) s JOIN person p ON p.id = s.signer
     WHERE s.entries = entries_in_month($1, s.month) AND NOT EXISTS (SELECT FROM month_seal m WHERE m.foundation = $1 AND m.month = s.month) ORDER BY s.month`, [asked.foundation]);
  return rows.map(second('signature', ['bookkeeper', 'secretary-general'], ({ id }) => `/desk/closing/${id}`));
};

/** Lists of gifts that were read and wait for a second person. */
const batches: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT b.id::text, l.${nameIn(asked)} AS name, b.gross AS sum, b.uploaded_by AS by, p.${nameIn(asked)} AS "byName" FROM gift_batch b JOIN place l ON l.id = b.place JOIN person p ON p.id = b.uploaded_by
     WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM gift_batch_confirmation c WHERE c.batch = b.id) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = b.id) ORDER BY b.id`, [asked.foundation]);
  return rows.map(second('batch', ['bookkeeper', 'cashier', 'secretary-general'], ({ id }) => `/desk/batches/${id}`));
};

/** The newest opening balance, while nobody has signed one. */
const openings: Source = async (db, asked) => {
  const rows = await db.query<Waiting[]>(
    `SELECT o.id::text, to_char(o.day, 'YYYY-MM-DD') AS name, NULL AS sum, o.prepared_by AS by, p.${nameIn(asked)} AS "byName" FROM opening_preparation o JOIN person p ON p.id = o.prepared_by
     WHERE o.foundation = $1 AND NOT EXISTS (SELECT FROM registration r WHERE r.foundation = $1) ORDER BY o.id DESC LIMIT 1`, [asked.foundation]);
  return rows.map(second('opening', ['bookkeeper', 'secretary-general'], () => '/desk/opening'));
};

const MATCHERS = ['bookkeeper', 'cashier', 'secretary-general'];

/** Lines of statements that nobody has matched; what is put aside until a day waits until then. */
const bankLines: Source = async (db, asked) => {
  const rows = await db.query<{ code: string; name: string; n: string; sum: Fen; due: string | null }[]>(
    `SELECT p.code, p.${nameIn(asked)} AS name, count(*)::text AS n, sum(abs(l.sum))::bigint AS sum, min(h.until)::text AS due
     FROM bank_line l JOIN place p ON p.id = l.place LEFT JOIN LATERAL (SELECT until FROM bank_hold WHERE line = l.id ORDER BY id DESC LIMIT 1) h ON true
     WHERE l.foundation = $1 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) GROUP BY p.id ORDER BY p.id`, [asked.foundation]);
  return rows.map(({ code, name, n, sum, due }): Task => ({ kind: 'bank-lines', values: { name, n }, sum, path: `/desk/bank/${code}/matching`, by: null, due, roles: MATCHERS, notBy: [] }));
};

/** The oldest month that is over and not sealed: the others wait for it. */
const closing: Source = async (db, { foundation, today, lang }) => {
  const month = await openMonth(db, foundation);
  return month === null || month >= monthOf(today) ? [] : [{ kind: 'closing', values: { month: monthName(month, lang) }, sum: null, path: `/desk/closing/${month}`, by: null, due: null, roles: ['bookkeeper', 'secretary-general'], notBy: [] }];
};

/** Everybody who has something that may wait. */
export const SOURCES: readonly Source[] = [contributions, oddPayments, offlineGifts, issues, bankings, cashToBank, transferAccounts, fiscalReceipts, proposals, signatures, batches, openings, bankLines, closing];
