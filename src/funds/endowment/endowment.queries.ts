import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { addDays, type Day, firstDay, lastDay, type Month, monthOf, yearOf } from '../../rules/day';
import { isFresh } from '../../rules/investing';
import type { Fen } from '../../rules/money';
import { entitlement, type Entitlement, quarterEndsBefore, type SpendingRule } from '../../rules/spending-rule';
import { type Price, split, type Units, valueOf } from '../../rules/units';

type Asks = Pick<EntityManager, 'query'>;

/** A fund that keeps something for good, as it stands: the original fund, or a preserved one. */
export interface Endowment extends FundRef {
  readonly code: string;
  readonly name: string;
  readonly englishName: string;
  readonly opened: Day;
  /** What is kept: the registered sum, or what was given to be kept, at original value. */
  readonly principal: Fen;
  readonly money: Fen;
  readonly owed: Fen;
  readonly promised: Fen;
  readonly free: Fen;
  /** Net assets of the books, investments at cost. */
  readonly worth: Fen;
  readonly held: readonly Held[];
  /** What it is worth with its units at their price; nothing when a price is too old or not known. */
  readonly value: Fen | null;
  /** The oldest day of the prices in it. */
  readonly priced: Day | null;
}

/** A fund's units in a pool on a day. */
export interface Held {
  readonly pool: number;
  readonly fund: number;
  readonly units: Units;
  readonly cost: Fen;
  readonly price: Price | null;
  readonly priced: Day | null;
  /** Its part of the pool's value, to the fen; nothing when the price is too old. */
  readonly value: Fen | null;
}

/** What the spending rule says of a fund in a year. */
export interface Spendable {
  readonly year: number;
  readonly entitled: Entitlement;
  /** Costs and fees of the year. */
  readonly spent: Fen;
  readonly promised: Fen;
  readonly taken: Fen;
  readonly quarters: readonly { readonly day: Day; readonly value: Fen | null }[];
}

const HELD = `
  SELECT d.day::text AS on, m.pool, m.fund, sum(m.units)::bigint AS units, sum(m.cost)::bigint AS cost, k.day AS priced, k.price,
    (SELECT i.price_days FROM investment_policy i WHERE i.foundation = $1 AND i.from_day <= d.day ORDER BY i.from_day DESC LIMIT 1) AS "priceDays"
  FROM unnest($2::date[]) d (day) JOIN unit_movement m ON m.foundation = $1 AND m.day <= d.day
  LEFT JOIN LATERAL (
    SELECT x.day, x.price FROM (SELECT p.day, p.price, 1 AS n FROM pool_price p WHERE p.pool = m.pool
      UNION ALL SELECT b.day, o.price, 0 FROM unit_movement b JOIN investment_order o ON o.id = b.investment_order WHERE b.pool = m.pool AND o.side = 'buy' AND o.valuation IS NULL) x
    WHERE x.day <= d.day ORDER BY x.day DESC, x.n DESC LIMIT 1) k ON true
  GROUP BY d.day, m.pool, m.fund, k.day, k.price ORDER BY d.day, m.pool, m.fund`;

/** What endowments hold, are worth and may use. Monthly roll-ups and the guard rows: a long ledger costs what a short one does. */
@Injectable()
export class EndowmentQueries {
  /** Units of all funds on some days; the parts of a pool add up to its value. */
  async held(db: Asks, foundation: number, days: readonly Day[]): Promise<Map<Day, Held[]>> {
    const rows = days.length === 0 ? [] : await db.query<(Omit<Held, 'value'> & { on: Day; priceDays: number | null })[]>(HELD, [foundation, days]);
    const byDay = new Map<Day, Held[]>(days.map((day) => [day, []]));
    const groups = new Map<string, typeof rows>();
    for (const row of rows) groups.set(`${row.on} ${row.pool}`, [...(groups.get(`${row.on} ${row.pool}`) ?? []), row]);
    for (const group of groups.values()) {
      const { on, price, priced, priceDays } = group[0]!;
      const known = price !== null && priceDays !== null && isFresh(priced!, on, priceDays);
      const units = group.map((one) => one.units);
      const parts = known ? split(valueOf(units.reduce((all, one) => all + one, 0n), price), units) : [];
      byDay.get(on)!.push(...group.map((one, at) => ({ pool: one.pool, fund: one.fund, units: one.units, cost: one.cost, price, priced, value: known ? parts[at]! : null })).filter((one) => one.units > 0n));
    }
    return byDay;
  }

  /** The original fund and the preserved ones, or one of them, as they stand today. */
  async standing(db: Asks, foundation: number, today: Day, code: string | null = null): Promise<Endowment[]> {
    const rows = await db.query<Omit<Endowment, 'held' | 'value' | 'priced'>[]>(
      `SELECT f.id, f.foundation, f.class, f.code, f.name, f.english_name AS "englishName", f.opened_on AS opened, b.floor AS principal, b.money, b.owed, b.promised, b.free, b.worth
       FROM fund f JOIN fund_balance b ON b.fund = f.id WHERE f.foundation = $1 AND f.class IN ('original', 'preserved') AND ($2::text IS NULL OR f.code = $2) ORDER BY f.class, f.id`, [foundation, code]);
    const held = rows.length === 0 ? [] : (await this.held(db, foundation, [today])).get(today)!;
    return Promise.all(rows.map(async (row) => {
      const own = held.filter(({ fund }) => fund === row.id);
      const aside = own.length === 0 ? 0n : (await monthsOf(db, row)).reduce((all, month) => all + month.aside, 0n);
      return { ...row, held: own, value: valueOfAll(row.worth, aside, own), priced: own.reduce<Day | null>((oldest, { priced }) => (oldest === null || (priced !== null && priced < oldest) ? priced : oldest), null) };
    }));
  }

  /** The rules in force for a fund: its own from their first day on, before that those of the foundation. */
  async rules(db: Asks, fund: Pick<FundRef, 'id' | 'foundation'>): Promise<SpendingRule[]> {
    const rows = await db.query<(SpendingRule & { own: boolean })[]>(
      'SELECT from_day AS "from", percent, quarters::int AS quarters, cap, least, fund IS NOT NULL AS own FROM spending_rule WHERE foundation = $1 AND (fund = $2 OR fund IS NULL) ORDER BY from_day', [fund.foundation, fund.id]);
    const first = rows.find(({ own }) => own)?.from;
    return rows.filter(({ own, from }) => own || first === undefined || from < first).map(({ from, percent, quarters, cap, least }) => ({ from, percent, quarters, cap, least }));
  }

  /** What its rules let a preserved fund use in a year, and what it has used and promised. */
  async spendable(db: Asks, fund: Pick<Endowment, 'id' | 'foundation' | 'opened' | 'promised'>, year: number): Promise<Spendable> {
    const rules = await this.rules(db, fund);
    const gifts = rules.length === 0 ? [] : await db.query<{ day: Day; sum: Fen }[]>('SELECT day, sum(sum)::bigint AS sum FROM principal_gift WHERE fund = $1 GROUP BY day ORDER BY day', [fund.id]);
    const opened = gifts[0]?.day ?? fund.opened;
    const days = rules.length === 0 ? [] : quarterEndsBefore(year, Math.max(...rules.map(({ quarters }) => quarters))).filter((day) => day >= opened);
    const months = await monthsOf(db, fund);
    const held = await this.held(db, fund.foundation, days);
    const quarters = days.map((day) => {
      const until = months.filter(({ month }) => month <= monthOf(day));
      const [worth, aside] = [until.reduce((all, one) => all + one.worth, 0n), until.reduce((all, one) => all + one.aside, 0n)];
      return { day, value: valueOfAll(worth, aside, held.get(day)!.filter((one) => one.fund === fund.id)) };
    });
    const spent = months.filter(({ month }) => month.startsWith(`${year}-`)).reduce((all, one) => all + one.spent, 0n);
    return { year, entitled: entitlement({ year, opened, rules, values: quarters, gifts }), spent, promised: fund.promised, taken: spent + fund.promised, quarters };
  }

  /** What the rules let a fund use in the year of a day, and what of it is used; null of a fund that is not preserved. Its principal is guarded by the books themselves. */
  async allowance(db: Asks, { foundation, fund, day }: { foundation: number; fund: number; day: Day }): Promise<Spendable | null> {
    const [row] = await db.query<Pick<Endowment, 'id' | 'foundation' | 'opened' | 'promised'>[]>(
      `SELECT f.id, f.foundation, f.opened_on AS opened, b.promised FROM fund f JOIN fund_balance b ON b.fund = f.id WHERE f.id = $1 AND f.foundation = $2 AND f.class = 'preserved'`, [fund, foundation]);
    return row ? this.spendable(db, row, yearOf(day)) : null;
  }

  /** Gift by gift, what was given to be kept; the giver as the public ledger names them. */
  principalGifts(db: Asks, fund: Pick<FundRef, 'id'>): Promise<{ day: Day; party: string | null; sum: Fen; no: string | null; brought: boolean }[]> {
    return db.query(
      `SELECT g.day, w.party, g.sum, s.voucher AS no, g.kind = 'opening balance' AS brought FROM principal_gift g LEFT JOIN entry_words w ON w.entry = g.entry LEFT JOIN sealed_entry s ON s.entry = g.entry
       WHERE g.fund = $1 ORDER BY g.day, g.entry`, [fund.id]);
  }
}

/** Net assets of the books, with units at their price and not at cost less what was set aside for them; nothing when a price is missing. */
const valueOfAll = (worth: Fen, aside: Fen, own: readonly Held[]): Fen | null =>
  own.every(({ value }) => value !== null) ? own.reduce((all, { value, cost }) => all + value! - cost, own.length === 0 ? worth : worth + aside) : null;

/** By month, what a fund has become worth more and what it has used: costs but no fall in value, and the host's fee. Numbered entries by their roll-up, the newest one by one. */
async function monthsOf(db: Asks, fund: Pick<FundRef, 'id' | 'foundation'>): Promise<{ month: Month; worth: Fen; aside: Fen; spent: Fen }[]> {
  return db.query(
    `SELECT to_char(month, 'YYYY-MM') AS month, coalesce(-sum(debit) FILTER (WHERE class IN ('N', 'I', 'E')), 0)::bigint AS worth,
       coalesce(-sum(debit) FILTER (WHERE role IN ('short investment allowance', 'long investment allowance')), 0)::bigint AS aside,
       coalesce(sum(debit) FILTER (WHERE kind NOT IN ('year closing', 'chart migration') AND (class = 'E' AND role <> 'value loss' OR kind = 'management fee' AND role = 'restricted')), 0)::bigint AS spent
     FROM (
       SELECT m.month, a.class, a.role, m.kind, m.debit - m.credit AS debit FROM account_month m JOIN account a ON a.standard = m.standard AND a.code = m.account WHERE m.foundation = $1 AND m.fund = $2
       UNION ALL
       SELECT p.month, a.class, a.role, p.kind, p.debit FROM entry_to_number q JOIN statement_posting p ON p.entry = q.entry AND p.fund = $2 JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE q.foundation = $1) line
     GROUP BY month ORDER BY month`, [fund.foundation, fund.id]);
}

/** The last quarter-end before a day: until when a valuation is due. */
export function lastQuarterEnd(today: Day): Day {
  const [year, month] = [yearOf(today), Number(today.slice(5, 7))];
  const quarter = Math.floor((month - 1) / 3);
  return quarter === 0 ? `${year - 1}-12-31` : lastDay(monthOf(addDays(firstDay(`${year}-${String(quarter * 3 + 1).padStart(2, '0')}`), -1)));
}
