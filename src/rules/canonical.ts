import { createHash, timingSafeEqual } from 'node:crypto';
import type { Day } from './day';
import type { Fen } from './money';

/**
 * The text of an entry that goes into the log, byte for byte: what may stay public for ever. Names and notes are not in it;
 * they stand as salted commitments, so that removing a name later breaks no proof (个保法 47).
 */
export interface CanonicalEntry {
  /** Code of the foundation. */
  readonly foundation: string;
  /** Log number, from 1. */
  readonly number: number;
  readonly voucher: string;
  readonly day: Day;
  readonly factDay: Day;
  readonly kind: string;
  readonly standard: number;
  readonly source: string;
  /** Log number of the entry that a reversal mirrors. */
  readonly reverses: number | null;
  /** SHA-256 over salt and text. */
  readonly party: Uint8Array | null;
  readonly note: Uint8Array | null;
  /** `account`: a code in the entry's standard, or `2004/1701` in another: the old side of a chart migration. */
  readonly postings: readonly { readonly fund: string; readonly account: string; readonly debit: Fen; readonly place: string | null }[];
}

/** @throws RangeError when a value would break out of its line: a mistake of the program, not of a person */
export function canonical(e: CanonicalEntry): string {
  const commitment = (name: string, hash: Uint8Array | null): string[] => (hash ? [`${name} sha256:${Buffer.from(hash).toString('hex')}`] : []);
  const lines = [
    'sizhu entry v1',
    `foundation ${e.foundation}`,
    `number ${e.number}`,
    `voucher ${e.voucher}`,
    `day ${e.day}`,
    `fact-day ${e.factDay}`,
    `kind ${e.kind}`,
    `standard ${e.standard}`,
    `source ${e.source}`,
    ...(e.reverses === null ? [] : [`reverses ${e.reverses}`]),
    ...commitment('party', e.party),
    ...commitment('note', e.note),
    ...e.postings.map((p) => `posting ${p.fund} ${p.account} ${p.debit}${p.place === null ? '' : ` ${p.place}`}`),
  ];
  // a line feed inside a value would forge a line
  if (lines.some((line) => /[\u0000-\u001f\u007f]/.test(line))) throw new RangeError(`canonical: entry ${e.number} has a control character`);
  return `${lines.join('\n')}\n`;
}

/** The commitment to a text: nothing can be read from it, and only this text with this salt opens it. */
export const commitmentTo = (text: string, salt: Uint8Array): Buffer => createHash('sha256').update(salt).update(text, 'utf8').digest();

export const opens = (commitment: Uint8Array, text: string, salt: Uint8Array): boolean => commitment.length === 32 && timingSafeEqual(commitment, commitmentTo(text, salt));
