import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { whatOf } from '../../ledger/words-of-entries';
import type { Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import { forecast } from '../../rules/fund-opening';
import type { Fen } from '../../rules/money';

export interface BudgetRow {
  /** Null: what no line has been given for. */
  readonly id: number | null;
  readonly code: string;
  readonly name: string;
  readonly budget: Fen;
  /** Promised and not kept yet, whatever the year. */
  readonly promised: Fen;
  readonly spent: Fen;
  readonly left: Fen;
  readonly forecast: Fen;
  readonly over: boolean;
}

export interface BudgetTable { readonly year: number; readonly rows: readonly BudgetRow[]; readonly total: Omit<BudgetRow, 'id' | 'code' | 'name'>; readonly approved: { readonly prepared: string; readonly by: string; readonly at: Date } | null }
export interface Waiting { readonly id: number; readonly year: number; readonly preparedBy: number; readonly by: string; readonly at: Date; readonly total: Fen; readonly lines: readonly { readonly code: string; readonly name: string; readonly sum: Fen }[] }
export interface Untagged { readonly entry: string; readonly no: string | null; readonly day: Day; readonly what: string; readonly sum: Fen; readonly promise: boolean }

type Asks = Pick<EntityManager, 'query'>;

/** The line of an entry: its own, else that of the promise it keeps. */
const LINE = (entry: string): string => `coalesce(
  (SELECT t.line FROM entry_line t WHERE t.entry = ${entry} AND t.fund = $1 ORDER BY t.id DESC LIMIT 1),
  (SELECT t.line FROM posting p JOIN entry_line t ON t.entry = p.promise AND t.fund = $1 WHERE p.entry = ${entry} AND p.fund = $1 AND p.promise IS NOT NULL ORDER BY t.id DESC LIMIT 1))`;
/** Costs and promises of a year that were not taken back. */
const USED = `entry_fund x WHERE x.fund = $1 AND x.money = 0 AND (x.worth < 0 OR x.promised > 0) AND x.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31) AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = x.entry)`;
const COST = `(SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.class = 'E' WHERE p.entry = x.entry AND p.fund = $1)`;

@Injectable()
export class BudgetsQueries {
  constructor(private readonly db: DataSource) {}

  /** Lines of a fund in a year: budget, promised, spent, what is left, and what the year comes to if it goes on like this. Empty for a fund without lines. */
  async table(fund: number, year: number, { today, lang }: { today: Day; lang: Lang }, db: Asks = this.db): Promise<BudgetTable> {
    const name = lang === 'zh' ? 'name' : 'english_name';
    const [rows, approved] = await Promise.all([
      db.query<{ id: number | null; code: string; name: string; budget: Fen; promised: Fen; spent: Fen }[]>(
        `WITH used AS (SELECT ${LINE('x.entry')} AS line, ${COST} AS cost FROM ${USED}),
           spent AS (SELECT line, sum(cost) AS sum FROM used GROUP BY line),
           open AS (SELECT ${LINE('b.promise')} AS line, sum(b.amount) AS sum FROM promise_balance b WHERE b.fund = $1 AND b.amount > 0 GROUP BY 1),
           newest AS (SELECT b.id FROM fund_budget b JOIN fund_budget_approval a ON a.budget = b.id WHERE b.fund = $1 AND b.year = $2 ORDER BY b.id DESC LIMIT 1)
         SELECT l.id, l.code, l.${name} AS name, coalesce(bl.sum, 0)::bigint AS budget, coalesce(o.sum, 0)::bigint AS promised, coalesce(s.sum, 0)::bigint AS spent
         FROM fund_line l LEFT JOIN fund_budget_line bl ON bl.line = l.id AND bl.budget = (SELECT id FROM newest) LEFT JOIN open o ON o.line = l.id LEFT JOIN spent s ON s.line = l.id WHERE l.fund = $1
         UNION ALL SELECT NULL, '', '', 0, coalesce((SELECT sum FROM open WHERE line IS NULL), 0)::bigint, coalesce((SELECT sum FROM spent WHERE line IS NULL), 0)::bigint
         ORDER BY 1 NULLS LAST`, [fund, year]),
      db.query<{ prepared: string; by: string; at: Date }[]>(
        `SELECT p.${name} AS prepared, q.${name} AS by, a.approved_at AS at FROM fund_budget b JOIN fund_budget_approval a ON a.budget = b.id JOIN person p ON p.id = b.prepared_by JOIN person q ON q.id = a.approved_by
         WHERE b.fund = $1 AND b.year = $2 ORDER BY b.id DESC LIMIT 1`, [fund, year]),
    ]);
    if (rows.length === 1) return { year, rows: [], total: figured({ budget: 0n, promised: 0n, spent: 0n }, year, today), approved: null };
    const shown = rows.filter((row) => row.id !== null || row.promised + row.spent > 0n).map((row) => ({ ...row, ...figured(row, year, today) }));
    const sum = (of: 'budget' | 'promised' | 'spent'): Fen => shown.reduce((all, row) => all + row[of], 0n);
    return { year, rows: shown, total: figured({ budget: sum('budget'), promised: sum('promised'), spent: sum('spent') }, year, today), approved: approved[0] ?? null };
  }

  lines(fund: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT id::text AS value, code || ' ' || ${lang === 'zh' ? 'name' : 'english_name'} AS label FROM fund_line WHERE fund = $1 ORDER BY id`, [fund]);
  }

  /** Budgets that nobody has approved and no newer one has replaced. */
  async waiting(fund: number, lang: Lang): Promise<Waiting[]> {
    const name = lang === 'zh' ? 'name' : 'english_name';
    const rows = await this.db.query<(Omit<Waiting, 'lines' | 'total'> & { total: Fen; lines: { code: string; name: string; sum: string }[] })[]>(
      `SELECT b.id, b.year, b.prepared_by AS "preparedBy", p.${name} AS by, b.prepared_at AS at, sum(l.sum)::bigint AS total, json_agg(json_build_object('code', f.code, 'name', f.${name}, 'sum', l.sum::text) ORDER BY f.id) AS lines
       FROM fund_budget b JOIN person p ON p.id = b.prepared_by JOIN fund_budget_line l ON l.budget = b.id JOIN fund_line f ON f.id = l.line
       WHERE b.fund = $1 AND NOT EXISTS (SELECT FROM fund_budget_approval a WHERE a.budget = b.id) AND NOT EXISTS (SELECT FROM fund_budget n WHERE n.fund = b.fund AND n.year = b.year AND n.id > b.id) GROUP BY b.id, p.${name} ORDER BY b.year`, [fund]);
    return rows.map((row) => ({ ...row, lines: row.lines.map((line) => ({ ...line, sum: BigInt(line.sum) })) }));
  }

  /** Costs and promises of a year that belong to no line yet, the newest first. */
  untagged(fund: number, year: number, lang: Lang): Promise<Untagged[]> {
    return this.db.query(
      `SELECT x.entry::text, s.voucher AS no, x.day, ${whatOf(lang)} AS what, (CASE WHEN x.promised > 0 THEN x.promised ELSE -x.worth END)::bigint AS sum, x.promised > 0 AS promise
       FROM (SELECT * FROM ${USED}) x JOIN journal_entry e ON e.id = x.entry LEFT JOIN entry_words w ON w.entry = x.entry LEFT JOIN sealed_entry s ON s.entry = x.entry
       WHERE ${LINE('x.entry')} IS NULL ORDER BY x.day DESC, x.entry DESC LIMIT 20`, [fund, year]);
  }
}

function figured({ budget, promised, spent }: { budget: Fen; promised: Fen; spent: Fen }, year: number, today: Day): BudgetTable['total'] {
  const left = budget - promised - spent;
  return { budget, promised, spent, left, forecast: forecast(spent, year, today), over: left < 0n };
}
