import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { GroupPages } from '../../people/groups/group-pages';
import { GroupsQueries } from '../../people/groups/groups.queries';
import { PublicGroups } from '../../people/groups/public-groups.controller';
import { Allow, Public } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { FundRows } from '../rows.queries';
import { EntrustEndForm, EntrustForm } from './group-funds.form';
import { GroupFunds } from './group-funds.service';

type Answer = { url: string; statusCode: number };
const LAST_ROWS = 5;

const back = (controller: GroupFundsDeskController, request: FastifyRequest): Promise<object> => controller.pages.page(request);

/** Which funds a residents' group looks after, as the desk records it. */
@ApiExcludeController()
@Controller('desk/groups/:code') @Allow('programme-officer', 'secretary-general')
export class GroupFundsDeskController {
  constructor(readonly pages: GroupPages, private readonly funds: GroupFunds) {}

  @Post('funds') @Redirect() @FormPage('desk/group', back)
  async entrust(@Body() { fund, fundFrom, fundWhy }: EntrustForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.entrust(await this.pages.of(request), { fund, from: fundFrom, why: fundWhy }, request.person!);
    return seeOther(request, 'fund');
  }

  @Post('fund-ends') @Redirect() @FormPage('desk/group', back)
  async end(@Body() { lookedAfter, fundDay, fundEndWhy }: EntrustEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.funds.end(await this.pages.of(request), Number(lookedAfter), { lastDay: fundDay, why: fundEndWhy }, request.person!);
    return seeOther(request, 'fund-ended');
  }
}

/** The purse view of a group: what is left in the funds it looks after, and what last moved. */
@ApiExcludeController()
@Controller('groups/:code') @Public()
export class GroupFundsController {
  constructor(private readonly groups: PublicGroups, private readonly queries: GroupsQueries, private readonly funds: GroupFunds, private readonly rows: FundRows) {}

  @Get('funds') @Render('groups/funds')
  async page(@Req() request: FastifyRequest): Promise<object> {
    const { lang } = visitOf(request);
    const group = await this.groups.find(request);
    const funds = await this.queries.funds(group.id, lang);
    const shown = await Promise.all(funds.map(async ({ fund, code, name, from, why, closed }) =>
      ({ code, name, from, why, closed, left: await this.funds.left(fund), rows: await this.rows.last({ id: fund }, LAST_ROWS, lang) })));
    return { group, funds: shown };
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/groups/${(request.params as { code: string }).code}?done=${done}`, statusCode: 303 });
