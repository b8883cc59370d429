import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { CouncilEndForm, CouncilForm, CouncilSeatEndForm, CouncilSeatForm, RuleForm } from './residents-councils.form';
import { ResidentsCouncilPages } from './residents-councils-page';
import { ResidentsCouncils, USUAL_RULE, type Which } from './residents-councils.service';

type Answer = { url: string; statusCode: number };
const back = (controller: ResidentsCouncilsController, request: FastifyRequest): Promise<object> => controller.page(request);

/** Residents' councils at the desk: who sits there, and by which rules they decide. */
@ApiExcludeController()
@Controller('desk/councils') @Allow('programme-officer', 'bookkeeper', 'secretary-general')
export class ResidentsCouncilsController {
  constructor(private readonly pages: ResidentsCouncilPages, private readonly councils: ResidentsCouncils) {}

  @Get() @Render('desk/councils')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':code') @Render('desk/council')
  page(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.page(request);
  }

  @Post() @Redirect() @StepUp() @FormPage('desk/councils', (controller: ResidentsCouncilsController, request) => controller.list(request))
  async found(@Body() { address, community, source, ...form }: CouncilForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.councils.found(request.foundation!.id, { ...form, code: address, community: community ? Number(community) : null }, { ...USUAL_RULE, source }, request.person!);
    return seeOther(request, address, 'founded');
  }

  @Post(':code/endings') @Redirect() @StepUp() @FormPage('desk/council', back)
  async end(@Body() { endDay, endWhy }: CouncilEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.councils.end(whichOf(request), { lastDay: endDay, why: endWhy }, request.person!);
    return seeOther(request, whichOf(request).code, 'ended');
  }

  @Post(':code/rules') @Redirect() @StepUp() @FormPage('desk/council', back)
  async adopt(@Body() { ruleFrom, quorum, votes, countedOf, more, ballot, proxies, tables, noticeDays, objectionDays, ruleSource }: RuleForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.councils.adopt(whichOf(request), {
      from: ruleFrom, quorum: partOf(quorum), votes: partOf(votes), countedOf, moreThan: more === 'more-than', secret: ballot === 'secret', proxies: proxies === 'yes', tables, noticeDays: Number(noticeDays), objectionDays: Number(objectionDays), source: ruleSource,
    }, request.person!);
    return seeOther(request, whichOf(request).code, 'adopted');
  }

  @Post(':code/seats') @Redirect() @FormPage('desk/council', back)
  async seat(@Body() { member, memberCode, display, chairs, official, constituency, chosenBy, seatFrom, until }: CouncilSeatForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.councils.seat(whichOf(request), {
      name: member, code: memberCode || null, display, chairs: chairs === 'yes', official: official === 'yes', constituency: constituency ? Number(constituency) : null, chosenBy, from: seatFrom, until,
    }, request.person!);
    return seeOther(request, whichOf(request).code, 'seated');
  }

  @Post(':code/leavings') @Redirect() @FormPage('desk/council', back)
  async unseat(@Body() { seat, lastDay, why }: CouncilSeatEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.councils.unseat(whichOf(request), Number(seat), { lastDay, why }, request.person!);
    return seeOther(request, whichOf(request).code, 'left');
  }
}

const partOf = (text: string): [number, number] => text.split('/').map(Number) as [number, number];
const whichOf = (request: FastifyRequest): Which => ({ foundation: request.foundation!.id, code: (request.params as { code: string }).code });
const seeOther = (request: FastifyRequest, code: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/councils/${code}?done=${done}`, statusCode: 303 });
