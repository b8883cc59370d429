import { Refused } from '../../rules/refused';
import type { Day } from '../../rules/day';
import type { Fen } from '../../rules/money';

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

/** Which of the layouts a file has; `csv` for every table that is none of the others and needs a mapping. @throws Refused */
export function formatOf(file: StatementFile): Promise<Format> {
  return Promise.reject(new Refused('statement-not-recognised', { file: file.name }));
}

/**
 * Reads a whole file or refuses it whole.
 * @throws Refused naming the line
 */
export function readStatement(file: StatementFile, mapping: ColumnMapping | null): Promise<ReadStatement> {
  return Promise.reject(new Refused('statement-not-recognised', { file: file.name, mapping: String(mapping) }));
}

/** For a person to correct: headings, first lines, and what the usual Chinese headings mean. @throws Refused */
export function proposeMapping(file: StatementFile): Promise<{ header: string[]; sample: string[][]; mapping: Partial<ColumnMapping> }> {
  return Promise.reject(new Refused('statement-not-recognised', { file: file.name }));
}
