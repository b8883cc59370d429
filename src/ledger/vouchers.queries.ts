import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import { firstDay, lastDay, type Day, type Month } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Kind } from './kinds';
import { whatOf } from './words-of-entries';

export interface VoucherRow {
  readonly no: string;
  readonly day: Day;
  readonly what: string;
  /** Half of all that its lines move: the sum of either side. */
  readonly sum: Fen;
  /** Its accounts on either side, with their codes. */
  readonly debits: string;
  readonly credits: string;
  readonly maker: string | null;
  readonly makerId: number | null;
  readonly checker: string | null;
  readonly number: bigint;
}
/** The letter words of voucher numbers: received, paid, transferred, promised. */
export const WORDS = ['SR', 'PV', 'JV', 'CM'] as const;
export type Word = (typeof WORDS)[number];
/** Which vouchers of a month: of one word, of one fund, those that nobody has checked. */
export interface Wanted { readonly month: Month; readonly word: Word | null; readonly fund: string | null; readonly open: boolean }
export interface PostingRow { readonly fund: string; readonly account: string; readonly code: string; readonly debit: Fen | null; readonly credit: Fen | null; readonly place: string | null; readonly promise: string | null }
export interface VoucherFacts {
  readonly entry: bigint;
  readonly no: string;
  readonly kind: Kind;
  readonly day: Day;
  readonly factDay: Day;
  readonly what: string;
  readonly party: string | null;
  readonly note: string | null;
  readonly source: string;
  readonly papers: string | null;
  /** How many papers can be opened. */
  readonly attached: number;
  readonly proposal: number | null;
  readonly maker: string | null;
  readonly makerId: number | null;
  readonly checker: string | null;
  readonly checkedAt: Date | null;
  readonly reverses: string | null;
  readonly reversed: string | null;
  readonly sealed: boolean;
  readonly postings: readonly PostingRow[];
}
export interface ProposalRow { readonly id: number; readonly template: string; readonly day: Day; readonly note: string; readonly sum: Fen; readonly by: string; readonly at: Date; readonly decision: 'approved' | 'refused' | 'withdrawn' | null }
export interface DecisionFacts { readonly decision: 'approved' | 'refused' | 'withdrawn'; readonly by: string; readonly at: Date; readonly why: string | null; readonly no: string | null }

export const VOUCHERS_A_PAGE = 100;
/** As many as one file for the printer holds. */
export const SHEETS_A_FILE = 200;
const SIDE = (side: '>' | '<', lang: Lang): string => `(SELECT string_agg(DISTINCT a.code || ' ' || a.${nameIn(lang)}, '${lang === 'zh' ? '、' : ', '}') FROM posting x JOIN account a ON a.standard = x.standard AND a.code = x.account WHERE x.entry = s.entry AND x.debit ${side} 0)`;
const SUM = '(SELECT coalesce(sum(GREATEST(x.debit, 0)), 0)::bigint FROM posting x WHERE x.entry = s.entry)';

/** What the pages of vouchers ask. */
@Injectable()
export class VouchersQueries {
  constructor(private readonly db: DataSource) {}

  /** Vouchers of a month, newest first. */
  list(foundation: number, { month, word, fund, open, before }: Wanted & { before: bigint | null }, lang: Lang): Promise<VoucherRow[]> {
    return this.db.query<VoucherRow[]>(
      `SELECT s.voucher AS no, s.day, ${whatOf(lang)} AS what, ${SUM} AS sum, ${SIDE('>', lang)} AS debits, ${SIDE('<', lang)} AS credits,
         m.${nameIn(lang)} AS maker, vm.maker AS "makerId", k.${nameIn(lang)} AS checker, s.number
       FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = s.entry
       LEFT JOIN voucher_maker vm ON vm.entry = s.entry LEFT JOIN person m ON m.id = vm.maker LEFT JOIN voucher_check c ON c.entry = s.entry LEFT JOIN person k ON k.id = c.checker
       WHERE s.foundation = $1 AND s.day BETWEEN $2 AND $3 AND ($4::bigint IS NULL OR s.number < $4) AND ($5::text IS NULL OR starts_with(s.voucher, $5))
         AND ($6::text IS NULL OR EXISTS (SELECT 1 FROM entry_fund x JOIN fund f ON f.id = x.fund WHERE x.entry = s.entry AND f.code = $6))
         ${open ? 'AND c.entry IS NULL' : ''} ORDER BY s.number DESC LIMIT ${VOUCHERS_A_PAGE + 1}`,
      [foundation, firstDay(month), lastDay(month), before, word, fund]);
  }

  /** How many vouchers of each word a month has. */
  async counts(foundation: number, month: Month): Promise<ReadonlyMap<Word, number>> {
    const rows = await this.db.query<{ word: Word; last: number }[]>('SELECT word, last FROM voucher_head WHERE foundation = $1 AND month = $2', [foundation, firstDay(month)]);
    return new Map(rows.map(({ word, last }) => [word, last]));
  }

  /** @throws NotFoundException */
  async voucher(foundation: number, no: string, lang: Lang): Promise<VoucherFacts> {
    const [row] = await this.facts('s.foundation = $1 AND s.voucher = $2', [foundation, no], lang);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** Vouchers of a month as they are filed: by word, in the order of their numbers. Promises are outside the statements and are filed only when they are asked for. */
  sheets(foundation: number, { month, word, part }: { month: Month; word: Word | null; part: number }, lang: Lang): Promise<VoucherFacts[]> {
    return this.facts(`s.entry IN (SELECT o.entry FROM sealed_entry o WHERE o.foundation = $1 AND o.day BETWEEN $2 AND $3 AND left(o.voucher, 2) = ANY ($4)
      ORDER BY array_position($4, left(o.voucher, 2)), o.number OFFSET $5 LIMIT ${SHEETS_A_FILE})`,
    [foundation, firstDay(month), lastDay(month), word ? [word] : WORDS.filter((one) => one !== 'CM'), (part - 1) * SHEETS_A_FILE], lang);
  }

  private async facts(where: string, values: unknown[], lang: Lang): Promise<VoucherFacts[]> {
    const rows = await this.db.query<Omit<VoucherFacts, 'postings'>[]>(
      `SELECT s.entry, s.voucher AS no, e.kind, e.day, e.fact_day AS "factDay", ${whatOf(lang)} AS what, w.party, w.note, e.source, p.papers, p.id AS proposal,
         (SELECT count(*)::int FROM voucher_paper v WHERE v.entry = s.entry AND NOT EXISTS (SELECT FROM paper_withdrawal x WHERE x.paper = v.paper)) AS attached,
         m.${nameIn(lang)} AS maker, vm.maker AS "makerId", k.${nameIn(lang)} AS checker, c.checked_at AS "checkedAt",
         (SELECT o.voucher FROM sealed_entry o WHERE o.entry = e.reverses) AS reverses,
         (SELECT coalesce(o.voucher, '') FROM journal_entry r LEFT JOIN sealed_entry o ON o.entry = r.id WHERE r.reverses = e.id) AS reversed,
         EXISTS (SELECT 1 FROM accounting_period a WHERE a.foundation = e.foundation AND a.month = date_trunc('month', e.day) AND a.sealed_on IS NOT NULL) AS sealed
       FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry LEFT JOIN entry_words w ON w.entry = s.entry
       LEFT JOIN voucher_decision d ON d.entry = s.entry LEFT JOIN voucher_proposal p ON p.id = d.proposal
       LEFT JOIN voucher_maker vm ON vm.entry = s.entry LEFT JOIN person m ON m.id = vm.maker LEFT JOIN voucher_check c ON c.entry = s.entry LEFT JOIN person k ON k.id = c.checker
       WHERE ${where} ORDER BY array_position(ARRAY['SR', 'PV', 'JV', 'CM'], left(s.voucher, 2)), s.number`, values);
    const postings = await this.db.query<(PostingRow & { entry: bigint })[]>(
      `SELECT p.entry, f.${nameIn(lang)} AS fund, a.${nameIn(lang)} AS account, a.code, CASE WHEN p.debit > 0 THEN p.debit END AS debit, CASE WHEN p.debit < 0 THEN -p.debit END AS credit,
         l.${nameIn(lang)} AS place, o.voucher AS promise
       FROM posting p JOIN fund f ON f.id = p.fund JOIN account a ON a.standard = p.standard AND a.code = p.account LEFT JOIN place l ON l.id = p.place LEFT JOIN sealed_entry o ON o.entry = p.promise AND o.entry <> p.entry
       WHERE p.entry = ANY ($1) ORDER BY p.entry, p.line`, [rows.map(({ entry }) => entry)]);
    const lines = new Map<bigint, PostingRow[]>(rows.map(({ entry }) => [entry, []]));
    for (const { entry, ...posting } of postings) lines.get(entry)!.push(posting);
    return rows.map((row) => ({ ...row, postings: lines.get(row.entry)! }));
  }

  /** The lines of a proposal as its voucher would show them. */
  lines(proposal: number, lang: Lang): Promise<PostingRow[]> {
    return this.db.query<PostingRow[]>(
      `SELECT f.${nameIn(lang)} AS fund, a.${nameIn(lang)} AS account, a.code, CASE WHEN l.debit > 0 THEN l.debit END AS debit, CASE WHEN l.debit < 0 THEN -l.debit END AS credit, t.${nameIn(lang)} AS place, o.voucher AS promise
       FROM voucher_proposal p, ROWS FROM (jsonb_to_recordset(p.lines) AS (fund int, account text, standard smallint, debit bigint, place int, promise bigint)) WITH ORDINALITY l (fund, account, standard, debit, place, promise, n)
       JOIN fund f ON f.id = l.fund JOIN account a ON a.standard = l.standard AND a.code = l.account LEFT JOIN place t ON t.id = l.place LEFT JOIN sealed_entry o ON o.entry = l.promise
       WHERE p.id = $1 ORDER BY l.n`, [proposal]);
  }

  /** Proposals that wait, oldest first, and the newest that were decided. */
  async proposals(foundation: number, lang: Lang): Promise<{ waiting: ProposalRow[]; decided: ProposalRow[] }> {
    const rows = (where: string, order: string): Promise<ProposalRow[]> => this.db.query<ProposalRow[]>(
      `SELECT p.id, p.template, p.day, p.note, (SELECT coalesce(sum(GREATEST((l ->> 'debit')::bigint, 0)), 0)::bigint FROM jsonb_array_elements(p.lines) l) AS sum,
         b.${nameIn(lang)} AS by, p.proposed_at AS at, d.decision FROM voucher_proposal p JOIN person b ON b.id = p.proposed_by LEFT JOIN voucher_decision d ON d.proposal = p.id
       WHERE p.foundation = $1 AND d.proposal IS ${where} ORDER BY ${order}`, [foundation]);
    const [waiting, decided] = await Promise.all([rows('NULL', 'p.id'), rows('NOT NULL', 'd.decided_at DESC, p.id DESC LIMIT 20')]);
    return { waiting, decided };
  }

  async decision(proposal: number, lang: Lang): Promise<{ by: string; at: Date; decision: DecisionFacts | null; reverses: string | null; pays: string | null }> {
    const [row] = await this.db.query<[{ by: string; at: Date; decision: (Omit<DecisionFacts, 'at'> & { at: string }) | null; reverses: string | null; pays: string | null }]>(
      `SELECT b.${nameIn(lang)} AS by, p.proposed_at AS at, (SELECT voucher FROM sealed_entry WHERE entry = p.reverses) AS reverses, (SELECT voucher FROM sealed_entry WHERE entry = p.pays) AS pays,
         CASE WHEN d.proposal IS NOT NULL THEN json_build_object('decision', d.decision, 'by', c.${nameIn(lang)}, 'at', d.decided_at, 'why', d.why, 'no', (SELECT voucher FROM sealed_entry WHERE entry = d.entry)) END AS decision
       FROM voucher_proposal p JOIN person b ON b.id = p.proposed_by LEFT JOIN voucher_decision d ON d.proposal = p.id LEFT JOIN person c ON c.id = d.decided_by WHERE p.id = $1`, [proposal]);
    return { ...row, decision: row.decision && { ...row.decision, at: new Date(row.decision.at) } };
  }

  /** What a form by hand can choose from. */
  async choices(foundation: number, lang: Lang): Promise<{ funds: { code: string; class: string; name: string }[]; banks: { code: string; name: string }[] }> {
    const [funds, banks] = await Promise.all([
      this.db.query<{ code: string; class: string; name: string }[]>(
        `SELECT code, class, ${nameIn(lang)} AS name FROM fund WHERE foundation = $1 ORDER BY id`, [foundation]),
      this.db.query<{ code: string; name: string }[]>(`SELECT code, ${nameIn(lang)} AS name FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id`, [foundation]),
    ]);
    return { funds, banks };
  }

  /** Months that have vouchers, newest first. */
  async months(foundation: number): Promise<Month[]> {
    return (await this.db.query<{ month: Month }[]>("SELECT DISTINCT to_char(month, 'YYYY-MM') AS month FROM voucher_head WHERE foundation = $1 ORDER BY 1 DESC", [foundation])).map(({ month }) => month);
  }
}
