import { type Day, daysBetween, yearOf } from './day';
import type { Fen } from './money';

/** What staff looks at before an agreement is drawn up for somebody who asks for a fund (241; regulations C1–C6). */
export const CHECKLIST = ['identity', 'name', 'purpose', 'sum', 'committee', 'interest', 'rest'] as const;
export type Point = (typeof CHECKLIST)[number];

/** Kinds of funds that are opened by an agreement. A purse and public-service money have their own ways. */
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

export type NameFault = 'host' | 'letters' | { readonly word: string };

/**
 * What is wrong with the name of a fund: it begins with its host's full registered name (241; 民办函〔2021〕47号; C2); of its own part, words that claim the country,
 * pinyin and digits are forbidden to hosts registered where the rule was made, and better avoided by others.
 */
export function nameFaults({ host, name, words }: { host: string; name: string; words: readonly string[] }): NameFault[] {
  const own = name.startsWith(host) ? name.slice(host.length) : '';
  if (!/[\p{L}\p{N}]/u.test(own)) return ['host'];
  return [...(/[0-9A-Za-z]/.test(own.normalize('NFKC')) ? (['letters'] as const) : []), ...words.filter((word) => own.includes(word)).map((word) => ({ word }))];
}

export interface Seat { readonly side: 'resident' | 'donor' | 'host' | 'street' | 'supervisor' }
export type CommitteeFault = 'none' | 'few' | 'even' | 'unsupervised';

/** A committee has an odd number of members, at least so many; a supervisor attends and does not count among them (湖南省社区慈善基金指引; C6). */
export function committeeFaults(seats: readonly Seat[], least: number): CommitteeFault[] {
  if (seats.length === 0) return ['none'];
  const members = seats.filter(({ side }) => side !== 'supervisor').length;
  return [...(members < least ? (['few'] as const) : []), ...(members % 2 === 0 ? (['even'] as const) : []), ...(members === seats.length ? (['unsupervised'] as const) : [])];
}

export interface Promised { readonly startingSum: Fen; readonly startingBy: Day | null; readonly yearlyAddition: Fen; readonly yearlyYears: number; readonly openedOn: Day }
export interface Due { readonly day: Day; readonly sum: Fen; readonly what: 'start' | 'year' }

/** What a founder has promised to bring, by which days: the starting sum, and in each of the years after it the addition, by its end. */
export function duesOf({ startingSum, startingBy, yearlyAddition, yearlyYears, openedOn }: Promised): Due[] {
  return [
    ...(startingBy !== null && startingSum > 0n ? [{ day: startingBy, sum: startingSum, what: 'start' as const }] : []),
    ...(yearlyAddition > 0n ? Array.from({ length: yearlyYears }, (_, year) => ({ day: `${yearOf(openedOn) + year + 1}-12-31`, sum: yearlyAddition, what: 'year' as const })) : []),
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

/** What a year comes to if it goes on as it went: spent so far, by the days gone of all its days; rounded half up to the fen. A year that is over is what it was. */
export function forecast(spent: Fen, year: number, today: Day): Fen {
  const [first, last] = [`${year}-01-01`, `${year}-12-31`];
  if (today >= last) return spent;
  if (today < first) return 0n;
  const gone = BigInt(daysBetween(first, today) + 1);
  const all = BigInt(daysBetween(first, last) + 1);
  return (spent * all * 2n + gone) / (gone * 2n);
}
