import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { SpendingRule } from '../../rules/spending-rule';

/** What the council has resolved on endowments: how much they may use in a year, and how money is invested. Each from a day on, upon a confirmed resolution. */
@Injectable()
export class EndowmentPolicies {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `a-spending-rule-rests-on-a-resolution`, `one-spending-rule-begins-a-day`, `a-least-is-not-above-its-cap`, `fund-missing` */
  async adoptSpending(foundation: number, { fund, resolution, ...rule }: SpendingRule & { fund: string | null; resolution: number }, by: Person): Promise<void> {
    if (rule.least !== null && rule.cap !== null && rule.least > rule.cap) throw new Refused('a-least-is-not-above-its-cap', { field: 'least' });
    await this.db.transaction(async (tx) => {
      const rests = await councilResolution(tx, foundation, resolution, 'a-spending-rule-rests-on-a-resolution');
      const its = fund === null ? null : await preserved(tx, foundation, fund);
      await tx.query(
        `INSERT INTO spending_rule (foundation, fund, from_day, percent, quarters, cap, least, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'council', $9, $10, $11)`,
        [foundation, its, rule.from, rule.percent, rule.quarters, rule.cap, rule.least, resolution, rests.majority, by.id, this.clock.now()]);
    });
  }

  /** @throws Refused `an-investment-policy-rests-on-a-resolution`, `one-investment-policy-begins-a-day`, `a-price-is-good-for-some-days` */
  async adoptInvesting(foundation: number, { from, major, priceDays, dealDays, resolution }: { from: Day; major: Fen; priceDays: number; dealDays: number; resolution: number }, by: Person): Promise<void> {
    if (priceDays < 1 || priceDays > 400 || dealDays > priceDays) throw new Refused('a-price-is-good-for-some-days', { field: 'dealDays' });
    await this.db.transaction(async (tx) => {
      const rests = await councilResolution(tx, foundation, resolution, 'an-investment-policy-rests-on-a-resolution');
      await tx.query(
        `INSERT INTO investment_policy (foundation, from_day, major, price_days, deal_days, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, 'council', $7, $8, $9)`,
        [foundation, from, major, priceDays, dealDays, resolution, rests.majority, by.id, this.clock.now()]);
    });
  }

  /** The agreement lets it be invested again: another person than recorded the bar says so. @throws NotFoundException, Refused `nobody-ends-the-bar-they-recorded`, `a-bar-ends-once` */
  async endBar(foundation: number, id: number, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [bar] = await tx.query<{ recordedBy: number }[]>('SELECT recorded_by AS "recordedBy" FROM investment_bar WHERE id = $1 AND foundation = $2', [id, foundation]);
      if (!bar) throw new NotFoundException();
      if (bar.recordedBy === by.id) throw new Refused('nobody-ends-the-bar-they-recorded');
      await tx.query('INSERT INTO investment_bar_end (bar, recorded_by, ended_by, ended_at, why) VALUES ($1, $2, $3, $4, $5)', [id, bar.recordedBy, by.id, this.clock.now(), why]);
    });
  }

  /** What a giver or an agreement keeps from being invested: a sum, or the whole fund. @throws Refused `fund-missing` */
  async bar(foundation: number, { fund, sum, why }: { fund: string; sum: Fen | null; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row] = await tx.query<{ id: number }[]>('SELECT id FROM fund WHERE foundation = $1 AND code = $2', [foundation, fund]);
      if (!row) throw new Refused('fund-missing', { field: 'fund' });
      await tx.query('INSERT INTO investment_bar (foundation, fund, sum, why, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)', [foundation, row.id, sum, why, by.id, this.clock.now()]);
    });
  }
}

async function councilResolution(tx: EntityManager, foundation: number, id: number, law: string): Promise<{ majority: string }> {
  const [row] = await tx.query<{ majority: string }[]>(`SELECT majority FROM resolution_confirmation WHERE resolution = $1 AND foundation = $2 AND body = 'council'`, [id, foundation]);
  if (!row) throw new Refused(law, { field: 'resolution' });
  return row;
}

async function preserved(tx: EntityManager, foundation: number, code: string): Promise<number> {
  const [row] = await tx.query<{ id: number }[]>(`SELECT id FROM fund WHERE foundation = $1 AND code = $2 AND class = 'preserved'`, [foundation, code]);
  if (!row) throw new Refused('fund-missing', { field: 'fund' });
  return row.id;
}
