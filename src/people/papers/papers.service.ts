import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import type { Lang } from '../../platform/words';
import { MOST_PAPERS, type PaperType } from '../../rules/paper';
import { Refused } from '../../rules/refused';
import type { DeskPage } from '../desk-pages';

type Asks = Pick<EntityManager, 'query'>;

/** What papers belong to: one column of `paper` each. */
const COLUMNS = ['gift', 'banking', 'proposal', 'entry', 'line', 'resolution', 'founding', 'agreement', 'valuation', 'filing', 'purpose_change', 'profit_version', 'profit_report', 'programme_settlement', 'minutes'] as const;
export type PaperColumn = (typeof COLUMNS)[number];

/** One of these things, as the page of its papers needs it. */
export interface Thing {
  /** What its column holds. */
  readonly id: bigint;
  /** Its number, as people say it. */
  readonly no: string;
  /** Its own page, without language and foundation. */
  readonly path: string;
}

/** A folder to the right says so what it keeps papers of. */
export interface PaperKind {
  /** Of the address: `/desk/papers/of/<name>/<id>`. Its words stand under `papers.of.<name>`. */
  readonly name: string;
  readonly column: PaperColumn;
  /** The page of the desk beneath which it is found. */
  readonly desk: DeskPage;
  /** Who reads its page, reads its papers: its route says the same by `@Allow`. */
  readonly roles: readonly string[];
  /** By what stands in the address; null for what is not there, or another foundation's. */
  find(db: Asks, foundation: number, id: string): Promise<Thing | null>;
  /** What stands in the address of a thing, by what its column holds. */
  keyOf?(db: Asks, id: bigint): Promise<string>;
}

export interface Paper {
  readonly id: string;
  readonly thing: string;
  readonly nth: number;
  readonly name: string;
  readonly type: PaperType;
  readonly size: number;
  readonly by: string;
  readonly at: Date;
  readonly withdrawn: { readonly by: string; readonly at: Date; readonly why: string } | null;
  /** The same file is with so many other things. */
  readonly also: number;
}

export interface Content { readonly name: string; readonly type: PaperType; readonly content: Buffer; readonly kind: PaperKind }

/** Papers 单据: files that show what a record says. Added with it or later, withdrawn with a reason, never taken away. */
@Injectable()
export class Papers {
  private readonly kinds = new Map<string, PaperKind>();

  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** To be called once, when the module starts. */
  add(...kinds: readonly PaperKind[]): void {
    for (const kind of kinds) this.kinds.set(kind.name, kind);
  }

  /** A kind whose pages this person may read; what one may not see is not there. @throws NotFoundException */
  kind(name: string, person: Person): PaperKind {
    const kind = this.kinds.get(name);
    if (!kind || !mayRead(kind, person)) throw new NotFoundException();
    return kind;
  }

  /**
   * Attaches what somebody holds to a thing of theirs, in the caller's transaction: each file once, whoever presses twice. A file that is there already adds nothing.
   * @returns how many were added
   * @throws Refused `a-thing-has-ten-papers-at-most`
   */
  async attach(tx: EntityManager, to: { readonly column: PaperColumn; readonly id: bigint | number; readonly foundation: number }, keys: readonly string[], by: Pick<Person, 'id'>): Promise<number> {
    if (keys.length === 0) return 0;
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`papers of ${to.column} ${to.id}`]); // two who add at once are numbered one after the other
    const [there] = await tx.query<[{ last: number }]>(`SELECT coalesce(max(nth), 0)::int AS last FROM paper WHERE ${to.column} = $1`, [to.id]);
    const fresh = await tx.query<{ key: string }[]>(
      `SELECT h.key FROM (SELECT DISTINCT ON (sha256(content)) key, sha256(content) AS hash, held_at FROM held_file WHERE key = ANY ($2) AND person = $3 AND foundation = $4 ORDER BY sha256(content), held_at) h
       WHERE NOT EXISTS (SELECT FROM paper p WHERE p.${to.column} = $1 AND p.hash = h.hash AND NOT EXISTS (SELECT FROM paper_withdrawal w WHERE w.paper = p.id)) ORDER BY h.held_at, h.key`,
      [to.id, keys, by.id, to.foundation]);
    if (there.last + fresh.length > MOST_PAPERS) throw new Refused('a-thing-has-ten-papers-at-most', { field: 'file' });
    const added = await tx.query<unknown[]>(
      `WITH taken AS (DELETE FROM held_file WHERE key = ANY ($1) AND person = $2 AND foundation = $3 RETURNING *)
       INSERT INTO paper (foundation, ${to.column}, nth, name, media_type, hash, content, added_by, added_at)
       SELECT foundation, $4, $5::int + row_number() OVER (ORDER BY held_at, key), name, media_type, sha256(content), content, person, $6 FROM taken WHERE key = ANY ($7) RETURNING id`,
      [keys, by.id, to.foundation, to.id, there.last, this.clock.now(), fresh.map(({ key }) => key)]);
    return added.length;
  }

  /** It is the wrong one: it stays, with the reason. @throws NotFoundException, Refused `a-paper-is-withdrawn-once`, `a-proof-is-replaced-before-it-is-withdrawn` */
  async withdraw({ foundation, id }: { foundation: number; id: string }, why: string, by: Person): Promise<{ kind: PaperKind; key: string }> {
    return this.db.transaction(async (tx) => {
      const found = await this.whose(tx, foundation, id, by);
      await tx.query('INSERT INTO paper_withdrawal (paper, by_person, at, reason) VALUES ($1, $2, $3, $4)', [id, by.id, this.clock.now(), why]);
      return found;
    });
  }

  /** Which thing a paper is of. @throws NotFoundException also for what this person may not read */
  async whose(db: Asks, foundation: number, id: string, person: Person): Promise<{ kind: PaperKind; key: string }> {
    const [row] = await db.query<Record<PaperColumn, bigint | number | null>[]>(`SELECT ${COLUMNS.join(', ')} FROM paper WHERE id = $1 AND foundation = $2`, [id, foundation]);
    const kind = row && [...this.kinds.values()].find(({ column }) => row[column] !== null);
    if (!row || !kind || !mayRead(kind, person)) throw new NotFoundException();
    const of = BigInt(row[kind.column]!);
    return { kind, key: kind.keyOf ? await kind.keyOf(db, of) : String(of) };
  }

  /** The file itself. @throws NotFoundException */
  async content(foundation: number, id: string, person: Person): Promise<Content> {
    const { kind } = await this.whose(this.db, foundation, id, person);
    const [row] = await this.db.query<[{ name: string; type: PaperType; content: Buffer }]>('SELECT name, media_type AS type, content FROM paper WHERE id = $1', [id]);
    return { ...row, kind };
  }

  /** Papers of things of one kind, in their order, with those that were withdrawn. */
  of(foundation: number, column: PaperColumn, things: readonly (bigint | number | string)[], lang: Lang): Promise<Paper[]> {
    return this.list(foundation, { of: `p.${column}`, where: `p.${column} = ANY ($2)`, value: things.map(String) }, lang);
  }

  /** Papers of a voucher: of what it rests on, and its own. */
  ofVoucher(foundation: number, entry: bigint, lang: Lang): Promise<Paper[]> {
    return this.list(foundation, { of: '0', where: 'p.id IN (SELECT paper FROM voucher_paper WHERE entry = $2)', value: entry }, lang);
  }

  private async list(foundation: number, { of, where, value }: { of: string; where: string; value: unknown }, lang: Lang): Promise<Paper[]> {
    const name = lang === 'zh' ? 'name' : 'english_name';
    const rows = await this.db.query<(Omit<Paper, 'withdrawn'> & { withdrawnBy: string | null; withdrawnAt: Date; why: string })[]>(
      `SELECT p.id::text, ${of}::text AS thing, p.nth, p.name, p.media_type AS type, p.size, a.${name} AS by, p.added_at AS at, b.${name} AS "withdrawnBy", w.at AS "withdrawnAt", w.reason AS why,
         (SELECT count(*)::int FROM paper o WHERE o.foundation = p.foundation AND o.hash = p.hash AND (${columnsOf('o')}) IS DISTINCT FROM (${columnsOf('p')})
           AND NOT EXISTS (SELECT FROM paper_withdrawal x WHERE x.paper = o.id)) AS also
       FROM paper p JOIN person a ON a.id = p.added_by LEFT JOIN paper_withdrawal w ON w.paper = p.id LEFT JOIN person b ON b.id = w.by_person WHERE p.foundation = $1 AND ${where} ORDER BY p.id`, [foundation, value]);
    return rows.map(({ withdrawnBy, withdrawnAt, why, ...row }) => ({ ...row, withdrawn: withdrawnBy === null ? null : { by: withdrawnBy, at: withdrawnAt, why } }));
  }
}

const columnsOf = (paper: string): string => COLUMNS.map((column) => `${paper}.${column}`).join(', ');
const mayRead = ({ roles }: PaperKind, person: Person): boolean => person.readsAll === true || roles.some((role) => person.roles.includes(role));
