import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { yearOf, type Day } from '../rules/day';

/** A payment that needs its receipt. */
interface ToIssue {
  readonly payment: bigint;
  readonly foundation: number;
  readonly day: Day;
}

/** Our own receipts. They state that they are not the fiscal receipt, whose numbers only the fiscal system gives (财综〔2024〕1号). */
@Injectable()
export class Receipts {
  /** Issues receipts with numbers gapless per foundation and year: the numbers come and go with the transaction. */
  async issue(tx: EntityManager, payments: readonly ToIssue[]): Promise<void> {
    const series = new Map<string, ToIssue[]>();
    for (const payment of payments) {
      const key = `${payment.foundation}/${yearOf(payment.day)}`;
      series.set(key, [...(series.get(key) ?? []), payment]);
    }
    // one order for all, so that two lots never wait for each other in a ring
    for (const key of [...series.keys()].sort()) {
      const lot = series.get(key)!;
      const [foundation, year] = key.split('/').map(Number);
      await tx.query(
        `WITH head AS (
           INSERT INTO receipt_head AS h (foundation, year, last) VALUES ($1, $2, $5)
           ON CONFLICT (foundation, year) DO UPDATE SET last = h.last + excluded.last RETURNING last - $5 AS before)
         INSERT INTO receipt (foundation, year, serial, no, payment, issued_on)
         SELECT $1, $2, before + n, 'R-' || $2 || '-' || lpad((before + n)::text, 6, '0'), payment, day FROM head, unnest($3::bigint[], $4::date[]) WITH ORDINALITY r (payment, day, n)`,
        [foundation, year, lot.map((r) => r.payment), lot.map((r) => r.day), lot.length]);
    }
  }
}
