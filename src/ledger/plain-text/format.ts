import { KINDS } from '../kinds';
import type { Balances, BookEntry, Floor, Opening } from './books';

/** How a plain-text accounting program wants to read the books. */
export interface Format {
  opening(opening: Opening): string;
  entry(entry: BookEntry): string;
  balances(balances: Balances): string;
  floor(floor: Floor): string;
}

/** What the entry is, in the words of the public ledger: `线上捐赠：给外婆`. */
export const narration = ({ kind, note }: BookEntry): string => (note === null ? KINDS[kind].name : `${KINDS[kind].name}：${oneLine(note)}`);

/** What is said of an entry beside its words. */
export const facts = (entry: BookEntry): [key: string, value: string][] => [
  ...(entry.number === null ? [] : [['log', String(entry.number)] as [string, string]]),
  ['kind', entry.kind],
  ['source', entry.source],
  ...(entry.factDay === entry.day ? [] : [['fact-day', entry.factDay] as [string, string]]),
  ...(entry.reverses === null ? [] : [['reverses', entry.reverses] as [string, string]]),
];

/** And of a posting. */
export const whereabouts = ({ place, promise }: BookEntry['postings'][number]): [key: string, value: string][] => [
  ...(place === null ? [] : [['place', oneLine(place)] as [string, string]]),
  ...(promise === null ? [] : [['promise', promise] as [string, string]]),
];

export const TAGS = ['log', 'kind', 'source', 'fact-day', 'reverses', 'place', 'promise'];

/** People's words on one line. */
export const oneLine = (words: string): string => words.replace(/[\s\p{Cc}]+/gu, ' ').trim();
