import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { kindIn } from '../ledger/words-of-entries';
import { PaperPages } from '../people/papers/paper-pages';
import { Clock } from '../platform/clock';
import { visitOf } from '../platform/visit';
import { type Lang, wordsOf } from '../platform/words';
import { isPlain, propose, type Candidate, type Reason } from '../rules/bank-match';
import { addDays, type Day, daysBetween, isDay, type Month, monthOf } from '../rules/day';
import { Refused } from '../rules/refused';
import { BankQueries, LINES_A_PAGE, type LineRow, type PostingRow, POSTINGS_SHOWN } from './bank.queries';
import { BOOKINGS } from './bookings.service';
import { type Expected, ExpectedMoney } from './expected-money';
import type { Why } from './matches.service';
import { type Place, placesOf } from './places';

const DONE = ['matched', 'taken', 'booked', 'held', 'undone', 'bulk', 'nothing', 'confirmed', 'mapped', 'imported', 'known', 'identified'] as const;
export type Done = (typeof DONE)[number];

/** What a line may be: something booked, or something expected. */
type Offer = Candidate & ({ readonly posting: PostingRow } | { readonly source: string; readonly expected: Expected });

/** Puts together what the desk shows of the bank. */
@Injectable()
export class BankPages {
  constructor(private readonly db: DataSource, private readonly queries: BankQueries, private readonly expected: ExpectedMoney, private readonly papers: PaperPages, private readonly clock: Clock) {}

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
    const month = typeof query.month === 'string' && isDay(`${query.month}-01`) ? query.month : monthOf(today);
    const after = typeof query.after === 'string' && /^\d{1,18}$/.test(query.after) ? query.after : null;
    const end = lastDayOf(month);
    const [sums, lines, open, matches] = await Promise.all([
      this.queries.reconciliation(place, end), this.queries.openLines(place, { end, after }, lang), this.queries.openPostingsUntil(place, end, lang),
      this.queries.matches(place, { from: `${month}-01`, end }, lang),
    ]);
    const page = lines.slice(0, LINES_A_PAGE);
    const offers = await this.offers(place, page, lang);
    const maySort = mayDo(request).match;
    return {
      place: named(place, lang), asked: month, months: monthsUpTo(today), sums: { ...sums, open: { ...sums.open, minusPostings: -sums.open.postings } }, may: mayDo(request), done: doneIn(request), count: countIn(request),
      lines: page.map((line) => {
        const proposals = propose(line, offers);
        const [first] = proposals;
        return { ...line, due: line.held !== null && line.held.until <= today, proposal: first ? { ...shown(first.candidate, lang), why: whyIn(lang, first.why, Math.abs(daysBetween(first.candidate.day, line.day))), choice: choiceOf(line, first.candidate),
          own: 'posting' in first.candidate && first.candidate.posting.maker === request.person!.id, plain: maySort && isPlain(proposals), others: proposals.length - 1 } : null };
      }),
      after, next: lines.length > LINES_A_PAGE ? String(page.at(-1)!.id) : null,
      open: open.map((posting) => shown({ posting } as Offer, lang)), more: Math.max(0, sums.open.postingCount - POSTINGS_SHOWN),
      matches: matches.map((match) => ({ ...match, why: whyIn(lang, match.why.split(' ') as unknown as Why), entries: match.entries.map(({ no, kind }) => no ?? kindIn(lang, kind)) })),
    };
  }

  async line(request: FastifyRequest, place: Place, id: bigint): Promise<object> {
    const { lang } = visitOf(request);
    const line = await this.queries.line(place, id, lang);
    const [postings, others, offers, places] = await Promise.all([
      this.queries.openPostingsNear(place, line, lang), this.queries.openLinesNear(place, line, lang), line.match === null ? this.offers(place, [line], lang) : [], this.transferPlaces(place, lang),
    ]);
    const proposals = propose(line, offers);
    const likely = new Map(proposals.flatMap(({ candidate, why }) => ('posting' in candidate ? [[keyOf(candidate.posting), why] as const] : [])));
    const { match } = line;
    const may = mayDo(request);
    return {
      place: named(place, lang), line, papers: await this.papers.of(request, 'lines', { key: String(id), id }), matched: match, may: { ...may, decide: may.match && match === null }, done: doneIn(request),
      expected: proposals.flatMap(({ candidate, why }) => ('posting' in candidate ? [] : [{ ...shown(candidate, lang), why: whyIn(lang, why, Math.abs(daysBetween(candidate.day, line.day))), choice: choiceOf(line, candidate) }])),
      postings: postings.map((posting) => ({ ...shown({ posting } as Offer, lang), key: keyOf(posting), own: posting.maker === request.person!.id, why: likely.has(keyOf(posting)) ? whyIn(lang, likely.get(keyOf(posting))!, Math.abs(daysBetween(posting.day, line.day))) : null })),
      others, gift: line.sum > 0n && place.account === '1002',
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

  /** Why a choice of the page is proposed, asked anew. @throws Refused when what was expected is not expected any more */
  async whyOf(request: FastifyRequest, place: Place, choice: string): Promise<Why> {
    const { lang } = visitOf(request);
    const [id, chosen] = choice.split('~') as [string, string];
    const line = await this.queries.line(place, BigInt(id), lang);
    const proposal = propose(line, await this.offers(place, [line], lang)).find(({ candidate }) => choiceOf(line, candidate) === choice);
    if (proposal) return proposal.why;
    if (chosen.includes(':') && line.match === null) throw new Refused('expected-money-is-gone');
    if (chosen.includes(':')) throw new Refused('a-line-belongs-to-one-match');
    return ['picked'];
  }

  /** What is booked or expected at a place with the sums of these lines. */
  private async offers(place: Place, lines: readonly LineRow[], lang: Lang): Promise<Offer[]> {
    if (lines.length === 0) return [];
    const sums = [...new Set(lines.map(({ sum }) => sum))];
    const booked = (await this.queries.openPostings(place, sums, lang)).map((posting): Offer => ({ sum: posting.sum, day: posting.day, references: numbersOf(posting.source), party: posting.party, posting }));
    const expected: Offer[] = [];
    for (const source of this.expected.sources()) {
      for (const one of await source.expected(this.db.manager, { foundation: place.foundation, place: place.id }))
        if (sums.includes(one.sum)) expected.push({ sum: one.sum, day: one.day, references: one.reference === null ? [] : [one.reference], party: one.party, source: source.name, expected: one });
    }
    return [...booked, ...expected];
  }

  private transferPlaces(place: Place, lang: Lang): Promise<{ value: string; label: string }[]> {
    return this.db.query(`SELECT code AS value, ${lang === 'zh' ? 'name' : 'english_name'} AS label FROM place WHERE foundation = $1 AND id <> $2 ORDER BY account DESC, id`, [place.foundation, place.id]);
  }
}

/** Who may import, and who may say what a line is; supervisors and auditors read. */
export function mayDo({ person }: FastifyRequest): { import: boolean; match: boolean } {
  const is = (...roles: string[]): boolean => roles.some((role) => person!.roles.includes(role));
  return { import: is('bookkeeper', 'cashier'), match: is('bookkeeper', 'cashier', 'secretary-general') };
}

export const named = ({ code, account, name, englishName }: Place, lang: Lang): { code: string; account: string; name: string } => ({ code, account, name: lang === 'zh' ? name : englishName });
export const keyOf = ({ entry, posting }: { entry: bigint; posting: number }): string => `${entry}.${posting}`;
const choiceOf = (line: { id: bigint }, offer: Offer): string => `${line.id}~${'posting' in offer ? keyOf(offer.posting) : `${offer.source}:${offer.expected.key}`}`;

/** A source is a number behind the name of who gave it: `bank:WT-0015`, `stripe:pi_1`. */
function numbersOf(source: string): string[] {
  const [, ...parts] = source.split(':');
  return [parts.join(':'), ...parts].filter((part, at, all) => part !== '' && all.indexOf(part) === at);
}

function shown(offer: Offer, lang: Lang): object {
  if (!('posting' in offer)) return { day: offer.day, sum: offer.sum, what: offer.expected.words[lang], voucher: null, fund: null, by: null, party: offer.party, expected: true };
  const { day, sum, what, voucher, fund, by, party, kind } = offer.posting;
  return { day, sum, what, voucher, fund, by, party, kind: kindIn(lang, kind), expected: false };
}

/** 金额、日期、编号都相同 / Same sum, day and number. */
export function whyIn(lang: Lang, why: readonly (Reason | Why[number])[], apart = 0): string {
  const t = wordsOf(lang);
  const [one] = why;
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

export function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`bank.done.${known}`, { count: countIn(request) }) : null;
}

function countIn(request: FastifyRequest): number {
  const { count } = request.query as { count?: unknown };
  return typeof count === 'string' && /^\d{1,9}$/.test(count) ? Number(count) : 0;
}
