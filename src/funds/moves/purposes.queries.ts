import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import type { Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { PurposeTag } from '../../rules/fund-opening';
import type { PurposeChange } from './purpose-changes.service';

export interface ChangeRow extends PurposeChange {
  readonly id: number;
  readonly by: string;
  readonly byId: number;
  readonly confirmed: string | null;
  readonly withdrawn: { readonly why: string; readonly by: string } | null;
  /** The number of the signed supplement that has changed it, and the day from which that holds. */
  readonly no: string | null;
  readonly from: Day | null;
  /** A text that rests on it waits for signatures. */
  readonly drawn: boolean;
}

/** A purpose that has taken another one's place, or will: what both signed. */
export interface ChangedPurpose {
  readonly version: number;
  readonly from: Day;
  readonly basis: PurposeChange['basis'];
  readonly day: Day;
  readonly filingNo: string | null;
  readonly reason: string;
  readonly purpose: string;
  readonly before: string;
  /** What came in until that day; null while the day lies ahead. */
  readonly received: Fen | null;
}

const inLang = (lang: Lang, column: string): string => (lang === 'zh' ? column : `english_${column}`);

/** What a fund is for. */
export interface Purpose { readonly purpose: string; readonly englishPurpose: string; readonly use: string; readonly englishUse: string; readonly purposes: readonly PurposeTag[]; readonly from: Day }

@Injectable()
export class PurposesQueries {
  constructor(private readonly db: DataSource) {}

  /** As agreed for a day, before the first agreement as in that. @throws NotFoundException for a fund of the house's own, and for a purse, which is agreed upon once */
  async now(fund: Pick<FundRef, 'id'>, day: Day): Promise<Purpose> {
    const [row] = await this.db.query<Purpose[]>(
      `SELECT purpose, english_purpose AS "englishPurpose", use, english_use AS "englishUse", purposes, holds_from AS "from" FROM agreement_of_fund
       WHERE fund_of = $1 AND kind <> 'purse' ORDER BY holds_from > $2::date, abs(holds_from - $2::date), id DESC LIMIT 1`, [fund.id, day]);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** Everything that was entered for a fund, the newest first. */
  changes(fund: Pick<FundRef, 'id'>, lang: Lang): Promise<ChangeRow[]> {
    const name = inLang(lang, 'name');
    return this.db.query<ChangeRow[]>(
      `SELECT c.id, c.basis, c.givers, c.filing_no AS "filingNo", c.day, c.reason, c.purpose, c.english_purpose AS "englishPurpose", c.purposes, c.use, c.english_use AS "englishUse", p.${name} AS by, c.entered_by AS "byId",
         (SELECT q.${name} FROM purpose_change_confirmation k JOIN person q ON q.id = k.confirmed_by WHERE k.change = c.id) AS confirmed,
         (SELECT json_build_object('why', w.why, 'by', q.${name}) FROM purpose_change_withdrawal w JOIN person q ON q.id = w.withdrawn_by WHERE w.change = c.id) AS withdrawn,
         s.no, s.holds_from AS "from", EXISTS (SELECT FROM agreement_version v WHERE v.purpose_change = c.id) AS drawn
       FROM purpose_change c JOIN person p ON p.id = c.entered_by
       LEFT JOIN LATERAL (SELECT v.no, v.holds_from FROM agreement_version v JOIN agreement_of_fund o ON o.id = v.id WHERE v.purpose_change = c.id) s ON true
       WHERE c.fund = $1 ORDER BY c.id DESC`, [fund.id]);
  }

  /** A confirmed change that a supplement may carry. Null for any other. */
  async open(fund: number, change: number): Promise<(Pick<PurposeChange, 'purpose' | 'englishPurpose' | 'use' | 'englishUse' | 'day'> & { readonly id: number; readonly purposes: PurposeTag[] }) | null> {
    const [row] = await this.db.query<NonNullable<Awaited<ReturnType<PurposesQueries['open']>>>[]>(
      `SELECT c.id, c.day, c.purpose, c.english_purpose AS "englishPurpose", c.purposes, c.use, c.english_use AS "englishUse" FROM purpose_change c JOIN purpose_change_confirmation k ON k.change = c.id
       WHERE c.fund = $1 AND c.id = $2 AND NOT EXISTS (SELECT FROM purpose_change_withdrawal w WHERE w.change = c.id)`, [fund, change]);
    return row ?? null;
  }

  /** What both have signed, the newest first: public. */
  changed(fund: Pick<FundRef, 'id'>, lang: Lang, today: Day): Promise<ChangedPurpose[]> {
    return this.db.query<ChangedPurpose[]>(
      `SELECT t.*, CASE WHEN t."from" <= $2 THEN (
           coalesce((SELECT sum(m.carried + m.received) FROM fund_movement m WHERE m.foundation = t.foundation AND m.fund = $1 AND m.month < date_trunc('month', t."from")), 0)
           + coalesce((SELECT sum(x.money) FROM entry_fund x JOIN sealed_entry n ON n.entry = x.entry WHERE x.fund = $1 AND x.day >= date_trunc('month', t."from") AND x.day < t."from" AND x.money > 0), 0))::bigint END AS received
       FROM (
         SELECT v.foundation, v.id AS version, v.purpose_change, v.holds_from AS "from", c.basis, c.day, c.filing_no AS "filingNo", c.reason, v.${inLang(lang, 'purpose')} AS purpose, lag(v.${inLang(lang, 'purpose')}) OVER (ORDER BY v.holds_from, v.id) AS before
         FROM agreement_of_fund o JOIN agreement_version v ON v.id = o.id LEFT JOIN purpose_change c ON c.id = v.purpose_change WHERE o.fund_of = $1) t
       WHERE purpose_change IS NOT NULL ORDER BY "from" DESC, version DESC`, [fund.id, today]);
  }
}
