import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundClass } from '../ledger/kinds';
import { nameIn, type Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

export interface Prepared {
  readonly id: number;
  readonly day: Day;
  readonly certificate: string;
  readonly registeredOn: Day;
  readonly registeredSum: Fen;
  readonly madeGoodBy: string | null;
  readonly madeGoodUntil: Day | null;
  readonly file: string;
  readonly by: string;
  readonly preparedBy: number;
  readonly at: Date;
  readonly signed: { readonly by: string; readonly at: Date; readonly entry: string | null } | null;
}

export interface PreparedLine { readonly fund: number; readonly account: string; readonly name: string; readonly place: string | null; readonly debit: Fen }
export interface OpeningFund { readonly id: number; readonly class: FundClass; readonly code: string; readonly name: string }


@Injectable()
export class OpeningQueries {
  constructor(private readonly db: DataSource) {}

  /** The newest preparation, or the signed one. */
  async newest(foundation: number, lang: Lang): Promise<Prepared | null> {
    const [row] = await this.db.query<Prepared[]>(
      `SELECT o.id, o.day, o.certificate, o.registered_on AS "registeredOn", o.registered_sum AS "registeredSum", o.made_good_by AS "madeGoodBy", o.made_good_until AS "madeGoodUntil",
         o.file_name AS file, p.${nameIn(lang)} AS by, o.prepared_by AS "preparedBy", o.prepared_at AS at,
         CASE WHEN s.preparation IS NOT NULL THEN json_build_object('by', q.${nameIn(lang)}, 'at', s.signed_at, 'entry', (SELECT voucher FROM sealed_entry WHERE entry = s.entry)) END AS signed
       FROM opening_preparation o JOIN person p ON p.id = o.prepared_by LEFT JOIN opening_signature s ON s.preparation = o.id LEFT JOIN person q ON q.id = s.signed_by
       WHERE o.foundation = $1 ORDER BY s.preparation IS NULL, o.id DESC LIMIT 1`, [foundation]);
    return row ? { ...row, signed: row.signed && { ...row.signed, at: new Date(row.signed.at) } } : null;
  }

  lines(preparation: number, lang: Lang): Promise<PreparedLine[]> {
    return this.db.query<PreparedLine[]>(
      `SELECT l.fund, l.account, a.${nameIn(lang)} AS name, p.${nameIn(lang)} AS place, l.debit FROM opening_line l JOIN opening_preparation o ON o.id = l.preparation
       JOIN accounting_standard t ON o.day BETWEEN t.from_day AND t.to_day JOIN account a ON a.standard = t.standard AND a.code = l.account LEFT JOIN place p ON p.id = l.place
       WHERE l.preparation = $1 ORDER BY l.fund, l.account, l.line`, [preparation]);
  }

  funds(foundation: number, lang: Lang): Promise<OpeningFund[]> {
    return this.db.query<OpeningFund[]>(`SELECT id, class, code, ${nameIn(lang)} AS name FROM fund WHERE foundation = $1 ORDER BY class <> 'original', class <> 'general', id`, [foundation]);
  }

  /** What each fund has received and paid since, and fund 0 the foundation: without the opening itself, once it is numbered. */
  moved(foundation: number): Promise<{ fund: number; received: Fen; paid: Fen }[]> {
    return this.db.query(
      'SELECT fund, sum(received)::bigint AS received, sum(paid)::bigint AS paid FROM fund_movement WHERE foundation = $1 GROUP BY fund', [foundation]);
  }

  places(foundation: number): Promise<{ code: string; account: string }[]> {
    return this.db.query('SELECT code, account FROM place WHERE foundation = $1 ORDER BY account, id', [foundation]);
  }

  async isRegistered(foundation: number): Promise<boolean> {
    return (await this.db.query<unknown[]>('SELECT 1 FROM registration WHERE foundation = $1', [foundation])).length > 0;
  }
}
