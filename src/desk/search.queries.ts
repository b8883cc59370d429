import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { finds } from '../people/desk-pages';
import type { Person } from '../platform/access';
import { dayOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** Something that somebody at the desk looked for. */
export interface Hit {
  readonly what: 'gift' | 'entry' | 'contribution' | 'line' | 'batch';
  /** Its own number: GF-…, SR-…, the bank's, the platform's. */
  readonly no: string;
  readonly who: string | null;
  readonly phoneTail: string | null;
  /** Nothing while cash is being counted: the second count is blind. */
  readonly sum: Fen | null;
  readonly day: Day;
  readonly path: string | null;
}

/** What was typed, as each kind of thing may know it; nothing where it cannot be meant. */
interface Sought {
  readonly foundation: number;
  /** As it stands, and in capitals as our own numbers are. */
  readonly text: string;
  readonly no: string;
  /** The beginning of a voucher's number. */
  readonly voucher: string | null;
  readonly name: string | null;
  /** The end of a telephone number, from its last digit backwards. */
  readonly tail: string | null;
  readonly sum: Fen | null;
}

/** How many of a kind are shown; who finds more says more. */
const MOST = 20;
const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/** Reads what was typed, in full-width signs or with a mark of the currency. */
function sought(foundation: number, q: string): Sought {
  const text = q.normalize('NFKC').replaceAll(/\p{Cc}/gu, '').trim();
  const no = text.toUpperCase();
  const digits = text.replaceAll(/[\s-]/g, '').replace(/^\+86/, '');
  const isNumber = /^[\d\s+-]+$/.test(text);
  const [, whole = '', cents = ''] = /^[¥￥]?\s*(\d[\d,]{0,15})(?:\.(\d{1,2}))?\s*元?$/.exec(text) ?? [];
  return {
    foundation, text, no,
    voucher: /^[A-Z]{2}-\d[\d-]*$/.test(no) ? `${no}%` : null,
    name: !isNumber && (text.length >= 2 || /\p{Script=Han}/u.test(text)) ? `%${escaped(text)}%` : null,
    tail: /^\d{4,11}$/.test(digits) ? `${[...digits].reverse().join('')}%` : null,
    // digits alone are a number: a sum has its point, its mark or its unit
    sum: whole && /[.,¥￥元]/.test(text) ? BigInt(whole.replaceAll(',', '') + cents.padEnd(2, '0')) : null,
  };
}

/** Donors by name or title, or by the end of their telephone number, which an index knows backwards. */
const DONORS = `SELECT id FROM donor WHERE $3::text IS NOT NULL AND (name ILIKE $3 OR title ILIKE $3) UNION ALL SELECT id FROM donor WHERE $4::text IS NOT NULL AND reverse(phone) LIKE $4`;

/** Looks for what staff have in hand: a number, somebody's name, the last digits of a telephone, a sum. */
@Injectable()
export class Search {
  constructor(private readonly db: DataSource) {}

  /**
   * @param q as typed, not empty
   * @returns what this person may open, and whether there is more than is shown
   */
  async find(foundation: number, q: string, person: Person): Promise<{ hits: Hit[]; more: boolean }> {
    const asked = sought(foundation, q);
    if (asked.text === '') return { hits: [], more: false };
    const sees = (page: string): boolean => finds(person, `/desk/${page}`);
    const kinds = await Promise.all([
      this.gifts(asked, sees('vouchers')), this.offline(asked), this.entries(asked, sees('vouchers')),
      ...(sees('bank') ? [this.lines(asked)] : []), ...(sees('batches') ? [this.batchLines(asked)] : []), ...(sees('founding') ? [this.contributions(asked)] : []),
    ]);
    return { hits: kinds.flatMap((hits) => hits.slice(0, MOST)), more: kinds.some((hits) => hits.length > MOST) };
  }

  private async gifts({ foundation, no, text, name, tail, sum }: Sought, vouchers: boolean): Promise<Hit[]> {
    const rows = await this.db.query<(Omit<Hit, 'what' | 'day' | 'path'> & { at: Date; voucher: string | null; offline: bigint | null })[]>(
      `WITH found AS (
         SELECT id FROM donation WHERE no = $2 OR (foundation = $1 AND amount = $6)
         UNION SELECT d.id FROM (${DONORS}) who JOIN donation d ON d.donor = who.id
         UNION SELECT p.donation FROM receipt r JOIN payment p ON p.id = r.payment WHERE r.foundation = $1 AND r.no = $2
         UNION SELECT p.donation FROM fiscal_receipt r JOIN payment p ON p.id = r.payment WHERE r.foundation = $1 AND r.number = $2
         UNION SELECT donation FROM payment WHERE provider_ref IN ($5, 'stripe:' || $5)
         UNION SELECT donation FROM offline_gift WHERE reference = $2)
       SELECT d.no, coalesce(o.name, o.title) AS who, right(o.phone, 4) AS "phoneTail", d.amount AS sum, d.begun_at AS at, s.voucher, e.gift AS offline
       FROM found JOIN donation d ON d.id = found.id LEFT JOIN donor o ON o.id = d.donor LEFT JOIN payment p ON p.donation = d.id AND p.not_as_asked IS NULL LEFT JOIN sealed_entry s ON s.entry = p.entry LEFT JOIN offline_gift_end e ON e.entry = p.entry
       WHERE d.foundation = $1 ORDER BY d.begun_at DESC LIMIT ${MOST + 1}`, [foundation, no, name, tail, text, sum]);
    return rows.map(({ at, voucher, offline, ...row }) => ({ what: 'gift', ...row, day: dayOf(at), path: offline !== null ? `/desk/gifts/${offline}` : voucher && pathOf(voucher, vouchers) }));
  }

  /** Brought to the desk and not booked yet; afterwards it is found as a gift. */
  private async offline({ foundation, no, text, name, tail, sum }: Sought): Promise<Hit[]> {
    const rows = await this.db.query<(Omit<Hit, 'what' | 'path'> & { id: bigint })[]>(
      `SELECT g.id, g.no, coalesce(o.name, o.title, g.payer) AS who, right(o.phone, 4) AS "phoneTail", g.sum, g.day::text AS day FROM offline_gift g LEFT JOIN donor o ON o.id = g.donor
       WHERE g.foundation = $1 AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id AND e.what = 'booked')
         AND (g.no = $2 OR g.reference = $2 OR g.words = $5 OR o.name ILIKE $3 OR o.title ILIKE $3 OR g.payer ILIKE $3 OR reverse(o.phone) LIKE $4 OR g.sum = $6) ORDER BY g.id DESC LIMIT ${MOST + 1}`, [foundation, no, name, tail, text, sum]);
    return rows.map(({ id, ...row }) => ({ what: 'gift', ...row, path: `/desk/gifts/${id}` }));
  }

  private async entries({ foundation, no, voucher, name, sum }: Sought, vouchers: boolean): Promise<Hit[]> {
    const rows = await this.db.query<{ no: string; who: string | null; sum: Fen; day: Day }[]>(
      `WITH named AS MATERIALIZED (SELECT entry FROM entry_words WHERE $3::text IS NOT NULL AND party ILIKE $3), found AS (
         SELECT entry FROM sealed_entry WHERE foundation = $1 AND voucher = $2
         UNION SELECT entry FROM sealed_entry WHERE foundation = $1 AND $4::text IS NOT NULL AND voucher LIKE $4
         UNION SELECT entry FROM named
         UNION SELECT entry FROM posting WHERE $5::bigint IS NOT NULL AND abs(debit) = $5)
       SELECT s.voucher AS no, w.party AS who, (SELECT coalesce(sum(GREATEST(x.debit, 0)), 0)::bigint FROM posting x WHERE x.entry = s.entry) AS sum, s.day::text FROM found JOIN sealed_entry s ON s.entry = found.entry LEFT JOIN entry_words w ON w.entry = s.entry
       WHERE s.foundation = $1 ORDER BY s.number DESC LIMIT ${MOST + 1}`, [foundation, no, name, voucher, sum]);
    return rows.map((row) => ({ what: 'entry', ...row, phoneTail: null, path: pathOf(row.no, vouchers) }));
  }

  /** Lines of statements, by the bank's own number, who was on the other side, or the sum. */
  private async lines({ foundation, text, no, name, sum }: Sought): Promise<Hit[]> {
    const rows = await this.db.query<{ id: string; code: string; no: string; who: string | null; sum: Fen; day: Day }[]>(
      `WITH found AS (
         SELECT l.id FROM place p JOIN bank_line l ON l.place = p.id WHERE p.foundation = $1 AND l.reference IN ($2, $3)
         UNION SELECT l.id FROM place p JOIN bank_line l ON l.place = p.id WHERE p.foundation = $1 AND $4::text IS NOT NULL AND (l.party ILIKE $4 OR l.memo ILIKE $4)
         UNION SELECT l.id FROM place p JOIN bank_line l ON l.place = p.id WHERE p.foundation = $1 AND $5::bigint IS NOT NULL AND l.sum IN ($5, -$5))
       SELECT l.id::text, p.code, l.reference AS no, l.party AS who, l.sum, l.day::text FROM found JOIN bank_line l ON l.id = found.id JOIN place p ON p.id = l.place ORDER BY l.day DESC, l.id DESC LIMIT ${MOST + 1}`, [foundation, text, no, name, sum]);
    return rows.map(({ id, code, ...row }) => ({ what: 'line', ...row, phoneTail: null, path: `/desk/bank/${code}/lines/${id}` }));
  }

  /** Gifts of a list: the platform's number, or who gave. */
  private async batchLines({ foundation, text, name, tail, sum }: Sought): Promise<Hit[]> {
    const rows = await this.db.query<(Omit<Hit, 'what' | 'path'> & { batch: number })[]>(
      `WITH found AS (
         SELECT l.batch, l.line FROM place p JOIN gift_batch_line l ON l.place = p.id WHERE p.foundation = $1 AND l.no = $2
         UNION SELECT l.batch, l.line FROM (${DONORS}) who JOIN gift_batch_line l ON l.donor = who.id
         UNION SELECT l.batch, l.line FROM gift_batch_line l WHERE $5::bigint IS NOT NULL AND l.sum = $5)
       SELECT l.batch, l.no, coalesce(o.name, o.title) AS who, right(o.phone, 4) AS "phoneTail", l.sum, l.day::text AS day
       FROM found JOIN gift_batch_line l ON l.batch = found.batch AND l.line = found.line JOIN gift_batch b ON b.id = l.batch AND b.foundation = $1 LEFT JOIN donor o ON o.id = l.donor ORDER BY l.day DESC, l.batch DESC, l.line LIMIT ${MOST + 1}`, [foundation, text, name, tail, sum]);
    return rows.map(({ batch, ...row }) => ({ what: 'batch', ...row, path: `/desk/batches/${batch}` }));
  }

  private async contributions({ foundation, no, name, sum }: Sought): Promise<Hit[]> {
    const rows = await this.db.query<{ id: string; no: string; who: string; sum: Fen; day: Day }[]>(
      `SELECT id::text, reference AS no, founder AS who, sum, value_day::text AS day FROM founding_contribution
       WHERE foundation = $1 AND (upper(reference) = $2 OR founder ILIKE $3 OR sum = $4) ORDER BY value_day DESC LIMIT ${MOST + 1}`, [foundation, no, name, sum]);
    return rows.map(({ id, ...row }) => ({ what: 'contribution', ...row, phoneTail: null, path: `/desk/founding/contributions/${id}` }));
  }
}

/** Who may open vouchers stays at the desk; the others read the entry as everybody does. */
const pathOf = (voucher: string, vouchers: boolean): string => `${vouchers ? '/desk/vouchers' : '/entries'}/${voucher}`;
