import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Day, Month } from '../rules/day';
import { Refused } from '../rules/refused';
import type { Standard } from './chart';
import type { Draft, Line } from './draft';
import { reversal } from './entries';
import type { FundClass, Kind } from './kinds';
import { openDayFrom, sealedUntil } from './open-days';
import { effectOf, judge, sameContent, type Guard, type Judgement, type Sums, type Told } from './verdicts';

/** What became of a draft. A refusal is an answer, not an exception: the others of the lot go on. */
export type Verdict = { readonly entry: bigint; readonly again: boolean } | { readonly refused: Refused };

/** What an entry would do to a fund. */
export interface Effect {
  readonly fund: number;
  readonly name: string;
  readonly before: Guard;
  readonly effect: Readonly<Sums>;
}

@Injectable()
export class Ledger {
  /**
   * Posts drafts into the books, one or five hundred at the same two round trips, and answers each in the order given.
   * A source that is already posted with the same content answers the first entry (`again`).
   * Must run inside a transaction; locks the guard rows of all funds named until it ends.
   * @throws QueryFailedError when a draft breaks a law that `judge` does not know: a mistake of the program
   */
  async post(tx: EntityManager, drafts: readonly Draft[]): Promise<Verdict[]> {
    if (drafts.length === 0) return [];
    const judged = judge(drafts, await this.open(tx, drafts));
    const toPost = judged.flatMap((j) => (j.is === 'to post' ? [j.draft] : []));
    const posted = toPost.length > 0 ? await this.write(tx, toPost) : [];
    const repeated = await this.repeated(tx, judged);
    const verdicts: Verdict[] = [];
    let next = 0;
    for (const j of judged) {
      if (j.is === 'to post') verdicts.push({ entry: posted[next++]!, again: false });
      else if (j.is === 'refused') verdicts.push({ refused: j.refused });
      else if (j.is === 'known') verdicts.push(repeated.get(j.entry)!(j.draft));
      else verdicts.push({ refused: new Refused('one-entry-a-source') }); // replaced below, when the first of the pair has its verdict
    }
    judged.forEach((j, index) => {
      if (j.is !== 'same as') return;
      const first = verdicts[j.index]!;
      verdicts[index] = 'entry' in first ? { ...first, again: true } : first;
    });
    return verdicts;
  }

  /**
   * Locks the guard rows of funds, in their order: for who posts lot after lot in one transaction and would else lock them in
   * an order of its own.
   */
  async hold(tx: EntityManager, funds: readonly number[]): Promise<void> {
    await tx.query(`SELECT ledger_open($1, '{}', '{}', '{}')`, [funds]);
  }

  /** Posts one draft. @throws Refused when the books say no */
  async enter(tx: EntityManager, draft: Draft): Promise<bigint> {
    const [verdict] = await this.post(tx, [draft]);
    if ('refused' in verdict!) throw verdict.refused;
    return verdict!.entry;
  }

  /**
   * Corrects an entry by its mirror, with the reason. The mirror passes the guards like anything that is chosen, and uses the
   * accounts of its own day that play the same roles: a cost of 2025 in 5201 is taken back in 2026 from 5301.
   * @throws EntityNotFound-like Refused `nothing-to-reverse` when there is no such entry in the foundation
   */
  async reverse(tx: EntityManager, asked: { foundation: number; entry: bigint; day: Day; reason: string }): Promise<bigint> {
    return this.enter(tx, await this.mirror(tx, asked));
  }

  /** The mirror of an entry, not posted. @throws Refused `nothing-to-reverse`; `what-is-matched-is-not-reversed`, with the way to the match */
  async mirror(tx: EntityManager, asked: { foundation: number; entry: bigint; day: Day; reason: string }): Promise<Draft> {
    const lines = await tx.query<(RawLine & { kind: Kind; day: Day })[]>(
      `SELECT e.kind, e.day::text, p.fund, p.standard, p.account, p.debit, p.place, p.promise FROM posting p JOIN journal_entry e ON e.id = p.entry
       WHERE p.entry = $1 AND e.foundation = $2 ORDER BY p.line`, [asked.entry, asked.foundation]);
    const [first] = lines;
    if (!first) throw new Refused('nothing-to-reverse');
    const [matched] = await tx.query<{ match: bigint; place: string }[]>('SELECT match, place FROM match_to_undo($1)', [asked.entry]);
    if (matched) throw new Refused('what-is-matched-is-not-reversed', { path: `/desk/bank/${matched.place}/matches/${matched.match}` });
    return reversal({ foundation: asked.foundation, reverses: asked.entry, mirrors: first, reason: asked.reason, day: asked.day, source: `reversal:${asked.entry}`, lines });
  }

  /**
   * What posting a draft would do to each of its funds; nothing is written. A shortfall does not hinder it: that is what the guard-rails hold it for when it is approved.
   * @throws Refused when the books would say no
   */
  async preview(tx: EntityManager, draft: Draft): Promise<Effect[]> {
    const told = { ...(await this.open(tx, [draft])), short: new Map() };
    const [judged] = judge([draft], told);
    if (judged!.is === 'refused') throw judged!.refused;
    return [...effectOf(draft)].map(([fund, effect]) => ({ fund, name: told.funds.get(fund)!.name, before: told.funds.get(fund)!, effect }));
  }

  /**
   * The day under which somebody books by hand what happened on a day: that day, or the first day of the first open month after
   * it (books § 4). Kinds that tell of the outside world move by themselves when they are posted.
   */
  async bookingDay(db: Pick<EntityManager, 'query'>, foundation: number, day: Day): Promise<Day> {
    return openDayFrom(day, await sealedUntil(db, foundation));
  }

  /** Opens a fund that the foundation has of its own, with its guard row, and answers its id. All others are opened by what they rest on: an agreement, residents. */
  async openFund(tx: EntityManager, f: { foundation: number; code: string; class: 'original' | 'general' | 'designated'; name: string; englishName: string; openedOn: Day }): Promise<number> {
    const [row] = await tx.query<{ id: number }[]>('SELECT ledger_open_own_fund($1, $2, $3, $4, $5, $6) AS id', [f.foundation, f.code, f.class, f.name, f.englishName, f.openedOn]);
    return row!.id;
  }

  /** Opens a place where money lies and answers its id. */
  async openPlace(tx: EntityManager, p: { foundation: number; account: '1001' | '1002' | '1009' | '1201'; code: string; name: string; englishName: string }): Promise<number> {
    const [row] = await tx.query<{ id: number }[]>(
      'INSERT INTO place (foundation, account, code, name, english_name) VALUES ($1, $2, $3, $4, $5) RETURNING id', [p.foundation, p.account, p.code, p.name, p.englishName]);
    return row!.id;
  }

  private async open(tx: EntityManager, drafts: readonly Draft[]): Promise<Told> {
    const unique = <T>(all: T[]): T[] => [...new Set(all)];
    const lines = drafts.flatMap((d) => d.lines);
    const [row] = await tx.query<{ told: RawTold }[]>('SELECT ledger_open($1, $2, $3, $4) AS told', [
      unique(lines.map((l) => l.fund)),
      drafts.map((d) => d.source),
      drafts.map((d) => d.foundation),
      unique(lines.flatMap((l) => (l.promise === null ? [] : [l.promise]))),
    ]);
    const told = row!.told;
    return {
      funds: new Map(told.funds.map(([id, foundation, klass, name, ...sums]) => {
        const [money, owed, promised, worth, floor] = sums.map(BigInt) as [bigint, bigint, bigint, bigint, bigint];
        return [id, { foundation, class: klass, name, money, owed, promised, worth, floor }];
      })),
      known: new Map(told.known.map(([foundation, source, id]) => [`${foundation}/${source}`, BigInt(id)])),
      sealedUntil: new Map([...told.sealed].sort(([, a], [, b]) => (a < b ? -1 : 1))),
      promises: new Map(told.promises.map(([id, fund, amount]) => [BigInt(id), { fund, amount: BigInt(amount) }])),
      short: new Map(told.short.map(([foundation, name, missing]) => [foundation, { name, missing: BigInt(missing) }])),
      released: new Set(told.released.map(([foundation, source]) => `${foundation}/${source}`)),
    };
  }

  private async write(tx: EntityManager, drafts: readonly Draft[]): Promise<bigint[]> {
    const lines = drafts.flatMap((d, index) => d.lines.map((line) => ({ ...line, draft: index + 1 })));
    const [row] = await tx.query<{ ids: (string | bigint)[] }[]>('SELECT ledger_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) AS ids', [
      drafts.map((d) => d.foundation), drafts.map((d) => d.kind), drafts.map((d) => d.day), drafts.map((d) => d.factDay), drafts.map((d) => d.source),
      drafts.map((d) => d.fact), drafts.map((d) => d.reverses), drafts.map((d) => d.party), drafts.map((d) => d.note),
      lines.map((l) => l.draft), lines.map((l) => l.fund), lines.map((l) => l.account), lines.map((l) => l.debit), lines.map((l) => l.place), lines.map((l) => l.promise),
      lines.map((l) => l.standard ?? null),
    ]);
    return row!.ids.map(BigInt);
  }

  /** For sources already in the books: a function that compares a draft with what stands there. */
  private async repeated(tx: EntityManager, judged: readonly Judgement[]): Promise<Map<bigint, (draft: Draft) => Verdict>> {
    const known = judged.flatMap((j) => (j.is === 'known' ? [j.entry] : []));
    if (known.length === 0) return new Map();
    const rows = await tx.query<(RawLine & { entry: bigint; kind: Kind; day: Day; fact_day: Day; source: string })[]>(
      `SELECT e.id AS entry, e.kind, e.day::text, e.fact_day::text, e.source, p.fund, p.standard, p.account, p.debit, p.place, p.promise
       FROM journal_entry e JOIN posting p ON p.entry = e.id WHERE e.id = ANY ($1) ORDER BY e.id, p.line`, [known]);
    const entries = new Map<bigint, { kind: Kind; day: Day; factDay: Day; lines: Line[] }>();
    for (const r of rows) {
      const entry = entries.get(r.entry) ?? { kind: r.kind, day: r.day, factDay: r.fact_day, lines: [] };
      entry.lines.push(r);
      entries.set(r.entry, entry);
    }
    return new Map([...entries].map(([id, stands]) => [
      id,
      (draft) => (sameContent(stands, draft) ? { entry: id, again: true } : { refused: new Refused('one-entry-a-source', { source: draft.source }) }),
    ]));
  }
}

type RawLine = Line & { readonly standard: Standard };

interface RawTold {
  readonly funds: readonly [number, number, FundClass, string, string, string, string, string, string][];
  readonly known: readonly [number, string, string][];
  readonly sealed: readonly [number, Month][];
  readonly promises: readonly [string, number, string][];
  readonly short: readonly [number, string, string][];
  readonly released: readonly [number, string][];
}
