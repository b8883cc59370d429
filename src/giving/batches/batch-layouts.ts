import type { Day } from '../../rules/day';
import type { Column } from './batch-sheet';

/**
 * What comes as a list, by its channel 来路 (M07): giving platforms, collection codes, what a platform adds to gifts 配捐, joint purchasing 共同购买, rents,
 * boxes, stalls of a market 集市, and what a charity supermarket 慈善超市 takes in, sells, gives away and writes off.
 */
export const CHANNELS = ['platform', 'collection', 'matching', 'joint-purchase', 'rent', 'box', 'sale', 'goods-in', 'goods-sale', 'goods-out', 'write-off'] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Layout {
  /** Where the money lies: with somebody who pays it out to the bank, or in a cash box; nothing where no money moves. */
  readonly money: 'paid-out' | 'cash' | null;
  /** The goods lie in a store 仓库, and their items are counted there. */
  readonly store: boolean;
  /** They leave it for nobody's use. */
  readonly writesOff: boolean;
  /** Each line is somebody's gift, to whom a receipt may be made out. */
  readonly gifts: boolean;
  readonly needs: readonly Column[];
  readonly may: readonly Column[];
}

const layout = (money: Layout['money'], needs: readonly Column[], may: readonly Column[], { gifts = false, store = false, writesOff = false } = {}): Layout => ({ money, store, writesOff, gifts, needs, may });
const GIVER = ['fund', 'name', 'display', 'phone', 'note'] as const satisfies readonly Column[];
/** Of single gifts that come by the bank: only those can be principal 本金不动. */
const KEEPER = ['fund', 'name', 'display', 'keeps', 'phone', 'note'] as const satisfies readonly Column[];

export const LAYOUTS: Readonly<Record<Channel, Layout>> = {
  platform: layout('paid-out', ['number', 'time', 'amount'], KEEPER, { gifts: true }),
  collection: layout('paid-out', ['number', 'time', 'amount'], KEEPER, { gifts: true }),
  matching: layout('paid-out', ['number', 'matched', 'time', 'amount'], GIVER, { gifts: true }),
  'joint-purchase': layout('paid-out', ['number', 'time', 'order', 'amount'], GIVER, { gifts: true }),
  rent: layout('paid-out', ['number', 'time', 'amount', 'premises', 'from', 'to'], GIVER),
  box: layout('cash', ['number', 'time', 'amount'], GIVER, { gifts: true }),
  sale: layout('cash', ['number', 'time', 'amount', 'nature'], ['sold', 'unsold', 'rest', ...GIVER]),
  'goods-in': layout(null, ['number', 'time', 'item', 'goods', 'quantity', 'unit', 'proof'], ['expires', ...GIVER], { store: true, gifts: true }),
  'goods-sale': layout('cash', ['number', 'time', 'item', 'quantity', 'amount'], ['note'], { store: true }),
  'goods-out': layout(null, ['number', 'time', 'item', 'quantity', 'note'], [], { store: true }),
  'write-off': layout(null, ['number', 'time', 'item', 'quantity', 'note'], [], { store: true, writesOff: true }),
};

/** Money that somebody else holds until it is paid out. */
export const isPaidOut = (channel: Channel): boolean => LAYOUTS[channel].money === 'paid-out';

/** Of boxes, stalls and stores, whose numbers come back: the number of a line with its day. */
export const numberOf = (channel: Channel, { no, day }: { readonly no: string; readonly day: Day }): string => (isPaidOut(channel) ? no : `${no} ${day}${LAYOUTS[channel].store ? ` ${channel}` : ''}`);
/** And as it stands in the sheet. */
export const writtenNumber = (channel: Channel, { no, day }: { readonly no: string; readonly day: Day }): string => no.slice(0, no.length - numberOf(channel, { no: '', day }).length);

/** Of which account the place of a list is: clearing, cash, or the store of the goods. */
export const accountOf = (channel: Channel): '1009' | '1001' | '1201' => {
  const { money } = LAYOUTS[channel];
  return money === 'paid-out' ? '1009' : money === 'cash' ? '1001' : '1201';
};
