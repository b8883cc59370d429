import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { openMonth } from '../ledger/closing.queries';
import { kindIn } from '../ledger/words-of-entries';
import { PaperPages } from '../people/papers/paper-pages';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { isPlain, propose, type Reason } from '../rules/bank-match';
import { addDays, type Day, daysBetween, isDay, type Month, monthOf } from '../rules/day';
import { BankQueries, LINES_A_PAGE, type LineRow, POSTINGS_SHOWN } from './bank.queries';
import { BOOKINGS } from './bookings.service';
import type { Why } from './matches.service';
import { choiceOf, isOwn, keyOf, type Offer, Offers, offerKey } from './offers';
import { type Place, placesOf } from './places';

/** Of what is expected nobody looks through more. */
const PARTS_SHOWN = 12;

const DONE = ['matched', 'taken', 'booked', 'held', 'undone', 'bulk', 'nothing', 'confirmed', 'mapped', 'imported', 'known', 'identified'] as const;
export type Done = (typeof DONE)[number];

/** Puts together what the desk shows of the bank. */
@Injectable()
export class BankPages {
  constructor(private readonly db: DataSource, private readonly queries: BankQueries, private readonly offers: Offers, private readonly papers: PaperPages, private readonly clock: Clock) {}

  /** All accounts, with what is open at each. */
  async accounts(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const places = await placesOf(this.db, request.foundation!.id);
    const due = await this.queries.dueHolds(request.foundation!.id, today);
    const accounts = [];
    for (const place of places) accounts.push({ ...named(place, lang), ...(await this.queries.reconciliation(place, today)), due: due.find((row) => row.place === place.id)?.count ?? 0 });
    return { accounts };
  }

  async place(request: FastifyRequest, place: Place): Promise<object> {
    const { lang } = visitOf(request);
    const [statements, now] = await Promise.all([this.queries.statements(place, lang), this.queries.reconciliation(place, this.clock.today())]);
    return { place: named(place, lang), statements, now, may: mayDo(request), done: doneIn(request) };
  }

  async matching(request: FastifyRequest, place: Place, query: { month?: unknown; after?: unknown } = request.query as object): Promise<object> {
    const { lang } = visitOf(request);
    const today = this.clock.today();
    const month = typeof query.month === 'string' && isDay(`${query.month}-01`) ? query.month : await this.monthToMatch(place, today);
    const after = typeof query.after === 'string' && /^\d{1,18}$/.test(query.after) ? query.after : null;
    const end = lastDayOf(month);
    const [sums, lines, open, matches] = await Promise.all([
      this.queries.reconciliation(place, end), this.queries.openLines(place, { end, after }, lang), this.queries.openPostingsUntil(place, end, lang),
      this.queries.matches(place, `${month}-01`, lang),
    ]);
    const page = lines.slice(0, LINES_A_PAGE);
    const offers = await this.offers.of(place, page, lang);
    const maySort = mayDo(request).match;
    const ticked = tickedIn(request);
    return {
      place: named(place, lang), asked: month, months: monthsUpTo(today), sums: { ...sums, open: { ...sums.open, minusPostings: -sums.open.postings } }, may: mayDo(request), done: doneIn(request), count: countIn(request),
      lines: page.map((line) => {
        const proposals = propose(line, offers);
        const [first] = proposals;
        return { ...line, due: line.held !== null && line.held.until <= today, proposal: first ? { ...shown(first.candidate, lang), why: whyIn(lang, first.why, Math.abs(daysBetween(first.candidate.day, line.day))), choice: choiceOf(line, first.candidate),
          own: isOwn(first.candidate, line, request.person!.id), plain: maySort && isPlain(proposals), others: proposals.length - 1 } : null };
      }),
      after, next: lines.length > LINES_A_PAGE ? String(page.at(-1)!.id) : null,
      open: open.map((posting) => ({ ...shown({ posting } as Offer, lang), key: keyOf(posting), ticked: ticked.posting.has(keyOf(posting)) })), offsets: open.some(({ kind }) => kind === 'reversal'), more: Math.max(0, sums.open.postingCount - POSTINGS_SHOWN),
      matches: matches.map((match) => ({ ...match, why: whyIn(lang, match.why.split(' ') as unknown as Why), entries: match.entries.map(({ no, kind }) => no ?? kindIn(lang, kind)) })),
    };
  }

  async line(request: FastifyRequest, place: Place, id: bigint): Promise<object> {
    const { lang } = visitOf(request);
    const line = await this.queries.line(place, id, lang);
    const [postings, others, offers, awaited, places] = await Promise.all([
      this.queries.openPostingsNear(place, line, lang), this.queries.openLinesNear(place, line, lang), line.match === null ? this.offers.of(place, [line], lang) : [], line.match === null ? this.offers.awaited(place) : [], this.transferPlaces(place, lang),
    ]);
    const proposals = propose(line, offers);
    const likely = new Map(proposals.flatMap(({ candidate, why }) => ('posting' in candidate ? [[keyOf(candidate.posting), why] as const] : [])));
    const { match } = line;
    const ticked = tickedIn(request);
    const may = mayDo(request);
    return {
      place: named(place, lang), line, papers: await this.papers.of(request, 'lines', { key: String(id), id }), matched: match, may: { ...may, decide: may.match && match === null }, done: doneIn(request),
      expected: proposals.flatMap(({ candidate, why }) => ('posting' in candidate ? [] : [{ ...shown(candidate, lang), why: whyIn(lang, why, Math.abs(daysBetween(candidate.day, line.day))), choice: choiceOf(line, candidate) }])),
      parts: partsOf(line, awaited).map((offer) => ({ ...shown(offer, lang), key: offerKey(offer), ticked: ticked.posting.has(offerKey(offer)) })),
      postings: postings.map((posting) => ({ ...shown({ posting } as Offer, lang), key: keyOf(posting), ticked: ticked.posting.has(keyOf(posting)), own: isOwn({ posting } as Offer, line, request.person!.id), why: likely.has(keyOf(posting)) ? whyIn(lang, likely.get(keyOf(posting))!, Math.abs(daysBetween(posting.day, line.day))) : null })),
      others: others.map((other) => ({ ...other, ticked: ticked.line.has(String(other.id)) })), othersTicked: others.some(({ id: other }) => ticked.line.has(String(other))), gift: line.sum > 0n && place.account === '1002',
      bookings: BOOKINGS.filter((one) => (one === 'transfer' ? places.length > 0 : place.account === '1002' && (one === 'fee') === line.sum < 0n)).map((value) => ({ value, label: wordsOf(lang)(`booking.${value}`), hint: wordsOf(lang)(`booking.${value}.hint`) })),
      places, typed: { as: '', to: '', note: '', why: '', until: '', posting: [], line: [] },
    };
  }

  async match(request: FastifyRequest, place: Place, id: bigint): Promise<object> {
    const { lang } = visitOf(request);
    const { sealed, founding, undoneBy, undoneAt, undoneWhy, ...match } = await this.queries.match(place, id, lang);
    const t = wordsOf(lang);
    return {
      place: named(place, lang), match: { ...match, why: whyIn(lang, match.why.split(' ') as unknown as Why), postings: match.postings.map((posting) => shown({ posting } as Offer, lang)), undone: undoneBy === null ? null : { by: undoneBy, at: undoneAt, why: undoneWhy } },
      may: mayDo(request).match && !sealed && !founding && undoneBy === null,
      why: undoneBy !== null ? null : sealed ? t('refused.a-match-of-a-sealed-month-stands') : founding ? t('refused.a-contribution-keeps-its-bank-line') : null,
      typed: { why: '' }, done: doneIn(request),
    };
  }

  /** The oldest month with something to match; what was left of sealed months is matched in the open one. */
  private async monthToMatch(place: Place, today: Day): Promise<Month> {
    const [first, open] = await Promise.all([this.queries.firstOpenDay(place), openMonth(this.db, place.foundation)]);
    const months = [first === null ? null : monthOf(first), open].filter((month) => month !== null).sort();
    const month = months.at(-1) ?? monthOf(today);
    return month < monthOf(today) ? month : monthOf(today);
  }

  private transferPlaces(place: Place, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT code AS value, ${lang === 'zh' ? 'name' : 'english_name'} AS label FROM place WHERE foundation = $1 AND id <> $2 ORDER BY account DESC, id`, [place.foundation, place.id]);
  }
}

/** What is expected and is not this line's sum: a part of it, or another sum than was announced. What was recorded from it first, then what came nearest. */
function partsOf(line: LineRow, awaited: readonly Offer[]): Offer[] {
  const rank = (offer: Offer): number => (offer.line === line.id ? 0 : propose({ ...line, sum: offer.sum }, [offer])[0]?.why.includes('reference') ? 1 : 2);
  return awaited.filter((one) => one.sum !== line.sum && one.sum > 0n === line.sum > 0n && (!one.line || one.line === line.id))
    .map((offer) => ({ offer, rank: rank(offer), apart: Math.abs(daysBetween(offer.day, line.day)) })).sort((a, b) => a.rank - b.rank || a.apart - b.apart).slice(0, PARTS_SHOWN).map(({ offer }) => offer);
}

/** Who may import, and who may say what a line is; supervisors and auditors read. */
export function mayDo({ person }: FastifyRequest): { import: boolean; match: boolean } {
  const is = (...roles: string[]): boolean => roles.some((role) => person!.roles.includes(role));
  return { import: is('bookkeeper', 'cashier'), match: is('bookkeeper', 'cashier', 'secretary-general') };
}

export const named = ({ code, account, name, englishName }: Place, lang: Lang): { code: string; account: string; name: string } => ({ code, account, name: lang === 'zh' ? name : englishName });

function shown(offer: Offer, lang: Lang): object {
  if (!('posting' in offer)) return { day: offer.day, sum: offer.sum, what: offer.expected.words[lang], voucher: null, fund: null, by: null, party: offer.party, expected: true };
  const { day, sum, what, voucher, fund, by, party, kind } = offer.posting;
  return { day, sum, what, voucher, fund, by, party, kind: kindIn(lang, kind), expected: false };
}

/** 金额、日期、编号都相同 / Same sum, day and number. */
export function whyIn(lang: Lang, why: readonly (Reason | Why[number])[], apart = 0): string {
  const t = wordsOf(lang);
  const [one] = why;
  if (why.includes('line')) return t('matching.why.line');
  if (one === 'picked' || one === 'booked' || one === 'reversed' || one === 'carried') return t(`matching.why.${one}`);
  const same = why.filter((reason) => reason !== 'near-day').map((reason) => t(`matching.why.${reason}`));
  const list = lang === 'zh' ? same.join('、') : same.length < 2 ? same.join('') : `${same.slice(0, -1).join(', ')} and ${same.at(-1)}`;
  const told = t(same.length > 1 ? 'matching.same.all' : 'matching.same.one', { what: list });
  return why.includes('near-day') && apart > 0 ? told + t('matching.why.near-day', { count: apart }) : told;
}

export const lastDayOf = (month: Month): Day => addDays(`${monthOf(addDays(`${month}-28`, 5))}-01`, -1);

function monthsUpTo(today: Day): Month[] {
  let month = monthOf(today);
  return Array.from({ length: 18 }, () => {
    const here = month;
    month = monthOf(addDays(`${month}-01`, -1));
    return here;
  });
}

/** The boxes of a form that has come back. */
function tickedIn(request: FastifyRequest): Record<'posting' | 'line', ReadonlySet<unknown>> {
  const { posting, line } = (request.method === 'POST' ? request.body : {}) as Record<'posting' | 'line', unknown>;
  return { posting: new Set([posting].flat()), line: new Set([line].flat()) };
}

export function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`bank.done.${known}`, { count: countIn(request) }) : null;
}

function countIn(request: FastifyRequest): number {
  const { count } = request.query as { count?: unknown };
  return typeof count === 'string' && /^\d{1,9}$/.test(count) ? Number(count) : 0;
}
