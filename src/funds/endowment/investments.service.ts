import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { openDay } from '../../bank/bookings.service';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from '../../bank/expected-money';
import { Matches } from '../../bank/matches.service';
import { generalFundOf, type Place, placesOf } from '../../bank/places';
import type { Draft, FundRef } from '../../ledger/draft';
import { type Investment, investmentBought, investmentSold } from '../../ledger/entries';
import { HeldSpends } from '../../ledger/held-spends.service';
import { KINDS } from '../../ledger/kinds';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { transactionWithRetry } from '../../platform/database';
import type { Day } from '../../rules/day';
import { type Given, NOTHING_GIVEN } from '../../rules/guardrails';
import { admitInvestment, type Investable, type InvestmentKind, isFresh } from '../../rules/investing';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { areWhatTheSumBuys, costOf, type Price, type Units, unitsFor, unitsText, valueOf } from '../../rules/units';
import { isAllowed, refuseWithoutVote } from './pools.service';

type Asks = Pick<EntityManager, 'query'>;
export const SIDES = ['buy', 'sell', 'brought'] as const;
export type Side = (typeof SIDES)[number];

/** What one person asks for; the other side of it the bank will show. */
export interface Asked {
  readonly fund: string;
  readonly side: Side;
  readonly day: Day;
  readonly why: string;
  /** To be paid; what is to come back, where it is known better than by units and price; the cost of what the books were opened with. */
  readonly sum: Fen | null;
  /** To be sold; or what the slip of a purchase says. */
  readonly units: Units | null;
  readonly needed: Fen;
  readonly resolution: number | null;
}

interface Order {
  readonly id: number;
  readonly foundation: number;
  readonly side: Side;
  readonly sum: Fen;
  readonly units: Units;
  readonly price: Price | null;
  readonly valued: Day | null;
  readonly day: Day;
  readonly needed: Fen;
  readonly why: string;
  readonly resolution: number | null;
  readonly proposedBy: number;
  readonly fund: FundRef;
  readonly pool: { readonly id: number; readonly name: string; readonly kind: InvestmentKind; readonly role: Investment; readonly institution: string };
  readonly decision: 'approved' | 'refused' | 'withdrawn' | null;
  readonly booked: boolean;
}

const SELECT = `
  SELECT o.id, o.foundation, o.side, o.sum, o.units, o.price, v.day AS valued, o.day, o.needed, o.why, o.resolution, o.proposed_by AS "proposedBy", d.decision, b.investment_order IS NOT NULL AS booked,
    jsonb_build_object('id', f.id, 'foundation', f.foundation, 'class', f.class) AS fund, jsonb_build_object('id', p.id, 'name', p.name, 'kind', p.kind, 'role', p.role, 'institution', p.institution) AS pool
  FROM investment_order o JOIN fund f ON f.id = o.fund JOIN pool p ON p.id = o.pool LEFT JOIN valuation v ON v.id = o.valuation
  LEFT JOIN investment_decision d ON d.investment_order = o.id LEFT JOIN investment_booking b ON b.investment_order = o.id`;

/** Investing 投资: one person proposes to buy or sell units for a fund, another approves, and when the bank shows the money it is booked. */
@Injectable()
export class Investments implements ExpectsMoney {
  readonly name = 'investment';

  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly helds: HeldSpends, private readonly vouchers: Vouchers, private readonly matches: Matches, expected: ExpectedMoney, private readonly clock: Clock) {
    expected.add(this);
  }

  /**
   * Proposes to buy or sell, or to bring what the books were opened with into units. @returns its number
   * @throws NotFoundException, Refused as `admitInvestment`, `fund-missing`, `a-deal-has-a-price-of-its-days`, `units-are-what-the-sum-buys`, `a-fund-sells-the-units-it-has`
   */
  async propose(foundation: number, pool: number, asked: Asked, by: Person): Promise<number> {
    if (asked.day > this.clock.today() && asked.side === 'brought') throw new Refused('day-in-the-future', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const [its] = await tx.query<{ firstPrice: Price; kind: InvestmentKind }[]>('SELECT p.first_price AS "firstPrice", p.kind FROM pool p JOIN pool_approval a ON a.pool = p.id WHERE p.id = $1 AND p.foundation = $2', [pool, foundation]);
      if (!its) throw new NotFoundException();
      const [fund] = await tx.query<FundRef[]>('SELECT id, foundation, class FROM fund WHERE foundation = $1 AND code = $2', [foundation, asked.fund]);
      if (!fund || !(KINDS['investment bought'].classes).includes(fund.class)) throw new Refused('fund-missing', { field: 'fund' });
      const { price, valuation } = asked.side === 'brought' ? { price: null, valuation: null } : await priceOn(tx, { foundation, pool, day: asked.day, firstPrice: its.firstPrice });
      const { sum, units } = sized(asked, price);
      if (asked.resolution !== null) await refuseWithoutVote(tx, foundation, asked.resolution, 'an-order-rests-on-a-vote-of-all-members');
      if (asked.side === 'sell') await refuseMoreThanHeld(tx, pool, fund.id, units);
      if (asked.side === 'buy') await admit(tx, { foundation, fund: fund.id, sum, needed: asked.needed, voted: asked.resolution !== null, kind: its.kind, day: asked.day });
      const [row] = await tx.query<[{ id: number }]>(
        `INSERT INTO investment_order (foundation, pool, fund, side, sum, units, valuation, price, day, needed, why, resolution, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`,
        [foundation, pool, fund.id, asked.side, sum, units, valuation, price, asked.day, asked.needed, asked.why, asked.resolution, by.id, this.clock.now()]);
      await this.refuseWhatTheBooksRefuse(tx, await this.find(tx, foundation, row.id));
      return row.id;
    });
  }

  /**
   * A second person approves: the bank may be told, and what it shows is booked. What is brought is in the books already. A purchase that the guard-rails
   * hold is let through by what is given, before the bank is told and not when the money is gone.
   * @throws NotFoundException, Refused of the guard-rails, `whoever-requests-does-not-approve`, `an-order-is-decided-once`, and whatever would keep it from being booked today
   */
  async approve(foundation: number, id: number, by: Person, given: Given = NOTHING_GIVEN): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      const order = await this.undecided(tx, foundation, id);
      if (order.proposedBy === by.id) throw new Refused('nobody-decides-on-the-order-they-proposed');
      if (order.side === 'buy') await admit(tx, { ...order, fund: order.fund.id, voted: order.resolution !== null, kind: order.pool.kind });
      await this.refuseWhatTheBooksRefuse(tx, order);
      await this.letThrough(tx, order, given, by);
      await this.decide(tx, order, 'approved', null, by);
      if (order.side !== 'brought') return;
      const [opening] = await tx.query<{ entry: bigint; day: Day }[]>(`SELECT id AS entry, fact_day AS day FROM journal_entry e WHERE foundation = $1 AND kind = 'opening balance' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id)`, [foundation]);
      if (!opening) throw new Refused('no-more-is-brought-than-the-books-opened-with', { field: 'sum' });
      await this.write(tx, order, { day: opening.day, cost: order.sum, entry: opening.entry, line: null }, by);
    });
  }

  /**
   * An order that was approved before anything was short, and is held now that the bank has carried it out.
   * @throws NotFoundException, Refused of the guard-rails, `nobody-decides-on-the-order-they-proposed`, `an-order-is-approved-before-it-is-booked`, `an-order-is-booked-once`, `a-spend-is-let-through-once`
   */
  async release(foundation: number, id: number, by: Person, given: Given): Promise<void> {
    await transactionWithRetry(this.db, async (tx) => {
      const order = await this.find(tx, foundation, id);
      if (order.decision !== 'approved') throw new Refused('an-order-is-approved-before-it-is-booked');
      if (order.booked) throw new Refused('an-order-is-booked-once');
      if (order.proposedBy === by.id) throw new Refused('nobody-decides-on-the-order-they-proposed');
      await this.letThrough(tx, order, given, by);
    });
  }

  /** The entry that a purchase will be, as things stand; nothing of what takes no money. @throws NotFoundException */
  async draft(db: Asks, foundation: number, id: number): Promise<Draft | null> {
    const order = await this.find(db, foundation, id);
    return order.side === 'buy' ? this.today(db, order) : null;
  }

  /** @throws NotFoundException, Refused `an-order-is-decided-once`, `only-whoever-proposed-an-order-withdraws-it`, `nobody-decides-on-the-order-they-proposed` */
  async decline(foundation: number, id: number, { decision, why }: { decision: 'refused' | 'withdrawn'; why: string }, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const order = await this.undecided(tx, foundation, id);
      if (decision === 'refused' && order.proposedBy === by.id) throw new Refused('nobody-decides-on-the-order-they-proposed');
      if (decision === 'withdrawn' && order.proposedBy !== by.id) throw new Refused('only-whoever-proposed-an-order-withdraws-it');
      await this.decide(tx, order, decision, why, by);
    });
  }

  /** Where and when the public was told of a major investment (G5). @throws NotFoundException, Refused `day-in-the-future`, `an-investment-is-disclosed-once` */
  async disclose(foundation: number, id: number, { day, place }: { day: Day; place: string }, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    await this.db.transaction(async (tx) => {
      const { booked, side } = await this.find(tx, foundation, id);
      if (!booked || side !== 'buy') throw new NotFoundException();
      await tx.query('INSERT INTO investment_disclosure (investment_order, day, place, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)', [id, day, place, by.id, this.clock.now()]);
    });
  }

  /** Books an approved order by the line of the bank that shows it, and matches the two. @throws NotFoundException, Refused as `book` */
  async take(order: { foundation: number; id: number }, place: Place, line: bigint, by: Person): Promise<void> {
    await this.find(this.db, order.foundation, order.id);
    await this.matches.take(place, line, { source: this.name, key: String(order.id), why: ['picked'] }, by);
  }

  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await db.query<Order[]>(`${SELECT} WHERE o.foundation = $1 AND d.decision = 'approved' AND b.investment_order IS NULL AND EXISTS (SELECT FROM place WHERE id = $2 AND account = '1002') ORDER BY o.id`, [foundation, place]);
    return rows.map(({ id, side, sum, day, proposedBy, pool }) => ({
      key: String(id), sum: side === 'buy' ? -sum : sum, day, reference: null, party: pool.institution, recordedBy: proposedBy,
      words: side === 'buy' ? { zh: `购入投资：${pool.name}`, en: `Investment bought: ${pool.name}` } : { zh: `收回投资：${pool.name}`, en: `Investment sold: ${pool.name}` },
    }));
  }

  /** @throws Refused `a-deal-is-the-money-of-its-bank-line`, `nobody-books-the-order-they-proposed`, `an-order-is-booked-once`, and what the books and the database ask once more */
  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint> {
    const order = await this.find(tx, line.foundation, Number(key));
    if (order.decision !== 'approved' || order.side === 'brought') throw new Refused('an-order-is-approved-before-it-is-booked');
    if (order.booked) throw new Refused('an-order-is-booked-once');
    if (order.proposedBy === by.id) throw new Refused('nobody-books-the-order-they-proposed');
    if (line.sum !== (order.side === 'buy' ? -order.sum : order.sum)) throw new Refused('a-deal-is-the-money-of-its-bank-line', { field: 'line' });
    // the cost of a sale rests on what the fund holds: one deal of a pool at a time
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('pool'), $1)", [order.pool.id]);
    if (order.side === 'buy') await admit(tx, { ...order, fund: order.fund.id, voted: order.resolution !== null, kind: order.pool.kind, day: line.day });
    const { cost, draft } = await draftOf(tx, order, { day: await openDay(tx, order.foundation, line.day), factDay: line.day, bank: line.place });
    await this.ledger.hold(tx, draft.lines.map(({ fund }) => fund));
    await this.helds.refuseHeld(tx, draft, { by: 'investment_order', id: order.id });
    const entry = await this.ledger.enter(tx, draft);
    await this.vouchers.made(tx, order.foundation, order.proposedBy, [entry]);
    await this.write(tx, order, { day: line.day, cost, entry, line: line.id }, by);
    return entry;
  }

  /** Nobody orders what the books would not take when the bank has done it: a sale at a loss that the principal would bear. */
  private async refuseWhatTheBooksRefuse(tx: EntityManager, order: Order): Promise<void> {
    const draft = order.side === 'brought' ? null : await this.today(tx, order);
    if (draft) await this.ledger.preview(tx, { ...draft, source: `preview:${draft.source}` });
  }

  private async letThrough(tx: EntityManager, order: Order, given: Given, by: Person): Promise<void> {
    const draft = order.side === 'buy' ? await this.today(tx, order) : null;
    if (draft) await this.helds.admit(tx, draft, { by: 'investment_order', id: order.id, foundation: order.foundation, proposedBy: order.proposedBy }, given, by);
  }

  /** As it would be booked today; null of a house without a bank. */
  private async today(db: Asks, order: Order): Promise<Draft | null> {
    const [bank] = await placesOf(db, order.foundation);
    const today = this.clock.today();
    return bank ? (await draftOf(db, order, { day: await this.ledger.bookingDay(db, order.foundation, order.day < today ? order.day : today), factDay: order.day, bank: bank.id })).draft : null;
  }

  private async undecided(tx: EntityManager, foundation: number, id: number): Promise<Order> {
    const order = await this.find(tx, foundation, id);
    if (order.decision !== null) throw new Refused('an-order-is-decided-once');
    return order;
  }

  /** @throws NotFoundException */
  private async find(db: Asks, foundation: number, id: number): Promise<Order> {
    const [order] = await db.query<Order[]>(`${SELECT} WHERE o.id = $1 AND o.foundation = $2`, [id, foundation]);
    if (!order) throw new NotFoundException();
    return order;
  }

  private async decide(tx: EntityManager, order: Order, decision: 'approved' | 'refused' | 'withdrawn', why: string | null, by: Person): Promise<void> {
    await tx.query('INSERT INTO investment_decision (investment_order, proposed_by, decision, decided_by, decided_at, why) VALUES ($1, $2, $3, $4, $5, $6)', [order.id, order.proposedBy, decision, by.id, this.clock.now(), why]);
  }

  private async write(tx: EntityManager, order: Order, { day, cost, entry, line }: { day: Day; cost: Fen; entry: bigint; line: bigint | null }, by: Person): Promise<void> {
    await tx.query(`INSERT INTO investment_booking (investment_order, proposed_by, decision, day, cost, entry, line, booked_by, booked_at) VALUES ($1, $2, 'approved', $3, $4, $5, $6, $7, $8)`,
      [order.id, order.proposedBy, day, cost, entry, line, by.id, this.clock.now()]);
  }
}

/** An order as it is booked, and the cost that it brings or takes out. */
async function draftOf(tx: Asks, order: Order, at: { day: Day; factDay: Day; bank: number }): Promise<{ draft: Draft; cost: Fen }> {
  const about = { ...at, source: `investment:${order.id}`, party: order.pool.institution, note: order.pool.name, fund: order.fund, sum: order.sum };
  if (order.side === 'buy') return { cost: order.sum, draft: investmentBought({ ...about, in: order.pool.role }) };
  const held = await refuseMoreThanHeld(tx, order.pool.id, order.fund.id, order.units);
  const cost = costOf(order.units, held);
  return { cost, draft: investmentSold({ ...about, general: await generalFundOf(tx, order.foundation), of: order.pool.role, cost, allowance: await allowanceFor(tx, order, { cost, held: held.cost }) }) };
}

/** What a fund may invest, line by line (G1). */
export async function investableOf(db: Asks, fund: number, needed: Fen): Promise<Investable> {
  const [row] = await db.query<[Omit<Investable, 'needed'>]>(
    'SELECT GREATEST(0, b.free)::bigint AS free, government_money(b.fund, b.free) AS government, barred_money(b.fund, b.free) AS barred FROM fund_balance b WHERE b.fund = $1', [fund]);
  return { ...row, needed };
}

/** The council's rule of investing on a day; nothing before the first. */
export async function investmentPolicyOn(db: Asks, foundation: number, day: Day): Promise<{ from: Day; major: Fen; priceDays: number; dealDays: number } | null> {
  const [row] = await db.query<{ from: Day; major: Fen; priceDays: number; dealDays: number }[]>(
    'SELECT from_day AS "from", major, price_days::int AS "priceDays", deal_days::int AS "dealDays" FROM investment_policy WHERE foundation = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1', [foundation, day]);
  return row ?? null;
}

async function admit(tx: Asks, { foundation, fund, sum, needed, voted, kind, day }: { foundation: number; fund: number; sum: Fen; needed: Fen; voted: boolean; kind: InvestmentKind; day: Day }): Promise<void> {
  if (!(await isAllowed(tx, foundation, kind, day))) throw new Refused('an-investment-is-of-an-allowed-kind', {}, '62 arts. 4, 7; G2');
  const policy = await investmentPolicyOn(tx, foundation, day);
  admitInvestment({ sum, of: await investableOf(tx, fund, needed), major: policy?.major ?? null, voted });
}

/** The newest confirmed price on a day, if it is of these days; before the first one that at which the pool begins. */
async function priceOn(tx: Asks, { foundation, pool, day, firstPrice }: { foundation: number; pool: number; day: Day; firstPrice: Price }): Promise<{ price: Price; valuation: number | null }> {
  const policy = await investmentPolicyOn(tx, foundation, day);
  if (!policy) throw new Refused('investing-rests-on-a-policy-of-the-council', {}, '62 art. 9');
  const [known] = await tx.query<{ valuation: number; price: Price; day: Day }[]>('SELECT valuation, price, day FROM pool_price WHERE pool = $1 AND day <= $2 ORDER BY day DESC LIMIT 1', [pool, day]);
  const [first] = await tx.query<[{ day: Day | null }]>('SELECT min(day) AS day FROM unit_movement WHERE pool = $1', [pool]);
  const dated = known?.day ?? first.day ?? day;
  if (!isFresh(dated, day, policy.dealDays)) throw new Refused('a-deal-has-a-price-of-its-days', { field: 'day', days: String(policy.dealDays), dated });
  return known ? { price: known.price, valuation: known.valuation } : { price: firstPrice, valuation: null };
}

/** Sum and units of what was asked: the one follows from the other at the price. */
function sized({ side, sum, units }: Asked, price: Price | null): { sum: Fen; units: Units } {
  if (side === 'sell') {
    if (units === null) throw new Refused('units-missing', { field: 'units' });
    return { units, sum: sum ?? valueOf(units, price!) };
  }
  if (sum === null) throw new Refused('sum-missing', { field: 'sum' });
  if (side === 'brought') {
    if (units === null) throw new Refused('units-missing', { field: 'units' });
    return { sum, units };
  }
  const bought = units ?? unitsFor(sum, price!);
  if (!areWhatTheSumBuys(bought, sum, price!)) throw new Refused('units-are-what-the-sum-buys', { field: 'units', units: unitsText(unitsFor(sum, price!)) });
  return { sum, units: bought };
}

async function refuseMoreThanHeld(tx: Asks, pool: number, fund: number, units: Units): Promise<{ units: Units; cost: Fen }> {
  const [held] = await tx.query<{ units: Units; cost: Fen }[]>('SELECT units, cost FROM unit_holding WHERE pool = $1 AND fund = $2', [pool, fund]);
  if (!held || held.units < units) throw new Refused('a-fund-sells-the-units-it-has', { field: 'units', units: unitsText(held?.units ?? 0n) });
  return held;
}

/** Of what was set aside for a fall in value of these units the part that is sold; and of what the books were opened with, which no pool is named for, the part among all of its kind. */
async function allowanceFor(tx: Asks, { fund, pool }: Order, { cost, held }: { cost: Fen; held: Fen }): Promise<Fen> {
  const [set, of] = pool.role === 'short investment' ? ['short investment allowance', ['short investment']] : ['long investment allowance', LONG];
  const [row] = await tx.query<[{ allowance: Fen; cost: Fen; own: Fen; named: Fen }]>(
    `SELECT coalesce(-sum(debit) FILTER (WHERE role = $3), 0)::bigint AS allowance, coalesce(sum(debit) FILTER (WHERE role = ANY ($4)), 0)::bigint AS cost, set_aside($5, $2) AS own,
       (SELECT coalesce(sum(set_aside(h.pool, h.fund)), 0)::bigint FROM unit_holding h JOIN pool p ON p.id = h.pool WHERE h.fund = $2 AND p.role = ANY ($4)) AS named FROM (
       SELECT a.role, m.debit - m.credit AS debit FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE m.foundation = $1 AND m.fund = $2
       UNION ALL SELECT a.role, p.debit FROM entry_to_number q JOIN posting p ON p.entry = q.entry AND p.fund = $2 JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE q.foundation = $1) line`,
    [fund.foundation, fund.id, set, of, pool.id]);
  const unnamed = row.allowance - row.named;
  return partOf(row.own, cost, held) + partOf(unnamed, cost, row.cost);
}
const LONG = ['long equity investment', 'long debt investment', 'other long investment'];
/** Rounded down; all of it with the last. */
const partOf = (sum: Fen, part: Fen, whole: Fen): Fen => (sum <= 0n || whole <= 0n ? 0n : part === whole ? sum : (sum * part) / whole);
