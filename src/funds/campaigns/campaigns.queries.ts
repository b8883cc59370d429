import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

/** A campaign with its plan in force, and what has come of it. */
export interface CampaignRow {
  readonly id: number;
  readonly no: string;
  readonly from: Day;
  readonly to: Day;
  readonly target: Fen;
  /** Null of a campaign from before filings were kept with all they say. */
  readonly cost: Fen | null;
  readonly raised: Fen;
  readonly fundraising: Fen;
  readonly funds: readonly string[];
  readonly filings: readonly { readonly id: number; readonly no: string; readonly filedOn: Day; readonly target: Fen }[];
}

export interface FilingRow {
  readonly id: number;
  readonly supplements: number | null;
  readonly no: string;
  readonly filedOn: Day;
  readonly from: Day;
  readonly to: Day;
  readonly area: string;
  readonly purpose: string;
  readonly beneficiaries: string;
  readonly target: Fen;
  readonly cost: Fen;
  readonly leftover: string;
  readonly emergency: boolean;
  readonly recordedBy: number;
  readonly by: string;
  readonly at: Date;
  readonly confirmed: { readonly by: string; readonly at: Date } | null;
  readonly withdrawn: { readonly by: string; readonly at: Date; readonly why: string } | null;
  /** Of a supplement, the target before it. */
  readonly before: Fen | null;
}


@Injectable()
export class CampaignsQueries {
  constructor(private readonly db: DataSource) {}

  /** All campaigns, the newest first, each with its plan in force on a day. */
  async all(foundation: number, day: Day, lang: Lang): Promise<CampaignRow[]> {
    const rows = await this.db.query<(Omit<CampaignRow, 'filings'> & { filings: { id: number; no: string; filedOn: Day; target: string }[] })[]>(
      `SELECT c.id, coalesce(p.filing_no, c.filing_no) AS no, c.from_day AS "from", c.to_day AS "to", coalesce(p.target, c.target) AS target, p.cost, s.raised, s.fundraising,
         ARRAY (SELECT f.${nameIn(lang)} FROM fund f WHERE f.id IN (SELECT r.fund FROM raising r WHERE r.campaign = c.id) ORDER BY f.id) AS funds,
         (SELECT coalesce(json_agg(json_build_object('id', f.id, 'no', f.filing_no, 'filedOn', f.filed_on, 'target', f.target::text) ORDER BY f.filed_on, f.id), '[]') FROM campaign_filing_confirmation k JOIN campaign_filing f ON f.id = k.filing WHERE k.campaign = c.id) AS filings
       FROM campaign c LEFT JOIN LATERAL campaign_plan(c.id, $2) p ON true LEFT JOIN LATERAL campaign_sums(c.id) s ON true WHERE c.foundation = $1 ORDER BY c.from_day DESC, c.id DESC`, [foundation, day]);
    return rows.map((row) => ({ ...row, filings: row.filings.map((filing) => ({ ...filing, target: BigInt(filing.target) })) }));
  }

  /** Filings that wait for a second person. */
  waiting(foundation: number, lang: Lang): Promise<{ id: number; no: string; target: Fen; from: Day; to: Day; recordedBy: number; by: string }[]> {
    return this.db.query(
      `SELECT f.id, f.filing_no AS no, f.target, f.from_day AS "from", f.to_day AS "to", f.recorded_by AS "recordedBy", b.${nameIn(lang)} AS by FROM campaign_filing f JOIN person b ON b.id = f.recorded_by
       WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM campaign_filing_confirmation k WHERE k.filing = f.id) AND NOT EXISTS (SELECT FROM campaign_filing_withdrawal w WHERE w.filing = f.id) ORDER BY f.id`, [foundation]);
  }

  /** @throws NotFoundException */
  async filing(foundation: number, id: number, lang: Lang): Promise<FilingRow> {
    const [row] = await this.db.query<(Omit<FilingRow, 'confirmed' | 'withdrawn'> & { confirmed: { by: string; at: string } | null; withdrawn: { by: string; at: string; why: string } | null })[]>(
      `SELECT f.id, f.supplements, f.filing_no AS no, f.filed_on AS "filedOn", f.from_day AS "from", f.to_day AS "to", f.area, f.purpose, f.beneficiaries, f.target, f.cost, f.leftover, f.emergency, f.recorded_by AS "recordedBy", b.${nameIn(lang)} AS by, f.recorded_at AS at,
         CASE WHEN k.filing IS NOT NULL THEN json_build_object('by', kb.${nameIn(lang)}, 'at', k.confirmed_at) END AS confirmed, CASE WHEN w.filing IS NOT NULL THEN json_build_object('by', wb.${nameIn(lang)}, 'at', w.at, 'why', w.why) END AS withdrawn,
         CASE WHEN f.supplements IS NOT NULL THEN coalesce((SELECT o.target FROM campaign_filing_confirmation x JOIN campaign_filing o ON o.id = x.filing WHERE x.campaign = f.supplements AND o.id < f.id ORDER BY o.filed_on DESC, o.id DESC LIMIT 1), (SELECT c.target FROM campaign c WHERE c.id = f.supplements)) END AS before
       FROM campaign_filing f JOIN person b ON b.id = f.recorded_by LEFT JOIN campaign_filing_confirmation k ON k.filing = f.id LEFT JOIN person kb ON kb.id = k.confirmed_by
         LEFT JOIN campaign_filing_withdrawal w ON w.filing = f.id LEFT JOIN person wb ON wb.id = w.by_person WHERE f.id = $1 AND f.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    const at = <T extends { at: string }>(one: T | null): (Omit<T, 'at'> & { at: Date }) | null => one && { ...one, at: new Date(one.at) };
    return { ...row, confirmed: at(row.confirmed), withdrawn: at(row.withdrawn) };
  }
}
