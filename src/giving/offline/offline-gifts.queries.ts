import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nameIn, type Lang } from '../../platform/words';
import type { Day, Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { Display } from '../../rules/names';
import type { Channel, OfflineWay, Proof } from '../../rules/offline-gift';
import type { Which } from './offline-gifts.service';

/** Days for which an announced transfer is waited for. */
export const AWAITED_DAYS = 30;

/** Of an announced transfer `g` at the moment $1: its last day is over. */
export const LAPSED = `g.day + ${AWAITED_DAYS} < ($1::timestamptz AT TIME ZONE 'Asia/Shanghai')::date`;

/** Where a gift stands. */
export const STATES = ['second', 'recount', 'confirm', 'received', 'expected', 'lapsed', 'booked', 'reversed', 'withdrawn', 'bounced'] as const;
export type GiftState = (typeof STATES)[number];

/** Of the gift `g` at the moment $1. */
const STATE = `CASE
  WHEN EXISTS (SELECT FROM journal_entry r WHERE r.reverses = e.entry) THEN 'reversed'
  WHEN e.what IS NOT NULL THEN e.what
  WHEN g.way = 'cash' THEN CASE WHEN (SELECT turn FROM cash_count c WHERE c.gift = g.id ORDER BY round DESC, turn DESC LIMIT 1) = 2 THEN 'recount' ELSE 'second' END
  WHEN g.way IN ('goods', 'service') THEN 'confirm'
  WHEN g.way = 'cheque' AND NOT EXISTS (SELECT FROM cheque_handing h WHERE h.gift = g.id) THEN 'received'
  WHEN g.donation IS NOT NULL AND ${LAPSED} THEN 'lapsed'
  ELSE 'expected' END`;

export interface GiftRow {
  readonly id: string;
  readonly no: string;
  readonly way: OfflineWay;
  readonly channel: Channel;
  readonly day: Day;
  /** Null while cash is not counted by two. */
  readonly sum: Fen | null;
  readonly fund: string;
  readonly name: string | null;
  readonly words: string | null;
  readonly state: GiftState;
  readonly by: string | null;
}

export interface Filter {
  readonly q: string;
  readonly state: GiftState | '';
  readonly channel: Channel | '';
  /** Empty: all of them. */
  readonly month: Month;
}

/** Who did what, and when; the entry by its voucher number once it has one. */
export interface GiftAct {
  readonly at: Date;
  readonly what: string;
  readonly by: string | null;
  readonly entry: string | null;
  readonly detail: string | null;
  readonly sum: Fen | null;
  readonly other: Fen | null;
}

export interface GiftDetail {
  readonly id: string;
  readonly no: string;
  readonly way: OfflineWay;
  readonly channel: Channel;
  readonly day: Day;
  readonly sum: Fen | null;
  readonly fund: { readonly code: string; readonly name: string; readonly named: boolean };
  readonly display: Display;
  readonly name: string | null;
  readonly phone: string | null;
  readonly title: string | null;
  readonly identity: string | null;
  readonly payer: string | null;
  readonly words: string | null;
  readonly proof: { readonly kind: Proof; readonly name: string } | null;
  readonly serves: 'programme' | 'management' | null;
  /** To be kept: booked as principal. */
  readonly principal: boolean;
  readonly called: 'subsidy' | 'purchase' | null;
  readonly identityNote: string | null;
  readonly reference: string | null;
  readonly state: GiftState;
  readonly recordedBy: number | null;
  readonly recordedAt: Date;
  readonly round: number | null;
  /** Who made the first count of the round that is open. */
  readonly counting: number | null;
  readonly entry: string | null;
  readonly receipt: string | null;
  readonly payment: bigint | null;
  readonly token: boolean;
}

export interface GoodsIssue {
  readonly id: string;
  readonly words: string;
  readonly sheet: string;
  readonly sum: Fen;
  readonly day: Day;
  readonly recordedBy: number;
  readonly by: string;
  readonly booked: boolean;
}

/** The line of the bank on which a gift rests, or from which it was recorded. */
export interface LineOfGift {
  readonly id: string;
  /** Code of the account. */
  readonly place: string;
  readonly reference: string;
  readonly sum: Fen;
  /** The match that joins it with the gift now. */
  readonly match: string | null;
  /** It is matched with something else. */
  readonly taken: boolean;
}


/** What the desk reads of gifts that come otherwise than by the payment provider. */
@Injectable()
export class OfflineGiftsQueries {
  constructor(private readonly db: DataSource) {}

  /** Newest first, as asked for. */
  list(foundation: number, { q, state, channel, month }: Filter, { lang, now, most }: { lang: Lang; now: Date; most: number }): Promise<GiftRow[]> {
    return this.db.query<GiftRow[]>(
      `SELECT * FROM (
         SELECT g.id::text, g.no, g.way, g.channel, g.day, coalesce(e.sum, g.sum) AS sum, f.${nameIn(lang)} AS fund, coalesce(o.name, g.payer) AS name, g.words, p.${nameIn(lang)} AS by, ${STATE} AS state
         FROM offline_gift g JOIN fund f ON f.id = g.fund LEFT JOIN donation d ON d.id = g.donation LEFT JOIN donor o ON o.id = coalesce(d.donor, g.donor)
         LEFT JOIN offline_gift_end e ON e.gift = g.id LEFT JOIN person p ON p.id = g.recorded_by
         WHERE g.foundation = $2 AND ($3 = '' OR g.channel = $3) AND ($4 = '' OR g.day BETWEEN ($4 || '-01')::date AND (($4 || '-01')::date + interval '1 month - 1 day'))
           AND ($5 = '' OR strpos(upper(g.no), upper($5)) > 0 OR strpos(upper(coalesce(g.reference, '')), upper($5)) > 0 OR strpos(lower(concat_ws(' ', o.name, o.title, g.payer)), lower($5)) > 0
             OR ($5 ~ '^[0-9]{4,11}$' AND right(o.phone, length($5)) = $5))
       ) gift WHERE $6 = '' OR state = $6 ORDER BY day DESC, id::bigint DESC LIMIT $7`, [now, foundation, channel, month, q, state, most]);
  }

  /** How many stand where somebody has to do something, by state. */
  async waiting(foundation: number, now: Date): Promise<Map<GiftState, number>> {
    const rows = await this.db.query<{ state: GiftState; count: number }[]>(
      `SELECT state, count(*)::int AS count FROM (SELECT ${STATE} AS state FROM offline_gift g LEFT JOIN offline_gift_end e ON e.gift = g.id WHERE g.foundation = $2 AND e.gift IS NULL) gift GROUP BY state`, [now, foundation]);
    return new Map(rows.map(({ state, count }) => [state, count]));
  }

  /** @throws NotFoundException */
  async detail({ foundation, id }: Which, { lang, now }: { lang: Lang; now: Date }): Promise<GiftDetail> {
    const [row] = await this.db.query<(Omit<GiftDetail, 'fund' | 'proof'> & { fund_code: string; fund_name: string; named: boolean; proof: Proof | null; proof_name: string | null })[]>(
      `SELECT g.id::text, g.no, g.way, g.channel, g.day, coalesce(e.sum, g.sum) AS sum, f.code AS fund_code, f.${nameIn(lang)} AS fund_name, EXISTS (SELECT FROM agreement a WHERE a.fund = f.id) AS named,
         coalesce(d.display, g.display) AS display, o.name, o.phone, o.title, o.id_number AS identity, g.payer, g.words, g.proof, g.proof_name, g.serves, g.principal, g.called, g.identity_note AS "identityNote", g.reference,
         ${STATE} AS state, g.recorded_by AS "recordedBy", g.recorded_at AS "recordedAt", c.round,
         CASE WHEN c.turn = 1 THEN c.person END AS counting, s.voucher AS entry, r.no AS receipt, m.id AS payment, g.donation IS NULL AND m.id IS NOT NULL AS token
       FROM offline_gift g JOIN fund f ON f.id = g.fund LEFT JOIN donation d ON d.id = g.donation LEFT JOIN donor o ON o.id = coalesce(d.donor, g.donor)
       LEFT JOIN offline_gift_end e ON e.gift = g.id LEFT JOIN sealed_entry s ON s.entry = e.entry LEFT JOIN payment m ON m.entry = e.entry LEFT JOIN receipt r ON r.payment = m.id
       LEFT JOIN LATERAL (SELECT * FROM cash_count WHERE gift = g.id ORDER BY round DESC, turn DESC LIMIT 1) c ON true
       WHERE g.id = $2 AND g.foundation = $3`, [now, id, foundation]);
    if (!row) throw new NotFoundException();
    const { fund_code: code, fund_name: name, named, proof, proof_name: proofName, ...rest } = row;
    return { ...rest, fund: { code, name, named }, proof: proof && { kind: proof, name: proofName! } };
  }

  /** The record of a gift, oldest first. The figures of a count are told when both of its round are in. */
  acts({ foundation, id }: Which, lang: Lang): Promise<GiftAct[]> {
    const act = (from: string, at: string, what: string, by: string, { entry = 'NULL::bigint', detail = 'NULL', sum = 'NULL::bigint', other = 'NULL::bigint' } = {}): string =>
      `SELECT ${at} AS at, ${what} AS what, ${by} AS person, ${entry} AS entry, ${detail} AS detail, ${sum} AS sum, ${other} AS other FROM ${from}`;
    return this.db.query<GiftAct[]>(
      `SELECT a.at, a.what, p.${nameIn(lang)} AS by, s.voucher AS entry, a.detail, a.sum, a.other FROM (
         ${act('offline_gift WHERE id = $1', 'recorded_at', `CASE WHEN recorded_by IS NULL THEN 'announced' ELSE 'recorded' END`, 'recorded_by')}
         UNION ALL ${act('cash_count WHERE gift = $1', 'counted_at', `'count-' || turn`, 'person', { detail: 'round::text', sum: 'CASE WHEN EXISTS (SELECT FROM cash_count b WHERE b.gift = cash_count.gift AND b.round = cash_count.round AND b.turn = 2) THEN sum END' })}
         UNION ALL ${act('cash_difference WHERE gift = $1', 'found_at', `'differs'`, 'NULL::int', { detail: 'round::text', sum: 'first_sum::bigint', other: 'second_sum::bigint' })}
         UNION ALL ${act('cheque_handing WHERE gift = $1', 'at', `'handed'`, 'by_person', { detail: 'day::text' })}
         UNION ALL ${act('offline_gift_end WHERE gift = $1', 'at', 'what', 'by_person', { entry: 'entry', detail: 'reason', sum: 'sum::bigint' })}
         UNION ALL ${act('goods_issue WHERE gift = $1', 'recorded_at', `'issued'`, 'recorded_by', { detail: `words || '，' || sheet`, sum: 'sum::bigint' })}
         UNION ALL ${act('goods_issue_booking b JOIN goods_issue i ON i.id = b.issue WHERE i.gift = $1', 'b.at', `'issue-booked'`, 'b.by_person', { entry: 'b.entry', detail: 'i.sheet' })}
         UNION ALL ${act('offline_gift_reversal WHERE gift = $1', 'at', `'reversed'`, 'by_person', { entry: 'entry', detail: 'reason' })}
         -- by a voucher, as when its month is closed
         UNION ALL ${act('offline_gift_end x JOIN journal_entry r ON r.reverses = x.entry LEFT JOIN voucher_maker v ON v.entry = r.id WHERE x.gift = $1 AND NOT EXISTS (SELECT FROM offline_gift_reversal o WHERE o.gift = $1)', 'r.posted_at', `'reversed'`, 'v.maker', { entry: 'r.id' })}
       ) a LEFT JOIN person p ON p.id = a.person LEFT JOIN sealed_entry s ON s.entry = a.entry
       WHERE EXISTS (SELECT FROM offline_gift WHERE id = $1 AND foundation = $2) ORDER BY a.at, array_position(ARRAY['recorded', 'announced', 'count-1', 'count-2', 'differs'], a.what)`, [id, foundation]);
  }

  /** The last line that its entry was matched with, or that it was recorded from; null when there is none. */
  async lineOf({ foundation, id }: Which): Promise<LineOfGift | null> {
    const [row] = await this.db.query<LineOfGift[]>(
      `WITH found AS (
         SELECT x.line, x.match FROM offline_gift_end e JOIN bank_match_posting p ON p.entry = e.entry JOIN bank_match_line x ON x.match = p.match WHERE e.gift = $1
         UNION ALL SELECT g.line, 0 FROM offline_gift g WHERE g.id = $1 AND g.line IS NOT NULL
       )
       SELECT l.id::text, a.code AS place, l.reference, l.sum, m.match::text AS match, m.match IS NULL AND EXISTS (SELECT FROM matched_line o WHERE o.line = l.id) AS taken
       FROM found f JOIN bank_line l ON l.id = f.line JOIN place a ON a.id = l.place LEFT JOIN matched_line m ON m.line = f.line AND m.match = f.match WHERE l.foundation = $2 ORDER BY f.match DESC LIMIT 1`, [id, foundation]);
    return row ?? null;
  }

  /** Number of the state's receipt that is valid for it. */
  async fiscalOf({ foundation, id }: Which): Promise<string | null> {
    const [row] = await this.db.query<{ number: string }[]>(
      `SELECT f.number FROM offline_gift_end e JOIN payment p ON p.entry = e.entry JOIN fiscal_receipt f ON f.payment = p.id
       WHERE e.gift = $1 AND f.foundation = $2 AND NOT EXISTS (SELECT FROM fiscal_receipt_void v WHERE v.receipt = f.id)`, [id, foundation]);
    return row?.number ?? null;
  }

  /** Goods given out of a gift, oldest first. */
  issues({ foundation, id }: Which, lang: Lang): Promise<GoodsIssue[]> {
    return this.db.query<GoodsIssue[]>(
      `SELECT i.id::text, i.words, i.sheet, i.sum, i.day, i.recorded_by AS "recordedBy", p.${nameIn(lang)} AS by, b.issue IS NOT NULL AS booked
       FROM goods_issue i JOIN offline_gift g ON g.id = i.gift JOIN person p ON p.id = i.recorded_by LEFT JOIN goods_issue_booking b ON b.issue = i.id
       WHERE i.gift = $1 AND g.foundation = $2 ORDER BY i.id`, [id, foundation]);
  }

  /** The funds that take gifts, for a form. */
  funds(foundation: number, classes: readonly string[], { lang, today }: { lang: Lang; today: Day }): Promise<{ value: string; label: string; preserved: boolean }[]> {
    return this.db.query<{ value: string; label: string; preserved: boolean }[]>(
      `SELECT f.id::text AS value, f.${nameIn(lang)} AS label, f.class = 'preserved' AS preserved FROM fund f LEFT JOIN fund_closing c ON c.fund = f.id
       WHERE f.foundation = $1 AND f.class = ANY ($2) AND (c.day IS NULL OR c.day > $3) AND no_gift_begins(f.id) IS NULL ORDER BY f.class = 'general', f.id`, [foundation, classes, today]);
  }
}
