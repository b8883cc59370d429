import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { whatOf } from '../../ledger/words-of-entries';
import { nameIn, type Lang } from '../../platform/words';
import { type Day, yearOf } from '../../rules/day';
import { forecast } from '../../rules/fund-opening';
import type { Fen } from '../../rules/money';

export interface Budgeted {
  readonly budget: Fen;
  /** Promised and not kept yet: of this year alone, for it is paid from now on. */
  readonly promised: Fen;
  readonly spent: Fen;
  readonly left: Fen;
  readonly forecast: Fen;
}

export interface BudgetRow extends Budgeted {
  /** Null: what no line has been given for. */
  readonly id: number | null;
  readonly code: string;
  readonly name: string;
  /** More is used than the line has, or it has no sum in the year's budget, or it will come to more if the year goes on like this. */
  readonly state: 'over' | 'unbudgeted' | 'ahead' | null;
}

export interface BudgetTable { readonly year: number; readonly rows: readonly BudgetRow[]; readonly total: Budgeted & Pick<BudgetRow, 'state'>; readonly approved: { readonly prepared: string; readonly by: string; readonly at: Date } | null }
export interface Waiting { readonly id: number; readonly year: number; readonly preparedBy: number; readonly by: string; readonly at: Date; readonly total: Fen; readonly lines: readonly { readonly code: string; readonly name: string; readonly sum: Fen }[] }
export interface Untagged { readonly entry: string; readonly no: string | null; readonly day: Day; readonly what: string; readonly sum: Fen; readonly promise: boolean }

type Asks = Pick<EntityManager, 'query'>;

/** The line of an entry: its own, else that of the promise it keeps; of what takes an entry back, that entry's. */
const ITS_LINE = (entry: string): string => `coalesce(
  (SELECT t.line FROM entry_line t WHERE t.entry = ${entry} AND t.fund = $1 ORDER BY t.id DESC LIMIT 1),
  (SELECT t.line FROM posting p JOIN entry_line t ON t.entry = p.promise AND t.fund = $1 WHERE p.entry = ${entry} AND p.fund = $1 AND p.promise IS NOT NULL ORDER BY t.id DESC LIMIT 1))`;
const LINE = (entry: string): string => `coalesce(${ITS_LINE(entry)}, (SELECT ${ITS_LINE('e.reverses')} FROM journal_entry e WHERE e.id = ${entry} AND e.reverses IS NOT NULL))`;
const IN_YEAR = 'x.fund = $1 AND x.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31)';
/** What may stand under a line: costs and promises that move no money by themselves, what makes a cost less, and whatever was put under one by hand. */
const USED = `(SELECT x.* FROM entry_fund x WHERE ${IN_YEAR} AND x.money = 0 AND (x.worth < 0 OR x.promised > 0)
  UNION SELECT x.* FROM entry_fund x WHERE ${IN_YEAR} AND x.money = 0 AND x.worth > 0
  UNION SELECT x.* FROM entry_line t JOIN entry_fund x ON x.entry = t.entry AND ${IN_YEAR} WHERE t.fund = $1)`;
const COST = `(SELECT coalesce(sum(p.debit), 0) FROM posting p JOIN journal_entry e ON e.id = p.entry AND e.kind <> 'year closing' JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.class = 'E' WHERE p.entry = x.entry AND p.fund = $1)`;
/** All that the fund has cost in the year, as its statement says: numbered entries by their roll-up, the newest one by one. */
const ALL_COSTS = `(SELECT coalesce(sum(c.debit), 0) FROM (
  SELECT m.standard, m.account, m.debit - m.credit AS debit FROM account_month m WHERE m.foundation = (SELECT foundation FROM fund WHERE id = $1) AND m.fund = $1 AND m.month BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 1) AND m.kind NOT IN ('year closing', 'chart migration')
  UNION ALL SELECT p.standard, p.account, p.debit FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry AND p.fund = $1 AND p.day BETWEEN make_date($2, 1, 1) AND make_date($2, 12, 31) AND p.kind NOT IN ('year closing', 'chart migration')
    WHERE q.foundation = (SELECT foundation FROM fund WHERE id = $1)) c JOIN account a ON a.standard = c.standard AND a.code = c.account AND a.class = 'E')`;

@Injectable()
export class BudgetsQueries {
  constructor(private readonly db: DataSource) {}

  /** Lines of a fund in a year: budget, promised, spent, what is left, and what the year comes to. What is spent adds up to the cost in the fund's statement. Empty for a fund without lines. */
  async table(fund: number, year: number, { today, lang }: { today: Day; lang: Lang }, db: Asks = this.db): Promise<BudgetTable> {
    const name = nameIn(lang);
    const [rows, approved] = await Promise.all([
      db.query<{ id: number | null; code: string; name: string; budget: Fen | null; promised: Fen; spent: Fen }[]>(
        `WITH spent AS (SELECT line, sum(cost) AS sum FROM (SELECT ${LINE('x.entry')} AS line, ${COST} AS cost FROM ${USED} x) used WHERE line IS NOT NULL GROUP BY line),
           open AS (SELECT ${LINE('b.promise')} AS line, sum(b.amount) AS sum FROM promise_balance b WHERE b.fund = $1 AND b.amount > 0 AND $3 GROUP BY 1),
           newest AS (SELECT b.id FROM fund_budget b JOIN fund_budget_approval a ON a.budget = b.id WHERE b.fund = $1 AND b.year = $2 ORDER BY b.id DESC LIMIT 1)
         SELECT l.id, l.code, l.${name} AS name, bl.sum::bigint AS budget, coalesce(o.sum, 0)::bigint AS promised, coalesce(s.sum, 0)::bigint AS spent
         FROM fund_line l LEFT JOIN fund_budget_line bl ON bl.line = l.id AND bl.budget = (SELECT id FROM newest) LEFT JOIN open o ON o.line = l.id LEFT JOIN spent s ON s.line = l.id WHERE l.fund = $1
         UNION ALL SELECT NULL, '', '', NULL, coalesce((SELECT sum FROM open WHERE line IS NULL), 0)::bigint, (${ALL_COSTS} - coalesce((SELECT sum(sum) FROM spent), 0))::bigint
         ORDER BY 1 NULLS LAST`, [fund, year, year === yearOf(today)]),
      db.query<{ prepared: string; by: string; at: Date }[]>(
        `SELECT p.${name} AS prepared, q.${name} AS by, a.approved_at AS at FROM fund_budget b JOIN fund_budget_approval a ON a.budget = b.id JOIN person p ON p.id = b.prepared_by JOIN person q ON q.id = a.approved_by
         WHERE b.fund = $1 AND b.year = $2 ORDER BY b.id DESC LIMIT 1`, [fund, year]),
    ]);
    const budgeted = approved.length > 0;
    const shown = rows.length === 1 ? [] : rows.filter(({ id, promised, spent }) => id !== null || promised !== 0n || spent !== 0n).map((row) => ({ ...row, ...figured(row, { year, today, budgeted: budgeted && row.id !== null }) }));
    const sum = (of: 'budget' | 'promised' | 'spent' | 'forecast'): Fen => shown.reduce((all, row) => all + row[of], 0n);
    // what the lines come to, line by line
    const total = { ...figured({ budget: sum('budget'), promised: sum('promised'), spent: sum('spent') }, { year, today, budgeted }), forecast: sum('forecast') };
    return { year, rows: shown, total: { ...total, state: stateOf(total, budgeted) }, approved: approved[0] ?? null };
  }

  lines(fund: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT id::text AS value, code || ' ' || ${nameIn(lang)} AS label FROM fund_line WHERE fund = $1 ORDER BY id`, [fund]);
  }

  /** Budgets that nobody has approved and no newer one has replaced. */
  async waiting(fund: number, lang: Lang): Promise<Waiting[]> {
    const name = nameIn(lang);
    const rows = await this.db.query<(Omit<Waiting, 'lines' | 'total'> & { total: Fen; lines: { code: string; name: string; sum: string }[] })[]>(
      `SELECT b.id, b.year, b.prepared_by AS "preparedBy", p.${name} AS by, b.prepared_at AS at, sum(l.sum)::bigint AS total, json_agg(json_build_object('code', f.code, 'name', f.${name}, 'sum', l.sum::text) ORDER BY f.id) AS lines
       FROM fund_budget b JOIN person p ON p.id = b.prepared_by JOIN fund_budget_line l ON l.budget = b.id JOIN fund_line f ON f.id = l.line
       WHERE b.fund = $1 AND NOT EXISTS (SELECT FROM fund_budget_approval a WHERE a.budget = b.id) AND NOT EXISTS (SELECT FROM fund_budget n WHERE n.fund = b.fund AND n.year = b.year AND n.id > b.id) GROUP BY b.id, p.${name} ORDER BY b.year`, [fund]);
    return rows.map((row) => ({ ...row, lines: row.lines.map((line) => ({ ...line, sum: BigInt(line.sum) })) }));
  }

  /** Costs and promises of a year that belong to no line yet, and what makes a cost less, the newest first. What was taken back, with what took it back, waits for no line. */
  untagged(fund: number, year: number, lang: Lang): Promise<Untagged[]> {
    return this.db.query(
      `SELECT x.entry::text, s.voucher AS no, x.day, ${whatOf(lang)} AS what, (CASE WHEN x.promised > 0 THEN x.promised ELSE x.cost END)::bigint AS sum, x.promised > 0 AS promise
       FROM (SELECT x.*, ${COST} AS cost FROM ${USED} x) x JOIN journal_entry e ON e.id = x.entry LEFT JOIN entry_words w ON w.entry = x.entry LEFT JOIN sealed_entry s ON s.entry = x.entry
       WHERE (x.cost <> 0 OR x.promised > 0) AND e.reverses IS NULL AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = x.entry) AND ${LINE('x.entry')} IS NULL ORDER BY x.day DESC, x.entry DESC LIMIT 20`, [fund, year]);
  }
}

function figured({ budget, promised, spent }: { budget: Fen | null; promised: Fen; spent: Fen }, { year, today, budgeted }: { year: number; today: Day; budgeted: boolean }): Budgeted & Pick<BudgetRow, 'state'> {
  const figures = { budget: budget ?? 0n, promised, spent, left: (budget ?? 0n) - promised - spent, forecast: forecast({ spent, promised }, year, today) };
  return { ...figures, state: budget === null ? (budgeted && promised + spent > 0n ? 'unbudgeted' : null) : stateOf(figures, budgeted) };
}

/** Without an approved budget there is nothing to go beyond. */
const stateOf = ({ budget, left, forecast: end }: Budgeted, budgeted: boolean): BudgetRow['state'] => (!budgeted ? null : left < 0n ? 'over' : end > budget ? 'ahead' : null);
