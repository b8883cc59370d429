import type { Day } from './day';
import { grouped, type Fen } from './money';
import { Refused } from './refused';

/** What a statement says of its span. */
export interface Told {
  readonly from: Day;
  readonly to: Day;
  readonly opening: Fen | null;
  readonly closing: Fen | null;
}

export interface ToldLine {
  readonly n: number;
  readonly day: Day;
  readonly sum: Fen;
  readonly reference: string;
}

/** What has been imported at the place: its statements, and its lines on the days of the new one. */
export interface Stands {
  readonly statements: readonly Told[];
  readonly lines: ReadonlyMap<string, { readonly day: Day; readonly sum: Fen }>;
}

/**
 * Tells which lines of a statement are new, when it joins on to what was imported before: what both show must be the same, and
 * where both tell a balance, the one must go on where the other ends.
 * @throws Refused `a-reference-names-one-line`, `a-statement-adds-up`, `a-statement-leaves-no-line-out`, `a-statement-adds-nothing-to-closed-days`, `statements-join-on`
 */
export function joinOn(told: Told & { readonly lines: readonly ToldLine[] }, stands: Stands): ToldLine[] {
  const known = told.lines.filter((line) => stands.lines.has(line.reference));
  for (const line of known) {
    const before = stands.lines.get(line.reference)!;
    if (before.day !== line.day || before.sum !== line.sum)
      throw new Refused('a-reference-names-one-line', { n: String(line.n), reference: line.reference, day: before.day, sum: grouped(before.sum) });
  }
  const fresh = told.lines.filter((line) => !stands.lines.has(line.reference));
  addsUp(told);
  if (isWhole(told)) noLineIsMissing(told, stands);
  for (const line of fresh)
    if (stands.statements.some((s) => isWhole(s) && s.from < line.day && line.day < s.to)) throw new Refused('a-statement-adds-nothing-to-closed-days', { n: String(line.n), day: line.day, sum: grouped(line.sum) });
  if (fresh.length > 0 || known.length === 0) balancesMeet(told, known, stands.statements);
  return fresh;
}

/** Who tells what there was before and after has told all between. A list of payouts does not: a payment of the same days may be in a later one. */
const isWhole = ({ opening, closing }: Told): boolean => opening !== null && closing !== null;

function addsUp({ opening, closing, lines }: Told & { lines: readonly ToldLine[] }): void {
  if (opening === null || closing === null) return;
  const end = opening + sumOf(lines);
  if (end !== closing) throw new Refused('a-statement-adds-up', { opening: grouped(opening), lines: grouped(sumOf(lines)), closing: grouped(closing), difference: grouped(closing - end) });
}

/** The first and the last day may have been under way when either file was made. */
function noLineIsMissing(told: Told & { lines: readonly ToldLine[] }, { lines }: Stands): void {
  const here = new Set(told.lines.map(({ reference }) => reference));
  for (const [reference, { day, sum }] of lines)
    if (told.from < day && day < told.to && !here.has(reference)) throw new Refused('a-statement-leaves-no-line-out', { reference, day, sum: grouped(sum) });
}

function balancesMeet(told: Told, known: readonly ToldLine[], statements: readonly Told[]): void {
  // of several that end on one day, the one that was imported last
  const before = statements.filter((s) => s.closing !== null && s.from <= told.from && s.to <= told.to).reverse().sort((a, b) => (a.to < b.to ? 1 : a.to > b.to ? -1 : 0))[0];
  if (before && told.opening !== null) {
    const here = told.opening + sumOf(known.filter(({ day }) => day <= before.to));
    if (here !== before.closing) throw new Refused('statements-join-on', { until: before.to, stands: grouped(before.closing!), from: told.from, told: grouped(here), difference: grouped(here - before.closing!) });
  }
  // those of the same days came before it: each of them had to join on to the one before
  const after = statements.filter((s) => s.opening !== null && s.from >= told.from && s.to >= told.to && (s.from !== told.from || s.to !== told.to)).sort((a, b) => (a.from < b.from ? -1 : 1))[0];
  if (after && told.closing !== null) {
    const here = told.closing - sumOf(known.filter(({ day }) => day >= after.from));
    if (here !== after.opening) throw new Refused('statements-join-on', { until: told.to, stands: grouped(here), from: after.from, told: grouped(after.opening!), difference: grouped(after.opening! - here) });
  }
}

const sumOf = (lines: readonly { readonly sum: Fen }[]): Fen => lines.reduce((sum, line) => sum + line.sum, 0n);

/** Formats of banks; those of payment providers begin with the provider. A CSV says nothing of who made it. */
const BY_BANKS = ['ofx', 'camt053'];
const BY_ANYBODY = 'csv';
const PROVIDERS = ['stripe', 'alipay', 'wechat'];

/** A statement that was imported before: at which place, and of which account as it said. */
export interface KnownAccount {
  readonly place: number;
  readonly account: string;
}

/**
 * Whether a statement may be this place's: an import cannot be taken back, and the file of another account is chosen easily.
 * Banks print an account in full or with stars, so the same place is known by its last four digits, another one only by the whole number.
 * @throws Refused `a-statement-is-of-its-kind-of-place`, `a-place-has-one-account`, `an-account-has-one-place`
 */
export function ofThisPlace({ format, account }: { readonly format: string; readonly account: string | null }, place: { readonly id: number; readonly account: string; readonly code: string }, known: readonly KnownAccount[]): void {
  const ofABank = BY_BANKS.includes(format);
  const ofAnotherProvider = PROVIDERS.includes(place.code) && !format.startsWith(place.code);
  if (format !== BY_ANYBODY && (ofABank !== (place.account === '1002') || ofAnotherProvider)) throw new Refused('a-statement-is-of-its-kind-of-place', { field: 'file' });
  if (account === null) return;
  const here = known.find((one) => one.place === place.id && ending(one.account) !== ending(account));
  if (here) throw new Refused('a-place-has-one-account', { field: 'file', found: ending(account), expected: ending(here.account) });
  if (known.some((one) => one.place !== place.id && one.account === account)) throw new Refused('an-account-has-one-place', { field: 'file', found: ending(account) });
}

const ending = (account: string): string => account.replace(/\s/g, '').slice(-4);
