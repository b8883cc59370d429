import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { cashBoxOf } from '../../bank/places';
import { Ledger } from '../../ledger/ledger.service';
import type { Person } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { worthOf } from '../../rules/banknotes';
import { addDays, type Day } from '../../rules/day';
import { grouped, type Fen } from '../../rules/money';
import type { CashChannel } from '../../rules/offline-gift';
import { Refused } from '../../rules/refused';
import { GiftBookings } from './gift-bookings.service';
import { type Giver, OfflineGifts, type Which } from './offline-gifts.service';

export interface CashGift {
  readonly key: string;
  readonly channel: CashChannel;
  readonly fund: string;
  readonly day: Day;
  readonly giver: Giver;
  readonly words: string | null;
  readonly identityNote: string | null;
  readonly pieces: readonly number[];
}

interface Count { readonly round: number; readonly turn: 1 | 2; readonly person: number; readonly pieces: readonly number[] }

/** Cash is counted by two people who do not see each other's figures; booked when they agree, counted again when they do not. */
@Injectable()
export class CashCounts {
  constructor(
    private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly gifts: OfflineGifts,
    private readonly bookings: GiftBookings,
    private readonly clock: Clock,
  ) {}

  /**
   * The first person counts and records. Nothing is booked.
   * @throws Refused when the fund may not take it so, the count is empty, or a large sum comes without a word on who brings it
   */
  async begin(foundation: number, asked: CashGift, by: Person): Promise<bigint> {
    return this.db.transaction(async (tx) => {
      const fund = await this.gifts.admit(tx, foundation, asked);
      const sum = counted(asked.pieces);
      await this.askWhoBringsMuch(tx, foundation, { ...asked, sum });
      const { id, again } = await this.gifts.record(tx, {
        key: asked.key, way: 'cash', channel: asked.channel, fund, place: await cashBoxOf(tx, this.ledger, foundation), sum: null, day: asked.day, giver: asked.giver, words: asked.words, identityNote: asked.identityNote,
      }, by);
      if (!again) await this.enter(tx, id, { round: 1, turn: 1, person: by.id, pieces: asked.pieces });
      return id;
    });
  }

  /**
   * The next count of a gift: the second of a round, or the first of a new one after two that differed.
   * @returns what came of it
   * @throws NotFoundException, Refused `two-people-count-cash`, `an-offline-gift-ends-once`, `a-count-is-made-once` when somebody else was faster
   */
  async count(which: Which, pieces: readonly number[], by: Person): Promise<'counted' | 'differs' | 'booked'> {
    return this.db.transaction(async (tx) => {
      const gift = await this.gifts.find(tx, which);
      if (gift.way !== 'cash') throw new Refused('only-cash-is-counted');
      if (gift.end !== null) throw new Refused('an-offline-gift-ends-once');
      const sum = counted(pieces);
      const [last] = await tx.query<Count[]>('SELECT round, turn, person, pieces FROM cash_count WHERE gift = $1 ORDER BY round DESC, turn DESC LIMIT 1', [gift.id]);
      if (last!.turn === 2) {
        await this.enter(tx, gift.id, { round: last!.round + 1, turn: 1, person: by.id, pieces });
        return 'counted';
      }
      if (last!.person === by.id) throw new Refused('two-people-count-cash', {}, 'E3');
      await this.enter(tx, gift.id, { round: last!.round, turn: 2, person: by.id, pieces });
      if (pieces.length !== last!.pieces.length || pieces.some((count, at) => count !== last!.pieces[at])) return 'differs';
      await this.bookings.book(tx, gift, { sum, day: gift.day, source: `offline-gift:${gift.id}`, place: gift.place }, by);
      return 'booked';
    });
  }

  private async enter(tx: EntityManager, gift: bigint, { round, turn, person, pieces }: Count): Promise<void> {
    await tx.query('INSERT INTO cash_count (gift, round, turn, person, counted_at, pieces) VALUES ($1, $2, $3, $4, $5, $6)', [gift, round, turn, person, this.clock.now(), pieces]);
  }

  /** A large sum at once, or in parts of one day from the same hand: somebody has looked at papers and asked where it comes from (D13). */
  private async askWhoBringsMuch(tx: EntityManager, foundation: number, { sum, day, giver, identityNote }: CashGift & { readonly sum: Fen }): Promise<void> {
    if (identityNote) return;
    const large = await largeCash(tx, foundation, day);
    if (large === null) return;
    const [{ brought }] = await tx.query<[{ brought: Fen }]>(
      `SELECT coalesce(sum(c.sum), 0)::bigint AS brought FROM offline_gift g JOIN donor o ON o.id = g.donor
       JOIN LATERAL (SELECT sum FROM cash_count WHERE gift = g.id ORDER BY round DESC, turn DESC LIMIT 1) c ON true
       WHERE g.foundation = $1 AND g.way = 'cash' AND g.day BETWEEN $2 AND $3 AND ((o.phone = $4 AND $4 <> '') OR (o.name = $5 AND $5 <> ''))
         AND NOT EXISTS (SELECT 1 FROM offline_gift_end e WHERE e.gift = g.id AND e.what <> 'booked')`,
      [foundation, addDays(day, -1), addDays(day, 1), giver.phone ?? '', giver.name ?? '']);
    if (sum + brought >= large) throw new Refused('a-large-cash-gift-says-who-brings-it', { field: 'identityNote', sum: grouped(large) }, 'D13');
  }
}

/** @throws Refused when there is nothing */
function counted(pieces: readonly number[]): Fen {
  const sum = worthOf(pieces);
  if (sum === 0n) throw new Refused('a-count-names-pieces', { field: 'pieces' });
  return sum;
}

/** From which sum on a cash gift asks who brings it; null while no figure is in force. */
export async function largeCash(db: Pick<EntityManager, 'query'>, foundation: number, day: Day): Promise<Fen | null> {
  const figure = await figureInForce(db, foundation, 'large-cash-gift', day);
  return figure && BigInt(figure.value);
}

/** A figure of `policy` in force for a foundation's own place on a day. */
export async function figureInForce(db: Pick<EntityManager, 'query'>, foundation: number, rule: string, day: Day): Promise<{ value: string; source: string; status: string } | null> {
  const [row] = await db.query<{ value: string; source: string; status: string }[]>(
    `SELECT p.value::text, p.source, p.status FROM policy p JOIN foundation f ON f.id = $1
     WHERE p.rule = $2 AND $3 BETWEEN p.from_day AND coalesce(p.to_day, 'infinity') AND (f.jurisdiction = p.jurisdiction OR starts_with(f.jurisdiction, p.jurisdiction || '-'))
     ORDER BY length(p.jurisdiction) DESC LIMIT 1`, [foundation, rule, day]);
  return row ?? null;
}
