import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Day } from '../rules/day';
import type { Fen } from '../rules/money';
import type { Display } from '../rules/names';
import type { Channel } from '../rules/offline-gift';

/** Where a gift stands. */
export interface Story {
  readonly paidAt: Date | null;
  readonly way: 'card' | 'alipay' | 'wechat' | Channel;
  readonly sum: Fen;
  /** When it was booked, and under which number once it has one. */
  readonly bookedAt: Date | null;
  readonly entry: string | null;
  readonly sealedAt: Date | null;
  readonly receipt: string | null;
  /** Money came, but not as asked: staff look at it. */
  readonly odd: boolean;
  /** Goods or work without a proof of value: no receipt. */
  readonly unproved: boolean;
  readonly fiscal: Fiscal | null;
  /** Recorded wrongly: taken back by its mirror. */
  readonly reversed: { readonly day: Day; readonly no: string | null } | null;
  readonly refunds: readonly { readonly day: Day; readonly sum: Fen; readonly no: string | null; readonly failed: boolean }[];
}

/** One of our receipts, as its check page and its PDF show it. */
export interface ReceiptFacts {
  readonly no: string;
  readonly issued: Day;
  readonly gift: string;
  readonly donation: string;
  readonly amount: Fen;
  readonly refunded: Fen;
  readonly fund: { readonly code: string; readonly name: string; readonly englishName: string };
  readonly paid: Date;
  readonly entry: string | null;
  /** As the donor wishes it on the receipt; null: nobody is named. */
  readonly title: string | null;
  readonly display: Display;
  /** 本金不动: said on the receipt. */
  readonly principal: boolean;
  readonly identity: string | null;
  readonly voided: Day | null;
  readonly why: 'refunded' | 'other-currency' | 'reversed' | null;
  /** The state's receipt that stands for it. */
  readonly fiscal: Fiscal | null;
}

/** A fiscal receipt as it stands on a page. */
export interface Fiscal { readonly code: string; readonly number: string; readonly check: string; readonly day: Day }

/** Of the payment `p`. */
const FISCAL = `(SELECT json_build_object('code', f.code, 'number', f.number, 'check', f.check_code, 'day', f.issued_on) FROM fiscal_receipt f
  WHERE f.payment = p.id AND NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = f.id) ORDER BY f.id DESC LIMIT 1)`;

@Injectable()
export class GivingQueries {
  constructor(private readonly db: DataSource) {}

  /** What has become of a gift; null while no money has come. */
  async story(donation: string): Promise<Story | null> {
    const [row] = await this.db.query<StoryRow[]>(
      `SELECT p.id, p.paid_at, p.gross, p.channel, p.not_as_asked IS NOT NULL AS odd, e.posted_at, s.voucher, r.no AS receipt, ${FISCAL} AS fiscal, c.way, m.day AS reversed_on, n.voucher AS mirror,
         (SELECT min(k.signed_at) FROM checkpoint k WHERE k.foundation = p.foundation AND k.size >= s.number) AS sealed_at
       FROM payment p JOIN journal_entry e ON e.id = p.entry LEFT JOIN sealed_entry s ON s.entry = p.entry LEFT JOIN receipt r ON r.payment = p.id
       LEFT JOIN checkout c ON c.session = p.session
       LEFT JOIN journal_entry m ON m.reverses = p.entry AND p.channel <> 'online' LEFT JOIN sealed_entry n ON n.entry = m.id
       WHERE p.donation = $1 ORDER BY p.not_as_asked IS NOT NULL, p.id LIMIT 1`, [donation]);
    if (!row) return null;
    const refunds = await this.db.query<Story['refunds'][number][]>(
      `SELECT e.day, x.amount AS sum, s.voucher AS no, x.failed_entry IS NOT NULL AS failed FROM refund x JOIN journal_entry e ON e.id = x.entry LEFT JOIN sealed_entry s ON s.entry = x.entry
       WHERE x.payment = $1 ORDER BY x.entry`, [row.id]);
    return {
      paidAt: row.paid_at, way: row.channel !== 'online' ? row.channel : (row.way ?? 'card'), sum: row.gross, fiscal: row.fiscal, unproved: row.receipt === null && !row.odd,
      reversed: row.reversed_on === null ? null : { day: row.reversed_on, no: row.mirror },
      bookedAt: row.posted_at, entry: row.voucher, sealedAt: row.sealed_at, receipt: row.receipt, odd: row.odd, refunds,
    };
  }

  /** @throws NotFoundException when it is not one of ours */
  async receipt(no: string, foundation: number): Promise<ReceiptFacts> {
    const [row] = await this.db.query<ReceiptRow[]>(
      `SELECT r.no, r.issued_on, d.id AS donation, d.no AS gift, d.display, d.principal, p.gross, p.paid_at, f.code, f.name, f.english_name, s.voucher, coalesce(o.title, CASE WHEN d.wants_receipt THEN o.name END) AS title, o.id_number,
         coalesce((SELECT sum(x.amount) FROM refund x WHERE x.payment = p.id AND x.failed_entry IS NULL), 0)::bigint AS refunded,
         (SELECT max(e.day) FROM refund x JOIN journal_entry e ON e.id = x.entry WHERE x.payment = p.id AND x.failed_entry IS NULL) AS refunded_on,
         (SELECT e.day FROM payment_in_other_currency c JOIN journal_entry e ON e.id = c.reversal WHERE c.payment = p.id) AS reversed_on,
         (SELECT m.day FROM journal_entry m WHERE m.reverses = p.entry AND p.channel <> 'online') AS mistaken_on, ${FISCAL} AS fiscal
       FROM receipt r JOIN payment p ON p.id = r.payment JOIN donation d ON d.id = p.donation JOIN fund f ON f.id = d.fund LEFT JOIN donor o ON o.id = d.donor LEFT JOIN sealed_entry s ON s.entry = p.entry
       WHERE r.no = upper($1) AND r.foundation = $2`, [no, foundation]);
    if (!row) throw new NotFoundException();
    const whole = row.refunded >= row.gross;
    return {
      no: row.no, issued: row.issued_on, gift: row.gift, donation: row.donation, amount: row.gross, refunded: row.refunded, fund: { code: row.code, name: row.name, englishName: row.english_name }, paid: row.paid_at,
      entry: row.voucher, title: row.title, display: row.display, principal: row.principal, identity: row.id_number,
      voided: row.mistaken_on ?? row.reversed_on ?? (whole ? row.refunded_on : null), fiscal: row.fiscal, why: row.mistaken_on ? 'reversed' : row.reversed_on ? 'other-currency' : whole ? 'refunded' : null,
    };
  }

  /** What waits for staff: booked as unidentified, kept in another currency, or not in the books at all. */
  async odd(foundation: number): Promise<OddPayment[]> {
    return this.db.query(
      `SELECT p.paid_at AS at, p.gross AS units, 'cny' AS currency, p.not_as_asked AS why, d.no AS gift, s.voucher AS entry, p.provider_ref AS provider
         FROM payment p LEFT JOIN donation d ON d.id = p.donation LEFT JOIN sealed_entry s ON s.entry = p.entry WHERE p.foundation = $1 AND p.not_as_asked IS NOT NULL
       UNION ALL SELECT p.paid_at, p.gross, c.currency, CASE WHEN c.entry IS NULL THEN 'kept, spent' ELSE 'kept in another currency' END, d.no, s.voucher, p.provider_ref
         FROM payment_in_other_currency c JOIN payment p ON p.id = c.payment LEFT JOIN donation d ON d.id = p.donation LEFT JOIN sealed_entry s ON s.entry = coalesce(c.entry, p.entry) WHERE p.foundation = $1
       UNION ALL SELECT paid_at, amount, currency, 'another currency', NULL, NULL, provider_ref FROM stray_payment WHERE foundation = $1 AND payment IS NULL
       ORDER BY at DESC LIMIT 200`, [foundation]);
  }

  /** News that could not be settled, oldest first. They belong to the house: what they are about is not known yet. */
  async waiting(): Promise<{ at: Date; type: string; why: string; provider: string }[]> {
    return this.db.query(`SELECT received_at AS at, type, coalesce(outcome, '') AS why, id AS provider FROM inbox_event WHERE done_at IS NULL AND tries > 0 ORDER BY received_at LIMIT 200`);
  }
}

/** Money from the payment provider that is not what a gift asked for, newest first. */
export interface OddPayment {
  readonly at: Date;
  /** Fen of CNY; smallest units where the currency is another. */
  readonly units: bigint;
  readonly currency: string;
  readonly why: string;
  readonly gift: string | null;
  readonly entry: string | null;
  readonly provider: string;
}

interface StoryRow { id: bigint; paid_at: Date; odd: boolean; posted_at: Date; voucher: string | null; receipt: string | null; way: 'card' | 'alipay' | 'wechat' | null; channel: Channel | 'online'; gross: Fen; fiscal: Fiscal | null; reversed_on: Day | null; mirror: string | null; sealed_at: Date | null }
interface ReceiptRow {
  no: string; issued_on: Day; donation: string; gift: string; display: Display; principal: boolean; gross: Fen; paid_at: Date; code: string; name: string; english_name: string; voucher: string | null; title: string | null; id_number: string | null;
  refunded: Fen; refunded_on: Day | null; reversed_on: Day | null; mistaken_on: Day | null; fiscal: Fiscal | null;
}
