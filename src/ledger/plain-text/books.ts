import type { EntityManager } from 'typeorm';
import { addDays, monthOf, type Day, type Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { AccountClass } from '../chart';
import type { FundClass, Kind } from '../kinds';
import { accountName, assetsOf, equityOf, liabilitiesOf, moneyOf } from './accounts';

/** What stands at the head of the file: whose books, and every account that will be named. */
export interface Opening {
  readonly name: string;
  readonly englishName: string;
  /** How far the books are sealed, as `12 · 9f…`; null while nothing is. */
  readonly sealed: string | null;
  readonly accounts: readonly { readonly name: string; readonly since: Day }[];
}

export interface BookEntry {
  readonly day: Day;
  readonly factDay: Day;
  /** Voucher number, or `#` and the id while the entry waits for its number. */
  readonly voucher: string;
  readonly number: bigint | null;
  readonly kind: Kind;
  readonly source: string;
  readonly party: string | null;
  readonly note: string | null;
  /** Voucher of the entry that this one mirrors. */
  readonly reverses: string | null;
  readonly postings: readonly { readonly account: string; readonly debit: Fen; readonly place: string | null; readonly promise: string | null }[];
}

/** What accounts must hold at the end of a day. */
export interface Balances {
  readonly day: Day;
  /** `whole`: the account with all beneath it. */
  readonly held: readonly { readonly account: string; readonly sum: Fen; readonly whole: boolean }[];
}

/** What the original fund is worth at the end of a day on which it moved, and what it may not fall below. */
export interface Floor {
  readonly day: Day;
  /** The account with all beneath it; what it is worth stands there as a credit. */
  readonly account: string;
  readonly worth: Fen;
  /** The registered sum; null before the registration, and while what the world has taken from it is being made good. */
  readonly registered: Fen | null;
}

export type Item = { readonly entry: BookEntry } | { readonly balances: Balances } | { readonly floor: Floor };

export interface Books {
  readonly opening: Opening;
  /** Entries in the order of their days, and after each month what its accounts held. */
  readonly items: AsyncGenerator<Item>;
}

interface Fund { id: number; code: string; class: FundClass; since: Day }
interface Sums { fund: number; money: Fen; owed: Fen; promised: Fen; worth: Fen }

const LOT = 1000;

/**
 * The whole books of a foundation, day by day, as they stood at one instant; memory does not grow with their length.
 * What funds hold is not added up from the postings that are handed out: at the end of a month it comes from the effects
 * written beside each entry, at the end from the guard rows. Whoever adds the postings up again therefore learns whether
 * the three agree. `tx` must be a transaction that sees one snapshot.
 */
export async function readBooks(tx: EntityManager, foundation: number): Promise<Books> {
  // read front to back in one go, however long they are
  await tx.query('SET LOCAL statement_timeout = 0');
  await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
  await tx.query('SET LOCAL cursor_tuple_fraction = 1');
  const funds = new Map((await tx.query<Fund[]>(
    `SELECT id, code, class, LEAST(opened_on, (SELECT min(day) FROM entry_fund WHERE fund = f.id)) AS since FROM fund f WHERE foundation = $1 ORDER BY id`, [foundation])).map((fund) => [fund.id, fund]));
  const used = await tx.query<{ fund: number; account: string; name: string; class: AccountClass }[]>(
    `SELECT DISTINCT p.fund, p.account, a.name, a.class FROM posting p JOIN fund f ON f.id = p.fund JOIN account a ON a.standard = p.standard AND a.code = p.account
     WHERE f.foundation = $1 ORDER BY 1, 2, 3`, [foundation]);
  const [about] = await tx.query<{ name: string; english_name: string; sealed: string | null }[]>(
    `SELECT name, english_name, (SELECT size || ' · ' || encode(root, 'hex') FROM checkpoint WHERE foundation = f.id ORDER BY size DESC LIMIT 1) AS sealed FROM foundation f WHERE id = $1`, [foundation]);
  const nameOf = (of: { fund: number; account: string; name: string; class: AccountClass }): string =>
    accountName({ fund: funds.get(of.fund)!.code, class: of.class, code: of.account, name: of.name });
  const original = [...funds.values()].find((fund) => fund.class === 'original');
  const accounts = [
    ...[...funds.values()].flatMap(({ code, since }) => [assetsOf(code), moneyOf(code), liabilitiesOf(code)].map((name) => ({ name, since }))),
    ...(original ? [{ name: equityOf(original.code), since: original.since }] : []),
    ...used.map((account) => ({ name: nameOf(account), since: funds.get(account.fund)!.since })),
  ];
  const promisedIn = new Map(used.filter(({ account }) => account === 'Y01').map((account) => [account.fund, nameOf(account)]));
  return { opening: { name: about!.name, englishName: about!.english_name, sealed: about!.sealed, accounts }, items: items() };

  async function* items(): AsyncGenerator<Item> {
    const ofAccounts = byMonth(rows<{ month: Month; fund: number; account: string; name: string; class: AccountClass; balance: Fen }>(tx, 'account_balances', ACCOUNT_BALANCES, foundation));
    const ofFunds = byMonth(rows<Sums & { month: Month }>(tx, 'fund_sums', FUND_SUMS, foundation));
    const floors = await floorsOf(original);
    const last = new Map<string, Fen>();
    let day: Day | null = null;
    for await (const entry of entries()) {
      if (day !== null && day < entry.day && floors.has(day)) yield { floor: floors.get(day)! };
      if (day !== null && monthOf(day) !== monthOf(entry.day)) {
        const touched = (await ofAccounts(monthOf(day))).map((row) => ({ account: nameOf(row), sum: row.balance, whole: false }));
        for (const { account, sum } of touched) last.set(account, sum);
        yield { balances: { day: lastDay(monthOf(day)), held: [...(await ofFunds(monthOf(day))).flatMap(held), ...touched] } };
      }
      day = entry.day;
      yield { entry };
    }
    if (day === null) return;
    if (floors.has(day)) yield { floor: floors.get(day)! };
    for (const row of await ofAccounts(monthOf(day))) last.set(nameOf(row), row.balance);
    const guards = await tx.query<Sums[]>('SELECT fund, money, owed, promised, worth FROM fund_balance WHERE foundation = $1 ORDER BY fund', [foundation]);
    yield { balances: { day, held: [...guards.flatMap(held), ...[...last].map(([account, sum]) => ({ account, sum, whole: false }))] } };
  }

  /** By day: few entries move an original fund. */
  async function floorsOf(fund: Fund | undefined): Promise<Map<Day, Floor>> {
    if (!fund) return new Map();
    const days = await tx.query<{ day: Day; worth: Fen; registered: Fen | null }[]>(FLOORS, [foundation, fund.id]);
    return new Map(days.map(({ day, worth, registered }) => [day, { day, account: equityOf(fund.code), worth, registered }]));
  }

  /**
   * A fund's four sums, as the accounts that must show them. Net assets run through three branches of the tree, so they are
   * seen from the other side: what a fund has is what it is worth and what it owes. An agency fund is worth nothing and its
   * claim stands in accounts of its own.
   */
  function held({ fund, money, owed, promised, worth }: Sums): Balances['held'] {
    const { code, class: klass } = funds.get(fund)!;
    const memorandum = promisedIn.get(fund);
    return [
      { account: moneyOf(code), sum: money, whole: true },
      { account: liabilitiesOf(code), sum: -owed, whole: true },
      ...(klass === 'agency' ? [] : [{ account: assetsOf(code), sum: worth + owed, whole: true }]),
      ...(memorandum ? [{ account: memorandum, sum: promised, whole: false }] : []),
    ];
  }

  async function* entries(): AsyncGenerator<BookEntry> {
    for await (const lot of lots<{ id: bigint }>(tx, 'entries', 'SELECT id FROM journal_entry WHERE foundation = $1 ORDER BY day, id', foundation)) {
      for (const row of await tx.query<Row[]>(ENTRIES, [lot.map(({ id }) => id)])) {
        yield {
          ...row, factDay: row.fact_day,
          postings: row.postings.map(([fund, account, name, klass, debit, place, promise]) => ({ account: nameOf({ fund, account, name, class: klass }), debit: BigInt(debit), place, promise })),
        };
      }
    }
  }
}

type Row = Omit<BookEntry, 'factDay' | 'postings'> & { fact_day: Day; postings: [number, string, string, AccountClass, string, string | null, string | null][] };

const ENTRIES = `
  SELECT e.day, e.fact_day, e.kind, e.source, s.number, coalesce(s.voucher, '#' || e.id) AS voucher, w.party, w.note, coalesce(r.voucher, '#' || e.reverses) AS reverses,
    (SELECT json_agg(json_build_array(p.fund, p.account, a.name, a.class, p.debit::text, pl.code, CASE WHEN p.promise <> e.id THEN coalesce(o.voucher, '#' || p.promise) END) ORDER BY p.line)
     FROM posting p JOIN account a ON a.standard = p.standard AND a.code = p.account LEFT JOIN place pl ON pl.id = p.place LEFT JOIN sealed_entry o ON o.entry = p.promise
     WHERE p.entry = e.id) AS postings
  FROM unnest($1::bigint[]) WITH ORDINALITY asked (id, n) JOIN journal_entry e ON e.id = asked.id
  LEFT JOIN sealed_entry s ON s.entry = e.id LEFT JOIN entry_words w ON w.entry = e.id LEFT JOIN sealed_entry r ON r.entry = e.reverses
  ORDER BY asked.n`;

const ACCOUNT_BALANCES = `
  SELECT month, fund, account, name, class, (sum(sum(debit)) OVER (PARTITION BY fund, account, name ORDER BY month))::bigint AS balance
  FROM (SELECT to_char(e.day, 'YYYY-MM') AS month, p.fund, p.account, a.name, a.class, p.debit
        FROM journal_entry e JOIN posting p ON p.entry = e.id JOIN account a ON a.standard = p.standard AND a.code = p.account WHERE e.foundation = $1) line
  GROUP BY month, fund, account, name, class ORDER BY month, fund, account, name`;

const FUND_SUMS = `
  SELECT month, fund, (sum(sum(money)) OVER so_far)::bigint AS money, (sum(sum(owed)) OVER so_far)::bigint AS owed,
    (sum(sum(promised)) OVER so_far)::bigint AS promised, (sum(sum(worth)) OVER so_far)::bigint AS worth
  FROM (SELECT to_char(day, 'YYYY-MM') AS month, fund, money, owed, promised, worth FROM entry_fund WHERE foundation = $1) effect
  GROUP BY month, fund WINDOW so_far AS (PARTITION BY fund ORDER BY month) ORDER BY month, fund`;

// below the registered sum only from a day on which the world took from it until it is made good: then the sum is told, and not what it should be
const FLOORS = `
  WITH day AS (
    SELECT d.day, d.worth, r.sum AS registered
    FROM (SELECT day, (sum(sum(worth)) OVER (ORDER BY day))::bigint AS worth
      -- and once more on the last day of the books
      FROM (SELECT day, worth FROM entry_fund WHERE fund = $2 UNION ALL SELECT max(day), 0 FROM journal_entry WHERE foundation = $1 HAVING count(*) > 0) moved GROUP BY day) d
    -- as it was first registered, as the last change says, and nothing any more in liquidation
    LEFT JOIN LATERAL (
      SELECT sum FROM (SELECT 0 AS n, day, registered_sum AS sum FROM registration WHERE foundation = $1
        UNION ALL SELECT c.n, a.day, a.registered_sum FROM life_act_confirmation c JOIN life_act a ON a.id = c.act WHERE a.foundation = $1 AND c.kind IN ('change', 'liquidation')) told
      WHERE told.day <= d.day ORDER BY n DESC LIMIT 1) r ON true)
  SELECT d.day, d.worth, CASE WHEN d.worth >= d.registered OR NOT EXISTS (
    SELECT FROM shortfall s JOIN journal_entry e ON e.id = s.entry WHERE s.fund = $2 AND e.day <= d.day
      AND NOT EXISTS (SELECT FROM day made_good WHERE made_good.day >= e.day AND made_good.day < d.day AND made_good.worth >= made_good.registered)) THEN d.registered END AS registered
  FROM day d`;

/** A long answer, a lot at a time. */
async function* lots<T>(tx: EntityManager, cursor: string, sql: string, foundation: number): AsyncGenerator<T[]> {
  await tx.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${sql}`, [foundation]);
  for (;;) {
    const lot = await tx.query<T[]>(`FETCH ${LOT} FROM ${cursor}`);
    if (lot.length === 0) return;
    yield lot;
  }
}

async function* rows<T>(tx: EntityManager, cursor: string, sql: string, foundation: number): AsyncGenerator<T> {
  for await (const lot of lots<T>(tx, cursor, sql, foundation)) yield* lot;
}

/** Hands out rows that come in the order of their months, a month at a time. */
function byMonth<T extends { month: Month }>(from: AsyncGenerator<T>): (month: Month) => Promise<T[]> {
  let next: IteratorResult<T, void> | undefined;
  return async (month) => {
    const found: T[] = [];
    for (next ??= await from.next(); !next.done && next.value.month === month; next = await from.next()) found.push(next.value);
    return found;
  };
}

/** The day before the first of the month that follows. */
const lastDay = (month: Month): Day => addDays(`${monthOf(addDays(`${month}-28`, 5))}-01`, -1);
