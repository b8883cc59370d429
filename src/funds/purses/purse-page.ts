import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { placesOf } from '../../bank/places';
import { ResolutionsQueries } from '../../foundations/resolutions.queries';
import { onPage } from '../../people/foundations';
import { Clock } from '../../platform/clock';
import { Config } from '../../platform/config';
import { piecesIn } from '../../platform/count-form';
import { csvCell } from '../../platform/csv-cell';
import { qrOf } from '../../platform/qr';
import { longDay, money } from '../../platform/views';
import { visitOf } from '../../platform/visit';
import { type Lang, wordsOf } from '../../platform/words';
import { plain } from '../../rules/money';
import { maskedPhone } from '../../rules/names';
import type { Slip } from './households.service';
import { KeepersQueries } from './keepers/keepers.queries';
import { type Purse, Purses } from './purses.service';
import { type Given, PursesQueries, type SheetRow } from './purses.queries';

const DONE = ['opening', 'opened', 'opening-withdrawn', 'households', 'leaving', 'sheet', 'booked', 'withdrawn', 'reversed', 'reply', 'vote', 'vote-confirmed', 'vote-withdrawn', 'asked', 'approved', 'match-asked', 'match-paid', 'match-returned', 'rule', 'rule-confirmed', 'rule-ended', 'closed', 'keeper', 'keeper-ended', 'list-returned', 'match-tried'] as const;
export type Done = (typeof DONE)[number];

/** Puts together what the desk's pages of the purses show. */
@Injectable()
export class PursePages {
  constructor(private readonly db: DataSource, private readonly purses: Purses, private readonly queries: PursesQueries, private readonly kept: KeepersQueries, private readonly resolutions: ResolutionsQueries, private readonly clock: Clock, private readonly config: Config) {}

  async list(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const [purses, openings] = await Promise.all([this.queries.list(id, this.clock.today(), lang), this.queries.openings(id, lang)]);
    return { purses, openings: openings.map((one) => ({ ...one, mine: one.byId === request.person!.id })), acts: !request.person!.readsAll, done: doneIn(request, lang) };
  }

  form(request: FastifyRequest): object {
    const t = wordsOf(visitOf(request).lang);
    return {
      questions: (['dutyAtOnce', 'onlyBetween', 'namedByGiver'] as const).map((name) => ({ name, words: t(`agency-test.${name}`) })),
      typed: { name: '', englishName: '', fundCode: '', place: '', keepers: '', purpose: '', rest: t('purse.rest.usual'), passesOn: '', dutyAtOnce: '', onlyBetween: '', namedByGiver: '', day: this.clock.today() },
    };
  }

  /** @throws NotFoundException */
  async opening(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const opening = await this.queries.opening(request.foundation!.id, Number(numberIn(request)), lang);
    if (!opening) throw new NotFoundException();
    const t = wordsOf(lang);
    const { readsAll, id, roles } = request.person!;
    const open = opening.opened === null && !opening.withdrawn;
    return {
      opening, answers: (['dutyAtOnce', 'onlyBetween', 'namedByGiver'] as const).map((name) => ({ words: t(`agency-test.${name}`), yes: opening[name] })),
      may: open && !readsAll && opening.byId !== id && answersForTheBooks(roles), withdraws: open && !readsAll, mine: open && opening.byId === id,
      done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async purse(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const purse = await this.of(request);
    const today = this.clock.today();
    const [given, matched, households, sheets, objections, votes, held, keepers, lists] = await Promise.all([
      this.queries.given(purse.fund.id, today), this.queries.matched(purse.fund.id, purse.fund.foundation, today, lang), this.queries.households(purse.fund.id, today), this.queries.sheets(purse.fund.id, lang),
      this.queries.objections(purse.fund.id, lang), this.queries.votes(purse.fund.id, lang, { confirmed: true }), this.queries.held(purse.fund.id), this.kept.keepers(purse.fund.id, lang), this.kept.open(purse.fund.id),
    ]);
    return {
      purse: { ...headOf(purse, lang), held }, lists, keepers: keepers.map(({ phone, ...keeper }) => ({ ...keeper, phone: maskedPhone(phone) })), names: !request.person!.readsAll && namesKeepers(request.person!.roles), given: { ...given, mean: meanOf(given) }, matched, households, objections,
      sheets: sheets.map((sheet) => ({ ...sheet, mine: sheet.byId === request.person!.id, state: stateOf(sheet) })),
      votes: votes.length, pieces: piecesIn(lang), ways: waysIn(lang), acts: !request.person!.readsAll && purse.closed === null && purse.fund.class === 'agency', doors: !request.person!.readsAll && purse.closed === null,
      typed: { key: randomUUID(), way: '', day: today, rows: '', doors: '', movedIn: today, door: '', movedOut: today, reply: '', which: 'unconfirmed', only: '', keeperName: '', phone: '' },
      slips: (['unconfirmed', 'all', 'door'] as const).map((value) => ({ value, label: wordsOf(lang)(`slips.${value}`) })),
      done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async sheet(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.params as { id: string };
    const purse = await this.of(request);
    const sheet = /^\d{1,15}$/.test(id) ? await this.queries.sheet(purse.fund.foundation, id, lang) : null;
    if (!sheet || sheet.purse !== purse.code) throw new NotFoundException();
    const { readsAll, id: me, roles } = request.person!;
    const mine = sheet.byId === me;
    const books = sheet.open && !readsAll && !mine && mayBook(roles);
    const [contributions, lines] = await Promise.all([this.queries.contributions(id), books && sheet.way === 'transfer' ? this.queries.openLines(purse.fund.foundation, sheet.sum) : []]);
    return {
      purse: headOf(purse, lang), sheet: { ...sheet, state: stateOf(sheet) }, contributions, mine: sheet.open && mine, books,
      lines: lines.map(({ id: line, day, party, reference, memo }) => ({ value: line, label: [longDay(day, lang), party, memo, reference].filter(Boolean).join(' · ') })),
      likely: lines.find(({ memo }) => sheet.reference !== null && memo?.toUpperCase().includes(sheet.reference))?.id ?? (lines.length === 1 ? lines[0]!.id : ''),
      withdraws: sheet.open && !readsAll, reverses: sheet.booked !== null && sheet.reversed === null && !readsAll && !mine && answersForTheBooks(roles),
      pieces: piecesIn(lang), typed: { line: '', why: '' }, done: doneIn(request, lang),
    };
  }

  /** @throws NotFoundException */
  async spending(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const purse = await this.of(request);
    const { id, foundation } = purse.fund;
    const { readsAll, id: me, roles } = request.person!;
    const books = !readsAll && answersForTheBooks(roles);
    const [votes, waiting, spendings, matches, overpaid, matched, held, banks, resolutions, parts] = await Promise.all([
      this.queries.votes(id, lang, { confirmed: true }), this.queries.votes(id, lang, { confirmed: false }), this.queries.spendings(id, lang), this.queries.matchRows(id, lang), this.queries.overpaid(id),
      this.queries.matched(id, foundation, this.clock.today(), lang), this.queries.held(purse.fund.id), placesOf(this.db, foundation), this.resolutions.choices(foundation, { body: 'households', purse: id }), this.queries.parts(id),
    ]);
    const back = await this.queries.returns(spendings.filter(({ payee }) => payee === null).map((one) => one.id), lang);
    return {
      purse: { ...headOf(purse, lang), held }, resolutions, gift: purse.fund.class === 'agency' ? null : await this.queries.voted(id, this.clock.today()),
      votes: votes.map((vote) => ({ ...vote, left: vote.sum - vote.spent })), waiting: waiting.map((vote) => ({ ...vote, parts: [...votes, ...waiting].filter(({ id: other, number }) => other !== vote.id && number === vote.number).map(({ what, sum }) => ({ what, sum })), mine: vote.byId === me, may: books && vote.byId !== me })),
      spendings: spendings.map((one) => ({ ...one, waits: one.booked === null, mine: one.byId === me, may: books && one.booked === null && one.byId !== me, reverses: books && one.booked !== null && one.reversed === null && one.byId !== me, back: back.filter(({ spending }) => spending === one.id) })),
      matches: matches.filter(({ open }) => open > 0n).map((one) => ({ ...one, asks: !readsAll && one.asking === null, pays: books && one.asking !== null && one.askedById !== me })),
      matched, overpaid: overpaid.map((one) => ({ ...one, may: books })), unmatched: matched.reduce((all, one) => all + one.unmatched, 0n), parts,
      open: votes.filter((vote) => vote.spent < vote.sum).map((vote) => ({ value: vote.id, label: `${vote.number} · ${vote.what}${vote.payee ? ` · ${vote.payee}` : ''} · ${wordsOf(lang)('vote.left', { sum: money(vote.sum - vote.spent, lang) })}` })),
      banks: banks.filter(({ account }) => account === '1002').map((bank) => ({ value: String(bank.id), label: lang === 'zh' ? bank.name : bank.englishName })),
      acts: !readsAll && purse.closed === null, closes: books && purse.closed === null && purse.fund.class === 'agency' && held === 0n,
      typed: { key: randomUUID(), resolution: '', voteSum: '', what: '', payee: '', back: '', vote: '', sum: '', day: this.clock.today(), bank: '', bill: '', why: '' },
      done: doneIn(request, lang),
    };
  }

  async rules(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id } = request.foundation!;
    const { readsAll, id: me, roles } = request.person!;
    const [rules, pools] = await Promise.all([this.queries.rules(id, lang), this.queries.pools(id, lang)]);
    return {
      rules: rules.map((rule) => ({ ...rule, left: rule.budget > rule.used ? rule.budget - rule.used : 0n, may: !readsAll && rule.confirmed === null && rule.byId !== me && answersForTheBooks(roles), mine: rule.byId === me, ends: !readsAll && rule.confirmed !== null && rule.ended === null && answersForTheBooks(roles) })),
      pools, acts: !readsAll, typed: { name: '', pool: '', threshold: '', sum: '', percent: '', cap: '', budget: '', from: this.clock.today(), to: '', source: '', why: '' }, done: doneIn(request, lang),
    };
  }

  /** The slips just made, to be printed: they are shown once. */
  async slips(request: FastifyRequest, slips: readonly Slip[]): Promise<object> {
    const { lang, base } = visitOf(request);
    const purse = await this.of(request);
    const from = `${this.config.baseUrl}${base}/c/`;
    return { purse: headOf(purse, lang), house: onPage(request.foundation!, lang).name, slips: await Promise.all(slips.map(async ({ door, token }) => ({ door, link: `${from}${token}`, picture: await qrOf(`${from}${token}`) }))) };
  }

  /** For the keeper's own spreadsheet: the notebook of the building. */
  async csv(request: FastifyRequest): Promise<Buffer> {
    const { lang } = visitOf(request);
    const t = wordsOf(lang);
    const purse = await this.of(request);
    const rows = await this.queries.households(purse.fund.id, this.clock.today());
    const head = (['door', 'shown', 'sum', 'last', 'says', 'moved-out'] as const).map((name) => t(`notebook.${name}`));
    const says = ({ n, yes, no }: { n: number; yes: number; no: number }): string => (n === 0 ? '' : t(`says.${no > 0 ? 'no' : yes === n ? 'yes' : 'nothing'}`));
    const lines = rows.map((row) => [csvCell(row.door), csvCell(row.shown ?? ''), plain(row.sum), row.last ?? '', csvCell(says(row)), row.movedOut ?? '']);
    return Buffer.from(`\uFEFF${[head.map(csvCell), ...lines].map((line) => line.join(',')).join('\r\n')}\r\n`);
  }

  of(request: FastifyRequest): Promise<Purse> {
    return this.purses.find(request.foundation!.id, (request.params as { code: string }).code);
  }
}

export const waysIn = (lang: Lang): object[] => (['cash', 'transfer'] as const).map((value) => ({ value, label: wordsOf(lang)(`purse-sheet.way.${value}`) }));

/** What every page of a purse begins with. */
export const headOf = (purse: Purse, lang: Lang): { code: string; name: string; place: string; class: string; closed: string | null; opened: string } =>
  ({ code: purse.code, name: lang === 'zh' ? purse.name : purse.englishName, place: purse.place, class: purse.fund.class, closed: purse.closed, opened: purse.opened });

/** To the fen, rounded down: no household is said to have given more than it did. */
export const meanOf = ({ sum, gave }: Given): bigint => (gave === 0 ? 0n : sum / BigInt(gave));

const stateOf = ({ open, booked, reversed }: SheetRow): 'open' | 'booked' | 'reversed' | 'withdrawn' => (open ? 'open' : reversed !== null ? 'reversed' : booked !== null ? 'booked' : 'withdrawn');
const answersForTheBooks = (roles: readonly string[]): boolean => roles.includes('bookkeeper') || roles.includes('secretary-general');
const namesKeepers = (roles: readonly string[]): boolean => answersForTheBooks(roles) || roles.includes('programme-officer');
const mayBook = (roles: readonly string[]): boolean => answersForTheBooks(roles) || roles.includes('cashier');

/** @throws NotFoundException for what cannot be a number of ours */
export function numberIn(request: FastifyRequest): bigint {
  const { id } = request.params as { id: string };
  if (!/^\d{1,9}$/.test(id)) throw new NotFoundException();
  return BigInt(id);
}


function doneIn(request: FastifyRequest, lang: Lang): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(lang)(`purse.done.${known}`) : null;
}
