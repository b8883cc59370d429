import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { onPage } from '../../people/foundations';
import { Clock } from '../../platform/clock';
import { type Asks, ReadDatabase } from '../../platform/read-database';
import { longDay, monthName } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { type Month, yearOf } from '../../rules/day';
import { account, type Standard } from '../chart';
import { whatOf } from '../words-of-entries';
import { creditOf, debitOf } from './facts';
import { type Figure, figureAt, type Row, type StatementName, STATEMENTS, type Table } from './statement';
import { type At, firstOf, type FundName, fundsOf, lastOf, monthsOf, openedOn, openedWithin, rowsBehind, type RowBehind, sealedBy } from './statements.queries';
import { type Statement, Statements } from './statements.service';

const ROWS = 50;

/** Puts together what the desk shows of the statements: all of a page asked at one moment. */
@Injectable()
export class StatementPages {
  constructor(private readonly read: ReadDatabase, private readonly statements: Statements, private readonly clock: Clock) {}

  /** @throws NotFoundException for a month that the books do not have */
  list(request: FastifyRequest): Promise<object> {
    const { lang, base } = visitOf(request);
    const foundation = request.foundation!.id;
    const t = wordsOf(lang);
    return this.read.snapshot(async (db) => {
      const { month, months } = await this.monthIn(db, request);
      const agreements = await this.statements.agreements(db, foundation, month);
      const [opened, sealed] = [await openedOn(db, foundation), await sealedBy(db, { foundation, month }, lang)];
      return {
        month, months, monthName: monthName(month, lang), pillars: pillarsIn(await this.statements.pillars(db, { foundation, month, today: this.clock.today() })), sealed: sealed !== null, opened: openedWithin(opened, yearOf(firstOf(month))),
        statements: STATEMENTS.map((name) => ({ name, title: t(`statement.${name}`), text: t(`statement.${name}.text`), ...addresses(base, name, month) })),
        agreements: agreements.map(({ name, holds }) => ({ name, holds, text: t(`agreement.${name}`) })),
      };
    });
  }

  /** @throws NotFoundException */
  async page(request: FastifyRequest, name: string): Promise<object> {
    const { lang, base } = visitOf(request);
    const known = nameIn(name);
    const { statement, months, funds } = await this.statement(request, known);
    const t = wordsOf(lang);
    const about = aboutOf(statement, request);
    const { fund, month } = statement;
    const rowsAt = (row: string, column: string): string => `${base}/desk/statements/${known}/rows?${new URLSearchParams({ month, ...(fund ? { fund: fund.code } : {}), line: row, column }).toString()}`;
    return {
      name: known, ...about, title: `${about.title} ${monthName(statement.month, lang)}`, called: about.title, month: statement.month, months, monthName: monthName(statement.month, lang),
      tabs: STATEMENTS.map((one) => ({ name: one, words: t(`statement.${one}`), href: addresses(base, one, statement.month).page })),
      tables: statement.tables.map((table) => tableOnPage(table, lang, { row: rowsAt, due: { month: `${base}/desk/closing/${month}#h-release`, year: `${base}/desk/closing` }, fund: known === 'funds' && !fund ? (code) => addresses(base, known, month, code).page : null })),
      files: addresses(base, known, month, fund?.code), numbered: notesIn(statement, lang), sideBySide: known === 'balance-sheet',
      address: addresses('', known, month, fund?.code).page, fund, funds: known === 'funds' ? funds : null, sealed: statement.sealed !== null,
    };
  }

  /** @throws NotFoundException */
  statement(request: FastifyRequest, name: StatementName): Promise<{ statement: Statement; months: Month[]; funds: FundName[] }> {
    const { lang } = visitOf(request);
    const foundation = request.foundation!.id;
    return this.read.snapshot(async (db) => {
      const { month, months } = await this.monthIn(db, request);
      return { statement: await this.statements.statement(db, { foundation, name, month, lang, fund: textsIn(request.query).fund }), months, funds: await fundsOf(db, foundation, lang) };
    });
  }

  /** The rows of the books behind a figure. @throws NotFoundException for a figure that there is not */
  rows(request: FastifyRequest, name: string): Promise<object> {
    const { lang, base } = visitOf(request);
    const known = nameIn(name);
    const foundation = request.foundation!.id;
    const asked = textsIn(request.query);
    return this.read.snapshot(async (db) => {
      const { month } = await this.monthIn(db, request);
      const { tables, standard, fund: one } = await this.statements.statement(db, { foundation, name: known, month, lang, fund: asked.fund });
      const found = figureAt(tables, asked.line ?? '', asked.column ?? '');
      if (!found) throw new NotFoundException();
      const { row, column, figure, table } = found;
      const fund = one?.id ?? (known === 'funds' && row.key !== 'all' ? (await fundsOf(db, foundation, lang)).find(({ code }) => code === row.key)?.id : undefined);
      const page = await pageBehind(db, { foundation, month, fund }, figure, cursorIn(asked), lang);
      const here = `${base}/desk/statements/${known}/rows?${new URLSearchParams({ month, ...(one ? { fund: one.code } : {}), line: row.key, column: column.key }).toString()}`;
      const at = (side: 'before' | 'after', place: string | null): string | null => place && `${here}&${side}=${place}`;
      return {
        title: titleOf(known, one, lang), name: known, back: addresses(base, known, month, one?.code).page, monthName: monthName(month, lang),
        line: nameOf(row, lang), column: [column.over && nameOf(column.over, lang), nameOf(column, lang)].filter(Boolean).join(' · '), table: nameOf(table, lang), sum: figure.sum,
        rows: page.rows.map((one) => ({ ...one, account: accountName(one.account, standard, lang) })),
        pager: { newer: at('after', page.newer), older: at('before', page.older), latest: page.newer && here },
      };
    });
  }

  private async monthIn(db: Asks, request: FastifyRequest): Promise<{ month: Month; months: Month[] }> {
    const months = await monthsOf(db, request.foundation!.id, this.clock.today());
    const { month = months[0]! } = textsIn(request.query);
    if (!months.includes(month)) throw new NotFoundException();
    return { month, months };
  }
}

/** Where the books have been tampered with so that pillars do not add up, the page shows which statements disagree instead. */
const pillarsIn = <P extends { opening: bigint; received: bigint; paid: bigint; closing: bigint }>(pillars: P): P | null =>
  (pillars.opening + pillars.received - pillars.paid === pillars.closing ? pillars : null);

/** What stands at the head of a statement, on the screen and on paper. */
export function aboutOf({ name, month, standard, fund }: Statement, request: FastifyRequest): { title: string; form: string | null; foundation: string; madeBy: string; span: string; unit: string; signed: string[] } {
  const { lang } = visitOf(request);
  const t = wordsOf(lang);
  const foundation = onPage(request.foundation!, lang).name;
  return {
    title: titleOf(name, fund, lang), form: standard === 2004 && FORMS[name] ? FORMS[name] : null, foundation, madeBy: t('statement.made-by', { name: foundation }),
    span: name === 'balance-sheet' ? longDay(lastOf(month), lang) : monthName(month, lang), unit: t('statement.unit'),
    signed: ['head', 'finance', 'checked', 'made'].map((who) => t(`statement.signed.${who}`)),
  };
}
const FORMS: Partial<Record<StatementName, string>> = { 'balance-sheet': '会民非01表', activities: '会民非02表', 'cash-flow': '会民非03表' };

/** What a reader should know of the figures: whether they may change, how far the books are in them, and since when there are books. */
export function notesIn({ numbered: { voucher, waiting }, sealed, opened }: Statement, lang: Lang): string {
  const t = wordsOf(lang);
  if (voucher === null && waiting === 0) return t('statement.no-entries');
  return [
    sealed === null ? t('statement.unsealed') : t('statement.sealed', { day: longDay(sealed.on, lang), names: sealed.signers.length === 0 ? '' : t('statement.sealed.by', { names: sealed.signers.join(lang === 'zh' ? '、' : ' and ') }) }),
    ...(voucher === null ? [] : [t('statement.numbered', { no: voucher })]), ...(waiting === 0 ? [] : [t('statement.waiting', { count: waiting })]),
    ...(opened === null ? [] : [t('statement.opened', { day: longDay(opened, lang) })]),
  ].join(lang === 'zh' ? '' : ' ');
}

const titleOf = (name: StatementName, fund: FundName | null, lang: Lang): string => (fund ? wordsOf(lang)('statement.of-fund', { name: fund.name }) : wordsOf(lang)(`statement.${name}`));

export const nameOf = (named: { readonly zh: string; readonly en: string }, lang: Lang): string => (lang === 'zh' ? named.zh : named.en);

/** @throws NotFoundException */
export function nameIn(text: string): StatementName {
  const known = STATEMENTS.find((name) => name === text);
  if (!known) throw new NotFoundException();
  return known;
}

const addresses = (base: string, name: StatementName, month: Month, fund?: string): { page: string; pdf: string; xlsx: string } => {
  const page = `${base}/desk/statements/${name}?month=${month}${fund === undefined ? '' : `&fund=${encodeURIComponent(fund)}`}`;
  return { page, pdf: `${page}&format=pdf`, xlsx: `${page}&format=xlsx` };
};

/** The texts of an address; of what comes twice, the first. */
export function textsIn(query: unknown): Partial<Record<string, string>> {
  const texts = Object.entries((query ?? {}) as Record<string, unknown>).map(([name, value]) => [name, Array.isArray(value) ? (value[0] as unknown) : value] as const);
  return Object.fromEntries(texts.filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string' && pair[1] !== ''));
}

/** What stands behind cells and names of a table. */
interface Behind {
  readonly row: (row: string, column: string) => string;
  /** Where it is worked out what closing will release. */
  readonly due: { readonly month: string; readonly year: string };
  /** The statement of the fund of a row. */
  readonly fund: ((code: string) => string) | null;
}

/** A table as the view shows it: heads in one or two rows, and an address behind each figure that has rows. */
function tableOnPage(table: Table, lang: Lang, behind: Behind): object {
  const overs = table.columns.map(({ over }) => over && nameOf(over, lang));
  return {
    key: table.key, caption: nameOf(table, lang), numbered: table.rows.some(({ no }) => no !== null),
    heads: overs.some(Boolean) ? overs.filter((over, at) => over !== overs[at - 1]).map((over) => ({ over, span: overs.filter((one) => one === over).length })) : null,
    columns: table.columns.map((column) => nameOf(column, lang)),
    rows: table.rows.map((row) => ({ name: nameOf(row, lang), href: behind.fund && row.style === 'line' ? behind.fund(row.key) : null, no: row.no, style: row.style, ...styleOf(row), cells: cellsOf(row, table, behind) })),
  };
}
const styleOf = ({ style }: Row): { head: boolean; sum: boolean; memo: boolean } => ({ head: style === 'head', sum: style === 'sum' || style === 'total', memo: style === 'memo' });
const cellsOf = (row: Row, { columns }: Table, { row: address, due }: Behind): { sum: Figure['sum']; href: string | null }[] =>
  row.figures.map((figure, at) => ({ sum: figure.sum, href: figure.due ? (figure.sum === 0n ? null : due[figure.due]) : hasRows(figure) ? address(row.key, columns[at]!.key) : null }));

/** Nothing is behind a figure that no line has touched, and no line of the books behind one that is only worked out. */
const hasRows = ({ sum, behind, entries, span, side }: Figure): boolean =>
  entries ? sum !== 0n : behind.some(({ fact }) => (side !== 'credit' && debitOf(fact, span) !== 0n) || (side !== 'debit' && creditOf(fact, span) !== 0n));

const accountName = (text: string, standard: Standard, lang: Lang): string => {
  const [of, code] = text.split('/');
  if (!code) return '';
  const { name, english } = account(Number(of) as Standard, code);
  return `${code} ${lang === 'zh' ? name : english}${Number(of) === standard ? '' : ` (${of})`}`;
};

const PLACE = /^(\d{1,18})-(\d{1,5})$/;
function cursorIn({ before, after }: Partial<Record<string, string>>): At {
  const [side, text] = before ? (['before', before] as const) : (['after', after ?? ''] as const);
  const place = PLACE.exec(text);
  return place ? { side, place: { entry: BigInt(place[1]!), line: Number(place[2]) } } : { side: 'newest' };
}

/** A page of rows and the places from which its neighbours go on. */
async function pageBehind(db: Asks, of: Parameters<typeof rowsBehind>[1], figure: Figure, at: At, lang: Lang): Promise<{ rows: RowBehind[]; newer: string | null; older: string | null }> {
  if (!hasRows(figure)) return { rows: [], newer: null, older: null };
  const rows = await rowsBehind(db, of, figure, { at, most: ROWS + 1, what: whatOf(lang), lang });
  const more = rows.length > ROWS;
  const placeOf = ({ entry, line }: RowBehind): string => `${entry}-${line}`;
  if (at.side === 'after') {
    // the newest page is always a full one, where there are rows enough
    if (!more) return pageBehind(db, of, figure, { side: 'newest' }, lang);
    const shown = rows.slice(1);
    return { rows: shown, newer: placeOf(shown[0]!), older: placeOf(shown.at(-1)!) };
  }
  const shown = rows.slice(0, ROWS);
  return { rows: shown, newer: at.side === 'before' && shown.length > 0 ? placeOf(shown[0]!) : null, older: more ? placeOf(shown.at(-1)!) : null };
}
