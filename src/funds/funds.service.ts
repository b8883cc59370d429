import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { RaisingMode } from '../rules/raising';
import { hashOfCode } from './invitations';

/** What a fund's page says beside its agreement and its figures. */
export interface Page {
  readonly summary: string;
  readonly englishSummary: string;
  readonly place: string | null;
  readonly englishPlace: string | null;
  readonly picture: string | null;
  /** What a gift pays for, and the sums offered as tiles. */
  readonly unit: { readonly label: string; readonly englishLabel: string; readonly cost: Fen } | null;
  readonly tiles: readonly Fen[];
}

@Injectable()
export class Funds {
  constructor(private readonly db: DataSource) {}

  /** Chooses how a fund asks for gifts from a day on. The law's conditions are asked again on each day, by `rules/raising`. */
  async raise(fund: FundRef, { mode, from, to = null, campaign = null }: { mode: Exclude<RaisingMode, 'joint'>; from: Day; to?: Day | null; campaign?: number | null }): Promise<void> {
    await this.db.query('INSERT INTO raising (fund, foundation, mode, from_day, to_day, campaign) VALUES ($1, $2, $3, $4, $5, $6)', [fund.id, fund.foundation, mode, from, to, campaign]);
  }

  /** Lets those who hold a code give to a fund that asks invited people only. */
  async invite(fund: FundRef, { code, endsOn }: { code: string; endsOn: Day }): Promise<void> {
    await this.db.query('INSERT INTO invitation (fund, code_hash, ends_on) VALUES ($1, $2, $3)', [fund.id, hashOfCode(fund.id, code), endsOn]);
  }
}
