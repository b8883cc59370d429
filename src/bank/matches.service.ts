import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import { oneByOne } from '../platform/one-by-one';
import { IS_NUMBERED_BY_US, type Reason } from '../rules/bank-match';
import { Refused } from '../rules/refused';
import { ExpectedMoney, type StatementLine } from './expected-money';
import type { Place } from './places';

/** A posting by its entry and its line there. */
export interface PostingRef {
  readonly entry: bigint;
  readonly posting: number;
}

export interface Joined {
  readonly lines: readonly bigint[];
  readonly postings: readonly PostingRef[];
}

/** Why two things are the same money: what was proposed, what a person picked, or what the match itself has booked. */
export type Why = readonly (Reason | 'picked' | 'booked' | 'reversed' | 'carried')[];

/** So many are matched by one statement; no page waits longer for one. */
const AT_ONCE = 500;

/** Lines of a statement and postings of the same place that are the same money. The database's own `bank_match` and `bank_unmatch` are the only writers. */
@Injectable()
export class Matches {
  constructor(private readonly db: DataSource, private readonly expected: ExpectedMoney, private readonly clock: Clock) {}

  /**
   * Says that lines and postings are the same money, usually one of each.
   * @throws Refused `a-line-belongs-to-one-match`, `a-posting-belongs-to-one-match`, `a-match-joins-equal-sums`, `who-recorded-it-does-not-match-it`
   */
  async match(place: Place, joined: Joined, why: Why, by: Person): Promise<bigint> {
    return this.db.transaction((tx) => this.join(tx, place, joined, why, by));
  }

  /** The same within a transaction of the caller's. */
  async join(tx: EntityManager, { id, foundation }: Place, { lines, postings }: Joined, why: Why, by: Person): Promise<bigint> {
    const [row] = await tx.query<{ match: bigint }[]>('SELECT bank_match($1, $2, $3, $4, $5, $6, $7, $8) AS match',
      [foundation, id, lines, postings.map(({ entry }) => entry), postings.map(({ posting }) => posting), why.join(' '), by.id, this.clock.now()]);
    return row!.match;
  }

  /** Books what another folder expects at this place and matches it, in one transaction: neither is done without the other. */
  async take(place: Place, line: bigint, { source, key, why }: { source: string; key: string; why: Why }, by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      const shown = await this.openLine(tx, place, line);
      const booked = await oneByOne([await this.expected.of(source).book(tx, key, shown, by)].flat(), (entry) => postingsAt(tx, place, entry));
      return this.join(tx, place, { lines: [line], postings: booked.flat() }, why, by);
    });
  }

  /**
   * Lines that are several things: what is booked, and what is expected, each booked with the sum it was expected with. One thing alone is booked as it came.
   * @throws Refused `expected-money-is-gone`, `a-match-joins-equal-sums`
   */
  async joinParts(place: Place, { lines, postings, expected }: Joined & { expected: readonly { source: string; key: string }[] }, by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      const shown = await oneByOne(lines, (line) => this.openLine(tx, place, line));
      const first = shown[0]!;
      const whole = shown.reduce((sum, line) => sum + line.sum, 0n);
      const entries: bigint[] = [];
      for (const [at, { source, key }] of expected.entries()) {
        const expects = this.expected.sources().find(({ name }) => name === source);
        const one = (await expects?.expected(tx, { foundation: place.foundation, place: place.id }))?.find((awaited) => awaited.key === key);
        if (!expects || !one) throw new Refused('expected-money-is-gone');
        const part = expected.length === 1 && postings.length === 0 ? { ...first, sum: whole } : { ...first, sum: one.sum, source: `${first.source}/${at + 1}` };
        entries.push(...[await expects.book(tx, key, part, by)].flat());
      }
      const booked = await oneByOne(entries, (entry) => postingsAt(tx, place, entry));
      return this.join(tx, place, { lines, postings: [...postings, ...booked.flat()] }, ['picked'], by);
    });
  }

  /** @throws Refused `a-match-of-a-sealed-month-stands`, `a-match-is-undone-once`, `a-contribution-keeps-its-bank-line` */
  async undo({ foundation }: Pick<Place, 'foundation'>, match: bigint, why: string, by: Person): Promise<void> {
    await this.db.query('SELECT bank_unmatch($1, $2, $3, $4, $5)', [foundation, match, why, by.id, this.clock.now()]);
  }

  /**
   * Matches in bulk what leaves no choice: lines and postings of equal sum that carry the same number of a payment, fee, refund or transfer; and an
   * entry with its reversal, which no statement shows. What somebody has recorded themselves is left for another.
   * @returns how many matches
   */
  async settle(tx: EntityManager, place: Place, by: Person): Promise<number> {
    const unseen = (await this.settleAll(tx, place, by, 'reversed', REVERSALS)) + (await this.settleAll(tx, place, by, 'carried', CARRIED));
    return unseen + (await this.settleAll(tx, place, by, 'sum reference', NAMED_ALIKE));
  }

  /** @throws NotFoundException; Refused `a-line-belongs-to-one-match` */
  async openLine(tx: EntityManager, place: Place, id: bigint): Promise<StatementLine> {
    const [line] = await tx.query<(StatementLine & { match: bigint | null })[]>(
      `SELECT l.id, l.foundation, l.place, l.day, l.sum, l.party, l.party_account AS "partyAccount", l.reference, l.memo, l.ours, m.match, 'bank-line:' || l.id || CASE WHEN x.reversed > 0 THEN ':' || x.reversed + 1 ELSE '' END AS source
       FROM bank_line l LEFT JOIN matched_line m ON m.line = l.id
         CROSS JOIN LATERAL (SELECT count(*) AS reversed FROM journal_entry e JOIN journal_entry r ON r.reverses = e.id WHERE e.foundation = l.foundation AND bank_line_of(e.source) = l.id) x
       WHERE l.id = $1 AND l.place = $2`, [id, place.id]);
    if (!line) throw new NotFoundException();
    const { match, ...shown } = line;
    if (match !== null) throw new Refused('a-line-belongs-to-one-match');
    return shown;
  }

  private async settleAll(tx: EntityManager, { id, foundation }: Place, by: Person, why: string, pairs: string): Promise<number> {
    for (let settled = 0; ;) {
      const done = await tx.query<unknown[]>(
        `WITH pair AS MATERIALIZED (${pairs} LIMIT ${AT_ONCE}) SELECT bank_match($1, $2, lines, entries, postings, $3, $4, $5) FROM pair`, [foundation, id, why, by.id, this.clock.now()]);
      settled += done.length;
      if (done.length < AT_ONCE) return settled;
    }
  }
}

/** Where an entry has moved money at a place. */
export async function postingsAt(tx: EntityManager, { id }: Pick<Place, 'id'>, entry: bigint): Promise<PostingRef[]> {
  return tx.query<PostingRef[]>('SELECT entry, line AS posting FROM posting WHERE entry = $1 AND place = $2 ORDER BY line', [entry, id]);
}

// $2 is the place, $4 who matches
const OPEN_POSTING = `
  SELECT p.entry, p.line AS posting, p.debit, e.source, e.reverses FROM posting p JOIN journal_entry e ON e.id = p.entry
  WHERE p.place = $2 AND NOT EXISTS (SELECT FROM matched_posting m WHERE m.entry = p.entry AND m.posting = p.line)
    AND NOT EXISTS (SELECT FROM voucher_maker v WHERE v.entry = p.entry AND v.maker = $4)`;

/** Both sides have no other: a number that stands twice says nothing. */
const NAMED_ALIKE = `
  SELECT ARRAY[alike.line] AS lines, ARRAY[alike.entry] AS entries, ARRAY[alike.posting] AS postings FROM (
    SELECT l.id AS line, p.entry, p.posting, count(*) OVER (PARTITION BY l.id) AS of_line, count(*) OVER (PARTITION BY p.entry, p.posting) AS of_posting
    FROM bank_line l JOIN (${OPEN_POSTING}) p ON p.debit = l.sum AND p.source !~ '${IS_NUMBERED_BY_US}' AND substring(p.source from ':(.*)$') IN (l.reference, regexp_replace(l.reference, ':fee$', ''), l.ours)
    WHERE l.place = $2 AND NOT EXISTS (SELECT FROM matched_line m WHERE m.line = l.id)) alike
  WHERE alike.of_line = 1 AND alike.of_posting = 1`;

const REVERSALS = `
  SELECT ARRAY[]::bigint[] AS lines, array_agg(p.entry ORDER BY p.entry, p.posting) AS entries, array_agg(p.posting ORDER BY p.entry, p.posting) AS postings
  FROM (${OPEN_POSTING}) p GROUP BY coalesce(p.reverses, p.entry) HAVING count(*) FILTER (WHERE p.reverses IS NOT NULL) > 0 AND count(*) FILTER (WHERE p.reverses IS NULL) > 0 AND sum(p.debit) = 0`;

/** An entry that takes from the place what it puts there, as the change of the chart does. */
const CARRIED = `
  SELECT ARRAY[]::bigint[] AS lines, array_agg(p.entry ORDER BY p.posting) AS entries, array_agg(p.posting ORDER BY p.posting) AS postings
  FROM (${OPEN_POSTING}) p JOIN journal_entry e ON e.id = p.entry WHERE e.kind = 'chart migration' GROUP BY p.entry HAVING sum(p.debit) = 0`;
