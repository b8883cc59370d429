import { Controller, Get, Injectable, NotFoundException, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../../platform/access';
import { Clock } from '../../platform/clock';
import { visitOf } from '../../platform/visit';
import type { Lang } from '../../platform/words';
import { type GroupRow, GroupsQueries } from './groups.queries';
import { Groups } from './groups.service';

/** What anybody may know of a group: once three have consented, and of each no more than they consented to. */
@Injectable()
export class PublicGroups {
  constructor(private readonly groups: Groups, private readonly queries: GroupsQueries, private readonly clock: Clock) {}

  async list(foundation: number, lang: Lang): Promise<GroupRow[]> {
    return (await this.queries.list(foundation, this.clock.today(), lang)).filter(({ stood, ended }) => stood && ended === null);
  }

  /** @throws NotFoundException for a group of which nothing is public yet */
  async find(request: FastifyRequest): Promise<GroupRow> {
    const foundation = request.foundation!.id;
    const { id } = await this.groups.find(foundation, (request.params as { code: string }).code);
    const group = await this.queries.one(foundation, id, this.clock.today(), visitOf(request).lang);
    if (!group.stood) throw new NotFoundException();
    return group;
  }

  async page(request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const group = await this.find(request);
    const [members, orientations, filings, routes, funds, paid] = await Promise.all([
      this.queries.members(group.id), this.queries.orientations(group.id, lang), this.queries.filings(group.id, lang), this.queries.routes(group.id, lang), this.queries.funds(group.id, lang), this.queries.paid(group.id, lang)]);
    const today = this.clock.today();
    return {
      group,
      members: group.ended ? [] : members.filter(({ consentedAt }) => consentedAt !== null).map(({ name, nameShown, role }) => ({ name: nameShown ? name : null, role })),
      orientations: orientations.map(({ orientation, day, why }) => ({ orientation, day, why })),
      filing: filings.filter(({ ended, from }) => ended === null && from <= today).map(({ placeKind, place, number, from, until }) => ({ placeKind, place, number, from, until, over: until < today }))[0] ?? null,
      routes: group.ended ? [] : routes.filter(({ ended }) => ended === null).map(({ kind, carrierKind, party, most, clearBy }) => ({ kind, carrierKind, party, most, clearBy })),
      funds: funds.map(({ code, name }) => ({ code, name })), paid,
    };
  }
}

@ApiExcludeController()
@Controller('groups') @Public()
export class PublicGroupsController {
  constructor(private readonly groups: PublicGroups) {}

  @Get() @Render('groups/groups')
  async list(@Req() request: FastifyRequest): Promise<object> {
    return { groups: await this.groups.list(request.foundation!.id, visitOf(request).lang) };
  }

  @Get(':code') @Render('groups/group')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.groups.page(request);
  }
}
