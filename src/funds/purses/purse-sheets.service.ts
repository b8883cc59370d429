import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from '../../bank/expected-money';
import { Matches } from '../../bank/matches.service';
import { cashBoxOf, placesOf } from '../../bank/places';
import type { FundRef } from '../../ledger/draft';
import { agencyIn } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { Vouchers } from '../../ledger/vouchers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { worthOf } from '../../rules/banknotes';
import { addDays, type Day } from '../../rules/day';
import { grouped, type Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { transferReference } from '../../rules/transfer-reference';
import { Households, LIVES_THERE } from './households.service';
import { PurseMatches } from './purse-matches.service';
import type { Purse } from './purses.service';
import type { SheetLine } from './sheet-rows';

/** A page of the notebook 交款名册. */
export interface Sheet {
  readonly key: string;
  readonly way: 'cash' | 'transfer';
  readonly day: Day;
  /** Of cash: what was counted. */
  readonly pieces: readonly number[] | null;
  readonly lines: readonly SheetLine[];
}

interface Contribution { readonly household: bigint; readonly sum: Fen; readonly day: Day }

interface Found {
  readonly id: bigint;
  readonly foundation: number;
  readonly purse: number;
  readonly code: string;
  readonly name: string;
  readonly way: 'cash' | 'transfer';
  readonly day: Day;
  readonly sum: Fen;
  readonly pieces: number[] | null;
  readonly recordedBy: number | null;
  readonly entry: bigint | null;
}

/** An announced transfer is waited for so long. */
export const AWAITED_DAYS = 30;
/** Of the sheet `s`: nothing has become of it. */
export const OPEN_SHEET = 'NOT EXISTS (SELECT FROM purse_sheet_booking b WHERE b.sheet = s.id) AND NOT EXISTS (SELECT FROM purse_sheet_withdrawal w WHERE w.sheet = s.id)';

/** What households pool: recorded by one or announced by themselves, booked by another upon counted cash or a line of the bank. Held for them, never ours. */
@Injectable()
export class PurseSheets implements ExpectsMoney, OnModuleInit {
  readonly name = 'purse-sheet';

  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly vouchers: Vouchers,
    private readonly matches: Matches,
    private readonly purseMatches: PurseMatches,
    private readonly households: Households,
    private readonly expectedMoney: ExpectedMoney,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.expectedMoney.add(this);
  }

  /**
   * Records a page of the notebook, all of it or none. The same form sent twice is one sheet.
   * @throws Refused with its line `door-not-on-the-list`; `a-sheet-of-cash-is-the-cash-that-was-counted`, `what-is-given-to-a-gift-fund-is-a-gift`, `a-closed-purse-takes-nothing`
   */
  async record(purse: Purse, { key, way, day, pieces, lines }: Sheet, by: Person, field = 'rows'): Promise<bigint> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    return this.db.transaction(async (tx) => {
      const households = await this.behindDoors(tx, purse, lines, field);
      return this.write(tx, purse, { key, way, day, pieces, lines: lines.map((line, at) => ({ ...line, household: households[at]! })) }, by);
    });
  }

  /** The same within a transaction of the caller's, of households that are known. */
  async write(tx: EntityManager, purse: Purse, { key, way, day, pieces, lines }: Omit<Sheet, 'lines'> & { lines: readonly Contribution[] }, by: Person): Promise<bigint> {
    const sum = lines.reduce((all, line) => all + line.sum, 0n);
    if (way === 'cash' && worthOf(pieces ?? []) !== sum) throw new Refused('a-sheet-of-cash-is-the-cash-that-was-counted', { field: 'pieces', sheet: grouped(sum), counted: grouped(worthOf(pieces ?? [])) });
    const [again] = await tx.query<{ id: bigint }[]>('SELECT id FROM purse_sheet WHERE form_key = $1 AND purse = $2', [key, purse.fund.id]);
    if (again) return again.id;
    const [sheet] = await tx.query<[{ id: bigint }]>(
      'INSERT INTO purse_sheet (foundation, purse, form_key, way, day, sum, pieces, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id',
      [purse.fund.foundation, purse.fund.id, key, way, day, sum, way === 'cash' ? pieces : null, by.id, this.clock.now()]);
    await tx.query('INSERT INTO purse_contribution (sheet, purse, household, sum, day) SELECT $1, $2, household, sum, day FROM unnest($3::bigint[], $4::bigint[], $5::date[]) c (household, sum, day)',
      [sheet.id, purse.fund.id, lines.map((line) => line.household), lines.map((line) => line.sum), lines.map((line) => line.day)]);
    return sheet.id;
  }

  /** A household means to transfer; whatever it announced before and has not paid is forgotten. @returns what it is asked to write */
  async announce(token: string, foundation: number, sum: Fen): Promise<string> {
    return this.db.transaction(async (tx) => {
      const { id, fund } = await this.households.behind(token, foundation, tx);
      await tx.query('SELECT purse_hold($1)', [fund]);
      await tx.query(`INSERT INTO purse_sheet_withdrawal (sheet, at, why) SELECT s.id, $2, '住户重新填写' FROM purse_sheet s WHERE s.announced_by = $1 AND ${OPEN_SHEET}`, [id, this.clock.now()]);
      const reference = transferReference(randomBytes(7));
      const [sheet] = await tx.query<[{ id: bigint }]>(
        `INSERT INTO purse_sheet (foundation, purse, form_key, way, day, sum, reference, announced_by, recorded_at) VALUES ($1, $2, $3, 'transfer', $4, $5, $3, $6, $7) RETURNING id`,
        [foundation, fund, reference, this.clock.today(), sum, id, this.clock.now()]);
      await tx.query('INSERT INTO purse_contribution (sheet, purse, household, sum, day) VALUES ($1, $2, $3, $4, $5)', [sheet.id, fund, id, sum, this.clock.today()]);
      return reference;
    });
  }

  /** A second person has counted the same cash: booked. @throws NotFoundException, Refused `whoever-records-a-sheet-does-not-book-it`, `cash-of-a-sheet-is-counted-by-two`, `a-sheet-is-booked-once` */
  async bookCash(which: { foundation: number; id: bigint }, pieces: readonly number[], by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const sheet = await this.judged(tx, which, by);
      if (sheet.way !== 'cash') throw new NotFoundException();
      if (pieces.length !== sheet.pieces!.length || pieces.some((count, at) => count !== sheet.pieces![at])) throw new Refused('cash-of-a-sheet-is-counted-by-two', { field: 'pieces' }, 'E3');
      await this.enter(tx, sheet, { day: sheet.day, source: `purse-sheet:${sheet.id}`, place: { cash: await cashBoxOf(tx, this.ledger, sheet.foundation) }, pieces }, by);
    });
  }

  /** A second person has found it on the statement: booked and matched in one transaction. @throws NotFoundException, Refused `a-sheet-is-the-money-of-its-bank-line` */
  async bookLine(which: { foundation: number; id: bigint }, line: bigint, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => this.judged(tx, which, by));
    const [at] = await this.db.query<{ place: number }[]>('SELECT place FROM bank_line WHERE id = $1 AND foundation = $2', [line, which.foundation]);
    const place = (await placesOf(this.db, which.foundation)).find(({ id, account }) => id === at?.place && account === '1002');
    if (!place) throw new Refused('a-sheet-is-the-money-of-its-bank-line', { field: 'line' });
    await this.matches.take(place, line, { source: this.name, key: String(which.id), why: ['picked'] }, by);
  }

  /** Sheets of transfers that wait for their line, at each bank of the foundation. */
  async expected(db: EntityManager, { foundation, place }: { foundation: number; place: number }): Promise<Expected[]> {
    const rows = await db.query<{ id: bigint; sum: Fen; day: Day; reference: string | null; recordedBy: number | null; zh: string; en: string; n: number }[]>(
      `SELECT s.id, s.sum, (SELECT min(c.day) FROM purse_contribution c WHERE c.sheet = s.id) AS day, s.reference, s.recorded_by AS "recordedBy", f.name AS zh, f.english_name AS en, (SELECT count(*)::int FROM purse_contribution c WHERE c.sheet = s.id) AS n
       FROM purse_sheet s JOIN fund f ON f.id = s.purse WHERE s.foundation = $1 AND s.way = 'transfer' AND ${OPEN_SHEET} AND (s.announced_by IS NULL OR s.day >= $3)
         AND EXISTS (SELECT FROM place p WHERE p.id = $2 AND p.foundation = $1 AND p.account = '1002') ORDER BY s.id`, [foundation, place, addDays(this.clock.today(), -AWAITED_DAYS)]);
    return rows.map(({ id, sum, day, reference, recordedBy, zh, en, n }) => ({ key: String(id), sum, day, reference, party: null, recordedBy, words: { zh: `${zh}：${n} 户交款`, en: `${en}: paid in by households (${n})` } }));
  }

  async book(tx: EntityManager, key: string, line: StatementLine, by: Person): Promise<bigint> {
    if (!/^\d{1,15}$/.test(key)) throw new NotFoundException();
    const sheet = await this.judged(tx, { foundation: line.foundation, id: BigInt(key) }, by);
    if (sheet.way !== 'transfer' || line.sum !== sheet.sum) throw new Refused('a-sheet-is-the-money-of-its-bank-line', { field: 'line' });
    return this.enter(tx, sheet, { day: line.day, source: line.source, place: { bank: line.place }, pieces: null }, by);
  }

  /** Recorded wrongly, or never paid: nothing was booked. @throws NotFoundException, Refused `a-booked-sheet-stands`, `a-sheet-is-withdrawn-once` */
  async withdraw(which: { foundation: number; id: bigint }, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { id } = await this.find(tx, which);
      await tx.query('INSERT INTO purse_sheet_withdrawal (sheet, by_person, at, why) VALUES ($1, $2, $3, $4)', [id, by.id, this.clock.now(), why]);
    });
  }

  /**
   * Booked wrongly: its mirror is booked, and what the building is due no more goes back to the pool. A right sheet is recorded anew.
   * @throws NotFoundException, Refused `whoever-records-a-sheet-does-not-reverse-it`, `a-sheet-is-reversed-once`, `a-fund-pays-with-its-own-money` when it was spent, `what-is-matched-is-not-reversed`
   */
  async reverse(which: { foundation: number; id: bigint }, why: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const sheet = await this.find(tx, which);
      if (sheet.entry === null) throw new NotFoundException();
      if (sheet.recordedBy === by.id) throw new Refused('whoever-records-a-sheet-does-not-reverse-it', {}, 'E3');
      await this.purseMatches.hold(tx, fundOf(sheet));
      const day = await this.ledger.bookingDay(tx, sheet.foundation, this.clock.today());
      const [done] = await tx.query<unknown[]>('SELECT 1 FROM purse_sheet_reversal WHERE sheet = $1', [sheet.id]);
      if (done) throw new Refused('a-sheet-is-reversed-once');
      const entry = await this.ledger.reverse(tx, { foundation: sheet.foundation, entry: sheet.entry, day, reason: '住户交款更正' }); // the books are public: why, with doors and names, stays in our own row
      await this.vouchers.made(tx, sheet.foundation, by.id, [entry]);
      await tx.query('INSERT INTO purse_sheet_reversal (sheet, by_person, at, why, entry) VALUES ($1, $2, $3, $4, $5)', [sheet.id, by.id, this.clock.now(), why, entry]);
      await this.purseMatches.releaseUndue(tx, fundOf(sheet), day);
    });
  }

  /** Whose doors a list names. @throws Refused `sheet-door-not-on-the-list` with its line */
  async behindDoors(tx: EntityManager, { fund }: Purse, lines: readonly SheetLine[], field: string): Promise<bigint[]> {
    const rows = await tx.query<{ door: string; id: bigint | null }[]>(
      `SELECT w.door, (SELECT h.id FROM household h WHERE h.purse = $1 AND h.door = w.door AND ${LIVES_THERE('w.day')} ORDER BY h.id LIMIT 1) AS id FROM unnest($2::text[], $3::date[]) WITH ORDINALITY w (door, day, n) ORDER BY n`,
      [fund.id, lines.map(({ door }) => door), lines.map(({ day }) => day)]);
    return rows.map(({ door, id }, at) => {
      if (id === null) throw new Refused('sheet-door-not-on-the-list', { field, door, line: String(lines[at]!.line) });
      return id;
    });
  }

  private async enter(tx: EntityManager, sheet: Found, { day, source, place, pieces }: { day: Day; source: string; place: { cash: number } | { bank: number }; pieces: readonly number[] | null }, by: Person): Promise<bigint> {
    const purse = fundOf(sheet);
    await this.purseMatches.hold(tx, purse);
    const bookedOn = await this.ledger.bookingDay(tx, sheet.foundation, day);
    // the books are public: they say that households paid in, never which
    const entry = await this.ledger.enter(tx, agencyIn({ day: bookedOn, factDay: day, source, note: '住户交款', fund: purse, sum: sheet.sum, ...place }));
    await tx.query('INSERT INTO purse_sheet_booking (sheet, purse, booked_by, booked_at, pieces, entry) VALUES ($1, $2, $3, $4, $5, $6)', [sheet.id, sheet.purse, by.id, this.clock.now(), pieces, entry]);
    if (sheet.recordedBy !== null) await this.vouchers.made(tx, sheet.foundation, sheet.recordedBy, [entry]);
    await this.purseMatches.reserve(tx, purse, { sheet: sheet.id, day, bookedOn, name: sheet.name });
    return entry;
  }

  private async judged(tx: EntityManager, which: { foundation: number; id: bigint }, by: Person): Promise<Found> {
    const sheet = await this.find(tx, which);
    if (sheet.recordedBy === by.id) throw new Refused('whoever-records-a-sheet-does-not-book-it', {}, 'E3');
    if (sheet.entry !== null) throw new Refused('a-sheet-is-booked-once');
    return sheet;
  }

  /** @throws NotFoundException */
  private async find(tx: EntityManager, { foundation, id }: { foundation: number; id: bigint }): Promise<Found> {
    const [row] = await tx.query<Found[]>(
      `SELECT s.id, s.foundation, s.purse, f.code, f.name, s.way, s.day, s.sum, s.pieces, s.recorded_by AS "recordedBy", b.entry FROM purse_sheet s JOIN fund f ON f.id = s.purse LEFT JOIN purse_sheet_booking b ON b.sheet = s.id
       WHERE s.id = $1 AND s.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    return row;
  }
}

const fundOf = ({ purse, foundation }: Found): FundRef => ({ id: purse, foundation, class: 'agency' });
