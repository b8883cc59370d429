import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dividendDeclared, rent, serviceIncome } from '../ledger/entries';
import { Ledger } from '../ledger/ledger.service';
import { Vouchers } from '../ledger/vouchers.service';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { type Agreement, openFunds } from './assessment';
import { publicName } from './public-name';

/** A dividend, a rent and a fee are ours when they are declared 宣告、确认; a gift when it comes. What stands in the books follows what is due and not waived. */
@Injectable()
export class Claims {
  constructor(private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** Books the claims of these periods as they stand now: what was booked before is taken back by its mirror, with the whole sum anew. */
  async follow(tx: EntityManager, agreement: Agreement, periods: readonly Day[], by: Pick<Person, 'id'>): Promise<void> {
    if (agreement.kind === 'gift') return;
    for (const period of periods) await this.followOne(tx, agreement, period, by);
  }

  private async followOne(tx: EntityManager, agreement: Agreement, period: Day, by: Pick<Person, 'id'>): Promise<void> {
    const name = claimOf(agreement.id, period);
    const [booked] = await tx.query<[{ n: number; entry: bigint | null }]>(
      `SELECT count(*)::int AS n, max(e.id) FILTER (WHERE NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)) AS entry FROM journal_entry e WHERE e.foundation = $1 AND starts_with(e.source, $2)`, [agreement.foundation, name]);
    const sums = (await openFunds(tx, agreement, period)).map(({ ref, due, waived }) => ({ fund: ref, sum: due - waived }));
    const stands = booked.entry === null ? new Map<number, Fen>() : await claimed(tx, booked.entry);
    if (sums.every(({ fund, sum }) => (stands.get(fund.id) ?? 0n) === sum)) return;
    const day = await this.ledger.bookingDay(tx, agreement.foundation, this.clock.today());
    const made: bigint[] = [];
    if (booked.entry !== null) made.push(await this.ledger.reverse(tx, { foundation: agreement.foundation, entry: booked.entry, day, reason: '应收金额变更' }));
    if (sums.some(({ sum }) => sum !== 0n)) {
      const about = { day, source: `${name}${booked.n + 1}`, party: await publicName(tx, agreement.enterprise, day), note: null, parts: sums };
      made.push(await this.ledger.enter(tx, agreement.kind === 'dividend' ? dividendDeclared(about) : agreement.kind === 'rent' ? rent({ ...about, due: true }) : serviceIncome({ ...about, due: true })));
    }
    await this.vouchers.made(tx, agreement.foundation, by.id, made);
  }
}

/** How sources of the claims of a period begin. */
export const claimOf = (agreement: number, period: Day): string => `profit-share:${agreement}:${period}:`;

async function claimed(tx: EntityManager, entry: bigint): Promise<Map<number, Fen>> {
  const rows = await tx.query<{ fund: number; sum: Fen }[]>(`SELECT p.fund, sum(p.debit)::bigint AS sum FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account AND a.role = 'receivable' WHERE p.entry = $1 GROUP BY p.fund`, [entry]);
  return new Map(rows.map(({ fund, sum }) => [fund, sum]));
}
