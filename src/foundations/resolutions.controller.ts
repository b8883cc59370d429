import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { keysOf, WithPapers } from '../people/papers/held-files';
import { StepUp } from '../people/step-up';
import { Allow } from '../platform/access';
import { FormPage } from '../platform/form-page';
import { visitOf } from '../platform/visit';
import { idOf, ResolutionPages } from './resolutions-page';
import { ComparedForm, ResolutionForm, WhyForm } from './resolutions.form';
import { Resolutions } from './resolutions.service';

type Answer = { url: string; statusCode: number };

/** What bodies have decided on paper: entered by one with the signed paper, compared with it by another. */
@Controller('desk/resolutions') @Allow('bookkeeper', 'secretary-general', 'programme-officer')
export class ResolutionsController {
  constructor(private readonly pages: ResolutionPages, private readonly resolutions: Resolutions) {}

  @Get() @Render('desk/resolutions')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.list(request);
  }

  @Get(':id') @Render('desk/resolution')
  resolution(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.resolution(request);
  }

  @Post() @Redirect() @WithPapers()
  @FormPage('desk/resolutions', (controller: ResolutionsController, request) => controller.list(request))
  async record(@Body() form: ResolutionForm, @Req() request: FastifyRequest): Promise<Answer> {
    const { entitled, present, against, ...said } = form;
    const id = await this.resolutions.record(request.foundation!.id, { ...said, entitled: Number(entitled), present: Number(present), for: Number(form.for), against: Number(against) }, request.person!, keysOf(request));
    return seeOther(request, `/desk/resolutions/${id}`, 'recorded');
  }

  @Post(':id/confirmations') @Redirect() @StepUp()
  @FormPage('desk/resolution', (controller: ResolutionsController, request) => controller.resolution(request))
  async confirm(@Body() { standsBecause }: ComparedForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.resolutions.confirm(request.foundation!.id, idOf(request), request.person!, standsBecause || null);
    return seeOther(request, `/desk/resolutions/${idOf(request)}`, 'confirmed');
  }

  @Post(':id/withdrawals') @Redirect()
  @FormPage('desk/resolution', (controller: ResolutionsController, request) => controller.resolution(request))
  async withdraw(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.resolutions.withdraw(request.foundation!.id, idOf(request), why, request.person!);
    return seeOther(request, `/desk/resolutions/${idOf(request)}`, 'withdrawn');
  }
}

const seeOther = (request: FastifyRequest, path: string, done: string): Answer => ({ url: `${visitOf(request).base}${path}?done=${done}`, statusCode: 303 });
