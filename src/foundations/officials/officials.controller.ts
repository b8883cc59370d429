import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Allow } from '../../platform/access';
import { FormPage } from '../../platform/form-page';
import { visitOf } from '../../platform/visit';
import { idOf } from '../resolutions-page';
import { OfficialPages } from './officials-page';
import { ElectionForm, FactEndForm, FactForm, LeavingForm } from './officials.form';
import { Officials } from './officials.service';

type Answer = { url: string; statusCode: number };

/** Council members and supervisors at the desk, and what the law finds missing. */
@Controller('desk/officials') @Allow('bookkeeper', 'secretary-general')
export class OfficialsController {
  constructor(private readonly pages: OfficialPages, private readonly officials: Officials) {}

  @Get() @Render('desk/officials')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':id') @Render('desk/official')
  official(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.official(request);
  }

  @Post() @Redirect()
  @FormPage('desk/officials', (controller: OfficialsController, request) => controller.pages.list(request))
  async elect(@Body() { code, resolution, basis, ...said }: ElectionForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.officials.elect(request.foundation!, { ...said, code: code || null, resolution: resolution ? Number(resolution) : null, basis: basis || null }, request.person!);
    return seeOther(request, '', 'elected');
  }

  @Post(':id/leavings') @Redirect()
  @FormPage('desk/official', (controller: OfficialsController, request) => controller.pages.official(request))
  async leave(@Body() { term, lastDay, why }: LeavingForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.officials.leave(request.foundation!.id, Number(term), { lastDay, why }, request.person!);
    return seeOther(request, `/${idOf(request)}`, 'left');
  }

  @Post(':id/facts') @Redirect()
  @FormPage('desk/official', (controller: OfficialsController, request) => controller.pages.official(request))
  async state(@Body() { fact, words, since }: FactForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.officials.state(request.foundation!.id, { party: idOf(request), fact, words, from: since }, request.person!);
    return seeOther(request, `/${idOf(request)}`, 'stated');
  }

  @Post(':id/fact-ends') @Redirect()
  @FormPage('desk/official', (controller: OfficialsController, request) => controller.pages.official(request))
  async endFact(@Body() { stated, factLastDay }: FactEndForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.officials.endFact(request.foundation!.id, Number(stated), factLastDay, request.person!);
    return seeOther(request, `/${idOf(request)}`, 'ended');
  }
}

const seeOther = (request: FastifyRequest, path: string, done: string): Answer => ({ url: `${visitOf(request).base}/desk/officials${path}?done=${done}`, statusCode: 303 });
