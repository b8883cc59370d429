import { Injectable, NotFoundException } from '@nestjs/common';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import type { FundRef } from '../ledger/draft';
import { yearOf } from '../rules/day';
import type { Fen } from '../rules/money';
import { shownName, type Display } from '../rules/names';
import { admit, type Raising } from '../rules/raising';
import { Refused } from '../rules/refused';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import type { Asked } from './asked';
import { LAPSED } from './offline/offline-gifts.queries';

/** An unpaid gift's link ends after this many days; a paid one's never. */
const UNPAID_DAYS = 7;

/**
 * Of the donation `d` at the moment $1: no money has come, and none can come any more as far as we have been told. The provider's
 * session lives for a day at most; after that money comes only where it has said that some is under way, or where a transfer is announced.
 */
export const NOTHING_CAME = `NOT EXISTS (SELECT FROM payment p WHERE p.donation = d.id)
  AND NOT EXISTS (SELECT FROM offline_gift g WHERE g.donation = d.id AND NOT ${LAPSED} AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id))
  AND NOT EXISTS (
    SELECT FROM checkout c LEFT JOIN LATERAL (
      SELECT bool_or(n.what = 'pending') AS pending, bool_or(n.what <> 'pending') AS ended FROM checkout_news n WHERE n.session = c.session) news ON true
    WHERE c.donation = d.id AND c.session IS NOT NULL AND (
      EXISTS (SELECT FROM stray_payment s WHERE s.session = c.session) OR
      (news.ended IS NOT TRUE AND (news.pending OR c.begun_at > $1::timestamptz - interval '24 hours'))))`;

export interface Donation {
  readonly id: string;
  readonly no: string;
  readonly foundation: number;
  readonly fund: FundRef & { readonly code: string; readonly name: string; readonly englishName: string };
  readonly amount: Fen;
  readonly display: Display;
  readonly donor: number | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly title: string | null;
  readonly identity: string | null;
  readonly wantsReceipt: boolean;
  /** 本金不动: only what it earns is used. */
  readonly principal: boolean;
  readonly begunAt: Date;
  readonly expiresAt: Date;
}

@Injectable()
export class Donations {
  constructor(private readonly db: DataSource, private readonly clock: Clock, private readonly config: Config) {}

  /**
   * Somebody wants to give. Nothing is paid yet. The same form sent twice, by two presses or at once, is one gift: the secret
   * link is made of the form's one-time key and what it says, so both presses make the same link.
   * @param key one-time key of the form, or of the caller of the API
   * @returns the secret of the link `/g/:token`
   * @throws Refused when the fund may not take this gift today (CL 22, 24, 29); `keeps-missing` where a fund that keeps principal is not told whether this is some
   */
  async begin(fund: FundRef, raising: Raising, asked: Asked, { key, lang }: { key: string; lang: 'zh' | 'en' }): Promise<string> {
    admit(raising);
    if (fund.class === 'preserved' && asked.principal === null) throw new Refused('keeps-missing', { field: 'keeps' });
    const principal = fund.class === 'preserved' && asked.principal === true;
    const said = [key, fund.id, asked.amount, asked.display, asked.name, asked.phone, asked.receipt, asked.title, asked.identity, ...(principal ? ['principal'] : [])].map(String).join('\0');
    const token = createHmac('sha256', this.config.sessionSecret).update(`gift\0${said}`).digest('base64url').slice(0, 24);
    const now = this.clock.now();
    const expires = new Date(now.getTime() + UNPAID_DAYS * 86_400_000);
    await this.db.transaction(async (tx) => {
      const [made] = await tx.query<{ id: string }[]>(
        `INSERT INTO donation (id, no, foundation, fund, amount, display, wants_receipt, lang, token_hash, begun_at, expires_at, principal)
         VALUES ($1, 'GF-' || $2 || '-' || lpad(nextval('donation_no')::text, 6, '0'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (token_hash) DO NOTHING RETURNING id`,
        [randomUUID(), String(yearOf(this.clock.today())), fund.foundation, fund.id, asked.amount, asked.display, asked.receipt, lang, hashOf(token), now, expires, principal]);
      if (!made || !(asked.name ?? asked.phone ?? asked.title ?? asked.identity)) return;
      await tx.query(
        `WITH known AS (INSERT INTO donor (name, phone, title, id_number) VALUES ($1, $2, $3, $4) RETURNING id)
         UPDATE donation SET donor = known.id FROM known WHERE donation.id = $5`, [asked.name, asked.phone, asked.title, asked.identity, made.id]);
    });
    return token;
  }

  /**
   * The gift behind a secret link.
   * @throws NotFoundException for a link we never gave, one that has expired unpaid, and one of another foundation alike
   */
  async behind(token: string, foundation: number, db: Pick<EntityManager, 'query'> = this.db): Promise<Donation> {
    const [row] = await db.query<Row[]>(
      `${SELECT} WHERE (d.expires_at > $1 OR NOT (${NOTHING_CAME})) AND d.token_hash = $2 AND d.foundation = $3`, [this.clock.now(), hashOf(token), foundation]);
    if (!row) throw new NotFoundException();
    return read(row);
  }

  /** A paid gift by its public number. @throws NotFoundException also for one that was never paid */
  async paid(no: string, foundation: number): Promise<Donation> {
    const [row] = await this.db.query<Row[]>(`${SELECT} JOIN payment p ON p.donation = d.id AND p.not_as_asked IS NULL WHERE d.no = upper($1) AND d.foundation = $2`, [no, foundation]);
    if (!row) throw new NotFoundException();
    return read(row);
  }

  /** How the public reads of the donor: 爱心人士 unless they agreed to more. */
  shownAs(gift: Pick<Donation, 'display' | 'name'>): string {
    return shownName(gift);
  }
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const SELECT = `SELECT d.id, d.no, d.foundation, d.amount, d.display, d.wants_receipt, d.principal, d.begun_at, d.expires_at, d.donor, o.name, o.phone, o.title, o.id_number,
    f.id AS fund, f.class, f.code AS fund_code, f.name AS fund_name, f.english_name AS fund_english_name
  FROM donation d JOIN fund f ON f.id = d.fund LEFT JOIN donor o ON o.id = d.donor`;

interface Row {
  id: string; no: string; foundation: number; amount: Fen; display: Display; wants_receipt: boolean; principal: boolean; begun_at: Date; expires_at: Date; donor: bigint | null;
  name: string | null; phone: string | null; title: string | null; id_number: string | null;
  fund: number; class: FundRef['class']; fund_code: string; fund_name: string; fund_english_name: string;
}

const read = (r: Row): Donation => ({
  id: r.id, no: r.no, foundation: r.foundation, amount: r.amount, display: r.display, wantsReceipt: r.wants_receipt, principal: r.principal, begunAt: r.begun_at, expiresAt: r.expires_at,
  donor: r.donor === null ? null : Number(r.donor), name: r.name, phone: r.phone, title: r.title, identity: r.id_number,
  fund: { id: r.fund, foundation: r.foundation, class: r.class, code: r.fund_code, name: r.fund_name, englishName: r.fund_english_name },
});
