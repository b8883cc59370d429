import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { CouncilLimits, House, Office, OfficialFact, Term } from '../../rules/officials';
import { findInForce, inForce, type Policy } from '../../rules/policy';
import { kindOn } from '../registrations.service';

export interface TermRow extends Term {
  readonly id: number;
  readonly englishName: string;
  readonly resolution: { readonly id: number; readonly number: string } | null;
  readonly basis: string | null;
  /** Why they left before their term was over. */
  readonly why: string | null;
  readonly by: string;
}

export interface FactRow { readonly id: number; readonly party: number; readonly fact: OfficialFact; readonly words: string; readonly from: Day; readonly last: Day | null; readonly by: string }

type Asks = Pick<EntityManager, 'query'>;

@Injectable()
export class OfficialsQueries {
  constructor(private readonly db: DataSource) {}

  terms(foundation: number, lang: Lang): Promise<TermRow[]> {
    return termsOf(this.db, foundation, lang);
  }

  facts(foundation: number, lang: Lang): Promise<FactRow[]> {
    return this.db.query<FactRow[]>(
      `SELECT f.id, f.party, f.fact, f.words, f.from_day AS "from", e.last_day AS last, p.${nameIn(lang)} AS by
       FROM official_fact f JOIN person p ON p.id = f.recorded_by LEFT JOIN official_fact_end e ON e.fact = f.id WHERE f.foundation = $1 ORDER BY f.from_day DESC, f.id DESC`, [foundation]);
  }

  house(foundation: Whose, day: Day, told: { terms: readonly Term[]; facts: readonly FactRow[] }): Promise<House> {
    return houseOn(this.db, foundation, day, told);
  }

  inOffice(foundation: number, day: Day, lang: Lang): Promise<InOffice[]> {
    return inOfficeOn(this.db, foundation, day, lang);
  }
}

type Whose = { readonly id: number; readonly jurisdiction: string };

/** Every term, the offices in their order, the newest first. */
export function termsOf(db: Asks, foundation: number, lang: Lang): Promise<TermRow[]> {
  return db.query<TermRow[]>(
    `SELECT t.id, t.party, y.name, t.english_name AS "englishName", t.office, t.from_day AS "from", t.until_day AS until, o.last_day AS last, o.why, t.basis,
       CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'number', r.number) END AS resolution, p.${nameIn(lang)} AS by
     FROM office_term t JOIN office_time o ON o.id = t.id JOIN party y ON y.id = t.party JOIN person p ON p.id = t.recorded_by LEFT JOIN resolution r ON r.id = t.resolution
     WHERE t.foundation = $1 ORDER BY array_position(ARRAY['chair', 'vice-chair', 'secretary-general', 'director', 'supervisor'], t.office), t.from_day DESC, t.id`, [foundation]);
}

/** What the rules ask about those in office on a day. */
export async function houseOn(db: Asks, foundation: Whose, day: Day, { terms, facts }: { terms: readonly Term[]; facts: readonly FactRow[] }): Promise<House> {
  const { kind, privateMoney } = await kindOn(db, foundation.id, day);
  const kin = await db.query<{ a: number; b: number }[]>(`SELECT a, b FROM relation_time WHERE foundation = $1 AND kind = 'family' AND $2::date BETWEEN from_day AND coalesce(to_day, 'infinity')`, [foundation.id, day]);
  // whoever was entered by name before they came to us is known by it, as with every interest
  const finance = await db.query<{ party: number }[]>(
    `SELECT DISTINCT y.id AS party FROM appointment a JOIN person p ON p.id = a.person JOIN party y ON y.foundation = $1 AND y.kind = 'person' AND (y.person = p.id OR (y.person IS NULL AND y.name IN (p.name, p.english_name)))
     WHERE a.foundation = $1 AND a.role IN ('bookkeeper', 'cashier') AND $2::date BETWEEN a.from_day AND coalesce(a.to_day, 'infinity')`, [foundation.id, day]);
  const investments = await db.query<{ number: string; for: number; members: number }[]>(
    `SELECT r.number, r.votes_for AS for, (SELECT count(DISTINCT o.party)::int FROM office_time o WHERE o.foundation = $1 AND o.office = 'director' AND r.day BETWEEN o.from_day AND o.last_day) AS members
     FROM resolution r JOIN resolution_confirmation c ON c.resolution = r.id WHERE r.foundation = $1 AND r.body = 'council' AND r.majority = 'investment' AND r.day <= $2 ORDER BY r.day, r.id`, [foundation.id, day]);
  const [{ qualified }] = await db.query<[{ qualified: boolean }]>(`SELECT coalesce($2::date BETWEEN certificate_from AND coalesce(certificate_to, 'infinity'), false) AS qualified FROM foundation WHERE id = $1`, [foundation.id, day]);
  return {
    day, kind, privateMoney, terms, kin: kin.map(({ a, b }) => [a, b] as const), finance: finance.map(({ party }) => party), investments,
    facts: facts.filter(({ from, last }) => from <= day && (last === null || day <= last)),
    // CN and CN-31 are registered by the ministry or a province, CN-31-0101 by a district
    limits: await limitsOn(db, foundation, day, { publicOfAProvince: foundation.jurisdiction.split('-').length <= 2 && (qualified || kind !== 'non-public') }),
  };
}

async function limitsOn(db: Asks, { jurisdiction }: Whose, day: Day, { publicOfAProvince }: { publicOfAProvince: boolean }): Promise<CouncilLimits> {
  const rows = await db.query<Policy<number>[]>(`SELECT rule, jurisdiction, from_day AS "from", to_day AS "to", value::int AS value, source, status FROM policy WHERE rule LIKE 'council-%' OR rule LIKE 'supervisors-%'`);
  const figure = (rule: string): number => inForce(rows, { rule, jurisdiction, day }).value;
  const most = publicOfAProvince ? findInForce(rows, { rule: 'supervisors-least-public', jurisdiction, day }) : null;
  return { least: figure('council-least'), most: figure('council-most'), years: figure('council-term-years'), supervisors: most?.value ?? figure('supervisors-least') };
}

export interface InOffice { readonly name: string; readonly office: Office; readonly from: Day; readonly until: Day }

/** Those in office on a day as the law publishes them (CL 78): name and office, in the order of offices. */
export function inOfficeOn(db: Asks, foundation: number, day: Day, lang: Lang): Promise<InOffice[]> {
  return db.query<InOffice[]>(
    `SELECT ${lang === 'zh' ? 'y.name' : 't.english_name AS name'}, t.office, t.from_day AS "from", t.until_day AS until FROM office_term t JOIN office_time o ON o.id = t.id JOIN party y ON y.id = t.party
     WHERE t.foundation = $1 AND $2::date BETWEEN t.from_day AND o.last_day ORDER BY array_position(ARRAY['chair', 'vice-chair', 'secretary-general', 'director', 'supervisor'], t.office), t.from_day, t.id`, [foundation, day]);
}
