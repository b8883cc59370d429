import { NotFoundException } from '@nestjs/common';
import type { Asks } from '../platform/read-database';
import { nameIn, type Lang } from '../platform/words';
import type { Kind } from '../ledger/kinds';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { whatOf } from '../ledger/words-of-entries';

/** A sealed entry with all its lines. */
export interface Entry {
  readonly id: bigint;
  readonly no: string;
  readonly number: bigint;
  readonly day: Day;
  readonly factDay: Day;
  readonly kind: Kind;
  readonly what: string;
  readonly party: string | null;
  readonly note: string | null;
  readonly source: string;
  readonly postedAt: Date;
  readonly sealedAt: Date | null;
  /** Of a share of an enterprise one for each of its funds. */
  readonly gifts: readonly string[];
  /** The residents' group for which it was paid, by its own word. */
  readonly forGroup: { readonly code: string; readonly name: string; readonly sum: Fen } | null;
  readonly reverses: Correction | null;
  readonly reversedBy: Correction | null;
  readonly lines: readonly Line[];
}
export interface Correction { readonly no: string; readonly day: Day; readonly reason: string }
export interface Line {
  readonly fundCode: string;
  readonly fundName: string;
  /** What the entry did to the fund's money, and what the fund held afterwards. */
  readonly change: Fen;
  readonly balance: Fen;
  readonly account: string;
  readonly accountName: string;
  /** Debit > 0, credit < 0. */
  readonly debit: Fen;
  readonly place: string | null;
}

/** @throws NotFoundException when no sealed entry of this foundation has the number */
export async function entryOf(db: Asks, foundation: number, no: string, lang: Lang): Promise<Entry> {
  const [head] = await db.query<(Omit<Entry, 'lines' | 'forGroup' | 'reverses' | 'reversedBy'> & Corrections)[]>(
    `SELECT e.id, s.voucher AS no, s.number, e.day, e.fact_day AS "factDay", e.kind, ${whatOf(lang)} AS what, w.party, w.note, e.source, e.posted_at AS "postedAt", ARRAY(SELECT d.no FROM payment p JOIN donation d ON d.id = p.donation WHERE p.entry = e.id ORDER BY p.id) AS gifts,
       (SELECT signed_at FROM checkpoint c WHERE c.foundation = s.foundation AND c.size >= s.number ORDER BY c.size LIMIT 1) AS "sealedAt",
       rv.voucher AS rv_no, rv.day AS rv_day, rb.voucher AS rb_no, rb.day AS rb_day, wb.note AS rb_reason
     FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = e.id
     LEFT JOIN sealed_entry rv ON rv.entry = e.reverses
     LEFT JOIN journal_entry re ON re.reverses = e.id LEFT JOIN sealed_entry rb ON rb.entry = re.id LEFT JOIN entry_words wb ON wb.entry = re.id
     WHERE s.foundation = $1 AND s.voucher = $2`, [foundation, no]);
  if (!head) throw new NotFoundException();
  const { rv_no, rv_day, rb_no, rb_day, rb_reason, ...entry } = head;
  const [forGroup] = await db.query<NonNullable<Entry['forGroup']>[]>(
    `SELECT g.code, n.${nameIn(lang)} AS name, p.sum FROM paid_for_group p JOIN resident_group g ON g.id = p.resident_group CROSS JOIN group_particulars(g.id) n WHERE p.entry = $1`, [entry.id]);
  return {
    ...entry, forGroup: forGroup ?? null,
    reverses: rv_no === null ? null : { no: rv_no, day: rv_day!, reason: entry.note ?? '' },
    reversedBy: rb_no === null ? null : { no: rb_no, day: rb_day!, reason: rb_reason ?? '' },
    lines: await db.query<Line[]>(
      `SELECT f.code AS "fundCode", f.${nameIn(lang)} AS "fundName", x.money::bigint AS change, x.money_after::bigint AS balance, p.account, a.${nameIn(lang)} AS "accountName", p.debit, pl.code AS place
       FROM posting p JOIN fund f ON f.id = p.fund JOIN entry_fund x ON x.entry = p.entry AND x.fund = p.fund
       JOIN account a ON a.standard = p.standard AND a.code = p.account LEFT JOIN place pl ON pl.id = p.place
       WHERE p.entry = $1 ORDER BY p.line`, [entry.id]),
  };
}

interface Corrections { rv_no: string | null; rv_day: Day | null; rb_no: string | null; rb_day: Day | null; rb_reason: string | null }
