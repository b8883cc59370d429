import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Draft, FundRef } from '../ledger/draft';
import { onlineGift, paidNotAsAsked, principalGift } from '../ledger/entries';
import type { FundClass } from '../ledger/kinds';
import { Ledger, type Verdict } from '../ledger/ledger.service';
import type { Share } from '../ledger/runs';
import { dayOf } from '../rules/day';
import type { Fen } from '../rules/money';
import { shownName, type Display } from '../rules/names';
import { fenOf } from '../platform/stripe';
import { Receipts } from './receipts.service';
import type { Paid } from './stripe-events';

/** Money comes in. */
@Injectable()
export class Payments {
  constructor(private readonly ledger: Ledger, private readonly receipts: Receipts) {}

  /**
   * Payments, their journal entries and their receipts come into being together, however many there are, in any order and any
   * number of times. Money that is not what was asked for goes to 2209 待查款 of the general fund; it is owed, never income.
   * @returns the share of a posting run that does so; it tells what became of each, in the order given
   */
  async settle(tx: EntityManager, paid: readonly Paid[]): Promise<Share<string[]>> {
    if (paid.length === 0) return { drafts: [], record: () => [] };
    const asked = await this.askedFor(tx, paid);
    const homes = await this.homes(tx, [...asked.values()].map((a) => a.foundation));
    const outcomes = new Array<string>(paid.length).fill('already booked');
    const toPost: { index: number; paid: Paid; asked: AskedFor; why: string | null; draft: Draft }[] = [];
    const seen = new Set<string>();
    const given = new Set([...asked.values()].filter((a) => a.paid).map((a) => a.donation));
    for (const [index, money] of paid.entries()) {
      const what = asked.get(money.session)!;
      if (what.booked || seen.has(money.payment)) continue;
      seen.add(money.payment);
      if (money.currency !== 'cny') {
        await this.keepStray(tx, money, what.foundation);
        outcomes[index] = `paid in ${money.currency}: waits for staff`;
        continue;
      }
      const why = differs(money, what, given);
      if (why === null) given.add(what.donation);
      const home = homes.get(what.foundation)!;
      const sum = fenOf(money.units);
      const about = { day: dayOf(money.at), source: `stripe:${money.payment}` };
      const draft = why === null
        ? (what.principal ? principalGift : onlineGift)({ ...about, fund: what.fund!, sum, clearing: home.clearing, party: what.display === 'anonymous' ? null : shownName(what) })
        : paidNotAsAsked({ ...about, general: home.general, sum, clearing: home.clearing, note: NOTES[why] });
      toPost.push({ index, paid: money, asked: what, why, draft });
    }
    const record = async (verdicts: readonly Verdict[]): Promise<string[]> => {
      const rows = toPost.flatMap((row, at) => {
        const verdict = verdicts[at]!;
        outcomes[row.index] = 'refused' in verdict ? `refused: ${verdict.refused.message}` : row.why === null ? 'gift booked' : `booked as unidentified: ${row.why}`;
        return 'refused' in verdict ? [] : [{ ...row, entry: verdict.entry, fund: row.draft.lines[0]!.fund }];
      });
      const payments = await this.record(tx, rows);
      await this.receipts.issue(tx, rows.flatMap((row, at) => (row.why === null ? [{ payment: payments[at]!, foundation: row.asked.foundation, day: row.draft.day }] : [])));
      return outcomes;
    };
    return { drafts: toPost.map(({ draft }) => draft), record };
  }

  /** Money in another currency of which the provider now says what arrived in CNY: owed until staff know what it is. */
  async bookStray(tx: EntityManager, stray: { payment: string; foundation: number; session: string | null; sum: Fen; at: Date }): Promise<void> {
    const home = (await this.homes(tx, [stray.foundation])).get(stray.foundation)!;
    const entry = await this.ledger.enter(tx, paidNotAsAsked({
      day: dayOf(stray.at), source: `stripe:${stray.payment}`, general: home.general, sum: stray.sum, clearing: home.clearing, note: NOTES['another currency'],
    }));
    await tx.query(
      `WITH booked AS (INSERT INTO payment (provider_ref, session, foundation, fund, gross, paid_at, entry, not_as_asked) VALUES ($1, $2, $3, $4, $5, $6, $7, 'another currency') RETURNING id)
       UPDATE stray_payment SET payment = booked.id FROM booked WHERE provider_ref = $1`,
      [stray.payment, stray.session, stray.foundation, home.general.id, stray.sum, stray.at, entry]);
  }

  /** Where a foundation's online money lies, and the fund that holds what nobody asked for. */
  async homes(tx: EntityManager, foundations: readonly number[]): Promise<Map<number, { general: FundRef; clearing: number }>> {
    const rows = await tx.query<{ foundation: number; fund: number; place: number }[]>(
      `SELECT f.foundation, f.id AS fund, (SELECT p.id FROM place p WHERE p.foundation = f.foundation AND p.account = '1009' ORDER BY p.code <> 'stripe', p.id LIMIT 1) AS place
       FROM fund f WHERE f.class = 'general' AND f.foundation = ANY ($1)`, [foundations]);
    return new Map(rows.map((row) => [row.foundation, { general: { id: row.fund, foundation: row.foundation, class: 'general' }, clearing: row.place }]));
  }

  /** What each session was asked to bring, and whether it has been booked. */
  private async askedFor(tx: EntityManager, paid: readonly Paid[]): Promise<Map<string, AskedFor>> {
    const rows = await tx.query<AskedRow[]>(
      `SELECT s.session, d.id AS donation, d.amount, d.display, coalesce(d.principal, false) AS principal, o.name, f.id AS fund, f.class, EXISTS (SELECT FROM fund_closing k WHERE k.fund = d.fund) AS closed,
         coalesce(d.foundation, (SELECT min(id) FROM foundation)) AS foundation,
         EXISTS (SELECT 1 FROM payment p WHERE p.provider_ref = s.payment) OR EXISTS (SELECT 1 FROM stray_payment p WHERE p.provider_ref = s.payment) AS booked,
         EXISTS (SELECT 1 FROM payment p WHERE p.donation = d.id AND p.not_as_asked IS NULL) AS paid
       FROM unnest($1::text[], $2::text[]) s (session, payment)
       LEFT JOIN checkout c ON c.session = s.session LEFT JOIN donation d ON d.id = c.donation LEFT JOIN donor o ON o.id = d.donor LEFT JOIN fund f ON f.id = d.fund`,
      [paid.map((p) => p.session), paid.map((p) => p.payment)]);
    return new Map(rows.map((r) => [r.session, {
      donation: r.donation, foundation: r.foundation, amount: r.amount, display: r.display ?? 'anonymous', principal: r.principal, name: r.name, booked: r.booked, paid: r.paid, closed: r.closed,
      fund: r.fund === null ? null : { id: r.fund, foundation: r.foundation, class: r.class! },
    }]));
  }

  private async record(tx: EntityManager, rows: readonly { paid: Paid; asked: AskedFor; why: string | null; entry: bigint; fund: number }[]): Promise<bigint[]> {
    if (rows.length === 0) return [];
    const made = await tx.query<{ id: bigint; provider_ref: string }[]>(
      `INSERT INTO payment (provider_ref, session, donation, foundation, fund, gross, paid_at, entry, not_as_asked)
       SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::int[], $5::int[], $6::bigint[], $7::timestamptz[], $8::bigint[], $9::text[]) RETURNING id, provider_ref`,
      [rows.map((r) => r.paid.payment), rows.map((r) => r.paid.session), rows.map((r) => r.asked.donation), rows.map((r) => r.asked.foundation), rows.map((r) => r.fund),
        rows.map((r) => r.paid.units), rows.map((r) => r.paid.at.toISOString()), rows.map((r) => r.entry), rows.map((r) => r.why)]);
    const ids = new Map(made.map((row) => [row.provider_ref, row.id]));
    return rows.map((r) => ids.get(r.paid.payment)!);
  }

  private async keepStray(tx: EntityManager, money: Paid, foundation: number): Promise<void> {
    await tx.query('INSERT INTO stray_payment (provider_ref, foundation, session, amount, currency, paid_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING',
      [money.payment, foundation, money.session, money.units, money.currency, money.at]);
  }
}

/** Why money is not what was asked for. */
type Difference = 'no such session' | 'another donation' | 'another sum' | 'paid twice' | 'another currency' | 'fund closed';

const NOTES: Record<Difference, string> = {
  'no such session': '支付机构报来的款项找不到对应的捐赠，待查',
  'another donation': '支付机构报来的款项与捐赠编号不符，待查',
  'another sum': '到账金额与捐赠金额不同，待查',
  'paid twice': '同一笔捐赠付了两次，待退',
  'another currency': '以其他币种支付，待查',
  'fund closed': '基金终止以后才到账，待退回捐赠人，或经其同意转入接收剩余财产的基金',
};

function differs(money: Paid, asked: AskedFor, given: ReadonlySet<string | null>): Difference | null {
  if (asked.donation === null) return 'no such session';
  if (money.donation !== asked.donation) return 'another donation';
  if (given.has(asked.donation)) return 'paid twice';
  if (BigInt(money.units) !== asked.amount) return 'another sum';
  return asked.closed ? 'fund closed' : null;
}

interface AskedFor {
  readonly donation: string | null;
  readonly foundation: number;
  readonly amount: Fen | null;
  readonly display: Display;
  /** 本金不动: it is booked as principal. */
  readonly principal: boolean;
  readonly name: string | null;
  readonly fund: FundRef | null;
  readonly booked: boolean;
  readonly paid: boolean;
  /** Its fund was closed while the gift was under way. */
  readonly closed: boolean;
}

interface AskedRow {
  session: string; donation: string | null; amount: Fen | null; display: Display | null; principal: boolean; name: string | null; fund: number | null; class: FundClass | null;
  foundation: number; booked: boolean; paid: boolean; closed: boolean;
}
