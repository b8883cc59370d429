import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { addDays, type Day, firstDay, lastDay, monthOf, yearOf } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { entitlement, type Entitlement, quarterEndsBefore, type SpendingRule } from '../../rules/spending-rule';
import type { Price, Units } from '../../rules/units';
import { oneByOne } from '../../platform/one-by-one';

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
  /** Costs, advances, fixed assets and fees of the year, and what was passed on. */
  readonly spent: Fen;
  readonly promised: Fen;
  readonly taken: Fen;
  readonly quarters: readonly { readonly day: Day; readonly value: Fen | null }[];
}

/** What endowments hold, are worth and may use. Monthly roll-ups and the guard rows: a long ledger costs what a short one does. */
@Injectable()
export class EndowmentQueries {
  /** Units of all funds on some days; the parts of a pool add up to its value. */
  async held(db: Asks, foundation: number, days: readonly Day[]): Promise<Map<Day, Held[]>> {
    const rows = await db.query<(Held & { on: Day })[]>('SELECT on_day AS "on", pool, fund, units, cost, price, priced, value FROM units_valued($1, $2) ORDER BY on_day, pool, fund', [foundation, days]);
    const byDay = new Map<Day, Held[]>(days.map((day) => [day, []]));
    for (const { on, ...held } of rows) byDay.get(on)!.push(held);
    return byDay;
  }

  /** The original fund and the preserved ones, or one of them, as they stand today. */
  async standing(db: Asks, foundation: number, today: Day, code: string | null = null): Promise<Endowment[]> {
    const rows = await db.query<Omit<Endowment, 'held' | 'value' | 'priced'>[]>(
      `SELECT f.id, f.foundation, f.class, f.code, f.name, f.english_name AS "englishName", f.opened_on AS opened, b.floor AS principal, b.money, b.owed, b.promised, b.free, b.worth
       FROM fund f JOIN fund_balance b ON b.fund = f.id WHERE f.foundation = $1 AND f.class IN ('original', 'preserved') AND ($2::text IS NULL OR f.code = $2) ORDER BY f.class, f.id`, [foundation, code]);
    const held = rows.length === 0 ? [] : (await this.held(db, foundation, [today])).get(today)!;
    return oneByOne(rows, async (row) => {
      const own = held.filter(({ fund }) => fund === row.id);
      const [{ aside }] = own.length === 0 ? [{ aside: 0n }] : await db.query<[{ aside: Fen }]>('SELECT coalesce(sum(aside), 0)::bigint AS aside FROM endowment_months($1)', [row.id]);
      return { ...row, held: own, value: valueOfAll(row.worth, aside, own), priced: own.reduce<Day | null>((oldest, { priced }) => (oldest === null || (priced !== null && priced < oldest) ? priced : oldest), null) };
    });
  }

  /** What its rules let a preserved fund use in a year, and what it has used and promised. `spending_allowed` says the same sum under the lock of the guard row, and the books refuse what goes beyond it. */
  async spendable(db: Asks, fund: Pick<Endowment, 'id' | 'foundation' | 'opened' | 'promised'>, year: number): Promise<Spendable> {
    const rules = await db.query<SpendingRule[]>('SELECT from_day AS "from", percent, quarters::int AS quarters, cap, least FROM spending_rules_of($1)', [fund.id]);
    const gifts = rules.length === 0 ? [] : await db.query<{ day: Day; sum: Fen }[]>('SELECT day, sum(sum)::bigint AS sum FROM principal_gift WHERE fund = $1 GROUP BY day ORDER BY day', [fund.id]);
    const opened = gifts[0]?.day ?? fund.opened;
    const days = rules.length === 0 ? [] : quarterEndsBefore(year, Math.max(...rules.map(({ quarters }) => quarters))).filter((day) => day >= opened);
    const values = await db.query<{ day: Day; value: Fen | null }[]>('SELECT on_day AS day, value FROM endowment_value($1, $2) ORDER BY on_day DESC', [fund.id, days]);
    const [{ spent }] = await db.query<[{ spent: Fen }]>('SELECT coalesce(sum(spent), 0)::bigint AS spent FROM endowment_months($1) WHERE extract(year FROM month) = $2', [fund.id, year]);
    return { year, entitled: entitlement({ year, opened, rules, values, gifts }), spent, promised: fund.promised, taken: spent + fund.promised, quarters: values };
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

/** The last quarter-end before a day: until when a valuation is due. */
export function lastQuarterEnd(today: Day): Day {
  const [year, month] = [yearOf(today), Number(today.slice(5, 7))];
  const quarter = Math.floor((month - 1) / 3);
  return quarter === 0 ? `${year - 1}-12-31` : lastDay(monthOf(addDays(firstDay(`${year}-${String(quarter * 3 + 1).padStart(2, '0')}`), -1)));
}
