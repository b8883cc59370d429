import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Papers } from '../people/papers/papers.service';
import { Relations } from '../people/relations.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { type Base, type Figures, holdsIn, type Period, periodsOf } from '../rules/profit-share';
import { Refused } from '../rules/refused';
import type { Of } from './agreements.service';
import { agreementOf, demanded, type Evidence, hold, termsOf } from './assessment';
import { refuseInterested } from './enterprises.service';
import { Claims } from './claims.service';

export interface NewReport { readonly period: Period; readonly figures: Figures; readonly evidence: readonly Evidence[]; readonly restates: number | null; readonly why: string | null }

/** Profit reports 利润报告: figures of a period with their papers, entered by one, decided on by another. What is due follows from what is confirmed. */
@Injectable()
export class ProfitReports {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly relations: Relations, private readonly claims: Claims, private readonly clock: Clock) {}

  /** What a report of a period is about: its days, what it restates, which figures it must have. @throws NotFoundException, Refused `a-report-is-of-a-period-of-its-agreement` */
  async asked(of: Of, first: Day): Promise<{ period: Period; restates: number | null; bases: Base[] }> {
    const { period: kind } = await agreementOf(this.db, of.foundation, of.agreement);
    const terms = await termsOf(this.db, of.agreement);
    const period = periodsOf(kind, terms, this.clock.today()).find(({ from }) => from === first);
    if (!period) throw new Refused('a-report-is-of-a-period-of-its-agreement', { field: 'period' });
    const [counts] = await this.db.query<{ id: number }[]>('SELECT id FROM profit_report_counts WHERE agreement = $1 AND period_from = $2', [of.agreement, first]);
    return { period, restates: counts?.id ?? null, bases: [...new Set(terms.filter((one) => holdsIn(one, period)).map(({ base }) => base))] };
  }

  /** @throws NotFoundException, Refused `a-period-is-reported-once`, `a-period-is-reported-when-it-is-over`, `one-report-of-a-period-waits-at-a-time`, `a-profit-report-shows-its-papers` */
  async enter(of: Of, { period, figures, evidence, restates, why }: NewReport, papers: readonly string[], by: Person): Promise<void> {
    if (papers.length === 0) throw new Refused('a-profit-report-shows-its-papers', { field: 'file' });
    if (restates !== null && !why) throw new Refused('a-restatement-says-why', { field: 'restatedWhy' });
    await this.db.transaction(async (tx) => {
      const { kind } = await agreementOf(tx, of.foundation, of.agreement);
      const missing = demanded(kind, (await termsOf(tx, of.agreement)).filter((terms) => holdsIn(terms, period))).filter((one) => !evidence.includes(one));
      if (missing.includes('distribution')) throw new Refused('a-dividend-is-declared-by-the-company', { field: 'reported' });
      if (missing.length > 0) throw new Refused('a-profit-report-shows-its-papers', { field: 'reported' });
      const [{ id }] = await tx.query<[{ id: number }]>(
        `INSERT INTO profit_report (foundation, agreement, period_from, period_to, revenue, net_profit, reserve, units, evidence, restates, why, entered_by, entered_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
        [of.foundation, of.agreement, period.from, period.to, figures.revenue, figures.netProfit, figures.reserve, figures.units, evidence, restates, restates === null ? null : why, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'profit_report', id, foundation: of.foundation }, papers, by);
    });
  }

  /** Something in it is not clear: until it is answered nobody confirms it. @throws NotFoundException, Refused `a-profit-report-is-decided-once`, `nobody-asks-about-the-report-they-entered` */
  async ask(of: Of, report: number, words: string, by: Person): Promise<void> {
    await this.one('INSERT INTO profit_report_question (report, words, asked_by, asked_at) SELECT id, $3, $4, $5 FROM profit_report WHERE id = $1 AND agreement = $2 AND foundation = $6 RETURNING id', [report, of.agreement, words, by.id, this.clock.now(), of.foundation]);
  }

  /** @throws NotFoundException, Refused `a-question-about-a-report-is-answered-once` */
  async answer(of: Of, question: number, words: string, by: Person): Promise<void> {
    await this.one(
      `INSERT INTO profit_report_answer (question, words, answered_by, answered_at) SELECT q.id, $3, $4, $5 FROM profit_report_question q JOIN profit_report r ON r.id = q.report WHERE q.id = $1 AND r.agreement = $2 AND r.foundation = $6 RETURNING question`,
      [question, of.agreement, words, by.id, this.clock.now(), of.foundation]);
  }

  /**
   * Another person has compared the figures with the papers: the database works out what is due anew, and writes what has changed since as differences.
   * @throws NotFoundException, Refused `nobody-confirms-the-profit-report-they-entered`, `a-profit-report-is-decided-once`, `a-question-is-answered-before-a-report-is-confirmed`, `nobody-acts-where-they-have-an-interest`
   */
  async confirm(of: Of, report: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const agreement = await agreementOf(tx, of.foundation, of.agreement);
      await refuseInterested(this.relations, tx, agreement.enterprise, by, this.clock.today());
      await hold(tx, of.agreement);
      const [said] = await tx.query<{ by: number }[]>('SELECT entered_by AS by FROM profit_report WHERE id = $1 AND agreement = $2', [report, of.agreement]);
      if (!said) throw new NotFoundException();
      await tx.query('SELECT profit_report_decide($1, $2, true, NULL, $3, $4)', [of.foundation, report, by.id, this.clock.now()]);
      const changed = await tx.query<{ period: Day }[]>('SELECT DISTINCT period_from AS period FROM profit_share_line WHERE report = $1 ORDER BY 1', [report]);
      await this.claims.follow(tx, agreement, changed.map(({ period }) => period), { id: said.by });
    });
  }

  /** It is wrong, or whoever entered it takes it back: it stays, with the reason. @throws NotFoundException, Refused `a-profit-report-is-decided-once` */
  async reject(of: Of, report: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const found = await tx.query<unknown[]>('SELECT 1 FROM profit_report WHERE id = $1 AND agreement = $2 AND foundation = $3', [report, of.agreement, of.foundation]);
      if (found.length === 0) throw new NotFoundException();
      await tx.query('SELECT profit_report_decide($1, $2, false, $3, $4, $5)', [of.foundation, report, why, by.id, this.clock.now()]);
    });
  }

  private async one(sql: string, values: unknown[]): Promise<void> {
    if ((await this.db.query<unknown[]>(sql, values)).length === 0) throw new NotFoundException();
  }
}
