import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../../platform/clock';
import { piecesIn } from '../../../platform/count-form';
import { visitOf } from '../../../platform/visit';
import { wordsOf } from '../../../platform/words';
import { maskedPhone } from '../../../rules/names';
import { headOf, waysIn } from '../purse-page';
import { PursesQueries } from '../purses.queries';
import { type Purse, Purses } from '../purses.service';
import { type Keeper, PurseKeepers } from './keepers.service';
import { KeepersQueries, type ListRow } from './keepers.queries';

const DONE = ['sent', 'called-back'];

/** What the pages of keepers show, to themselves and at the desk. */
@Injectable()
export class KeeperPages {
  constructor(private readonly keepers: PurseKeepers, private readonly queries: KeepersQueries, private readonly purses: Purses, private readonly figures: PursesQueries, private readonly clock: Clock) {}

  /** @throws NotFoundException for whoever does not keep this purse */
  keeper(request: FastifyRequest): Promise<Keeper> {
    return this.keepers.find(request.foundation!.id, request.telephone!.phone, (request.params as { code: string }).code);
  }

  async mine(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const { id, name, purse } = await this.keeper(request);
    const today = this.clock.today();
    const [lists, asked, doors, left] = await Promise.all([this.queries.lists(purse.fund.id, { keeper: id }), this.queries.asked(purse.fund.id, id), this.queries.doors(purse.fund.id, today), this.figures.held(purse.fund.id)]);
    return {
      purse: headOf(purse, lang), left, name, phone: maskedPhone(request.telephone!.phone), lists, ...asked, doors, ways: waysIn(lang),
      typed: { key: randomUUID(), way: '', day: today, rows: '' }, done: doneIn(request),
    };
  }

  async reminders(request: FastifyRequest): Promise<object> {
    const { id, purse } = await this.keeper(request);
    return { purse: headOf(purse, visitOf(request).lang), doors: (await this.queries.asked(purse.fund.id, id)).silent };
  }

  async list(request: FastifyRequest): Promise<object> {
    const { id, purse } = await this.keeper(request);
    const list = await this.found(purse, request, id);
    return { purse: headOf(purse, visitOf(request).lang), handed: list, lines: await this.queries.lines(list.id), done: doneIn(request) };
  }

  /** At the desk: what a keeper has handed in, to be counted. */
  async atDesk(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const purse = await this.of(request);
    const list = await this.found(purse, request, null);
    return { purse: headOf(purse, lang), handed: list, lines: await this.queries.lines(list.id), pieces: piecesIn(lang), acts: list.state === 'open' && !request.person!.readsAll, typed: { why: '' } };
  }

  of(request: FastifyRequest): Promise<Purse> {
    return this.purses.find(request.foundation!.id, (request.params as { code: string }).code);
  }

  private async found({ fund }: Purse, request: FastifyRequest, keeper: number | null): Promise<ListRow> {
    const { id } = request.params as { id: string };
    const [list] = /^\d{1,15}$/.test(id) ? await this.queries.lists(fund.id, { keeper, id }) : [];
    if (!list) throw new NotFoundException();
    return list;
  }
}

function doneIn(request: FastifyRequest): string | null {
  const { done } = request.query as { done?: unknown };
  const known = DONE.find((one) => one === done);
  return request.method === 'GET' && known ? wordsOf(visitOf(request).lang)(`keeper.done.${known}`) : null;
}
