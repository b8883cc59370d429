import { isDay, type Day, type Month } from '../rules/day';
import { yuan, type Fen } from '../rules/money';
import { Refused } from '../rules/refused';

/** Which rows of a ledger somebody asks for. Null is "all". */
export interface Filter {
  readonly q: string | null;
  readonly kind: 'in' | 'out' | null;
  readonly month: Month | null;
  readonly min: Fen | null;
  readonly max: Fen | null;
}

/** The page of the rows: the newest, or those next to an entry. */
export type Cursor = { readonly side: 'newest' } | { readonly side: 'before' | 'after'; readonly no: string };

/** A gift somebody looks for: by its number, or by its day and sum. */
export type Sought = { readonly no: string } | { readonly day: Day; readonly sum: Fen };

/** What stands in an address, as typed; what is missing is ''. */
export type Typed = Readonly<Record<(typeof FIELDS)[number], string>>;
const FIELDS = ['q', 'kind', 'month', 'min', 'max', 'fund', 'before', 'after', 'no', 'day', 'sum', 'format'] as const;

export interface Asked {
  readonly typed: Typed;
  readonly filter: Filter;
  readonly cursor: Cursor;
  readonly sought: Sought | null;
  readonly format: 'page' | 'csv' | 'json';
  /** What could not be read, by field; the rest of what was asked stands. */
  readonly mistakes: readonly { readonly field: string; readonly refused: Refused }[];
}

const LONGEST_SEARCH = 60;

/**
 * Reads the query of a ledger's address. By hand and not by a form: an address is passed on through chats that add fields
 * of their own, and a page of the public books is not refused for those.
 */
export function readAsked(query: unknown): Asked {
  const typed = typedIn(query);
  const mistakes: { field: string; refused: Refused }[] = [];
  const read = <T>(field: keyof Typed, how: (text: string) => T): T | null => {
    if (typed[field] === '') return null;
    try {
      return how(typed[field]);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      mistakes.push({ field, refused: error });
      return null;
    }
  };
  const one = <T extends string>(...known: readonly T[]) => (text: string): T => known.find((value) => value === text) ?? refuse('filter-not-understood');

  const filter: Filter = {
    q: read('q', (text) => (text.length > LONGEST_SEARCH ? refuse('search-too-long') : text)),
    kind: read('kind', one('in', 'out')),
    month: read('month', (text) => (isDay(`${text}-01`) ? text : refuse('filter-not-understood'))),
    min: read('min', yuan),
    max: read('max', yuan),
  };
  if (filter.min !== null && filter.max !== null && filter.min > filter.max) mistakes.push({ field: 'min', refused: new Refused('min-above-max') });
  const before = read('before', voucherIn);
  const after = read('after', voucherIn);
  const sought = soughtIn(typed, read, mistakes);
  return {
    typed, filter, sought, mistakes,
    cursor: before !== null ? { side: 'before', no: before } : after !== null ? { side: 'after', no: after } : { side: 'newest' },
    format: read('format', one('csv', 'json')) ?? 'page',
  };
}

function soughtIn(typed: Typed, read: <T>(field: keyof Typed, how: (text: string) => T) => T | null, mistakes: { field: string; refused: Refused }[]): Sought | null {
  if (typed.no !== '') return { no: numberIn(typed.no) };
  if (typed.day === '' && typed.sum === '') return null;
  const day = read('day', (text) => (isDay(text) ? text : refuse('day-not-a-day')));
  const sum = read('sum', yuan);
  if (typed.day === '') mistakes.push({ field: 'day', refused: new Refused('day-missing') });
  if (typed.sum === '') mistakes.push({ field: 'sum', refused: new Refused('sum-missing') });
  return day !== null && sum !== null ? { day, sum } : null;
}

/** A number as people type it, small letters, full-width digits, spaces and all, as it stands in the books. */
export const numberIn = (text: string): string => text.normalize('NFKC').replace(/[\s‐-―−]+/g, (mark) => (/\s/.test(mark) ? '' : '-')).toUpperCase().slice(0, 40);

function voucherIn(text: string): string {
  const no = numberIn(text);
  return VOUCHER.test(no) ? no : refuse('filter-not-understood');
}

export const VOUCHER = /^(SR|PV|JV|CM)-\d{4}-\d{2}-\d{4,12}$/;

function typedIn(query: unknown): Typed {
  const given = typeof query === 'object' && query !== null ? (query as Record<string, unknown>) : {};
  const first = (value: unknown): string => (Array.isArray(value) ? first(value[0]) : typeof value === 'string' ? value.trim() : '');
  return Object.fromEntries(FIELDS.map((field) => [field, Object.hasOwn(given, field) ? first(given[field]) : ''])) as Typed;
}

function refuse(code: string): never {
  throw new Refused(code);
}
