import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import { allocate, type Fen } from '../rules/money';
import type { Day } from '../rules/day';

/** What a fund's money was used for, by what the accounts know; the host's fee is no cost of the foundation but leaves the fund, and so does what passes to another fund, to whoever takes its rest, or to a foundation that grew out of it. */
export const PURPOSES = ['programme', 'management', 'fundraising', 'fee', 'passed'] as const;
export type Purpose = (typeof PURPOSES)[number];

export interface Use {
  readonly purpose: Purpose;
  readonly sum: Fen;
  /** Of each 100 yuan; whole yuan that add up to 100. */
  readonly per100: number;
}

interface Counted {
  readonly upTo: bigint;
  readonly sums: Readonly<Record<Purpose, Fen>>;
}

const NOTHING: Counted = { upTo: 0n, sums: { programme: 0n, management: 0n, fundraising: 0n, fee: 0n, passed: 0n } };

/**
 * Counts the uses of a fund over its numbered entries. Those never change, so each process counts an entry once and
 * afterwards only what was numbered since: a page of a fund with a million gifts costs what a page of a small one does.
 */
@Injectable()
export class Uses {
  private readonly counted = new Map<number, Counted>();

  constructor(private readonly db: DataSource) {}

  async of(fund: FundRef): Promise<{ uses: Use[]; to: Day | null }> {
    const [head] = await this.db.query<{ size: bigint; day: Day | null }[]>(
      `SELECT h.size, s.day FROM log_head h LEFT JOIN sealed_entry s ON s.foundation = h.foundation AND s.number = h.size WHERE h.foundation = $1`, [fund.foundation]);
    if (!head) return { uses: [], to: null };
    const { sums } = await this.countedTo(head.size, fund);
    const used = PURPOSES.filter((purpose) => sums[purpose] > 0n);
    const shares = used.length > 0 ? allocate(100n, used.map((purpose) => sums[purpose])) : [];
    return { uses: used.map((purpose, index) => ({ purpose, sum: sums[purpose], per100: Number(shares[index]) })), to: head.day };
  }

  private async countedTo(size: bigint, fund: FundRef): Promise<Counted> {
    const before = this.counted.get(fund.id) ?? NOTHING;
    if (before.upTo >= size) return before;
    const rows = await this.db.query<{ purpose: Purpose; sum: Fen }[]>(
      `SELECT CASE coalesce(taken_back.kind, e.kind) WHEN 'management fee' THEN 'fee' WHEN 'transfer, restricted' THEN 'passed' WHEN 'spin-off' THEN 'passed' ELSE CASE WHEN m.act = 'rest' THEN 'passed' ELSE a.role END END AS purpose, sum(p.debit)::bigint AS sum
       FROM sealed_entry s
       JOIN journal_entry e ON e.id = s.entry
       LEFT JOIN journal_entry taken_back ON taken_back.id = e.reverses
       JOIN entry_fund x ON x.entry = s.entry AND x.fund = $2 AND x.worth <> 0
       JOIN posting p ON p.entry = s.entry AND p.fund = $2
       JOIN account a ON a.standard = p.standard AND a.code = p.account AND (a.class = 'E' AND a.role <> 'other cost'
         OR a.role IN ('restricted', 'principal') AND (coalesce(taken_back.kind, e.kind) = 'management fee'
           -- what another fund passed here is none of this fund's uses
           OR coalesce(taken_back.kind, e.kind) = 'transfer, restricted' AND (x.worth < 0) = (e.reverses IS NULL)))
       -- the rest of a fund that a body outside takes is a cost of the foundation, but no work of this fund
       LEFT JOIN voucher_decision d ON d.entry = coalesce(e.reverses, e.id) LEFT JOIN fund_move m ON m.proposal = d.proposal
       WHERE s.foundation = $1 AND s.number > $3 AND s.number <= $4
       GROUP BY 1`, [fund.foundation, fund.id, before.upTo, size]);
    const sums = { ...before.sums };
    for (const row of rows) sums[row.purpose] += row.sum;
    const counted = { upTo: size, sums };
    this.counted.set(fund.id, counted);
    return counted;
  }
}
