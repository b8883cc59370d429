import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Kind } from '../ledger/kinds';
import { whatOf } from '../ledger/words-of-entries';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Place } from './places';

export const LINES_A_PAGE = 20;
export const POSTINGS_SHOWN = 50;
/** Of one sum nobody looks through more. */
const NEAREST = 20;


export interface LineRow {
  readonly id: bigint;
  readonly day: Day;
  readonly sum: Fen;
  readonly balance: Fen | null;
  readonly party: string | null;
  readonly partyAccount: string | null;
  readonly reference: string;
  readonly memo: string | null;
  readonly kind: string | null;
  readonly ours: string | null;
  readonly held: { readonly why: string; readonly until: Day; readonly by: string } | null;
}

export interface PostingRow {
  readonly entry: bigint;
  readonly posting: number;
  readonly day: Day;
  readonly sum: Fen;
  readonly kind: Kind;
  readonly source: string;
  readonly party: string | null;
  /** In words a neighbour understands. */
  readonly what: string;
  readonly voucher: string | null;
  readonly fund: string;
  /** Who recorded it and therefore does not match it. */
  readonly maker: number | null;
  /** The line of a statement it was booked out of, and whether by nobody but whoever read that line: a gift never is. */
  readonly bankLine: bigint | null;
  readonly bookedFromLine: boolean;
  readonly by: string | null;
}

/** Bank − books at the end of a month, and what it is made of. */
export interface Reconciliation {
  /** Null while no statement was imported. */
  readonly bank: Fen | null;
  readonly books: Fen;
  readonly difference: Fen;
  /** What the first statement began with, less what the books had before it. */
  readonly before: Fen;
  /** Matched, but one half lies after the month's end. */
  readonly crossing: { readonly lines: Fen; readonly postings: Fen; readonly count: number };
  readonly open: { readonly lines: Fen; readonly lineCount: number; readonly postings: Fen; readonly postingCount: number };
  /** Up to which day statements tell. */
  readonly until: Day | null;
}

export interface StatementRow {
  readonly id: string;
  readonly from: Day;
  readonly to: Day;
  readonly opening: Fen | null;
  readonly closing: Fen | null;
  readonly file: string;
  readonly format: string;
  readonly fresh: number;
  readonly known: number;
  /** Of the lines it brought, those that belong to nothing yet. */
  readonly open: number;
  /** Of those, of months that were sealed before: matched in the open one. */
  readonly late: number;
  readonly by: string;
  readonly at: Date;
}

export interface MatchRow {
  readonly id: string;
  readonly day: Day;
  readonly sum: Fen;
  readonly why: string;
  readonly by: string;
  readonly at: Date;
  readonly lines: readonly string[];
  readonly entries: readonly { no: string | null; kind: Kind }[];
  /** May be undone still. */
  readonly open: boolean;
}

export interface MatchPage {
  readonly id: string;
  readonly why: string;
  readonly by: string;
  readonly at: Date;
  readonly undoneWhy: string | null;
  readonly undoneBy: string | null;
  readonly undoneAt: Date | null;
  readonly sealed: boolean;
  /** A confirmed contribution rests on it. */
  readonly founding: boolean;
  readonly lines: readonly LineRow[];
  readonly postings: readonly PostingRow[];
}

/** The line and its last hold. */
const LINE = (lang: Lang): string => `l.id, l.day, l.sum, l.balance, l.party, l.party_account AS "partyAccount", l.reference, l.memo, l.kind, l.ours,
  (SELECT json_build_object('why', h.why, 'until', h.until, 'by', p.${nameIn(lang)}) FROM bank_hold h JOIN person p ON p.id = h.held_by WHERE h.line = l.id ORDER BY h.id DESC LIMIT 1) AS held`;
/** The first day after the month of a day. */
const MONTH_AFTER = `date_trunc('month', $2::date) + interval '1 month'`;
const POSTING = (lang: Lang): string => `p.entry, p.line AS posting, e.day, p.debit AS sum, e.kind, e.source, w.party, ${whatOf(lang)} AS what, s.voucher, f.${nameIn(lang)} AS fund, v.maker, bank_line_of(e.source) AS "bankLine", e.kind IN ('bank fee', 'interest', 'payment', 'between places', 'payout', 'unidentified receipt') AS "bookedFromLine", y.${nameIn(lang)} AS by
  FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN fund f ON f.id = p.fund LEFT JOIN entry_words w ON w.entry = p.entry LEFT JOIN sealed_entry s ON s.entry = p.entry
    LEFT JOIN voucher_maker v ON v.entry = p.entry LEFT JOIN person y ON y.id = v.maker`;
/** Neither reversed, nor the mirror of what is open too: such a pair meets itself. */
const NOT_TAKEN_BACK = `NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)
  AND (e.reverses IS NULL OR EXISTS (SELECT FROM matched_posting m JOIN posting o ON o.entry = m.entry AND o.line = m.posting WHERE m.entry = e.reverses AND o.place = p.place))`;

@Injectable()
export class BankQueries {
  constructor(private readonly db: DataSource) {}

  async reconciliation(place: Pick<Place, 'id'>, end: Day): Promise<Reconciliation> {
    const [row] = await this.db.query<Record<'opening' | 'lines' | 'books' | 'before' | 'crossing_lines' | 'crossing_postings' | 'open_lines' | 'open_postings' | 'crossing_count' | 'line_count' | 'posting_count', Fen>[] & { first: Day | null; until: Day | null }[]>(
      `WITH first AS (SELECT s.from_day, s.opening FROM bank_statement s WHERE s.place = $1 ORDER BY s.from_day, s.id LIMIT 1),
         -- what has a half after the day belongs to its month or a later one
         crossing AS MATERIALIZED (SELECT x.match FROM match_span x JOIN bank_match b ON b.id = x.match WHERE x.place = $1 AND daterange(x.first, x.last) @> $2::date AND b.month >= date_trunc('month', $2::date + 1)
           AND NOT EXISTS (SELECT FROM bank_match_undone u WHERE u.match = x.match)),
         line AS (SELECT o.sum FROM open_line o WHERE o.place = $1 AND o.day <= $2),
         booked AS (SELECT o.debit, o.day < coalesce((SELECT from_day FROM first), '-infinity') AS earlier FROM open_posting o WHERE o.place = $1 AND o.day <= $2)
       SELECT (SELECT from_day FROM first) AS first, (SELECT max(s.to_day) FROM bank_statement s WHERE s.place = $1) AS until,
         coalesce((SELECT opening FROM first), 0)::bigint AS opening,
         -- whole months, without the days after the one asked for
         ((SELECT coalesce(sum(m.sum), 0) FROM bank_line_month m WHERE m.place = $1 AND m.month <= $2)
           - (SELECT coalesce(sum(l.sum), 0) FROM bank_line l WHERE l.place = $1 AND l.day > $2 AND l.day < ${MONTH_AFTER}))::bigint AS lines,
         ((SELECT coalesce(sum(m.debit), 0) FROM place_month m WHERE m.place = $1 AND m.month <= $2)
           - (SELECT coalesce(sum(p.debit), 0) FROM sealed_entry s JOIN posting p ON p.entry = s.entry AND p.place = $1
              WHERE s.foundation = (SELECT foundation FROM place WHERE id = $1) AND s.day > $2 AND s.day < ${MONTH_AFTER})
           + (SELECT coalesce(sum(p.debit), 0) FROM entry_to_number w JOIN place_posting p ON p.entry = w.entry
              WHERE w.foundation = (SELECT foundation FROM place WHERE id = $1) AND p.place = $1 AND p.day <= $2))::bigint AS books,
         (SELECT coalesce(sum(l.sum), 0)::bigint FROM crossing c JOIN bank_match_line m ON m.match = c.match JOIN bank_line l ON l.id = m.line WHERE l.day <= $2) AS crossing_lines,
         (SELECT coalesce(sum(p.debit), 0)::bigint FROM crossing c JOIN bank_match_posting m ON m.match = c.match JOIN posting p ON p.entry = m.entry AND p.line = m.posting JOIN journal_entry e ON e.id = m.entry WHERE e.day <= $2) AS crossing_postings,
         (SELECT count(*) FROM crossing) AS crossing_count, l.*, p.*
       FROM (SELECT coalesce(sum(sum), 0)::bigint AS open_lines, count(*) AS line_count FROM line) l,
            (SELECT coalesce(sum(debit) FILTER (WHERE earlier), 0)::bigint AS before, coalesce(sum(debit) FILTER (WHERE NOT earlier), 0)::bigint AS open_postings,
               count(*) FILTER (WHERE NOT earlier) AS posting_count FROM booked) p`, [place.id, end]);
    const told = row!;
    const bank = told.first === null ? null : told.opening + told.lines;
    return {
      bank, books: told.books, difference: (bank ?? 0n) - told.books, before: told.first === null ? 0n : told.opening - told.before, until: told.until,
      crossing: { lines: told.crossing_lines, postings: told.crossing_postings, count: Number(told.crossing_count) },
      open: { lines: told.open_lines, lineCount: Number(told.line_count), postings: told.open_postings, postingCount: Number(told.posting_count) },
    };
  }

  /** Lines that belong to nothing yet, up to a day, oldest first. `after`: the last line of the page before. */
  async openLines(place: Pick<Place, 'id'>, { end, after = null, limit = LINES_A_PAGE + 1 }: { end: Day; after?: string | null; limit?: number }, lang: Lang): Promise<LineRow[]> {
    return this.db.query<LineRow[]>(
      `SELECT ${LINE(lang)} FROM (SELECT o.line FROM open_line o WHERE o.place = $1 AND o.day <= $2 AND ($3::bigint IS NULL OR (o.day, o.line) > (SELECT a.day, a.id FROM bank_line a WHERE a.id = $3))
         ORDER BY o.day, o.line LIMIT ${limit}) o JOIN bank_line l ON l.id = o.line ORDER BY l.day, l.id`, [place.id, end, after]);
  }

  /** @throws NotFoundException */
  async line(place: Pick<Place, 'id'>, id: bigint, lang: Lang): Promise<LineRow & { match: string | null; file: string; n: number }> {
    const [line] = await this.db.query<(LineRow & { match: string | null; file: string; n: number })[]>(
      `SELECT ${LINE(lang)}, m.match::text, s.file_name AS file, l.n FROM bank_line l JOIN bank_statement s ON s.id = l.statement LEFT JOIN matched_line m ON m.line = l.id WHERE l.place = $1 AND l.id = $2`, [place.id, id]);
    if (!line) throw new NotFoundException();
    return line;
  }

  /** Postings that no line shows yet, of each line's sum those nearest to its day. What was reversed is nothing that a bank shows. */
  openPostings(place: Pick<Place, 'id'>, lines: readonly Pick<LineRow, 'sum' | 'day'>[], lang: Lang): Promise<PostingRow[]> {
    return this.db.query<PostingRow[]>(
      `WITH open AS MATERIALIZED (
         SELECT p.entry, p.posting AS line, p.debit, p.day FROM open_posting p
           -- one by one: some thousands are open, and the journal has a million
           CROSS JOIN LATERAL (SELECT j.id, j.reverses FROM journal_entry j WHERE j.id = p.entry OFFSET 0) e WHERE p.place = $1 AND p.debit = ANY ($2) AND ${NOT_TAKEN_BACK}),
       near AS (
         SELECT DISTINCT o.entry, o.line FROM unnest($2::bigint[], $3::date[]) asked (sum, day)
           CROSS JOIN LATERAL (SELECT entry, line FROM open WHERE debit = asked.sum ORDER BY abs(open.day - asked.day), entry LIMIT ${NEAREST}) o)
       SELECT ${POSTING(lang)} JOIN near n ON n.entry = p.entry AND n.line = p.line ORDER BY e.day, p.entry, p.line`, [place.id, lines.map(({ sum }) => sum), lines.map(({ day }) => day)]);
  }

  /** Postings that no line shows yet, from the first statement to a day, oldest first. */
  openPostingsUntil(place: Pick<Place, 'id'>, end: Day, lang: Lang): Promise<PostingRow[]> {
    return this.db.query<PostingRow[]>(
      `WITH open AS MATERIALIZED (SELECT o.entry, o.posting FROM open_posting o
         WHERE o.place = $1 AND o.day <= $2 AND o.day >= coalesce((SELECT min(s.from_day) FROM bank_statement s WHERE s.place = $1), '-infinity') ORDER BY o.day, o.entry, o.posting LIMIT ${POSTINGS_SHOWN})
       SELECT ${POSTING(lang)} JOIN open o ON o.entry = p.entry AND o.posting = p.line ORDER BY e.day, p.entry, p.line`, [place.id, end]);
  }

  /** Of the oldest line, or posting since the first statement, that belongs to nothing yet; null when there is none. */
  async firstOpenDay(place: Pick<Place, 'id'>): Promise<Day | null> {
    const [row] = await this.db.query<[{ day: Day | null }]>(
      `SELECT least((SELECT min(day) FROM open_line WHERE place = $1),
         (SELECT min(day) FROM open_posting WHERE place = $1 AND day >= coalesce((SELECT min(s.from_day) FROM bank_statement s WHERE s.place = $1), '-infinity'))) AS day`, [place.id]);
    return row.day;
  }

  /** Postings near a line that could be parts of it. */
  openPostingsNear(place: Pick<Place, 'id'>, { day, sum }: Pick<LineRow, 'day' | 'sum'>, lang: Lang): Promise<PostingRow[]> {
    return this.db.query<PostingRow[]>(
      `WITH near AS MATERIALIZED (SELECT p.entry, p.posting, row_number() OVER () AS n FROM (SELECT p.entry, p.posting FROM open_posting p
         WHERE p.place = $1 AND (p.day BETWEEN $2::date - 62 AND $2::date + 62 OR p.debit = $3)
         ORDER BY p.debit <> $3, sign(p.debit) <> sign($3::bigint), abs(p.debit) > abs($3::bigint), abs(p.day - $2::date), p.entry, p.posting LIMIT ${POSTINGS_SHOWN / 2}) p)
       SELECT ${POSTING(lang)} JOIN near ON near.entry = p.entry AND near.posting = p.line ORDER BY near.n`, [place.id, day, sum]);
  }

  /** Other lines near a line that could be parts of the same. */
  openLinesNear(place: Pick<Place, 'id'>, { id, day }: Pick<LineRow, 'id' | 'day'>, lang: Lang): Promise<LineRow[]> {
    return this.db.query<LineRow[]>(
      `SELECT ${LINE(lang)} FROM (SELECT o.line FROM open_line o WHERE o.place = $1 AND o.line <> $2 AND o.day BETWEEN $3::date - 31 AND $3::date + 31 ORDER BY abs(o.day - $3::date), o.line LIMIT 20) o
         JOIN bank_line l ON l.id = o.line ORDER BY abs(l.day - $3::date), l.id`, [place.id, id, day]);
  }

  statements(place: Pick<Place, 'id'>, lang: Lang): Promise<StatementRow[]> {
    return this.db.query<StatementRow[]>(`${STATEMENT(lang)} WHERE s.place = $1 ORDER BY s.to_day DESC, s.id DESC LIMIT 36`, [place.id]);
  }

  /** @throws NotFoundException */
  async statement(place: Pick<Place, 'id'>, id: bigint, lang: Lang): Promise<StatementRow> {
    const [row] = await this.db.query<StatementRow[]>(`${STATEMENT(lang)} WHERE s.place = $1 AND s.id = $2`, [place.id, id]);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** The first lines that a statement brought. */
  linesOf(statement: bigint, lang: Lang): Promise<LineRow[]> {
    return this.db.query<LineRow[]>(`SELECT ${LINE(lang)} FROM bank_line l WHERE l.statement = $1 ORDER BY l.id LIMIT 100`, [statement]);
  }

  /** What of a statement belongs to nothing yet. */
  openLinesOf(statement: bigint, lang: Lang): Promise<LineRow[]> {
    return this.db.query<LineRow[]>(`SELECT ${LINE(lang)} FROM (SELECT o.line FROM open_line o WHERE o.statement = $1 ORDER BY o.line LIMIT 500) o JOIN bank_line l ON l.id = o.line ORDER BY l.id`, [statement]);
  }

  /** The newest matches that belong to a month, by its first day. */
  matches(place: Pick<Place, 'id'>, from: Day, lang: Lang): Promise<MatchRow[]> {
    return this.db.query<MatchRow[]>(
      `SELECT m.id::text, m.why, y.${nameIn(lang)} AS by, m.matched_at AS at, x.day, x.sum, x.lines, e.entries,
         NOT EXISTS (SELECT FROM accounting_period a WHERE a.foundation = m.foundation AND a.month = m.month AND a.sealed_on IS NOT NULL) AND NOT EXISTS (SELECT FROM founding_confirmation c JOIN bank_match_line b ON b.line = c.line WHERE b.match = m.id) AS open
       FROM bank_match m JOIN person y ON y.id = m.matched_by
       CROSS JOIN LATERAL (SELECT max(l.day) AS day, coalesce(sum(l.sum), 0)::bigint AS sum, coalesce(array_agg(l.reference ORDER BY l.id), '{}') AS lines FROM bank_match_line x JOIN bank_line l ON l.id = x.line WHERE x.match = m.id) x
       CROSS JOIN LATERAL (SELECT json_agg(json_build_object('no', s.voucher, 'kind', j.kind) ORDER BY j.id) AS entries, max(j.day) AS day
         FROM (SELECT DISTINCT entry FROM bank_match_posting WHERE match = m.id) x JOIN journal_entry j ON j.id = x.entry LEFT JOIN sealed_entry s ON s.entry = j.id) e
       WHERE m.place = $1 AND m.month = $2 AND NOT EXISTS (SELECT FROM bank_match_undone u WHERE u.match = m.id) ORDER BY m.id DESC LIMIT 20`, [place.id, from]);
  }

  /** One match with all it joins, standing or undone. @throws NotFoundException */
  async match(place: Pick<Place, 'id'>, id: bigint, lang: Lang): Promise<MatchPage> {
    const [row] = await this.db.query<MatchPage[]>(
      `SELECT m.id::text, m.why, y.${nameIn(lang)} AS by, m.matched_at AS at, u.why AS "undoneWhy", u.undone_at AS "undoneAt", z.${nameIn(lang)} AS "undoneBy",
         EXISTS (SELECT FROM accounting_period a WHERE a.foundation = m.foundation AND a.month = m.month AND a.sealed_on IS NOT NULL) AS sealed, EXISTS (SELECT FROM founding_confirmation c JOIN bank_match_line b ON b.line = c.line WHERE b.match = m.id) AS founding
       FROM bank_match m JOIN person y ON y.id = m.matched_by LEFT JOIN bank_match_undone u ON u.match = m.id LEFT JOIN person z ON z.id = u.undone_by WHERE m.place = $1 AND m.id = $2`, [place.id, id]);
    if (!row) throw new NotFoundException();
    const [lines, postings] = await Promise.all([
      this.db.query<LineRow[]>(`SELECT ${LINE(lang)} FROM bank_line l WHERE l.id IN (SELECT x.line FROM bank_match_line x WHERE x.match = $1) ORDER BY l.id`, [id]),
      this.db.query<PostingRow[]>(`SELECT ${POSTING(lang)} WHERE (p.entry, p.line) IN (SELECT x.entry, x.posting FROM bank_match_posting x WHERE x.match = $1) ORDER BY p.entry, p.line`, [id]),
    ]);
    return { ...row, lines, postings };
  }

  /** Who did it meanwhile. */
  async whoMatched(place: Pick<Place, 'id'>, line: bigint, lang: Lang): Promise<{ by: string; at: Date } | null> {
    const [row] = await this.db.query<{ by: string; at: Date }[]>(
      `SELECT y.${nameIn(lang)} AS by, b.matched_at AS at FROM matched_line m JOIN bank_match b ON b.id = m.match JOIN person y ON y.id = b.matched_by WHERE b.place = $1 AND m.line = $2`, [place.id, line]);
    return row ?? null;
  }

  /** Holds whose day has come, of lines still open. */
  async dueHolds(foundation: number, until: Day): Promise<{ place: number; count: number }[]> {
    return this.db.query<{ place: number; count: number }[]>(
      `SELECT l.place, count(*)::int AS count FROM place a JOIN open_line l ON l.place = a.id JOIN LATERAL (SELECT h.until FROM bank_hold h WHERE h.line = l.line ORDER BY h.id DESC LIMIT 1) h ON h.until <= $2
       WHERE a.foundation = $1 GROUP BY l.place`, [foundation, until]);
  }
}

const STATEMENT = (lang: Lang): string => `
  SELECT s.id::text, s.from_day AS "from", s.to_day AS "to", s.opening, s.closing, s.file_name AS file, s.format, (SELECT coalesce(sum(m.lines), 0)::int FROM bank_line_month m WHERE m.statement = s.id) AS fresh, s.known, (SELECT count(*)::int FROM open_line l WHERE l.statement = s.id) AS open,
    (SELECT count(*)::int FROM open_line l JOIN accounting_period a ON a.foundation = s.foundation AND a.month = date_trunc('month', l.day)::date AND a.sealed_on IS NOT NULL WHERE l.statement = s.id) AS late,
    p.${nameIn(lang)} AS by, s.imported_at AS at FROM bank_statement s JOIN person p ON p.id = s.imported_by`;
