import { Body, Controller, Get, NotFoundException, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { refusedFrom } from '../platform/database';
import { FormPage } from '../platform/form-page';
import { moment } from '../platform/views';
import { visitOf } from '../platform/visit';
import { Refused } from '../rules/refused';
import { BankPages, type Done } from './bank-page';
import { BulkForm, ChoiceForm, HoldForm, LineForm, OffsetForm, UndoForm } from './bank.form';
import { BankQueries } from './bank.queries';
import { Bookings } from './bookings.service';
import { CertainMatches } from './certain.service';
import { Holds } from './holds.service';
import { Matches, type PostingRef } from './matches.service';
import { Offers } from './offers';
import { type Place, placeOf } from './places';

type Answer = { url: string; statusCode: number };

/** Lines of the bank and the postings they belong to. */
@Controller('desk/bank') @Allow('bookkeeper', 'cashier', 'secretary-general')
export class BankController {
  constructor(private readonly db: DataSource, private readonly pages: BankPages, private readonly queries: BankQueries, private readonly offers: Offers, private readonly matches: Matches, private readonly certain: CertainMatches, private readonly bookings: Bookings, private readonly holds: Holds) {}

  @Get() @Render('desk/bank')
  accounts(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.accounts(request);
  }

  @Get(':place/matching') @Render('desk/matching')
  async matching(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.matching(request, await this.placeIn(request), request.method === 'GET' ? (request.query as object) : (request.body as object));
  }

  @Get(':place/lines/:id') @Render('desk/bank-line')
  async line(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.line(request, await this.placeIn(request), idIn(request));
  }

  @Get(':place/matches/:id') @Render('desk/bank-match')
  async match(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.match(request, await this.placeIn(request), idIn(request));
  }

  /** One of the proposals of the page. */
  @Post(':place/matches') @Redirect() @StepUp()
  @FormPage('desk/matching', (controller: BankController, request) => controller.matching(request))
  async choose(@Body() { choice, month, after }: ChoiceForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const back = (done: Done): Answer => seeOther(request, `/desk/bank/${place.code}/matching`, done, { month, after });
    if (!choice) return back('confirmed');
    const [, line, entry, posting, source, key] = /^(\d+)~(?:(\d+)\.(\d+)|([a-z-]+):(.+))$/.exec(choice)!;
    await this.offers.whyOf(place, choice, visitOf(request).lang).then((why) => source === undefined
      ? this.matches.match(place, { lines: [BigInt(line!)], postings: [{ entry: BigInt(entry!), posting: Number(posting) }] }, why, request.person!)
      : this.matches.take(place, BigInt(line!), { source, key: key!, why }, request.person!),
    ).catch((error: unknown) => this.sayWho(error, request, place, BigInt(line!)));
    return back(source === undefined ? 'matched' : 'taken');
  }

  /** All that names the same number on both sides, booked or expected, and entries with their reversals. */
  @Post(':place/bulk-matches') @Redirect() @StepUp()
  @FormPage('desk/matching', (controller: BankController, request) => controller.matching(request))
  async settle(@Body() { month }: BulkForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const { matched, taken } = await this.certain.settle(place, request.person!);
    const count = matched + taken;
    return seeOther(request, `/desk/bank/${place.code}/matching`, count > 0 ? 'bulk' : 'nothing', { month, count: String(count) });
  }

  /** A reversal, and what was booked in its place: no statement shows either. */
  @Post(':place/offsets') @Redirect() @StepUp()
  @FormPage('desk/matching', (controller: BankController, request) => controller.matching(request))
  async offset(@Body() { posting, month }: OffsetForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    if (posting.length < 2) throw new Refused('offsets-are-two-or-more', { field: 'posting' });
    await this.matches.match(place, { lines: [], postings: posting.map(refOf) }, ['picked'], request.person!);
    return seeOther(request, `/desk/bank/${place.code}/matching`, 'matched', { month });
  }

  /** What a person says that a line is. */
  @Post(':place/lines/:id/matches') @Redirect() @StepUp()
  @FormPage('desk/bank-line', (controller: BankController, request) => controller.line(request))
  async decide(@Body() form: LineForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const line = idIn(request);
    await this.done(place, line, form, request).catch((error: unknown) => this.sayWho(error, request, place, line));
    return seeOther(request, `/desk/bank/${place.code}/lines/${line}`, form.as === 'match' ? 'matched' : 'booked');
  }

  @Post(':place/lines/:id/holds') @Redirect()
  @FormPage('desk/bank-line', (controller: BankController, request) => controller.line(request))
  async hold(@Body() form: HoldForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const line = idIn(request);
    await this.holds.hold(place, line, form, request.person!).catch((error: unknown) => this.sayWho(error, request, place, line));
    return seeOther(request, `/desk/bank/${place.code}/lines/${line}`, 'held');
  }

  @Post(':place/matches/:id/undoings') @Redirect() @StepUp()
  @FormPage('desk/bank-match', (controller: BankController, request) => controller.match(request))
  async undo(@Body() { why }: UndoForm, @Req() request: FastifyRequest): Promise<Answer> {
    const place = await this.placeIn(request);
    const match = idIn(request);
    await this.queries.match(place, match, 'zh'); // of this place, or there is none
    await this.matches.undo(place, match, why, request.person!);
    return seeOther(request, `/desk/bank/${place.code}/matches/${match}`, 'undone');
  }

  private async done(place: Place, line: bigint, { as, posting, line: others, to, note }: LineForm, request: FastifyRequest): Promise<void> {
    if (as === 'match') {
      if (posting.length === 0) throw new Refused('posting-missing', { field: 'posting' });
      const lines = [line, ...others.map(BigInt)];
      const [expected, postings] = [posting.filter(isExpected).map(expectedOf), posting.filter((key) => !isExpected(key)).map(refOf)];
      if (expected.length === 0) await this.matches.match(place, { lines, postings }, ['picked'], request.person!);
      else await this.matches.joinParts(place, { lines, postings, expected }, request.person!);
      return;
    }
    const [other] = to ? await this.db.query<{ id: number; account: string }[]>('SELECT id, account FROM place WHERE foundation = $1 AND code = $2', [place.foundation, to]) : [];
    await this.bookings.book(place, line, as, { to: other ?? null, note: note || null }, request.person!);
  }

  /** Somebody else was faster: who, and when. */
  private async sayWho(error: unknown, request: FastifyRequest, place: Place, line: bigint): Promise<never> {
    const { lang } = visitOf(request);
    const refused = error instanceof Refused ? error : refusedFrom(error);
    const who = refused?.code === 'a-line-belongs-to-one-match' ? await this.queries.whoMatched(place, line, lang) : null;
    throw who ? new Refused('matched-meanwhile', { name: who.by, at: moment(who.at, lang) }) : error;
  }

  private placeIn(request: FastifyRequest): Promise<Place> {
    return placeOf(this.db, request.foundation!.id, (request.params as { place: string }).place);
  }
}

const refOf = (key: string): PostingRef => {
  const [entry, posting] = key.split('.') as [string, string];
  return { entry: BigInt(entry), posting: Number(posting) };
};
const isExpected = (key: string): boolean => key.includes(':');
const expectedOf = (key: string): { source: string; key: string } => ({ source: key.slice(0, key.indexOf(':')), key: key.slice(key.indexOf(':') + 1) });

/** @throws NotFoundException for what cannot be a number of ours */
export function idIn(request: FastifyRequest): bigint {
  const { id } = request.params as { id: string };
  if (!/^\d{1,18}$/.test(id)) throw new NotFoundException();
  return BigInt(id);
}

export function seeOther(request: FastifyRequest, path: string, done: Done, more: Record<string, string | undefined> = {}): Answer {
  const query = new URLSearchParams([...Object.entries(more).filter((pair): pair is [string, string] => Boolean(pair[1])), ['done', done]]);
  return { url: `${visitOf(request).base}${path}?${query.toString()}`, statusCode: 303 };
}
