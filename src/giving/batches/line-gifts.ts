import { Injectable } from '@nestjs/common';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Display } from '../../rules/names';
import { Receipts } from '../receipts.service';
import { CHANNELS, LAYOUTS } from './batch-layouts';

/** A gift that came in a list has no gift number and no receipt of its own until its giver needs one. */
@Injectable()
export class LineGifts {
  constructor(private readonly receipts: Receipts, private readonly clock: Clock) {}

  /**
   * The payment of a line, by its transaction id or the voucher number of its entry; made now when there is none. What was sold or let is no gift.
   * @returns null when no such line is in the books
   * @throws Refused `transaction-id-stands-in-several-lists`
   */
  async payment(tx: EntityManager, foundation: number, number: string): Promise<bigint | null> {
    const found = await tx.query<Line[]>(
      `SELECT e.id AS entry, e.source, b.channel, l.day, l.fund, l.sum, l.display, l.donor, l.principal
       FROM (SELECT e.id, e.source FROM place p CROSS JOIN LATERAL unnest(ARRAY[$2, lower($2)]) no JOIN journal_entry e ON e.foundation = $1 AND e.source = 'batch:' || p.id || ':' || no WHERE p.foundation = $1
             UNION SELECT e.id, e.source FROM sealed_entry s JOIN journal_entry e ON e.id = s.entry WHERE s.foundation = $1 AND s.voucher = $2) e
         JOIN gift_batch_line l ON l.place::text = split_part(e.source, ':', 2) AND e.source = 'batch:' || l.place || ':' || l.no
         LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line
         -- of a stall what its keeper gave; and goods of which nothing proves the value have no receipt
         JOIN gift_batch b ON b.id = l.batch AND (b.channel = ANY ($3) OR q.nature = 'gift') AND q.proof IS DISTINCT FROM 'nominal' JOIN gift_batch_posting x ON x.batch = b.id LIMIT 2`, [foundation, number, CHANNELS.filter((channel) => LAYOUTS[channel].gifts)]);
    if (found.length > 1) throw new Refused('transaction-id-stands-in-several-lists', { field: 'gift' });
    const [line] = found;
    if (!line) return null;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`gift of ${line.source}`]); // of two at once the second finds what the first has made
    const [made] = await tx.query<{ id: bigint }[]>('SELECT id FROM payment WHERE provider_ref = $1', [line.source]);
    return made?.id ?? this.make(tx, foundation, line);
  }

  private async make(tx: EntityManager, foundation: number, { entry, source, channel, day, fund, sum, display, donor, principal }: Line): Promise<bigint> {
    const now = this.clock.now();
    const donation = randomUUID();
    // nobody holds its secret link: the gift was made elsewhere
    await tx.query(
      `INSERT INTO donation (id, no, foundation, fund, amount, display, donor, wants_receipt, lang, token_hash, begun_at, expires_at, principal)
       VALUES ($1, 'GF-' || $2 || '-' || lpad(nextval('donation_no')::text, 6, '0'), $3, $4, $5, $6, $7, true, 'zh', $8, $9, $9, $10)`,
      [donation, day.slice(0, 4), foundation, fund, sum, display, donor, createHash('sha256').update(randomBytes(32)).digest(), now, principal]);
    const [payment] = await tx.query<[{ id: bigint }]>(
      'INSERT INTO payment (provider_ref, donation, foundation, fund, gross, paid_at, entry, channel) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id',
      [source, donation, foundation, fund, sum, new Date(`${day}T12:00:00+08:00`), entry, AS_PAID[channel]]);
    await this.receipts.issue(tx, [{ payment: payment.id, foundation, day: this.clock.today() }]);
    return payment.id;
  }
}

/** In which way it came, as a payment knows it. */
const AS_PAID = { platform: 'platform', matching: 'platform', collection: 'collection', 'joint-purchase': 'collection', box: 'box', 'goods-in': 'goods', sale: 'event' } as const;

interface Line {
  readonly entry: bigint;
  readonly source: string;
  readonly channel: keyof typeof AS_PAID;
  readonly day: Day;
  readonly fund: number;
  readonly sum: Fen;
  readonly display: Display;
  readonly donor: bigint | null;
  readonly principal: boolean;
}
