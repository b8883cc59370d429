import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { PaperKind } from '../rules/original-fund';

/** How far a founder is: promised, seen in the bank, counted. */
export interface FounderRow { readonly founder: string; readonly pledged: Fen; readonly due: Day | null; readonly received: Fen; readonly counted: Fen; readonly missing: Fen; readonly bounced: boolean }
export interface PledgeRow { readonly id: number; readonly founder: string; readonly sum: Fen; readonly due: Day; readonly resolution: string | null }

export interface ContributionRow {
  readonly id: string;
  readonly founder: string;
  readonly sum: Fen;
  readonly reference: string;
  readonly valueDay: Day;
  readonly by: string;
  readonly recordedBy: number;
  readonly state: 'waiting' | 'confirmed' | 'bounced' | 'withdrawn';
}

export interface PaperRow { readonly id: number; readonly kind: PaperKind; readonly name: string; readonly no: string | null; readonly day: Day; readonly by: string }
export interface RegistrationRow { readonly day: Day; readonly sum: Fen; readonly no: string; readonly by: string }

/** Who did it, and when; the entry by its voucher number once it has one. */
interface Act { readonly by: string; readonly at: Date; readonly entry: string | null }
export interface Contribution {
  readonly id: string;
  readonly founder: string;
  readonly sum: Fen;
  readonly reference: string;
  readonly valueDay: Day;
  readonly recordedBy: number;
  readonly recorded: Act;
  readonly confirmed: Act | null;
  readonly bounced: (Act & { readonly day: Day; readonly reference: string; readonly why: string }) | null;
  readonly withdrawn: (Act & { readonly why: string }) | null;
}

@Injectable()
export class FoundingQueries {
  constructor(private readonly db: DataSource) {}

  contributions(foundation: number, lang: Lang): Promise<ContributionRow[]> {
    return this.db.query<ContributionRow[]>(
      `SELECT c.id::text, c.founder, c.sum, c.reference, c.value_day AS "valueDay", p.${nameIn(lang)} AS by, c.recorded_by AS "recordedBy",
         CASE WHEN w.contribution IS NOT NULL THEN 'withdrawn' WHEN b.contribution IS NOT NULL THEN 'bounced' WHEN f.contribution IS NOT NULL THEN 'confirmed' ELSE 'waiting' END AS state
       FROM founding_contribution c JOIN person p ON p.id = c.recorded_by
       LEFT JOIN founding_confirmation f ON f.contribution = c.id LEFT JOIN founding_bounce b ON b.contribution = c.id LEFT JOIN founding_contribution_withdrawal w ON w.contribution = c.id
       WHERE c.foundation = $1 ORDER BY c.value_day DESC, c.id DESC`, [foundation]);
  }

  papers(foundation: number, lang: Lang): Promise<PaperRow[]> {
    return this.db.query<PaperRow[]>(
      `SELECT r.id, r.kind, r.name, r.number AS no, r.day, p.${nameIn(lang)} AS by FROM founding_paper r JOIN person p ON p.id = r.recorded_by
       WHERE r.foundation = $1 ORDER BY r.day, r.id`, [foundation]);
  }

  async registration(foundation: number, lang: Lang): Promise<RegistrationRow | null> {
    const [row] = await this.db.query<RegistrationRow[]>(
      `SELECT r.day, n.sum, r.certificate AS no, p.${nameIn(lang)} AS by FROM registration r JOIN registered_now n ON n.foundation = r.foundation JOIN person p ON p.id = r.registered_by WHERE r.foundation = $1`, [foundation]);
    return row ?? null;
  }

  /** Founders by what is still to come: what they have promised, what the bank has shown, what counts. Money that the bank took back counts no more. */
  founders(foundation: number): Promise<FounderRow[]> {
    return this.db.query<FounderRow[]>(
      `WITH pledged AS (
         SELECT founder, sum(sum)::bigint AS sum, max(due_day) AS due FROM founding_pledge p WHERE foundation = $1 AND NOT EXISTS (SELECT FROM founding_pledge_withdrawal w WHERE w.pledge = p.id) GROUP BY founder
       ), came AS (
         SELECT c.founder, sum(c.sum) FILTER (WHERE b.contribution IS NULL)::bigint AS received, sum(c.sum) FILTER (WHERE f.contribution IS NOT NULL AND b.contribution IS NULL)::bigint AS counted, bool_or(b.contribution IS NOT NULL) AS bounced
         FROM founding_contribution c LEFT JOIN founding_confirmation f ON f.contribution = c.id LEFT JOIN founding_bounce b ON b.contribution = c.id
         WHERE c.foundation = $1 AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id) GROUP BY c.founder)
       SELECT founder, coalesce(p.sum, 0)::bigint AS pledged, p.due, coalesce(c.received, 0)::bigint AS received, coalesce(c.counted, 0)::bigint AS counted, GREATEST(0, coalesce(p.sum, 0) - coalesce(c.counted, 0))::bigint AS missing, coalesce(c.bounced, false) AS bounced
       FROM pledged p FULL JOIN came c USING (founder) ORDER BY missing DESC, founder`, [foundation]);
  }

  pledges(foundation: number): Promise<PledgeRow[]> {
    return this.db.query<PledgeRow[]>(
      `SELECT p.id, p.founder, p.sum, p.due_day AS due, (SELECT number FROM resolution WHERE id = p.resolution) AS resolution FROM founding_pledge p
       WHERE p.foundation = $1 AND NOT EXISTS (SELECT FROM founding_pledge_withdrawal w WHERE w.pledge = p.id) ORDER BY p.due_day, p.id`, [foundation]);
  }

  /** What the original fund holds, and what was recorded but not confirmed. */
  async sums(foundation: number): Promise<{ confirmed: Fen; waiting: Fen; short: Fen }> {
    const [row] = await this.db.query<{ confirmed: Fen; waiting: Fen; short: Fen }[]>(
      `SELECT b.worth AS confirmed, b.short, (SELECT coalesce(sum(c.sum), 0)::bigint FROM founding_contribution c
         WHERE c.foundation = $1 AND NOT EXISTS (SELECT 1 FROM founding_confirmation f WHERE f.contribution = c.id) AND NOT EXISTS (SELECT FROM founding_contribution_withdrawal w WHERE w.contribution = c.id)) AS waiting
       FROM fund_balance b WHERE b.foundation = $1 AND b.class = 'original'`, [foundation]);
    return row ?? { confirmed: 0n, waiting: 0n, short: 0n };
  }

  /** Lines of the original fund's bank that belong to nothing yet and show just this sum. */
  openLines(foundation: number, sum: Fen): Promise<{ id: string; day: Day; party: string | null; reference: string }[]> {
    return this.db.query(
      `SELECT l.id::text, l.day, l.party, l.reference FROM bank_line l
       WHERE l.place = (SELECT min(p.id) FROM place p WHERE p.foundation = $1 AND p.account = '1002') AND l.sum = $2 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) ORDER BY l.day, l.id LIMIT 20`, [foundation, sum]);
  }

  /** @throws NotFoundException */
  async contribution(foundation: number, id: number, lang: Lang): Promise<Contribution> {
    const act = (person: string, at: string, entry: string, more = ''): string =>
      `CASE WHEN ${at} IS NOT NULL THEN json_build_object('by', (SELECT ${nameIn(lang)} FROM person WHERE id = ${person}), 'at', ${at}, 'entry', ${entry}${more}) END`;
    const voucher = (entry: string): string => `(SELECT voucher FROM sealed_entry WHERE entry = ${entry})`;
    const [row] = await this.db.query<Contribution[]>(
      `SELECT c.id::text, c.founder, c.sum, c.reference, c.value_day AS "valueDay", c.recorded_by AS "recordedBy",
         ${act('c.recorded_by', 'c.recorded_at', 'NULL')} AS recorded,
         ${act('f.confirmed_by', 'f.confirmed_at', voucher('f.entry'))} AS confirmed,
         ${act('b.recorded_by', 'b.recorded_at', voucher('b.entry'), `, 'day', b.day, 'reference', b.reference, 'why', b.why`)} AS bounced,
         ${act('w.withdrawn_by', 'w.withdrawn_at', 'NULL', ", 'why', w.why")} AS withdrawn
       FROM founding_contribution c LEFT JOIN founding_confirmation f ON f.contribution = c.id LEFT JOIN founding_bounce b ON b.contribution = c.id LEFT JOIN founding_contribution_withdrawal w ON w.contribution = c.id
       WHERE c.id = $1 AND c.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    const dated = <A extends Act>(said: A): A => ({ ...said, at: new Date(said.at) });
    return { ...row, recorded: dated(row.recorded), confirmed: row.confirmed && dated(row.confirmed), bounced: row.bounced && dated(row.bounced), withdrawn: row.withdrawn && dated(row.withdrawn) };
  }
}
