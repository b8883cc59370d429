import { NotFoundException } from '@nestjs/common';
import { nameIn, type Lang } from '../platform/words';
import type { Asks } from '../platform/read-database';
import type { FundClass } from '../ledger/kinds';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** Whose ledger is read: one fund's, or that of the foundation as a whole, in which transfers between its funds drop out. */
export interface Scope {
  readonly foundation: number;
  /** Null: the whole foundation. */
  readonly fund: number | null;
}

export interface FundRow {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly class: FundClass;
  readonly openedOn: Day;
}

export function fundsOf(db: Asks, foundation: number, lang: Lang): Promise<FundRow[]> {
  return db.query(`SELECT id, code, ${nameIn(lang)} AS name, class, opened_on AS "openedOn" FROM fund WHERE foundation = $1 ORDER BY id`, [foundation]);
}

/** @throws NotFoundException */
export async function fundOf(db: Asks, foundation: number, code: string, lang: Lang): Promise<FundRow> {
  const [fund] = await db.query<FundRow[]>(`SELECT id, code, ${nameIn(lang)} AS name, class, opened_on AS "openedOn" FROM fund WHERE foundation = $1 AND code = lower($2)`, [foundation, code]);
  if (!fund) throw new NotFoundException();
  return fund;
}


/** The newest entry that is sealed: up to here the public pages speak. */
export interface Sealed { readonly no: string; readonly number: bigint; readonly day: Day; readonly at: Date }

export async function sealedTo(db: Asks, foundation: number): Promise<Sealed | null> {
  const [row] = await db.query<Sealed[]>(
    `SELECT s.voucher AS no, s.number, s.day, c.signed_at AS at FROM log_head h
     JOIN sealed_entry s ON s.foundation = h.foundation AND s.number = h.hashed
     JOIN checkpoint c ON c.foundation = h.foundation AND c.size = h.hashed WHERE h.foundation = $1`, [foundation]);
  return row ?? null;
}

/** Place of an entry in the ledger, by its voucher number. */
export interface Place { readonly entry: bigint; readonly number: bigint }

export async function placeOf(db: Asks, foundation: number, no: string): Promise<Place | null> {
  const [row] = await db.query<Place[]>('SELECT entry, number FROM sealed_entry WHERE foundation = $1 AND voucher = $2', [foundation, no]);
  return row ?? null;
}

/** The sums of a fund as far as it is sealed. */
export interface Sums { readonly money: Fen; readonly owed: Fen; readonly promised: Fen; readonly worth: Fen }
