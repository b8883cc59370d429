import type { EntityManager } from 'typeorm';
import type { Day } from '../../rules/day';
import { Refused } from '../../rules/refused';
import type { Channel } from './batch-layouts';
import type { GiftLine, Item } from './batch-sheet';

/** What a store holds while a list is read: the lines before have moved it already. */
export class StockCount {
  private constructor(readonly items: Map<string, Item>, private readonly moves: Map<string, Map<Day, bigint>>) {}

  /** @param store id of a place */
  static async of(tx: EntityManager, store: number): Promise<StockCount> {
    const items = await tx.query<(Item & { item: string })[]>('SELECT item, goods, unit, expires, fund FROM store_item WHERE store = $1', [store]);
    const moves = new Map(items.map(({ item }) => [item, new Map<Day, bigint>()]));
    for (const { item, day, pieces } of await tx.query<{ item: string; day: Day; pieces: bigint }[]>('SELECT item, day, sum(pieces)::bigint AS pieces FROM store_move WHERE store = $1 GROUP BY 1, 2', [store])) {
      moves.get(item)?.set(day, pieces);
    }
    return new StockCount(new Map(items.map(({ item, goods, unit, expires, fund }) => [item, { goods, unit, expires, fund }])), moves);
  }

  /** Counts a line. What the same list takes in has its name and value from its first line. @throws Refused `batch-not-so-many-goods`, `batch-not-so-many-goods-then` */
  move(channel: Channel, { day, fund, said: { item, goods, unit, expires, quantity } }: GiftLine): void {
    if (channel === 'goods-in') {
      if (!this.items.has(item!)) this.items.set(item!, { goods: goods!, unit: unit!, expires, fund });
      return;
    }
    const days = this.moves.get(item!) ?? new Map<Day, bigint>();
    const wanted = BigInt(quantity!);
    let [held, free] = [0n, null as bigint | null];
    for (const one of [...new Set([...days.keys(), day])].sort()) {
      held += days.get(one) ?? 0n;
      // what lay there on a later day is spoken for as well
      if (one >= day && (free === null || held < free)) free = held;
    }
    if (wanted > held) throw new Refused('batch-not-so-many-goods', { item: item!, left: String(held) });
    if (wanted > free!) throw new Refused('batch-not-so-many-goods-then', { item: item!, day, left: String(free) });
    days.set(day, (days.get(day) ?? 0n) - wanted);
  }
}
