import { EndowmentQueries } from '../../src/funds/endowment/endowment.queries';
import type { FundRef } from '../../src/ledger/draft';
import { bankGift, fallInValue, interest, investmentBought, paymentFee, principalGift } from '../../src/ledger/entries';
import { Ledger } from '../../src/ledger/ledger.service';
import { isFresh } from '../../src/rules/investing';
import { entitlement, quarterEndsBefore, type SpendingRule } from '../../src/rules/spending-rule';
import { split, valueOf } from '../../src/rules/units';
import { type Books, openBooks } from '../support/books';
import { bareFund } from '../support/funds';
import { Deals } from '../support/investments';
import { resolved } from '../support/resolutions';

// What a preserved fund may use in a year, asked of the database and of the rules, to the fen: of funds to which random things have happened over three years,
// with units at random prices, under random rules. The rules are given what stands in the tables, and nothing that the database has worked out.

let books: Books;
beforeAll(async () => {
  books = await openBooks();
}, 60_000);
afterAll(() => books?.close());

/** The same row of numbers each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 7_919;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const day = (of: number): string => new Date(Date.UTC(2024, 0, 1 + of)).toISOString().slice(0, 10);

interface Movement { readonly pool: number; readonly fund: number; readonly day: string; readonly units: bigint; readonly cost: bigint }

/** What the fund was worth at the end of a quarter, by the rules of units and prices. */
async function valueOn(fund: FundRef, on: string): Promise<bigint | null> {
  const [{ worth, aside }] = await books.db.query<[{ worth: bigint; aside: bigint }]>(
    `SELECT coalesce(-sum(p.debit) FILTER (WHERE a.class IN ('N', 'I', 'E')), 0)::bigint AS worth, coalesce(-sum(p.debit) FILTER (WHERE a.role LIKE '%investment allowance'), 0)::bigint AS aside
     FROM posting p JOIN journal_entry e ON e.id = p.entry JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE p.fund = $1 AND e.day <= $2`, [fund.id, on]);
  const moved = await books.db.query<Movement[]>('SELECT pool, fund, day, units, cost FROM unit_movement WHERE foundation = $1 AND day <= $2 ORDER BY fund', [fund.foundation, on]);
  const [policy] = await books.db.query<{ days: number }[]>('SELECT price_days::int AS days FROM investment_policy WHERE foundation = $1 AND from_day <= $2 ORDER BY from_day DESC LIMIT 1', [fund.foundation, on]);
  let value = worth;
  let holds = false;
  for (const pool of new Set(moved.map((one) => one.pool))) {
    const held = [...new Set(moved.filter((one) => one.pool === pool).map((one) => one.fund))].map((one) => moved.filter((m) => m.pool === pool && m.fund === one).reduce((all, m) => ({ fund: one, units: all.units + m.units, cost: all.cost + m.cost }), { fund: one, units: 0n, cost: 0n }));
    const at = held.findIndex((one) => one.fund === fund.id && one.units > 0n);
    if (at < 0) continue;
    const [price] = await books.db.query<{ day: string; price: bigint }[]>(
      `SELECT * FROM (SELECT day, price, 1 AS n FROM pool_price WHERE pool = $1 UNION ALL SELECT m.day, o.price, 0 FROM unit_movement m JOIN investment_order o ON o.id = m.investment_order WHERE m.pool = $1 AND o.side = 'buy' AND o.valuation IS NULL) x
       WHERE day <= $2 ORDER BY day DESC, n DESC LIMIT 1`, [pool, on]);
    if (!price || !policy || !isFresh(price.day, on, policy.days)) return null;
    const parts = split(valueOf(held.reduce((all, one) => all + one.units, 0n), price.price), held.map((one) => one.units));
    value += parts[at]! - held[at]!.cost;
    holds = true;
  }
  return holds ? value + aside : value;
}

async function byTheRules(fund: FundRef, openedOn: string, year: number): Promise<bigint | null> {
  const all = await books.db.query<(SpendingRule & { fund: number | null })[]>('SELECT fund, from_day AS "from", percent, quarters::int AS quarters, cap, least FROM spending_rule WHERE foundation = $1 ORDER BY from_day', [fund.foundation]);
  const own = all.filter((rule) => rule.fund === fund.id);
  const rules = [...all.filter((rule) => rule.fund === null && !own.some(({ from }) => from <= rule.from)), ...own];
  const gifts = await books.db.query<{ day: string; sum: bigint }[]>(
    `SELECT e.fact_day AS day, -p.debit AS sum FROM journal_entry e JOIN posting p ON p.entry = e.id AND p.fund = $1 AND p.place IS NULL WHERE e.kind = 'principal gift' AND NOT EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.id) ORDER BY 1`, [fund.id]);
  const values = await Promise.all(quarterEndsBefore(year, 40).map(async (on) => ({ day: on, value: await valueOn(fund, on) })));
  return entitlement({ year, opened: gifts[0]?.day ?? openedOn, rules, values, gifts }).allowed;
}

it.each([1, 2, 3, 4])('world %i', async (seed) => {
  const below = numbers(seed);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!;
  const { foundation, bank } = books;
  const deals = await Deals.begin(books.db, foundation, `202${3 + (seed % 2)}-01-0${seed}`);
  const people = (await books.db.query<{ id: number }[]>('SELECT id FROM person ORDER BY id LIMIT 2')).map(({ id }) => id) as [number, number];
  // prices that are good for a quarter or so: some are too old
  await books.db.query(`INSERT INTO investment_policy SELECT foundation, '2024-02-0${seed}', major, $2::int, 5, resolution, body, majority, recorded_by, now() FROM investment_policy WHERE foundation = $1 LIMIT 1`, [foundation, 60 + below(80)]);
  const funds: { fund: FundRef; openedOn: string }[] = [];
  for (let n = 0; n < 3; n++) {
    const openedOn = day(below(500));
    const id = await bareFund(books.db, { foundation, code: `ever-${seed}-${n}`, class: 'preserved', name: `常青 ${seed}-${n}`, englishName: 'x', openedOn });
    funds.push({ openedOn, fund: { id, foundation, class: 'preserved' } });
  }
  const resolution = await resolved(books, foundation, people, { day: '2024-01-02' });
  const rule = (fund: number | null, from: string): Promise<unknown> => {
    const cap = below(2) === 0 ? null : 100 + below(500);
    const least = below(2) === 0 ? null : 1 + below(cap ?? 400);
    return books.db.query(`INSERT INTO spending_rule (foundation, fund, from_day, percent, quarters, cap, least, resolution, body, majority, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'council', 'ordinary', $9, now()) ON CONFLICT DO NOTHING`,
      [foundation, fund, from, 1 + below(900), 1 + below(14), cap, least, resolution, people[0]]);
  };
  for (let n = 0; n < 1 + below(2); n++) await rule(null, day(below(1_000)));
  for (const { fund } of funds) for (let n = below(3); n > 0; n--) await rule(fund.id, pick([day(below(1_090)), '2025-01-01', '2025-12-31', '2026-01-01', day(below(1_090))]));

  for (const [n, { fund }] of funds.entries()) {
    let [first, source] = [below(600), 0];
    const about = (): { day: string; source: string; fund: FundRef } => ({ day: day(first + below(1_090 - first)), source: `random:${seed}:${n}:${source++}`, fund });
    if (below(4) === 0) first = pick([365, 366, 730, 731]); // the last day of a year, and the first of the next
    if (below(6) > 0) await books.post(principalGift({ ...about(), bank, day: day(first), sum: BigInt(100_000 + below(900_000)) }));
    for (let k = below(3); k > 0; k--) await books.post(principalGift({ ...about(), bank, sum: BigInt(1 + below(400_000)) }));
    for (let k = 1 + below(4); k > 0; k--) await books.post(pick([() => interest({ ...about(), bank, sum: BigInt(1 + below(90_000)) }), () => bankGift({ ...about(), bank, sum: BigInt(1 + below(90_000)) })])());
    // what was used moves the worth of later quarter-ends: a bank fee in passing, which nobody chose
    for (let k = below(3); k > 0; k--) await books.post(paymentFee({ ...about(), sum: BigInt(1 + below(900)), clearing: books.clearing, fact: await books.fact(`fee:${seed}:${n}:${k}`, 1_000n, day(1_000)) }));
  }
  // one pool that several funds hold, the general fund as well, in units that divide badly
  await books.post(bankGift({ day: day(0), source: `general:${seed}`, fund: books.general, sum: 1_000_000n, bank }));
  const began = 300 + below(500);
  const pool = await deals.pool(`稳健 ${seed}`, 'short investment', day(began));
  const on = day(began);
  const holders = [books.general, ...funds.map(({ fund }) => fund)].filter(() => below(4) > 0);
  for (const fund of holders) {
    // an endowment has at least what was given to be kept
    const [{ free }] = await books.db.query<[{ free: bigint }]>('SELECT free FROM fund_balance WHERE fund = $1', [fund.id]);
    const sum = (BigInt(1 + below(600)) * 100n * (free > 60_000n ? 60_000n : free)) / 60_000n / 100n * 100n;
    if (sum > 0n) await books.within(async (tx) => deals.deal(tx, { pool, fund: fund.id, side: 'buy', sum, units: sum / 100n, day: on, place: bank }, await books.app.get(Ledger).enter(tx, investmentBought({ day: on, source: `buy:${seed}:${fund.id}`, fund, bank, in: 'short investment', sum })), sum));
  }
  const held = await books.db.query<{ fund: number; units: bigint; cost: bigint }[]>('SELECT fund, units, cost FROM unit_holding WHERE pool = $1 ORDER BY fund DESC', [pool]);
  expect(held.length).toBeGreaterThan(0);
  for (let at = began + 5 + below(60); at < 1_040; at += 30 + below(90)) await books.within((tx) => deals.valuation(tx, pool, day(at), BigInt(10_000 + below(200_000))));
  // a third of the last fund's units is lost for good, by the newest price of all
  const [{ fund: whose, cost }] = held as [{ fund: number; units: bigint; cost: bigint }];
  const all = held.reduce((sum, one) => sum + one.cost, 0n);
  const fund = holders.find(({ id }) => id === whose)!;
  const fact = await books.fact(`fall:${seed}`, cost, day(1_060));
  await books.within((tx) => deals.fall(tx, { pool, fund: whose, sum: cost / 3n, to: all / 2n, day: day(1_060) }, () => books.app.get(Ledger).enter(tx, fallInValue({ day: day(1_060), source: `fall:${seed}`, fund, general: books.general, of: 'short investment', sum: cost / 3n, fact }))));
  if (seed % 2 === 0) await books.seal(); // from the roll-ups, or from what waits for its number

  const seen = new Set<bigint | null>();
  for (const { fund, openedOn } of funds) {
    for (const year of [2024, 2025, 2026, 2027]) {
      const said = await byTheRules(fund, openedOn, year);
      const [{ allowed }] = await books.db.query<[{ allowed: bigint | null }]>('SELECT spending_allowed($1, $2) AS allowed', [fund.id, year]);
      expect({ seed, fund: fund.id, year, allowed }).toEqual({ seed, fund: fund.id, year, allowed: said });
      expect((await books.app.get(EndowmentQueries).allowance(books.db, { foundation, fund: fund.id, day: `${year}-06-01` }))!.entitled.allowed).toBe(said);
      seen.add(said);
    }
  }
  expect(seen.size).toBeGreaterThan(3);
}, 60_000);
