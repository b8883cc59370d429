import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import { firstDay, lastDay, type Day, type Month } from '../rules/day';
import type { Fen } from '../rules/money';
import type { ClosingStepName } from './closing-steps';

export interface MonthRow {
  readonly month: Month;
  readonly entries: bigint;
  readonly sealedOn: Day | null;
  /** Nobody signed a month that the change of the chart has sealed. */
  readonly signers: readonly string[];
}
export interface StepRow { readonly step: ClosingStepName; readonly by: string; readonly at: Date; readonly entries: bigint }
export interface Counts { readonly entries: bigint; readonly unchecked: bigint; readonly machineMade: bigint }
export interface SignatureRow { readonly id: number; readonly signer: number; readonly by: string; readonly at: Date; readonly stands: boolean; readonly inOffice: boolean }
export interface Signer { readonly id: number; readonly name: string; readonly made: boolean }
export interface SealRow { readonly first: string; readonly firstAt: Date; readonly second: string; readonly at: Date }
export interface BalanceRow { readonly code: string; readonly name: string; readonly former: boolean; readonly opening: Fen; readonly debit: Fen; readonly credit: Fen; readonly closing: Fen }
export interface PillarRow { readonly code: string; readonly name: string; readonly opening: Fen; readonly received: Fen; readonly paid: Fen; readonly closing: Fen }


/** The month that the desk works in: the oldest with entries that is not sealed; null when there is none. */
export async function openMonth(db: Pick<EntityManager, 'query'>, foundation: number): Promise<Month | null> {
  const [row] = await db.query<[{ month: Month | null }]>(
    `SELECT to_char(min(p.month), 'YYYY-MM') AS month FROM accounting_period p WHERE p.foundation = $1 AND p.sealed_on IS NULL AND entries_in_month($1, p.month) > 0`, [foundation]);
  return row.month;
}

/** What the pages of closing ask. */
@Injectable()
export class ClosingQueries {
  constructor(private readonly db: DataSource) {}

  /** Months with entries, newest first, and the month that is. */
  async months(foundation: number, today: Day, lang: Lang): Promise<MonthRow[]> {
    return this.db.query<MonthRow[]>(
      `SELECT to_char(m.month, 'YYYY-MM') AS month, entries_in_month($1, m.month) AS entries, p.sealed_on AS "sealedOn",
         CASE WHEN s.month IS NULL THEN '{}' ELSE ARRAY[a.${nameIn(lang)}, b.${nameIn(lang)}] END AS signers
       FROM (SELECT month FROM accounting_period WHERE foundation = $1 UNION SELECT date_trunc('month', $2::date)::date) m
       LEFT JOIN accounting_period p ON p.foundation = $1 AND p.month = m.month
       LEFT JOIN month_seal s ON s.foundation = $1 AND s.month = m.month LEFT JOIN person a ON a.id = s.first_signer LEFT JOIN person b ON b.id = s.second_signer
       WHERE entries_in_month($1, m.month) > 0 OR m.month = date_trunc('month', $2::date) ORDER BY m.month DESC`, [foundation, today]);
  }

  /** The newest row of each step. */
  async steps(foundation: number, month: Month, lang: Lang): Promise<ReadonlyMap<ClosingStepName, StepRow>> {
    const rows = await this.db.query<StepRow[]>(
      `SELECT DISTINCT ON (s.step) s.step, p.${nameIn(lang)} AS by, s.done_at AS at, s.entries FROM closing_step s JOIN person p ON p.id = s.done_by
       WHERE s.foundation = $1 AND s.month = $2 ORDER BY s.step, s.id DESC`, [foundation, firstDay(month)]);
    return new Map(rows.map((row) => [row.step, row]));
  }

  /** How many entries the closing looks at, how many of them nobody has checked, and how many of those the system has made or a list has brought. */
  async counts(foundation: number, month: Month): Promise<Counts> {
    const [row] = await this.db.query<[Counts]>(
      `SELECT entries_to_close($1, $2) AS entries, unchecked_in_month($1, $2) AS unchecked,
         unchecked_in_month($1, $2) - (SELECT count(*) FROM voucher_maker m JOIN journal_entry e ON e.id = m.entry
           WHERE m.foundation = $1 AND date_trunc('month', e.day) = $2::date AND NOT EXISTS (SELECT 1 FROM voucher_check c WHERE c.entry = m.entry)
             AND NOT came_in_a_list(e.source) AND NOT EXISTS (SELECT 1 FROM closing_entry k WHERE k.entry = m.entry)) AS "machineMade"`, [foundation, firstDay(month)]);
    return row;
  }

  /** Who may sign the month today, and of each whether they made vouchers of it by hand, or have proposed one: they check none in bulk. */
  inOffice(foundation: number, month: Month, now: Date, lang: Lang): Promise<Signer[]> {
    return this.db.query<Signer[]>(
      `SELECT p.id, p.${nameIn(lang)} AS name, makes_vouchers_of($1, $2, p.id) AS made FROM person p
       WHERE p.id IN (SELECT a.person FROM appointment a WHERE a.foundation = $1) AND answers_for_the_books(p.id, $1, $3) ORDER BY p.id`, [foundation, firstDay(month), now]);
  }

  /** The newest signature of a month that is not sealed, and whether it still stands. */
  async signature(foundation: number, month: Month, now: Date, lang: Lang): Promise<SignatureRow | null> {
    const [row] = await this.db.query<SignatureRow[]>(
      `SELECT s.id, s.signer, p.${nameIn(lang)} AS by, s.signed_at AS at, s.entries = entries_in_month($1, $2) AS stands, answers_for_the_books(s.signer, $1, $3) AS "inOffice"
       FROM month_signature s JOIN person p ON p.id = s.signer WHERE s.foundation = $1 AND s.month = $2 ORDER BY s.id DESC LIMIT 1`, [foundation, firstDay(month), now]);
    return row ?? null;
  }

  async sealed(foundation: number, month: Month, lang: Lang): Promise<{ on: Day; seal: SealRow | null } | null> {
    const [row] = await this.db.query<{ on: Day; seal: (Omit<SealRow, 'at' | 'firstAt'> & { at: string; firstAt: string }) | null }[]>(
      `SELECT p.sealed_on AS on, CASE WHEN s.month IS NOT NULL THEN json_build_object('first', a.${nameIn(lang)}, 'firstAt', f.signed_at, 'second', b.${nameIn(lang)}, 'at', s.sealed_at) END AS seal
       FROM accounting_period p LEFT JOIN month_seal s ON s.foundation = p.foundation AND s.month = p.month LEFT JOIN month_signature f ON f.id = s.first
       LEFT JOIN person a ON a.id = s.first_signer LEFT JOIN person b ON b.id = s.second_signer
       WHERE p.foundation = $1 AND p.month = $2 AND p.sealed_on IS NOT NULL`, [foundation, firstDay(month)]);
    return row ? { on: row.on, seal: row.seal && { ...row.seal, at: new Date(row.seal.at), firstAt: new Date(row.seal.firstAt) } } : null;
  }

  /** 科目余额表, without what stands outside the statements. */
  trialBalance(foundation: number, month: Month, lang: Lang): Promise<BalanceRow[]> {
    return this.db.query<BalanceRow[]>(
      `SELECT code, name, standard <> (SELECT standard FROM accounting_standard WHERE $3 BETWEEN from_day AND to_day) AS former, opening, debit, credit, opening + debit - credit AS closing FROM (
         SELECT a.code, a.${nameIn(lang)} AS name, a.standard,
           coalesce(sum(p.debit) FILTER (WHERE e.day < $2), 0)::bigint AS opening,
           coalesce(sum(p.debit) FILTER (WHERE e.day >= $2 AND p.debit > 0), 0)::bigint AS debit,
           coalesce(-sum(p.debit) FILTER (WHERE e.day >= $2 AND p.debit < 0), 0)::bigint AS credit
         FROM journal_entry e JOIN posting p ON p.entry = e.id JOIN account a ON a.standard = p.standard AND a.code = p.account
         WHERE e.foundation = $1 AND e.day <= $3 AND a.class <> 'C' AND a.role <> 'between' GROUP BY a.standard, a.code, a.${nameIn(lang)}) r
       WHERE (opening, debit, credit) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint) ORDER BY standard DESC, code`, [foundation, firstDay(month), lastDay(month)]);
  }

  /** The four pillars of each fund, then those of the foundation. Money that an opening balance brought was there before, and is no receipt. */
  pillars(foundation: number, month: Month, lang: Lang): Promise<PillarRow[]> {
    return this.db.query<PillarRow[]>(
      `SELECT code, name, opening, received, paid, opening + received - paid AS closing FROM (
         SELECT coalesce(f.code, '') AS code, coalesce(f.${nameIn(lang)}, '') AS name, m.fund,
           (coalesce(sum(m.received - m.paid) FILTER (WHERE m.month < $2), 0) + sum(m.carried))::bigint AS opening,
           coalesce(sum(m.received) FILTER (WHERE m.month = $2), 0)::bigint AS received, coalesce(sum(m.paid) FILTER (WHERE m.month = $2), 0)::bigint AS paid
         FROM fund_movement m LEFT JOIN fund f ON f.id = m.fund WHERE m.foundation = $1 AND m.month <= $2 GROUP BY m.fund, f.code, f.${nameIn(lang)}) r
       ORDER BY fund = 0, fund`, [foundation, firstDay(month)]);
  }

  /** Whether income, cost or corrections stand open at the end of a December; and whether anything stands in the chart of 2004 when the new one begins, with the old year sealed. */
  async yearEnd(foundation: number, month: Month): Promise<{ open: boolean; former: boolean }> {
    const [row] = await this.db.query<[{ open: boolean; former: boolean }]>(
      `SELECT $2 LIKE '%-12' AND EXISTS (SELECT 1 FROM open_at_year_end($1, $3)) AS open,
         $2 = '2026-01' AND EXISTS (SELECT 1 FROM posting p JOIN fund f ON f.id = p.fund WHERE f.foundation = $1 AND p.standard = 2004 GROUP BY p.fund, p.account HAVING sum(p.debit) <> 0)
           AND NOT EXISTS (SELECT 1 FROM accounting_period p WHERE p.foundation = $1 AND p.month < '2026-01-01' AND p.sealed_on IS NULL AND entries_in_month($1, p.month) > 0) AS former`, [foundation, month, lastDay(month)]);
    return row;
  }
}
