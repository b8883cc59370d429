import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Draft, FundRef } from '../../ledger/draft';
import { cashGift, goodsGift, goodsSold, goodsUsed, goodsWrittenOff, onlineGift, paymentFee, principalGift, rent } from '../../ledger/entries';
import { Ledger } from '../../ledger/ledger.service';
import { openDayFrom, sealedUntil } from '../../ledger/open-days';
import { Vouchers } from '../../ledger/vouchers.service';
import { Clock } from '../../platform/clock';
import { refusedFrom } from '../../platform/database';
import { type Chore, Worker } from '../../platform/worker';
import type { Day } from '../../rules/day';
import { type Fen, grouped } from '../../rules/money';
import { shownName, type Display } from '../../rules/names';
import { Refused } from '../../rules/refused';
import { type Channel, writtenNumber } from './batch-layouts';
import type { Particulars } from './batch-sheet';
import { LOT, SAID } from './batches.service';

/** Names the lock under which one process at a time books a batch. */
const LOCK = 1_600_016;

/**
 * Books the batches that two people have agreed on: chunk by chunk, all chunks of a batch in one transaction. Nobody sees a part
 * of it, wherever they look, and what is refused half-way has never been in the books. Killed half-way, the next process
 * begins the books of this batch anew from the lines, which are written already.
 */
@Injectable()
export class BatchPosting implements Chore {
  readonly name = 'batches';
  readonly every = 5_000;
  private readonly logger = new Logger(BatchPosting.name);

  constructor(private readonly db: DataSource, private readonly ledger: Ledger, private readonly vouchers: Vouchers, private readonly clock: Clock, private readonly worker: Worker) {}

  async run(): Promise<boolean> {
    const [next] = await this.db.query<{ batch: number }[]>(
      `SELECT r.batch FROM gift_batch_run r JOIN gift_batch_confirmation c ON c.batch = r.batch
       WHERE NOT EXISTS (SELECT FROM gift_batch_posting p WHERE p.batch = r.batch) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = r.batch) AND (r.next_try_at IS NULL OR r.next_try_at <= $1) ORDER BY r.batch LIMIT 1`, [this.clock.now()]);
    if (!next) return false;
    try {
      if (!(await this.db.transaction((tx) => this.post(tx, next.batch)))) return false;
    } catch (error) {
      this.logger.error({ err: error, batch: next.batch }, 'a batch could not be booked');
      await this.db.query('UPDATE gift_batch_run SET done = 0, tries = tries + 1, failure = $2, next_try_at = $3 WHERE batch = $1',
        [next.batch, JSON.stringify(said(error)), new Date(this.clock.now().getTime() + AGAIN)]);
      return true;
    }
    this.worker.wake('seal');
    return true;
  }

  /** @returns false when another process is at it */
  private async post(tx: EntityManager, id: number): Promise<boolean> {
    const [{ mine }] = await tx.query<[{ mine: boolean }]>('SELECT pg_try_advisory_xact_lock($1, $2) AS mine', [LOCK, id]);
    const [batch] = await tx.query<Batch[]>(
      `SELECT b.id, b.foundation, b.channel, b.place, b.bearer, b.fee, b.last_day, b.uploaded_by, p.name AS "placeName" FROM gift_batch b JOIN place p ON p.id = b.place
       WHERE b.id = $1 AND NOT EXISTS (SELECT FROM gift_batch_posting p WHERE p.batch = b.id) AND NOT EXISTS (SELECT FROM gift_batch_withdrawal w WHERE w.batch = b.id)`, [id]);
    if (!mine || !batch) return false;
    const funds = new Map((await tx.query<FundRef[]>(
      'SELECT id, foundation, class FROM fund WHERE id IN (SELECT fund FROM gift_batch_line WHERE batch = $1) OR id = $2', [id, batch.bearer])).map((fund) => [fund.id, fund]));
    await this.ledger.hold(tx, [...funds.keys()]);
    const until = await sealedUntil(tx, batch.foundation);
    const open = (day: Day): Day => openDayFrom(day, until);
    let after = 0;
    for (let done = 0; ;) {
      const lot = await tx.query<Line[]>(
        `SELECT l.line, l.no, l.day, l.fund, l.sum, l.principal, l.display, d.name, ${SAID}
         FROM gift_batch_line l LEFT JOIN donor d ON d.id = l.donor LEFT JOIN gift_batch_particular q ON q.batch = l.batch AND q.line = l.line WHERE l.batch = $1 AND l.line > $2 ORDER BY l.line LIMIT ${LOT}`, [id, after]);
      if (lot.length === 0) break;
      const verdicts = await this.ledger.post(tx, lot.map((line) => this.draft(batch, funds.get(line.fund)!, line, open)));
      await this.vouchers.made(tx, batch.foundation, batch.uploaded_by, verdicts.map((verdict, at) => {
        if ('refused' in verdict) throw verdict.refused;
        if (verdict.again) throw new Refused('batch-line-is-in-the-books', { line: String(lot[at]!.line) });
        return verdict.entry;
      }));
      after = lot.at(-1)!.line;
      await this.tell(id, (done += lot.length));
    }
    const fee = batch.fee > 0n ? await this.bookFee(tx, batch, funds.get(batch.bearer!)!) : null;
    await tx.query('INSERT INTO gift_batch_posting (batch, posted_at, fee_entry) VALUES ($1, $2, $3)', [id, this.clock.now(), fee]);
    return true;
  }

  private draft({ channel, place, placeName }: Batch, fund: FundRef, line: Line, open: (day: Day) => Day): Draft {
    const { no, day, sum, display, name } = line;
    const gift = line.principal ? principalGift : onlineGift;
    const party = display === 'anonymous' ? null : shownName({ display, name });
    const about = { day: open(day), factDay: day, source: `batch:${place}:${no}`, party, fund, sum };
    const written = writtenNumber(channel, line);
    const counted = `${line.goods} ${line.quantity} 件`;
    switch (channel) {
      case 'platform':
      case 'collection':
        return gift({ ...about, note: `经${placeName}`, clearing: place });
      case 'matching':
        return gift({ ...about, note: `配捐，经${placeName}`, clearing: place });
      case 'joint-purchase':
        return gift({ ...about, note: `共同购买，订单 ${grouped(line.order!)} 元`, clearing: place });
      case 'rent':
        return rent({ ...about, note: `租金 ${line.premises} ${line.from}—${line.to}`, clearing: place });
      case 'box':
        return cashGift({ ...about, note: `募捐箱 ${written}`, cash: place });
      case 'sale':
        return this.stall({ ...about, cash: place }, written, line);
      case 'goods-in':
        return goodsGift({ ...about, note: counted });
      case 'goods-sale':
        return goodsSold({ ...about, note: `慈善超市售出 ${counted}`, cost: line.unit! * BigInt(line.quantity!), cash: place });
      case 'goods-out':
        return goodsUsed({ ...about, note: `慈善超市发放 ${counted}` });
      case 'write-off':
        return goodsWrittenOff({ ...about, note: `慈善超市报损 ${counted}` });
    }
  }

  /** What a stall brings is a gift of whoever keeps it, the foundation's own sale, or paid for the place. */
  private stall(about: Parameters<typeof cashGift>[0], no: string, { nature, sold, unsold }: Line): Draft {
    const told = `${no}${sold === null ? '' : `，售出 ${sold} 件`}${unsold === null ? '' : `，未售 ${unsold} 件`}`;
    switch (nature) {
      case 'gift':
        return cashGift({ ...about, note: `公益集市 ${told}` });
      case 'fee':
        return rent({ ...about, note: `公益集市摊位费 ${no}` });
      default:
        return goodsSold({ ...about, note: `义卖 ${told}`, cost: 0n });
    }
  }

  /** What the platform has kept is a fact of its own report: booked whatever it leaves the fund. */
  private async bookFee(tx: EntityManager, { id, foundation, fee, last_day: day, place, placeName, uploaded_by }: Batch, fund: FundRef): Promise<bigint> {
    const [fact] = await tx.query<[{ id: bigint }]>('INSERT INTO outside_fact (foundation, source, most, day) VALUES ($1, $2, $3, $4) RETURNING id', [foundation, `batch-fee:${id}`, fee, day]);
    const entry = await this.ledger.enter(tx, paymentFee({ day, source: `batch-fee:${id}`, note: placeName, fund, sum: fee, clearing: place, fact: fact.id }));
    await this.vouchers.made(tx, foundation, uploaded_by, [entry]);
    return entry;
  }

  /** Outside the transaction, or nobody would hear of it before the end. */
  private async tell(batch: number, done: number): Promise<void> {
    await this.db.query('UPDATE gift_batch_run SET done = $2 WHERE batch = $1', [batch, done]);
  }
}

/** Why the books said no, as the page can put it into words; what is a fault of ours says only that. */
function said(error: unknown): Pick<Refused, 'code' | 'facts'> {
  const refused = error instanceof Refused ? error : refusedFrom(error);
  return refused ? { code: refused.code, facts: refused.facts } : { code: 'batch-posting-failed', facts: {} };
}

/** How long to wait after the books have said no: nothing there changes by itself within seconds. */
const AGAIN = 60_000;

interface Batch {
  readonly id: number;
  readonly foundation: number;
  readonly channel: Channel;
  readonly place: number;
  readonly placeName: string;
  readonly bearer: number | null;
  readonly fee: Fen;
  readonly last_day: Day;
  readonly uploaded_by: number;
}

interface Line extends Particulars {
  readonly line: number;
  readonly no: string;
  readonly day: Day;
  readonly fund: number;
  readonly sum: Fen;
  readonly principal: boolean;
  readonly display: Display;
  readonly name: string | null;
}
