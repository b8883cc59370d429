import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { generalFundOf } from '../../bank/places';
import type { FundRef } from '../../ledger/draft';
import { fallInValue, type Investment } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { fallOf, type Price, split, type Units } from '../../rules/units';

type Asks = Pick<EntityManager, 'query'>;

/** What a fund's units have lost by the newest confirmed price, and was not set aside yet. */
export interface Fallen {
  readonly fund: FundRef & { readonly code: string };
  readonly valuation: number;
  readonly day: Day;
  readonly value: Fen;
  readonly sum: Fen;
}

/** Falls in value 计提减值准备: the books stay at cost until one person proposes to set aside what a confirmed price says is gone, and another approves. */
@Injectable()
export class Falls {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** Fund by fund; nothing while the price does not count the units that are held, or is not below what the books say. */
  async fallen(db: Asks, pool: number): Promise<Fallen[]> {
    const [price] = await db.query<{ valuation: number; day: Day; value: Fen; price: Price; units: Units; now: Units }[]>(
      `SELECT valuation, day, value, price, units, units_on($1, 'infinity') AS now FROM pool_price WHERE pool = $1 ORDER BY day DESC LIMIT 1`, [pool]);
    if (!price || price.units !== price.now) return [];
    const rows = await db.query<{ id: number; foundation: number; class: FundRef['class']; code: string; units: Units; cost: Fen; aside: Fen }[]>(
      `SELECT f.id, f.foundation, f.class, f.code, h.units, h.cost, set_aside(h.pool, h.fund) AS aside FROM unit_holding h JOIN fund f ON f.id = h.fund WHERE h.pool = $1 AND h.units > 0 ORDER BY f.id`, [pool]);
    const values = split(price.value, rows.map(({ units }) => units));
    return rows.map(({ id, foundation, class: its, code, cost, aside }, at) => ({ fund: { id, foundation, class: its, code }, valuation: price.valuation, day: price.day, value: values[at]!, sum: fallOf({ cost, aside, value: values[at]! }) })).filter(({ sum }) => sum > 0n);
  }

  /** @returns its number @throws NotFoundException, Refused `there-is-no-fall-to-set-aside`, `a-fall-is-proposed-once` */
  async propose(foundation: number, pool: number, { fund, why }: { fund: string; why: string }, by: Person): Promise<number> {
    return this.db.transaction(async (tx) => {
      const [found] = await tx.query<unknown[]>('SELECT FROM pool_approval WHERE pool = $1 AND foundation = $2', [pool, foundation]);
      if (!found) throw new NotFoundException();
      const fallen = (await this.fallen(tx, pool)).find((one) => one.fund.code === fund);
      if (!fallen) throw new Refused('there-is-no-fall-to-set-aside', { field: 'fallFund' });
      const [waiting] = await tx.query<unknown[]>('SELECT FROM investment_fall f WHERE f.pool = $1 AND f.fund = $2 AND NOT EXISTS (SELECT FROM investment_fall_decision d WHERE d.fall = f.id)', [pool, fallen.fund.id]);
      if (waiting) throw new Refused('a-fall-is-proposed-once', { field: 'fallFund' });
      const [{ id }] = await tx.query<[{ id: number }]>('INSERT INTO investment_fall (foundation, pool, fund, valuation, sum, why, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id',
        [foundation, pool, fallen.fund.id, fallen.valuation, fallen.sum, why, by.id, this.clock.now()]);
      return id;
    });
  }

  /**
   * A second person has compared it with the price and its paper: it is booked, whatever it leaves; below the principal it is a shortfall that everybody sees.
   * @throws NotFoundException, Refused `nobody-decides-on-the-fall-they-proposed`, `a-fall-is-decided-once`, `a-fall-is-what-the-newest-price-says`
   */
  async approve(foundation: number, id: number, by: Person): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      const fall = await this.undecided(tx, foundation, id);
      if (fall.proposedBy === by.id) throw new Refused('nobody-decides-on-the-fall-they-proposed');
      const general = await generalFundOf(tx, foundation);
      await this.ledger.hold(tx, [fall.fund.id, general.id]);
      const [{ worth }] = await tx.query<[{ worth: Fen }]>('SELECT GREATEST(0, worth)::bigint AS worth FROM fund_balance WHERE fund = $1', [general.id]);
      const source = `investment-fall:${id}`;
      const [{ fact }] = await tx.query<[{ fact: bigint }]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id AS fact', [foundation, source, fall.sum, fall.day]);
      const entry = await this.ledger.enter(tx, fallInValue({
        day: fall.day, source, fact, note: fall.pool, fund: fall.fund, general, of: fall.role, sum: fall.sum, unborne: fall.fund.class === 'original' && fall.sum > worth ? fall.sum - worth : 0n,
      }));
      await this.vouchers.made(tx, foundation, fall.proposedBy, [entry]);
      await this.decide(tx, fall, 'approved', by, entry);
    });
  }

  /** @throws NotFoundException, Refused `a-fall-is-decided-once`, `only-whoever-proposed-a-fall-withdraws-it`, `nobody-decides-on-the-fall-they-proposed` */
  async decline(foundation: number, id: number, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const fall = await this.undecided(tx, foundation, id);
      await this.decide(tx, fall, fall.proposedBy === by.id ? 'withdrawn' : 'refused', by, null);
    });
  }

  private async undecided(tx: EntityManager, foundation: number, id: number): Promise<Waiting> {
    // of two at once the second finds what the first has decided
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('investment fall'), $1)", [id]);
    const [fall] = await tx.query<(Waiting & { decided: boolean })[]>(
      `SELECT f.id, f.sum, f.proposed_by AS "proposedBy", v.day, p.name AS pool, p.role, jsonb_build_object('id', u.id, 'foundation', u.foundation, 'class', u.class) AS fund, d.fall IS NOT NULL AS decided
       FROM investment_fall f JOIN valuation v ON v.id = f.valuation JOIN pool p ON p.id = f.pool JOIN fund u ON u.id = f.fund LEFT JOIN investment_fall_decision d ON d.fall = f.id WHERE f.id = $1 AND f.foundation = $2`, [id, foundation]);
    if (!fall) throw new NotFoundException();
    if (fall.decided) throw new Refused('a-fall-is-decided-once');
    return fall;
  }

  private async decide(tx: EntityManager, fall: Waiting, decision: 'approved' | 'refused' | 'withdrawn', by: Person, entry: bigint | null): Promise<void> {
    await tx.query('INSERT INTO investment_fall_decision (fall, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, $3, $4, $5, $6)', [fall.id, fall.proposedBy, decision, by.id, this.clock.now(), entry]);
  }
}

interface Waiting { readonly id: number; readonly sum: Fen; readonly proposedBy: number; readonly day: Day; readonly pool: string; readonly role: Investment; readonly fund: FundRef }
