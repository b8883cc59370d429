import { NotFoundException } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import { entitlement, type Entitlement, type Figure, type Formula, type Households, type Part, type Payer, type UseOfProgramme, type Zone } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Which } from './programme-funds.service';

type Asks = Pick<EntityManager, 'query'>;

/** @throws NotFoundException for a fund that is none, or no programme fund */
export async function programmeFund(db: Asks, { foundation, code }: Which): Promise<{ id: number; code: string; name: string; englishName: string }> {
  const [fund] = await db.query<{ id: number; code: string; name: string; englishName: string }[]>(
    `SELECT f.id, f.code, f.name, f.english_name AS "englishName" FROM fund f JOIN fund_kind k ON k.fund = f.id AND k.kind = 'programme' WHERE f.foundation = $1 AND f.code = $2`, [foundation.id, code]);
  if (!fund) throw new NotFoundException();
  return fund;
}

/** The figures of the formulas, all days. */
export const figuresOf = (db: Asks): Promise<Figure[]> => db.query<(Omit<Figure, 'value'> & { value: string })[]>(
  `SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::text, source, status FROM policy WHERE rule LIKE 'entitlement-%' ORDER BY rule, from_day`).then((rows) => rows.map((row) => ({ ...row, value: BigInt(row.value) })));

/** What somebody wrote and another decides on. */
interface Decided { readonly by: string; readonly byId: number; readonly decision: { readonly confirmed: boolean; readonly by: string; readonly why: string | null } | null }
interface DecidedRow { by: string; byId: number; confirmed: boolean | null; decidedBy: string | null; why: string | null }
const decided = ({ by, byId, confirmed, decidedBy, why }: DecidedRow): Decided => ({ by, byId, decision: confirmed === null ? null : { confirmed, by: decidedBy!, why } });

export interface CountRow extends Decided { readonly id: number; readonly day: Day; readonly households: Households; readonly source: string }
export async function countsOf(db: Asks, fund: number, lang: Lang): Promise<CountRow[]> {
  const rows = await db.query<(DecidedRow & { id: number; day: Day; selfGoverned: number; workUnit: number; managed: number; scattered: number; source: string })[]>(
    `SELECT c.id, c.day, c.self_governed AS "selfGoverned", c.work_unit AS "workUnit", c.managed, c.scattered, c.source, c.counted_by AS "byId", p.${nameIn(lang)} AS by, d.confirmed, q.${nameIn(lang)} AS "decidedBy", d.why
     FROM household_count c JOIN person p ON p.id = c.counted_by LEFT JOIN household_count_decision d ON d.count = c.id LEFT JOIN person q ON q.id = d.decided_by WHERE c.fund = $1 ORDER BY c.day DESC, c.id DESC`, [fund]);
  return rows.map((row) => ({ id: row.id, day: row.day, source: row.source, households: { 'self-governed': row.selfGoverned, 'work-unit': row.workUnit, managed: row.managed, scattered: row.scattered }, ...decided(row) }));
}

export interface EntitlementRow extends Decided {
  readonly id: number;
  readonly year: number;
  readonly zone: Zone;
  readonly rural: boolean;
  readonly formulas: readonly Formula[];
  readonly payers: Readonly<Record<Payer, Fen>>;
  readonly parts: readonly Part[];
  readonly households: Households;
}
type RawPart = Omit<Part, 'yearly' | 'sum'> & { yearly: string; sum: string };
export async function entitlementsOf(db: Asks, fund: number, lang: Lang): Promise<EntitlementRow[]> {
  const rows = await db.query<(DecidedRow & Omit<EntitlementRow, 'parts' | 'payers' | keyof Decided> & { city: Fen; district: Fen; parts: RawPart[] })[]>(
    `SELECT e.id, e.year, e.zone, e.rural, e.formulas, e.city, e.district, e.parts, json_build_object('self-governed', c.self_governed, 'work-unit', c.work_unit, 'managed', c.managed, 'scattered', c.scattered) AS households, e.assessed_by AS "byId", p.${nameIn(lang)} AS by, d.confirmed, q.${nameIn(lang)} AS "decidedBy", d.why
     FROM entitlement e JOIN household_count c ON c.id = e.count JOIN person p ON p.id = e.assessed_by LEFT JOIN entitlement_decision d ON d.entitlement = e.id LEFT JOIN person q ON q.id = d.decided_by
     WHERE e.fund = $1 ORDER BY e.year DESC, e.id DESC`, [fund]);
  return rows.map(({ city, district, parts, by, byId, confirmed, decidedBy, why, ...row }) => ({
    ...row, payers: { city, district }, ...decided({ by, byId, confirmed, decidedBy, why }),
    parts: parts.map((part) => ({ ...part, yearly: BigInt(part.yearly), sum: BigInt(part.sum) })),
  }));
}

/** The same, by the figures as they are now: another sum says that one of them was changed since. Null where a figure of that year is gone. */
export function anewOf(figures: readonly Figure[], row: EntitlementRow, jurisdiction: string): Entitlement | null {
  try {
    return entitlement(figures, { ...row, jurisdiction });
  } catch (error) {
    if (error instanceof Refused && error.code === 'no-policy-in-force') return null;
    throw error;
  }
}

export const duesOfYear = (db: Asks, fund: number, year: number): Promise<{ payer: Payer; due: Day; sum: Fen }[]> =>
  db.query('SELECT d.payer, d.due, d.sum FROM entitlement_in_force e JOIN entitlement_due d ON d.entitlement = e.id WHERE e.fund = $1 AND e.year = $2 ORDER BY d.payer, d.due', [fund, year]);

export interface ReceiptRow { readonly id: number; readonly payer: Payer; readonly day: Day; readonly sum: Fen; readonly no: string | null }
export const receiptsOfYear = (db: Asks, fund: number, year: number): Promise<ReceiptRow[]> =>
  db.query('SELECT r.id, r.payer, r.day, r.money::bigint AS sum, s.voucher AS no FROM entitlement_received r LEFT JOIN sealed_entry s ON s.entry = r.entry WHERE r.fund = $1 AND r.year = $2 ORDER BY r.day, r.id', [fund, year]);

/** Subsidies on the bank's statement that count for nothing yet. */
export const openSubsidies = (db: Asks, fund: number): Promise<{ entry: string; day: Day; sum: Fen; no: string | null; party: string | null }[]> =>
  db.query(`SELECT o.entry::text, o.day, o.money::bigint AS sum, s.voucher AS no, w.party FROM open_subsidy o LEFT JOIN sealed_entry s ON s.entry = o.entry LEFT JOIN entry_words w ON w.entry = o.entry WHERE o.fund = $1 ORDER BY o.day, o.entry`, [fund]);

/** What was spent of a year by uses; a cost that was taken back lessens the year in which that happened. */
export const spentOfYear = (db: Asks, fund: number, year: number): Promise<{ use: UseOfProgramme; sum: Fen }[]> =>
  db.query('SELECT use, sum(sum)::bigint AS sum FROM programme_spent WHERE fund = $1 AND year = $2 GROUP BY use', [fund, year]);

/** Whether today's figures give what was assessed. */
export function standsStill(figures: readonly Figure[], row: EntitlementRow, jurisdiction: string): boolean {
  const anew = anewOf(figures, row, jurisdiction);
  return anew?.payers.city === row.payers.city && anew.payers.district === row.payers.district;
}

/** Of each year the newest that was confirmed. */
export async function entitlementsInForce(db: Asks, fund: number, lang: Lang): Promise<EntitlementRow[]> {
  const confirmed = (await entitlementsOf(db, fund, lang)).filter(({ decision }) => decision?.confirmed);
  return confirmed.filter((row, at) => confirmed.findIndex(({ year }) => year === row.year) === at);
}

export interface OtherUse { readonly sum: Fen; readonly day: Day; readonly no: string | null; readonly reason: string; readonly resolution: string }
/** What was spent of a year on anything but the six uses, with the council's reason. */
export const othersOfYear = (db: Asks, fund: number, year: number): Promise<OtherUse[]> =>
  db.query(
    `SELECT c.sum, e.day, s.voucher AS no, u.reason, r.number AS resolution FROM programme_use u JOIN programme_cost c ON c.proposal = u.proposal AND c.fund = u.fund JOIN voucher_decision d ON d.proposal = u.proposal AND d.decision = 'approved'
       JOIN journal_entry e ON e.id = d.entry JOIN resolution r ON r.id = u.resolution LEFT JOIN sealed_entry s ON s.entry = e.id
     WHERE u.fund = $1 AND u.use = 'other' AND extract(year FROM e.day) = $2 AND NOT EXISTS (SELECT FROM journal_entry v WHERE v.reverses = e.id) ORDER BY e.day, e.id`, [fund, year]);

export async function budgetOfYear(db: Asks, fund: number, year: number): Promise<{ sums: Fen[]; reason: string | null; resolution: string } | null> {
  const [row] = await db.query<{ sums: string[]; reason: string | null; resolution: string }[]>(
    `SELECT b.sums::text[] AS sums, b.reason, r.number AS resolution FROM programme_budget b JOIN resolution r ON r.id = b.resolution WHERE b.fund = $1 AND b.year = $2 ORDER BY b.id DESC LIMIT 1`, [fund, year]);
  return row ? { ...row, sums: row.sums.map(BigInt) } : null;
}

export interface CostRow { readonly proposal: number; readonly sum: Fen; readonly note: string; readonly by: string; readonly use: UseOfProgramme | null; readonly reason: string | null; readonly resolution: string | null }
/** Costs that were proposed and not decided on, with the use that was named. */
export const openCosts = (db: Asks, fund: number, lang: Lang): Promise<CostRow[]> =>
  db.query(
    `SELECT c.proposal, c.sum, p.note, w.${nameIn(lang)} AS by, u.use, u.reason, r.number AS resolution FROM programme_cost c JOIN voucher_proposal p ON p.id = c.proposal JOIN person w ON w.id = p.proposed_by
       LEFT JOIN programme_use u ON u.proposal = c.proposal AND u.fund = c.fund LEFT JOIN resolution r ON r.id = u.resolution
     WHERE c.fund = $1 AND NOT EXISTS (SELECT FROM voucher_decision d WHERE d.proposal = c.proposal) ORDER BY c.proposal`, [fund]);

export interface PlaceState {
  readonly kept: { readonly request: number; readonly name: string; readonly by: string; readonly asked: string; readonly releasable: boolean } | null;
  readonly request: { readonly id: number; readonly name: string; readonly why: string; readonly by: string; readonly byId: number } | null;
  readonly choices: { readonly id: number; readonly name: string }[];
  readonly before: { readonly name: string; readonly asked: string; readonly by: string; readonly at: Date; readonly released: string; readonly day: Day; readonly becomes: 'general' | 'closed'; readonly why: string }[];
}
/** The bank account that is kept for the fund; or the newest request; what might be kept; and what was kept for it once. */
export async function placeOfFund(db: Asks, { foundation, fund, lang }: { foundation: number; fund: number; lang: Lang }): Promise<PlaceState> {
  const [kept] = await db.query<NonNullable<PlaceState['kept']>[]>(
    `SELECT x.request, p.${nameIn(lang)} AS name, m.${nameIn(lang)} AS by, a.${nameIn(lang)} AS asked, EXISTS (SELECT FROM fund_closing c WHERE c.fund = x.fund) OR life_of(x.foundation) IN ('liquidating', 'ended') AS releasable
     FROM exclusive_place x JOIN place p ON p.id = x.place JOIN person m ON m.id = x.marked_by JOIN person a ON a.id = x.asked_by WHERE x.fund = $1`, [fund]);
  const [request] = kept ? [] : await db.query<NonNullable<PlaceState['request']>[]>(
    `SELECT r.id, p.${nameIn(lang)} AS name, r.why, w.${nameIn(lang)} AS by, r.asked_by AS "byId" FROM exclusive_place_request r JOIN place p ON p.id = r.place JOIN person w ON w.id = r.asked_by
     WHERE r.fund = $1 AND NOT EXISTS (SELECT FROM exclusive_place_mark m WHERE m.fund = r.fund AND m.request >= r.id) ORDER BY r.id DESC LIMIT 1`, [fund]);
  const choices = kept ? [] : await db.query<{ id: number; name: string }[]>(
    `SELECT p.id, p.${nameIn(lang)} AS name FROM place p WHERE p.foundation = $1 AND p.account = '1002' AND NOT EXISTS (SELECT FROM exclusive_place x WHERE x.place = p.id) AND NOT EXISTS (SELECT FROM fund_closing c WHERE c.fund = $2) ORDER BY p.id`, [foundation, fund]);
  const before = await db.query<PlaceState['before']>(
    `SELECT p.${nameIn(lang)} AS name, a.${nameIn(lang)} AS asked, m.${nameIn(lang)} AS by, x.marked_at AS at, w.${nameIn(lang)} AS released, r.day, r.becomes, r.why FROM exclusive_place_release r JOIN exclusive_place_mark x ON x.request = r.request
       JOIN place p ON p.id = x.place JOIN person a ON a.id = x.asked_by JOIN person m ON m.id = x.marked_by JOIN person w ON w.id = r.released_by WHERE x.fund = $1 ORDER BY r.released_at DESC`, [fund]);
  return { kept: kept ?? null, request: request ?? null, choices, before };
}
