import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import type { Foundation } from '../people/foundations';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { checkAgreement } from '../rules/named-fund';
import type { RaisingMode } from '../rules/raising';
import { hashOfCode } from './invitations';

/** What an agreement says, in the two languages of its pages. */
export interface Agreement {
  readonly no: string;
  readonly day: Day;
  readonly party: string;
  readonly englishParty: string;
  readonly purpose: string;
  readonly englishPurpose: string;
  readonly use: string;
  readonly englishUse: string;
  readonly termination: string;
  readonly englishTermination: string;
  readonly remainingProperty: string;
  readonly englishRemainingProperty: string;
  /** The host's management fee in words; null when none is taken. */
  readonly fee: string | null;
  readonly englishFee: string | null;
}

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

  /**
   * Opens a named fund by its agreement: the fund in the books with its guard row, the agreement and the page, or nothing of it.
   * @throws Refused `fund-name-carries-the-hosts-full-name`, `agreement-incomplete`, `a-fund-has-its-own-code`, `an-agreement-has-its-own-number`
   */
  async open(host: Foundation, { code, name, englishName, agreement, page }: { code: string; name: string; englishName: string; agreement: Agreement; page: Page }): Promise<FundRef> {
    checkAgreement({ ...agreement, host: host.name, name });
    const [row] = await this.db.transaction((tx) => tx.query<{ id: number }[]>('SELECT fund_open_by_agreement($1, $2, $3, $4, $5, $6) AS id', [
      host.id, code, name, englishName, asRow(agreement), asRow({ ...page, unit: page.unit?.label, englishUnit: page.unit?.englishLabel, unitCost: page.unit?.cost, tiles: page.tiles }),
    ]));
    return { id: row!.id, foundation: host.id, class: 'restricted' };
  }

  /** Chooses how a fund asks for gifts from a day on. The law's conditions are asked again on each day, by `rules/raising`. */
  async raise(fund: FundRef, { mode, from, to = null, campaign = null }: { mode: Exclude<RaisingMode, 'joint'>; from: Day; to?: Day | null; campaign?: number | null }): Promise<void> {
    await this.db.query('INSERT INTO raising (fund, foundation, mode, from_day, to_day, campaign) VALUES ($1, $2, $3, $4, $5, $6)', [fund.id, fund.foundation, mode, from, to, campaign]);
  }

  /** Lets those who hold a code give to a fund that asks invited people only. */
  async invite(fund: FundRef, { code, endsOn }: { code: string; endsOn: Day }): Promise<void> {
    await this.db.query('INSERT INTO invitation (fund, code_hash, ends_on) VALUES ($1, $2, $3)', [fund.id, hashOfCode(fund.id, code), endsOn]);
  }
}

/** Names as the table has them; sums as text, for JSON knows no whole numbers of this size. */
function asRow(facts: object): string {
  const columns = Object.entries(facts).map(([name, value]: [string, unknown]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]);
  return JSON.stringify(Object.fromEntries(columns), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
