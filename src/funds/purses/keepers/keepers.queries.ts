import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Lang } from '../../../platform/words';
import type { Day } from '../../../rules/day';
import type { Fen } from '../../../rules/money';
import { LAST_ANSWER, LIVES_THERE } from '../households.service';
import { OPEN_LIST } from './keeper-lists.service';

const named = (lang: Lang): 'name' | 'english_name' => (lang === 'zh' ? 'name' : 'english_name');
/** What has become of a list `l` and its sheet `s`. */
const STATE = `CASE WHEN w.list IS NOT NULL THEN 'withdrawn' WHEN s.id IS NULL THEN 'open' WHEN x.sheet IS NOT NULL THEN 'reversed' WHEN b.sheet IS NOT NULL THEN 'booked' ELSE 'counted' END`;
const LISTS = `
  FROM keeper_list l JOIN purse_keeper k ON k.id = l.keeper LEFT JOIN keeper_list_withdrawal w ON w.list = l.id LEFT JOIN purse_sheet s ON s.id = sheet_of_list(l.id)
    LEFT JOIN purse_sheet_booking b ON b.sheet = s.id LEFT JOIN purse_sheet_reversal x ON x.sheet = s.id`;

export interface ListRow {
  readonly id: string;
  readonly way: 'cash' | 'transfer';
  readonly day: Day;
  readonly sum: Fen;
  readonly n: number;
  readonly state: 'open' | 'counted' | 'booked' | 'reversed' | 'withdrawn';
  readonly why: string | null;
  readonly keeper: string;
  readonly sentAt: Date;
  /** How many households on it have said so, and how many that it is not right. */
  readonly yes: number;
  readonly no: number;
  readonly sheet: string | null;
}
export interface ListLine { readonly door: string; readonly sum: Fen; readonly day: Day; readonly says: boolean | null }

/** What keepers have handed in. Each sees their own lists alone: what others paid in, on other lists or by themselves, is not theirs to know. */
@Injectable()
export class KeepersQueries {
  constructor(private readonly db: DataSource) {}

  lists(purse: number, { keeper = null, id = null }: { keeper?: number | null; id?: string | null }): Promise<ListRow[]> {
    return this.db.query(
      `SELECT l.id::text, l.way, l.day, l.sum, (SELECT count(*)::int FROM keeper_list_line c WHERE c.list = l.id) AS n, ${STATE} AS state, CASE WHEN w.list IS NULL THEN NULL ELSE w.why END AS why, k.name AS keeper, l.sent_at AS "sentAt", s.id::text AS sheet,
         (SELECT count(*)::int FROM standing_contribution c WHERE c.sheet = s.id AND ${LAST_ANSWER}) AS yes, (SELECT count(*)::int FROM standing_contribution c WHERE c.sheet = s.id AND NOT ${LAST_ANSWER}) AS no
       ${LISTS} WHERE l.purse = $1 AND ($2::int IS NULL OR l.keeper = $2) AND ($3::bigint IS NULL OR l.id = $3) ORDER BY l.id DESC`, [purse, keeper, id]);
  }

  lines(list: string): Promise<ListLine[]> {
    return this.db.query(
      `SELECT h.door, c.sum, c.day, (SELECT ${LAST_ANSWER} FROM standing_contribution c WHERE c.sheet = sheet_of_list($1::bigint) AND c.household = h.id) AS says
       FROM keeper_list_line c JOIN household h ON h.id = c.household WHERE c.list = $1::bigint ORDER BY length(h.door), h.door, h.id`, [list]);
  }

  /** Doors of a keeper's booked lists whose household has said nothing yet, or that something is not right. */
  async asked(purse: number, keeper: number): Promise<{ silent: string[]; objecting: string[] }> {
    const rows = await this.db.query<{ door: string; says: boolean | null }[]>(
      `SELECT h.door, bool_and(${LAST_ANSWER}) AS says FROM keeper_list l JOIN keeper_list_sheet t ON t.list = l.id JOIN standing_contribution c ON c.sheet = t.sheet JOIN household h ON h.id = c.household
       WHERE l.purse = $1 AND l.keeper = $2 AND ${LAST_ANSWER} IS DISTINCT FROM true GROUP BY h.id ORDER BY length(h.door), h.door`, [purse, keeper]);
    return { silent: rows.filter(({ says }) => says === null).map(({ door }) => door), objecting: rows.filter(({ says }) => says === false).map(({ door }) => door) };
  }

  async doors(purse: number, today: Day): Promise<string[]> {
    const rows = await this.db.query<{ door: string }[]>(`SELECT h.door FROM household h WHERE h.purse = $1 AND ${LIVES_THERE('$2')} ORDER BY length(h.door), h.door`, [purse, today]);
    return rows.map(({ door }) => door);
  }

  /** Who keeps a purse, for the desk. */
  keepers(purse: number, lang: Lang): Promise<{ id: number; name: string; phone: string; by: string }[]> {
    return this.db.query(`SELECT k.id, k.name, k.phone, p.${named(lang)} AS by FROM standing_keeper k JOIN person p ON p.id = k.recorded_by WHERE k.purse = $1 ORDER BY k.id`, [purse]);
  }

  /** Lists that wait to be counted, for the desk. */
  open(purse: number): Promise<ListRow[]> {
    return this.db.query(
      `SELECT l.id::text, l.way, l.day, l.sum, (SELECT count(*)::int FROM keeper_list_line c WHERE c.list = l.id) AS n, k.name AS keeper, l.sent_at AS "sentAt" FROM keeper_list l JOIN purse_keeper k ON k.id = l.keeper WHERE l.purse = $1 AND ${OPEN_LIST} ORDER BY l.id`, [purse]);
  }
}
