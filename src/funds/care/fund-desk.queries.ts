import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundClass } from '../../ledger/kinds';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { AgreedKind, Seat } from '../../rules/fund-opening';
import type { Fen } from '../../rules/money';

/** A fund as the desk lists it: what it is, and its guard row. */
export interface DeskFund {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly class: FundClass;
  /** Null for what the foundation has of its own. */
  readonly kind: AgreedKind | 'purse' | null;
  readonly opened: Day;
  readonly closed: Day | null;
  readonly money: Fen;
  readonly promised: Fen;
  readonly free: Fen;
  readonly owed: Fen;
  readonly worth: Fen;
  readonly floor: Fen;
  readonly agreed: boolean;
  /** The last day on which its money moved. */
  readonly moved: Day | null;
  /** Gifts and subsidies that have come and stayed, of whomever: neither what other funds passed on, nor interest, nor what was given back. */
  readonly received: Fen;
  readonly startingSum: Fen;
  readonly startingBy: Day | null;
  readonly yearlyAddition: Fen;
  readonly yearlyYears: number;
  readonly termTo: Day | null;
  readonly seats: readonly Seat[];
  readonly manager: { readonly id: number; readonly name: string; readonly load: number; readonly gone: boolean } | null;
}

export interface SeatRow { readonly id: number; readonly name: string; readonly side: Seat['side']; readonly chairs: boolean; readonly from: Day; readonly to: Day | null }
export interface GroupRow { readonly id: number; readonly name: string; readonly funds: readonly { readonly id: number; readonly code: string; readonly name: string; readonly from: Day }[]; readonly count: number; readonly money: Fen; readonly promised: Fen; readonly free: Fen; readonly received: Fen; readonly paid: Fen }

const HOLDS = (of: string, day: string): string => `${of}.from_day <= ${day} AND coalesce(${of}.to_day, 'infinity') >= ${day}`;

@Injectable()
export class FundDeskQueries {
  constructor(private readonly db: DataSource) {}

  /** All funds of a foundation, those of its own first, then by kind and age; closed ones last. */
  list(foundation: number, day: Day, lang: Lang): Promise<DeskFund[]> {
    return fundsAtDesk(this.db, { foundation, day, lang });
  }

  /** @throws NotFoundException */
  async one(foundation: number, code: string, day: Day, lang: Lang): Promise<DeskFund> {
    const [row] = await fundsAtDesk(this.db, { foundation, day, lang, code });
    if (!row) throw new NotFoundException();
    return row;
  }

  /** The committee of a fund on a day and after, and who has left it. */
  seats(fund: number): Promise<SeatRow[]> {
    return this.db.query('SELECT id, name, side, chairs, from_day AS "from", to_day AS "to" FROM fund_committee_seat WHERE fund = $1 ORDER BY to_day IS NOT NULL, chairs DESC, side = \'supervisor\', id', [fund]);
  }

  /** Groups with what their funds come to together on a day. */
  async groups(foundation: number, day: Day, lang: Lang): Promise<GroupRow[]> {
    const name = nameIn(lang);
    const rows = await this.db.query<(Omit<GroupRow, 'count'>)[]>(
      `SELECT g.id, g.${name} AS name, coalesce(json_agg(json_build_object('id', f.id, 'code', f.code, 'name', f.${name}, 'from', m.from_day) ORDER BY f.id) FILTER (WHERE f.id IS NOT NULL), '[]') AS funds,
         coalesce(sum(b.money), 0)::bigint AS money, coalesce(sum(b.promised), 0)::bigint AS promised, coalesce(sum(b.free), 0)::bigint AS free, coalesce(sum(v.received), 0)::bigint AS received, coalesce(sum(v.paid), 0)::bigint AS paid
       FROM fund_group g LEFT JOIN fund_group_member m ON m.in_group = g.id AND ${HOLDS('m', '$2')} LEFT JOIN fund f ON f.id = m.fund LEFT JOIN fund_balance b ON b.fund = f.id
       LEFT JOIN LATERAL (SELECT sum(carried + received) AS received, sum(paid) AS paid FROM fund_movement WHERE foundation = $1 AND fund = f.id) v ON true
       WHERE g.foundation = $1 GROUP BY g.id ORDER BY g.id`, [foundation, day]);
    return rows.map((row) => ({ ...row, count: row.funds.length }));
  }

  /** Into which groups a fund has been put, and when it left them. */
  groupsOf(fund: number, lang: Lang): Promise<{ name: string; from: Day; to: Day | null }[]> {
    return this.db.query(`SELECT g.${nameIn(lang)} AS name, m.from_day AS "from", m.to_day AS "to" FROM fund_group_member m JOIN fund_group g ON g.id = m.in_group WHERE m.fund = $1 ORDER BY m.from_day, g.id`, [fund]);
  }
}

/** Funds with all that their lists and warnings need, asked once. */
export function fundsAtDesk(db: Pick<EntityManager, 'query'>, { foundation, day, lang, code = null }: { foundation: number; day: Day; lang: Lang; code?: string | null }): Promise<DeskFund[]> {
  const name = nameIn(lang);
  return db.query(
    `SELECT f.id, f.code, f.${name} AS name, f.class, k.kind, f.opened_on AS opened, c.day AS closed, b.money, b.promised, b.free, b.owed, b.worth, b.floor, a.fund IS NOT NULL AS agreed,
       (SELECT x.day FROM entry_fund x WHERE x.fund = f.id ORDER BY x.entry DESC LIMIT 1) AS moved, (coalesce(v.carried, 0) + coalesce(g.given, 0))::bigint AS received,
       coalesce(t.starting_sum, 0)::bigint AS "startingSum", t.starting_by AS "startingBy", coalesce(t.yearly_addition, 0)::bigint AS "yearlyAddition", coalesce(t.yearly_years, 0) AS "yearlyYears", t.term_to AS "termTo",
       coalesce((SELECT json_agg(json_build_object('side', s.side)) FROM fund_committee_seat s WHERE s.fund = f.id AND ${HOLDS('s', '$2')}), '[]') AS seats,
       CASE WHEN m.person IS NOT NULL THEN json_build_object('id', m.person, 'name', p.${name}, 'load', (SELECT count(*) FROM fund_manager o JOIN fund fo ON fo.id = o.fund
         WHERE o.person = m.person AND fo.foundation = f.foundation AND ${HOLDS('o', '$2')} AND NOT EXISTS (SELECT FROM fund_closing z WHERE z.fund = o.fund AND z.day <= $2)),
         'gone', NOT EXISTS (SELECT FROM appointment o WHERE o.person = m.person AND o.foundation = f.foundation AND o.ended_at IS NULL AND ${HOLDS('o', '$2')})) END AS manager
     FROM fund f JOIN fund_balance b ON b.fund = f.id LEFT JOIN fund_kind k ON k.fund = f.id LEFT JOIN agreement a ON a.fund = f.id LEFT JOIN fund_closing c ON c.fund = f.id
     LEFT JOIN LATERAL (SELECT * FROM agreement_of_fund o WHERE o.fund_of = f.id AND a.fund IS NOT NULL ORDER BY o.holds_from > $2::date, abs(o.holds_from - $2::date), o.id DESC LIMIT 1) t ON true
     LEFT JOIN (SELECT fund, sum(carried) AS carried FROM fund_movement WHERE foundation = $1 GROUP BY fund) v ON v.fund = f.id
     LEFT JOIN (SELECT m.fund, sum(m.credit - m.debit) AS given FROM account_month m JOIN account i ON i.standard = m.standard AND i.code = m.account AND i.role IN ('gift', 'subsidy')
       WHERE m.foundation = $1 AND m.kind NOT IN ('year closing', 'chart migration') GROUP BY m.fund) g ON g.fund = f.id
     LEFT JOIN fund_manager m ON m.fund = f.id AND ${HOLDS('m', '$2')} LEFT JOIN person p ON p.id = m.person
     WHERE f.foundation = $1 AND ($3::text IS NULL OR f.code = $3) ORDER BY c.fund IS NOT NULL, k.kind IS NOT NULL, k.kind, f.opened_on, f.id`, [foundation, day, code]);
}
