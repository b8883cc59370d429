import type { Day } from '../../rules/day';
import { type Fen, plain } from '../../rules/money';
import { Refused } from '../../rules/refused';
import type { ReadLine, ReadStatement } from './statement';

const MOST_NAMED = 20;
const LONGEST_TEXT = 1000;
const LONGEST_REFERENCE = 200;

/** As many as a person will look at, and how many more there are. */
const named = (all: readonly string[]): string => `${all.slice(0, MOST_NAMED).join('; ')}${all.length > MOST_NAMED ? ` … (+${all.length - MOST_NAMED})` : ''}`;

/** Each balance must be the one before it and the sum between. Answers where it is not. */
function breaks(lines: readonly ReadLine[]): string[] {
  let held: Fen | null = null;
  return lines.flatMap(({ n, sum, balance }) => {
    const [before, after]: [Fen | null, Fen | null] = [held, held === null ? null : held + sum];
    held = balance ?? after;
    return before === null || after === null || balance === null || balance === after ? [] : [`${n}: ${plain(before)} ${sum < 0n ? '' : '+'}${plain(sum)} = ${plain(after)} ≠ ${plain(balance)}`];
  });
}

/**
 * Oldest first: some banks begin with the newest. The running balances say which; without any, or where both ways hold, the days.
 * @throws Refused naming every break
 */
export function inOrder(lines: readonly ReadLine[]): ReadLine[] {
  const [first, last] = [lines[0], lines.at(-1)];
  const newestFirst = first !== undefined && last !== undefined && (first.at && last.at ? first.at > last.at : first.day > last.day);
  const ways = [[...lines], [...lines].reverse()];
  if (newestFirst) ways.reverse();
  const [likely, other] = ways.map((way) => ({ way, breaks: breaks(way) }));
  const chosen = likely && other && other.breaks.length < likely.breaks.length ? other : likely;
  if (chosen && chosen.breaks.length > 0) throw new Refused('statement-balances-break', { count: String(chosen.breaks.length), breaks: named(chosen.breaks) });
  return chosen?.way ?? [];
}

/** What the account held before the first line and after the last, when the lines say so. */
export function heldBy(lines: readonly ReadLine[]): { opening: Fen | null; closing: Fen | null } {
  const first = lines.findIndex(({ balance }) => balance !== null);
  if (first < 0) return { opening: null, closing: null };
  const opening = lines.slice(0, first + 1).reduce((held, { sum }) => held - sum, lines[first]?.balance ?? 0n);
  return { opening, closing: lines.reduce((held, { sum }) => held + sum, opening) };
}

export function checkReferences(lines: readonly ReadLine[]): void {
  const seen = new Map<string, number>();
  const twice = lines.flatMap(({ n, reference }) => {
    const before = seen.get(reference);
    seen.set(reference, before ?? n);
    return before === undefined ? [] : [`${before} = ${n}`];
  });
  if (twice.length > 0) throw new Refused('statement-reference-twice', { count: String(twice.length), lines: named(twice) });
}

export function checkDays(lines: readonly ReadLine[], from: Day, to: Day): void {
  const outside = lines.find(({ day }) => day < from || day > to);
  if (outside) throw new Refused('statement-day-outside', { line: String(outside.n), found: outside.day, expected: `${from} – ${to}` });
}

/** The days a file without a period covers. */
export function daysOf(lines: readonly ReadLine[]): { from: Day; to: Day } {
  const days = lines.map(({ day }) => day).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) throw new Refused('statement-without-lines');
  return { from, to };
}

/** A total that the file states itself. */
export function checkTotal(total: string, found: Fen, expected: Fen): void {
  if (found !== expected) throw new Refused('statement-totals-differ', { total, found: plain(found), expected: plain(expected) });
}

export function checkCount(total: string, found: number, expected: string): void {
  if (!/^\d{1,9}$/.test(expected) || Number(expected) !== found) throw new Refused('statement-totals-differ', { total, found: String(found), expected });
}

/** What entities and escapes can still bring in, past the bytes that were looked at: text that no database keeps, or no page shows. */
export function checkTexts({ account, lines }: ReadStatement): void {
  for (const { n, reference, party, partyAccount, memo, kind, ours } of [...lines, { n: 1, reference: account, party: null, partyAccount: null, memo: null, kind: null, ours: null }]) {
    for (const text of [reference, party, partyAccount, memo, kind, ours]) {
      if (text === null) continue;
      if (!text.isWellFormed() || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) throw new Refused('statement-not-text', { line: String(n) });
      const most = text === reference ? LONGEST_REFERENCE : LONGEST_TEXT;
      if (text.length > most) throw new Refused('statement-text-too-long', { line: String(n), expected: String(most) });
    }
  }
}

export const totalOf = (sums: readonly Fen[]): Fen => sums.reduce((total, sum) => total + sum, 0n);
