import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { refusedFrom } from '../../platform/database';
import { readSheet } from '../../platform/sheet';
import type { Lang } from '../../platform/words';
import { addDays, dayOf, type Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { Refused } from '../../rules/refused';
import { LineGifts } from '../batches/line-gifts';
import { figureInForce } from './cash-counts.service';
import { fiscalColumns, type FiscalColumns, fiscalReceiptOf } from './fiscal-sheet';

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

export interface ToVoidRow { readonly id: string; readonly gift: string; readonly number: string; readonly sum: Fen }

const MOST_LINES = 10_000;

/** The state's receipts: what its system has given is recorded here, once a gift; voiding and issuing again is a chain (财综〔2024〕1号). */
@Injectable()
export class FiscalReceipts {
  constructor(private readonly db: DataSource, private readonly lists: LineGifts, private readonly clock: Clock) {}

  /** @throws Refused `gift-unknown`, `a-gift-has-one-fiscal-receipt`, `a-fiscal-number-is-used-once`, and what may have none */
  async record(foundation: number, receipt: FiscalReceipt, by: Person): Promise<void> {
    await this.db.transaction((tx) => this.enter(tx, foundation, receipt, by));
  }

  /**
   * Records all lines of a list or none, CSV or XLSX. What stands already as the list says it is left as it is: the same list again adds nothing.
   * @throws Refused `sheet-…`, `csv-columns`, `csv-line` that names the first wrong line and why
   */
  async import(foundation: number, file: Buffer, by: Person, why: (refused: Refused) => string): Promise<{ recorded: number; known: number }> {
    return this.db.transaction(async (tx) => {
      const done = { recorded: 0, known: 0 };
      let columns: FiscalColumns | null = null;
      for await (const row of readSheet(file, { most: MOST_LINES + 1 })) {
        if (columns === null) {
          columns = fiscalColumns(row);
          continue;
        }
        try {
          const receipt = fiscalReceiptOf(row, columns);
          if (await this.stands(tx, foundation, receipt)) done.known++;
          else {
            await this.enter(tx, foundation, receipt, by);
            done.recorded++;
          }
        } catch (error) {
          const refused = error instanceof Refused ? error : error instanceof QueryFailedError ? refusedFrom(error) : undefined;
          throw refused ? new Refused('csv-line', { line: String(row.line), why: why(refused), field: 'file' }) : error;
        }
      }
      if (done.recorded + done.known === 0) throw new Refused('csv-empty', { field: 'file' });
      return done;
    });
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

  /** Valid still, though the gift was reversed or given back: to be made void in the fiscal system. */
  toVoid(foundation: number): Promise<ToVoidRow[]> {
    return receiptsToVoid(this.db, foundation);
  }

  private async stands(tx: EntityManager, foundation: number, { gift, code, number, checkCode, day }: FiscalReceipt): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `SELECT 1 FROM fiscal_receipt f JOIN payment p ON p.id = f.payment LEFT JOIN donation d ON d.id = p.donation LEFT JOIN receipt o ON o.payment = p.id LEFT JOIN sealed_entry s ON s.entry = p.entry
       WHERE f.foundation = $1 AND f.code = $2 AND f.number = $3 AND f.check_code = $4 AND f.issued_on = $5 AND ($6 IN (d.no, o.no, s.voucher) OR upper(p.provider_ref) LIKE 'BATCH:%' AND upper(split_part(p.provider_ref, ':', 3)) = $6)`, [foundation, code, number, checkCode, day, gift]);
    return rows.length > 0;
  }

  private async enter(tx: EntityManager, foundation: number, { gift, code, number, checkCode, day }: FiscalReceipt, by: Person): Promise<void> {
    if (day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    const payment = await this.paymentOf(tx, foundation, gift);
    if (payment === null) throw new Refused('gift-unknown', { field: 'gift' });
    const [{ before }] = await tx.query<[{ before: bigint | null }]>('SELECT max(id) AS before FROM fiscal_receipt WHERE payment = $1', [payment]);
    // a second one follows the last, and the database lets it only when that is void
    const [standing] = before === null ? [] : await tx.query<unknown[]>('SELECT 1 FROM fiscal_receipt_void WHERE receipt = $1', [before]);
    await tx.query('INSERT INTO fiscal_receipt (foundation, payment, code, number, check_code, issued_on, instead_of, entered_by, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
      [foundation, payment, code, number, checkCode, day, standing ? before : null, by.id, this.clock.now()]);
  }

  /** By the number of the gift or of our receipt; of a gift in a list by its transaction id or voucher. */
  private async paymentOf(tx: EntityManager, foundation: number, gift: string): Promise<bigint | null> {
    const [found] = await tx.query<{ id: bigint }[]>(
      'SELECT p.id FROM payment p LEFT JOIN donation d ON d.id = p.donation LEFT JOIN receipt o ON o.payment = p.id WHERE p.foundation = $1 AND (d.no = $2 OR o.no = $2) ORDER BY p.not_as_asked IS NOT NULL LIMIT 1', [foundation, gift]);
    return found?.id ?? this.lists.payment(tx, foundation, gift);
  }
}

/** Of the payment `p`: nothing of the gift is left. */
const TAKEN_BACK = `(EXISTS (SELECT FROM journal_entry e WHERE e.reverses = p.entry) OR EXISTS (SELECT FROM payment_in_other_currency c WHERE c.payment = p.id)
  OR coalesce((SELECT sum(x.amount) FROM refund x WHERE x.payment = p.id AND x.failed_entry IS NULL), 0) >= p.gross)`;

/** Who asked for one and has none, the oldest first, with the day by which it is due. */
export async function dueReceipts(db: Pick<EntityManager, 'query'>, foundation: number, today: Day): Promise<DueRow[]> {
  const figure = await figureInForce(db, foundation, 'fiscal-receipt-within-days', today);
  const rows = await db.query<{ gift: string; title: string; sum: Fen; paid_at: Date }[]>(
    `SELECT d.no AS gift, coalesce(o.title, o.name) AS title, p.gross AS sum, p.paid_at FROM payment p JOIN donation d ON d.id = p.donation JOIN donor o ON o.id = d.donor
     WHERE p.foundation = $1 AND p.not_as_asked IS NULL AND d.wants_receipt AND coalesce(o.title, o.name, '') <> ''
       AND NOT EXISTS (SELECT FROM fiscal_receipt r WHERE r.payment = p.id AND NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = r.id))
       AND NOT ${TAKEN_BACK}
       AND NOT EXISTS (SELECT FROM offline_gift_end e JOIN offline_gift g ON g.id = e.gift WHERE e.entry = p.entry AND g.way IN ('goods', 'service') AND g.proof IS NULL)
     ORDER BY p.paid_at LIMIT 200`, [foundation]);
  return rows.map(({ paid_at: at, ...row }) => {
    const paid = dayOf(at);
    const due = figure && addDays(paid, Number(figure.value));
    return { ...row, paid, due, overdue: due !== null && due < today };
  });
}

/** Fiscal receipts that are valid while their gift was taken back, the oldest first. */
export function receiptsToVoid(db: Pick<EntityManager, 'query'>, foundation: number): Promise<ToVoidRow[]> {
  return db.query<ToVoidRow[]>(
    `SELECT r.id::text, d.no AS gift, r.number, p.gross AS sum FROM fiscal_receipt r JOIN payment p ON p.id = r.payment JOIN donation d ON d.id = p.donation
     WHERE r.foundation = $1 AND NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = r.id) AND ${TAKEN_BACK} ORDER BY r.id LIMIT 200`, [foundation]);
}
