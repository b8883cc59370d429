import type { Cell, SheetRow } from '../../platform/sheet-row';
import { isDay, type Day } from '../../rules/day';
import { type Fen, grouped, LARGEST, yuan } from '../../rules/money';
import type { Display } from '../../rules/names';
import { GOODS_PROOFS } from '../../rules/offline-gift';
import { Refused } from '../../rules/refused';
import type { Channel, Layout } from './batch-layouts';

/** What a column of a list says. */
export const COLUMNS = [
  'number', 'matched', 'time', 'order', 'amount', 'premises', 'from', 'to', 'nature', 'sold', 'unsold', 'rest', 'item', 'goods', 'quantity', 'unit', 'proof', 'expires', 'fund', 'name', 'display', 'keeps', 'phone', 'note',
] as const;
export type Column = (typeof COLUMNS)[number];
/** Index of each column in the sheet. */
export type Columns = Readonly<Partial<Record<Column, number>>>;

/** What platforms call their columns. */
const HEADERS: Readonly<Record<Column, readonly string[]>> = {
  number: ['交易号', '交易单号', '交易流水号', '订单号', '订单编号', '捐赠单号', '捐款单号', '流水号', '单号', '编号', '单据号', '箱号', '摊位号', '摊位', '配捐单号', '收据号', 'orderno', 'transactionid', 'transaction', 'transactionno', 'orderid', 'id', 'no', 'number'],
  time: ['时间', '日期', '交易时间', '捐赠时间', '捐款时间', '支付时间', '付款时间', '捐赠日期', '清点日期', '收款日期', '入库日期', '销售日期', '发放日期', '报损日期', '配捐时间', 'time', 'date', 'day', 'paidat', 'paidon', 'donatedat'],
  amount: ['金额', '捐赠金额', '捐款金额', '交易金额', '支付金额', '实收金额', '配捐金额', '入基金金额', '租金', '收入', '销售金额', 'amount', 'sum', 'amountcny', 'gross'],
  fund: ['基金', '基金代码', '基金名称', '项目', '项目名称', '项目编号', 'fund', 'fundcode', 'fundname', 'project'],
  matched: ['原捐赠单号', '原交易号', '被配捐单号', 'matched', 'matchedno', 'matchedid'],
  order: ['订单金额', '订单总额', 'ordersum', 'ordertotal'],
  premises: ['楼栋', '房屋', '房号', '场地', 'premises', 'building'],
  from: ['租期起', '起租日', '开始日期', 'from', 'start'],
  to: ['租期止', '到期日', '结束日期', 'to', 'end'],
  nature: ['款项性质', '款项', 'nature', 'takings'],
  sold: ['售出件数', '售出', 'sold'],
  unsold: ['未售件数', '未售', 'unsold'],
  rest: ['未售去向', 'unsoldwent'],
  item: ['货号', '商品编号', '条码', 'item', 'sku', 'barcode'],
  goods: ['品名', '商品名称', '物品', 'goods', 'itemname', 'description'],
  quantity: ['数量', '件数', 'quantity', 'qty'],
  unit: ['单价', '公允单价', 'unit', 'unitvalue', 'unitprice'],
  proof: ['计价依据', '估价依据', 'proof'],
  expires: ['保质期至', '有效期至', 'bestbefore', 'expires'],
  name: ['姓名', '捐赠人', '捐款人', '捐赠人姓名', '捐款人姓名', '昵称', '配捐方', '承租人', '摊主', 'name', 'donor', 'donorname'],
  display: ['公开方式', '公示方式', '署名', '署名方式', '是否公开', '公开', 'display', 'consent', 'showname'],
  keeps: ['本金', '本金不动', '是否留本', '留本', '是否动用本金', 'principal', 'keeps', 'kept', 'endowment'],
  phone: ['手机', '手机号', '手机号码', '电话', '联系电话', 'phone', 'mobile', 'phonenumber'],
  note: ['备注', '留言', '附言', '捐赠留言', '领用去向', '报损原因', 'note', 'message', 'remark'],
};
const KNOWN = new Map(COLUMNS.flatMap((column) => HEADERS[column].map((name) => [name, column] as const)));
const plainName = (header: string): string => header.normalize('NFKC').toLowerCase().replaceAll(/\(.*?\)|[\s_*.#/-]/g, '');

/** The columns of a row of headers, as far as their names are known and the layout has them; nothing when one it needs is not among them. */
export function columnsOf({ cells }: SheetRow, { needs, may }: Layout): Columns | null {
  const columns: Partial<Record<Column, number>> = {};
  for (const [at, { text }] of cells.entries()) {
    const column = KNOWN.get(plainName(text));
    if (column !== undefined && (needs.includes(column) || may.includes(column))) columns[column] ??= at;
  }
  return needs.every((column) => columns[column] !== undefined) ? columns : null;
}

/** Heads that only the lists of these channels have: under another one its gifts, sales and rents would be mistaken for each other. */
const OF_ITS_OWN: readonly (readonly [readonly Channel[], readonly string[]])[] = [
  [['matching'], ['配捐单号', '配捐时间', '配捐金额', '配捐方', '原捐赠单号', '原交易号', '被配捐单号', 'matchedno']],
  [['joint-purchase'], ['入基金金额', 'ordersum']],
  [['rent'], ['租金', '承租人', '租期起', '租期止', '起租日', 'premises']],
  [['box'], ['箱号']],
  [['sale'], ['摊位号', '摊位', '摊主', '款项性质', '未售件数', '未售去向', 'takings', 'unsoldwent']],
  [['goods-in'], ['入库日期', '公允单价', '计价依据', '估价依据', '保质期至', 'unitvalue', 'proof', 'bestbefore']],
  [['goods-sale', 'sale'], ['销售日期', '销售金额']],
  [['goods-out'], ['发放日期', '领用去向']],
  [['write-off'], ['报损日期', '报损原因']],
  [['goods-in', 'goods-sale', 'goods-out', 'write-off'], ['货号']],
];
const ELSEWHERE = new Map(OF_ITS_OWN.flatMap(([channels, heads]) => heads.map((head) => [head, channels] as const)));

/** A head that says that this is the list of another channel. */
export const strangeHead = ({ cells }: SheetRow, channel: Channel): string | null => cells.find(({ text }) => !(ELSEWHERE.get(plainName(text))?.includes(channel) ?? true))?.text ?? null;

/** What a line says beside who gave how much, as its layout asks. */
export interface Particulars {
  /** Number of the gift to which this one was added. */
  readonly matched: string | null;
  /** The whole order, of which the line is the community's part. */
  readonly order: Fen | null;
  readonly premises: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  /** Of the takings of a stall: given by whoever keeps it, sold for the foundation, or paid for the place. */
  readonly nature: Nature | null;
  /** Pieces. */
  readonly sold: number | null;
  readonly unsold: number | null;
  /** Where they went. */
  readonly rest: Rest | null;
  /** Number on the goods' tag: name, fund and unit value belong to it. */
  readonly item: string | null;
  readonly goods: string | null;
  readonly quantity: number | null;
  /** Fair value of one piece when it was given. */
  readonly unit: Fen | null;
  readonly proof: Proof | null;
  /** The last day on which they may be handed out. */
  readonly expires: Day | null;
}

/** One gift of a list. */
export interface GiftLine {
  readonly line: number;
  readonly no: string;
  readonly day: Day;
  readonly sum: Fen;
  readonly fund: number;
  readonly display: Display;
  /** 本金不动: it is booked as principal. */
  readonly principal: boolean;
  readonly name: string | null;
  readonly phone: string | null;
  readonly note: string | null;
  readonly said: Particulars;
}

/** A kind of goods in the store. */
export interface Item {
  readonly goods: string;
  readonly unit: Fen;
  readonly expires: Day | null;
  readonly fund: number;
}

export const NATURES = ['gift', 'sale', 'fee'] as const;
export type Nature = (typeof NATURES)[number];
export const RESTS = ['taken-back', 'left', 'given-on'] as const;
export type Rest = (typeof RESTS)[number];
/** `nominal`: nothing proves it, so a piece stands at one yuan. */
export type Proof = (typeof GOODS_PROOFS)[number] | 'nominal';

/** What is wrong with a line, as the code of a sentence. */
export interface Fault {
  readonly line: number;
  readonly code: string;
  readonly facts: Readonly<Record<string, string>>;
}

const DISPLAYS: Readonly<Record<string, Display>> = {
  '': 'anonymous', 匿名: 'anonymous', 不公开: 'anonymous', 否: 'anonymous', anonymous: 'anonymous', no: 'anonymous',
  部分公开: 'masked', 隐名: 'masked', 只公开姓氏: 'masked', masked: 'masked',
  公开: 'full', 实名: 'full', 全名: 'full', 是: 'full', full: 'full', yes: 'full',
};

/** Whether a gift is kept. Nothing is guessed: a gift to a fund that keeps principal says it. */
const KEEPS: Readonly<Record<string, boolean>> = {
  本金不动: true, 留本: true, 不动本: true, 是: true, principal: true, kept: true, yes: true,
  可以使用: false, 可使用: false, 不留本: false, 否: false, spendable: false, no: false,
};

/** What is known when a line is read. */
export interface Reading {
  readonly layout: Layout;
  /** By code and name. */
  readonly fundOf: ReadonlyMap<string, number>;
  /** Those that keep principal. */
  readonly preserves: ReadonlySet<number>;
  /** The fund of the lines that name none. */
  readonly one: number | null;
  readonly today: Day;
  /** What the store knows, by number. */
  readonly items: ReadonlyMap<string, Item>;
}

/** Reads one line. @throws Refused with the reason */
export function giftOf({ line, cells }: SheetRow, columns: Columns, { layout, fundOf, preserves, one, today, items }: Reading): GiftLine {
  const cell = (column: Column): Cell => cells[columns[column] ?? -1] ?? { text: '', is: 'text' };
  const short = (column: Column, most: number): string | null => {
    const { text } = cell(column);
    if (text.length > most) throw new Refused('text-too-long');
    return text === '' ? null : text;
  };
  const needed = (column: Column, most: number): string | null => {
    const text = short(column, most);
    if (text === null && layout.needs.includes(column)) throw new Refused(`batch-${column}-missing`);
    return text;
  };
  const chosen = <T extends string>(column: Column, words: Readonly<Record<string, T>>): T | null => {
    const { text } = cell(column);
    const one = words[text.normalize('NFKC').toLowerCase()];
    if (text !== '' && one === undefined) throw new Refused(`batch-${column}-unknown`, { said: text.slice(0, 20) });
    return one ?? null;
  };
  const number = cell('number');
  if (number.text === '') throw new Refused('batch-number-missing');
  // a spreadsheet keeps 15 digits of a number and drops its zeros: what it was, nobody can tell; the number that we ourselves gave a box is told by its digits
  if (number.is !== 'text' && !(layout.money !== 'paid-out' && /^\d{1,6}$/.test(number.text))) throw new Refused('batch-number-became-a-number', { number: number.text });
  const no = number.text.replace(/^['`]/, '');
  if (no.length > 120 || /\p{Cc}/u.test(no)) throw new Refused('batch-number-unreadable');
  if (/^\d(\.\d+)?E\+\d+$/i.test(no)) throw new Refused('batch-number-became-a-number', { number: no });
  const day = dayIn(cell('time'));
  if (day > today) throw new Refused('day-in-the-future');
  const note = needed('note', 500);
  const goods = layout.store ? goodsIn(cell, needed, layout, items) : null;
  const said: Particulars = {
    matched: needed('matched', 120), order: layout.needs.includes('order') ? yuan(cell('order').text) : null,
    premises: needed('premises', 60), from: layout.needs.includes('from') ? dayIn(cell('from')) : null, to: layout.needs.includes('to') ? dayIn(cell('to')) : null,
    sold: pieces(cell('sold')), unsold: pieces(cell('unsold')), item: goods?.item ?? null, goods: goods?.goods ?? null, quantity: goods?.quantity ?? null, unit: goods?.unit ?? null, proof: goods?.proof ?? null,
    expires: goods?.expires ?? null, nature: chosen('nature', NATURE_WORDS), rest: layout.may.includes('rest') ? chosen('rest', REST_WORDS) : null,
  };
  if (said.nature === null && layout.needs.includes('nature')) throw new Refused('batch-nature-missing');
  if ((said.unsold ?? 0) > 0 && said.rest === null) throw new Refused('batch-rest-missing');
  if (said.from !== null && said.to! < said.from) throw new Refused('batch-period-backwards');
  const sum = layout.needs.includes('amount') ? yuan(cell('amount').text) : goods!.unit * BigInt(goods!.quantity);
  if (sum > LARGEST) throw new Refused('amount-too-large');
  if (said.expires !== null && said.expires < day && !layout.writesOff) throw new Refused('batch-goods-expired', { item: said.item!, day: said.expires });
  if (said.order !== null && said.order < sum) throw new Refused('batch-order-smaller-than-its-part');
  const named = cell('fund').text.normalize('NFKC');
  const fund = goods?.fund ?? (named === '' ? one : fundOf.get(named));
  if (fund === null) throw new Refused('batch-fund-missing');
  if (fund === undefined) throw new Refused('batch-fund-unknown', { fund: cell('fund').text.slice(0, 40) });
  const display = DISPLAYS[cell('display').text.toLowerCase()];
  if (display === undefined) throw new Refused('batch-display-unknown', { display: cell('display').text.slice(0, 40) });
  const kept = KEEPS[cell('keeps').text.normalize('NFKC').toLowerCase()];
  if (cell('keeps').text !== '' && kept === undefined) throw new Refused('batch-keeps-unknown', { keeps: cell('keeps').text.slice(0, 40) });
  // boxes, stalls and stores bring cash and goods, which are no principal
  if (layout.money !== 'paid-out' && kept === true) throw new Refused('principal-comes-by-the-bank');
  if (kept === undefined && preserves.has(fund) && layout.may.includes('keeps')) throw new Refused('batch-keeps-missing');
  return { line, no, day, sum, fund, principal: kept === true && preserves.has(fund), display, name: short('name', 120), phone: short('phone', 40), note, said };
}

const NATURE_WORDS: Readonly<Record<string, Nature>> = { 捐出所得: 'gift', 捐赠: 'gift', 捐款: 'gift', 义卖: 'sale', 义卖所得: 'sale', 摊位费: 'fee', gift: 'gift', sale: 'sale', fee: 'fee' };
const REST_WORDS: Readonly<Record<string, Rest>> = { 摊主带回: 'taken-back', 带回: 'taken-back', 留给基金会: 'left', 留下: 'left', 转送: 'given-on', 'taken back': 'taken-back', left: 'left', 'given on': 'given-on' };

const PROOFS: Readonly<Record<string, Proof>> = {
  发票: 'invoice', 市价: 'market-price', 市场价: 'market-price', 评估: 'appraisal', 名义: 'nominal', 名义金额: 'nominal', 无凭据: 'nominal', nominal: 'nominal', invoice: 'invoice', 'market-price': 'market-price', appraisal: 'appraisal',
};

interface Goods {
  readonly item: string;
  readonly goods: string;
  readonly quantity: number;
  readonly unit: Fen;
  readonly proof: Particulars['proof'];
  readonly expires: Day | null;
  /** Null for what comes in: the sheet says it. */
  readonly fund: number | null;
}

/** Which goods a line moves. What comes in says its name and value; what leaves has those with which it came. */
function goodsIn(cell: (column: Column) => Cell, needed: (column: Column, most: number) => string | null, layout: Layout, items: ReadonlyMap<string, Item>): Goods {
  const item = needed('item', 40)!.normalize('NFKC');
  const quantity = pieces(cell('quantity'));
  if (quantity === null || quantity === 0) throw new Refused('batch-quantity-missing');
  const known = items.get(item);
  if (!layout.needs.includes('unit')) {
    if (!known) throw new Refused('batch-item-unknown', { item });
    return { item, quantity, proof: null, ...known };
  }
  const proof = PROOFS[cell('proof').text.toLowerCase()];
  if (proof === undefined) throw new Refused('batch-proof-unknown');
  const nominal = proof === 'nominal';
  const told = { item, quantity, proof, goods: needed('goods', 60)!, unit: nominal && cell('unit').text === '' ? NOMINAL : yuan(cell('unit').text), expires: cell('expires').text === '' ? null : dayIn(cell('expires')) };
  if (nominal && told.unit !== NOMINAL) throw new Refused('batch-nominal-is-one-yuan');
  if (known && (known.goods !== told.goods || known.unit !== told.unit || known.expires !== told.expires)) throw new Refused('batch-item-otherwise', { item, goods: known.goods, unit: grouped(known.unit), expires: known.expires ?? '—' });
  return { ...told, fund: known?.fund ?? null };
}

/** What a piece stands at when nothing proves its value. */
const NOMINAL = 100n;

/** Whole pieces, or nothing. @throws Refused `batch-pieces-unreadable` */
function pieces({ text }: Cell): number | null {
  if (text === '') return null;
  const plain = text.normalize('NFKC').replaceAll(',', '');
  if (!/^\d{1,7}$/.test(plain)) throw new Refused('batch-pieces-unreadable', { pieces: text.slice(0, 20) });
  return Number(plain);
}

/** The Shanghai day of a time as platforms write it. */
function dayIn({ text }: Cell): Day {
  if (text === '') throw new Refused('day-missing');
  const parts = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?!\d)(?:[ T]*\d{1,2}[:：]?\d{2}.*)?$/.exec(text.normalize('NFKC'));
  const day = parts ? `${parts[1]}-${(parts[2] ?? parts[4])!.padStart(2, '0')}-${(parts[3] ?? parts[5])!.padStart(2, '0')}` : '';
  if (!isDay(day)) throw new Refused('day-not-a-day');
  return day;
}
