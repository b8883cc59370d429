import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Foundation } from '../../people/foundations';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { checkPlan, checkSupplement, type FilingDays, type Plan } from '../../rules/campaign';
import type { Day } from '../../rules/day';
import { inForce, type Policy } from '../../rules/policy';
import { Refused } from '../../rules/refused';

/** A plan as the registrar has it on file. */
export interface Filing extends Plan {
  readonly filingNo: string;
  readonly area: string;
  readonly purpose: string;
  readonly beneficiaries: string;
  /** What happens to what is left. */
  readonly leftover: string;
}

/** Campaign filings 募捐方案备案: entered by one, compared with the registrar's receipt by another; only then a fund may raise under them (CL 24; D3). */
@Injectable()
export class Campaigns {
  constructor(private readonly db: DataSource, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Enters a filing, or what supplements one. @returns its id
   * @throws NotFoundException, Refused of `checkPlan` and `checkSupplement`, `day-in-the-future`
   */
  async record(foundation: Pick<Foundation, 'id' | 'jurisdiction'>, filing: Filing, by: Person, { supplements = null, papers = [] }: { supplements?: number | null; papers?: readonly string[] } = {}): Promise<number> {
    if (filing.filedOn > this.clock.today()) throw new Refused('day-in-the-future', { field: 'filedOn' });
    return this.db.transaction(async (tx) => {
      if (supplements === null) checkPlan(filing, await filingDays(tx, foundation, filing.filedOn));
      else checkSupplement(filing, await campaignOf(tx, foundation.id, supplements));
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO campaign_filing (foundation, supplements, filing_no, filed_on, from_day, to_day, area, purpose, beneficiaries, target, cost, leftover, emergency, recorded_by, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`,
        [foundation.id, supplements, filing.filingNo, filing.filedOn, filing.from, filing.to, filing.area, filing.purpose, filing.beneficiaries, filing.target, filing.cost, filing.leftover, filing.emergency, by.id, this.clock.now()]);
      await this.papers.attach(tx, { column: 'filing', id: row.id, foundation: foundation.id }, papers, by);
      return row.id;
    });
  }

  /** A second person has found it at the registrar. @returns the campaign @throws NotFoundException, Refused `nobody-confirms-the-filing-they-recorded`, `a-filing-is-confirmed-once`, `a-withdrawn-filing-stays-withdrawn` */
  async confirm(foundation: number, filing: number, by: Person): Promise<number> {
    return this.db.transaction(async (tx) => {
      await refuseMissing(tx, foundation, filing);
      const [row] = await tx.query<[{ id: number }]>('SELECT campaign_confirm($1, $2, $3) AS id', [filing, by.id, this.clock.now()]);
      return row.id;
    });
  }

  /** Takes back what was entered wrongly, before it is confirmed. @throws NotFoundException, Refused `a-confirmed-filing-stands`, `a-filing-is-withdrawn-once` */
  async withdraw(foundation: number, filing: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await refuseMissing(tx, foundation, filing);
      await tx.query('INSERT INTO campaign_filing_withdrawal (filing, why, by_person, at) VALUES ($1, $2, $3, $4)', [filing, why, by.id, this.clock.now()]);
    });
  }
}

type Asks = Pick<EntityManager, 'query'>;

async function refuseMissing(tx: Asks, foundation: number, filing: number): Promise<void> {
  const found = await tx.query<unknown[]>('SELECT FROM campaign_filing WHERE id = $1 AND foundation = $2', [filing, foundation]);
  if (found.length === 0) throw new NotFoundException();
}

async function campaignOf(tx: Asks, foundation: number, id: number): Promise<{ filedOn: Day; from: Day; to: Day }> {
  const [row] = await tx.query<{ filedOn: Day; from: Day; to: Day }[]>('SELECT filed_on AS "filedOn", from_day AS "from", to_day AS "to" FROM campaign WHERE id = $1 AND foundation = $2', [id, foundation]);
  if (!row) throw new NotFoundException();
  return row;
}

/** The figures in force at a foundation's place on a day. */
export async function filingDays(db: Asks, { jurisdiction }: Pick<Foundation, 'jurisdiction'>, day: Day): Promise<FilingDays> {
  const rows = await db.query<Policy<number>[]>(
    `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::int AS value, source, status FROM policy WHERE rule IN ('campaign-filed-days-before-start', 'campaign-filed-days-after-start')`);
  const figure = (rule: string): number => inForce(rows, { rule, jurisdiction, day }).value;
  return { before: figure('campaign-filed-days-before-start'), after: figure('campaign-filed-days-after-start') };
}
