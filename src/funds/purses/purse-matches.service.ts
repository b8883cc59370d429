import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../../ledger/draft';
import { matchPaid, promise, release } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { refusedFrom } from '../../platform/database';
import type { Day } from '../../rules/day';
import { matchDue, type MatchTerms } from '../../rules/household-match';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { Purse } from './purses.service';

/** A street's rule of matching 配捐办法, as its paper says it. */
export interface MatchRule extends MatchTerms {
  readonly name: string;
  /** Id of the fund it is paid out of. */
  readonly pool: string;
  readonly budget: Fen;
  readonly from: Day;
  readonly to: Day;
  readonly source: string;
}

interface InForce extends MatchTerms { readonly id: number; readonly pool: number; readonly poolClass: FundRef['class']; readonly budget: Fen; readonly name: string }

/** Reserving, releasing and paying what a street adds to what a building has raised by itself (M03; I11). */
@Injectable()
export class PurseMatches {
  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock) {}

  /** @throws Refused `a-pool-is-a-fund-that-may-be-spent`, `a-match-is-a-sum-or-a-share`, `a-match-rule-ends-after-it-begins` */
  async recordRule(foundation: number, r: MatchRule, by: Person): Promise<number> {
    if ((r.sum === null) === (r.percent === null)) throw new Refused('a-match-is-a-sum-or-a-share', { field: 'sum' });
    if (r.to < r.from) throw new Refused('a-match-rule-ends-after-it-begins', { field: 'to' });
    const [row] = await this.db.query<[{ id: number }]>(
      `INSERT INTO match_rule (foundation, name, pool, threshold, sum, percent, cap, budget, from_day, to_day, source, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
      [foundation, r.name, r.pool, r.threshold, r.sum, r.percent, r.cap, r.budget, r.from, r.to, r.source, by.id, this.clock.now()]);
    return row.id;
  }

  /** @throws NotFoundException, Refused `nobody-confirms-the-match-rule-they-recorded`, `a-match-rule-is-confirmed-once` */
  async confirmRule(foundation: number, id: number, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>(
      `INSERT INTO match_rule_confirmation (rule, foundation, recorded_by, confirmed_by, confirmed_at) SELECT id, foundation, recorded_by, $3, $4 FROM match_rule WHERE id = $1 AND foundation = $2 RETURNING rule`, [id, foundation, by.id, this.clock.now()]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** Matches no more from now on; what was promised stays promised. @throws NotFoundException, Refused `a-match-rule-ends-once` */
  async endRule(foundation: number, id: number, why: string, by: Person): Promise<void> {
    const done = await this.db.query<unknown[]>('INSERT INTO match_rule_end (rule, by_person, at, why) SELECT id, $3, $4, $5 FROM match_rule WHERE id = $1 AND foundation = $2 RETURNING rule', [id, foundation, by.id, this.clock.now(), why]);
    if (done.length === 0) throw new NotFoundException();
  }

  /** Holds a purse, the rules of its foundation and the guard rows of their pools, always in this order: whoever moves two of them begins here. */
  async hold(tx: EntityManager, purse: FundRef): Promise<void> {
    const [{ pools }] = await tx.query<[{ pools: number[] }]>('SELECT purse_hold($1) AS pools', [purse.id]);
    await this.ledger.hold(tx, [...new Set([purse.id, ...pools])]);
  }

  /**
   * Reserves what a building is due by what it has raised, in the transaction of the sheet that raised it. What the pool cannot give is written
   * down as not matched: the households' money stands whatever the street has left. The caller has begun with `hold`.
   */
  async reserve(tx: EntityManager, purse: FundRef, { sheet, day, bookedOn, name }: { sheet: bigint; day: Day; bookedOn: Day; name: string }): Promise<void> {
    // by the days on which the households gave: what they gave in December counts under the rule of that year, whenever it is counted
    for (const rule of await this.rulesInForce(tx, purse, 'EXISTS (SELECT FROM standing_contribution c WHERE c.sheet = $2 AND c.day BETWEEN r.from_day AND r.to_day)', sheet))
      await this.reserveBy(tx, purse, rule, { sheet, day, bookedOn, name, short: true });
  }

  /** A pool that could not give has money again: what is still missing is reserved, with the newest sheet. @throws Refused `the-pool-has-nothing-to-match-with`, or what the books say: the house is short, the pool is frozen */
  async tryAgain(purse: Pick<Purse, 'fund' | 'name'>): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, purse.fund);
      const day = this.clock.today();
      const bookedOn = await this.ledger.bookingDay(tx, purse.fund.foundation, day);
      let reserved = 0n;
      let said: Refused | null = null;
      for (const rule of await this.rulesInForce(tx, purse.fund, 'EXISTS (SELECT FROM waiting_match w WHERE w.rule = r.id AND w.purse = $2)', purse.fund.id)) {
        const [{ sheet }] = await tx.query<[{ sheet: bigint }]>('SELECT max(c.sheet) AS sheet FROM standing_contribution c JOIN match_rule r ON r.id = $2 WHERE c.purse = $1 AND c.day BETWEEN r.from_day AND r.to_day', [purse.fund.id, rule.id]);
        const made = await this.reserveBy(tx, purse.fund, rule, { sheet, day, bookedOn, name: purse.name, short: false });
        if (made instanceof Refused) said = made;
        else reserved += made;
      }
      if (reserved === 0n) throw said ?? new Refused('the-pool-has-nothing-to-match-with');
    });
  }

  private rulesInForce(tx: EntityManager, purse: FundRef, which: string, value: bigint | number): Promise<InForce[]> {
    return tx.query(
      `SELECT r.id, r.pool, f.class AS "poolClass", r.name, r.threshold, r.sum, r.percent, r.cap, r.budget FROM match_rule r JOIN fund f ON f.id = r.pool JOIN match_rule_confirmation k ON k.rule = r.id
       WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM match_rule_end e WHERE e.rule = r.id) AND ${which} ORDER BY r.id`, [purse.foundation, value]);
  }

  /** @returns what was reserved, or what the books said to it; nothing is written down of what is missing unless it is to be told, `short` */
  private async reserveBy(tx: EntityManager, purse: FundRef, rule: InForce, { sheet, day, bookedOn, name, short }: { sheet: bigint; day: Day; bookedOn: Day; name: string; short: boolean }): Promise<Fen | Refused> {
    const [{ raised, held, used, times }] = await tx.query<[{ raised: Fen; held: Fen; used: Fen; times: number }]>(
      `SELECT (SELECT coalesce(sum(c.sum), 0)::bigint FROM standing_contribution c JOIN match_rule r ON r.id = $1 WHERE c.purse = $2 AND c.day BETWEEN r.from_day AND r.to_day) AS raised, match_held($1, $2) AS held, match_held($1, NULL) AS used,
         (SELECT count(*)::int FROM purse_match m WHERE m.rule = $1 AND m.sheet = $3) AS times`, [rule.id, purse.id, sheet]);
    const wanted = matchDue(rule, raised) - held;
    if (wanted <= 0n) return 0n;
    const pool: FundRef = { id: rule.pool, foundation: purse.foundation, class: rule.poolClass };
    const [{ free }] = await tx.query<[{ free: Fen }]>('SELECT free FROM fund_balance WHERE fund = $1', [pool.id]);
    const sum = least(wanted, rule.budget - used, free);
    const source = `purse-match:${rule.id}:${sheet}${times > 0 ? `:${times + 1}` : ''}`;
    // what others forbid the pool, a freeze or a shortfall, must not turn the households' money away
    const made = sum > 0n ? await this.ifAllowed(tx, (inner) => this.ledger.enter(inner, promise({ day: bookedOn, factDay: day, source, party: name, note: rule.name, fund: pool, sum }))) : null;
    const reserved = typeof made === 'bigint' ? sum : 0n;
    if (reserved > 0n || short)
      await tx.query('INSERT INTO purse_match (foundation, rule, purse, sheet, wanted, reserved, promise, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [purse.foundation, rule.id, purse.id, sheet, wanted, reserved, reserved > 0n ? made : null, this.clock.now()]);
    return made instanceof Refused ? made : reserved;
  }

  /** A sheet was taken back: what a building is due no more goes back to its pool, the newest promise first. What is paid already stands, and is asked back by two. */
  async releaseUndue(tx: EntityManager, purse: FundRef, day: Day): Promise<void> {
    const rules = await tx.query<{ id: number; over: Fen }[]>(
      `SELECT r.id, match_held(r.id, $1) - match_due(r.id, $1) AS over FROM match_rule r WHERE EXISTS (SELECT FROM purse_match m WHERE m.rule = r.id AND m.purse = $1) ORDER BY r.id`, [purse.id]);
    for (const { id, over } of rules) {
      let left = over;
      const open = await tx.query<{ id: bigint; promise: bigint; open: Fen; pool: number; class: FundRef['class'] }[]>(
        `SELECT m.id, m.promise, purse_match_open(m.id) AS open, r.pool, f.class FROM purse_match m JOIN match_rule r ON r.id = m.rule JOIN fund f ON f.id = r.pool WHERE m.rule = $1 AND m.purse = $2 AND purse_match_open(m.id) > 0 ORDER BY m.id DESC`, [id, purse.id]);
      for (const match of open) {
        const sum = least(left, match.open);
        if (sum <= 0n) break;
        const [{ n }] = await tx.query<[{ n: number }]>('SELECT count(*)::int AS n FROM purse_match_release WHERE match = $1', [match.id]);
        const entry = await this.ledger.enter(tx, release({ day, source: `purse-match-release:${match.id}:${n + 1}`, fund: { id: match.pool, foundation: purse.foundation, class: match.class }, sum, promise: match.promise }));
        await tx.query('INSERT INTO purse_match_release (match, sum, entry, at) VALUES ($1, $2, $3, $4)', [match.id, sum, entry, this.clock.now()]);
        left -= sum;
      }
    }
  }

  /** Asks that what is reserved be paid into the purse. @throws NotFoundException, Refused `nothing-is-left-to-match`, `a-match-is-asked-for-already` */
  async ask(purse: Purse, match: bigint, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, purse.fund);
      const { open } = await this.found(tx, purse, match);
      if (open <= 0n) throw new Refused('nothing-is-left-to-match');
      const [asked] = await tx.query<unknown[]>('SELECT 1 FROM purse_match_asking a WHERE a.match = $1 AND NOT EXISTS (SELECT FROM purse_match_payment p WHERE p.asking = a.id) AND a.sum = $2', [match, open]);
      if (asked) throw new Refused('a-match-is-asked-for-already');
      await tx.query('INSERT INTO purse_match_asking (match, sum, asked_by, asked_at) VALUES ($1, $2, $3, $4)', [match, open, by.id, this.clock.now()]);
    });
  }

  /** A second person pays it: cost of the pool, from then on money of the households. @throws NotFoundException, Refused `whoever-asks-for-a-match-does-not-pay-it`, `a-match-changed-since-it-was-asked`, `a-match-is-paid-once-an-asking` */
  async pay(purse: Purse, asking: bigint, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, purse.fund);
      const [asked] = await tx.query<{ match: bigint; sum: Fen; asked_by: number; paid: boolean }[]>(
        'SELECT a.match, a.sum, a.asked_by, EXISTS (SELECT FROM purse_match_payment p WHERE p.asking = a.id) AS paid FROM purse_match_asking a JOIN purse_match m ON m.id = a.match WHERE a.id = $1 AND m.purse = $2', [asking, purse.fund.id]);
      if (!asked) throw new NotFoundException();
      if (asked.paid) throw new Refused('a-match-is-paid-once-an-asking');
      if (asked.asked_by === by.id) throw new Refused('whoever-asks-for-a-match-does-not-pay-it', {}, 'E3');
      const match = await this.found(tx, purse, asked.match);
      if (match.open !== asked.sum) throw new Refused('a-match-changed-since-it-was-asked');
      const entry = await this.ledger.enter(tx, matchPaid({
        day: await this.ledger.bookingDay(tx, purse.fund.foundation, this.clock.today()), source: `purse-match-payment:${asking}`, party: purse.name, note: match.rule, fund: match.pool, sum: asked.sum, purse: purse.fund, promise: match.promise,
      }));
      await this.vouchers.made(tx, purse.fund.foundation, asked.asked_by, [entry]);
      await tx.query('INSERT INTO purse_match_payment (asking, match, asked_by, paid_by, paid_at, entry) VALUES ($1, $2, $3, $4, $5, $6)', [asking, asked.match, asked.asked_by, by.id, this.clock.now(), entry]);
    });
  }

  /**
   * A match that was paid and is due no more goes back by its mirror; what is due of it is promised again, the rest is the pool's.
   * @throws NotFoundException, Refused `what-is-due-to-a-building-is-not-taken-back`, `whoever-paid-a-match-does-not-take-it-back`, `a-fund-pays-with-its-own-money` when the purse has spent it
   */
  async takeBack(purse: Purse, asking: bigint, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, purse.fund);
      const [paid] = await tx.query<{ entry: bigint; over: Fen; paid_by: number }[]>(
        `SELECT p.entry, p.paid_by, match_held(m.rule, m.purse) - match_due(m.rule, m.purse) AS over FROM purse_match_payment p JOIN purse_match m ON m.id = p.match WHERE p.asking = $1 AND m.purse = $2 AND NOT EXISTS (SELECT FROM purse_match_return r WHERE r.asking = p.asking)`, [asking, purse.fund.id]);
      if (!paid) throw new NotFoundException();
      if (paid.over <= 0n) throw new Refused('what-is-due-to-a-building-is-not-taken-back');
      if (paid.paid_by === by.id) throw new Refused('whoever-paid-a-match-does-not-take-it-back', {}, 'E3');
      const day = await this.ledger.bookingDay(tx, purse.fund.foundation, this.clock.today());
      const entry = await this.ledger.reverse(tx, { foundation: purse.fund.foundation, entry: paid.entry, day, reason: why });
      await this.vouchers.made(tx, purse.fund.foundation, by.id, [entry]);
      await tx.query('INSERT INTO purse_match_return (asking, by_person, at, why, entry) VALUES ($1, $2, $3, $4, $5)', [asking, by.id, this.clock.now(), why, entry]);
      await this.releaseUndue(tx, purse.fund, day);
    });
  }

  private async found(tx: EntityManager, purse: Purse, match: bigint): Promise<{ open: Fen; promise: bigint; pool: FundRef; rule: string }> {
    const [row] = await tx.query<{ promise: bigint | null; pool: number; class: FundRef['class']; rule: string }[]>(
      'SELECT m.promise, r.pool, f.class, r.name AS rule FROM purse_match m JOIN match_rule r ON r.id = m.rule JOIN fund f ON f.id = r.pool WHERE m.id = $1 AND m.purse = $2', [match, purse.fund.id]);
    if (!row) throw new NotFoundException();
    const [{ open }] = await tx.query<[{ open: Fen }]>('SELECT purse_match_open($1) AS open', [match]);
    return { open, promise: row.promise ?? 0n, pool: { id: row.pool, foundation: purse.fund.foundation, class: row.class }, rule: row.rule };
  }

  /** When the books say no, what was written before stands. */
  private async ifAllowed(tx: EntityManager, act: (inner: EntityManager) => Promise<bigint>): Promise<bigint | Refused> {
    try {
      return await tx.transaction(act);
    } catch (error) {
      const refused = error instanceof Refused ? error : refusedFrom(error);
      if (refused) return refused;
      throw error;
    }
  }
}

const least = (...sums: readonly Fen[]): Fen => sums.reduce((a, b) => (a < b ? a : b));
