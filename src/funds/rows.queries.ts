import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import { whatOf } from '../ledger/words-of-entries';
import type { Lang } from '../platform/words';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** A row of `shared/ledger-table`. */
export interface LedgerRow {
  readonly no: string;
  readonly day: Day;
  readonly what: string;
  readonly in: Fen | null;
  readonly out: Fen | null;
  readonly balance: Fen;
  readonly reverses: string | null;
  readonly reversed: string | null;
  /** Numbered, but not in the signed tree yet. */
  readonly waiting: boolean;
}

@Injectable()
export class FundRows {
  constructor(private readonly db: DataSource) {}

  /** The newest numbered rows of a fund that moved its money. */
  async last(fund: Pick<FundRef, 'id'>, most: number, lang: Lang): Promise<LedgerRow[]> {
    const rows = await this.db.query<(Omit<LedgerRow, 'in' | 'out'> & { money: Fen })[]>(
      `SELECT s.voucher AS no, s.day, ${whatOf(lang)} AS what, l.money::bigint AS money, l.money_after::bigint AS balance,
         s.number > h.hashed AS waiting, rv.voucher AS reverses, rb.voucher AS reversed
       FROM (SELECT m.entry, m.money, m.money_after, s.number FROM entry_fund m JOIN sealed_entry s ON s.entry = m.entry
             WHERE m.fund = $1 AND m.money <> 0 ORDER BY m.entry DESC LIMIT $2) l
       JOIN sealed_entry s ON s.entry = l.entry
       JOIN journal_entry e ON e.id = l.entry
       JOIN log_head h ON h.foundation = e.foundation
       LEFT JOIN entry_words w ON w.entry = l.entry
       LEFT JOIN sealed_entry rv ON rv.entry = e.reverses
       LEFT JOIN journal_entry re ON re.reverses = l.entry
       LEFT JOIN sealed_entry rb ON rb.entry = re.id
       ORDER BY l.entry DESC`, [fund.id, most]);
    return rows.map(({ money, ...row }) => ({ ...row, in: money > 0n ? money : null, out: money < 0n ? -money : null }));
  }

  /** Up to where the fund's entries are in the signed tree. */
  async sealedTo(fund: FundRef): Promise<{ no: string; day: Day } | null> {
    const [row] = await this.db.query<{ no: string; day: Day }[]>(
      `SELECT s.voucher AS no, s.day FROM entry_fund m JOIN sealed_entry s ON s.entry = m.entry JOIN log_head h ON h.foundation = s.foundation
       WHERE m.fund = $1 AND s.number <= h.hashed ORDER BY m.entry DESC LIMIT 1`, [fund.id]);
    return row ?? null;
  }

  /** The bank account of the foundation to which gifts go. */
  async account(foundation: number, lang: Lang): Promise<string | null> {
    const [row] = await this.db.query<{ name: string }[]>(
      `SELECT ${lang === 'zh' ? 'name' : 'english_name'} AS name FROM place WHERE foundation = $1 AND account = '1002' ORDER BY id LIMIT 1`, [foundation]);
    return row?.name ?? null;
  }
}
