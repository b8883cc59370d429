import { Refused } from '../../rules/refused';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';
import { isAlipayFundBill, isAlipaySummary, readAlipay } from './alipay';
import { isCamt, isXml, readCamt } from './camt';
import { proposeColumns, readColumns } from './columns';
import { isOfx, readOfx } from './ofx';
import { isOldExcel, isWorkbook, LARGEST_SHEET, rowsOfSheet } from './sheet';
import { checkTexts } from './proofs';
import { isStripe, readStripe } from './stripe';
import { type Cells, rowsOf } from './table';
import { checkLines, checkSize, textOf } from './text';
import { isFundFlow, isTradeBill, readFundFlow, readTradeBill } from './wechat';
import { isZip, unzipped } from './zip';

export type Format = 'csv' | 'ofx' | 'camt053' | 'alipay-fund-bill' | 'wechat-trade-bill' | 'wechat-fund-flow' | 'stripe-payouts';

/** A file as somebody sent it: its name says nothing about what it is. */
export interface StatementFile {
  readonly name: string;
  readonly content: Buffer;
}

/** One movement on the account. What moved nothing (0.00) is none. */
export interface ReadLine {
  /** Line of the file (in OFX and CAMT: entry), from 1. A payment and the fee taken from it may stand on one line: not unique. */
  readonly n: number;
  readonly day: Day;
  /** ISO with offset, if the file tells the time. */
  readonly at: string | null;
  /** Positive came in, negative went out. */
  readonly sum: Fen;
  /** What the account held after it. */
  readonly balance: Fen | null;
  /** Unique in the file, and the same in every file of this format that shows this movement. */
  readonly reference: string;
  readonly party: string | null;
  readonly partyAccount: string | null;
  readonly memo: string | null;
  /** The file's own word: 在线支付, 收费, charge, payout … */
  readonly kind: string | null;
  /** Our own number where the file carries it: 商户订单号, a payment intent, a payout. */
  readonly ours: string | null;
}

export interface ReadStatement {
  readonly format: Format;
  /** Number of the account, as far as the file says. */
  readonly account: string | null;
  readonly from: Day;
  readonly to: Day;
  readonly opening: Fen | null;
  readonly closing: Fen | null;
  /** Oldest first, whatever order the file has. */
  readonly lines: readonly ReadLine[];
}

/**
 * Which column of a CSV or XLSX file says what: columns by their headings, blanks and full-width forms made equal. The heading
 * line is the first that has them all, and the encoding shows itself, so neither is asked. Either `amount` (signed, or with
 * `direction` 借/贷, 收入/支出 beside it) or `income` and `outgo` (either may be empty on a line) is named.
 */
export interface ColumnMapping {
  readonly day: string;
  /** `ymd` takes 2026-09-28, 2026/9/28, 20260928, 2026年9月28日, with or without a time behind. */
  readonly dayOrder: 'ymd' | 'dmy' | 'mdy';
  readonly time: string | null;
  readonly amount: string | null;
  readonly direction: string | null;
  readonly income: string | null;
  readonly outgo: string | null;
  readonly balance: string | null;
  readonly currency: string | null;
  readonly party: string | null;
  readonly partyAccount: string | null;
  /** The bank's own number of the line; without one, a reference is made of day, sum, balance and place among equals. */
  readonly reference: string | null;
  readonly memo: string | null;
  readonly kind: string | null;
}

/** Text as it was read, or bytes for those that say their own encoding, or rows of a sheet. */
type Opened =
  | { readonly format: 'ofx' | 'camt053'; readonly content: Buffer }
  | { readonly format: 'alipay-fund-bill'; readonly text: string; readonly summary: string | null }
  | { readonly format: 'wechat-trade-bill' | 'wechat-fund-flow' | 'stripe-payouts'; readonly text: string }
  | { readonly format: 'csv'; readonly rows: () => Cells[] };

/** The layout shows in the content; the name of a file is not looked at. */
async function opened({ content }: StatementFile): Promise<Opened> {
  checkSize(content);
  if (isOldExcel(content)) throw new Refused('statement-is-old-excel');
  if (isZip(content)) return openedZip(content);
  if (isOfx(content)) return { format: 'ofx', content };
  if (isCamt(content)) return { format: 'camt053', content };
  if (isXml(content) || /^\s*</.test(content.subarray(0, 64).toString('latin1'))) throw new Refused('statement-not-recognised'); // some banks call a page of theirs .xls
  return openedText(content);
}

function openedText(content: Buffer): Opened {
  checkLines(content);
  const text = textOf(content);
  if (isAlipayFundBill(text)) return { format: 'alipay-fund-bill', text, summary: null };
  if (isAlipaySummary(text)) throw new Refused('statement-is-a-summary');
  if (isTradeBill(text)) return { format: 'wechat-trade-bill', text };
  if (isFundFlow(text)) return { format: 'wechat-fund-flow', text };
  if (isStripe(text)) return { format: 'stripe-payouts', text };
  return { format: 'csv', rows: () => rowsOf(text) };
}

/** Alipay packs its bill with a summary, in any order; Excel's newer files are zips too. */
async function openedZip(content: Buffer): Promise<Opened> {
  const files = await unzipped(content, { most: MOST_FILES, largest: LARGEST_SHEET });
  if (isWorkbook(files)) {
    const rows = await rowsOfSheet(content);
    return { format: 'csv', rows: () => rows };
  }
  const texts = files.map((file) => {
    checkLines(file.content);
    return textOf(file.content);
  });
  const [bill, ...more] = texts.filter(isAlipayFundBill);
  const summaries = texts.filter(isAlipaySummary);
  if (!bill || more.length > 0 || summaries.length > 1 || texts.length > 1 + summaries.length) throw new Refused('statement-zip-contents', { found: String(files.length) });
  return { format: 'alipay-fund-bill', text: bill, summary: summaries[0] ?? null };
}

/** Parts of a workbook with its themes and drawings; a bill has two. */
const MOST_FILES = 60;

/**
 * Whoever sent the file reads what it says in the sentence of the refusal; whoever writes an error into a log writes its
 * message and what can be counted of it. Donors' names and accounts stand in neither.
 */
async function discreetly<T>(reading: () => Promise<T>): Promise<T> {
  try {
    return await reading();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const said = error instanceof Refused ? error.code : 'a reader of statements failed';
    const [frames = ''] = /\n {4}at [^]*$/.exec(error.stack ?? '') ?? [];
    if (error instanceof Refused) Object.defineProperty(error, 'facts', { enumerable: false });
    throw Object.assign(error, { message: said, stack: `${error.name}: ${said}${frames}` });
  }
}

/** Which of the layouts a file has; `csv` for every table that is none of the others and needs a mapping. @throws Refused */
export function formatOf(file: StatementFile): Promise<Format> {
  return discreetly(async () => (await opened(file)).format);
}

/**
 * Reads a whole file or refuses it whole. Nothing of it goes anywhere but into what is answered.
 * @throws Refused naming the line
 */
export function readStatement(file: StatementFile, mapping: ColumnMapping | null): Promise<ReadStatement> {
  return discreetly(async () => {
    const statement = read(await opened(file), mapping);
    checkTexts(statement);
    return statement;
  });
}

function read(open: Opened, mapping: ColumnMapping | null): ReadStatement {
  switch (open.format) {
    case 'ofx': return readOfx(open.content);
    case 'camt053': return readCamt(open.content);
    case 'alipay-fund-bill': return readAlipay(open.text, open.summary);
    case 'wechat-trade-bill': return readTradeBill(open.text);
    case 'wechat-fund-flow': return readFundFlow(open.text);
    case 'stripe-payouts': return readStripe(open.text);
    case 'csv':
      if (!mapping) throw new Refused('statement-needs-columns');
      return readColumns(open.rows(), mapping);
  }
}

/** For a person to correct: headings, first lines, and what the usual Chinese headings mean. @throws Refused, also for a layout that is known and needs none */
export function proposeMapping(file: StatementFile): Promise<{ header: string[]; sample: string[][]; mapping: Partial<ColumnMapping> }> {
  return discreetly(async () => {
    const open = await opened(file);
    if (open.format !== 'csv') throw new Refused('statement-needs-no-columns', { format: open.format });
    return proposeColumns(open.rows());
  });
}

/** The first lines of a table as a mapping reads them, for a person to compare before it is kept. @throws Refused as `readStatement` */
export function previewMapping({ header, sample }: { header: readonly string[]; sample: readonly (readonly string[])[] }, mapping: ColumnMapping): Promise<readonly ReadLine[]> {
  return discreetly(() => Promise.resolve(readColumns([header, ...sample].map((cells, at) => ({ n: at + 1, cells })), mapping).lines));
}
