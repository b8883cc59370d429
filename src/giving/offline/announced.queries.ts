import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock';
import type { Fen } from '../../rules/money';
import { isTransferReference, referencesIn, slipsBetween } from '../../rules/transfer-reference';
import { LAPSED } from './offline-gifts.queries';

/** An announced transfer that a memo names, or was meant to name. */
export interface Named {
  readonly id: string;
  readonly no: string;
  readonly name: string | null;
  readonly sum: Fen;
  readonly reference: string;
  readonly state: 'expected' | 'lapsed' | 'ended';
  /** As it stands in the memo, where that is not the reference itself. */
  readonly mistyped: string | null;
}

/** More than two letters wrong is another reference. */
const MOST_SLIPS = 2;
const SHOWN = 3;

/** Finds the gift that a payer meant, also when they have mistyped its reference or were late. */
@Injectable()
export class AnnouncedQueries {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** What is written in a memo: announced transfers it names; else open ones that differ by a slip, the nearest first, where its check letter says that it was mistyped. */
  async namedIn(foundation: number, memo: string | null): Promise<Named[]> {
    const written = referencesIn(memo ?? '');
    if (written.length === 0) return [];
    const rows = await this.db.query<Omit<Named, 'mistyped'>[]>(
      `SELECT g.id::text, g.no, o.name, g.sum, g.reference, CASE WHEN EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id) THEN 'ended' WHEN ${LAPSED} THEN 'lapsed' ELSE 'expected' END AS state
       FROM offline_gift g JOIN donation d ON d.id = g.donation LEFT JOIN donor o ON o.id = d.donor
       WHERE g.foundation = $2 AND g.reference IS NOT NULL AND g.day > ($1::timestamptz AT TIME ZONE 'Asia/Shanghai')::date - 400 ORDER BY g.id DESC LIMIT 20000`, [this.clock.now(), foundation]);
    const exact = rows.filter(({ reference }) => written.includes(reference));
    if (exact.length > 0) return exact.map((row) => ({ ...row, mistyped: null }));
    const slipped = written.filter((word) => !isTransferReference(word));
    return rows.filter(({ state }) => state !== 'ended')
      .flatMap((row) => slipped.map((word) => ({ row, word, slips: slipsBetween(word, row.reference) })))
      .filter(({ slips }) => slips <= MOST_SLIPS).sort((a, b) => a.slips - b.slips).slice(0, SHOWN).map(({ row, word }) => ({ ...row, mistyped: word }));
  }
}
