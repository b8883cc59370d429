import type { EntityManager } from 'typeorm';
import { Refused } from '../../rules/refused';
import type { Channel } from './batch-layouts';
import type { GiftLine, Item } from './batch-sheet';

/** What a store holds while a list is read: the lines before have moved it already. */
export class StockCount {
  private constructor(readonly items: Map<string, Item>, private readonly left: Map<string, number>) {}

  /** @param store id of a place */
  static async of(tx: EntityManager, store: number): Promise<StockCount> {
    const rows = await tx.query<(Item & { item: string; left: number })[]>('SELECT item, goods, unit, fund, "left" FROM store_stock WHERE store = $1', [store]);
    return new StockCount(new Map(rows.map(({ item, goods, unit, fund }) => [item, { goods, unit, fund }])), new Map(rows.map(({ item, left }) => [item, left])));
  }

  /** Counts a line. What the same list takes in has its name and value from its first line. @throws Refused `batch-not-so-many-goods` */
  move(channel: Channel, { fund, said: { item, goods, unit, quantity } }: GiftLine): void {
    const left = this.left.get(item!) ?? 0;
    if (channel === 'goods-in') {
      if (!this.items.has(item!)) this.items.set(item!, { goods: goods!, unit: unit!, fund });
      return;
    }
    if (quantity! > left) throw new Refused('batch-not-so-many-goods', { item: item!, left: String(left) });
    this.left.set(item!, left - quantity!);
  }
}
