import { Controller, Get, Injectable, NotFoundException, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import { FundRows } from '../rows.queries';
import { headOf, meanOf } from './purse-page';
import { type Given, PursesQueries } from './purses.queries';
import { type Purse, Purses } from './purses.service';

const LAST_ROWS = 8;

/** What anybody may know of a building's purse: its sums, how many households gave and confirmed, the match, the votes and what was bought. No name, no door. */
@Injectable()
export class PublicPurses {
  constructor(private readonly db: DataSource, private readonly purses: Purses, private readonly queries: PursesQueries, private readonly rows: FundRows, private readonly clock: Clock) {}

  /** Those that are open, for the list of funds. */
  async list(request: FastifyRequest): Promise<object[]> {
    const purses = await this.queries.list(request.foundation!.id, this.clock.today(), visitOf(request).lang);
    return purses.filter((purse) => purse.class === 'agency' && purse.closed === null).map(({ code, name, place, left }) => ({ code, name, place, left }));
  }

  /** Null for a fund that is no purse held for its households: that has the page of a fund. */
  async page(request: FastifyRequest, code: string): Promise<object | null> {
    const { lang } = visitOf(request);
    const purse = await this.held(request, code);
    if (!purse) return null;
    const { fund } = purse;
    const today = this.clock.today();
    const [given, matched, votes, pillars, rows, sealed, opening, parts] = await Promise.all([
      this.queries.given(fund.id, today), this.queries.matched(fund.id, fund.foundation, today, lang), this.queries.votes(fund.id, lang, { confirmed: true }),
      this.queries.pillars(fund.id), this.rows.last(fund, LAST_ROWS, lang), this.rows.sealedTo(fund), this.words(fund.id), this.queries.parts(fund.id),
    ]);
    return {
      purse: { ...headOf(purse, lang), ...opening }, pillars: { ...pillars, span: 'all', from: purse.opened, to: today },
      given: told(given), matched: matched.map((one) => ({ ...one, waits: given.sum < one.threshold })), votes, rows, sealed, parts,
    };
  }

  /** The same for the board in the stairwell. @throws NotFoundException */
  async board(request: FastifyRequest): Promise<object> {
    const model = await this.page(request, (request.params as { code: string }).code);
    if (!model) throw new NotFoundException();
    return { ...model, today: this.clock.today() };
  }

  private async held(request: FastifyRequest, code: string): Promise<Purse | null> {
    try {
      const purse = await this.purses.find(request.foundation!.id, code);
      return purse.fund.class === 'agency' ? purse : null;
    } catch (error) {
      if (error instanceof NotFoundException) return null;
      throw error;
    }
  }

  private async words(fund: number): Promise<{ purpose: string; rest: string }> {
    const [row] = await this.db.query<[{ purpose: string; rest: string }]>('SELECT o.purpose, o.rest FROM purse p JOIN purse_opening o ON o.id = p.opening WHERE p.fund = $1', [fund]);
    return row;
  }
}

/** Of fewer households than the cell no number is told from which one's sum could be worked out. */
const told = (given: Given): object => (given.gave < given.cell ? { few: given.gave > 0, cell: given.cell, households: given.households, objects: given.objects } : {
  households: given.households, gave: given.gave, mean: meanOf(given), confirmed: given.confirmed, objects: given.objects,
  gaveWidth: width(given.gave, given.households), confirmedWidth: width(given.confirmed, given.households),
});
const width = (part: number, whole: number): string => (whole === 0 ? '0%' : `${Math.min(100, Math.floor((part * 100) / whole))}%`);

@Controller('funds') @Public()
export class PublicPursesController {
  constructor(private readonly purses: PublicPurses) {}

  @Get(':code/board') @Render('funds/purse-board')
  board(@Req() request: FastifyRequest): Promise<object> {
    return this.purses.board(request);
  }
}
