import { Injectable, NotFoundException, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Expected, ExpectedMoney, type ExpectsMoney, type StatementLine } from '../../bank/expected-money';
import { ClosingSteps, type Pending } from '../../ledger/closing-steps';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { money } from '../../platform/views';
import { wordsOf } from '../../platform/words';
import type { Day, Month } from '../../rules/day';
import type { Fen } from '../../rules/money';
import type { OfflineWay } from '../../rules/offline-gift';
import { refuseSamePerson } from '../../rules/duties';
import { Refused } from '../../rules/refused';
import { overdueCash, unbanked } from './cash-bankings.service';
import { GiftBookings } from './gift-bookings.service';
import { LAPSED } from './offline-gifts.queries';
import { OfflineGifts } from './offline-gifts.service';

/** The sources of expected money that giving has, and which gifts each waits for. */
const SOURCES: Readonly<Record<string, readonly OfflineWay[]>> = { transfer: ['transfer'], cheque: ['cheque'], government: ['subsidy', 'purchase'] };

/** Of the gift `g` at the moment $1: nothing has become of it, and the bank may still show it. */
const AWAITED = `NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id)
  AND (g.donation IS NULL OR NOT ${LAPSED}) AND (g.way <> 'cheque' OR EXISTS (SELECT FROM cheque_handing h WHERE h.gift = g.id))`;

interface Row { readonly id: string; readonly no: string; readonly sum: Fen; readonly day: Day; readonly reference: string | null; readonly party: string | null; readonly line: bigint | null; readonly recordedBy: number | null; readonly announced: boolean }

/** Tells the bank which gifts a statement will show, and the closing what of them keeps a month open. */
@Injectable()
export class ExpectedGifts implements OnModuleInit {
  constructor(
    private readonly expected: ExpectedMoney,
    private readonly steps: ClosingSteps,
    private readonly gifts: OfflineGifts,
    private readonly bookings: GiftBookings,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    for (const [name, ways] of Object.entries(SOURCES)) this.expected.add(this.source(name, ways));
    this.steps.ask('received', (db, asked) => this.pending(db, asked));
  }

  private source(name: string, ways: readonly OfflineWay[]): ExpectsMoney {
    return {
      name,
      expected: async (db, { foundation, place }) => {
        // a donor may have paid into another account of ours: what is expected is offered at each of them
        const rows = await db.query<Row[]>(
          `SELECT g.id::text, g.no, g.sum, g.day, g.reference, coalesce(o.name, o.title, g.payer) AS party, g.line, g.recorded_by AS "recordedBy", g.donation IS NOT NULL AS announced
           FROM offline_gift g LEFT JOIN donation d ON d.id = g.donation LEFT JOIN donor o ON o.id = coalesce(d.donor, g.donor)
           WHERE g.foundation = $2 AND g.way = ANY ($3) AND ${AWAITED} AND EXISTS (SELECT FROM place p WHERE p.id = $4 AND p.foundation = $2 AND p.account = '1002') ORDER BY g.id`, [this.clock.now(), foundation, ways, place]);
        return rows.map((row) => this.said(name, row));
      },
      book: (tx, key, line, by) => this.book(tx, ways, key, line, by),
    };
  }

  private said(name: string, row: Row): Expected {
    const { id, no, sum, day, reference, party, line, recordedBy, announced } = row;
    const inWords = (lang: 'zh' | 'en'): string => wordsOf(lang)(name === 'transfer' && !announced ? 'transfer.recorded' : `${name}.expected`, { no, name: party ?? wordsOf(lang)('anonymous') });
    return { key: id, sum, day, reference, party, line, recordedBy, words: { zh: inWords('zh'), en: inWords('en') } };
  }

  private async book(tx: EntityManager, ways: readonly OfflineWay[], key: string, line: StatementLine, by: Person): Promise<bigint> {
    if (!/^\d{1,15}$/.test(key)) throw new NotFoundException();
    const gift = await this.gifts.find(tx, { foundation: line.foundation, id: BigInt(key) });
    if (!ways.includes(gift.way)) throw new NotFoundException();
    if (line.sum <= 0n) throw new Refused('nothing-came-in');
    refuseSamePerson('whoever-records-a-gift-does-not-match-it', gift.recordedBy, by.id);
    const [awaited] = await tx.query<unknown[]>(`SELECT 1 FROM offline_gift g WHERE g.id = $2 AND ${AWAITED}`, [this.clock.now(), gift.id]);
    if (!awaited && gift.end === null) throw new Refused(gift.way === 'cheque' ? 'only-a-cheque-at-the-bank-bounces' : 'transfer-has-lapsed');
    return this.bookings.book(tx, gift, { sum: line.sum, day: line.day, source: line.source, place: line.place }, by);
  }

  /** What keeps a month open: cash that is not counted twice, goods nobody has confirmed or whose use nobody has booked, cash not banked, news of the provider. */
  private async pending(db: EntityManager, { foundation, month }: { foundation: number; month: Month }): Promise<Pending[]> {
    const last = `($2 || '-01')::date + interval '1 month - 1 day'`;
    const open = await db.query<{ state: 'cash' | 'confirm'; count: number }[]>(
      `SELECT CASE g.way WHEN 'cash' THEN 'cash' ELSE 'confirm' END AS state, count(*)::int AS count FROM offline_gift g
       WHERE g.foundation = $1 AND g.way IN ('cash', 'goods', 'service') AND g.day <= ${last} AND NOT EXISTS (SELECT FROM offline_gift_end e WHERE e.gift = g.id) GROUP BY 1 ORDER BY 1`, [foundation, month]);
    const [issues] = await db.query<[{ count: number }]>(
      `SELECT count(*)::int AS count FROM goods_issue i JOIN offline_gift g ON g.id = i.gift WHERE g.foundation = $1 AND i.day <= ${last} AND NOT EXISTS (SELECT FROM goods_issue_booking b WHERE b.issue = i.id)`, [foundation, month]);
    const lying = (await unbanked(db, foundation)).filter(({ day }) => day.slice(0, 7) <= month).reduce((sum, row) => sum + row.sum, 0n);
    const overdue = await overdueCash(db, foundation, this.clock.today());
    const [unsettled] = await db.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM inbox_event WHERE done_at IS NULL AND received_at < (${last.replace('$2', '$1')} + interval '1 day') AT TIME ZONE 'Asia/Shanghai'`, [month]);
    const say = (key: string, values: (lang: 'zh' | 'en') => Record<string, string | number>): Pending['words'] => ({ zh: wordsOf('zh')(key, values('zh')), en: wordsOf('en')(key, values('en')) });
    return [
      ...open.map(({ state, count }) => ({ words: say(`closing.gifts.${state}`, () => ({ count })), path: state === 'cash' ? '/desk/gifts?state=second' : '/desk/gifts?state=confirm' })),
      ...(issues.count > 0 ? [{ words: say('closing.gifts.issues', () => ({ count: issues.count })), path: '/desk/gifts' }] : []),
      ...(lying > 0n ? [{ words: say(overdue.length > 0 ? 'closing.gifts.overdue' : 'closing.gifts.unbanked', (lang) => ({ sum: money(lying, lang) })), path: '/desk/gifts/bankings' }] : []),
      ...(unsettled!.count > 0 ? [{ words: say('closing.gifts.news', () => ({ count: unsettled!.count })), path: '/desk/payments' }] : []),
    ];
  }
}
