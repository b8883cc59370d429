import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { onPage } from '../people/foundations';
import type { Asks } from '../platform/read-database';
import { brief, daySpan, monthName } from '../platform/views';
import { visitOf } from '../platform/visit';
import { wordsOf } from '../platform/words';
import type { Day } from '../rules/day';
import { grouped, plain } from '../rules/money';
import { Refused } from '../rules/refused';
import type { Asked, Filter } from './filter';
import { find, type Found } from './find.queries';
import { beneathOf, monthsOf, pillarsOf } from './pillars.queries';
import { type At, type Row, rowsAt, SEARCHED, totalsOf } from './rows.queries';
import { type FundRow, fundsOf, placeOf, type Scope, sealedTo } from './scope.queries';

const ROWS = 50;

/** Everything the page of a ledger shows (views/disclosure/ledger.hbs), asked at one moment so that its figures add up. */
export async function ledgerPage(db: Asks, { asked, fund, today, request, reply }: { asked: Asked; fund: FundRow | null; today: Day; request: FastifyRequest; reply: FastifyReply }): Promise<{ status: 200 | 422; model: object }> {
  const { lang, base } = visitOf(request);
  const foundation = request.foundation!.id;
  const scope: Scope = { foundation, fund: fund?.id ?? null };
  const { typed, filter } = asked;
  const here = `${base}${fund === null ? '/ledger' : `/funds/${fund.code}/ledger`}`;

  const mistakes = [...asked.mistakes];
  const at = await cursorOf(db, foundation, asked, mistakes);
  const page = await rowsOf(db, scope, filter, at, lang);
  const found = asked.sought && (await find(db, scope, asked.sought, lang));
  const sealed = await sealedTo(db, foundation);
  const applied = appliedOf(filter);
  const t = wordsOf(lang);
  const span = spanOf(page.rows);
  const searched = filter.q !== null && filter.month === null && sealed !== null && sealed.number > SEARCHED ? SEARCHED : null;
  const filterPart = Object.fromEntries(applied.map(({ name }) => [name, typed[name]]));
  return {
    status: mistakes.length > 0 ? 422 : 200,
    model: {
      ...(span ? { title: t('ledger.title.span', { name: fund?.name ?? onPage(request.foundation!, lang).name, days: daySpan(span.from, span.to, lang, today) }) } : {}),
      fund: fund && { code: fund.code, name: fund.name },
      funds: fund === null ? await fundsOf(db, foundation, lang) : [],
      pillars: await pillarsOf(db, scope, { month: filter.month, today }),
      // as of now, so not beneath the pillars of a month gone by
      beneath: filter.month === null ? await beneathOf(db, scope) : null,
      sealed: sealed && { ...sealed, number: Number(sealed.number) },
      find: { no: typed.no, day: typed.day, sum: typed.sum, found: found && found.map((one) => ({ ...one, where: whereOf(here, typed, one) })) },
      filter: { q: typed.q, kind: typed.kind, month: typed.month, min: typed.min, max: typed.max, fund: fund?.code ?? '' },
      months: await monthsOf(db, scope),
      applied: applied.map((one) => ({ ...one, without: `${addressOf(here, { ...filterPart, [one.name]: '' })}#rows` })),
      total: { ...(await totalsOf(db, scope, filter, lang)), when: filter.month !== null ? monthName(filter.month, lang) : searched !== null ? t('ledger.searched.when', { n: brief(BigInt(searched) * 100n) }) : t('filter.all-months') },
      searched,
      span,
      rows: page.rows.map((row) => rowOnPage(row, { all: fund === null, found: found?.some((one) => one.no === row.no) ?? false })),
      newer: page.newer && `${addressOf(here, { ...filterPart, after: page.newer })}#rows`,
      older: page.older && `${addressOf(here, { ...filterPart, before: page.older })}#rows`,
      latest: page.newer && `${addressOf(here, filterPart)}#rows`,
      files: { csv: addressOf(here, { ...filterPart, format: 'csv' }), json: addressOf(here, { ...filterPart, format: 'json' }) },
      code: codeOf(page.rows),
      ...(mistakes.length > 0 ? { errors: mistakes.map(({ field, refused }) => ({ id: ON_PAGE.has(field) ? field : null, text: reply.words(`refused.${refused.code}`, refused.facts) })) } : {}),
    },
  };
}

/** Fields of an address that have an input on the page. */
const ON_PAGE = new Set(['q', 'kind', 'month', 'min', 'max', 'no', 'day', 'sum']);

/** A line as the views show it (views/shared/ledger-table.hbs). */
export const rowOnPage = (row: Row, { all, found = false }: { all: boolean; found?: boolean }): object => ({
  no: row.no, day: row.day, what: row.what,
  in: row.money > 0n ? row.money : null, out: row.money < 0n ? -row.money : null, balance: row.balance,
  ...(all ? { fund: { code: row.fundCodes, name: row.fundNames } } : {}),
  ...(found ? { found: true } : {}), ...(row.reversedBy ? { reversed: row.reversedBy } : {}), ...(row.reverses ? { reverses: row.reverses } : {}),
});

/** First and last day of the rows shown. They follow each other by number, and a day may be entered late. */
function spanOf(rows: readonly Row[]): { from: Day; to: Day } | null {
  const days = rows.map((row) => row.day).sort();
  return days.length > 0 ? { from: days[0]!, to: days.at(-1)! } : null;
}

/** First 16 hex digits of SHA-256 over the rows as shown: two neighbours who read the same code have read the same rows. */
function codeOf(rows: readonly Row[]): string {
  const text = rows.map((row) => [row.no, row.day, row.what, plain(row.money), plain(row.balance)].join('\t')).join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');
}

export interface Page { readonly rows: readonly Row[]; readonly newer: string | null; readonly older: string | null }

/** A page of rows and the numbers from which its neighbours go on. */
export async function rowsOf(db: Asks, scope: Scope, filter: Filter, at: At, lang: 'zh' | 'en', most = ROWS): Promise<Page> {
  const rows = await rowsAt(db, scope, filter, { at, most: most + 1, lang });
  const more = rows.length > most;
  if (at.side === 'after') {
    // the newest page is always a full one, where there are rows enough
    if (!more) return rowsOf(db, scope, filter, { side: 'newest' }, lang, most);
    const shown = rows.slice(1);
    return { rows: shown, newer: shown[0]!.no, older: shown.at(-1)!.no };
  }
  const shown = rows.slice(0, most);
  return { rows: shown, newer: at.side === 'before' && shown.length > 0 ? shown[0]!.no : null, older: more ? shown.at(-1)!.no : null };
}

async function cursorOf(db: Asks, foundation: number, { cursor }: Asked, mistakes: { field: string; refused: Refused }[]): Promise<At> {
  if (cursor.side === 'newest') return cursor;
  const place = await placeOf(db, foundation, cursor.no);
  if (place) return { side: cursor.side, place };
  mistakes.push({ field: cursor.side, refused: new Refused('entry-unknown', { no: cursor.no }) });
  return { side: 'newest' };
}

function appliedOf({ q, kind, month, min, max }: Filter): { name: 'q' | 'kind' | 'month' | 'min' | 'max'; value: string }[] {
  const all = [
    { name: 'q', value: q }, { name: 'kind', value: kind }, { name: 'month', value: month },
    { name: 'min', value: min === null ? null : grouped(min) }, { name: 'max', value: max === null ? null : grouped(max) },
  ] as const;
  return all.flatMap(({ name, value }) => (value === null ? [] : [{ name, value }]));
}

/** The page of the ledger on which a found entry stands; what was looked for goes along, so that its row is marked there. */
function whereOf(here: string, typed: Asked['typed'], { no, before }: Found): string {
  return `${addressOf(here, { no: typed.no, ...(typed.no === '' ? { day: typed.day, sum: typed.sum } : {}), before: before ?? '' })}#${no}`;
}

/** An address with those of its fields that say something. */
export function addressOf(path: string, fields: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== '')).toString();
  return query === '' ? path : `${path}?${query}`;
}
