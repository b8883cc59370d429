import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Clock } from '../platform/clock';
import { yearOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Receipts } from './receipts.service';

/** A share of its profit that an enterprise has given: one transfer, one entry, and to each of its funds a gift. */
export interface ShareGiven {
  readonly foundation: number;
  readonly entry: bigint;
  /** The line of the bank, as the entry names it. */
  readonly source: string;
  readonly day: Day;
  readonly parts: readonly { readonly fund: number; readonly sum: Fen }[];
  /** With its credit code, for the fiscal receipt; in public it is named as far as it has agreed. */
  readonly payer: { readonly name: string; readonly creditCode: string; readonly named: boolean };
}

/** What an enterprise gives has number, thanks page and receipt like any transfer of a company, and waits for its fiscal receipt 捐赠票据. */
@Injectable()
export class ShareGifts {
  constructor(private readonly receipts: Receipts, private readonly clock: Clock) {}

  /** In the caller's transaction, which has booked the entry. */
  async record(tx: EntityManager, { foundation, entry, source, day, parts, payer }: ShareGiven): Promise<void> {
    const now = this.clock.now();
    const [donor] = await tx.query<[{ id: bigint }]>('INSERT INTO donor (name, title, id_number) VALUES ($1, $1, $2) RETURNING id', [payer.name, payer.creditCode]);
    const paidAt = day === this.clock.today() ? now : new Date(`${day}T12:00:00+08:00`);
    for (const { fund, sum } of parts) {
      const donation = randomUUID();
      // nobody holds its secret link: the enterprise pays by its bank
      await tx.query(
        `INSERT INTO donation (id, no, foundation, fund, amount, display, donor, wants_receipt, lang, token_hash, begun_at, expires_at, of_share)
         VALUES ($1, 'GF-' || $2 || '-' || lpad(nextval('donation_no')::text, 6, '0'), $3, $4, $5, $6, $7, true, 'zh', $8, $9, $9, $10)`,
        [donation, String(yearOf(day)), foundation, fund, sum, payer.named ? 'full' : 'anonymous', donor.id, createHash('sha256').update(randomBytes(32)).digest(), now, entry]);
      const [payment] = await tx.query<[{ id: bigint }]>(
        `INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry, channel) VALUES ($1, $2, $3, $4, $5, $6, $7, 'enterprise') RETURNING id`,
        [`${source}~${fund}`, donation, foundation, fund, sum, paidAt, entry]);
      await this.receipts.issue(tx, [{ payment: payment.id, foundation, day }]);
    }
  }
}
