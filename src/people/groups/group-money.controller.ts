import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { yuan } from '../../rules/money';
import { StepUp } from '../step-up';
import { GroupPages } from './group-pages';
import { GroupRoutes } from './group-routes.service';
import { AdvanceForm, CarrierForm, PlainRouteForm, RouteEndForm } from './groups.form';

type Answer = { url: string; statusCode: number };
const back = (controller: GroupMoneyController, request: FastifyRequest): Promise<object> => controller.page(request);

/** How money reaches a group: said by those who answer for money, not by those who keep the register. */
@ApiExcludeController()
@Controller('desk/groups/:code') @Allow('bookkeeper', 'secretary-general')
export class GroupMoneyController {
  constructor(private readonly pages: GroupPages, private readonly routes: GroupRoutes) {}

  @Get('money') @Render('desk/group-money') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.money(request);
  }

  @Post('carriers') @Redirect() @StepUp() @FormPage('desk/group-money', back)
  async carry(@Body() { carrierKind, carrierName, creditCode, holder, party, carrierFrom, carrierBasis }: CarrierForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.routes.carry(await this.pages.of(request), { kind: carrierKind, name: carrierName, creditCode, holder, party, from: carrierFrom, basis: carrierBasis }, request.person!);
    return seeOther(request, 'route');
  }

  @Post('routes') @Redirect() @FormPage('desk/group-money', back)
  async without(@Body() { routeKind, routeFrom, routeBasis }: PlainRouteForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.routes.without(await this.pages.of(request), routeKind, { from: routeFrom, basis: routeBasis }, request.person!);
    return seeOther(request, 'route');
  }

  @Post('advances') @Redirect() @StepUp() @FormPage('desk/group-money', back)
  async advance(@Body() { most, advanceFrom, clearBy, advanceBasis }: AdvanceForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.routes.advance(await this.pages.of(request), { most: yuan(most ?? ''), clearBy, from: advanceFrom, basis: advanceBasis }, request.person!);
    return seeOther(request, 'route');
  }

  @Post('route-ends') @Redirect() @FormPage('desk/group-money', back)
  async end(@Body() { route, routeDay, routeWhy }: RouteEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.routes.end(await this.pages.of(request), Number(route), { lastDay: routeDay, why: routeWhy }, request.person!);
    return seeOther(request, 'route-ended');
  }
}

const seeOther = (request: FastifyRequest, done: string): Answer => ({ url: `${visitOf(request).base}/desk/groups/${(request.params as { code: string }).code}/money?done=${done}`, statusCode: 303 });
