import type { DataSource, EntityManager } from 'typeorm';
import { bankGift, investmentBought, investmentSold } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { priceFrom, valueOf } from '../../src/rules/units';
import { resolved } from './resolutions';

/** One unit at one yuan. */
const PAR = 10_000_000_000n;
const UNIT = 10_000n;

interface Deal { readonly pool: number; readonly fund: number; readonly side: 'buy' | 'sell'; readonly sum: bigint; readonly units: bigint; readonly day: string; readonly place: number }

/** What two people have done before money moves into an investment or out of one, for stories that are about something else. */
export class Deals {
  private constructor(private readonly db: DataSource, private readonly foundation: number, private readonly people: readonly [number, number]) {}

  static async begin(db: DataSource, foundation: number, from: string): Promise<Deals> {
    const people = await db.query<{ id: number }[]>(`INSERT INTO person (name, english_name) VALUES ('沈会计', 'Shen'), ('秦秘书长', 'Qin') RETURNING id`);
    const [a, b] = people.map(({ id }) => id) as [number, number];
    await db.query(`INSERT INTO appointment (person, foundation, role, from_day) VALUES ($1, $3, 'bookkeeper', $4), ($2, $3, 'secretary-general', $4)`, [a, b, foundation, from]);
    const resolution = await resolved({ db }, foundation, [a, b], { day: from, subject: '投资管理制度' });
    await db.query(`INSERT INTO investment_policy (foundation, from_day, major, price_days, deal_days, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, 100000000000, 400, 5, $3, 'council', 'ordinary', $4, $2::date)`, [foundation, from, resolution, a]);
    return new Deals(db, foundation, [a, b]);
  }

  /** By two people who are in office already. */
  static of(db: DataSource, foundation: number, people: readonly [number, number]): Deals {
    return new Deals(db, foundation, people);
  }

  async pool(name: string, role: string, day: string): Promise<number> {
    const [{ id }] = await this.db.query<[{ id: number }]>(
      `INSERT INTO pool (foundation, name, english_name, kind, role, institution, licence, no_posts, first_price, proposed_by, proposed_at) VALUES ($1, $2, $2, 'bonds-deposits', $3, '示例银行', 'B0001', false, $4, $5, $6::date) RETURNING id`, [this.foundation, name, role, PAR, this.people[0], day]);
    await this.db.query(`INSERT INTO pool_approval (pool, foundation, kind, proposed_by, approved_by, approved_at) VALUES ($1, $2, 'bonds-deposits', $3, $4, $5::date)`, [id, this.foundation, ...this.people, day]);
    return id;
  }

  /** What the books were opened with. */
  async brought(at: { pool: number; fund: number; cost: bigint; units: bigint; entry: bigint; day: string }): Promise<void> {
    await this.db.transaction(async (tx) => {
      const order = await this.order(tx, { ...at, side: 'brought', sum: at.cost, valuation: null, price: null });
      await this.book(tx, order, { ...at, line: null });
    });
  }

  /** Beside the entry of a deal, in its transaction: its order, approval, bank line, match and booking. A sale has a price of its day. */
  async deal(tx: EntityManager, at: Deal, entry: bigint, cost: bigint): Promise<void> {
    const valuation = at.side === 'sell' ? await this.valuation(tx, at.pool, at.day) : null;
    const order = await this.order(tx, { ...at, valuation, price: PAR });
    const [{ line }] = await tx.query<[{ line: bigint }]>(
      `WITH statement AS (INSERT INTO bank_statement (foundation, place, format, file_name, file_hash, from_day, to_day, known, imported_by, imported_at) VALUES ($1, $2, 'ofx', 'icbc.ofx', '', $3, $3, 0, $5, $3::date) RETURNING id)
       INSERT INTO bank_line (foundation, place, statement, n, day, sum, reference) SELECT $1, $2, id, 1, $3, $4, 'investment:' || id FROM statement RETURNING id AS line`, [this.foundation, at.place, at.day, at.side === 'buy' ? -at.sum : at.sum, this.people[0]]);
    await this.book(tx, order, { ...at, cost, entry, line });
    await tx.query(`SELECT bank_match($1, p.place, ARRAY[$3::bigint], ARRAY[p.entry], ARRAY[p.line], 'picked', $4, '2026-12-30') FROM posting p WHERE p.entry = $2 AND p.place IS NOT NULL`, [this.foundation, entry, line, this.people[1]]);
  }

  /** A fall in value of a fund's units, by the price of its day, as one has proposed and another approved; `to` is what all units of the pool are worth then. */
  async fall(tx: EntityManager, at: { pool: number; fund: number; sum: bigint; to: bigint; day: string }, enter: () => Promise<bigint>): Promise<bigint> {
    const valuation = await this.valuation(tx, at.pool, at.day, at.to);
    const [{ id }] = await tx.query<[{ id: number }]>(`INSERT INTO investment_fall (foundation, pool, fund, valuation, sum, why, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, '难以恢复', $6, $7::date) RETURNING id`, [this.foundation, at.pool, at.fund, valuation, at.sum, this.people[0], at.day]);
    const entry = await enter();
    await tx.query(`INSERT INTO investment_fall_decision (fall, proposed_by, decision, decided_by, decided_at, entry) VALUES ($1, $2, 'approved', $3, $4::date, $5)`, [id, ...this.people, at.day, entry]);
    return entry;
  }

  private async order(tx: EntityManager, at: { pool: number; fund: number; side: string; sum: bigint; units: bigint; day: string; valuation: number | null; price: bigint | null }): Promise<number> {
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO investment_order (foundation, pool, fund, side, sum, units, valuation, price, day, needed, why, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9::date, 0, '闲置资金', $10, $9::date) RETURNING id`,
      [this.foundation, at.pool, at.fund, at.side, at.sum, at.units * UNIT, at.valuation, at.price, at.day, this.people[0]]);
    // a purchase late in a year that falls behind has its reason
    if (at.side === 'buy') await tx.query(`INSERT INTO held_spend (investment_order, foundation, proposed_by, sum, checks, reason, let_by, let_at) VALUES ($1, $2, $3, $5, '{spending-forecast}', '到期转存', $4, $6::date)`, [id, this.foundation, ...this.people, at.sum, at.day]);
    await tx.query(`INSERT INTO investment_decision (investment_order, proposed_by, decision, decided_by, decided_at) VALUES ($1, $2, 'approved', $3, $4::date)`, [id, ...this.people, at.day]);
    return id;
  }

  private async book(tx: EntityManager, order: number, at: { day: string; cost: bigint; entry: bigint; line: bigint | null }): Promise<void> {
    await tx.query(`INSERT INTO investment_booking (investment_order, proposed_by, decision, day, cost, entry, line, booked_by, booked_at) VALUES ($1, $2, 'approved', $3::date, $4, $5, $6, $7, $3::date)`,
      [order, this.people[0], at.day, at.cost, at.entry, at.line, this.people[1]]);
  }

  /** At par, or what it is worth then, with its paper. */
  async valuation(tx: EntityManager, pool: number, day: string, value: bigint | null = null): Promise<number> {
    const [{ units }] = await tx.query<[{ units: bigint }]>('SELECT units_on($1, $2::date) AS units', [pool, day]);
    const price = value === null ? PAR : priceFrom(value, units);
    const [{ id }] = await tx.query<[{ id: number }]>(
      `INSERT INTO valuation (foundation, pool, day, units, price, value, recorded_by, recorded_at) VALUES ($1, $2, $3::date, $4, $5, $6, $7, $3::date + interval '12 hours') RETURNING id`, [this.foundation, pool, day, units, price, valueOf(units, price), this.people[0]]);
    await tx.query(`INSERT INTO paper (foundation, valuation, nth, name, media_type, hash, content, added_by, added_at) VALUES ($1, $2, 1, '对账单.pdf', 'application/pdf', sha256($3::bytea), $3::bytea, $4, now())`, [this.foundation, id, Buffer.from(`%PDF-1.7\n% ${id}\n`), this.people[0]]);
    await tx.query(`INSERT INTO valuation_confirmation (valuation, pool, recorded_by, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4, $5::date)`, [id, pool, ...this.people, day]);
    return id;
  }
}

/** A pool, two orders and a price, for those who want to knock at their doors. */
export async function invested(db: DataSource, foundation: number): Promise<void> {
  const ledger = new Ledger();
  const deals = await Deals.begin(db, foundation, '2026-02-01');
  const pool = await deals.pool('大额存单', 'short investment', '2026-02-01');
  const [{ fund, place }] = await db.query<[{ fund: number; place: number }]>(`SELECT f.id AS fund, p.id AS place FROM fund f JOIN place p ON p.foundation = f.foundation AND p.account = '1002' WHERE f.foundation = $1 AND f.class = 'general'`, [foundation]);
  const general = { id: fund, foundation, class: 'general' } as const;
  await db.transaction((tx) => ledger.enter(tx, bankGift({ day: '2026-02-20', source: 'bank:to-invest', fund: general, sum: 1_000n, bank: place })));
  const about = { fund: general, bank: place, party: '示例银行' };
  await db.transaction(async (tx) => deals.deal(tx, { pool, fund, side: 'buy', sum: 1_000n, units: 10n, day: '2026-02-21', place }, await ledger.enter(tx, investmentBought({ ...about, day: '2026-02-21', source: 'bank:invested', in: 'short investment', sum: 1_000n })), 1_000n));
  await db.transaction(async (tx) => deals.deal(tx, { pool, fund, side: 'sell', sum: 500n, units: 5n, day: '2026-02-22', place }, await ledger.enter(tx, investmentSold({ ...about, general, day: '2026-02-22', source: 'bank:sold', of: 'short investment', sum: 500n, cost: 500n })), 500n));
}
