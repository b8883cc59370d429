import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

/** A fund as the pages of its acts show it. */
export interface ActedFund extends FundRef {
  readonly code: string;
  readonly name: string;
  readonly money: Fen;
  readonly owed: Fen;
  readonly promised: Fen;
  readonly free: Fen;
  readonly worth: Fen;
  readonly floor: Fen;
  /** Of its agreement; null for a fund without one. */
  readonly purpose: string | null;
  readonly rest: string | null;
  readonly agreementNo: string | null;
}

/** Money that passed, or waits to pass, between this fund and another, seen from this one. */
export interface MoveRow {
  readonly proposal: number;
  readonly act: 'fee' | 'transfer' | 'rest' | 'spin-off';
  readonly day: Day;
  /** Negative when it left. */
  readonly sum: Fen;
  readonly counterpart: string;
  /** Where the public reads of it; null where there is no such page. */
  readonly path: string | null;
  readonly reason: string;
  readonly basis: string;
  readonly basisNote: string;
  readonly resolution: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Its number in the books; null while it waits. */
  readonly no: string | null;
  readonly state: 'waits' | 'booked' | 'reversed' | 'declined';
}

export interface Held { readonly day: Day; readonly reason: string; readonly takesGifts: boolean; readonly by: string; readonly byId: number; readonly thawed: { readonly day: Day; readonly reason: string; readonly by: string } | null }

export interface End {
  readonly day: Day;
  readonly reason: string;
  readonly basis: 'agreement' | 'similar purpose';
  readonly basisNote: string;
  readonly receiver: string;
  readonly resolution: string | null;
  readonly by: string;
  readonly byId: number;
  readonly closed: { readonly day: Day; readonly by: string } | null;
  readonly published: { readonly day: Day; readonly place: string } | null;
}

const inLang = (lang: Lang, column: string): string => (lang === 'zh' ? column : `english_${column}`);

@Injectable()
export class FundActsQueries {
  constructor(private readonly db: DataSource) {}

  /** @throws NotFoundException */
  async fund(foundation: number, code: string, lang: Lang): Promise<ActedFund> {
    const [row] = await this.db.query<ActedFund[]>(
      `SELECT f.id, f.foundation, f.class, f.code, f.${nameIn(lang)} AS name, b.money, b.owed, b.promised, b.free, b.worth, b.floor,
         a.${inLang(lang, 'purpose')} AS purpose, a.${inLang(lang, 'remaining_property')} AS rest, a.no AS "agreementNo"
       FROM fund f JOIN fund_balance b ON b.fund = f.id LEFT JOIN fund_agreement a ON a.fund = f.id WHERE f.foundation = $1 AND f.code = $2`, [foundation, code]);
    if (!row) throw new NotFoundException();
    return row;
  }

  /** Newest first. @param publicly only what is booked and stands */
  moves(fund: Pick<FundRef, 'id'>, lang: Lang, { publicly }: { publicly: boolean }): Promise<MoveRow[]> {
    return this.db.query<MoveRow[]>(
      `SELECT m.proposal, m.act, p.day, CASE WHEN m.fund = $1 THEN -m.sum WHEN m.founding < m.sum THEN m.sum - m.founding ELSE m.sum END AS sum, coalesce(CASE WHEN o.foundation <> m.foundation THEN h.${nameIn(lang)} END, o.${nameIn(lang)}, y.name) AS counterpart,
         CASE WHEN o.foundation = m.foundation AND EXISTS (SELECT FROM fund_page g WHERE g.fund = o.id) THEN '/funds/' || o.code END AS path, p.note AS reason, m.basis, m.basis_note AS "basisNote", r.number AS resolution, m.from_day AS "from", m.to_day AS "to",
         (SELECT s.voucher FROM sealed_entry s WHERE s.entry = CASE WHEN m.fund = $1 THEN d.entry ELSE coalesce((SELECT x.received FROM spin_off x WHERE x.proposal = m.proposal), d.entry) END) AS no,
         CASE WHEN d.proposal IS NULL THEN 'waits' WHEN d.entry IS NULL THEN 'declined' WHEN EXISTS (SELECT FROM journal_entry x WHERE x.reverses = d.entry) THEN 'reversed' ELSE 'booked' END AS state
       FROM fund_move m JOIN voucher_proposal p ON p.id = m.proposal LEFT JOIN voucher_decision d ON d.proposal = m.proposal LEFT JOIN fund o ON o.id = CASE WHEN m.fund = $1 THEN m.to_fund ELSE m.fund END LEFT JOIN foundation h ON h.id = o.foundation
       LEFT JOIN party y ON y.id = m.to_party LEFT JOIN resolution r ON r.id = m.resolution
       WHERE (m.fund = $1 OR m.to_fund = $1) AND (NOT $2 OR (d.entry IS NOT NULL AND NOT EXISTS (SELECT FROM journal_entry x WHERE x.reverses = d.entry)))
       ORDER BY p.day DESC, m.proposal DESC LIMIT 100`, [fund.id, publicly]);
  }

  /** Newest first; the first may still hold. */
  freezes(fund: Pick<FundRef, 'id'>, lang: Lang): Promise<Held[]> {
    return this.db.query<Held[]>(
      `SELECT f.day, f.reason, f.takes_gifts AS "takesGifts", p.${nameIn(lang)} AS by, f.frozen_by AS "byId",
         CASE WHEN t.frozen IS NOT NULL THEN json_build_object('day', t.day, 'reason', t.reason, 'by', (SELECT ${nameIn(lang)} FROM person WHERE id = t.thawed_by)) END AS thawed
       FROM fund_freeze f JOIN person p ON p.id = f.frozen_by LEFT JOIN fund_thaw t ON t.frozen = f.id WHERE f.fund = $1 ORDER BY f.id DESC`, [fund.id]);
  }

  /** How it comes to its end, or came to it; null while nobody has announced it. */
  async end(fund: Pick<FundRef, 'id'>, lang: Lang): Promise<End | null> {
    const [row] = await this.db.query<End[]>(
      `SELECT e.day, e.reason, e.basis, e.basis_note AS "basisNote", coalesce(f.${nameIn(lang)}, y.name) AS receiver, r.number AS resolution, p.${nameIn(lang)} AS by, e.announced_by AS "byId",
         CASE WHEN c.fund IS NOT NULL THEN json_build_object('day', c.day, 'by', (SELECT ${nameIn(lang)} FROM person WHERE id = c.closed_by)) END AS closed,
         CASE WHEN u.fund IS NOT NULL THEN json_build_object('day', u.day, 'place', u.place) END AS published
       FROM fund_ending e JOIN person p ON p.id = e.announced_by LEFT JOIN fund f ON f.id = e.to_fund LEFT JOIN party y ON y.id = e.to_party LEFT JOIN resolution r ON r.id = e.resolution
       LEFT JOIN fund_closing c ON c.ending = e.id LEFT JOIN fund_closing_publication u ON u.fund = c.fund
       WHERE e.fund = $1 AND NOT EXISTS (SELECT FROM fund_ending_withdrawal w WHERE w.ending = e.id)`, [fund.id]);
    return row ?? null;
  }

  async giftsUnderWay(fund: Pick<FundRef, 'id'>, now: Date): Promise<number> {
    const [row] = await this.db.query<[{ way: bigint }]>('SELECT fund_gifts_under_way($1, $2) AS way', [fund.id, now]);
    return Number(row.way);
  }

  /** The other funds of the house that may take money of this one, with what each is for. */
  async targets(fund: FundRef, lang: Lang, councils: Fen = 0n): Promise<{ value: string; label: string; purpose: string | null }[]> {
    const restricted = fund.class === 'restricted' || fund.class === 'preserved';
    return this.db.query<{ value: string; label: string; purpose: string | null }[]>(
      `SELECT f.code AS value, f.${nameIn(lang)} AS label, a.${inLang(lang, 'purpose')} AS purpose FROM fund f LEFT JOIN fund_agreement a ON a.fund = f.id
       WHERE f.foundation = $1 AND f.id <> $2 AND f.class = ANY ($3) AND NOT EXISTS (SELECT FROM stopped_fund s WHERE s.fund = f.id AND s.how <> 'frozen') ORDER BY f.id`,
      [fund.foundation, fund.id, restricted ? ['restricted', 'preserved', ...(councils > 0n ? ['general'] : [])] : ['general', 'designated', 'restricted', 'preserved']]);
  }

  /** Other bodies that are known as parties: who takes the rest is entered there first. */
  bodies(foundation: number): Promise<{ value: string; label: string }[]> {
    return this.db.query<{ value: string; label: string }[]>("SELECT 'party:' || id AS value, name AS label FROM party WHERE foundation = $1 AND kind = 'body' ORDER BY name LIMIT 500", [foundation]);
  }
}
