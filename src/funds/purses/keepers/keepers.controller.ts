import { Body, Controller, Get, Post, Redirect, Render, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { StepUp } from '../../../people/step-up';
import { Allow } from '../../../platform/access';
import { piecesOf } from '../../../platform/count-form';
import { FormPage } from '../../../platform/form-page';
import { visitOf } from '../../../platform/visit';
import { numberIn, PursePages } from '../purse-page';
import { WhyForm } from '../purse.form';
import { KeeperForm, TakeForm } from './keeper.form';
import { KeeperLists } from './keeper-lists.service';
import { KeeperPages } from './keeper-pages';
import { PurseKeepers } from './keepers.service';

type Answer = { url: string; statusCode: number };

/** Stair leaders at the desk: whose telephone it is, and what they have handed in. */
@ApiExcludeController()
@Controller('desk/funds/purses/:code') @Allow('bookkeeper', 'cashier', 'programme-officer', 'secretary-general')
export class KeepersController {
  constructor(private readonly pages: KeeperPages, private readonly purses: PursePages, private readonly keepers: PurseKeepers, private readonly lists: KeeperLists) {}

  @Post('keepers') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general') @StepUp()
  @FormPage('desk/purse', (controller: KeepersController, request) => controller.purses.purse(request))
  async name(@Body() { keeperName, phone }: KeeperForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.keepers.name(await this.pages.of(request), { name: keeperName, phone }, request.person!);
    return seeOther(request, '?done=keeper');
  }

  @Post('keepers/:id/ends') @Redirect() @Allow('bookkeeper', 'programme-officer', 'secretary-general')
  @FormPage('desk/purse', (controller: KeepersController, request) => controller.purses.purse(request))
  async end(@Req() request: FastifyRequest): Promise<Answer> {
    await this.keepers.end(await this.pages.of(request), Number(numberIn(request)), request.person!);
    return seeOther(request, '?done=keeper-ended');
  }

  @Get('lists/:id') @Render('desk/purse-list')
  list(@Req() request: FastifyRequest): Promise<object> {
    return this.pages.atDesk(request);
  }

  @Post('lists/:id/sheets') @Redirect()
  @FormPage('desk/purse-list', (controller: KeepersController, request) => controller.list(request))
  async take(@Body() form: TakeForm, @Req() request: FastifyRequest): Promise<Answer> {
    const sheet = await this.lists.take(await this.pages.of(request), numberIn(request), piecesOf(form), request.person!);
    return seeOther(request, `/sheets/${sheet}?done=sheet`);
  }

  @Post('lists/:id/returns') @Redirect()
  @FormPage('desk/purse-list', (controller: KeepersController, request) => controller.list(request))
  async giveBack(@Body() { why }: WhyForm, @Req() request: FastifyRequest): Promise<Answer> {
    await this.lists.giveBack({ purse: await this.pages.of(request) }, numberIn(request), why, request.person!);
    return seeOther(request, '?done=list-returned');
  }
}

const seeOther = (request: FastifyRequest, path: string): Answer => ({ url: `${visitOf(request).base}/desk/funds/purses/${(request.params as { code: string }).code}${path}`, statusCode: 303 });
