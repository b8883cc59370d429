import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import { isCitizenNumber, isCreditCode } from '../rules/identity';
import { interestIn, type Relation, type RelationKind, type Step } from '../rules/interest';
import { Refused } from '../rules/refused';

export const PARTY_KINDS = ['person', 'body'] as const;
export type PartyKind = (typeof PARTY_KINDS)[number];

/** A party as somebody names it. */
export interface Named { readonly kind: PartyKind; readonly name: string; readonly code: string | null }

export interface NewRelation {
  readonly a: Named;
  readonly kind: RelationKind;
  readonly b: Named;
  readonly from: Day;
  readonly to: Day | null;
  /** Where it is known from: a declaration, a register. */
  readonly source: string;
}

/** The same of two parties that are known by their numbers. */
interface Stands { readonly a: number; readonly kind: RelationKind; readonly b: number; readonly from: Day; readonly source: string }

/** Who stands how to whom, entered once with its source; and what follows from it for those who decide. */
@Injectable()
export class Relations {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `a-relation-is-entered-once`, `a-relation-is-between-two`, and those of parties, with the field */
  async enter(foundation: number, { a, kind, b, from, to, source }: NewRelation, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const one = await this.partyOf(tx, foundation, a, by, 'a');
      const other = await this.partyOf(tx, foundation, b, by, 'b');
      await this.insert(tx, foundation, { a: one, kind, b: other, from, to, source }, by);
    });
  }

  /** Two known parties stand so from a day on, as another record of ours has it; what is entered already is left as it stands. */
  async stand(tx: EntityManager, foundation: number, { a, kind, b, from, source }: Stands, by: Person): Promise<void> {
    const known = await tx.query<unknown[]>('SELECT 1 FROM relation_time WHERE foundation = $1 AND a = $2 AND kind = $3 AND b = $4 AND from_day <= $5 AND coalesce(to_day, $5) >= $5', [foundation, a, kind, b, from]);
    if (known.length === 0) await this.insert(tx, foundation, { a, kind, b, from, to: null, source }, by);
  }

  /** And no more after a day. */
  async standNoMore(tx: EntityManager, foundation: number, { a, kind, b, from, lastDay, source }: Stands & { readonly lastDay: Day }, by: Person): Promise<void> {
    await tx.query(
      `INSERT INTO relation_end (relation, foundation, last_day, source, ended_by, ended_at)
       SELECT r.id, r.foundation, $6, $7, $8, $9 FROM relation r WHERE r.foundation = $1 AND r.a = $2 AND r.kind = $3 AND r.b = $4 AND r.from_day = $5 AND NOT EXISTS (SELECT FROM relation_end e WHERE e.relation = r.id)`,
      [foundation, a, kind, b, from, lastDay, source, by.id, this.clock.now()]);
  }

  private async insert(tx: EntityManager, foundation: number, { a, kind, b, from, to, source }: Stands & { readonly to: Day | null }, by: Person): Promise<void> {
    await tx.query('INSERT INTO relation (foundation, a, kind, b, from_day, to_day, source, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [foundation, a, kind, b, from, to, source, by.id, this.clock.now()]);
  }

  /** A relation ends with a day, by a source of its own. @throws Refused `relation-missing`, `a-relation-ends-once`, `a-relation-ends-within-its-time` */
  async end(foundation: number, { relation, lastDay, source }: { relation: number; lastDay: Day; source: string }, by: Person): Promise<void> {
    const made = await this.db.query<unknown[]>(
      `INSERT INTO relation_end (relation, foundation, last_day, source, ended_by, ended_at) SELECT id, foundation, $3, $4, $5, $6 FROM relation WHERE foundation = $1 AND id = $2 RETURNING relation`,
      [foundation, relation, lastDay, source, by.id, this.clock.now()]);
    if (made.length === 0) throw new Refused('relation-missing');
  }

  /**
   * By which way one of our people has an interest in a payee on a day: null when by none. Those who decide, score or pay ask it first.
   * @param payee the party's number
   */
  async interestOf(db: Pick<EntityManager, 'query'>, { foundation, person, payee, day }: { foundation: number; person: number; payee: number; day: Day }): Promise<readonly Step[] | null> {
    const selves = await this.partiesOf(db, foundation, person);
    // a way of two steps begins at the one and ends at the other: nothing else can be on it
    const relations = await db.query<Relation[]>(
      `SELECT id, a, kind, b, from_day AS "from", to_day AS "to" FROM relation_time WHERE foundation = $1 AND (a = ANY ($2) OR b = ANY ($2)) AND $3::date BETWEEN from_day AND coalesce(to_day, 'infinity')`, [foundation, [...selves, payee], day]);
    const ways = selves.map((self) => interestIn({ person: self, payee, relations, day })).filter((way) => way !== null);
    return ways.sort((one, other) => one.length - other.length)[0] ?? null;
  }

  /** One of our people as a party, and whoever of the same name was entered before they came to us: rather one recusal too many. */
  private async partiesOf(db: Pick<EntityManager, 'query'>, foundation: number, person: number): Promise<number[]> {
    const rows = await db.query<{ id: number }[]>(
      `SELECT y.id FROM party y JOIN person p ON p.id = $2 WHERE y.foundation = $1 AND (y.person = p.id OR (y.kind = 'person' AND y.person IS NULL AND y.name IN (p.name, p.english_name)
         AND (y.code IS NULL OR (y.entered_at AT TIME ZONE 'Asia/Shanghai')::date <= (SELECT min(a.from_day) FROM appointment a WHERE a.person = p.id AND a.foundation = $1)))) ORDER BY y.person NULLS LAST, y.id`, [foundation, person]);
    return rows.map(({ id }) => id);
  }

  /**
   * The party that is meant, entered if it is new. One of our own is known by name; a stranger of the same name is told apart by their number.
   * @param side the fields' beginning in a form that names two: `aCode`, `bCode`
   * @throws Refused `party-code-wrong`, `party-not-clear`, `an-identity-belongs-to-one-party`
   */
  async partyOf(tx: EntityManager, foundation: number, { kind, name, code }: Named, by: Person, side: 'a' | 'b' | '' = ''): Promise<number> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`parties of ${foundation}`]); // whoever is named twice at once is one party
    const known = code === null ? await this.byName(tx, foundation, { kind, name, side }) : await this.byCode(tx, foundation, { kind, name, code, side });
    if (typeof known === 'number') return known;
    const [made] = await tx.query<[{ id: number }]>('INSERT INTO party (foundation, kind, name, code, person, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id',
      [foundation, kind, name, code, known?.person ?? null, by.id, this.clock.now()]);
    return made.id;
  }

  private async byCode(tx: EntityManager, foundation: number, { kind, name, code, side }: Named & { code: string | null; side: string }): Promise<number | null> {
    if (kind === 'body' ? !isCreditCode(code!) : code!.length === 18 ? !isCitizenNumber(code!) : !/^[A-Z0-9]{5,20}$/.test(code!)) throw new Refused('party-code-wrong', { field: side ? `${side}Code` : 'code' });
    const [row] = await tx.query<{ id: number; kind: string; name: string }[]>('SELECT id, kind, name FROM party WHERE foundation = $1 AND code = $2', [foundation, code]);
    if (row && (row.kind !== kind || row.name !== name)) throw new Refused('an-identity-belongs-to-one-party', { field: side ? `${side}Code` : 'code' });
    if (row) return row.id;
    // known so far by name alone: now their number is known too
    const [[filled]] = await tx.query<[{ id: number }[], number]>(
      `UPDATE party SET code = $4 WHERE id = (SELECT min(id) FROM party WHERE foundation = $1 AND kind = $2 AND name = $3 AND code IS NULL AND person IS NULL HAVING count(*) = 1) RETURNING id`, [foundation, kind, name, code]);
    return filled?.id ?? null;
  }

  private async byName(tx: EntityManager, foundation: number, { kind, name, side }: Omit<Named, 'code'> & { side: string }): Promise<number | { person: number } | null> {
    const ours = kind === 'body' ? [] : await tx.query<{ person: number; party: number | null }[]>(
      `SELECT p.id AS person, y.id AS party FROM person p LEFT JOIN party y ON y.person = p.id AND y.foundation = $1
       WHERE $2 IN (p.name, p.english_name) AND EXISTS (SELECT FROM appointment a WHERE a.person = p.id AND a.foundation = $1)`, [foundation, name]);
    const others = await tx.query<{ id: number }[]>('SELECT id FROM party WHERE foundation = $1 AND kind = $2 AND name = $3 AND person IS NULL', [foundation, kind, name]);
    const [one] = ours;
    if (ours.length > 1 || (!one && others.length > 1)) throw new Refused('party-not-clear', { field: side ? `${side}Code` : 'code' });
    return one ? (one.party ?? { person: one.person }) : (others[0]?.id ?? null);
  }
}
