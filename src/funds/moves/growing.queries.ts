import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

export interface Consent { readonly id: number; readonly withdrawn: { readonly why: string; readonly by: string } | null; readonly giver: string; readonly sum: Fen; readonly day: Day; readonly paper: string; readonly by: string }
export interface Preparing { readonly code: string; readonly name: string; readonly original: Fen; /** Appointed there. */ readonly people: number; readonly funds: readonly { readonly value: string; readonly label: string }[] }
export interface SpunOff { readonly id: number; readonly name: string; readonly code: string; readonly sum: Fen; readonly founding: Fen; readonly day: Day; readonly proposedBy: number; readonly by: string; readonly no: string | null; readonly theirs: string | null; readonly registered: boolean; readonly state: 'waits' | 'booked' | 'reversed' | 'declined'; /** The proposal to take it back, while it waits. */ readonly back: { readonly id: number; readonly by: string; readonly byId: number; readonly why: string } | null }

/** What a fund holds that would count towards a foundation of its own, and how far it has come. */
@Injectable()
export class GrowingQueries {
  constructor(private readonly db: DataSource) {}

  consents(fund: Pick<FundRef, 'id'>, lang: Lang): Promise<Consent[]> {
    return this.db.query<Consent[]>(`SELECT c.id, c.giver, c.sum, c.day, c.paper, p.${nameIn(lang)} AS by, (SELECT json_build_object('why', w.why, 'by', q.${nameIn(lang)}) FROM founding_consent_withdrawal w JOIN person q ON q.id = w.withdrawn_by WHERE w.consent = c.id) AS withdrawn
       FROM founding_consent c JOIN person p ON p.id = c.recorded_by WHERE c.fund = $1 ORDER BY c.day, c.id`, [fund.id]);
  }

  /** Foundations in preparation in this house other than one, with what their original funds hold and the funds that may take restricted money. */
  preparing(foundation: number, lang: Lang): Promise<Preparing[]> {
    return this.db.query<Preparing[]>(
      `SELECT h.code, h.${nameIn(lang)} AS name, b.worth AS original, (SELECT count(DISTINCT a.person) FROM appointment a WHERE a.foundation = h.id)::int AS people, coalesce((SELECT json_agg(json_build_object('value', f.code, 'label', f.${nameIn(lang)}) ORDER BY f.id) FROM fund f WHERE f.foundation = h.id AND f.class IN ('restricted', 'preserved')), '[]') AS funds
       FROM foundation h JOIN fund_balance b ON b.foundation = h.id AND b.class = 'original' WHERE h.id <> $1 AND NOT EXISTS (SELECT FROM registration r WHERE r.foundation = h.id) ORDER BY h.id`, [foundation]);
  }

  spinOffs(fund: Pick<FundRef, 'id'>, lang: Lang): Promise<SpunOff[]> {
    return this.db.query<SpunOff[]>(
      `SELECT m.proposal AS id, h.${nameIn(lang)} AS name, h.code, m.sum, m.founding, p.day, p.proposed_by AS "proposedBy", w.${nameIn(lang)} AS by, (SELECT s.voucher FROM sealed_entry s WHERE s.entry = o.entry) AS no, (SELECT s.voucher FROM sealed_entry s WHERE s.entry = o.received) AS theirs,
         CASE WHEN d.proposal IS NULL THEN 'waits' WHEN d.entry IS NULL THEN 'declined' WHEN EXISTS (SELECT FROM journal_entry r WHERE r.reverses = d.entry) THEN 'reversed' ELSE 'booked' END AS state,
         (SELECT json_build_object('id', b.id, 'why', b.note, 'by', q.${nameIn(lang)}, 'byId', q.id) FROM voucher_proposal b JOIN person q ON q.id = b.proposed_by WHERE b.reverses = o.entry AND NOT EXISTS (SELECT FROM voucher_decision z WHERE z.proposal = b.id) ORDER BY b.id DESC LIMIT 1) AS back,
         EXISTS (SELECT FROM registration r WHERE r.foundation = f.foundation) AS registered
       FROM fund_move m JOIN voucher_proposal p ON p.id = m.proposal JOIN person w ON w.id = p.proposed_by JOIN fund f ON f.id = m.to_fund JOIN foundation h ON h.id = f.foundation LEFT JOIN voucher_decision d ON d.proposal = m.proposal LEFT JOIN spin_off o ON o.proposal = m.proposal
       WHERE m.fund = $1 AND m.act = 'spin-off' ORDER BY m.proposal DESC`, [fund.id]);
  }
}
