import { type Lang, wordsOf } from '../../platform/words';
import type { Channel } from './batch-layouts';
import type { Column } from './batch-sheet';

/** What a channel calls otherwise than the others. */
const OWN_HEADS = new Set([
  'matching.number', 'matching.amount', 'matching.name', 'joint-purchase.number', 'joint-purchase.amount', 'rent.number', 'rent.amount', 'rent.name', 'box.number', 'sale.number', 'sale.amount', 'sale.name',
  'goods-in.number', 'goods-sale.number', 'goods-sale.amount', 'goods-out.number', 'goods-out.note', 'write-off.number', 'write-off.note',
]);
const OWN_TEXTS = new Set(['goods-out.note', 'write-off.note']);

/** As the sheet heads a column: in Chinese as such sheets are headed, in English by its word. */
export const headOf = (channel: Channel, column: Column, lang: Lang): string => wordsOf(lang)(OWN_HEADS.has(`${channel}.${column}`) ? `batch.column.${channel}.${column}` : `batch.column.${column}`);

/** What to write there. */
export const textOf = (channel: Channel, column: Column, lang: Lang): string => wordsOf(lang)(OWN_TEXTS.has(`${channel}.${column}`) ? `batch.column.${channel}.${column}.text` : `batch.column.${column}.text`);
