import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { Person } from '../platform/access';
import { Clock } from '../platform/clock';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import { Refused } from '../rules/refused';
import { joinOn, type KnownAccount, ofThisPlace, type Told } from '../rules/statement';
import type { Place } from './places';
import type { ReadLine, ReadStatement, StatementFile } from './readers/statement';

/** BankStatements are taken one at a time at a place; the number names what is waited for. */
const IMPORTING = 0x0012;

/** What an import has brought. */
export interface Imported {
  /** The statement that stands: the new one, or the one that had brought all of it before. */
  readonly statement: bigint;
  readonly fresh: number;
  readonly known: number;
}

@Injectable()
export class BankStatements {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /**
   * Keeps what a file shows and is not known yet: all of it, or nothing. The same lines again, under whatever name, add nothing.
   * @throws Refused when it contradicts what was imported before, or itself
   */
  async import(place: Place, read: ReadStatement, file: StatementFile, by: Person): Promise<Imported> {
    return this.db.transaction((tx) => this.keep(tx, place, read, file, by));
  }

  /** The same within a transaction of the caller's. */
  async keep(tx: EntityManager, place: Place, told: ReadStatement, file: StatementFile, by: Person): Promise<Imported> {
    const read = withOpening(told);
    if (read.to > this.clock.today()) throw new Refused('statement-of-the-future', { day: read.to });
    await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [IMPORTING, place.id]); // of two at once the second finds what the first has brought
    ofThisPlace(read, place, await tx.query<KnownAccount[]>('SELECT DISTINCT place, account FROM bank_statement WHERE foundation = $1 AND account IS NOT NULL', [place.foundation]));
    const statements = await tx.query<(Told & { id: bigint })[]>(
      'SELECT id, from_day AS "from", to_day AS "to", opening, closing FROM bank_statement WHERE place = $1 ORDER BY id', [place.id]);
    const stands = await this.standing(tx, place, read);
    const fresh = joinOn(read, { statements, lines: stands }) as ReadLine[];
    const known = read.lines.length - fresh.length;
    const covering = statements.find(({ from, to }) => from <= read.from && read.to <= to) ?? statements.findLast(({ to }) => to >= read.to);
    if (fresh.length === 0 && covering) return { statement: covering.id, fresh: 0, known };
    const statement = await this.write(tx, place, { read, file, known, by });
    await this.writeLines(tx, place, statement, fresh);
    return { statement, fresh: fresh.length, known };
  }

  /** What is known of the days of a file, and of its numbers wherever they stand. */
  private async standing(tx: EntityManager, place: Place, read: ReadStatement): Promise<Map<string, { day: Day; sum: Fen }>> {
    const rows = await tx.query<{ reference: string; day: Day; sum: Fen }[]>(
      'SELECT reference, day, sum FROM bank_line WHERE place = $1 AND (day BETWEEN $2 AND $3 OR reference = ANY ($4))', [place.id, read.from, read.to, read.lines.map(({ reference }) => reference)]);
    return new Map(rows.map(({ reference, day, sum }) => [reference, { day, sum }]));
  }

  private async write(tx: EntityManager, place: Place, { read, file, known, by }: { read: ReadStatement; file: StatementFile; known: number; by: Person }): Promise<bigint> {
    const [row] = await tx.query<{ id: bigint }[]>(
      `INSERT INTO bank_statement (foundation, place, format, account, file_name, file_hash, from_day, to_day, opening, closing, known, imported_by, imported_at)
       VALUES ($1, $2, $3, $13, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
      [place.foundation, place.id, read.format, file.name.slice(0, 200), createHash('sha256').update(file.content).digest(), read.from, read.to, read.opening, read.closing, known, by.id, this.clock.now(), read.account]);
    return row!.id;
  }

  private async writeLines(tx: EntityManager, place: Place, statement: bigint, lines: readonly ReadLine[]): Promise<void> {
    if (lines.length === 0) return;
    await tx.query(
      `INSERT INTO bank_line (foundation, place, statement, n, day, at, sum, balance, party, party_account, reference, memo, kind, ours)
       SELECT $1, $2, $3, x.n, x.day, x.at, x.sum, x.balance, x.party, x.party_account, x.reference, x.memo, x.kind, x.ours FROM unnest($4::int[], $5::date[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
         WITH ORDINALITY AS x (n, day, at, sum, balance, party, party_account, reference, memo, kind, ours, place_in_file) ORDER BY place_in_file`,
      [place.foundation, place.id, statement, lines.map((l) => l.n), lines.map((l) => l.day), lines.map((l) => l.at), lines.map((l) => l.sum), lines.map((l) => l.balance), lines.map((l) => l.party),
        lines.map((l) => l.partyAccount), lines.map((l) => l.reference), lines.map((l) => l.memo), lines.map((l) => l.kind), lines.map((l) => l.ours)]);
  }
}

/** OFX tells what there was at the end and all that moved: what there was before follows. */
function withOpening(told: ReadStatement): ReadStatement {
  if (told.opening !== null || told.closing === null) return told;
  return { ...told, opening: told.closing - told.lines.reduce((sum, line) => sum + line.sum, 0n) };
}
