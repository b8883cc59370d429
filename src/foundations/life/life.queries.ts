import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day } from '../../rules/day';
import type { LifeAct } from '../../rules/life';
import type { Fen } from '../../rules/money';
import type { FoundationKind } from '../../rules/original-fund';

interface Signed { readonly by: string; readonly at: Date }

/** An act of a foundation's life with who entered it and who compared it with its paper. */
export interface ActRow {
  readonly id: number;
  readonly kind: LifeAct;
  readonly day: Day;
  readonly why: string;
  readonly paper: { readonly id: number; readonly name: string; readonly number: string };
  readonly resolution: { readonly id: number; readonly number: string } | null;
  readonly sum: Fen | null;
  readonly asKind: FoundationKind | null;
  readonly group: string | null;
  readonly creditorsUntil: Day | null;
  readonly recordedBy: number;
  readonly recorded: Signed;
  readonly confirmed: Signed | null;
  readonly withdrawn: (Signed & { readonly why: string }) | null;
}

export interface RemainingRow {
  readonly id: number;
  readonly fund: string;
  readonly place: string;
  readonly sum: Fen;
  readonly day: Day;
  readonly receiver: string;
  readonly creditCode: string;
  readonly purpose: string;
  readonly published: string;
  readonly recordedBy: number;
  readonly recorded: Signed;
  readonly confirmed: (Signed & { readonly entry: string }) | null;
  readonly withdrawn: (Signed & { readonly why: string }) | null;
}

export interface Claim { readonly code: string; readonly class: string; readonly name: string; readonly money: Fen; readonly owed: Fen; readonly worth: Fen }
export interface ReserveRow { readonly fund: number; readonly code: string; readonly name: string; readonly purpose: string; readonly opened: Day; readonly closed: Day | null; readonly worth: Fen; readonly resolution: string; readonly dissolvedBy: string | null }

/** The three that never share a column: what is registered, what givers want kept, what the council has set aside. */
export interface ThreeSums { readonly original: Fen; readonly registered: Fen; readonly principal: Fen; readonly reserves: Fen; /** What the original fund lacks. */ readonly short: Fen }

const signed = (person: string, at: string, lang: Lang, more = ''): string => `CASE WHEN ${at} IS NOT NULL THEN json_build_object('by', (SELECT ${nameIn(lang)} FROM person WHERE id = ${person}), 'at', ${at}${more}) END`;
const dated = <R extends { recorded: Signed; confirmed: Signed | null; withdrawn: Signed | null }>(row: R): R =>
  ({ ...row, ...Object.fromEntries((['recorded', 'confirmed', 'withdrawn'] as const).map((name) => [name, row[name] && { ...row[name], at: new Date(row[name].at) }])) });

@Injectable()
export class LifeQueries {
  constructor(private readonly db: DataSource) {}

  /** All acts, the newest first; or one of them. */
  async acts(foundation: number, lang: Lang, one: number | null = null): Promise<ActRow[]> {
    const rows = await this.db.query<(ActRow & { sum: Fen | string | null })[]>(
      `SELECT a.id, a.kind, a.day, a.why, json_build_object('id', p.id, 'name', p.name, 'number', p.number) AS paper,
         CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'number', r.number) END AS resolution, a.registered_sum AS sum, a.as_kind AS "asKind", a.liquidators AS group, a.creditors_until AS "creditorsUntil",
         a.recorded_by AS "recordedBy", ${signed('a.recorded_by', 'a.recorded_at', lang)} AS recorded, ${signed('c.confirmed_by', 'c.confirmed_at', lang)} AS confirmed, ${signed('w.withdrawn_by', 'w.withdrawn_at', lang, ", 'why', w.why")} AS withdrawn
       FROM life_act a JOIN founding_paper p ON p.id = a.paper LEFT JOIN resolution r ON r.id = a.resolution LEFT JOIN life_act_confirmation c ON c.act = a.id LEFT JOIN life_act_withdrawal w ON w.act = a.id
       WHERE a.foundation = $1 AND ($2::int IS NULL OR a.id = $2) ORDER BY a.day DESC, c.n DESC NULLS FIRST, a.id DESC`, [foundation, one]);
    return rows.map(dated);
  }

  async remaining(foundation: number, lang: Lang, one: number | null = null): Promise<RemainingRow[]> {
    const rows = await this.db.query<RemainingRow[]>(
      `SELECT r.id, f.${nameIn(lang)} AS fund, p.${nameIn(lang)} AS place, r.sum, r.day, r.receiver, r.credit_code AS "creditCode", r.purpose, r.published, r.recorded_by AS "recordedBy",
         ${signed('r.recorded_by', 'r.recorded_at', lang)} AS recorded, ${signed('c.confirmed_by', 'c.confirmed_at', lang, ", 'entry', (SELECT voucher FROM sealed_entry WHERE entry = c.entry)")} AS confirmed, ${signed('w.withdrawn_by', 'w.withdrawn_at', lang, ", 'why', w.why")} AS withdrawn
       FROM remaining_property r JOIN fund f ON f.id = r.fund JOIN place p ON p.id = r.place LEFT JOIN remaining_property_confirmation c ON c.remaining = r.id LEFT JOIN remaining_property_withdrawal w ON w.remaining = r.id
       WHERE r.foundation = $1 AND ($2::int IS NULL OR r.id = $2) ORDER BY r.day DESC, r.id DESC`, [foundation, one]);
    return rows.map(dated);
  }

  /** What every fund still holds or owes, those that are not at zero first. */
  claims(foundation: number, lang: Lang): Promise<Claim[]> {
    return this.db.query<Claim[]>(
      `SELECT f.code, f.class, f.${nameIn(lang)} AS name, b.money, b.owed, b.worth FROM fund f JOIN fund_balance b ON b.fund = f.id
       WHERE f.foundation = $1 ORDER BY (b.money, b.owed, b.promised, b.worth) = (0::bigint, 0::bigint, 0::bigint, 0::bigint), f.id`, [foundation]);
  }

  banks(foundation: number, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT code AS value, ${nameIn(lang)} AS label FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id`, [foundation]);
  }

  reserves(foundation: number, lang: Lang): Promise<ReserveRow[]> {
    return this.db.query<ReserveRow[]>(
      `SELECT v.fund, f.code, f.${nameIn(lang)} AS name, v.${lang === 'zh' ? 'purpose' : 'english_purpose'} AS purpose, f.opened_on AS opened, c.day AS closed, b.worth,
         (SELECT number FROM resolution WHERE id = v.resolution) AS resolution, (SELECT r.number FROM reserve_end e JOIN resolution r ON r.id = e.resolution WHERE e.fund = v.fund) AS "dissolvedBy"
       FROM reserve v JOIN fund f ON f.id = v.fund JOIN fund_balance b ON b.fund = v.fund LEFT JOIN fund_closing c ON c.fund = v.fund WHERE v.foundation = $1 ORDER BY c.day NULLS FIRST, v.fund`, [foundation]);
  }

  threeSums(foundation: number): Promise<ThreeSums> {
    return threeSumsOf(this.db, foundation);
  }

  /** Gifts on their way: they are waited for before a foundation ends. */
  async giftsUnderWay(foundation: number, now: Date): Promise<number> {
    const [row] = await this.db.query<[{ n: number }]>('SELECT gifts_under_way($1, $2) AS n', [foundation, now]);
    return row.n;
  }
}

export async function threeSumsOf(db: Pick<EntityManager, 'query'>, foundation: number): Promise<ThreeSums> {
  const [row] = await db.query<[ThreeSums]>(
    `SELECT coalesce(sum(worth) FILTER (WHERE class = 'original'), 0)::bigint AS original, coalesce((SELECT sum FROM registered_now WHERE foundation = $1), 0)::bigint AS registered,
       coalesce(sum(floor) FILTER (WHERE class = 'preserved'), 0)::bigint AS principal, coalesce(sum(worth) FILTER (WHERE class = 'designated'), 0)::bigint AS reserves,
       coalesce(sum(short) FILTER (WHERE class = 'original'), 0)::bigint AS short
     FROM fund_balance WHERE foundation = $1`, [foundation]);
  return row;
}
