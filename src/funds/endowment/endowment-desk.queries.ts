import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { InvestmentKind } from '../../rules/investing';
import type { Fen } from '../../rules/money';
import type { Price, Units } from '../../rules/units';
import type { Side } from './investments.service';


export interface PoolRow {
  readonly id: number;
  readonly name: string;
  readonly kind: InvestmentKind;
  readonly role: string;
  readonly institution: string;
  readonly licence: string | null;
  readonly purpose: string | null;
  readonly maturesOn: Day | null;
  readonly firstPrice: Price;
  readonly by: string;
  readonly at: Date;
  readonly proposedBy: number;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly resolution: string | null;
}

export interface ValuationRow {
  readonly id: string;
  readonly day: Day;
  readonly units: Units;
  readonly price: Price;
  readonly value: Fen;
  readonly by: string;
  readonly recordedBy: number;
  readonly confirmedBy: string | null;
  readonly withdrawn: string | null;
}

export interface OrderRow {
  readonly id: string;
  readonly pool: string;
  readonly poolId: string;
  readonly fund: string;
  readonly fundId: number;
  readonly side: Side;
  readonly sum: Fen;
  readonly units: Units;
  readonly price: Price | null;
  readonly priced: Day | null;
  readonly day: Day;
  readonly needed: Fen;
  readonly why: string;
  readonly resolution: string | null;
  readonly by: string;
  readonly at: Date;
  readonly proposedBy: number;
  readonly decision: 'approved' | 'refused' | 'withdrawn' | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decidedWhy: string | null;
  readonly cost: Fen | null;
  readonly bookedBy: string | null;
  readonly bookedAt: Date | null;
  readonly entry: string | null;
  readonly reversed: boolean;
  readonly disclosedOn: Day | null;
  readonly disclosedAt: string | null;
}

export interface FallRow {
  readonly id: string;
  readonly code: string;
  readonly fund: string;
  readonly day: Day;
  readonly sum: Fen;
  readonly why: string;
  readonly by: string;
  readonly proposedBy: number;
  readonly state: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'reversed';
  readonly decidedBy: string | null;
  readonly entry: string | null;
}

/** What the desk reads of pools, prices and orders. */
@Injectable()
export class EndowmentDeskQueries {
  constructor(private readonly db: DataSource) {}

  pools(foundation: number, lang: Lang, id: number | null = null): Promise<PoolRow[]> {
    return this.db.query(
      `SELECT p.id, p.${nameIn(lang)} AS name, p.kind, p.role, p.institution, p.licence, p.purpose, p.matures_on AS "maturesOn", p.first_price AS "firstPrice", w.${nameIn(lang)} AS by, p.proposed_at AS at, p.proposed_by AS "proposedBy",
         v.${nameIn(lang)} AS "approvedBy", a.approved_at AS "approvedAt", r.number AS resolution
       FROM pool p JOIN person w ON w.id = p.proposed_by LEFT JOIN pool_approval a ON a.pool = p.id LEFT JOIN person v ON v.id = a.approved_by LEFT JOIN resolution r ON r.id = a.resolution
       WHERE p.foundation = $1 AND ($2::int IS NULL OR p.id = $2) ORDER BY p.id`, [foundation, id]);
  }

  valuations(pool: number, lang: Lang): Promise<ValuationRow[]> {
    return this.db.query(
      `SELECT v.id::text, v.day, v.units, v.price, v.value, w.${nameIn(lang)} AS by, v.recorded_by AS "recordedBy", c.${nameIn(lang)} AS "confirmedBy", x.why AS withdrawn
       FROM valuation v JOIN person w ON w.id = v.recorded_by LEFT JOIN valuation_confirmation f ON f.valuation = v.id LEFT JOIN person c ON c.id = f.confirmed_by LEFT JOIN valuation_withdrawal x ON x.valuation = v.id
       WHERE v.pool = $1 ORDER BY v.day DESC, v.id DESC LIMIT 40`, [pool]);
  }

  /** All of one pool, one order, or what waits. */
  orders(foundation: number, lang: Lang, { pool = null, id = null, open = false }: { pool?: number | null; id?: number | null; open?: boolean } = {}): Promise<OrderRow[]> {
    return this.db.query(
      `SELECT o.id::text, p.${nameIn(lang)} AS pool, p.id::text AS "poolId", f.${nameIn(lang)} AS fund, f.id AS "fundId", o.side, o.sum, o.units, o.price, v.day AS priced, o.day, o.needed, o.why, r.number AS resolution,
         w.${nameIn(lang)} AS by, o.proposed_at AS at, o.proposed_by AS "proposedBy", d.decision, y.${nameIn(lang)} AS "decidedBy", d.decided_at AS "decidedAt", d.why AS "decidedWhy",
         b.cost, z.${nameIn(lang)} AS "bookedBy", b.booked_at AS "bookedAt", s.voucher AS entry, EXISTS (SELECT FROM journal_entry e WHERE e.reverses = b.entry AND o.side <> 'brought') AS reversed, i.day AS "disclosedOn", i.place AS "disclosedAt"
       FROM investment_order o JOIN pool p ON p.id = o.pool JOIN fund f ON f.id = o.fund JOIN person w ON w.id = o.proposed_by LEFT JOIN valuation v ON v.id = o.valuation LEFT JOIN resolution r ON r.id = o.resolution
         LEFT JOIN investment_decision d ON d.investment_order = o.id LEFT JOIN person y ON y.id = d.decided_by LEFT JOIN investment_booking b ON b.investment_order = o.id LEFT JOIN person z ON z.id = b.booked_by LEFT JOIN sealed_entry s ON s.entry = b.entry LEFT JOIN investment_disclosure i ON i.investment_order = o.id
       WHERE o.foundation = $1 AND ($2::int IS NULL OR o.pool = $2) AND ($3::int IS NULL OR o.id = $3) AND (NOT $4 OR b.investment_order IS NULL AND coalesce(d.decision, 'approved') = 'approved')
       ORDER BY o.id DESC LIMIT 60`, [foundation, pool, id, open]);
  }

  /** What was proposed to be set aside of a pool, the newest first. */
  falls(pool: number, lang: Lang): Promise<FallRow[]> {
    return this.db.query(
      `SELECT f.id::text, u.code, u.${nameIn(lang)} AS fund, v.day, f.sum, f.why, w.${nameIn(lang)} AS by, f.proposed_by AS "proposedBy", y.${nameIn(lang)} AS "decidedBy", s.voucher AS entry,
         CASE WHEN EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry) THEN 'reversed' ELSE coalesce(d.decision, 'waiting') END AS state
       FROM investment_fall f JOIN fund u ON u.id = f.fund JOIN valuation v ON v.id = f.valuation JOIN person w ON w.id = f.proposed_by LEFT JOIN investment_fall_decision d ON d.fall = f.id LEFT JOIN person y ON y.id = d.decided_by LEFT JOIN sealed_entry s ON s.entry = d.entry
       WHERE f.pool = $1 ORDER BY f.id DESC LIMIT 20`, [pool]);
  }

  /** Lines of the bank that show just this sum and belong to nothing yet; negative goes out. */
  openLines(foundation: number, sum: Fen): Promise<{ id: string; place: string; day: Day; party: string | null; reference: string }[]> {
    return this.db.query(
      `SELECT l.id::text, p.code AS place, l.day, l.party, l.reference FROM open_line o JOIN bank_line l ON l.id = o.line JOIN place p ON p.id = o.place AND p.account = '1002'
       WHERE p.foundation = $1 AND l.sum = $2 ORDER BY l.day DESC, l.id DESC LIMIT 20`, [foundation, sum]);
  }

  /** Funds that may invest. */
  funds(foundation: number, lang: Lang): Promise<{ value: string; label: string; class: string }[]> {
    return this.db.query(
      `SELECT f.code AS value, f.${nameIn(lang)} AS label, f.class FROM fund f WHERE f.foundation = $1 AND f.class IN ('original', 'general', 'designated', 'restricted', 'preserved') AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) ORDER BY f.class <> 'preserved', f.id`, [foundation]);
  }

  /** What may be invested in and what may not, on a day, at the foundation's place. */
  kinds(foundation: number, day: Day): Promise<{ kind: InvestmentKind; allowed: boolean; source: string; checked: boolean }[]> {
    return this.db.query(
      `SELECT DISTINCT ON (p.rule) substring(p.rule from 12) AS kind, p.words = 'allowed' AS allowed, p.source, p.status = 'confirmed' AS checked
       FROM policy p JOIN foundation f ON f.id = $1 WHERE starts_with(p.rule, 'investment-') AND $2 BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
       ORDER BY p.rule, length(p.jurisdiction) DESC`, [foundation, day]);
  }

  spendingRules(foundation: number, lang: Lang): Promise<{ fund: string | null; from: Day; percent: number; quarters: number; cap: number | null; least: number | null; resolution: string; by: string }[]> {
    return this.db.query(
      `SELECT f.${nameIn(lang)} AS fund, s.from_day AS "from", s.percent, s.quarters::int AS quarters, s.cap, s.least, r.number AS resolution, w.${nameIn(lang)} AS by
       FROM spending_rule s JOIN resolution r ON r.id = s.resolution JOIN person w ON w.id = s.recorded_by LEFT JOIN fund f ON f.id = s.fund WHERE s.foundation = $1 ORDER BY s.from_day DESC, s.id DESC`, [foundation]);
  }

  investmentPolicies(foundation: number, lang: Lang): Promise<{ from: Day; major: Fen; priceDays: number; dealDays: number; resolution: string; by: string }[]> {
    return this.db.query(
      `SELECT i.from_day AS "from", i.major, i.price_days::int AS "priceDays", i.deal_days::int AS "dealDays", r.number AS resolution, w.${nameIn(lang)} AS by
       FROM investment_policy i JOIN resolution r ON r.id = i.resolution JOIN person w ON w.id = i.recorded_by WHERE i.foundation = $1 ORDER BY i.from_day DESC`, [foundation]);
  }

  bars(foundation: number, lang: Lang): Promise<{ id: string; fund: string; sum: Fen | null; why: string; by: string; byId: number; at: Date }[]> {
    return this.db.query(
      `SELECT b.id::text, f.${nameIn(lang)} AS fund, b.sum, b.why, w.${nameIn(lang)} AS by, b.recorded_by AS "byId", b.recorded_at AS at FROM investment_bar b JOIN fund f ON f.id = b.fund JOIN person w ON w.id = b.recorded_by
       WHERE b.foundation = $1 AND NOT EXISTS (SELECT FROM investment_bar_end e WHERE e.bar = b.id) ORDER BY b.id`, [foundation]);
  }
}
