import { type Day, daysBetween, yearOf } from './day';
import type { Fen } from './money';

/** What staff looks at before an agreement is drawn up for somebody who asks for a fund (241; regulations C1–C6). */
export const CHECKLIST = ['identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest'] as const;
export type Point = (typeof CHECKLIST)[number];

/** Kinds of funds that are opened by an agreement. A purse has its own way. */
export const AGREED_KINDS = ['named', 'project', 'micro', 'programme'] as const;
export type AgreedKind = (typeof AGREED_KINDS)[number];

/** What a fund is for, as data: what is spent is compared with it. */
export const PURPOSE_TAGS = ['elderly', 'children', 'disability', 'hardship', 'health', 'education', 'culture', 'environment', 'facilities', 'mutual-aid', 'disaster', 'organisations'] as const;
export type PurposeTag = (typeof PURPOSE_TAGS)[number];

export type Level = 'country' | 'province' | 'city' | 'county';

/** At which level a host is registered, by its place: CN, CN-41, CN-41-0100 (a city's number ends in 00), CN-41-0102. */
export function levelOf(jurisdiction: string): Level {
  const parts = jurisdiction.split('-');
  if (parts.length === 1) return 'country';
  if (parts.length === 2) return 'province';
  return jurisdiction.endsWith('00') ? 'city' : 'county';
}

/** A name as it is compared: width, spaces, dots and dashes make no other name. Said again in the database. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/[\s\u200b-\u200f\u2060\ufeff·・•_–—-]/g, '').toLowerCase();

export type NameFault = 'host' | 'letters' | { readonly word: string };

/**
 * What is wrong with the name of a fund: it begins with its host's full registered name (241; 民办函〔2021〕47号; C2); of its own part, words that claim the country,
 * pinyin and digits are forbidden to hosts registered where the rule was made, and better avoided by others.
 */
export function nameFaults({ host, name, words }: { host: string; name: string; words: readonly string[] }): NameFault[] {
  const own = nameKey(name.startsWith(host) ? name.slice(host.length) : '');
  if (!/[\p{L}\p{N}]/u.test(own)) return ['host'];
  return [...(/[0-9a-z]/.test(own) ? (['letters'] as const) : []), ...words.filter((word) => own.includes(word)).map((word) => ({ word }))];
}

export interface Seat { readonly side: 'resident' | 'donor' | 'host' | 'street' | 'supervisor' }
export type CommitteeFault = 'none' | 'few' | 'even' | 'unsupervised';

/** A committee has an odd number of members, at least so many; a supervisor attends and does not count among them (湖南省社区慈善基金指引; C6). */
export function committeeFaults(seats: readonly Seat[], least: number): CommitteeFault[] {
  if (seats.length === 0) return ['none'];
  const members = seats.filter(({ side }) => side !== 'supervisor').length;
  return [...(members < least ? (['few'] as const) : []), ...(members % 2 === 0 ? (['even'] as const) : []), ...(members === seats.length ? (['unsupervised'] as const) : [])];
}

export interface Terms { readonly kind: AgreedKind; readonly startingSum: Fen; readonly startingBy: Day | null; readonly yearlyAddition: Fen; readonly yearlyYears: number; readonly termFrom: Day; readonly termTo: Day | null }
export type TermFault = { readonly code: 'a-project-fund-has-its-last-day' | 'a-starting-sum-has-its-day' | 'a-yearly-addition-has-its-years' | 'too-many-years' | 'what-is-promised-comes-within-the-term' | 'an-agreements-term-ends-after-it-begins'; readonly field: 'termTo' | 'startingBy' | 'yearlyYears' };

/** Where clauses of an agreement contradict each other, or its kind: a project has an end, and what is promised comes before it. The first of them, in the order of the form. */
export function termFault({ kind, startingSum, startingBy, yearlyAddition, yearlyYears, termFrom, termTo }: Terms): TermFault | null {
  if (startingSum > 0n && startingBy === null) return { code: 'a-starting-sum-has-its-day', field: 'startingBy' };
  if (yearlyAddition > 0n && yearlyYears === 0) return { code: 'a-yearly-addition-has-its-years', field: 'yearlyYears' };
  if (yearlyYears > MOST_YEARS) return { code: 'too-many-years', field: 'yearlyYears' };
  if (termTo === null) return kind === 'project' ? { code: 'a-project-fund-has-its-last-day', field: 'termTo' } : null;
  if (termTo <= termFrom) return { code: 'an-agreements-term-ends-after-it-begins', field: 'termTo' };
  if (startingBy !== null && startingBy > termTo) return { code: 'what-is-promised-comes-within-the-term', field: 'startingBy' };
  return yearOf(termTo) < yearOf(termFrom) + yearlyYears ? { code: 'what-is-promised-comes-within-the-term', field: 'yearlyYears' } : null;
}
/** As many as the table of agreements takes. */
export const MOST_YEARS = 50;

export interface Promised { readonly startingSum: Fen; readonly startingBy: Day | null; readonly yearlyAddition: Fen; readonly yearlyYears: number; readonly termTo: Day | null; readonly openedOn: Day }
export interface Due { readonly day: Day; readonly sum: Fen; readonly what: 'start' | 'year' }

/** What a founder has promised to bring, by which days: the starting sum, and in each of the years after it the addition, by its end or by the last day of the term. */
export function duesOf({ startingSum, startingBy, yearlyAddition, yearlyYears, termTo, openedOn }: Promised): Due[] {
  const byEnd = (year: number): Day => (termTo !== null && termTo < `${year}-12-31` ? termTo : `${year}-12-31`);
  return [
    ...(startingBy !== null && startingSum > 0n ? [{ day: startingBy, sum: startingSum, what: 'start' as const }] : []),
    ...(yearlyAddition > 0n ? Array.from({ length: yearlyYears }, (_, year) => ({ day: byEnd(yearOf(openedOn) + year + 1), sum: yearlyAddition, what: 'year' as const })) : []),
  ];
}

/** The first of what was promised that has not come: gifts fill it in its order. Null when all that is promised is there. */
export function nextDue(dues: readonly Due[], received: Fen): (Due & { readonly missing: Fen }) | null {
  let promised = 0n;
  for (const due of dues) {
    promised += due.sum;
    if (received < promised) return { ...due, missing: promised - received };
  }
  return null;
}

/** After so many days the pace of a year says something about the rest of it. */
const PACE_AFTER = 90;

/**
 * What a year comes to: at least what is spent and promised; after its first ninety days also no less than what is spent, carried on at the same pace to its end (by days, rounded half up to the fen).
 * A year that is over is what it was, and of one to come nothing is known.
 */
export function forecast({ spent, promised }: { readonly spent: Fen; readonly promised: Fen }, year: number, today: Day): Fen {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  const bound = spent + promised;
  if (today < first || today >= last) return bound;
  const gone = BigInt(daysBetween(first, today) + 1);
  if (gone <= PACE_AFTER) return bound;
  const pace = (spent * BigInt(daysBetween(first, last) + 1) * 2n + gone) / (gone * 2n);
  return pace > bound ? pace : bound;
}
