import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { openDay } from '../../bank/bookings.service';
import { subsidyReturned } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import { refuseGroup } from '../../people/groups/no-payee';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import { type Payer, PAYERS } from '../../rules/entitlement';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { judgePart, partsOf, unspentOf } from '../../rules/year-settlement';
import type { Decision, Which } from './programme-funds.service';
import { programmeFund } from './programmes.queries';
import { broughtOf, yearOfMoney } from './year-settlements.queries';

/** Of each payer what it agrees to carry over, by which paper, and who receives the rest. */
export type Said = Readonly<Record<Payer, { readonly carried: Fen; readonly consent: string | null; readonly payee: string | null }>>;
export interface Settlement { readonly year: number; readonly basis: string; readonly said: Said }

/** What a year of public money leaves 年度结余: worked out by payer, goes back or is carried over; proposed by one person, decided by another. */
@Injectable()
export class YearSettlements {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Works out the parts as things stand; the database works them out again when it is decided.
   * @throws NotFoundException, Refused `a-year-is-settled-once`, `what-is-carried-over-shows-its-paper`, and as `partsOf`, `judgePart`
   */
  async propose(which: Which, { year, basis, said }: Settlement, papers: readonly string[], by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fund = await programmeFund(tx, which);
      const stands = await yearOfMoney(tx, fund.id, year);
      if (stands.settled) throw new Refused('a-year-is-settled-once');
      const unspent = unspentOf(stands);
      const parts = partsOf(unspent, await broughtOf(tx, fund.id, year));
      for (const part of parts) judgePart(part, said[part.payer]);
      if (parts.some(({ payer }) => said[payer].carried > 0n) && papers.length === 0) throw new Refused('what-is-carried-over-shows-its-paper', { field: 'file' });
      const [{ id }] = await tx.query<[{ id: number }]>(
        'INSERT INTO programme_settlement (foundation, fund, year, unspent, basis, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id', [which.foundation.id, fund.id, year, unspent, basis, by.id, this.clock.now()]);
      for (const { payer, brought, share } of parts) {
        const { carried, consent, payee } = said[payer];
        await refuseGroup(tx, { foundation: which.foundation.id, name: payee, field: `${payer}Payee` });
        await tx.query('INSERT INTO programme_settlement_part (settlement, payer, brought, share, carried, consent, payee) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [id, payer, brought, share, carried, carried > 0n ? consent : null, carried < share ? payee : null]);
      }
      await this.papers.attach(tx, { column: 'programme_settlement', id, foundation: which.foundation.id }, papers, by);
    });
  }

  /**
   * A second person agrees: what goes back is owed to the payers from today; or it goes back to whoever proposed it, with the reason.
   * @throws NotFoundException, Refused `nobody-decides-the-settlement-they-proposed`, `a-settlement-is-decided-once`, `a-year-is-settled-once`, `a-year-is-settled-when-its-books-are-closed`,
   * `the-earlier-year-is-settled-first`, `the-later-year-is-undone-first`, `the-year-has-moved-since`, `what-is-carried-over-shows-its-paper`, and what the books say
   */
  async decide(which: Which, id: number, decision: Decision, by: Person): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      const fund = await programmeFund(tx, which);
      await tx.query("SELECT pg_advisory_xact_lock(hashtext('settlement'), $1)", [id]); // whoever comes second finds it decided, and not books that have moved by it
      const [found] = await tx.query<{ by: number; year: number; basis: string; decided: boolean }[]>(
        'SELECT s.proposed_by AS by, s.year, s.basis, EXISTS (SELECT FROM programme_settlement_decision d WHERE d.settlement = s.id) AS decided FROM programme_settlement s WHERE s.id = $1 AND s.fund = $2', [id, fund.id]);
      if (!found) throw new NotFoundException();
      if (found.decided) throw new Refused('a-settlement-is-decided-once');
      if (decision.confirmed && found.by === by.id) throw new Refused('nobody-decides-the-settlement-they-proposed');
      if (decision.confirmed && (await yearOfMoney(tx, fund.id, found.year)).settled) throw new Refused('a-year-is-settled-once');
      const entry = decision.confirmed ? await this.owe(tx, which, { id, fund: fund.id, ...found }, by) : null;
      await tx.query('INSERT INTO programme_settlement_decision (settlement, foundation, fund, year, proposed_by, confirmed, why, decided_by, decided_at, entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
        [id, which.foundation.id, fund.id, found.year, found.by, decision.confirmed, decision.confirmed ? null : decision.why, by.id, this.clock.now(), entry]);
    });
  }

  /** What goes back, in the books: one voucher for all payers. Null where all is carried over. */
  private async owe(tx: EntityManager, { foundation }: Which, { id, fund, by: maker, basis }: { id: number; fund: number; by: number; basis: string }, by: Person): Promise<bigint | null> {
    const back = await tx.query<{ payer: Payer; sum: Fen; payee: string }[]>('SELECT payer, (share - carried)::bigint AS sum, payee FROM programme_settlement_part WHERE settlement = $1 AND share > carried', [id]);
    if (back.length === 0) return null;
    const party = PAYERS.flatMap((payer) => back.filter((one) => one.payer === payer).map(({ payee }) => payee)).join('、');
    const today = this.clock.today();
    const entry = await this.ledger.enter(tx, subsidyReturned({
      day: await openDay(tx, foundation.id, today), factDay: today, source: `settlement:${id}`, party, note: basis, fund: { id: fund, foundation: foundation.id, class: 'restricted' }, sum: back.reduce((sum, one) => sum + one.sum, 0n),
    }));
    await this.vouchers.made(tx, foundation.id, maker, [entry]);
    await this.vouchers.check(tx, foundation.id, entry, by.id, this.clock.now());
    return entry;
  }
}
