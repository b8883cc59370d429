import { Injectable, NotFoundException } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { refusedFrom } from '../../platform/database';
import type { Lang } from '../../platform/words';
import { addDays, dayOf, isDay, type Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { figureInForce } from './cash-counts.service';

/** A fiscal receipt 捐赠票据 as the province's system has issued it. */
export interface FiscalReceipt {
  /** Number of the gift, or of our receipt for it. */
  readonly gift: string;
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly day: Day;
}

export interface FiscalRow {
  readonly id: string;
  readonly gift: string;
  readonly title: string;
  readonly sum: Fen;
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly day: Day;
  readonly by: string;
  readonly why: string | null;
  readonly replaced: boolean;
}

export interface DueRow { readonly gift: string; readonly title: string; readonly sum: Fen; readonly paid: Day; readonly due: Day | null; readonly overdue: boolean }

const MOST_LINES = 10_000;

/** The state's receipts: what its system has given is recorded here, once a gift; voiding and issuing again is a chain (财综〔2024〕1号). */
@Injectable()
export class FiscalReceipts {
  constructor(private readonly db: DataSource, private readonly clock: Clock) {}

  /** @throws Refused `gift-unknown`, `a-gift-has-one-fiscal-receipt`, `a-fiscal-number-is-used-once`, and what may have none */
  async record(foundation: number, receipt: FiscalReceipt, by: Person): Promise<void> {
    await this.db.transaction((tx) => this.enter(tx, foundation, receipt, by));
  }

  /**
   * Records all lines of a file or none. Columns in this order: gift or receipt number, code, number, check code, day.
   * @returns how many
   * @throws Refused `csv-line` that names the first wrong line and why
   */
  async import(foundation: number, file: Buffer, by: Person, why: (refused: Refused) => string): Promise<number> {
    const lines = linesOf(file);
    await this.db.transaction(async (tx) => {
      for (const [at, cells] of lines.entries()) {
        try {
          await this.enter(tx, foundation, readLine(cells), by);
        } catch (error) {
          const refused = error instanceof Refused ? error : error instanceof QueryFailedError ? refusedFrom(error) : undefined;
          throw refused ? new Refused('csv-line', { line: String(at + 2), why: why(refused), field: 'file' }) : error;
        }
      }
    });
    return lines.length;
  }

  /** It was made void in the fiscal system. @throws NotFoundException, Refused `a-fiscal-receipt-is-voided-once` */
  async void(which: { foundation: number; id: bigint }, reason: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [found] = await tx.query<{ payment: bigint }[]>('SELECT payment FROM fiscal_receipt WHERE id = $1 AND foundation = $2', [which.id, which.foundation]);
      if (!found) throw new NotFoundException();
      await tx.query('INSERT INTO fiscal_receipt_void (receipt, payment, reason, by_person, at) VALUES ($1, $2, $3, $4, $5)', [which.id, found.payment, reason, by.id, this.clock.now()]);
    });
  }

  /** What is recorded, newest first. */
  list(foundation: number, lang: Lang): Promise<FiscalRow[]> {
    return this.db.query<FiscalRow[]>(
      `SELECT r.id::text, d.no AS gift, coalesce(o.title, o.name, '') AS title, p.gross AS sum, r.code, r.number, r.check_code AS "checkCode", r.issued_on AS day, w.${lang === 'zh' ? 'name' : 'english_name'} AS by, v.reason AS why,
         EXISTS (SELECT FROM fiscal_receipt n WHERE n.instead_of = r.id) AS replaced
       FROM fiscal_receipt r JOIN payment p ON p.id = r.payment JOIN donation d ON d.id = p.donation LEFT JOIN donor o ON o.id = d.donor JOIN person w ON w.id = r.entered_by LEFT JOIN fiscal_receipt_void v ON v.receipt = r.id
       WHERE r.foundation = $1 ORDER BY r.id DESC LIMIT 200`, [foundation]);
  }

  due(foundation: number): Promise<DueRow[]> {
    return dueReceipts(this.db, foundation, this.clock.today());
  }

  private async enter(tx: EntityManager, foundation: number, { gift, code, number, checkCode, day }: FiscalReceipt, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    const [found] = await tx.query<{ payment: bigint; before: bigint | null }[]>(
      `SELECT p.id AS payment, (SELECT max(r.id) FROM fiscal_receipt r WHERE r.payment = p.id) AS before
       FROM payment p LEFT JOIN donation d ON d.id = p.donation LEFT JOIN receipt o ON o.payment = p.id WHERE p.foundation = $1 AND (d.no = $2 OR o.no = $2) ORDER BY p.not_as_asked IS NOT NULL LIMIT 1`, [foundation, gift]);
    if (!found) throw new Refused('gift-unknown', { field: 'gift' });
    // a second one follows the last, and the database lets it only when that is void
    const [standing] = found.before === null ? [] : await tx.query<unknown[]>('SELECT 1 FROM fiscal_receipt_void WHERE receipt = $1', [found.before]);
    await tx.query('INSERT INTO fiscal_receipt (foundation, payment, code, number, check_code, issued_on, instead_of, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [foundation, found.payment, code, number, checkCode, day, standing ? found.before : null, by.id, this.clock.now()]);
  }
}

/** Who asked for one and has none, the oldest first, with the day by which it is due. */
export async function dueReceipts(db: Pick<EntityManager, 'query'>, foundation: number, today: Day): Promise<DueRow[]> {
  const figure = await figureInForce(db, foundation, 'fiscal-receipt-within-days', today);
  const rows = await db.query<{ gift: string; title: string; sum: Fen; paid_at: Date }[]>(
    `SELECT d.no AS gift, coalesce(o.title, o.name) AS title, p.gross AS sum, p.paid_at FROM payment p JOIN donation d ON d.id = p.donation JOIN donor o ON o.id = d.donor
     WHERE p.foundation = $1 AND p.not_as_asked IS NULL AND d.wants_receipt AND coalesce(o.title, o.name, '') <> ''
       AND NOT EXISTS (SELECT FROM fiscal_receipt r WHERE r.payment = p.id AND NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = r.id))
       AND NOT EXISTS (SELECT FROM journal_entry e WHERE e.reverses = p.entry) AND NOT EXISTS (SELECT FROM payment_in_other_currency c WHERE c.payment = p.id)
       AND coalesce((SELECT sum(x.amount) FROM refund x WHERE x.payment = p.id AND x.failed_entry IS NULL), 0) < p.gross
       AND NOT EXISTS (SELECT FROM offline_gift_end e JOIN offline_gift g ON g.id = e.gift WHERE e.entry = p.entry AND g.way IN ('goods', 'service') AND g.proof IS NULL)
     ORDER BY p.paid_at LIMIT 200`, [foundation]);
  return rows.map(({ paid_at: at, ...row }) => {
    const paid = dayOf(at);
    const due = figure && addDays(paid, Number(figure.value));
    return { ...row, paid, due, overdue: due !== null && due < today };
  });
}

/** The lines beneath the names of the columns. @throws Refused */
function linesOf(file: Buffer): string[][] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(file);
  } catch {
    throw new Refused('csv-not-read', { field: 'file' });
  }
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, skip_empty_lines: true, trim: true, relax_column_count: true, to: MOST_LINES + 1 });
  } catch {
    throw new Refused('csv-not-read', { field: 'file' });
  }
  const [, ...lines] = rows;
  if (lines.length === 0) throw new Refused('csv-empty', { field: 'file' });
  if (rows.some((row) => row.length !== 5)) throw new Refused('csv-columns', { field: 'file' });
  return lines;
}

/** @throws Refused for what cannot be a number of the fiscal system */
function readLine(cells: readonly string[]): FiscalReceipt {
  const [gift, code, number, checkCode, day] = cells.map((cell) => cell.normalize('NFKC').replace(/\s/g, '')) as [string, string, string, string, string];
  const iso = day.replace(/^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?$/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`);
  if (!isDay(iso)) throw new Refused('day-not-a-day');
  return { gift: gift.toUpperCase(), code, number, checkCode, day: iso };
}
