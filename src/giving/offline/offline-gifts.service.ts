import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { BankLines } from '../../bank/bank-lines';
import { FundsQueries } from '../../funds/funds.queries';
import type { FundRef } from '../../ledger/draft';
import { KINDS } from '../../ledger/kinds';
import { Papers } from '../../people/papers/papers.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { type Day, yearOf } from '../../rules/day';
import { isCitizenNumber, isCreditCode } from '../../rules/identity';
import type { Fen } from '../../rules/money';
import type { Display } from '../../rules/names';
import { admitOffline, type Channel, type OfflineWay, type Proof } from '../../rules/offline-gift';
import { Refused } from '../../rules/refused';

/** Who gives, and how they wish to be named. */
export interface Giver {
  readonly display: Display;
  readonly name: string | null;
  readonly phone: string | null;
  readonly title: string | null;
  readonly identity: string | null;
  readonly wantsReceipt: boolean;
}
export const NOBODY_NAMED: Giver = { display: 'anonymous', name: null, phone: null, title: null, identity: null, wantsReceipt: false };

/** What is recorded of something that comes otherwise than by the payment provider. */
export interface Recorded {
  readonly key: string;
  readonly way: OfflineWay;
  readonly channel: Channel;
  readonly fund: FundRef;
  readonly place: number | null;
  /** Null for cash. */
  readonly sum: Fen | null;
  readonly day: Day;
  readonly giver: Giver;
  readonly payer?: string | null;
  readonly words?: string | null;
  readonly proof?: { readonly kind: Proof; readonly name: string } | null;
  readonly serves?: 'programme' | 'management';
  readonly called?: 'subsidy' | 'purchase';
  readonly identityNote?: string | null;
  /** Of a transfer or cheque for a preserved fund: the giver wants it kept, and only what it earns used. */
  readonly kept?: boolean;
  readonly line?: bigint | null;
  /** Files that came with the form, by their keys. */
  readonly papers?: readonly string[];
}

/** Which gift of which foundation. */
export interface Which {
  readonly foundation: number;
  readonly id: bigint;
}

/** A gift as the acts on it need it. */
export interface OfflineGift {
  readonly id: bigint;
  readonly no: string;
  readonly foundation: number;
  readonly way: OfflineWay;
  readonly channel: Channel;
  readonly fund: FundRef;
  readonly place: number | null;
  readonly sum: Fen | null;
  readonly day: Day;
  readonly display: Display;
  readonly donor: bigint | null;
  readonly name: string | null;
  readonly wantsReceipt: boolean;
  readonly payer: string | null;
  readonly words: string | null;
  readonly proved: boolean;
  readonly serves: 'programme' | 'management' | null;
  /** 本金不动: it is booked as principal. */
  readonly principal: boolean;
  /** The public form's gift, where the donor announced it there. */
  readonly donation: string | null;
  readonly line: bigint | null;
  readonly recordedBy: number | null;
  readonly recordedAt: Date;
  readonly end: 'booked' | 'withdrawn' | 'bounced' | null;
  readonly bookedSum: Fen | null;
  readonly entry: bigint | null;
}

/** Funds that take gifts, by their classes. */
export const GIVEN_TO: readonly string[] = KINDS['cash gift'].classes;

/** Records of what was brought or sent; nothing here writes the books. */
@Injectable()
export class OfflineGifts {
  constructor(private readonly db: DataSource, private readonly funds: FundsQueries, private readonly lines: BankLines, private readonly papers: Papers, private readonly clock: Clock) {}

  /**
   * Records what is no cash: a transfer, a cheque, goods, work, money of the state. Somebody else books it.
   * @throws Refused as `admit` and `record`, `no-bank-line` for a line that is not ours
   */
  async say(foundation: number, asked: Omit<Recorded, 'fund' | 'place'> & { readonly fund: string }, by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      const fund = await this.admit(tx, foundation, asked);
      const line = asked.line ? await this.lines.find(tx, foundation, asked.line) : null;
      if (asked.line && !line) throw new Refused('no-bank-line');
      const place = asked.way === 'goods' || asked.way === 'service' ? null : (line?.place ?? (await bankOf(tx, foundation)));
      const { id, again } = await this.record(tx, { ...asked, fund, place }, by);
      if (!again) await this.papers.attach(tx, { column: 'gift', id, foundation }, asked.papers ?? [], by);
      return id;
    });
  }

  /** The fund that is asked for, if it takes gifts of this channel on the day. @throws Refused */
  async admit(tx: EntityManager, foundation: number, { fund: id, channel, day }: Pick<Recorded, 'channel' | 'day'> & { readonly fund: string }): Promise<FundRef> {
    const fund = await this.fund(tx, foundation, id);
    admitOffline(channel, fund.named ? await this.funds.raisingOf(fund, { day, invited: true }, tx) : null);
    return fund;
  }

  /**
   * Records it, in the caller's transaction. The same form sent twice is one gift.
   * @returns its id, and whether it stood already
   * @throws Refused for a day to come, a name that is missing, an identity that is none
   */
  async record(tx: EntityManager, asked: Recorded, by: Person): Promise<{ id: bigint; again: boolean }> {
    if (asked.day > this.clock.today()) throw new Refused('day-in-the-future', { field: 'day' });
    const giver = checkedGiver(asked.giver);
    const known = await this.ofForm(tx, asked);
    if (known) return { id: known, again: true };
    const donor = await this.enterDonor(tx, giver);
    const [made] = await tx.query<{ id: bigint }[]>(
      `INSERT INTO offline_gift (foundation, no, form_key, way, channel, fund, place, sum, day, display, donor, wants_receipt, payer, words, proof, proof_name, serves, called, identity_note, principal, line, recorded_by, recorded_at)
       VALUES ($1, 'GF-' || $2 || '-' || lpad(nextval('donation_no')::text, 6, '0'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) RETURNING id`,
      [asked.fund.foundation, String(yearOf(asked.day)), asked.key, asked.way, asked.channel, asked.fund.id, asked.place, asked.sum, asked.day, giver.display, donor, giver.wantsReceipt,
        asked.payer || null, asked.words || null, asked.proof?.kind, asked.proof?.name, asked.serves, asked.called, asked.identityNote || null, asked.kept === true && asked.fund.class === 'preserved', asked.line, by.id, this.clock.now()]);
    return { id: made!.id, again: false };
  }

  /**
   * It was recorded by mistake, or came to nothing: said with a reason, before it is booked.
   * @throws NotFoundException, Refused `an-offline-gift-ends-once`
   */
  async withdraw(which: Which, reason: string, by: Person): Promise<void> {
    await this.db.transaction(async (tx) => {
      const gift = await this.find(tx, which);
      await tx.query(`INSERT INTO offline_gift_end (gift, what, by_person, at, reason) VALUES ($1, 'withdrawn', $2, $3, $4)`, [gift.id, by.id, this.clock.now(), reason]);
    });
  }

  /** @throws NotFoundException */
  async find(db: Pick<EntityManager, 'query'>, { foundation, id }: Which): Promise<OfflineGift> {
    const [row] = await db.query<Row[]>(`${SELECT} WHERE g.id = $1 AND g.foundation = $2`, [id, foundation]);
    if (!row) throw new NotFoundException();
    return read(row);
  }

  /** A fund that takes gifts, by its id as a form sends it. @throws Refused `fund-missing` */
  private async fund(db: Pick<EntityManager, 'query'>, foundation: number, id: string): Promise<FundRef & { readonly named: boolean }> {
    const [row] = /^\d{1,9}$/.test(id)
      ? await db.query<(FundRef & { named: boolean })[]>(
        `SELECT f.id, f.foundation, f.class, EXISTS (SELECT 1 FROM agreement a WHERE a.fund = f.id) AS named FROM fund f WHERE f.id = $1 AND f.foundation = $2 AND f.class = ANY ($3)`, [Number(id), foundation, GIVEN_TO])
      : [];
    if (!row) throw new Refused('fund-missing', { field: 'fund' });
    return row;
  }

  private async ofForm(tx: EntityManager, { key, fund }: Recorded): Promise<bigint | null> {
    // two presses at once: the second waits for the first
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`offline-gift ${key}`]);
    const [row] = await tx.query<{ id: bigint }[]>('SELECT id FROM offline_gift WHERE form_key = $1 AND foundation = $2', [key, fund.foundation]);
    return row?.id ?? null;
  }

  private async enterDonor(tx: EntityManager, { name, phone, title, identity }: Giver): Promise<bigint | null> {
    if (!(name ?? phone ?? title ?? identity)) return null;
    const [row] = await tx.query<{ id: bigint }[]>('INSERT INTO donor (name, phone, title, id_number) VALUES ($1, $2, $3, $4) RETURNING id', [name, phone, title, identity]);
    return row!.id;
  }
}

/** The bank account in which it is expected: the one that donors are told, or the first. */
async function bankOf(tx: EntityManager, foundation: number): Promise<number> {
  const [bank] = await tx.query<{ id: number }[]>(
    `SELECT p.id FROM place p LEFT JOIN transfer_account a ON a.place = p.id LEFT JOIN transfer_account_confirmation c ON c.account = a.id
     WHERE p.foundation = $1 AND p.account = '1002' ORDER BY c.confirmed_at DESC NULLS LAST, p.id LIMIT 1`, [foundation]);
  if (!bank) throw new Refused('bank-missing');
  return bank.id;
}

function checkedGiver(giver: Giver): Giver {
  if (giver.display !== 'anonymous' && !giver.name) throw new Refused('name-missing', { field: 'name' });
  if (giver.wantsReceipt && !giver.title && !giver.name) throw new Refused('receipt-name-missing', { field: 'name' });
  if (giver.identity && !isCitizenNumber(giver.identity) && !isCreditCode(giver.identity)) throw new Refused('identity-not-valid', { field: 'identity' });
  return giver;
}

const SELECT = `SELECT g.id, g.no, g.foundation, g.way, g.channel, g.place, g.sum, g.day, coalesce(d.display, g.display) AS display, coalesce(d.donor, g.donor) AS donor, o.name,
    coalesce(d.wants_receipt, g.wants_receipt) AS wants_receipt, g.payer, g.words, g.proof IS NOT NULL AS proved, g.serves, g.principal, g.donation, g.line, g.recorded_by, g.recorded_at,
    f.id AS fund, f.class, e.what, e.sum AS booked_sum, e.entry
  FROM offline_gift g JOIN fund f ON f.id = g.fund LEFT JOIN donation d ON d.id = g.donation LEFT JOIN donor o ON o.id = coalesce(d.donor, g.donor) LEFT JOIN offline_gift_end e ON e.gift = g.id`;

interface Row {
  id: bigint; no: string; foundation: number; way: OfflineWay; channel: Channel; place: number | null; sum: Fen | null; day: Day; display: Display; donor: bigint | null; name: string | null; wants_receipt: boolean;
  payer: string | null; words: string | null; proved: boolean; serves: 'programme' | 'management' | null; principal: boolean; donation: string | null; line: bigint | null; recorded_by: number | null; recorded_at: Date;
  fund: number; class: FundRef['class']; what: OfflineGift['end']; booked_sum: Fen | null; entry: bigint | null;
}

const read = (r: Row): OfflineGift => ({
  id: r.id, no: r.no, foundation: r.foundation, way: r.way, channel: r.channel, fund: { id: r.fund, foundation: r.foundation, class: r.class }, place: r.place, sum: r.sum, day: r.day, display: r.display,
  donor: r.donor, name: r.name, wantsReceipt: r.wants_receipt, payer: r.payer, words: r.words, proved: r.proved, serves: r.serves, principal: r.principal, donation: r.donation, line: r.line,
  recordedBy: r.recorded_by, recordedAt: r.recorded_at, end: r.what, bookedSum: r.booked_sum, entry: r.entry,
});
