import { Inject, Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { type AgreementKind, type SignedTerms, TERMS, termsIn } from './assessment';

/** A text with who wrote it down, who compared it, and what became of it. */
export type VersionRow = SignedTerms & {
  readonly ends: boolean; readonly signedOn: Day; readonly enterpriseSigner: string; readonly hostSigner: string; readonly by: string; readonly byId: number; readonly confirmed: string | null;
  readonly withdrawn: { readonly by: string; readonly why: string } | null; readonly disclosed: readonly { readonly what: string; readonly day: Day; readonly place: string }[];
};
export interface ReportRow {
  readonly id: number; readonly from: Day; readonly to: Day; readonly revenue: Fen; readonly netProfit: Fen; readonly reserve: Fen; readonly units: bigint; readonly evidence: readonly string[]; readonly restates: number | null; readonly why: string | null;
  readonly by: string; readonly byId: number; readonly decision: { readonly confirmed: boolean; readonly by: string; readonly why: string | null } | null; readonly questions: readonly { readonly id: number; readonly words: string; readonly by: string; readonly answer: string | null; readonly answeredBy: string | null }[];
}
export interface StandingRow { readonly period: Day; readonly fund: number; readonly code: string; readonly name: string; readonly due: Fen; readonly received: Fen; readonly waived: Fen; readonly open: Fen; readonly dueDay: Day | null }
export interface ReceiptRow { readonly period: Day; readonly day: Day; readonly sum: Fen; readonly no: string | null; readonly reversed: boolean }
export interface WaiverRow { readonly period: Day; readonly sum: Fen; readonly lapsed: Fen; readonly why: string; readonly resolution: string; readonly resolutionId: number; readonly by: string }

@Injectable()
export class AgreementQueries {
  constructor(@Inject(DataSource) private readonly db: Pick<DataSource, 'query'>) {}

  /** @throws NotFoundException */
  async head(foundation: number, id: number, lang: Lang): Promise<{ id: number; no: string; kind: AgreementKind; period: 'month' | 'quarter' | 'half' | 'year' | 'campaign'; advert: string | null; resolution: { id: number; number: string } | null; enterprise: number; code: string; name: string; dissolved: Day | null }> {
    const [row] = await this.db.query<Awaited<ReturnType<AgreementQueries['head']>>[]>(
      `SELECT a.id, a.no, a.kind, a.period, a.advert, CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'number', r.number) END AS resolution, e.id AS enterprise, e.code, e.${nameIn(lang)} AS name,
         (SELECT f.day FROM enterprise_fact f WHERE f.enterprise = e.id AND f.fact = 'dissolved') AS dissolved
       FROM profit_agreement a JOIN enterprise e ON e.id = a.enterprise LEFT JOIN resolution r ON r.id = a.resolution WHERE a.foundation = $1 AND a.id = $2`, [foundation, id]);
    if (!row) throw new NotFoundException();
    return row;
  }

  async versions(agreement: number, lang: Lang): Promise<VersionRow[]> {
    const name = nameIn(lang);
    const rows = await this.db.query<Parameters<typeof termsIn>[0][]>(
      `SELECT ${TERMS}, v.signed_on AS "signedOn", v.enterprise_signer AS "enterpriseSigner", v.host_signer AS "hostSigner", p.${name} AS by, v.prepared_by AS "byId", q.${name} AS confirmed,
         (SELECT json_build_object('by', x.${name}, 'why', w.why) FROM profit_agreement_withdrawal w JOIN person x ON x.id = w.withdrawn_by WHERE w.version = v.id) AS withdrawn,
         coalesce((SELECT json_agg(json_build_object('what', d.what, 'day', d.day, 'place', d.place) ORDER BY d.day) FROM enterprise_disclosure d WHERE d.version = v.id), '[]') AS disclosed
       FROM profit_agreement_version v JOIN person p ON p.id = v.prepared_by LEFT JOIN profit_agreement_confirmation c ON c.version = v.id LEFT JOIN person q ON q.id = c.confirmed_by WHERE v.agreement = $1 ORDER BY v.holds_from DESC, v.id DESC`, [agreement]);
    return rows.map((row) => termsIn(row) as VersionRow);
  }

  async reports(agreement: number, lang: Lang): Promise<ReportRow[]> {
    const name = nameIn(lang);
    return this.db.query<ReportRow[]>(
      `SELECT r.id, r.period_from AS "from", r.period_to AS "to", r.revenue, r.net_profit AS "netProfit", r.reserve, r.units, r.evidence, r.restates, r.why, p.${name} AS by, r.entered_by AS "byId",
         CASE WHEN d.report IS NOT NULL THEN json_build_object('confirmed', d.confirmed, 'by', q.${name}, 'why', d.why) END AS decision,
         coalesce((SELECT json_agg(json_build_object('id', x.id, 'words', x.words, 'by', a.${name}, 'answer', w.words, 'answeredBy', b.${name}) ORDER BY x.id)
           FROM profit_report_question x JOIN person a ON a.id = x.asked_by LEFT JOIN profit_report_answer w ON w.question = x.id LEFT JOIN person b ON b.id = w.answered_by WHERE x.report = r.id), '[]') AS questions
       FROM profit_report r JOIN person p ON p.id = r.entered_by LEFT JOIN profit_report_decision d ON d.report = r.id LEFT JOIN person q ON q.id = d.decided_by WHERE r.agreement = $1 ORDER BY r.period_from DESC, r.id DESC`, [agreement]);
  }

  standing(agreement: number, lang: Lang): Promise<StandingRow[]> {
    return this.db.query<StandingRow[]>(
      `SELECT s.period_from AS period, s.fund, f.code, f.${nameIn(lang)} AS name, s.due, s.received, s.waived, s.open, s.due_day AS "dueDay" FROM profit_standing s JOIN fund f ON f.id = s.fund WHERE s.agreement = $1 ORDER BY s.period_from, s.fund`, [agreement]);
  }

  receipts(agreement: number): Promise<ReceiptRow[]> {
    return this.db.query<ReceiptRow[]>(
      `SELECT r.period_from AS period, e.fact_day AS day, (SELECT sum(x.money)::bigint FROM entry_fund x WHERE x.entry = r.entry) AS sum, s.voucher AS no, EXISTS (SELECT FROM journal_entry v WHERE v.reverses = r.entry) AS reversed
       FROM profit_receipt r JOIN journal_entry e ON e.id = r.entry LEFT JOIN sealed_entry s ON s.entry = r.entry WHERE r.agreement = $1 ORDER BY e.fact_day, r.entry`, [agreement]);
  }

  waivers(agreement: number, lang: Lang): Promise<WaiverRow[]> {
    return this.db.query<WaiverRow[]>(
      `SELECT w.period_from AS period, (SELECT sum(l.sum)::bigint FROM profit_waiver_line l WHERE l.waiver = w.id) AS sum, coalesce((SELECT sum(p.sum) FROM profit_waiver_lapse p WHERE p.waiver = w.id), 0)::bigint AS lapsed, w.why, r.number AS resolution, r.id AS "resolutionId", p.${nameIn(lang)} AS by
       FROM profit_waiver w JOIN resolution r ON r.id = w.resolution JOIN person p ON p.id = w.waived_by WHERE w.agreement = $1 ORDER BY w.id`, [agreement]);
  }

  /** What came too much for one period and counts for another. */
  offsets(agreement: number, lang: Lang): Promise<{ from: Day; to: Day; sum: Fen; why: string; by: string }[]> {
    return this.db.query(
      `SELECT o.from_period AS "from", o.to_period AS "to", (SELECT sum(l.sum)::bigint FROM profit_offset_line l WHERE l.of = o.id) AS sum, o.why, p.${nameIn(lang)} AS by FROM profit_offset o JOIN person p ON p.id = o.offset_by WHERE o.agreement = $1 ORDER BY o.id`, [agreement]);
  }

  /** When the enterprise was written to about a period. */
  reminders(agreement: number, lang: Lang): Promise<{ period: Day; day: Day; what: 'report' | 'share'; by: string }[]> {
    return this.db.query(`SELECT r.period_from AS period, r.day, r.what, p.${nameIn(lang)} AS by FROM profit_reminder r JOIN person p ON p.id = r.sent_by WHERE r.agreement = $1 ORDER BY r.day, r.period_from`, [agreement]);
  }

  /** What the bank shows and nobody has explained yet: of this payer first, then the newest. */
  async openLines(foundation: number, party: string): Promise<{ id: bigint; day: Day; sum: Fen; party: string | null; memo: string | null }[]> {
    return this.db.query(
      `SELECT l.id, l.day, l.sum, l.party, l.memo FROM bank_line l JOIN place p ON p.id = l.place AND p.account = '1002'
       WHERE l.foundation = $1 AND l.sum > 0 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id) ORDER BY (l.party = $2) DESC NULLS LAST, l.day DESC, l.id DESC LIMIT 50`, [foundation, party]);
  }

  /** Funds to which a share may go. */
  async funds(foundation: number, lang: Lang): Promise<{ id: number; code: string; name: string; class: string }[]> {
    return this.db.query(
      `SELECT f.id, f.code, f.${nameIn(lang)} AS name, f.class FROM fund f WHERE f.foundation = $1 AND f.class IN ('general', 'designated', 'restricted', 'preserved') AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) ORDER BY f.class, f.id`, [foundation]);
  }
}
