import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

export interface EnterpriseRow {
  readonly id: number; readonly code: string; readonly name: string; readonly relation: string; readonly creditCode: string; readonly premises: string | null;
  readonly related: boolean; readonly dissolved: Day | null; readonly due: Fen; readonly received: Fen; readonly open: Fen; readonly overdue: Fen;
}
export interface OwnerRow { readonly id: number; readonly name: string; readonly kind: string; readonly parts: number; readonly from: Day; readonly last: Day | null; readonly source: string }
export interface FactRow { readonly fact: string; readonly day: Day; readonly source: string; readonly by: string }
export interface StatementRow { readonly related: boolean; readonly words: string; readonly day: Day; readonly by: string }
export interface ConsentRow { readonly level: string; readonly from: Day; readonly givenBy: string; readonly by: string }
export interface InterestRow { readonly owner: string; readonly official: string; readonly office: string; readonly way: 'self' | 'company' | 'family' | 'works-there' }
export interface AgreementRow { readonly id: number; readonly no: string; readonly kind: string; readonly period: string; readonly from: Day; readonly waits: boolean; readonly ended: Day | null; readonly due: Fen; readonly received: Fen; readonly waived: Fen; readonly open: Fen; readonly overdue: Fen }

// What was due before $2 and has neither come nor been waived, by agreement and period
const OVERDUE = `SELECT l.agreement, l.period_from, GREATEST(0, sum(l.sum) - coalesce((SELECT sum(s.received + s.waived) FROM profit_standing s WHERE s.agreement = l.agreement AND s.period_from = l.period_from), 0))::bigint AS overdue
  FROM profit_share_line l WHERE l.foundation = $1 AND l.due_day < $2 GROUP BY l.agreement, l.period_from`;

@Injectable()
export class EnterprisesQueries {
  constructor(private readonly db: DataSource) {}

  /** All of a foundation, or the one of an address, with what is due and what came. */
  list(foundation: number, { today, code = null }: { today: Day; code?: string | null }, lang: Lang): Promise<EnterpriseRow[]> {
    return this.db.query<EnterpriseRow[]>(
      `WITH late AS (${OVERDUE})
       SELECT e.id, e.code, e.${nameIn(lang)} AS name, e.relation, e.credit_code AS "creditCode", e.premises, enterprise_is_related(e.id, $2) AS related,
         (SELECT day FROM enterprise_fact f WHERE f.enterprise = e.id AND f.fact = 'dissolved') AS dissolved, coalesce(s.due, 0)::bigint AS due, coalesce(s.received, 0)::bigint AS received, coalesce(s.open, 0)::bigint AS open,
         coalesce((SELECT sum(l.overdue) FROM late l JOIN profit_agreement a ON a.id = l.agreement WHERE a.enterprise = e.id), 0)::bigint AS overdue
       FROM enterprise e LEFT JOIN (SELECT enterprise, sum(due) AS due, sum(received) AS received, sum(open) AS open FROM profit_standing WHERE foundation = $1 GROUP BY enterprise) s ON s.enterprise = e.id
       WHERE e.foundation = $1 AND ($3::text IS NULL OR e.code = $3) ORDER BY e.name, e.id`, [foundation, today, code]);
  }

  owners(enterprise: number): Promise<OwnerRow[]> {
    return this.db.query<OwnerRow[]>('SELECT o.id, y.name, o.kind, o.parts, o.from_day AS "from", o.last_day AS last, o.source FROM enterprise_owner_time o JOIN party y ON y.id = o.party WHERE o.enterprise = $1 ORDER BY o.last_day NULLS FIRST, o.parts DESC, o.id', [enterprise]);
  }

  facts(enterprise: number, lang: Lang): Promise<FactRow[]> {
    return this.db.query<FactRow[]>(`SELECT f.fact, f.day, f.source, p.${nameIn(lang)} AS by FROM enterprise_fact f JOIN person p ON p.id = f.recorded_by WHERE f.enterprise = $1 ORDER BY f.day DESC, f.id DESC`, [enterprise]);
  }

  statements(enterprise: number, lang: Lang): Promise<StatementRow[]> {
    return this.db.query<StatementRow[]>(`SELECT s.related, s.words, s.day, p.${nameIn(lang)} AS by FROM enterprise_statement s JOIN person p ON p.id = s.recorded_by WHERE s.enterprise = $1 ORDER BY s.day DESC, s.id DESC`, [enterprise]);
  }

  consents(enterprise: number, lang: Lang): Promise<ConsentRow[]> {
    return this.db.query<ConsentRow[]>(`SELECT c.level, c.from_day AS "from", c.given_by AS "givenBy", p.${nameIn(lang)} AS by FROM enterprise_consent c JOIN person p ON p.id = c.recorded_by WHERE c.enterprise = $1 ORDER BY c.from_day DESC, c.id DESC`, [enterprise]);
  }

  /** How it is reached; of an address no more than is needed to know it again. */
  contacts(enterprise: number): Promise<{ channel: 'sms' | 'mail'; shown: string }[]> {
    return this.db.query(
      `SELECT DISTINCT ON (channel) channel, CASE channel WHEN 'sms' THEN left(address, 3) || '****' || right(address, 4) ELSE left(address, 1) || '***@' || split_part(address, '@', 2) END AS shown
       FROM enterprise_contact WHERE enterprise = $1 ORDER BY channel DESC, id DESC`, [enterprise]);
  }

  /** Who answers for the foundation and owns of it, is family of an owner, or works there. */
  interests(enterprise: number, day: Day): Promise<InterestRow[]> {
    return this.db.query<InterestRow[]>('SELECT owner_name AS owner, official_name AS official, office, way FROM enterprise_interests($1, $2)', [enterprise, day]);
  }

  agreements(foundation: number, enterprise: number, today: Day): Promise<AgreementRow[]> {
    return this.db.query<AgreementRow[]>(
      `WITH late AS (${OVERDUE})
       SELECT a.id, a.no, a.kind, a.period, (SELECT min(v.holds_from) FROM profit_agreement_version v WHERE v.agreement = a.id) AS "from",
         EXISTS (SELECT FROM profit_agreement_version v WHERE v.agreement = a.id AND NOT EXISTS (SELECT FROM profit_agreement_confirmation c WHERE c.version = v.id) AND NOT EXISTS (SELECT FROM profit_agreement_withdrawal w WHERE w.version = v.id)) AS waits,
         (SELECT v.holds_from - 1 FROM profit_agreement_signed v WHERE v.agreement = a.id AND v.ends) AS ended, coalesce(s.due, 0)::bigint AS due, coalesce(s.received, 0)::bigint AS received, coalesce(s.waived, 0)::bigint AS waived, coalesce(s.open, 0)::bigint AS open,
         coalesce((SELECT sum(l.overdue) FROM late l WHERE l.agreement = a.id), 0)::bigint AS overdue
       FROM profit_agreement a LEFT JOIN (SELECT agreement, sum(due) AS due, sum(received) AS received, sum(waived) AS waived, sum(open) AS open FROM profit_standing GROUP BY agreement) s ON s.agreement = a.id
       WHERE a.foundation = $1 AND a.enterprise = $3 ORDER BY a.id DESC`, [foundation, today, enterprise]);
  }
}
