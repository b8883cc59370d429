import { daysBetween, type Day } from './day';
import type { Fen } from './money';

/** A line of a statement, as far as it tells what it may be. */
export interface Shown {
  readonly id: bigint;
  readonly sum: Fen;
  readonly day: Day;
  readonly reference: string;
  /** What the payer wrote. */
  readonly memo: string | null;
  /** Our own number, where the statement carries it. */
  readonly ours: string | null;
  readonly party: string | null;
}

/** What stands in the books, or is expected and not booked yet. */
export interface Candidate {
  readonly sum: Fen;
  readonly day: Day;
  /** The numbers by which somebody may have named it: its source, what the payer was asked to write. */
  readonly references: readonly string[];
  readonly party: string | null;
  /** The line it was recorded from: it is this one's, and no other's. */
  readonly line?: bigint | null;
}

/** Sources that are numbered by us alone: no bank has ever heard of them, and its own small numbers are the same by chance. */
const NUMBERED_BY_US = ['bank-line', 'batch-fee', 'batch-payout', 'cash-banking', 'depreciation', 'founding-bounce', 'founding-contribution', 'goods-issue', 'identified', 'offline-gift', 'opening', 'profit-share', 'release', 'reversal', 'voucher'];
/** The same for a question to the database. */
export const IS_NUMBERED_BY_US = `^(${NUMBERED_BY_US.join('|')}):`;

/** A source is a number behind the name of who gave it: `bank:WT-0015`, `stripe:pi_1`. */
export function numbersOf(source: string): string[] {
  const [name, ...parts] = source.split(':');
  if (NUMBERED_BY_US.includes(name!)) return [];
  return [parts.join(':'), ...parts].filter((part, at, all) => part !== '' && all.indexOf(part) === at);
}

/** Why a candidate is proposed; the words stand under `matching.why.<reason>`. */
export type Reason = 'line' | 'sum' | 'day' | 'near-day' | 'reference' | 'party';

export interface Proposal<C extends Candidate> {
  readonly candidate: C;
  readonly why: readonly Reason[];
}

/** Banks book within days what was given on a holiday. */
const NEAR = 5;
/** What has no number and no name in common is proposed no longer. */
const FAR = 31;

/**
 * What a line may be, the likeliest first. Only an equal sum is proposed at all: two sums that differ are two facts, or one in parts,
 * and those a person picks. What was recorded from the line comes first; then the number counts more than the name, the name more than the day.
 */
export function propose<C extends Candidate>(line: Shown, candidates: readonly C[]): Proposal<C>[] {
  return candidates.filter((one) => one.sum === line.sum && (!one.line || one.line === line.id))
    .map((candidate) => ({ candidate, why: reasons(line, candidate), apart: Math.abs(daysBetween(candidate.day, line.day)) }))
    .filter(({ why, apart }) => apart <= FAR || why.includes('reference') || why.includes('line'))
    .sort((a, b) => weight(b.why) - weight(a.why) || a.apart - b.apart)
    .map(({ candidate, why }) => ({ candidate, why }));
}

/** Whether the first of the proposals can be named without the others: nothing else is as likely. */
export const isPlain = (proposals: readonly Proposal<Candidate>[]): boolean =>
  proposals.length > 0 && (proposals.length === 1 || weight(proposals[0]!.why) > weight(proposals[1]!.why));

/** Whether it needs no thought: the same sum and the same number, or recorded from this very line, and no other that says so too. */
export const isCertain = (proposals: readonly Proposal<Candidate>[]): boolean => {
  const [first, second] = proposals.map(({ why }) => why.includes('line') || why.includes('reference'));
  return first === true && (second !== true || (proposals[0]!.why.includes('line') && !proposals[1]!.why.includes('line')));
};

function reasons(line: Shown, candidate: Candidate): Reason[] {
  const apart = Math.abs(daysBetween(candidate.day, line.day));
  return [
    ...(candidate.line === line.id ? ['line' as const] : []),
    'sum',
    ...(apart === 0 ? ['day' as const] : apart <= NEAR ? ['near-day' as const] : []),
    ...(candidate.references.some((reference) => names(line, reference)) ? ['reference' as const] : []),
    ...(line.party && candidate.party && sameName(line.party, candidate.party) ? ['party' as const] : []),
  ];
}

/** Whether a line carries a number: whole as its own number, or within what the payer wrote. */
function names({ reference, ours, memo }: Shown, number: string): boolean {
  const plain = bare(number);
  return plain.length > 0 && (bare(reference) === plain || (ours !== null && bare(ours) === plain) || (plain.length >= 4 && memo !== null && bare(memo).includes(plain)));
}

const bare = (text: string): string => text.normalize('NFKC').replace(/[\s\-_]/g, '').toUpperCase();

/** Names as the books show them have stars for what is not told: 王* is 王建国. */
function sameName(told: string, shown: string): boolean {
  const pattern = [...shown.normalize('NFKC').trim()].map((letter) => (letter === '*' ? '.+' : letter.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))).join('').replace(/(\.\+)+/g, '.+');
  return pattern !== '.+' && new RegExp(`^${pattern}$`, 'u').test(told.normalize('NFKC').trim());
}

const WEIGHTS: Readonly<Record<Reason, number>> = { line: 16, reference: 8, party: 4, day: 2, 'near-day': 1, sum: 0 };
const weight = (why: readonly Reason[]): number => why.reduce((sum, reason) => sum + WEIGHTS[reason], 0);
