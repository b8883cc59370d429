import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dayOf, type Day } from '../rules/day';
import type { Fen } from '../rules/money';

/** A gift, an entry or a founder's contribution that somebody at the desk looked for. */
export interface Hit {
  readonly what: 'gift' | 'entry' | 'contribution';
  /** Its own number: GF-…, SR-…, the bank's. */
  readonly no: string;
  readonly who: string | null;
  readonly phoneTail: string | null;
  /** Nothing while cash is being counted: the second count is blind. */
  readonly sum: Fen | null;
  readonly day: Day;
  readonly path: string | null;
}

/** How many of a kind are shown; who finds more says more. */
const MOST = 20;

/** Looks for what staff have in hand: a number, somebody's name, the last digits of a telephone. */
@Injectable()
export class Search {
  constructor(private readonly db: DataSource) {}

  /** @param q as typed, not empty */
  async find(foundation: number, q: string): Promise<Hit[]> {
    const asked = q.normalize('NFKC').trim();
    const no = asked.toUpperCase();
    const digits = asked.replaceAll(/[\s-]/g, '');
    const name = (asked.length >= 2 || /\p{Script=Han}/u.test(asked)) && !/^[\d\s-]+$/.test(asked) ? `%${asked.replaceAll(/[\\%_]/g, '\\$&')}%` : null;
    const tail = /^\d{4,11}$/.test(digits) ? `%${digits}` : null;
    const [gifts, offline, entries, contributions] = await Promise.all([this.gifts(foundation, { no, name, tail }), this.offline(foundation, { no, name, tail }), this.entries(foundation, { no, name }), this.contributions(foundation, { no, name })]);
    return [...gifts, ...offline, ...entries, ...contributions];
  }

  private async gifts(foundation: number, { no, name, tail }: { no: string; name: string | null; tail: string | null }): Promise<Hit[]> {
    const rows = await this.db.query<(Omit<Hit, 'what' | 'day' | 'path'> & { at: Date; voucher: string | null })[]>(
      `SELECT d.no, coalesce(o.name, o.title) AS who, right(o.phone, 4) AS "phoneTail", d.amount AS sum, d.begun_at AS at, s.voucher
       FROM donation d LEFT JOIN donor o ON o.id = d.donor LEFT JOIN payment p ON p.donation = d.id LEFT JOIN receipt r ON r.payment = p.id LEFT JOIN sealed_entry s ON s.entry = p.entry
       WHERE d.foundation = $1 AND (d.no = $2 OR r.no = $2 OR o.name ILIKE $3 OR o.title ILIKE $3 OR o.phone LIKE $4) ORDER BY d.begun_at DESC LIMIT ${MOST}`, [foundation, no, name, tail]);
    return rows.map(({ at, voucher, ...row }) => ({ what: 'gift', ...row, day: dayOf(at), path: voucher && `/entries/${voucher}` }));
  }

  /** Brought to the desk and not booked yet; afterwards it is found as a gift. */
  private async offline(foundation: number, { no, name, tail }: { no: string; name: string | null; tail: string | null }): Promise<Hit[]> {
    const rows = await this.db.query<(Omit<Hit, 'what' | 'path'> & { id: bigint })[]>(
      `SELECT g.id, g.no, coalesce(o.name, o.title, g.payer) AS who, right(o.phone, 4) AS "phoneTail", g.sum, g.day::text AS day FROM offline_gift g LEFT JOIN donor o ON o.id = g.donor
       WHERE g.foundation = $1 AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id AND e.what = 'booked')
         AND (g.no = $2 OR g.reference = $2 OR o.name ILIKE $3 OR o.title ILIKE $3 OR g.payer ILIKE $3 OR o.phone LIKE $4) ORDER BY g.id DESC LIMIT ${MOST}`, [foundation, no, name, tail]);
    return rows.map(({ id, ...row }) => ({ what: 'gift', ...row, path: `/desk/gifts/${id}` }));
  }

  private async entries(foundation: number, { no, name }: { no: string; name: string | null }): Promise<Hit[]> {
    const rows = await this.db.query<{ no: string; who: string | null; sum: Fen; day: Day }[]>(
      `SELECT s.voucher AS no, w.party AS who, abs(s.money)::bigint AS sum, s.day::text FROM sealed_entry s LEFT JOIN entry_words w ON w.entry = s.entry
       WHERE s.foundation = $1 AND (s.voucher = $2 OR w.party ILIKE $3) ORDER BY s.number DESC LIMIT ${MOST}`, [foundation, no, name]);
    return rows.map((row) => ({ what: 'entry', ...row, phoneTail: null, path: `/entries/${row.no}` }));
  }

  private async contributions(foundation: number, { no, name }: { no: string; name: string | null }): Promise<Hit[]> {
    const rows = await this.db.query<{ id: string; no: string; who: string; sum: Fen; day: Day }[]>(
      `SELECT id::text, reference AS no, founder AS who, sum, value_day::text AS day FROM founding_contribution
       WHERE foundation = $1 AND (upper(reference) = $2 OR founder ILIKE $3) ORDER BY value_day DESC LIMIT ${MOST}`, [foundation, no, name]);
    return rows.map(({ id, ...row }) => ({ what: 'contribution', ...row, phoneTail: null, path: `/desk/founding/contributions/${id}` }));
  }
}
