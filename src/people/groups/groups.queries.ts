import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { filingOn, type GroupRoute, type MemberRole, type Orientation } from '../../rules/resident-group';
import { paymentsFor, type YearOfGroup } from './group-payments';

export interface GroupRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly purpose: string;
  readonly field: string;
  readonly area: string;
  readonly since: Day;
  readonly orientation: Orientation;
  /** Named members, and those of them who have said yes. */
  readonly members: number;
  readonly consented: number;
  /** Three have said yes, and it has not ended. */
  readonly stands: boolean;
  /** Three have said yes at one time or another: until then nothing of it is public. */
  readonly stood: boolean;
  readonly filing: 'none' | 'filed' | 'run-out' | 'to-come';
  readonly filedUntil: Day | null;
  readonly ended: { readonly day: Day; readonly why: string } | null;
}
export interface MemberRow {
  readonly id: number;
  readonly name: string;
  readonly phone: string;
  readonly born: number | null;
  readonly role: MemberRole;
  readonly from: Day;
  readonly consentedAt: Date | null;
  readonly declaresAdult: boolean | null;
  readonly nameShown: boolean;
  /** Until when they may still say yes. */
  readonly askedUntil: Day | null;
}
export interface FilingRow { readonly id: number; readonly placeKind: 'street' | 'committee'; readonly place: string; readonly number: string; readonly from: Day; readonly until: Day; readonly ended: Day | null; readonly why: string | null; readonly by: string }
export interface RouteRow {
  readonly id: number;
  readonly kind: GroupRoute;
  readonly from: Day;
  readonly basis: string;
  readonly carrierKind: 'residents-committee' | 'hub' | null;
  readonly party: string | null;
  readonly member: number | null;
  readonly leader: string | null;
  readonly most: Fen | null;
  readonly clearBy: Day | null;
  /** What vouchers say went by it, less what came back. */
  readonly paid: Fen;
  readonly ended: Day | null;
  readonly why: string | null;
  readonly by: string;
}
/** How somebody stands in a group, and until when an advance to them is to be cleared. */
interface OwnRow { readonly consents: boolean; readonly asked: boolean; readonly role: MemberRole; readonly offered: boolean; readonly clearBy: Day | null }
export interface FundRow { readonly id: number; readonly fund: number; readonly code: string; readonly name: string; readonly from: Day; readonly why: string; readonly closed: boolean }

const GROUPS = (lang: Lang): string => `
  SELECT g.id, g.code, p.${nameIn(lang)} AS name, p.purpose, p.field, p.area, g.since, o.orientation, m.members, m.consented, group_stands(g.id, $2) AS stands,
    group_stood(g.id, $2) AS stood, f.from_day AS "filedFrom", f.until_day AS "filedUntil",
    CASE WHEN e.resident_group IS NOT NULL THEN json_build_object('day', e.last_day, 'why', e.why) END AS ended
  FROM resident_group g CROSS JOIN group_particulars(g.id) p
    CROSS JOIN LATERAL (SELECT orientation FROM resident_group_orientation WHERE resident_group = g.id ORDER BY id DESC LIMIT 1) o
    CROSS JOIN LATERAL (SELECT count(*)::int AS members, count(consented_at)::int AS consented FROM standing_group_member WHERE resident_group = g.id) m
    LEFT JOIN LATERAL (SELECT from_day, until_day FROM standing_group_filing WHERE resident_group = g.id ORDER BY $2::date BETWEEN from_day AND until_day DESC, until_day DESC LIMIT 1) f ON true
    LEFT JOIN resident_group_end e ON e.resident_group = g.id
  WHERE g.foundation = $1`;

@Injectable()
export class GroupsQueries {
  constructor(private readonly db: DataSource) {}

  /** Those that go on first, by name. */
  async list(foundation: number, today: Day, lang: Lang): Promise<GroupRow[]> {
    return (await this.db.query<Raw[]>(`${GROUPS(lang)} ORDER BY e.last_day DESC NULLS FIRST, name, g.id`, [foundation, today])).map((row) => read(row, today));
  }

  async one(foundation: number, id: number, today: Day, lang: Lang): Promise<GroupRow> {
    const [row] = await this.db.query<[Raw]>(`${GROUPS(lang)} AND g.id = $3`, [foundation, today, id]);
    return read(row, today);
  }

  /** Those of a telephone, whether they have said yes or are asked; with what waits for them there. */
  async of(foundation: number, phone: string, today: Day, lang: Lang): Promise<(GroupRow & OwnRow)[]> {
    const rows = await this.db.query<(Raw & OwnRow)[]>(
      `SELECT x.*, m.role, m.consented_at IS NOT NULL AS consents, coalesce((SELECT max(a.ends_on) FROM resident_group_asking a WHERE a.member = m.id) >= $2, false) AS asked, EXISTS (SELECT FROM resident_group_handover h WHERE h.to_member = m.id AND NOT EXISTS (SELECT FROM resident_group_handover_end n WHERE n.handover = h.id)) AS offered, (SELECT r.clear_by FROM standing_group_route r WHERE r.kind = 'advance' AND r.member = m.id) AS "clearBy"
       FROM (${GROUPS(lang)}) x JOIN standing_group_member m ON m.resident_group = x.id WHERE m.phone = $3 AND x.ended IS NULL ORDER BY x.name, x.id`, [foundation, today, phone]);
    return rows.map((row) => ({ ...row, ...read(row, today) }));
  }

  members(group: number): Promise<MemberRow[]> {
    return this.db.query(
      `SELECT m.id, m.name, m.phone, m.born, m.role, m.from_day AS "from", m.consented_at AS "consentedAt", m.declares_adult AS "declaresAdult", m.name_shown AS "nameShown", (SELECT max(a.ends_on) FROM resident_group_asking a WHERE a.member = m.id) AS "askedUntil"
       FROM standing_group_member m WHERE m.resident_group = $1 ORDER BY array_position(ARRAY['lead', 'deputy', 'treasurer', 'recorder', 'member'], m.role), m.id`, [group]);
  }

  left(group: number, lang: Lang): Promise<{ name: string; day: Day; why: string; by: string | null }[]> {
    return this.db.query(
      `SELECT m.name, d.last_day AS day, d.why, p.${nameIn(lang)} AS by FROM resident_group_departure d JOIN resident_group_member m ON m.id = d.member LEFT JOIN person p ON p.id = d.by_person WHERE d.resident_group = $1 ORDER BY d.at DESC`, [group]);
  }

  /** Handing-overs with how they ended; the one that waits first. */
  handovers(group: number, lang: Lang): Promise<{ id: number; from: string | null; to: string; toMember: number; why: string; by: string | null; at: Date; outcome: 'accepted' | 'declined' | 'withdrawn' | null; endedAt: Date | null }[]> {
    return this.db.query(
      `SELECT h.id, f.name AS from, t.name AS to, h.to_member AS "toMember", h.why, p.${nameIn(lang)} AS by, h.at, e.outcome, e.at AS "endedAt" FROM resident_group_handover h JOIN resident_group_member t ON t.id = h.to_member LEFT JOIN resident_group_member f ON f.id = h.from_member
         LEFT JOIN person p ON p.id = h.by_person LEFT JOIN resident_group_handover_end e ON e.handover = h.id WHERE h.resident_group = $1 ORDER BY e.at DESC NULLS FIRST, h.id DESC`, [group]);
  }

  orientations(group: number, lang: Lang): Promise<{ orientation: Orientation; day: Day; why: string; by: string }[]> {
    return this.db.query(`SELECT o.orientation, o.day, o.why, p.${nameIn(lang)} AS by FROM resident_group_orientation o JOIN person p ON p.id = o.recorded_by WHERE o.resident_group = $1 ORDER BY o.id`, [group]);
  }

  particulars(group: number, lang: Lang): Promise<{ name: string; englishName: string; purpose: string; field: string; area: string; from: Day; why: string; by: string }[]> {
    return this.db.query(`SELECT q.name, q.english_name AS "englishName", q.purpose, q.field, q.area, q.from_day AS "from", q.why, p.${nameIn(lang)} AS by FROM resident_group_particulars q JOIN person p ON p.id = q.recorded_by WHERE q.resident_group = $1 ORDER BY q.from_day DESC, q.id DESC`, [group]);
  }

  filings(group: number, lang: Lang): Promise<FilingRow[]> {
    return this.db.query(
      `SELECT f.id, f.place_kind AS "placeKind", f.place, f.number, f.from_day AS "from", f.until_day AS until, e.last_day AS ended, e.why, p.${nameIn(lang)} AS by FROM resident_group_filing f JOIN person p ON p.id = f.recorded_by LEFT JOIN resident_group_filing_end e ON e.filing = f.id
       WHERE f.resident_group = $1 ORDER BY f.until_day DESC, f.id DESC`, [group]);
  }

  routes(group: number, lang: Lang): Promise<RouteRow[]> {
    return this.db.query(
      `SELECT r.id, r.kind, r.from_day AS "from", r.basis, r.carrier_kind AS "carrierKind", y.name AS party, r.member, m.name AS leader, r.advance_most AS most, r.clear_by AS "clearBy", coalesce((SELECT sum(g.sum) FROM paid_for_group g WHERE g.route = r.id), 0)::bigint AS paid, e.last_day AS ended, e.why, p.${nameIn(lang)} AS by
       FROM resident_group_route r JOIN person p ON p.id = r.recorded_by LEFT JOIN party y ON y.id = r.party LEFT JOIN resident_group_member m ON m.id = r.member LEFT JOIN resident_group_route_end e ON e.route = r.id
       WHERE r.resident_group = $1 ORDER BY e.last_day DESC NULLS FIRST, r.id`, [group]);
  }

  /** Funds and purses that it looks after. */
  funds(group: number, lang: Lang): Promise<FundRow[]> {
    return this.db.query(
      `SELECT s.id, f.id AS fund, f.code, f.${nameIn(lang)} AS name, s.from_day AS "from", s.why, EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) AS closed FROM standing_group_fund s JOIN fund f ON f.id = s.fund WHERE s.resident_group = $1 ORDER BY f.code`, [group]);
  }

  /** What was paid for it, by year. */
  paid(group: number, lang: Lang): Promise<YearOfGroup[]> {
    return paymentsFor(this.db, group, lang);
  }

  /** Funds that a group may be said to look after. */
  openFunds(foundation: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT f.code AS value, f.${nameIn(lang)} AS label FROM fund f WHERE f.foundation = $1 AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = f.id) ORDER BY f.code`, [foundation]);
  }
}

type Raw = Omit<GroupRow, 'filing'> & { readonly filedFrom: Day | null };
const read = ({ filedFrom, ...row }: Raw, today: Day): GroupRow => ({ ...row, filing: filingOn(filedFrom === null ? null : { from: filedFrom, until: row.filedUntil! }, today) });
